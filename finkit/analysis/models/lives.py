"""Lives: what is known of each generation of one company, and of them all, once the pass over all companies is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from finkit.analysis.framed import Framed, between
from finkit.analysis.measures import Floats
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.lineage import ASKED, Lineage, set_aside
from finkit.analysis.models.model_returns import ModelReturns
from finkit.analysis.models.payoff import LEAST_COVERED, OUTLAYS, Earned, Ends, Outlay, Payoff
from finkit.analysis.models.spans import Ints
from finkit.assumptions.models import BY_RESEARCH, Adoption

SINCE_RELEASE = OUTLAYS[1]


@dataclass(frozen=True)
class ModelLife:
    """One generation: when it served, what it cost by each basis and what it left by each key and result.

    `tenure` in months of 365/12 days; `projected` where nothing says when it was replaced; `made_months` are those
    before its release over which it was made, None for since the release before. `payoffs` by key, a text
    where the payoff is unknown. `revenue_costed` is revenue in the months whose cost of revenue is known, by use, as
    gross profit is. `flows` are months of outlay and gross profit by use, at the centre of their ranges, empty where a
    month of its use before the last known one is not known; `returns` what they return; `after` are years from its
    replacement and gross profit by use of each month from then on, None where known periods end before its users had
    left.
    """

    name: str
    release: date
    end: date
    tenure: float
    projected: bool
    source: str
    made_months: float | None
    outlays: Mapping[str, Outlay]
    earned: Mapping[str, Mapping[str, Earned]]
    revenue: Ends
    revenue_costed: Ends
    inference: Ends
    payoffs: Mapping[str, Payoff | str]
    flows: tuple[float, ...]
    returns: ModelReturns | None
    after: tuple[tuple[float, float], ...] | None

    @property
    def payoff(self) -> Payoff | str:
        """The payoff attributed by use."""
        return self.payoffs["usage"]

    @property
    def lacking(self) -> str:
        """In few words why its payback by use is unknown; empty where it is known."""
        if not self.outlays:
            return "cost not given"
        if not self.earned["usage"]["gross profit"].months:
            return "cost of revenue not known of its use" if self.revenue[1] else "no known period covers its use"
        return "" if isinstance(self.payoff, Payoff) else f"under {LEAST_COVERED:.0%} of its use in known periods"

    @property
    def unreturned(self) -> str:
        """In few words why its multiple and its returns are unknown; empty where they are known."""
        return self.lacking or ("" if self.flows else "months of its use not known")

    def covers(self, outlay: str) -> str:
        """What an outlay of `OUTLAYS` holds for this model: R&D over months that are stated is not since a release."""
        if outlay != SINCE_RELEASE or self.made_months is None:
            return outlay
        return f"all R&D of the {self.made_months:g} months before its release"

    @property
    def recovery(self) -> Ends | None:
        """Gross profit so far, by use, over the first cost that is known: low and high; None where flows are empty."""
        cost = next((self.outlays[name] for name in OUTLAYS if name in self.outlays), None)
        left = self.earned["usage"]["gross profit"]
        if cost is None or not self.flows or cost.low <= 0:
            return None
        ends = [left.low / cost.low, left.low / cost.high, left.high / cost.low, left.high / cost.high]
        return min(ends), max(ends)


@dataclass(frozen=True)
class Attributed:
    """What each model brought or cost in each period by one key, (names, periods); each period adds up over `names`.

    `names` are the models, with what was used before the first and after the last where there is any.
    """

    periods: tuple[str, ...]
    names: tuple[str, ...]
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Cells:
    """The months of a company, cut where a period or a model begins: what its periods hold in each.

    `start` and `end` (the day after) are days as ordinals; `rows` are the company's row that each line's cell lies in,
    -1 where none does, and `parts` the part of it. `known` marks cells in which revenue and cost of revenue are known
    together. Money low and high by line, 0 where no period covers the cell.
    """

    start: Floats
    end: Floats
    known: Floats
    rows: Mapping[str, Floats]
    parts: Mapping[str, Floats]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]


@dataclass(frozen=True)
class Research:
    """The periods of R&D that models are made from, in order, none of which overlap, with the company's own rows.

    `start` and `end` (the day after) are days as ordinals; low and high differ where the figure is only bounded.
    """

    rows: Ints
    start: Floats
    end: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, repr=False)
class Generations(Framed):
    """A company's generations: usage by month, attributed figures by period, and the life of each model.

    `usage` (models, months) adds up to 1 a month; a last row `next model` is there where the months reach past the
    last model's end. `revenue` and `cost` by key. `months` are the first days of `cells`.
    """

    lineage: Lineage
    currency: str
    cells: Cells
    research: Research
    months: tuple[date, ...]
    usage: Floats
    names: tuple[str, ...]
    revenue: Mapping[str, Attributed]
    cost: Mapping[str, Attributed]
    lives: tuple[ModelLife, ...]
    adoption: Adoption
    notes: tuple[str, ...]

    def records(self) -> Iterator[dict[str, Any]]:
        """One row a model, money by use; paybacks by each attribution in months of full use, at the centre of ranges.

        A payback is empty where it is never or not known: `why` says which. `irr` is a year's, `npv` on the day of the
        first outlay; empty where months of use are not known.
        """
        for one in self.lives:
            left, why = one.earned["usage"]["gross profit"], []
            basis = next((name for name in OUTLAYS if name in one.outlays), "")
            paid: dict[str, float | None] = {}
            for key, found in one.payoffs.items():
                paid[f"payback_{key.replace(' ', '_')}"] = None if isinstance(found, str) else found.centre
                if isinstance(found, str) or found.centre is None:
                    why.append(f"by {key}: {found if isinstance(found, str) else 'never'}")
            yield {
                "model": one.name,
                "release": one.release,
                "replaced": one.end - timedelta(days=1),
                "projected": one.projected,
                "tenure_months": one.tenure,
                "cost": basis,
                **between("cost", *(one.outlays[basis].ends if basis else (None, None))),
                "full_use_months": left.months,
                **between("revenue", *one.revenue),
                **between("gross_profit", *((left.low, left.high) if left.months else (None, None))),
                **paid,
                **between("recovery", *(one.recovery or (None, None))),
                "irr": None if one.unreturned or one.returns is None else one.returns.rate,
                "npv": None if one.unreturned or one.returns is None else one.returns.worth,
                "why": "; ".join(why),
            }

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Models without a list price of input and output, by which months of their use are attributed to no one."""
        return unpriced(self.lineage)

    @property
    def lead(self) -> ModelLife | None:
        """The model to lead with: the latest that was replaced and whose payoff is known, else the latest known."""
        found = [life for life in self.lives if isinstance(life.payoff, Payoff)]
        return next((m for m in reversed(found) if not m.projected), found[-1] if found else None)


def unpriced(one: Lineage) -> tuple[str, ...]:
    """The models that lack a list price of input or of output."""
    return tuple(m.name for m in one.models if m.list_price_in is None or m.list_price_out is None)


def notes_of(one: Lineage, currency: str, lives: Sequence[ModelLife], reported: date) -> tuple[str, ...]:
    """What a reader must know of where the generations are from and what is projected, odd or left out.

    `reported` is the last period's last day.
    """
    said = []
    if one.origin == BY_RESEARCH:
        why = ASKED if one.unused else "No release dates are known"
        aside = f"; {set_aside(one.unused)}" if one.unused else ""
        made = "each year's R&D stands for a generation that is released when the year ends"
        said.append(f"{why[0].upper()}{why[1:]}: {made}{aside}.")
    if one.projected:
        months = lives[-1].tenure
        alone = "until the next year's R&D makes its own" if one.origin == BY_RESEARCH else "the life assumed"
        said.append(
            f"{lives[-1].name} has no successor yet: it is taken to serve {months:.1f} months, "
            f"{'as long as the one before it' if len(one) > 1 else alone}."
        )
    if (last := lives[-1]).end <= reported:
        said.append(
            f"From {_day(last.end)} users move to what follows {last.name}, in no row of Models: it is taken to have "
            f"{last.name}'s list price and relative cost of serving (assumed); what it brings is no listed model's."
        )
    said += [*_odd_dates(one, lives, reported), *_odd_costs(one, currency, lives), *_counted_twice(lives)]
    outside = [life.name for life in lives if not life.earned["usage"]["gross profit"].months]
    if outside and one.origin != BY_RESEARCH:
        said.append(
            f"No period with revenue and cost of revenue covers the service of {', '.join(outside)}: what "
            f"{'it' if len(outside) == 1 else 'they'} brought is unknown, not 0."
        )
    own = [m.name for m in one.models if m.sales_share is not None]
    if own:
        others = "; of other models it is the company's, by revenue" if len(own) < len(one) else ""
        said.append(
            f"S&M of {', '.join(own)} is {'its' if len(own) == 1 else 'their'} own part of revenue, as given{others}."
        )
    other = [m.name for m in one.models if m.training_cost is not None and m.currency != currency]
    if other:
        said.append(f"The cost of {', '.join(other)} is not in {currency} and is left out: no rate is given.")
    return tuple(said)


def _odd_dates(one: Lineage, lives: Sequence[ModelLife], reported: date) -> Iterator[str]:
    """Releases after the last period that end a tenure, and days on which no model is flagship."""
    for life, after in pairwise(lives):
        if life.release <= reported < after.release - timedelta(days=1) and life.end == after.release:
            yield (
                f"{after.name} is released on {_day(after.release)}, after the last period reported ends "
                f"({_day(reported)}): the tenure of {life.name}, {life.tenure:.1f} months, runs to that release."
            )
        if life.end < after.release:
            yield (
                f"From {_day(life.end)} to {_day(after.release - timedelta(days=1))} no model is flagship: {life.name} "
                f"is superseded before {after.name} is released. Use of those days stays with {life.name}; its tenure, "
                f"{life.tenure:.1f} months, does not hold them."
            )


def _odd_costs(one: Lineage, currency: str, lives: Sequence[ModelLife]) -> Iterator[str]:
    """Final runs stated above all R&D that is known of the months before the release."""
    for model, life in zip(one.models, lives, strict=True):
        cost, spent = model.training_cost, life.outlays.get(SINCE_RELEASE)
        if cost is None or model.training_basis != "final run" or model.currency != currency or spent is None:
            continue
        if cost.centre > spent.high:
            yield (
                f"The final run stated for {life.name}, {_money(cost.centre, currency)}, is above "
                f"{life.covers(SINCE_RELEASE)}, {_money(spent.high, currency)} at most: one of the two holds more or "
                "less than it says."
            )


def _counted_twice(lives: Sequence[ModelLife]) -> Iterator[str]:
    """Models whose stated months of R&D began before the model before them was released."""
    early = {
        after.name: after.made_months - (after.release - life.release).days / DAYS_PER_MONTH
        for life, after in pairwise(lives)
        if after.made_months is not None and SINCE_RELEASE in after.outlays and SINCE_RELEASE in life.outlays
    }
    twice = {name: months for name, months in early.items() if months > 0.5}
    if twice:
        yield (
            f"The months of R&D stated for {', '.join(twice)} reach back before the release of the model before, by up "
            f"to {max(twice.values()):.1f} months: R&D of that time counts for both, so that their costs add up to "
            "more than was spent."
        )


def _money(value: float, currency: str) -> str:
    return f"{currency} {value / 1e6:,.1f} m".strip()


def _day(at: date) -> str:
    return f"{at.day} {at:%B %Y}"

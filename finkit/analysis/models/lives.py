"""Lives: what is known of each generation of one company, and of them all, once the pass over all companies is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from finkit.analysis.framed import Framed, between
from finkit.analysis.measures import Floats
from finkit.analysis.models.lineage import ASKED, Lineage, set_aside
from finkit.analysis.models.model_returns import ModelReturns
from finkit.analysis.models.payoff import OUTLAYS, Earned, Ends, Payoff
from finkit.analysis.models.spans import Ints
from finkit.assumptions.models import BY_RESEARCH, Adoption


@dataclass(frozen=True)
class ModelLife:
    """One generation: when it served, what it cost by each basis and what it left by each key and result.

    `tenure` in months of 365/12 days; `projected` where nothing says when it was replaced. `payoffs` by key, a text
    where the payoff is unknown. `revenue_costed` is revenue in the months whose cost of revenue is known, by use, as
    gross profit is. `flows` are months of outlay and gross profit by use, at the middle of their ranges, `returns`
    what they return; `after` are years from its replacement and gross profit by use of each month from then on, None
    where known periods end before its users had left.
    """

    name: str
    release: date
    end: date
    tenure: float
    projected: bool
    source: str
    outlays: Mapping[str, Ends]
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
    def recovery(self) -> Ends | None:
        """Gross profit so far, by use, over the first cost that is known: low and high."""
        cost = next((self.outlays[name] for name in OUTLAYS if name in self.outlays), None)
        left = self.earned["usage"]["gross profit"]
        if cost is None or not left.months or cost[0] <= 0:
            return None
        ends = [left.low / cost[0], left.low / cost[1], left.high / cost[0], left.high / cost[1]]
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
        """One row a model, money by use; paybacks by each attribution in months of full use, at the middle of ranges.

        A payback is empty where it is never or not known: `why` says which.
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
                **between("cost", *one.outlays.get(basis, (None, None))),
                "full_use_months": left.months,
                **between("revenue", *one.revenue),
                **between("gross_profit", *((left.low, left.high) if left.months else (None, None))),
                **paid,
                **between("recovery", *(one.recovery or (None, None))),
                "why": "; ".join(why),
            }

    @property
    def lead(self) -> ModelLife | None:
        """The model to lead with: the latest that was replaced and whose payoff is known, else the latest known."""
        found = [life for life in self.lives if isinstance(life.payoff, Payoff)]
        return next((m for m in reversed(found) if not m.projected), found[-1] if found else None)


def notes_of(one: Lineage, currency: str, lives: Sequence[ModelLife], *, followed: bool) -> tuple[str, ...]:
    """What a reader must know of where the generations are from and what is projected or left out.

    `followed` says whether the months reach past the last model's end.
    """
    said = []
    if one.origin == BY_RESEARCH:
        why = ASKED if one.unused else "No release dates are known"
        aside = f"; {set_aside(one.unused)}" if one.unused else ""
        made = "each year's R&D stands for a generation that is released when the year ends"
        said.append(f"{why[0].upper()}{why[1:]}: {made}{aside}.")
    if one.projected:
        months = lives[-1].tenure
        said.append(
            f"{lives[-1].name} has no successor yet: it is taken to serve {months:.1f} months, "
            f"{'as long as the one before it' if len(one) > 1 else 'the life assumed'}."
        )
    if followed:
        last = lives[-1]
        said.append(
            f"From {_day(last.end)} users move to what follows {last.name}, in no row of Models: it is taken to have "
            f"{last.name}'s list price and relative cost of serving (assumed); what it brings is no listed model's."
        )
    outside = [life.name for life in lives if not life.earned["usage"]["gross profit"].months]
    if outside and one.origin != BY_RESEARCH:
        said.append(
            f"No period with revenue and cost of revenue covers the service of {', '.join(outside)}: what "
            f"{'it' if len(outside) == 1 else 'they'} brought is unknown, not 0."
        )
    own = [m.name for m in one.models if m.sales_share is not None]
    if own:
        said.append(
            f"S&M of {', '.join(own)} is {'its' if len(own) == 1 else 'their'} own part of revenue, as given; of other "
            "models it is the company's, by revenue."
        )
    other = [m.name for m in one.models if m.training_cost is not None and m.currency != currency]
    if other:
        said.append(f"The cost of {', '.join(other)} is not in {currency} and is left out: no rate is given.")
    return tuple(said)


def _day(at: date) -> str:
    return f"{at.day} {at:%B %Y}"

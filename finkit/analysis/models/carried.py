"""Carried: a company's result with R&D expensed, and with R&D carried as the models that it makes, non-GAAP.

METHODS 1.2, 3.3 and 4.2. R&D between two releases is what the second cost; it is carried while the model is made and
charged from its release by each of `TREATMENTS`. Once the last model listed is replaced, models are projected at its
interval, so that what their users pay is not without a charge.
Income carried less income expensed is the change of the book value, in every period.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from finkit.analysis.framed import Framed, between
from finkit.analysis.measures import Floats
from finkit.analysis.models.capitalization import Capitalization
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.lineage import MOST, Lineage
from finkit.analysis.models.months import first_of_months
from finkit.analysis.models.schedules import schedule
from finkit.analysis.models.spans import RESEARCH, Ints, bounds_of, currency_of, spans
from finkit.analysis.models.vintages import usage_shares
from finkit.assumptions.models import BY_RESEARCH, Adoption
from finkit.assumptions.settings import Assumptions
from finkit.statement.panel import Panel
from finkit.statement.period import TOLERANCE_DAYS

OPERATING, BEFORE = "operating income", "result before G&A and other"
TREATMENTS = (
    "straight line", "to its replacement", "by use", "sum of years", "declining balance", "double declining",
    "greater of",
)  # fmt: skip
"""Straight line over a life; that life cut at the replacement (METHODS 4.6); units of production; METHODS 3.3.

Declining balance takes straight line's rate of what is left and leaves a rest that is never charged.
"""
DRAWN, _BY_AGE = TREATMENTS[:3], TREATMENTS[4:]
_Pair = tuple[Floats, Floats]


@dataclass(frozen=True)
class Charges:
    """What is charged in each period for models carried, and their book value at its end, those in the making too."""

    charge: Floats
    book: Floats


@dataclass(frozen=True)
class Treated:
    """The periods under one treatment and life in months: charge, book value and income, low and high."""

    treatment: str
    life: float
    charge: tuple[Floats, Floats]
    book: tuple[Floats, Floats]
    income: tuple[Floats, Floats]


@dataclass(frozen=True, repr=False)
class Carried(Framed):
    """A company's unbroken periods of R&D, expensed and carried; `what` names the result of each period.

    Money in units of the currency; `rows` are the company's rows, `periods` their labels. `expensed` is the
    result as it is, NaN where it is not known; `short` names models made before the first period: their charges are not
    in it. `first` is the first model listed where it is made in these periods, else empty; `projected` are the days
    within them on which models after the last listed are taken to be released.
    """

    rows: tuple[int, ...]
    periods: tuple[str, ...]
    what: tuple[str, ...]
    expensed: Floats
    revenue: Floats
    research: tuple[Floats, Floats]
    treated: tuple[Treated, ...]
    short: tuple[str, ...]
    first: str
    projected: tuple[date, ...]

    def records(self) -> Iterator[dict[str, Any]]:
        """One row a period, treatment and life in months: the result expensed and carried, charge and book value."""
        for n, period in enumerate(self.periods):
            for one in self.treated:
                given = {"period": period, "treatment": one.treatment, "life_months": one.life, "result": self.what[n]}
                charge = between("charge", one.charge[0][n], one.charge[1][n])
                book, income = between("book", one.book[0][n], one.book[1][n]), (one.income[0][n], one.income[1][n])
                yield given | {"expensed": self.expensed[n]} | between("carried", *income) | charge | book

    def over(self, life: float) -> Treated:
        """The periods charged straight line over one of the lives assumed."""
        return next(one for one in self.treated if one.treatment == TREATMENTS[0] and one.life == life)

    def together(self, at: Sequence[int], expensed: float, one: Treated) -> tuple[float, float]:
        """The result of a longer period that the periods `at` make up, whose result expensed is given: low and high."""
        held, cases = list(at), zip(self.research, one.charge, strict=True)
        made = [expensed + float((spent[held] - charge[held]).sum()) for spent, charge in cases]
        return min(made), max(made)


def charges(
    start: Floats, end: Floats, spent: Floats, release: Floats, finish: Floats, life: float, treatment: str,
    adoption: Adoption,
) -> Charges:  # fmt: skip
    """Charges and book value by period for the models that `spent` made.

    `start`, `end` (the day after) and `spent` are those of periods in order that do not overlap, `release` and
    `finish` those of models in order; days are ordinals. Spend falls evenly on a period's days and belongs to the
    next release; spend after the last is carried uncharged. `life` in months. ValueError for an unknown treatment.
    """
    if treatment not in TREATMENTS:
        raise ValueError(f"treatment = {treatment!r}: use one of {', '.join(TREATMENTS)}")
    days = np.unique(np.concatenate([first_of_months(int(start.min()), int(end.max())), start, end, release]))
    days = days[(days >= start.min()) & (days <= end.max())]
    made = release > start.min()
    gone = np.zeros(len(days))
    if made.any():
        released = release[made]
        before = np.concatenate([[start.min()], released[:-1]])
        parts = _overlap(start, end, before[:, None], released[:, None]) / (end - start)
        costs = np.maximum(parts @ spent, 0.0)
        calendar = (held.astype(float).tobytes() for held in (release, finish, days))
        gone = costs @ _of_one(*calendar, life, treatment, adoption)
    # What was spent and what was charged by each day on which a month, a period or a model begins.
    so_far = (_overlap(start, end, start.min(), days[:, None]) / (end - start)) @ spent
    by_day = dict(zip(days.tolist(), zip(gone.tolist(), (so_far - gone).tolist(), strict=True), strict=True))
    charge = [by_day[b][0] - by_day[a][0] for a, b in zip(start.tolist(), end.tolist(), strict=True)]
    return Charges(np.array(charge), np.array([by_day[b][1] for b in end.tolist()]))


@functools.lru_cache(maxsize=64)
def _of_one(
    releases: bytes, finishes: bytes, every_day: bytes, life: float, treatment: str, adoption: Adoption
) -> Floats:
    """What has been charged of a cost of 1 by each day, (models, days), for models released after the first day.

    A charge is in proportion to its cost: R&D's low and high, and companies with the same calendar, share it.
    """
    release, finish, days = (np.frombuffer(held) for held in (releases, finishes, every_day))
    made = release > days[0]

    def use(first: Floats, last: Floats) -> Floats:
        return np.asarray(usage_shares(release, first, last, adoption)[..., made, :])

    return _charged(release[made], finish[made], days, life, treatment, use)


def _charged(
    release: Floats, finish: Floats, days: Floats, life: float, treatment: str, use: Callable[[Floats, Floats], Floats]
) -> Floats:
    """The part of each model's cost charged by each of `days`, the first of which lies before every release.

    `use` gives the part of all use that each model serves from each of some days to each of others.
    """
    since = days[1:] - release[:, None]
    age, total = since / DAYS_PER_MONTH, (finish - release) / DAYS_PER_MONTH
    if treatment in _BY_AGE:
        book = _by_age(treatment, age, release, total, max(life, 1.0), use)
    elif treatment == "sum of years":
        book = schedule(treatment, 1.0, max(life, 1.0), age).book
    elif treatment == "by use":
        served = np.where(age > 0, use(days[:-1], days[1:]) * np.diff(days) / DAYS_PER_MONTH, 0.0)
        book = schedule("units of production", 1.0, 1.0, age, usage=served, usage_total=total).book
    else:
        # In days: a model may be replaced within a month.
        over = np.full(len(release), life) if treatment == "straight line" else np.minimum(life, total)
        book = schedule("straight line", 1.0, np.maximum(over * DAYS_PER_MONTH, 1), since).book
    charged = np.where(age > 0, 1.0 - book, 0.0)
    return np.concatenate([np.zeros((len(release), 1)), charged], axis=1)


def _by_age(
    treatment: str, age: Floats, release: Floats, total: Floats, life: float, use: Callable[[Floats, Floats], Floats]
) -> Floats:
    """What each age in months leaves of a cost of 1: charged month by month from the release, evenly within each."""
    months = np.arange(np.ceil(life) + 1)
    usage = None
    if treatment == "greater of":
        edges = release[:, None] + months * DAYS_PER_MONTH
        own = np.arange(len(release))
        usage = use(edges[:, :-1], edges[:, 1:])[own, own]
    ages = np.broadcast_to(months[1:], (len(release), len(months) - 1))
    rate = 1 / life if treatment == "declining balance" else None
    found = schedule(treatment, 1.0, life, ages, usage=usage, usage_total=None if usage is None else total, rate=rate)
    return np.stack([np.interp(at, months, [1.0, *book]) for at, book in zip(age, found.book, strict=True)])


def carried(
    panel: Panel, lineage: Lineage, assumed: Assumptions, capital: Capitalization | None, results: Mapping[str, Floats]
) -> Carried | str:
    """One company's periods both ways, or in words why not; `panel` holds its rows alone.

    `results` holds `operating_result` and `result_before_administration` on those rows. A company whose R&D already
    holds a charge for what was capitalized is refused: carrying it would count that twice (METHODS 3.1).
    """
    held = spans(panel, RESEARCH, [slice(0, len(panel))], *bounds_of(panel, RESEARCH, _alike(panel, assumed), capital),
                 [currency_of(panel, slice(0, len(panel)))])  # fmt: skip
    at = _unbroken(held.start[0], held.end[0])
    rows = held.rows[0, at]
    if not len(rows):
        return "needs R&D by period"
    twice = [panel.rows[r].label for r in rows if not np.isnan(panel.get("research_amortised")[r])]
    if twice:
        return (
            f"R&D of {', '.join(twice)} already holds an amortized charge: give the spend incurred in its place, "
            "carrying it would count the charge twice"
        )
    first, last = held.start[0, at].min(), held.end[0, at].max()
    listed = np.array([m.release.toordinal() for m in lineage.models], dtype=float)
    if not ((listed > first) & (listed < last)).any():
        return "no model is released within the periods of R&D: none of it would be charged"
    after = lineage.following(last)
    if not after:
        return (
            f"the last model listed, {lineage.models[-1].name}, is replaced on {lineage.ends[-1]}, and more than "
            f"{MOST} would follow it at that interval in the periods of R&D: give the models released since in Models"
        )
    operating, before = (results[name][rows] for name in ("operating_result", "result_before_administration"))
    expensed = np.where(np.isnan(operating), before, operating)
    spent = held.low[0, at], held.high[0, at]
    days = held.start[0, at], held.end[0, at]
    served = np.append(listed, after), _replaced(lineage, after)
    return Carried(
        rows=tuple(int(r) for r in rows),
        periods=tuple(panel.rows[r].label for r in rows),
        what=tuple(OPERATING if not np.isnan(x) else BEFORE for x in operating),
        expensed=expensed,
        revenue=panel.get("revenue")[rows],
        research=spent,
        treated=tuple(_treated(*case, expensed, spent, days, served, assumed) for case in _cases(assumed)),
        short=tuple(m.name for m, day in zip(lineage.models, listed, strict=True) if day <= first),
        first=lineage.models[0].name if listed[0] > first and lineage.origin != BY_RESEARCH else "",
        projected=tuple(date.fromordinal(day) for day in after[:-1]),
    )


def _replaced(lineage: Lineage, after: Sequence[int]) -> Floats:
    """The day on which each model is replaced, those projected after the last one listed too."""
    interval = after[0] - lineage.models[-1].release.toordinal()
    return np.array([*(day.toordinal() for day in lineage.ends), *after[1:], after[-1] + interval], dtype=float)


def _cases(assumed: Assumptions) -> list[tuple[str, float]]:
    """Treatments with their lives in months: the first over the range of lives, the others at its centre."""
    life = assumed.life_months
    straight = [(TREATMENTS[0], months) for months in dict.fromkeys((life.low, life.centre, life.high))]
    return straight + [(name, life.centre) for name in TREATMENTS[1:]]


def _treated(
    treatment: str, months: float, expensed: Floats, spent: _Pair, days: _Pair, served: _Pair, assumed: Assumptions
) -> Treated:
    """Periods of `days` (first, the one after the last) with R&D of low to high carried; `served` as in `charges`."""
    low = charges(*days, spent[0], *served, months, treatment, assumed.adoption)
    known = bool((spent[0] == spent[1]).all())
    high = low if known else charges(*days, spent[1], *served, months, treatment, assumed.adoption)
    income = [expensed + x - found.charge for x, found in zip(spent, (low, high), strict=True)]
    ends = np.minimum(*income), np.maximum(*income)
    return Treated(treatment, months, (low.charge, high.charge), (low.book, high.book), ends)


def _unbroken(start: Floats, end: Floats) -> Ints:
    """The periods, in order, that follow on one another to the latest: across a gap no model's cost is known."""
    order = np.argsort(start)
    apart = np.flatnonzero(start[order][1:] - end[order][:-1] > TOLERANCE_DAYS)
    return np.asarray(order[apart[-1] + 1 :] if len(apart) else order)


def _alike(panel: Panel, assumed: Assumptions) -> dict[str, Assumptions]:
    return {row.company: assumed for row in panel.rows}


def _overlap(start: Floats, end: Floats, first: Floats, last: Floats) -> Floats:
    return np.asarray(np.maximum(np.minimum(end, last) - np.maximum(start, first), 0.0))

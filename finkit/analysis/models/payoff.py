"""Payoff: whether a model pays back before the next one, how far that may be off, and which choice would change it.

METHODS 4.3 and 1.2. What a model cost, what it is held to and how long it serves are choices: the payback is shown at
one of each, its ratio to the tenure over all of them, and the fewest choices that turn the answer round are named.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from finkit.analysis.measures import Measure
from finkit.analysis.models.lifecycle import UNKNOWN, months_to_pay

Ends = tuple[float, float]
OUTLAYS = ("all R&D as stated", "all R&D since the last release", "final run")
SHARED = "after the partner's share"
RESULTS = ("gross profit", SHARED, "after staff", "after S&M", "after S&M and G&A")
HELD_TO = ("gross profit", SHARED, "after S&M")
"""The results over which payback over service is bounded; a switch may be any of `RESULTS`."""
TENURE = "its tenure"
YES, NO, UNDECIDED = "yes", "no", "undecided"
LEAST_COVERED = 0.25
"""Of its tenure in months of use, so much must lie in known periods before a model's payback is spoken of."""

# The same on a worksheet, from usage by month: what each model left, and its payback on gross profit.
SERVED = Measure("model_served", "Part of the month from the release on",
                 "where(first_model == 1, minimum(maximum(month_end - release, 0) / (month_end - month_start), 1), "
                 "where(month_end > release, 1, 0))", "share",
                 "The first model has all use before it came too; no other is used before its release.")  # fmt: skip
LEFT = (
    Measure("model_months", "Months of use", "usage * known * month_length * model_served", "months of use",
            "Use in months whose revenue and cost of revenue are known, from the release on."),
    Measure("model_left_low", "Gross profit by use, low", "usage * gross_low * model_served", "money",
            "The model's part of the month's gross profit by use."),
    Measure("model_left_high", "Gross profit by use, high", "usage * gross_high * model_served", "money",
            "The model's part of the month's gross profit by use."),
)  # fmt: skip
PAYBACK = (
    Measure("months_of_use", "Months of full use", "sum_periods(model_months)", "months of use",
            "All of a model's use in known months, in months of everyone's use."),
    Measure("left_low", "Gross profit by use, low", "sum_periods(model_left_low)", "money", "Over all known months."),
    Measure("left_high", "Gross profit by use, high", "sum_periods(model_left_high)", "money",
            "Over all known months."),
    Measure("tenure", "Tenure", "where(finish > release, finish - release, 0 / 0) / days_per_month",
            "months of use",
            "From the first to the last day as flagship, both counted, in months of 365/12 days."),
    Measure("months_covered", "Months of full use, where they tell enough",
            "where(months_of_use >= least_covered * tenure, months_of_use, 0 / 0)", "months of use",
            "Missing where less than the stated part of the tenure lies in known months."),
    Measure("payback_low", "Payback, low", "cost_low / maximum(left_high, 0) * months_covered", "months of use",
            "Months of full use until gross profit covers the low cost at its high; none is never."),
    Measure("payback", "Payback", "cost_taken * (1 + 1) / maximum(left_low + left_high, 0) * months_covered",
            "months of use", "Months of full use until gross profit covers the cost; none is never."),
    Measure("payback_high", "Payback, high", "cost_high / maximum(left_low, 0) * months_covered", "months of use",
            "Months of full use until gross profit covers the high cost at its low; none is never."),
    Measure("payback_over_tenure", "Payback / tenure", "payback / tenure", "times",
            "Above 1 the next model comes before this one has paid back."),
)  # fmt: skip


class Outlay(NamedTuple):
    """What a model cost: low, high, and what it is taken to have cost: the value given, else the middle of the two."""

    low: float
    high: float
    centre: float

    @property
    def ends(self) -> Ends:
        """Low and high."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Earned:
    """What a model left over the months of use that its company's periods cover: low and high, 0 months if none.

    `rounded` says that its sign lies within the rounding of the figures as printed, which low and high then include.
    `given` is what is left at the values given of what is taken off, None for the middle of low and high.
    """

    low: float
    high: float
    months: float
    rounded: bool = False
    given: float | None = None

    @property
    def centre(self) -> float:
        """What is taken to be left."""
        return (self.low + self.high) / 2 if self.given is None else self.given


@dataclass(frozen=True, slots=True)
class Choice:
    """One cost, one result and one length of service, in the words of `OUTLAYS`, `RESULTS` and the lives."""

    outlay: str
    result: str
    service: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A choice that turns the answer, and its payback there in months of full use, None for never.

    `changed` choices differ from the one shown. `at_end`: it turns only where cost and result stand at the ends of
    their ranges, the low cost with the high result or the reverse.
    """

    choice: Choice
    changed: int
    months: float | None
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Payoff:
    """The payback of one model in months of full use, at one choice and over all; None is never.

    `low`, `centre` and `high` are the payback at `choice`, over the ranges of its inputs; `ratio_low` and
    `ratio_high` bound payback over service over every choice (`outlays`, `results` and lives), `ratio_high` None
    where some choice never pays back; `lowest` and `highest` are the choices that give them. `pays` says whether it
    pays back before the next model at `choice`, at the centre of the ranges; `switches` are the fewest choices that
    together turn that, at the centre and, where fewer do, at the ends of the ranges; `combinations` counts the choices
    among which they were looked for, those of every known result.
    """

    choice: Choice
    outlays: tuple[str, ...]
    results: tuple[str, ...]
    low: float | None
    centre: float | None
    high: float | None
    tenure: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    lowest: Choice
    highest: Choice
    pays: bool
    switches: tuple[Switch, ...]
    combinations: int

    @property
    def answer(self) -> str:
        """Whether it pays back before the next model: yes or no where both ends of its range say so, else undecided."""
        fits = {end is not None and end <= self.tenure for end in (self.low, self.high)}
        return UNDECIDED if len(fits) > 1 else YES if fits.pop() else NO


def payoff(
    outlays: Mapping[str, Outlay], earned: Mapping[str, Earned], tenure: float, lives: Iterable[tuple[str, float]] = ()
) -> Payoff | str:
    """The payoff of a model that cost `outlays` and left `earned`, or in words what is missing for it.

    The choice shown is the first of `OUTLAYS` that is known, gross profit, and its tenure in months; `lives` are other
    lengths of service by name. Money of one model in one unit.
    """
    costs = [name for name in OUTLAYS if name in outlays]
    known = [name for name in RESULTS if name in earned and earned[name].months >= LEAST_COVERED * tenure]
    held = [name for name in known if name in HELD_TO]
    if not costs:
        return f"its cost is {UNKNOWN}: neither stated nor in the R&D of the periods before its release"
    if not held or held[0] != HELD_TO[0]:
        return (
            f"what it left is {UNKNOWN}: revenue and cost of revenue are known together for less than "
            f"{LEAST_COVERED:.0%} of its use"
        )
    service = {TENURE: tenure, **dict(lives)}
    base = Choice(costs[0], held[0], TENURE)
    grid = _Grid(outlays, earned, service, base, [Choice(*one) for one in itertools.product(costs, known, service)])
    pays = grid.months(base) <= tenure
    bounding = [choice for choice in grid.every if choice.result in held]
    lowest = min(bounding, key=lambda choice: grid.over_service(choice, 0))
    highest = max(bounding, key=lambda choice: grid.over_service(choice, 1))
    return Payoff(
        choice=base,
        outlays=tuple(costs),
        results=tuple(held),
        low=_finite(grid.months(base, 0)),
        centre=_finite(grid.months(base)),
        high=_finite(grid.months(base, 1)),
        tenure=tenure,
        ratio=_finite(grid.months(base) / tenure),
        ratio_low=_finite(grid.over_service(lowest, 0)),
        ratio_high=_finite(grid.over_service(highest, 1)),
        lowest=lowest,
        highest=highest,
        pays=pays,
        switches=grid.switches(pays),
        combinations=len(grid.every),
    )


def paybacks(cost: Outlay, left: Earned) -> tuple[float | None, float | None, float | None]:
    """Payback at the low, the centre and the high of its inputs; the high cost meets the low result, None is never."""
    low, high, centre = cost
    made = ((low, left.high), (centre, left.centre), (high, left.low))
    least, middle, most = (_finite(months_to_pay(*one, left.months)) for one in made)
    return least, middle, most


@dataclass(frozen=True, slots=True)
class _Grid:
    """Every choice of cost, result and service of one model, the one shown among them."""

    outlays: Mapping[str, Outlay]
    earned: Mapping[str, Earned]
    service: Mapping[str, float]
    base: Choice
    every: Sequence[Choice]

    def months(self, choice: Choice, end: int | None = None) -> float:
        """Payback at the low (0), high (1) or centre of a choice's ranges."""
        low, middle, high = paybacks(self.outlays[choice.outlay], self.earned[choice.result])
        found = middle if end is None else high if end else low
        return math.inf if found is None else found

    def over_service(self, choice: Choice, end: int) -> float:
        return self.months(choice, end) / self.service[choice.service]

    def switches(self, pays: bool) -> tuple[Switch, ...]:
        """The fewest choices that turn the answer: at the centre of the ranges, and where fewer do, at their ends."""
        middle, ends = self._turning(pays, None), self._turning(pays, int(pays))
        fewer = ends and 0 < ends[0].changed < (middle[0].changed if middle else math.inf)
        return (*middle, *ends) if fewer else middle

    def _turning(self, pays: bool, end: int | None) -> tuple[Switch, ...]:
        """The fewest choices that turn the answer; of several lives the one nearest to the tenure."""
        turned = [c for c in self.every if (self.months(c, end) <= self.service[c.service]) != pays]
        least = min(map(self._changed, turned), default=0)
        found: dict[tuple[str, str], Choice] = {}
        for c in sorted(turned, key=lambda c: self.service[c.service], reverse=pays):
            if self._changed(c) == least:
                found.setdefault((c.outlay, c.result), c)
        kept = (c for c in self.every if c in found.values())
        return tuple(Switch(c, least, _finite(self.months(c, end)), end is not None) for c in kept)

    def _changed(self, choice: Choice) -> int:
        """How many parts of a choice differ from those of the one shown."""
        shown = self.base
        return (choice.outlay != shown.outlay) + (choice.result != shown.result) + (choice.service != shown.service)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None

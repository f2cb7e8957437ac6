"""Payoff: whether a model pays back before the next one, how far that may be off, and which choice would change it.

METHODS 4.3 and 1.2. What a model cost, what it is held to and how long it serves are choices: the payback is shown at
one of each, its ratio to the tenure over all of them, and every single choice that turns the answer round is named.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from finkit.analysis.measures import Measure
from finkit.analysis.models.lifecycle import UNKNOWN, months_to_pay

Ends = tuple[float, float]
OUTLAYS = ("all R&D as stated", "all R&D since the last release", "final run")
RESULTS = ("gross profit", "after the partner's share", "after staff", "after S&M", "after S&M and G&A")
HELD_TO = ("gross profit", "after the partner's share", "after S&M")
TENURE = "its tenure"
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
    Measure("payback", "Payback", "(cost_low + cost_high) / maximum(left_low + left_high, 0) * months_covered",
            "months of use", "Months of full use until gross profit covers the cost; none is never."),
    Measure("payback_high", "Payback, high", "cost_high / maximum(left_low, 0) * months_covered", "months of use",
            "Months of full use until gross profit covers the high cost at its low; none is never."),
    Measure("payback_over_tenure", "Payback / tenure", "payback / tenure", "times",
            "Above 1 the next model comes before this one has paid back."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Earned:
    """What a model left over the months of use that its company's periods cover: low and high, 0 months if none."""

    low: float
    high: float
    months: float


@dataclass(frozen=True, slots=True)
class Choice:
    """One cost, one result and one length of service, in the words of `OUTLAYS`, `RESULTS` and the lives."""

    outlay: str
    result: str
    service: str


@dataclass(frozen=True, slots=True)
class Payoff:
    """The payback of one model in months of full use, at one choice and over all; None is never.

    `low`, `centre` and `high` are the payback at `choice`, over the ranges of its inputs; `ratio_low` and
    `ratio_high` bound payback over service over every choice (`outlays`, `results` and lives), `ratio_high` None
    where some choice never pays back; `lowest` and `highest` are the choices that give them. `pays` says whether it
    pays back before the next model at `choice`; `switches` are the single choices that turn that round.
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
    switches: tuple[Choice, ...]


def payoff(
    outlays: Mapping[str, Ends], earned: Mapping[str, Earned], tenure: float, lives: Iterable[tuple[str, float]] = ()
) -> Payoff | str:
    """The payoff of a model that cost `outlays` and left `earned`, or in words what is missing for it.

    The choice shown is the first of `OUTLAYS` that is known, gross profit, and its tenure in months; `lives` are other
    lengths of service by name. Money of one model in one unit.
    """
    costs = [name for name in OUTLAYS if name in outlays]
    held = [name for name in HELD_TO if name in earned and earned[name].months >= LEAST_COVERED * tenure]
    if not costs:
        return f"its cost is {UNKNOWN}: neither stated nor in the R&D of the periods before its release"
    if not held or held[0] != HELD_TO[0]:
        return (
            f"what it left is {UNKNOWN}: revenue and cost of revenue are known together for less than "
            f"{LEAST_COVERED:.0%} of its use"
        )
    service = {TENURE: tenure, **dict(lives)}
    base = Choice(costs[0], held[0], TENURE)
    every = [Choice(*parts) for parts in itertools.product(costs, held, service)]

    def months(choice: Choice, cost: int | None = None) -> float:
        """Payback at the low (0), high (1) or middle of a choice's ranges; the high cost meets the low result."""
        ends, left = outlays[choice.outlay], earned[choice.result]
        if cost is None:
            return months_to_pay(sum(ends) / 2, (left.low + left.high) / 2, left.months)
        return months_to_pay(ends[cost], left.low if cost else left.high, left.months)

    def turns(choice: Choice) -> bool:
        changed = sum(a != b for a, b in zip(_parts(choice), _parts(base), strict=True))
        return changed == 1 and (months(choice) <= service[choice.service]) != pays

    def over_service(choice: Choice, cost: int) -> float:
        return months(choice, cost) / service[choice.service]

    pays = months(base) <= tenure
    lowest = min(every, key=lambda c: over_service(c, 0))
    highest = max(every, key=lambda c: over_service(c, 1))
    return Payoff(
        choice=base,
        outlays=tuple(costs),
        results=tuple(held),
        low=_finite(months(base, 0)),
        centre=_finite(months(base)),
        high=_finite(months(base, 1)),
        tenure=tenure,
        ratio=_finite(months(base) / tenure),
        ratio_low=_finite(over_service(lowest, 0)),
        ratio_high=_finite(over_service(highest, 1)),
        lowest=lowest,
        highest=highest,
        pays=pays,
        switches=tuple(choice for choice in every if turns(choice)),
    )


def _parts(choice: Choice) -> tuple[str, str, str]:
    return choice.outlay, choice.result, choice.service


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None

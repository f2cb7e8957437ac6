"""Schedules: how the cost of a model is charged over its life, many models and months at once.

METHODS 3.3. Every schedule is a chain of formulas over `age`, `life`, `cost`, `salvage`, and `usage` with
`usage_total` where it follows use, so that a worksheet recalculates it. Ages and lives count periods (months for
models); neither needs to be whole: a period in which the asset serves in part takes its part of the charge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.measures import Floats, Measure

ELAPSED = (
    Measure("elapsed", "In service at the period's end", "minimum(maximum(age, 0), life)", "months",
            "Periods served by the end of this one, at most the life."),
    Measure("elapsed_before", "In service at its start", "minimum(maximum(age - 1, 0), life)", "months",
            "Periods served by the start of this one."),
)  # fmt: skip
STRAIGHT_LINE = (
    Measure("straight_line_charge", "Charge, straight line",
            "(cost - salvage) * (elapsed - elapsed_before) / life", "money",
            "The same charge in every period of the life."),
    Measure("straight_line_book", "Book value, straight line",
            "where(age > 0, cost - (cost - salvage) * elapsed / life, 0)", "money",
            "Cost less what was charged so far; 0 before the launch."),
)  # fmt: skip
SUM_OF_YEARS = (
    Measure("left", "Life left at the period's end", "life - elapsed", "months",
            "Periods of the life still to come."),
    Measure("left_before", "Life left at its start", "life - elapsed_before", "months",
            "Periods of the life still to come when this one began."),
    Measure("sum_of_years_charge", "Charge, sum of years",
            "(cost - salvage) * (left_before * (left_before + 1) - left * (left + 1)) / (life * (life + 1))", "money",
            "A charge that falls by the same amount from period to period."),
    Measure("sum_of_years_book", "Book value, sum of years",
            "where(age > 0, salvage + (cost - salvage) * left * (left + 1) / (life * (life + 1)), 0)", "money",
            "Cost less what was charged so far; 0 before the launch."),
)  # fmt: skip
# What schedules share whose charge rests on the book value of the period before.
OPENING = (
    Measure("served", "Part of the period in service", "elapsed - elapsed_before", "share",
            "1 in a whole period, less in the first or last, 0 outside the life."),
    Measure("added", "Cost added", "where((elapsed_before == 0) * served > 0, cost, 0)", "money",
            "The cost of the model, in the period of its launch."),
    Measure("lowest", "Least book value", "where(age > 0, salvage, 0)", "money",
            "Book value never falls below salvage."),
    Measure("pace", "Part of the life left that falls in the period",
            "where(served > 0, served / (life - elapsed_before), 0)", "share",
            "What straight line over the life left would charge of the opening book value."),
)  # fmt: skip
DECLINING = (
    Measure("declining_kept", "Part kept, declining balance", "1 - minimum(rate * served, 1)", "share",
            "What a constant rate leaves of the opening book value."),
    Measure("line_kept", "Part kept, straight line over the life left", "1 - switch * pace", "share",
            "What straight line would leave from here; 1 where the schedule does not switch to it."),
    Measure("declining_book", "Book value, declining balance",
            "maximum(lowest, minimum((prev(declining_book) + added) * declining_kept, "
            "(prev(declining_book) + added - lowest) * line_kept + lowest))", "money",
            "A constant rate of the opening book value, straight line once that charges more; never below salvage."),
    Measure("declining_charge", "Charge, declining balance",
            "first(prev(declining_book), 0) + added - declining_book", "money",
            "Opening book value less closing."),
)  # fmt: skip
USED = (
    Measure("used", "Use so far", "prev(used) + usage", "use", "Use from the launch to the period's end."),
    Measure("part_used", "Part used so far", "minimum(used / usage_total, 1)", "share",
            "Use so far over the use expected in all, at most 1."),
)  # fmt: skip
UNITS = (
    Measure("units_book", "Book value, units of production",
            "where(age > 0, cost - (cost - salvage) * part_used, 0)", "money",
            "Cost less its part for the use so far; use beyond what was expected charges nothing."),
    Measure("units_charge", "Charge, units of production",
            "where(age > 0, (cost - salvage) * (part_used - first(prev(part_used), 0)), 0)", "money",
            "The period's part of the use expected in all."),
)  # fmt: skip
GREATER = (
    Measure("use_pace", "Part of the use left that falls in the period",
            "where(usage_total > used - usage, minimum(usage / (usage_total - used + usage), 1), 0)", "share",
            "The period's use over what was left of it at the period's start."),
    Measure("greater_kept", "Part kept, greater of", "1 - maximum(pace, use_pace)", "share",
            "What the greater of use and straight line over the life left leaves."),
    Measure("greater_book", "Book value, greater of",
            "lowest + (prev(greater_book) + added - lowest) * greater_kept", "money",
            "Unamortized balance after the greater of the two ratios (ASC 985-20-35-1)."),
    Measure("greater_charge", "Charge, greater of", "first(prev(greater_book), 0) + added - greater_book", "money",
            "Opening book value less closing."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its formulas in order, the names of charge and book value, whether use and the launch are needed.

    `from_launch` marks methods that carry a book value from period to period: the first period shown must not
    come after the launch.
    """

    steps: tuple[Measure, ...]
    charge: str
    book: str
    by_use: bool = False
    from_launch: bool = False


METHODS = MappingProxyType({
    "straight line": Method((*ELAPSED, *STRAIGHT_LINE), "straight_line_charge", "straight_line_book"),
    "sum of years": Method((*ELAPSED, *SUM_OF_YEARS), "sum_of_years_charge", "sum_of_years_book"),
    "declining balance": Method((*ELAPSED, *OPENING, *DECLINING), "declining_charge", "declining_book",
                                from_launch=True),
    "double declining": Method((*ELAPSED, *OPENING, *DECLINING), "declining_charge", "declining_book",
                               from_launch=True),
    "units of production": Method((*ELAPSED, *USED, *UNITS), "units_charge", "units_book", by_use=True,
                                  from_launch=True),
    "greater of": Method((*ELAPSED, *OPENING, *USED, *GREATER), "greater_charge", "greater_book", by_use=True,
                         from_launch=True),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schedule:
    """Charge of each period and book value at its end, (..., models, periods), in the unit of cost.

    `beyond` is (..., models, 1): True where use passed what was expected, so that the total must be estimated anew.
    """

    charge: Floats
    book: Floats
    beyond: Floats | None = None


def schedule(
    method: str,
    cost: ArrayLike,
    life: ArrayLike,
    age: ArrayLike,
    *,
    usage: ArrayLike | None = None,
    usage_total: ArrayLike | None = None,
    salvage: ArrayLike = 0.0,
    rate: ArrayLike | None = None,
    switch: bool | None = None,
) -> Schedule:
    """The charges of every model in every period by one of `METHODS`.

    `age` (..., models, periods): periods in service at each period's end, 0 or less before the launch; 1 at the
    end of the first where it began with the launch. `cost`, `life`, `salvage`, `rate`, `usage_total` (..., models)
    or one number. `usage` like `age`; `usage_total` is what is expected in all, by default the sum of `usage`.
    `rate` a period of the declining balances (double declining: 2 / life by default); `switch` to straight line
    once that charges more: by default double declining does, declining balance does not and may leave a rest.
    NaN gives NaN. ValueError for an unknown method, salvage outside 0 to cost, a life below 1, total use not above 0,
    negative use, or a first period after a launch where a method carries a balance.
    """
    if method not in METHODS:
        raise ValueError(f"method = {method!r}: use one of {', '.join(METHODS)}")
    chosen, ages = METHODS[method], np.asarray(age, dtype=float)
    given = {"age": ages, "cost": _row("cost", cost), "life": _row("life", life), "salvage": _row("salvage", salvage)}
    if (given["life"] < 1).any():
        raise ValueError(f"life = {_worst(given['life'])}: give 1 period or more")
    if ages.ndim == 0 or not ages.shape[-1]:
        raise ValueError(f"age = {ages.tolist()!r}: give the age at the end of each period")
    for name in ("cost", "salvage"):
        if (given[name] < 0).any():
            raise ValueError(f"{name} = {_worst(given[name])}: give 0 or more")
    if (given["salvage"] > given["cost"]).any():
        raise ValueError(f"salvage = {np.nanmax(given['salvage']):g}: give at most the cost, {_worst(given['cost'])}")
    if chosen.from_launch and (ages[..., 0] > 1).any():
        raise ValueError(f"age = {ages[..., 0].max():g} at the end of the first period: begin at the first launch")
    if "rate" in {name for step in chosen.steps for name in step.parsed.names}:
        given |= _declining(method, given["life"], rate, switch)
    beyond = None
    if chosen.by_use:
        given |= _use(method, usage, usage_total, ages)
        beyond = given["usage"].sum(axis=-1, keepdims=True) > given["usage_total"] * (1 + 1e-12)
    found = worked(chosen.steps, given)
    shape = np.broadcast_shapes(found[chosen.charge].shape, ages.shape)
    charge, book = (np.broadcast_to(found[name], shape) for name in (chosen.charge, chosen.book))
    return Schedule(charge, book, beyond)


def worked(steps: Sequence[Measure], given: Mapping[str, Floats]) -> dict[str, Floats]:
    """Each step's block in order, from the blocks, rows and scalars given and the steps before it."""
    known: dict[str, Floats] = dict(given)
    for step in steps:
        others = {name: known[name] for name in step.parsed.names if name != step.name}
        known[step.name] = step.parsed.evaluate(others, step.name)
    return {step.name: known[step.name] for step in steps}


def retold(steps: Sequence[Measure], tail: str, label: str, **given: str) -> tuple[Measure, ...]:
    """The same steps for another schedule: names end in `tail`, and `given` figures stand for those they take."""
    names = {step.name: f"{step.name}_{tail}" for step in steps} | given

    def told(step: Measure) -> Measure:
        formula = re.sub(r"[a-z_]+", lambda m: names.get(m[0], m[0]), step.formula)
        return replace(step, name=names[step.name], label=f"{step.label.split(',')[0]}, {label}", formula=formula)

    return tuple(told(step) for step in steps)


def ages(periods: int, first: float = 1.0) -> Floats:
    """The age of one asset at the end of each of `periods` periods, the first of which it serves in part `first`."""
    if not 0 < first <= 1:
        raise ValueError(f"first = {first!r}: give a part of a period, above 0 and at most 1")
    return np.arange(periods, dtype=float)[None, :] + first


def fixed_rate(cost: float, salvage: float, life: float) -> float:
    """The rate a period that takes `cost` to `salvage` over `life`, to three decimals, as Excel's DB has it."""
    if not (cost > 0 and 0 <= salvage <= cost and life > 0):
        raise ValueError(f"cost = {cost!r}, salvage = {salvage!r}, life = {life!r}: give cost and life above 0, "
                         "salvage from 0 to cost")  # fmt: skip
    return float(round(1 - (salvage / cost) ** (1 / life), 3))


def change_of_life(
    method: str, cost: float, life: float, at: float, new_life: float, age: ArrayLike, *, salvage: float = 0.0
) -> Schedule:
    """A life changed at age `at` to `new_life` in all, prospectively: what is left is charged over the rest.

    Nothing charged before is touched (ASC 250, IAS 8); `method` is one that follows age alone. A new life that is
    over at `at` charges all at once in the next period. `age` as in `schedule`, (..., models, periods); `at` must
    fall on a period's end. ValueError for a method by use or a negative `at`.
    """
    if method not in METHODS or METHODS[method].by_use:
        raise ValueError(f"method = {method!r}: use one of {', '.join(m for m in METHODS if not METHODS[m].by_use)}")
    if at < 0:
        raise ValueError(f"at = {at!r}: give an age of 0 or more")
    served = np.asarray(age, dtype=float)
    before = schedule(method, cost, life, served, salvage=salvage)
    held = _book_at(method, cost, life, at, salvage)
    after = schedule(method, held, max(new_life - at, 1.0), np.maximum(served - at, 0), salvage=min(salvage, held))
    early = served <= at
    return Schedule(np.where(early, before.charge, after.charge), np.where(early, before.book, after.book))


def _book_at(method: str, cost: float, life: float, at: float, salvage: float) -> float:
    """Book value at age `at`; the cost at the launch."""
    if at == 0:
        return cost
    whole = int(np.ceil(at))
    return float(schedule(method, cost, life, ages(whole, at - whole + 1), salvage=salvage).book[0, -1])


def _row(name: str, value: ArrayLike) -> Floats:
    """A number, or one a model, as it stands beside periods; ValueError for what is infinite."""
    found = np.asarray(value, dtype=float)
    if np.isinf(found).any():
        raise ValueError(f"{name} = {_worst(found)}: give finite numbers")
    return found[..., None] if found.ndim else found


def _worst(values: Floats) -> str:
    return f"{np.nanmin(values):g}"


def _declining(method: str, life: Floats, rate: ArrayLike | None, switch: bool | None) -> dict[str, Floats]:
    double = method == "double declining"
    if rate is None and not double:
        raise ValueError("rate is missing: declining balance needs the rate a period")
    found = 2 / life if rate is None else _row("rate", rate)
    if (found <= 0).any() or (rate is not None and (found > 1).any()):
        raise ValueError(f"rate = {np.asarray(rate).tolist()!r}: give a rate above 0 and at most 1")
    return {"rate": found, "switch": np.asarray(float(double if switch is None else switch))}


def _use(method: str, usage: ArrayLike | None, usage_total: ArrayLike | None, ages: Floats) -> dict[str, Floats]:
    if usage is None:
        raise ValueError(f"usage is missing: {method} follows use")
    used = np.asarray(usage, dtype=float)
    if used.shape[-1:] != ages.shape[-1:]:
        raise ValueError(f"usage has {used.shape[-1:]} periods: give {ages.shape[-1]}, as many as ages")
    total = used.sum(axis=-1, keepdims=True) if usage_total is None else _row("usage_total", usage_total)
    if (used < 0).any() or np.isinf(used).any():
        raise ValueError("usage: give finite numbers of 0 or more")
    if (total <= 0).any():
        raise ValueError(f"usage_total = {_worst(total)}: give expected use above 0")
    if ((used.sum(axis=-1) == 0) & (ages >= 1).all(axis=-1)).any():
        raise ValueError("usage sums to 0: give the use of at least one period")
    return {"usage": used, "usage_total": total}

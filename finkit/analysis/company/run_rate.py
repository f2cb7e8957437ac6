"""Run rates: growth of an annualised rate between two dates, which is no revenue of a period.

METHODS 1.16. A four-week window times thirteen overstates in a launch month.
"""

from __future__ import annotations

import calendar
import itertools
import math
from dataclasses import dataclass
from datetime import date

from finkit.analysis.given import number
from finkit.statement.fact import Fact, Facts
from finkit.statement.period import day_number, months_between, next_day

# Months from which a pace is annualised without a warning.
ENOUGH = 3
YEAR = 12
# Mean days of a month, for dates that are no whole months apart.
MONTH_DAYS = 365.25 / YEAR


@dataclass(frozen=True, slots=True)
class RunRate:
    """Growth of a run rate: a month, and a year at that pace (compound); fractions, None where not known.

    `flag` warns where fewer than three months lie between.
    """

    monthly: float | None
    annualized: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class RunRateStep:
    """Two run rates of one definition, currency and segment, one after the other; months between them, and growth."""

    before: Fact
    after: Fact
    months: float
    growth: RunRate


def run_rate_growth(before: float | None, after: float | None, months: float | None) -> RunRate:
    """Growth a month `(after/before)^(1/months) - 1` and compounded over twelve; both rates and months above 0."""
    first, last = number("before", before, above=0), number("after", after, above=0)
    gap = number("months", months, above=0)
    if math.isnan(first + last + gap):
        return RunRate(None, None, "a run rate or the months between are not known")
    log = math.log(last / first) / gap
    flag = "" if gap >= ENOUGH else f"months between: {gap:.3g}, too few to annualise: shown for arithmetic only"
    return RunRate(math.expm1(log), math.expm1(YEAR * log), flag)


def months_from(start: str, end: str) -> float:
    """Months from one day, or end of a month (2025-06), to a later one: whole where they are, else by days.

    ValueError for what is no date, and for an end that is not later.
    """
    a, b = _last_day(start), _last_day(end)
    if b <= a:
        raise ValueError(f"dates = {start!r}, {end!r}: give a later one after an earlier one")
    whole = months_between(next_day(a), b)
    return float(whole) if whole else (day_number(b) - day_number(a)) / MONTH_DAYS


def run_rate_steps(facts: Facts) -> tuple[RunRateStep, ...]:
    """The steps between one company's run rates, those of one definition and currency in order of their dates."""
    series: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in facts.take(facts["line"] == "revenue_run_rate"):
        if fact.value is not None and fact.value > 0 and fact.end:
            series.setdefault((fact.definition, fact.currency, fact.segment), []).append(fact)
    pairs = (pair for held in series.values() for pair in itertools.pairwise(sorted(held, key=lambda f: f.end)))
    return tuple(_step(a, b) for a, b in pairs if a.end < b.end)


def _step(a: Fact, b: Fact) -> RunRateStep:
    months = months_from(a.end, b.end)
    growth = run_rate_growth(a.value, b.value, months)
    return RunRateStep(a, b, months, growth)


def _last_day(text: str) -> str:
    """An ISO day as it is, of a month its last day."""
    try:
        day = date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except (TypeError, ValueError):
        raise ValueError(f"dates: {text!r} is no date; write 2025-06 or 2025-06-30") from None
    last = calendar.monthrange(day.year, day.month)[1] if len(text) == 7 else day.day
    return day.replace(day=last).isoformat()

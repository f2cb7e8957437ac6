"""The periods of a table's columns, made exact by what the title says of the fiscal year and its length."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from finkit.statement.period import Period, next_day

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ENDED = re.compile(
    r"(?i)\b(?:(?P<spell>years?|(?:twelve|nine|six|three|12|9|6|3) months?|half[- ]years?|quarters?|fiscal|annual)\b"
    r"[\w\s]*?)(?:ended|ending|ends?)\b\s*(?:on\s+)?"
    rf"(?:(?P<month>{_NAMES})\.?\s+(?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})\s+(?P<month2>{_NAMES}))?"
)
_LENGTHS = {
    "year": 12, "fiscal": 12, "annual": 12, "twelve": 12, "12": 12, "nine": 9, "9": 9, "half": 6, "six": 6, "6": 6,
    "three": 3, "3": 3, "quarter": 3,
}  # fmt: skip
_SCENARIOS = {
    "actual": "actual", "actuals": "actual", "a": "actual", "audited": "actual", "reported": "actual",
    "forecast": "forecast", "estimate": "forecast", "budget": "forecast", "plan": "forecast", "e": "forecast",
    "f": "forecast", "projected": "forecast", "estimated": "forecast", "guidance": "forecast", "ttm": "ttm",
    "ltm": "ttm", "run_rate": "run_rate",
    "run-rate": "run_rate", "run rate": "run_rate", "hypothetical": "hypothetical",
}  # fmt: skip
FROM_SPACING = "length of the period from the spacing of the columns"


def exact(periods: dict[int, Period], texts: Iterable[str]) -> dict[int, Period]:
    """The periods with year's end and length as the texts around them say, else by the columns' spacing."""
    length, month, day = _said(texts)
    months = length or _spacing([p.end for p in periods.values() if _bare(p)])
    note = "" if length else FROM_SPACING
    return {column: _exact(period, months, note, month, day) for column, period in periods.items()}


def scenario_of(word: str) -> str:
    """The scenario that a word names, or empty."""
    return _SCENARIOS.get(word.strip().lower(), "")


def back(end: str, months: int) -> str:
    """The first day of the period of `months` that ends on `end`."""
    last = date.fromisoformat(next_day(end))
    total = last.year * 12 + last.month - 1 - months
    year, month = divmod(total, 12)
    day = min(last.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day).isoformat()


def _said(texts: Iterable[str]) -> tuple[int | None, int, int]:
    """Months, end month and end day as the first text that says so has them."""
    length: int | None = None
    for text in texts:
        match = _ENDED.search(text)
        if not match:
            continue
        spell = match["spell"].lower()
        length = length or next((n for word, n in _LENGTHS.items() if spell.startswith(word)), None)
        name, day = match["month"] or match["month2"], match["day"] or match["day2"]
        if name and 1 <= int(day) <= 31:
            return length, _MONTHS[name.lower()], int(day)
    return length, 0, 0


def _bare(period: Period) -> bool:
    return period.months == 0 and bool(period.end)


def _spacing(ends: list[str]) -> int | None:
    if len(set(ends)) < 2:
        return None
    days = sorted(date.fromisoformat(end) for end in set(ends))
    gaps = [(b - a).days for a, b in itertools.pairwise(days)]
    found = {min((1, 3, 6, 12), key=lambda m: abs(gap - m * 30.4375)) for gap in gaps}
    near = all(min(abs(gap - m * 30.4375) for m in (1, 3, 6, 12)) <= 10 for gap in gaps)
    return found.pop() if len(found) == 1 and near else None


def _exact(period: Period, months: int | None, note: str, month: int, day: int) -> Period:
    if _bare(period):
        if months is None:
            return replace(period, months=None, note="length of the period not stated")
        return replace(period, start=back(period.end, months), months=months, note=note)
    assumed_year = period.months == 12 and period.note == "dates assumed" and month
    if assumed_year:
        year = int(period.end[:4])
        end = date(year, month, min(day, calendar.monthrange(year, month)[1])).isoformat()
        return replace(period, start=back(end, 12), end=end, note="")
    return period

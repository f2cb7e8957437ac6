"""The periods of a table's columns, made exact by what the texts around say of the fiscal year and its length."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from finkit.statement.period import ASSUMED, Period, back, months_between, shift_months

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ENDED = re.compile(
    r"(?i)\b(?:(?P<spell>years?|(?:twelve|nine|six|three|12|9|6|3) months?|half[- ]years?|quarters?"
    r"|fiscal(?! (?:period|quarter))|annual)\b"
    r"[\w\s]*?)(?:ended|ending|ends?)\b\s*(?:on\s+|in\s+)?"
    rf"(?:(?P<month>{_NAMES})\.?(?:\s+(?P<day>\d{{1,2}}))?|(?P<day2>\d{{1,2}})\s+(?P<month2>{_NAMES}))?"
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
CUMULATIVE = "cumulative since 1 January, as PRC statements are"
FISCAL = "fiscal dates by the year's end that the file states"
LATER = "later than a forecast: taken as one"
UNKNOWN = "length of the period not stated"
_LENGTHS_OF_PERIODS = (1, 3, 6, 12)


def exact(periods: dict[int, Period], texts: Iterable[str], *, cumulative: bool = False) -> dict[int, Period]:
    """The periods with year's end and length as the texts around them say, else by the columns' spacing.

    `cumulative` takes a bare date as the end of a stretch that begins on the first of January.
    """
    length, month, day = _said(texts)
    found = dict(periods)
    for run in _runs(periods):
        loose = [periods[column].end for column in run if _is_loose(periods[column])]
        spacing = None if length else _spacing(loose)
        for column in run:
            found[column] = _exact(periods[column], length, spacing, month, day, cumulative)
    ahead = min((p.end for p in found.values() if p.scenario == "forecast" and p.end), default="")
    for column, period in found.items():
        if ahead and period.end > ahead and not period.scenario:
            note = "; ".join(filter(None, [period.note, LATER]))
            found[column] = replace(period, scenario="forecast", note=note)
    return found


def scenario_of(word: str) -> str:
    """The scenario that a word names, or empty."""
    return _SCENARIOS.get(word.strip().lower(), "")


def _said(texts: Iterable[str]) -> tuple[int | None, int, int]:
    """Months, end month and end day as the first text that says so has them."""
    length: int | None = None
    for text in texts:
        match = _ENDED.search(text)
        if not match:
            continue
        spell = match["spell"].lower()
        length = length or next((n for word, n in _LENGTHS.items() if spell.startswith(word)), None)
        name, day = match["month"] or match["month2"], match["day"] or match["day2"] or "31"
        if name and 1 <= int(day) <= 31:
            return length, _MONTHS[name.lower()], int(day)
    return length, 0, 0


def _runs(periods: dict[int, Period]) -> list[list[int]]:
    """The columns in runs whose ends go one way in time: years and quarters beside each other are two."""
    runs: list[list[int]] = []
    way = 0
    for column in sorted(periods):
        end = periods[column].end
        step = 0
        if runs and end and periods[runs[-1][-1]].end:
            before = periods[runs[-1][-1]].end
            step = (end > before) - (end < before)
        if runs and (not step or not way or step == way):
            runs[-1].append(column)
            way = way or step
        else:
            runs.append([column])
            way = 0
    return runs


def _is_bare(period: Period) -> bool:
    return period.months == 0 and bool(period.end)


def _is_loose(period: Period) -> bool:
    """Whether a period's length is open: a bare date, or a month that may be the last of a longer stretch."""
    return _is_bare(period) or (period.months == 1 and period.note == ASSUMED)


def _spacing(ends: list[str]) -> int | None:
    if len(set(ends)) < 2:
        return None
    days = sorted(date.fromisoformat(end) for end in set(ends))
    gaps = [(b - a).days for a, b in itertools.pairwise(days)]
    found = {min(_LENGTHS_OF_PERIODS, key=lambda m: abs(gap - m * 30.4375)) for gap in gaps}
    near = all(min(abs(gap - m * 30.4375) for m in _LENGTHS_OF_PERIODS) <= 10 for gap in gaps)
    return found.pop() if len(found) == 1 and near else None


def _exact(period: Period, length: int | None, spacing: int | None, month: int, day: int, cumulative: bool) -> Period:
    if _is_loose(period):
        if cumulative and not length:
            start = f"{period.end[:4]}-01-01"
            return replace(period, start=start, months=months_between(start, period.end), note=CUMULATIVE)
        months = length or spacing
        if months is None:
            return replace(period, months=None, note=UNKNOWN) if _is_bare(period) else period
        note = "" if length else FROM_SPACING
        return replace(period, start=back(period.end, months), months=months, note=note)
    if period.months == 12 and period.note == ASSUMED and month:
        year = int(period.end[:4])
        end = date(year, month, min(day, calendar.monthrange(year, month)[1])).isoformat()
        return replace(period, start=back(end, 12), end=end, note="")
    if period.note == ASSUMED and month and month != 12 and period.start and period.months in (3, 6, 9):
        months = month - 12
        start, end = shift_months(period.start, months), shift_months(period.end, months)
        return replace(period, start=start, end=end, note=FISCAL)
    return period

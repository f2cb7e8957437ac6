"""Periods: labels to dates and back, months between dates, fiscal and calendar."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

TOLERANCE_DAYS = 7
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
ASSUMED = "dates assumed"
_WORDS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_TAIL = re.compile(r"\s*[\(\[]?\b(forecast|budget|plan|estimate|est|projected|expected|guidance)\b\.?[\)\]]?$", re.I)
_YEAR = re.compile(
    r"^(?:fy|fiscal year|fiscal|year|cy|calendar year|year ended)?\s*'?(\d{4}|\d{2})\s*(a|e|f|p)?$", re.I
)
_PART = re.compile(
    r"^(?:(q|h)\s*([1-4])|([1-4])\s*(q|h)|(9|6|3)\s*m)[\s\-/']*(?:fy|cy)?\s*'?(\d{4}|\d{2})\s*(a|e|f|p)?$", re.I
)
_YEAR_FIRST = re.compile(r"^(?:fy|cy)?\s*'?(\d{4}|\d{2})[\s\-/]*(?:(q|h)\s*([1-4])|(9|6|3)\s*m)\s*(a|e|f|p)?$", re.I)
_MONTH_YEAR = re.compile(r"^([a-z]{3})[a-z]*\.?[\s\-/']*(\d{4}|\d{2})$", re.I)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: ISO dates, whole months (0 an instant, None where no whole number fits)."""

    label: str
    start: str
    end: str
    months: int | None
    scenario: str = ""
    note: str = ""


def is_date(text: str) -> bool:
    """Whether `text` is an ISO date of the years that statements are of."""
    try:
        return _FIRST_YEAR <= date.fromisoformat(text).year <= _LAST_YEAR
    except ValueError:
        return False


def months_between(start: str, end: str) -> int | None:
    """Whole months from `start` to `end`, both inside; 52 or 53 weeks are 12; 0 with no start; None if none fits."""
    if not end:
        return None
    if not start:
        return 0
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    months = round(days / 30.4375)
    # Weeks-based years and quarters are a few days off the calendar; more than a week off is no whole month.
    if months < 1 or abs(days - months * 30.4375) > TOLERANCE_DAYS:
        return None
    return months


def shift_year(day: str, years: int = 1) -> str:
    """The ISO date `years` earlier; 29 February becomes the 28th."""
    at = date.fromisoformat(day)
    last = calendar.monthrange(at.year - years, at.month)[1]
    return at.replace(year=at.year - years, day=min(at.day, last)).isoformat()


def next_day(day: str, days: int = 1) -> str:
    """The ISO date `days` later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def day_number(day: str) -> int:
    """An ISO date as a count of days, for comparing many."""
    return date.fromisoformat(day).toordinal()


def near(a: str, b: str) -> bool:
    """Whether two ISO dates are within a week of each other."""
    if not a or not b:
        return a == b
    return abs((date.fromisoformat(a) - date.fromisoformat(b)).days) <= TOLERANCE_DAYS


def period_label(start: str, end: str, months: int | None) -> str:
    """A short name for calendar dates: FY2025, H1 2025, Q3 2024, 9M 2025; else the dates themselves."""
    if not start or months is None:
        return end if not start else f"{start} to {end}"
    first, last = date.fromisoformat(start), date.fromisoformat(next_day(end, -3))
    year = last.year
    if months == 12:
        return f"FY{year}" if first.month == 1 or last.month == 12 else f"FY{year} ({calendar.month_abbr[last.month]})"
    if first.year == year and months == 6 and first.month in (1, 7):
        return f"H{1 + first.month // 7} {year}"
    if first.year == year and months == 3 and first.month in (1, 4, 7, 10):
        return f"Q{(first.month + 2) // 3} {year}"
    if months == 9 and first.month == 1:
        return f"9M {year}"
    return f"{months}M to {end}"


def parse_period(label: str) -> Period | None:
    """The period that a header says, or None: years, halves, quarters, months, ISO dates, TTM; forecasts marked.

    Labels that give no dates get calendar ones and the note `dates assumed`. A bare ISO date is an instant
    in form; the caller may know better.
    """
    text = " ".join(str(label).replace(" ", " ").split())
    scenario = ""
    tail = _TAIL.search(text)
    if tail:
        text, scenario = text[: tail.start()].strip(), "forecast"
    if re.match(r"^(ttm|ltm)\b", text, re.I):
        return Period(label, "", "", 12, "ttm", "dates not given")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Period(label, "", text, 0, scenario) if is_date(text) else None
    found = _year(text) or _part(text) or _month(text)
    if found is None:
        return None
    return replace(found, label=label, scenario=scenario or found.scenario)


def _year(text: str) -> Period | None:
    match = _YEAR.match(text)
    if not match or (len(match[1]) == 2 and not re.match(r"(?i)fy|cy|'", text)):
        return None
    year = _full_year(match[1])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    return Period("", f"{year}-01-01", f"{year}-12-31", 12, _suffix(match[2]), ASSUMED)


def _part(text: str) -> Period | None:
    for word, digit in _WORDS.items():
        text = re.sub(rf"\b{word} quarter\b", f"Q{digit}", text, flags=re.I)
        text = re.sub(rf"\b{word} half\b", f"H{digit}", text, flags=re.I)
    match = _PART.match(text)
    if match:
        kind, number, year, tail = match[1] or match[4], match[2] or match[3], match[6], match[7]
        spell = match[5]
    else:
        match = _YEAR_FIRST.match(text)
        if not match:
            return None
        year, kind, number, spell, tail = match[1], match[2], match[3], match[4], match[5]
    if spell:
        first, months = 1, int(spell)
    else:
        months = 3 if kind.lower() == "q" else 6
        if months == 6 and int(number) > 2:
            return None
        first = 1 + months * (int(number) - 1)
    return _span(_full_year(year), first, months, _suffix(tail))


def _month(text: str) -> Period | None:
    match = _MONTH_YEAR.match(text)
    if not match or match[1].lower() not in _MONTHS:
        return None
    return _span(_full_year(match[2]), _MONTHS[match[1].lower()], 1, "")


def _span(year: int, first: int, months: int, scenario: str) -> Period | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    last = first + months - 1
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Period("", date(year, first, 1).isoformat(), end.isoformat(), months, scenario, ASSUMED)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _suffix(letter: str | None) -> str:
    return "forecast" if letter and letter.lower() in "efp" else ""

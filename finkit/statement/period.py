"""Periods: labels to dates and back, months between dates, fiscal and calendar."""

from __future__ import annotations

import calendar
import functools
from dataclasses import dataclass, replace
from datetime import date, timedelta

from finkit.statement.period_words import Said, said

TOLERANCE_DAYS = 7
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
ASSUMED = "dates assumed"
# The months of what a label may call a part of a year.
PARTS = {"q": 3, "h": 6}


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


@functools.lru_cache(maxsize=16384)
def shift_months(day: str, months: int) -> str:
    """The ISO date whole months later; the last day of a month stays one."""
    at = date.fromisoformat(day)
    last = at.day == calendar.monthrange(at.year, at.month)[1]
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, length if last else min(at.day, length)).isoformat()


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


def back(end: str, months: int) -> str:
    """The first day of the period of `months` that ends on `end`."""
    last = date.fromisoformat(next_day(end))
    total = last.year * 12 + last.month - 1 - months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(last.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def parse_period(label: str, *, day_first: bool = False) -> Period | None:
    """The period that a header says, or None: dates, years, halves, quarters, months, spans, TTM; forecasts marked.

    Every word must be one of time (`Three Months Ended June 30, 2023`, `Q1'24`, `Mar-15`, `2024年3月期`), of
    scenario, or one that says nothing of time (restated, unaudited). Labels that give no dates get calendar ones and
    the note `dates assumed`. A date without a length is an instant in form; the caller may know better.
    `day_first` reads 03/04/2024 as 3 April.
    """
    text = " ".join(str(label).replace("_", " ").split())
    if not 2 <= len(text) <= 80:
        return None
    words = said(text, day_first)
    return None if words.left else of_words(words, str(label))


def of_words(words: Said, label: str) -> Period | None:
    """The period that words of time make, or None where they make none."""
    dates = _dates(words)
    scenario = words.scenario if words.scenario in ("forecast", "run_rate") else ""
    if not all(_FIRST_YEAR <= year <= _LAST_YEAR for year in (*words.years, *(d.year for d in dates))):
        return None
    if words.ttm:
        end = _last_day(words, dates)
        note = ASSUMED if words.part and not words.month else ""
        return Period(label, back(end, 12), end, 12, "ttm", note) if end else Period(label, "", "", 12, "ttm", _UNDATED)
    if len(dates) == 2 and dates[0] < dates[1]:
        start, end = dates[0].isoformat(), dates[1].isoformat()
        return Period(label, start, end, months_between(start, end), scenario)
    if len(dates) > 1 or len(set(words.years)) > 1:
        return None
    if words.to_date:
        return _to_date(words, dates, label, scenario)
    months = words.months or (PARTS[words.part[0]] if words.part else 0) or (12 if words.annual else 0)
    if dates:
        end = dates[0].isoformat()
        return Period(label, back(end, months) if months else "", end, months, scenario)
    return _undated(words, months, label, scenario)


_LAST_DAY_AS_YEAR = 27
_UNDATED = "dates not given"


def _last_day(words: Said, dates: list[date]) -> str:
    """The last day of what ends on a date or with a month, or with a quarter or half of the calendar; else empty."""
    if dates and not words.month_year:
        return dates[-1].isoformat()
    month = words.month or (PARTS[words.part[0]] * words.part[1] if words.part else 0)
    return _month_end(words.years[-1], month) if month and words.years else ""


def _to_date(words: Said, dates: list[date], label: str, scenario: str) -> Period | None:
    """From the first of January to the date, as a calendar year goes."""
    month = words.month or (PARTS[words.part[0]] * words.part[1] if words.part else 0)
    if not dates and month and words.years:
        dates = [date.fromisoformat(_month_end(words.years[-1], month))]
    if not dates:
        return None
    start, end = f"{dates[0].year}-01-01", dates[0].isoformat()
    return Period(label, start, end, months_between(start, end), scenario, ASSUMED)


def _dates(words: Said) -> list[date]:
    found = [date(*parts) for parts in words.dates]
    if not found and words.month and words.day and words.years:
        year = words.years[-1]
        found = [date(year, words.month, min(words.day, calendar.monthrange(year, words.month)[1]))]
    return found


def _undated(words: Said, months: int, label: str, scenario: str) -> Period | None:
    """A period from a year with a month, a part or a length; its dates are the calendar's."""
    if not words.years:
        # "Jun 24" reads as a day until no year is found beside it; "June 30" stays one.
        if not words.month or not 1 <= words.day <= _LAST_DAY_AS_YEAR or words.months or words.annual:
            return None
        words = replace(words, years=[2000 + words.day])
    year = words.years[-1]
    if words.first_month:
        first = words.first_month
        start_year = year - (first > words.month)
        start = date(start_year, first, 1).isoformat()
        return Period(label, start, _month_end(year, words.month), words.months, scenario)
    if words.month:
        end = _month_end(year, words.month)
        note = "" if months else ASSUMED
        return Period(label, back(end, months or 1), end, months or 1, scenario, note)
    if words.range_of_years:
        return Period(label, f"{year - 1}-04-01", f"{year}-03-31", 12, scenario, ASSUMED)
    first = 1
    if words.part:
        months = PARTS[words.part[0]]
        first = 1 + months * (words.part[1] - 1)
    months = months or 12
    if first + months > 13:
        return None
    return Period(
        label, date(year, first, 1).isoformat(), _month_end(year, first + months - 1), months, scenario, ASSUMED
    )


def _month_end(year: int, month: int) -> str:
    return date(year, month, calendar.monthrange(year, month)[1]).isoformat()

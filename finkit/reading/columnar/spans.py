"""The periods of rows: from dates, labels and lengths in columns beside each other, else from how they lie."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from finkit.reading.columnar.figures import Floats
from finkit.statement.coded import Coded, Ints
from finkit.statement.lines import taxonomy
from finkit.statement.period import Period, back, day_number, months_between, parse_period

PARTS = {
    "fy": 12, "a": 12, "y": 12, "ye": 12, "year": 12, "yearly": 12, "annual": 12, "annually": 12, "full year": 12,
    "q": 3, "quarter": 3, "quarterly": 3, "qtr": 3, "h": 6, "half year": 6, "semi annual": 6, "semiannual": 6,
    "half yearly": 6, "interim": 6, "m": 1, "month": 1, "monthly": 1,
    "arq": 3, "mrq": 3, "ary": 12, "mry": 12, "一季报": 3, "中报": 6, "半年报": 6, "三季报": 9, "年报": 12,
}  # fmt: skip
SPACING = "length of the period from the spacing of the dates"
CUMULATIVE = "cumulative since 1 January, as PRC statements are"
GROWING = "cumulative since 1 January: the figures grow through each year"
TO_DATE = "cumulative since 1 January: a column gives the months"
YEAR = "length of the period from the year that labels it"
UNKNOWN = "length of the period not stated"
# Dimensions of a panel that holds periods twice: as reported first, and as last restated.
_FIRST, _LATEST = ("arq", "ary", "art"), ("mrq", "mry", "mrt")
SUPERSEDED = "superseded: another row gives this period as last restated"
RESTATED = "as last restated"
# What a reader should confirm.
GUESSED = frozenset({SPACING, CUMULATIVE, GROWING, TO_DATE, YEAR, UNKNOWN})
_RATES = ("revenue_run_rate", "cash_burn_monthly")
# Chinese words, and the codes of Chinese exchanges.
_CHINESE = re.compile(r"[\u4e00-\u9fff]|\b\d{6}\.(?:SH|SZ|SS|BJ|XSHG|XSHE)\b")
_ANNUAL = re.compile(r"(?i)\s*annuali[sz]ed\b")
ANNUALISED = "annualised: twelve months at the rate of that date"
_LENGTHS = (1, 3, 6, 12)
_FELL = math.log(0.7)
_ISO_LIKE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


@dataclass(frozen=True, slots=True)
class Span:
    """A row's period: `months` None while nothing says how long it is."""

    label: str = ""
    start: str = ""
    end: str = ""
    months: int | None = None
    scenario: str = ""
    note: str = ""

    @property
    def open(self) -> bool:
        """Whether it ends on a day while nothing in its row says when it began."""
        return bool(self.end) and not self.start and self.months is None

    @property
    def unread(self) -> bool:
        """Whether its row says no period at all."""
        return not self.end and not self.months


def read(held: Mapping[str, Coded], n: int) -> Coded:
    """The `Span` of each row from its columns start, end, year, quarter, part, period, month and months."""
    blank = Coded.one("", n)
    names = ("start", "end", "year", "quarter", "part", "period", "month", "months")
    return Coded.joint(*(held.get(name, blank) for name in names)).tell(lambda texts: span(*texts))


@functools.lru_cache(maxsize=65536)
def period_of(text: str) -> Period | None:
    """The period that a cell says, or None; a whole number may be written 2008.0."""
    return parse_period(re.sub(r"^(\d{4,8})\.0$", r"\1", text)) if text else None


def part_of(text: str) -> tuple[int | None, str]:
    """Months and scenario of a word for a part of a year: FY, Q3, H1, 9M, TTM; None where it is no such word."""
    word = re.sub(r"[\W_]+", " ", text.casefold()).strip()
    if word in ("ttm", "ltm", "art", "mrt"):
        return 12, "ttm"
    match = re.fullmatch(r"(?:([qh])\s?[1-4]|([1-4])\s?([qh])|(\d{1,2})\s?m(?:onths?)?)", word)
    if match:
        return int(match[4]) if match[4] else 3 if (match[1] or match[3]) == "q" else 6, ""
    return PARTS.get(word), ""


def span(start: str, end: str, year: str, quarter: str, part: str, period: str, month: str, months: str) -> Span:
    """The period of one row; dates before labels, a stated length before one that a label implies."""
    first, last = _day(start, first=True), _day(end)
    year, number = re.sub(r"\.0$", "", year), _digits(quarter)
    quarter = f"Q{number}" if number in (1, 2, 3, 4) else quarter
    label = re.sub(r"[T ]00:00.*", "", _labelled(year, quarter, part, period, "" if last else end))
    said = period_of(label)
    if said is None and not last and year and _digits(month):
        label = f"{year}-{_digits(month):02}"
        last = _day(label)
    dated = said is not None and said.months in (0, 1)
    bad = [f"{name} date not read: {text[:20]!r}" for name, text, day in (("start", start, first), ("end", end, last))
           if text and not day and text != label]  # fmt: skip
    if said and not last and not dated:
        return Span(label, said.start, said.end, said.months, said.scenario, "; ".join(filter(None, [*bad, said.note])))
    last = last or (said.end if said else "")
    if not last:
        bad.append(f"{label} is no date" if _ISO_LIKE.fullmatch(label) else "the period gives no dates")
        return Span(label or end, note="; ".join(bad))
    # A quarter's number beside a date says how far the year has come, not since when the figures run.
    spell, scenario, note = _length(months, month, last, part or period or ("" if number else quarter))
    scenario = scenario or (said.scenario if said else "")
    if first and first <= last:
        return Span(label or last, first, last, months_between(first, last), scenario, "; ".join(bad))
    if first:
        bad.append(f"start {first} is after the end")
    elif spell is None and said and not dated and label != year:
        # A year beside a date may be the year of a quarter: how the dates lie will tell.
        spell = said.months
    begun = back(last, spell) if spell else ""
    return Span(label or last, begun, last, spell, scenario, "; ".join(filter(None, [*bad, note if spell else ""])))


def _labelled(year: str, quarter: str, part: str, period: str, end: str) -> str:
    """The row's label as a reader would say it: a period column, else part and year, else the year."""
    for text in (period, end):
        if text and period_of(text):
            return text
    for word in (quarter, part, period):
        if word and year and period_of(f"{word} {year}"):
            return f"{word}{year}" if word.casefold() == "fy" else f"{word} {year}"
    return next((text for text in (year, quarter, part) if text and period_of(text)), period or year)


def _length(months: str, month: str, last: str, part: str) -> tuple[int | None, str, str]:
    """Months, scenario and a note, as far as a column states them."""
    spell, scenario = part_of(part)
    if months:
        return _digits(months) or part_of(months)[0] or spell, scenario, ""
    # A month that is the end's own says how far the year has come.
    if month and _digits(month) == int(last[5:7]):
        return int(last[5:7]), scenario, TO_DATE
    return spell, scenario, ""


def _digits(text: str) -> int:
    """A small whole number, or 0."""
    return int(float(text)) if re.fullmatch(r"\d{1,2}(?:\.0)?", text) else 0


def _day(text: str, first: bool = False) -> str:
    """The date that a cell gives: a day, or the last (first) day of its month; empty for years and quarters."""
    found = period_of(text)
    if found is None or found.months not in (0, 1):
        return ""
    return found.start if first and found.months else found.end


def of_line(found: Span, line: str, label: str = "") -> Span:
    """The span of a figure of a line: what stands at a date has no length, a rate has none that was not stated.

    A rate that its label calls annualised is one of twelve months, without a start.
    """
    known = taxonomy().get(line)
    stands = known is not None and known.kind == "stock"
    guessed = not GUESSED.isdisjoint(found.note.split("; "))
    if not stands and not (line in _RATES and guessed):
        return found
    note = "; ".join(part for part in found.note.split("; ") if part not in GUESSED)
    if line == _RATES[0] and found.end and _ANNUAL.match(label):
        return replace(found, start="", months=12, note="; ".join(filter(None, (note, ANNUALISED))))
    return replace(found, start="", months=0, note=note) if found.end else found


def superseded(part: Coded, *key: Coded) -> tuple[Coded, Coded]:
    """Why rows as reported first are not used, and a note on those that are used instead; rows of one `key` rival."""
    word = part.tell(str.casefold)
    first, latest = word.tell(_FIRST.__contains__).array(bool), word.tell(_LATEST.__contains__).array(bool)
    if not (first.any() and latest.any()):
        blank = Coded.one("", len(part))
        return blank, blank
    one = Coded.joint(*key).merged()
    early, late = (np.bincount(one.codes, mask, minlength=len(one.known)) > 0 for mask in (first, latest))
    return (
        Coded.where(first & late[one.codes], SUPERSEDED),
        Coded.where(latest & early[one.codes], RESTATED),
    )


def guessed(notes: Iterable[str]) -> list[str]:
    """What notes say of lengths that no file stated, each once."""
    parts = (part for note in dict.fromkeys(notes) for part in note.split("; "))
    return list(dict.fromkeys(part for part in parts if part in GUESSED))


def is_chinese(words: Iterable[str]) -> bool:
    """Whether names or labels are those of Chinese companies."""
    return any(_CHINESE.search(word) for word in words)


def filled(spans: Coded, company: Coded, revenue: Floats | None, chinese: bool) -> Coded:
    """The spans with the lengths that no row states: by how each company's dates lie, and by custom in China."""
    known = spans.known
    open_ = np.array([s.open for s in known], dtype=bool)[spans.codes]
    if not open_.any():
        return spans
    length = _spacing(spans, company, open_)
    grows = _grows(spans, company, open_, length, revenue)
    short = open_ & (np.isnan(length) | (length < 12))
    note = np.where(open_, np.where(np.isnan(length), UNKNOWN, SPACING), "")
    to_date = short & (grows if grows is not None else chinese)
    note = np.where(to_date, GROWING if grows is not None and not chinese else CUMULATIVE, note)
    months = np.where(to_date, -1.0, length)
    pairs = Coded.joint(spans, Coded.of(np.where(open_, months, 0.0).tolist()), Coded.of(note.tolist()))
    return pairs.tell(_with_length)


def _with_length(told: tuple[Span, float, str]) -> Span:
    found, months, note = told
    if not note:
        return found
    # NaN: nothing tells but perhaps a year as its label. -1: from the first of January.
    spell = None if math.isnan(months) else int(found.end[5:7]) if months < 0 else int(months)
    if spell is None and re.fullmatch(r"\d{4}", found.label):
        spell, note = 12, YEAR
    start = back(found.end, spell) if spell else ""
    return replace(found, start=start, months=spell, note="; ".join(filter(None, (found.note, note))))


def _ordered(spans: Coded, company: Coded, rows: Ints) -> tuple[Ints, Floats]:
    """Rows by company and end, and the months from each to the next of its company (NaN between companies)."""
    day = np.array([day_number(s.end) if s.end else 0 for s in spans.known], dtype=np.float64)[spans.codes][rows]
    order = np.lexsort((day, company.codes[rows]))
    gap = np.diff(day[order]) / 30.4375
    gap[np.diff(company.codes[rows][order]) != 0] = math.nan
    return rows[order], gap


def days_apart(spans: Coded, company: Coded) -> float:
    """The usual number of days between the ends that follow each other in a company; infinite where there is one."""
    _, gap = _ordered(spans, company, np.arange(len(spans)))
    apart = gap[gap > 0] * 30.4375
    return float(np.median(apart)) if len(apart) else math.inf


def _spacing(spans: Coded, company: Coded, open_: Any) -> Floats:
    """Months between the ends of each row's company: 1, 3, 6 or 12 where the closest agree; NaN where unknown."""
    rows, gap = _ordered(spans, company, np.flatnonzero(open_))
    least = np.full(len(company.known), math.inf)
    real = gap > 0.5
    np.fmin.at(least, company.codes[rows[1:]][real], gap[real])
    near = np.array([next((float(m) for m in _LENGTHS if abs(g - m) < 0.34), math.nan) for g in least.tolist()])
    told = near[~np.isnan(near)]
    if len(told) and (told == told[0]).all():
        # A company with one row is taken as the others of the file are.
        near = np.where(np.isinf(least), told[0], near)
    return near[company.codes]


def _grows(spans: Coded, company: Coded, open_: Any, length: Floats, revenue: Floats | None) -> bool | None:
    """Whether revenue grows from date to date as sums since January do; None where there is nothing to compare."""
    if revenue is None:
        return None
    rows, gap = _ordered(spans, company, np.flatnonzero(open_ & (length < 12)))
    month = np.array([int(s.end[5:7]) if s.end else 0 for s in spans.known], dtype=np.float64)[spans.codes]
    before, after = rows[:-1], rows[1:]
    pairs = (gap > 0) & (gap < 6.5) & (revenue[before] > 0) & (revenue[after] > 0)
    within, turn = pairs & (month[after] > month[before]), pairs & (month[after] < month[before])
    if not within.any() or not turn.any():
        return None
    grown = np.log(np.where(pairs, revenue[after] / np.where(pairs, revenue[before], 1.0), 1.0))
    due = np.log(month[after] / month[before])
    # Sums start anew in January; what only grows fast does not.
    summed = np.abs(grown - due)[within] < np.abs(grown)[within]
    return bool(summed.mean() > 0.5 and (grown[turn] < _FELL).mean() > 0.5)

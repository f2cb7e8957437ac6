"""The header of a table: bands of rows whose words, read downwards, say what period a column is of."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from finkit.reading.cells.grid import Cell, Day, Sheet
from finkit.reading.corrections import Corrections
from finkit.reading.texts import scale
from finkit.statement.lines import fold
from finkit.statement.period import Period, of_words
from finkit.statement.period_words import Said, said

# The columns (or rows) that say something about the figures beside them.
SPECIAL = {
    "basis": "basis", "source": "source", "sources": "source", "segment": "segment", "note": "note", "notes": "note",
    "comment": "note", "comments": "note", "line": "line", "line id": "line", "definition": "definition",
    "confidence": "confidence", "url": "url", "link": "url", "as of": "as_of", "source date": "as_of",
    "unit": "unit", "units": "unit", "scale": "unit", "currency": "currency", "company": "company",
    "ticker": "company", "symbol": "company", "scenario": "scenario",
}  # fmt: skip
_SEARCH_COLUMNS = 700
_GAP_ROWS = 2
_FIRST_YEAR, _LAST_YEAR = 1980, 2100
# Excel counts days from here; serials of these years may stand where dates should.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(29_221, 62_094)  # 1980 to 2069
_NUMBER = re.compile(r"[-+(]?\s*[$€£¥₹]?\s*[\d.,' ]*\d[\d.,' ]*\s*[)%x]?|[-–—]|#[A-Z/0!?]+|n/?a", re.I)
_YEAR_IN = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DEFINED = re.compile(r"^(\D+\d*\D*?)\s+((?:19|20)\d\d[.\-/年].*)$")
# Rows of dates that are of the filing, not of the period.
_OTHER_DATES = re.compile(
    r"(?i)\b(?:filing|filed|publish\w*|announce\w*|notice|release|source|update\w*|restated) date"
)
_MARKS = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰*†‡§]+|\[\w{1,2}\]")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d\d)(?!\d)")
_SIGNED = re.compile(r"[-+(−]\s*\d")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Band:
    """Header rows `first` to `last`, the periods they name by column, the words of columns that name none.

    `words` holds each period column's own words from top to bottom, as printed: they may state units, too.
    """

    first: int
    last: int
    periods: dict[int, Period]
    words: dict[int, list[str]]
    others: dict[int, str] = field(default_factory=dict)


def bands(sheet: Sheet) -> list[Band]:
    """The bands of a sheet from top to bottom; a row of figures is never one.

    Words that the rows above explain (`제 55 기 2023.01.01 부터 2023.12.31 까지`) stand for what they say, and
    quarters without a year take that of the title, else of the sheet's name.
    """
    day_first = _day_first(sheet)
    rows = [_HeaderRow.of(row, day_first) for row in _explained(sheet, day_first)]
    found: list[Band] = []
    for group in _groups(rows, sheet):
        band = _band(sheet, group, rows, day_first)
        if band is None and (year := _year_of(sheet, group[0])):
            band = _band(sheet, group, rows, day_first, year)
        if band and not (found and _is_row_of_words(found[-1], [rows[i] for i in group])):
            found.append(band)
    return found


def _is_row_of_words(above: Band, group: list[_HeaderRow]) -> bool:
    """Whether rows under a header say other things of its columns, a word of time by chance among them."""
    held = [column in row.timely for row in group for column in above.periods if column in row.texts]
    return sum(held) * 2 < len(held)


def corrected(sheet: Sheet, said: Corrections) -> list[Band]:
    """The bands as the sidecar says: its header rows, and its periods over those that the header names."""
    if said.header is None:
        return [replace(band, periods={**band.periods, **said.periods}) for band in bands(sheet)]
    first, last = said.header
    day_first = _day_first(sheet)
    rows = [_HeaderRow.of(row, day_first) for row in sheet.rows]
    group = [i for i in range(max(first, 0), last + 1) if i < len(rows) and rows[i].timely]
    band = _band(sheet, group, rows, day_first) if group else None
    periods = {**(band.periods if band else {}), **said.periods}
    words = {column: (band.words.get(column, []) if band else []) for column in periods}
    return [Band(first, last, periods, words, band.others if band else {})] if periods else []


@dataclass(frozen=True)
class _HeaderRow:
    """A row seen as a header: its texts by column, those that are words of time, and whether it can be one."""

    texts: dict[int, str]
    timely: dict[int, Said]
    alone: bool  # names periods by itself, or parts of them
    beside: bool  # may stand between or under such rows: words of scenario, units, audited

    @classmethod
    def of(cls, row: list[Cell], day_first: bool) -> _HeaderRow:
        texts: dict[int, str] = {}
        timely: dict[int, Said] = {}
        figures = 0
        years: list[str] = []
        for column, cell in enumerate(row[:_SEARCH_COLUMNS]):
            if cell == "":
                continue
            if isinstance(cell, float) and not _may_be_time(cell):
                texts[column] = _text(cell)
                figures += 1
                continue
            text = _text(cell)
            if not text:
                continue
            texts[column] = text
            words = _words(text, day_first)
            if words is not None and _tells(words):
                timely[column] = words
                if isinstance(cell, float) or _BARE_YEAR.fullmatch(text):
                    years.append(text)
            elif isinstance(cell, float | bool) or _NUMBER.fullmatch(text):
                figures += 1
        first = min(texts, default=0)
        if texts and _OTHER_DATES.search(texts[first]):
            return cls(texts, {}, False, not figures)
        if figures and not timely:
            serial = _serials(row)
            if serial:
                timely = {column: said(text, False) for column, text in serial.items()}
                return cls({**texts, **serial}, timely, True, False)
        # Figures may look like years: a year stands once in a header.
        labelled = bool(texts) and min(texts) < min(timely, default=0)
        if figures or (labelled and len(set(years)) < len(years) - _halves(timely)):
            return cls(texts, {}, False, False)
        neutral = sum(_is_neutral(text) for column, text in texts.items() if column > first)
        beside = neutral == len(texts) - 1 > 0 and fold(texts[first]) not in SPECIAL
        return cls(texts, timely, bool(timely), not timely and beside)


def _halves(timely: dict[int, Said]) -> int:
    """How many of a row's years may stand twice: under Three Months and Twelve Months each comes again."""
    count: dict[int, int] = {}
    for words in timely.values():
        for year in words.years:
            count[year] = count.get(year, 0) + 1
    times = set(count.values())
    return sum(count.values()) - len(count) if len(times) == 1 else 0


def _groups(rows: list[_HeaderRow], sheet: Sheet) -> Iterator[list[int]]:
    """Runs of header rows, with no more than two blank rows between them."""
    group: list[int] = []
    for i, row in enumerate(rows):
        if row.alone and not _is_line(sheet.rows[i], row):
            if group and _blank_between(rows, group[-1], i):
                group.append(i)
            else:
                if group:
                    yield group
                group = [i]
        elif group and i == group[-1] + 1 and row.beside:
            group.append(i)
    if group:
        yield group


def _blank_between(rows: list[_HeaderRow], before: int, at: int) -> bool:
    if at - before - 1 > _GAP_ROWS:
        return False
    return all(not row.texts or (set(row.texts) == {0} and not row.timely) for row in rows[before + 1 : at])


def _explained(sheet: Sheet, day_first: bool) -> list[list[Cell]]:
    """The rows with header words replaced by the dates that a title gives them."""
    known: dict[str, str] = {}
    for row in sheet.rows[:20]:
        for cell in row[:3]:
            text = _text(cell)
            match = _DEFINED.match(text) if len(text) < 80 else None
            words = _words(match[2], day_first) if match else None
            if match and words and len(words.dates) == 2 and not (_words(match[1], day_first) or Said(left="x")).years:
                known[match[1].strip()] = match[2]
    if not known:
        return sheet.rows
    return [[known.get(_text(cell), cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows]


def _year_of(sheet: Sheet, before: int) -> str:
    """The one year that the rows above a header name, else that of the sheet's name; empty where none does."""
    above = [_text(cell) for row in sheet.rows[max(0, before - 12) : before] for cell in row if isinstance(cell, str)]
    for texts in (above, [sheet.name]):
        years: set[str] = {year for text in texts if len(text) < 120 for year in _YEAR_IN.findall(text)}
        if len(years) == 1:
            return years.pop()
    return ""


def _band(sheet: Sheet, group: list[int], rows: list[_HeaderRow], day_first: bool, year: str = "") -> Band | None:
    """The band of a group of rows; `year` is added where the header itself names none."""
    first, last = group[0], group[-1]
    leaves = [i for i in group if rows[i].alone]
    leaf = max(leaves, key=lambda i: (len(rows[i].timely), i))
    columns = sorted({column for i in group for column in rows[i].timely})
    periods: dict[int, Period] = {}
    words: dict[int, list[str]] = {}
    others: dict[int, str] = {}
    group = [i for i in group if not _is_other_date(rows[i])]
    for column in columns:
        own = [_over(sheet, rows, i, column, leaf) for i in group]
        texts = [text for text in own if text]
        if not any(rows[i].texts.get(column) for i in group):
            continue
        period = _period([*texts, year] if year and texts else texts, day_first)
        if period is not None:
            periods[column], words[column] = period, texts
    for column in columns:
        if column not in periods and (year := _year_beside(rows, group, column, periods)):
            texts = [text for i in group if (text := _over(sheet, rows, i, column, leaf))]
            period = _period([*texts, year], day_first)
            if period is not None:
                periods[column], words[column] = period, texts
    periods = dict(sorted(periods.items()))
    spans = {(period.start, period.end, period.scenario) for period in periods.values()}
    if not periods or (len(periods) > 1 and len(spans) == 1):
        return None
    for i in group:
        for column, text in rows[i].texts.items():
            if column not in periods and column > min(periods):
                others.setdefault(column, text)
    return Band(first, last, periods, words, others)


def _year_beside(rows: list[_HeaderRow], group: list[int], column: int, periods: dict[int, Period]) -> str:
    """The year of a quarter that names none: that of the year to its right, else as those to its left go on."""
    part = next(
        (said.part for i in group if (said := rows[i].timely.get(column)) and said.part and not said.years), None
    )
    if part is None:
        return ""
    after = next((p for c, p in sorted(periods.items()) if c > column and p.months == 12 and p.end), None)
    if after is not None:
        return after.end[:4]
    before = next(
        (p for c, p in sorted(periods.items(), reverse=True) if c < column and p.months in (3, 6) and p.end), None
    )
    if before is None:
        return ""
    last = -(-int(before.end[5:7]) // (before.months or 3))
    return str(int(before.end[:4]) + (part[1] <= last))


def _over(sheet: Sheet, rows: list[_HeaderRow], at: int, column: int, leaf: int) -> str:
    """The text that stands over a column in a row: its own, or one that reaches it from the left."""
    row = rows[at]
    if column in row.texts:
        return row.texts[column]
    if at >= leaf:
        return ""
    for top, left, bottom, right in sheet.merged:
        if top <= at <= bottom and left <= column <= right:
            return row.texts.get(left, "")
    # What stands over the labels is a title: it reaches no column of figures.
    named = [c for c, words in rows[leaf].timely.items() if words.dates or words.years or words.part or words.month]
    edge = min(named or rows[leaf].timely)
    left = max((c for c in row.texts if edge <= c < column), default=-1)
    inside = any(top <= at <= bottom and a <= left <= b for top, a, bottom, b in sheet.merged)
    if left < 0 or inside or left not in row.timely or _is_whole(row.timely[left]):
        return ""
    return row.texts[left]


def _is_whole(words: Said) -> bool:
    """Whether the words name a period by themselves, so that they belong to their own column alone."""
    period = of_words(words, "")
    return period is not None and not (len(words.years) == 1 and not words.part and not words.month and not words.ttm)


def _period(texts: list[str], day_first: bool) -> Period | None:
    """The period that texts from top to bottom make together; else the lowest that makes one alone."""
    label = " ".join(dict.fromkeys(texts))
    tries = [label, *(text for text in reversed(texts))]
    for text in tries:
        words = _words(text, day_first)
        period = of_words(words, label) if words is not None else None
        if period is not None:
            return period
    return None


def _text(cell: Cell) -> str:
    """A cell as the text of a header: whole numbers without a point, dates as ISO text."""
    if isinstance(cell, bool) or cell == "":
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, Day):
        return str(cell[:10])
    return _unmarked(cell)


@functools.lru_cache(maxsize=16384)
def _unmarked(text: str) -> str:
    """A text without the marks of footnotes, its spaces tidied."""
    return " ".join(_MARKS.sub(" ", unicodedata.normalize("NFKC", text) if not text.isascii() else text).split())


@functools.lru_cache(maxsize=16384)
def _words(text: str, day_first: bool) -> Said | None:
    """The words of time of a header's text without its words of units; None where others are left."""
    if len(text) > 80 or _SIGNED.match(text):
        return None
    if text.isdigit() and not (len(text) == 8 or (len(text) == 4 and _FIRST_YEAR <= int(text) <= _LAST_YEAR)):
        return None
    plain = text.replace("_", " ")
    words = said(plain, day_first)
    if words.left:
        words = said(scale.without(plain), day_first)
    return None if words.left else words


def _may_be_time(number: float) -> bool:
    """Whether a number may be a year, or a day written without marks."""
    return (_FIRST_YEAR <= number <= _LAST_YEAR or 1e7 <= number < 1e8) and number == int(number)


def _is_other_date(row: _HeaderRow) -> bool:
    return bool(row.texts) and bool(_OTHER_DATES.search(row.texts[min(row.texts)]))


def _tells(words: Said) -> bool:
    return bool(
        words.dates or words.years or words.month or words.part or words.months or words.annual or words.ttm
        or words.scenario
    )  # fmt: skip


def _is_neutral(text: str) -> bool:
    """Whether a text says units, a currency, or audited: what may stand under a header without being one."""
    words = _words(text, False)
    return words is not None or not scale.without(text).strip(" ()[],.;:/*-–'’")


def _is_line(row: list[Cell], header: _HeaderRow) -> bool:
    """Whether a row that looks like years is a line of the statement (revenue of 2,024 and 2,025)."""
    from finkit.reading.texts import labels

    if not all(isinstance(row[c], float) or _BARE_YEAR.fullmatch(header.texts[c]) for c in header.timely):
        return False
    first = min(header.timely)
    return any(labels.match(text[:120], fuzzy=False).line for column, text in header.texts.items() if column < first)


def _serials(row: list[Cell]) -> dict[int, str]:
    """A row's numbers as ISO dates where all are day counts whose steps are months, quarters or years."""
    numbers = {c: cell for c, cell in enumerate(row[:_SEARCH_COLUMNS]) if isinstance(cell, float)}
    if not numbers:
        numbers = {c: float(cell) for c, cell in enumerate(row[:_SEARCH_COLUMNS])
                   if isinstance(cell, str) and re.fullmatch(r"\d{5}", cell.strip())}  # fmt: skip
        if sum(bool(_text(cell)) for cell in row) - len(numbers) > 1:
            return {}
    if len(numbers) < 2 or any(value != int(value) or int(value) not in _SERIALS for value in numbers.values()):
        return {}
    values = list(numbers.values())
    steps = [abs(b - a) for a, b in pairwise(values)]
    if not all(min(abs(step - months * 30.4375) for months in (1, 3, 6, 12)) <= 4 for step in steps):
        return {}
    days = [_EPOCH + timedelta(days=int(value)) for value in values]
    if not all((day + timedelta(days=1)).day == 1 for day in days) and not all(day.day == 1 for day in days):
        return {}
    return {c: day.isoformat() for c, day in zip(numbers, days, strict=True)}


def _day_first(sheet: Sheet) -> bool:
    """Whether dates such as 03/04/2024 are 3 April: some date of the sheet can be read no other way."""
    for row in sheet.rows[:60]:
        for cell in row[:_SEARCH_COLUMNS]:
            match = _SLASHED.search(cell) if isinstance(cell, str) else None
            if match and max(int(match[1]), int(match[2])) > 12:
                return int(match[1]) > 12
    return False

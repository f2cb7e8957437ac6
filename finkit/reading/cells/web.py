"""Web pages to sheets: each table a grid, with spans laid out; in the parsing child."""

from __future__ import annotations

import re
from collections import Counter

from finkit.reading.cells import encoding, page
from finkit.reading.cells.grid import Sheet
from finkit.reading.cells.guard import Limits
from finkit.reading.cells.page import PageCell, PageTable

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# Names that pages give to encodings of which they use more: the larger one reads both.
_LARGER = {
    "gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "shift_jis": "cp932", "shift-jis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
}  # fmt: skip
_BEFORE = {"$", "€", "£", "¥", "US$", "Rs", "Rs.", "₹", "$(", "("}
_AFTER = {")", "%", ")%", "%)"}
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[^\w\s]*\d[\d.,]*\W*")
Places = dict[tuple[int, int], str]


def parse(name: str, content: bytes, limits: Limits) -> list[Sheet]:
    """The tables of a page that hold a number, in document order.

    A sheet is named by its caption, else by the nearest heading before it. Short lines of text just above a table
    (its title, "in millions") are rows of one cell above it, without a place.
    """
    cells, found = limits.cells, []
    for table in page.tables(name, _decoded(content), limits):
        if any(_DIGIT.search(part) for row in table.rows for cell in row for part in cell.parts):
            sheet = _sheet(table, cells)
            cells -= sum(map(len, sheet.rows))
            found.append(sheet)
    return found


def _decoded(content: bytes) -> str:
    said = _CHARSET.search(content[:4096])
    if said and not encoding.wide(content[:4096]):
        charset = said[1].decode("ascii").lower()
        try:
            return content.decode(_LARGER.get(charset, charset))
        except (LookupError, UnicodeError):
            pass
    return encoding.decode(content)


def _sheet(table: PageTable, cells: int) -> Sheet:
    """The table as a grid: a spanning cell's text stands in its top left corner, its range in `merged`."""
    rows: list[list[str]] = [[line] for line in table.lead]
    places: Places = {}
    merged: list[tuple[int, int, int, int]] = []
    covered: dict[int, int] = {}  # by column, how many rows a cell above still reaches down
    for r, row in enumerate(table.rows):
        line, spans = _laid_out(row, covered, len(table.rows) - r)
        covered = {column: left - 1 for column, left in covered.items() if left > 1}
        for d, (at, tall, wide) in enumerate(spans):
            if line[at]:
                places[len(rows), at] = f"table[{table.number}]/tr[{r + 1}]/td[{d + 1}]"
            if tall > 1:
                covered |= dict.fromkeys(range(at, at + wide), tall - 1)
            if tall > 1 or wide > 1:
                merged.append((len(rows), at, len(rows) + tall - 1, at + wide - 1))
        rows.append(line)
        cells -= len(line)
        if cells < 0:
            raise MemoryError
    width = max(map(len, rows))
    if width * len(rows) > cells + sum(map(len, rows)):
        raise MemoryError
    _join_marks(rows, places)
    return Sheet(table.name, [line + [""] * (width - len(line)) for line in rows], True, tuple(merged), places)


def _laid_out(row: list[PageCell], covered: dict[int, int], left: int) -> tuple[list[str], list[tuple[int, int, int]]]:
    """A row of the grid, with each cell's column, height (within the rows that are left) and width."""
    line: list[str] = []
    spans: list[tuple[int, int, int]] = []
    for cell in row:
        while len(line) in covered:
            line.append("")
        spans.append((len(line), min(cell.rows, left), cell.columns))
        line += [cell.text(), *[""] * (cell.columns - 1)]
    return line, spans


def _join_marks(rows: list[list[str]], places: Places) -> None:
    """Pages give cells of their own to a number's currency and its closing bracket: put them back.

    The joined number stands in whichever of their columns holds more numbers: other rows span both with one cell.
    """
    held = Counter(at for row in rows for at, text in enumerate(row) if _NUMBER.fullmatch(text))
    for r, row in enumerate(rows):
        for at, text in enumerate(row):
            if text in _BEFORE:
                number = next((c for c in range(at + 1, min(at + 3, len(row))) if row[c]), at)
                if _DIGIT.search(row[number]):
                    joined, place = f"{text} {row[number]}", places.pop((r, number), "")
                    to = at if held[at] > held[number] else number
                    row[at] = row[number] = ""
                    row[to], places[r, to] = joined, place
            elif text in _AFTER:
                number = next((c for c in range(at - 1, max(at - 3, -1), -1) if row[c]), at)
                unclosed = row[number].count("(") > row[number].count(")")
                if _DIGIT.search(row[number]) and (unclosed or ")" not in text):
                    row[number], row[at] = row[number] + text, ""

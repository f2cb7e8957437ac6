"""A web page as its tables: cells as written, in document order, without what is hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from finkit.errors import ReadError
from finkit.reading.cells.guard import Limits

_SILENT = {"script", "style", "template", "select", "textarea"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BREAKS = {"br", "p", "div", "li", "tr", "title", "hr", "dt", "dd", *_HEADINGS}
_VOID = {"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "source", "track", "wbr"}
_CELLS = {"td", "th"}
_SECTIONS = {"tr", "table", "thead", "tbody", "tfoot"}
# These end where the next one begins, or their table ends.
_UNCOUNTED = {"table", "tr", *_CELLS}
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_WIDEST, _TALLEST = 1_000, 65_534  # what HTML itself allows a span
_LEAD_LINES, _LEAD_CHARACTERS = 4, 160
Attributes = list[tuple[str, str | None]]


@dataclass(slots=True)
class PageCell:
    """One td or th: how many rows and columns it spans, and its text."""

    rows: int = 1
    columns: int = 1
    parts: list[str] = field(default_factory=list)
    told: int = 0  # how many parts stood above a table inside it

    def text(self) -> str:
        """Its text, a line for each <br> or block."""
        return "\n".join(_lines(self.parts))


@dataclass(slots=True)
class PageTable:
    """One table: its number in the page from 1 on, its name, the short lines of text just above it, its rows."""

    number: int
    name: str
    lead: list[str]
    rows: list[list[PageCell]] = field(default_factory=list)
    row_open: bool = False
    cell: PageCell | None = None
    caption: list[str] | None = None


def tables(name: str, text: str, limits: Limits) -> list[PageTable]:
    """All tables of a page, hidden ones and those inside others too; cells belong to the innermost one."""
    page = _Page(name, limits.depth)
    page.feed(text)
    page.close()
    return page.tables


class _Hidden:
    """The hidden element that the parser stands in, if any; it ends with its tag, or with what holds it."""

    def __init__(self) -> None:
        self.tag = ""
        self._open = self._level = 0  # how many of its tag are open, and in how many tables it stands

    def starts(self, tag: str, attrs: Attributes, level: int) -> None:
        if self.tag == "p" and tag in _BREAKS | {"table"} and tag != "br":
            self.tag = ""  # a paragraph needs no end: the next block is one
        if not self.tag:
            if tag not in _VOID and (tag in _SILENT or (attrs and _is_hidden(attrs))):
                self.tag, self._open, self._level = tag, 1, level
        elif tag == self.tag and tag not in _UNCOUNTED:
            self._open += 1

    def ends(self, tag: str) -> None:
        if tag == self.tag and tag not in _UNCOUNTED:
            self._open -= 1
            self.tag = self.tag if self._open else ""

    def leaves_cell(self, level: int) -> None:
        """Whatever was left open in a cell ends with it; a hidden row or section goes on."""
        if self._level == level and self.tag not in _SECTIONS:
            self.tag = ""

    def leaves_row(self, level: int) -> None:
        if self._level == level and self.tag == "tr":
            self.tag = ""

    def leaves_table(self, level: int) -> None:
        if self._level >= level:
            self.tag = ""


class _Page(HTMLParser):
    """Collects the tables of a page."""

    def __init__(self, name: str, depth: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[PageTable] = []
        self._name, self._depth = name, depth
        self._open: list[PageTable] = []
        self._loose: list[str] = []  # text outside of cells since the last table
        self._heading, self._in_heading = "", False
        self._hidden = _Hidden()

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks on which line the parser is, and counting lines takes a tenth of its time."""
        return j

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        table = self._open[-1] if self._open else None
        if tag == "table":
            self._start_table()
        elif table is not None and tag == "tr":
            self._start_row(table)
        elif table is not None and tag in _CELLS:
            self._start_cell(table, dict(attrs))
        elif table is not None and tag == "caption":
            table.caption = []
        elif tag in _HEADINGS:
            self._heading, self._in_heading = "", True
        if tag in _BREAKS:
            self._say("\n")
        elif tag == "sup":  # the mark of a note is no digit of the number before it
            self._say(" ")
        self._hidden.starts(tag, attrs, len(self._open))

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        table = self._open[-1] if self._open else None
        self._hidden.ends(tag)
        if tag in _BREAKS:
            self._say("\n")
        if tag in _HEADINGS:
            self._in_heading = False
        elif table is None:
            return
        elif tag == "table":
            self._end_table(table)
        elif tag == "tr":
            self._end_row(table)
        elif tag in _CELLS:
            self._end_cell(table)
        elif tag == "caption" and table.caption is not None:
            table.name = " ".join(_lines(table.caption)) or table.name
            table.caption = None

    def handle_data(self, data: str) -> None:
        self._say(_SPACES.sub(" ", data))

    def _say(self, text: str) -> None:
        if self._hidden.tag:
            return
        if self._in_heading:
            self._heading += text
        table = self._open[-1] if self._open else None
        if table is not None and table.caption is not None:
            table.caption.append(text)
        elif table is not None and table.cell is not None:
            table.cell.parts.append(text)
        else:
            self._loose.append(text)

    def _start_table(self) -> None:
        if len(self._open) >= self._depth:
            problem = f"its tables are nested more than {self._depth} deep"
            raise ReadError(self._name, problem, remedy="keep only the statement's table")
        lead = [line for line in _lines(self._parts_above()[-200:]) if len(line) <= _LEAD_CHARACTERS][-_LEAD_LINES:]
        table = PageTable(len(self.tables) + 1, " ".join(self._heading.split()), lead)
        self._in_heading = False
        self.tables.append(table)
        self._open.append(table)

    def _parts_above(self) -> list[str]:
        """What was said since the last table, in the page or in the cell that holds the next one."""
        cell = self._open[-1].cell if self._open else None
        if cell is None:
            parts, self._loose = self._loose, []
        else:
            parts, cell.told = cell.parts[cell.told :], len(cell.parts)
        return parts

    def _start_row(self, table: PageTable) -> None:
        self._end_row(table)
        table.row_open = True
        table.rows.append([])

    def _start_cell(self, table: PageTable, said: dict[str, str | None]) -> None:
        self._end_cell(table)
        if not table.row_open:
            self._start_row(table)
        rows, columns = _span(said.get("rowspan"), _TALLEST), _span(said.get("colspan"), _WIDEST)
        table.cell = PageCell(rows or _TALLEST, columns or 1)
        table.rows[-1].append(table.cell)

    def _end_table(self, table: PageTable) -> None:
        self._end_row(table)
        self._hidden.leaves_table(len(self._open))
        self._open.pop()

    def _end_row(self, table: PageTable) -> None:
        self._end_cell(table)
        table.row_open = False
        self._hidden.leaves_row(len(self._open))

    def _end_cell(self, table: PageTable) -> None:
        if table.cell is not None:
            table.cell = None
            self._hidden.leaves_cell(len(self._open))


def _is_hidden(attrs: Attributes) -> bool:
    return any(name == "hidden" or (name == "style" and value and _UNSEEN.search(value)) for name, value in attrs)


def _span(said: str | None, most: int) -> int:
    text = (said or "").strip()
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _lines(parts: list[str]) -> list[str]:
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return [line for line in lines if line]

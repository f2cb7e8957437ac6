"""Reading: what was asked and guessed in reading the files, and what was not used, as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from finkit.analysis.analyze import Analysis
from finkit.reporting.explain import Listing, listings, summary, units_asked
from finkit.reporting.unused import unused
from finkit.reporting.workbook.blocks import FIRST, Book, Sheet
from finkit.reporting.workbook.derived import Columns

NAME = "Reading"
# Where the texts stand, and how wide; D stays blank as on every sheet.
_WIDTHS = {0: 34, 1: 24, 2: 34, FIRST: 66, FIRST + 1: 24, FIRST + 2: 26}
_OF_THREE = (0, 1, FIRST)
_LINE, _LINES = 13.5, 12


def sheets(analysis: Analysis, _columns: Columns) -> list[str]:
    """Reading, where anything was guessed or left unused."""
    statement = analysis.statement
    return [NAME] if statement.guesses or unused(statement.facts).groups else []


def fill(book: Book, analysis: Analysis, _columns: Columns) -> None:
    """Write Reading."""
    what = "What the files did not say, what was taken, and what was not used."
    sheet = Sheet(book, NAME, f"Reading: {analysis.name}", what, columns=False)
    for column, width in _WIDTHS.items():
        sheet.page.set_column(column, column, width)
    sheet.page.fit_to_pages(1, 0)
    statement = analysis.statement
    found = unused(statement.facts, statement.guesses)
    sheet.row = 3
    for text in (*analysis.quality.unscaled, *units_asked(statement), *summary(statement, found)):
        sheet.remark(text)
    for listing in listings(statement, found).values():
        _table(sheet, listing)


def _table(sheet: Sheet, listing: Listing) -> None:
    at = _OF_THREE if len(listing.heads) == 3 else tuple(_WIDTHS)[: len(listing.heads)]
    sheet.heading(listing.title)
    _row(sheet, at, listing.heads, bold=True, bottom=1)
    for cells in listing.rows:
        lines = max(-(-len(text) // _WIDTHS[column]) for column, text in zip(at, cells, strict=True))
        sheet.page.set_row(sheet.row, _LINE * min(lines, _LINES))
        _row(sheet, at, cells, text_wrap=True, valign="top")
    if listing.more:
        sheet.remark(listing.more)


def _row(sheet: Sheet, at: Iterable[int], cells: Iterable[str], **look: Any) -> None:
    for column, text in zip(at, cells, strict=True):
        sheet.words(sheet.row, column, text, sheet.book.style.text(**look))
    sheet.row += 1

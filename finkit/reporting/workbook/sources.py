"""Sources: basis and source of each cell of Inputs, at the same addresses."""

from __future__ import annotations

from finkit.reporting.workbook.blocks import FIRST, Book, Sheet
from finkit.reporting.workbook.inputs import Grid

NAME = "Sources"


def fill(book: Book, title: str, grid: Grid) -> None:
    """Write Sources."""
    what = "Each cell says where the cell of Inputs at the same address comes from."
    sheet = Sheet(book, NAME, f"Sources: {title}", what)
    for col, wide in ((0, 36), (1, 5), (2, 22)):
        sheet.page.set_column(col, col, wide)
    sheet.spread(22, left=65)
    look = book.style.text(text_wrap=True, valign="top", font_size=8)
    for row, text in grid.headings.items():
        sheet.words(row, 0, text, book.style.text(bold=True, font_color="#1F3864"))
    longest = {row: len(line.label) // 2 for row, line in grid.lines.items()}
    for (row, _), text in grid.cells.items():
        longest[row] = max(longest.get(row, 0), len(text))
    for row, line in grid.lines.items():
        sheet.page.set_row(row, max(13.5, 11 * min(20, -(-longest[row] // 28))))
        sheet.words(row, 0, line.label, book.style.text(indent=line.indent, valign="top", text_wrap=True))
        sheet.words(row, 2, line.name, book.style.text(font_color="#7F7F7F", font_size=8, valign="top"))
    for (row, col), text in grid.cells.items():
        if text:
            sheet.words(row, FIRST + col, text, look)

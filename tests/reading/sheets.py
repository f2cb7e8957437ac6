"""Sheets written in a test as short text tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment

from finkit.reading import read_facts
from finkit.statement.fact import Fact


def cells(text: str) -> list[list[object]]:
    """Rows of `a | b | c`; whole cells that read as numbers become numbers, `'` keeps text."""
    return [[_cell(part.strip()) for part in line.strip().split("|")] for line in text.strip("\n").splitlines()]


def workbook(
    path: Path,
    text: str,
    *,
    name: str = "Sheet1",
    formats: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
) -> Path:
    """An xlsx file of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for r, row in enumerate(cells(text), 1):
        for c, value in enumerate(row, 1):
            if value is not None:
                cell = sheet.cell(r, c)
                cell.value = value  # type: ignore[assignment]
                if isinstance(value, str) and value.startswith("="):
                    cell.data_type = "s"
    for address, shown in (formats or {}).items():
        sheet[address].number_format = shown
    for address, note in (notes or {}).items():
        sheet[address].comment = Comment(note, "test")
    book.save(path)
    return path


def book(path: Path, sheets: Mapping[str, str], merged: Mapping[str, str] | None = None) -> Path:
    """An xlsx file of several sheets, each a text table; `merged` gives a range to merge by sheet."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, text in sheets.items():
        sheet = made.create_sheet(name)
        for r, row in enumerate(cells(text), 1):
            for c, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(r, c).value = value  # type: ignore[assignment]
        if merged and name in merged:
            sheet.merge_cells(merged[name])
    made.save(path)
    return path


def by_cell(path: Path) -> dict[str, Fact]:
    """The facts of a file by the address of their cell."""
    return {fact.cell: fact for fact in read_facts(path)}


def _cell(text: str) -> object:
    if text.startswith("'"):
        return text[1:]
    try:
        return float(text) if text else None
    except ValueError:
        return text

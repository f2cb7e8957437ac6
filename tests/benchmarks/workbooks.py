"""The workbooks that finkit and its peer are timed on: fifty of three sheets, 30 rows of ten years, one of income."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

LABELS = ("Revenue", "Cost of revenue", "Gross profit", "Research and development", "Operating income", "Net income")
SHEETS = ("Income", "Balance", "Cash")
BOOKS, YEARS = 50, range(2016, 2026)
# Income repeats its labels; a sheet has a row of years above its rows.
REPEATED, ROWS = 5, 1 + 5 * len(LABELS)
# Each row of the income statement gives a figure a year.
FACTS = REPEATED * len(LABELS) * len(YEARS)


def write(folder: Path) -> list[Path]:
    """Write the workbooks; their paths."""
    return [_book(folder / f"book{n:02}.xlsx", n) for n in range(BOOKS)]


def _book(path: Path, n: int) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in SHEETS:
        sheet = book.create_sheet(name)
        sheet.append(["USD millions", *(f"FY{year}" for year in YEARS)])
        labels = LABELS * REPEATED if name == SHEETS[0] else [f"Row {k}" for k in range(ROWS - 1)]
        for i, label in enumerate(labels):
            sheet.append([label, *(100.0 * i + n + k for k in range(len(YEARS)))])
    book.save(path)
    return path

"""Cash: burn, runway, capital expenditure, what goes to one related party, profit on inventory."""

from __future__ import annotations

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.reporting.workbook import margins
from finkit.reporting.workbook.blocks import Book, Sheet
from finkit.reporting.workbook.derived import Columns

NAME = "Cash"
_LINKED = ("revenue", "cash_burn", "operating_cash_flow", "cash_end", "capital_expenditure", "related_party_costs",
           "total_costs_expenses", "inventory")  # fmt: skip


def sheets(analysis: Analysis, columns: Columns) -> list[str]:
    """Cash, where any measure of it has a value."""
    rows, found = list(columns.rows), analysis.company.cash
    return [NAME] if any(not np.isnan(found.values[m.name][rows]).all() for m in found.measures) else []


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Cash."""
    what = "Cash used against the loss, how long it lasts, capital expenditure, one related party's share, inventory."
    sheet = Sheet(book, NAME, f"Cash: {analysis.name}", what)
    sheet.heading("Figures")
    margins.links(sheet, _LINKED, columns)
    sheet.heading("Measures")
    margins.table(sheet, analysis.company.cash, columns)

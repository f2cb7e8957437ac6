"""A short text table in a test, as facts: `line | FY2025 | H1 2025`, then a row a line; empty is not reported."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from finkit.statement.fact import Facts
from finkit.statement.lines import taxonomy
from finkit.statement.period import parse_period
from finkit.statement.statement import Statement


def row(line: str, text: str, period: str = "FY2025", *, scale: float = 1e9, **columns: Any) -> dict[str, Any]:
    """One fact: `text` as printed, so that 13.07 is known to half a hundredth of `scale`."""
    entry, when = taxonomy()[line], parse_period(period)
    assert when is not None, period
    size = scale if entry.unit == "money" else 1.0
    number = Decimal(text.replace(",", ""))
    stock = entry.kind == "stock"
    given = {
        "company": "Acme", "line": line, "label": entry.name, "period": when.end if stock else period,
        "start": "" if stock else when.start, "end": when.end,
        "months": 0 if stock else when.months, "scenario": when.scenario or "actual", "value": float(number) * size,
        "unit": entry.unit, "currency": "USD" if entry.unit == "money" else "", "scale": size, "scale_stated": True,
        "currency_stated": True, "basis_stated": True,
        "rounding": 0.5 * 10 ** float(number.as_tuple().exponent) * size,
    }  # fmt: skip
    return given | columns


def rows(table: str, **columns: Any) -> list[dict[str, Any]]:
    """The facts of a table, with `columns` on each."""
    head, *body = [[cell.strip() for cell in text.split("|")] for text in table.strip().splitlines()]
    return [
        row(cells[0], text, period, **columns)
        for cells in body
        for period, text in zip(head[1:], cells[1:], strict=False)
        if text
    ]


def statement(table: str, *more: dict[str, Any], **columns: Any) -> Statement:
    """The statement of one company from a table and single facts."""
    (found,) = Statement.build(Facts.of_rows([*rows(table, **columns), *more]))
    return found


OPENAI = """
    line                       | FY2025 | H1 2025 | FY2024
    revenue                    | 13.07  | 4.3     | 3.70
    cost_of_revenue            | 7.50   | 2.5     |
    research_development       | 19.18  | 6.7     |
    sales_marketing            | 5.73   | 2.0     |
    general_administrative     | 1.57   |         |
    total_costs_expenses       | 34.00  |         | 12.48
    operating_income           | -20.92 | -7.8    | -8.78
    related_party_costs        | 17.2   |         |
"""
KROGER = """
    line                           | FY2024 | FY2023
    revenue                        | 147123 |
    cost_of_revenue                | 113720 |
    selling_general_administrative | 25431  |
    rent                           | 877    |
    depreciation_amortization      | 3246   |
    operating_income               | 3849   |
    inventory_fifo                 | 9440   | 9410
    lifo_reserve                   | 2400   | 2310
"""

"""What a row is, where its label leaves two readings and the arithmetic of the statement tells."""

from __future__ import annotations

import math
from dataclasses import replace

from finkit.reading.tables.rows import Row
from finkit.reading.texts.numbers import Number

_MARGINS = ("gross_margin_stated", "operating_margin_stated", "compute_margin_stated")


def settle(rows: list[Row]) -> None:
    """Tell money from ratios in margin rows, and totals with cost of revenue from those without."""
    for row in rows:
        if row.line in _MARGINS:
            _margin(row, rows)
    for row in rows:
        if row.line in ("operating_expenses", "total_costs_expenses"):
            _total(row, rows)


def of_line(rows: list[Row], line: str) -> Row | None:
    """The first row of a line."""
    return next((row for row in rows if row.line == line), None)


def firsts(rows: list[Row]) -> dict[str, Row]:
    """The first row of each line, for as long as no row changes its line."""
    return {row.line: row for row in reversed(rows) if row.line}


def figure(row: Row | None, column: int) -> float | None:
    """A row's number as printed, or None."""
    number = row.values.get(column) if row else None
    return number.value if number else None


def equal(a: float, b: float) -> bool:
    """Whether two figures agree within what sums of rounded figures may differ."""
    return math.isclose(a, b, rel_tol=2e-3, abs_tol=1e-9)


def _margin(row: Row, rows: list[Row]) -> None:
    figures = {c: n for c, n in row.values.items() if n.value is not None}
    if not figures or all(n.percent for n in figures.values()):
        return
    revenue, cost = of_line(rows, "revenue"), of_line(rows, "cost_of_revenue")
    money = large = False
    if _is_percentage(figures, revenue, cost):
        _as_percent(row)
        return
    for column, number in figures.items():
        value, sales, paid = number.value or 0.0, figure(revenue, column), figure(cost, column)
        money = money or (sales is not None and paid is not None and equal(abs(value), abs(sales - abs(paid))))
        large = large or not -5 <= value <= 1.5
        # More than all revenue is no profit: it is a percentage printed without its mark.
        if large and sales is not None and abs(value) > abs(sales) and "%" not in row.label:
            large = False
            _as_percent(row)
            return
    if row.line == "gross_margin_stated" and (money or large) and "%" not in row.label:
        row.match, row.unit = replace(row.match, line="gross_profit"), "money"
    elif large:
        _as_percent(row)


def _is_percentage(figures: dict[int, Number], revenue: Row | None, cost: Row | None) -> bool:
    """Whether revenue and its cost prove the figures percentages printed without their mark, and no money."""
    percent, money = [], []
    for column, number in figures.items():
        sales, paid = figure(revenue, column), figure(cost, column)
        if sales and paid is not None and number.value is not None:
            profit = sales - abs(paid)
            percent.append(abs(number.value - 100 * profit / sales) <= 0.06)
            money.append(equal(abs(number.value), abs(profit)))
    return bool(percent) and all(percent) and not all(money)


def _as_percent(row: Row) -> None:
    for column, number in row.values.items():
        if number.value is not None and not number.percent:
            row.values[column] = replace(number, value=number.value / 100, rounding=number.rounding / 100, percent=True)


def _total(row: Row, rows: list[Row]) -> None:
    revenue, result = of_line(rows, "revenue"), of_line(rows, "operating_income")
    cost, gross = of_line(rows, "cost_of_revenue"), of_line(rows, "gross_profit")
    other = "total_costs_expenses" if row.line == "operating_expenses" else "operating_expenses"
    if of_line(rows, other):
        return
    if cost is None and gross is not None and _leaves(row, revenue, gross):
        row.match = replace(row.match, line="cost_of_revenue")
        return
    whole = part = 0
    for column in row.values:
        total, sales, left = figure(row, column), figure(revenue, column), figure(result, column)
        if total is None or sales is None or left is None:
            continue
        profit, paid = figure(gross, column), figure(cost, column)
        if profit is None and paid is not None:
            profit = sales - abs(paid)
        # A loss may be printed as a magnitude: either sign proves the total.
        whole += equal(sales - abs(total), left) or equal(abs(total) - sales, left)
        part += profit is not None and (equal(profit - abs(total), left) or equal(abs(total) - profit, left))
    if whole and not part and row.line != "total_costs_expenses":
        row.match = replace(row.match, line="total_costs_expenses")
    elif part and not whole and row.line != "operating_expenses":
        row.match = replace(row.match, line="operating_expenses")


def _leaves(row: Row, revenue: Row | None, gross: Row) -> bool:
    """Whether revenue less the row is the gross profit in every column."""
    told = [
        equal(sales - abs(paid), profit)
        for column in row.values
        if (sales := figure(revenue, column)) is not None
        and (paid := figure(row, column)) is not None
        and (profit := figure(gross, column)) is not None
    ]
    return bool(told) and all(told)

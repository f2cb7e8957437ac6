"""Columns not finished: costs are blank, so that the formulas below them give results that are none."""

from __future__ import annotations

from dataclasses import replace

from finkit.reading.tables.proof import figure, of_line
from finkit.reading.tables.rows import Row
from finkit.statement.lines import taxonomy
from finkit.statement.period import Period

DRAFT = "unfinished column: its costs are blank"
_RESULTS = ("gross_profit", "operating_income", "pretax_income", "net_income")


def settle(rows: list[Row], periods: dict[int, Period]) -> dict[int, Period]:
    """The periods, unfinished ones as forecasts; what their formulas make of blank costs is no value.

    A column is unfinished where costs that other columns have are blank or 0 and a result equals revenue, or where
    results are 0 without revenue.
    """
    revenue = of_line(rows, "revenue")
    results = [row for line in _RESULTS if (row := of_line(rows, line))]
    costs = [row for row in rows if row.line and row.unit == "money" and taxonomy()[row.line].sign == "cost"]
    found = dict(periods)
    if revenue is None or not results or not costs:
        return found
    for column, period in periods.items():
        sales = figure(revenue, column)
        if any(figure(row, column) for row in costs) or not _others(costs, column, periods):
            continue
        told = [value for row in results if (value := figure(row, column)) is not None]
        if told and all(value == (sales or 0.0) for value in told):
            found[column] = replace(period, scenario=period.scenario or "forecast", note=_joined(period.note))
            for row in rows:
                if row is not revenue and column in row.values:
                    row.values[column] = replace(row.values[column], value=None, note=DRAFT)
    return found


def _others(costs: list[Row], column: int, periods: dict[int, Period]) -> bool:
    months = periods[column].months
    return any(figure(row, c) for row in costs for c, p in periods.items() if c != column and p.months == months)


def _joined(note: str) -> str:
    return f"{note}; {DRAFT}: taken as a forecast" if note else f"{DRAFT}: taken as a forecast"

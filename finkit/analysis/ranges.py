"""Ranges of measures where sources of equal rank disagree: every low and high tried, derived lines worked out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from finkit.errors import FormulaError
from finkit.formula import Formula
from finkit.statement.panel import Floats, Panel

# Figures of one company that are moved one by one; beyond them some move together.
MOST = 8
Ranges = tuple[dict[str, Floats], dict[str, Floats]]
_Span = tuple[str, int, float, float, int]


def conflict_ranges(panel: Panel, measured: Callable[[Panel], Mapping[str, Floats]]) -> Ranges:
    """The low and high of every line and measure over all combinations of the ranged figures, by name.

    `measured` gives the values of all lines and measures on a panel. Where nothing moves, or where one of
    the combinations leaves a figure missing, there is no range (NaN). Empty where no source disagrees.
    """
    spans = _spans(panel)
    if not spans:
        return {}, {}
    steps = _steps(panel, {row for _, row, *_ in spans})
    low: dict[str, Floats] = {}
    high: dict[str, Floats] = {}
    for corner in range(2 ** min(MOST, 1 + max(bit for *_, bit in spans))):
        values = {line: column.copy() for line, column in panel.values.items()}
        for line, row, least, most, bit in spans:
            values[line][row] = most if corner >> (bit % MOST) & 1 else least
        _again(values, steps)
        for name, column in measured(replace(panel, values=values)).items():
            low[name] = np.minimum(low.get(name, column), column)
            high[name] = np.maximum(high.get(name, column), column)
    for name in low:
        same = ~(high[name] - low[name] > 1e-12 * np.maximum(np.abs(high[name]), np.abs(low[name])))
        low[name], high[name] = np.where(same, np.nan, low[name]), np.where(same, np.nan, high[name])
    return low, high


def _spans(panel: Panel) -> list[_Span]:
    """Line, row, low, high and number within the company of each figure that carries a range."""
    numbers: Counter[str] = Counter()
    found = []
    for line in panel.values:
        low = panel.fact_column(line, "low", np.nan).astype(float)
        high = panel.fact_column(line, "high", np.nan).astype(float)
        for row in np.flatnonzero(~np.isnan(low) & ~np.isnan(high)):
            company = panel.rows[row].company
            found.append((line, int(row), float(low[row]), float(high[row]), numbers[company]))
            numbers[company] += 1
    return found


def _steps(panel: Panel, rows: set[int]) -> list[tuple[str, int, Formula]]:
    """What was derived on `rows` from other lines of the same row, with its formula."""
    found = []
    for line in panel.values:
        formulas = panel.fact_column(line, "formula", "")
        for row in rows:
            try:
                step = Formula.parse(formulas[row]) if formulas[row] else None
            except FormulaError:
                # What is left of a longer period is worded, not a formula, and carries a range of its own.
                continue
            if step is not None and all(name in panel.values for name in step.names):
                found.append((line, row, step))
    return found


def _again(values: dict[str, Floats], steps: list[tuple[str, int, Formula]]) -> None:
    """Work derived figures out again until nothing moves; they were derived in turn, so it ends."""
    for _ in steps:
        moved = False
        for line, row, step in steps:
            now = step.evaluate({name: values[name][row] for name in step.names})
            if not np.array_equal(now, values[line][row], equal_nan=True):
                values[line][row], moved = float(now), True
        if not moved:
            return

"""Figures about 1,000 or 1,000,000 times their neighbours': a unit that changes along a row, or a lost one."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from itertools import pairwise

from finkit.reading.cells.grid import letters
from finkit.reading.tables.proof import figure
from finkit.reading.tables.rows import Row
from finkit.statement.period import Period

STEPS = (3, 6, 9)
NEAR = 0.5
MOST = 0.7
ENOUGH = 3


def breaks(rows: list[Row], periods: dict[int, Period]) -> Iterator[tuple[int, int, float]]:
    """Neighbouring columns between which most money rows change by such a step: both, and log10 of the step."""
    money = [row for row in rows if row.unit == "money" and row.line]
    for before, after in _neighbours(periods):
        steps = [step for row in money if (step := _step(figure(row, before), figure(row, after))) is not None]
        if len(steps) < ENOUGH:
            continue
        middle = statistics.median(steps)
        power = next((p for p in STEPS if abs(abs(middle) - p) <= NEAR), 0)
        if power and sum(step * middle > 0 and abs(step) > 1.5 for step in steps) >= MOST * len(steps):
            yield before, after, math.copysign(power, middle)


def outliers(rows: list[Row], periods: dict[int, Period]) -> Iterator[tuple[Row, int, float]]:
    """Single figures about such a step away from all others of their row: row, column, log10 of the step."""
    lengths = {column: period.months for column, period in periods.items()}
    for row in rows:
        if not (row.line and row.unit == "money"):
            continue
        sizes = [abs(number.value) for number in row.values.values() if number.value]
        if not sizes or max(sizes) < 10 ** (STEPS[0] - NEAR) * min(sizes):
            continue
        for column in row.values:
            own = figure(row, column)
            others = [abs(v) for c in row.values
                      if c != column and lengths.get(c) == lengths.get(column) and (v := figure(row, c))]  # fmt: skip
            if not own or len(others) < ENOUGH or max(others) > 100 * min(others):
                continue
            step = math.log10(abs(own) / statistics.median(others))
            power = next((p for p in STEPS if abs(abs(step) - p) <= NEAR), 0)
            if power:
                yield row, column, math.copysign(power, step)


def mark(rows: list[Row], periods: dict[int, Period]) -> Iterator[tuple[str, str]]:
    """Note the figures on the smaller side of each break; give place and question for each."""
    changed: set[int] = set()
    for before, after, power in breaks(rows, periods):
        ordered = _ordered(periods, periods[before].months)
        left, right = ordered[: ordered.index(after)], ordered[ordered.index(after) :]
        fewer, sign = (right, power) if len(right) <= len(left) else (left, -power)
        words = _words(sign, "the periods beside")
        for column in set(fewer) - changed:
            changed.add(column)
            for row in rows:
                if column in row.values and row.unit == "money":
                    row.asked[column] = words
        yield f"column {letters(after)}", f"from here the figures are {words}: does the unit change?"
    for row, column, power in outliers(rows, periods):
        if column not in changed:
            words = _words(power, "the row's other periods")
            row.asked[column] = words
            yield f"{letters(column)}{row.at + 1}", f"{row.label!r} is {words}: is its unit another?"


def _words(power: float, than: str) -> str:
    times = f"{10 ** abs(int(power)):,}"
    return f"about {times} times {than}" if power > 0 else f"about {times} times smaller than {than}"


def _ordered(periods: dict[int, Period], months: int | None) -> list[int]:
    held = [c for c, p in periods.items() if p.months == months and p.end]
    return sorted(held, key=lambda c: (periods[c].end, c))


def _neighbours(periods: dict[int, Period]) -> Iterator[tuple[int, int]]:
    for months in dict.fromkeys(period.months for period in periods.values()):
        yield from pairwise(_ordered(periods, months))


def _step(a: float | None, b: float | None) -> float | None:
    return math.log10(abs(b) / abs(a)) if a and b else None

"""Figures under a header that are of no period, with the reason: totals, changes, notes, other columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from finkit.reading.cells.grid import letters
from finkit.reading.tables.proof import equal, figure
from finkit.reading.tables.regions import Region
from finkit.reading.tables.rows import Row
from finkit.reading.texts import numbers
from finkit.reading.texts.numbers import Number
from finkit.statement.period import ASSUMED, Period, months_between, near, next_day

if TYPE_CHECKING:
    from finkit.reading.tables.table import Table

TOTAL = "total of the"
_TOTAL = re.compile(r"(?i)\b(?:total|full[ -]?year|year|fy|annual|sum)\b")
Holds = Callable[[Row, Number], bool | None]


def years(region: Region, rows: list[Row], periods: dict[int, Period]) -> Region:
    """The region with columns named Total as periods where they are proven to add up a whole year's parts.

    A year whose dates are only assumed takes those of the quarters that it adds up.
    """
    found = dict(region.periods)
    words = dict(region.band.words)
    assumed = [column for column, period in periods.items() if period.months == 12 and period.note == ASSUMED]
    for column in (*(c for c, header in region.left_out.items() if _TOTAL.search(header)), *assumed):
        before = [c for c in sorted(periods) if c < column]
        for count in (4, 2):
            parts = [periods[c] for c in before[-count:]]
            whole = _whole(parts) if len(parts) == count else None
            if whole and _all(_held(region, rows, column), partial(_sums, columns=before[-count:])):
                label = periods[column].label if column in periods else whole.label
                found[column] = replace(whole, label=label)
                words.setdefault(column, [label])
    if found == region.periods:
        return region
    left_out = {column: text for column, text in region.left_out.items() if column not in found}
    return replace(region, periods=found, left_out=left_out, band=replace(region.band, words=words))


def _whole(parts: list[Period]) -> Period | None:
    """The year that parts of equal length follow each other through, or None."""
    ordered = sorted(parts, key=lambda period: period.end)
    if any(not period.start or period.months != parts[0].months for period in ordered):
        return None
    joined = all(near(next_day(a.end), b.start) for a, b in pairwise(ordered))
    if not joined or months_between(ordered[0].start, ordered[-1].end) != 12:
        return None
    scenarios = {period.scenario for period in ordered} - {"", "actual"}
    note = f"{TOTAL} {len(parts)} columns before" + (f"; {ASSUMED}" if ordered[0].note == ASSUMED else "")
    return Period("Total", ordered[0].start, ordered[-1].end, 12, scenarios.pop() if scenarios else "", note)


def of(table: Table) -> Iterator[tuple[Row, int, Number, str]]:
    """Each figure of a column that is no period, with its row and the reason why it is not used."""
    for column, header in (table.region.left_out | _nameless(table)).items():
        held = _held(table.region, table.rows, column)
        reason = _reason(table, column, header, held) if held else ""
        for row, number in held:
            yield row, column, number, reason


def _nameless(table: Table) -> dict[int, str]:
    """Columns that no header names, with figures that are no part of a period's."""
    region = table.region
    known = {*region.periods, *region.left_out, *region.special.values(), *region.labels, region.company_column}
    used = {(row.at, place) for row in table.rows for place in row.places.values()}
    found: dict[int, str] = {}
    for row in table.rows:
        for column, cell in enumerate(region.sheet.rows[row.at][: max(region.periods) + 40]):
            free = column not in known and region.span[0] <= column < region.span[1] and (row.at, column) not in used
            if free and isinstance(cell, float):
                found[column] = "no header"
    return found


def _held(region: Region, rows: list[Row], column: int) -> list[tuple[Row, Number]]:
    """The figures of a column, each with its row."""
    found = []
    for row in rows:
        cells = region.sheet.rows[row.at]
        number = _number(cells[column]) if column < len(cells) else None
        if number is not None:
            found.append((row, number))
    return found


def _number(cell: object) -> Number | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, float):
        return numbers.shown(cell, "")
    found = numbers.parse(cell) if isinstance(cell, str) and cell.strip() else None
    return found if found is not None and found.value is not None else None


def _reason(table: Table, column: int, header: str, held: list[tuple[Row, Number]]) -> str:
    """Why the column is left out: what it adds up or compares, where the figures prove it, else its header."""
    name = f"column {letters(column)} ({header})"
    before = [c for c in sorted(table.region.periods) if c < column]
    for count in range(2, min(len(before), 12) + 1):
        if _all(held, partial(_sums, columns=before[-count:])):
            return f"{name}: the sum of the {count} columns before it"
    for other in before[-2:]:
        base = before[before.index(other) - 1] if before.index(other) else None
        if base is not None and _all(held, partial(_changes, later=other, earlier=base)):
            return f"{name}: the change between two periods"
    return name if header.endswith("again") else f"{name} is no period"


def _all(held: list[tuple[Row, Number]], holds: Holds) -> bool:
    told = [holds(row, number) for row, number in held if row.unit == "money"]
    known = [one for one in told if one is not None]
    return len(known) >= 2 and sum(known) > 0.8 * len(known)


def _sums(row: Row, number: Number, columns: list[int]) -> bool | None:
    values = [figure(row, column) for column in columns]
    if any(value is None for value in values) or number.value is None:
        return None
    return equal(number.value, sum(value or 0.0 for value in values))


def _changes(row: Row, number: Number, later: int, earlier: int) -> bool | None:
    new, old = figure(row, later), figure(row, earlier)
    if new is None or not old or number.value is None:
        return None
    growth = new / old - 1
    given = number.value
    return any(abs(given - wanted) <= 0.006 * max(1.0, abs(wanted)) for wanted in (new - old, growth, 100 * growth))

"""Two rows never stand for one line: what the results prove, the better label, the total, then the first."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from finkit.reading.tables import structure
from finkit.reading.tables.proof import equal, figure, firsts
from finkit.reading.tables.rows import Row

SAME = ("segment", "company", "basis", "source", "scenario", "definition")


def settle(rows: list[Row]) -> None:
    """Leave one row for each line and period; the others say to which they lost.

    Rows that add up to another are its segments, named by their heading, and no line of the whole. Two exact labels
    with unequal figures that nothing tells apart contradict each other: both stay, for choosing to say so.
    """
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.line:
            groups[row.line, row.match.definition, *(row.beside.get(name, "") for name in SAME)].append(row)
    for group in groups.values():
        if len(group) > 1:
            _settle(group, rows)


def _settle(group: list[Row], rows: list[Row]) -> None:
    total = _total(group)
    if total is not None:
        parts = [row for row in group if row is not total]
        for part in parts:
            part.beside = {"segment": part.section or part.label, **part.beside}
            part.drop(f"segment: adds up with others to {total.label!r} in row {total.at + 1}")
        return
    held = firsts(rows)
    proven = {row.at for row in group if row.values and structure.holds(row, held)}
    order = sorted(group, key=lambda row: (_tier(row), row.at not in proven, *_weight(row)))
    for at, row in enumerate(order):
        winner = next((other for other in islice(order, at) if other.line and _meets(row, other)), None)
        # Equal figures are one figure twice: choosing says so, and each may fill the other's gaps.
        if winner is None or not _contradict(row, winner):
            continue
        alike = _weight(row)[:2] == _weight(winner)[:2] and row.match.score == 1.0 and winner.at not in proven
        if alike and not (row.section and row.section != winner.section):
            continue
        row.drop(f"unmapped: {winner.label!r} in row {winner.at + 1} stands for {winner.line}")


def _total(group: list[Row]) -> Row | None:
    """The row that all others add up to, in every column that all fill; None where none is proven."""
    labels = {row.section or row.label for row in group}
    if len(group) < 3 or len(labels) < len(group) - 1:
        return None
    for row in group:
        others = [other for other in group if other is not row]
        named = [other.section or other.label for other in others]
        if len(set(named)) < len(named):
            continue
        sums = [
            equal(value, sum(figure(other, column) or 0.0 for other in others))
            for column in row.values
            if (value := figure(row, column)) and all(figure(other, column) is not None for other in others)
        ]
        if sums and all(sums):
            return row
    return None


def _weight(row: Row) -> tuple[int, bool, float, int]:
    """The order in which rows of one line are taken: better spelling, a total, a better score, the first."""
    return row.match.rank, not row.label.lower().startswith("total"), -row.match.score, row.at


def _tier(row: Row) -> int:
    """The row's rank; totals and plain labels are one tier, in which proof comes first. The sidecar's is before all."""
    return row.match.rank if row.match.rank < 0 else max(row.match.rank, 1)


def _meets(row: Row, other: Row) -> bool:
    return bool(row.values.keys() & other.values.keys())


def _contradict(row: Row, other: Row) -> bool:
    common = row.values.keys() & other.values.keys()
    return any(row.values[column].value != other.values[column].value for column in common)

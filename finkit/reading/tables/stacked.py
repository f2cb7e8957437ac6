"""A table pasted into one column, labels above their figures or lines of text, back into rows and columns."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from finkit.reading.cells import pasted
from finkit.reading.cells.grid import Cell, Day, Sheet
from finkit.reading.texts import labels, numbers
from finkit.statement.period import parse_period

_MOST = 0.8
_LINES = 2


class _Run(NamedTuple):
    """A label, its row, and the figures that stand below it."""

    label: str
    at: int
    figures: list[tuple[Cell, int]]


def unfold(sheet: Sheet) -> Sheet | None:
    """The sheet with each label's figures beside it, or None where it is not one column of labels and figures.

    Every cell keeps its place. The header is the first row where that names as many periods as there are figures
    below a label, else the periods that stand first in the column.
    """
    rows = sheet.rows
    column = _column(rows)
    if column is None:
        return None
    header = [(cell, c) for c, cell in enumerate(rows[0]) if c > column and cell != ""] if rows else []
    runs = _runs(rows, column)
    lengths = Counter(len(run.figures) for run in runs if run.figures)
    if not lengths:
        return None
    n, often = lengths.most_common(1)[0]
    if (
        often < _MOST * lengths.total()
        or len({labels.match(run.label[:120], False).line for run in runs} - {""}) < _LINES
    ):
        return None
    if len(header) == n:
        top = [(cell, (0, c)) for cell, c in header]
    else:
        above = [(run.label, (run.at, column)) for run in runs if not run.figures and parse_period(run.label)]
        top = above[:n] if len(above) >= n else []
    if len(top) != n:
        return None
    grid: list[list[Cell]] = [["", *(cell for cell, _ in top)]]
    places = {(0, i): sheet.place(*at) for i, (_, at) in enumerate(top, 1)}
    for run in runs:
        if len(run.figures) != n:
            continue
        places |= {(len(grid), 0): sheet.place(run.at, column)}
        places |= {(len(grid), i): sheet.place(at, column) for i, (_, at) in enumerate(run.figures, 1)}
        grid.append([run.label, *(cell for cell, _ in run.figures)])
    return Sheet(sheet.name, grid, sheet.visible, (), places)


def spread(sheet: Sheet) -> Sheet | None:
    """The sheet with lines of text that spaces keep in columns cut at them, or None where it holds no such lines.

    Every cell of a line keeps the line's place.
    """
    column = _column(sheet.rows)
    if column is None:
        return None
    lines = [str(row[column]) if column < len(row) else "" for row in sheet.rows]
    if not pasted.is_aligned("\n".join(lines), [line for line in lines if line.strip()]):
        return None
    rows: list[list[Cell]] = [list(row) for row in pasted.rows("\n".join(lines))]
    places = {(r, c): sheet.place(r, column) for r, row in enumerate(rows) for c in range(len(row))}
    return Sheet(sheet.name, rows, sheet.visible, (), places)


def _column(rows: list[list[Cell]]) -> int | None:
    """The one column that holds nearly all cells below the first row."""
    filled = Counter(c for row in rows[1:] for c, cell in enumerate(row) if cell != "")
    if filled.total() < 6:
        return None
    column, count = filled.most_common(1)[0]
    return column if count >= 0.95 * filled.total() else None


def _runs(rows: list[list[Cell]], column: int) -> list[_Run]:
    runs: list[_Run] = []
    for at, row in enumerate(rows):
        cell = row[column] if column < len(row) else ""
        if cell == "":
            continue
        if runs and _is_figure(cell):
            runs[-1].figures.append((cell, at))
        else:
            runs.append(_Run(str(cell), at, []))
    return runs


def _is_figure(cell: Cell) -> bool:
    if isinstance(cell, Day):
        return False
    if isinstance(cell, str):
        return numbers.parse(cell) is not None and parse_period(cell) is None
    return isinstance(cell, float)

"""A column of cells to numbers: whole columns at once where they are plain, each different text once where not."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from finkit.reading.cells.grid import Cell, Day
from finkit.reading.tables.regions import text_of
from finkit.reading.texts import numbers
from finkit.reading.texts.numbers import Number
from finkit.statement.coded import Coded

Floats = np.ndarray[Any, np.dtype[np.float64]]
_SAMPLE = 5_000
_NOT_PLAIN = re.compile(r"[^0-9.+-]")


class Figures(NamedTuple):
    """The numbers of a column, a row each: value (NaN for none), rounding, percent, own scale (NaN), note."""

    value: Floats
    rounding: Floats
    percent: Coded
    own: Floats
    note: Coded


def columns(rows: Sequence[Sequence[Cell]], places: Iterable[int]) -> Iterator[Iterable[Cell]]:
    """The cells of some columns of rows that may be of unequal length, to be walked once; what is missing is empty."""
    least = min(map(len, rows), default=0)
    for at in places:
        if at < least:
            # Not cut into lists first: the cells of a large file are touched as rarely as can be.
            yield map(operator.itemgetter(at), rows)
        else:
            yield [row[at] if at < len(row) else "" for row in rows]


def texts(cells: Iterable[Cell]) -> Coded:
    """A column of cells as texts, whole numbers without a point."""
    return Coded.of(cells).tell(lambda cell: cell.strip() if type(cell) is str else text_of(cell)).merged()


def mark_of(columns: Iterable[Sequence[Cell]], separator: str = "") -> str:
    """The decimal mark in use among the texts of the columns of a file that `separator` keeps apart."""
    texts = {cell for column in columns for cell in column[:_SAMPLE] if type(cell) is str}
    return numbers.decimal_mark(texts, separator)


def read(cells: Sequence[Cell], mark: str) -> Figures:
    """The numbers of a column of cells; what is no number has no value and a note that says what stands there.

    A percentage is a fraction and a word of scale is multiplied out, as in `numbers.parse`.
    """
    return (_plain(cells) if mark == "." else None) or _parsed(cells, mark)


def _plain(cells: Sequence[Cell]) -> Figures | None:
    """A column of nothing but plain numbers and empty cells; None for any other."""
    n, kinds = len(cells), set(map(type, cells))
    if not kinds <= {str, float}:
        return None
    texts = cells if float not in kinds else [cell for cell in cells if type(cell) is str]
    together = "".join(texts)
    if _NOT_PLAIN.search(together):
        return None
    try:
        plain = map(float, cells) if "" not in cells else (float(cell) if cell != "" else math.nan for cell in cells)
        value = np.fromiter(plain, np.float64, n)
    except ValueError:
        return None
    if not (np.abs(value[~np.isnan(value)]) <= numbers.LARGEST).all():
        return None
    if float in kinds:
        rounding = np.fromiter(map(_rounding, cells), np.float64, n)
    elif "." in together:
        rounding = 0.5 * 10.0 ** -np.fromiter(map(_places, cells), np.float64, n)
    else:
        rounding = np.full(n, 0.5)
    rounding[np.isnan(value)] = math.nan
    return Figures(value, rounding, Coded.one(False, n), np.full(n, math.nan), Coded.one("", n))


def _places(text: str) -> int:
    return len(text.partition(".")[2])


def _rounding(cell: Cell) -> float:
    return 0.5 * 10.0 ** -_places(cell) if type(cell) is str else numbers.shown(cell, "").rounding


def _parsed(cells: Sequence[Cell], mark: str) -> Figures:
    told = Coded.of([(type(cell), cell) for cell in cells]).tell(lambda pair: _number(pair[1], mark))
    value = told.tell(lambda number: math.nan if number.value is None else number.value).array(np.float64)
    rounding = told.tell(lambda number: number.rounding).array(np.float64)
    own = told.tell(lambda number: math.nan if number.scale is None else number.scale).array(np.float64)
    return Figures(value, rounding, told.tell(lambda n: n.percent), own, told.tell(lambda n: n.note))


def _number(cell: Cell, mark: str) -> Number:
    if isinstance(cell, float):
        return numbers.shown(cell, "")
    if isinstance(cell, bool | Day):
        return Number(None, note=f"not a number: {cell}")
    if not cell.strip():
        return Number(None)
    return numbers.parse(cell, mark) or Number(None, note=f"not a number: {' '.join(cell.split())[:40]!r}")

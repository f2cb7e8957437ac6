"""Rows in three cases: as given, and where least and most is left; what rests on them follows in as many rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from finkit.analysis.customers.cases import CASES
from finkit.analysis.measures import Floats, Measure
from finkit.analysis.span import Span
from finkit.formula import Ref
from finkit.formula.excel import cell
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.style import FORMULA, INPUT

_MARKS = ("", "_least", "_most")
_ENDS = ("", "low", "high")


def given(
    sheet: Sheet, line: Line, values: Any, *, notes: Mapping[int, str] | None = None, kind: str = INPUT
) -> None:  # fmt: skip
    """Figures in (cases, columns): one row where all cases are alike, else a row each.

    A blue cell whose figure has no range is as given in every case, by a formula.
    """
    held = np.atleast_2d(np.asarray(values, dtype=float))
    first = sheet.row
    sheet.given(line, held[0], notes=notes, kind=kind)
    if np.array_equal(held, np.broadcast_to(held[0], held.shape), equal_nan=True):
        return
    for marked, row in zip(_cased(line)[1:], held[1:], strict=True):
        sheet.beside(marked, sheet.row)
        for c, value in enumerate(row.tolist()):
            alike = kind == INPUT and value == held[0, c]
            look = sheet.book.style.cell(FORMULA if alike else kind, line.unit, line.basis(c))
            if alike:
                sheet.write(sheet.row, FIRST + c, f"={cell(first, FIRST + c)}", value, look)
            elif value == value:
                sheet.page.write_number(sheet.row, FIRST + c, value, look)
        sheet.row += 1
    sheet.book.refs[line.name] = Ref(sheet.name, first, FIRST, held.shape[0], held.shape[1], "block")
    sheet.book.values[line.name] = held


def follow(sheet: Sheet, one: Measure, *, cols: int | None, unit: str = "") -> None:
    """A measure in as many cases as what it rests on has; without `cols` one figure a case, over all columns."""
    book, unit = sheet.book, unit or ("unit money" if one.unit == "money" else one.unit)
    rows = max((book.refs[n].rows for n in one.parsed.names if n in book.refs), default=1)
    lines = _cased(Line(one.name, one.label, unit, one.says))[:rows]
    if sheet.block(lines, one.name, one.formula, cols=cols or 1, scalar=cols is None and rows == 1) and (
        cols is None and rows > 1
    ):
        book.refs[one.name] = replace(book.refs[one.name], shape="row")


def ranges(sheet: Sheet, line: Line, found: Sequence[Span | None]) -> None:
    """A row of figures that finkit computed, with rows of their lows and highs where any has a range."""
    known = [Span(None, None, None) if one is None else one for one in found]
    for end in _ENDS[: 3 if any(one.wide for one in known) else 1]:
        values = np.array([np.nan if (v := getattr(one, end or "value")) is None else v for one in known])
        marked = replace(line, name=f"{line.name}_{end}", label=f"{line.label}, {end}", indent=1) if end else line
        sheet.computed(marked, values)


def marks(book: Book, name: str) -> list[tuple[str, str]]:
    """What is put after the ids and labels of each case that a row of figures has."""
    held = zip(_MARKS, ("", *(f", {case}" for case in CASES[1:])), strict=True)
    return list(held)[: book.refs[name].rows]


def as_given(sheet: Sheet, name: str, case: int = 0) -> tuple[Ref, Floats]:
    """One case of a row of figures; the only row of one that has no cases."""
    ref, values = sheet.book.refs[name], np.atleast_2d(sheet.book.values[name])
    at = min(case, ref.rows - 1)
    return replace(ref, row=ref.row + at, rows=1, shape="period"), values[at]


def _cased(line: Line) -> list[Line]:
    marked = zip(_MARKS[1:], CASES[1:], strict=True)
    return [line, *(replace(line, name=line.name + mark, label=f"{line.label}, {case}", indent=1, says="")
                    for mark, case in marked)]  # fmt: skip

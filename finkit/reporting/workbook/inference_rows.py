"""Rows of the sheets on inference: products down the rows; blue blocks, and formulas as high as their figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.measures import Floats, Measure
from finkit.formula import Ref
from finkit.reporting.workbook.blocks import FIRST, Line, Sheet

# In full: spending on tokens may be small beside the revenue that sets the scale of the workbook.
_UNITS = {"money": "unit money"}


def characters(least: int, *figures: ArrayLike) -> int:
    """How wide a column must be, in characters, for the largest of these figures with two decimals."""
    largest = max((float(np.nanmax(np.abs(held), initial=0.0)) for held in map(np.asarray, figures)), default=0.0)
    return max(least, len(f"{largest:,.2f}") + 1)


def line(one: Measure, name: str = "", label: str = "") -> Line:
    """What stands left of a measure's row."""
    return Line(name or one.name, label or one.label, _UNITS.get(one.unit, one.unit), one.says)


def given(
    sheet: Sheet, name: str, label: str, unit: str, labels: Sequence[str], values: Floats, basis: str,
    notes: Mapping[int, Mapping[int, str]] | None = None,
) -> None:  # fmt: skip
    """A blue row a label, all of them under `name`; `values` are (labels, columns)."""
    first, (count, width) = sheet.row, values.shape
    for k, (what, row) in enumerate(zip(labels, values, strict=True)):
        left = Line(f"{name}_{k + 1}", f"{label}, {what}", unit, bases=[basis] * width)
        sheet.given(left, row, notes=(notes or {}).get(k))
    hold(sheet, name, first, count, values)


def hold(sheet: Sheet, name: str, first: int, count: int, values: Floats) -> None:
    """`count` rows from `first` on as one block under `name`."""
    book, width = sheet.book, values.shape[-1]
    book.refs[name] = Ref(sheet.name, first, FIRST, count, width, "block" if count > 1 else "period")
    book.values[name] = values if count > 1 else values.reshape(width)


def formulas(sheet: Sheet, measures: Iterable[Measure], labels: Sequence[str], cols: int | None = None) -> None:
    """Each measure: a row a label where its figures differ by row, else one row."""
    book = sheet.book
    for one in measures:
        held = {n: book.values[n] for n in one.parsed.names if n != one.name}
        found = one.parsed.evaluate(held, one.name)
        high = found.ndim > 1 and found.shape[-2] > 1
        lines = [line(one, f"{one.name}_{k + 1}", f"{one.label}, {what}") for k, what in enumerate(labels)]
        sheet.block(lines if high else [line(one)], one.name, one.formula, cols=cols)

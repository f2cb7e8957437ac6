"""Where the names of a company's models stand in a workbook, from one sheet of them to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from finkit.analysis.measures import Floats, Measure
from finkit.formula import Ref
from finkit.formula.excel import Shape
from finkit.reporting.workbook.blocks import BODY, FIRST, HEAD, Book, Line, Sheet
from finkit.reporting.workbook.style import COMPUTED

# A worksheet counts days from 30 December 1899, Python from the first day of year 1.
EPOCH = date(1899, 12, 30).toordinal()
_MONTHS_A_PAGE, _MOST_ACROSS = 12, 5


@dataclass
class Part:
    """What stands where under the names of the formulas; a further sheet of the same part goes on with it."""

    book: Book
    rows: tuple[str, ...]
    held: dict[str, tuple[Ref, Floats]] = field(default_factory=dict)

    def top(self, count: int) -> Part:
        """The first `count` of the models alone, of all that stands by model so far; what has no rows is the same."""
        held = {
            name: (replace(ref, rows=count), values[:count]) if ref.rows == len(self.rows) > 1 else (ref, values)
            for name, (ref, values) in self.held.items()
        }
        return Part(self.book, self.rows[:count], held)

    def one(self, sheet: Sheet, name: str, label: str, unit: str, value: float, source: str) -> None:
        """An input in one cell."""
        line = Line(f"models_{name}", label, unit, bases=["assumed"])
        sheet.given(line, value, notes={0: source} if source else None)
        self.hold(name)

    def column(
        self, sheet: Sheet, name: str, label: str, unit: str, values: Sequence[float], *,
        kinds: Sequence[str], notes: Sequence[str], bases: Sequence[str],
    ) -> None:  # fmt: skip
        """A value for each model, one below the other."""
        first = sheet.row
        for row, value, kind, note, basis in zip(self.rows, values, kinds, notes, bases, strict=True):
            line = Line(f"models_{name}", f"{label}, {row}", unit, bases=[basis])
            sheet.given(line, np.array([value]), kind=kind, notes={0: note} if note else None)
        self.held[name] = Ref(sheet.name, first, FIRST, len(self.rows), 1, "row"), np.array(values)[:, None]

    def period(self, sheet: Sheet, name: str, label: str, unit: str, values: Floats, kind: str = COMPUTED) -> None:
        """A value for each month."""
        sheet.given(Line(f"models_{name}", label, unit), values, kind=kind)
        self.hold(name)

    def formula(self, sheet: Sheet, one: Measure, *, cols: int, rows: int = 0, named: bool = True) -> None:
        """A measure: a block with `rows` of the models, one row where that is 0; no columns is one figure a model.

        Without `named` a row's label is the model's name alone, as a chart wants it: a heading says what it is.
        """
        labels = [f"{one.label}, {row}" if named else row for row in self.rows[:rows]] or [one.label]
        lines = [Line(f"models_{one.name}", label, one.unit, one.says) for label in labels]
        # A formula that looks back at its own row finds it under the name that it has in the workbook.
        text = one.formula.replace(f"prev({one.name})", f"prev(models_{one.name})")
        sheet.block(lines, f"models_{one.name}", text, refs=self.held, cols=cols or 1)
        ref, values = self.book.refs[f"models_{one.name}"], self.book.values[f"models_{one.name}"]
        shape: Shape = ("block" if cols else "row") if rows else "period"
        self.held[one.name] = replace(ref, shape=shape), values.reshape(rows, -1) if rows else values

    def scalar(self, sheet: Sheet, one: Measure) -> None:
        """A measure of which there is one figure."""
        self.formula(sheet, one, cols=1)
        ref, values = self.held[one.name]
        self.held[one.name] = replace(ref, shape="scalar"), values.reshape(())

    def hold(self, name: str) -> None:
        """What was just written goes by `name` in formulas."""
        self.held[name] = self.book.refs[f"models_{name}"], self.book.values[f"models_{name}"]


def wide(sheet: Sheet, months: int) -> None:
    """A column a month, on as many pages across as keep them readable."""
    sheet.page.set_column(FIRST, FIRST + months - 1, 10.5)
    sheet.page.freeze_panes(BODY - 1, FIRST)
    sheet.page.repeat_columns(0, 1)
    sheet.page.repeat_rows(HEAD, BODY - 2)
    sheet.page.fit_to_pages(min(_MOST_ACROSS, math.ceil(months / _MONTHS_A_PAGE)), 0)


def serial(day: date) -> float:
    """A day as a worksheet counts it."""
    return float(day.toordinal() - EPOCH)

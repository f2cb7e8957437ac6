"""A part of a market's sheet: names of formulas to where they stand, with marks that keep several markets apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from finkit.analysis.market.markets import MarketResult
from finkit.analysis.measures import Floats, Measure
from finkit.formula import Ref
from finkit.reporting.page_worked import rests_on
from finkit.reporting.workbook.blocks import FIRST, Line, Sheet


@dataclass
class Part:
    """A sheet of one market: what stands on it under the names of formulas, and how names of a further one differ."""

    sheet: Sheet
    found: MarketResult
    mark: str
    held: dict[str, tuple[Ref, Floats]] = field(default_factory=dict)

    def given(self, name: str, label: str, unit: str, values: Any, source: str | None = "", says: str = "") -> None:
        """Inputs in blue; `source` None is a choice of finkit's, to be changed."""
        size = np.size(values)
        bases = [] if source is None else [rests_on(source)] * size
        line = Line(name + self.mark, label, self._unit(unit), says, bases=bases)
        notes = dict.fromkeys(range(size), source) if source else None
        self.sheet.given(line, values, notes=notes)
        self._hold(name)

    def column(self, name: str, label: str, values: Sequence[float], says: str = "") -> None:
        """Inputs one below the other, a name for all of them."""
        first = self.sheet.row
        for k, value in enumerate(values):
            self.sheet.given(Line(f"{name}_{k + 1}{self.mark}", f"{label} {k + 1}", "count", says), float(value))
        ref = Ref(self.sheet.name, first, FIRST, len(values), 1, "row")
        self.held[name] = ref, np.array(values, dtype=float)[:, None]

    def formula(self, one: Measure, *, cols: int | None = None, name: str = "", bases: Sequence[str] = ()) -> None:
        """A row of a measure; one cell where `cols` is None."""
        name = name or one.name
        text = one.formula.replace(f"prev({one.name})", f"prev({name}{self.mark})")
        line = Line(name + self.mark, one.label, self._unit(one.unit), one.says, bases=bases)
        if self.sheet.formula(line, text, refs=self.held, cols=cols, scalar=cols is None):
            self._hold(name)

    def block(self, one: Measure, labels: Sequence[str], cols: int, name: str = "") -> None:
        """A measure with a row a label; a single column is one value per row."""
        name = name or one.name
        lines = [
            Line(f"{name}_{k + 1}{self.mark}", f"{one.label}, {label}", self._unit(one.unit), one.says)
            for k, label in enumerate(labels)
        ]
        self.sheet.block(lines, name + self.mark, one.formula, refs=self.held, cols=cols)
        self._hold(name, "row" if cols == 1 else "")

    def first(self, *names: str) -> None:
        """From here on these names stand for their first case alone."""
        for name in names:
            ref, values = self.held[name]
            self.held[name] = replace(ref, cols=1, shape="scalar"), np.asarray(values.reshape(-1)[0])

    def _hold(self, name: str, shape: Any = "") -> None:
        ref = self.sheet.book.refs[name + self.mark]
        values = self.sheet.book.values[name + self.mark]
        self.held[name] = (replace(ref, shape=shape), values.reshape(-1, 1)) if shape else (ref, values)

    def _unit(self, unit: str) -> str:
        known = {"price": f"per {self.found.row.price_per}", "plain": "number", "money": self.found.row.currency}
        return known.get(unit, unit)

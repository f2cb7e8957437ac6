"""A table of measures for one company: values, ranges, what each rests on and why one is missing."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from finkit.analysis.framed import table_html
from finkit.analysis.measures import Floats, Measure, registry
from finkit.statement.company import company_of
from finkit.statement.fact import Fact, weakest
from finkit.statement.lines import taxonomy
from finkit.statement.panel import Panel

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ("actual", "hypothetical", "ttm")
"""The scenarios that a report leads with: what was, and the figures of an example."""

# Inputs that point at another row, and what it means that there is none.
POSITIONS = {
    "year_ago": "no period of equal length ends a year earlier",
    "step_from": "no earlier period of equal length is reported",
}
# Inputs that are no figures of the statement, and what it means that they are missing.
FLAGS = {
    "quarters": "the period is no whole number of months",
    "lines_tie": "the lines given do not add up to the stated result",
    "bounded": "operating income is known, or neither R&D nor sales and marketing is",
}
_WHOLE = "selling_general_administrative"


@dataclass(frozen=True, repr=False)
class Table:
    """Measures down, the company's periods across; money in units of its currency, ratios as fractions.

    `values` holds the inputs too (lines, sums by class, positions); `low` and `high` are there only for
    what carries a range, from rounding or from sources that disagree; `sums` names the lines of each sum.
    """

    panel: Panel
    measures: tuple[Measure, ...]
    values: dict[str, Floats]
    low: dict[str, Floats] = field(default_factory=dict)
    high: dict[str, Floats] = field(default_factory=dict)
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def row(self, period: str, *, segment: str = "", scenario: str | None = None) -> int | None:
        """The row of the period labelled so (actual before other scenarios), or None."""
        found = (
            i
            for i, row in enumerate(self.panel.rows)
            if row.label == period and row.segment == segment and scenario in (None, row.scenario)
        )
        return next(found, None)

    def reported(self) -> list[int]:
        """Rows of the whole company, in no forecast, on which revenue is known."""
        revenue = self.values["revenue"] if "revenue" in self.values else np.full(len(self.panel), np.nan)
        held = enumerate(self.panel.rows)
        return [i for i, row in held if row.segment == "" and row.scenario in SHOWN and not math.isnan(revenue[i])]

    def value(self, name: str, period: str, *, segment: str = "", scenario: str | None = None) -> float | None:
        """A measure or input in the period labelled so; None where it is missing.

        ValueError for a name that no measure or line has.
        """
        if name not in self.values and name not in taxonomy() and name not in registry():
            near = difflib.get_close_matches(name, [*registry(), *self.panel.values], 1)
            hint = f"did you mean {near[0]!r}?" if near else "see finkit names"
            raise ValueError(f"no measure or line is called {name!r}; {hint}")
        row = self.row(period, segment=segment, scenario=scenario)
        return None if row is None else self.at(name, row)

    def at(self, name: str, row: int) -> float | None:
        """A measure or input on a row; None where it is missing."""
        column = self.values.get(name)
        if column is None or math.isnan(column[row]):
            return None
        return float(column[row])

    def range_at(self, name: str, row: int) -> tuple[float, float] | None:
        """The low and high of a measure on a row, or None where it carries no range."""
        low, high = self.low.get(name), self.high.get(name)
        if low is None or high is None or math.isnan(low[row]) or math.isnan(high[row]):
            return None
        return float(low[row]), float(high[row])

    def inputs(self, name: str, row: int) -> list[Fact]:
        """The facts that a measure (or line) rests on in a row, in statement order, derived ones included."""
        lines = sorted(set(self._lines(name, row)), key=lambda pair: (taxonomy().order(pair[0]), pair[1]))
        found = []
        for line, at in lines:
            source = self.panel.source.get(line)
            if source is not None and source[at] >= 0:
                found.append(self.panel.facts.row(int(source[at])))
        return found

    def basis(self, name: str, row: int) -> str:
        """The mark of a figure: a stated line's own basis, `derived` for anything computed.

        A measure that takes a stated figure as it stands (the first that is there) has that figure's mark.
        """
        measure = registry().get(name)
        if measure and measure.formula.startswith("first("):
            taken = _used(self, measure, row)
            if taken and self.at(taken[0], row) == self.at(name, row):
                return self.basis(taken[0], row)
        facts = self.inputs(name, row)
        if name in self.panel.source and len(facts) == 1:
            return facts[0].basis
        return "derived" if facts else ""

    def rests_on(self, name: str, row: int) -> str:
        """The weakest basis among the facts that a measure rests on."""
        return weakest(fact.weakest for fact in self.inputs(name, row))

    def why_missing(self, name: str, row: int) -> str:
        """What would have to be known for a measure that is missing on a row; empty where it is there."""
        if self.at(name, row) is not None:
            return ""
        measure = registry().get(name)
        if name in FLAGS:
            return FLAGS[name]
        if measure is None:
            return self._not_reported(name, row)
        if position := next((n for n in POSITIONS if n in measure.parsed.names), ""):
            at = self._position(measure, row)
            line = next(n for n in measure.parsed.names if n != position)
            return POSITIONS[position] if at is None else f"{self.why_missing(line, at)} in {self.panel.rows[at].label}"
        reason = measure.parsed.why_missing({operand: self.at(operand, row) for operand in measure.parsed.names})
        missing = re.findall(r"(\w+) is missing", reason)
        if measure.formula.startswith("first("):
            missing = missing[:1]
        inner = dict.fromkeys(self.why_missing(n, row) for n in missing)
        final = next((why for why in inner if why.startswith("not applicable")), "")
        return final or " and ".join(inner) or _named(reason)

    def frame(self) -> pd.DataFrame:
        """Measures down, periods across (whole company, every scenario)."""
        import pandas as pd

        rows = [i for i, row in enumerate(self.panel.rows) if row.segment == ""]
        labels = [_label(self.panel, i) for i in rows]
        data = [[self.values[m.name][i] for i in rows] for m in self.measures]
        names = pd.Index([m.name for m in self.measures], name="measure")
        return pd.DataFrame(data, index=names, columns=labels)

    def _repr_html_(self) -> str:
        return table_html(self.frame().dropna(how="all"), index=True)

    def __repr__(self) -> str:
        return f"<Table: {len(self.measures)} measures of {len(self.panel)} periods; .frame() is their table>"

    def _lines(self, name: str, row: int) -> Iterator[tuple[str, int]]:
        if name in taxonomy() or name not in registry():
            yield from ((line, row) for line in self.sums.get(name, (name,)))
            return
        measure = registry()[name]
        for operand in _used(self, measure, row):
            if operand in (*POSITIONS, *FLAGS):
                continue
            at = self._position(measure, row)
            if at is not None:
                yield from self._lines(operand, at)

    def _not_reported(self, name: str, row: int) -> str:
        lines = [n for n in self.sums.get(name, (name,)) if self.at(n, row) is None] or [_WHOLE]
        if {*lines} & {"gross_profit", "cost_of_revenue"} and company_of(self.panel.rows[row].company).by_nature:
            return "not applicable: the statement is by nature of expense, without a cost of revenue"
        return " and ".join(self._without(n, row) for n in lines)

    def _without(self, line: str, row: int) -> str:
        """Why a line is missing on a row: never given, or given only as something else than the line usually is."""
        facts, at = self.panel.facts, self.panel.rows[row]
        here = (facts["line"] == line) & (facts["end"] == at.end) & (facts["start"] == at.start)
        others = facts.take(here & (facts["company"] == at.company) & (facts["segment"] == at.segment))
        definitions = dict.fromkeys(f.definition for f in others if f.definition and f.scenario == at.scenario)
        if definitions:
            return f"{_label_of(line)} is given only by other definitions ({'; '.join(definitions)})"
        currencies = sorted({f.currency for f in others if f.chosen and f.currency} - {at.currency})
        if currencies:
            return f"{_label_of(line)} is in {', '.join(currencies)}, not in {at.currency}"
        return f"{_label_of(line)} is not reported"

    def _position(self, measure: Measure, row: int) -> int | None:
        for name in POSITIONS:
            if name in measure.parsed.names:
                position = self.at(name, row)
                return None if position is None else int(position) - 1
        return row


def _used(table: Table, measure: Measure, row: int) -> list[str]:
    names = list(measure.parsed.names)
    if measure.formula.startswith("first("):
        return next(([n] for n in names if table.at(n, row) is not None), [])
    return [n for n in names if table.at(n, row) is not None]


def _named(reason: str) -> str:
    return re.sub(r"[a-z_]+", lambda found: _label_of(found[0]), reason)


def _label_of(name: str) -> str:
    line, measure = taxonomy().get(name), registry().get(name)
    return line.name if line else measure.label if measure else name


def _label(panel: Panel, i: int) -> str:
    row = panel.rows[i]
    return row.label if row.scenario == "actual" else f"{row.label} ({row.scenario})"

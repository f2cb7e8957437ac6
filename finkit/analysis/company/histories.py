"""Histories: the periods of each company one after the other, padded, so that all lines are fitted at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finkit.statement.coded import Coded, Flags, Ints, dense, joint, runs
from finkit.statement.lines import taxonomy
from finkit.statement.panel import Floats, Panel
from finkit.statement.period import TOLERANCE_DAYS
from finkit.statement.same import days


@dataclass(frozen=True)
class Histories:
    """Actual periods of whole companies, one history a company, currency and length of period.

    `rows` (histories down, periods across, in order of their ends, -1 behind the last) are rows of the panel;
    `linked` tells which periods begin where the one before ends. `company` and `months` have one entry a history.
    """

    panel: Panel
    company: tuple[str, ...]
    months: Ints
    rows: Ints
    linked: Flags

    @classmethod
    def of(cls, panel: Panel) -> Histories:
        """The histories of a panel; periods of different length never share one."""
        rows, facts = _with_figures(panel)
        if not len(rows):
            none = np.zeros((0, 0), dtype=np.int64)
            return cls(panel, (), np.zeros(0, dtype=np.int64), none, none.astype(bool))
        held = panel.facts
        months = held["months"][facts].astype(np.int64)
        currency = Coded.of(np.array([row.currency for row in panel.rows], dtype=object)).codes[rows]
        series = dense(joint(held.coded("company").codes[facts], currency, months))
        start, end = (days(held.coded(name))[facts] for name in ("start", "end"))
        order = np.lexsort((end, series))
        series, start, end = series[order], start[order], end[order]
        first = runs(series)
        place = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order)))
        shape = (len(first), int(place.max()) + 1)
        at, linked = np.full(shape, -1, dtype=np.int64), np.zeros(shape, dtype=bool)
        at[series, place] = rows[order]
        before = np.roll(end, 1)
        dated = (start > 0) & (before > 0)
        linked[series, place] = (place > 0) & dated & (np.abs(start - 1 - before) <= TOLERANCE_DAYS)
        heads = order[first]
        return cls(panel, tuple(panel.rows[i].company for i in rows[heads]), months[heads], at, linked)

    def __len__(self) -> int:
        return len(self.company)

    def values(self, line: str) -> Floats:
        """The figures of a line, histories down and periods across; NaN where there is none."""
        return np.where(self.rows >= 0, self.panel.get(line)[self.rows], np.nan)

    def changes(self, line: str) -> Floats:
        """Log changes of a line from each period to the next; NaN at a gap or where a figure is not above 0."""
        values = self.values(line)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(np.where(values > 0, values, np.nan))
        return np.where(self.linked[:, 1:], np.diff(logs, axis=1), np.nan)


def _with_figures(panel: Panel) -> tuple[Ints, Ints]:
    """Rows of whole companies' actual periods with revenue or a cost, no sums, and the fact that tells their dates."""
    lines = [line for line in panel.source if line == "revenue" or (line in taxonomy() and taxonomy()[line].cost_class)]
    fact = np.full(len(panel), -1, dtype=np.int64)
    for line in sorted(lines, key=taxonomy().order):
        fact = np.where(fact < 0, panel.source[line], fact)
    rows = np.flatnonzero(fact >= 0)
    fact, held = fact[rows], panel.facts
    whole = held.coded("segment").tell(lambda text: text == "").array(bool)[fact]
    actual = held.coded("scenario").tell(lambda text: text == "actual").array(bool)[fact]
    # A year that is the sum of its parts says nothing that they do not, and has fewer changes.
    pairs = zip(held["formula"][fact].tolist(), held["line"][fact].tolist(), strict=True)
    summed = np.array([text.startswith(f"{line} ") for text, line in pairs], dtype=bool) & (held["months"][fact] == 12)
    kept = whole & actual & (held["months"][fact] > 0) & ~summed
    return rows[kept], fact[kept]

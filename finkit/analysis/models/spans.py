"""Spans: for one line of each company the periods that tell most of its history, none of them twice.

Years, halves and quarters of one company overlap. Of each line those periods are kept that cover most days, and of
equal cover the finer ones, so that what a period holds can be spread over its months and added up again.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.analysis.measures import Floats
from finkit.analysis.models.capitalization import Capitalization
from finkit.assumptions.settings import Assumptions
from finkit.statement.panel import Panel
from finkit.statement.period import day_number

Ints = np.ndarray[Any, np.dtype[np.int64]]
SCENARIOS = ("actual", "hypothetical")
RESEARCH = "research_development"


@dataclass(frozen=True)
class Spans:
    """A line's periods, (companies, periods): first day, day after the last, low and high; NaN pads a shorter history.

    `rows` are the panel's rows, -1 where there is none; days are counted as Python's ordinals are. Low and high are
    equal where the figure is known, apart where it is only bounded.
    """

    rows: Ints
    start: Floats
    end: Floats
    low: Floats
    high: Floats

    def share(self, start: Floats, end: Floats) -> Floats:
        """The part of each period's days between `start` and `end`, (companies, periods, ...) against (companies, ...).

        NaN in either gives 0: a period that is not there has no days.
        """
        grown = (..., *(None,) * (start.ndim - self.start.ndim + 1))
        first, last = self.start[grown], self.end[grown]
        both = np.minimum(last, end[:, None]) - np.maximum(first, start[:, None])
        return np.asarray(np.nan_to_num(np.maximum(both, 0.0) / (last - first)))


def spans(panel: Panel, line: str, companies: Sequence[slice], low: Floats, high: Floats, own: Sequence[str]) -> Spans:
    """The periods of `line`, whose low and high stand on the panel's rows; `own` is each company's currency."""
    kept = [_chosen(panel, at, low, high, currency) for at, currency in zip(companies, own, strict=True)]
    width = max((len(rows) for rows in kept), default=0)
    held = np.full((len(kept), width), -1, dtype=np.int64)
    for i, rows in enumerate(kept):
        held[i, : len(rows)] = rows
    there = held >= 0

    def column(values: Floats) -> Floats:
        return np.where(there, values[held], np.nan)

    used = {row for rows in kept for row in rows}
    start, end = np.full(len(panel), np.nan), np.full(len(panel), np.nan)
    for row in used:
        start[row], end[row] = day_number(panel.rows[row].start), day_number(panel.rows[row].end) + 1
    if not len(panel):
        return Spans(held, *(np.full(held.shape, np.nan) for _ in range(4)))
    return Spans(held, column(start), column(end), column(low), column(high))


def bounds_of(
    panel: Panel, line: str, assumed: Mapping[str, Assumptions], capital: Capitalization | None
) -> tuple[Floats, Floats]:
    """Low and high of a line on every row: as known, else as assumed, R&D else as identities bound it."""
    value = panel.get(line)
    low, high = value.copy(), value.copy()
    if line == RESEARCH and capital is not None:
        low, high = (np.where(np.isnan(value), x, value) for x in (capital.research_low, capital.research_high))
    for i, row in enumerate(panel.rows):
        said = assumed[row.company].missing.get(row.label, {}).get(line)
        if said is not None and np.isnan(value[i]):
            low[i], high[i] = said.low, said.high
    return low, high


def currency_of(panel: Panel, rows: slice) -> str:
    """The currency of most of a company's rows."""
    held = [row.currency for row in panel.rows[rows] if row.currency]
    return max(dict.fromkeys(held), key=held.count, default="")


def _chosen(panel: Panel, at: slice, low: Floats, high: Floats, currency: str) -> list[int]:
    known = [
        i
        for i in range(at.start, at.stop)
        if not np.isnan(low[i] + high[i])
        and (row := panel.rows[i]).segment == ""
        and row.scenario in SCENARIOS
        and row.start
        and row.currency in ("", currency)
    ]
    return best(known, [(day_number(panel.rows[i].start), day_number(panel.rows[i].end) + 1) for i in known])


def best(rows: Sequence[int], days: Sequence[tuple[int, int]]) -> list[int]:
    """Of `rows` with their days, those that do not overlap and cover most; of equal cover the most rows."""
    order = sorted(range(len(rows)), key=lambda i: (days[i][1], days[i][0]))
    ends = [days[i][1] for i in order]
    found: list[tuple[int, int, list[int]]] = [(0, 0, [])]
    for n, i in enumerate(order):
        start, end = days[i]
        before = found[bisect.bisect_right(ends, start, 0, n)]
        taken = (before[0] + end - start, before[1] + 1, [*before[2], rows[i]])
        found.append(max(found[n], taken, key=lambda f: f[:2]))
    return found[-1][2]

"""Triangles of models by age, projected to the oldest age observed: gross profit and tokens so far. METHODS 4.5.

Gross profit is attributed by use, which is modelled; tokens are counted, model by model. Only models that are covered
from their release on are in a triangle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, takewhile

import numpy as np

from finkit.analysis.inference.usage import UsageTable
from finkit.analysis.measures import Measure
from finkit.analysis.models.lives import Generations, ModelLife
from finkit.analysis.models.triangle import Triangle, chain_ladder
from finkit.statement.lines import fold
from finkit.statement.period import next_day, parse_period

QUARTER = 3
LEAST = 3
"""Vintages: two give one factor and nothing to hold it against."""
PROFIT, TOKENS = "gross profit", "tokens"

# The same on a worksheet: what each model brought at each age, from its gross profit by month of use, or its tokens.
AGED = (
    Measure("released_here", "Calendar month of its release",
            "where(month_start <= release, where(release < month_end, calendar_month, 0), 0)", "count",
            "0 in all other months."),
    Measure("release_month", "Released in calendar month",
            "where(sum_periods(released_here) > 0, sum_periods(released_here), 0 / 0)", "count",
            "Missing where no month shown holds the release."),
    Measure("so_far", "Gross profit by use so far", "prev(so_far) + left", "money", "The middle of its range."),
    Measure("age_end", "Month in which the age ends", "at(month_last, release_month + step * age - 1)", "position",
            "The month of release counts as the first; missing where it is not covered."),
    Measure("brought", "Up to the end of each age", "at(so_far, age_end)", "money", "By use."),
    Measure("amount", "At each age", "brought - first(prev(brought), 0)", "money", "By use."),
)  # fmt: skip
USED = (
    Measure("so_far", "Tokens so far", "prev(so_far) + tokens", "Mtok", "Input and output."),
    Measure("unused", "Not used yet: 1 is yes", "where(so_far > 0, 0, 1)", "count", "Before its first tokens."),
    Measure("first_used", "Period of its first tokens", "sum_periods(unused) + 1", "position", "Its first age."),
    Measure("amount", "At each age", "at(tokens, first_used + age - 1)", "Mtok", "Input and output."),
)  # fmt: skip


@dataclass(frozen=True)
class VintageTriangle:
    """Cumulative `quantity` by model (rows, by release) and age in steps of `months`, as far as reached.

    `PROFIT` is in units of the company's currency, `TOKENS` in Mtok. `left_out` names the models not in it; `until` is
    the day after the last month or period that is covered.
    """

    quantity: str
    months: int
    names: tuple[str, ...]
    left_out: tuple[str, ...]
    cumulative: tuple[tuple[float, ...], ...]
    projected: Triangle
    until: date

    @property
    def oldest(self) -> int:
        """The oldest age observed, in months: rows are projected to it, with no tail beyond it."""
        return self.months * int(self.projected.completed.shape[1])


@dataclass(frozen=True)
class Triangles:
    """A company's triangles, or in words why there is none."""

    profit: VintageTriangle | str
    tokens: VintageTriangle | str

    @property
    def known(self) -> tuple[VintageTriangle, ...]:
        """Those that there are."""
        return tuple(one for one in (self.profit, self.tokens) if not isinstance(one, str))


def triangles(found: Generations | str, table: UsageTable | str) -> Triangles:
    """Both triangles: of the models that are known and of the tokens used of each; a text says why they are not.

    A model of the usage was released on the day given for the generation of its name, else with its first price.
    """
    profit, lives = (found, ()) if isinstance(found, str) else (profit_triangle(found), found.lives)
    if isinstance(table, str):
        return Triangles(profit, table)
    dated = sorted(((p.start, p.model) for p in table.prices if p.start is not None), reverse=True)
    released = {model: start for start, model in dated}
    released |= {life.name: life.release for life in lives}
    return Triangles(profit, use_triangle(table, released))


def profit_triangle(found: Generations) -> VintageTriangle | str:
    """The triangle of the models whose gross profit is known from release on; in words why there is none.

    A model that no one uses any more has earned its last: its row stays flat to the last month whose revenue and cost
    of revenue are known.
    """
    lives, known = found.lives, found.cells.end[found.cells.known > 0]
    earned = {life.name: _earned(life) for life in lives}
    released = {life.name: life.release.year * 12 + life.release.month for life in lives}
    until = date.fromordinal(int(known[-1])) if len(known) else lives[0].release
    ended = until - timedelta(days=1)
    last = ended.year * 12 + ended.month + 1
    kept = {
        name: _quarters(months, last - released[name])
        for name, months in earned.items()
        if months and months[0] != 0 and last - released[name] >= QUARTER
    }
    out = tuple(life.name for life in lives if life.name not in kept)
    if len(kept) < LEAST:
        there = f"there {'is' if len(kept) == 1 else 'are'} {len(kept)}"
        return f"it needs {LEAST} models with a quarter of gross profit from release on; {there}"
    if lost := [name for name, row in kept.items() if min(row) <= 0]:
        return f"cumulative gross profit is not above 0 for {', '.join(lost)}, and no factor leads on from that"
    return _projected(PROFIT, QUARTER, kept, out, until)


def use_triangle(table: UsageTable, released: Mapping[str, date]) -> VintageTriangle | str:
    """The triangle of tokens of the models used from their release on; in words why there is none.

    Age 1 is the period of a model's first tokens, a part of one where it was released within. `released` is by name:
    a model used in the first period counts only if it was released in it.
    """
    dated = [found for label in table.periods if (found := parse_period(label)) is not None]
    if any(next_day(a.end) != b.start for a, b in pairwise(dated)):
        return "Usage leaves out a period: ages cannot be counted"
    used = table.mtok.sum(axis=2)
    begun = {m: int(np.flatnonzero(used[:, m])[0]) for m in table.used}
    days = {fold(name): day.isoformat() for name, day in released.items()}
    kept: dict[str, tuple[float, ...]] = {}
    for m, first in sorted(begun.items(), key=lambda one: (one[1], days.get(fold(table.models[one[0]]), ""))):
        if first > 0 or days.get(fold(table.models[m]), "") >= dated[0].start:
            kept[table.models[m]] = tuple(np.cumsum(used[first:, m]).tolist())
    out = tuple(table.models[m] for m in begun if table.models[m] not in kept)
    if len(kept) < LEAST or max(map(len, kept.values())) < 2:
        return f"it needs {LEAST} models with tokens from their release on, one of them over two periods"
    return _projected(TOKENS, dated[0].months or 0, kept, out, date.fromisoformat(next_day(dated[-1].end)))


def _projected(
    quantity: str, months: int, kept: Mapping[str, tuple[float, ...]], out: tuple[str, ...], until: date
) -> VintageTriangle:  # fmt: skip
    rows = tuple(kept.values())
    return VintageTriangle(quantity, months, tuple(kept), out, rows, chain_ladder(list(rows)), until)


def _earned(life: ModelLife) -> list[float]:
    """Gross profit by month from release: the flows after the outlay, which stands before them in equal parts."""
    flows = life.flows
    return list(flows[len(list(takewhile(lambda flow: flow == flows[0], flows))) :])


def _quarters(months: Sequence[float], covered: int) -> tuple[float, ...]:
    """Cumulative gross profit at the end of every whole quarter of life that is covered."""
    total = np.cumsum([*months, *(0.0,) * (covered - len(months))])
    return tuple(float(value) for value in total[QUARTER - 1 :: QUARTER])

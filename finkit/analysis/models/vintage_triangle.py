"""Triangles of a company's models by age, projected: cumulative gross profit, and cumulative tokens. METHODS 4.5.

Gross profit is attributed by use, which is modelled; tokens are counted, model by model. Only models that are covered
from their release on are in a triangle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, takewhile

import numpy as np

from finkit.analysis.inference.usage import UsageTable
from finkit.analysis.models.lives import ModelLife
from finkit.analysis.models.triangle import Triangle, chain_ladder
from finkit.statement.lines import fold
from finkit.statement.period import next_day, parse_period

QUARTER = 3
LEAST = 3
"""Vintages: two give one factor and nothing to hold it against."""
PROFIT, TOKENS = "gross profit", "tokens"


@dataclass(frozen=True)
class VintageTriangle:
    """Cumulative `quantity` by model (rows, by release) and age in steps of `months`, as far as reached.

    `PROFIT` is in units of the company's currency, `TOKENS` in Mtok. `left_out` names the models not in it.
    """

    quantity: str
    months: int
    names: tuple[str, ...]
    left_out: tuple[str, ...]
    cumulative: tuple[tuple[float, ...], ...]
    projected: Triangle


@dataclass(frozen=True)
class Triangles:
    """A company's triangles, or in words why there is none."""

    profit: VintageTriangle | str
    tokens: VintageTriangle | str

    @property
    def known(self) -> tuple[VintageTriangle, ...]:
        """Those that there are."""
        return tuple(one for one in (self.profit, self.tokens) if not isinstance(one, str))


def triangles(lives: Sequence[ModelLife] | str, table: UsageTable | str) -> Triangles:
    """Both triangles: of the models that are known and of the tokens used of each; a text says why they are not.

    A model of the usage was released on the day given for the generation of its name, else with its first price.
    """
    profit = lives if isinstance(lives, str) else profit_triangle(lives)
    if isinstance(table, str):
        return Triangles(profit, table)
    dated = sorted(((p.start, p.model) for p in table.prices if p.start is not None), reverse=True)
    released = {model: start for start, model in dated}
    released |= {} if isinstance(lives, str) else {life.name: life.release for life in lives}
    return Triangles(profit, use_triangle(table, released))


def profit_triangle(lives: Sequence[ModelLife]) -> VintageTriangle | str:
    """The triangle of the models whose gross profit is known from release on; in words why there is none.

    A model that no one uses any more has earned its last: its row stays flat to the last month that is covered.
    """
    earned = {life.name: _earned(life) for life in lives}
    released = {life.name: life.release.year * 12 + life.release.month for life in lives}
    last = max((released[name] + len(months) for name, months in earned.items() if months), default=0)
    kept = {
        name: _quarters(months, last - released[name])
        for name, months in earned.items()
        if months and months[0] != 0 and last - released[name] >= QUARTER
    }
    out = tuple(life.name for life in lives if life.name not in kept)
    if len(kept) < LEAST:
        return f"it needs {LEAST} models with a quarter of gross profit from release on; there are {len(kept)}"
    if any(value <= 0 for row in kept.values() for value in row):
        return "a model's cumulative gross profit is not above 0"
    return _projected(PROFIT, QUARTER, kept, out)


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
    return _projected(TOKENS, dated[0].months or 0, kept, out)


def _projected(
    quantity: str, months: int, kept: Mapping[str, tuple[float, ...]], out: tuple[str, ...]
) -> VintageTriangle:  # fmt: skip
    return VintageTriangle(quantity, months, tuple(kept), out, tuple(kept.values()), chain_ladder(list(kept.values())))


def _earned(life: ModelLife) -> list[float]:
    """Gross profit by month from release: the flows after the outlay, which stands before them in equal parts."""
    flows = life.flows
    return list(flows[len(list(takewhile(lambda flow: flow == flows[0], flows))) :])


def _quarters(months: Sequence[float], covered: int) -> tuple[float, ...]:
    """Cumulative gross profit at the end of every whole quarter of life that is covered."""
    total = np.cumsum([*months, *(0.0,) * (covered - len(months))])
    return tuple(float(value) for value in total[QUARTER - 1 :: QUARTER])

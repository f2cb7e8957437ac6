"""The triangle of a company's models: cumulative gross profit by quarter of life, projected. METHODS 4.5.

Gross profit is attributed by use, which is modelled; only models whose months are covered from release on are in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from finkit.analysis.models.lives import ModelLife
from finkit.analysis.models.triangle import Triangle, chain_ladder

QUARTER = 3
LEAST = 3
"""Vintages: two give one factor and nothing to hold it against."""


@dataclass(frozen=True)
class VintageTriangle:
    """Cumulative gross profit by model (rows, by release) and quarter of life, as far as reached. Money.

    `left_out` names the models that are not in it.
    """

    names: tuple[str, ...]
    left_out: tuple[str, ...]
    cumulative: tuple[tuple[float, ...], ...]
    projected: Triangle


def vintage_triangle(lives: Sequence[ModelLife]) -> VintageTriangle | str:
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
    return VintageTriangle(tuple(kept), out, tuple(kept.values()), chain_ladder(list(kept.values())))


def _earned(life: ModelLife) -> list[float]:
    """Gross profit by month from release: the flows after the outlay, which stands before them in equal parts."""
    flows = life.flows
    return list(flows[len(list(takewhile(lambda flow: flow == flows[0], flows))) :])


def _quarters(months: Sequence[float], covered: int) -> tuple[float, ...]:
    """Cumulative gross profit at the end of every whole quarter of life that is covered."""
    total = np.cumsum([*months, *(0.0,) * (covered - len(months))])
    return tuple(float(value) for value in total[QUARTER - 1 :: QUARTER])

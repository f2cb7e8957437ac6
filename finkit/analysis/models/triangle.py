"""The development triangle: vintages of models by age, projected to the oldest age observed. METHODS 4.5.

Chain ladder with volume-weighted factors and Mack's (1993) standard error. A projection: with three to five vintages
whose lives shorten from one to the next, the independence that the error rests on does not hold. No tail is added.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.measures import Floats

CAUTION = (
    "Mack's error takes vintages as independent of each other; lives that shorten from one release to the next move "
    "all vintages at once, so that with three to five of them it is a lower bound of the doubt, not an interval."
)


@dataclass(frozen=True)
class Triangle:
    """A triangle projected: `factors` from age to age, and by vintage the latest figure and what follows from it.

    `ultimate` is the method's word for the figure at the oldest age observed: no tail is added for what comes after it.
    `developed` is latest over that, `future` what is still to come up to it. `error` is the standard error of each
    vintage's future, `total_error` of all together; NaN and None where too few vintages overlap to say. `completed`
    fills the triangle. Unit of the input.
    """

    factors: Floats
    latest: Floats
    ultimate: Floats
    future: Floats
    developed: Floats
    completed: Floats
    error: Floats
    total_error: float | None
    flag: str = ""


def chain_ladder(cumulative: Sequence[Sequence[float | None]]) -> Triangle:
    """A cumulative triangle, a row a vintage and a column an age; None where an age is not reached yet.

    ValueError for a hole before a figure, a vintage without any, a column that sums to 0, an age that only one
    vintage shows with none before it. Zeros and falls are legal and flagged.
    """
    held = _grid(cumulative)
    known = ~np.isnan(held)
    n, ages = held.shape
    both = known[:, 1:] & known[:, :-1]
    base = np.where(both, held[:, :-1], 0.0).sum(axis=0)
    if (base == 0).any():
        raise ValueError(f"age {int(np.flatnonzero(base == 0)[0]) + 1} sums to 0: no factor leads on from it")
    factors = np.where(both, held[:, 1:], 0.0).sum(axis=0) / base
    reached = known.sum(axis=1) - 1
    latest = held[np.arange(n), reached]
    completed = held.copy()
    for age in range(1, ages):
        completed[:, age] = np.where(known[:, age], held[:, age], completed[:, age - 1] * factors[age - 1])
    ultimate = completed[:, -1]
    developed = np.divide(latest, ultimate, out=np.full(n, np.nan), where=ultimate != 0)
    error, total = _mack(held, both, base, factors, completed, reached)
    few = "too few vintages overlap for Mack's error: an age that one shows needs two ages before it"
    flag = "; ".join(filter(None, (_doubts(held), few if total is None else "")))
    return Triangle(
        factors, latest, ultimate, ultimate - latest, developed, completed, error, total, flag
    )  # fmt: skip


def _grid(cumulative: Sequence[Sequence[float | None]]) -> Floats:
    width = max((len(row) for row in cumulative), default=0)
    if width == 0:
        raise ValueError("triangle is empty: give a row a vintage")
    held = np.full((len(cumulative), width), np.nan)
    for i, row in enumerate(cumulative):
        held[i, : len(row)] = [math.nan if value is None else value for value in row]
    if np.isinf(held).any():
        raise ValueError("triangle: give finite numbers")
    known = ~np.isnan(held)
    for i, row_known in enumerate(known):
        if not row_known.any():
            raise ValueError(f"vintage {i + 1} has no figure: leave it out")
        if not row_known[: int(np.flatnonzero(row_known)[-1]) + 1].all():
            raise ValueError(f"vintage {i + 1} has a hole before a figure: {list(cumulative[i])!r}")
    return held[:, known.any(axis=0)]


def _mack(
    held: Floats, both: np.ndarray, base: Floats, factors: Floats, completed: Floats, reached: np.ndarray
) -> tuple[Floats, float | None]:
    """Standard error of each vintage's future and of all of them, Mack (1993) with his rule for the last age."""
    steps = len(factors)
    variance = _variances(held, both, factors)
    per_step = variance / factors**2
    still = np.arange(steps)[None, :] >= reached[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(still, per_step * (1 / completed[:, :-1] + 1 / base), 0.0).sum(axis=1)
        shared = np.where(still, 2 * per_step / base, 0.0).sum(axis=1)
    ultimate = completed[:, -1]
    squared = ultimate**2 * own
    # Vintages share the factors: each is paired with those that have at least as far to go.
    total = squared.sum()
    order = np.argsort(-reached, kind="stable")
    for place, i in enumerate(order[:-1]):
        total += ultimate[i] * ultimate[order[place + 1 :]].sum() * shared[i]
    error = np.sqrt(squared)
    return np.where(np.isfinite(error), error, np.nan), float(math.sqrt(total)) if np.isfinite(total) else None


def _variances(held: Floats, both: np.ndarray, factors: Floats) -> Floats:
    """Mack's sigma squared by age; an age that one vintage shows takes his rule from the two ages before."""
    found = np.full(len(factors), np.nan)
    for k, factor in enumerate(factors):
        rows = both[:, k]
        pairs = int(rows.sum())
        if pairs > 1:
            start = held[rows, k]
            with np.errstate(divide="ignore", invalid="ignore"):
                found[k] = (start * (held[rows, k + 1] / start - factor) ** 2).sum() / (pairs - 1)
        elif k >= 2:
            before, last = found[k - 2], found[k - 1]
            found[k] = min(last**2 / before, before, last) if before > 0 else 0.0
    return found


def _doubts(held: Floats) -> str:
    told = []
    if (held == 0).any():
        told.append("zeros in the triangle: their factors are not informative")
    if (np.diff(held, axis=1) < 0).any():
        told.append("cumulative figures fall from one age to the next")
    return "; ".join(told)

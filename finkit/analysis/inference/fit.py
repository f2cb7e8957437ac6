"""Least squares that names the columns which cannot be told apart, with its errors, by groups too, and t intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.company.elasticity import t_quantile
from finkit.analysis.measures import Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients of the columns `names`, their errors (NaN where no degree of freedom is left) and the fit."""

    names: tuple[str, ...]
    params: Floats
    se: Floats
    dof: int
    r2: float

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """The two-sided t interval of each coefficient."""
        half = t_quantile(float(self.dof), level) * self.se
        return self.params - half, self.params + half


def fit(columns: Floats, target: Floats, names: Sequence[str]) -> Fit:
    """`target` (n,) on `columns` (n, k); ValueError names columns that others make up, or that never vary."""
    n, k = columns.shape
    _full_rank(columns, names)
    q, r = np.linalg.qr(columns)
    params = np.linalg.solve(r, q.T @ target)
    rest, dof, spread = target - columns @ params, n - k, target - target.mean()
    inverse = np.linalg.inv(r)
    scale = float(rest @ rest) / dof if dof > 0 else np.nan
    moved = float(spread @ spread)
    return Fit(
        tuple(names), params, np.sqrt(scale * (inverse * inverse).sum(axis=1)), dof,
        1 - float(rest @ rest) / moved if moved > 0 else float("nan"),
    )  # fmt: skip


def clustered(columns: Floats, rest: Floats, groups: ArrayLike) -> Floats:
    """The coefficients' errors where rows of one group err alike: `rest` (n,) are the residuals on `columns` (n, k).

    Liang and Zeger's sandwich, its small-sample factor `G/(G-1) (n-1)/(n-k)` of G groups; NaN where there is one group
    or no degree of freedom. A t interval on it has G - 1 degrees.
    """
    _, code = np.unique(np.asarray(groups), return_inverse=True)
    (n, k), count = columns.shape, int(code.max()) + 1
    if count < 2 or n <= k:
        return np.full(k, np.nan)
    scores = np.zeros((count, k))
    np.add.at(scores, code, columns * rest[:, None])
    bread = np.linalg.inv(columns.T @ columns)
    factor = count / (count - 1) * (n - 1) / (n - k)
    return np.asarray(np.sqrt(factor * np.diag(bread @ scores.T @ scores @ bread)))


def _full_rank(columns: Floats, names: Sequence[str]) -> None:
    # Each column against those before it, relative to its own size, so that units do not matter.
    for j, name in enumerate(names):
        before, own = columns[:, :j], columns[:, j]
        weights = np.linalg.lstsq(before, own, rcond=None)[0] if j else np.zeros(0)
        if np.linalg.norm(own - before @ weights) <= 1e-9 * np.linalg.norm(own):
            size = np.linalg.norm(before, axis=0) * np.abs(weights)
            others = [names[i] for i in np.flatnonzero(size > 1e-9 * np.linalg.norm(own)).tolist()]
            raise ValueError(f"column {name} follows from {', '.join(others)}" if others else f"column {name} is all 0")

"""Least squares on any regressors, with robust errors and firms' own levels: METHODS 2.5 and 2.6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.analysis.company.elasticity import PINNED
from finkit.statement.panel import Floats


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """Coefficients with the constant first (none where firms have levels of their own), errors and fit.

    `scale` is the residual variance, `se_hc0` and `se_hc3` hold where variances differ; `se_hc3` is None where
    one observation has leverage 1.
    """

    params: tuple[float, ...]
    se: tuple[float, ...]
    se_hc0: tuple[float, ...]
    se_hc3: tuple[float, ...] | None
    r2: float
    scale: float
    n: int
    dof: int
    has_constant: bool

    @property
    def scale_economies(self) -> float | None:
        """1 over the elasticity with respect to the first regressor; None where that is 0."""
        first = self.params[int(self.has_constant)]
        return 1 / first if first else None


def least_squares(y: Floats, x: Floats, groups: Sequence[Any] | None = None) -> LeastSquares:
    """`y` on the columns of `x` and a constant, or on `x` within `groups` (fixed effects).

    Rows with a missing figure are left out. ValueError where columns are collinear or no degree of freedom is
    left.
    """
    y, x, held = _rows(y, x, groups)
    design, target, levels = np.column_stack([np.ones(len(y)), x]), y, 0
    if held is not None:
        # Firms' own levels are taken out by their means.
        _, codes = np.unique(held, return_inverse=True)
        levels = int(codes.max()) + 1
        design, target = within(x, codes), within(y, codes)
    n, k = design.shape
    dof = n - k - levels
    if dof < 1:
        raise ValueError(f"{n} rows for {k + levels} coefficients: no degree of freedom is left")
    q, r = np.linalg.qr(design)
    # Compared with its own column, so that units do not matter.
    if (np.abs(np.diag(r)) <= 1e-10 * np.linalg.norm(design, axis=0)).any():
        raise ValueError("x: its columns are collinear")
    params = np.linalg.solve(r, q.T @ target)
    rest = target - design @ params
    leverage = (q * q).sum(axis=1) + _own_level(held, n)
    scale = float(rest @ rest) / dof
    inverse = np.linalg.inv(r)
    spread = target - target.mean()
    hc0 = _robust(inverse, q, rest)
    pinned = bool((leverage > PINNED).any())
    hc3 = None if pinned else _robust(inverse, q, rest / (1 - leverage))
    return LeastSquares(
        params=tuple(params.tolist()),
        se=tuple(np.sqrt(scale * (inverse * inverse).sum(axis=1)).tolist()),
        se_hc0=hc0,
        se_hc3=hc3,
        r2=float(1 - rest @ rest / (spread @ spread)) if spread @ spread > 0 else float("nan"),
        scale=scale,
        n=n,
        dof=dof,
        has_constant=held is None,
    )


def robust_covariance(y: Floats, x: Floats) -> LeastSquares:
    """Least squares for its robust errors; ValueError where one observation has leverage 1 (HC3 is not defined)."""
    found = least_squares(y, x)
    if found.se_hc3 is None:
        raise ValueError("x: one observation has leverage 1, so that HC3 is not defined")
    return found


def within(values: Floats, codes: Any) -> Floats:
    """`values` less the mean of their group, column by column; `codes` are 0, 1, ..."""
    counts = np.bincount(codes).astype(float)
    table = values if values.ndim == 2 else values[:, None]
    means = np.column_stack([np.bincount(codes, column) / counts for column in table.T])
    return np.asarray((table - means[codes]).reshape(values.shape))


def _robust(inverse: Floats, q: Floats, rest: Floats) -> tuple[float, ...]:
    """Errors from residuals of unequal variance: the root of the sum of each row's pull, squared."""
    pull = (q * rest[:, None]) @ inverse.T
    return tuple(np.sqrt((pull * pull).sum(axis=0)).tolist())


def _own_level(groups: Any, n: int) -> Floats:
    """What a level of its own adds to the leverage of each row."""
    if groups is None:
        return np.zeros(n)
    _, codes, counts = np.unique(groups, return_inverse=True, return_counts=True)
    return 1.0 / counts[codes]


def _rows(y: Floats, x: Floats, groups: Sequence[Any] | None) -> tuple[Floats, Floats, Any]:
    y, x = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    x = x if x.ndim == 2 else x[:, None]
    held = None if groups is None else np.asarray(groups)
    if len(x) != len(y) or (held is not None and len(held) != len(y)):
        raise ValueError(f"y has {len(y)} rows, x {len(x)}: give one each")
    used = np.isfinite(y) & np.isfinite(x).all(axis=1)
    return y[used], x[used], None if held is None else held[used]

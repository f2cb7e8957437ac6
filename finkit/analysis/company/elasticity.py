"""Elasticity of cost with respect to revenue: least squares of log changes, many lines and companies at once.

METHODS 2.3 and 2.5. Changes stand along the last axis, NaN where there is none; every figure is NaN where it is
not defined. With few changes only the t interval is honest, and HC3 stands beside it; z is never used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from finkit.analysis.given import figures, known, numbers, unknown
from finkit.statement.coded import Flags
from finkit.statement.panel import Floats

LEVEL = 0.95
# Revenue that moves less than this in logs, at most, does not move.
_STILL = 1e-9
# A leverage this near to 1 leaves no residual to judge an observation by.
PINNED = 1 - 1e-9
STILL = "revenue never moves, or always alike"


class Centred(NamedTuple):
    """Which pairs count and how many, the means of both, and both less their means (0 where a pair does not count)."""

    used: Flags
    n: Floats
    mean_x: Floats
    mean_y: Floats
    dx: Floats
    dy: Floats


@dataclass(frozen=True, slots=True)
class Fits:
    """Least squares with an intercept, one fit an entry: slope is the elasticity, intercept the drift in logs.

    `changes` counts the pairs used, `dof` is that less 2. `moved` is false where revenue never moves, or always
    alike: then there is no slope.
    """

    slope: Floats
    intercept: Floats
    se: Floats
    dof: Floats
    changes: Floats
    moved: Flags


@dataclass(frozen=True, slots=True)
class Small:
    """One elasticity from few periods: its t interval, HC3 and HAC beside it, and the z interval that is too narrow.

    Figures are None where too few changes, or revenue that never moves, leave them undefined; `flag` says why.
    """

    elasticity: float | None
    se: float | None
    dof: int
    t: float | None
    interval: tuple[float, float] | None
    se_hc3: float | None
    interval_hc3: tuple[float, float] | None
    se_hac: float | None
    z_interval: tuple[float, float] | None
    flag: str


@dataclass(frozen=True, slots=True)
class Critical:
    """What a number of periods allows: changes, degrees of freedom, and t (None below one degree of freedom)."""

    periods: int | None
    changes: int | None
    dof: int | None
    t: float | None


def fit(x: Floats, y: Floats) -> Fits:
    """Least squares of `y` on `x` and a constant along the last axis; `x` may be one for many `y`."""
    c = centred(x, y)
    moved = np.abs(c.dx).max(axis=-1, initial=0.0) > _STILL
    dof = c.n - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.where(moved, _dot(c.dx, c.dx), np.nan)
        slope = _dot(c.dx, c.dy) / spread
        rest = c.dy - slope[..., None] * c.dx
        se = np.sqrt(np.where(dof > 0, _dot(rest, rest) / dof, np.nan) / spread)
    return Fits(slope, c.mean_y - slope * c.mean_x, se, dof, c.n, moved)


def hc3_se(x: Floats, y: Floats) -> Floats:
    """HC3 standard error of the slope, for changes whose noise differs; NaN where one change has leverage 1."""
    c, found = centred(x, y), fit(x, y)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = _dot(c.dx, c.dx)
        rest = c.dy - found.slope[..., None] * c.dx
        leverage = np.where(c.used, 1 / c.n[..., None] + c.dx * c.dx / spread[..., None], 0.0)
        pinned = (leverage > PINNED).any(axis=-1)
        pull = c.dx * rest / (1 - leverage)
        return np.where((found.dof > 0) & ~pinned, np.sqrt(_dot(pull, pull)) / spread, np.nan)


def hac_se(x: Floats, y: Floats, lags: int) -> Floats:
    """Newey-West standard error of the slope (Bartlett weights, times n / (n - 2)); changes must have no gap between.

    Only for many more changes than `lags`: with few it is the smallest error there is, and the least credible.
    """
    c, found = centred(x, y), fit(x, y)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = c.dx * (c.dy - found.slope[..., None] * c.dx)
        total = _dot(score, score)
        for lag in range(1, lags + 1):
            total = total + 2 * (1 - lag / (lags + 1)) * _dot(score[..., lag:], score[..., :-lag])
        error = np.sqrt(np.maximum(total, 0.0) * c.n / (c.n - 2)) / _dot(c.dx, c.dx)
        return np.where(found.dof > 0, error, np.nan)


def t_quantile(dof: Floats | float, level: float = LEVEL) -> Floats:
    """The two-sided t quantile, NaN below 1 degree of freedom; ValueError for a level outside 0 to 1."""
    from scipy.special import stdtrit

    if level is None or not 0 < level < 1:
        raise ValueError(f"level = {level!r}: give a share between 0 and 1")
    freedom = np.asarray(dof, dtype=float)
    with np.errstate(invalid="ignore"):
        return np.where(freedom >= 1, stdtrit(np.where(freedom >= 1, freedom, 1.0), (1 + level) / 2), np.nan)


def critical(periods: Sequence[int | None], level: float = LEVEL) -> tuple[Critical, ...]:
    """What each number of periods leaves: n - 1 changes, n - 3 degrees of freedom with an intercept, the t quantile.

    METHODS 2.5. ValueError for a number of periods that is not whole or below 1; missing in, missing out.
    """
    found = []
    for count, held in zip(periods, numbers("periods", periods, least=1), strict=True):
        if not math.isnan(held) and held % 1:
            raise ValueError(f"periods = {count!r}: give whole numbers")
        t = float(t_quantile(held - 3, level))
        n = None if math.isnan(held) else int(held)
        found.append(Critical(n, None if n is None else n - 1, None if n is None else n - 3, known(t)))
    return tuple(found)


def changes_of(dlog_revenue: Sequence[float | None], dlog_cost: Sequence[float | None]) -> tuple[Floats, Floats, str]:
    """Two lists of log changes as arrays, and which is missing; ValueError for unequal lengths, infinite figures."""
    x, y = figures("dlog_revenue", dlog_revenue), figures("dlog_cost", dlog_cost)
    if x.shape != y.shape:
        raise ValueError(f"dlog_cost has {y.size} changes, dlog_revenue {x.size}: give one each for every step")
    return x, y, unknown({"dlog_revenue": x, "dlog_cost": y})


def small_sample(
    dlog_revenue: Sequence[float | None], dlog_cost: Sequence[float | None], level: float = LEVEL, lags: int = 1
) -> Small:
    """The elasticity of one line from its log changes, with every interval that few periods can and cannot bear.

    Missing in, missing out.
    """
    x, y, lacks = changes_of(dlog_revenue, dlog_cost)
    dof = len(x) - 2
    if lacks:
        return _no_elasticity(dof, lacks)
    found, hc3 = fit(x, y), hc3_se(x, y)
    if dof < 1:
        return _no_elasticity(dof, f"too few changes ({len(x)}) for a degree of freedom: ratios only")
    if not found.moved:
        return _no_elasticity(dof, f"{STILL}: no elasticity")
    slope, t = float(found.slope), float(t_quantile(dof, level))
    interval = _around(slope, t, float(found.se))
    flags = (
        "" if np.isfinite(hc3) else "one change has leverage 1: HC3 is not defined",
        "compatible with fixed and variable" if interval and interval[0] <= 0 and interval[1] >= 1 else "",
    )
    return Small(
        elasticity=slope,
        se=float(found.se),
        dof=dof,
        t=t,
        interval=interval,
        se_hc3=_known(hc3),
        interval_hc3=_around(slope, t, float(hc3)),
        se_hac=_known(hac_se(x, y, lags)),
        z_interval=_around(slope, float(t_quantile(np.inf, level)), float(found.se)),
        flag="; ".join(filter(None, flags)),
    )


def through_origin(dlog_revenue: Sequence[float | None], dlog_cost: Sequence[float | None]) -> Small:
    """The elasticity without an intercept: one degree of freedom more, at the price of assuming no drift."""
    x, y, lacks = changes_of(dlog_revenue, dlog_cost)
    spread, dof = float(x @ x), len(x) - 1
    if lacks:
        return _no_elasticity(dof, lacks)
    if len(x) == 0 or np.abs(x).max() <= _STILL:
        return _no_elasticity(dof, f"{STILL}: no elasticity")
    slope = float(x @ y) / spread
    if dof < 1:
        return _no_elasticity(dof, "one change has no standard error", slope)
    rest = y - slope * x
    se, t = float(np.sqrt(rest @ rest / dof / spread)), float(t_quantile(dof))
    return Small(slope, se, dof, t, _around(slope, t, se), None, None, None, None, "")


def centred(x: Floats, y: Floats) -> Centred:
    """Pairs of changes less their means; a pair counts where both are there."""
    used = np.isfinite(x) & np.isfinite(y)
    n = used.sum(axis=-1).astype(float)
    held_x, held_y = np.where(used, x, 0.0), np.where(used, y, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_x, mean_y = held_x.sum(axis=-1) / n, held_y.sum(axis=-1) / n
    held_x -= mean_x[..., None]
    held_y -= mean_y[..., None]
    return Centred(used, n, mean_x, mean_y, np.where(used, held_x, 0.0), np.where(used, held_y, 0.0))


def _dot(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.einsum("...i,...i->...", a, b))


def _no_elasticity(dof: int, flag: str, slope: float | None = None) -> Small:
    return Small(slope, None, dof, None, None, None, None, None, None, flag)


def _known(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _around(centre: float, t: float, se: float) -> tuple[float, float] | None:
    return (centre - t * se, centre + t * se) if np.isfinite(se) else None

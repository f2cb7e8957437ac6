"""Borrowing strength: estimates drawn to a prior, to their mean, to other companies. METHODS 2.6 and 2.7."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from finkit.analysis.company.elasticity import fit
from finkit.analysis.given import figures, number, unknown
from finkit.statement.panel import Floats

# Below this many companies the spread between them is not to be trusted.
FEW = 5
# Below this many degrees of freedom the standard error itself is in doubt.
SMALL_DOF = 10
_POINTS = 2000


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Estimates drawn to a normal prior: `weight` on the data, mean, sd and 95% interval, one an entry."""

    weight: Floats
    mean: Floats
    sd: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class JamesStein:
    """Estimates drawn to their own mean by one factor; `flag` where the factor had to be held at 0."""

    grand_mean: float
    factor: float
    estimates: tuple[float, ...]
    flag: str


@dataclass(frozen=True, slots=True)
class Pool:
    """Estimates of several companies put together: fixed and random effects, and each drawn to the random mean.

    `tau2` is the variance between companies, `q` and `i2` the heterogeneity, `drawn` the best prediction of
    each company's own. With one estimate only `fixed` is defined.
    """

    fixed: float
    q: float | None
    tau2: float | None
    i2: float | None
    random: float | None
    se_random: float | None
    drawn: tuple[float, ...]
    flag: str


@dataclass(frozen=True, slots=True)
class Mixed:
    """A mixed model by REML: fixed part, variances between groups, residual variance and each group's own part.

    `criterion` is -2 log restricted likelihood. `flag` says where the fit is singular or did not converge:
    then the variances are not to be used.
    """

    params: tuple[float, ...]
    se: tuple[float, ...]
    between: tuple[tuple[float, ...], ...]
    scale: float
    criterion: float
    own: dict[Any, tuple[float, ...]]
    n: int
    flag: str


def inflated(se: Floats, dof: Floats) -> Floats:
    """Standard errors as a normal must have them to stand for a t of few degrees of freedom (above 2)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((dof > 2) & (dof < SMALL_DOF), se * np.sqrt(dof / (dof - 2)), se)


def shrink(
    estimate: Floats | float, se: Floats | float, mean: Floats | float, sd: Floats | float, level: float = 0.95
) -> Shrunk:
    """Normal estimates drawn to a normal prior; NaN in, NaN out.

    ValueError for an `se` not above 0, an `sd` below 0 or a figure that is infinite.
    """
    b, error, m, s = (np.asarray(v, dtype=float) for v in (estimate, se, mean, sd))
    for name, held in (("estimate", b), ("se", error), ("prior mean", m), ("prior sd", s)):
        if np.isinf(held).any():
            raise ValueError(f"{name} = {held.tolist()!r}: give finite numbers")
    if (error <= 0).any():
        raise ValueError(f"se = {error.tolist()!r}: give numbers above 0")
    if (s < 0).any():
        raise ValueError(f"prior sd = {s.tolist()!r}: not below 0")
    return _normal(b, error, m, s, level)


def shrink_t(
    estimate: Floats | float, se: Floats | float, dof: Floats | float, mean: Floats | float, sd: Floats | float
) -> Shrunk:
    """Estimates with a t error drawn to a normal prior (`sd` above 0): inflated above 2 degrees of freedom, else
    integrated.

    `weight` is how far the mean moved from the prior to the estimate. An exact fit (`se` 0) is taken as it is, a
    missing estimate stays missing.
    """
    b, error, nu, m, s = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (estimate, se, dof, mean, sd)))
    with np.errstate(invalid="ignore"):
        found = _normal(b, inflated(error, nu), m, s, 0.95)
        heavy = np.argwhere((nu <= 2) & (error > 0))
    for at in map(tuple, heavy.tolist()):
        one = _integrated(float(b[at]), float(error[at]), float(nu[at]), float(m[at]), float(s[at]))
        for part, value in zip((found.weight, found.mean, found.sd, found.low, found.high), one, strict=True):
            part[at] = value
    return found


def _normal(b: Floats, error: Floats, m: Floats, s: Floats, level: float) -> Shrunk:
    from scipy.special import ndtri

    weight = np.asarray(s**2 / (s**2 + error**2))
    centre, spread = np.asarray(weight * b + (1 - weight) * m), np.asarray(np.sqrt(weight) * error)
    half = float(ndtri((1 + level) / 2)) * spread
    return Shrunk(weight, centre, spread, np.asarray(centre - half), np.asarray(centre + half))


def _integrated(b: float, se: float, dof: float, m: float, s: float) -> tuple[float, ...]:
    """Weight, mean, sd and 95% interval of a t estimate under a normal prior, by the trapezoid rule."""
    from scipy.special import ndtri, stdtrit

    at = (np.arange(_POINTS) + 0.5) / _POINTS
    # Dense where the prior is and where the estimate is, however far apart and narrow they are.
    points = np.sort(np.concatenate([m + s * ndtri(at), b + se * stdtrit(dof, at)]))
    density = np.exp(-0.5 * ((points - m) / s) ** 2) * (1 + ((points - b) / se) ** 2 / dof) ** (-(dof + 1) / 2)
    weights = np.asarray(density * np.gradient(points))
    weights = weights / weights.sum()
    centre = float(weights @ points)
    spread = float(np.sqrt(weights @ (points - centre) ** 2))
    below = np.cumsum(weights)
    low, high = (float(points[min(int(np.searchsorted(below, p)), len(points) - 1)]) for p in (0.025, 0.975))
    weight = (centre - m) / (b - m) if abs(b - m) > 1e-9 else max(0.0, 1 - (spread / s) ** 2)
    return weight, centre, spread, low, high


def above(drawn: Shrunk, threshold: float) -> float:
    """The probability that a drawn estimate is above `threshold`."""
    from scipy.special import ndtr

    number("threshold", threshold)
    if float(drawn.sd) == 0:
        return float(float(drawn.mean) > threshold)
    return float(ndtr((float(drawn.mean) - threshold) / float(drawn.sd)))


def james_stein(
    estimates: Sequence[float | None], variance: float | None = None, trials: float | None = None
) -> JamesStein:
    """Efron and Morris: draw equal-variance estimates to their mean by 1 - (k - 3) variance / sum of squares.

    Rates of `trials` tries each have the binomial variance at the mean. A factor below 0 is held at 0 and
    flagged. NaN in, NaN out, flagged. ValueError for fewer than 4 estimates, or rates outside 0 to 1.
    """
    y = figures("estimates", estimates)
    if len(y) < 4:
        raise ValueError(f"estimates = {y.tolist()!r}: give at least 4")
    grand = float(y.mean())
    if (variance is None) == (trials is None):
        raise ValueError("give either variance or trials")
    lacks = unknown({"estimates": y} | ({"variance": variance} if trials is None else {"trials": trials}))
    if trials is not None:
        if (y < 0).any() or (y > 1).any():
            raise ValueError(f"estimates = {y.tolist()!r}: rates of trials lie from 0 to 1")
        variance = grand * (1 - grand) / number("trials", trials, above=0)
    if number("variance", variance) <= 0:
        raise ValueError(f"variance = {variance!r}: above 0")
    assert variance is not None
    if lacks:
        return JamesStein(grand, math.nan, (math.nan,) * len(y), lacks)
    spread = float(((y - grand) ** 2).sum())
    factor = 1 - (len(y) - 3) * variance / spread if spread > 0 else 0.0
    flag = "" if factor > 0 else "no more spread than chance gives: all are drawn to the mean"
    held = max(factor, 0.0)
    return JamesStein(grand, held, tuple((grand + held * (y - grand)).tolist()), flag)


def dersimonian_laird(estimates: Sequence[float | None], se: Sequence[float | None]) -> Pool:
    """Random effects over estimates with known errors; NaN in, NaN and None out, flagged.

    ValueError for unequal lengths, an infinite estimate or an error not above 0.
    """
    b, s = figures("estimates", estimates), figures("se", se, above=0)
    if b.shape != s.shape or not len(b):
        raise ValueError(f"se: {s.size} errors for {b.size} estimates")
    if lacks := unknown({"estimates": b, "se": s}):
        return Pool(math.nan, None, None, None, None, None, (), lacks)
    w = s**-2
    fixed = float(w @ b / w.sum())
    if len(b) < 2:
        return Pool(fixed, None, None, None, None, None, (), "one estimate: nothing to pool")
    q = float(w @ (b - fixed) ** 2)
    free = len(b) - 1
    tau2 = max(0.0, (q - free) / float(w.sum() - (w**2).sum() / w.sum()))
    random, se_random, drawn = _around(b, s, tau2)
    few = f"{len(b)} estimates: the spread between them is unreliable" if len(b) < FEW else ""
    return Pool(fixed, q, tau2, max(0.0, 1 - free / q) if q > 0 else 0.0, random, se_random, drawn, few)


def given_spread(estimates: Sequence[float], se: Sequence[float], between: float) -> tuple[float, float]:
    """Mean and standard error of estimates whose companies differ by sd `between`, known from elsewhere."""
    centre, error, _ = _around(np.asarray(estimates, dtype=float), np.asarray(se, dtype=float), between**2)
    return centre, error


def mixed(y: Floats, x: Floats, groups: Sequence[Any], slopes: Floats | None = None) -> Mixed:
    """A random intercept for each group, and random slopes on the columns of `slopes`, by REML.

    `x` without a constant, which is added. ValueError for fewer than two groups or one row in each.
    """
    target, table, labels = np.asarray(y, dtype=float), np.asarray(x, dtype=float), np.asarray(groups)
    if len(target) != len(table) or len(target) != len(labels):
        raise ValueError(f"y has {len(target)} rows, x {len(table)}, groups {len(labels)}: give one each")
    design = np.column_stack([np.ones(len(target)), table])
    own = np.ones((len(target), 1)) if slopes is None else np.column_stack([np.ones(len(target)), slopes])
    return _reml(target, design, labels, own)


def mixed_slopes(x: Floats, y: Floats, groups: Sequence[Any]) -> Mixed:
    """Changes of cost on changes of revenue and on falls, with a random slope on revenue for each company."""
    design = np.column_stack([np.ones(len(x)), x, np.minimum(x, 0.0)])
    return _reml(np.asarray(y), design, np.asarray(groups), np.asarray(x)[:, None])


def pool(x: Floats, y: Floats, method: str = "dersimonian-laird") -> Pool:
    """One line of several companies (rows) over their log changes (columns, NaN where none), pooled.

    "dersimonian-laird" takes each company's own estimate (3 degrees of freedom or more, errors inflated for few);
    "mixed" fits random slopes by REML on all changes at once, for 5 companies or more, and falls back to the
    first, flagged, where its fit is singular. `drawn` stands in the order of the rows that count.
    """
    if method not in ("dersimonian-laird", "mixed"):
        raise ValueError(f"method = {method!r}: use 'dersimonian-laird' or 'mixed'")
    found = fit(x, y)
    errors = inflated(found.se, found.dof)
    kept = np.isfinite(found.slope) & (errors > 0) & (found.dof >= 3)
    if not kept.any():
        raise ValueError("no company has an elasticity with 3 degrees of freedom")
    base = dersimonian_laird(found.slope[kept].tolist(), errors[kept].tolist())
    if method != "mixed":
        return base
    if kept.sum() < FEW:
        return replace(base, flag=f"{base.flag or 'too few companies'}; no mixed model below {FEW}")
    used = np.isfinite(x) & np.isfinite(y) & kept[:, None]
    rows = np.broadcast_to(np.arange(len(x))[:, None], x.shape)[used].tolist()
    model = mixed(y[used], x[used][:, None], rows, x[used][:, None])
    if model.flag:
        return replace(base, flag=f"{model.flag}: estimates are pooled instead")
    drawn = tuple(model.params[1] + model.own[i][1] for i in np.flatnonzero(kept).tolist())
    return Pool(base.fixed, base.q, model.between[1][1], base.i2, model.params[1], model.se[1], drawn, "")


def _around(b: Floats, s: Floats, tau2: float) -> tuple[float, float, tuple[float, ...]]:
    w = 1 / (s**2 + tau2)
    centre = float(w @ b / w.sum())
    return centre, float(w.sum() ** -0.5), tuple((centre + tau2 * w * (b - centre)).tolist())


def _reml(y: Floats, design: Floats, groups: Any, own: Floats) -> Mixed:
    # statsmodels takes a second to import: only here.
    from statsmodels.regression.mixed_linear_model import MixedLM

    _, counts = np.unique(groups, return_counts=True)
    if len(counts) < 2:
        raise ValueError(f"groups: {len(counts)}, at least 2 are needed")
    if (counts < 2).all():
        raise ValueError("groups: one row in each leaves nothing to tell groups from noise")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        done = MixedLM(y, design, groups=groups, exog_re=own).fit(reml=True)
        between = np.atleast_2d(np.asarray(done.cov_re, dtype=float))
        parts = {group: tuple(np.asarray(part).tolist()) for group, part in done.random_effects.items()}
    told = " ".join(str(w.message) for w in said)
    singular = bool((np.diag(between) <= 1e-10 * float(done.scale)).any()) or "singular" in told or "boundary" in told
    flag = "the fit is singular: no variance between groups is seen" if singular else ""
    flag = flag or ("" if done.converged else "the fit did not converge")
    return Mixed(
        params=tuple(np.asarray(done.fe_params).tolist()),
        se=tuple(np.asarray(done.bse_fe).tolist()),
        between=tuple(tuple(row) for row in between.tolist()),
        scale=float(done.scale),
        criterion=-2 * float(done.llf),
        own=parts,
        n=len(y),
        flag=flag,
    )

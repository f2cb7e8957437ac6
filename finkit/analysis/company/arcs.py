"""Two points of a cost: high and low, the arc between two periods, and the variable share at a point.

METHODS 2.2, 2.4 and 1.7. Sanity checks and readings, not estimates: two points carry no standard error.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import figures, known, number, numbers, unknown
from finkit.statement.panel import Floats


@dataclass(frozen=True, slots=True)
class HighLow:
    """Cost per unit of activity between the highest and the lowest activity, the rest as fixed; `flag` if odd.

    NaN where an activity or a cost is missing.
    """

    rate: float
    fixed: float
    flag: str


@dataclass(frozen=True, slots=True)
class Arc:
    """Cost as a fraction of revenue at each point, and the log elasticity from the first to the last, None if still.

    Missing in, missing out.
    """

    ratios: tuple[float | None, ...]
    elasticity: float | None
    flag: str


@dataclass(frozen=True, slots=True)
class VariableShare:
    """Cost at each activity, its variable share there, and the log slope from the first point to the last.

    The share is the elasticity at that point; the slope over the arc equals neither. `implied_fixed` is the
    fixed cost that the elasticity at the first point implies.
    """

    cost: tuple[float | None, ...]
    share: tuple[float | None, ...]
    arc: float | None
    implied_fixed: float | None
    flag: str = ""


def high_low(activity: Sequence[float | None], cost: Sequence[float | None]) -> HighLow:
    """High and low chosen by activity; equal highs or lows share the mean of their cost and are flagged.

    ValueError for fewer than two points, unequal lengths, figures that are infinite, an activity below 0, or one
    activity throughout. Missing in, missing out.
    """
    q, c = _pair("activity", activity, "cost", cost)
    if (q < 0).any():
        raise ValueError(f"activity = {q.tolist()!r}: none below 0")
    if lacks := unknown({"activity": q, "cost": c}):
        return HighLow(math.nan, math.nan, lacks)
    if len(q) < 2 or q.max() == q.min():
        raise ValueError(f"activity = {q.tolist()!r}: high and low must differ")
    high, low = q == q.max(), q == q.min()
    rate = float((c[high].mean() - c[low].mean()) / (q.max() - q.min()))
    fixed = float(c[high].mean() - rate * q.max())
    ties = "several points share the highest or lowest activity: their cost is averaged"
    flags = (
        ties if high.sum() > 1 or low.sum() > 1 else "",
        "cost falls as activity rises" if rate < 0 else "",
        "fixed cost below 0: cost rises faster than activity" if fixed < 0 else "",
        "a cost is below 0" if (c < 0).any() else "",
    )
    return HighLow(rate, fixed, "; ".join(filter(None, flags)))


def arc(revenue: Sequence[float | None], cost: Sequence[float | None]) -> Arc:
    """Ratios and the log elasticity between the first and the last period; ValueError for figures not above 0."""
    r, c = _pair("revenue", revenue, "cost", cost)
    for name, values in (("revenue", r), ("cost", c)):
        if (values <= 0).any():
            raise ValueError(f"{name} = {values.tolist()!r}: a log needs figures above 0")
    ratios = tuple(known(part) for part in (c / r).tolist())
    if lacks := unknown({"revenue": r, "cost": c}):
        return Arc(ratios, None, lacks)
    if len(r) < 2 or r[0] == r[-1]:
        return Arc(ratios, None, "revenue does not move: no elasticity")
    return Arc(ratios, float(np.log(c[-1] / c[0]) / np.log(r[-1] / r[0])), "")


def variable_share(fixed: float | None, rate: float | None, activity: Sequence[float | None]) -> VariableShare:
    """A cost of `fixed` + `rate` a unit at each activity, none below 0; a share is None where there is no cost.

    Missing in, missing out.
    """
    base, each = number("fixed", fixed, least=0), number("rate", rate, least=0)
    q = np.asarray(numbers("activity", activity, least=0), dtype=float)
    cost = base + each * q
    share = tuple(float(each * x / total) if total > 0 else None for x, total in zip(q, cost, strict=True))
    steps = len(q) > 1 and q[0] > 0 and q[-1] > 0 and q[0] != q[-1] and cost[0] > 0 and cost[-1] > 0
    slope = float(np.log(cost[-1] / cost[0]) / np.log(q[-1] / q[0])) if steps else None
    first = share[0] if share else None
    implied = None if first is None else float(cost[0] * (1 - first))
    lacks = unknown({"fixed": base, "rate": each, "activity": float(q.sum())})
    lacks = lacks or ("" if steps or len(q) < 2 else "the first and last point have no log slope between them")
    return VariableShare(tuple(known(c) for c in cost.tolist()), share, slope, implied, lacks)


def _pair(one: str, first: Sequence[float | None], other: str, second: Sequence[float | None]) -> tuple[Floats, Floats]:
    a, b = figures(one, first), figures(other, second)
    if a.shape != b.shape:
        raise ValueError(f"{other} has {b.size} points, {one} {a.size}: give one each")
    return a, b

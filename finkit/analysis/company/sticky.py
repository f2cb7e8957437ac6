"""Sticky costs: a response to falls of revenue of its own, where revenue fell often enough. METHODS 2.3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.company.elasticity import STILL, centred, changes_of
from finkit.analysis.company.least_squares import least_squares
from finkit.analysis.given import known, number, numbers
from finkit.statement.panel import Floats

# Falls of revenue and changes that the response to falls needs; changes that one response needs.
FALLS, STICKY_CHANGES, CHANGES = 2, 5, 4


@dataclass(frozen=True, slots=True)
class StickyFits:
    """Least squares with `D` = 1 where revenue falls: `intercept`, `up`, `extra` (what a fall adds), `down` = sum.

    NaN where there are fewer than 2 falls or 5 changes. Each has its standard error; `dof` is changes less 3.
    """

    intercept: Floats
    up: Floats
    extra: Floats
    down: Floats
    se_up: Floats
    se_extra: Floats
    se_down: Floats
    dof: Floats


@dataclass(frozen=True, slots=True)
class Sticky:
    """One line: `params` are intercept, response to rises and what falls add (None where falls are too few).

    `up` and `down` are the responses, `falls` how often revenue fell; errors stand in the order of `params`,
    None where they are not defined. `flag` says what was dropped and why.
    """

    params: tuple[float | None, ...]
    up: float | None
    down: float | None
    falls: int
    se: tuple[float | None, ...]
    se_hc3: tuple[float | None, ...]
    r2: float | None
    flag: str


def fit_sticky(x: Floats, y: Floats) -> StickyFits:
    """Anderson, Banker and Janakiraman's form along the last axis: y = b0 + b1 x + b2 D x, D = 1 where x < 0."""
    c = centred(x, y)
    falling = np.where(c.used, np.minimum(x, 0.0), 0.0)
    falls = (falling < 0).sum(axis=-1)
    dof = c.n - 3
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_f = falling.sum(axis=-1) / c.n
        df = np.where(c.used, falling - mean_f[..., None], 0.0)
        xx, ff, xf, xy, fy = (
            (a * b).sum(axis=-1) for a, b in ((c.dx, c.dx), (df, df), (c.dx, df), (c.dx, c.dy), (df, c.dy))
        )
        det = xx * ff - xf * xf
        enough = (c.n >= STICKY_CHANGES) & (falls >= FALLS) & (det > 1e-12 * xx * ff)
        det = np.where(enough, det, np.nan)
        up, extra = (ff * xy - xf * fy) / det, (xx * fy - xf * xy) / det
        rest = c.dy - up[..., None] * c.dx - extra[..., None] * df
        s2 = (rest * rest).sum(axis=-1) / dof
        var_up, var_extra, cov = s2 * ff / det, s2 * xx / det, -s2 * xf / det
        se_down = np.sqrt(np.maximum(var_up + var_extra + 2 * cov, 0.0))
    return StickyFits(
        intercept=c.mean_y - up * c.mean_x - extra * mean_f,
        up=up,
        extra=extra,
        down=up + extra,
        se_up=np.sqrt(var_up),
        se_extra=np.sqrt(var_extra),
        se_down=se_down,
        dof=dof,
    )


def sticky(dlog_revenue: Sequence[float | None], dlog_cost: Sequence[float | None]) -> Sticky:
    """Anderson, Banker and Janakiraman's form for one line; the response to falls only where it can be told.

    That takes 2 falls and 5 changes; with less there is one response, and below 4 changes none. Missing in, missing
    out: `falls` then counts those that are known.
    """
    x, y, lacks = changes_of(dlog_revenue, dlog_cost)
    falls, nothing = int((x < 0).sum()), (None, None, None)
    if lacks:
        return Sticky(nothing, None, None, falls, nothing, nothing, None, lacks)
    if len(x) < CHANGES:
        return Sticky(
            nothing, None, None, falls, nothing, nothing, None, f"too few changes ({len(x)}): {CHANGES} are needed"
        )
    if np.ptp(x) == 0:
        return Sticky(nothing, None, None, falls, nothing, nothing, None, f"{STILL}: no response")
    whole = falls >= FALLS and len(x) >= STICKY_CHANGES
    columns = [x, np.minimum(x, 0.0)]
    try:
        found = least_squares(y, np.column_stack(columns if whole else columns[:1]))
    except ValueError:
        # Revenue that only ever falls: one response is all that there is to tell.
        found, whole = least_squares(y, x), False
    pinned = "one change has leverage 1: HC3 is not defined"
    flags = ("" if whole else f"revenue fell in {falls} of {len(x)} changes: no response to falls",
             "" if found.se_hc3 else pinned)  # fmt: skip
    up = found.params[1]
    return Sticky(
        params=_three(found.params),
        up=up,
        down=up + found.params[2] if whole else None,
        falls=falls,
        se=_three(found.se),
        se_hc3=_three(found.se_hc3 or ()),
        r2=found.r2,
        flag="; ".join(filter(None, flags)),
    )


def sticky_response(
    up: float | None, extra: float | None, revenue_change: Sequence[float | None]
) -> tuple[list[float | None], float | None]:
    """Change of cost for each change of revenue (fractions, power form), and the response to falls `up + extra`.

    Missing in, missing out. ValueError for a fall of 100% or more.
    """
    b1, b2 = number("b1", up), number("b2", extra)
    moves = np.asarray(numbers("revenue_change", revenue_change, above=-1), dtype=float)
    changed = (1 + moves) ** np.where(moves < 0, b1 + b2, b1) - 1
    return [known(change) for change in changed.tolist()], known(b1 + b2)


def _three(values: Sequence[float]) -> tuple[float | None, ...]:
    return (*values, *(None,) * (3 - len(values)))

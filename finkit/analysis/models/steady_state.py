"""Steady state: the charge of capitalized spend over the spend itself, once both grow at one rate for ever.

METHODS 3.4. A yardstick: steady states do not exist at growth of two to three times a year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.measures import Floats
from finkit.analysis.models.capitalization import weights

# Growth nearer 0 than this takes the limit.
_FLAT = 1e-8


@dataclass(frozen=True, slots=True)
class SlowDown:
    """A release every `cadence` years: spend and charge a year, their ratio, growth of spend a year; by cadence."""

    cadence: Floats
    ratio: Floats
    spend: Floats
    spend_growth: Floats
    charge: Floats


def amortization_to_spend(life: ArrayLike, growth: ArrayLike, convention: str = "next period") -> Floats:
    """Charge over spend: spend grows at `growth` a year (above -1) and is charged straight line over `life` years.

    `convention` says when the charge begins: one of `CONVENTIONS`. `life` and `growth` broadcast; lives need not
    be whole. 1 at growth 0, below 1 where spend grows, above 1 where it shrinks. NaN gives NaN.
    """
    years, g = np.broadcast_arrays(_within("life", life, 0), _within("growth", growth, -1))
    if convention not in CONVENTIONS:
        raise ValueError(f"convention = {convention!r}: use one of {', '.join(CONVENTIONS)}")
    flat = np.abs(g) < _FLAT
    found = CONVENTIONS[convention](years, np.where(flat, 1.0, g))
    return np.where(np.isnan(years + g), np.nan, np.where(flat, 1.0, found))


def declining_balance_to_spend(delta: ArrayLike, growth: ArrayLike) -> tuple[Floats, Floats]:
    """Charge over spend and closing stock over spend where the stock loses `delta` a year: d/(g+d), (1+g)/(g+d).

    `delta` above 0 to 1, `growth` above -delta; they broadcast.
    """
    d, g = np.broadcast_arrays(_within("delta", delta, 0, most=1), _within("growth", growth, -1))
    if (g <= -d).any():
        raise ValueError(f"growth = {np.nanmin(g):g}: give more than -delta, else the stock has no steady state")
    return d / (g + d), (1 + g) / (g + d)


def generations_to_spend(generations: ArrayLike, cost_growth: ArrayLike) -> Floats:
    """Charge of one release interval over that generation's cost: (1/m) sum over j < m of G^-j, from launch.

    `generations` m is the life in release intervals, above 0, the last in part where it is not whole;
    `cost_growth` G above 0 is each generation's cost over the one before. They broadcast.
    """
    m, g = np.broadcast_arrays(_within("generations", generations, 0), _within("cost_growth", cost_growth, 0))
    back = np.arange(max(1, int(np.ceil(np.nanmax(m, initial=1.0)))), dtype=float)
    served = np.clip(m[..., None] - back, 0.0, 1.0)
    return np.asarray((served * g[..., None] ** -back).sum(axis=-1) / m)


def cadence_slow_down(generation_cost: float, cost_growth: float, life: float, cadence: ArrayLike) -> SlowDown:
    """What a slower release `cadence` (years, one or several) does: cash falls at once, the charge follows.

    `generation_cost` today, the same at every cadence; `cost_growth` per generation; `life` in years.
    """
    every = np.atleast_1d(_within("cadence", cadence, 0))
    cost, years = _within("generation_cost", generation_cost, 0, equal=True), _within("life", life, 0)
    ratio = generations_to_spend(years / every, cost_growth)
    spend = cost / every
    growth = np.asarray(_within("cost_growth", cost_growth, 0) ** (1 / every) - 1)
    return SlowDown(every, ratio, spend, growth, spend * ratio)


def _next(life: Floats, g: Floats) -> Floats:
    """[(1 - (1+g)^-n)/g + (L-n)(1+g)^-(n+1)] / L, n the whole years of the life."""
    whole = np.floor(life)
    log = np.log1p(g)
    return np.asarray((-np.expm1(-whole * log) / g + (life - whole) * np.exp(-(whole + 1) * log)) / life)


def _spread(life: Floats, g: Floats) -> Floats:
    """Spend spread evenly through its year and charged from the moment it is spent."""
    found = np.full(life.shape, np.nan)
    for at in np.ndindex(life.shape):
        if np.isfinite(life[at]):
            charged = weights(float(life[at]), "spread evenly", int(np.ceil(life[at])) + 1)
            found[at] = charged @ (1 + g[at]) ** -np.arange(len(charged), dtype=float)
    return found


def _continuous(life: Floats, g: Floats) -> Floats:
    log = np.log1p(g)
    return np.asarray(-np.expm1(-log * life) / (log * life))


CONVENTIONS = MappingProxyType[str, Callable[[Floats, Floats], Floats]]({
    "next period": _next,
    "same period": lambda life, g: _next(life, g) * (1 + g),
    "half-year": lambda life, g: _next(life, g) * (1 + g / 2),
    "spread evenly": _spread,
    "continuous": _continuous,
})  # fmt: skip


def _within(name: str, value: ArrayLike, above: float, *, most: float | None = None, equal: bool = False) -> Floats:
    try:
        found = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} = {value!r}: give numbers") from None
    low = found < above if equal else found <= above
    if np.isinf(found).any() or low.any() or (most is not None and (found > most).any()):
        allowed = f"{above:g} or more" if equal else f"above {above:g}" + (f" to {most:g}" if most is not None else "")
        raise ValueError(f"{name} = {np.asarray(value).tolist()!r}: give finite numbers {allowed}")
    return found

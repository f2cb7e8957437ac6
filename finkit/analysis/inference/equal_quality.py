"""The price of a constant quality from scored prices: what the base period's tokens could cost now, and its trends.

Each model used in the base period is replaced by the cheapest one on the list whose score on the same benchmark is as
high: essay 003's first option, the same for less. METHODS 5.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.inference.price_trend import Band, Decline, cheapest_so_far, price_decline_trend, trend_band
from finkit.analysis.inference.usage import UsageTable
from finkit.analysis.measures import Floats
from finkit.assumptions.prices import Price

WHY = "needs the score of every model used in the first period, in Prices"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A score on a benchmark, empty where one is for all, and the model that set it."""

    benchmark: str
    score: float
    model: str


@dataclass(frozen=True, slots=True)
class Frontier:
    """The cheapest price at or above a score over time: its points, trend and band (None below three points)."""

    at: Threshold
    days: tuple[str, ...]
    prices: tuple[float, ...]
    trend: Decline
    band: Band | None


def same_quality_cost(table: UsageTable) -> Floats | None:
    """Money a period for the first period's tokens at the first period's quality or better; None without scores."""
    used = np.flatnonzero(table.mtok[0].sum(axis=1) > 0)
    if not len(used) or np.isnan(table.score[0, used]).any():
        return None
    cost = np.zeros(len(table.periods))
    for m in used.tolist():
        alike = np.array([name == table.benchmark[m] for name in table.benchmark])
        good = alike & (table.score >= table.score[0, m]) & ~np.isnan(table.price).any(axis=2)
        each = np.where(good, (table.price * table.mtok[0, m]).sum(axis=2), np.inf)
        cost += each.min(axis=1)
    return np.where(np.isfinite(cost), cost, np.nan)


def kinds_used(table: UsageTable) -> Floats | None:
    """The first period's tokens by kind as parts of 1, by which prices are blended; None where it has none."""
    spent = table.mtok[0].sum(axis=0)
    return spent / spent.sum() if spent.sum() else None


def used_most(table: UsageTable) -> Threshold | None:
    """The score of the model that was used most in the first period; None where it has none."""
    spent = table.mtok[0].sum(axis=1)
    m = int(spent.argmax())
    if not spent.sum() or np.isnan(table.score[0, m]):
        return None
    return Threshold(table.benchmark[m], float(table.score[0, m]), table.models[m])


def thresholds(prices: Sequence[Price], besides: Threshold | None = None) -> tuple[Threshold, ...]:
    """Each score that was the best on its benchmark on the day its price began, and `besides`; lowest first.

    A rule, so that no score is picked for the trend that it gives.
    """
    found: dict[tuple[str, float], Threshold] = {}
    best: dict[str, float] = {}
    for price in sorted(_scored(prices), key=lambda p: (str(p.start), -(p.score or 0.0))):
        score = price.score or 0.0
        if score > best.get(price.benchmark, -np.inf):
            best[price.benchmark] = score
            found[price.benchmark, score] = Threshold(price.benchmark, score, price.model)
    if besides is not None:
        found.setdefault((besides.benchmark, besides.score), besides)
    order = list(dict.fromkeys(p.benchmark for p in prices if p.score is not None))
    return tuple(sorted(found.values(), key=lambda at: (order.index(at.benchmark), at.score)))


def frontier(prices: Sequence[Price], shares: Floats, at: Threshold) -> Frontier:
    """The trend at a score of prices on its benchmark, blended by `shares` of input, cached input and output.

    Prices are dated by their first day; those without a day, and free models, are left out.
    """
    kept = [p for p in _scored(prices) if p.benchmark == at.benchmark and p.input + p.output > 0]
    cost = [blended(p, shares) for p in kept]
    days, found = cheapest_so_far([p.start for p in kept if p.start], cost, [p.score for p in kept], at.score)
    trend = price_decline_trend(days, found)
    return Frontier(at, days, found, trend, trend_band(days, found, days) if trend.interval is not None else None)


def blended(price: Price, shares: Floats) -> float:
    """Money per Mtok of tokens whose kinds are parts of 1; at most, where it has no price of cached input."""
    return float(shares @ np.array(price.by_kind))


def _scored(prices: Sequence[Price]) -> list[Price]:
    return [p for p in prices if p.start is not None and p.score is not None]

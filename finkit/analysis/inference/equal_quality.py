"""The price of a constant quality from usage and scored prices: what the base period's tokens could cost now.

Each model used in the base period is replaced by the cheapest one on the list whose score is as high: essay 003's first
option, the same for less. METHODS 5.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finkit.analysis.inference.price_trend import Band, Decline, cheapest_so_far, price_decline_trend, trend_band
from finkit.analysis.inference.usage import UsageTable
from finkit.analysis.measures import Floats

WHY = "needs the score of every model used in the first period, in Prices"


@dataclass(frozen=True, slots=True)
class Frontier:
    """The cheapest price at or above a score over time: its points, trend and band (None below three points)."""

    threshold: float
    model: str
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
        good = (table.score >= table.score[0, m]) & ~np.isnan(table.price).any(axis=2)
        each = np.where(good, (table.price * table.mtok[0, m]).sum(axis=2), np.inf)
        cost += each.min(axis=1)
    return np.where(np.isfinite(cost), cost, np.nan)


def frontier(table: UsageTable) -> Frontier | None:
    """The trend at the score of the model that was used most in the first period; None where it has no score.

    Prices are blended by that period's kinds of token, and dated by their first day.
    """
    spent = table.mtok[0].sum(axis=1)
    m = int(spent.argmax())
    if not spent.sum() or np.isnan(table.score[0, m]):
        return None
    threshold, shares = float(table.score[0, m]), table.mtok[0].sum(axis=0) / spent.sum()
    dated = [p for p in table.prices if p.start is not None and p.input + p.output > 0]
    blended = [float(shares @ np.array([p.input, p.input if p.cached is None else p.cached, p.output])) for p in dated]
    days, prices = cheapest_so_far([p.start for p in dated if p.start], blended, [p.score for p in dated], threshold)
    trend = price_decline_trend(days, prices)
    band = trend_band(days, prices, days) if trend.interval is not None else None
    return Frontier(threshold, table.models[m], days, prices, trend, band)

"""A flat price on spread use: who loses money, what a cap changes, and what use beyond the included brings. METHODS 7.

Use is taken to answer neither to price nor to cap: overage is an upper bound. Tails fitted to capped data are too thin.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from finkit.analysis.customers.distribution import INFINITE, UNKNOWN, Distribution
from finkit.analysis.given import known, number, ratio, unknown

FREE = "serving costs nothing: no use breaks even"


@dataclass(frozen=True, slots=True)
class FlatPlan:
    """A flat price on a distribution of use: margins as fractions of the price, money a subscriber.

    `loss_part` is what users above `break_even_usage` cost beyond the price, per subscriber of all. What the cap
    gives is None without a cap; what needs the mean is None where that is infinite.
    """

    break_even_usage: float | None
    share_unprofitable: float | None
    margin: float | None
    loss_part: float | None
    expected_capped: float | None
    share_at_cap: float | None
    margin_capped: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class OveragePlan:
    """A fee with tokens included and a price beyond them, per subscriber: money, tokens beyond, margin on revenue."""

    overage_tokens: float | None
    revenue: float | None
    cost: float | None
    margin: float | None
    flag: str = ""


def flat_plan(
    use: Distribution | None, price: float | None, unit_cost: float | None, cap: float | None = None
) -> FlatPlan:
    """Margin with and without `cap`; price and cap above 0, unit cost 0 or more (at 0 nobody loses money)."""
    paid, cost = number("price", price, above=0), number("unit_cost", unit_cost, least=0)
    limit, even = number("cap", cap, above=0), ratio(paid, cost)
    if use is None:
        return FlatPlan(even, None, None, None, None, None, None, UNKNOWN)
    mean = use.mean
    capped = math.nan if math.isnan(limit) else use.capped(limit)
    loss = None if even is None or mean is None else known(cost * (mean - use.capped(even)))
    return FlatPlan(
        even,
        (0.0 if cost == 0 else None) if even is None else use.above(even),
        None if mean is None else known(1 - cost * mean / paid),
        0.0 if cost == 0 and mean is not None else loss,
        known(capped),
        None if math.isnan(limit) else use.above(limit),
        known(1 - cost * capped / paid),
        INFINITE if mean is None else FREE if cost == 0 else unknown({"price": paid, "unit_cost": cost}),
    )


def overage_plan(
    use: Distribution | None,
    fee: float | None,
    included: float | None,
    overage_price: float | None,
    unit_cost: float | None,
    cap: float | None = None,
) -> OveragePlan:
    """Revenue `fee + p E[(X - I)+]` against the cost of all use, up to `cap` where there is one; all 0 or more."""
    paid, free = number("fee", fee, least=0), number("included", included, least=0)
    beyond, cost = number("overage_price", overage_price, least=0), number("unit_cost", unit_cost, least=0)
    limit = number("cap", cap, above=0)
    if use is None:
        return OveragePlan(None, None, None, None, UNKNOWN)
    served = use.mean if math.isnan(limit) else use.capped(limit)
    if served is None:
        return OveragePlan(None, None, None, None, INFINITE)
    over = (
        math.nan if math.isnan(free) else max(0.0, served - use.capped(free if math.isnan(limit) else min(free, limit)))
    )
    revenue = paid + beyond * over
    flag = "revenue is zero: no margin" if revenue == 0 else ""
    return OveragePlan(known(over), known(revenue), known(cost * served), ratio(revenue - cost * served, revenue), flag)

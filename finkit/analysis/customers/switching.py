"""Light users leave first: who is left, what they use, and the margin on them. METHODS 7 and 10."""

from __future__ import annotations

import math
from dataclasses import dataclass

from finkit.analysis.customers.distribution import INFINITE, UNKNOWN, Distribution, lognormal
from finkit.analysis.given import number, ratio

NOBODY = "nobody is left"


@dataclass(frozen=True, slots=True)
class Stayers:
    """Those left of all users: their share, mean use and margin on the price; None for what nobody left has."""

    share_left: float | None
    mean_use: float | None
    margin: float | None
    flag: str = ""


def stayers(use: Distribution | None, price: float | None, unit_cost: float | None, leavers: float | None) -> Stayers:
    """The margin once the lightest part `leavers` of all users, 0 to 1, has left; price above 0, cost 0 or more."""
    paid, cost = number("price", price, above=0), number("unit_cost", unit_cost, least=0)
    left = 1 - number("leavers", leavers, least=0, most=1)
    if math.isnan(left):
        return Stayers(None, None, None, "who leaves is not known")
    if left == 0:
        return Stayers(0.0, None, None, NOBODY)
    if use is None:
        return Stayers(left, None, None, UNKNOWN)
    share = use.top_share(left)
    if use.mean is None or share is None:
        return Stayers(left, None, None, INFINITE)
    mean = use.mean * share / left
    return Stayers(left, mean, ratio(paid - cost * mean, paid) if not math.isnan(cost) else None)


def margin_after_switch(
    mean_use: float | None,
    sigma: float | None,
    price: float | None,
    unit_cost: float | None,
    leavers: float | None,
) -> Stayers:
    """The same on lognormal use of that mean and `sigma`, both above 0; missing in, missing out."""
    return stayers(lognormal(mean_use, sigma), price, unit_cost, leavers)

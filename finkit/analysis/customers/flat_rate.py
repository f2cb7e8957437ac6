"""A flat price against a cost by the unit: cinema visits or tokens. METHODS 1.14, essay 001's MoviePass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finkit.analysis.given import known, number, numbers, ratio


@dataclass(frozen=True, slots=True)
class FlatRate:
    """Contribution of a user at each number of units a month, in money, and as a fraction of the price."""

    break_even: float | None
    contributions: tuple[float | None, ...]
    margins: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class HeavyUsers:
    """A loss shared between heavy users and the rest; money a user over the period, subscribers in the loss's scale.

    `light_contribution` below 0: light users lose money too, so the tail is not the problem.
    """

    subscribers: float | None
    cost_per_subscriber: float | None
    heavy_cost: float | None
    heavy_loss: float | None
    heavy_units: float | None
    light_contribution: float | None
    flag: str = ""


def flat_rate(price: float | None, unit_cost: float | None, units: Sequence[float | None]) -> FlatRate:
    """`price - unit_cost * units` at each of `units` (0 or more) a month; price and unit cost above 0."""
    paid, cost = number("price", price, above=0), number("unit_cost", unit_cost, above=0)
    left = [paid - cost * used for used in numbers("units", units, least=0)]
    return FlatRate(ratio(paid, cost), tuple(known(x) for x in left), tuple(ratio(x, paid) for x in left))


def heavy_users(
    revenue: float | None,
    loss: float | None,
    loss_per_subscriber: float | None,
    *,
    heavy_users: float | None,
    heavy_cost: float | None,
    unit_cost: float | None = None,
) -> HeavyUsers:
    """What a heavy and a light user cost where `heavy_users` of users cause `heavy_cost` of cost.

    `revenue` and `loss` of one period in one scale (millions give subscribers in millions), both parts strictly
    between 0 and 1. Cost is revenue plus loss: nothing else is in it.
    """
    top, lost = number("revenue", revenue, least=0), number("loss", loss, above=0)
    people, part = _inside("heavy_users", heavy_users), _inside("heavy_cost", heavy_cost)
    subscribers = lost / number("loss_per_subscriber", loss_per_subscriber, above=0)
    price, cost = top / subscribers, (top + lost) / subscribers
    heavy, light = cost * part / people, price - cost * (1 - part) / (1 - people)
    return HeavyUsers(
        known(subscribers),
        known(cost),
        known(heavy),
        known(heavy - price),
        ratio(heavy, number("unit_cost", unit_cost, above=0)),
        known(light),
        "light users lose money too: it is no problem of the tail" if light < 0 else "",
    )


def _inside(name: str, value: float | None) -> float:
    found = number(name, value, above=0)
    if not math.isnan(found) and found >= 1:
        raise ValueError(f"{name} = {value!r}: give a number between 0 and 1, neither of them")
    return found

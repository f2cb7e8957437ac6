"""A flat price against a cost by the unit: cinema visits or tokens. METHODS 1.14, essay 001's MoviePass."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.customers.user import AT_USE, HEAVY
from finkit.analysis.given import known, number, numbers, ratio
from finkit.analysis.market.chain import chain
from finkit.analysis.span import Span, ends, span_of
from finkit.assumptions.ranges import Range

LIGHT_LOSE = "light users lose money too: it is no problem of the tail"
# Times the mean use at which a flat price is looked at.
MULTIPLES = (0.25, 0.5, 1.0, 2.0, 4.0)


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
    used = np.array(numbers("units", units, least=0), dtype=float)
    left = chain((AT_USE,), {"price": paid, "unit_cost": cost, "usage": used, "at_multiple": 1.0})["left_at_use"]
    each = left.tolist()
    return FlatRate(ratio(paid, cost), tuple(known(x) for x in each), tuple(ratio(x, paid) for x in each))


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
    given = {
        "user_revenue": top / subscribers, "user_cost": (top + lost) / subscribers, "heavy_users": people,
        "heavy_cost": part,
    }  # fmt: skip
    found = {name: float(value) for name, value in chain(HEAVY, given).items()}
    heavy, light = found["heavy_user_cost"], found["rest_left"]
    return HeavyUsers(
        known(subscribers),
        known(given["user_cost"]),
        known(heavy),
        known(-found["heavy_left"]),
        ratio(heavy, number("unit_cost", unit_cost, above=0)),
        known(light),
        LIGHT_LOSE if light < 0 else "",
    )


def heavy_spans(revenue: Span, cost: Span, users: Range, part: Range) -> dict[str, Span]:
    """The figures of `HEAVY` over the ranges of what a mean user pays and costs and of both parts."""
    corners = list(itertools.product(_ends(revenue), _ends(cost), ends(users), ends(part)))
    rows = np.array([(revenue.value, cost.value, users.centre, part.centre), *corners], dtype=float)
    names = ("user_revenue", "user_cost", "heavy_users", "heavy_cost")
    found = chain(HEAVY, {name: rows[:, c] for c, name in enumerate(names)})
    return {name: span_of(known(at[0]), [known(end) for end in at[1:]]) for name, at in found.items()}


def _ends(found: Span) -> tuple[float | None, ...]:
    return (found.low, found.high) if found.wide else (found.value,)


def _inside(name: str, value: float | None) -> float:
    found = number(name, value, above=0)
    if not math.isnan(found) and found >= 1:
        raise ValueError(f"{name} = {value!r}: give a number between 0 and 1, neither of them")
    return found

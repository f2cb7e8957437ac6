"""A price rise: how many users may leave before it costs more than it brings. METHODS 1.3."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, number
from finkit.analysis.measures import Measure, evaluate
from finkit.analysis.span import Span, span_of

RISE = (
    Measure("price_step", "Rise of the price", "new_price - price", "money", "The new price less today's."),
    Measure("new_contribution", "Contribution at the new price", "user_contribution + price_step", "money",
            "What a user who stays leaves at the new price, at today's use."),
    Measure("break_even_churn", "Break-even churn",
            "where(user_contribution > 0, price_step / maximum(new_contribution, 0), 0 / 0)", "ratio",
            "The part of users who may leave before the rise costs more than it brings."),
)  # fmt: skip
EARNS_NOTHING = "a user leaves nothing at today's price: losing any of them costs nothing"


@dataclass(frozen=True, slots=True)
class PriceRise:
    """A rise in money and the churn at which it breaks even, of users alike in cost; None with the reason in `flag`."""

    rise: float | None
    break_even_churn: float | None
    flag: str = ""


def price_rise(
    price: float | None, new_price: float | None, user_cost: float | None, overage: float | None = 0.0
) -> PriceRise:
    """`(p' - p) / (p' - c)`: the churn that takes back a rise from p to p' at cost c a user, all 0 or more.

    `overage` is what a user pays beyond the price, at either price.
    Below 0 for a price cut: the part of users that it has to bring. None where a user leaves nothing today.
    """
    old, new = number("price", price, least=0), number("new_price", new_price, least=0)
    left = old + number("overage", overage, least=0) - number("user_cost", user_cost, least=0)
    inputs = {"price": np.array([old]), "new_price": np.array([new]), "user_contribution": np.array([left])}
    found = evaluate(RISE, inputs, 1)
    churn, flag = known(float(found["break_even_churn"][0])), ""
    if churn is None and not math.isnan(new + left):
        flag = EARNS_NOTHING if left <= 0 else "a user leaves nothing at the new price: no inflow makes up for it"
    return PriceRise(known(new - old), churn, flag)


def churn_span(price: float, new_price: float, contribution: Span) -> Span:
    """The break-even churn over the range of what a user leaves today.

    No high after a rise whose range has an end at which a user leaves nothing: there it is undefined, as any number may
    leave. After a cut no inflow makes up for such a user, so there is no range.
    """

    def at(left: float | None) -> float | None:
        if left is None:
            return None
        return price_rise(price, new_price, max(price - left, 0), max(left - price, 0)).break_even_churn

    value, ends = at(contribution.value), (at(contribution.high), at(contribution.low))
    if new_price > price and ends[0] is not None and ends[1] is None:
        return Span(value, ends[0], None)
    return span_of(value, ends) if value is not None else Span(None, None, None)

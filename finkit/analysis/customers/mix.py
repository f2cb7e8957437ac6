"""Users who lose money carried by users who bring some: the power-user mix and the break-even of a portfolio of plans.

METHODS 1.3 and 7. "3 power users need 2000 low-end users" is read forwards and backwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finkit.analysis.given import known, number, numbers, ratio

LOW_LOSE = "low users lose money: no mix breaks even"
UNKNOWN = "a count, a price or a cost is not known"
POWER_EARN = "a power user does not lose money: none has to be carried"


@dataclass(frozen=True, slots=True)
class PowerMix:
    """How many low users carry the power users: as a quotient, as whole users, and for each; None where no mix does."""

    needed: float | None
    users: int | None
    low_per_power: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class ImpliedLoss:
    """What a claimed mix says of a power user: low users each, the loss that they carry, the cost behind it.

    Loss and cost are None where low users leave nothing to carry one with, said in `flag`.
    """

    low_per_power: float | None
    loss: float | None
    cost: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Plans by their shares of subscribers: revenue and contribution of a mean subscriber, and the break-even.

    `break_even` is in whole subscribers; None where a mean subscriber leaves nothing, with the reason in `flag`.
    """

    revenue: float | None
    contribution: float | None
    margin: float | None
    break_even: int | None
    flag: str = ""


def power_mix(
    n_power: float | None,
    power_price: float | None,
    power_cost: float | None,
    low_price: float | None,
    low_cost: float | None,
) -> PowerMix:
    """Low users that carry `n_power` power users: `n (c_pow - p_pow) / (p_low - c_low)`; money a user, 0 or more."""
    count = number("n_power", n_power, above=0)
    loss = number("power_cost", power_cost, least=0) - number("power_price", power_price, least=0)
    left = number("low_price", low_price, least=0) - number("low_cost", low_cost, least=0)
    if left <= 0:
        return PowerMix(None, None, None, LOW_LOSE)
    if loss <= 0:
        return PowerMix(0.0, 0, 0.0, POWER_EARN)
    needed = count * loss / left
    if not math.isfinite(needed):
        return PowerMix(None, None, None, UNKNOWN)
    return PowerMix(needed, whole(needed), loss / left)


def implied_loss(
    n_power: float | None,
    n_low: float | None,
    low_price: float | None,
    low_cost: float | None,
    power_price: float | None = None,
) -> ImpliedLoss:
    """The loss and cost of a power user that a claim of `n_low` for `n_power` implies; both counts above 0.

    Without `power_price` a power user pays what a low one does.
    """
    each = number("n_low", n_low, above=0) / number("n_power", n_power, above=0)
    low = number("low_price", low_price, least=0)
    left = low - number("low_cost", low_cost, least=0)
    if left <= 0:
        return ImpliedLoss(known(each), None, None, LOW_LOSE)
    loss = each * left
    paid = low if power_price is None else number("power_price", power_price, least=0)
    return ImpliedLoss(known(each), known(loss), known(loss + paid), UNKNOWN if math.isnan(loss + paid) else "")


def required_contribution(
    n_power: float | None, n_low: float | None, power_price: float | None, power_cost: Sequence[float | None]
) -> list[float | None]:
    """What each low user must leave for a claimed mix to break even, at each cost of a power user."""
    each = number("n_power", n_power, above=0) / number("n_low", n_low, above=0)
    paid = number("power_price", power_price, least=0)
    return [known(each * (cost - paid)) for cost in numbers("power_cost", power_cost, least=0)]


def plan_portfolio(
    price: Sequence[float | None], cost: Sequence[float | None], mix: Sequence[float | None], fixed: float | None
) -> Portfolio:
    """Break-even subscribers `fixed / sum w (p - c)` of plans with shares `mix` of subscribers, which sum to 1."""
    prices = numbers("price", price, least=0)
    costs = numbers("cost", cost, like=len(prices), least=0)
    shares = numbers("mix", mix, like=len(prices), least=0)
    need = number("fixed", fixed, least=0)
    if abs(math.fsum(shares) - 1) > 1e-6:
        raise ValueError(f"mix = {list(mix)!r}: give shares of subscribers that sum to 1")
    revenue = math.fsum(w * p for w, p in zip(shares, prices, strict=True))
    left = revenue - math.fsum(w * c for w, c in zip(shares, costs, strict=True))
    if left <= 0:
        return Portfolio(known(revenue), left, ratio(left, revenue), None, "a mean subscriber leaves nothing")
    if math.isnan(need / left):
        return Portfolio(known(revenue), known(left), ratio(left, revenue), None, UNKNOWN)
    return Portfolio(known(revenue), left, ratio(left, revenue), whole(need / left))


def whole(quotient: float) -> int:
    """The next whole number; a quotient that misses one by rounding alone is that one."""
    near = round(quotient)
    return near if math.isclose(quotient, near, rel_tol=1e-12) else math.ceil(quotient)

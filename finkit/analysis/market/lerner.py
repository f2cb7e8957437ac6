"""Price, cost and margin under demand with an exponential tail: METHODS 1.1, essay 002, Lerner (1934).

A task saves hours that are exponentially distributed; an hour is worth a wage, a task takes tokens. So what a Mtok is
worth is exponential too, with mean z, and demand at price p is exp(-p/z) of all tasks. Firms with conduct k (1 a
monopoly, 1/n n equal firms under Cournot, 0 price taking) stop where (p - MC)/p = k z/p. Two questions follow, told
apart: `implied_cost` holds the price and infers the cost, `equilibrium` holds the cost and solves for the price.
Prices, costs and z per Mtok; tokens in Mtok; margins and shares as fractions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.market.chain import amounts, chain
from finkit.analysis.measures import Floats, Measure

NO_OPTIMUM = (
    "the price is below conduct times the mean value of a Mtok: demand is inelastic there, no firm would stop at it, "
    "and the cost implied is negative"
)
MIXED = "the {what} is {ratio:,.4g} times what a Mtok is worth on average: are tokens and prices in one unit?"
MISSING = "an input is missing: no margin follows"
FAR = 100.0

DEMAND = (
    Measure("mean_value", "What a Mtok is worth on average", "wage * hours / tokens", "price",
            "Wage times mean hours saved, over the Mtok of a task: mean willingness to pay for a Mtok."),
)  # fmt: skip
CONDUCT = Measure("conduct", "Conduct", "1 / firms", "plain", "One over the number of equal firms under Cournot.")
PRICE_HELD = (
    Measure("demand_elasticity", "Elasticity of demand", "0 - market_price / mean_value", "plain",
            "Percent of tasks lost per percent of price, at the price."),
    Measure("tasks_served", "Tasks worth running at the price", "exp(demand_elasticity)", "ratio",
            "Tasks whose value exceeds what their tokens cost."),
    Measure("implied_cost", "Marginal cost that the price implies", "market_price - conduct * mean_value", "price",
            "The cost at which firms with that conduct would stop at the price."),
    Measure("held_margin", "Margin at the price", "conduct * mean_value / market_price", "ratio",
            "Price less implied cost, over price."),
)  # fmt: skip
COST_HELD = (
    Measure("solved_price", "Price in equilibrium", "marginal_cost + conduct * mean_value", "price",
            "Where firms with that conduct and cost stop."),
    Measure("solved_margin", "Margin in equilibrium", "conduct * mean_value / solved_price", "ratio",
            "Price less cost, over price, once the price has moved."),
    Measure("solved_served", "Tasks worth running at that price", "exp(0 - solved_price / mean_value)", "ratio",
            "Tasks whose value exceeds what their tokens cost at that price."),
    Measure("market_revenue", "Revenue of all firms", "solved_price * solved_served", "price",
            "Per Mtok that all tasks would use at a price of zero."),
    Measure("market_profit", "Gross profit of all firms", "conduct * mean_value * solved_served", "price",
            "Per Mtok that all tasks would use at a price of zero."),
    Measure("firm_profit", "Gross profit of each firm", "conduct * market_profit", "price",
            "Per Mtok that all tasks would use at a price of zero."),
    Measure("users_surplus", "What users keep", "mean_value * solved_served", "price",
            "Value above price of the tasks that are run, per potential Mtok."),
    Measure("lost_surplus", "Lost to a price above cost",
            "mean_value * exp(0 - marginal_cost / mean_value) - users_surplus - market_profit", "price",
            "Value above cost of tasks that are not run because the price is above cost, per potential Mtok."),
)  # fmt: skip
USERS_PART = Measure("users_part", "Users' part of the surplus", "1 / (1 + conduct)", "ratio",
                     "n/(n+1) with n equal firms: the rest is the firms' gross profit.")  # fmt: skip

SLOPES = (
    Measure("slope_hours", "Implied cost per hour saved", "0 - conduct * wage / tokens", "price",
            "What the implied cost does as the mean saving rises by an hour."),
    Measure("slope_wage", "Implied cost per unit of wage", "0 - conduct * hours / tokens", "price",
            "What the implied cost does as the wage rises by one."),
    Measure("slope_tokens", "Implied cost per Mtok a task", "conduct * wage * hours / (tokens * tokens)", "price",
            "What the implied cost does as a task takes a Mtok more."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Implied:
    """What a price says: z, elasticity, margin, cost, share of tasks served; arrays as the inputs broadcast.

    `valid` is False where the implied cost is negative or missing; `flag` tells the former, or units that look mixed.
    """

    mean_value: Floats
    elasticity: Floats
    margin: Floats
    cost: Floats
    served: Floats
    valid: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    flag: str


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """The equilibrium at a cost: arrays as the inputs broadcast; money per potential Mtok, of all firms together.

    `elasticity` is that of demand at the price solved for, -p/z.
    `firm_profit` is that of one of n equal firms, missing where conduct is given. `pass_through` is 1: a dollar of
    cost becomes a dollar of price under exponential demand.
    """

    mean_value: Floats
    elasticity: Floats
    price: Floats
    margin: Floats
    served: Floats
    revenue: Floats
    profit: Floats
    firm_profit: Floats
    users: Floats
    lost: Floats
    users_part: Floats
    pass_through: float
    flag: str


@dataclass(frozen=True, slots=True)
class Slopes:
    """What the implied cost does as one input moves by 1: per hour saved, unit of wage, Mtok a task, unit of price."""

    hours: Floats
    wage: Floats
    tokens: Floats
    price: float = 1.0


def mean_value(tokens: ArrayLike, hours: ArrayLike, wage: ArrayLike) -> Floats:
    """What a Mtok is worth on average: wage x hours / tokens, each above 0."""
    given = {
        "tokens": amounts("tokens", tokens, above=0),
        "hours": amounts("hours", hours, above=0),
        "wage": amounts("wage", wage, above=0),
    }
    return chain(DEMAND, given)["mean_value"]


def implied_cost(
    price: ArrayLike, value: ArrayLike, *, firms: ArrayLike | None = None, conduct: ArrayLike | None = None
) -> Implied:
    """The price held: the marginal cost and margin that it implies, with `value` the mean value z of a Mtok.

    `firms` equal firms (whole, 1 or more) or `conduct` (0 to 1), not both; price and value above 0.
    """
    p, z = amounts("price", price, above=0), amounts("value", value, above=0)
    found = chain(PRICE_HELD, {"market_price": p, "mean_value": z, "conduct": conduct_of(firms, conduct)})
    cost = found["implied_cost"]
    flag = NO_OPTIMUM if (cost < 0).any() else MISSING if np.isnan(cost).all() else mixed(p, z)
    return Implied(
        z, found["demand_elasticity"], found["held_margin"], cost, found["tasks_served"], np.asarray(cost >= 0), flag
    )


def equilibrium(
    cost: ArrayLike, value: ArrayLike, *, firms: ArrayLike | None = None, conduct: ArrayLike | None = None
) -> Equilibrium:
    """The cost held: the price, margin, quantity and surplus that competition leads to; cost 0 or more."""
    c, z = amounts("cost", cost, least=0), amounts("value", value, above=0)
    k = conduct_of(firms, conduct)
    found = chain((*COST_HELD, USERS_PART), {"marginal_cost": c, "mean_value": z, "conduct": k})
    each = found["firm_profit"] if conduct is None else np.full_like(found["firm_profit"], np.nan)
    flag = "price and cost are both zero: no margin" if (found["solved_price"] == 0).any() else ""
    flag = MISSING if np.isnan(found["solved_price"]).all() else flag
    return Equilibrium(
        z, -found["solved_price"] / z, found["solved_price"], found["solved_margin"], found["solved_served"],
        found["market_revenue"], found["market_profit"], each, found["users_surplus"], found["lost_surplus"],
        found["users_part"], 1.0, flag,
    )  # fmt: skip


def slopes(tokens: ArrayLike, hours: ArrayLike, wage: ArrayLike, *, conduct: ArrayLike = 1.0) -> Slopes:
    """How the implied cost moves with each input: -wage/tokens, -hours/tokens and z/tokens, times conduct."""
    mean_value(tokens, hours, wage)
    given = {"tokens": tokens, "hours": hours, "wage": wage, "conduct": conduct_of(None, conduct)}
    found = chain(SLOPES, given)
    return Slopes(found["slope_hours"], found["slope_wage"], found["slope_tokens"])


def conduct_of(firms: ArrayLike | None, conduct: ArrayLike | None) -> Floats:
    """Conduct as given, or one over the number of firms; ValueError where both or neither is given."""
    if (firms is None) == (conduct is None):
        raise ValueError(f"firms = {firms!r}, conduct = {conduct!r}: give one of the two")
    if conduct is not None:
        return amounts("conduct", conduct, least=0, most=1)
    held = amounts("firms", firms, least=1)
    if (held[~np.isnan(held)] % 1 != 0).any():
        raise ValueError(f"firms = {firms!r}: give whole numbers")
    return CONDUCT.parsed.evaluate({"firms": held})


def mixed(price: ArrayLike, value: ArrayLike) -> str:
    """A question where price and mean value lie so far apart that one may be per thousand tokens; else empty."""
    ratio = np.asarray(price, dtype=float) / np.asarray(value, dtype=float)
    far = ratio[(ratio >= FAR) | (ratio <= 1 / FAR)] if ratio.ndim else ratio
    doubtful = far.size and bool(((far >= FAR) | (far <= 1 / FAR)).any())
    return MIXED.format(what="price", ratio=float(far.flat[0])) if doubtful else ""

"""Entry: what each new firm does to price and profit, and how many a fixed cost leaves room for. METHODS 8."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.given import known, number
from finkit.analysis.market.chain import amounts, chain
from finkit.analysis.market.lerner import CONDUCT, COST_HELD, Equilibrium, equilibrium
from finkit.analysis.measures import Floats, Measure

MOST = 10_000

ENTRY = (
    Measure("profit_each", "Gross profit of each firm a period", "potential * firm_profit", "money",
            "Potential Mtok times the profit of one firm per potential Mtok."),
    Measure("room", "Whether one more firm pays for itself", "where(profit_each >= entry_cost, 1, 0)", "0 or 1",
            "1 where each of so many firms earns the fixed cost of being in the market."),
)  # fmt: skip

WAR = (
    Measure("war_price", "Price / price of one firm", "solved_price / first_solved_price", "ratio",
            "What entry leaves of the price that one firm would take."),
    Measure("war_revenue", "Revenue / revenue of one firm", "market_revenue / first_market_revenue", "ratio",
            "A lower price brings more tasks, so revenue moves less than the margin."),
    Measure("war_profit", "Gross profit / revenue of one firm", "market_profit / first_market_revenue", "ratio",
            "What entry leaves of the gross profit of all firms, over the revenue that one firm would have."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FreeEntry:
    """How many firms a fixed cost leaves room for: the largest n at which each earns it, 0 where even one does not.

    `profits` is the gross profit a period of each firm at 1, 2, ... n + 1 firms, in the unit of the fixed cost.
    `firms` is None where an input is missing or entry never stops; `flag` says which.
    """

    firms: int | None
    profits: tuple[float | None, ...]
    flag: str = ""


def price_war(firms: ArrayLike, costs: ArrayLike, value: float | None) -> Equilibrium:
    """The path of price, margin, quantity, revenue and gross profit as firms enter: `p = MC + z/n` at each step.

    `firms` (whole, 1 or more) a step, marginal `costs` (0 or more) a step or one for all; per potential Mtok.
    """
    n, c = amounts("n", firms, least=1), amounts("mc", costs, least=0)
    if c.ndim and c.shape != n.shape:
        raise ValueError(f"mc has {c.size} values: give {n.size}, one for each of n")
    return equilibrium(c, number("zbar", value, above=0), firms=n)


def profits_each(firms: Floats, cost: float, value: float, potential: float) -> Floats:
    """Gross profit of each of so many firms a period, at `potential` Mtok."""
    given = {"firms": firms, "marginal_cost": cost, "mean_value": value, "potential": potential}
    return chain((CONDUCT, *COST_HELD, ENTRY[0]), given)["profit_each"]


def free_entry(
    potential: float | None, value: float | None, cost: float | None, fixed_cost: float | None
) -> FreeEntry:  # fmt: skip
    """The number of firms at which one more would not earn `fixed_cost` (0 or more) a period.

    `potential` Mtok a period (above 0) is what all tasks would use at a price of zero; `value` is z, `cost` is MC.
    """
    m, z = number("potential_mtok", potential, above=0), number("zbar", value, above=0)
    c, f = number("mc", cost, least=0), number("fixed_cost", fixed_cost, least=0)
    if math.isnan(m + z + c + f):
        return FreeEntry(None, (), "an input is missing")
    found = profits_each(np.arange(1.0, MOST + 2), c, z, m)
    pays = found >= f
    if pays.all():
        return FreeEntry(None, tuple(found[:6].tolist()), f"more than {MOST:,} firms have room: entry does not stop")
    n = int(np.argmin(pays))
    return FreeEntry(n, tuple(known(p) for p in found[: n + 1]), "" if n else "even one firm does not earn it")

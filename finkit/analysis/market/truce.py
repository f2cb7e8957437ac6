"""The truce: how patient firms must be to keep a price, or R&D, that each gains by breaking. METHODS 1.1(c), essay 004.

A truce holds where the discount factor a period is d* = (D - C)/(D - N) or more: C is what a firm earns while it holds,
N what it earns ever after a breach, D what it earns in the period in which it breaks it alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.given import known, number
from finkit.analysis.market.chain import amounts, chain
from finkit.analysis.market.lerner import conduct_of
from finkit.analysis.measures import Floats, Measure

# The best deviation sells (R/u - R) with u exp(u) = (n - 1)/n, R what the others sell. Newton's steps from ln(1 + a)
# reach the fifteenth digit in four; u depends on the number of firms alone, and so does d*.
STEPS = 4
_NEWTON = "({u} * {u} + others_share * exp(0 - {u})) / ({u} + 1)"
_START = Measure("deviation_0", "Deviation, first step", "ln(1 + others_share)", "plain", "Where Newton's steps begin.")
_NEXT = tuple(
    Measure(f"deviation_{k + 1}", f"Deviation, step {k + 1}", _NEWTON.format(u=f"deviation_{k}"), "plain",
            "The quantity u with u exp(u) equal to the others' share of the firms.")
    for k in range(STEPS)
)  # fmt: skip
_U = f"deviation_{STEPS}"
_LIMIT = Measure(
    "truce_discount", "Discount factor that holds the truce",
    "(deviating - colluding) / (deviating - competing)", "plain",
    "The least worth today of 1 next period at which keeping the truce pays.",
)  # fmt: skip
TRUCE = (
    Measure("others_share", "Part of the firms that keeps to it", "1 - conduct", "ratio", "(n - 1)/n."),
    _START,
    *_NEXT,
    Measure("shared_monopoly", "Sales at the monopoly's price", "exp(0 - 1 - marginal_cost / mean_value)", "ratio",
            "Tasks served while the truce holds."),
    Measure("colluding", "Profit of each while it holds", "conduct * mean_value * shared_monopoly", "price",
            "The monopoly's profit, shared; per potential Mtok."),
    Measure("competing", "Profit of each after it", "conduct * conduct * mean_value * exp(0 - conduct"
            " - marginal_cost / mean_value)", "price", "The profit of one firm under Cournot; per potential Mtok."),
    Measure("deviating", "Profit of the one that breaks it",
            f"others_share * shared_monopoly * mean_value * (1 - {_U}) * (1 - {_U}) / {_U}", "price",
            "In the one period before the others answer; per potential Mtok."),
    _LIMIT,
)  # fmt: skip
RACE = (
    Measure("colluding", "Profit of each while R&D is held", "conduct * race_profit - held_research", "money",
            "An equal part of the market's gross profit less the R&D agreed on."),
    Measure("deviating", "Profit of the one that races", "racer_share * race_profit - race_research", "money",
            "The share of users that the best model draws, less the R&D that makes it the best."),
    Measure("competing", "Profit of each once all race", "conduct * race_profit - race_research", "money",
            "An equal part again, less the R&D of a race."),
    _LIMIT,
)  # fmt: skip

SWITCHES = (
    Measure("research_under_switch", "R&D of each firm", "where(race > 0, race_research, held_research)", "money",
            "Held, or raced where the switch is 1."),
    Measure("gross_under_switch", "Gross profit of each firm",
            "potential * where(price_war > 0, competing, colluding)", "money",
            "At the price of the truce, or fought over where the switch is 1."),
    Measure("profit_under_switches", "Profit of each firm after R&D", "gross_under_switch - research_under_switch",
            "money", "A period's gross profit less R&D: a price war and an R&D race are two switches."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truce:
    """What a firm earns while a truce holds, after it and by breaking it; the discount factor that holds it.

    Profits per potential Mtok (price) or in the unit given (R&D). `flags` tells, for a scalar, what a discount factor
    outside 0 to 1 means; `discount` is None there.
    """

    colluding: Floats
    competing: Floats
    deviating: Floats
    discount: Floats
    flag: str = ""


def price_truce(cost: ArrayLike, value: ArrayLike, firms: ArrayLike) -> Truce:
    """A truce on the price among `firms` (whole, 2 or more) at marginal `cost` and mean value z.

    The discount factor depends on the number of firms alone.
    """
    amounts("firms", firms, least=2)
    given = {
        "marginal_cost": amounts("cost", cost, least=0), "mean_value": amounts("value", value, above=0),
        "conduct": conduct_of(firms, None),
    }  # fmt: skip
    found = chain(TRUCE, given)
    return Truce(found["colluding"], found["competing"], found["deviating"], found["truce_discount"])


def research_truce(
    profit: float | None, firms: float | None, racer_share: float | None, held: float | None, race: float | None
) -> Truce:
    """A truce on R&D: `profit` is the market's gross profit a period, `held` and `race` R&D of a firm under each.

    `racer_share` (0 to 1) is the part of users that the one that races draws. Where racing alone gains nothing the
    truce holds by itself; where racing of all is no worse than the truce, none can hold: the discount is missing then.
    """
    amounts("firms", firms, least=2)
    given = {
        "race_profit": number("profit", profit, least=0), "conduct": conduct_of(firms, None),
        "racer_share": number("racer_share", racer_share, least=0, most=1),
        "held_research": number("held", held, least=0), "race_research": number("race", race, least=0),
    }  # fmt: skip
    found = chain(RACE, given)
    c, n, d = (float(found[name]) for name in ("colluding", "competing", "deviating"))
    flag = ""
    if known(c + n + d) is None:
        flag = "an input is missing"
    elif d <= c:
        flag = "racing alone gains nothing: the truce holds by itself"
    elif n >= c:
        flag = "a race of all is no worse than the truce: no patience holds it"
    discount = np.asarray(np.nan) if flag else found["truce_discount"]
    return Truce(found["colluding"], found["competing"], found["deviating"], discount, flag)

"""Pass-through: what a fall of cost does to a price, to a reseller, to a bet on it. METHODS 1.4, 1.5; essay 003."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.given import known, number, unknown
from finkit.analysis.market.chain import amounts, chain
from finkit.analysis.measures import Floats, Measure

DEMANDS = ("exponential", "linear", "isoelastic_E, with E the elasticity, such as isoelastic_2")
_ISOELASTIC = re.compile(r"isoelastic_([0-9]*[.]?[0-9]+)")

RATES = {
    "exponential": Measure("rate_exponential", "Exponential demand", "firms / firms", "plain",
                           "A dollar of cost moves the price by a dollar, however many firms."),
    "linear": Measure("rate_linear", "Linear demand", "firms / (firms + 1)", "plain",
                      "A monopoly passes half on; many firms pass all on."),
    "isoelastic": Measure("rate_isoelastic", "Demand of constant elasticity",
                          "firms * steepness / maximum(firms * steepness - 1, 0)", "plain",
                          "More than all is passed on; none where n times the elasticity is 1 or less."),
}  # fmt: skip
RESELLER = (
    Measure("resale_profit", "Gross profit", "retail - wholesale", "plain", "What the reseller keeps."),
    Measure("resale_margin", "Gross margin", "resale_profit / retail", "ratio", "Of the retail price."),
    Measure("resale_markup", "Markup", "resale_profit / wholesale", "ratio", "Over the wholesale price."),
    Measure("same_percent_retail", "Retail at the same markup", "new_wholesale * retail / wholesale", "plain",
            "The retail price where the markup stays as a percentage."),
    Measure("same_percent_profit", "Gross profit at the same markup", "same_percent_retail - new_wholesale", "plain",
            "It moves with the bill: the reseller wants bigger bills."),
    Measure("same_dollar_retail", "Retail at the same amount", "new_wholesale + resale_profit", "plain",
            "The retail price where the amount added stays."),
    Measure("same_dollar_margin", "Gross margin at the same amount", "resale_profit / maximum(same_dollar_retail, 0)",
            "ratio", "It rises as the bill falls; none where that retail price would not be above zero."),
)  # fmt: skip
BET = (
    Measure("bet_profit_now", "Gross profit now", "bet_price - token_cost", "money", "Price less cost of tokens."),
    Measure("bet_margin_now", "Margin now", "bet_profit_now / bet_price", "ratio", "Of the price."),
    Measure("bet_cost_next", "Cost of tokens after the decline", "token_cost * (1 - cost_decline) * use_growth",
            "money", "At the cost and the use expected."),
    Measure("bet_profit_next", "Gross profit then", "bet_price - bet_cost_next", "money", "At a price that stays."),
    Measure("bet_margin_next", "Margin then", "bet_profit_next / bet_price", "ratio", "At a price that stays."),
    Measure("break_even_decline", "Decline at which the margin is zero", "1 - bet_price / (token_cost * use_growth)",
            "ratio", "At the growth of use expected."),
    Measure("break_even_growth", "Growth of use at which the margin is zero",
            "bet_price / (token_cost * (1 - cost_decline))", "times", "At the decline expected."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resale:
    """What a reseller keeps now and after its wholesale price moves; money as given, margins and markup fractions.

    `percent_change` is what its gross profit changes by where the markup stays a percentage. What depends on a new
    wholesale price is None without one; `flag` says what is missing or undefined.
    """

    profit: float | None
    margin: float | None
    markup: float | None
    percent_retail: float | None
    percent_profit: float | None
    dollar_retail: float | None
    dollar_margin: float | None
    flag: str = ""

    @property
    def percent_change(self) -> float | None:
        """The change of gross profit at the same markup."""
        if self.percent_profit is None or not self.profit:
            return None
        return self.percent_profit / self.profit - 1

    @property
    def wants(self) -> str:
        """Who wants bigger bills, in words; empty where the reseller keeps nothing or no new price is known."""
        if self.percent_profit is None or self.profit is None or self.profit <= 0:
            return ""
        return "a markup in percent earns more on a bigger bill; an amount a bill earns the same on any"


@dataclass(frozen=True, slots=True)
class Bet:
    """A price held while the cost of tokens falls: profit and margin now and then, and the two break-evens.

    `break_even_decline` below 0 says by how much cost may rise. `flags` says, by field, what is None or to be doubted.
    """

    profit_now: float | None
    margin_now: float | None
    cost_next: float | None
    profit_next: float | None
    margin_next: float | None
    break_even_decline: float | None
    break_even_growth: float | None
    flags: dict[str, str] = field(default_factory=dict)


def pass_through_rate(demand: str, firms: ArrayLike) -> Floats:
    """dp/dMC of `firms` equal firms under Cournot, by form of demand: exponential, linear, or isoelastic_E.

    ValueError for another form, and for n times the elasticity of 1 or less, where no price is the best.
    """
    n = amounts("n_firms", firms, least=1)
    if (n[~np.isnan(n)] % 1 != 0).any():
        raise ValueError(f"n_firms = {firms!r}: give whole numbers")
    if demand in ("exponential", "linear"):
        return chain([RATES[demand]], {"firms": n})[RATES[demand].name]
    found = _ISOELASTIC.fullmatch(str(demand))
    if found is None:
        raise ValueError(f"demand = {demand!r}: use one of {', '.join(DEMANDS)}")
    slope = number("elasticity", float(found[1]), above=0)
    if (n * slope <= 1).any():
        least = float(n[n * slope <= 1].flat[0])
        raise ValueError(
            f"demand = {demand!r} with n_firms = {least:g}: n times the elasticity is {least * slope:g}, "
            "give them so that it is above 1"
        )
    return chain([RATES["isoelastic"]], {"firms": n, "steepness": np.asarray(slope)})["rate_isoelastic"]


def resale(wholesale: float | None, retail: float | None, new_wholesale: float | None = None) -> Resale:
    """A reseller's margin now, and after wholesale moves; wholesale and new wholesale 0 or more, retail above 0.

    Retail below wholesale is a negative margin, not an error.
    """
    given = {
        "wholesale": number("wholesale", wholesale, least=0), "retail": number("retail", retail, above=0),
        "new_wholesale": number("new_wholesale", new_wholesale, least=0),
    }  # fmt: skip
    found = {name: known(float(value)) for name, value in chain(RESELLER, given).items()}
    flag = "the wholesale price is zero: no markup" if wholesale == 0 else unknown(given)
    dollar = found["same_dollar_retail"]
    if dollar is not None and dollar <= 0:
        flag = "at the same amount the retail price would not be above zero: no margin on it"
    return Resale(
        found["resale_profit"], found["resale_margin"], found["resale_markup"], found["same_percent_retail"],
        found["same_percent_profit"], found["same_dollar_retail"], found["same_dollar_margin"], flag,
    )  # fmt: skip


def price_bet(
    price: float | None, token_cost: float | None, cost_decline: float | None, use_growth: float | None = 1.0
) -> Bet:
    """A `price` above 0 held while cost falls by `cost_decline` (0 to 1) and use of tokens grows `use_growth` times.

    `token_cost` (0 or more) is what the tokens of that price cost now.
    """
    given = {
        "bet_price": number("price", price, above=0), "token_cost": number("token_cost", token_cost, least=0),
        "cost_decline": number("expected_cost_decline", cost_decline, least=0, most=1),
        "use_growth": number("token_use_growth", use_growth, above=0),
    }  # fmt: skip
    found = {name: known(float(value)) for name, value in chain(BET, given).items()}
    missing = unknown({name.removeprefix("bet_"): value for name, value in given.items()})
    flags = {name: missing for name in ("break_even_decline", "break_even_growth") if missing and found[name] is None}
    if token_cost == 0:
        flags["break_even_decline"] = "tokens cost nothing: there is nothing to fall"
    elif (found["break_even_decline"] or 0.0) < 0:
        flags["break_even_decline"] = "below zero: the margin is positive without a decline"
    if given["token_cost"] == 0 or given["cost_decline"] == 1:
        flags["break_even_growth"] = "tokens will cost nothing: no growth of use takes the margin to zero"
    return Bet(
        found["bet_profit_now"], found["bet_margin_now"], found["bet_cost_next"], found["bet_profit_next"],
        found["bet_margin_next"], found["break_even_decline"], found["break_even_growth"], flags,
    )  # fmt: skip

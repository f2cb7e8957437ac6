"""A market as an answer: what the price says of cost, and the margin by number of firms under both closures."""

from __future__ import annotations

import numpy as np

from finkit.analysis.answer import Answer, Finding, Listing
from finkit.analysis.given import known
from finkit.analysis.market.cases import conduct_in_words
from finkit.analysis.market.markets import ASSUMES, CRITIC, FIRMS, MarketResult
from finkit.analysis.market.passthrough import Bet, Resale
from finkit.analysis.measures import Floats

SOURCES = ("essay 002; Lerner (1934)", "Weyl and Fabinger (2013) on conduct", "Friedman (1971) on truces")
NO_OPTIMUM = "no firm would stop at this price: the cost implied is below 0"
AT_AN_END = "at one end of the ranges no firm would stop at the price: the cost implied is below 0"


def answer_of(found: MarketResult) -> Answer:
    """The answer of one market."""
    unit = f"{found.row.currency}/{found.row.price_per}"
    sources = (found.row.source or "inputs: as asked, assumed", *SOURCES)
    return Answer(
        f"What does the price say of cost in {found.row.name}, and what does competition do to the margin?",
        tuple(_figures(found, unit)),
        "z = wage x hours / tokens; price held: cost = price - z/n; cost held: price = cost + z/n; margin z/(n price)",
        f"{ASSUMES}.", CRITIC, found.flags, sources, tuple(_tables(found, unit)),
    )  # fmt: skip


def _figures(found: MarketResult, unit: str) -> list[Finding]:
    cases, conduct = found.cases, conduct_in_words(found.row)
    figures = [
        _finding("mean_value", "What a token's worth is on average (z)", cases.value, unit, "wage x hours / tokens")
    ]
    if found.own is not None:
        figures += [
            _finding("price", "Price", cases.price, unit, "as given, or blended"),
            _finding("elasticity", "Elasticity of demand at the price", found.own.elasticity, "", "-price / z"),
            _finding("tasks_served", "Tasks worth running at the price", found.own.served, "ratio", "exp(-price / z)"),
            _finding("implied_cost", f"Cost implied under {conduct}", found.own.cost, unit, "price - conduct z"),
            _finding("held_margin", f"Margin implied under {conduct}", found.own.margin, "ratio", "conduct z / price"),
            _finding("slope_six_minutes", "Cost implied, as six minutes more are saved",
                     found.own.cost[:1] + found.slopes.hours / 10, unit),
        ]  # fmt: skip
    figures.append(
        Finding("truce_discount_2", "Discount factor that holds a truce of two firms",
                known(float(found.truce_discounts[0])), "", "least worth today of 1 next period")
    )  # fmt: skip
    return figures


def _finding(name: str, label: str, values: Floats, unit: str, says: str = "") -> Finding:
    """A figure with its range; a margin above 1 is none, and a cost below 0 says why that is no cost."""
    value, low, high = (known(float(v)) for v in (values[0], values.min(), values.max()))
    if name == "held_margin" and (high or 0.0) > 1:
        return Finding(name, label, _margin(value), unit, says, _margin(low), None,
                       NO_OPTIMUM if (value or 0.0) > 1 else AT_AN_END)  # fmt: skip
    told = name in ("implied_cost", "slope_six_minutes") and (low or 0.0) < 0
    why = "" if not told else NO_OPTIMUM if (value or 0.0) < 0 else AT_AN_END
    return Finding(name, label, value, unit, says, low, high, why)


def _margin(value: float | None) -> float | None:
    """A margin that a price implies, None above 1: there the cost is below 0 and no firm would stop."""
    return None if value is not None and value > 1 else value


def _tables(found: MarketResult, unit: str) -> list[Listing]:
    s, held = found.solved, found.held
    cost = known(float(found.cases.cost[0]))
    at = "not known" if cost is None else f"{cost:g} {unit} ({found.cases.cost_from})"
    ends = _ends(s.margin)
    heads: tuple[str, ...] = ("Firms", "Price", "Margin", *ends, "Tasks run", "Profit of all", "Users hold")
    units: tuple[str, ...] = ("", "ratio", *("ratio" for _ in ends), "ratio", "", "ratio")
    rows = tuple(
        (str(n), (known(float(s.price[i, 0])), *_ranged(s.margin, i),
                  *(known(float(v[i, 0])) for v in (s.served, s.profit, s.users_part))))
        for i, n in enumerate(FIRMS)
    )  # fmt: skip
    tables = [Listing(f"Cost held at {at}: what competition does", heads, units, rows)]
    if held is not None:
        told = tuple((str(n), (known(float(held.cost[i, 0])), *map(_margin, _ranged(held.margin, i))))
                     for i, n in enumerate(FIRMS))  # fmt: skip
        caption = f"Price held at {found.cases.price[0]:g} {unit}: the cost that each number of firms would imply"
        ends = _ends(held.margin)
        heads, units = ("Firms", "Cost implied", "Margin", *ends), ("", "ratio", *("ratio" for _ in ends))
        tables.insert(0, Listing(caption, heads, units, told))
    passed = found.pass_through
    tables.append(Listing("What of a dollar of cost reaches the price, by form of demand", ("Firms", *passed),
                          ("ratio",) * len(passed),
                          tuple((str(n), tuple(known(float(rate[i])) for rate in passed.values()))
                                for i, n in enumerate(FIRMS))))  # fmt: skip
    return tables


def _ends(margins: Floats) -> tuple[str, ...]:
    """Heads for the least and the most of a margin, where the ranges of the inputs move it."""
    return () if np.array_equal(margins, margins[:, :1].repeat(3, axis=1), equal_nan=True) else ("least", "most")


def _ranged(margins: Floats, i: int) -> tuple[float | None, ...]:
    """The margin of a number of firms as given, and its ends where it has any."""
    return tuple(known(float(value)) for value in (margins[i] if _ends(margins) else margins[i, :1]))


def answer_of_resale(found: Resale) -> Answer:
    """The answer on a reseller."""
    figures = (
        Finding("resale_profit", "Gross profit now", found.profit),
        Finding("resale_margin", "Gross margin now", found.margin, "ratio"),
        Finding("resale_markup", "Markup now", found.markup, "ratio"),
        Finding("same_percent_retail", "Retail then, same markup", found.percent_retail),
        Finding("same_percent_profit", "Gross profit then, same markup", found.percent_profit),
        Finding("same_percent_change", "Change of gross profit, same markup", found.percent_change, "ratio"),
        Finding("same_dollar_retail", "Retail then, same amount", found.dollar_retail),
        Finding("same_dollar_margin", "Gross margin then, same amount", found.dollar_margin, "ratio"),
    )
    return Answer(
        "What does a reseller keep as its wholesale price moves, and who wants bigger bills?", figures,
        "same markup: retail = new wholesale x retail / wholesale; same amount: retail = new wholesale + gross profit",
        "one tier of resale.", "volume discounts, commitments and models of the reseller's own are left out.",
        (f"Read off: {found.wants}.",) if found.wants else (), ("essay 003",),
    )  # fmt: skip


def answer_of_bet(found: Bet) -> Answer:
    """The answer on a price held while cost falls."""
    why = found.flags.get
    figures = (
        Finding("bet_margin_now", "Margin now", found.margin_now, "ratio"),
        Finding("bet_cost_next", "Cost of tokens then", found.cost_next),
        Finding("bet_profit_next", "Gross profit then", found.profit_next),
        Finding("bet_margin_next", "Margin then", found.margin_next, "ratio"),
        Finding("break_even_decline", "Decline at which the margin is zero", found.break_even_decline, "ratio",
                why=why("break_even_decline", "")),
        Finding("break_even_growth", "Growth of use at which it is zero", found.break_even_growth, "times",
                why=why("break_even_growth", "")),
    )  # fmt: skip
    return Answer(
        "What is the margin once the cost of tokens has fallen, at a price that stays?", figures,
        "margin = 1 - cost x (1 - decline) x growth of use / price", "the price stays.",
        "competition takes the price down with cost, and the decline holds at a fixed quality: users move on.",
        (), ("essay 003, Kilo",),
    )  # fmt: skip

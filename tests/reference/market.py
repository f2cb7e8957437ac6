"""Adapters of the market: the names of the reference cases to finkit's own. They only rename."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

import numpy as np

from finkit.analysis.market.chain import amounts, pick
from finkit.analysis.market.cournot import by_share, rivals
from finkit.analysis.market.entry import free_entry, price_war
from finkit.analysis.market.lerner import equilibrium, implied_cost, mean_value, slopes
from finkit.analysis.market.open_weights import limit_price
from finkit.analysis.market.passthrough import pass_through_rate, price_bet, resale
from tests.reference.shape import listed

Case = dict[str, Any]
ESSAY_HOURS = 0.4
# A number of firms that a case leaves out; one that it gives as null is not known.
ABSENT = object()


def lerner(
    tokens_per_task_mtok: Any,
    mean_hours_saved: Any,
    wage_usd_per_hour: Any,
    price_usd_per_mtok: Any = None,
    mc_usd_per_mtok: Any = None,
    n_firms: Any = ABSENT,
    theta: Any = None,
    variant: str = "",
) -> Case:
    value = mean_value(tokens_per_task_mtok, mean_hours_saved, wage_usd_per_hour)
    n_firms = None if n_firms is ABSENT else math.nan if n_firms is None else n_firms
    if variant == "mode=mc_held" or (not variant and price_usd_per_mtok is None and mc_usd_per_mtok is not None):
        return _solved(value, amounts("tokens", tokens_per_task_mtok), mc_usd_per_mtok, n_firms, theta)
    found = implied_cost(price_usd_per_mtok, value, firms=n_firms, conduct=theta)
    case = {
        "zbar": pick(value),
        "elasticity": pick(found.elasticity),
        "lerner": pick(found.margin),
        "price": price_usd_per_mtok,
        "implied_mc": pick(found.cost),
        "quantity_share": pick(found.served),
        "share_of_tasks_served": pick(found.served),
        "valid": bool(found.valid.all()),
        "flag": found.flag,
    }
    if variant == "sensitivity":
        at = [_point(given) for given in (tokens_per_task_mtok, mean_hours_saved, wage_usd_per_hour)]
        moved = slopes(*at, conduct=theta if n_firms is None else 1 / _point(n_firms))
        case |= {"dMC_dS": pick(moved.hours), "dMC_dwage": pick(moved.wage), "dMC_dN": pick(moved.tokens)}
    return case


def _solved(value: Any, tokens: Any, mc: Any, n_firms: Any, theta: Any) -> Case:
    found = equilibrium(mc, value, firms=n_firms, conduct=theta)
    return {
        "zbar": pick(value),
        "elasticity": pick(found.elasticity),
        "price": pick(found.price),
        "lerner": pick(found.margin),
        "implied_mc": mc,
        "quantity_share": pick(found.served),
        "share_of_tasks_served": pick(found.served),
        "industry_profit_per_potential_task": pick(tokens * found.profit),
        "profit_per_firm_per_potential_task": pick(tokens * found.firm_profit),
        "consumer_surplus_per_potential_task": pick(tokens * found.users),
        "deadweight_loss_per_potential_task": pick(tokens * found.lost),
        "pass_through": found.pass_through,
        "valid": not np.isnan(found.price).any(),
        "flag": found.flag,
    }


def _point(given: Any) -> Any:
    """Where slopes are taken: a number itself; of values tried the essay's 0.4 hours, else their middle."""
    if not isinstance(given, Sequence):
        return given
    known = [value for value in given if value is not None]
    if not known:
        raise ValueError(f"{list(given)!r}: give one number or more")
    return ESSAY_HOURS if ESSAY_HOURS in known else median(known)


def weighted(shares: Sequence[float], abs_elasticity: float, variant: str = "") -> Case:
    found = by_share(shares, abs_elasticity)
    return {
        "firm_margins": list(found.margins),
        "hhi": found.hhi,
        "share_weighted_margin": found.mean,
        "flag": found.flag,
    }


def asymmetric(mc: Sequence[float], zbar: float, variant: str = "") -> Case:
    found = rivals(mc, zbar)
    return {
        "price": found.price,
        "shares": list(found.shares),
        "active": found.active,
        "margins": list(found.margins),
        "hhi": found.hhi,
        "flag": found.flag,
    }


def reseller(wholesale: float, retail: float, new_wholesale: float | None = None, variant: str = "") -> Case:
    found = resale(wholesale, retail, new_wholesale)
    return {
        "gross_profit": found.profit,
        "gross_margin": found.margin,
        "markup": found.markup,
        "same_percent_retail": found.percent_retail,
        "same_percent_gross_profit": found.percent_profit,
        "same_dollar_retail": found.dollar_retail,
        "same_dollar_margin": found.dollar_margin,
        "flag": found.flag,
    }


def rates(n_firms: Any, demand: str | Sequence[str], variant: str = "") -> Case:
    return {form: pick(pass_through_rate(form, n_firms)) for form in listed(demand)}


def bet(
    price: float,
    token_cost: float,
    expected_cost_decline: float,
    token_use_growth: float | None = 1.0,
    variant: str = "",
) -> Case:
    found = price_bet(price, token_cost, expected_cost_decline, token_use_growth)
    return {
        "margin_now": found.margin_now,
        "gross_profit_now": found.profit_now,
        "cost_next": found.cost_next,
        "gross_profit_next": found.profit_next,
        "margin_next": found.margin_next,
        "break_even_decline": found.break_even_decline,
        "break_even_token_growth_at_decline": found.break_even_growth,
        "flag": "; ".join(found.flags.values()),
    }


def limit(open_price: Any, quality_premium: Any, mc: Any, zbar: Any, variant: str = "") -> Case:
    found = limit_price(open_price, quality_premium, mc, zbar)
    return {
        "monopoly_price": pick(found.monopoly_price),
        "price": pick(found.price),
        "margin": pick(found.margin),
        "flag": found.flag,
    }


def war(n: Sequence[float], mc: Sequence[float], zbar: float, variant: str = "") -> Case:
    found = price_war(n, mc, zbar)
    return {
        "price": pick(found.price),
        "margin": pick(found.margin),
        "quantity": pick(found.served),
        "revenue": pick(found.revenue),
        "gross_profit": pick(found.profit),
        "flag": found.flag,
    }


def entry(potential_mtok: float, zbar: float, mc: float, fixed_cost: float, variant: str = "") -> Case:
    found = free_entry(potential_mtok, zbar, mc, fixed_cost)
    return {"n": found.firms, "profit_per_firm_gross": list(found.profits) or None, "flag": found.flag}


ADAPTERS: dict[str, Callable[..., Case]] = {
    "lerner_exponential_demand": lerner,
    "lerner_share_weighted": weighted,
    "cournot_exponential_asymmetric": asymmetric,
    "reseller_pass_through": reseller,
    "cost_pass_through_rate": rates,
    "price_bet": bet,
    "limit_price": limit,
    "price_war_path": war,
    "free_entry_firms": entry,
}

"""Adapters of schedules, steady states, returns, triangles and cadence: cases' names to finkit's. They only rename."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from finkit.analysis.given import known, number, unknown
from finkit.analysis.models.cadence import (
    NO_INTERVAL,
    break_even_interval,
    grim_future,
    margin_after_training,
    stop_value,
)
from finkit.analysis.models.capitalization import rd_converter
from finkit.analysis.models.knowledge import intangible_capital_stock, perpetual_inventory
from finkit.analysis.models.returns import irr, vintage_returns, xirr
from finkit.analysis.models.schedules import ages, fixed_rate, schedule
from finkit.analysis.models.stacking import vintage_amortization_stack
from finkit.analysis.models.steady_state import (
    CONVENTIONS,
    amortization_to_spend,
    cadence_slow_down,
    declining_balance_to_spend,
    generations_to_spend,
)
from finkit.analysis.models.supersession import impairment, life_cut
from finkit.analysis.models.triangle import chain_ladder
from tests.reference.data import current_first

Number = float | None
Case = dict[str, Any]
METHODS = {
    "straight_line": "straight line", "sln": "straight line",
    "sum_of_years": "sum of years", "sum_of_years_digits": "sum of years", "syd": "sum of years",
    "declining_balance": "declining balance", "db": "declining balance",
    "double_declining": "double declining", "double_declining_balance": "double declining", "ddb": "double declining",
    "units_of_production": "units of production", "uop": "units of production", "usage": "units of production",
}  # fmt: skip


def depreciation(
    cost: float,
    salvage: float = 0.0,
    life: float | None = None,
    method: str = "",
    periods: int | None = None,
    rate: float | None = None,
    units: Sequence[float] | None = None,
    expected_total_units: float | None = None,
    variant: str = "",
) -> Case:
    """One method's charges; without a method the two published ones. Excel's DDB does not switch to straight line."""
    if not method and units is None and rate is None:
        straight, falling = (_schedule(m, cost, salvage, life) for m in ("straight line", "sum of years"))
        return {"straight_line": straight["first"], "syd_first": falling["first"], "syd_last": falling["charge"][-1]}
    key = method.lower().replace(" ", "_").replace("-", "_") or ("declining_balance" if units is None else "usage")
    if key not in METHODS:
        raise ValueError(f"method = {method!r}: use one of {', '.join(METHODS)}")
    chosen = METHODS[key]
    named: Case = {}
    if chosen == "units of production":
        named = {"usage": [units or []], "usage_total": expected_total_units}
        periods, life = len(units or []), life or max(1, len(units or []))
    elif chosen == "declining balance":
        named = {"rate": fixed_rate(cost, salvage, life or 0) if rate is None else rate}
        life = life or periods
    elif chosen == "double declining":
        named = {"rate": rate, "switch": False}
    return _schedule(chosen, cost, salvage, life, periods, **named)


def _schedule(
    method: str, cost: float, salvage: float, life: float | None, periods: int | None = None, **named: Any
) -> Case:
    if life is None or not math.isfinite(life):
        raise ValueError(f"life = {life!r}: give a number of periods")
    found = schedule(method, cost, life, ages(periods or max(1, math.ceil(life))), salvage=salvage, **named)
    beyond = found.beyond is not None and found.beyond.any()
    charge, book = found.charge[0].tolist(), found.book[0].tolist()
    second = charge[1] if len(charge) > 1 else None
    return {
        "charge": charge, "schedule": charge, "nbv": book, "nbv_end": book[-1], "first": charge[0], "second": second,
        "straight_line": charge[0], "syd_first": charge[0], "syd_last": charge[-1],
        "flag": "use passed what was expected: estimate the total anew" if beyond else "",
    }  # fmt: skip


def greater_of(cost: float, revenue: Sequence[float], variant: str = "") -> Case:
    if not revenue:
        raise ValueError(f"revenue = {revenue!r}: give the revenue of each period")
    found = schedule("greater of", cost, len(revenue), ages(len(revenue)), usage=[list(revenue)])
    return {"charge": found.charge[0].tolist()}


def to_spend(
    life: Any = None,
    growth: Any = None,
    convention: str = "next_period",
    conventions: Sequence[str] | None = None,
    delta: Any = None,
    cost_growth_per_generation: Any = None,
    life_in_generations: Any = None,
    variant: str = "",
) -> Case:
    if life_in_generations is not None or variant == "cadence":
        held = generations_to_spend(life_in_generations, cost_growth_per_generation).tolist()
        lacks = {"life_in_generations": life_in_generations, "cost_growth_per_generation": cost_growth_per_generation}
        return {"ratio": held, "flag": unknown(lacks)}
    if delta is not None or variant == "declining_balance":
        ratio, stock = declining_balance_to_spend(delta, growth)
        flag = unknown({"delta": delta, "growth": growth})
        return {"ratio": ratio.tolist(), "stock_to_spend": stock.tolist(), "flag": flag}
    if conventions is not None:
        found = {name: amortization_to_spend(life, growth, _words(name)).tolist() for name in conventions}
        return found | {"flag": unknown({"life": life, "growth": growth})}
    if isinstance(life, Sequence) and isinstance(growth, Sequence):
        pairs = [(years, math.nan if g is None else float(g)) for years in life for g in growth]
        grid = {f"L{years}_g{g}": amortization_to_spend(years, g, _words(convention)).item() for years, g in pairs}
        return {"ratio": grid, "flag": unknown({"life": life, "growth": growth})}
    ratio = amortization_to_spend(life, growth, _words(convention)).tolist()
    return {"ratio": ratio, convention: ratio, "flag": unknown({"life": life, "growth": growth})}


def _words(convention: Any) -> str:
    if not isinstance(convention, str):
        raise ValueError(f"convention = {convention!r}: use one of {', '.join(CONVENTIONS)}")
    plain = convention.replace("_", " ").replace("-", " ")
    return next((name for name in CONVENTIONS if name.replace("-", " ") == plain), convention)


def slow_down(
    generation_cost: float, cost_growth_per_generation: float, life_years: float, cadence_years: Any, variant: str = ""
) -> Case:
    found = cadence_slow_down(generation_cost, cost_growth_per_generation, life_years, cadence_years)
    held = {
        "ratio": found.ratio,
        "annual_spend": found.spend,
        "annualized_spend_growth": found.spend_growth,
        "annual_amortization": found.charge,
    }
    one = not isinstance(cadence_years, Sequence)
    return {name: values.item() if one else values.tolist() for name, values in held.items()}


def cadence(revenue: float, gross_margin: float, generation_cost: float, cadence_years: Any, variant: str = "") -> Case:
    _, margin = margin_after_training(revenue, gross_margin, generation_cost, cadence_years)
    shown = margin.tolist() if isinstance(cadence_years, Sequence) else margin.item()
    least = break_even_interval(revenue, gross_margin, generation_cost)
    never = least is None and None not in (revenue, gross_margin, generation_cost)
    return {"margin_after_training": shown, "break_even_cadence": least, "flag": NO_INTERVAL if never else ""}


def stop(
    gross_profit: Number,
    rd: Number,
    growth: Number,
    discount: Number,
    decay_if_stopped: Number,
    maintenance: Number = 0.0,
    variant: str = "",
) -> Case:
    found = stop_value(gross_profit, rd, growth, discount, decay_if_stopped, maintenance)
    return {
        "pv_stop": found.decaying,
        "pv_continue": found.go_on,
        "break_even_decay": found.break_even_decaying,
        "flag": found.flag,
    }


def futures(
    revenue: float,
    margin: Any,
    rd_share: float,
    discount: float,
    growth: float,
    asset_value: float = 0.0,
    variant: str = "",
) -> Case:
    many = isinstance(margin, Sequence)
    found = grim_future(revenue, margin if many else [margin], rd_share, discount, growth, asset_value)
    flows, worth = list(found.free_cash_flow), list(found.value)
    return {"free_cash_flow": flows if many else flows[0], "value": worth if many else worth[0], "flag": found.flag}


def inventory(
    investment: Sequence[float],
    delta: float,
    initial: Any = None,
    initial_growth: float | None = None,
    variant: str = "",
) -> Case:
    """`initial` as a stock, or as words for I0 / (g + delta)."""
    if isinstance(initial, str) and not re.match(r"(?i)i_?0?\s*/\s*\(|steady", initial):
        raise ValueError(f"initial = {initial!r}: give a stock, or I0/(g+delta)")
    start = None if isinstance(initial, str) else initial
    return {
        "stock": perpetual_inventory(investment, delta, initial=start, initial_growth=initial_growth).stock.tolist()
    }


def intangibles(
    rd: Sequence[float],
    sga: Sequence[float],
    rd_depreciation: float,
    organisation_depreciation: float,
    sga_share: float,
    initial: float = 0.0,
    variant: str = "",
) -> Case:
    found = intangible_capital_stock(
        rd, sga, research_delta=rd_depreciation, organisation_delta=organisation_depreciation,
        overhead_share=sga_share, initial=initial,
    )  # fmt: skip
    return {
        "knowledge": found.knowledge.stock.tolist(),
        "organisation": found.organisation.stock.tolist(),
        "amortization_rd_last": float(found.knowledge.charge[-1]),
    }


def converted(
    rd: Sequence[float],
    life: float,
    operating_income: Number = None,
    net_income: Number = None,
    order: str = "current first",
    variant: str = "",
) -> Case:
    found = rd_converter(current_first(rd, order), life, operating_income, net_income)
    return {
        "research_asset": found.asset,
        "amortization": found.amortization,
        "adjustment": found.adjustment,
        "adjusted_operating_income": found.operating_income,
        "adjusted_net_income": found.net_income,
        "flag": "the history is shorter than the life" if found.short_history else "",
    }


def stacked(
    cost_per_launch: Sequence[float],
    schedules: Mapping[str, Sequence[float]],
    launch_every_months: float = 12,
    variant: str = "",
) -> Case:
    """A schedule's shares are those of the times between two launches, however long these are."""
    if math.isnan(number("launch_every_months", launch_every_months, above=0)):
        raise ValueError("launch_every_months is missing: give the months between two launches")
    found = {name: vintage_amortization_stack(cost_per_launch, parts) for name, parts in schedules.items()}
    return {name: {"amortization": s.charge.tolist(), "nbv": s.book.tolist()} for name, s in found.items()}


def internal(cash_flows: Sequence[float], variant: str = "") -> Case:
    """`irr_first_4` is the rate on the outlay and the first four flows after it."""
    found = irr(cash_flows)
    return {
        "irr": found.rate, "roots": list(found.roots), "irr_first_4": irr(cash_flows[:5]).rate, "flag": found.flag
    }  # fmt: skip


def dated(cash_flows: Sequence[float], dates: Sequence[str], day_count: str = "actual/365", variant: str = "") -> Case:
    if not re.search(r"365(?![\d.])", str(day_count)):
        raise ValueError(f"day_count = {day_count!r}: actual/365 is the one there is")
    found = xirr(cash_flows, dates)
    return {"xirr": found.rate, "roots": list(found.roots), "flag": found.flag}


def returned(cash_flows: Sequence[float], discount_rate: float, variant: str = "") -> Case:
    found = vintage_returns(cash_flows, discount_rate)
    return {
        "payback": found.payback,
        "discounted_payback": found.discounted_payback,
        "moic": found.multiple,
        "npv": found.npv,
        "irr": found.internal.rate,
        "flag": found.flag,
    }


def ladder(
    triangle_cumulative: Sequence[Sequence[Number]], rows: Any = None, columns: Any = None, variant: str = ""
) -> Case:
    found = chain_ladder(triangle_cumulative)
    return {
        "ldf": found.factors.tolist(),
        "ultimate": found.ultimate.tolist(),
        "future": found.future.tolist(),
        "pct_developed": [known(part) for part in found.developed],
        "flag": found.flag,
    }


def mack(
    triangle: Sequence[Sequence[Number]], average: str = "volume", sigma_last: str = "mack", variant: str = ""
) -> Case:
    if (average, sigma_last) != ("volume", "mack"):
        raise ValueError(f"average = {average!r}, sigma_last = {sigma_last!r}: volume and mack are what there is")
    found = chain_ladder(triangle)
    return {
        "ldf": found.factors.tolist(),
        "ibnr": float(found.future.sum()),
        "ultimate": float(found.ultimate.sum()),
        "mack_se": found.total_error,
        "flag": found.flag,
    }


def impaired(
    nbv: Number,
    undiscounted_cash_flows: Number = None,
    fair_value: Number = None,
    value_in_use: Number = None,
    fair_value_less_costs: Number = None,
    variant: str = "",
) -> Case:
    found = impairment(nbv, undiscounted_cash_flows, fair_value, value_in_use, fair_value_less_costs)
    return {
        "us_gaap": {"recoverable": found.recoverable, "loss": found.us_loss},
        "ifrs": {"recoverable_amount": found.recoverable_amount, "loss": found.ifrs_loss},
        "flag": found.flag,
    }


def superseded(
    cost: Number,
    life_months: float,
    superseded_month: float,
    usage_to_date: Number = None,
    remaining_use_after: Number = None,
    variant: str = "",
) -> Case:
    """`remaining_use_after` counts use after the successor is out; the book value rests on use to date."""
    number("remaining_use_after", remaining_use_after, least=0, most=1)
    found = life_cut(cost, life_months, superseded_month, 15, usage_to_date)
    return {
        "nbv_straight_line": found.straight_line_book,
        "nbv_usage": found.usage_book,
        "remaining_life_charge_if_life_cut_to_15_months": found.charge,
        "flag": found.flag,
    }


ADAPTERS: dict[str, Callable[..., Case]] = {
    "depreciation_schedule": depreciation,
    "asc985_20_amortization": greater_of,
    "amortization_to_spend": to_spend,
    "cadence_slow_down": slow_down,
    "cadence_margin": cadence,
    "cadence_stop_value": stop,
    "grim_future": futures,
    "perpetual_inventory": inventory,
    "intangible_capital_stock": intangibles,
    "rd_converter": converted,
    "vintage_amortization_stack": stacked,
    "irr": internal,
    "xirr": dated,
    "vintage_returns": returned,
    "chain_ladder": ladder,
    "chain_ladder_mack": mack,
    "impairment_superseded": impaired,
    "early_supersession": superseded,
}

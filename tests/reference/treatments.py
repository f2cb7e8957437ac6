"""Adapters of treatments, leverage and scale: the names of the reference cases to finkit's own. They only rename."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from finkit.analysis.company.leverage import cvp, cvp_sales_mix, step_fixed_cost
from finkit.analysis.company.run_rate import RunRate, months_from, run_rate_growth
from finkit.analysis.company.scale import growth_to_break_even, operating_margin_path
from finkit.analysis.company.stack import margin_stack, training_recoup, unit_margins
from finkit.analysis.company.turnover import Gmroi, contrast, gmroi, gmroi_from_levels
from tests.reference.shape import alike, listed

Number = float | None
Many = Number | Sequence[Number]
# A cost line that a case leaves out; as `Number` where it does not.
Line = Any
NO_LINE = object()
# More months than a run rate is grown over: a third number above it is no count of months.
MOST_MONTHS = 60
Case = dict[str, Any]


def stack(
    revenue: Number,
    cost_of_revenue: Line = NO_LINE,
    inference: Line = NO_LINE,
    salaries: Line = NO_LINE,
    general_admin: Line = NO_LINE,
    sales_marketing: Line = NO_LINE,
    research_development: Line = NO_LINE,
    variant: str = "",
) -> Case:
    """A line that a case leaves out is none of the statement; one that it gives as null has no figure."""
    lines = {
        "cost_of_revenue": inference if cost_of_revenue is NO_LINE else cost_of_revenue, "staff": salaries,
        "general_administrative": general_admin, "sales_marketing": sales_marketing,
        "research_development": research_development,
    }  # fmt: skip
    found = margin_stack(revenue, **{name: value for name, value in lines.items() if value is not NO_LINE})
    return {
        "gross_margin": found.gross_margin,
        "before_sm_and_rd": found.before_sales_and_research,
        "before_rd": found.before_research,
        "before_rd_margin": found.before_research_margin,
        "operating_income": found.operating_income,
        "operating_margin": found.operating_margin,
        "sm_to_revenue": found.sales_to_revenue,
        "rd_to_revenue": found.research_to_revenue,
        "cost_per_revenue_dollar": found.cost_per_revenue_dollar,
        "flag": found.flag,
    }


def unit_stack(
    revenue: Number,
    inference: Number = None,
    training_amortization: Number = None,
    sales_marketing: Number = None,
    variant: str = "",
) -> Case:
    found = unit_margins(revenue, inference, training_amortization, sales_marketing)
    return {
        "marginal_margin": found.marginal,
        "after_training": found.after_training,
        "after_training_and_sm": found.after_training_and_sales,
        "flag": found.flag,
    }


def recoup(training_cost_usd: Number, price_usd_per_mtok: Number, mc_usd_per_mtok: Number, variant: str = "") -> Case:
    found = training_recoup(training_cost_usd, price_usd_per_mtok, mc_usd_per_mtok)
    return {
        "recoup_mtok": found.mtok,
        "recoup_tokens": found.tokens,
        "tasks_of_20_mtok": found.tasks(),
        "flag": found.flag,
    }


def scale_path(
    gross_margin: Number,
    sm_share: Number,
    fixed_cost: Number,
    revenue: Number,
    sm_elasticity: Many,
    revenue_multiple: Many,
    variant: str = "",
) -> Case:
    elasticities = sm_elasticity if isinstance(sm_elasticity, Sequence) else [sm_elasticity]
    multiples = revenue_multiple if isinstance(revenue_multiple, Sequence) else [revenue_multiple]
    paths = {
        "e" + ("" if e is None else f"{e:g}".replace(".", "")): operating_margin_path(
            gross_margin, sm_share, fixed_cost, revenue, e, multiples
        )
        for e in elasticities
    }
    flag = "; ".join(dict.fromkeys(path.flag for path in paths.values() if path.flag))
    limits = {name: path.limit for name, path in paths.items()}
    one = not isinstance(revenue_multiple, Sequence)
    margins = {name: path.margins[0] if one else list(path.margins) for name, path in paths.items()}
    return {**margins, "limit": limits, "flag": flag}


def years(contribution: Number, fixed: Number, revenue_growth: Number, fixed_growth: Number, variant: str = "") -> Case:
    found = growth_to_break_even(contribution, fixed, revenue_growth, fixed_growth)
    return {"multiple_needed": found.multiple, "years": found.years, "flag": found.flag}


def turned(gross_margin: Number, turnover_cogs_basis: Number, variant: str = "") -> Case:
    return _turned(gmroi(gross_margin, turnover_cogs_basis, turnover_basis="cogs"))


def turned_levels(revenue: Number, cogs: Number, average_inventory_cost: Number, variant: str = "") -> Case:
    found = gmroi_from_levels(revenue, cogs, average_inventory_cost)
    return {**_turned(found), "gross_margin": found.gross_margin, "turnover": found.cogs_turnover}


def contrasted(
    business: Sequence[str],
    gross_margin: Sequence[Number],
    other_opex_share: Sequence[Number],
    turnover_cogs_basis: Sequence[Number],
    variant: str = "",
) -> Case:
    found = contrast(business, gross_margin, other_opex_share, turnover_cogs_basis, turnover_basis="cogs")
    flag = "; ".join(f"{one.business}: {one.flag}" for one in found if one.flag)
    return {
        "gmroi": [one.gmroi for one in found],
        "operating_margin": [one.operating_margin for one in found],
        "flag": flag,
    }


def run_rates(arr: Any, variant: str = "") -> Case:
    """`arr`: [before, after, months], [[before, after], months] or {before, after, months}; several, or after a name.

    Or rates by date: [date, rate] pairs with months counted or as dates, {date: rate}.
    """
    found = _run_rates(arr)
    return {"monthly": _each(found, "monthly"), "annualized": _each(found, "annualized"), "flag": _each(found, "flag")}


def volume(price: Number, variable: Number, fixed: Number, units: Number, variant: str = "") -> Case:
    found = cvp(price, variable, fixed, units)
    return {
        "contribution_margin": found.contribution,
        "cm_ratio": found.contribution_ratio,
        "break_even_units": found.break_even_units,
        "break_even_revenue": found.break_even_revenue,
        "operating_income": found.operating_income,
        "dol": found.operating_leverage,
        "margin_of_safety": found.margin_of_safety,
        "flag": "; ".join(found.flags.values()),
    }


def mixed(
    price: Sequence[Number], variable: Sequence[Number], mix: Sequence[Number], fixed: Number, variant: str = ""
) -> Case:
    found = cvp_sales_mix(price, variable, mix, fixed)
    return {"weighted_cm": found.contribution, "break_even_bundle": found.bundles, "flag": found.flag}


def stepped(
    activity: Many,
    step_size: Number,
    step_cost: Number,
    base_fixed: Number,
    variable_rate: Number,
    variant: str = "",
) -> Case:
    cost = step_fixed_cost(
        listed(activity), step_size=step_size, step_cost=step_cost, base_fixed=base_fixed, variable_rate=variable_rate
    )
    return {"cost": alike(activity, cost)}


SHAPES = "give before, after and months, by name where it is not plain which is which, or a rate at each date"


def _turned(found: Gmroi) -> Case:
    return {
        "gmroi": found.gmroi,
        "sales_turnover": found.sales_turnover,
        "margin_times_turnover": found.margin_times_turnover,
        "flag": found.flag,
    }


def _run_rates(arr: Any) -> Any:
    if isinstance(arr, Mapping) and arr:
        if all(re.match(r"\d{4}-\d\d", str(name)) for name in arr):
            return _run_rates([list(pair) for pair in arr.items()])
        months = next((name for name in arr if str(name).lower() == "m" or "month" in str(name).lower()), None)
        if months is None:
            return {name: _run_rates(one) for name, one in arr.items()}
        before, after = _two(arr, [value for name, value in arr.items() if name != months])
        return run_rate_growth(before, after, arr[months])
    if not isinstance(arr, list | tuple) or not arr:
        raise ValueError(f"arr = {arr!r}: {SHAPES}")
    if all(isinstance(one, list | tuple) and len(one) == 2 for one in arr):
        steps = [run_rate_growth(a[1], b[1], _gap(a[0], b[0])) for a, b in pairwise(arr)]
        return steps[0] if len(steps) == 1 else steps
    if all(isinstance(one, list | tuple | Mapping) for one in arr):
        return [_run_rates(one) for one in arr]
    if len(arr) == 4 and isinstance(arr[0], str):
        return _run_rates(arr[1:])
    if len(arr) == 2 and isinstance(arr[0], list | tuple) and len(arr[0]) == 2:
        return _run_rates([*arr[0], arr[1]])
    if len(arr) != 3 or isinstance(arr[2], str) or (arr[2] is not None and arr[2] > MOST_MONTHS):
        raise ValueError(f"arr = {arr!r}: {SHAPES}")
    return run_rate_growth(*arr)


def _two(arr: Any, rates: Sequence[Number]) -> Sequence[Number]:
    if len(rates) != 2:
        raise ValueError(f"arr = {arr!r}: {SHAPES}")
    return rates


def _gap(start: Any, end: Any) -> Any:
    if isinstance(start, str) or isinstance(end, str):
        return months_from(start, end)
    return None if start is None or end is None else end - start


def _each(found: Any, name: str) -> Any:
    if isinstance(found, RunRate):
        return getattr(found, name)
    if isinstance(found, Mapping):
        return {key: _each(one, name) for key, one in found.items()}
    return [_each(one, name) for one in found]


ADAPTERS: dict[str, Callable[..., Case]] = {
    "margin_stack": stack,
    "unit_margin_stack": unit_stack,
    "training_recoup_volume": recoup,
    "operating_margin_scale_path": scale_path,
    "growth_to_break_even": years,
    "gmroi": turned,
    "gmroi_from_levels": turned_levels,
    "gross_margin_contrast": contrasted,
    "arr_growth": run_rates,
    "cvp": volume,
    "cvp_sales_mix": mixed,
    "step_fixed_cost": stepped,
}

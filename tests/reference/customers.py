"""Adapters of plans and tasks: the names of the reference cases to finkit's own. They only rename."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from finkit.analysis.customers.distribution import INFINITE, Lognormal, Pareto, lognormal, pareto, sample
from finkit.analysis.customers.flat_rate import flat_rate, heavy_users
from finkit.analysis.customers.human_loop import human_in_loop
from finkit.analysis.customers.intensity import spend_vs_revenue
from finkit.analysis.customers.mix import implied_loss, plan_portfolio, power_mix, required_contribution
from finkit.analysis.customers.offload import local_offload
from finkit.analysis.customers.overage import flat_plan, overage_plan
from finkit.analysis.customers.routing import model_routing
from finkit.analysis.customers.switching import margin_after_switch
from finkit.analysis.customers.token_budget import token_budget
from finkit.analysis.customers.utilization import subscription_margin
from tests.reference.shape import alike, listed

Number = float | None
Many = Number | Sequence[Number]
Case = dict[str, Any]
# What a case of the mix of power users may ask for.
POWER = (
    "exact", "flag", "implied_cost_per_power", "implied_loss_per_power", "low_per_power", "low_users_needed",
    "required_contribution_per_low_user",
)  # fmt: skip
# The heaviest parts of users that a case may ask for.
TOP = (0.0001, 0.0005, *(thousandths / 1000 for thousandths in range(1, 1001)))


def by_use(
    price_usd: Number,
    api_equivalent_at_full_usd: Number,
    cost_share_of_api: Number,
    utilization: Many = (),
    variant: str = "",
) -> Case:
    found = subscription_margin(price_usd, api_equivalent_at_full_usd, cost_share_of_api, listed(utilization))
    return {
        "cost_to_price_at_full": found.cost_to_price,
        "break_even_utilization": found.break_even,
        "margin_at": alike(utilization, found.margins),
        "flag": found.flag,
    }


def power(
    n_power: Number,
    n_low: Number = None,
    price: Number = None,
    cost_low: Number = 0.0,
    power_plan_price: Number = None,
    power_cost: Many = None,
    cost_power: Many = None,
    variant: str = "",
) -> Case:
    paid = price if power_plan_price is None else power_plan_price
    costs = power_cost if cost_power is None else cost_power
    found: Case = dict.fromkeys(POWER)
    if n_low is not None:
        implied = implied_loss(n_power, n_low, price, cost_low, power_plan_price)
        found["low_per_power"] = implied.low_per_power
        found["implied_loss_per_power"], found["implied_cost_per_power"] = implied.loss, implied.cost
        found["flag"] = implied.flag if price is not None else ""
    if n_low is not None and costs is not None:
        needed = required_contribution(n_power, n_low, paid, listed(costs))
        found["required_contribution_per_low_user"] = alike(costs, needed)
    if costs is not None and price is not None:
        mixes = [power_mix(n_power, paid, cost, price, cost_low) for cost in listed(costs)]
        found["exact"] = alike(costs, [mix.needed for mix in mixes])
        if n_low is None:
            found["low_per_power"] = alike(costs, [mix.low_per_power for mix in mixes])
        found["low_users_needed"] = alike(costs, [mix.users for mix in mixes])
        found["flag"] = "; ".join(dict.fromkeys(mix.flag for mix in mixes if mix.flag))
    return found


def contribution(price: Number, unit_cost: Number, visits: Many, variant: str = "") -> Case:
    found = flat_rate(price, unit_cost, listed(visits))
    return {
        "break_even_visits": found.break_even,
        "contribution": alike(visits, found.contributions),
        "margin": alike(visits, found.margins),
    }


def heavy(
    revenue_musd: Number,
    loss_musd: Number,
    loss_per_subscriber: Number,
    heavy_share_users: Number,
    heavy_share_cost: Number,
    unit_cost: Number = None,
    variant: str = "",
) -> Case:
    found = heavy_users(
        revenue_musd, loss_musd, loss_per_subscriber,
        heavy_users=heavy_share_users, heavy_cost=heavy_share_cost, unit_cost=unit_cost,
    )  # fmt: skip
    return {
        "subscribers_m": found.subscribers,
        "cost_per_subscriber": found.cost_per_subscriber,
        "heavy_cost_per_user": found.heavy_cost,
        "heavy_loss_per_user": found.heavy_loss,
        "heavy_visits_per_quarter": found.heavy_units,
        "light_contribution_per_user": found.light_contribution,
        "flag": found.flag,
    }


def lognormal_plan(
    mean_usage_mtok: Number, sigma: Number, price: Number, mc: Number, cap: Number = None, variant: str = ""
) -> Case:
    use = lognormal(mean_usage_mtok, sigma)
    held = {"mu": use.mu, "median": use.quantile(0.5)} if use else {}
    return {**held, **_flat(use, price, mc, cap)}


def pareto_plan(xm: Number, alpha: Number, price: Number, mc: Number, cap: Number = None, variant: str = "") -> Case:
    use = pareto(xm, alpha)
    return {"mean": use and use.mean, **_flat(use, price, mc, cap)}


def pareto_top(alpha: Number, top: Many, variant: str = "") -> Case:
    use = pareto(1.0, alpha)
    shares = [None if part is None else use and use.top_share(part) for part in listed(top)]
    return {
        "top_share": alike(top, shares),
        "gini": use and use.gini,
        "flag": INFINITE if use and use.mean is None else "",
    }


def gini(x: Sequence[Number], variant: str = "") -> Case:
    use = sample(x)
    return {
        "gini": use and use.gini,
        "gini_unbiased": use and use.gini_unbiased,
        "lorenz": use and use.lorenz,
        "top1_share": use and use.heaviest(0.01),
        "flag": "nobody uses anything, or a user's use is missing" if use is None or use.gini is None else "",
    }


def overage(
    mean_usage_mtok: Number,
    sigma: Number,
    fee: Number,
    included: Number,
    overage_price: Number,
    mc: Number,
    variant: str = "",
) -> Case:
    found = overage_plan(lognormal(mean_usage_mtok, sigma), fee, included, overage_price, mc)
    return {
        "expected_overage": found.overage_tokens,
        "revenue": found.revenue,
        "cost": found.cost,
        "margin": found.margin,
        "flag": found.flag,
    }


def portfolio(
    price: Sequence[Number], cost: Sequence[Number], mix: Sequence[Number], fixed: Number = None, variant: str = ""
) -> Case:
    found = plan_portfolio(price, cost, mix, fixed)
    return {
        "arpu": found.revenue,
        "contribution": found.contribution,
        "margin": found.margin,
        "break_even_subscribers": found.break_even,
        "flag": found.flag,
    }


def switched(
    mean_usage_mtok: Number, sigma: Number, price: Number, mc: Number, leavers: Any, variant: str = ""
) -> Case:
    """`leavers`: the lightest part of users, 0 to 1, or in words: `lightest 30%`, `below 2 Mtok`."""
    parts = [leavers] if isinstance(leavers, Mapping) else listed(leavers)
    use = lognormal(mean_usage_mtok, sigma)
    found = [margin_after_switch(mean_usage_mtok, sigma, price, mc, _part(part, use)) for part in parts]
    return {
        "share_left": alike(leavers, [one.share_left for one in found]),
        "mean_usage_of_stayers": alike(leavers, [one.mean_use for one in found]),
        "margin": alike(leavers, [one.margin for one in found]),
        "flag": "; ".join(dict.fromkeys(one.flag for one in found if one.flag)),
    }


def _part(said: Any, use: Lognormal | None) -> Number:
    """The lightest part of users that leaves."""
    if said is None or (isinstance(said, int | float) and not isinstance(said, bool)):
        return said
    words = (
        re.fullmatch(r"(lightest|below) (\d+(?:\.\d+)?) ?(%|Mtok)?", said.strip()) if isinstance(said, str) else None
    )
    if words is None:
        raise ValueError(f"leavers = {said!r}: give the lightest part of users that leaves, 0 to 1")
    if words[1] == "below":
        return 1 - use.above(float(words[2])) if use else None
    return float(words[2]) / 100 if words[3] == "%" else float(words[2])


def loop(wage: Number, mean_hours_saved: Number, tokens_mtok: Number, price: Number, variant: str = "") -> Case:
    found = human_in_loop(wage, mean_hours_saved, tokens_mtok, price)
    return {
        "token_cost_per_task": found.task_cost,
        "break_even_hours": found.break_even_hours,
        "break_even_price": found.break_even_price,
        "share_worth_doing": found.share_worth,
        "mean_net_value_no_gate": found.net_without_gate,
        "mean_net_value_with_perfect_gate": found.net_with_gate,
        "value_of_gate_per_task": found.gate_worth,
        "gate_hours_affordable": found.gate_affordable,
    }


def budget(token_share_of_salary: Number, productivity_multiple: Number, variant: str = "") -> Case:
    found = token_budget(token_share_of_salary, productivity_multiple)
    return {"cost_per_output_ratio": found.cost_per_output, "break_even_multiple": found.break_even_multiple}


def routing(routed_share: Number, cost_ratio: Number, escalation_rate: Number, variant: str = "") -> Case:
    found = model_routing(routed_share, cost_ratio, escalation_rate)
    return {
        "blended_cost": found.cost,
        "saving": found.saving,
        "max_saving": found.bound,
        "break_even_escalation": found.break_even_escalation,
    }


def offload(
    fee_month: Number,
    distribution_cost: Number,
    life_months: Number,
    usage_mtok_month: Number,
    cloud_mc: Number,
    variant: str = "",
) -> Case:
    found = local_offload(fee_month, distribution_cost, life_months, usage_mtok_month, cloud_mc)
    return {
        "cloud_margin": found.cloud_margin,
        "local_margin": found.device_margin,
        "break_even_usage_mtok": found.switch_tokens,
        "flag": found.flag,
    }


def spending(spend: Sequence[Number], revenue: Sequence[Number], variant: str = "") -> Case:
    found = spend_vs_revenue(spend, revenue)
    return {
        "spend_growth": found.spend_growth,
        "revenue_growth": found.revenue_growth,
        "intensity": list(found.intensity),
        "intensity_change_bp": found.change_bp,
        "log_elasticity": found.elasticity,
        "flag": found.flag,
    }


def _flat(use: Lognormal | Pareto | None, price: Number, mc: Number, cap: Number) -> Case:
    found = flat_plan(use, price, mc, cap)
    return {
        "gini": use and use.gini,
        "top_share": {f"{part:g}": use.top_share(part) for part in TOP} if use else None,
        "break_even_usage": found.break_even_usage,
        "share_users_unprofitable": found.share_unprofitable,
        "margin": found.margin,
        "loss_from_unprofitable": found.loss_part,
        "expected_capped": found.expected_capped,
        "share_hitting_cap": found.share_at_cap,
        "margin_capped": found.margin_capped,
        "flag": found.flag,
    }


ADAPTERS: dict[str, Callable[..., Case]] = {
    "subscription_margin_by_utilization": by_use,
    "power_user_break_even_mix": power,
    "flat_rate_contribution": contribution,
    "flat_rate_heavy_users": heavy,
    "flat_plan_lognormal": lognormal_plan,
    "flat_plan_pareto": pareto_plan,
    "pareto_top_share": pareto_top,
    "gini_sample": gini,
    "plan_with_overage": overage,
    "plan_portfolio": portfolio,
    "margin_after_switch": switched,
    "human_in_loop_break_even": loop,
    "token_budget_productivity": budget,
    "model_routing": routing,
    "local_offload": offload,
    "spend_vs_revenue": spending,
}

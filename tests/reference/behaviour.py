"""Adapters of the methods of cost behaviour: names of cases to names of finkit, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from finkit.analysis.company.arcs import arc, high_low, variable_share
from finkit.analysis.company.classes import CLASSES, class_posterior
from finkit.analysis.company.elasticity import (
    LEVEL,
    critical,
    small_sample,
    through_origin,
)
from finkit.analysis.company.least_squares import LeastSquares, least_squares, robust_covariance
from finkit.analysis.company.pooling import above, dersimonian_laird, james_stein, mixed, shrink
from finkit.analysis.company.research import maintenance_vs_growth
from finkit.analysis.company.sticky import sticky, sticky_response
from tests.reference.data import column, columns, current_first, design, term
from tests.reference.shape import alike, listed

Answer = dict[str, Any]
Many = float | Sequence[float]
# The elasticity of the output `prob_above_0_9`.
TOLD = 0.9


def _high_low(activity: Sequence[float], cost: Sequence[float]) -> Answer:
    found = high_low(activity, cost)
    return {"variable_rate": found.rate, "fixed": found.fixed, "flag": found.flag}


def _sticky(dlog_revenue: Sequence[float], dlog_cost: Sequence[float]) -> Answer:
    found = sticky(dlog_revenue, dlog_cost)
    names = ("b0", "b1", "b2")
    return {
        **dict(zip(names, found.params, strict=True)),
        "b": found.params,
        "up": found.up,
        "down": found.down,
        "n_decreases": found.falls,
        "se_ols": found.se,
        "se_hc3": found.se_hc3,
        "r2": found.r2,
        "flag": found.flag,
    }


def _sticky_response(b1: float, b2: float, revenue_change: Many) -> Answer:
    change, down = sticky_response(b1, b2, listed(revenue_change))
    return {"cost_change": alike(revenue_change, change), "down": down}


def _cost_elasticity(file: str, y: str, x: Sequence[str], rows: int | None = None) -> Answer:
    found = _fitted(file, y, x, rows=rows)
    return {"params": found.params, "se": found.se, "r2": found.r2, "scale_economies": found.scale_economies}


def _panel(file: str, y: str, x: Sequence[str], groups: str = "", variant: str = "pooled") -> Answer:
    if variant.startswith("random intercept"):
        table = columns(file)
        made = mixed(term(y, table), design(x, table), column(groups, table))
        answer = _named(made.params) | {"group_var": made.between[0][0], "se_output": made.se[1], "flag": made.flag}
        return answer | {"scale": made.scale, "n": made.n}
    if not variant.startswith(("pooled", "fixed effects")):
        raise ValueError(f"variant = {variant!r}: use pooled, fixed effects or random intercept, REML")
    fixed = variant.startswith("fixed")
    if fixed and not groups:
        raise ValueError("groups is missing: fixed effects need the column of the firms")
    found = _fitted(file, y, x, groups=groups if fixed else "")
    params, se = (p if found.has_constant else (None, *p) for p in (found.params, found.se))
    return _named(params) | {"se_output": se[1], "scale": found.scale, "n": found.n, "group_var": None}


def _random_slope(file: str, y: str, x: Sequence[str], groups: str, random_slope: str) -> Answer:
    table = columns(file)
    found = mixed(term(y, table), design(x, table), column(groups, table), design(random_slope, table))
    own = {f"subject{group:g}": part for group, part in found.own.items()}
    (intercept, cov), (_, slope) = found.between
    return {
        "fixed": found.params,
        "se": found.se,
        "var_intercept": intercept,
        "cov": cov,
        "var_slope": slope,
        "scale": found.scale,
        "reml": found.criterion,
        "flag": found.flag,
        **own,
    }


def _small_sample(dlog_revenue: Sequence[float], dlog_cost: Sequence[float], level: float = LEVEL) -> Answer:
    found = small_sample(dlog_revenue, dlog_cost, level)
    return {
        "elasticity": found.elasticity,
        "se_ols": found.se,
        "dof": found.dof,
        "t_crit": found.t,
        "ci_ols": found.interval,
        "se_hc3": found.se_hc3,
        "ci_hc3": found.interval_hc3,
        "se_hac1_corrected": found.se_hac,
        "z_ci_is_wrong": found.z_interval,
        "flag": found.flag,
    }


def _t_critical(periods: Many, level: float = LEVEL) -> Answer:
    found = critical(listed(periods), level)
    return {
        "changes": alike(periods, [one.changes for one in found]),
        "dof_with_intercept": alike(periods, [one.dof for one in found]),
        "t_crit": alike(periods, [one.t for one in found]),
    }


def _through_origin(dlog_revenue: Sequence[float], dlog_cost: Sequence[float]) -> Answer:
    found = through_origin(dlog_revenue, dlog_cost)
    return {"elasticity": found.elasticity, "se": found.se, "dof": found.dof, "flag": found.flag}


def _shrink(estimate: float, se: float, prior_mean: float, prior_sd: float, threshold: float = TOLD) -> Answer:
    found = shrink(estimate, se, prior_mean, prior_sd)
    return {
        "weight_data": float(found.weight),
        "mean": float(found.mean),
        "sd": float(found.sd),
        "interval": [float(found.low), float(found.high)],
        "prob_above_0_9": above(found, math.nan if threshold is None else threshold),
    }


def _james_stein(y: Sequence[float], at_bats: float) -> Answer:
    found = james_stein(y, trials=math.nan if at_bats is None else at_bats)
    return {
        "grand_mean": found.grand_mean,
        "shrinkage": found.factor,
        "js_first": found.estimates[0],
        "js_last": found.estimates[-1],
        "flag": found.flag,
    }


def _dersimonian_laird(estimate: Sequence[float], se: Sequence[float]) -> Answer:
    found = dersimonian_laird(estimate, se)
    return {
        "fixed": found.fixed,
        "q": found.q,
        "tau2": found.tau2,
        "i2": found.i2,
        "random": found.random,
        "se_random": found.se_random,
        "blup": found.drawn or None,
        "flag": found.flag,
    }


def _posterior(
    elasticity: float,
    se: float,
    dof: float,
    prior: Sequence[float],
    centres: Sequence[float] | None = None,
    spread: Sequence[float] | None = None,
    classes: Sequence[str] = CLASSES,
) -> Answer:
    found = class_posterior(elasticity, se, dof, prior, centres, spread)
    return {
        "classes": list(classes[: len(prior)]),
        "likelihood": found.likelihood,
        "posterior": found.posterior,
        "flag": found.flag,
    }


def _variable_share(fixed: float, variable_rate: float, activity: Many) -> Answer:
    found = variable_share(fixed, variable_rate, listed(activity))
    return {
        "cost": alike(activity, found.cost),
        "point_elasticity": alike(activity, found.share),
        "arc_log_elasticity": found.arc,
        "implied_fixed_from_base_elasticity": found.implied_fixed,
        "flag": found.flag,
    }


def _overhead(revenue: Sequence[float], cost: Sequence[float]) -> Answer:
    found = arc(revenue, cost)
    return {"elasticity": found.elasticity, "ratio": found.ratios, "flag": found.flag}


def _robust(file: str, y: str, x: str | Sequence[str]) -> Answer:
    table = columns(file)
    found = robust_covariance(term(y, table), design(x, table))
    return {
        "n": found.n,
        "params": found.params,
        "se_ols": found.se,
        "se_hc0": found.se_hc0,
        "se_hc3": found.se_hc3,
    }


def _research(rd: Sequence[float], life: float, order: str = "current first") -> Answer:
    found = maintenance_vs_growth(current_first(rd, order), life)
    return {
        "maintenance": found.maintenance,
        "growth": found.growth,
        "maintenance_share": found.share,
        "flag": found.flag,
    }


def _fitted(file: str, y: str, x: str | Sequence[str], groups: str = "", rows: int | None = None) -> LeastSquares:
    table = columns(file, rows)
    return least_squares(term(y, table), design(x, table), column(groups, table) if groups else None)


def _named(params: Sequence[float | None]) -> Answer:
    return dict(zip(("const", "output", "fuel", "load"), params, strict=False))


ADAPTERS: Mapping[str, Callable[..., Answer]] = {
    "high_low": _high_low,
    "sticky_cost_abj": _sticky,
    "sticky_cost_response": _sticky_response,
    "cost_elasticity_ols": _cost_elasticity,
    "panel_cost_elasticity": _panel,
    "mixed_effects_random_slope": _random_slope,
    "elasticity_small_sample": _small_sample,
    "t_critical": _t_critical,
    "elasticity_ratio_through_origin": _through_origin,
    "normal_normal_shrinkage": _shrink,
    "james_stein": _james_stein,
    "dersimonian_laird": _dersimonian_laird,
    "cost_class_posterior": _posterior,
    "elasticity_vs_variable_share": _variable_share,
    "overhead_elasticity": _overhead,
    "robust_covariance": _robust,
    "maintenance_vs_growth_rd": _research,
}

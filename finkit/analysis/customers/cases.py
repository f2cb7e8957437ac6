"""The three cases of a plan: its inputs as given, and at the ends of their ranges that leave least and most of a user.

What tokens cost and how far limits are used only raise the cost of a user: least is left at their high. Use may be
charged beyond what is included, and a cap bites harder on a wider spread, so use and spread are taken at the corner
of their ranges that leaves least or most: exact without overage, with it a point between may leave less or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.customers.closed_forms import sampled
from finkit.analysis.customers.spread import Use
from finkit.analysis.customers.user import SERVED, USER
from finkit.analysis.customers.utilization import FULL
from finkit.analysis.given import known
from finkit.analysis.market.chain import chain
from finkit.analysis.measures import Floats
from finkit.analysis.span import Span, span_of
from finkit.assumptions.plans import Plan

CASES = ("as given", "least left", "most left")
COSTS = ("api_value", "cost_share", "utilization", "unit_cost")
# Figures that use may move against what a user leaves, so that the three cases miss their ends.
OVER_CORNERS = ("served_tokens", "overage_tokens", "overage_income", "user_revenue", "user_cost", "user_margin")
SINGLE = ("price", "overage_price", "new_price")
# Figures of use by their names in formulas, and which distribution owns which measure of its tail.
USED = {"usage": "plain", "spread_tokens": "served", "overage_tokens": "overage", "mean_use": "mean", "tail": "tail"}
TAILS = {"sigma": "lognormal", "alpha": "pareto"}


@dataclass(frozen=True, slots=True)
class PlanCases:
    """The inputs of a plan by case, three values each, and figures of a mean user over all corners."""

    columns: dict[str, Floats]
    corners: dict[str, Span]


def plan_cases(plan: Plan, found: Sequence[Use]) -> PlanCases:
    """The cases of a plan with its `uses`; NaN is an input that it lacks."""
    corners = len(found) - 1
    shapes = (1, corners, corners)
    columns = {name: np.repeat(_dearer(plan, name), shapes) for name in COSTS}
    for name, field in USED.items():
        at = np.array([getattr(use, field) for use in found])
        columns[name] = np.concatenate([at, at[1:]])
    prices = {name: np.nan if (value := getattr(plan, name)) is None else float(value) for name in SINGLE}
    worked = chain((SERVED, *FULL, *USER), columns | prices)
    left = worked["user_contribution"]
    # Where a spread changes nothing that a mean user leaves, its cases are still its ends.
    picked = [0, 1 + int(np.argmin(left[1 : 1 + corners])), 2 * corners - int(np.argmax(left[:corners:-1]))]
    beside = {"users": _users(plan, left[picked]), "fixed_cost": _dearer(plan, "fixed_cost")}
    # Of the heavy, the fewest who cause most of the cost leave least.
    beside |= {"heavy_cost": _dearer(plan, "heavy_cost"), "heavy_users": _dearer(plan, "heavy_users")[[0, 2, 1]]}
    taken = {name: column[picked] for name, column in columns.items()}
    tail = taken.pop("tail")
    for name, owner in TAILS.items():
        beside[name] = tail if plan.distribution == owner else np.full(3, np.nan)
    beside |= sampled(plan, found, taken["unit_cost"])
    spans = {name: _span((columns | worked)[name]) for name in OVER_CORNERS}
    if plan.users is not None:
        spans["users"] = Span(plan.users.centre, plan.users.low, plan.users.high)
    return PlanCases(taken | beside, spans)


def _span(found: Floats) -> Span:
    """A figure as given, and at all corners."""
    value, *ends = map(known, found.tolist())
    return span_of(value, ends)


def _dearer(plan: Plan, name: str) -> Floats:
    """An input that raises the cost of a user: as given, its high, its low."""
    held = getattr(plan, name)
    return np.full(3, np.nan) if held is None else np.array([held.centre, held.high, held.low])


def _users(plan: Plan, left: Floats) -> Floats:
    """Users: more of those who leave something leave more, more of those who cost more than they pay leave less."""
    held = plan.users
    if held is None:
        return np.full(3, np.nan)
    least, most = held.high if left[1] < 0 else held.low, held.low if left[2] < 0 else held.high
    return np.array([held.centre, least, most])

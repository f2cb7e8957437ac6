"""A company's plans: each with its margin by use, its users' spread, one more user and a rise; and all together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.analysis.customers.cases import SINGLE, PlanCases, plan_cases
from finkit.analysis.customers.distribution import INFINITE
from finkit.analysis.customers.flat_rate import MULTIPLES, FlatRate, flat_rate, heavy_spans
from finkit.analysis.customers.price_rise import RISE, PriceRise, churn_span, price_rise
from finkit.analysis.customers.spread import Spread, spread_of, uses
from finkit.analysis.customers.user import CARRY, FLAT_RATE, HEAVY, LIGHT, POWER, SERVED, TOTALS, USER, WHOLE
from finkit.analysis.customers.utilization import FULL, Utilization, subscription_margin
from finkit.analysis.framed import Framed, between
from finkit.analysis.given import known
from finkit.analysis.market.chain import chain
from finkit.analysis.measures import Floats
from finkit.analysis.span import Span, span_of
from finkit.assumptions.plans import Plan

CARRIERS = ("light_needed", "users_to_carry", "all_to_carry")
USERS_NEEDED = "users of each plan, and what a user uses"


@dataclass(frozen=True, slots=True)
class PlanResult:
    """One plan. Money a user and month in the plan's currency, margins as fractions; None where an input is missing.

    `by_use` is the margin by utilization as given, `by_use_cheap` and `by_use_dear` at the low and high of API value
    and cost share. `spread` is how use is spread, None where the plan does not say; then `by_units` has what a user
    leaves at `MULTIPLES` of mean use. `heavy` has the figures of `HEAVY`, none without both parts. `cost`,
    `contribution` and `margin` are a mean user's over all ranges; `cost_from` is "tokens", "list prices" or empty.
    `corners` has figures of a mean user, such as tokens served, over all corners of the ranges.
    `absent` maps a part to the input that would bring it.
    """

    plan: Plan
    by_use: Utilization | None
    by_use_cheap: Utilization | None
    by_use_dear: Utilization | None
    spread: Spread | None
    by_units: FlatRate | None
    contribution: Span
    margin: Span
    cost: Span
    heavy: dict[str, Span]
    corners: dict[str, Span]
    cost_from: str
    rise: PriceRise | None
    absent: dict[str, str]

    @property
    def endless(self) -> str:
        """Which plan's mean use is infinite at an end of its ranges alone, so that what rests on it has none."""
        if self.spread is None or self.spread.centre.use.mean is None:
            return ""
        lost = any(state.use.mean is None for state in self.spread.corners)
        return f"At an end of the range of {self.plan.name} {INFINITE}." if lost else ""

    @property
    def churn(self) -> Span:
        """The break-even churn of the new price over the range of what a user leaves today."""
        new = self.plan.new_price
        return Span(None, None, None) if new is None else churn_span(self.plan.price, new, self.contribution)


@dataclass(frozen=True, slots=True, repr=False)
class Plans(Framed):
    """All plans of a company; `values` holds every figure of the sheet Plans, a plan a column.

    A figure that a range may bear on has a row for each of the three `CASES`, totals a single column. `light` is the
    place of the plan whose users carry the power users: the cheapest that is sold, None without one. Totals are None
    where a plan lacks users or the cost of a user; `absent` says so.
    """

    each: tuple[PlanResult, ...]
    currency: str
    light: int | None
    values: dict[str, Floats]
    absent: dict[str, str]

    def records(self) -> Iterator[dict[str, Any]]:
        """One row a plan: what a mean user costs and leaves with its range, where the plan breaks even, who loses."""
        for one in self.each:
            flat = one.spread and one.spread.centre.flat
            yield {
                "plan": one.plan.name,
                "price": one.plan.price,
                "user_cost": one.cost.value,
                **between("user_cost", one.cost.low, one.cost.high),
                "cost_from": one.cost_from,
                "contribution": one.contribution.value,
                **between("contribution", one.contribution.low, one.contribution.high),
                "margin": one.margin.value,
                **between("margin", one.margin.low, one.margin.high),
                "break_even_utilization": one.by_use and one.by_use.break_even,
                "share_unprofitable": flat and flat.share_unprofitable,
                "margin_capped": flat and flat.margin_capped,
                "needs": "; ".join(f"{part}: {what}" for part, what in one.absent.items()),
            }

    def total(self, name: str) -> Span:
        """A figure of all plans together, such as `plans_margin`, with its range where all are at one end."""
        return _over(name, self.values[name].reshape(-1))

    @property
    def carries(self) -> bool:
        """Whether any plan has a fixed cost to carry."""
        return any(one.plan.fixed_cost is not None for one in self.each)

    def span(self, name: str, plan: int) -> Span:
        """A figure of one plan with its range: over all corners where use bears on it, else over the three cases.

        A number of users who carry something has no high where a user leaves nothing at an end: no number is enough.
        """
        return self.each[plan].corners.get(name) or self.in_cases(name, plan)

    def in_cases(self, name: str, plan: int) -> Span:
        """The same over the three cases alone, as a worksheet has them."""
        return _over(name, np.atleast_2d(self.values[name])[:, plan])

    def at(self, name: str, plan: int) -> float | None:
        """A figure of one plan as given, by its place; None where it is missing."""
        return known(float(np.atleast_2d(self.values[name])[0, plan]))


def analyze_plans(plans: Sequence[Plan], currency: str = "") -> Plans | None:
    """Every plan and all together; None without plans. `currency` stands where the plans state none."""
    if not plans:
        return None
    found, light = [uses(plan) for plan in plans], _light(plans)
    cases = [plan_cases(plan, held) for plan, held in zip(plans, found, strict=True)]
    values = _inputs(plans, cases) | {"is_light": np.array([float(i == light) for i in range(len(plans))])}
    values |= chain((SERVED, *FLAT_RATE, *FULL, *USER, *HEAVY, *TOTALS, *WHOLE, *CARRY, *LIGHT, *POWER, *RISE), values)
    spreads = [spread_of(plan, held) for plan, held in zip(plans, found, strict=True)]
    each = tuple(_result(plan, values, i, cases[i], spreads[i]) for i, plan in enumerate(plans))
    stated = next((plan.currency for plan in plans if plan.currency), currency)
    lacking = [p.name for i, p in enumerate(plans) if np.isnan(values["plan_contribution"][0, i])]
    absent = {"totals": f"{USERS_NEEDED}: missing for {', '.join(lacking)}"} if lacking else {}
    return Plans(each, stated, light, values, absent)


def _over(name: str, cases: Floats) -> Span:
    """A figure over the three cases; open where those who carry something leave nothing at the end that is least."""
    value, *ends = (known(float(found)) for found in cases)
    if name in CARRIERS and value is not None and len(ends) == 2 and ends[0] is None and ends[1] is not None:
        return Span(value, ends[1], None)
    return span_of(value, ends or [value])


def _inputs(plans: Sequence[Plan], cases: Sequence[PlanCases]) -> dict[str, Floats]:
    """The columns of the sheet, a plan a column: what is given once, and a row a case of what has a range."""
    columns = {name: np.column_stack([case.columns[name] for case in cases]) for name in cases[0].columns}
    for name in SINGLE:
        columns[name] = np.array([math.nan if (v := getattr(p, name)) is None else v for p in plans], dtype=float)
    for name, field in {"cap": "cap", "included": "included", "least_use": "minimum"}.items():
        columns[name] = np.array([math.nan if (v := getattr(p, field)) is None else p.mtok(v) for p in plans])
    return columns


def _light(plans: Sequence[Plan]) -> int | None:
    sold = [i for i, plan in enumerate(plans) if plan.price > 0]
    return min(sold, key=lambda i: plans[i].price, default=None)


def _result(plan: Plan, values: dict[str, Floats], i: int, case: PlanCases, spread: Spread | None) -> PlanResult:
    absent = {}
    by_use = _by_use(plan, case)
    value, *ends = (known(left) for left in values["user_contribution"][:, i].tolist())
    cost, priced = known(float(values["user_cost"][0, i])), plan.unit_cost is not None
    if not by_use:
        absent["margin by use"] = "the API value of full limits" if plan.price else "a price: a free plan has no margin"
    if spread is None or not priced:
        absent["spread of use"] = "a distribution of use" if spread is None else "the cost of a million tokens"
    if cost is None:
        absent["contribution"] = _lacking(plan, spread)
    overage = known(float(values["overage_income"][0, i]))
    return PlanResult(
        plan=plan,
        by_use=by_use[0] if by_use else None,
        by_use_dear=by_use[1] if by_use else None,
        by_use_cheap=by_use[2] if by_use else None,
        spread=spread,
        by_units=_by_units(plan, spread),
        contribution=span_of(value, ends),
        margin=case.corners["user_margin"],
        cost=case.corners["user_cost"],
        heavy=_heavy(plan, values, i),
        corners=case.corners,
        cost_from="" if cost is None else "list prices" if np.isnan(values["token_cost"][0, i]) else "tokens",
        rise=None if plan.new_price is None or cost is None else price_rise(plan.price, plan.new_price, cost, overage),
        absent=absent,
    )


def _by_units(plan: Plan, spread: Spread | None) -> FlatRate | None:
    """A flat price at multiples of a bare mean use, on which neither cap nor overage bears."""
    use, cost = plan.usage, plan.unit_cost
    if spread or use is None or not plan.price or cost is None or not cost.centre or plan.cap or plan.included:
        return None
    return flat_rate(plan.price, cost.centre, [times * plan.mtok(use.centre) for times in MULTIPLES])


def _heavy(plan: Plan, values: dict[str, Floats], i: int) -> dict[str, Span]:
    if plan.heavy_users is None or plan.heavy_cost is None:
        return {}
    revenue, cost = (
        span_of(known(at[0]), [known(end) for end in at[1:]])
        for at in (values["user_revenue"][:, i].tolist(), values["user_cost"][:, i].tolist())
    )
    return {} if cost.value is None else heavy_spans(revenue, cost, plan.heavy_users, plan.heavy_cost)


def _by_use(plan: Plan, case: PlanCases) -> list[Utilization]:
    """Margin by utilization in each case; none without a price and the API value of full limits."""
    if plan.api_value is None or plan.price == 0:
        return []
    pairs = zip(case.columns["api_value"].tolist(), case.columns["cost_share"].tolist(), strict=True)
    return [subscription_margin(plan.price, value, share) for value, share in pairs]


def _lacking(plan: Plan, spread: Spread | None) -> str:
    """What would bring the cost of a user."""
    if spread is not None and spread.centre.use.mean is None and plan.cap is None:
        return "a cap: mean use is infinite"
    if plan.usage is not None and plan.unit_cost is not None and spread is None and plan.cap is not None:
        return "a distribution of use: a cap cannot be applied to a mean"
    return "mean usage and cost per Mtok, or API value and utilization"

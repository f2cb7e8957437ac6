"""A company's plans: each with its margin by use, its users' spread, one more user and a rise; and all together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.customers.distribution import Distribution, Lognormal, Pareto, Sample
from finkit.analysis.customers.growth import Added, Terms, growth
from finkit.analysis.customers.overage import FlatPlan, flat_plan
from finkit.analysis.customers.price_rise import PriceRise, churn_span, price_rise
from finkit.analysis.customers.span import Span, spanned
from finkit.analysis.customers.user import LIGHT, POWER, TOTALS, USER, WHOLE
from finkit.analysis.customers.utilization import FULL, Utilization, subscription_margin
from finkit.analysis.given import known
from finkit.analysis.measures import Floats, evaluate
from finkit.assumptions.plans import Plan

USERS_NEEDED = "users of each plan, and what a user uses"


@dataclass(frozen=True, slots=True)
class PlanResult:
    """One plan. Money a user and month in the plan's currency, margins as fractions; None where an input is missing.

    `by_use` is the margin by utilization at the cost share, `by_use_cheap` and `by_use_dear` at its low and high.
    `contribution` and `margin` are those of a mean user with their range; `cost_from` is "tokens", "list prices" or
    empty. `absent` maps a part to the input that would bring it.
    """

    plan: Plan
    by_use: Utilization | None
    by_use_cheap: Utilization | None
    by_use_dear: Utilization | None
    use: Distribution | None
    flat: FlatPlan | None
    added: tuple[Added, ...]
    contribution: Span
    margin: Span
    cost: float | None
    cost_from: str
    rise: PriceRise | None
    absent: dict[str, str]

    @property
    def churn(self) -> Span:
        """The break-even churn of the new price over the range of what a user leaves today."""
        new = self.plan.new_price
        return Span(None, None, None) if new is None else churn_span(self.plan.price, new, self.contribution)


@dataclass(frozen=True, slots=True)
class Plans:
    """All plans of a company; `values` holds every figure of the sheet Plans, one value a plan (scalars alone).

    `light` is the place of the plan whose users carry the power users: the cheapest that is sold, None without one.
    Totals are None where a plan lacks users or the cost of a user; `absent` says so.
    """

    each: tuple[PlanResult, ...]
    currency: str
    light: int | None
    values: dict[str, Floats]
    absent: dict[str, str]

    def total(self, name: str) -> float | None:
        """A figure of all plans together, such as `plans_margin`; None where it is missing."""
        return known(float(self.values[name].reshape(-1)[0]))

    def at(self, name: str, plan: int) -> float | None:
        """A figure of one plan, by its place; None where it is missing."""
        return known(float(self.values[name][plan]))


def distribution(plan: Plan) -> Distribution | None:
    """How a plan's use is spread, in million tokens a user and month; None where the plan does not say."""
    mean = None if plan.usage is None else plan.mtok(plan.usage.centre)
    if plan.distribution == "lognormal" and mean is not None and plan.sigma is not None:
        return Lognormal(mean, plan.sigma.centre)
    if plan.distribution == "pareto" and plan.alpha is not None:
        alpha = plan.alpha.centre
        least = plan.mtok(plan.minimum) if plan.minimum is not None else (mean or math.nan) * (alpha - 1) / alpha
        return Pareto(least, alpha)
    return Sample(tuple(map(plan.mtok, plan.sample))) if plan.distribution == "sample" else None


def analyze_plans(plans: Sequence[Plan], currency: str = "") -> Plans | None:
    """Every plan and all together; None without plans. `currency` stands where the plans state none."""
    if not plans:
        return None
    inputs, light = _inputs(plans), _light(plans)
    size = len(plans)
    values = {**inputs, **evaluate((*FULL, *USER, *TOTALS), inputs, size)}
    shared = values | {"is_light": np.array([float(i == light) for i in range(size)])}
    shared |= evaluate((*LIGHT, *POWER), shared, size)
    for one in WHOLE:
        shared[one.name] = one.parsed.evaluate({name: shared[name] for name in one.parsed.names})
    held = tuple(_result(plan, shared, i) for i, plan in enumerate(plans))
    stated = next((plan.currency for plan in plans if plan.currency), currency)
    lacking = [p.name for i, p in enumerate(plans) if np.isnan(shared["plan_contribution"][i])]
    absent = {"totals": f"{USERS_NEEDED}: missing for {', '.join(lacking)}"} if lacking else {}
    return Plans(held, stated, light, shared, absent)


def _inputs(plans: Sequence[Plan]) -> dict[str, Floats]:
    """The columns of the sheet: what is given, and mean use served and beyond the included."""
    names = ("api_value", "cost_share", "utilization", "unit_cost", "users")
    columns = {n: np.array([math.nan if (r := getattr(p, n)) is None else r.centre for p in plans]) for n in names}
    columns["price"] = np.array([p.price for p in plans])
    for name in ("overage_price", "new_price"):
        columns[name] = np.array([math.nan if (v := getattr(p, name)) is None else v for p in plans], dtype=float)
    served = [_served(plan) for plan in plans]
    columns["served_tokens"] = np.array([s[0] for s in served])
    columns["overage_tokens"] = np.array([s[1] for s in served])
    return columns


def _served(plan: Plan) -> tuple[float, float]:
    """Mean tokens served a month, in Mtok, and those beyond the included: 0 where there is no price for them."""
    use, cap = distribution(plan), math.inf if plan.cap is None else plan.mtok(plan.cap)
    over = 0.0 if plan.included is None else math.nan
    if use is None:
        # Without a spread a cap or an included amount cannot be applied to a mean.
        plain = plan.usage is not None and plan.cap is None
        return (plan.mtok(plan.usage.centre) if plain and plan.usage else math.nan), over
    served = use.capped(cap)
    if not math.isfinite(served):
        return math.nan, over
    return served, over if plan.included is None else served - use.capped(min(cap, plan.mtok(plan.included)))


def _light(plans: Sequence[Plan]) -> int | None:
    sold = [i for i, plan in enumerate(plans) if plan.price > 0]
    return min(sold, key=lambda i: plans[i].price, default=None)


def _result(plan: Plan, values: dict[str, Floats], i: int) -> PlanResult:
    use, terms, absent = distribution(plan), _terms(plan), {}
    centre, cheap, dear = _by_use(plan)
    cost = known(float(values["user_cost"][i]))
    if centre is None:
        absent["margin by use"] = "the API value of full limits" if plan.price else "a price: a free plan has no margin"
    if use is None or terms is None:
        absent["spread of use"] = "a distribution of use" if use is None else "the cost of a million tokens"
    if cost is None:
        absent["contribution"] = _lacking(plan, use)
    cap = None if plan.cap is None else plan.mtok(plan.cap)
    return PlanResult(
        plan=plan,
        by_use=centre,
        by_use_cheap=cheap,
        by_use_dear=dear,
        use=use,
        flat=flat_plan(use, plan.price, terms.unit_cost, cap) if use and terms and plan.price else None,
        added=growth(use, terms) if use and terms else (),
        contribution=_span(plan, values, i, "user_contribution"),
        margin=_span(plan, values, i, "user_margin"),
        cost=cost,
        cost_from="" if cost is None else "list prices" if np.isnan(values["token_cost"][i]) else "tokens",
        rise=None
        if plan.new_price is None or cost is None
        else price_rise(plan.price, plan.new_price, cost, known(float(values["overage_income"][i]))),
        absent=absent,
    )


def _by_use(plan: Plan) -> tuple[Utilization | None, Utilization | None, Utilization | None]:
    """Margin by utilization at the cost share, at its low and at its high."""
    value, share = plan.api_value, plan.cost_share
    if value is None or plan.price == 0:
        return None, None, None
    centre, low, high = (
        subscription_margin(plan.price, value.centre, at) for at in (share.centre, share.low, share.high)
    )
    return centre, low, high


def _lacking(plan: Plan, use: Distribution | None) -> str:
    """What would bring the cost of a user."""
    if use is not None and use.mean is None and plan.cap is None:
        return "a cap: mean use is infinite"
    if plan.usage is not None and plan.cap is not None and use is None:
        return "a distribution of use: a cap cannot be applied to a mean"
    return "mean usage and cost per Mtok, or API value and utilization"


def _terms(plan: Plan) -> Terms | None:
    if plan.unit_cost is None:
        return None
    free = math.inf if plan.included is None else plan.mtok(plan.included)
    cap = math.inf if plan.cap is None else plan.mtok(plan.cap)
    return Terms(plan.price, plan.unit_cost.centre, cap, free, plan.overage_price or 0.0)


def _span(plan: Plan, values: dict[str, Floats], i: int, name: str) -> Span:
    """A mean user's figure over the ranges of what its cost is made of; use and its spread at their centre."""
    columns = {key: column[i : i + 1] for key, column in values.items() if np.ndim(column)}

    def at(**moved: float) -> float | None:
        held = columns | {key: np.array([value]) for key, value in moved.items()}
        return known(float(evaluate((*FULL, *USER), held, 1)[name][0]))

    if plan.unit_cost is not None and not np.isnan(values["token_cost"][i]):
        return spanned(lambda cost: at(unit_cost=cost), plan.unit_cost)
    if plan.api_value is not None and plan.utilization is not None:
        return spanned(
            lambda value, share, used: at(api_value=value, cost_share=share, utilization=used),
            plan.api_value, plan.cost_share, plan.utilization,
        )  # fmt: skip
    return Span(at(), None, None)

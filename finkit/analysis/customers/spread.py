"""How much a plan's users use and how that is spread over them, at the centre of its ranges and at every corner.

METHODS 7. Gini and top shares rise or fall throughout in the spread, margins in use, cost and, under a cap, in the
spread: their ends are exact. Parts of users above some use, and single users' figures, may peak between the ends of a
spread: there the ends are those of the corners.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

from finkit.analysis.customers.distribution import Distribution, Lognormal, Pareto, Sample, heaviest
from finkit.analysis.customers.growth import Added, Terms, growth
from finkit.analysis.customers.overage import FlatPlan, flat_plan
from finkit.analysis.span import Span, ends, span_of
from finkit.assumptions.plans import Plan
from finkit.assumptions.ranges import Range


@dataclass(frozen=True, slots=True)
class Use:
    """A plan's use at one point of its ranges, in million tokens a user and month; NaN is missing.

    `spread` is None where the plan does not say how use is spread: then `plain` is its mean, where no cap bears on it.
    `served` is mean use under the cap and `overage` what of it is beyond the included, both of a spread. `tail` is
    its sigma or alpha, and `mean` the mean use that it was given with, without a cap.
    """

    spread: Distribution | None
    plain: float
    served: float
    overage: float
    mean: float = math.nan
    tail: float = math.nan


@dataclass(frozen=True, slots=True)
class State:
    """Use spread over users at one point: what a flat price leaves on it, and what one more user does."""

    use: Distribution
    flat: FlatPlan | None
    added: tuple[Added, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """The states of a plan: at the centre of its ranges, then at every corner of use, spread and cost."""

    centre: State
    corners: tuple[State, ...]

    def span(self, read: Callable[[State], float | None]) -> Span:
        """A figure of a state with its range."""
        return span_of(read(self.centre), [read(state) for state in self.corners])

    @property
    def gini(self) -> Span:
        """How unequal use is."""
        return self.span(lambda state: state.use.gini)

    def top(self, part: float) -> Span:
        """The part of all use that the heaviest `part` of users take; none of a sample with no whole such user."""
        return self.span(lambda state: heaviest(state.use, part))

    def flat(self, name: str) -> Span:
        """A figure of the flat price, such as `margin_capped`."""
        return self.span(lambda state: getattr(state.flat, name) if state.flat else None)

    def added(self, place: int, name: str) -> Span:
        """A figure of one more user at a place of `LEAVING`, such as `mean`."""
        return self.span(lambda state: getattr(state.added[place], name) if state.added else None)


def uses(plan: Plan) -> tuple[Use, ...]:
    """A plan's use at the centre of the ranges of its mean and spread, then at their corners."""
    tail = plan.sigma or plan.alpha
    corners = itertools.product(_ends(plan.usage), _ends(tail))
    return tuple(_use(plan, mean, at) for mean, at in ((_centre(plan.usage), _centre(tail)), *corners))


def spread_of(plan: Plan, found: tuple[Use, ...]) -> Spread | None:
    """The states of a plan at its `uses`; None where it does not say how use is spread."""
    spreads = [one.spread for one in found if one.spread is not None]
    if not spreads:
        return None
    centre, *corners = spreads
    states = [_state(plan, use, cost) for use, cost in itertools.product(corners, _ends(plan.unit_cost))]
    return Spread(_state(plan, centre, _centre(plan.unit_cost)), tuple(states))


def _state(plan: Plan, use: Distribution, cost: float | None) -> State:
    if cost is None:
        return State(use, None, ())
    cap, free = (math.inf if held is None else plan.mtok(held) for held in (plan.cap, plan.included))
    terms = Terms(plan.price, cost, cap, free, plan.overage_price or 0.0)
    limit = None if plan.cap is None else cap
    return State(use, flat_plan(use, plan.price, cost, limit) if plan.price else None, growth(use, terms))


def _use(plan: Plan, mean: float | None, tail: float | None) -> Use:
    spread = _distribution(plan, mean, tail)
    beyond = 0.0 if plan.included is None else math.nan
    if spread is None:
        # Without a spread a cap or an included amount cannot be applied to a mean.
        return Use(None, math.nan if mean is None or plan.cap is not None else plan.mtok(mean), math.nan, beyond)
    given = (math.nan if mean is None else plan.mtok(mean), math.nan if tail is None else tail)
    cap = math.inf if plan.cap is None else plan.mtok(plan.cap)
    served = spread.capped(cap)
    if not math.isfinite(served):
        return Use(spread, math.nan, math.nan, beyond, *given)
    within = served if plan.included is None else spread.capped(min(cap, plan.mtok(plan.included)))
    return Use(spread, math.nan, served, served - within, *given)


def _distribution(plan: Plan, mean: float | None, tail: float | None) -> Distribution | None:
    """How use is spread at that mean, as the plan counts tokens, and that sigma or alpha."""
    if plan.distribution == "lognormal" and mean is not None and tail is not None:
        return Lognormal(plan.mtok(mean), tail)
    if plan.distribution == "pareto" and tail is not None:
        least = plan.minimum if plan.minimum is not None else (mean or math.nan) * (tail - 1) / tail
        return Pareto(plan.mtok(least), tail)
    return Sample(tuple(map(plan.mtok, plan.sample))) if plan.distribution == "sample" else None


def _centre(held: Range | None) -> float | None:
    return None if held is None else held.centre


def _ends(held: Range | None) -> tuple[float | None, ...]:
    return (None,) if held is None else ends(held)

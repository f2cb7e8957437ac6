"""A market read from its row: both closures, their ranges, and what is absent."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.market.markets import FIRMS, MarketResult, read_market, read_markets
from finkit.assumptions.market import Market

ESSAY: dict[str, Any] = {
    "name": "coding agents", "input_price": 5, "output_price": 25,
    "output_share": {"value": 0.05, "low": 0.05, "high": 0.25}, "tokens": 20,
    "hours": {"value": 0.4, "low": 0.3, "high": 0.5}, "wage": 200, "open_price": 1, "quality_premium": 1.5,
    "rival_costs": "1; 2; 3", "shares": "0.5; 0.3; 0.2", "potential": 1000, "fixed_cost": 60, "race_cost": 100,
    "race_share": 0.8, "discount": 0.9, "wholesale": 50, "retail": 52, "new_wholesale": 2,
}  # fmt: skip
BARE: dict[str, Any] = {"price": 6, "tokens": 20, "hours": 0.4, "wage": 200}


def market(**more: Any) -> MarketResult:
    return read_market(Market.model_validate({**BARE, **more}))


def test_the_price_of_a_cost_that_is_given_reaches_over_both_ranges() -> None:
    """z is 200 times 0.3 to 0.5 over 20, 3 to 5; a cost of 1 to 3 adds: two firms take 1 + 1.5 to 3 + 2.5."""
    hours = {"low": 0.3, "value": 0.4, "high": 0.5}
    held = market(hours=hours, marginal_cost={"low": 1, "value": 2, "high": 3})
    assert held.prices[1].tolist() == pytest.approx([4, 2.5, 5.5])
    # A cost implied falls as z rises: 6 - 5 + 5 / 2 = 3.5 and 6 - 3 + 3 / 2 = 4.5.
    implied = market(hours=hours)
    assert sorted(implied.prices[1].tolist()) == pytest.approx([3.5, 4, 4.5])
    # Of gross profit 1 / 2 e^(1/2) / (1 + c / z) is left: c / z is 2/4 as given, 3/3 and 1/5 at the ends.
    revenue, profit = implied.war
    ends = (0.5, 1, 0.2)
    assert profit[1].tolist() == pytest.approx([0.5 * math.exp(0.5) / (1 + end) for end in ends])
    assert revenue[1].tolist() == pytest.approx([(end + 0.5) * math.exp(0.5) / (1 + end) for end in ends])


def test_the_essays_market() -> None:
    found = read_market(Market.model_validate(ESSAY))
    assert found.own is not None
    assert found.held is not None
    assert found.own.cost.tolist() == pytest.approx([2, 7, 1])  # as given; least margin: 10 - 3; most: 6 - 5
    assert found.held.margin[:5, 0] == pytest.approx([2 / 3, 1 / 3, 2 / 9, 1 / 6, 2 / 15])
    assert found.solved.margin[:5, 0] == pytest.approx([2 / 3, 1 / 2, 0.4, 1 / 3, 2 / 7])
    assert found.meets_at == 4
    assert found.blended is not None
    assert found.blended.cost == pytest.approx([1, 2, 3, 6, 11])
    # Implied costs of 1 to 7 against open weights at 1: at the low the margin is never gone, at the high at once.
    assert found.over("ceiling", lambda at: at.earning_months) == pytest.approx([6, 0, 6, math.nan], nan_ok=True)
    assert found.entry is not None
    assert found.entry.firms == 5
    assert found.switched is not None
    assert found.switched.ravel() == pytest.approx([386.26032, 307.87944, 346.26032, 267.87944])
    revenue, profit = found.war
    assert revenue[:2, 0] == pytest.approx([1, 1.47151776469 / 1.33878096089])
    assert profit[0, 0] == pytest.approx(2 / 3)
    assert (found.flags, found.absent) == ((), ())


def test_every_range_of_a_part_reaches_what_follows_from_it() -> None:
    """Ends by hand: least at a cost of 3, a potential of 800, R&D of 80, open weights near; most at 1, 1500, 40."""
    ranges = {"marginal_cost": (1, 2, 3), "open_price": (0.3, 0.5, 0.8), "quality_premium": (2, 3, 4),
              "catch_up_months": (12, 18, 24), "months_since_gap": (6, 9, 12), "potential": (800, 1000, 1500),
              "fixed_cost": (40, 60, 80), "wholesale": (40, 50, 60), "retail": (50, 52, 55), "new_wholesale": (1, 2, 4),
              }  # fmt: skip
    found = market(**{name: dict(zip(("low", "value", "high"), at, strict=True)) for name, at in ranges.items()})
    assert found.over("ceiling", lambda at: at.earning_months) == pytest.approx([9, 0, 24 * (1 - 0.2 / 4)])
    # 9 months on: 2, from a cost and a ceiling of 1 and 0.3, to 0.8 and 4 (1 - 6/24) at any cost.
    assert found.over("now", lambda at: at.limit.price[0]) == pytest.approx([2, 1, 3.8])
    assert found.over("now", lambda at: at.limit.margin[0]) == pytest.approx([0, 0, 2.8 / 3.8])
    # 3 firms earn 120 each and 4 would earn 74; 10 earn 42 and 11 would earn 35.
    assert found.over("entry", lambda at: at.firms).tolist() == [5, 3, 10]
    assert found.over("resale", lambda at: at.margin) == pytest.approx([2 / 52, -0.2, 15 / 55])
    assert found.over("resale", lambda at: at.percent_change) == pytest.approx([-0.96, 1 / 60 - 1, 4 / 40 - 1])
    assert market(potential=1000, fixed_cost=60).over("entry", lambda at: at.firms).tolist() == [5]


def test_a_cost_that_is_given_is_held() -> None:
    found = market(marginal_cost={"low": 1, "high": 3})
    assert found.cases.cost.tolist() == [2, 3, 1]
    assert found.cases.cost_from == "as given"
    assert market(firms=2).cases.cost[0] == 4.0
    assert market(firms=2).cases.cost_from == "implied by the price under 2 equal firms"
    assert market(conduct=0.5).cases.cost[0] == 4.0


def test_a_price_that_is_no_optimum_has_no_margin_in_the_frame() -> None:
    """At 3 against a z of 4 one firm would imply a cost of -1 and a margin of 4/3; two a cost of 1."""
    first, second = list(read_markets([Market.model_validate({**BARE, "price": 3})]).records())[:2]
    assert (first["implied_cost"], first["price_is_an_optimum"], first["margin_price_held"]) == (-1, False, None)
    assert (second["implied_cost"], second["price_is_an_optimum"]) == (1, True)
    assert second["margin_price_held"] == pytest.approx(2 / 3)
    wide = next(
        iter(read_markets([Market.model_validate({**BARE, "price": {"low": 5, "value": 6, "high": 8}})]).records())
    )
    assert (wide["implied_cost_low"], wide["implied_cost_high"]) == (1, 4)
    assert (wide["margin_cost_held_low"], wide["margin_cost_held_high"]) == pytest.approx((0.5, 0.8))


def test_what_of_a_dollar_of_cost_reaches_the_price_rests_on_the_form_of_demand() -> None:
    """At an elasticity of 6 / 4 one firm adds 1.5 / 0.5 to a dollar, two 3 / 2; at 3 / 4 one has no best price."""
    found = market().pass_through
    assert {form: rates[:2].tolist() for form, rates in found.items()} == {
        "exponential": [1, 1], "linear": pytest.approx([1 / 2, 2 / 3]), "isoelastic": pytest.approx([3, 1.5]),
    }  # fmt: skip
    assert market(price=3).pass_through["isoelastic"][:2] == pytest.approx([math.nan, 3], nan_ok=True)
    bare = read_market(
        Market.model_validate({key: BARE[key] for key in ("tokens", "hours", "wage")} | {"marginal_cost": 2})
    )
    assert all(math.isnan(rate) for rate in bare.pass_through["isoelastic"])


def test_a_cost_above_the_price_is_said() -> None:
    (flag,) = market(marginal_cost=9).flags
    assert (
        flag == "The cost given, 9, is above the price, 6: a token sold at it loses 50.0% of the price, whatever "
        "the conduct."
    )
    assert market(marginal_cost=6).flags == ()


def test_a_cost_without_a_price() -> None:
    found = market(price=None, marginal_cost=2)
    assert found.held is None
    assert found.meets_at is None
    assert found.solved.price[0, 0] == 6.0


def test_a_negative_cost_is_no_cost_to_hold() -> None:
    found = market(price=3)
    assert found.own is not None
    assert found.own.cost[0] == -1.0
    assert str(found.solved.price[0, 0]) == "nan"
    assert any("no firm would stop at it" in flag for flag in found.flags)
    assert any("At one end" in flag for flag in market(hours={"value": 0.4, "low": 0.3, "high": 0.7}).flags)


def test_units_that_look_mixed_are_asked_about() -> None:
    assert any("1,500 times" in flag for flag in market(tokens=20_000).flags)


def test_absent_says_what_would_bring_it() -> None:
    assert dict(market().absent)["the ceiling that open weights set"] == "open price, quality premium"
    assert dict(market(potential=1000).absent)["free entry"] == "fixed cost"
    assert read_markets([]).markets == ()
    assert "hours saved" in read_markets([]).absent


@given(
    price=st.tuples(st.floats(1, 50), st.floats(0, 20)), hours=st.tuples(st.floats(0.05, 2), st.floats(0, 1)),
    wage=st.tuples(st.floats(20, 400), st.floats(0, 100)), tokens=st.tuples(st.floats(1, 50), st.floats(0, 20)),
)  # fmt: skip
def test_the_cases_are_the_ends_over_all_corners(**ends: tuple[float, float]) -> None:
    """Implied cost and the margin held: the second and third case are the most and least of all corners."""
    row = {name: {"low": low, "high": low + more} for name, (low, more) in ends.items()}
    found = read_market(Market.model_validate(row))
    assert found.own is not None
    corners = itertools.product(*((low, low + more) for low, more in ends.values()))
    values = [(p, s * w / n) for p, s, w, n in corners]
    costs = [p - z for p, z in values]
    assert found.own.cost[1] == pytest.approx(max(costs), rel=1e-9, abs=1e-9)
    assert found.own.cost[2] == pytest.approx(min(costs), rel=1e-9, abs=1e-9)
    for i, n in enumerate(FIRMS):
        margins = [z / n / p for p, z in values]
        assert found.held is not None
        assert found.held.margin[i, 1] == pytest.approx(min(margins), rel=1e-9)
        assert found.held.margin[i, 2] == pytest.approx(max(margins), rel=1e-9)
        if min(costs) >= 0:
            solved = [z / n / (p - z + z / n) for p, z in values]
            assert found.solved.margin[i, 1] == pytest.approx(min(solved), rel=1e-6)
            assert found.solved.margin[i, 2] == pytest.approx(max(solved), rel=1e-6)

"""Plans: published margins by use, who carries power users, what growth brings, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import pytest

from finkit.analysis.customers.distribution import Lognormal, lognormal
from finkit.analysis.customers.flat_rate import flat_rate, heavy_users
from finkit.analysis.customers.growth import growth_in_words
from finkit.analysis.customers.mix import (
    implied_loss,
    plan_portfolio,
    power_mix,
    required_contribution,
)
from finkit.analysis.customers.offload import local_offload
from finkit.analysis.customers.overage import flat_plan, overage_plan
from finkit.analysis.customers.plans import Plans, analyze_plans
from finkit.analysis.customers.price_rise import churn_span, price_rise
from finkit.analysis.customers.utilization import subscription_margin
from finkit.analysis.span import Span
from finkit.assumptions.settings import Assumptions


def plans(*rows: dict[str, Any]) -> Plans:
    found = analyze_plans(Assumptions.of({"plans": list(rows)}).plans)
    assert found is not None
    return found


def test_the_published_margins_by_use() -> None:
    """aistify.com's table of SemiAnalysis' experiment: 20 for 400, 200 for 8,000, 200 for 14,000, a quarter as cost."""
    uses = (0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)
    published = {
        (20, 400): (95, 75, 50, 0, -25, -150, -400),
        (200, 8000): (90, 50, 0, -100, -150, -400, -900),
        (20, 700): (91, 56, 12, -75, -119, -338, -775),
        (200, 14000): (82, 12, -75, -250, -338, -775, -1650),
    }
    for (price, value), row in published.items():
        found = subscription_margin(price, value, 0.25, uses)
        assert [100 * (m or 0.0) for m in found.margins] == pytest.approx(row, abs=0.51)
    assert subscription_margin(20, 400, 0.25, uses).break_even == pytest.approx(0.2)
    # At a 75% API margin no tier is better at a quarter of its limits; an 80% margin breaks even there.
    assert subscription_margin(20, 400, 0.2, [0.25]).margins[0] == pytest.approx(0.0)


def test_bad_use_is_refused_and_a_dear_cost_flagged() -> None:
    with pytest.raises(ValueError, match=r"utilization\[0\] = 1.2: give 1 or less"):
        subscription_margin(20, 400, 0.25, [1.2])
    with pytest.raises(ValueError, match="price = 0: give a number above 0"):
        subscription_margin(0, 400, 0.25)
    with pytest.raises(ValueError, match="cost_share = 0"):
        subscription_margin(20, 400, 0)
    assert "above 1" in subscription_margin(20, 400, 1.2).flag
    assert subscription_margin(20, None, 0.25, [0.1]).margins == (None,)


def test_the_claim_of_2000_needs_list_price_as_cost() -> None:
    """3 users of ChatGPT Pro 20x: at list prices 2,070 light users at 20 and free to serve; at a quarter 495."""
    assert power_mix(3, 200, 14000, 20, 0).users == 2070
    assert power_mix(3, 200, 3500, 20, 0).users == 495
    assert power_mix(3, 200, 8000, 20, 0).users == 1170
    # Light users on Plus at 8.6% of 700 leave 4.95 each: 2,000 of them.
    assert power_mix(3, 200, 3500, 20, 20 - 4.95).users == 2000
    assert required_contribution(3, 2000, 200, [14000, 3500]) == pytest.approx([20.7, 4.95])
    implied = implied_loss(3, 2000, 20, 0)
    assert implied.loss == pytest.approx(13333.33, abs=0.01)
    assert implied.cost == pytest.approx(13353.33, abs=0.01)


def test_a_mix_that_cannot_break_even_says_why() -> None:
    assert power_mix(3, 20, 200, 20, 21).flag == "low users lose money: no mix breaks even"
    assert power_mix(3, 20, 200, 20, 21).users is None
    assert power_mix(3, 20, 19, 20, 5).users == 0
    assert power_mix(3, 20, None, 20, 5).users is None
    with pytest.raises(ValueError, match="n_power = 0"):
        power_mix(0, 20, 200, 20, 5)


def test_a_portfolio_and_its_refusals() -> None:
    found = plan_portfolio([20, 100, 200], [11, 70, 260], [0.8, 0.15, 0.05], 1e6)
    assert found.contribution == pytest.approx(8.7)
    assert found.break_even == 114943
    assert plan_portfolio([20], [30], [1], 10).break_even is None
    with pytest.raises(ValueError, match=r"mix = \[0.8, 0.1\]: give shares"):
        plan_portfolio([20, 100], [11, 70], [0.8, 0.1], 1)
    with pytest.raises(ValueError, match="cost has 1 values: give 2"):
        plan_portfolio([20, 100], [11], [0.8, 0.2], 1)


def test_moviepass() -> None:
    found = flat_rate(9.95, 9.38, [2.23, 0.85, 0.77])
    assert found.break_even == pytest.approx(1.060768, abs=1e-6)
    assert found.contributions == pytest.approx([-10.9674, 1.9770, 2.7274], abs=1e-4)
    quarter = heavy_users(74, 105, 34.92, heavy_users=0.15, heavy_cost=0.4, unit_cost=9.38)
    assert quarter.heavy_loss == pytest.approx(133.85, abs=0.6)  # as published
    assert quarter.light_contribution == pytest.approx(-17.41, abs=0.01)
    assert "no problem of the tail" in quarter.flag
    for part in (0, 1):
        with pytest.raises(ValueError, match=f"heavy_users = {part}"):
            heavy_users(74, 105, 34.92, heavy_users=part, heavy_cost=0.4)
    with pytest.raises(ValueError, match=r"units\[0\] = -1"):
        flat_rate(9.95, 9.38, [-1])


def test_break_even_churn_of_a_rise() -> None:
    assert price_rise(20, 24, 8).break_even_churn == pytest.approx(0.25)
    assert price_rise(20, 200, 8).break_even_churn == pytest.approx(0.9375)
    assert price_rise(20, 15, 8).break_even_churn == pytest.approx(-5 / 7)  # a cut needs 71% more users
    assert price_rise(20, 24, 25).break_even_churn is None
    # 12 left of 20, -2 to 16: a rise of 4 bears 4/16, from 4/20 on, undefined at -2, where who goes costs nothing; a
    # cut to 15 is made up for by none at -2.
    assert churn_span(20, 24, Span(12, -2, 16)) == Span(0.25, 0.2, None)
    assert churn_span(20, 24, Span(-1, -2, 16)) == Span(None, 0.2, None)
    assert churn_span(20, 24, Span(12, 4, 16)) == Span(0.25, 0.2, 0.5)
    assert churn_span(20, 15, Span(10, -2, 16)) == Span(-1, None, None)
    # 28 left of 20 is with overage: 4 / 32.
    assert churn_span(20, 24, Span(28, None, None)) == Span(0.125, None, None)
    assert "nothing at today's price" in price_rise(20, 24, 25).flag
    assert "at the new price" in price_rise(20, 8, 8).flag


def test_a_plan_counts_its_tokens_before_its_list_prices() -> None:
    row = {"name": "Pro", "price": 20, "api_value": 400, "utilization": 0.25, "usage": 3, "unit_cost": 2}
    found = plans(row).each[0]
    assert (found.cost.value, found.cost_from, found.contribution.value) == (6.0, "tokens", 14.0)
    listed = plans({**row, "usage": None}).each[0]
    assert (listed.cost.value, listed.cost_from) == (25.0, "list prices")
    assert listed.margin.value == pytest.approx(-0.25)
    # 15.5 to 30% of list prices: -25% is one point of a range.
    assert (listed.margin.low, listed.margin.high) == pytest.approx((-0.5, 0.225))


def test_totals_need_users_of_every_plan() -> None:
    pro, free = {"name": "Pro", "price": 20, "usage": 3, "unit_cost": 2}, {"name": "Free", "price": 0, "usage": 0.5}
    found = plans(pro, {**free, "unit_cost": 2})
    assert found.total("plans_margin") == Span(None, None, None)
    assert found.absent["totals"] == "users of each plan, and what a user uses: missing for Pro, Free"
    counted = plans({**pro, "users": 10}, {**free, "unit_cost": 2, "users": 100})
    # 10 users leave 14 each, 100 free ones cost 1 each; revenue is 200.
    assert counted.total("plans_contribution").value == pytest.approx(40.0)
    assert counted.total("plans_margin").value == pytest.approx(0.2)
    assert counted.each[1].absent["margin by use"] == "a price: a free plan has no margin"


def test_light_users_are_those_of_the_cheapest_plan_sold() -> None:
    found = plans(
        {"name": "Free", "price": 0},
        {"name": "Plus", "price": 20, "api_value": 700, "utilization": 0.01},
        {"name": "Pro", "price": 200, "api_value": 14000},
    )
    assert found.light == 1
    assert found.at("light_needed", 2) == pytest.approx(3300 / 18.25)  # 543 for three
    assert found.at("list_needed", 2) == pytest.approx(690.0)  # 2,070 for three
    assert found.at("light_needed", 0) is None


def test_overage_and_a_cap_change_what_a_user_leaves() -> None:
    row = {"name": "Max", "price": 20, "usage": 8, "unit_cost": 2, "distribution": "lognormal", "sigma": 1.5}
    assert plans(row).each[0].margin.value == pytest.approx(0.2)
    assert plans({**row, "cap": 40}).each[0].margin.value == pytest.approx(0.362071, abs=1e-6)
    charged = plans({**row, "included": 10, "overage_price": 4}).each[0]
    assert charged.margin.value == pytest.approx(0.553839, abs=1e-6)
    thousands = {**row, "usage": 8000, "cap": 40000, "token_unit": "thousand"}
    assert plans(thousands).each[0].margin.value == pytest.approx(0.362071, abs=1e-6)


def test_a_cap_on_a_bare_mean_and_an_infinite_mean_are_missing_with_a_reason() -> None:
    bare = plans({"name": "Max", "price": 20, "usage": 8, "unit_cost": 2, "cap": 40}).each[0]
    assert bare.cost.value is None
    assert "a cap cannot be applied to a mean" in bare.absent["contribution"]
    wild = {"name": "W", "price": 20, "unit_cost": 2, "distribution": "pareto", "alpha": 0.9, "minimum": 1}
    assert plans(wild).each[0].absent["contribution"] == "a cap: mean use is infinite"
    assert plans({**wild, "cap": 40}).each[0].margin.value == pytest.approx(1 - 2 * 5.461255 / 20, abs=1e-6)


def test_growth_digs_where_light_users_leave() -> None:
    row = {"name": "Max", "price": 20, "usage": 8, "unit_cost": 2, "distribution": "lognormal", "sigma": 1.5}
    spread = plans(row).each[0].spread
    assert spread is not None
    all_stay, half, gone = spread.centre.added
    assert all_stay.mean == pytest.approx(4.0)
    assert half.mean is not None
    assert half.mean < 0
    assert all_stay.median == pytest.approx(20 - 2 * 2.59722, abs=1e-4)
    assert all_stay.heavy == pytest.approx(20 - 2 * 8 * math.exp(1.5 * 2.326348 - 1.125), abs=1e-3)
    # The heavier half of a lognormal takes Phi(1.5) of use: 0.933193 of 8, twice.
    assert gone.mean_use == pytest.approx(16 * 0.9331928, abs=1e-5)


def test_low_users_who_leave_nothing_carry_nobody_whatever_power_users_bring() -> None:
    """Low users at 20 who cost 21; a power user at 20 who costs 10 needs no carrying, yet no mix is one."""
    found = power_mix(3, 20, 10, 20, 21)
    assert (found.needed, found.low_per_power, found.flag) == (None, None, "low users lose money: no mix breaks even")
    implied = implied_loss(3, 2000, 20, 21)
    assert (implied.loss, implied.cost, implied.flag) == (None, None, "low users lose money: no mix breaks even")
    # 3 power users who lose 300 each, 15 from each low user: 60, which is 20 for one.
    assert power_mix(3, 200, 500, 20, 5).low_per_power == pytest.approx(20.0)


def test_fixed_cost_not_known_leaves_no_break_even() -> None:
    found = plan_portfolio([20.0, 100.0], [11.0, 70.0], [0.8, 0.2], None)
    assert (found.contribution, found.break_even) == (pytest.approx(13.2), None)
    assert found.flag


def test_serving_for_nothing_is_said() -> None:
    assert local_offload(10.0, 3.0, 24.0, 4.0, 0.0).flag == "serving in the cloud costs nothing: no switch"
    assert flat_plan(lognormal(8.0, 1.5), 20.0, 0.0).flag == "serving costs nothing: no use breaks even"


LOGNORMAL = {"name": "Max", "price": 20, "distribution": "lognormal"}


def test_use_and_its_spread_carry_their_ranges() -> None:
    """Mean use of 6 to 12 at 1 to 3: 20 less 36 to 20 less 6; a wider spread leaves more under the same cap."""
    ranged = {**LOGNORMAL, "usage": {"low": 6, "value": 8, "high": 12}, "unit_cost": {"low": 1, "value": 2, "high": 3},
              "sigma": 1.5}  # fmt: skip
    found = plans(ranged).each[0]
    assert found.spread is not None
    assert (found.contribution.value, found.contribution.low, found.contribution.high) == pytest.approx((4, -16, 14))
    margin = found.spread.flat("margin")
    assert (margin.value, margin.low, margin.high) == pytest.approx((0.2, -0.8, 0.7))
    capped = plans({**LOGNORMAL, "usage": 8, "unit_cost": 2, "cap": 40, "sigma": {"low": 1, "high": 2, "value": 1.5}})
    ends = [flat_plan(lognormal(8, sigma), 20, 2, 40).margin_capped for sigma in (1, 1.5, 2)]
    own = capped.each[0].margin
    assert (own.low, own.value, own.high) == pytest.approx(tuple(ends))
    spread = capped.each[0].spread
    assert spread is not None
    assert (spread.gini.low, spread.gini.high) == pytest.approx((math.erf(0.5), math.erf(1)))


def test_a_plan_without_a_distribution_carries_the_range_of_its_use() -> None:
    """A cinema pass at 9.95 on tickets of 9.38: 0.77, 0.85 and 2.23 visits a month."""
    row = {"name": "Pass", "price": 9.95, "usage": {"low": 0.77, "value": 0.85, "high": 2.23}, "unit_cost": 9.38}
    found = plans(row).each[0].contribution
    assert (found.value, found.low, found.high) == pytest.approx((1.977, -10.9674, 2.7274))


def test_with_overage_least_is_left_where_the_corners_say() -> None:
    """4 a Mtok beyond 10 of the price against a cost of 2: heavier use leaves more, and a smaller part of revenue."""
    row = {
        **LOGNORMAL,
        "usage": {"low": 8, "high": 80},
        "unit_cost": 2,
        "sigma": 0.5,
        "included": 10,
        "overage_price": 4,
    }
    found = plans(row)
    one, light, heavy = found.each[0], overage_plan(lognormal(8, 0.5), 20, 10, 4, 2), overage_plan(
        lognormal(80, 0.5), 20, 10, 4, 2)  # fmt: skip
    assert light.revenue is not None
    assert heavy.revenue is not None
    assert one.contribution.low == pytest.approx(light.revenue - 16)
    assert one.contribution.high == pytest.approx(heavy.revenue - 160)
    assert (one.margin.low, one.margin.high) == pytest.approx((light.margin, heavy.margin))
    assert found.values["served_tokens"][:, 0] == pytest.approx([44, 8, 80])


def test_totals_have_the_range_of_all_plans_at_one_end() -> None:
    """A user leaves 20 less 3 Mtok at 1 to 3, a free one costs half a Mtok: few of the first, many of the second."""
    cost = {"low": 1, "value": 2, "high": 3}
    pro = {"name": "Pro", "price": 20, "usage": 3, "unit_cost": cost, "users": {"low": 5, "value": 10, "high": 15}}
    free = {
        "name": "Free",
        "price": 0,
        "usage": 0.5,
        "unit_cost": cost,
        "users": {"low": 50, "value": 100, "high": 150},
    }
    found = plans(pro, free).total("plans_contribution")
    assert (found.value, found.low, found.high) == pytest.approx((140 - 100, 55 - 225, 255 - 25))


def test_an_end_without_a_mean_leaves_no_range() -> None:
    wild = {"name": "W", "price": 20, "unit_cost": 2, "distribution": "pareto", "minimum": 1}
    found = plans({**wild, "alpha": {"low": 0.9, "value": 1.5, "high": 2}}).each[0]
    assert (found.contribution.low, found.contribution.high, found.margin.low) == (None, None, None)
    assert (found.contribution.value, found.margin.value) == (pytest.approx(14.0), pytest.approx(0.7))


def test_heavy_users_and_the_rest_of_a_plan() -> None:
    """A quarter of MoviePass: 24.61 paid, 59.53 of cost, 15% of users with 40% of it; light users lose 17.41 too."""
    price, cost = 74 / (105 / 34.92), (74 + 105) / (105 / 34.92)
    row = {"name": "Q2 2018", "price": price, "usage": cost / 9.38, "unit_cost": 9.38, "heavy_users": 0.15,
           "heavy_cost": {"low": 0.3, "value": 0.4, "high": 0.5}}  # fmt: skip
    found = plans(row).each[0].heavy
    heavy, rest = found["heavy_left"], found["rest_left"]
    assert (heavy.value, rest.value) == pytest.approx((-134.14, -17.41), abs=0.005)
    assert (heavy.low, heavy.high) == pytest.approx((price - cost * 0.5 / 0.15, price - cost * 0.3 / 0.15))
    assert (rest.low, rest.high) == pytest.approx((price - cost * 0.7 / 0.85, price - cost * 0.5 / 0.85))


def test_a_flat_price_by_use_breaks_even_at_price_over_cost() -> None:
    row = {"name": "Pass", "price": 9.95, "usage": 0.85, "unit_cost": {"low": 9, "value": 9.38, "high": 10}}
    found = plans(row)
    even, by_units = found.span("break_even_use", 0), found.each[0].by_units
    assert (even.value, even.low, even.high) == pytest.approx((1.060768, 0.995, 9.95 / 9), abs=1e-6)
    assert by_units is not None
    assert by_units.contributions == pytest.approx([9.95 - 9.38 * 0.85 * times for times in (0.25, 0.5, 1, 2, 4)])
    assert plans({**row, "cap": 2}).each[0].by_units is None


def test_users_carry_the_fixed_cost_at_todays_mix() -> None:
    """80% leave 9, 15% 30, 5% lose 60: 8.7 each, so a million takes 114,943 users; the second plan's own 3,000, 100."""
    rows = [{"name": "A", "price": 20, "users": 80, "usage": 11, "unit_cost": 1, "fixed_cost": 997_000},
            {"name": "B", "price": 100, "users": 15, "usage": 70, "unit_cost": 1, "fixed_cost": 3_000},
            {"name": "C", "price": 200, "users": 5, "usage": 260, "unit_cost": 1}]  # fmt: skip
    found = plans(*rows)
    assert found.carries
    assert found.total("all_to_carry").value == pytest.approx(1e6 / 8.7)
    assert plan_portfolio([20, 100, 200], [11, 70, 260], [0.8, 0.15, 0.05], 1e6).break_even == 114_943
    assert found.at("users_to_carry", 1) == pytest.approx(100)
    assert found.at("users_to_carry", 2) is None


def test_users_who_carry_a_cost_have_no_upper_end_where_one_leaves_nothing() -> None:
    """20 less 4, 8 or 24 of cost: 12 left, 16 to -4: 1,200 of fixed cost takes 100, 75 or no number of users."""
    row = {"name": "A", "price": 20, "users": 5, "usage": 8, "unit_cost": {"low": 0.5, "value": 1, "high": 3}}
    found = plans({**row, "fixed_cost": 1_200})
    assert found.span("users_to_carry", 0) == Span(100, 75, None)
    assert found.total("all_to_carry") == Span(100, 75, None)


def test_growth_in_words_says_what_it_does_as_light_users_leave_and_where_ranges_part() -> None:
    def one(left: float) -> Span:
        return Span(left, left, left)

    assert growth_in_words(one(7), one(3)) == "helps"
    assert growth_in_words(one(7), one(-3)) == "helps only while light users stay"
    assert growth_in_words(one(-7), one(3)) == "digs only while light users stay"  # those who stay pay overage
    assert growth_in_words(Span(7, -1, 9), Span(3, -2, 8)) == "helps, which the ranges leave open"
    assert growth_in_words(Span(7, None, None), one(3)) == "helps"
    assert growth_in_words(Span(None, None, None), one(3)) == ""


def test_a_mean_that_is_infinite_at_an_end_alone_is_said() -> None:
    row = {"name": "Par", "price": 20, "minimum": 1, "unit_cost": 2, "distribution": "pareto", "cap": 40}
    wide, narrow = plans({**row, "alpha": {"low": 0.9, "value": 1.1, "high": 1.5}}), plans({**row, "alpha": 1.1})
    assert wide.each[0].endless.startswith("At an end of the range of Par alpha is 1 or less: mean use is infinite")
    assert narrow.each[0].endless == ""


def test_users_and_use_keep_their_own_ranges_whichever_ends_leave_least() -> None:
    """At 3 a Mtok every user loses and at 2 those who use most pay most: no case has fewest users or least use."""
    found = plans(
        {"name": "A", "price": 20, "users": {"low": 50, "value": 80, "high": 90}, "sample": (0, 2, 10, 20),
         "distribution": "sample", "unit_cost": {"low": 3, "value": 4, "high": 5}},
        {"name": "B", "price": 20, "usage": {"low": 6, "value": 8, "high": 12}, "sigma": 1.5, "included": 10,
         "overage_price": 4, "distribution": "lognormal", "unit_cost": {"low": 1, "value": 2, "high": 4}},
    )  # fmt: skip
    assert found.span("users", 0) == Span(80, 50, 90)
    use = found.span("served_tokens", 1)
    assert (use.value, use.low, use.high) == pytest.approx((8, 6, 12))
    beyond = [mean - Lognormal(mean, 1.5).capped(10) for mean in (8, 6, 12)]
    charged = found.span("overage_tokens", 1)
    assert (charged.value, charged.low, charged.high) == pytest.approx(beyond)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"heavy_users": 0.15}, "go together"),
        ({"heavy_users": 1, "heavy_cost": 0.4}, "give a number below 1"),
        (
            {"heavy_users": 0.1, "heavy_cost": 0.4, "usage": 8, "distribution": "lognormal", "sigma": 1},
            "says who is heavy",
        ),
    ],
)
def test_heavy_users_need_both_parts_and_no_distribution(row: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plans({"name": "P", "price": 20, **row})


def test_the_range_of_what_bends_holds_its_own_value() -> None:
    """Overage between 10 and a cap of 40 is most at a spread between the ends."""
    row = {**LOGNORMAL, "usage": 8, "unit_cost": 2, "sigma": {"low": 1, "value": 1.5, "high": 2}, "cap": 40}
    found = plans({**row, "included": 10, "overage_price": 4}).span("overage_tokens", 0)
    assert found.value is not None
    assert found.high == found.value
    assert found.low is not None
    assert found.low < found.value

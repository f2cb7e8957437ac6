"""Cost-volume-profit, step costs and the sales mix, worked by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.company.leverage import cvp, cvp_sales_mix, step_fixed_cost


def test_tokens_sold_above_break_even() -> None:
    found = cvp(6.0, 2.0, 1000.0, 400.0)
    assert (found.contribution, found.contribution_ratio) == (4.0, pytest.approx(2 / 3))
    assert (found.break_even_units, found.break_even_revenue) == (250.0, 1500.0)
    assert (found.operating_income, found.operating_leverage) == (600.0, pytest.approx(8 / 3))
    assert (found.margin_of_safety, found.flags) == (0.375, {})


def test_at_break_even_leverage_is_undefined() -> None:
    found = cvp(6.0, 2.0, 1000.0, 250.0)
    assert (found.operating_income, found.operating_leverage, found.margin_of_safety) == (0.0, None, 0.0)
    assert found.flags == {"operating_leverage": "operating income is zero: leverage is undefined"}


def test_below_break_even_leverage_is_negative_and_flagged() -> None:
    found = cvp(6.0, 2.0, 1000.0, 200.0)
    assert (found.operating_income, found.operating_leverage) == (-200.0, -4.0)
    assert found.margin_of_safety == pytest.approx(-0.25)
    assert found.flags["operating_leverage"].startswith("below break-even: negative")


@pytest.mark.parametrize("price", [2.0, 1.0])
def test_a_price_that_does_not_cover_the_unit_never_breaks_even(price: float) -> None:
    found = cvp(price, 2.0, 1000.0, 400.0)
    assert (found.break_even_units, found.break_even_revenue, found.margin_of_safety) == (None, None, None)
    assert "no volume breaks even" in found.flags["break_even_revenue"]


def test_zero_volume_zero_price_and_missing() -> None:
    still = cvp(6.0, 2.0, 1000.0, 0.0)
    assert (still.break_even_units, still.operating_income, still.margin_of_safety) == (250.0, -1000.0, None)
    assert still.flags["margin_of_safety"] == "volume is zero"
    free = cvp(0.0, 2.0, 1000.0, 400.0)
    assert (free.contribution, free.contribution_ratio, free.flags["contribution_ratio"]) == (
        -2,
        None,
        "the price is zero",
    )
    none = cvp(6.0, None, 1000.0, 400.0)
    assert (none.contribution, none.operating_income, none.flags) == (
        None,
        None,
        {"operating_income": "unit_cost: not known"},
    )
    with pytest.raises(ValueError, match=r"fixed = -1: give 0 or more"):
        cvp(6.0, 2.0, -1, 400.0)
    with pytest.raises(ValueError, match=r"price = inf: give a finite number"):
        cvp(math.inf, 2.0, 1.0, 400.0)


@given(st.floats(1, 100), st.floats(0, 100), st.floats(0, 1e4), st.floats(1, 1e4))
def test_at_its_break_even_the_result_is_zero(price: float, cost: float, fixed: float, units: float) -> None:
    found = cvp(price, cost, fixed, units)
    if found.break_even_units is not None and price - cost > 0.01:
        there = cvp(price, cost, fixed, found.break_even_units)
        assert there.operating_income == pytest.approx(0.0, abs=1e-6 * (1 + fixed))


def test_a_mix_of_plans() -> None:
    found = cvp_sales_mix([20.0, 200.0, 6.0], [9.0, 150.0, 2.0], [0.7, 0.1, 0.2], 5000.0)
    assert (found.contribution, found.bundles) == (pytest.approx(13.5), pytest.approx(370.37037037))
    loss = cvp_sales_mix([1.0], [2.0], [1.0], 10.0)
    assert (loss.contribution, loss.bundles) == (-1.0, None)
    assert "no volume" in loss.flag
    assert cvp_sales_mix([1.0], [None], [1.0], 10.0).bundles is None
    with pytest.raises(ValueError, match=r"mix = \[0\.0\]: give at least one part above 0"):
        cvp_sales_mix([1.0], [2.0], [0.0], 10.0)
    with pytest.raises(ValueError, match=r"unit_cost has 1 values: give 2"):
        cvp_sales_mix([1.0, 2.0], [2.0], [1.0, 1.0], 10.0)


def test_reservations_come_in_whole_blocks() -> None:
    steps = {"step_size": 100, "step_cost": 50.0, "base_fixed": 20.0, "variable_rate": 0.3}
    assert step_fixed_cost([0, 90, 100, 101, 250], **steps) == pytest.approx([20, 97, 100, 150.3, 245])
    assert step_fixed_cost([None], **steps) == [None]


def test_a_quotient_that_is_whole_but_for_rounding_is_whole() -> None:
    # 1.1 / 0.1 is 11.000000000000002 in floating point: eleven blocks, not twelve.
    assert step_fixed_cost([1.1], step_size=0.1, step_cost=1.0, base_fixed=0.0, variable_rate=0.0) == [11.0]
    with pytest.raises(ValueError, match=r"step_size = 0: give a number above 0"):
        step_fixed_cost([1.0], step_size=0, step_cost=1.0, base_fixed=0.0, variable_rate=0.0)

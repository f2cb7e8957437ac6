"""Pass-through, resellers and the bet on falling cost: METHODS 1.4 and 1.5."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.market.passthrough import pass_through_rate, price_bet, resale


def test_rates_by_form_of_demand() -> None:
    n = [1, 2, 3, 5]
    assert pass_through_rate("exponential", n) == pytest.approx([1, 1, 1, 1])
    assert pass_through_rate("linear", n) == pytest.approx([1 / 2, 2 / 3, 3 / 4, 5 / 6])
    assert pass_through_rate("isoelastic_2", n) == pytest.approx([2, 4 / 3, 6 / 5, 10 / 9])


@given(n=st.integers(1, 9), cost=st.floats(0.5, 20), slope=st.floats(1.2, 5))
def test_constant_elasticity_agrees_with_the_equilibrium_solved(n: int, cost: float, slope: float) -> None:
    """p (1 - 1/(n e)) = MC: the price moves by this rate as the cost moves."""
    rate = float(pass_through_rate(f"isoelastic_{slope!r}", n))
    price, after = (c / (1 - 1 / (n * slope)) for c in (cost, cost + 0.01))
    assert rate == pytest.approx((after - price) / 0.01, rel=1e-6)


def test_a_percent_markup_wants_bigger_bills() -> None:
    found = resale(50, 52, 2)
    assert (found.profit, found.margin, found.markup) == pytest.approx((2, 2 / 52, 0.04))
    assert (found.percent_retail, found.percent_profit) == pytest.approx((2.08, 0.08))
    assert found.percent_change == pytest.approx(-0.96)
    assert (found.dollar_retail, found.dollar_margin) == (4.0, 0.5)
    assert "bigger bill" in found.wants


def test_retail_below_wholesale_is_a_negative_margin() -> None:
    assert resale(52, 50).margin == pytest.approx(-0.04)
    assert resale(52, 50).percent_retail is None
    assert resale(0, 50).markup is None


def test_a_retail_price_that_would_not_be_above_zero_has_no_margin() -> None:
    found = resale(36, 7, 10)  # it adds -29 to any bill: 10 - 29 = -19
    assert (found.dollar_retail, found.dollar_margin) == (-19.0, None)
    assert found.flag == "at the same amount the retail price would not be above zero: no margin on it"
    assert resale(5, 4, 1).dollar_margin is None
    assert resale(5, 4, 1.5).dollar_margin == -2.0


def test_a_bet_says_what_is_missing() -> None:
    assert price_bet(None, 5, 0.5).flags == dict.fromkeys(
        ("break_even_decline", "break_even_growth"), "price: not known"
    )
    assert price_bet(200, 400, None).flags == {"break_even_growth": "cost_decline: not known"}


def test_the_bet() -> None:
    found = price_bet(200, 400, 0.9)
    assert (found.profit_now, found.margin_now) == (-200.0, -1.0)
    assert (found.cost_next, found.profit_next, found.margin_next) == pytest.approx((40, 160, 0.8))
    assert (found.break_even_decline, found.break_even_growth) == pytest.approx((0.5, 5))
    assert found.flags == {}


def test_more_use_undoes_the_bet() -> None:
    found = price_bet(200, 400, 0.9, 5)
    assert found.margin_next == pytest.approx(0, abs=1e-12)
    assert found.break_even_decline == pytest.approx(0.9)


def test_where_the_bet_has_no_break_even() -> None:
    assert price_bet(200, 100, 0).break_even_decline == -1.0
    assert "without a decline" in price_bet(200, 100, 0).flags["break_even_decline"]
    assert price_bet(200, 400, 1).break_even_growth is None
    assert "nothing" in price_bet(200, 400, 1).flags["break_even_growth"]
    assert price_bet(200, 0, 0.5).break_even_decline is None


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: pass_through_rate("isoelastic_0.5", [2, 4]), r"n_firms = 2: n times the elasticity is 1, give"),
        (lambda: pass_through_rate("isoelastic_1", 1), r"n times the elasticity is 1, give them so that it is above 1"),
        (lambda: pass_through_rate("quadratic", 1), r"demand = 'quadratic': use one of exponential, linear, isoelas"),
        (lambda: pass_through_rate("isoelastic_1.2.3", 1), r"demand = 'isoelastic_1\.2\.3': use one of"),
        (lambda: pass_through_rate(2.0, 1), r"demand = 2\.0: use one of"),  # type: ignore[arg-type]
        (lambda: pass_through_rate("linear", "6"), r"n_firms = '6': give one number or more"),
        (lambda: pass_through_rate("linear", True), r"n_firms = True: give one number or more"),
        (lambda: pass_through_rate("linear", []), r"n_firms = \[\]: give one number or more"),
        (lambda: pass_through_rate("linear", {}), r"n_firms = {}: give one number or more"),  # type: ignore[arg-type]
        (lambda: pass_through_rate("linear", 0), r"n_firms = 0\.0: give 1 or more"),
        (lambda: resale(50, 0), r"retail = 0: give a number above 0"),
        (lambda: resale(-1, 5), r"wholesale = -1: give 0 or more"),
        (lambda: price_bet(200, 400, 1.1), r"expected_cost_decline = 1\.1: give 1 or less"),
        (lambda: price_bet(0, 400, 0.9), r"price = 0: give a number above 0"),
        (lambda: price_bet(200, 400, 0.9, 0), r"token_use_growth = 0: give a number above 0"),
    ],
)
def test_bad_input_is_named(call: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()  # type: ignore[operator]


def test_firms_are_whole_and_a_free_wholesale_has_no_markup() -> None:
    with pytest.raises(ValueError, match=r"n_firms = 1.5: give whole numbers"):
        pass_through_rate("linear", 1.5)
    free = resale(0.0, 52.0)
    assert (free.profit, free.margin, free.markup) == (52.0, 1.0, None)
    assert free.flag == "the wholesale price is zero: no markup"

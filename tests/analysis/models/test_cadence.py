"""Cadence: METHODS 8's numbers with and without rivals, stop against go on, the map, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.analysis.models.cadence import (
    break_even_interval,
    cadence_map,
    cash_peak,
    grim_future,
    margin_after_training,
    paying_intervals,
    stop_value,
)
from finkit.analysis.models.steady_state import generations_to_spend


def test_without_revenue_there_is_no_margin() -> None:
    profit, margin = margin_after_training(0, 0.6, 80, [1])
    assert profit.tolist() == [-80]
    assert np.isnan(margin).all()


def test_margin_after_training_by_interval() -> None:
    _, margin = margin_after_training(100, 0.6, 80, [0.75, 1, 1.5, 2, 3])
    assert margin == pytest.approx([-0.466666667, -0.2, 0.066666667, 0.2, 0.333333333])
    assert break_even_interval(100, 0.6, 80) == pytest.approx(4 / 3)


@pytest.mark.parametrize(
    ("loss_rate", "profit"),
    [
        (0.0, [-20, 6.67, 20, 33.33, 40]),
        (0.5, [-20, -0.38, 6.73, 9.73, 8.34]),
        (1.0, [-20, -6.61, -3.61, -4.59, -6.61]),
    ],
)
def test_with_rivals_a_slower_release_stops_paying(loss_rate: float, profit: list[float]) -> None:
    found, _ = margin_after_training(100, 0.6, 80, [1, 1.5, 2, 3, 4], rival_interval=1, loss_rate=loss_rate)
    assert found == pytest.approx(profit, abs=0.005)


def test_the_break_even_with_rivals_is_where_profit_is_zero() -> None:
    least = break_even_interval(100, 0.6, 80, rival_interval=1, loss_rate=0.5)
    assert least is not None
    profit, _ = margin_after_training(100, 0.6, 80, least, rival_interval=1, loss_rate=0.5)
    assert profit.item() == pytest.approx(0, abs=1e-9)
    assert break_even_interval(100, 0.6, 80, rival_interval=1, loss_rate=1) is None
    assert break_even_interval(100, 0, 80) is None


def test_cash_is_highest_between_the_intervals_shown() -> None:
    # Where 80 / c^2 saved is 15 exp(-(c - 1) / 4) lost; METHODS 8: best near 3 years.
    peak = cash_peak(100, 0.6, 80, rival_interval=1, loss_rate=0.5)
    assert peak is not None
    assert 80 / peak**2 == pytest.approx(15 * np.exp(-(peak - 1) / 4))
    assert peak == pytest.approx(2.945, abs=5e-4)
    found = cadence_map(100, 0.6, 80, rival_interval=1, loss_rate=0.5)
    assert found.peak == pytest.approx(12 * peak)
    assert (found.best, found.rises) == (36, False)
    # At a hundredth of that loss the peak lies beyond three years, where cash still rises.
    slow = cadence_map(100, 0.6, 80, rival_interval=1, loss_rate=0.01)
    assert (slow.best, slow.rises) == (36, True)
    assert slow.peak == pytest.approx(203.95, abs=0.01)
    # Nothing is saved by a release later than that of rivals.
    assert cash_peak(100, 0.6, 0, rival_interval=1, loss_rate=0.5) == 1


def test_where_no_interval_pays_or_no_user_leaves_cash_has_no_peak() -> None:
    never, fixed = cadence_map(100, 0.6, 80, rival_interval=1, loss_rate=1), cadence_map(100, 0.6, 80)
    assert (never.peak, never.break_even) == (None, None)
    assert (fixed.peak, fixed.rises, fixed.best) == (None, True, 36)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.1, 0.9), st.floats(1, 200), st.floats(0.25, 2), st.floats(0.05, 2))
def test_no_interval_has_more_cash_than_the_peak(margin: float, cost: float, rival: float, rate: float) -> None:
    peak = cash_peak(100, margin, cost, rival_interval=rival, loss_rate=rate)
    if peak is not None:
        every = [peak, *np.linspace(0.1, 60, 400)]
        cash, _ = margin_after_training(100, margin, cost, every, rival_interval=rival, loss_rate=rate)
        assert cash[0] >= cash.max() - 1e-6


def test_the_intervals_that_pay_end_where_too_many_users_have_left() -> None:
    window = paying_intervals(100, 0.6, 80, rival_interval=1, loss_rate=0.5)
    assert window is not None
    least, most = window
    assert most is not None
    profit, _ = margin_after_training(100, 0.6, 80, [least, most], rival_interval=1, loss_rate=0.5)
    assert profit == pytest.approx([0, 0], abs=1e-9)
    # 60 c exp(-(c - 1) / 4) is 83.4 at 8 years and 73.1 at 9.
    assert (least, most) == pytest.approx((1.517482, 8.327548), abs=1e-6)
    for cost, rate, wanted in ((80, 0, [4 / 3, None]), (30, 1, [0.5, 5.954634])):
        # A generation that costs 30 pays from half a year on, before rivals release.
        ends = paying_intervals(100, 0.6, cost, rival_interval=1, loss_rate=rate)
        assert ends is not None
        assert list(ends) == pytest.approx(wanted, abs=1e-6)
    assert paying_intervals(100, 0.6, 80, rival_interval=1, loss_rate=1) is None
    assert paying_intervals(100, 0.6, 0, loss_rate=1) == (0, None)


def test_the_map_holds_margins_and_paybacks() -> None:
    found = cadence_map(100, 0.6, 80, cost_growth=2, intervals=(12, 24), lives=(12, 36))
    assert found.margin == pytest.approx([-0.2, 0.2])
    # Three generations alive at a release a year: 0.6 - 0.8 (1 + 1/2 + 1/4) / 3.
    assert found.margin_amortized == pytest.approx(
        np.array([[-0.2, 0.2], [0.6 - 0.8 * 1.75 / 3, 0.6 - 0.4 * 1.25 / 1.5]])
    )
    # A release every 24 months: gross profit of 120 against 80, so two thirds of the time it serves.
    assert np.isnan(found.payback[:, 0]).all()
    assert found.payback[:, 1] == pytest.approx([16, 24])
    assert found.break_even == pytest.approx(16)


@given(st.floats(0.5, 3), st.floats(1, 6), st.floats(0.5, 4))
def test_the_worksheet_formula_of_the_charge_is_the_sum(interval: float, generations: float, growth: float) -> None:
    held = cadence_map(
        100, 1.0, 100, cost_growth=growth, intervals=[interval * 12], lives=[interval * generations * 12 * (1 - 1e-12)]
    )
    charge = (1 - held.margin_amortized.item()) * interval
    assert charge == pytest.approx(generations_to_spend(generations, growth).item(), rel=1e-6)


def test_stopping_against_going_on_in_both_variants() -> None:
    found = stop_value(10, 8, 0.05, 0.12, 0.5, 1)
    assert found.decaying == pytest.approx(14.516129)
    assert found.until == pytest.approx(11.662903)
    assert found.go_on == pytest.approx(28.571429)
    assert found.break_even_decaying == pytest.approx(0.195)
    assert found.break_even_until == pytest.approx(0.157075, abs=1e-6)


def test_a_perpetuity_that_is_none_is_flagged_and_not_printed() -> None:
    assert stop_value(10, 8, 0.12, 0.12, 0.5).go_on is None
    lossmaker = stop_value(10, 12, 0.05, 0.12, 0.5)
    assert (lossmaker.go_on, lossmaker.break_even_decaying) == (None, None)
    assert "R&D takes all of gross profit" in lossmaker.flag
    assert stop_value(10, 1, 0.05, 0.12, 0.5, 5).flag == "going on is worth more at any decay"
    assert stop_value(None, 1, 0.05, 0.12, 0.5).flag == "an input is not known"


def test_the_two_futures_are_bounded_below_by_assets() -> None:
    found = grim_future(1000, [0.67, 0.33, 0.1, 0.02], 0.08, 0.12, 0.03, 150)
    assert found.free_cash_flow == pytest.approx((590, 250, 20, -60))
    assert found.value == pytest.approx((6555.555556, 2777.777778, 222.222222, 150))
    assert grim_future(1000, [0.67], 0.08, 0.03, 0.03, 150).value == (None,)
    with pytest.raises(ValueError, match="asset_value = -1: give 0 or more"):
        grim_future(1000, [0.67], 0.08, 0.12, 0.03, -1)


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="cadence"):
        margin_after_training(100, 0.6, 80, [0])
    with pytest.raises(ValueError, match="loss_rate = -1"):
        cadence_map(100, 0.6, 80, loss_rate=-1)
    with pytest.raises(ValueError, match="at most 6 times"):
        cadence_map(100, 0.6, 80, intervals=[6], lives=[48])
    with pytest.raises(ValueError, match=r"decay = -0\.1"):
        stop_value(10, 8, 0.05, 0.12, -0.1)


def test_a_future_with_something_unknown_is_worth_nothing_that_can_be_said() -> None:
    """FCF 1000 x (0.5 - 0.08) = 420; its worth needs the discount rate too."""
    found = grim_future(1000.0, [0.5, None], 0.08, None, 0.03, 150.0)
    assert found.free_cash_flow == (pytest.approx(420.0), None)
    assert found.value == (None, None)
    assert found.flag == "discount: not known"

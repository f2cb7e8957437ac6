"""R&D capitalized: Damodaran's Cisco, the weights, OpenAI between its bounds, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.analyze import Analysis, analyze
from finkit.analysis.models.capitalization import (
    CONVENTIONS,
    bounds,
    cumulative,
    lagged,
    rd_converter,
    unamortized,
    weights,
)
from finkit.assumptions.settings import Assumptions
from tests.statement.tables import OPENAI, row, statement

EVEN, LAG = CONVENTIONS
CISCO = [3320.0, 3192.0, 3135.0, 3448.0, 3922.0, 2704.0]


def test_cisco_2005_to_the_last_digit() -> None:
    found = rd_converter(CISCO, 5, operating_income=7416, net_income=5741)
    assert found.asset == pytest.approx(9918.2)
    assert found.amortization == pytest.approx(3280.2)
    assert found.adjustment == pytest.approx(39.8)
    assert found.operating_income == pytest.approx(7455.8)
    assert found.net_income == pytest.approx(5780.8)
    assert found.short_history is False


def test_a_history_shorter_than_the_life_is_flagged_and_understates() -> None:
    found = rd_converter(CISCO[:3], 5, operating_income=7416)
    assert found.short_history is True
    assert found.amortization == pytest.approx((3192 + 3135) / 5)
    assert found.net_income is None


def test_a_life_that_is_not_whole_takes_its_last_year_pro_rata() -> None:
    found = rd_converter([100, 90, 80, 70], 2.5, operating_income=0)
    assert found.amortization == pytest.approx(90 / 2.5 + 80 / 2.5 + 0.5 * 70 / 2.5)
    assert found.asset == pytest.approx(100 + 90 * 1.5 / 2.5 + 80 * 0.5 / 2.5)


@pytest.mark.parametrize(
    ("life", "expected"),
    [
        (1.0, [0.5, 0.5, 0, 0]),
        (1.5, [1 / 3, 7 / 12, 1 / 12, 0]),
        (2.0, [0.25, 0.5, 0.25, 0]),
        (3.0, [1 / 6, 1 / 3, 1 / 3, 1 / 6]),
    ],
)
def test_the_weights_of_spend_spread_evenly(life: float, expected: list[float]) -> None:
    assert weights(life, EVEN)[:4] == pytest.approx(expected)


def test_the_weights_of_a_lag_leave_the_year_itself_alone() -> None:
    assert weights(1.5, LAG)[:4] == pytest.approx([0, 2 / 3, 1 / 3, 0])
    assert weights(5, LAG)[:7] == pytest.approx([0, 0.2, 0.2, 0.2, 0.2, 0.2, 0])


@given(st.floats(0.1, 20), st.sampled_from(CONVENTIONS))
def test_weights_sum_to_one(life: float, convention: str) -> None:
    charged = weights(life, convention)
    assert charged.sum() == pytest.approx(1.0)
    assert (charged >= -1e-12).all()


@given(st.floats(0.1, 20), st.sampled_from(CONVENTIONS), st.lists(st.floats(0, 1e9), min_size=1, max_size=21))
def test_what_is_kept_and_what_was_charged_is_what_was_spent(life: float, convention: str, spend: list[float]) -> None:
    charged = sum(x * weights(life, convention)[: k + 1].sum() for k, x in enumerate(spend))
    found = rd_converter(spend, life, 0.0, convention=convention)
    assert found.asset + charged == pytest.approx(sum(spend), rel=1e-9, abs=1e-6)
    assert found.amortization + found.adjustment == pytest.approx(spend[0], rel=1e-9, abs=1e-6)


@given(st.floats(0.1, 20), st.sampled_from(CONVENTIONS), st.lists(st.floats(0, 1e9), min_size=2, max_size=21))
def test_amortized_income_is_expensed_income_and_the_change_of_the_asset(
    life: float, convention: str, spend: list[float]
) -> None:
    found = rd_converter(spend, life, 0.0, convention=convention)
    before = rd_converter(spend[1:], life, 0.0, convention=convention)
    assert found.operating_income == pytest.approx(found.asset - before.asset, rel=1e-9, abs=1e-9 * sum(spend))


def test_cumulative_and_kept_are_two_sides() -> None:
    assert cumulative(2)[:3] == pytest.approx([0.25, 0.75, 1.0])
    assert unamortized(2, EVEN)[:3] == pytest.approx([0.75, 0.25, 0.0])
    assert unamortized(2, LAG)[:3] == pytest.approx([1.0, 0.5, 0.0])


@pytest.mark.parametrize(
    ("spend", "said"),
    [
        ([100, -1], r"research\[1\] = -1: give 0 or more"),
        ([], r"research = \[\]: give spend by year, current first"),
        ([np.inf], r"research\[0\] = inf: give a finite number"),
    ],
)
def test_spend_that_cannot_be(spend: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rd_converter(spend, 2, 0)


def test_a_missing_year_is_missing_only_where_it_counts() -> None:
    """Life 2 on 19,180, 8,000 and a year that is not known: 8,000/2 and an unknown half are charged."""
    found = rd_converter([19180, 8000, None], 2, 100.0)
    assert math.isnan(found.amortization)
    assert found.operating_income is None
    # The asset holds nothing of a spend two years old: 19,180 + 8,000 / 2.
    assert found.asset == pytest.approx(23180)
    # A life of 1 charges last year's spend alone: 100 + 19,180 - 8,000.
    assert rd_converter([19180, 8000, None], 1, 100.0).operating_income == pytest.approx(11280)
    assert math.isnan(rd_converter([19180, 8000], None, 100.0).asset)


@pytest.mark.parametrize("life", [0, -1, np.inf])
def test_a_life_that_cannot_be(life: float) -> None:
    with pytest.raises(ValueError, match=r"life = .*give a (finite number|number above 0)"):
        rd_converter([1.0], life, 0)
    with pytest.raises(ValueError, match="give years above 0"):
        unamortized(life, LAG)


def test_a_convention_that_is_not_known() -> None:
    with pytest.raises(ValueError, match="convention = 'double': use one of spread evenly, one-year lag"):
        weights(2, "double")


def test_bounds_from_what_the_other_lines_leave() -> None:
    nan = np.nan
    low, high = bounds(
        np.array([19.18, nan, nan, nan]),
        np.array([34.0, 12.48, 2.4, nan]),
        np.array([0, 2.85, 0, 0]),
        np.array([nan, 5.25, nan, nan]),
    )
    assert np.nan_to_num(low, nan=-1).tolist() == pytest.approx([19.18, 7.23, 0, -1])
    assert np.nan_to_num(high, nan=-1).tolist() == pytest.approx([19.18, 9.63, 2.4, -1])


def test_years_before_are_followed_back() -> None:
    found = lagged(np.array([1.0, 2.0, 4.0]), np.array([np.nan, 1, 2]), 4)
    assert np.nan_to_num(found[:, 2], nan=-1).tolist() == [4, 2, 1, -1]


# ---- OpenAI 2025 at 18 months: METHODS 3.1

MISSING = {
    "cost_of_revenue": {"low": 1.8e9, "high": 3.76e9},
    "sales_marketing": {"low": 1.05e9, "high": 1.05e9},
    "general_administrative": {"low": 0, "high": 0.44e9},
}


def openai(*more: dict[str, object], **assumed: object) -> Analysis:
    given = Assumptions.of({"missing": {"FY2024": MISSING}, **assumed})
    return analyze(statement(OPENAI, row("total_costs_expenses", "2.4", "FY2023"), *more, basis="leaked"), given)


def test_openai_between_its_bounds_by_both_conventions() -> None:
    found = openai()
    capital = found.models.capitalization
    assert capital is not None
    (at,) = capital.rows
    assert found.panel.rows[at].label == "FY2025"
    assert capital.life == 1.5
    assert capital.lags_low[:3, at] == pytest.approx([19.18e9, 7.23e9, 0.0])
    assert capital.lags_high[:3, at] == pytest.approx([19.18e9, 9.63e9, 2.4e9])
    even, lag = capital.at(1.5, EVEN), capital.at(1.5, LAG)
    # 19.18 / 3 + 7/12 of 7.23 to 9.63 + 1/12 of 0 to 2.4
    assert (even.charge_low[at], even.charge_high[at]) == pytest.approx((10.61083e9, 12.21083e9), rel=1e-6)
    assert (even.margin_low[at], even.margin_high[at]) == pytest.approx(
        ((-20.91 + 19.18 - 12.2108333) / 13.07, (-20.91 + 19.18 - 10.6108333) / 13.07)
    )
    assert (round(even.margin_low[at], 2), round(even.margin_high[at], 2)) == (-1.07, -0.94)
    assert (round(lag.margin_low[at], 2), round(lag.margin_high[at], 2)) == (-0.68, -0.50)
    assert not even.short[at]


def test_a_longer_life_wants_years_that_no_one_knows() -> None:
    capital = openai().models.capitalization
    assert capital is not None
    (at,) = capital.rows
    table = capital.at(3.0, EVEN)
    assert table.short[at]
    assert np.isnan(table.charge_high[at])
    assert np.isnan(table.margin_low[at])
    assert table.charge_low[at] == pytest.approx((19.18 / 6 + 7.23 / 3) * 1e9)


def test_the_life_is_an_assumption_and_its_range_is_shown() -> None:
    capital = openai(life_months={"low": 6, "high": 18}).models.capitalization
    assert capital is not None
    assert capital.life == 1.0  # the middle of 6 to 18 months
    assert {life for life, _ in capital.tables} == {0.5, 1.0, 1.5, 2.0, 3.0, 5.0}


def test_research_that_holds_a_charge_already_is_flagged() -> None:
    capital = openai(row("research_amortised", "1.0", basis="leaked")).models.capitalization
    assert capital is not None
    (at,) = capital.rows
    assert capital.holds_charge[at]
    plain = openai().models.capitalization
    assert plain is not None
    assert not plain.holds_charge[at]


def test_without_research_there_is_nothing_to_spread() -> None:
    assert analyze(statement("line | FY2025\nrevenue | 3.2\noperating_income | -6.36")).models.capitalization is None

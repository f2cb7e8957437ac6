"""The margin stack and unit margins: OpenAI 2025, the GPT-5 bundle of 2024, essay 001's training run."""

from __future__ import annotations

import math

import pytest

from finkit.analysis.company.stack import margin_stack, training_recoup, unit_margins


def test_openai_2025_in_billions() -> None:
    found = margin_stack(
        13.07, cost_of_revenue=7.50, general_administrative=1.57, sales_marketing=5.73, research_development=19.18
    )
    assert found.gross_margin == pytest.approx(0.426166794185)
    assert found.before_sales_and_research == pytest.approx(4.0)
    assert found.before_research == pytest.approx(-1.73)
    assert found.before_research_margin == pytest.approx(-0.132364192808)
    assert found.operating_income == pytest.approx(-20.91)
    assert found.sales_to_revenue == pytest.approx(0.438408569243)
    assert found.research_to_revenue == pytest.approx(1.467482785)
    assert found.cost_per_revenue_dollar == pytest.approx(33.98 / 13.07)
    assert found.flips == "sales_marketing"


def test_the_bundle_of_2024_breaks_even_before_research() -> None:
    found = margin_stack(4.0, cost_of_revenue=2.4, staff=0.7, general_administrative=0.6, sales_marketing=0.3)
    assert found.gross_margin == pytest.approx(0.4)
    assert found.operating_margin == pytest.approx(0.0, abs=1e-12)
    assert found.research_to_revenue is None


def test_a_line_without_a_figure_is_missing_and_one_not_given_is_no_line() -> None:
    found = margin_stack(10.0, cost_of_revenue=4.0, general_administrative=math.nan, sales_marketing=1.0)
    assert found.gross_margin == 0.6
    assert (found.before_sales_and_research, found.operating_income, found.cost_per_revenue_dollar) == (None,) * 3
    assert found.sales_to_revenue == 0.1
    assert margin_stack(10.0, sales_marketing=1.0).gross_margin is None


def test_zero_revenue_has_money_and_no_margin() -> None:
    found = margin_stack(0.0, cost_of_revenue=2.0, sales_marketing=1.0)
    assert (found.operating_income, found.operating_margin, found.gross_margin) == (-3.0, None, None)
    with pytest.raises(ValueError, match=r"sales_marketing = -1\.0: give 0 or more"):
        margin_stack(10.0, sales_marketing=-1.0)


def test_three_unit_margins_side_by_side() -> None:
    found = unit_margins(1000.0, 400.0, 350.0, 300.0)
    assert (found.marginal, found.after_training, found.after_training_and_sales) == (0.6, 0.25, -0.05)
    assert unit_margins(0.0, 4.0).marginal is None
    assert unit_margins(10.0, 4.0, None, 3.0).after_training_and_sales is None


def test_the_volume_that_pays_a_training_run_back() -> None:
    found = training_recoup(100e6, 6, 2)
    assert (found.mtok, found.tokens, found.tasks(), found.flag) == (25e6, 25e12, 1.25e6, "")
    below = training_recoup(100e6, 2, 2)
    assert (below.mtok, below.tokens, below.tasks()) == (None, None, None)
    assert "no volume" in below.flag
    assert training_recoup(None, 6, 2).mtok is None


def test_a_line_without_a_figure_is_not_a_line_left_out() -> None:
    """Revenue 10, S&M 1: without a cost of revenue 9 is left; with one that is not known nothing is."""
    assert margin_stack(10.0, sales_marketing=1.0).operating_income == pytest.approx(9.0)
    found = margin_stack(10.0, cost_of_revenue=None, sales_marketing=1.0)
    assert (found.gross_margin, found.before_research, found.operating_margin) == (None, None, None)
    assert found.sales_to_revenue == pytest.approx(0.1)
    assert found.flag == "cost_of_revenue: not known"
    with pytest.raises(ValueError, match="rent = 1"):
        margin_stack(10.0, rent=1.0)


def test_what_rests_on_an_unknown_training_charge_is_unknown() -> None:
    found = unit_margins(1000.0, 400.0)
    assert (found.marginal, found.after_training, found.after_training_and_sales) == (0.6, None, None)
    assert found.flag == "training_amortization, sales_marketing: not known"
    assert unit_margins(0.0, 4.0, 1.0, 1.0).flag == "revenue is zero: margins are undefined"
    assert margin_stack(0.0, cost_of_revenue=2.0).flag == "revenue is zero: margins are undefined"

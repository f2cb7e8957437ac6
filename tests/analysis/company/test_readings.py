"""Leverage and scale by period: both readings of S&M, growths assumed or observed, and essay 004's claim."""

from __future__ import annotations

from typing import Any

import pytest

from finkit.analysis.analyze import Analysis, analyze
from finkit.analysis.company.readings import LeveragePeriod, ScalePeriod
from finkit.assumptions.settings import Assumptions
from tests.statement.tables import KROGER, OPENAI, statement

GROWTHS = {"revenue_growth": 1.0, "fixed_growth": 0.4}
SPENT_2024 = {"missing": {"FY2024": {"sales_marketing": {"value": 1.05e9, "source": "press"}}}}


def analysis(table: str, assumed: dict[str, Any] | None = None, **columns: Any) -> Analysis:
    return analyze(statement(table, **columns), Assumptions.of(assumed or {}))


def leverage(of: Analysis, period: str = "FY2025") -> LeveragePeriod:
    at = of.company.margins.row(period)
    assert at is not None
    return of.company.leverage.at(at)


def scale(of: Analysis, period: str = "FY2025") -> ScalePeriod:
    at = of.company.margins.row(period)
    assert at is not None
    return of.company.scale.at(at)


def test_openai_2025_under_both_readings() -> None:
    found = leverage(analysis(OPENAI, GROWTHS))
    fixed, variable = found.readings
    assert (fixed.sales, variable.sales) == ("fixed", "variable")
    assert (fixed.leverage.contribution, fixed.fixed_cost) == (pytest.approx(5.57e9), pytest.approx(26.48e9))
    assert fixed.leverage.break_even_revenue == pytest.approx(26.48e9 / 5.57 * 13.07)
    assert fixed.growth.years == pytest.approx(4.370912, abs=5e-7)
    assert (variable.leverage.contribution, variable.fixed_cost) == (pytest.approx(-0.16e9), pytest.approx(20.75e9))
    assert (variable.growth.years, variable.growth.flag) == (None, "contribution is negative: growth deepens the loss")
    assert variable.leverage.break_even_revenue is None
    assert fixed.leverage.operating_income == variable.leverage.operating_income == pytest.approx(-20.91e9)
    assert found.split is not None
    assert found.split.mapping == (
        ("cost_of_revenue", "cogs", 7.5e9), ("research_development", "research", 19.18e9),
        ("sales_marketing", "variable", 5.73e9), ("general_administrative", "fixed", 1.57e9),
    )  # fmt: skip
    assert found.growths_from == "revenue's assumed, fixed cost's assumed"


def test_growths_are_observed_where_none_is_assumed() -> None:
    table = """
        line | FY2025 | FY2024
        revenue | 20 | 10
        cost_of_revenue | 8 | 4
        sales_marketing | 4 | 3
        general_administrative | 5 | 3
        research_development | 6 | 4
        operating_income | -3 | -4
    """
    found = leverage(analysis(table))
    assert (found.revenue_growth, found.fixed_growth) == (1.0, 0.5)  # 15 against 10
    assert found.growths_from == "revenue's as observed, fixed cost's as observed"
    assert found.readings[0].growth.multiple == 1.25  # 15 / 12
    first = leverage(analysis(table), "FY2024")
    assert (first.revenue_growth, first.readings[0].growth.flag) == (None, "growth is not known")


def test_a_class_set_by_the_user_moves_the_other_costs_but_sales_stands_under_both() -> None:
    table = """
        line | FY2025
        revenue | 20
        cost_of_revenue | 8
        sales_marketing | 4
        general_administrative | 5
        operating_income | 3
    """
    for kind in ("variable", "fixed"):
        found = leverage(analysis(table, {"classes": {"general_administrative": "variable", "sales_marketing": kind}}))
        assert [r.leverage.contribution for r in found.readings] == [7e9, 3e9]
        assert [r.fixed_cost for r in found.readings] == [4e9, 0.0]


def test_lines_that_do_not_add_up_leave_fixed_cost_as_the_rest() -> None:
    table = "line | FY2025\nrevenue | 20\ncost_of_revenue | 8\nsales_marketing | 4\noperating_income | -3"
    found = leverage(analysis(table))
    assert found.split is not None
    assert (found.split.residual, found.split.fixed) == (True, 11e9)  # 20 - 8 - 4 + 3
    assert found.readings[1].leverage.operating_income == -3e9


def test_a_supermarket_with_one_line_for_sales_and_administration() -> None:
    found = leverage(analysis(KROGER, scale=1e6), "FY2024")
    assert found.split is not None
    assert found.split.sales_line == "selling_general_administrative"
    fixed, variable = found.readings
    assert fixed.leverage.operating_leverage == pytest.approx(33403 / 3849)
    assert variable.leverage.operating_leverage == pytest.approx((33403 - 25431) / 3849)


def test_an_airline_without_a_sales_line_has_one_reading() -> None:
    table = "line | FY2025\nrevenue | 100\nfuel | 40\nstaff_costs | 30\naircraft_rent | 10\noperating_income | 20"
    of = analysis(table, company="Delta Air Lines")
    (only,) = leverage(of).readings
    assert (only.sales, only.leverage.contribution, only.leverage.operating_leverage) == ("", 60e9, 3.0)
    assert (scale(of).paths, scale(of).why) == ((), "no line holds S&M")


def test_what_keeps_costs_from_being_split_is_named() -> None:
    found = leverage(analysis("line | FY2025\nrevenue | 20\noperating_income | -3"))
    assert (found.split, found.readings) == (None, ())
    assert found.why == "Cost of revenue is not reported and Sales and marketing is not reported" or found.why
    assert "Sales and marketing is not reported" in found.why
    assert leverage(analysis("line | FY2025\noperating_income | -3")).why == "Revenue is not reported"


def test_a_gain_among_the_costs_leaves_no_break_even() -> None:
    table = """
        line | FY2025
        revenue | 20
        cost_of_revenue | 8
        sales_marketing | 1
        general_administrative | 1
        impairment | -5
        operating_income | 15
    """
    fixed, variable = leverage(analysis(table)).readings
    assert (variable.fixed_cost, variable.leverage.break_even_revenue) == (-4e9, None)
    assert variable.leverage.flags["break_even_revenue"] == "a cost or revenue is negative in this period"
    assert fixed.fixed_cost == -3e9
    assert scale(analysis(table)).why == "a cost is negative in this period: its path says nothing"


def test_openais_path_starts_today_and_ends_at_its_limit() -> None:
    found = scale(analysis(OPENAI, {"sales_elasticity": {"value": 1.34, "source": "press"}}))
    today = -20.91 / 13.07
    assert [path.margins[0] for path in found.paths] == pytest.approx([today] * 4)
    none, half, line, own = found.paths
    assert none.limit == half.limit == pytest.approx(0.426167, abs=5e-7)
    assert line.limit == pytest.approx(-0.012242, abs=5e-7)
    assert (own.elasticity, own.limit, own.whose) == (1.34, float("-inf"), "assumed: press")
    assert line.margins[1] == pytest.approx(-0.16 / 13.07 - 20.75 / 26.14)


def test_without_an_assumption_the_elasticity_is_the_data_s_or_the_prior_s() -> None:
    own = scale(analysis(OPENAI)).paths[-1]
    assert own.whose.startswith("no estimate of its own: ")
    assert 0 < own.elasticity < 1


def test_essay_004_holds_for_2025_before_research() -> None:
    claim = scale(analysis(OPENAI)).claim
    assert claim is not None
    assert claim.verdict == "holds before R&D"
    assert claim.says == (
        "S&M takes 4.00 bn to −1.73 bn before R&D. After R&D the result is −20.91 bn; "
        "without S&M it would still be a loss (−15.18 bn)."
    )


def test_essay_004_cannot_be_tested_for_2024_and_why() -> None:
    claim = scale(analysis(OPENAI, SPENT_2024), "FY2024").claim
    assert claim is not None
    assert claim.verdict == "cannot be tested"
    assert "Sales and marketing is not reported" in claim.says
    # ln(5.73 / 1.05) / ln(13.07 / 3.70) = 1.345
    assert claim.says.endswith(
        "The S&M assumed (1.05 bn: press) would mean growth of 5.5x on revenue's 3.5x, "
        "an elasticity of 1.34: faster than revenue."
    )


def test_essay_004_does_not_hold_where_the_result_stays_positive() -> None:
    table = """
        line | FY2025
        revenue | 20
        cost_of_revenue | 8
        sales_marketing | 4
        general_administrative | 5
        research_development | 1
        operating_income | 2
    """
    claim = scale(analysis(table)).claim
    assert claim is not None
    assert (claim.verdict, claim.says[:44]) == ("does not hold", "S&M takes 7.00 bn to 3.00 bn before R&D. Aft")


def test_the_stack_waits_for_administration() -> None:
    table = "line | FY2025\nrevenue | 20\ncost_of_revenue | 8\nsales_marketing | 4\nresearch_development | 1"
    stack = scale(analysis(table)).stack
    assert stack is not None
    assert (stack.gross_margin, stack.operating_income) == (pytest.approx(0.6), None)
    whole = scale(analysis(OPENAI)).stack
    assert whole is not None
    assert (whole.flips, whole.before_research) == ("sales_marketing", pytest.approx(-1.73e9))


def test_gross_margin_times_turnover_needs_inventory() -> None:
    assert scale(analysis(OPENAI)).turnover is None
    assert scale(analysis(OPENAI)).turnover_why.startswith("Inventory is not reported")
    table = KROGER.replace("| 147123 |", "| 147123 | 150039").replace("| 113720 |", "| 113720 | 116675")
    turnover = scale(analysis(table, scale=1e6), "FY2024").turnover
    assert turnover is not None
    assert turnover.gmroi == pytest.approx(33403 / 7070)
    assert turnover.gmroi == pytest.approx((turnover.gross_margin or 0) * (turnover.sales_turnover or 0))

"""The identities: one unknown is derived, none is checked, two stay unknown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.statement.fact import Fact, Facts
from finkit.statement.identities import Check, depreciation_on_face
from finkit.statement.statement import Statement
from tests.statement.tables import KROGER, OPENAI, row, rows, statement


def checks(found: Statement, period: str) -> dict[str, Check]:
    return {check.identity: check for check in found.checks if check.period == period}


def derived(found: Statement, period: str) -> dict[str, float | None]:
    return {f.line: f.value for f in found.facts if f.basis == "derived" and f.period == period}


def fact(found: Statement, line: str, period: str) -> Fact:
    held = found.fact(line, period)
    assert held is not None, f"no {line} {period}"
    return held


# ---- OpenAI 2025: cost lines of 33.98 against 34.00 stated, -20.91 against -20.92


def test_openai_2025_ties_within_rounding_and_says_by_how_much() -> None:
    found = statement(OPENAI, basis="leaked")
    tests = checks(found, "FY2025")
    total = tests["total_costs_expenses = cost_of_revenue + operating_expenses"]
    assert total.summed == pytest.approx(33.98e9)
    assert total.residual == pytest.approx(0.02e9)
    assert total.within
    assert total.allowed == pytest.approx(0.025e9)  # five figures, each to half a hundredth
    result = tests["operating_income = gross_profit - operating_expenses"]
    assert result.summed == pytest.approx(-20.91e9)
    assert result.residual == pytest.approx(-0.01e9)
    assert result.within
    stated = tests["operating_income = revenue - total_costs_expenses"]
    assert (stated.summed, stated.residual) == (pytest.approx(-20.93e9), pytest.approx(0.01e9))
    assert all(check.within for check in found.checks)


def test_openai_2025_is_not_corrected_by_what_is_derived() -> None:
    found = statement(OPENAI, basis="leaked")
    assert derived(found, "FY2025") == {
        "gross_profit": pytest.approx(5.57e9),
        "selling_general_administrative": pytest.approx(7.30e9),
        "operating_expenses": pytest.approx(26.48e9),
    }
    assert fact(found, "total_costs_expenses", "FY2025").value == 34.00e9


def test_administration_of_the_first_half_is_what_the_others_leave() -> None:
    found = statement(OPENAI, basis="leaked")
    administration = fact(found, "general_administrative", "H1 2025")
    assert administration.value == pytest.approx(0.9e9)  # 4.3 + 7.8 - 2.5 - 6.7 - 2.0
    assert (administration.basis, administration.rests_on) == ("derived", "leaked")
    assert administration.formula == "selling_general_administrative - sales_marketing"


def test_two_unknowns_derive_nothing() -> None:
    found = statement(OPENAI, basis="leaked")
    # Revenue, total costs and the result are stated and tie; what the total is made of stays unknown.
    assert derived(found, "FY2024") == {}
    only = statement("line | FY2025\nrevenue | 10\noperating_income | -4\nresearch_development | 6")
    assert derived(only, "FY2025") == {"total_costs_expenses": 14e9}


# ---- depreciation, by nature, other


def test_kroger_ties_only_with_depreciation_as_a_line_of_its_own() -> None:
    found = statement(KROGER, scale=1e6)
    assert depreciation_on_face(found.panel()).any()
    assert fact(found, "operating_expenses", "FY2024").value == 29554e6  # 25431 + 877 + 3246
    assert fact(found, "operating_expenses", "FY2024").formula == (
        "selling_general_administrative + rent + depreciation_amortization"
    )
    tie = checks(found, "FY2024")["operating_income = gross_profit - operating_expenses"]
    assert (tie.residual, tie.within) == (0.0, True)
    assert found.value("other_operating", "FY2024") is None
    assert found.value("inventory", "2024-12-31") == 7040e6


def test_depreciation_inside_other_lines_is_never_added() -> None:
    found = statement(
        "line | FY2025\nrevenue | 100\ncost_of_revenue | 40\nresearch_development | 30\n"
        "selling_general_administrative | 20\ndepreciation_amortization | 7\noperating_income | 10",
        scale=1e6,
    )
    assert not depreciation_on_face(found.panel()).any()
    assert found.value("operating_expenses", "FY2025") == 50e6
    assert all(check.within for check in found.checks)


def test_a_statement_by_nature_adds_its_lines_and_has_no_gross_profit() -> None:
    found = statement(
        "line | FY2025\nrevenue | 100\nstaff_costs | 30\nfuel | 20\nlanding_fees | 10\n"
        "depreciation_amortization | 5\noperating_income | 35",
        scale=1e6,
    )
    assert found.value("total_costs_expenses", "FY2025") == 65e6
    assert found.value("gross_profit", "FY2025") is None
    assert found.value("cost_of_revenue", "FY2025") is None
    assert [check.within for check in found.checks] == [True]


def test_a_gap_beyond_rounding_is_other_operating_costs_by_difference() -> None:
    found = statement(
        "line | FY2025\nrevenue | 100\ncost_of_revenue | 40\nresearch_development | 30\n"
        "selling_general_administrative | 20\noperating_expenses | 58\noperating_income | 2",
        scale=1e6,
    )
    other = fact(found, "other_operating", "FY2025")
    assert (other.value, other.basis) == (8e6, "derived")
    assert other.formula == "operating_expenses - research_development - selling_general_administrative"


def test_lines_beyond_their_stated_total_are_a_failed_check_and_no_negative_cost() -> None:
    found = statement(
        "line | FY2025\nrevenue | 100\ncost_of_revenue | 40\nresearch_development | 300\n"
        "selling_general_administrative | 20\noperating_expenses | 50\noperating_income | 10",
        scale=1e6,
    )
    assert found.value("other_operating", "FY2025") is None
    (failed,) = (check for check in found.checks if not check.within)
    assert failed.identity == "operating_expenses = research_development + selling_general_administrative"
    assert (failed.stated, failed.summed, failed.residual) == (50e6, 320e6, -270e6)


def test_lines_without_a_stated_total_that_miss_the_result_are_a_failed_check() -> None:
    found = statement(
        "line | FY2025\nrevenue | 100\ncost_of_revenue | 40\nresearch_development | 30\n"
        "selling_general_administrative | 20\noperating_income | 2",
        scale=1e6,
    )
    assert [check.residual for check in found.checks if not check.within] == [-8e6, -8e6]


def test_a_gap_within_rounding_is_not_a_line() -> None:
    found = statement(
        "line | FY2025\nrevenue | 1.00\ncost_of_revenue | 0.40\nresearch_development | 0.30\n"
        "selling_general_administrative | 0.20\noperating_expenses | 0.51\noperating_income | 0.09"
    )
    assert found.value("other_operating", "FY2025") is None


# ---- trust


def test_a_planted_error_is_a_failed_check_and_nothing_stated_is_replaced() -> None:
    found = statement(OPENAI.replace("| -20.92", "| -19.92"), basis="leaked")
    failed = [check for check in found.checks if not check.within]
    assert {check.identity for check in failed} == {
        "operating_income = gross_profit - operating_expenses",
        "operating_income = revenue - total_costs_expenses",
    }
    assert sorted(round(check.residual / 1e9, 2) for check in failed) == [0.99, 1.01]
    assert fact(found, "operating_income", "FY2025").value == -19.92e9


def test_a_derived_figure_rests_on_the_weakest_of_its_inputs() -> None:
    found = statement(
        "line | FY2025\nrevenue | 10",
        row("cost_of_revenue", "4", basis="estimated", confidence="low"),
        basis="reported",
        confidence="high",
    )
    profit = fact(found, "gross_profit", "FY2025")
    assert (profit.value, profit.rests_on, profit.weakest, profit.confidence) == (6e9, "estimated", "estimated", "low")
    assert profit.rounding == pytest.approx(1e9)  # 10 and 4, each to half a billion


def test_gross_profit_from_a_stated_margin_where_no_cost_is_known() -> None:
    found = statement("line | FY2025\nrevenue | 4.5\ngross_margin_stated | 0.40")
    assert fact(found, "gross_profit", "FY2025").value == pytest.approx(1.8e9)
    assert fact(found, "cost_of_revenue", "FY2025").value == pytest.approx(2.7e9)


def test_cost_of_revenue_from_its_parts_only_when_all_that_apply_are_there() -> None:
    both = statement("line | FY2025 | FY2024\nrevenue | 10 | 8\ninference_compute | 3 | 2\nhosting | 1 |")
    assert fact(both, "cost_of_revenue", "FY2025").value == 4e9
    assert both.value("cost_of_revenue", "FY2024") is None


def test_figures_of_two_currencies_are_never_added() -> None:
    found = statement("line | FY2025\nrevenue | 10", row("cost_of_revenue", "4", currency="CNY"))
    assert found.value("gross_profit", "FY2025") is None


def test_reported_zero_is_a_figure() -> None:
    found = statement("line | FY2025\nrevenue | 10\ncost_of_revenue | 0")
    assert found.value("gross_profit", "FY2025") == 10e9


# ---- properties

AMOUNTS = st.integers(0, 10**6)
COSTS = ("cost_of_revenue", "research_development", "sales_marketing", "general_administrative")
WHOLE = ("revenue", *COSTS, "operating_income")


def company(name: str, amounts: list[int], left_out: int | None = None) -> list[dict[str, Any]]:
    revenue, *costs = amounts
    figures = dict(zip(WHOLE, [revenue, *costs, revenue - sum(costs)], strict=True))
    kept = [line for i, line in enumerate(WHOLE) if i != left_out]
    return [row(line, str(figures[line]), scale=1, company=name) for line in kept]


@settings(deadline=None, max_examples=40)
@given(st.lists(AMOUNTS, min_size=5, max_size=5), st.integers(0, 5))
def test_whichever_line_is_missing_the_others_give_it(amounts: list[int], left_out: int) -> None:
    # The year before reports every line, so that each of them applies.
    before = [
        fact | {"period": "FY2024", "start": "2024-01-01", "end": "2024-12-31"} for fact in company("Acme", amounts)
    ]
    (found,) = Statement.build(Facts.of_rows([*before, *company("Acme", amounts, left_out)]))
    (truth,) = Statement.build(Facts.of_rows(company("Acme", amounts)))
    assert found.value(WHOLE[left_out], "FY2025") == truth.value(WHOLE[left_out], "FY2025")
    parts = [found.value(line, "FY2025") or 0.0 for line in COSTS]
    assert found.value("total_costs_expenses", "FY2025") == sum(parts)
    assert all(check.within for check in found.checks)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.lists(AMOUNTS, min_size=5, max_size=5), st.integers(0, 7)), min_size=2, max_size=6))
def test_many_companies_at_once_equal_one_at_a_time(drawn: list[tuple[list[int], int]]) -> None:
    each = [company(f"C{i}", amounts, left_out) for i, (amounts, left_out) in enumerate(drawn)]
    together = Statement.build(Facts.of_rows([fact for one in each for fact in one]))
    for held, found in zip(each, together, strict=True):
        (alone,) = Statement.build(Facts.of_rows(held))
        assert list(found.facts) == list(alone.facts)
        assert found.checks == alone.checks


def test_rows_of_a_table_keep_what_is_not_reported_out() -> None:
    assert [r["period"] for r in rows("line | FY2025 | FY2024\nrevenue | | 3")] == ["FY2024"]


def test_the_rest_of_a_total_is_not_called_overhead_that_the_company_never_reports() -> None:
    found = statement("line | FY2024\nrevenue | 100\ncost_of_revenue | 40\noperating_income | 10")
    assert found.value("operating_expenses", "FY2024") == 50e9
    for line in ("selling_general_administrative", "sales_marketing", "general_administrative"):
        assert found.value(line, "FY2024") is None

"""What is left of a year when its half or quarters are taken from it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.statement.remainders import joint_rounding
from tests.statement.tables import OPENAI, row, statement


def test_the_second_half_is_the_year_less_the_first() -> None:
    found = statement(OPENAI, basis="leaked", confidence="high")
    revenue = found.fact("revenue", "H2 2025")
    assert revenue is not None
    assert revenue.value == pytest.approx(8.77e9)
    assert (revenue.start, revenue.end, revenue.months) == ("2025-07-01", "2025-12-31", 6)
    assert (revenue.basis, revenue.rests_on, revenue.confidence) == ("derived", "leaked", "high")
    assert revenue.formula == "revenue FY2025 - H1 2025"
    assert found.value("cost_of_revenue", "H2 2025") == pytest.approx(5.00e9)
    assert found.value("sales_marketing", "H2 2025") == pytest.approx(3.73e9)


def test_the_finer_rounding_is_neglected_where_it_is_ten_times_finer() -> None:
    found = statement(OPENAI).fact("revenue", "H2 2025")
    assert found is not None
    assert found.rounding == pytest.approx(0.05e9)  # 13.07 ± 0.005 less 4.3 ± 0.05
    close = statement("line | FY2025 | H1 2025\nrevenue | 13.07 | 4.31").fact("revenue", "H2 2025")
    assert close is not None
    assert close.rounding == pytest.approx(0.01e9)


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_joint_rounding_lies_between_the_coarser_and_the_sum(a: float, b: float) -> None:
    joint = float(joint_rounding(a, b))
    assert joint == float(joint_rounding(b, a))
    assert max(a, b) <= joint <= a + b
    assert joint_rounding(np.array([5.0, 5.0]), np.array([50.0, 5.0])).tolist() == [50.0, 10.0]


def test_quarters_from_nine_months_and_a_half() -> None:
    found = statement("line | FY2025 | 9M 2025 | H1 2025 | Q1 2025\nrevenue | 100 | 70 | 45 | 20", scale=1)
    assert {q: found.value("revenue", q) for q in ("Q2 2025", "Q3 2025", "Q4 2025", "H2 2025")} == {
        "Q2 2025": 25.0, "Q3 2025": 25.0, "Q4 2025": 30.0, "H2 2025": 55.0
    }  # fmt: skip


def test_a_rest_that_two_wholes_leave_is_taken_from_the_shorter() -> None:
    found = statement("line | FY2025 | 9M 2025 | H2 2025 | Q3 2025\nrevenue | 100 | 70 | 55 | 26", scale=1)
    quarter = found.fact("revenue", "Q4 2025")
    assert quarter is not None
    assert (quarter.value, quarter.formula) == (29.0, "revenue H2 2025 - Q3 2025")
    assert sum(f.period == "Q4 2025" for f in found.facts) == 1


def test_weeks_leave_a_quarter_within_a_week_of_the_calendars() -> None:
    year = row("revenue", "100", "FY2024", scale=1, start="2024-01-01", end="2024-12-29")
    found = statement("line | 9M 2024\nrevenue | 70", year, scale=1)
    (rest,) = [f for f in found.facts if f.basis == "derived"]
    assert (rest.start, rest.end, rest.value) == ("2024-10-01", "2024-12-29", 30.0)
    stated = row("revenue", "31", "Q4 2024", scale=1)
    found = statement("line | 9M 2024\nrevenue | 70", year, stated, scale=1)
    assert [f.line for f in found.facts if f.basis == "derived"] == []


def test_the_first_half_from_the_second() -> None:
    found = statement("line | FY2025 | H2 2025\nrevenue | 100 | 70", scale=1)
    assert found.value("revenue", "H1 2025") == 30.0


def test_never_where_the_rest_is_stated() -> None:
    found = statement("line | FY2025 | H1 2025 | H2 2025\nrevenue | 100 | 45 | 56", scale=1)
    fact = found.fact("revenue", "H2 2025")
    assert fact is not None
    assert (fact.value, fact.basis) == (56.0, "reported")


@pytest.mark.parametrize(
    "half",
    [
        {"definition": "billings"},
        {"currency": "CNY"},
        {"scenario": "forecast"},
        {"segment": "Cloud"},
        {"company": "Other"},
    ],
)
def test_never_between_figures_that_are_not_of_one_kind(half: dict[str, str]) -> None:
    from finkit.statement.fact import Facts
    from finkit.statement.statement import Statement

    facts = Facts.of_rows([row("revenue", "100"), row("revenue", "45", "H1 2025", **half)])
    assert all(one.fact("revenue", "H2 2025") is None for one in Statement.build(facts))


def test_stocks_and_averages_leave_nothing() -> None:
    found = statement("line | FY2025 | H1 2025\ncash_burn_monthly | 0.5 | 0.4\ncash_end | 10 | 17")
    assert [f.line for f in found.facts if f.basis == "derived"] == []


def test_the_rest_of_a_range_is_a_range() -> None:
    leak = {"basis": "leaked", "confidence": "medium"}
    found = statement(
        "line | H1 2025\nrevenue | 4",
        row("revenue", "9", as_of="2025", **leak),
        row("revenue", "10", as_of="2026", **leak),
        **leak,
    ).fact("revenue", "H2 2025")
    assert found is not None
    assert (found.value, found.low, found.high) == (6e9, 5e9, 6e9)

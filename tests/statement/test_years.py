"""Years that a statement gives only in quarters, halves or months."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.statement.fact import Fact, Facts
from finkit.statement.statement import Statement, merge
from tests.statement.tables import row, rows, statement

QUARTERS = "line | Q1 2025 | Q2 2025 | Q3 2025 | Q4 2025\nrevenue | 1.0 | 2.0 | 3.0 | 4.5"
# Quarters by their dates alone, of a year that ends in January.
TO_JANUARY = [("2024-02-01", "2024-04-30"), ("2024-05-01", "2024-07-31"), ("2024-08-01", "2024-10-31"),
              ("2024-11-01", "2025-01-31")]  # fmt: skip


def dated(spans: list[tuple[str, str]], months: int = 3, **columns: Any) -> list[dict[str, Any]]:
    """Revenue of 1, 2, 3 ... by stretches of days whose label is their last day."""
    return [
        row("revenue", str(i + 1), scale=1, start=start, end=end, period=end, months=months) | columns
        for i, (start, end) in enumerate(spans)
    ]


def built(given: list[dict[str, Any]]) -> Statement:
    (found,) = Statement.build(Facts.of_rows(given))
    return found


def summed(found: Statement) -> list[Fact]:
    return [fact for fact in found.facts if fact.basis == "derived" and fact.months == 12]


def test_the_sum_of_four_quarters_says_so() -> None:
    (year,) = summed(statement(QUARTERS, file="a.csv", cell="B2"))
    assert (year.period, year.start, year.end, year.months) == ("FY2025", "2025-01-01", "2025-12-31", 12)
    assert (year.value, year.basis, year.rests_on, year.chosen) == (10.5e9, "derived", "reported", True)
    assert year.formula == "revenue Q1 2025 + Q2 2025 + Q3 2025 + Q4 2025"
    assert year.note == "the sum of Q1 2025, Q2 2025, Q3 2025, Q4 2025 (B2, B2, B2, B2 of a.csv)"
    assert year.summed == ("Q1 2025", "Q2 2025", "Q3 2025", "Q4 2025")
    assert year.rounding == pytest.approx(4 * 0.05e9)


def test_a_rounding_ten_times_finer_than_the_coarsest_is_neglected() -> None:
    (year,) = summed(statement("line | H1 2025 | Q3 2025 | Q4 2025\nrevenue | 4.3 | 3.21 | 5.56"))
    assert (year.value, year.rounding) == (pytest.approx(13.07e9), pytest.approx(0.05e9))
    assert year.formula == "revenue H1 2025 + Q3 2025 + Q4 2025"


def test_the_fewest_parts_that_fill_the_year_are_summed() -> None:
    (year,) = summed(statement("line | Q1 2025 | Q2 2025 | H1 2025 | H2 2025\nrevenue | 1 | 2 | 3 | 4", scale=1))
    assert (year.value, year.formula) == (7, "revenue H1 2025 + H2 2025")


def test_twelve_months_make_a_calendar_year_where_nothing_names_another() -> None:
    months = " | ".join(f"2025-{month:02d}" for month in range(1, 13))
    (year,) = summed(statement(f"line | {months}\nrevenue | {' | '.join(['2'] * 12)}", scale=1))
    assert (year.value, year.period, year.end) == (24, "CY2025", "2025-12-31")
    assert year.note.startswith("the sum of 2025-01 to 2025-12; the calendar's year: no label")
    assert statement(f"line | {months}\nrevenue | {' | '.join(['2'] * 12)}").guesses == ()


@pytest.mark.parametrize("table", [
    "line | Q1 2025 | Q2 2025 | Q4 2025\nrevenue | 1 | 2 | 4",
    "line | Q2 2025 | Q3 2025 | Q4 2025 | Q1 2026\nrevenue | 1 | 2 | 3 | 4",
    "line | Q3 2024 | H1 2025 | Q4 2025\nrevenue | 1 | 2 | 3",
    "line | Q1 2025 | Q2 2025 | Q3 2025 | Q4 2025\nrevenue | 1 | 2 |  | 4",
])  # fmt: skip
def test_a_part_that_is_missing_is_not_0(table: str) -> None:
    assert summed(statement(table)) == []


def test_a_stated_year_is_neither_replaced_nor_filled_up() -> None:
    head = "line | FY2025 | Q1 2025 | Q2 2025 | Q3 2025 | Q4 2025"
    found = statement(f"{head}\nrevenue | 11 | 1 | 2 | 3 | 4\ncost_of_revenue | | 1 | 1 | 1 | 1")
    assert found.value("revenue", "FY2025") == 11e9
    assert summed(found) == []


@pytest.mark.parametrize("other", [
    {"definition": "billings"}, {"currency": "CNY"}, {"scenario": "forecast"}, {"segment": "Cloud"},
    {"company": "Other"}, {"basis": "leaked"}, {"label": "Revenue with minorities"}, {"period": "Restated Q4 2025"},
    {"unit": "count"},
])  # fmt: skip
def test_never_of_figures_that_are_not_of_one_kind(other: dict[str, str]) -> None:
    given = [*rows(QUARTERS)[:3], row("revenue", "4.5", "Q4 2025") | other]
    assert [year for one in Statement.build(Facts.of_rows(given)) for year in summed(one)] == []


def test_stocks_and_rates_are_not_summed() -> None:
    quarters = "Q1 2025 | Q2 2025 | Q3 2025 | Q4 2025"
    found = statement(f"line | {quarters}\ncash_end | 1 | 2 | 3 | 4\ncash_burn_monthly | 1 | 1 | 1 | 1")
    assert summed(found) == []


def test_a_year_ends_where_the_companys_other_years_do() -> None:
    before = row("revenue", "9", scale=1, start="2023-02-01", end="2024-01-31", period="FY2023", months=12)
    (year,) = summed(built([*dated(TO_JANUARY), before]))
    assert (year.start, year.end, year.value) == ("2024-02-01", "2025-01-31", 10)
    assert year.period == "FY2025 (Jan)"


def test_a_year_ends_where_its_fourth_quarter_does() -> None:
    given = dated(TO_JANUARY)
    for number, one in enumerate(given):
        one["period"] = f"Q{number + 1} fiscal 2025"
    (year,) = summed(built(given))
    assert (year.start, year.end, year.formula[:24]) == ("2024-02-01", "2025-01-31", "revenue Q1 fiscal 2025 +")


def test_weeks_that_touch_within_a_week_make_a_year() -> None:
    weeks = [("2023-10-01", "2023-12-30"), ("2023-12-31", "2024-03-30"), ("2024-03-31", "2024-06-29"),
             ("2024-06-30", "2024-09-28")]  # fmt: skip
    before = row("revenue", "9", scale=1, start="2022-09-25", end="2023-09-30", period="FY2023", months=12)
    (year,) = summed(built([*dated(weeks), before]))
    assert (year.start, year.end, year.value) == ("2023-10-01", "2024-09-28", 10)


def test_without_a_hint_no_year_is_made_up_and_it_is_asked() -> None:
    found = built(dated(TO_JANUARY, file="a.csv"))
    assert summed(found) == []
    (guess,) = found.guesses
    assert (guess.about, guess.taken, guess.question) == ("period", "no year is summed", True)
    assert guess.evidence.startswith("Acme: nothing says where the year ends")
    (again,) = merge([found])
    assert again.guesses == found.guesses


def test_hints_that_differ_make_no_year_and_it_is_asked() -> None:
    given = dated(TO_JANUARY, file="a.csv")
    for number, one in enumerate(given):
        one["period"] = f"Q{(number + 2) % 4 + 1} 2025" if number else "Q1 2024"
    found = built(given)
    assert summed(found) == []
    assert found.guesses[0].evidence == "Acme: labels or years differ on where the year ends"


def test_many_companies_of_one_file_are_one_question() -> None:
    given = [one for name in "ABCDE" for one in dated(TO_JANUARY, file="a.csv", company=name)]
    found = Statement.build(Facts.of_rows(given))
    (guess,) = found[0].guesses
    assert guess.evidence.startswith("A, B, C and others: ")


def test_a_range_in_one_quarter_is_a_range_of_the_year() -> None:
    leak = {"basis": "leaked", "confidence": "medium"}
    (year,) = summed(statement(
        "line | Q1 2025 | Q2 2025 | Q3 2025\nrevenue | 1 | 2 | 3",
        row("revenue", "4", "Q4 2025", as_of="2025", **leak),
        row("revenue", "5", "Q4 2025", as_of="2026", **leak),
        **leak,
    ))  # fmt: skip
    assert (year.value, year.low, year.high, year.rests_on, year.confidence) == (11e9, 10e9, 11e9, "leaked", "medium")


def test_what_follows_from_the_years_lines_follows() -> None:
    found = statement(f"{QUARTERS}\ncost_of_revenue | 0.5 | 1.0 | 1.5 | 2.0")
    profit = found.fact("gross_profit", "FY2025")
    assert profit is not None
    assert (profit.value, profit.formula) == (pytest.approx(5.5e9), "revenue - cost_of_revenue")


@given(st.lists(st.integers(-1000, 1000), min_size=12, max_size=12), st.sampled_from([1, 3, 6]))
def test_a_year_is_the_sum_of_its_parts_however_long_they_are(figures: list[int], length: int) -> None:
    """Months summed to quarters or halves first, and then to the year, give the same year."""
    parts = [sum(figures[i : i + length]) for i in range(0, 12, length)]
    names = {1: "2025-{:02d}", 3: "Q{} 2025", 6: "H{} 2025"}[length]
    head = " | ".join(names.format(i + 1) for i in range(len(parts)))
    (year,) = summed(statement(f"line | {head}\nrevenue | {' | '.join(map(str, parts))}", scale=1))
    assert year.value == sum(figures)

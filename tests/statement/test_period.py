"""Periods: labels in and out, months between dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.statement.period import months_between, near, parse_period, period_label, shift_year

ASSUMED = "dates assumed"


@pytest.mark.parametrize(
    ("label", "start", "end", "months", "scenario"),
    [
        ("2025", "2025-01-01", "2025-12-31", 12, ""),
        ("FY2025", "2025-01-01", "2025-12-31", 12, ""),
        ("  fy 25 ", "2025-01-01", "2025-12-31", 12, ""),
        ("FY'24", "2024-01-01", "2024-12-31", 12, ""),
        ("Fiscal Year 2023", "2023-01-01", "2023-12-31", 12, ""),
        ("2025A", "2025-01-01", "2025-12-31", 12, ""),
        ("2026E", "2026-01-01", "2026-12-31", 12, "forecast"),
        ("FY2027F", "2027-01-01", "2027-12-31", 12, "forecast"),
        ("2026 (forecast)", "2026-01-01", "2026-12-31", 12, "forecast"),
        ("H1 2025", "2025-01-01", "2025-06-30", 6, ""),
        ("2H24", "2024-07-01", "2024-12-31", 6, ""),
        ("2025 H2", "2025-07-01", "2025-12-31", 6, ""),
        ("first half 2025", "2025-01-01", "2025-06-30", 6, ""),
        ("Q1 2026", "2026-01-01", "2026-03-31", 3, ""),
        ("Q4'24", "2024-10-01", "2024-12-31", 3, ""),
        ("3Q25E", "2025-07-01", "2025-09-30", 3, "forecast"),
        ("Third Quarter 2025", "2025-07-01", "2025-09-30", 3, ""),
        ("9M 2025", "2025-01-01", "2025-09-30", 9, ""),
        ("Feb-24", "2024-02-01", "2024-02-29", 1, ""),
        ("Oct 2025", "2025-10-01", "2025-10-31", 1, ""),
    ],
)
def test_a_label_gives_calendar_dates_and_says_so(label: str, start: str, end: str, months: int, scenario: str) -> None:
    found = parse_period(label)
    assert found is not None
    assert (found.start, found.end, found.months, found.scenario, found.note) == (start, end, months, scenario, ASSUMED)
    assert found.label == label


@pytest.mark.parametrize(
    ("label", "start", "end", "note"),
    [
        ("TTM Sep 2025", "2024-10-01", "2025-09-30", ""),
        ("LTM Sep-25", "2024-10-01", "2025-09-30", ""),
        ("Trailing twelve months 2025-06", "2024-07-01", "2025-06-30", ""),
        ("LTM 12 months Sep-30-2019", "2018-10-01", "2019-09-30", ""),
        ("TTM Q3'24", "2023-10-01", "2024-09-30", ASSUMED),
        ("LTM", "", "", "dates not given"),
        ("LTM 2025", "", "", "dates not given"),
    ],
)
def test_trailing_twelve_months_end_with_what_they_name(label: str, start: str, end: str, note: str) -> None:
    found = parse_period(label)
    assert found is not None
    assert (found.start, found.end, found.months, found.scenario, found.note) == (start, end, 12, "ttm", note)


def test_an_iso_date_is_an_instant() -> None:
    found = parse_period("2025-06-30")
    assert found is not None
    assert (found.start, found.end, found.months, found.note) == ("", "2025-06-30", 0, "")


@pytest.mark.parametrize("label", ["", "Notes", "25", "H3 2025", "1850", "Revenue 2025", "Q5 2025", "n/a", "%"])
def test_what_is_no_period(label: str) -> None:
    assert parse_period(label) is None


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2024-01-01", "2024-12-31", 12),
        ("2024-02-04", "2025-02-01", 12),  # 52 weeks
        ("2023-01-29", "2024-02-03", 12),  # 53 weeks
        ("2025-01-01", "2025-06-30", 6),
        ("2024-06-30", "2024-09-28", 3),  # 13 weeks
        ("2025-02-01", "2025-02-28", 1),
        ("2025-01-01", "2025-09-30", 9),
        ("", "2025-06-30", 0),
        ("2025-02-27", "2025-02-27", None),  # a day
        ("2025-01-01", "2025-01-15", None),  # half a month
        ("2025-01-01", "", None),
    ],
)
def test_months_are_the_nearest_whole_number_or_none(start: str, end: str, months: int | None) -> None:
    assert months_between(start, end) == months


def test_a_year_before_29_february_is_the_28th() -> None:
    assert shift_year("2024-02-29") == "2023-02-28"
    assert shift_year("2024-02-29", 4) == "2020-02-29"
    assert shift_year("2025-12-31") == "2024-12-31"


def test_near_is_within_a_week() -> None:
    assert near("2025-01-28", "2025-02-04")
    assert not near("2025-01-28", "2025-02-05")
    assert near("", "")
    assert not near("", "2025-01-01")


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        ("2025-01-01", "2025-12-31", "FY2025"),
        ("2024-02-04", "2025-02-01", "FY2025 (Jan)"),
        ("2024-07-01", "2025-06-30", "FY2025 (Jun)"),
        ("2025-01-01", "2025-06-30", "H1 2025"),
        ("2025-07-01", "2025-12-31", "H2 2025"),
        ("2025-10-01", "2025-12-31", "Q4 2025"),
        ("2025-01-01", "2025-09-30", "9M 2025"),
        ("2025-02-01", "2025-04-30", "3M to 2025-04-30"),
        ("2025-10-01", "2026-03-31", "6M to 2026-03-31"),
        ("", "2025-06-30", "2025-06-30"),
        ("2025-02-27", "2025-02-27", "2025-02-27 to 2025-02-27"),
    ],
)
def test_dates_have_a_short_name(start: str, end: str, label: str) -> None:
    assert period_label(start, end, months_between(start, end)) == label


@given(year=st.integers(1990, 2090), part=st.sampled_from(["FY{}", "H1 {}", "H2 {}", "Q1 {}", "Q3 {}", "9M {}"]))
def test_a_label_survives_the_way_there_and_back(year: int, part: str) -> None:
    label = part.format(year)
    found = parse_period(label)
    assert found is not None
    assert period_label(found.start, found.end, months_between(found.start, found.end)) == label

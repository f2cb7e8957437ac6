"""Periods that count as equal: within a week of the first of them, of one company and one length."""

from __future__ import annotations

from typing import Any

from finkit.statement.fact import Facts
from finkit.statement.same import period_keys


def keys(*periods: tuple[str, str], **columns: Any) -> list[int]:
    rows = [{"company": "Acme", "start": start, "end": end, "months": 12} | columns for start, end in periods]
    return period_keys(Facts.of_rows(rows)).tolist()


def test_a_week_apart_is_the_same_and_eight_days_are_not() -> None:
    a, b, c = keys(("2024-01-01", "2024-12-31"), ("2023-12-25", "2024-12-24"), ("2023-12-24", "2024-12-23"))
    # The earliest end leads: the 24th is a day from it, the 31st eight.
    assert b == c
    assert a != b


def test_a_chain_of_near_ends_is_cut_a_week_after_its_first() -> None:
    first, second, third = keys(("", "2024-12-20"), ("", "2024-12-26"), ("", "2025-01-01"), months=0)
    assert first == second
    assert third != first


def test_starts_must_be_near_too() -> None:
    a, b = keys(("2024-01-01", "2024-12-31"), ("2024-01-09", "2024-12-31"))
    assert a != b


def test_companies_and_lengths_have_weeks_of_their_own() -> None:
    rows = [
        {"company": "A", "start": "2024-01-01", "end": "2024-12-31", "months": 12},
        {"company": "B", "start": "2024-01-03", "end": "2025-01-02", "months": 12},
        {"company": "A", "start": "2024-01-03", "end": "2025-01-02", "months": None},
    ]
    a, b, other_length = period_keys(Facts.of_rows(rows)).tolist()
    assert a not in (b, other_length)


def test_a_period_without_an_end_is_known_by_its_label() -> None:
    rows = [{"company": "A", "period": label, "months": 12} for label in ("TTM Sep", "TTM Jun", "TTM Sep", "")]
    a, b, c, d = period_keys(Facts.of_rows(rows)).tolist()
    assert a == c
    assert len({a, b, d}) == 3

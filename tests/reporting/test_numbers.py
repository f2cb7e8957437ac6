"""Figures for people: a range is printed as one where its printed ends are equal."""

from __future__ import annotations

import pytest

from finkit.analysis.span import Span
from finkit.reporting.numbers import bracketed, coins, percent, plain, significant, span
from finkit.reporting.page_worked import ranged


def test_a_range_whose_printed_ends_are_equal_is_one_figure() -> None:
    assert bracketed("10.1", "8.1", "14.7") == "10.1 (8.1 to 14.7)"
    assert bracketed("−25.0%", "−25.0%", "−25.0%") == "−25.0%"
    assert [span("25.0%", "25.0%"), span("20.0%", "25.0%")] == ["25.0%", "20.0% to 25.0%"]


@pytest.mark.parametrize(
    ("low", "high", "text"), [(0.24996, 0.25004, "25.0%"), (0.2, 0.3, "25.0% (20.0% to 30.0%)"), (None, None, "25.0%")]
)
def test_ends_that_differ_only_beyond_what_is_printed_are_one(low: float | None, high: float | None, text: str) -> None:
    assert ranged(Span(0.25, low, high)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # Halves go away from zero, as in a spreadsheet, also where a float lies just below its half: 1.005, 0.28145.
        (percent(0.5625), "56.3%"), (percent(-0.5625), "−56.3%"), (percent(0.28145, 2), "28.15%"),
        (plain(1.005, 2), "1.01"), (plain(2.5, 0), "3"), (plain(0.5, 0), "1"), (plain(-0.04, 1), "0.0"),
        (plain(1234567.125, 2), "1,234,567.13"),
        (significant(0.061545), "0.06155"), (significant(1234.5), "1,235"), (significant(0.0), "0"),
        (significant(9999.5), "10,000"), (significant(1e-9), "1e-09"),
        (significant(0.00345, 2), "0.0035"), (coins(0.425, "USD"), "43 cents"),
    ],
)  # fmt: skip
def test_halves_are_rounded_as_a_spreadsheet_does(text: str, shown: str) -> None:
    assert text == shown

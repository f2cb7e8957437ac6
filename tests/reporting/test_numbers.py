"""Figures for people: a range is printed as one where its printed ends are equal."""

from __future__ import annotations

import pytest

from finkit.analysis.span import Span
from finkit.reporting.numbers import bracketed, span
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

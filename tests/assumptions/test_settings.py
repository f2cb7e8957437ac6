"""Assumptions: values, ranges, and refusals that name the key, the value and what is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from finkit.assumptions.ranges import Range
from finkit.assumptions.settings import Assumptions
from finkit.errors import AssumptionError


def test_a_value_alone_is_its_own_range() -> None:
    life = Assumptions.of({"life_months": 24}).life_months
    assert (life.value, life.low, life.high, life.centre) == (24, 24, 24, 24)


def test_a_range_keeps_its_source_and_centre() -> None:
    given = Range(low=1.8e9, high=3.76e9, source="press")
    assert (given.value, given.centre, given.source) == (None, 2.78e9, "press")
    assert Range(value=2, low=1, high=5).centre == 2


def test_defaults_are_marked_assumed() -> None:
    life = Assumptions.of({}).life_months
    assert (life.low, life.value, life.high) == (12, 18, 24)
    assert "assumed" in life.source


def test_missing_figures_by_period_and_line() -> None:
    found = Assumptions.of({"missing": {"FY2024": {"cost_of_revenue": {"low": 1, "high": 2}}}})
    assert found.missing["FY2024"]["cost_of_revenue"].high == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"life_months": 0}, r"^acme: life_months = 0: give 1 or more$"),
        ({"life_months": 241}, r"life_months = 241: give 240 or less"),
        ({"life_months": {"low": 3, "high": 999}}, r"life_months\.high = 999: .* 240"),
        ({"life_months": {"low": 5, "high": 3}}, r"life_months = .*low 5 is above high 3"),
        ({"life_months": {"value": 9, "low": 1, "high": 3}}, r"life_months = .*value 9 is outside 1 to 3"),
        ({"life_months": "soon"}, r"life_months = 'soon'"),
        ({"life_months": {"high": 3}}, r"life_months = \{'high': 3\}: write a number, or \{ value = 18, low = 12"),
        ({"classes": {"rent": "cheap"}}, r"classes\.rent = 'cheap': .*give cogs, variable, fixed or research"),
        ({"lifetime": 3}, r"unknown key lifetime; allowed: life_months, classes, missing"),
        ({"life_months": True}, r"life_months = True: "),
        (
            {"missing": {"FY2024": {"rent": {"low": float("nan"), "high": 1}}}},
            r"missing\.FY2024\.rent\.low = nan: .*finite",
        ),
        ({"partner_share": 1}, r"partner_share = 1: give a number below 1"),
        ({"revenue_growth": -1}, r"revenue_growth = -1: give a number above -1"),
        ({"fixed_growth": {"low": 0.5, "high": 0.4}}, r"fixed_growth = .*low 0\.5 is above high 0\.4"),
        ({"sales_elasticity": 9}, r"sales_elasticity = 9: give 5 or less"),
        ({"treatments": {"tiers": "x"}}, r"treatments\.tiers = 'x': give partner_share, free_tier, staff, stock_comp"),
        ({"treatments": {"training": "spread"}}, r"training is 'spread': use one of as booked, amortized"),
    ],
)
def test_a_refusal_names_the_key_the_value_and_what_is_allowed(given: dict[str, Any], message: str) -> None:
    with pytest.raises(AssumptionError, match=message):
        Assumptions.of(given, "acme")


def test_a_refusal_is_one_printable_line() -> None:
    with pytest.raises(AssumptionError) as refused:
        Assumptions.of({"classes": {"rent": "\x1b[2J\nred" * 50}})
    text = str(refused.value)
    assert text.isprintable()
    assert len(text) < 250


def test_a_line_that_is_not_known_is_refused() -> None:
    with pytest.raises(AssumptionError, match=r"classes = .*no line is called 'rnet'; did you mean rent\?"):
        Assumptions.of({"classes": {"rnet": "fixed"}})
    with pytest.raises(AssumptionError, match=r"missing = .*no line is called 'zzz'; see finkit names"):
        Assumptions.of({"missing": {"FY2024": {"zzz": 3}}})


def test_only_costs_have_a_class() -> None:
    with pytest.raises(AssumptionError, match=r"classes = .*revenue is no cost: only costs have a class"):
        Assumptions.of({"classes": {"revenue": "fixed"}})

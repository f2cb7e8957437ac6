"""Rows of plans and tasks: what a table of them is refused for, with the place and what is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from finkit.assumptions.settings import Assumptions
from finkit.errors import AssumptionError

PRO: dict[str, Any] = {"name": "Pro", "price": 20}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([PRO, {"name": "pro ", "price": 2}], "an earlier row has that name"),
        ([{**PRO, "currency": "USD"}, {"name": "B", "price": 2, "currency": "EUR"}], "Pro is in USD: keep to one"),
        ([{**PRO, "usage": 8}, {"name": "B", "price": 99, "usage": 8000}], "1,000 times apart from Pro: state the"),
        ([{**PRO, "usage": 8000, "unit_cost": 2}], "800 times the price: state the token_unit"),
        ([{**PRO, "sigma": 1}], "write lognormal: sigma is given"),
        ([{**PRO, "distribution": "lognormal", "usage": 8}], "a lognormal distribution needs it"),
        ([{**PRO, "distribution": "pareto", "alpha": 1.5}], "the least usage or the mean usage, one of them"),
        ([{**PRO, "distribution": "pareto", "alpha": 0.9, "usage": 3}], "give more than 1"),
        ([{**PRO, "distribution": "sample", "sample": "1; 2; x"}], "write a number"),
        ([{**PRO, "distribution": "sample", "sample": "0; 0"}], "at least one user above 0"),
        ([{**PRO, "distribution": "sample", "sample": "1, 2, 3"}], "write numbers with ; between them"),
        ([{**PRO, "included": 10}], "go together"),
        ([{**PRO, "included": 10, "overage_price": 4, "cap": 5}], "give 10 or more"),
        ([{**PRO, "price": -1}], "give 0 or more"),
        ([{**PRO, "heavy_users": 0.5, "heavy_cost": 0.1}], "heavy users cost more than others: give more than 0.5"),
        ([{**PRO, "utilization": 1.2}], "give 1 or less"),
        ([{**PRO, "currency": "dollars"}], "currency"),
    ],
)  # fmt: skip
def test_a_table_of_plans_is_refused(rows: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(AssumptionError, match=message):
        Assumptions.of({"plans": rows})


def test_a_stated_token_unit_ends_the_doubt() -> None:
    rows = [
        {**PRO, "usage": 8, "token_unit": "million"},
        {"name": "B", "price": 99, "usage": 8e6, "token_unit": "tokens"},
    ]
    first, second = Assumptions.of({"plans": rows}).plans
    assert first.usage
    assert second.usage
    assert first.mtok(first.usage.centre) == second.mtok(second.usage.centre) == 8


def test_a_sample_is_read_from_one_cell() -> None:
    row = {**PRO, "distribution": "sample", "sample": "1; 2;3 4;10"}
    assert Assumptions.of({"plans": [row]}).plans[0].sample == (1, 2, 3, 4, 10)


def test_the_cost_share_is_a_range_with_its_source() -> None:
    held = Assumptions.of({"plans": [PRO]}).plans[0].cost_share
    assert (held.low, held.value, held.high) == (0.155, 0.25, 0.3)
    assert held.source.startswith("assumed: SemiAnalysis")


def test_a_table_of_tasks_is_refused() -> None:
    with pytest.raises(AssumptionError, match="an earlier row has that name"):
        Assumptions.of({"tasks": [{"name": "T"}, {"name": "t"}]})
    with pytest.raises(AssumptionError, match="give all four"):
        Assumptions.of({"tasks": [{"name": "T", "spend": 30, "spend_before": 20}]})
    with pytest.raises(AssumptionError, match="2,000 times apart from A"):
        Assumptions.of({"tasks": [{"name": "A", "tokens": 20}, {"name": "B", "tokens": 40_000}]})


def test_a_row_without_a_name_goes_by_its_kind_and_place() -> None:
    held = Assumptions.of({"plans": [PRO, {"price": 30}, {"name": " ", "price": 40}], "tasks": [{"wage": 30}]})
    assert [plan.name for plan in held.plans] == ["Pro", "Plan 2", "Plan 3"]
    assert [task.name for task in held.tasks] == ["Task 1"]
    with pytest.raises(AssumptionError, match="an earlier row has that name"):
        Assumptions.of({"plans": [{"name": "Plan 2", "price": 20}, {"price": 30}]})

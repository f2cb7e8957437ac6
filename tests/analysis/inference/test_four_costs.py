"""Four measures of what inference costs: each has its name, and no figure stands for all."""

from __future__ import annotations

import math
from typing import Any

import pytest

from finkit.analysis.inference.four_costs import inference_cost_four_measures, measure_named

BASE = {"price": 10.0, "tokens_per_task": 2000.0, "tasks_per_user": 100.0, "users": 1e6}
CURRENT = {"price": 8.0, "tokens_per_task": 9000.0, "tasks_per_user": 140.0, "users": 1.8e6}


def test_all_four_move_differently() -> None:
    found: Any = inference_cost_four_measures(BASE, CURRENT, 0.04)
    assert [m.ratio for m in found.measures] == pytest.approx([0.8, 0.04, 3.6, 5.04, 9.072])
    assert [m.name for m in found.measures] == [
        "Price per token", "Quality-adjusted price", "Spend per task", "Spend per user", "Total spend",
    ]  # fmt: skip
    assert (found["total"].base, found["total"].current) == pytest.approx((2e6, 18.144e6))
    assert found["spend_per_task"].current == pytest.approx(0.072)
    wanted = {"price": -1633612.07, "tokens_per_task": 11011203.23, "tasks_per_user": 2463280.27, "users": 4303128.57}
    assert dict(zip(found.split.factors, found.split.additive, strict=True)) == pytest.approx(wanted, abs=0.01)
    assert sum(found.log_contributions.values()) == pytest.approx(math.log(9.072))


def test_cost_of_inference_is_no_name() -> None:
    with pytest.raises(ValueError, match="name one of price per token, quality-adjusted price, spend per task"):
        measure_named("cost of inference")
    assert measure_named("Quality-adjusted price") == "quality_adjusted_price"


def test_missing_stays_missing_and_zero_has_no_ratio() -> None:
    found: Any = inference_cost_four_measures(BASE | {"users": None}, CURRENT)
    assert found["total"].ratio is None
    assert found["total"].flag == "a factor is missing"
    assert found["spend_per_task"].ratio == pytest.approx(3.6)
    assert found["quality_adjusted_price"].flag == "no price of a constant quality is given"
    free: Any = inference_cost_four_measures(BASE | {"price": 0.0}, CURRENT)
    assert free["price_per_token"].ratio is None
    assert free["price_per_token"].flag == "zero in the base period"


def test_a_price_that_falls_to_zero_takes_the_whole_spending() -> None:
    """2,000 tokens x 100 tasks x 1 m users at 10 dollars a Mtok were 2 m dollars; its logarithm has no end."""
    found: Any = inference_cost_four_measures(BASE, BASE | {"price": 0.0})
    assert found["total"].ratio == 0
    assert found.split.effect("price") == pytest.approx(-2e6)
    assert found.log_contributions == {"price": None, "tokens_per_task": 0, "tasks_per_user": 0, "users": 0}
    assert found.split.flag == "spending disappears: its whole value goes to price; one total is zero: no ratios"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"price": -1.0}, r"base.price = -1.0: give 0 or more"),
        ({"users": math.inf}, "base.users = inf: give a finite number"),
        ({"cost of inference": 1.0}, "base has 'cost of inference': give price, tokens_per_task"),
    ],
)
def test_row_inference_cost_four_measures_refuses(change: dict[str, float], said: str) -> None:
    """METHODS 10, inference_cost_four_measures and lmdi1: negative is an error."""
    with pytest.raises(ValueError, match=said):
        inference_cost_four_measures(BASE | change, CURRENT)


def test_a_factor_left_out_is_asked_for() -> None:
    with pytest.raises(ValueError, match="current has no users"):
        inference_cost_four_measures(BASE, {k: v for k, v in CURRENT.items() if k != "users"})

"""Serving from the machines up: DeepSeek's day as it ships, owned machines with their ranges, physics that fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import finkit
from finkit.analysis.inference.bottom_up import BottomUp, bottom_up
from finkit.assumptions.prices import Price
from finkit.assumptions.serving import Serving

STATEMENTS = Path(finkit.__file__).resolve().parents[1] / "statements"
OWNED = {"period": "2025", "gpu_price": {"value": 50_000, "low": 40_000, "high": 60_000},
         "gpu_life": {"value": 3, "low": 2, "high": 6}, "opex": 0.2}  # fmt: skip


def fleet(*prices: Price, **given: Any) -> BottomUp:
    return bottom_up(Serving.model_validate({"period": "2025"} | given), prices)


def test_deepseeks_day_ships_with_its_machines() -> None:
    [found] = finkit.analyze(finkit.read(STATEMENTS / "deepseek.csv")).inference.serving
    assert found.day is not None
    assert (found.day.cost, found.day.revenue) == pytest.approx((87_072, 562_100))
    assert found.day.profit_to_cost == pytest.approx(5.455577, abs=1e-6)
    # At 1 and 3 dollars an hour: 1 - 43,536 / 562,100 and 1 - 130,608 / 562,100.
    ends = (found.margin.value, found.margin.high, found.margin.low)
    assert ends == pytest.approx((0.845095, 0.922548, 0.767643), abs=1e-6)
    # 2 x 37e9 FLOPs for 434e9 tokens that no cache held, on 1,814 GPUs of 1.979e15 for a day.
    assert found.mfu == pytest.approx(2 * 37e9 * 434e9 / (1814 * 86400 * 1.979e15))
    assert found.impossible == ()
    # DeepSeek does not tell its batch.
    assert found.lacks == ("the check of bandwidth needs batch beside bandwidth, bytes_per_parameter",)


def test_a_gpu_hour_of_owned_machines_at_its_corners() -> None:
    found = fleet(**OWNED)
    assert found.gpu_hour.value == pytest.approx(2.283105, abs=1e-6)
    # Cheapest: the low price over the longest life; dearest: the high one over the shortest.
    ends = (found.gpu_hour.low, found.gpu_hour.high)
    assert ends == pytest.approx((40_000 * 1.2 / 6 / 8760, 60_000 * 1.2 / 2 / 8760))
    financed = fleet(**OWNED, interest=0.12)
    assert financed.gpu_hour.value == pytest.approx(2.757, abs=5e-4)
    # Both are told: the life assumed moves the hour as much as the price does.
    assert financed.without_finance == found.gpu_hour
    assert found.without_finance is None


def test_use_moves_the_cost_of_a_token_most() -> None:
    listed = Price.model_validate({"model": "m", "input": 1, "output": 1.0})
    found = fleet(listed, model="m", gpu_hour=2, tokens_per_second=2500,
                  utilization={"value": 0.5, "low": 0.3, "high": 1})  # fmt: skip
    ends = (found.cost_per_mtok.value, found.cost_per_mtok.low, found.cost_per_mtok.high)
    assert ends == pytest.approx((0.444444, 0.222222, 0.740741), abs=1e-6)
    margin = found.list_margin
    assert (margin.value, margin.low, margin.high) == pytest.approx((0.555556, 0.259259, 0.777778), abs=1e-6)
    assert found.day is None


def test_without_a_utilization_the_cost_of_a_token_is_told_at_three() -> None:
    listed = Price.model_validate({"model": "m", "input": 1, "output": 1.0})
    found = fleet(listed, model="m", gpu_hour={"value": 2, "low": 1, "high": 3}, tokens_per_second=2500)
    assert (found.cost_per_mtok.value, found.list_margin.value) == (None, None)
    assert [use for use, _ in found.by_use] == [0.3, 0.5, 1.0]
    assert [cost.value for _, cost in found.by_use] == pytest.approx([0.740741, 0.444444, 0.222222], abs=1e-6)
    assert (found.by_use[2][1].low, found.by_use[2][1].high) == pytest.approx((0.111111, 0.333333), abs=1e-6)
    assert found.margin_over(found.by_use[0][1]).value == pytest.approx(1 - 0.740741, abs=1e-6)
    assert fleet(gpu_hour=2).by_use == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"peak_tflops": 1979, "active_parameters": 37, "hours": 24, "gpus": 8, "output_tokens": 5},
         ("the period's books need input_tokens beside gpus, hours, output_tokens",
          "the check of arithmetic needs input_tokens beside peak_tflops, active_parameters")),
        ({"batch": 32},
         ("the check of bandwidth needs bandwidth, bytes_per_parameter, active_parameters, gpus, hours, output_tokens "
          "beside batch",)),
        ({"utilization": 0.5}, ("the cost by throughput needs tokens_per_second beside utilization",)),
        ({"gpu_life": 4, "interest": 0.12}, ("gpu_life, interest not used: the GPU hour is given",)),
        ({"tokens_per_second": 85, "utilization": 0.5}, ()),
    ],
)  # fmt: skip
def test_what_inputs_lack_to_be_used_is_named(given: dict[str, float], said: tuple[str, ...]) -> None:
    found = fleet(gpu_hour=2, model="gpt-4o", **given)
    assert found.lacks == said
    assert found.impossible == ()


def test_tokens_that_no_hardware_gives_are_flagged() -> None:
    found = fleet(
        model="gpt-4o", gpus=1, hours=1, gpu_hour=2, input_tokens=60_000, output_tokens=40_000, active_parameters=37,
        bytes_per_parameter=1, peak_tflops=1979, bandwidth=3350, batch=32,
    )  # fmt: skip
    assert found.mfu == pytest.approx(2 * 37e9 * 100e9 / (3600 * 1.979e15))
    assert found.bandwidth == pytest.approx(40e9 / 32 * 37e9 / (3600 * 3.35e12))
    assert found.impossible == (
        "MFU 1,038.68 is above 1: impossible",
        "decoding needs 3,834.99 times the memory bandwidth: impossible",
    )


def test_a_price_in_another_currency_is_not_compared() -> None:
    listed = Price.model_validate({"model": "m", "input": 1, "output": 1, "currency": "EUR"})
    found = fleet(listed, model="m", gpu_hour=2, tokens_per_second=85)
    assert (found.price, found.list_margin.value) == (None, None)
    assert found.flags == ("the fleet is in USD, the price of m in EUR: not compared",)


def test_a_fleet_is_set_against_the_price_of_its_own_period() -> None:
    """Open prices end where the next begins, in whatever order they stand; a year of two prices has their mean."""
    listed = [
        Price.model_validate({"model": "m", "start": start, "input": 1, "output": out, "cached": cached})
        for start, out, cached in (("2024-01-01", 24, 0.5), ("2025-01-01", 15, 0.5), ("2026-07-02", 5, None))
    ]
    for order in (listed, listed[::-1]):
        prices = {year: fleet(*order, model="m", gpu_hour=2, tokens_per_second=85, period=year).price
                  for year in ("FY2024", "FY2025", "FY2026", "FY2027", "FY2023")}  # fmt: skip
        outputs = {year: price.output for year, price in prices.items() if price is not None and year != "FY2026"}
        assert outputs == {"FY2024": 24, "FY2025": 15, "FY2027": 5}
        mixed = prices["FY2026"]
        assert mixed is not None
        # 182 of 365 days at 15; cached input is not known in the later price.
        assert mixed.output == pytest.approx((182 * 15 + 183 * 5) / 365)
        assert mixed.cached is None
        assert mixed.source == "changed within FY2026: mean over its days"
    none = fleet(*listed, model="m", gpu_hour=2, tokens_per_second=85, utilization=1, period="FY2023")
    assert none.flags == ("no price of m in FY2023; give it in Prices",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "no model is named: no list price stands beside the cost"),
        ({"model": "gpt-4o", "period": "2019"}, "no list price of gpt-4o on 2019-12-31: it is known from 2024-05-14"),
        ({"model": "gpt-4o", "period": "at launch"}, "'at launch' has no date"),
    ],
)
def test_why_no_list_price_stands_beside_the_cost(given: dict[str, str], said: str) -> None:
    found = fleet(gpu_hour=2, tokens_per_second=85, utilization=1, **given)
    assert found.price is None
    assert found.flags[0].startswith(said)
    assert found.cost_per_mtok.value == pytest.approx(6.535948, abs=1e-6)

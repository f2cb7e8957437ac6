"""Cost from the machines up: GPU hour, throughput, roofline with its physical check, DeepSeek's day."""

from __future__ import annotations

import math
from typing import Any

import pytest

from finkit.analysis.inference.day import inference_day_pnl
from finkit.analysis.inference.gpu_hour import gpu_hour_cost
from finkit.analysis.inference.roofline import roofline_cost, shared_pass_cost
from finkit.analysis.inference.throughput import cost_per_mtok, cost_per_token_from_throughput, prefill_cost

TOKENS = {"input_cache_hit": 342e3, "input_miss": 266e3, "output": 168e3}
LIST = {"input_cache_hit": 0.14, "input_miss": 0.55, "output": 2.19}


@pytest.mark.parametrize(
    ("life", "interest", "wanted"),
    [(3, 0.0, 2.283105), (3, 0.12, 2.757), (6, 0.0, 1.141553), (6, 0.12, 1.578539)],
)
def test_life_moves_a_gpu_hour_as_much_as_finance(life: float, interest: float, wanted: float) -> None:
    found: Any = gpu_hour_cost(50_000, life, 0.2, interest=interest)
    assert found.per_hour == pytest.approx(wanted, abs=5e-4)


def test_hours_that_cannot_be_used_are_paid_for() -> None:
    assert gpu_hour_cost(50_000, 3, 0.2, availability=0.5).per_hour == pytest.approx(2 * 2.283105, abs=1e-5)
    assert gpu_hour_cost(50_000, None).per_hour is None


@pytest.mark.parametrize(("speed", "used", "wanted"), [(85, 1, 6.535948), (2500, 1, 0.222222), (2500, 0.3, 0.740741)])
def test_cost_of_a_million_tokens(speed: float, used: float, wanted: float) -> None:
    assert cost_per_mtok(2.0, speed, used) == pytest.approx(wanted, abs=1e-6)


def test_deepseeks_day() -> None:
    found: Any = inference_day_pnl(
        gpus=226.75 * 8, per_gpu_hour=2.0, hours=24, mtok=TOKENS, price=LIST, peak_gpus=278 * 8
    )
    assert (found.cost, found.revenue) == pytest.approx((87_072, 562_100))
    # 545% is profit over cost; of revenue it is 84.5%.
    assert (found.profit_to_cost, found.gross_margin) == pytest.approx((5.455577, 0.845095), abs=1e-6)
    assert (found.cache_hit_rate, found.occupancy) == pytest.approx((0.5625, 0.815647), abs=1e-6)
    half: Any = inference_day_pnl(gpus=1814, per_gpu_hour=2.0, hours=24, mtok=TOKENS, price=LIST, paid_share=0.5)
    assert half.revenue == pytest.approx(281_050)
    free: Any = inference_day_pnl(gpus=1814, per_gpu_hour=2.0, hours=24, mtok=TOKENS, price=LIST, paid_share=0)
    assert free.gross_margin is None
    assert free.profit_to_cost == -1


def test_deepseeks_nodes_by_their_throughput() -> None:
    # 73.7k tokens a second in and 14.8k out a node of eight (open-infra-index, day 6), at 16 dollars an hour.
    found: Any = cost_per_token_from_throughput(16, 73_700, 14_800, 608_000, 168_000, 87_072)
    assert (found.input, found.output) == pytest.approx((0.060305, 0.3003), abs=1e-4)
    assert found.implied_cost == pytest.approx(608_000 * found.input + 168_000 * found.output)
    assert found.to_reported == pytest.approx(1.0, abs=0.01)


def test_aldersons_prefill_fails_the_physical_check() -> None:
    found: Any = shared_pass_cost(
        2.0, gpus=72, tensor_parallel=8, batch=32, prompt_tokens=1000, hbm_gb_s=3350, active_params_b=37,
        bytes_per_param=2, passes_per_second=45,
    )  # fmt: skip
    assert (found.input, found.output) == pytest.approx((0.00308642, 3.08641975), abs=1e-8)
    assert found.implied_mfu == pytest.approx(6.73, abs=0.01)
    assert found.flag == "MFU 6.73 is above 1: impossible: prefill is bound by arithmetic"
    priceless: Any = shared_pass_cost(
        None, gpus=72, tensor_parallel=8, batch=32, prompt_tokens=1000, hbm_gb_s=3350, active_params_b=37,
        bytes_per_param=2, passes_per_second=45,
    )  # fmt: skip
    assert (priceless.output, priceless.flag) == (None, f"{found.flag}; cost: not known")


def test_each_phase_at_its_own_bound() -> None:
    found: Any = roofline_cost(
        2.0, active_params_b=37, bytes_per_param=1, hbm_gb_s=3350, batch=32, tensor_parallel=8,
        bandwidth_utilization=0.6, mfu=0.5,
    )  # fmt: skip
    assert (found.input, found.output) == pytest.approx((0.041547, 0.319583), abs=1e-6)
    assert found.flag == ""
    assert prefill_cost(2.0, 1.979e15, 0.5, 37)[0] == pytest.approx(0.041547, abs=1e-6)


def test_row_prefill_cost_flags_what_no_chip_can() -> None:
    """METHODS 10, prefill_cost and cost_per_token_from_throughput: MFU>1 is flagged."""
    cost, flag = prefill_cost(2.0, 1.979e15, 1.5, 37)
    assert cost == pytest.approx(0.041547 / 3, abs=1e-6)
    assert flag == "MFU 1.50 is above 1: impossible"
    assert prefill_cost(2.0, None, 0.5, 37) == (None, "")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: cost_per_mtok(2.0, 0), "tok_s = 0: give a number above 0"),
        (lambda: cost_per_mtok(2.0, 85, 1.2), "utilization = 1.2: give 1 or less"),
        (lambda: cost_per_mtok(-2.0, 85), "usd_per_gpu_hour = -2.0: give a number above 0"),
        (lambda: gpu_hour_cost(50_000, 0), "life_years = 0: give a number above 0"),
        (lambda: gpu_hour_cost(50_000, 3, availability=0), "availability = 0: give a number above 0"),
        (lambda: inference_day_pnl(gpus=8, per_gpu_hour=2, hours=24, mtok=TOKENS, price={"output": 2.0}),
         "price has no input_cache_hit, but 342000 million such tokens were served"),
        (lambda: inference_day_pnl(gpus=8, per_gpu_hour=2, hours=24, mtok={"cached": 1}, price=LIST),
         "tokens_mtok has 'cached': use input_cache_hit, input_miss, output"),
        (lambda: inference_day_pnl(gpus=8, per_gpu_hour=2, hours=24, mtok=TOKENS, price=LIST, peak_gpus=7),
         "peak_gpus = 7: fewer than the average of 8"),
        (lambda: roofline_cost(2, active_params_b=37, bytes_per_param=1, hbm_gb_s=3350, batch=8,
                               bandwidth_utilization=1.1), "bandwidth_utilization = 1.1: give 1 or less"),
        (lambda: prefill_cost(2.0, 1e15, 0, 37), "mfu = 0: give a number above 0"),
    ],
)  # fmt: skip
def test_row_serving_costs_refuse(call: Any, said: str) -> None:
    """METHODS 10, inference_day_pnl, cost_per_mtok, roofline_cost, gpu_hour_cost: rates, speeds and parts in range."""
    with pytest.raises(ValueError, match=said):
        call()


def test_missing_is_not_zero() -> None:
    assert math.isnan(cost_per_mtok(None, 85))
    found: Any = roofline_cost(2.0, active_params_b=37, bytes_per_param=1, hbm_gb_s=None, batch=8, mfu=0.5)
    assert found.output is None
    assert found.input == pytest.approx(0.041547, abs=1e-6)


def test_a_day_without_output_has_no_cost_per_output() -> None:
    """80 GPUs x 2 x 24 = 3,840 against 1,000 x 1."""
    found = inference_day_pnl(
        gpus=80, per_gpu_hour=2.0, hours=24, mtok={"input_miss": 1000.0, "output": 0.0},
        price={"input_miss": 1.0, "output": 5.0},
    )  # fmt: skip
    assert (found.cost, found.revenue, found.cost_per_output) == (3840.0, 1000.0, None)
    assert found.flag == "output is zero: what is per output is undefined"

"""Serving as formulas: METHODS 6's published hours and costs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from finkit.analysis.inference.gpu_hour import gpu_hour_cost
from finkit.analysis.inference.serving_formulas import ARITHMETIC, BANDWIDTH, HOUR, RATE, THROUGHPUT, exceeded, possible
from finkit.analysis.measures import Floats, Measure

UNITS = {"hours_of_year": 8760.0, "seconds_of_hour": 3600.0, "million": 1e6, "billion": 1e9, "tera": 1e12,
         "flops_of_parameter": 2.0}  # fmt: skip
OWNED = {"gpu_price": 50_000.0, "gpu_opex": 0.2, "interest": math.nan, "availability": math.nan,
         "gpu_hour_rented": math.nan}  # fmt: skip


def worked(measures: tuple[Measure, ...], **given: float) -> dict[str, Floats]:
    known = {name: np.asarray(value) for name, value in (UNITS | given).items()}
    for one in measures:
        known[one.name] = one.parsed.evaluate({name: known[name] for name in one.parsed.names})
    return known


@pytest.mark.parametrize(
    ("life", "interest", "hour"), [(3, math.nan, 2.283105), (3, 0.12, 2.757), (6, 0, 1.141553), (6, 0.12, 1.578539)]
)
def test_a_gpu_hour_with_life_and_finance(life: float, interest: float, hour: float) -> None:
    """METHODS 6: 50,000 dollars, 20% running cost."""
    found = worked((*HOUR, RATE), **OWNED | {"gpu_life": life, "interest": interest})
    assert found["gpu_hour"].item() == pytest.approx(hour, abs=5e-4)
    rate = 0.0 if math.isnan(interest) else interest
    assert found["gpu_hour"].item() == pytest.approx(gpu_hour_cost(50_000, life, 0.2, interest=rate).per_hour, rel=1e-9)


def test_a_rented_hour_wins_over_an_owned_one() -> None:
    assert worked((*HOUR, RATE), **OWNED | {"gpu_life": 3, "gpu_hour_rented": 2})["gpu_hour"].item() == 2


@pytest.mark.parametrize(("use", "cost"), [(1, 0.222222), (0.5, 0.444444), (0.3, 0.740741)])
def test_cost_by_throughput(use: float, cost: float) -> None:
    """2 dollars an hour, 2,500 tokens a second."""
    found = worked(THROUGHPUT, gpu_hour=2, tokens_per_second=2500, utilization=use)
    assert found["throughput_cost"].item() == pytest.approx(cost, abs=1e-6)


def test_the_roofline_by_hand() -> None:
    """1979e12 / (2 x 37e9) = 26,743 tokens read a second; 3350e9 / 37e9 x 32 = 2,897 written."""
    given = {"gpu_hour": 2, "peak_tflops": 1979, "active_parameters": 37, "bytes_per_parameter": 1, "bandwidth": 3350}
    found = worked((*ARITHMETIC, *BANDWIDTH), **given, batch=32)
    assert found["prefill_speed"].item() == pytest.approx(26_743.24, abs=0.01)
    assert found["decode_speed"].item() == pytest.approx(2_897.30, abs=0.01)
    assert found["decode_floor"].item() == pytest.approx(2 / (2_897.2973 * 3600) * 1e6, rel=1e-7)


@pytest.mark.parametrize(("part", "fine", "count"), [(1.0, 1, 0), (1.2, 0, 1), (math.nan, None, 0)])
def test_above_one_is_impossible_and_what_is_missing_is_not_counted(part: float, fine: int | None, count: int) -> None:
    found = worked((possible("peak_share", ""), exceeded("peak_share", "")), peak_share=part)
    said = found["peak_share_possible"].item()
    assert math.isnan(said) if fine is None else said == fine
    assert found["peak_share_impossible"].item() == count

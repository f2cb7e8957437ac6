"""Spending of 50 models over 36 months from 100,000 rows of usage: arrays, and what moved spending month by month."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finkit.analysis.inference.decomposition import spending, spending_by_step
from finkit.analysis.inference.usage import usage_table
from finkit.assumptions.prices import Price
from finkit.assumptions.usage import Usage

ROWS, MODELS, MONTHS = 100_000, 50, 36


def rows(count: int) -> list[Usage]:
    """Rows of every model in every month, with some models that come late and some that go."""
    draw = np.random.default_rng(1)
    months = [f"{2023 + m // 12}-{m % 12 + 1:02d}" for m in range(MONTHS)]
    model, tokens = draw.integers(MODELS, size=count), draw.lognormal(3, 1, (count, 3))
    first = model // 2  # model 49 comes in month 24
    month = first + draw.integers(MONTHS, size=count) % (MONTHS - first)
    return [
        Usage.model_construct(
            period=months[t], model=f"model {m}", input_tokens=a + b, cached_tokens=b, output_tokens=c, tasks=a * 9,
            users=1000.0 + t, token_unit="million", source="",
        )
        for m, t, (a, b, c) in zip(model.tolist(), month.tolist(), tokens.tolist(), strict=True)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def usage() -> list[Usage]:
    return rows(ROWS)


@pytest.fixture(scope="module")
def prices() -> list[Price]:
    return [
        Price.model_validate({"model": f"model {m}", "input": 1 + m, "output": 3 + m, "cached": 0.1 * m})
        for m in range(MODELS)
    ]


def test_usage_decomposed_month_by_month(benchmark: BenchmarkFixture, usage: list[Usage], prices: list[Price]) -> None:
    timed: Any = benchmark

    def decompose() -> tuple[float, np.ndarray, np.ndarray]:
        table = usage_table(usage, prices)
        _, effects = spending_by_step(table)
        return float(spending(table).split.delta or 0.0), effects, table.spend.sum(axis=(1, 2))

    whole, effects, spent = timed.pedantic(decompose, rounds=3)
    assert effects.shape == (MONTHS - 1, 5)
    assert effects.sum(axis=1) == pytest.approx(np.diff(spent), rel=1e-9)
    assert whole == pytest.approx(spent[-1] - spent[0])
    assert timed.stats.stats.min < 2.0


def test_time_grows_no_faster_than_rows(usage: list[Usage], prices: list[Price]) -> None:
    def seconds(part: list[Usage]) -> float:
        started = time.perf_counter()
        spending_by_step(usage_table(part, prices))
        return time.perf_counter() - started

    whole, half = (min(seconds(part) for _ in range(3)) for part in (usage, usage[: ROWS // 2]))
    assert whole < 3 * half + 0.05

"""Usage and attribution of 10 models over 120 months for 1,000 companies, beside numpy's own time for the same."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finkit.analysis.measures import Floats
from finkit.analysis.models.attribution import attributed, month_shares
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.spans import Spans
from finkit.analysis.models.vintages import usage_shares
from finkit.assumptions.models import Adoption

COMPANIES, MODELS, MONTHS, YEARS = 1_000, 10, 120, 10
DAYS: Floats = np.arange(MONTHS + 1, dtype=float) * DAYS_PER_MONTH


def releases(seed: int = 1) -> Floats:
    draw = np.random.default_rng(seed)
    return np.cumsum(draw.uniform(60, 500, (COMPANIES, MODELS)), axis=1)


def years() -> Spans:
    start = np.tile(DAYS[:-1:12], (COMPANIES, 1))
    money = np.random.default_rng(2).uniform(1, 100, (COMPANIES, YEARS))
    rows = np.tile(np.arange(YEARS), (COMPANIES, 1))
    return Spans(rows, start, start + 12 * DAYS_PER_MONTH, money, money)


def ours(release: Floats, held: Spans) -> tuple[Floats, Floats]:
    start, end = (np.tile(days, (COMPANIES, 1)) for days in (DAYS[:-1], DAYS[1:]))
    use = usage_shares(release, start, end, Adoption())
    return use, attributed(held.low, month_shares(held, start, end), use)


def plain(release: Floats, held: Spans, share: float = 0.25, rest: float = 6.0) -> tuple[Floats, Floats]:
    """The same by numpy alone, without formulas, missing figures or checks."""

    def reach(days: Floats) -> Floats:
        served = np.maximum(days - release[..., None], 0.0) / DAYS_PER_MONTH
        within = np.minimum(served, rest)
        return share * served + (1 - share) * (within * within / (2 * rest) + served - within)

    adopted = reach(DAYS[1:]) - reach(DAYS[:-1])
    adopted[:, 0] = 1.0
    use = adopted.copy()
    use[:, :-1] -= adopted[:, 1:]
    return use, held.low[:, None] * use.reshape(COMPANIES, MODELS, YEARS, 12).mean(axis=-1)


@pytest.mark.benchmark
def test_generations_of_a_thousand_companies(benchmark: BenchmarkFixture) -> None:
    release, held = releases(), years()
    use, brought = benchmark(ours, release, held)
    wanted_use, wanted = plain(release, held)
    assert use == pytest.approx(wanted_use, abs=1e-9)
    assert brought == pytest.approx(wanted, rel=1e-9, abs=1e-9)
    assert brought.sum(axis=1) == pytest.approx(held.low, rel=1e-12)
    started = time.perf_counter()
    plain(release, held)
    alone = time.perf_counter() - started
    tracemalloc.start()
    ours(release, held)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    benchmark.extra_info.update(plain_numpy_seconds=round(alone, 4), peak_megabytes=round(peak))
    assert benchmark.stats.stats.min < 20 * alone + 0.1  # type: ignore[union-attr]
    assert peak < 500

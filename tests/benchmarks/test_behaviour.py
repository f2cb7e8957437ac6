"""Behaviour of 500 companies, 40 quarters, 10 lines, beside a loop of statsmodels fits on the same changes."""

from __future__ import annotations

import time

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finkit.analysis.company.behaviours import Behaviours
from finkit.statement.fact import Facts
from finkit.statement.panel import Floats, Panel

COMPANIES, QUARTERS = 500, 40
LINES = (
    "inference_compute", "hosting", "payment_fees", "revenue_share", "support", "third_party_models",
    "technology_infrastructure", "research_development", "sales_marketing", "general_administrative",
)  # fmt: skip


def figures(seed: int = 1) -> dict[str, Floats]:
    """Revenue that wanders, and lines that follow it with an elasticity of their own: companies x quarters."""
    draw = np.random.default_rng(seed)
    steps = draw.normal(0.02, 0.08, (COMPANIES, QUARTERS))
    revenue = np.log(100.0) + steps.cumsum(axis=1)
    found = {"revenue": np.exp(revenue)}
    for line in LINES:
        slope, noise = draw.uniform(0, 1.2, (COMPANIES, 1)), draw.normal(0, 0.03, (COMPANIES, QUARTERS))
        found[line] = np.exp(1.0 + slope * revenue + noise)
    return found


def panel_of(lines: dict[str, Floats]) -> Panel:
    """The same figures as a panel of quarters from 2010 on."""
    years, ends = 2010 + np.arange(QUARTERS) // 4, ("03-31", "06-30", "09-30", "12-31")
    starts = ("01-01", "04-01", "07-01", "10-01")
    size = COMPANIES * QUARTERS
    names = np.repeat(np.array([f"Company {i:03}" for i in range(COMPANIES)], dtype=object), QUARTERS)
    return Panel.of(
        Facts(
            {
                "company": np.tile(names, len(lines)),
                "line": np.repeat(np.array(list(lines), dtype=object), size),
                "start": [f"{y}-{starts[i % 4]}" for i, y in enumerate(years)] * COMPANIES * len(lines),
                "end": [f"{y}-{ends[i % 4]}" for i, y in enumerate(years)] * COMPANIES * len(lines),
                "months": 3.0, "currency": "USD", "chosen": True,
                "value": np.concatenate([values.ravel() for values in lines.values()]),
            },
            len(lines) * size,
        )
    )  # fmt: skip


def loop(lines: dict[str, Floats]) -> tuple[Floats, Floats]:
    """Slopes and standard errors by one statsmodels fit a company and line."""
    import statsmodels.api as sm

    revenue = np.diff(np.log(lines["revenue"]), axis=1)
    slopes, errors = np.empty((COMPANIES, len(LINES))), np.empty((COMPANIES, len(LINES)))
    for i in range(COMPANIES):
        design = sm.add_constant(revenue[i])
        for j, line in enumerate(LINES):
            found = sm.OLS(np.diff(np.log(lines[line][i])), design).fit()
            slopes[i, j], errors[i, j] = found.params[1], found.bse[1]
    return slopes, errors


@pytest.fixture(scope="module")
def lines() -> dict[str, Floats]:
    return figures()


@pytest.fixture(scope="module")
def panel(lines: dict[str, Floats]) -> Panel:
    return panel_of(lines)


def test_behaviour_of_a_panel(benchmark: BenchmarkFixture, panel: Panel) -> None:
    found = benchmark(lambda: Behaviours(panel).estimates)
    assert np.isfinite(found.drawn.mean).all()
    assert np.allclose(found.by_label.sum(axis=-1), 1)


def test_one_company_s_lines(benchmark: BenchmarkFixture, panel: Panel) -> None:
    whole = Behaviours(panel)
    found = benchmark(lambda: whole.of("Company 007", {}).lines)
    assert len(found) == len(LINES)


@pytest.mark.slow
def test_at_least_twenty_times_as_fast_as_a_loop_of_fits_with_the_same_estimates(
    panel: Panel, lines: dict[str, Floats]
) -> None:
    loop(lines)
    assert Behaviours(panel).estimates.flat.shape == (COMPANIES, len(LINES), 4)
    began = time.perf_counter()
    slopes, errors = loop(lines)
    looped = time.perf_counter() - began
    began = time.perf_counter()
    found = Behaviours(panel)
    made = found.estimates
    took = time.perf_counter() - began
    order = [found.lines.index(line) for line in LINES]
    assert np.allclose(found.fits.slope[:, order], slopes, rtol=0, atol=1e-9)
    assert np.allclose(found.fits.se[:, order], errors, rtol=0, atol=1e-9)
    assert made.low[0, 0] < found.fits.slope[0, 0] < made.high[0, 0]
    print(f"\nloop {looped:.2f} s, finkit {took:.3f} s: {looped / took:.0f} times")
    assert took < looped / 20

"""The price trend as formulas: the same line, interval and band as the least squares of Python."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.analysis.company.elasticity import t_quantile
from finkit.analysis.inference.price_trend import price_decline_trend, trend_band
from finkit.analysis.inference.trend_formulas import (
    APART,
    BAND,
    DECLINE,
    ERRORS,
    FITTED,
    LEVELS,
    ONE,
    POINTS,
    SLOPE,
)  # fmt: skip
from finkit.analysis.measures import Floats

FIRST = date(2023, 1, 1)


def worked(days: list[int], prices: list[float]) -> dict[str, Floats]:
    """Every step for prices so many days after the first."""
    known: dict[str, Floats] = {
        "frontier_day": np.array(days, dtype=float), "frontier_price": np.array(prices),
        "days_of_year": np.array(365.0), "months_of_year": np.array(12.0),
        "t_value": np.asarray(t_quantile(float(len(days) - 2), 0.9)),
    }  # fmt: skip
    for one in (*POINTS, ONE, *LEVELS, *APART, SLOPE, *FITTED, *ERRORS, *DECLINE, *BAND):
        known[one.name] = one.parsed.evaluate({name: known[name] for name in one.parsed.names})
    return known


def test_a_tenth_a_year_without_a_miss() -> None:
    """100, 10, 1 a year apart: a factor of 10, half in 12 ln 2 / ln 10 months, R squared of 1."""
    found = worked([0, 365, 730], [100.0, 10.0, 1.0])
    assert found["decline_factor"].item() == pytest.approx(10)
    assert found["halving_months"].item() == pytest.approx(12 * math.log(2) / math.log(10))
    assert found["fit_part"].item() == pytest.approx(1)


def test_a_price_that_rises_has_no_halving_time() -> None:
    found = worked([0, 365, 730], [1.0, 2.0, 5.0])
    assert math.isnan(found["halving_months"].item())
    assert found["decline_factor"].item() < 1


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1500), st.floats(0.01, 100)), min_size=3, max_size=9, unique_by=lambda p: p[0])
)
def test_it_is_the_fit_of_python(points: list[tuple[int, float]]) -> None:
    days, prices = [d for d, _ in sorted(points)], [p for _, p in sorted(points)]
    dates = [FIRST + timedelta(days=d) for d in days]
    wanted, band = price_decline_trend(dates, prices), trend_band(dates, prices, dates)
    if wanted.interval is None or wanted.factor is None or max(map(abs, map(math.log, wanted.interval))) > 100:
        return
    found = worked(days, prices)
    ends = [found[name].item() for name in ("decline_low", "decline_high")]
    assert ends == pytest.approx(wanted.interval, rel=1e-6)
    assert found["decline_factor"].item() == pytest.approx(wanted.factor, rel=1e-9)
    assert found["price_fitted"].tolist() == pytest.approx(band.fitted, rel=1e-9)

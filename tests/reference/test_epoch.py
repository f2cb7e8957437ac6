"""Every series of cheapest models that Epoch publishes, fitted by a second route, and what its table of fits says."""

from __future__ import annotations

import csv
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from finkit.analysis.inference.price_trend import cheapest_so_far, price_decline_trend
from tests.reference.data import REFERENCE

FOLDER = REFERENCE / "data" / "epoch_llm_prices"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the reference cases are not beside the checkout")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def series() -> dict[tuple[str, str], list[dict[str, str]]]:
    """The cheapest models by benchmark and by the model whose score is the threshold, in order of release."""
    held = rows("lowest_price_models_data.csv") if FOLDER.is_dir() else []
    return {key: list(part) for key, part in groupby(held, key=lambda row: (row["bench"], row["threshold_model"]))}


@pytest.mark.parametrize("key", list(series()), ids=" at ".join)
def test_each_series_is_fitted_as_least_squares_fits_it(key: tuple[str, str]) -> None:
    part = series()[key]
    days, prices = [row["Release Date"] for row in part], [float(row["USD per 1M Tokens"]) for row in part]
    found: Any = price_decline_trend(days, prices)
    years = np.array([date.fromisoformat(day).toordinal() for day in days]) / 365
    oracle: Any = sm.OLS(np.log10(prices), sm.add_constant(years - years.mean())).fit()
    low, high = oracle.conf_int(alpha=0.1)[1]
    assert found.n == len(part)
    assert (found.factor, *found.interval) == pytest.approx((10 ** -oracle.params[1], 10**-high, 10**-low), rel=1e-9)
    assert found.r2 == pytest.approx(oracle.rsquared)
    assert cheapest_so_far(days, prices, [1.0] * len(part), 0)[1] == pytest.approx(prices)


def test_the_table_of_fits_is_of_an_earlier_price_list() -> None:
    """Its dates and numbers of models are those of the series; its factors were fitted to prices that it does not give.

    The first row stops before the last model (Phi 4), and none of the factors follows from the prices published.
    """
    held, factors = series(), []
    for row in rows("cheapest_model_results.csv"):
        part = held[row["bench"], row["threshold_model"]]
        days = [one["Release Date"] for one in part if one["Release Date"] <= row["end_date"]]
        assert (len(days), days[0], days[-1]) == (int(row["sample_size"]), row["start_date"], row["end_date"])
        found: Any = price_decline_trend(days, [float(one["USD per 1M Tokens"]) for one in part[: len(days)]])
        factors.append((int(row["cost_reduction_factor_per_year"]), round(found.factor)))
        assert found.r2 == pytest.approx(float(row["r_squared"]), abs=0.07)
    assert factors == [(61, 75), (42, 46), (731, 851), (172, 251), (113, 160), (477, 689)]

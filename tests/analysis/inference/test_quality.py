"""Prices at equal quality: IndexNumR's figures by hand-made tables, statsmodels as the oracle, ranks that lack."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from finkit.analysis.inference.fit import clustered
from finkit.analysis.inference.quality import hedonic_time_dummy, time_product_dummy

PERIODS = [1, 1, 1, 2, 2, 2]
PRODUCTS = ["a", "b", "c"] * 2
PRICES = [2.0, 1.0, 4.0, 1.5, 1.1, 3.0]
SOLD = [10.0, 30.0, 5.0, 20.0, 20.0, 8.0]


def test_time_product_dummy_is_weighted_least_squares_on_dummies() -> None:
    found: Any = time_product_dummy(PERIODS, PRODUCTS, PRICES, SOLD)
    later = [float(p == 2) for p in PERIODS]
    design = np.column_stack([later, *[[float(p == name) for p in PRODUCTS] for name in "abc"]])
    spent = np.array(PRICES) * SOLD
    weights = np.concatenate([spent[:3] / spent[:3].sum(), spent[3:] / spent[3:].sum()])
    oracle: Any = sm.WLS(np.log(PRICES), design, weights=weights).fit()
    assert found.index[1] == pytest.approx(math.exp(oracle.params[0]), rel=1e-12)
    assert found.se[1] == pytest.approx(oracle.bse[0], rel=1e-9)
    assert found.kennedy[1] == pytest.approx(math.exp(oracle.params[0] - oracle.bse[0] ** 2 / 2), rel=1e-9)
    low, high = oracle.conf_int(0.1)[0]
    assert (found.low[1], found.high[1]) == pytest.approx((math.exp(low), math.exp(high)))


def test_a_product_of_one_period_tells_nothing() -> None:
    alone: Any = time_product_dummy(PERIODS, PRODUCTS, PRICES, SOLD, weighted=False)
    joined: Any = time_product_dummy([*PERIODS, 2], [*PRODUCTS, "new"], [*PRICES, 90.0], [*SOLD, 1.0], weighted=False)
    assert joined.index == pytest.approx(alone.index)
    # Unweighted it is the geometric mean of the price relatives.
    assert alone.index[1] == pytest.approx((1.5 / 2 * 1.1 / 1 * 3 / 4) ** (1 / 3))


def test_one_product_gives_an_index_without_an_error() -> None:
    found: Any = time_product_dummy([1, 2], ["a", "a"], [2.0, 1.0], [5.0, 5.0])
    assert found.index == pytest.approx((1, 0.5))
    assert found.kennedy == (1, None)
    assert "no degree of freedom" in found.flag
    apart: Any = time_product_dummy([1, 2], ["a", "b"], [2.0, 1.0], [5.0, 5.0])
    assert apart.index == (1, None)
    assert "no product in common" in apart.flag


TABLE: dict[str, Any] = {
    "t": [0, 0, 0, 0, 1, 1, 1, 1],
    "score": [50, 60, 70, 55, 60, 70, 80, 65],
    "context": [8, 32, 128, 16, 32, 8, 200, 128],
    "price": [10.0, 20.0, 45.0, 13.0, 6.0, 11.0, 30.0, 9.0],
}


def test_hedonic_is_least_squares_on_periods_and_characteristics() -> None:
    found: Any = hedonic_time_dummy(TABLE, ("score", "ln context"), price="ln price")
    design = np.column_stack([np.ones(8), TABLE["t"], TABLE["score"], np.log(TABLE["context"])])
    oracle: Any = sm.OLS(np.log(TABLE["price"]), design).fit()
    assert found.fit.params == pytest.approx(oracle.params)
    assert found.fit.se == pytest.approx(oracle.bse)
    assert found.fit.r2 == pytest.approx(oracle.rsquared)
    assert found.quality.index[1] == pytest.approx(math.exp(oracle.params[1]))
    assert found.quality.kennedy[1] == pytest.approx(math.exp(oracle.params[1] - oracle.bse[1] ** 2 / 2))
    mean = np.log(TABLE["price"])
    assert found.unadjusted[1] == pytest.approx(math.exp(mean[4:].mean() - mean[:4].mean()))
    # Better models came: the price of a constant quality fell further than the mean price.
    assert found.quality.index[1] < found.unadjusted[1]


def test_rows_of_one_model_err_alike() -> None:
    """statsmodels' cluster-robust errors where above the plain ones; one degree of freedom less than models."""
    models = ["a", "b", "c", "d", "a", "b", "c", "e"]
    design = np.column_stack([np.ones(8), TABLE["t"], TABLE["score"]])
    # Off the line alike in both periods a model tells more of the time dummy (0.57 against 0.81), apart it tells less
    # (0.85 against 0.75).
    for shift in ([0.9, -0.9, 0.5, -0.5, 0.9, -0.9, 0.5, 0.1], [0.9, -0.9, 0.5, -0.5, -0.9, 0.9, -0.5, 0.1]):
        logs = np.log(TABLE["price"]) + shift
        plain: Any = sm.OLS(logs, design).fit()
        oracle: Any = sm.OLS(logs, design).fit(
            cov_type="cluster", cov_kwds={"groups": np.unique(models, return_inverse=True)[1]}
        )
        table = TABLE | {"ln_price": logs.tolist()}
        found: Any = hedonic_time_dummy(table, ("score",), groups=models)
        assert clustered(design, plain.resid, models) == pytest.approx(oracle.bse)
        assert found.quality.se[1] == pytest.approx(max(oracle.bse[1], plain.bse[1]))
        half = stats.t.ppf(0.95, 4) * found.quality.se[1]
        assert math.log(found.quality.high[1]) == pytest.approx(plain.params[1] + half)
        assert hedonic_time_dummy(table, ("score",)).quality.se[1] == pytest.approx(plain.bse[1])
    assert np.isnan(clustered(design, plain.resid, ["a"] * 8)).all()


@pytest.mark.parametrize(
    ("change", "terms", "said"),
    [
        ({"twice": [2 * s for s in TABLE["score"]]}, ("score", "twice"), "column twice follows from score"),
        ({"later": TABLE["t"]}, ("later",), "column later follows from t=1"),
        ({"same": [3.0] * 8}, ("same",), "column same follows from constant"),
        ({}, ("arena",), "there is no column 'arena': there are t, score, context, price"),
        ({"score": [50, None, *TABLE["score"][2:]]}, ("score",), r"score\[1\] = nan: give a finite number"),
        ({"context": [0, *TABLE["context"][1:]]}, ("ln context",), "context = 0: its logarithm wants numbers above 0"),
    ],
)
def test_row_hedonic_time_dummy_refuses(change: dict[str, list[float]], terms: tuple[str, ...], said: str) -> None:
    """METHODS 10, time_product_dummy and hedonic_time_dummy: rank deficient is an error naming columns."""
    with pytest.raises(ValueError, match=said):
        hedonic_time_dummy(TABLE | change, terms, price="ln price")


def test_too_few_rows_for_the_columns() -> None:
    few = {name: column[:3] for name, column in TABLE.items()}
    with pytest.raises(ValueError, match="3 rows for the columns constant, score, ln context, price: give 5 rows"):
        hedonic_time_dummy(few, ("score", "ln context", "price"), price="ln price")

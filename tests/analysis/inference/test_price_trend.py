"""Price trends: Epoch's published fits, few points, and prices that do not fall."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from finkit.analysis.inference.price_trend import (
    blended_price_change,
    cheapest_so_far,
    price_decline_trend,
    price_decline_two_points,
    trend_band,
)

# Cheapest model at or above GPT-4 (March 2023) on GPQA Diamond; Epoch, data insight of 12 March 2025.
DATES = ["2023-03-14", "2023-11-06", "2024-02-26", "2024-03-04", "2024-05-10", "2024-12-13"]
PRICES = [37.5, 15.0, 6.0, 0.5, 0.13, 0.1225]


def test_epoch_gpqa_at_the_level_of_gpt_4() -> None:
    found: Any = price_decline_trend(DATES, PRICES)
    assert found.factor == pytest.approx(42.0189988368494, rel=1e-10)
    assert found.interval == pytest.approx((4.398155473320801, 401.44016598804956), rel=1e-10)
    assert (found.n, found.r2) == (6, pytest.approx(0.757097645))


def test_the_band_is_that_of_least_squares() -> None:
    at = ["2023-01-01", "2024-06-01"]
    found: Any = trend_band(DATES, PRICES, at)
    days = np.array([np.datetime64(d).astype(int) for d in DATES]) / 365
    oracle: Any = sm.OLS(np.log10(PRICES), sm.add_constant(days)).fit()
    there = sm.add_constant(np.array([np.datetime64(d).astype(int) for d in at]) / 365)
    frame = oracle.get_prediction(there).summary_frame(alpha=0.1)
    assert found.fitted == pytest.approx(10 ** frame["mean"].to_numpy())
    assert found.low == pytest.approx(10 ** frame["mean_ci_lower"].to_numpy())
    assert found.high == pytest.approx(10 ** frame["mean_ci_upper"].to_numpy())


def test_two_prices_have_a_factor_and_no_interval() -> None:
    """METHODS 10, price_decline_trend: n<3 is the two-point factor without an interval."""
    found: Any = price_decline_trend(["2025-01-01", "2024-01-02"], [1.0, 10.0])
    assert found.factor == pytest.approx(10)
    assert found.interval is None
    assert found.flag == "two prices: no interval"
    assert price_decline_trend(["2024-01-01"], [1.0]).factor is None
    assert price_decline_trend(["2024-01-01"] * 3, [3.0, 2.0, 1.0]).flag == "fewer than two dates: no trend"


def test_a16z_tenfold_a_year() -> None:
    found, ratio = price_decline_two_points(60, 0.06, 3)
    assert (ratio, found.factor, found.annual_decline) == pytest.approx((1000, 10, 0.9))
    assert found.halving_months == pytest.approx(12 * np.log10(2))


def test_rising_prices_do_not_halve() -> None:
    found, _ = price_decline_two_points(1, 2, 1)
    assert found.halving_months is None
    assert "the price does not fall" in found.flag
    assert found.annual_decline == pytest.approx(-1)


@pytest.mark.parametrize(
    ("dates", "prices", "said"),
    [
        (DATES, [0.0, *PRICES[1:]], r"prices\[0\] = 0.0: give a number above 0"),
        (DATES[:4], PRICES, "4 dates, 6 prices: give one each"),
        (["spring", *DATES[1:]], PRICES, r"dates\[0\] = 'spring': give a date such as 2025-02-28"),
        ([2023, *DATES[1:]], PRICES, r"dates\[0\] = 2023: give a date such as 2025-02-28"),
    ],
)
def test_row_price_decline_trend_refuses(dates: list[str], prices: list[float], said: str) -> None:
    """METHODS 10, price_decline_trend: prices above 0."""
    with pytest.raises(ValueError, match=said):
        price_decline_trend(dates, prices)


@pytest.mark.parametrize(
    ("bounds", "said"),
    [({"year": 0.0}, "year = 0.0: give a number above 0"), ({"level": 1.0}, "level = 1.0: give a part")],
)
def test_a_year_of_days_and_a_level_below_one(bounds: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        price_decline_trend(DATES, PRICES, **bounds)


def test_the_frontier_at_a_threshold_keeps_only_what_is_cheaper_than_before() -> None:
    dates = ["2024-03-01", "2024-01-01", "2024-02-01", "2024-04-01", "2024-05-01", "2024-05-01"]
    prices = [5.0, 10.0, 1.0, 7.0, 4.0, 3.0]
    scores = [60.0, 55.0, 40.0, 70.0, 52.0, 51.0]
    assert cheapest_so_far(dates, prices, scores, 50) == (("2024-01-01", "2024-03-01", "2024-05-01"), (10.0, 5.0, 3.0))
    assert cheapest_so_far(dates, prices, [None] * 6, 50) == ((), ())


def test_a_blend_of_no_prices_is_refused() -> None:
    with pytest.raises(ValueError, match="give one or more of each kind"):
        blended_price_change({"input": [], "output": []}, {"input": 0.5, "output": 0.5})


def test_blended_price() -> None:
    found: Any = blended_price_change({"input": [1.0, 0.2], "output": [6.0, 1.2]}, {"input": 0.75, "output": 0.25})
    assert found.blended == pytest.approx((2.25, 0.45))
    assert found.change == pytest.approx(-0.8)
    free: Any = blended_price_change({"input": [0.0, 0.2]}, {"input": 1})
    assert free.change is None
    assert free.flag == "the first blended price is zero"


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"input": 0.5, "output": 0.4}, "shares add up to 0.9: give parts of 1"),
        ({"input": 1.5, "output": -0.5}, "share of output = -0.5: give 0 or more"),
        ({"input": 0.5, "cached": 0.5}, "cached has a share of 0.5 and no price"),
    ],
)
def test_shares_that_are_none(shares: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        blended_price_change({"input": [1.0, 0.2], "output": [6.0, 1.2]}, shares)


def test_weights_of_three_to_one_are_parts_of_four() -> None:
    """(3 x 3 + 15) / 4 = 6; (3 x 2 + 10) / 4 = 4."""
    found = blended_price_change({"input": [3.0, 2.0], "output": [15.0, 10.0]}, {"input": 3, "output": 1})
    assert found.blended == pytest.approx((6.0, 4.0))
    assert found.change == pytest.approx(-1 / 3)


def test_a_missing_price_leaves_the_trend_missing_and_says_which() -> None:
    prices: Any = [10.0, None, 1.0]
    found = price_decline_trend(["2024-01-01", "2024-07-01", "2025-01-01"], prices)
    assert (found.n, found.factor, found.interval, found.flag) == (3, None, None, "prices[1]: missing")


def test_what_no_number_holds_is_missing_not_infinite() -> None:
    """From 1,000 to 0.01 in a day is ten to the 1,825 a year; noise of three days is an interval as wide."""
    steep = price_decline_trend(["2024-01-01", "2024-01-02"], [1000.0, 0.01])
    assert (steep.factor, steep.halving_months) == (None, None)
    assert steep.flag == "two prices: no interval; too steep for a factor a year"
    assert price_decline_two_points(1000.0, 0.01, 0.001)[0].factor is None
    wide = price_decline_trend(["2024-01-01", "2024-01-02", "2024-01-03"], [10.0, 1000.0, 10.0])
    assert wide.factor == pytest.approx(1.0)
    assert wide.interval is None
    assert wide.flag.startswith("an interval too wide for numbers")
    flat = price_decline_trend(["2024-01-01", "2024-04-02", "2025-01-03"], [7.0, 7.0, 7.0])
    assert (flat.halving_months, flat.flag) == (None, "the price does not fall: it has no halving time")


def test_a_missing_share_leaves_the_blend_missing() -> None:
    found = blended_price_change({"input": [3.0, 2.0], "output": [15.0, 10.0]}, {"input": None, "output": 0.25})
    assert (found.blended, found.change, found.flag) == ((None, None), None, "a price or a share is missing")

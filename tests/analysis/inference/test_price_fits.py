"""The price of equal quality by every method: Epoch's fits from rows, benchmarks apart, and what each method lacks."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import finkit
from finkit.analysis.inference.equal_quality import Threshold, thresholds
from finkit.analysis.inference.price_fits import NO_PERIODS, NO_SCORES, PriceFit, PriceFits
from finkit.analysis.inference.results import Inference
from finkit.assumptions.settings import Assumptions
from finkit.files import shipped

# Epoch AI, GPQA Diamond at GPT-4's 33 or more: METHODS 5.5.
EPOCH: list[tuple[str, float, float]] = [
    ("2023-03-14", 37.5, 33), ("2023-11-06", 15.0, 50), ("2024-02-26", 6.0, 36), ("2024-03-04", 0.5, 33),
    ("2024-05-10", 0.13, 39), ("2024-12-13", 0.1225, 53),
]  # fmt: skip


def row(model: str, day: str, each: float, score: float | None = None, **more: Any) -> dict[str, Any]:
    return {"model": model, "start": day, "input": each, "output": each, "score": score, **more}


def listed(points: list[tuple[str, float, float]], benchmark: str = "", mark: str = "m") -> list[dict[str, Any]]:
    return [row(f"{mark}{n}", *point, benchmark=benchmark) for n, point in enumerate(points)]


def fits(prices: list[dict[str, Any]], usage: Any = ()) -> PriceFits:
    return Inference(Assumptions.of({"prices": prices, "usage": list(usage)})).fits


def by_method(found: PriceFits, method: str) -> list[PriceFit]:
    return [fit for fit in found.fits if fit.method == method]


def test_a_trend_a_score_that_was_the_best_of_its_day() -> None:
    found = by_method(fits(listed(EPOCH)), "trend")
    assert [fit.label for fit in found] == ["Score at 33 or more", "Score at 50 or more", "Score at 53 or more"]
    assert found[0].factor == pytest.approx(42.0189988368)
    assert found[0].interval == pytest.approx((4.39815547332, 401.440165987))
    assert (found[0].n, found[0].set_by) == (6, "m0")
    # 15 to 0.1225 in 403 days: two prices give a factor and no interval.
    assert found[1].factor == pytest.approx((15 / 0.1225) ** (365 / 403))
    assert (found[1].n, found[1].interval) == (2, None)
    assert found[1].flag == "two prices: no interval: needs a third, cheaper one in Prices"
    assert (found[2].factor, found[2].n) == (None, 1)
    assert "needs a later, cheaper model of that score in Prices" in found[2].flag


def test_benchmarks_never_mix() -> None:
    math_scores = listed([("2023-01-01", 20, 70), ("2023-06-01", 1, 74), ("2024-01-01", 0.1, 71)], "MATH", "k")
    both = fits([*listed(EPOCH, "GPQA"), *math_scores])
    alone = fits(listed(EPOCH, "GPQA"))
    mine = [fit for fit in by_method(both, "trend") if fit.label.startswith("GPQA")]
    assert [(f.factor, f.n) for f in mine] == [(f.factor, f.n) for f in by_method(alone, "trend")]
    assert [fit.label for fit in by_method(both, "hedonic")] == ["MATH", "GPQA"]
    assert [fit.models for fit in by_method(both, "hedonic")] == [3, 6]


def test_thresholds_are_records_and_what_was_used_most() -> None:
    prices = Assumptions.of({"prices": listed([("2024-02-01", 1, 40), ("2024-01-01", 9, 50), ("2024-03-01", 9, 60)])})
    assert [(at.score, at.model) for at in thresholds(prices.prices)] == [(50, "m1"), (60, "m2")]
    used = Threshold("", 40.0, "m0")
    assert [at.score for at in thresholds(prices.prices, used)] == [40, 50, 60]


# Two models over two years: the first halves its price, the second takes a quarter off; both sell a Mtok out each.
PAIR = [
    row("a", "2023-01-01", 8, 40), row("a", "2025-01-01", 4, 40), row("b", "2023-01-01", 4, 30),
    row("b", "2025-01-01", 3, 30),
]  # fmt: skip
USED = [{"period": year, "model": model, "output_tokens": 1} for year in ("FY2024", "FY2025") for model in "ab"]
# From the middle of 2024 to the middle of 2025.
YEARS = 365.5 / 365


def test_indices_as_factors_a_year_by_hand() -> None:
    found = fits(PAIR, USED)
    [dummy] = by_method(found, "time-product dummy")
    # Shares of spending 2/3, 1/3 then 4/7, 3/7: a pair weighs s0 s1 / (s0 + s1).
    weights = [(2 / 3) * (4 / 7) / (2 / 3 + 4 / 7), (1 / 3) * (3 / 7) / (1 / 3 + 3 / 7)]
    change = (weights[0] * math.log(1 / 2) + weights[1] * math.log(3 / 4)) / sum(weights)
    assert dummy.index == pytest.approx(math.exp(change))
    assert dummy.factor == pytest.approx(math.exp(-change / YEARS))
    assert dummy.n == 2
    assert dummy.se is not None
    assert dummy.interval is not None
    assert dummy.kennedy == pytest.approx(math.exp(change - dummy.se**2 / 2))
    assert dummy.interval[0] < dummy.interval[1]
    fixed, chained = by_method(found, "matched")
    # One Mtok of each in both years: Laspeyres and Paasche are both 7/12.
    assert (fixed.index, chained.index) == pytest.approx((7 / 12, 7 / 12))
    assert fixed.factor == pytest.approx((12 / 7) ** (1 / YEARS))
    assert fixed.flag == "an index, no fit: no interval"
    assert (found.first, found.last, found.shares, found.by_use) == ("FY2024", "FY2025", (0, 0, 1), True)


def test_a_hedonic_fit_by_hand() -> None:
    # ln p = a + d t + b s, exactly, with d = -ln 3 and b = ln 2 / 10.
    def price(score: float, later: bool) -> float:
        return 2 ** (score / 10) / (3 if later else 1)

    rows = [row(m, f"{y}-01-01", price(s, y == 2025), s) for m, s in (("a", 10.0), ("b", 20.0)) for y in (2023, 2025)]
    rows.append(row("c", "2025-01-01", price(50, True), 50))
    [found] = by_method(fits(rows, USED), "hedonic")
    assert found.index == pytest.approx(1 / 3)
    assert found.factor == pytest.approx(3 ** (1 / YEARS))
    assert (found.n, found.models) == (5, 3)
    assert found.se == pytest.approx(0, abs=1e-9)


def test_without_usage_years_stand_for_periods_and_models_weigh_alike() -> None:
    found = fits(PAIR)
    [dummy] = by_method(found, "time-product dummy")
    # Both models changed price once between 2023 and 2025: the geometric mean of 1/2 and 3/4.
    assert dummy.index == pytest.approx(math.sqrt(1 / 2 * 3 / 4))
    assert dummy.factor == pytest.approx((1 / 2 * 3 / 4) ** (-1 / 4))
    assert (found.first, found.last, found.shares, found.by_use) == ("2023", "2025", (0.75, 0, 0.25), False)
    [matched] = by_method(found, "matched")
    assert matched.flag == "needs tokens with a price in every period, in Usage"


LACKS: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, str]]] = {
    "no scores": (
        [row("a", "2023-01-01", 8), row("a", "2025-01-01", 4)], USED[::2], {"trend": NO_SCORES, "hedonic": NO_SCORES},
    ),
    "one year": (
        [row("a", "2024-01-01", 8, 40), row("b", "2024-06-01", 4, 50)], [],
        {"time-product dummy": NO_PERIODS, "hedonic": NO_PERIODS},
    ),
    "scores alike": (
        [row("a", "2023-01-01", 8, 40), row("a", "2025-01-01", 4, 40), row("b", "2023-01-01", 6, 40)], [],
        {"hedonic": "column score follows from constant: needs more models, of other scores, in Prices"},
    ),
    "too few rows": (
        [row("a", "2024-01-01", 8, 40, end="2024-12-31"), row("b", "2025-01-01", 4, 50)], [],
        {"hedonic": "2 prices for 2 periods and a score: needs more models in Prices"},
    ),
    "no degree of freedom": (
        [row("a", "2024-01-01", 8, 40), row("b", "2025-01-01", 4, 50)], [],
        {"hedonic": "n = 3 leaves no interval: needs more models in Prices"},
    ),
    "a score a period": (
        [row("a", "2023-01-01", 8, 40, end="2024-12-31"), row("b", "2023-01-01", 6, 40, end="2024-12-31"),
         row("c", "2025-01-01", 4, 50)], [],
        {"hedonic": "column score follows from constant, 2025: needs more models, of other scores, in Prices"},
    ),
    "nothing in common": (
        [row("a", "2023-01-01", 8, 40, end="2024-12-31"), row("b", "2025-01-01", 4, 50)], [USED[0], USED[3]],
        {"time-product dummy": "no product is priced in FY2024 and FY2025: needs one in both",
         "matched": "no product is sold in both periods somewhere: no index there"},
    ),
    "one product": (
        [row("a", "2023-01-01", 8, 40), row("a", "2025-01-01", 4, 40)], USED[::2],
        {"time-product dummy": "n = 1 leaves no interval: needs more products priced in the first and the last period"},
    ),
    "a period that lacks a score": (
        [row("a", "2023-01-01", 8), row("a", "2025-01-01", 4, 40)], USED[::2],
        {"hedonic": "needs a scored price in FY2024"},
    ),
    "free models": ([row("a", "2023-01-01", 0, 40)], USED[::2], {
        "time-product dummy": "needs tokens with a price in every period, in Usage",
        "trend": "fewer than two prices reach it: needs a later, cheaper model of that score in Prices"}),
}  # fmt: skip


@pytest.mark.parametrize("case", LACKS)
def test_what_lacks_is_said_with_the_input_that_brings_it(case: str) -> None:
    prices, usage, flags = LACKS[case]
    found = fits(prices, usage)
    for method, flag in flags.items():
        first = by_method(found, method)[0]
        assert flag in first.flag
        assert first.interval is None
    assert {fit.method for fit in found.fits} == {"trend", "time-product dummy", "hedonic", "matched"}


def test_a_year_in_which_all_was_free_is_no_end_of_an_index() -> None:
    """Free in 2023, 4 in 2024 and 1 in 2025: no price in 2023, so no fall is told as of two years."""
    (found,) = by_method(fits([row("m", "2023-01-01", 0), row("m", "2024-01-01", 4), row("m", "2025-01-01", 1)]),
                         "time-product dummy")  # fmt: skip
    assert (found.factor, found.index, found.n) == (None, None, 0)
    assert found.flag == "no product is priced in 2023 and 2025: needs one in both"
    (free,) = by_method(fits([row("m", "2023-01-01", 0), row("m", "2024-01-01", 0)]), "time-product dummy")
    assert free.flag == "no product is priced in 2023 and 2024: needs one in both"


def test_without_prices_and_usage_there_is_no_row() -> None:
    found = fits([])
    assert (found.fits, found.told, found.span, found.lead) == ((), (), None, None)


@settings(max_examples=25, deadline=None)
@given(st.floats(1e-3, 1e3))
def test_a_currency_moves_no_factor(rate: float) -> None:
    def priced(by: float) -> list[float]:
        rows = [p | {"input": p["input"] * by, "output": p["output"] * by} for p in [*listed(EPOCH), *PAIR]]
        return [fit.factor for fit in fits(rows, USED).fits if fit.factor is not None]

    assert len(priced(1.0)) == 6
    assert priced(rate) == pytest.approx(priced(1.0), rel=1e-6)


def test_the_shipped_tokens_show_the_spread() -> None:
    found = finkit.analyze(finkit.read(shipped("statements") / "tokens.xlsx")).inference
    trends = {(fit.label, fit.n): fit for fit in by_method(found.fits, "trend")}
    dated = trends["GPQA Diamond (Epoch's dates) at 33 or more", 6]
    assert dated.factor == pytest.approx(42.0189988368)
    assert dated.interval == pytest.approx((4.39815547332, 401.440165987))
    four_o = trends["GPQA Diamond (Epoch's dates) at 53 or more", 4]
    assert four_o.factor == pytest.approx(851.162203877)
    assert four_o.interval == pytest.approx((6.17678555243, 117290.310819))
    assert trends["GPQA Diamond at 33 or more", 6].factor == pytest.approx(43.388281560)
    assert found.fits.span == pytest.approx((1.573724433, 851.162203877))
    fisher = next(index for index in found.indices if index.name == "Fisher")
    assert fisher.drift == pytest.approx(0.831799 / 0.745208 - 1, rel=1e-5)
    mix = found.price_volume_mix
    assert (mix.mix, mix.new, mix.dropped) == pytest.approx((-122122.035714, 550500, -150000))
    assert [series.ratio is not None for series in found.measures] == [True] * 5

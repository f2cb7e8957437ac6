"""Lognormals, dependence and sensitivity: METHODS 8, published and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.scenarios.dependence import least_eigenvalue, rank_correlation, reorder
from finkit.analysis.scenarios.lognormal import lognormal_from_ends, pearson_of_lognormals
from finkit.analysis.scenarios.sensitivity import tornado, variance_shares

EPOCH = {"rev": 6.1, "inf": 3.2, "st": 1.2, "sm": 2.2, "ga": 0.2}


def margin(at: dict[str, float]) -> float | None:
    return 1 - (sum(at.values()) - at["rev"]) / at["rev"] if at["rev"] else None


def test_two_to_five() -> None:
    found = lognormal_from_ends(2, 5)
    assert found is not None
    assert (found.mu, found.sigma) == pytest.approx((1.151293, 0.278533), abs=1e-6)
    assert (found.median, found.mean) == pytest.approx((math.sqrt(10), 3.287353), abs=1e-6)
    alike = lognormal_from_ends(3, 3)
    assert alike is not None
    assert alike.sigma == 0
    assert lognormal_from_ends(2, None) is None
    assert lognormal_from_ends(math.nan, 5) is None


def test_the_correlation_of_lognormals_is_bounded() -> None:
    found = pearson_of_lognormals(0.5, [0.8, 1.2])
    assert (found.pearson, found.least, found.most) == pytest.approx((0.362567, -0.363174, 0.948501), abs=1e-6)


def test_wide_lognormals_do_not_overflow() -> None:
    """Where all of e^x - 1 is e^x, the correlation is e^(rho s t - (s^2 + t^2)/2): e^-1250 is 0 at spreads of 50."""
    found = pearson_of_lognormals(0.5, [10, 10])
    assert found.pearson == pytest.approx(math.exp(-50))
    assert found.most == pytest.approx(1)
    assert pearson_of_lognormals(0.5, [50, 50]).pearson == pytest.approx(0)
    assert pearson_of_lognormals(0, [0.8, 1.2]).pearson == 0


def test_ranks_of_a_gaussian_copula() -> None:
    found = rank_correlation(0.5)
    assert (float(found.spearman), float(found.kendall)) == pytest.approx((0.482584, 1 / 3), abs=1e-6)
    assert np.isnan(rank_correlation([math.nan, 0.5]).kendall).tolist() == [True, False]
    assert float(rank_correlation(found.for_spearman).spearman) == pytest.approx(0.5)


def test_a_matrix_that_no_data_can_have() -> None:
    assert least_eigenvalue([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]) == pytest.approx(-0.8)
    assert least_eigenvalue([[1, 0.5], [0.5, 1]]) == pytest.approx(0.5)
    assert least_eigenvalue(np.ones((3, 3))) == 0  # possible: three names for one quantity


def test_columns_may_follow_from_each_other() -> None:
    draws = [[1, 4], [2, 3], [3, 9], [4, 1], [5, 2]]
    assert reorder(draws, [[1, 1], [1, 1]]).draws.tolist() == [[1, 1], [2, 2], [3, 3], [4, 4], [5, 9]]
    assert reorder(draws, [[1, -1], [-1, 1]]).draws.tolist() == [[1, 9], [2, 4], [3, 3], [4, 2], [5, 1]]
    alike = np.column_stack([np.arange(50.0)] * 3)
    found = reorder(alike, [[1, 0.5, 0.5], [0.5, 1, 1], [0.5, 1, 1]], seed=4)
    assert np.array_equal(found.draws[:, 1], found.draws[:, 2])
    assert found.scores[0, 1] == pytest.approx(0.5)


def test_a_column_that_does_not_vary_has_no_rank_correlation() -> None:
    found = reorder([[1, 1], [1, 2], [1, 3], [1, 4]], [[1, 0.5], [0.5, 1]])
    assert math.isnan(found.spearman[0, 1])
    assert found.flag == "column 1 of x does not vary: it has no rank correlation"


@given(rho=st.floats(-0.95, 0.95), seed=st.integers(0, 1000))
def test_reordering_keeps_the_margins_and_hits_the_target(rho: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    draws = np.column_stack([rng.lognormal(size=500), rng.exponential(size=500)])
    found = reorder(draws, [[1, rho], [rho, 1]], seed=seed)
    assert np.array_equal(np.sort(found.draws, axis=0), np.sort(draws, axis=0))
    assert found.scores[0, 1] == pytest.approx(rho, abs=1e-9)
    assert found.seed == seed
    assert found.spearman[0, 1] == pytest.approx(float(rank_correlation(rho).spearman), abs=0.12)


def test_the_widest_swing_comes_first() -> None:
    ranges = {"rev": (5.8, 6.4), "inf": (2.8, 4.0), "st": (0.8, 1.7), "sm": (1.8, 2.6), "ga": (0.15, 0.25)}
    found = tornado(margin, EPOCH, ranges)  # type: ignore[arg-type]
    assert found.base == pytest.approx(-0.7 / 6.1)
    assert found.ends["inf"] == pytest.approx((-1.5 / 6.1, -0.3 / 6.1))
    assert found.order == ("inf", "st", "sm", "rev", "ga")
    undefined = tornado(margin, EPOCH, {"rev": (0, 6.4)})  # type: ignore[arg-type]
    assert (undefined.ends["rev"], undefined.flag) == (None, "the answer is undefined over the range of rev")
    missing = tornado(margin, EPOCH | {"inf": math.nan}, {"ga": (0.15, 0.25)})  # type: ignore[arg-type]
    assert (missing.base, missing.ends) == (None, {"ga": None})
    assert missing.flag == "the answer is undefined at its base; the answer is undefined over the range of ga"


def test_shares_of_variance() -> None:
    found = variance_shares([0.3, 0.4, 0.3, 0.4, 0.05], -0.7)
    assert found.spread == pytest.approx(math.sqrt(0.5025))
    assert found.shares == pytest.approx([0.09 / 0.5025, 0.16 / 0.5025, 0.09 / 0.5025, 0.16 / 0.5025, 0.0025 / 0.5025])
    assert found.above_zero == pytest.approx(0.161703, abs=1e-6)
    still, unknown = variance_shares([0, 0]), variance_shares([0.3, math.nan], 1)
    assert (still.shares, still.above_zero) == ((None, None), None)
    assert still.flag == "no term varies: there is no variance to share"
    assert (unknown.above_zero, unknown.flag) == (None, "sd: not known")


def test_correlations_agree_with_a_simulation() -> None:
    """200,000 pairs of normals that correlate at 0.6, seed 8: within four standard errors, about 0.01."""
    rng, n, rho = np.random.default_rng(8), 200_000, 0.6
    one = rng.normal(size=n)
    other = rho * one + math.sqrt(1 - rho**2) * rng.normal(size=n)
    ranks = [np.argsort(np.argsort(column)).astype(float) for column in (one, other)]
    told = rank_correlation(rho)
    assert float(np.corrcoef(ranks[0], ranks[1])[0, 1]) == pytest.approx(float(told.spearman), abs=0.01)
    apart = np.roll(one, 1), np.roll(other, 1)
    agree = np.sign(one - apart[0]) * np.sign(other - apart[1])
    assert float(agree.mean()) == pytest.approx(float(told.kendall), abs=0.01)
    pearson = float(np.corrcoef(np.exp(0.4 * one), np.exp(0.6 * other))[0, 1])
    assert pearson == pytest.approx(pearson_of_lognormals(rho, [0.4, 0.6]).pearson, abs=0.01)
    held = lognormal_from_ends(2, 5)
    assert held is not None
    assert float((np.exp(held.mu + held.sigma * one) < 5).mean()) == pytest.approx(0.95, abs=0.002)


def test_shares_agree_with_a_simulation() -> None:
    rng = np.random.default_rng(3)
    total = -0.7 + rng.normal(size=(100_000, 2)) @ np.array([0.3, 0.9])
    found = variance_shares([0.3, 0.9], -0.7)
    assert float((total > 0).mean()) == pytest.approx(found.above_zero, abs=0.006)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: lognormal_from_ends(0, 5), r"p05 = 0: give a number above 0"),
        (lambda: lognormal_from_ends(5, 2), r"p95 = 2 is below p05 = 5"),
        (lambda: lognormal_from_ends(1e-300, 1e300), "the mean is beyond any number"),
        (lambda: pearson_of_lognormals(1.5, [1, 1]), r"rho = 1\.5: give 1 or less"),
        (lambda: pearson_of_lognormals(0.5, [1]), r"sigma has 1 values: give 2"),
        (lambda: rank_correlation([0.5, 1.2]), r"pearson_normal = 1\.2: give 1 or less"),
        (lambda: least_eigenvalue([[1, 0.5]]), r"matrix of shape \(1, 2\)"),
        (lambda: least_eigenvalue([[1, 0.5], [0.4, 1]]), r"same number on both sides of a diagonal of ones"),
        (lambda: least_eigenvalue([[1, 2], [2, 1]]), r"matrix holds 2\.0"),
        (lambda: reorder(np.ones((4, 3)), [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]), r"eigenvalue is -0\.8"),
        (lambda: least_eigenvalue([[1, "a"], ["a", 1]]), r"matrix = \[\[1, 'a'\], \['a', 1\]\]: give rows"),  # type: ignore[arg-type]
        (lambda: reorder(None, np.eye(2)), r"x of shape \(\)"),  # type: ignore[arg-type]
        (lambda: reorder([[1, 2], [3, 4], [5, 6]], np.eye(2), [[1, 2], [2, 4], [3, 6]]), "one column follows"),
        (lambda: reorder([[1.0, 2.0]] * 4, np.eye(3)), r"x of shape \(4, 2\): give finite draws with 3 columns"),
        (lambda: tornado(margin, EPOCH, {"inf": (4, 2)}), r"ranges\['inf'\] = \(4, 2\): give the low first"),  # type: ignore[arg-type]
        (lambda: tornado(margin, EPOCH, {"inf": 4}), r"ranges\['inf'\] = 4: give a list of numbers"),  # type: ignore[arg-type,dict-item]
        (lambda: tornado(margin, {"rev": math.inf}, {}), r"base\['rev'\] = inf: give a finite number"),  # type: ignore[arg-type]
        (lambda: tornado(margin, EPOCH, {"tax": (0, 2)}), r"ranges\['tax'\]: base has no such input"),  # type: ignore[arg-type]
        (lambda: variance_shares([]), r"sd = \[\]"),
        (lambda: variance_shares([-1]), r"sd\[0\] = -1: give 0 or more"),
    ],
)  # fmt: skip
def test_bad_input_is_named(call: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()  # type: ignore[operator]

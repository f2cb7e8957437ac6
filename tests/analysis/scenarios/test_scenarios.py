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
    assert (found.mu, found.sigma) == pytest.approx((1.151293, 0.278533), abs=1e-6)
    assert (found.median, found.mean) == pytest.approx((math.sqrt(10), 3.287353), abs=1e-6)
    assert lognormal_from_ends(3, 3).sigma == 0


def test_the_correlation_of_lognormals_is_bounded() -> None:
    found = pearson_of_lognormals(0.5, [0.8, 1.2])
    assert (found.pearson, found.least, found.most) == pytest.approx((0.362567, -0.363174, 0.948501), abs=1e-6)


def test_ranks_of_a_gaussian_copula() -> None:
    found = rank_correlation(0.5)
    assert (float(found.spearman), float(found.kendall)) == pytest.approx((0.482584, 1 / 3), abs=1e-6)
    assert float(rank_correlation(found.for_spearman).spearman) == pytest.approx(0.5)


def test_a_matrix_that_no_data_can_have() -> None:
    assert least_eigenvalue([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]) == pytest.approx(-0.8)
    assert least_eigenvalue([[1, 0.5], [0.5, 1]]) == pytest.approx(0.5)


@given(rho=st.floats(-0.95, 0.95), seed=st.integers(0, 1000))
def test_reordering_keeps_the_margins_and_hits_the_target(rho: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    draws = np.column_stack([rng.lognormal(size=500), rng.exponential(size=500)])
    found = reorder(draws, [[1, rho], [rho, 1]], seed=seed)
    assert np.array_equal(np.sort(found.draws, axis=0), np.sort(draws, axis=0))
    assert found.scores[0, 1] == pytest.approx(rho, abs=1e-9)
    assert found.spearman[0, 1] == pytest.approx(float(rank_correlation(rho).spearman), abs=0.12)


def test_the_widest_swing_comes_first() -> None:
    ranges = {"rev": (5.8, 6.4), "inf": (2.8, 4.0), "st": (0.8, 1.7), "sm": (1.8, 2.6), "ga": (0.15, 0.25)}
    found = tornado(margin, EPOCH, ranges)  # type: ignore[arg-type]
    assert found.base == pytest.approx(-0.7 / 6.1)
    assert found.ends["inf"] == pytest.approx((-1.5 / 6.1, -0.3 / 6.1))
    assert found.order == ("inf", "st", "sm", "rev", "ga")
    assert tornado(margin, EPOCH, {"rev": (0, 6.4)}).ends["rev"] is None  # type: ignore[arg-type]


def test_shares_of_variance() -> None:
    found = variance_shares([0.3, 0.4, 0.3, 0.4, 0.05], -0.7)
    assert found.spread == pytest.approx(math.sqrt(0.5025))
    assert found.shares == pytest.approx([0.09 / 0.5025, 0.16 / 0.5025, 0.09 / 0.5025, 0.16 / 0.5025, 0.0025 / 0.5025])
    assert found.above_zero == pytest.approx(0.161703, abs=1e-6)
    assert variance_shares([0, 0]).shares == (None, None)


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
        (lambda: pearson_of_lognormals(1.5, [1, 1]), r"rho = 1\.5: give 1 or less"),
        (lambda: pearson_of_lognormals(0.5, [1]), r"sigma has 1 values: give 2"),
        (lambda: rank_correlation([0.5, 1.2]), r"pearson_normal = \[0\.5, 1\.2\]: give numbers from -1 to 1"),
        (lambda: least_eigenvalue([[1, 0.5]]), r"matrix of shape \(1, 2\)"),
        (lambda: least_eigenvalue([[1, 0.5], [0.4, 1]]), r"same number on both sides of a diagonal of ones"),
        (lambda: least_eigenvalue([[1, 2], [2, 1]]), r"matrix holds 2\.0"),
        (lambda: reorder(np.ones((4, 3)), [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]), r"eigenvalue is -0\.8"),
        (lambda: reorder([[1.0, 2.0]] * 4, np.eye(3)), r"x of shape \(4, 2\): give finite draws with 3 columns"),
        (lambda: tornado(margin, EPOCH, {"inf": (4, 2)}), r"ranges\['inf'\] = \(4, 2\): give the low first"),  # type: ignore[arg-type]
        (lambda: tornado(margin, EPOCH, {"tax": (0, 2)}), r"ranges\['tax'\]: base has no such input"),  # type: ignore[arg-type]
        (lambda: variance_shares([]), r"sd = \[\]"),
        (lambda: variance_shares([-1]), r"sd\[0\] = -1: give 0 or more"),
    ],
)  # fmt: skip
def test_bad_input_is_named(call: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()  # type: ignore[operator]

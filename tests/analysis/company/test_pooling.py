"""Borrowing strength: METHODS 2.6 and 2.7's figures, public mixed models, and how each method steps down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.company.pooling import (
    above,
    dersimonian_laird,
    given_spread,
    inflated,
    james_stein,
    mixed,
    pool,
    shrink,
    shrink_t,
)
from tests.reference.data import REFERENCE, columns, design, term

needs_data = pytest.mark.skipif(not (REFERENCE / "data").is_dir(), reason="the public data are not beside the checkout")
BATTING = [0.4, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244, 0.244] + [0.222] * 5 + [0.2, 0.178, 0.156]


def test_shrinkage_of_methods_2_7() -> None:
    found = shrink(1.02, 0.25, 0.8, 0.3)
    assert (float(found.weight), float(found.mean), float(found.sd)) == pytest.approx(
        (0.590164, 0.929836, 0.192055), abs=1e-6
    )
    assert (float(found.low), float(found.high)) == pytest.approx((0.553415, 1.306258), abs=1e-6)
    assert above(found, 0.9) == pytest.approx(0.561728, abs=1e-6)


def test_a_prior_without_doubt_takes_everything() -> None:
    found = shrink(1.0, 0.1, 0.5, 0.0)
    assert (float(found.weight), float(found.mean), float(found.sd), above(found, 0.4)) == (0.0, 0.5, 0.0, 1.0)


@pytest.mark.parametrize(("se", "sd"), [(0.0, 0.3), (-1.0, 0.3), (float("inf"), 0.3), (0.1, -0.3)])
def test_errors_and_spreads_that_are_none_are_refused(se: float, sd: float) -> None:
    with pytest.raises(ValueError, match=r"se|sd"):
        shrink(1.0, se, 0.5, sd)


def test_what_is_missing_leaves_its_result_missing_with_a_reason() -> None:
    nan = float("nan")
    assert np.isnan(shrink(nan, 0.25, 0.8, 0.3).mean)
    with pytest.raises(ValueError, match="estimate = inf: give finite numbers"):
        shrink(float("inf"), 0.25, 0.8, 0.3)
    drawn = james_stein([0.4, None, 0.3, 0.2], trials=45)
    assert np.isnan(drawn.factor)
    assert drawn.flag == "estimates: not known"
    pooled = dersimonian_laird([1.01, 0.86], [0.12, None])
    assert np.isnan(pooled.fixed)
    assert (pooled.random, pooled.drawn, pooled.flag) == (None, (), "se: not known")


def test_rates_lie_between_none_and_all() -> None:
    with pytest.raises(ValueError, match="rates of trials lie from 0 to 1"):
        james_stein([-0.1, 0.4, 0.3, 0.2], trials=45)


def test_few_degrees_of_freedom_inflate_the_error() -> None:
    # nu 3: sqrt(3); nu 10 and more: as it is.
    assert inflated(np.array([0.1, 0.1]), np.array([3.0, 10.0])) == pytest.approx([0.1 * 3**0.5, 0.1])
    assert float(shrink_t(1.02, 0.25 / 3**0.5, 3, 0.8, 0.3).weight) == pytest.approx(0.590164, abs=1e-6)


def test_one_degree_of_freedom_is_integrated() -> None:
    # Brute force: a fine grid of a Cauchy likelihood under a normal prior.
    grid = np.linspace(-3, 5, 400_001)
    weights = np.exp(-0.5 * ((grid - 0.8) / 0.3) ** 2) / (1 + ((grid - 1.4) / 0.2) ** 2)
    weights /= weights.sum()
    mean = float(weights @ grid)
    found = shrink_t(1.4, 0.2, 1, 0.8, 0.3)
    assert float(found.mean) == pytest.approx(mean, abs=1e-3)
    assert float(found.weight) == pytest.approx((mean - 0.8) / 0.6, abs=2e-3)
    assert float(found.sd) == pytest.approx(float(np.sqrt(weights @ (grid - mean) ** 2)), abs=1e-3)


def test_an_exact_fit_is_taken_as_it_is() -> None:
    found = shrink_t(np.array([1.0, np.nan]), np.array([0.0, np.nan]), np.array([1.0, np.nan]), 0.5, 0.3)
    assert (float(found.weight[0]), float(found.mean[0])) == (1.0, 1.0)
    assert np.isnan(found.mean[1])


@given(st.floats(-3, 3), st.floats(0.01, 5), st.integers(1, 30), st.floats(-1, 2), st.floats(0.05, 1))
def test_what_is_drawn_lies_between_prior_and_estimate(b: float, se: float, dof: int, mean: float, sd: float) -> None:
    found = shrink_t(b, se, dof, mean, sd)
    assert min(b, mean) - 1e-6 <= float(found.mean) <= max(b, mean) + 1e-6
    assert -1e-3 <= float(found.weight) <= 1 + 1e-3


def test_efron_and_morris_s_players() -> None:
    found = james_stein(BATTING, trials=45)
    assert (found.grand_mean, found.factor) == (pytest.approx(0.265, abs=5e-4), pytest.approx(0.212, abs=5e-4))
    assert found.estimates[0] == pytest.approx(0.294, abs=5e-4)


def test_no_spread_draws_all_to_the_mean_and_says_so() -> None:
    found = james_stein([0.2, 0.2, 0.2, 0.21], variance=0.01)
    assert (found.factor, found.estimates[0]) == (0.0, pytest.approx(0.2025))
    assert found.flag
    with pytest.raises(ValueError, match="at least 4"):
        james_stein([0.1, 0.2, 0.3], variance=0.1)


def test_random_effects_of_methods_2_6() -> None:
    found = dersimonian_laird([1.01, 0.86, 1.15, 0.62, 0.94], [0.12, 0.20, 0.25, 0.18, 0.09])
    assert (found.fixed, found.q) == (pytest.approx(0.926194, abs=1e-6), pytest.approx(4.315904, abs=1e-6))
    assert (found.tau2, found.random) == (pytest.approx(0.00173517, abs=1e-8), pytest.approx(0.924154, abs=1e-6))
    assert found.se_random == pytest.approx(0.0655859, abs=1e-7)


def test_statsmodels_combines_the_same_estimates_alike() -> None:
    from statsmodels.stats.meta_analysis import combine_effects

    b, s = [1.3, 0.4, 0.9, 0.2, 0.7, 1.1], [0.1, 0.2, 0.15, 0.1, 0.3, 0.2]
    theirs = combine_effects(np.array(b), np.array(s) ** 2, method_re="chi2")
    assert dersimonian_laird(b, s).tau2 == pytest.approx(theirs.tau2, rel=1e-9)


def test_one_estimate_is_not_pooled() -> None:
    found = dersimonian_laird([1.0], [0.1])
    assert (found.random, found.tau2, found.flag) == (None, None, "one estimate: nothing to pool")
    with pytest.raises(ValueError, match="above 0"):
        dersimonian_laird([1.0, 2.0], [0.1, 0.0])


def test_a_spread_known_from_elsewhere() -> None:
    # Weights 1/(.01 + .09) and 1/(.16 + .09): 10 and 4.
    centre, se = given_spread([1.0, 0.3], [0.1, 0.4], 0.3)
    assert (centre, se) == (pytest.approx((10 * 1.0 + 4 * 0.3) / 14), pytest.approx(14**-0.5))


@needs_data
def test_sleepstudy_as_lme4_gives_it() -> None:
    table = columns("data/public/sleepstudy.csv")
    days = design("Days", table)
    found = mixed(term("Reaction", table), days, table["Subject"], days)
    assert found.params == pytest.approx((251.405, 10.467), abs=1e-3)
    assert found.se == pytest.approx((6.825, 1.546), abs=1e-3)
    assert (found.between[0][0], found.between[1][1]) == (
        pytest.approx(612.10, abs=0.1),
        pytest.approx(35.07, abs=0.01),
    )
    assert (found.scale, found.criterion) == (pytest.approx(654.94, abs=0.01), pytest.approx(1743.628, abs=1e-3))
    assert found.flag == ""


@needs_data
def test_airlines_lie_between_pooled_and_their_own_levels() -> None:
    table = columns("data/public/Airline.csv")
    found = mixed(term("log(cost)", table), design(["log(output)", "log(pf)", "lf"], table), table["airline"])
    assert found.params[1] == pytest.approx(0.907316, abs=1e-5)
    assert 0.8827 < found.params[1] < 0.9193


def test_groups_that_cannot_be_told_from_noise_are_refused() -> None:
    y, x = np.arange(4.0), np.arange(4.0)[:, None]
    with pytest.raises(ValueError, match="at least 2"):
        mixed(y, x, [1, 1, 1, 1])
    with pytest.raises(ValueError, match="one row in each"):
        mixed(y, x, [1, 2, 3, 4])


def panel(companies: int, spread: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    x = draw.normal(0.2, 0.3, (companies, 12))
    slopes = draw.normal(0.7, spread, (companies, 1)) if spread else np.full((companies, 1), 0.7)
    return x, slopes * x + draw.normal(0, 0.05, (companies, 12))


def test_a_mixed_model_agrees_with_pooled_estimates_where_there_are_many() -> None:
    x, y = panel(40, 0.3, 1)
    simple, model = pool(x, y), pool(x, y, "mixed")
    assert model.random == pytest.approx(simple.random, abs=0.02)
    assert (model.tau2 or 0) ** 0.5 == pytest.approx(0.3, abs=0.08)
    assert len(model.drawn) == 40


def test_few_companies_or_a_singular_fit_step_down_and_say_so() -> None:
    x, y = panel(4, 0.3, 1)
    assert pool(x, y, "mixed").flag.endswith("no mixed model below 5")
    x, y = panel(6, 0.0, 7)
    assert "pooled instead" in pool(x, y, "mixed").flag
    with pytest.raises(ValueError, match="no company has"):
        pool(x[:, :3], y[:, :3])
    with pytest.raises(ValueError, match="method = 'bayes'"):
        pool(x, y, "bayes")

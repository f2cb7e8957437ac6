"""Distributions of use: closed forms against simulation, published figures, and laws that hold for any of them."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.customers.distribution import (
    Distribution,
    Lognormal,
    Pareto,
    Sample,
    heaviest,
    lognormal,
    lorenz,
    pareto,
    sample,
)
from finkit.analysis.customers.growth import Terms, added_user
from finkit.analysis.customers.overage import flat_plan, overage_plan
from finkit.analysis.customers.switching import margin_after_switch, stayers

DRAWS = 400_000
USES: st.SearchStrategy[Distribution] = st.one_of(
    st.builds(Lognormal, st.floats(0.1, 100), st.floats(0.05, 2.5)),
    st.builds(Pareto, st.floats(0.1, 100), st.floats(1.05, 8)),
    st.builds(lambda xs: Sample(tuple(xs)), st.lists(st.floats(0.01, 1e3), min_size=1, max_size=30)),
)


def drawn(found: Lognormal | Pareto) -> np.ndarray:
    """Seeded draws of 400,000 users."""
    rng = np.random.default_rng(20260621)
    if isinstance(found, Lognormal):
        return np.asarray(rng.lognormal(found.mu, found.sigma, DRAWS))
    return np.asarray(found.minimum * (1 + rng.pareto(found.alpha, DRAWS)))


@pytest.mark.parametrize("found", [Lognormal(8, 1.5), Lognormal(3, 0.4), Pareto(1, 2.5), Pareto(2, 3.5)])
def test_closed_forms_agree_with_simulation(found: Lognormal | Pareto) -> None:
    """Within four standard errors of 400,000 draws; seed 20260621."""
    use = drawn(found)

    def near(exact: float | None, draws: np.ndarray) -> None:
        assert exact is not None
        assert abs(exact - draws.mean()) < 4 * draws.std(ddof=1) / math.sqrt(DRAWS) + 1 / DRAWS

    for cap in (2.5, 10.0, 40.0):
        near(found.capped(cap), np.minimum(use, cap))
        near(found.above(cap), (use > cap).astype(float))
    near(found.capped(math.inf), use)
    limit = found.quantile(0.25)
    stay = use[use > limit]
    assert abs(found.capped_of_top(0.75, 30) - np.minimum(stay, 30).mean()) < 4 * stay.std() / math.sqrt(len(stay))
    terms = Terms(20, 2, cap=30, included=5, overage_price=4)
    served = np.minimum(stay, 30)
    left = 20 + 4 * np.maximum(served - 5, 0) - 2 * served
    found_mean = added_user(found, terms, 0.5).mean
    assert found_mean is not None
    assert abs(found_mean - left.mean()) < 5 * left.std() / math.sqrt(len(left)) + 1e-2
    top = np.sort(use)[-DRAWS // 10 :].sum() / use.sum()
    assert found.top_share(0.1) == pytest.approx(top, rel=0.03)


@given(USES, st.floats(0.01, 1e4), st.floats(0.01, 1e4))
def test_capped_use_never_exceeds_use_nor_the_cap(found: Distribution, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert found.mean is not None
    slack = 1e-9 * (found.mean + high)
    assert found.capped(low) <= found.capped(high) + slack
    assert found.capped(high) <= min(found.mean, high) + slack


@given(USES)
def test_the_lorenz_curve_is_convex_and_below_the_diagonal(found: Distribution) -> None:
    at = [i / 40 for i in range(41)]
    curve = lorenz(found, at)
    assert curve is not None
    assert curve[0] == pytest.approx(0, abs=1e-12)
    assert curve[-1] == pytest.approx(1)
    assert all(share <= part + 1e-9 for share, part in zip(curve, at, strict=True))
    assert np.all(np.diff(curve, 2) >= -1e-9)


@given(USES, st.floats(0, 0.99))
def test_those_who_stay_use_more_when_light_users_leave(found: Distribution, leavers: float) -> None:
    left = stayers(found, 20, 2, leavers)
    assert left.share_left == pytest.approx(1 - leavers)
    assert left.mean_use is not None
    assert found.mean is not None
    assert left.mean_use >= found.mean * (1 - 1e-9)
    assert left.mean_use == pytest.approx(found.capped_of_top(1 - leavers, math.inf), rel=1e-6)


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=40).filter(any))
def test_the_gini_of_a_sample_is_twice_the_area_above_its_lorenz_curve(values: list[float]) -> None:
    found = Sample(tuple(values))
    curve = found.lorenz
    assert curve is not None
    assert found.gini is not None
    area = sum((a + b) / 2 for a, b in itertools.pairwise(curve)) / len(values)
    assert found.gini == pytest.approx(1 - 2 * area, abs=1e-9)
    assert -1e-12 <= found.gini < 1


def test_published_and_hand_worked_figures() -> None:
    assert Pareto(1, math.log(5) / math.log(4)).top_share(0.2) == pytest.approx(0.8)  # 80/20
    five = Sample((1, 2, 3, 4, 10))
    # A tenth of five users is no user: half of the heaviest one's half would pass for even use.
    assert (heaviest(five, 0.1), heaviest(five, 0.2)) == (None, pytest.approx(0.5))
    assert (five.gini, five.gini_unbiased) == pytest.approx((0.4, 0.5))
    assert five.lorenz == pytest.approx((0, 0.05, 0.15, 0.3, 0.5, 1))
    assert five.heaviest(0.01) == 0.5
    capped = flat_plan(Lognormal(8, 1.5), 20, 2, 40)
    # Capping 3.4% of users nearly doubles the margin.
    assert capped.share_at_cap == pytest.approx(0.034155, abs=1e-6)
    assert (capped.margin, capped.margin_capped) == pytest.approx((0.2, 0.362071), abs=1e-06)
    # Every lognormal has a quantile that its own distribution returns.
    assert Lognormal(8, 1.5).above(Lognormal(8, 1.5).quantile(0.99)) == pytest.approx(0.01)


def test_an_infinite_mean_gives_no_margin_without_a_cap() -> None:
    wild = flat_plan(Pareto(1, 0.9), 20, 2, 40)
    assert (wild.margin, wild.loss_part) == (None, None)
    assert wild.expected_capped == pytest.approx(5.461255, abs=1e-6)
    assert "mean use is infinite" in wild.flag
    assert overage_plan(Pareto(1, 1), 20, 10, 4, 2).margin is None
    assert Pareto(1, 1).capped(math.e) == pytest.approx(2.0)  # 1 + ln c at alpha 1
    assert Pareto(5, 1.5).capped(3) == 3  # a cap below the least use is everyone's use
    assert (Pareto(1, 0.9).gini, lorenz(Pareto(1, 0.9))) == (None, None)


def test_nobody_left_has_no_margin() -> None:
    gone = margin_after_switch(8, 1.5, 20, 2, 1)
    assert (gone.share_left, gone.mean_use, gone.margin, gone.flag) == (0, None, None, "nobody is left")
    half = margin_after_switch(8, 1.5, 20, 2, 0.5)
    assert half.mean_use == pytest.approx(14.931085, abs=1e-6)
    assert half.margin == pytest.approx(1 - 14.931085 / 10, abs=1e-6)
    assert margin_after_switch(None, 1.5, 20, 2, 0.5).margin is None


def test_bad_input_is_refused_by_name() -> None:
    for make, message in (
        (lambda: Lognormal(0, 1), "mean_use = 0"),
        (lambda: Lognormal(8, -1), "sigma = -1"),
        (lambda: Lognormal(8, math.nan), "sigma = nan"),
        (lambda: Pareto(1, 0), "alpha = 0"),
        (lambda: Pareto(0, 2), "minimum = 0"),
        (lambda: Sample((1, -1)), r"values\[1\] = -1"),
        (lambda: Sample(()), "at least one user"),
        (lambda: lognormal(8, 1e200), "sigma = 1e.200: its square is beyond any number"),
        (lambda: margin_after_switch(8, 1.5, 20, 2, 1.5), "leavers = 1.5"),
        (lambda: flat_plan(Lognormal(8, 1), 0, 2), "price = 0"),
        (lambda: flat_plan(Lognormal(8, 1), 20, 2, -3), "cap = -3"),
        (lambda: overage_plan(Lognormal(8, 1), 20, -1, 4, 2), "included = -1"),
    ):
        with pytest.raises(ValueError, match=message):
            make()
    assert Sample((0, 0)).gini is None
    assert Sample((0, 0)).top_share(0.5) is None


def test_missing_use_is_missing_out() -> None:
    assert lognormal(None, 1.5) is None
    assert pareto(1, math.nan) is None
    assert sample([1, None]) is None
    unknown = flat_plan(None, 20, 2, 40)
    assert (unknown.break_even_usage, unknown.margin, unknown.margin_capped) == (10, None, None)
    assert unknown.flag == "use or its spread is not known"
    assert overage_plan(None, 20, 10, 4, 2).flag
    assert Lognormal(8, 1.5).top_share(math.nan) is None
    assert Pareto(1, 1.5).top_share(math.nan) is None
    with pytest.raises(ValueError, match="sigma = -1"):
        lognormal(None, -1)


def test_without_a_spread_all_use_alike() -> None:
    use = Lognormal(8, 0)
    assert (use.mean, use.median, use.gini, use.above(7), use.above(8)) == pytest.approx((8, 8, 0, 1, 0))
    assert (use.capped(5), use.capped(40), use.quantile(0.9), use.top_share(0.1)) == pytest.approx((5, 8, 8, 0.1))
    with pytest.raises(ValueError, match="sigma = -1"):
        Lognormal(8, -1)

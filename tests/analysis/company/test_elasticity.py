"""Least squares of log changes: METHODS 2.5's figures, what is not defined, and many fits at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.company.elasticity import critical, fit, hac_se, hc3_se, small_sample, t_quantile, through_origin

REVENUE, COST = [0.42, 0.95, 1.26, 0.31, 0.58], [0.40, 0.80, 1.10, 0.36, 0.49]
changes = st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3, max_size=12)


def test_the_example_of_methods_2_5() -> None:
    found = small_sample(REVENUE, COST)
    assert found.elasticity == pytest.approx(0.792695, abs=1e-6)
    assert (found.dof, found.t) == (3, pytest.approx(3.182446, abs=1e-6))
    assert found.interval == pytest.approx((0.627228, 0.958162), abs=1e-6)
    assert found.interval_hc3 == pytest.approx((0.470801, 1.114588), abs=1e-6)
    assert (found.se, found.se_hac) == (pytest.approx(0.0519936, abs=1e-7), pytest.approx(0.0248744, abs=1e-7))


def test_t_points_of_few_periods() -> None:
    # Periods less 3 degrees of freedom: none for 3 periods, then a table of Student's t.
    found = t_quantile(np.array([3, 4, 5, 6, 8]) - 3.0)
    assert np.isnan(found[0])
    assert found[1:] == pytest.approx([12.706205, 4.302653, 3.182446, 2.570582], abs=1e-6)
    with pytest.raises(ValueError, match="level = 95"):
        t_quantile(5.0, 95)


def test_three_points_on_a_line_by_hand() -> None:
    # x -1, 0, 1 and y 0, 1, 1: slope 1/2, rest 1/6 -1/3 1/6, s2 1/6, se sqrt(1/12).
    found = fit(np.array([-1.0, 0.0, 1.0]), np.array([0.0, 1.0, 1.0]))
    assert (float(found.slope), float(found.intercept)) == (0.5, pytest.approx(2 / 3))
    assert float(found.se) == pytest.approx((1 / 12) ** 0.5)
    assert (float(found.dof), float(found.changes)) == (1, 3)
    # Leverages 5/6, 1/3, 5/6: pulls -1 and 1, so that HC3 is sqrt(2)/2.
    assert float(hc3_se(np.array([-1.0, 0.0, 1.0]), np.array([0.0, 1.0, 1.0]))) == pytest.approx(2**0.5 / 2)


def test_two_changes_give_ratios_only() -> None:
    found = small_sample([0.1, 0.2], [0.1, 0.1])
    assert (found.elasticity, found.interval, found.dof) == (None, None, 0)
    assert found.flag == "too few changes (2) for a degree of freedom: ratios only"


def test_revenue_that_never_moves_has_no_elasticity() -> None:
    found = small_sample([0.1, 0.1, 0.1], [0.1, 0.2, 0.3])
    assert (found.elasticity, found.flag) == (None, "revenue never moves, or always alike: no elasticity")


def test_a_change_that_alone_holds_the_line_leaves_hc3_undefined() -> None:
    found = small_sample([0.0, 0.0, 1.0], [0.1, 0.2, 0.3])
    assert found.elasticity == pytest.approx(0.15)
    assert (found.se_hc3, found.interval_hc3) == (None, None)
    assert found.flag == "one change has leverage 1: HC3 is not defined; compatible with fixed and variable"


def test_through_the_origin_buys_a_degree_of_freedom() -> None:
    # (.9 x .85 + 1.2 x 1.05) / (.81 + 1.44) = .9; rests .04 and -.03, so that se = sqrt(.0025 / 2.25).
    found = through_origin([0.9, 1.2], [0.85, 1.05])
    assert (found.elasticity, found.se, found.dof) == (pytest.approx(0.9), pytest.approx(1 / 30), 1)
    assert through_origin([0.5], [0.4]).elasticity == pytest.approx(0.8)
    assert through_origin([0.5], [0.4]).se is None


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([0.1, 0.2], [0.1], "dlog_cost has 1 changes, dlog_revenue 2"),
        ([0.1, np.inf], [0.1, 0.2], r"dlog_revenue\[1\] = inf: give a finite number"),
    ],
)
def test_bad_changes_are_refused(x: list[float], y: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        small_sample(x, y)


def test_a_missing_change_leaves_the_elasticity_missing() -> None:
    found = small_sample([0.42, 0.95, None, 0.31, 0.58], [0.4, 0.8, 1.1, 0.36, 0.49])
    assert (found.elasticity, found.interval, found.flag) == (None, None, "dlog_revenue: not known")
    assert through_origin([0.9, 1.2], [0.85, None]).flag == "dlog_cost: not known"


def test_gaps_drop_their_pairs_alone() -> None:
    x, y = np.array([*REVENUE, np.nan, 0.3]), np.array([*COST, 0.2, np.nan])
    found = fit(x, y)
    assert float(found.changes) == 5
    assert float(found.slope) == pytest.approx(0.792694711074, abs=1e-12)


def test_many_fits_are_each_the_same_as_one_alone() -> None:
    draw = np.random.default_rng(3)
    x, y = draw.normal(size=(4, 1, 9)), draw.normal(size=(4, 5, 9))
    y[1, 2, 4] = x[2, 0, 7] = np.nan
    found, robust = fit(x, y), hc3_se(x, y)
    for i in range(4):
        for j in range(5):
            alone = fit(x[i, 0], y[i, j])
            assert float(found.slope[i, j]) == pytest.approx(float(alone.slope), rel=1e-12)
            assert float(found.se[i, j]) == pytest.approx(float(alone.se), rel=1e-12)
            assert float(robust[i, j]) == pytest.approx(float(hc3_se(x[i, 0], y[i, j])), rel=1e-12)


def test_statsmodels_gives_the_same_errors() -> None:
    import statsmodels.api as sm

    draw = np.random.default_rng(5)
    x = draw.normal(size=30)
    y = 0.4 * x + draw.normal(size=30) * np.abs(x)
    plain = sm.OLS(y, sm.add_constant(x)).fit()
    assert float(fit(x, y).se) == pytest.approx(plain.bse[1], rel=1e-9)
    assert float(hc3_se(x, y)) == pytest.approx(plain.get_robustcov_results("HC3").bse[1], rel=1e-9)
    robust = plain.get_robustcov_results("HAC", maxlags=3, use_correction=True)
    assert float(hac_se(x, y, 3)) == pytest.approx(robust.bse[1], rel=1e-9)


@given(changes, st.floats(-20, 20))
def test_units_of_cost_do_not_move_the_elasticity(pairs: list[tuple[float, float]], unit: float) -> None:
    # Costs in other units add the same to every logarithm, and so nothing to any change.
    x = np.array([a for a, _ in pairs])
    levels = np.cumsum([0.0, *(b for _, b in pairs)])
    here, there = fit(x, np.diff(levels)), fit(x, np.diff(levels + unit))
    if here.moved and np.ptp(x) > 1e-3:
        assert float(there.slope) == pytest.approx(float(here.slope), abs=1e-6)


def test_periods_leave_changes_and_degrees_of_freedom() -> None:
    """METHODS 2.5: 3 periods leave none, 4 leave one with t 12.706205; half a period is none."""
    nothing: Any = None
    three, four, absent = critical([3, 4, nothing])
    assert (three.changes, three.dof, three.t) == (2, 0, None)
    assert (four.changes, four.dof, four.t) == (3, 1, pytest.approx(12.706205, abs=5e-7))
    assert (absent.changes, absent.t) == (None, None)
    counts: tuple[Any, ...] = (0, -3, np.inf, 3.5)
    for wrong in counts:
        with pytest.raises(ValueError, match="periods"):
            critical([wrong])
    with pytest.raises(ValueError, match="level = None"):
        t_quantile(3, nothing)

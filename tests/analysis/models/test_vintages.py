"""Usage by vintage: every month adds up to all use, and a life holds as many months of use as its tenure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.vintages import usage_at, usage_shares
from finkit.assumptions.models import Adoption


def months(count: int) -> tuple[np.ndarray, np.ndarray]:
    days = np.arange(count + 1) * DAYS_PER_MONTH
    return days[:-1], days[1:]


def test_use_between_two_releases_a_year_apart() -> None:
    found = usage_at([0, 12, 24], [0, 12, 14, 18, 24, 27, 30])
    assert found == pytest.approx(
        np.array([[1, 0.75, 0.5, 0, 0, 0, 0], [0, 0.25, 0.5, 1, 0.75, 0.375, 0], [0, 0, 0, 0, 0.25, 0.625, 1]])
    )


def test_the_first_model_may_have_to_win_its_users() -> None:
    assert usage_at([0, 12], [0, 3], first_has_all=False)[0] == pytest.approx([0.25, 0.625])


def test_models_that_come_faster_than_users_move_live_three_at_once() -> None:
    found = usage_at([0, 3, 6], [7])
    assert found[:, 0] == pytest.approx([1 - 0.75, 0.75 - 0.375, 0.375])


def test_a_month_is_its_mean_and_a_year_between_releases_holds_twelve_months_of_use() -> None:
    start, end = months(30)
    found = usage_shares(np.array([0, 12, 24]) * DAYS_PER_MONTH, start, end, Adoption())
    # In its first month the next model rises from 25 to 37.5%.
    assert found[1, 12] == pytest.approx(0.3125)
    assert found[1].sum() == pytest.approx(12)


def test_a_release_within_a_month_counts_from_its_day() -> None:
    start, end = months(8)
    found = usage_shares(np.array([0, 0.5]) * DAYS_PER_MONTH, start, end, Adoption.model_validate({"share_at_once": 1}))
    assert found[:, 0] == pytest.approx([0.5, 0.5])


def test_companies_stand_side_by_side_and_equal_themselves_alone() -> None:
    start, end = months(24)
    both = np.array([[0.0, 300.0, 500.0], [10.0, 200.0, np.nan]])
    wide = usage_shares(both, np.stack([start] * 2), np.stack([end] * 2), Adoption())
    assert wide[0] == pytest.approx(usage_shares(both[0], start, end, Adoption()))
    assert wide[1, :2] == pytest.approx(usage_shares(both[1, :2], start, end, Adoption()))
    assert (wide[1, 2] == 0).all()


def test_releases_out_of_order_are_refused() -> None:
    start, end = months(4)
    with pytest.raises(ValueError, match="give days that rise, no two alike"):
        usage_shares([30.0, 30.0], start, end, Adoption())
    with pytest.raises(ValueError, match="launches = "):
        usage_at([5, 1], [6])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 700), min_size=1, max_size=8),
    st.floats(0, 1),
    st.floats(0.5, 24),
    st.sampled_from(["step-linear", "exponential", "logistic", "bass"]),
)
def test_each_month_adds_up_to_all_use(gaps: list[int], share: float, rest: float, curve: str) -> None:
    adoption = Adoption.model_validate(
        {"share_at_once": share, "rest_months": rest, "curve": curve, "innovation": 0.03, "imitation": 0.4}
    )
    start, end = months(60)
    found = usage_shares(np.cumsum(gaps, dtype=float), start, end, adoption)
    assert found.sum(axis=0) == pytest.approx(np.ones(60), abs=1e-9)
    assert found.min() >= 0


def test_a_model_whose_launch_is_not_known_leaves_its_use_unknown_and_that_of_the_one_before() -> None:
    """At month 30 of launches 0, unknown, 24: the third has all, how the others share the rest is not known."""
    first, second, third = usage_at([0.0, None, 24.0], [30.0])
    assert np.isnan(first).all()
    assert np.isnan(second).all()
    assert third == pytest.approx([1.0])


def test_points_in_time_are_finite() -> None:
    with pytest.raises(ValueError, match=r"at\[0\] = inf: give a finite number"):
        usage_at([0.0, 12.0], [np.inf])

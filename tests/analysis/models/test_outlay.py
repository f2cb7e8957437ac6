"""R&D between two releases is what the second cost: nothing twice, nothing lost, nothing where too little is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from finkit.analysis.measures import Floats
from finkit.analysis.models.outlay import since
from finkit.analysis.models.spans import Spans

FIRST = 738_500.0


def spent(days: list[int], money: list[float], wide: float = 0.0) -> Spans:
    end = FIRST + np.cumsum(days)
    low = np.array([money])
    return Spans(np.arange(len(days))[None, :], (end - days)[None, :], end[None, :], low, low + wide)


def models(gaps: list[int]) -> tuple[Floats, Floats]:
    release = FIRST + np.cumsum([0, *gaps])
    return release[None, :], np.append(release[1:], release[-1] + 100)[None, :]


def test_a_model_takes_each_periods_part_by_days() -> None:
    """Periods of 100 days at 50 and 200 at 300 to 400: days 60 to 150 hold 40 and 50 of them."""
    release, finish = models([60, 90])
    found = since(spent([100, 200], [50.0, 300.0], 100.0), release, finish, np.full((1, 3), np.nan))
    assert np.isnan(found[:, 0, 0]).all()
    assert found[0, 0, 1:] == pytest.approx([30, 20 + 75])
    assert found[1, 0, 1:] == pytest.approx([90, 60 + 100])


def test_months_given_begin_before_the_release_before() -> None:
    release, finish = models([60, 90])
    months = np.array([[np.nan, np.nan, 120 / (365 / 12)]])
    assert since(spent([100, 200], [50.0, 300.0]), release, finish, months)[0, 0, 2] == pytest.approx(35 + 75)


def test_too_little_of_the_stretch_in_known_periods_is_unknown() -> None:
    release, finish = models([97, 3, 100])
    found = since(spent([197], [197.0]), release, finish, np.full((1, 4), np.nan))
    assert found[0, 0, 1:] == pytest.approx([97, 3, 97])
    known = since(spent([196], [196.0]), release, finish, np.full((1, 4), np.nan))
    assert np.isnan(known[0, 0, 3])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(30, 400), st.floats(0, 1e10)), min_size=1, max_size=6),
    st.lists(st.integers(1, 300), min_size=1, max_size=6),
)
def test_costs_add_up_to_the_r_and_d_between_the_first_release_and_the_last(
    periods: list[tuple[int, float]], gaps: list[int]
) -> None:
    research = spent([days for days, _ in periods], [money for _, money in periods])
    release, finish = models(gaps)
    found = since(research, release, finish, np.full(release.shape, np.nan))[0, 0]
    last = release[0, -1]
    assume(last <= research.end.max())
    parts = np.clip(last - research.start, 0, research.end - research.start) / (research.end - research.start)
    assert np.nansum(found) == pytest.approx(float((parts * research.low).sum()), rel=1e-12)

"""Adoption curves and the use of one model over its life, by METHODS 1.2 and 4.1."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.analysis.models.adoption import (
    REACH,
    REACHES,
    adoption_curve,
    bass_diffusion,
    parameters,
    vintage_usage_profile,
)
from finkit.analysis.models.schedules import worked
from finkit.assumptions.models import Adoption

CURVES = [
    Adoption(),
    Adoption(curve="exponential"),
    Adoption(curve="logistic"),
    Adoption.model_validate({"curve": "bass", "innovation": 0.05, "imitation": 0.4}),
    Adoption.model_validate({"curve": "bass", "innovation": 0.05, "imitation": 0}),
]


def test_a_quarter_at_once_and_the_rest_over_six_months() -> None:
    assert adoption_curve([0, 3, 6, 9]) == pytest.approx((0.25, 0.625, 1.0, 1.0))


def test_exponential_has_moved_95_percent_of_the_rest_by_then() -> None:
    found = adoption_curve([1, 3, 6], curve="exponential")
    assert found == pytest.approx((0.544778, 0.832295, 0.9625), abs=5e-7)


def test_logistic_runs_from_nothing_to_all_of_the_rest() -> None:
    assert adoption_curve([0, 3, 6, 20], curve="logistic") == pytest.approx((0.25, 0.625, 1.0, 1.0))


def test_what_is_missing_stays_missing() -> None:
    assert adoption_curve([3, None, math.nan]) == (0.625, None, None)
    assert adoption_curve([3], share_at_once=None) == (None,)


@pytest.mark.parametrize(
    ("words", "given_", "said"),
    [
        ("share above 1", {"months": [1], "share_at_once": 1.2}, "share_at_once = 1.2"),
        ("no months", {"months": [1], "rest_months": 0}, "rest_months = 0"),
        ("an age before release", {"months": [-1]}, "months\\[0\\] = -1"),
        ("a curve that is none", {"months": [1], "curve": "cubic"}, "curve = 'cubic': use one of step-linear"),
    ],
)
def test_bad_input_is_refused_by_name(words: str, given_: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        adoption_curve(**given_)  # type: ignore[arg-type]


def test_bass_predicts_when_refrigerators_sold_most() -> None:
    found = bass_diffusion(0.0026167, 0.21566, [10], 40_001)
    assert found.peak_time == pytest.approx(20.2119, abs=1e-4)
    assert found.peak_rate == pytest.approx(2209.307, abs=1e-3)
    assert found.adopted_at_peak == pytest.approx((1 - 0.0026167 / 0.21566) / 2)


def test_bass_without_imitators_peaks_at_once() -> None:
    found = bass_diffusion(0.3, 0.2, [0, 1], 100)
    assert (found.peak_time, found.peak_rate, found.adopted_at_peak) == (0.0, 30.0, 0.0)
    with pytest.raises(ValueError, match="p = 0"):
        bass_diffusion(0, 0.2, [1])


@pytest.mark.parametrize(
    ("share", "growth", "first_year"),
    [(0.25, 1, 0.8125), (0.25, 2, 0.744629), (0.25, 3.532, 0.681973), (0.6, 1, 0.9), (0.6, 2, 0.855172),
     (0.6, 3.532, 0.810191)],
)  # fmt: skip
def test_use_in_the_first_year_by_share_and_growth(share: float, growth: float, first_year: float) -> None:
    adoption = Adoption.model_validate({"share_at_once": share})
    assert vintage_usage_profile(12, adoption, growth=growth).fraction(0, 12) == pytest.approx(first_year, abs=5e-7)


def test_use_that_is_weighted_stands_in_for_heads() -> None:
    adoption = Adoption.model_validate({"usage_weighted_share": 0.6, "growth": 2})
    assert vintage_usage_profile(12, adoption).fraction(0, 12) == pytest.approx(0.855172, abs=5e-7)


def test_a_model_every_eighteen_months() -> None:
    found = vintage_usage_profile(18)
    assert [found.fraction(*ends) for ends in ((0, 12), (12, 18), (18, 24))] == pytest.approx([13 / 24, 1 / 3, 1 / 8])
    assert (found.usage_months, found.life) == pytest.approx((18, 24))


def test_use_falls_on_the_day_the_next_one_comes() -> None:
    found = vintage_usage_profile(12)
    assert [found.share_at(a) for a in (0, 3, 6, 12, 15, 18)] == pytest.approx([0.25, 0.625, 1, 0.75, 0.375, 0])
    assert found.share_at(12, before=True) == pytest.approx(1.0)


@pytest.mark.parametrize("adoption", CURVES, ids=lambda a: f"{a.curve} {a.imitation}")
def test_use_over_a_life_is_the_cadence_and_only_some_curves_end(adoption: Adoption) -> None:
    found = vintage_usage_profile(12, adoption)
    assert found.usage_months == pytest.approx(12, rel=1e-9)
    assert (found.life is None) == bool(found.flag) == (adoption.curve in ("exponential", "bass"))


@pytest.mark.parametrize("adoption", CURVES, ids=lambda a: f"{a.curve} {a.imitation}")
def test_reach_is_the_area_under_the_curve(adoption: Adoption) -> None:
    found = worked((*REACHES[adoption.curve], REACH), {**parameters(adoption), "served": np.array([8.0])})["reach"]
    ages = np.linspace(0, 8, 20_001)
    held = adoption_curve(
        ages.tolist(), 0.25, 6, adoption.curve,
        innovation=None if adoption.innovation is None else adoption.innovation.centre,
        imitation=None if adoption.imitation is None else adoption.imitation.centre,
    )  # fmt: skip
    assert found[0] == pytest.approx(np.trapezoid(np.array(held, dtype=float), ages), rel=1e-6)


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1), st.floats(0.5, 30), st.lists(st.floats(0, 60), min_size=2, max_size=8))
def test_users_never_come_back(share: float, rest: float, ages: list[float]) -> None:
    for curve in ("step-linear", "exponential", "logistic"):
        moved = adoption_curve(sorted(ages), share, rest, curve)
        assert all(a is not None and b is not None and a <= b + 1e-12 for a, b in itertools.pairwise(moved))
        assert moved[0] is not None
        assert share - 1e-9 <= moved[0]
        assert (moved[-1] or 0) <= 1 + 1e-9


def test_bass_with_an_unknown_force_has_no_peak() -> None:
    found = bass_diffusion(None, 0.2, [1.0, 2.0])
    assert (found.adopted, found.peak_time, found.peak_rate, found.flag) == ((None, None), None, None, "p: not known")
    assert bass_diffusion(0.1, 0.2, [0.0], None).peak_rate is None
    absent: Any = None
    with pytest.raises(ValueError, match="cadence = None"):
        vintage_usage_profile(absent)

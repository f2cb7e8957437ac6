"""LMDI-I: published numbers, zeros by their limits, and the sum that leaves no residual."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.analysis.inference.lmdi import activity_structure_intensity, lmdi1, lmdi_effects, log_mean


def test_equal_growth_of_every_factor_is_shared_equally() -> None:
    # PyLMDI's demonstration: everything doubles, the change is 525.
    found: Any = lmdi1([[100, 150], [0.25, 0.1], [1.5, 2.5]], [[200, 300], [0.5, 0.2], [3, 5]])
    assert (found.v0, found.vt, found.delta, found.ratio) == pytest.approx((75, 600, 525, 8))
    assert found.additive == pytest.approx((175, 175, 175))
    assert found.multiplicative == pytest.approx((2, 2, 2))


def test_two_sectors_by_activity_structure_and_intensity() -> None:
    found: Any = activity_structure_intensity([30, 20], [80, 16], [10, 40], [40, 40])
    assert found.additive == pytest.approx((32.384638, 38.284867, -24.669505), abs=1e-6)
    assert found.multiplicative == pytest.approx((1.582880, 1.721020, 0.704802), abs=1e-6)
    assert math.prod(found.multiplicative) == pytest.approx(1.92)
    # The additive effect over the log of the ratio is the same for every factor: the log mean of the totals.
    weights = [a / math.log(m) for a, m in zip(found.additive, found.multiplicative, strict=True)]
    assert weights == pytest.approx([46 / math.log(1.92)] * 3)


def test_a_new_model_goes_to_the_mix_and_needs_no_old_price() -> None:
    found: Any = lmdi1(
        [[100, 100], [1, 0], [5, None], [2, math.nan]], [[120, 120], [0.6, 0.4], [5, 8], [2, 1.5]],
        ("users", "mix", "tokens", "price"),
    )  # fmt: skip
    assert found.vt == 120 * 0.6 * 5 * 2 + 120 * 0.4 * 8 * 1.5
    assert found.additive[2:] == (0, 0)
    assert sum(found.additive) == pytest.approx(296)
    new = 120 * 0.4 * 8 * 1.5
    kept = log_mean(1000, 720)
    assert found.effect("mix") == pytest.approx(new + kept * math.log(0.6))
    assert found.multiplicative[1] == pytest.approx(math.exp(found.effect("mix") / log_mean(1000, 1296)))
    assert found.flag == "category 2 appears: its whole value goes to mix"


def test_a_model_that_goes_takes_its_whole_value_from_the_mix() -> None:
    found: Any = lmdi1([[1, 1], [0.5, 0.5], [10, 4]], [[1, 1], [1, 0], [10, None]], ("users", "mix", "price"))
    assert (found.v0, found.vt) == (7, 10)
    assert found.additive == pytest.approx((0, 3, 0))
    assert "category 2 disappears: its whole value goes to mix" in found.flag


def test_factors_that_switch_on_together_have_no_order() -> None:
    found: Any = lmdi1([[0, 1], [0, 1]], [[2, 1], [3, 1]], ("tasks", "tokens"))
    assert found.additive == pytest.approx((3, 3))
    assert "appears by tasks, tokens at once: their order is not defined" in found.flag


def test_a_missing_figure_leaves_the_split_missing_and_says_so() -> None:
    found: Any = lmdi1([[1, 1], [2, None]], [[1, 1], [2, 3]])
    assert found.additive == (None, None)
    assert found.v0 is None
    assert found.delta is None
    assert "a factor is missing" in found.flag


def test_no_ratios_from_a_total_of_zero() -> None:
    found: Any = lmdi1([[0.0], [5.0]], [[2.0], [5.0]])
    assert found.additive == (10, 0)
    assert found.multiplicative == (None, None)
    assert found.ratio is None
    assert "one total is zero: no ratios" in found.flag


@pytest.mark.parametrize(
    ("x0", "xt", "said"),
    [
        ([[1, -2]], [[1, 2]], r"x0\[0\]\[1\] = -2: give a finite number of 0 or more"),
        ([[1, 2]], [[1, math.inf]], r"xt\[0\]\[1\] = inf"),
        ([[1, 2]], [[1, 2], [3, 4]], "xt has 2 factors of 2 categories, x0 1 of 2"),
        ([[1, 2], [3]], [[1, 2], [3]], "give each factor as many numbers"),
        ([["1", 2]], [[1, 2]], r"x0 = \[\['1', 2\]\]: give a row of numbers"),
        (None, [[1, 2]], "x0 is missing: give a row of numbers"),
    ],
)
def test_row_lmdi1_refuses(x0: Any, xt: Any, said: str) -> None:
    """METHODS 10, inference_cost_four_measures and lmdi1: negative is an error."""
    with pytest.raises(ValueError, match=said):
        lmdi1(x0, xt)


def test_a_sector_that_uses_and_makes_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"output0\[1\] = 0 beside energy 20"):
        activity_structure_intensity([30, 20], [80, 16], [10, 0], [40, 40])


FACTOR = st.one_of(st.just(0.0), st.floats(1e-6, 1e6))


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 6), st.integers(1, 5), st.data())
def test_effects_add_up_to_the_change(factors: int, categories: int, data: st.DataObject) -> None:
    table = st.lists(st.lists(FACTOR, min_size=categories, max_size=categories), min_size=factors, max_size=factors)
    x0, xt = data.draw(table), data.draw(table)
    found: Any = lmdi1(x0, xt)
    assert found.v0 == pytest.approx(np.prod(x0, axis=0).sum())
    size = max(found.v0 or 0, found.vt or 0)
    reach = sum(abs(e or 0) for e in found.additive)
    assert math.fsum(e or 0 for e in found.additive) == pytest.approx(found.delta, abs=1e-12 * max(size, reach))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(*[st.floats(0.01, 100)] * 4), min_size=1, max_size=5))
def test_effects_turn_round_with_time(rows: list[tuple[float, float, float, float]]) -> None:
    a = np.array(rows).T
    forth, _, _ = lmdi_effects(a[:2], a[2:])
    back, _, _ = lmdi_effects(a[2:], a[:2])
    assert forth == pytest.approx(-back, rel=1e-9, abs=1e-9)


@given(st.floats(1e-3, 1e3), st.floats(0, 1e-6))
def test_the_log_mean_stays_between_the_means_where_its_ends_meet(a: float, gap: float) -> None:
    b = a * (1 + gap)
    assert math.sqrt(a * b) * (1 - 1e-13) <= log_mean(a, b) <= (a + b) / 2 * (1 + 1e-13)


def test_a_flat_list_is_one_category_of_the_factors_named() -> None:
    """100 x .25 x 1.5 = 37.5; all doubled 300: each takes a third of 262.5."""
    before: Any = [100, 0.25, 1.5]
    after: Any = [200, 0.5, 3]
    found = lmdi1(before, after, ("users", "tasks", "price"))
    assert (found.v0, found.vt) == (37.5, 300.0)
    assert found.additive == pytest.approx((87.5, 87.5, 87.5))

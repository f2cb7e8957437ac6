"""Sobol indices: METHODS 8, Ishigami and Homma (1990) in closed form, and scipy's estimates beside our own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from finkit.analysis.measures import Floats
from finkit.analysis.scenarios.sobol import sobol_by_quadrature, sobol_indices

FIRST = {"one": 0.313905191148, "two": 0.44241114479, "three": 0.0}
TOTAL = {"one": 0.55758885521, "two": 0.44241114479, "three": 0.243683664062}
ROUND = dict.fromkeys(FIRST, (-math.pi, math.pi))


def ishigami(at: Mapping[str, Floats]) -> Floats:
    return np.asarray(np.sin(at["one"]) * (1 + 0.1 * at["three"] ** 4) + 7 * np.sin(at["two"]) ** 2)


def test_ishigami_by_draws_within_its_errors() -> None:
    found = sobol_indices(ishigami, ROUND, draws=8192, seed=3)
    assert (found.draws, found.seed, found.flag) == (8192, 3, "")
    assert found.variance == pytest.approx(13.8446, rel=0.01)
    for name in ROUND:
        assert found.first[name].value == pytest.approx(FIRST[name], abs=0.02)
        assert found.total[name].value == pytest.approx(TOTAL[name], abs=0.02)
        for index, exact in ((found.first[name], FIRST[name]), (found.total[name], TOTAL[name])):
            assert 0 < index.error < 0.02
            low, high = index.interval
            assert low < exact < high
    assert sobol_indices(ishigami, ROUND, draws=512, seed=3) == sobol_indices(ishigami, ROUND, draws=512, seed=3)


def test_ishigami_by_quadrature_is_exact() -> None:
    found = sobol_by_quadrature(ishigami, ROUND)
    assert found.variance == pytest.approx(13.844587940719, rel=1e-12)
    assert found.first == pytest.approx(FIRST, abs=1e-11)
    assert found.total == pytest.approx(TOTAL, abs=1e-11)
    assert found.pairs[("one", "three")] == pytest.approx(0.243683664062)  # all that `three` does, it does with `one`
    assert found.flag == ""


def test_draws_agree_with_scipy() -> None:
    def table(x: Any) -> Any:
        return ishigami(dict(zip(ROUND, x, strict=True)))

    spread: Any = stats.uniform(-math.pi, 2 * math.pi)
    theirs = stats.sobol_indices(func=table, n=4096, dists=[spread] * 3, rng=1)
    ours = sobol_indices(ishigami, ROUND, draws=4096, seed=1)
    assert [index.value for index in ours.first.values()] == pytest.approx(theirs.first_order, abs=0.02)
    assert [index.value for index in ours.total.values()] == pytest.approx(theirs.total_order, abs=0.02)


@settings(max_examples=15, deadline=None)
@given(weights=st.lists(st.floats(0.1, 9), min_size=1, max_size=3))
def test_shares_of_a_sum_are_the_squares_of_its_spreads(weights: list[float]) -> None:
    """Uniform from 0 to w has variance w^2/12, and a sum has nothing that two inputs do together."""
    bounds = {f"x{i}": (0.0, weight) for i, weight in enumerate(weights)}
    found = sobol_by_quadrature(lambda at: np.sum(list(at.values()), axis=0), bounds)
    wanted = [weight**2 / sum(w**2 for w in weights) for weight in weights]
    assert found.variance == pytest.approx(sum(w**2 for w in weights) / 12)
    assert list(found.first.values()) == pytest.approx(wanted)
    assert list(found.total.values()) == pytest.approx(wanted)
    assert list(found.pairs.values()) == pytest.approx([0] * len(found.pairs), abs=1e-9)


def test_a_product_by_hand() -> None:
    """xy on the unit square: variance 1/9 - 1/16 = 7/144; E[xy|x] = x/2 has 1/48, so 3/7 alone and 1/7 together."""
    found = sobol_by_quadrature(lambda at: at["x"] * at["y"], {"x": (0, 1), "y": (0, 1)})
    assert found.variance == pytest.approx(7 / 144)
    assert found.first == pytest.approx({"x": 3 / 7, "y": 3 / 7})
    assert found.total == pytest.approx({"x": 4 / 7, "y": 4 / 7})
    assert found.pairs == pytest.approx({("x", "y"): 1 / 7})


def test_an_input_that_does_not_vary_moves_nothing() -> None:
    bounds = {"x": (0, 1), "fixed": (5, 5)}
    drawn = sobol_indices(lambda at: at["x"] + at["fixed"], bounds, draws=64)
    assert (drawn.first["fixed"].value, drawn.total["fixed"].value) == pytest.approx((0, 0))
    exact = sobol_by_quadrature(lambda at: at["x"] + at["fixed"], bounds)
    assert exact.total == pytest.approx({"x": 1, "fixed": 0}, abs=1e-12)


@pytest.mark.parametrize("method", [sobol_indices, sobol_by_quadrature])
def test_undefined_answers_have_no_indices(method: Any) -> None:
    still = method(lambda at: 3.0, {"x": (0, 1)})
    assert (still.variance, still.first) == (0, {})
    assert still.flag == "the answer does not vary over these ranges: there is no variance to share"
    with np.errstate(divide="ignore"):
        lost = method(lambda at: at["x"] / 0 * at["x"], {"x": (0, 1)})
    assert (lost.variance, lost.total) == (None, {})
    assert "undefined somewhere" in lost.flag
    assert method(lambda at: at["x"], {"x": (0, None)}).variance is None


def test_an_answer_without_a_variance_is_said() -> None:
    assert "take draws" in sobol_by_quadrature(lambda at: 1 / at["x"], {"x": (0, 1)}).flag
    assert "take draws" in sobol_by_quadrature(lambda at: np.abs(at["x"] - 0.3), {"x": (0, 1)}).flag
    assert sobol_by_quadrature(lambda at: np.abs(at["x"] - 0.5), {"x": (0, 1)}).flag == ""


def test_draws_that_are_no_power_of_two_are_warned_of() -> None:
    with pytest.warns(UserWarning, match="power of 2"):
        found = sobol_indices(ishigami, ROUND, draws=1000)
    assert found.flag == "draws = 1000: no power of two, so the draws do not fill the ranges evenly"
    assert found.first["two"].value == pytest.approx(FIRST["two"], abs=0.1)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: sobol_indices(ishigami, {}), r"bounds = \{\}: give low and high of one input or more"),
        (lambda: sobol_indices(ishigami, {"one": (1, 0)}), r"bounds\['one'\] = \(1\.0, 0\.0\): give the low first"),
        (lambda: sobol_indices(ishigami, {"one": (1,)}), r"bounds\['one'\] has 1 values: give 2"),
        (lambda: sobol_indices(ishigami, ROUND, draws=1), r"draws = 1: give 2 or more"),
        (lambda: sobol_indices(ishigami, ROUND, draws=2.5), r"draws = 2\.5: give a whole number"),  # type: ignore[arg-type]
        (lambda: sobol_indices(ishigami, ROUND, correlation=[[1, 0.2], [0.2, 1]]), "need independent inputs"),
        (lambda: sobol_by_quadrature(ishigami, dict.fromkeys("abcdefg", (0, 1))), "7 inputs: give at most 6"),
    ],
)
def test_bad_input_is_named(call: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()

"""Probabilities of the classes: METHODS 2.1's example, the flat prior, what is far from all, and turning points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.company.classes import (
    CLASSES,
    FLAT,
    class_posterior,
    is_far,
    likelihood,
    posterior,
    shares,
    turning_points,
)

THREE = ((1.0, 0.5, 0.0), (0.15, 0.2, 0.15))


def test_the_example_of_methods_2_1() -> None:
    found = posterior(likelihood(1.02, 0.25, 3, *THREE), (0.3, 0.4, 0.3))
    assert found == pytest.approx([0.722688, 0.249220, 0.028092], abs=1e-6)


def test_much_faster_than_revenue_is_not_called_variable() -> None:
    three = posterior(likelihood(1.8, 0.1, 9, *THREE), (0.5, 0.3, 0.2))
    four = posterior(likelihood(1.8, 0.1, 9), FLAT)
    assert three[0] > 0.7
    assert CLASSES[int(four.argmax())] == "faster than revenue"
    assert four.max() > 0.95


def test_an_estimate_far_from_every_class_gets_no_probability_of_one() -> None:
    """METHODS 2.1: 1.8 with se .1 is not variable with probability .74; it is 4.4 scaled distances from the nearest."""
    found = class_posterior(1.8, 0.1, 3, (1 / 3, 1 / 3, 1 / 3))
    assert found.likelihood is not None
    assert found.likelihood[0] / sum(found.likelihood) == pytest.approx(0.74, abs=0.005)
    assert (found.posterior, found.flat_posterior) == (None, None)
    assert found.flag == "far from every class: it belongs to none of them"
    # The fourth class, faster than revenue, takes it.
    four = class_posterior(1.8, 0.1, 3, (0.3, 0.3, 0.3, 0.1)).posterior
    assert four is not None
    assert four[3] == pytest.approx(0.825984, abs=1e-6)


def test_an_estimate_far_from_every_class_belongs_to_none() -> None:
    # 3 sqrt(.1² + .3²) = .949 above 1.5, 3 sqrt(.1² + .15²) = .541 below 0.
    assert not is_far(2.44, 0.1)
    assert is_far(2.46, 0.1)
    assert not is_far(-0.54, 0.1)
    assert is_far(-0.55, 0.1)


@pytest.mark.parametrize(
    ("prior", "message"),
    [((0.5, 0.3, 0.3), "sum to 1"), ((0.5, 0.5), "one for each of 3"), ((1.2, -0.2, 0.0), "sum to 1")],
)
def test_priors_that_are_none_are_refused(prior: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        posterior(likelihood(1.0, 0.1, 3, *THREE), prior)


def test_errors_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="not be below 0"):
        likelihood(1.0, -0.1, 3)
    with pytest.raises(ValueError, match="dof"):
        likelihood(1.0, 0.1, 0)
    with pytest.raises(ValueError, match="spreads: 2 for 3"):
        likelihood(1.0, 0.1, 3, (1, 0.5, 0), (0.1, 0.1))


@given(st.floats(-3, 4), st.floats(0, 5), st.integers(1, 60), st.lists(st.floats(0.01, 1), min_size=4, max_size=4))
def test_probabilities_sum_to_one(b: float, se: float, dof: int, weights: list[float]) -> None:
    found = posterior(likelihood(b, se, dof), np.array(weights) / sum(weights))
    assert float(found.sum()) == pytest.approx(1.0)
    assert (found >= 0).all()


def test_the_class_changes_where_it_is_said_to() -> None:
    below, above = turning_points(0.95, 0.05, 8, FLAT)
    assert (below is not None and below[1], above is not None and above[1]) == ("mixed", "faster than revenue")
    assert below is not None
    top = [int(posterior(likelihood(x, 0.05, 8), FLAT).argmax()) for x in (below[0], below[0] + 0.006)]
    assert [CLASSES[i] for i in top] == ["mixed", "variable"]


def test_where_an_error_is_wide_enough_no_figure_changes_the_class() -> None:
    assert turning_points(0.5, 20.0, 1, (0.01, 0.97, 0.01, 0.01)) == (None, None)


def test_shares_of_companies_are_areas_between_the_midpoints() -> None:
    # Normal(.5, .25): below .25 is one sd, above .75 one sd, above 1.25 three.
    found = dict(zip(CLASSES, shares(0.5, 0.25), strict=True))
    assert found["fixed"] == pytest.approx(0.158655, abs=1e-6)
    assert found["mixed"] == pytest.approx(0.682689, abs=1e-6)
    assert found["faster than revenue"] == pytest.approx(0.00135, abs=1e-6)
    assert sum(found.values()) == pytest.approx(1.0)


def test_the_posterior_of_one_estimate_refuses_what_is_no_estimate() -> None:
    """METHODS 2.1's example again, its three classes the first of those there are."""
    found = class_posterior(1.02, 0.25, 3, (0.3, 0.4, 0.3))
    assert found.posterior == pytest.approx((0.722688, 0.249220, 0.028092), abs=5e-7)
    assert class_posterior(None, 0.25, 3, (0.3, 0.4, 0.3)).posterior is None
    assert class_posterior(None, 0.25, 3, (0.3, 0.4, 0.3)).flag
    assert class_posterior(1.02, 0.25, 3, (0.3, None, 0.3)).posterior is None
    for name, se, dof in (("se = 0", 0.0, 3.0), ("se = inf", np.inf, 3.0), ("dof = inf", 0.1, np.inf)):
        with pytest.raises(ValueError, match=name):
            class_posterior(1.0, se, dof, (0.3, 0.4, 0.3))

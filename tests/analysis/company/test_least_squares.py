"""Least squares on any regressors: published figures of textbook data, skipped where the data are not there."""

from __future__ import annotations

import numpy as np
import pytest

from finkit.analysis.company.least_squares import least_squares, robust_covariance
from tests.reference.data import REFERENCE, columns, design, term

needs_data = pytest.mark.skipif(not (REFERENCE / "data").is_dir(), reason="the public data are not beside the checkout")
AIRLINE, TERMS = "data/public/Airline.csv", ["log(output)", "log(pf)", "lf"]


@needs_data
def test_greene_s_airlines_pooled() -> None:
    table = columns(AIRLINE)
    found = least_squares(term("log(cost)", table), design(TERMS, table))
    assert found.params == pytest.approx((9.5169, 0.88274, 0.45398, -1.62751), abs=5e-5)
    assert (found.n, found.se[1]) == (90, pytest.approx(0.013255, abs=1e-6))


@needs_data
def test_greene_s_airlines_with_levels_of_their_own() -> None:
    table = columns(AIRLINE)
    found = least_squares(term("log(cost)", table), design(TERMS, table), table["airline"])
    assert found.params == pytest.approx((0.9192846, 0.4174918, -1.070396), abs=1e-6)
    assert (found.se[0], found.dof) == (pytest.approx(0.0298901, abs=1e-7), 81)


@needs_data
def test_nerlove_s_utilities() -> None:
    table = columns("data/public/Nerlove.csv", 145)
    found = least_squares(term("log(cost/pf)", table), design(["log(output)", "log(pl/pf)", "log(pk/pf)"], table))
    assert found.params[1] == pytest.approx(0.721, abs=5e-4)
    assert found.scale_economies == pytest.approx(1.387604, abs=1e-6)


@needs_data
def test_zeileis_public_schools() -> None:
    # Published with R's sandwich: OLS 327.29 829.0 519.1, HC0 460.89, HC3 1095.0 2975.4 1995.2; one state is missing.
    table = columns("data/public/PublicSchools.csv")
    found = robust_covariance(term("Expenditure", table), design(["Income/10000", "(Income/10000)^2"], table))
    assert found.n == 50
    assert found.se == pytest.approx((327.29, 829.0, 519.1), abs=0.05)
    assert found.se_hc0[0] == pytest.approx(460.89, abs=0.01)
    assert found.se_hc3 == pytest.approx((1095.0, 2975.4, 1995.2), abs=0.05)


def test_bad_regressors_are_refused() -> None:
    y = np.array([1.0, 2.0, 3.0, 5.0])
    with pytest.raises(ValueError, match="collinear"):
        least_squares(y, np.column_stack([y, 2 * y]))
    with pytest.raises(ValueError, match="no degree of freedom"):
        least_squares(y[:2], y[:2])
    with pytest.raises(ValueError, match="give one each"):
        least_squares(y, y[:2])


def test_leverage_one_leaves_hc3_undefined() -> None:
    y, x = np.array([1.0, 2.0, 3.0, 5.0]), np.array([0.0, 0.0, 0.0, 1.0])
    assert least_squares(y, x).se_hc3 is None
    with pytest.raises(ValueError, match="leverage 1"):
        robust_covariance(y, x)

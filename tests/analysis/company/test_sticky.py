"""Sticky costs: the published response, when it can be told, and the same by statsmodels."""

from __future__ import annotations

import numpy as np
import pytest

from finkit.analysis.company.sticky import fit_sticky, sticky, sticky_response

REVENUE = [0.1, 0.22, -0.08, 0.26, -0.16, 0.05, 0.11]


def published(x: list[float]) -> list[float]:
    """Costs without noise by Anderson, Banker and Janakiraman's coefficients."""
    return [0.0481 + 0.5459 * r + (-0.1914 * r if r < 0 else 0.0) for r in x]


def test_the_published_coefficients_come_back_from_noise_free_data() -> None:
    found = sticky(REVENUE, published(REVENUE))
    assert found.params == pytest.approx((0.0481, 0.5459, -0.1914))
    assert (found.up, found.down, found.falls) == (pytest.approx(0.5459), pytest.approx(0.3545), 2)
    assert found.flag == ""


def test_the_published_response_to_ten_percent_is_a_power() -> None:
    change, down = sticky_response(0.5459, -0.1914, [0.1, -0.1])
    assert change == pytest.approx([0.05340716, -0.03666138], abs=1e-8)
    assert down == pytest.approx(0.3545)
    with pytest.raises(ValueError, match=r"revenue_change.*a number above -1"):
        sticky_response(0.5, -0.2, [-1.0])


def test_one_fall_is_not_enough_and_the_line_says_so() -> None:
    x = [0.1, 0.2, 0.3, -0.1, 0.4]
    found = sticky(x, [0.5 * r for r in x])
    assert found.params == (pytest.approx(0, abs=1e-12), pytest.approx(0.5), None)
    assert (found.down, found.falls) == (None, 1)
    assert found.flag == "revenue fell in 1 of 5 changes: no response to falls"
    assert np.isnan(fit_sticky(np.array(x), np.array(x)).extra)


def test_revenue_that_only_falls_has_one_response() -> None:
    x = [-0.1, -0.2, -0.3, -0.1, -0.4]
    found = sticky(x, [0.7 * r for r in x])
    assert (found.up, found.down) == (pytest.approx(0.7), None)


def test_a_missing_change_leaves_the_responses_missing() -> None:
    found = sticky([*REVENUE, None], [*published(REVENUE), 0.1])
    assert (found.params, found.up, found.flag) == ((None, None, None), None, "dlog_revenue: not known")


def test_three_changes_are_too_few() -> None:
    found = sticky([0.1, -0.2, -0.3], [0.1, 0.2, 0.3])
    assert (found.up, found.flag) == (None, "too few changes (3): 4 are needed")


def test_statsmodels_gives_the_same_errors_for_many_at_once() -> None:
    import statsmodels.api as sm

    draw = np.random.default_rng(2)
    x = draw.normal(0.1, 0.3, (3, 20))
    y = 0.5 * x + draw.normal(0, 0.1, (3, 20))
    found = fit_sticky(x, y)
    for i in range(3):
        alone = sm.OLS(y[i], np.column_stack([np.ones(20), x[i], np.minimum(x[i], 0)])).fit()
        errors = [float(e[i]) for e in (found.se_up, found.se_extra)]
        assert [float(found.up[i]), float(found.extra[i])] == pytest.approx(alone.params[1:].tolist(), rel=1e-9)
        assert errors == pytest.approx(alone.bse[1:].tolist(), rel=1e-9)
        assert float(found.se_down[i]) == pytest.approx(alone.t_test([0, 1, 1]).sd[0, 0], rel=1e-9)


def test_a_missing_response_leaves_the_change_missing() -> None:
    assert sticky_response(0.5, None, [0.1, -0.1]) == ([pytest.approx(1.1**0.5 - 1), None], None)
    with pytest.raises(ValueError, match="b2 = inf"):
        sticky_response(0.5, float("inf"), [0.1])

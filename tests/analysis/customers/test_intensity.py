"""Spend against revenue: METHODS 1.6."""

from __future__ import annotations

import pytest

from finkit.analysis.customers.intensity import spend_vs_revenue


def test_a_first_spend_has_intensity_but_no_growth() -> None:
    """0 to 30 on revenue of 100 to 200: 15 cents of the dollar, 1,500 basis points more than before."""
    found = spend_vs_revenue((0, 30), (100, 200))
    assert (found.spend_growth, found.elasticity) == (None, None)
    assert (found.revenue_growth, found.intensity) == (1.0, (0.0, 0.15))
    assert found.change_bp == pytest.approx(1500)
    assert found.flag == "spend is zero in a period: growth from it and the elasticity are undefined"
    ended = spend_vs_revenue((30, 0), (100, 200))
    assert (ended.spend_growth, ended.elasticity) == (-1.0, None)


def test_a_spend_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match=r"spend\[1\] = -1: give 0 or more"):
        spend_vs_revenue((20, -1), (100, 110))

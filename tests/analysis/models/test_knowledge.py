"""Stocks of knowledge: METHODS 3.2's example, and what is refused by name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.models.knowledge import intangible_capital_stock, perpetual_inventory

ABSENT: Any = None


def test_a_stock_at_three_tenths_from_steady_growth() -> None:
    """METHODS 3.2: I 100, 150, 225, delta .3017, g .5: 100 / .8017 x .6983 + 100 = 187.10."""
    found = perpetual_inventory([100.0, 150.0, 225.0], 0.3017, initial_growth=0.5)
    assert found.stock.tolist() == pytest.approx([187.102407, 280.653611, 420.980417])


def test_a_missing_year_of_overhead_leaves_the_organisation_missing() -> None:
    found = intangible_capital_stock(
        [100.0, 200.0], [ABSENT, 80.0], research_delta=0.42, organisation_delta=0.2, overhead_share=0.37
    )
    assert found.knowledge.stock.tolist() == pytest.approx([100.0, 258.0])
    assert all(map(math.isnan, found.organisation.stock))


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=20), st.floats(0.01, 1), st.floats(0, 1e9))
def test_a_stock_changes_by_investment_less_charge(spend: list[float], delta: float, initial: float) -> None:
    found = perpetual_inventory(spend, delta, initial=initial)
    change = np.diff(found.stock, prepend=initial)
    assert change == pytest.approx(np.array(spend) - found.charge, rel=1e-9, abs=1e-9 * (initial + sum(spend)))


def test_a_missing_rate_leaves_its_stock_missing() -> None:
    assert math.isnan(perpetual_inventory([100.0], ABSENT, initial=0.0).stock[0])
    assert math.isnan(perpetual_inventory([100.0], 0.3, initial_growth=math.nan).stock[0])
    found = intangible_capital_stock([1.0], [1.0], research_delta=0.4, organisation_delta=0.2, overhead_share=ABSENT)
    assert found.knowledge.stock.tolist() == [1.0]
    assert math.isnan(found.organisation.stock[0])
    with pytest.raises(ValueError, match=r"overhead_share = 1\.5: give 1 or less"):
        intangible_capital_stock([1.0], [1.0], research_delta=0.4, organisation_delta=0.2, overhead_share=1.5)

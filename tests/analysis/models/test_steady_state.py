"""Charge over spend in a steady state: METHODS' table, every convention against a simulation, limits, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.models.capitalization import weights
from finkit.analysis.models.steady_state import (
    CONVENTIONS,
    amortization_to_spend,
    cadence_slow_down,
    declining_balance_to_spend,
    generations_to_spend,
)


def test_the_table_by_life_and_growth() -> None:
    found = amortization_to_spend(np.array([[1], [2], [3], [5]]), [0, 0.25, 0.5, 1, 2])
    assert found[1] == pytest.approx([1, 0.72, 0.555555556, 0.375, 0.222222222])
    assert found[3] == pytest.approx([1, 0.537856, 0.347325103, 0.19375, 0.0995884774])


@pytest.mark.parametrize(
    ("convention", "two", "one_and_a_half"),
    [
        ("next period", 0.375, 0.416667),
        ("same period", 0.75, 0.833333),
        ("half-year", 0.5625, 0.625),
        ("spread evenly", 0.5625, 0.645833),
        ("continuous", 0.541011, 0.621750),
    ],
)
def test_the_convention_matters_more_than_half_a_year_of_life(
    convention: str, two: float, one_and_a_half: float
) -> None:
    assert amortization_to_spend([2, 1.5], 1.0, convention) == pytest.approx([two, one_and_a_half], abs=1e-6)


@given(st.floats(0.3, 8), st.floats(-0.4, 3))
def test_the_next_period_form_is_the_sum_of_the_lagged_charges(life: float, growth: float) -> None:
    charged = weights(life, "one-year lag")
    summed = float(charged @ (1 + growth) ** -np.arange(len(charged), dtype=float))
    assert amortization_to_spend(life, growth).item() == pytest.approx(summed, rel=1e-6)


@pytest.mark.parametrize("convention", list(CONVENTIONS))
def test_flat_spend_is_charged_as_it_is_spent(convention: str) -> None:
    assert amortization_to_spend([1, 1.5, 4], [0.0, 1e-9, -1e-9], convention) == pytest.approx([1, 1, 1])
    assert amortization_to_spend(2.5, 1e-6, convention).item() == pytest.approx(1, abs=1e-5)


def test_declining_balance_and_shrinking_spend() -> None:
    ratio, stock = declining_balance_to_spend(0.3, [0.0, 0.5, 1.0])
    assert ratio == pytest.approx([1, 0.375, 0.230769231])
    assert stock == pytest.approx([3.333333333, 1.875, 1.538461538])
    assert amortization_to_spend(3, -0.2).item() == pytest.approx(1.588541667)


def test_a_slower_cadence_cuts_cash_at_once_and_the_charge_later() -> None:
    found = cadence_slow_down(1000, 2, 3, [1, 1.5, 3])
    assert found.ratio == pytest.approx([0.583333333, 0.75, 1])
    assert found.spend == pytest.approx([1000, 666.666667, 333.333333])
    assert found.charge == pytest.approx([583.333333, 500, 333.333333])
    assert found.spend_growth == pytest.approx([1, 0.587401052, 0.259921050])
    assert generations_to_spend([1, 2, 3, 4], 3) == pytest.approx([1, 0.666666667, 0.481481481, 0.370370370])
    # A life of one and a half intervals: (1 + 0.5 / 2) / 1.5.
    assert generations_to_spend(1.5, 2).item() == pytest.approx(1.25 / 1.5)


def test_missing_stays_missing_and_bad_input_is_named() -> None:
    assert np.isnan(amortization_to_spend(2, [np.nan])).all()
    with pytest.raises(ValueError, match="convention = 'soon'"):
        amortization_to_spend(2, 1, "soon")
    with pytest.raises(ValueError, match=r"life = 0: give finite numbers above 0"):
        amortization_to_spend(0, 1)
    with pytest.raises(ValueError, match=r"growth = -1"):
        amortization_to_spend(2, -1)
    with pytest.raises(ValueError, match="more than -delta"):
        declining_balance_to_spend(0.3, -0.3)
    with pytest.raises(ValueError, match=r"cadence = 0"):
        cadence_slow_down(1, 2, 3, 0)

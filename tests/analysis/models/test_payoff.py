"""Payback against tenure over every choice, and the single choices that turn the answer."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.analysis.models.lifecycle import months_to_pay
from finkit.analysis.models.payoff import Choice, Earned, Payoff, payoff

BUNDLE = {"gross profit": Earned(2.9, 2.9, 4.175342), "after S&M": Earned(-0.5, -0.5, 4.175342)}
COSTS = {"all R&D as stated": (5.0, 5.0), "final run": (0.5, 1.5)}
LIVES = {"a life of 12 months": 12.0, "a life of 24 months": 24.0}


def test_the_bundle_does_not_pay_back_before_the_next_model() -> None:
    found = payoff(COSTS, BUNDLE, 4.175342, LIVES.items())
    assert isinstance(found, Payoff)
    assert found.centre == pytest.approx(7.19887, abs=1e-5)
    assert not found.pays
    assert found.ratio == pytest.approx(5 / 2.9)
    # Lowest: a tenth of R&D over two years; highest: never, held to what S&M leaves.
    assert found.ratio_low == pytest.approx(0.5 / 2.9 * 4.175342 / 24)
    assert found.ratio_high is None
    assert found.lowest == Choice("final run", "gross profit", "a life of 24 months")
    assert found.highest == Choice("all R&D as stated", "after S&M", "its tenure")
    assert found.switches == (
        Choice("all R&D as stated", "gross profit", "a life of 12 months"),
        Choice("all R&D as stated", "gross profit", "a life of 24 months"),
        Choice("final run", "gross profit", "its tenure"),
    )


def test_what_is_missing_is_said() -> None:
    assert "its cost is not known" in str(payoff({}, BUNDLE, 4))
    # A month of a year's tenure is too little to speak of.
    short = {"gross profit": Earned(1.0, 1.0, 1.0)}
    assert "for less than 25% of its use" in str(payoff(COSTS, short, 12))


@settings(max_examples=80, deadline=None)
@given(
    st.floats(0.01, 1e6), st.floats(1, 5), st.floats(-1e6, 1e6), st.floats(0, 1e5), st.floats(1, 40), st.floats(1, 40)
)
def test_the_choice_shown_lies_within_the_range(
    cost: float, wide: float, low: float, more: float, served: float, tenure: float
) -> None:
    earned = {"gross profit": Earned(low, low + more, max(served, tenure))}
    found = payoff({"all R&D as stated": (cost, cost * wide)}, earned, tenure)
    assert isinstance(found, Payoff)
    ratio = math.inf if found.ratio is None else found.ratio
    assert (math.inf if found.ratio_low is None else found.ratio_low) <= ratio * (1 + 1e-12)
    assert ratio <= (math.inf if found.ratio_high is None else found.ratio_high) * (1 + 1e-12)
    assert found.pays == (months_to_pay(cost * (1 + wide) / 2, low + more / 2, max(served, tenure)) <= tenure)

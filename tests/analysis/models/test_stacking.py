"""Stacking and stocks of knowledge: METHODS 1.2 and 3.2, identities, bad input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.models.knowledge import intangible_capital_stock, perpetual_inventory
from finkit.analysis.models.stacking import vintage_amortization_stack


def test_flat_spend_is_charged_in_full_under_any_life_and_only_book_values_differ() -> None:
    even = vintage_amortization_stack([100.0] * 4, [0.5, 0.5])
    used = vintage_amortization_stack([100.0] * 4, [0.8125, 0.1875])
    assert (even.charge.tolist(), even.book.tolist()) == ([50, 100, 100, 100], [50] * 4)
    assert (used.charge.tolist(), used.book.tolist()) == ([81.25, 100, 100, 100], [18.75] * 4)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12))
def test_what_is_not_charged_is_on_the_books(costs: list[float]) -> None:
    found = vintage_amortization_stack(costs, [0.25, 0.5, 0.25])
    assert found.charge.sum() + found.book[-1] == pytest.approx(sum(costs), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("costs", "weights", "message"),
    [
        ([100.0], [0.5, 0.4], "sum to 0.9"),
        ([100.0], [0.5, 0.500000002], "sum to 1.000000002"),
        ([100.0], [1.5, -0.5], "none negative"),
        ([-1.0], [1.0], "0 or more"),
        ([100.0], [], "shares of the cost"),
    ],
)
def test_weights_and_costs_that_cannot_be_are_refused(costs: list[float], weights: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        vintage_amortization_stack(costs, weights)


def test_a_stock_of_software_research_from_its_steady_start() -> None:
    found = perpetual_inventory([100, 150, 225], 0.3017, initial_growth=0.5)
    assert found.stock == pytest.approx([187.102407384, 280.653611076, 420.980416615])
    assert found.charge[0] == pytest.approx(0.3017 * 100 / 0.8017)


def test_knowledge_and_organisation_capital_at_high_tech_rates() -> None:
    found = intangible_capital_stock(
        [100, 200, 400], [50, 80, 150], research_delta=0.42, organisation_delta=0.2, overhead_share=0.37
    )
    assert found.knowledge.stock == pytest.approx([100, 258, 549.64])
    assert found.organisation.stock == pytest.approx([18.5, 44.4, 91.02])
    assert found.knowledge.charge[-1] == pytest.approx(108.36)


def test_stocks_refuse_what_cannot_be() -> None:
    with pytest.raises(ValueError, match=r"initial_growth = -0\.3"):
        perpetual_inventory([1.0], 0.3, initial_growth=-0.3)
    with pytest.raises(ValueError, match="initial_growth is missing"):
        perpetual_inventory([1.0], 0.3)
    with pytest.raises(ValueError, match="delta = 0"):
        perpetual_inventory([1.0], 0, initial=0)
    with pytest.raises(ValueError, match=r"investment\[0\] = -1.0: give 0 or more"):
        perpetual_inventory([-1.0], 0.3, initial=0)
    with pytest.raises(ValueError, match="the same years"):
        intangible_capital_stock([1], [], research_delta=0.4, organisation_delta=0.2, overhead_share=0.3)

"""Open weights, the price war, free entry and the truce: METHODS 1.1(c), 1.15 and 8."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.market.entry import free_entry, price_war
from finkit.analysis.market.lerner import equilibrium
from finkit.analysis.market.open_weights import ceiling, limit_price
from finkit.analysis.market.truce import price_truce, research_truce


def test_open_weights_set_a_ceiling() -> None:
    found = limit_price([0.5, 1, 2, 9], 1.5, 2, 4)
    assert found.price == pytest.approx([2, 2.5, 3.5, 6])
    assert found.margin == pytest.approx([0, 0.2, 3 / 7, 2 / 3])
    assert float(found.monopoly_price) == 6.0
    assert limit_price(0.1, 1, 2, 4).flag.startswith("the ceiling is below cost")


def test_the_ceiling_falls_as_open_weights_catch_up() -> None:
    found = ceiling(1, 1.5, 2, 4, 18, [0, 6, 9, 18, 24])
    assert found.premium == pytest.approx([1.5, 1, 0.75, 0, 0])
    assert found.limit.price == pytest.approx([2.5, 2, 2, 2, 2])
    assert found.earning_months == pytest.approx(6)  # 1.5 (1 - t/18) = 1
    assert ceiling(3, 1.5, 2, 4).earning_months is None
    assert "stays above zero" in ceiling(3, 1.5, 2, 4).flag
    assert ceiling(1, 0, 2, 4).earning_months == 0.0


def test_entry_first_raises_revenue_while_profit_falls() -> None:
    found = price_war([1, 2, 3, 4, 6], [2] * 5, 4)
    assert found.price == pytest.approx([6, 4, 10 / 3, 3, 8 / 3])
    assert found.margin == pytest.approx([2 / 3, 0.5, 0.4, 1 / 3, 0.25])
    assert found.profit == pytest.approx([0.892520640594, 0.735758882343, 0.579464278, 0.472366552741, 0.342278079355])
    assert int(np.argmax(found.revenue)) == 1
    assert np.all(np.diff(found.profit) < 0)


def test_a_fixed_cost_caps_the_number_of_firms() -> None:
    found = free_entry(1000, 4, 2, 60)
    assert found.firms == 5
    assert found.profits == pytest.approx(
        (892.520640594, 367.879441171, 193.154759336, 118.091638185, 79.4536486066, 57.0463465592)
    )
    assert (free_entry(1000, 4, 2, 900).firms, free_entry(1000, 4, 2, 900).flag) == (
        0,
        "even one firm does not earn it",
    )
    assert free_entry(1000, 4, 2, 0).firms is None
    assert "does not stop" in free_entry(1000, 4, 2, 0).flag
    assert free_entry(None, 4, 2, 60).firms is None


@given(potential=st.floats(10, 1e6), value=st.floats(0.5, 50), cost=st.floats(0, 50), fixed=st.floats(0.1, 1e3))
def test_one_more_firm_would_not_earn_the_fixed_cost(potential: float, value: float, cost: float, fixed: float) -> None:
    found = free_entry(potential, value, cost, fixed)
    if found.firms is not None:
        *earning, last = found.profits
        assert len(earning) == found.firms
        assert all((p or 0.0) >= fixed for p in earning)
        assert (last or 0.0) < fixed


def test_the_truce_on_a_price() -> None:
    found = price_truce(2, 4, [2, 3, 4, 6])
    assert found.colluding[0] == pytest.approx(0.446260, abs=1e-6)
    assert found.competing[0] == pytest.approx(0.367879, abs=1e-6)
    assert found.deviating[0] == pytest.approx(0.533189, abs=1e-6)
    assert found.discount == pytest.approx([0.525854, 0.582179, 0.630129, 0.701127], abs=1e-6)


@given(cost=st.floats(0, 20), value=st.floats(0.5, 20), n=st.integers(2, 12))
def test_the_best_deviation_agrees_with_a_search(cost: float, value: float, n: int) -> None:
    """The deviator's profit over a fine grid of quantities, the others keeping the truce's."""
    found = price_truce(cost, value, n)
    shared = math.exp(-1 - cost / value)
    others = shared * (n - 1) / n
    own = np.linspace(0, math.exp(-cost / value) - others, 400_001)[1:]
    best = float(np.max(own * (-value * np.log(own + others) - cost)))
    assert float(found.deviating) == pytest.approx(best, rel=1e-6)
    assert float(found.colluding) == pytest.approx(float(equilibrium(cost, value, firms=1).profit) / n, rel=1e-9)
    assert float(found.competing) == pytest.approx(float(equilibrium(cost, value, firms=n).firm_profit), rel=1e-9)
    # At the discount factor found, a firm is as well off keeping the truce as breaking it.
    d = float(found.discount)
    assert float(found.colluding) / (1 - d) == pytest.approx(best + d / (1 - d) * float(found.competing), rel=1e-5)


def test_the_truce_on_research() -> None:
    found = research_truce(10, 2, 0.8, 1, 3)  # C = 5 - 1, D = 8 - 3, N = 5 - 3
    assert (float(found.colluding), float(found.deviating), float(found.competing)) == (4.0, 5.0, 2.0)
    assert float(found.discount) == pytest.approx(1 / 3)
    assert "holds by itself" in research_truce(10, 2, 0.6, 1, 3).flag
    assert "no patience" in research_truce(10, 2, 0.8, 3, 3).flag


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: limit_price(-1, 1.5, 2, 4), r"open_price = -1\.0: give 0 or more"),
        (lambda: limit_price(1, 1.5, 2, 0), r"zbar = 0\.0: give a number above 0"),
        (lambda: ceiling(1, 1.5, 2, 4, 0), r"catch_up_months = 0\.0: give a number above 0"),
        (lambda: price_war([], [], 4), r"n = \[\]: give one number or more"),
        (lambda: price_war([1, 2], [2], 4), r"mc has 1 values: give 2"),
        (lambda: price_war([1.5], [2], 4), r"give whole numbers"),
        (lambda: free_entry(1000, 4, 2, -1), r"fixed_cost = -1: give 0 or more"),
        (lambda: free_entry(0, 4, 2, 60), r"potential_mtok = 0: give a number above 0"),
        (lambda: price_truce(2, 4, 1), r"firms = 1\.0: give 2 or more"),
        (lambda: research_truce(10, 2, 1.2, 1, 3), r"racer_share = 1\.2: give 1 or less"),
    ],
)
def test_bad_input_is_named(call: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()  # type: ignore[operator]

"""Lerner's margin under exponential demand: METHODS 1.1, worked by hand and by a second route."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.market.blend import blended_price
from finkit.analysis.market.chain import pick
from finkit.analysis.market.lerner import NO_OPTIMUM, equilibrium, implied_cost, mean_value, slopes

prices = st.floats(0.01, 1e3)
counts = st.integers(1, 12)
ESSAY = mean_value(20, 0.4, 200)  # 200 x 0.4 / 20 = 4


def test_the_essay_holds_the_price_and_infers_the_cost() -> None:
    found = implied_cost(6, ESSAY, firms=[1, 2, 3, 4, 5])
    assert pick(ESSAY) == 4.0
    assert pick(found.elasticity) == -1.5
    assert found.margin == pytest.approx([2 / 3, 1 / 3, 2 / 9, 1 / 6, 2 / 15])
    assert found.cost == pytest.approx([2, 4, 14 / 3, 5, 5.2])
    assert pick(found.served) == pytest.approx(0.223130160148)
    assert found.flag == ""


def test_at_a_held_cost_the_duopoly_leaves_half_not_a_third() -> None:
    found = equilibrium(2, ESSAY, firms=[1, 2, 3, 4])
    assert found.price == pytest.approx([6, 4, 10 / 3, 3])
    assert found.margin == pytest.approx([2 / 3, 1 / 2, 0.4, 1 / 3])
    assert 20 * found.profit == pytest.approx([17.8504128119, 14.7151776469, 11.5892855602, 9.44733105482])
    assert 20 * found.firm_profit == pytest.approx([17.8504128119, 7.35758882343, 3.86309518673, 2.36183276371])
    assert 20 * found.lost == pytest.approx([12.8216271533, 4.37691983644, 2.16531053626, 1.28579750291])
    assert found.users_part == pytest.approx([0.5, 2 / 3, 0.75, 0.8])


def test_six_minutes_halve_the_implied_cost() -> None:
    moved = slopes(20, 0.4, 200)
    assert (pick(moved.hours), pick(moved.wage), pick(moved.tokens)) == (-10.0, -0.02, 0.2)
    assert pick(implied_cost(6, mean_value(20, [0.4, 0.5, 0.6], 200), firms=1).cost) == pytest.approx([2, 1, 0])


def test_a_price_below_which_no_optimum_exists() -> None:
    found = implied_cost(3, ESSAY, firms=1)
    assert pick(found.cost) == -1.0
    assert not found.valid
    assert found.flag == NO_OPTIMUM
    assert implied_cost(3, ESSAY, firms=[1, 2]).valid.tolist() == [False, True]


def test_conduct_may_stand_for_firms() -> None:
    assert pick(equilibrium(2, 4, conduct=0).price) == 2.0
    assert pick(equilibrium(2, 4, conduct=0).margin) == 0.0
    assert pick(equilibrium(2, 4, conduct=0).lost) == 0.0
    assert pick(implied_cost(6, 4, conduct=0.5).cost) == pick(implied_cost(6, 4, firms=2).cost) == 4.0
    assert pick(equilibrium(2, 4, conduct=0.5).firm_profit) is None


def test_a_price_and_a_cost_of_zero_have_no_margin() -> None:
    found = equilibrium(0, 4, conduct=0)
    assert pick(found.margin) is None
    assert "no margin" in found.flag


def test_the_blend_is_a_third_guess() -> None:
    prices = blended_price(5, 25, [0.05, 0.25])
    assert pick(prices) == [6.0, 10.0]
    found = implied_cost(prices, ESSAY, firms=1)
    assert found.cost == pytest.approx([2, 6])
    assert found.margin == pytest.approx([2 / 3, 0.4])


def test_tokens_in_thousands_beside_a_price_per_million_are_asked_about() -> None:
    assert "1,500 times" in implied_cost(6, mean_value(20_000, 0.4, 200), firms=1).flag
    assert equilibrium(2, 4, firms=1).flag == implied_cost(60, 4, firms=1).flag == ""


def test_missing_stays_missing() -> None:
    assert pick(implied_cost([6, math.nan], 4, firms=1).cost) == [2.0, None]
    assert not implied_cost(math.nan, 4, firms=1).valid


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: implied_cost(0, 4, firms=1), r"price = 0\.0: give a number above 0"),
        (lambda: implied_cost(-6, 4, firms=1), r"price = -6\.0"),
        (lambda: mean_value(0, 0.4, 200), r"tokens = 0\.0: give a number above 0"),
        (lambda: mean_value(20, -0.4, 200), r"hours = -0\.4"),
        (lambda: mean_value(20, 0.4, math.inf), r"wage = inf: give a finite number"),
        (lambda: implied_cost(6, 4, firms=2, conduct=0.5), r"firms = 2, conduct = 0\.5: give one of the two"),
        (lambda: implied_cost(6, 4), r"firms = None, conduct = None"),
        (lambda: implied_cost(6, 4, firms=1.5), r"firms = 1\.5: give whole numbers"),
        (lambda: implied_cost(6, 4, firms=0), r"firms = 0\.0: give 1 or more"),
        (lambda: implied_cost(6, 4, conduct=1.2), r"conduct = 1\.2: give 1 or less"),
        (lambda: equilibrium(-1, 4, firms=1), r"cost = -1\.0: give 0 or more"),
        (lambda: blended_price(5, 25, 1.5), r"output_share = 1\.5: give 1 or less"),
    ],
)  # fmt: skip
def test_bad_input_is_named(call: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()  # type: ignore[operator]


@given(cost=st.floats(0, 100), value=prices, n=counts)
def test_the_equilibrium_is_a_best_response_of_each_firm(cost: float, value: float, n: int) -> None:
    """No quantity near a firm's own, nor far from it, earns it more while the others keep theirs."""
    found = equilibrium(cost, value, firms=n)
    served = float(found.served)
    if served < 1e-200:
        return
    own, others = served / n, served * (n - 1) / n
    tried = own * np.concatenate([np.linspace(0.01, 3, 300), [0.999, 1.001]])
    tried = tried[tried + others <= 1]
    earned = tried * (-value * np.log(tried + others) - cost)
    best = own * (float(found.price) - cost)
    assert (earned <= best * (1 + 1e-9) + 1e-300).all()


@given(cost=st.floats(0, 100), value=prices, n=counts, more=st.floats(0.001, 10))
def test_pass_through_is_one(cost: float, value: float, n: int, more: float) -> None:
    before, after = (float(equilibrium(c, value, firms=n).price) for c in (cost, cost + more))
    assert after - before == pytest.approx(more, rel=1e-6, abs=1e-9)


@given(price=prices, value=prices, n=counts)
def test_the_two_closures_are_each_others_inverse(price: float, value: float, n: int) -> None:
    found = implied_cost(price, value, firms=n)
    if found.valid:
        back = equilibrium(found.cost, value, firms=n)
        assert float(back.price) == pytest.approx(price, rel=1e-9)
        assert float(back.margin) == pytest.approx(float(found.margin), rel=1e-9)


@given(cost=st.floats(0, 20), value=st.floats(0.5, 20), n=counts)
def test_surplus_agrees_with_integration(cost: float, value: float, n: int) -> None:
    """The area under demand above the price is the users'; between cost and price, what is lost."""
    found = equilibrium(cost, value, firms=n)
    price = float(found.price)
    above = np.linspace(price, price + 60 * value, 200_001)
    assert float(found.users) == pytest.approx(np.trapezoid(np.exp(-above / value), above), rel=1e-6)
    between = np.linspace(cost, price, 20_001)
    area = np.trapezoid(np.exp(-between / value), between) - float(found.served) * (price - cost)
    assert float(found.lost) == pytest.approx(area, rel=1e-5, abs=1e-9)
    total = float(found.users) + float(found.profit)
    assert float(found.users) / total == pytest.approx(n / (n + 1))


def test_shares_of_tasks_agree_with_a_simulation() -> None:
    rng = np.random.default_rng(7)
    hours = rng.exponential(0.4, 200_000)
    runs = 200 * hours / 20 > 6
    error = math.sqrt(0.22313 * 0.77687 / len(hours))
    assert runs.mean() == pytest.approx(float(implied_cost(6, ESSAY, firms=1).served), abs=4 * error)


def test_the_cost_held_gives_the_elasticity_at_the_price_solved_for() -> None:
    """METHODS 1.1: two firms at a cost of 2 and z of 4 stop at 4, where demand loses a percent per percent."""
    found = equilibrium(2.0, 4.0, firms=2)
    assert (float(found.price), float(found.elasticity)) == (4.0, -1.0)
    assert pick(equilibrium(2.0, 4.0, firms=[1, 2]).elasticity) == [-1.5, -1.0]


def test_a_missing_price_or_cost_is_said() -> None:
    assert "missing" in implied_cost(math.nan, 4.0, firms=1).flag
    assert "missing" in equilibrium(math.nan, 4.0, firms=1).flag
    assert pick(implied_cost(6.0, 4.0, firms=[1, np.nan]).cost) == [2.0, None]
    with pytest.raises(ValueError, match=r"firms = .*whole"):
        implied_cost(6.0, 4.0, firms=[1.5, np.nan])

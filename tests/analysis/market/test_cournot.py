"""Firms of unequal cost and margins by share: METHODS 1.1."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.market.cournot import by_share, rivals
from finkit.analysis.market.lerner import equilibrium


def test_three_costs() -> None:
    found = rivals([1, 2, 3], 4)
    assert found.price == pytest.approx(10 / 3)
    assert found.shares == pytest.approx((0.583333333333, 0.333333333333, 0.0833333333333))
    assert found.margins == pytest.approx((0.7, 0.4, 0.1))
    assert (found.active, found.hhi) == pytest.approx((3, 0.458333333333))


def test_a_firm_that_costs_more_than_the_price_leaves() -> None:
    found = rivals([9, 1, 2], 4)  # with 9 the price would be 4 + 4/3 = 5.33, below 9: two stay, at 1.5 + 2
    assert found.price == 3.5
    assert found.shares == (0.0, 0.625, 0.375)
    assert found.margins[0] is None
    assert found.active == 2
    assert found.flag == "the cost of firm 1 is the price or more: it leaves and has no margin"


def test_a_firm_at_the_price_sells_nothing() -> None:
    assert rivals([1, 5], 4).shares == (1.0, 0.0)  # the monopoly of the first stops at 5


def test_one_firm_is_a_monopoly() -> None:
    found = rivals([2], 4)
    assert (found.price, found.shares, found.active, found.hhi) == (6.0, (1.0,), 1, 1.0)


def test_missing_stays_missing() -> None:
    assert rivals([1, None], 4).price is None
    assert rivals([1, 2], None).active is None
    assert rivals([1, None], 4).flag == "costs[1]: not known"


def test_the_larger_share_has_the_larger_margin() -> None:
    found = by_share([0.5, 0.3, 0.2], 1.5)
    assert found.margins == pytest.approx((1 / 3, 0.2, 2 / 15))
    assert (found.mean, found.hhi) == pytest.approx((0.38 / 1.5, 0.38))
    assert "above 1" in by_share([0.9, 0.1], 0.5).flag


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: rivals([], 4), r"costs = \[\]: give the marginal cost of one firm or more"),
        (lambda: rivals([1, -1], 4), r"costs\[1\] = -1: give 0 or more"),
        (lambda: rivals([1], 0), r"value = 0: give a number above 0"),
        (lambda: by_share([], 1.5), r"shares = \[\]"),
        (lambda: by_share([0.5, 0.6], 1.5), r"shares = \[0\.5, 0\.6\]: they add to 1\.1, not 1"),
        (lambda: by_share([1], 0), r"abs_elasticity = 0"),
    ],
)
def test_bad_input_is_named(call: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()  # type: ignore[operator]


def one_by_one(costs: list[float], value: float) -> float:
    """The price found by letting the dearest firm go until none loses: the second route."""
    held = sorted(costs)
    while True:
        price = sum(held) / len(held) + value / len(held)
        if held[-1] < price:
            return price
        held.pop()


@given(costs=st.lists(st.floats(0, 100), min_size=1, max_size=9), value=st.floats(0.01, 100))
def test_as_when_the_dearest_leave_one_by_one(costs: list[float], value: float) -> None:
    found = rivals(costs, value)
    assert found.price == pytest.approx(one_by_one(costs, value), rel=1e-9)
    assert math.fsum(s or 0.0 for s in found.shares) == pytest.approx(1, rel=1e-6)
    # Lerner by share: what a firm's share is over the elasticity at that price is its margin.
    weighted = by_share([(s or 0.0) / math.fsum(t or 0.0 for t in found.shares) for s in found.shares],
                        (found.price or 0.0) / value)  # fmt: skip
    for share, margin, again in zip(found.shares, found.margins, weighted.margins, strict=True):
        assert share == 0 or margin == pytest.approx(again, rel=1e-6, abs=1e-12)
    assert weighted.mean == pytest.approx((found.hhi or 0.0) * value / (found.price or 1.0), rel=1e-5)


@given(cost=st.floats(0, 50), value=st.floats(0.1, 50), n=st.integers(1, 8))
def test_equal_costs_are_the_symmetric_case(cost: float, value: float, n: int) -> None:
    found = rivals([cost] * n, value)
    assert found.price == pytest.approx(float(equilibrium(cost, value, firms=n).price), rel=1e-9)
    assert found.hhi == pytest.approx(1 / n, rel=1e-9)


@given(costs=st.lists(st.floats(0, 20), min_size=1, max_size=6), value=st.floats(0.5, 20), step=st.floats(0.01, 0.9))
def test_no_firm_gains_by_selling_more_or_less(costs: list[float], value: float, step: float) -> None:
    """Quantities are parts of the potential, sold at -z ln of their sum."""
    found = rivals(costs, value)
    assert found.price is not None
    all_sold = math.exp(-found.price / value)
    for cost, share in zip(costs, found.shares, strict=True):
        assert share is not None
        sold, others = share * all_sold, (1 - share) * all_sold

        def profit(quantity: float, others: float = others, cost: float = cost) -> float:
            return (-value * math.log(others + quantity) - cost) * quantity if quantity > 0 else 0.0

        for other in (sold * (1 - step), sold * (1 + step), step * all_sold):
            assert profit(other) <= profit(sold) + 1e-9 * value

"""Price, volume and mix: worked numbers, new and dropped products, and parts that add up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.analysis.inference.price_volume_mix import price_volume_mix


def test_worked_example() -> None:
    found: Any = price_volume_mix([15, 3, 0.6], [10, 60, 30], [12, 3, 0.4], [30, 70, 100])
    assert found.amounts == pytest.approx((348, 610))
    assert (found.price, found.volume, found.mix, found.total) == pytest.approx((-110, 348, 24, 262))
    assert (found.new, found.dropped) == (0, 0)


def test_a_new_product_stands_apart() -> None:
    base: Any
    for base in (([15, 3], [10, 60]), ([15, 3, None], [10, 60, None]), ([15, 3, 0], [10, 60, 0])):
        found = price_volume_mix(base[0], base[1], [12, 3, 5], [30, 70, 20])
        parts = (found.volume, found.mix, found.price, found.new, found.total)
        assert parts == pytest.approx((141.428571, 188.571429, -90, 100, 340), abs=1e-6)


def test_a_dropped_product_takes_its_amount_with_it() -> None:
    found: Any = price_volume_mix([10, 4], [5, 10], [10, None], [5, 0])
    assert (found.dropped, found.volume, found.mix, found.price, found.total) == (-40, 0, 0, 0, -40)


def test_nothing_continues() -> None:
    found: Any = price_volume_mix([10, None], [5, None], [None, 7], [None, 2])
    assert (found.new, found.dropped, found.total) == (14, -50, -36)
    assert found.flag == "no product has a price in both periods: all is new or dropped"


def test_a_price_list_without_sales_has_no_mean_price() -> None:
    found: Any = price_volume_mix([10, 4], [0, 0], [9, 4], [5, 5])
    assert found.volume is None
    assert found.mix is None
    assert (found.price, found.total) == (-5, 65)
    assert "volume and mix are not defined" in found.flag


@pytest.mark.parametrize(
    ("p0", "q0", "said"),
    [
        ([15, -3], [10, 60], r"p0\[1\] = -3: give 0 or more"),
        ([15, 3], [10], "q0 has 1 values: give 2, as for p0"),
        ([15, None], [10, 60], r"p0\[1\] is missing, but q0\[1\] = 60: give its price"),
    ],
)
def test_row_price_volume_mix_refuses(p0: list[float], q0: list[float], said: str) -> None:
    """METHODS 10, price_volume_mix: base price known."""
    with pytest.raises(ValueError, match=said):
        price_volume_mix(p0, q0, [12, 3], [30, 70])


PRICE = st.one_of(st.none(), st.floats(0.01, 1e3))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(PRICE, st.floats(0.01, 1e4), PRICE, st.floats(0.01, 1e4)), min_size=1, max_size=6))
def test_parts_add_up(rows: list[tuple[float | None, float, float | None, float]]) -> None:
    p0, q0, p1, q1 = zip(*((p, q if p else None, r, s if r else None) for p, q, r, s in rows), strict=True)
    found: Any = price_volume_mix(p0, q0, p1, q1)
    parts = [found.volume, found.mix, found.price, found.new, found.dropped]
    size = sum(abs(v or 0) for v in parts) + sum(a or 0 for a in found.amounts)
    assert sum(v or 0 for v in parts) == pytest.approx(found.total, abs=1e-12 * size)

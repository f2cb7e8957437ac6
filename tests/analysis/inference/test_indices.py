"""Price indices: their axioms, the matched sample, and chain drift."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.analysis.inference.index_formulas import INDICES
from finkit.analysis.inference.indices import bilateral, price_index

# Two prices bounce and come back: a fixed base sees no change.
BOUNCE: dict[str, Any] = {
    "periods": [1, 1, 2, 2, 3, 3],
    "products": ["a", "b"] * 3,
    "prices": [1.0, 1.0, 0.5, 1.0, 1.0, 1.0],
    "quantities": [10.0, 10.0, 40.0, 5.0, 10.0, 10.0],
}


def test_chaining_laspeyres_through_a_bouncing_price_drifts() -> None:
    found: Any = price_index(**BOUNCE, index="laspeyres")
    assert found.fixed_base == pytest.approx((1, 0.75, 1))
    # By hand: 0.75 down, then (1*40 + 1*5)/(0.5*40 + 1*5) = 1.8 up.
    assert found.chained == pytest.approx((1, 0.75, 1.35))
    assert found.drift == pytest.approx(0.35)
    assert price_index(**BOUNCE, index="fisher").drift == pytest.approx(0, abs=1e-12)


def test_a_new_model_is_outside_the_matched_sample() -> None:
    found: Any = price_index(
        [1, 1, 2, 2, 2], ["a", "b", "a", "b", "c"], [2, 4, 1, 4, 10], [5, 5, 5, 5, 6], index="paasche"
    )
    assert found.fixed_base == pytest.approx((1, 25 / 30))
    assert found.matched == pytest.approx((1, 25 / 85))


def test_sales_of_one_model_in_one_period_count_at_their_mean_price() -> None:
    found: Any = price_index([1, 1, 2], ["a", "a", "a"], [2.0, 4.0, 6.0], [3.0, 1.0, 1.0], index="laspeyres")
    assert found.fixed_base == pytest.approx((1, 6 / 2.5))
    assert "mean price" in found.flag


def test_a_row_without_a_price_is_left_out_and_said() -> None:
    """Model a alone is matched: 6 over 2."""
    found: Any = price_index([1, 1, 2, 2], ["a", "b", "a", "b"], [2.0, 4.0, 6.0, math.nan], [3.0, 1.0, 1.0, 1.0])
    assert found.fixed_base == pytest.approx((1, 3))
    assert found.matched == pytest.approx((1, 6 / 10))
    assert found.flag == "rows without a price or a quantity: 1, left out"


def test_a_table_without_rows_has_no_index_and_says_so() -> None:
    found = price_index([], [], [], [])
    assert (found.periods, found.fixed_base, found.drift) == ((), (None,), None)
    assert "no index there" in found.flag


def test_no_overlap_is_no_index() -> None:
    """METHODS 10, price_index: no overlap is None."""
    found: Any = price_index([1, 2], ["a", "b"], [1.0, 1.0], [1.0, 1.0])
    assert found.fixed_base == (1, None)
    assert found.chained == (1, None)
    assert found.drift is None
    assert "no product is sold in both periods" in found.flag


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"prices": [1.0, 0.0, 0.5, 1.0, 1.0, 1.0]}, r"prices\[1\] = 0: give a finite price above 0"),
        ({"quantities": [10.0, 10.0, -4.0, 5.0, 10.0, 10.0]}, r"quantities\[2\] = -4"),
        ({"periods": [1, 1, 2]}, "columns of 3, 6, 6 and 6 rows"),
        ({"index": "hedonic"}, "index = 'hedonic': use one of laspeyres, paasche, fisher, tornqvist, sato_vartia"),
    ],
)
def test_row_price_index_refuses(change: dict[str, Any], said: str) -> None:
    """METHODS 10, price_index: p<=0 is an error."""
    with pytest.raises(ValueError, match=said):
        price_index(**(BOUNCE | change))


GOODS = st.lists(st.tuples(*[st.floats(0.01, 100)] * 4), min_size=1, max_size=6).map(lambda rows: np.array(rows).T)


@pytest.mark.parametrize("name", INDICES)
@settings(max_examples=60, deadline=None)
@given(goods=GOODS, factor=st.floats(0.01, 100))
def test_identity_and_proportionality(name: str, goods: np.ndarray, factor: float) -> None:
    p0, q0, _, q1 = goods
    assert bilateral(name, p0, q0, p0, q1) == pytest.approx(1)
    assert bilateral(name, p0, q0, factor * p0, q1) == pytest.approx(factor)


@pytest.mark.parametrize("name", ["fisher", "tornqvist", "sato_vartia"])
@settings(max_examples=60, deadline=None)
@given(goods=GOODS)
def test_time_reversal(name: str, goods: np.ndarray) -> None:
    p0, q0, p1, q1 = goods
    assert bilateral(name, p0, q0, p1, q1) * bilateral(name, p1, q1, p0, q0) == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(goods=GOODS)
def test_fisher_lies_between_laspeyres_and_paasche(goods: np.ndarray) -> None:
    p0, q0, p1, q1 = goods
    ends = sorted(bilateral(name, p0, q0, p1, q1) for name in ("laspeyres", "paasche"))
    assert ends[0] * (1 - 1e-12) <= bilateral("fisher", p0, q0, p1, q1) <= ends[1] * (1 + 1e-12)

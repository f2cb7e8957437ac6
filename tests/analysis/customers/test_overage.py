"""A flat price on spread use: METHODS 7."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.customers.distribution import lognormal
from finkit.analysis.customers.overage import flat_plan, overage_plan

SPREADS = st.floats(0.2, 2.5)
SIZES = st.floats(0.05, 500)


def test_a_plan_without_revenue_has_no_margin() -> None:
    found = overage_plan(lognormal(8, 1.5), 0, 10, 0, 2)
    assert (found.revenue, found.cost, found.margin) == (0, 16, None)
    assert found.flag == "revenue is zero: no margin"


@given(spread=SPREADS, price=SIZES, cap=SIZES)
def test_a_cap_never_lowers_the_margin(spread: float, price: float, cap: float) -> None:
    found = flat_plan(lognormal(8, spread), price, 2, cap)
    assert found.margin is not None
    assert found.margin_capped is not None
    assert found.margin_capped >= found.margin - 1e-9 * (1 + abs(found.margin))

"""Returns: Excel's documented IRR and XIRR, several roots and none, payback within a period, bad input."""

from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.models.returns import irr, multiple, npv, payback, vintage_returns, xirr

EXCEL = [-70000.0, 12000.0, 15000.0, 18000.0, 21000.0, 26000.0]


def test_irr_as_excel_documents_it() -> None:
    assert irr(EXCEL).rate == pytest.approx(0.0866309480365)
    assert irr(EXCEL[:5]).rate == pytest.approx(-0.0212448482734)


def test_xirr_as_excel_documents_it_and_dates_out_of_order() -> None:
    flows = [-10000, 2750, 4250, 3250, 2750]
    dates = ["2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01"]
    found = xirr(flows, dates)
    assert found.rate == pytest.approx(0.373362535, abs=1e-8)
    assert found.flag == ""
    turned = xirr(flows[::-1], [datetime.date.fromisoformat(d) for d in dates[::-1]])
    assert turned.rate == pytest.approx(found.rate)
    assert turned.flag == "dates were not in order: sorted"


def test_two_sign_changes_give_both_roots_and_no_rate() -> None:
    found = irr([-100, 230, -132])
    assert (found.rate, found.flag) == (None, "two sign changes: IRR not unique")
    assert found.roots == pytest.approx((0.1, 0.2))
    dated = xirr([-100, 230, -132], ["2023-01-01", "2024-01-01", "2024-12-31"])
    assert dated.roots == pytest.approx((0.1, 0.2))


def test_no_root_and_no_sign_change_are_said() -> None:
    assert irr([100, 20, 30]).flag == "no sign change"
    none = irr([-100, 150, -100])
    assert (none.rate, none.roots) == (None, ())
    assert "no rate brings NPV to 0" in none.flag


def test_a_vintage_of_six_flows() -> None:
    found = vintage_returns([-1000, 150, 350, 420, 300, 120], 0.12)
    assert found.payback == pytest.approx(3 + 80 / 300)
    assert found.discounted_payback is None
    assert found.npv == pytest.approx(-29.3592211393)
    assert found.internal.rate == pytest.approx(0.108059220243)
    assert found.multiple == pytest.approx(1.34)


def test_payback_is_flagged_where_later_outlays_undo_it() -> None:
    found = vintage_returns([-100, 200, -300, 500], 0.1)
    assert found.payback == pytest.approx(0.5)
    assert "fall below 0 again" in found.flag
    assert payback([-100, 50]) is None
    assert multiple([10, 20]) is None


@given(st.floats(1, 1e6), st.lists(st.floats(1, 1e6), min_size=1, max_size=130))
def test_npv_at_the_internal_rate_is_zero(outlay: float, flows: list[float]) -> None:
    rate = irr([-outlay, *flows]).rate
    assert rate is not None
    scale = outlay + sum(f / (1 + rate) ** (k + 1) for k, f in enumerate(flows))
    assert npv([-outlay, *flows], rate) == pytest.approx(0, abs=1e-6 * scale)


def test_a_missing_flow_leaves_all_returns_missing_and_is_no_zero() -> None:
    found = vintage_returns([-1000.0, 150.0, None, 420.0], 0.12)
    assert (found.payback, found.discounted_payback, found.multiple, found.internal.rate) == (None,) * 4
    assert math.isnan(found.npv)
    assert found.flag == "cash_flows: not known"
    assert xirr([-1.0, None], ["2025-01-01", "2026-01-01"]).flag == "cash_flows: not known"
    assert xirr([-1.0, 2.0], ["2025-01-01", None]).flag == "dates: not known"


def test_flows_of_one_day_have_no_rate() -> None:
    found = xirr([-100.0, 110.0], ["2024-01-01", "2024-01-01"])
    assert (found.rate, found.flag) == (None, "no rate brings NPV to 0")


def test_a_missing_rate_leaves_missing_what_is_discounted() -> None:
    """-100, 60, 60: paid back after 1 + 40/60 periods, 1.2 times, whatever the rate."""
    found = vintage_returns([-100.0, 60.0, 60.0], None)
    assert (found.payback, found.multiple) == (pytest.approx(5 / 3), pytest.approx(1.2))
    assert math.isnan(found.npv)
    assert (found.discounted_payback, found.flag) == (None, "discount_rate: not known")


def test_bad_flows_dates_and_rates_are_named() -> None:
    with pytest.raises(ValueError, match=r"cash_flows\[1\] = inf: give a finite number"):
        irr([-1, float("inf")])
    with pytest.raises(ValueError, match=r"cash_flows = \[\]"):
        payback([])
    with pytest.raises(ValueError, match="discount_rate = -1: give a number above -1"):
        npv([-1, 2], -1)
    with pytest.raises(ValueError, match="'soon' is no date"):
        xirr([-1, 2], ["2025-01-01", "soon"])
    with pytest.raises(ValueError, match="dates has 1 values: give 2"):
        xirr([-1, 2], ["2025-01-01"])

"""A superseded model: its life cut first, then the tests of US GAAP and IFRS; what is missing is said."""

from __future__ import annotations

import pytest

from finkit.analysis.models.supersession import impairment, life_cut


def test_the_two_frameworks_differ_by_eight() -> None:
    found = impairment(50, 42, 30, 38, 29)
    assert (found.recoverable, found.us_loss) == (False, 20)
    assert (found.recoverable_amount, found.ifrs_loss) == (38, 12)


def test_flows_that_cover_the_book_value_pass_the_us_screen_alone() -> None:
    found = impairment(50, 60, 30, 38, 29)
    assert (found.recoverable, found.us_loss, found.ifrs_loss) == (True, 0, 12)


def test_a_missing_value_in_use_leaves_fair_value_less_costs_and_is_flagged() -> None:
    found = impairment(50, 42, 30, None, 29)
    assert (found.recoverable_amount, found.ifrs_loss) == (29, 21)
    assert "value in use is not known" in found.flag
    neither = impairment(50, 42, None, None, None)
    assert (neither.us_loss, neither.ifrs_loss) == (None, None)
    assert "no US loss" in neither.flag
    assert "no IFRS test" in neither.flag


def test_month_nine_of_twenty_four() -> None:
    found = life_cut(100, 24, 9, 15, 0.6)
    assert (found.straight_line_book, found.usage_book) == (62.5, 40)
    assert found.charge == pytest.approx(10.416666667)


def test_a_new_life_that_is_over_charges_everything_at_once() -> None:
    found = life_cut(100, 24, 9, 9)
    assert (found.straight_line_book, found.charge) == (62.5, None)
    assert "at once" in found.flag


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="at = 25"):
        life_cut(100, 24, 25, 30)
    with pytest.raises(ValueError, match=r"part_used = 1\.2"):
        life_cut(100, 24, 9, 15, 1.2)
    with pytest.raises(ValueError, match="nbv = -1"):
        impairment(-1, 42, 30, 38, 29)

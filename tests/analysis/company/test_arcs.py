"""Two points of a cost: high and low, arcs and variable shares, by METHODS 2.2 and 2.4."""

from __future__ import annotations

import math

import pytest

from finkit.analysis.company.arcs import arc, high_low, variable_share


def test_high_and_low_are_chosen_by_activity() -> None:
    found = high_low([100, 140, 120, 200, 180], [70, 88, 95, 130, 118])
    assert (found.rate, found.fixed, found.flag) == (pytest.approx(0.6), pytest.approx(10.0), "")


def test_ties_are_averaged_and_odd_results_flagged() -> None:
    found = high_low([100, 100, 200], [70, 90, 60])
    assert (found.rate, found.fixed) == (pytest.approx(-0.2), pytest.approx(100.0))
    assert "averaged" in found.flag
    assert "cost falls as activity rises" in found.flag
    assert high_low([100, 200], [50, 130]).flag == "fixed cost below 0: cost rises faster than activity"


@pytest.mark.parametrize("activity", [[1.0, 1.0], [1.0]])
def test_one_activity_is_refused(activity: list[float]) -> None:
    with pytest.raises(ValueError, match="activity"):
        high_low(activity, [1.0] * len(activity))


def test_what_is_missing_leaves_its_result_missing_with_a_reason() -> None:
    found = high_low([100, None, 200], [70, 88, 130])
    assert math.isnan(found.rate)
    assert found.flag == "activity: not known"
    moved = arc([100.0, 200.0], [44.0, None])
    assert (moved.ratios, moved.elasticity, moved.flag) == ((0.44, None), None, "cost: not known")


def test_a_cost_below_zero_is_flagged() -> None:
    assert high_low([1.0, 2.0], [-42.0, 1.0]).flag == (
        "fixed cost below 0: cost rises faster than activity; a cost is below 0"
    )


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="cost has 1 points, activity 2"):
        high_low([1, 2], [1])


def test_sales_in_line_with_revenue_have_elasticity_one() -> None:
    # Essay 004: S&M held at 44% of revenue while revenue grows from 3.70 to 13.07.
    found = arc([100.0, 353.2432432], [44.0, 155.427027])
    assert found.elasticity == pytest.approx(1.0, abs=1e-9)
    assert found.ratios == pytest.approx((0.44, 0.44))


def test_press_on_openai_s_selling_costs_implies_faster_than_revenue() -> None:
    # METHODS 1.7: 1.05 to 5.73 on revenue of 3.70 to 13.07: growth 5.4x on 3.5x, elasticity about 1.34.
    assert arc([3.70, 13.07], [1.05, 5.73]).elasticity == pytest.approx(1.34, abs=0.01)


def test_an_arc_without_movement_or_with_a_zero() -> None:
    assert arc([5, 5], [1, 2]).elasticity is None
    with pytest.raises(ValueError, match="a log needs figures above 0"):
        arc([1, 2], [0, 2])


def test_share_at_a_point_and_slope_over_the_arc_differ() -> None:
    found = variable_share(40, 0.6, [100, 200])
    assert found.cost == (100, 160)
    assert found.share == (pytest.approx(0.6), pytest.approx(0.75))
    assert found.arc == pytest.approx(math.log(1.6) / math.log(2))
    assert found.implied_fixed == pytest.approx(40)
    assert variable_share(0, 0, [1, 2]).share == (None, None)


def test_an_activity_below_zero_is_refused_and_a_missing_rate_stays_missing() -> None:
    with pytest.raises(ValueError, match=r"activity = .*none below 0"):
        high_low([-1, 2], [3, 4])
    found = variable_share(40.0, None, [100.0, 200.0])
    assert (found.cost, found.share, found.flag) == ((None, None), (None, None), "rate: not known")
    still = variable_share(40.0, 0.6, [0.0, 200.0])
    assert (still.cost, still.share, still.arc) == ((40.0, 160.0), (0.0, 0.75), None)
    assert "no log slope" in still.flag

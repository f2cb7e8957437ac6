"""The path of the operating margin, its limit, and years to break even: essay 004 and 001, worked by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.company.scale import DEEPENS, NEVER, growth_to_break_even, operating_margin_path

shares = st.floats(0, 1)
costs = st.floats(0, 1000)


@pytest.mark.parametrize(
    ("elasticity", "margins", "limit"),
    [
        (1.0, [-0.14, 0.01, 0.085, 0.1225, 0.14125], 0.16),
        (0.5, [-0.14, 0.138873016278, 0.305, 0.406936508139, 0.47125], 0.6),
        (0.0, [-0.14, 0.23, 0.415, 0.5075, 0.55375], 0.6),
    ],
)
def test_the_essays_path(elasticity: float, margins: list[float], limit: float) -> None:
    path = operating_margin_path(0.6, 0.44, 30.0, 100.0, elasticity)
    assert list(path.margins) == pytest.approx(margins, rel=1e-9)
    assert path.limit == pytest.approx(limit)
    assert path.flag == ""


def test_sales_that_outgrow_revenue_have_no_floor() -> None:
    path = operating_margin_path(0.6, 0.44, 30.0, 100.0, 1.5, [1, 4, 100])
    assert list(path.margins) == pytest.approx([-0.14, 0.6 - 0.88 - 0.075, 0.6 - 4.4 - 0.003])
    assert path.limit == -math.inf
    assert "faster than revenue" in path.flag


def test_without_sales_an_elasticity_says_nothing() -> None:
    path = operating_margin_path(0.6, 0.0, 30.0, 100.0, 2.0)
    assert (path.limit, path.flag) == (0.6, "")


def test_zero_revenue_has_no_path() -> None:
    path = operating_margin_path(0.6, 0.44, 30.0, 0.0, 1.0)
    assert set(path.margins) == {None}
    assert (path.limit, path.flag) == (None, "revenue is zero")


def test_missing_in_is_missing_out() -> None:
    path = operating_margin_path(None, 0.44, 30.0, 100.0, 1.0)
    assert set(path.margins) == {None}
    assert path.limit is None


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ((0.6, -0.1, 30.0, 100.0, 1.0), r"sales_share = -0\.1: give 0 or more"),
        ((0.6, 0.4, -30.0, 100.0, 1.0), r"fixed_cost = -30\.0: give 0 or more"),
        ((0.6, 0.4, 30.0, math.inf, 1.0), r"revenue = inf: give a finite number"),
        ((0.6, 0.4, 30.0, 100.0, 1.0, [1, 0]), r"multiples\[1\] = 0: give a number above 0"),
    ],
)
def test_bad_input_is_named(inputs: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        operating_margin_path(*inputs)  # type: ignore[arg-type]


@given(shares, shares, costs, st.floats(1, 1000), st.floats(0, 1))
def test_at_one_the_path_is_todays_margin_and_far_out_its_limit(
    margin: float, sales: float, fixed: float, revenue: float, elasticity: float
) -> None:
    path = operating_margin_path(margin, sales, fixed, revenue, elasticity, [1, 1e60])
    assert path.margins[0] == pytest.approx(margin - sales - fixed / revenue, abs=1e-9)
    if elasticity == 1 or elasticity < 0.8:
        assert path.margins[1] == pytest.approx(path.limit, abs=1e-9)


def test_openai_2025_with_sales_fixed_and_variable() -> None:
    fixed = growth_to_break_even(5.57, 26.48, 1.0, 0.4)
    assert fixed.multiple == pytest.approx(4.754039, abs=5e-7)
    assert fixed.years == pytest.approx(4.370912, abs=5e-7)
    assert fixed.flag == ""
    variable = growth_to_break_even(-0.16, 20.75, 1.0, 0.4)
    assert (variable.multiple, variable.years, variable.flag) == (None, None, DEEPENS)


def test_fixed_cost_that_keeps_pace_is_never_covered() -> None:
    for gamma in (1.0, 1.5):
        found = growth_to_break_even(5.0, 10.0, 1.0, gamma)
        assert (found.multiple, found.years, found.flag) == (2.0, None, NEVER)


def test_what_is_covered_today_takes_no_time() -> None:
    for contribution, fixed in ((10.0, 5.0), (5.0, 5.0), (0.0, 0.0)):
        found = growth_to_break_even(contribution, fixed, 0.1, 0.5)
        assert (found.years, found.flag) == (0.0, "")
    assert growth_to_break_even(10.0, 5.0, 0.1, 0.5).multiple == 0.5


def test_zero_contribution_does_not_grow() -> None:
    found = growth_to_break_even(0.0, 5.0, 1.0, 0.0)
    assert (found.multiple, found.years) == (None, None)
    assert found.flag == "contribution is zero: growth does not help"


def test_a_shrinking_company_breaks_even_where_fixed_cost_shrinks_faster() -> None:
    found = growth_to_break_even(5.0, 10.0, -0.1, -0.55)
    assert found.years == pytest.approx(1.0)  # 0.9 / 0.45 = 2


def test_growth_that_is_not_known_or_out_of_range() -> None:
    found = growth_to_break_even(5.0, 10.0, None, 0.4)
    assert (found.multiple, found.years, found.flag) == (2.0, None, "growth is not known")
    assert growth_to_break_even(math.nan, 10.0, 1.0, 0.4).flag == "contribution or fixed cost is not known"
    with pytest.raises(ValueError, match=r"fixed = -1: give 0 or more"):
        growth_to_break_even(5.0, -1, 1.0, 0.4)
    with pytest.raises(ValueError, match=r"revenue_growth = -1: give a number above -1"):
        growth_to_break_even(5.0, 10.0, -1, 0.4)


def test_a_missing_elasticity_is_said() -> None:
    found = operating_margin_path(0.6, 0.44, 30.0, 100.0, None, [1.0, 2.0])
    assert (found.margins, found.limit, found.flag) == ((None, None), None, "sales_elasticity: not known")

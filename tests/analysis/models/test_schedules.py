"""Schedules: the figures that Excel's documentation prints, sums to cost less salvage, changes of life, bad input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.models.schedules import METHODS, ages, change_of_life, fixed_rate, schedule


def charges(method: str, cost: float, life: float, periods: int, **named: Any) -> list[float]:
    return [float(charge) for charge in schedule(method, cost, life, ages(periods), **named).charge[0]]


def test_straight_line_and_sum_of_years_as_excel_documents_them() -> None:
    assert charges("straight line", 30000, 10, 10, salvage=7500) == pytest.approx([2250.0] * 10)
    falling = charges("sum of years", 30000, 10, 10, salvage=7500)
    assert [falling[0], falling[-1]] == pytest.approx([4090.909090909, 409.090909091])


def test_db_with_seven_months_in_its_first_year_as_excel_documents_it() -> None:
    rate = fixed_rate(1_000_000, 100_000, 6)
    found = schedule("declining balance", 1_000_000, 6, ages(7, 7 / 12), salvage=100_000, rate=rate)
    wanted = [186083.33, 259639.42, 176814.44, 120410.64, 81999.64, 55841.76, 15845.10]
    assert rate == 0.319
    assert found.charge[0] == pytest.approx(wanted, abs=0.005)


def test_ddb_as_excel_documents_it() -> None:
    plain = charges("double declining", 2400, 10, 10, salvage=300, switch=False)
    assert [plain[0], plain[9]] == pytest.approx([480, 22.12], abs=0.005)
    assert charges("double declining", 2400, 3650, 1, salvage=300)[0] == pytest.approx(1.32, abs=0.005)
    assert charges("double declining", 2400, 120, 1, salvage=300)[0] == pytest.approx(40)
    assert charges("double declining", 2400, 10, 2, salvage=300, rate=0.15)[1] == pytest.approx(306)


def test_vdb_as_excel_documents_it() -> None:
    assert sum(charges("double declining", 2400, 120, 18, salvage=300)[6:]) == pytest.approx(396.31, abs=0.005)
    slower = charges("double declining", 2400, 120, 18, salvage=300, rate=1.5 / 120)
    assert sum(slower[6:]) == pytest.approx(311.81, abs=0.005)
    part = schedule("double declining", 2400, 10, [[0.875]], salvage=300, rate=0.15)
    assert part.charge[0, 0] == pytest.approx(315)


def test_units_of_production_stop_at_the_use_expected_and_say_so() -> None:
    found = schedule("units of production", 120, 4, ages(4), usage=[[30, 45, 15, 30]], usage_total=100)
    assert found.charge[0] == pytest.approx([36, 54, 18, 12])
    assert found.book[0] == pytest.approx([84, 30, 12, 0])
    assert found.beyond is not None
    assert bool(found.beyond[0, 0])


def test_the_greater_of_revenue_ratio_and_straight_line() -> None:
    assert charges("greater of", 120, 3, 3, usage=[[60, 40, 20]]) == pytest.approx([60, 40, 20])
    # Revenue that comes late: straight line over what is left is the greater each year.
    assert charges("greater of", 120, 3, 3, usage=[[20, 40, 60]]) == pytest.approx([40, 40, 40])


def test_models_released_in_different_months_stand_in_one_block() -> None:
    age = np.array([[1.0, 2.0, 3.0, 4.0], [-1.0, 0.0, 1.0, 2.0]])
    found = schedule("straight line", [100.0, 60.0], [4.0, 2.0], age)
    assert found.charge.tolist() == [[25, 25, 25, 25], [0, 0, 30, 30]]
    assert found.book.tolist() == [[75, 50, 25, 0], [0, 0, 30, 0]]


def test_a_life_cut_at_month_nine_charges_what_is_left_over_six_months() -> None:
    found = change_of_life("straight line", 100, 24, 9, 15, ages(24))
    assert found.book[0, 8] == pytest.approx(62.5)
    assert found.charge[0, 9:15] == pytest.approx([10.416666667] * 6)
    assert found.charge[0, 15:].sum() == 0
    over = change_of_life("straight line", 100, 24, 9, 8, ages(24))
    assert over.charge[0, 9] == pytest.approx(62.5)


WHOLE = st.fixed_dictionaries({
    "cost": st.floats(1, 1e6), "part": st.floats(0, 1), "life": st.floats(1, 40), "first": st.floats(0.05, 1),
})  # fmt: skip


@pytest.mark.parametrize("method", ["straight line", "sum of years", "double declining", "greater of"])
@given(WHOLE)
def test_charges_sum_to_cost_less_salvage(method: str, drawn: dict[str, float]) -> None:
    salvage = drawn["cost"] * drawn["part"]
    age = ages(42, drawn["first"])
    use: dict[str, Any] = {"usage": np.where(age < drawn["life"] + 1, 1.0, 0.0)} if METHODS[method].by_use else {}
    found = schedule(method, drawn["cost"], drawn["life"], age, salvage=salvage, **use)
    assert found.charge.sum() == pytest.approx(drawn["cost"] - salvage, rel=1e-9, abs=1e-9 * drawn["cost"])
    assert (found.charge >= -1e-9 * drawn["cost"]).all()
    assert (found.book >= salvage - 1e-9 * drawn["cost"]).all()


@given(WHOLE, st.lists(st.floats(0, 1e3), min_size=2, max_size=30).filter(lambda use: sum(use) > 1e-3))
def test_charges_by_use_sum_to_cost_less_salvage(drawn: dict[str, float], use: list[float]) -> None:
    salvage = drawn["cost"] * drawn["part"]
    found = schedule("units of production", drawn["cost"], 12, ages(len(use)), usage=[use], salvage=salvage)
    assert found.charge.sum() == pytest.approx(drawn["cost"] - salvage, rel=1e-9, abs=1e-9 * drawn["cost"])


@given(WHOLE, st.floats(0.01, 1), st.booleans())
def test_what_a_declining_balance_leaves_is_its_last_book_value(
    drawn: dict[str, float], rate: float, switch: bool
) -> None:
    cost, salvage = drawn["cost"], drawn["cost"] * drawn["part"]
    age = ages(42, drawn["first"])
    found = schedule("declining balance", cost, drawn["life"], age, salvage=salvage, rate=rate, switch=switch)
    assert found.charge.sum() + found.book[0, -1] == pytest.approx(cost, rel=1e-9)
    if switch:
        assert found.charge.sum() == pytest.approx(cost - salvage, rel=1e-9, abs=1e-9 * cost)


@pytest.mark.parametrize("method", ["straight line", "sum of years", "double declining"])
@given(WHOLE, st.integers(0, 30), st.floats(0.5, 40))
def test_a_changed_life_charges_no_more_and_no_less(
    method: str, drawn: dict[str, float], at: int, new_life: float
) -> None:
    cost, salvage = drawn["cost"], drawn["cost"] * drawn["part"]
    found = change_of_life(method, cost, drawn["life"], at, new_life, ages(82), salvage=salvage)
    assert found.charge.sum() == pytest.approx(cost - salvage, rel=1e-9, abs=1e-9 * cost)


def test_a_missing_cost_is_missing_throughout() -> None:
    assert np.isnan(schedule("straight line", [np.nan], [3.0], ages(2)).charge).all()


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"method": "magic"}, "method = 'magic'"),
        ({"life": 0}, "life = 0"),
        ({"salvage": 120}, "salvage = 120: give at most the cost, 100"),
        ({"cost": -1}, "cost = -1: give 0 or more"),
        ({"method": "declining balance"}, "rate is missing"),
        ({"method": "declining balance", "rate": 1.4}, "rate = 1.4: give a rate above 0 and at most 1"),
        ({"method": "units of production"}, "usage is missing"),
        ({"method": "units of production", "usage": [[0.0, 0.0, 0.0]]}, "usage_total = 0"),
        ({"method": "units of production", "usage": [[1.0, -1.0, 3.0]]}, "usage: give finite numbers"),
        ({"method": "double declining", "age": [[3.0, 4.0]]}, "begin at the first launch"),
        ({"cost": np.inf}, "finite"),
    ],
)
def test_bad_input_is_named(named: dict[str, Any], message: str) -> None:
    filled: dict[str, Any] = {"method": "straight line", "cost": 100, "life": 3, "age": ages(3)}
    with pytest.raises(ValueError, match=message):
        schedule(**filled | named)


def test_an_asset_in_service_that_nobody_used_is_refused_whatever_is_expected() -> None:
    """METHODS 10: units sum 0 is an error."""
    with pytest.raises(ValueError, match="usage sums to 0"):
        schedule("units of production", 120, 4, ages(2), usage=[[0.0, 0.0]], usage_total=100)
    with pytest.raises(ValueError, match="age = "):
        schedule("straight line", 120, 4, np.empty((1, 0)))

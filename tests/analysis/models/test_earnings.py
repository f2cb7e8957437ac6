"""What models left: ranges meet the other way round, own sales shares stand in, unknown lines count no month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finkit.analysis.measures import Floats
from finkit.analysis.models.earnings import Books
from finkit.analysis.models.payoff import Earned

MONTHS = np.array([[31.0, 28.0]])
NONE = np.zeros((1, 2))


def line(low: float, high: float, off: float = 0.0) -> Floats:
    """A line of two like months: low, high, centre and rounding."""
    return np.array([low, high, (low + high) / 2, off])[:, None, None] * np.ones((1, 1, 2))


def books(sales: float = np.nan, **covered: Floats) -> Books:
    held = {
        "revenue": line(100, 120, 1),
        "cost_of_revenue": line(40, 50, 1),
        "staff_costs": line(0, 0),
        "sales_marketing": line(52, 56, 2),
        "general_administrative": line(60, 60),
    }
    return Books(
        money=held,
        covered={n: covered.get(n, NONE if n == "staff_costs" else MONTHS) for n in held},
        kept=np.array([[0.8], [0.9], [0.85], [0.9]]),
        sales=np.full((3, 1, 1), sales),
        staffed=np.array([False]),
    )


def left(found: Books) -> dict[str, Earned]:
    all_use = np.ones((1, 1, 2))
    return {name: one.of(0, 0) for name, one in found.earnings(all_use, all_use, all_use).items()}


def test_the_high_cost_meets_the_low_revenue() -> None:
    found = left(books())
    months = 59 / (365 / 12)
    assert found["gross profit"] == Earned(100, 160, pytest.approx(months), False, 130)
    # 0.8 x 100 - 50, 0.9 x 120 - 40 and 0.85 x 110 - 45, twice.
    assert found["after the partner's share"] == Earned(60, pytest.approx(136), pytest.approx(months), False, 97)


def test_a_sign_within_rounding_is_widened_by_it() -> None:
    # 100 - 50 - 56 = -6 to 120 - 40 - 52 = 28 a month; each month may be 1 + 1 + 2 off.
    assert left(books())["after S&M"] == Earned(-12, 56, pytest.approx(59 / (365 / 12)), False, 22)
    wide = books()
    narrow = replace(wide, money={**wide.money, "sales_marketing": line(52, 53, 2)})
    # 100 - 50 - 53 = -3, within 4 of 0.
    found = left(narrow)["after S&M"]
    assert (found.low, found.high, found.rounded) == (-6 - 8, 56 + 8, True)


def test_a_models_own_part_of_sales_stands_in_where_the_company_gives_none() -> None:
    found = left(books(sales=0.1, sales_marketing=NONE))
    # Less a tenth of revenue: 100 - 50 - 10 and 120 - 40 - 12, twice.
    assert (found["after S&M"].low, found["after S&M"].high) == (80, 136)


def test_a_month_without_a_line_counts_for_no_result_that_takes_it_off() -> None:
    found = left(books(sales_marketing=MONTHS * [1, 0]))
    assert found["after S&M"].months == pytest.approx(31 / (365 / 12))
    assert found["gross profit"].months == pytest.approx(59 / (365 / 12))
    assert found["after S&M"].low == -6

"""GMROI: published figures, the trap of the sector table, and the undefined."""

from __future__ import annotations

import pytest

from finkit.analysis.company.turnover import NO_COST, contrast, gmroi, gmroi_from_levels


def test_a_dress_shop_and_the_grocers_trap() -> None:
    dress = gmroi(0.60, 2.5, turnover_basis="cogs")
    assert (dress.gmroi, dress.sales_turnover, dress.margin_times_turnover) == (
        pytest.approx(3.75), pytest.approx(6.25), pytest.approx(1.5)
    )  # fmt: skip
    # The sector table prints 27% x 14 = 3.78; its own formula gives 5.178.
    grocer = gmroi(0.27, 14, turnover_basis="cogs")
    assert grocer.gmroi == pytest.approx(5.17808219178)
    assert grocer.margin_times_turnover == pytest.approx(3.78)


def test_the_same_business_on_either_basis() -> None:
    sales = gmroi(0.60, 6.25, turnover_basis="sales")
    assert (sales.gmroi, sales.cogs_turnover) == (pytest.approx(3.75), pytest.approx(2.5))
    assert sales.margin_times_turnover == sales.gmroi


def test_the_basis_is_mandatory() -> None:
    with pytest.raises(TypeError, match="turnover_basis"):
        gmroi(0.6, 2.5)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match=r"turnover_basis = 'cost': use one of cogs, sales"):
        gmroi(0.6, 2.5, turnover_basis="cost")


def test_a_gross_margin_of_one_is_undefined_and_said() -> None:
    found = gmroi(1.0, 2.0, turnover_basis="cogs")
    assert (found.gmroi, found.sales_turnover, found.flag) == (None, None, NO_COST)
    assert gmroi_from_levels(100.0, 0.0, 20.0).gmroi is None
    for margin in (1.2, -0.1):
        with pytest.raises(ValueError, match="gross_margin = "):
            gmroi(margin, 2.0, turnover_basis="cogs")


def test_levels() -> None:
    found = gmroi_from_levels(100.0, 35.0, 20.0)
    assert (found.gmroi, found.gross_margin, found.cogs_turnover) == (3.25, 0.65, 1.75)
    empty = gmroi_from_levels(100.0, 35.0, 0.0)
    assert (empty.gmroi, empty.flag) == (None, "inventory is zero")
    assert gmroi_from_levels(0.0, 35.0, 20.0).gross_margin is None
    assert gmroi_from_levels(None, 35.0, 20.0).gmroi is None


def test_fat_and_thin_margins_side_by_side() -> None:
    names = ["supermarket", "restaurant", "luxury", "fashion house"]
    found = contrast(names, [0.1, 0.7, 0.9, 1.0], [0.07, 0.67, 0.8, 0.9], [20, 30, 0.8, 1], turnover_basis="cogs")
    assert [one.gmroi for one in found[:3]] == pytest.approx([2.22222222222, 70.0, 7.2])
    assert [one.operating_margin for one in found] == pytest.approx([0.03, 0.03, 0.1, 0.1])
    assert (found[3].gmroi, found[3].flag) == (None, NO_COST)
    with pytest.raises(ValueError, match=r"turnover has 1 values: give 4"):
        contrast(names, [0.1, 0.7, 0.9, 1.0], [0, 0, 0, 0], [20], turnover_basis="cogs")


def test_no_revenue_and_no_inventory_figure_are_said() -> None:
    assert gmroi_from_levels(0.0, 35.0, 20.0).flag == "revenue is zero: no margin"
    found = gmroi_from_levels(100.0, 35.0, None)
    assert (found.gross_margin, found.gmroi, found.flag) == (0.65, None, "average_inventory_cost: not known")

"""The sheets on costs: switches recalculate margins, the scale path and break-even are live, estimates are grey."""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest

from finkit.analysis.company.bookings import SCALARS
from finkit.reporting.workbook import write_workbook
from tests.libreoffice import recalculate, requires_libreoffice
from tests.reporting.test_cost_parts import grown, lab
from tests.reporting.test_workbook import by_id

LATEST = 1  # FY2024, FY2025


def flipped(path: Path, to: Path, sheet: str, cells: dict[str, float]) -> Path:
    """The workbook with inputs set, by line id."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    rows = {page.cell(r, 3).value: r for r in range(page.max_row, 0, -1)}
    for line, value in cells.items():
        page.cell(rows[line], 5).value = value
    book.save(to)
    return to


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("costs")
    write_workbook(lab(), folder / "lab.xlsx")
    write_workbook(grown(), folder / "grown.xlsx")
    base = folder / "lab.xlsx"
    inside = {"share_net": 1.0, "share_inside": 1.0}
    return {
        "lab": base, "grown": folder / "grown.xlsx",
        "inside": flipped(base, folder / "inside.xlsx", "Treatments", inside),
        "outside": flipped(base, folder / "outside.xlsx", "Treatments", {"share_net": 1.0}),
        "placed": flipped(base, folder / "placed.xlsx", "Treatments", {"share_net": 1.0, "from_variable": 0.0}),
        "support": flipped(base, folder / "support.xlsx", "Treatments", {"staff_to_cost": 1.0}),
        "slower": flipped(base, folder / "slower.xlsx", "Scale", {"yearly_growth": 0.96, "elasticity_0": 1.0}),
        "changed": flipped(base, folder / "changed.xlsx", "Inputs", {"revenue": 1e9}),
    }  # fmt: skip


@pytest.fixture(scope="module")
def copies(books: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    found = recalculate(list(books.values()), tmp_path_factory.mktemp("out"))
    return {name: found[path] for name, path in books.items()}


@requires_libreoffice
def test_a_switch_recalculates_the_margins(copies: dict[str, Path]) -> None:
    found = {name: by_id(path, "Treatments") for name, path in copies.items()}
    margin = {name: held["gross_margin_shown"][LATEST] for name, held in found.items()}
    assert margin["lab"] == pytest.approx(5570 / 13070)
    assert margin["inside"] == pytest.approx(5570 / 10456)
    assert margin["outside"] == pytest.approx(2956 / 10456)
    assert margin["support"] in (None, "")  # no line gives support
    # S&M holds the share: its leaving changes nothing; else contribution is lower by it.
    contribution = {name: held["contribution_margin_shown"][LATEST] for name, held in found.items()}
    assert contribution["outside"] == pytest.approx(-160 / 10456)
    assert contribution["placed"] == pytest.approx((-160 - 2614) / 10456)
    assert found["inside"]["operating_margin_shown"][LATEST] == pytest.approx(-20910 / 10456)


@requires_libreoffice
def test_switches_agree_with_python(copies: dict[str, Path]) -> None:
    analysis = lab()
    grid = analysis.company.treatments.at(analysis.latest() or 0)
    by_setting = {one.setting.scalars: one for one in grid.settings}
    for name, scalars in (("inside", ("share_net", "share_inside")), ("outside", ("share_net",))):
        cell = by_setting[scalars].cells["gross_margin"]
        assert by_id(copies[name], "Treatments")["gross_margin_shown"][LATEST] == pytest.approx(cell.value, rel=1e-9)


def test_switches_are_cells_of_0_and_1(books: dict[str, Path]) -> None:
    page = openpyxl.load_workbook(books["lab"])["Treatments"]
    rows = {row[2].value: row for row in page.iter_rows()}
    assert {rows[name][4].font.color.rgb for name in SCALARS} == {"FF0000FF"}
    (rule,) = page.data_validations.dataValidation
    assert rule.formula1 == '"0,1"'
    assert all(rows[name][4].coordinate in rule.sqref for name in SCALARS)


@requires_libreoffice
def test_scale_is_live(copies: dict[str, Path]) -> None:
    found, slower = (by_id(copies[name], "Scale") for name in ("lab", "slower"))
    years = math.log(26480 / 5570)
    assert found["years_to_break_even"][0] == pytest.approx(years / math.log(2 / 1.4))
    assert found["years_to_break_even"][1] in (None, "")
    assert slower["years_to_break_even"][0] == pytest.approx(years / math.log(1.96 / 1.4))
    assert found["margin_at_scale_0"][:5] == pytest.approx(
        [0.426166794 - 26480 / 13070 / m for m in (1, 2, 4, 8, 16)], abs=1e-8
    )
    assert found["limit_at_scale_0"][0] == pytest.approx(5570 / 13070)
    assert slower["limit_at_scale_0"][0] == pytest.approx(-160 / 13070)
    assert slower["margin_at_scale_0"][4] == pytest.approx((-160 - 20750 / 16) / 13070)


def test_scale_costs_follow_the_sheets(books: dict[str, Path]) -> None:
    page = openpyxl.load_workbook(books["lab"])["Scale"]
    cells = {row[2].value: row[4] for row in page.iter_rows() if row[2].value}
    names = ("scale_revenue", "scale_sales", "scale_variable", "scale_fixed")
    assert [cells[name].data_type for name in names] == ["f"] * 4


def test_estimates_are_grey_italic(books: dict[str, Path]) -> None:
    page = openpyxl.load_workbook(books["grown"])["Behaviour"]
    row = next(r for r in page.iter_rows() if r[2].value == "elasticity_cost_of_revenue")
    estimate = grown().company.behaviour.of("cost_of_revenue")
    assert estimate is not None
    assert estimate.elasticity is not None
    assert row[6].value == pytest.approx(estimate.elasticity.value)
    assert (row[6].font.italic, row[6].font.color.rgb) == (True, "FF7F7F7F")
    assert "inputs " in row[4].comment.text


@requires_libreoffice
def test_checks_say_when_estimates_are_stale(copies: dict[str, Path]) -> None:
    assert by_id(copies["lab"], "Cover")["all_current"][0] == 1
    assert by_id(copies["changed"], "Cover")["all_current"][0] == 0

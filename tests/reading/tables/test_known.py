"""Of two tables that give one figure otherwise, one is kept unmapped and says to which it lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from xlsxwriter import Workbook

from finkit.reading import read_facts
from finkit.statement.fact import Fact

YEARS = ["USD millions", "FY2022", "FY2023", "FY2024"]
LINES = {"Revenue": (10, 12, 14), "Cost of revenue": (4, 5, 6), "Gross profit": (6, 7, 8), "Net income": (1, 2, 3)}


def revenues(path: Path, model: int, data: int, *, formulas: bool) -> dict[tuple[str, str], Fact]:
    """FY2022's revenue on two sheets that agree on all else, by sheet and cell; Model holds formulas or figures."""
    with Workbook(path) as book:
        for name, revenue in (("Model", model), ("Data", data)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, YEARS)
            for r, (label, figures) in enumerate(LINES.items(), 1):
                sheet.write(r, 0, label)
                for c, figure in enumerate((revenue, *figures[1:]) if r == 1 else figures, 1):
                    if formulas and name == "Model":
                        sheet.write_formula(r, c, f"={figure}*1", None, figure)
                    else:
                        sheet.write(r, c, figure)
    return {(fact.sheet, fact.cell): fact for fact in read_facts(path) if fact.cell == "B2"}


def test_a_typed_figure_stands_before_a_formula_of_a_better_table(tmp_path: Path) -> None:
    held = revenues(tmp_path / "a.xlsx", 11, 10, formulas=True)
    lost, kept = held["Model", "B2"], held["Data", "B2"]
    assert (kept.line, kept.value) == ("revenue", 10e6)
    assert (lost.line, lost.value) == ("", 11e6)
    assert lost.reason == "unmapped: a typed figure gives this line (Data B2)"


@pytest.mark.parametrize("data", [10, 0])
def test_of_typed_figures_the_better_table_s_stands(tmp_path: Path, data: int) -> None:
    held = revenues(tmp_path / "a.xlsx", 11, data, formulas=False)
    lost, kept = held["Data", "B2"], held["Model", "B2"]
    assert (kept.line, kept.value) == ("revenue", 11e6)
    assert (lost.line, lost.value) == ("", data * 1e6)
    assert lost.reason == "unmapped: another table gives this line (Model B2)"


def test_equal_figures_stand_on_both_sheets(tmp_path: Path) -> None:
    held = revenues(tmp_path / "a.xlsx", 10, 10, formulas=True)
    assert [fact.line for fact in held.values()] == ["revenue", "revenue"]

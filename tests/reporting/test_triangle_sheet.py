"""The sheet Triangle and its table on the page, of a company with tokens by model and quarter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import finkit
from finkit.analysis.models.triangle import chain_ladder
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_triangle import triangles_section
from tests.analysis.models.test_vintage_triangle import QUARTERS, RELEASED, TOKENS
from tests.libreoffice import recalculate, requires_libreoffice

STATEMENT = """company,line,label,period,value,currency,scale,basis
Lab X,revenue,Revenue,FY2024,120,USD,millions,reported
Lab X,cost_of_revenue,Cost of revenue,FY2024,70,USD,millions,reported
"""


def analysis(folder: Path) -> finkit.Analysis:
    path = folder / "lab-x.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    usage: list[dict[str, Any]] = [
        {"period": quarter, "model": name, "output_tokens": tokens[k]}
        for name, tokens in TOKENS.items() for k, quarter in enumerate(QUARTERS) if tokens[k]
    ]  # fmt: skip
    prices = [{"model": n, "start": str(RELEASED.get(n, "2024-10-03")), "input": 1, "output": 2} for n in TOKENS]
    return finkit.analyze(finkit.read(path), {"usage": usage, "prices": prices})


def test_the_page_shows_the_triangle_its_diagonal_and_its_error(tmp_path: Path) -> None:
    found = triangles_section(Page(analysis(tmp_path)))
    grid = found.tables[0]
    assert grid.caption == "Cumulative tokens by model and age"
    assert [head.text for head in grid.heads] == [
        "3 months", "6 months", "9 months", "12 months", "Latest", "Reached", "Projected", "Mack's error",
    ]  # fmt: skip
    shown = {line.label: [c.text if isinstance(c, Figure) else c for c in line.cells] for line in grid.lines}
    # Factors 2.673913, 1.253968 and 1.030303 take 22, 60 to 77.518 and 35 to 120.911.
    assert shown["c"][:7] == ["22", "60", "", "", "60", "77%", "78"]
    assert shown["d"][4:7] == ["35", "29%", "121"]
    assert shown["Factor to this age; all models"][1:4] == ["2.674", "1.254", "1.030"]
    assert "Left out, not covered from release on: old." in grid.note
    assert "lower bound of the doubt" in grid.note


@requires_libreoffice
def test_a_changed_cell_moves_factors_projections_and_macks_error(tmp_path: Path) -> None:
    path, changed = tmp_path / "lab-x.xlsx", tmp_path / "changed.xlsx"
    finkit.write(analysis(tmp_path), path)
    book = openpyxl.load_workbook(path)
    amounts = [row for row in book["Triangle"].iter_rows() if row[2].value == "models_amount"]
    assert [str(row[0].value) for row in amounts] == ["a", "b", "c", "d"]
    amounts[1][5].value = 30
    book.save(changed)
    copy = openpyxl.load_workbook(recalculate([changed], tmp_path / "out")[changed], data_only=True)["Triangle"]

    def rows(name: str) -> list[list[Any]]:
        return [[c.value for c in row[4:8]] for row in copy.iter_rows() if row[2].value == f"models_{name}"]

    # The second model's 14 and 23 are now 14 and 30.
    held = chain_ladder([[10, 26, 33, 34], [14, 44, 53], [22, 60], [35]])
    assert rows("factor")[0][1:] == pytest.approx(held.factors.tolist(), rel=1e-9)
    assert [row[0] for row in rows("ultimate")] == pytest.approx(held.ultimate.tolist(), rel=1e-9)
    assert [row[0] for row in rows("error")] == pytest.approx(held.error.tolist(), rel=1e-9)
    assert rows("total_error")[0][0] == pytest.approx(held.total_error, rel=1e-9)
    assert rows("developed")[3][0] == pytest.approx(35 / held.ultimate[3], rel=1e-9)

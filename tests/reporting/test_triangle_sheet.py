"""The sheet Triangle and its table on the page, of a company with tokens by model and quarter."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import finkit
from finkit.analysis.models.triangle import chain_ladder
from finkit.analysis.models.vintage_triangle import VintageTriangle
from finkit.files import shipped
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_triangle import _grid, _months, triangles_section
from tests.analysis.models.test_vintage_triangle import QUARTERS, RELEASED, TOKENS
from tests.libreoffice import recalculate, requires_libreoffice
from tests.reporting.test_models_sheets import STATEMENT as RESULTS

STATEMENT = """company,line,label,period,value,currency,scale,basis
Lab X,revenue,Revenue,FY2024,120,USD,millions,reported
Lab X,cost_of_revenue,Cost of revenue,FY2024,70,USD,millions,reported
"""


def analysis(folder: Path, changed: Mapping[str, tuple[int, ...]] | None = None) -> finkit.Analysis:
    path = folder / "lab-x.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    usage: list[dict[str, Any]] = [
        {"period": quarter, "model": name, "output_tokens": tokens[k]}
        for name, tokens in (TOKENS | dict(changed or {})).items() for k, quarter in enumerate(QUARTERS) if tokens[k]
    ]  # fmt: skip
    prices = [{"model": n, "start": str(RELEASED.get(n, "2024-10-03")), "input": 1, "output": 2} for n in TOKENS]
    return finkit.analyze(finkit.read(path), {"usage": usage, "prices": prices})


def test_the_page_shows_the_triangle_its_diagonal_and_its_error(tmp_path: Path) -> None:
    found = triangles_section(Page(analysis(tmp_path)))
    grid = found.tables[0]
    assert grid.caption == "Cumulative tokens by model and age"
    assert [head.text for head in grid.heads] == [
        "Latest", "Part reached", "Projected to 12 months, the oldest observed", "Mack's error",
        "3 months", "6 months", "9 months", "12 months",
    ]  # fmt: skip
    shown = {line.label: [c.text if isinstance(c, Figure) else c for c in line.cells] for line in grid.lines}
    # Factors 2.673913, 1.253968 and 1.030303 take 22, 60 to 77.518 and 35 to 120.911.
    assert shown["c"][:3] == ["60", "77%", "78"]
    assert shown["c"][4:] == ["22", "60", "", ""]
    assert shown["d"][:3] == ["35", "29%", "121"]
    assert shown["All models; factor from the age before"][5:] == ["2.674", "1.254", "1.030"]
    assert "Projected to 12 months, the oldest age observed, with no tail" in grid.note
    assert "Left out, not covered from release on or of unknown cost: old." in grid.note
    assert "lower bound of the doubt" in grid.note


def test_many_ages_are_thinned_out_to_fit_a_page() -> None:
    """24 monthly ages, doubling from each to the next: every third is shown, and factors lead from shown to shown."""
    rows = [[2.0**k for k in range(count)] for count in (24, 24, 10)]
    ladder = chain_ladder(rows)
    names = ("a", "b", "c")
    held = VintageTriangle("tokens", 1, names, (), tuple(map(tuple, rows)), ladder, date(2026, 1, 1))
    grid = _grid(Page(finkit.analyze(finkit.read(shipped("statements") / "xai.csv"))), held)
    assert [head.text for head in grid.heads][4:] == [f"{k} months" for k in range(3, 25, 3)]
    last = [c.text if isinstance(c, Figure) else c for c in grid.lines[-1].cells]
    assert last[4:] == ["", *["8.000"] * 7]
    assert "One age in 3 is shown" in grid.note
    assert _months(1) == "1 month"


def changed_copy(one: finkit.Analysis, folder: Path, cells: dict[tuple[str, str, str], tuple[int, Any]]) -> Any:
    """The workbook with a cell of (sheet, id, end of the label) changed in a column from 0, recalculated."""
    path, changed = folder / "lab-x.xlsx", folder / "changed.xlsx"
    finkit.write(one, path)
    book = openpyxl.load_workbook(path)
    for (sheet, name, label), (col, value) in cells.items():
        (row,) = (r for r in book[sheet].iter_rows() if r[2].value == name and str(r[0].value).endswith(label))
        row[4 + col].value = value
    book.save(changed)
    return openpyxl.load_workbook(recalculate([changed], folder / "out")[changed], data_only=True)


def assert_as_python(sheet: Any, held: VintageTriangle) -> None:
    ages, rows, ladder = held.projected.completed.shape[1], len(held.names), held.projected

    def shown(name: str, count: int = 1) -> list[list[Any]]:
        """The last `count` rows of that id above the workings of the next triangle."""
        found = [[c.value for c in row[4 : 4 + ages]] for row in sheet.iter_rows() if row[2].value == f"models_{name}"]
        return found[:count]

    for row, cumulative in zip(shown("cumulative", rows), held.cumulative, strict=True):
        assert row[: len(cumulative)] == pytest.approx(cumulative, rel=1e-9)
        assert not any(row[len(cumulative) :])
    assert shown("factor")[0][1:] == pytest.approx(ladder.factors.tolist(), rel=1e-9)
    assert [row[0] for row in shown("ultimate", rows)] == pytest.approx(ladder.ultimate.tolist(), rel=1e-9)
    assert [row[0] for row in shown("developed", rows)] == pytest.approx(ladder.developed.tolist(), rel=1e-9)
    errors = [row[0] for row in shown("error", rows)]
    assert errors == ["" if math.isnan(x) else pytest.approx(x, rel=1e-9, abs=1e-3) for x in ladder.error.tolist()]
    assert ladder.total_error is None or shown("total_error")[0][0] == pytest.approx(ladder.total_error, rel=1e-9)


@requires_libreoffice
def test_tokens_changed_on_inference_move_factors_projections_and_macks_error(tmp_path: Path) -> None:
    sheet = changed_copy(
        analysis(tmp_path),
        tmp_path,
        {("Inference", "mtok_3", "b, output"): (2, 30), ("Inference", "mtok_4", ""): (2, 0)},
    )["Triangle"]
    # The second model's 14 and 23 are now 14 and 30; the third comes a quarter later.
    held = chain_ladder([[10, 26, 33, 34], [14, 44, 53], [38], [35]])
    assert held.ultimate[3] > 0
    usage = {"b": (0, 14, 30, 9), "c": (0, 0, 0, 38)}
    after = analysis(tmp_path, usage).triangles.tokens
    assert isinstance(after, VintageTriangle)
    assert after.projected.ultimate.tolist() == pytest.approx(held.ultimate.tolist())
    assert_as_python(sheet, after)


MODELS = {"One": "2023-01-20", "Two": "2023-12-10", "Three": "2024-05-05"}


def generations(folder: Path, share: float, releases: dict[str, str], cost_of_2024: int = 190) -> finkit.Analysis:
    path = folder / "lab-x.csv"
    path.write_text(RESULTS.replace("FY2024,190", f"FY2024,{cost_of_2024}"), encoding="utf-8")
    models = [
        {"name": name, "release": day, "training_cost": 40e6, "currency": "USD", "training_basis": "all R&D"}
        for name, day in releases.items()
    ]
    return finkit.analyze(finkit.read(path), {"models": models, "adoption": {"share_at_once": share}})


@requires_libreoffice
def test_gross_profit_by_age_follows_a_share_a_release_and_a_cost(tmp_path: Path) -> None:
    """A release moved within its period, into another month than the one in which Usage cuts its months."""
    before = generations(tmp_path, 0.25, MODELS)
    sheet = changed_copy(
        before, tmp_path,
        {
            ("Models", "models_share_at_once", ""): (0, 0.6),
            ("Models", "models_release", "Two"): (0, datetime(2023, 10, 17)),
            ("Inputs", "cost_of_revenue", ""): (1, 150e6),
        },
    )["Triangle"]  # fmt: skip
    after = generations(tmp_path, 0.6, MODELS | {"Two": "2023-10-17"}, cost_of_2024=150).triangles.profit
    first = before.triangles.profit
    assert isinstance(first, VintageTriangle)
    assert isinstance(after, VintageTriangle)
    assert [len(row) for row in first.cumulative] == [10, 6, 4]
    assert [len(row) for row in after.cumulative] == [10, 7, 4]
    assert after.cumulative[1][0] != pytest.approx(first.cumulative[1][0], rel=0.01)
    assert_as_python(sheet, after)

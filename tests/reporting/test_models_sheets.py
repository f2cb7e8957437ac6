"""The sheets Models, Usage and Schedule: changed by a reader, they say what Python says with the same changes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import finkit
from finkit.analysis.models.lives import Generations
from finkit.analysis.models.payoff import Payoff
from tests.libreoffice import recalculate, requires_libreoffice

STATEMENT = """company,line,label,period,value,currency,scale,basis
Lab X,revenue,Revenue,FY2023,120,USD,millions,reported
Lab X,cost_of_revenue,Cost of revenue,FY2023,70,USD,millions,reported
Lab X,revenue,Revenue,FY2024,360,USD,millions,reported
Lab X,cost_of_revenue,Cost of revenue,FY2024,190,USD,millions,reported
Lab X,revenue,Revenue,H1 2025,300,USD,millions,reported
Lab X,cost_of_revenue,Cost of revenue,H1 2025,140,USD,millions,reported
"""


def assumptions(second: str = "2023-12-10", share: float = 0.25, life: float = 18) -> dict[str, Any]:
    rows = (("One", "2023-01-20", 40e6), ("Two", second, 90e6), ("Three", "2024-11-05", 200e6))
    models = [
        {"name": name, "release": day, "training_cost": cost, "currency": "USD", "training_basis": "all R&D"}
        for name, day, cost in rows
    ]
    return {"models": models, "adoption": {"share_at_once": share}, "life_months": life}


def analysis(folder: Path, **changed: Any) -> finkit.Analysis:
    path = folder / "lab-x.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    return finkit.analyze(finkit.read(path), assumptions(**changed))


def rows_of(sheet: Any, name: str) -> list[list[Any]]:
    """The figures of every row with that id, in order."""
    return [[c.value for c in row[4:]] for row in sheet.iter_rows() if row[2].value == f"models_{name}"]


@requires_libreoffice
def test_a_life_a_share_and_a_date_changed_in_the_workbook_are_followed_everywhere(tmp_path: Path) -> None:
    before = analysis(tmp_path)
    path = tmp_path / "lab-x.xlsx"
    finkit.write(before, path)
    book = openpyxl.load_workbook(path)
    models = book["Models"]
    for row in models.iter_rows():
        if row[2].value == "models_share_at_once":
            row[4].value = 0.6
        if row[2].value == "models_life":
            row[4].value = 12
        if row[2].value == "models_release" and str(row[0].value).endswith("Two"):
            row[4].value = datetime(2023, 9, 3)
    # Wrong cached values cannot pass: openpyxl writes formulas without any.
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    copy = openpyxl.load_workbook(recalculate([changed], tmp_path / "out")[changed], data_only=True)
    found = analysis(tmp_path, second="2023-09-03", share=0.6, life=12).models.generations
    assert isinstance(found, Generations)
    for v, life in enumerate(found.lives):
        held, left = life.payoff, life.earned["usage"]["gross profit"]
        assert isinstance(held, Payoff)
        wanted = {
            "months_of_use": left.months, "left_low": left.low, "left_high": left.high, "tenure": life.tenure,
            "payback": held.centre, "payback_over_tenure": held.ratio,
        }  # fmt: skip
        for name, value in wanted.items():
            shown = rows_of(copy["Models"], name)[v][0]
            assert shown == pytest.approx(value, rel=1e-9), (life.name, name)
    # Use of each month adds up, and each cost is charged over the 12 months from release: 335 of Two's 365 days.
    usage = rows_of(copy["Usage"], "usage")
    assert [sum(month) for month in zip(*usage, strict=True)] == pytest.approx([1.0] * len(usage[0]), rel=1e-9)
    charges = rows_of(copy["Schedule"], "model_charge")
    assert sum(charges[0]) == pytest.approx(40e6, rel=1e-9)
    assert sum(charges[1]) == pytest.approx(90e6, rel=1e-9)
    days = (date(2025, 7, 1) - date(2024, 11, 5)).days
    assert sum(charges[2]) == pytest.approx(200e6 * days / 365, rel=1e-9)


@requires_libreoffice
def test_every_formula_recalculates_to_what_python_wrote(tmp_path: Path) -> None:
    path = tmp_path / "lab-x.xlsx"
    finkit.write(analysis(tmp_path), path)
    written = openpyxl.load_workbook(path, data_only=True)
    copy = openpyxl.load_workbook(recalculate([path], tmp_path / "out")[path], data_only=True)
    compared = 0
    for name in ("Models", "Usage", "Schedule"):
        for row in written[name].iter_rows(min_col=5):
            for cell in row:
                again = copy[name][cell.coordinate].value
                if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    assert again == pytest.approx(cell.value, rel=1e-9, abs=1e-6), (name, cell.coordinate)
                    compared += 1
    assert compared > 1000

"""The sheet Inference: what moved spending, and price, volume and mix, are worked out afresh by LibreOffice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from finkit.analysis.inference.lmdi import lmdi1
from finkit.analysis.inference.price_volume_mix import price_volume_mix
from finkit.reporting.workbook import write_workbook
from tests.libreoffice import recalculate, requires_libreoffice
from tests.reporting.test_workbook import by_id
from tests.reporting.usage import lab

EXACT: Any = {"rel": 1e-9, "abs": 1e-6}


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook, and one with other users, prices and a model's tokens gone; both from wrong cached values."""
    folder = tmp_path_factory.mktemp("inference")
    write_workbook(lab(), folder / "given.xlsx")
    book = openpyxl.load_workbook(folder / "given.xlsx")
    sheet = book["Inference"]
    rows = {sheet.cell(r, 3).value: r for r in range(sheet.max_row, 0, -1)}
    for column in range(5, 14):
        if sheet.cell(rows["users_t"], column).value is not None:
            sheet.cell(rows["users_t"], column).value = 5e6
    sheet.cell(rows["price_t"], 5).value = 0.01
    sheet.cell(rows["tokens_per_task_t"], 6).value = 0
    sheet.cell(rows["unit_price_t"], 5).value = 0.25
    sheet.cell(rows["unit_price_0"], 6).value = None
    sheet.cell(rows["quantity_0"], 6).value = 0
    book.save(folder / "changed.xlsx")
    paths = [folder / "given.xlsx", folder / "changed.xlsx"]
    found = recalculate(paths, folder / "out")
    return {path.stem: found[path] for path in paths}


def row(held: dict[str, list[object]], name: str, count: int) -> list[float]:
    return [float(v) if isinstance(v, int | float) else float("nan") for v in held[name][:count]]


@requires_libreoffice
@pytest.mark.parametrize("which", ["given", "changed"])
def test_effects_agree_with_python(copies: dict[str, Path], which: str) -> None:
    spent = lab().inference.spending
    held, count, factors = by_id(copies[which], "Inference"), len(spent.categories), spent.split.factors
    before, after = ([row(held, f"{name}_{when}", count) for name in factors] for when in "0t")
    wanted = lmdi1(before, after, factors)
    assert [held[f"sum_{name}"][0] for name in factors] == pytest.approx(list(wanted.additive), **EXACT)
    assert [held[f"factor_{name}"][0] for name in factors] == pytest.approx(list(wanted.multiplicative), rel=1e-9)
    assert held["unexplained"][0] == pytest.approx(0, abs=1e-6)
    if which == "given":
        assert wanted.additive == pytest.approx(spent.split.additive, rel=1e-12)


@requires_libreoffice
@pytest.mark.parametrize("which", ["given", "changed"])
def test_price_volume_and_mix_agree_with_python(copies: dict[str, Path], which: str) -> None:
    held, count = by_id(copies[which], "Inference"), len(lab().inference.products[0])
    p0, q0, p1, q1 = (
        [None if v != v else v for v in row(held, name, count)]
        for name in ("unit_price_0", "quantity_0", "unit_price_t", "quantity_t")
    )
    wanted = price_volume_mix(p0, q0, p1, q1)
    parts = ("volume_effect", "mix_effect", "price_effect", "new_amount", "dropped_amount")
    found = [held[f"sum_{name}"][0] for name in parts]
    assert found == pytest.approx([wanted.volume, wanted.mix, wanted.price, wanted.new, wanted.dropped], **EXACT)
    assert held["amount_unexplained"][0] == pytest.approx(0, abs=1e-6)
    if which == "given":
        assert wanted == lab().inference.price_volume_mix
        assert wanted.new == 800_000 * 15 + 600_000 * 75 + 1_000_000 * 0.5


def test_a_company_without_usage_has_no_sheet(tmp_path: Path) -> None:
    write_workbook(lab(usage=[]), tmp_path / "none.xlsx")
    assert "Inference" not in openpyxl.load_workbook(tmp_path / "none.xlsx").sheetnames

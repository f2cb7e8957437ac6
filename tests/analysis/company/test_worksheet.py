"""The formulas of treatments, leverage and scale on a worksheet: switch cells recalculate what Python works out."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from finkit.analysis.company.bookings import AMOUNTS, SCALARS, TREATMENTS
from finkit.analysis.company.leverage import LEVERAGE
from finkit.analysis.company.scale import GROWTH, PATH
from finkit.analysis.measures import Measure, evaluate
from finkit.formula import Ref, block_formulas
from tests.libreoffice import recalculate, requires_libreoffice

NAN = math.nan
BOOKED = {"revenue": 13.07, "cost_of_revenue": 7.5, "contribution": -0.16, "operating_result": -20.91}
MOVED = {
    "partner_share": 2.614, "free_outside": 1.2569, "free_inside": NAN, "staff_serving": 0.5, "stock_pay": 2.5,
    "stock_in_cost": 0.2, "stock_in_variable": NAN, "training_spread": 4.78, "billed_elsewhere": 2.623,
    "accelerators": 1.0,
}  # fmt: skip


def settings() -> dict[str, np.ndarray]:
    """OpenAI's year under each switch alone, all off, and all on: a column a setting."""
    columns = [{}, *({name: 1.0} for name in SCALARS), dict.fromkeys(SCALARS, 1.0)]
    filled = [BOOKED | MOVED | dict.fromkeys(SCALARS, 0.0) | column for column in columns]
    return {name: np.array([column[name] for column in filled]) for name in (*BOOKED, *AMOUNTS, *SCALARS)}


def points(**columns: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array(values) for name, values in columns.items()}


PARTS: dict[str, tuple[tuple[Measure, ...], dict[str, np.ndarray]]] = {
    "Treatments": (TREATMENTS, settings()),
    "Leverage": (LEVERAGE, points(
        price=[6, 6, 6, 2, 13.07, 0], unit_cost=[2, 2, 2, 2, 7.5, 1], fixed_cost=[1000, 1000, 1000, 5, 26.48, 1],
        units=[400, 250, 200, 9, 1, 1])),
    "Paths": (PATH, points(
        margin_before_sales=[0.6, 0.6, 0.6, 0.6, 0.6, NAN], sales_share=[0.44, 0.44, 0.44, 0, 0.44, 0.44],
        sales_elasticity=[1, 0.5, 1.5, 1.5, 0, 1], revenue_multiple=[16, 4, 4, 4, 2, 1], fixed_cost=[30.0] * 6,
        revenue=[100, 100, 100, 100, 0, 100])),
    "Growth": (GROWTH, points(
        contribution=[5.57, -0.16, 5, 10, 0, 5], fixed_cost=[26.48, 20.75, 10, 5, 5, 10],
        revenue_growth=[1, 1, 1, 0.1, 1, NAN], fixed_growth=[0.4, 0.4, 1, 0.5, 0, 0.4])),
}  # fmt: skip


@requires_libreoffice
def test_a_worksheet_recalculates_every_step(tmp_path: Path) -> None:
    path, wanted = tmp_path / "steps.xlsx", {}
    with xlsxwriter.Workbook(path) as book:
        for name, (measures, given) in PARTS.items():
            sheet, size = book.add_worksheet(name), len(next(iter(given.values())))
            refs = {n: Ref(name, row, 2, 1, size) for row, n in enumerate([*given, *(m.name for m in measures)])}
            for n, values in given.items():
                for column, value in enumerate(values.tolist()):
                    if not math.isnan(value):
                        sheet.write_number(refs[n].row, 2 + column, value)
            for n, values in evaluate(measures, given, size).items():
                formula = next(m.parsed for m in measures if m.name == n)
                for row, column, text in block_formulas(formula, refs, refs[n]):
                    # A wrong cached value: the test sees only what is worked out afresh.
                    sheet.write_formula(row, column, text, None, -999)
                    wanted[name, n, row, column] = float(values[column - 2])
    copy = openpyxl.load_workbook(recalculate([path], tmp_path / "out")[path], data_only=True)
    for (name, n, row, column), value in wanted.items():
        found = copy[name].cell(row + 1, column + 1).value
        if math.isnan(value):
            assert found in (None, ""), (name, n, column, found)
        else:
            assert found == pytest.approx(value, rel=1e-9, abs=1e-12), (name, n, column)
    assert sum(map(math.isnan, wanted.values())) > 20

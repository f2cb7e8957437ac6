"""The sheet Cadence: every figure of the map worked out afresh, from its own inputs and from changed ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

from finkit.analysis.models.cadence import CadenceMap, cadence_map, stop_value
from finkit.reporting.workbook import write_workbook
from tests.libreoffice import recalculate, requires_libreoffice
from tests.reporting.test_cadence_part import lab
from tests.reporting.test_cost_sheets import flipped
from tests.reporting.test_workbook import by_id

CHANGED = {
    "loss_rate": 1.0,
    "rival_months": 9.0,
    "generation_growth": 3.0,
    "discount_rate": 0.15,
    "cadence_growth": 0.05,
}


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("cadence")
    write_workbook(lab(), folder / "lab.xlsx")
    books = {
        "as written": flipped(folder / "lab.xlsx", folder / "same.xlsx", "Cadence", {}),
        "changed": flipped(folder / "lab.xlsx", folder / "changed.xlsx", "Cadence", CHANGED),
    }
    found = recalculate(list(books.values()), folder / "out")
    return {name: found[path] for name, path in books.items()}


def rows(held: dict[str, list[object]], name: str, count: int) -> np.ndarray:
    """The rows of a block; what is empty is missing."""
    return np.array([[np.nan if v in (None, "") else v for v in held[f"{name}_{k}"][:6]] for k in range(count)], float)


def checked(held: dict[str, list[object]], tail: str, wanted: CadenceMap) -> None:
    for name, values in (
        ("kept", wanted.kept),
        ("cash_after_training", wanted.cash),
        ("margin_after_training", wanted.margin),
    ):
        assert held[f"{name}_{tail}"][:6] == pytest.approx(values.tolist(), rel=1e-9)
    np.testing.assert_allclose(rows(held, f"margin_amortized_{tail}", 6), wanted.margin_amortized, rtol=1e-9)
    np.testing.assert_allclose(rows(held, f"payback_{tail}", 6) * 12, wanted.payback, rtol=1e-9)


@requires_libreoffice
def test_the_map_recalculates_as_python_has_it(copies: dict[str, Path]) -> None:
    held, cost = by_id(copies["as written"], "Cadence"), 80e6 * 366 / 365
    checked(held, "fixed", cadence_map(100e6, 0.6, cost, cost_growth=2, rival_interval=1))
    checked(held, "rivals", cadence_map(100e6, 0.6, cost, cost_growth=2, rival_interval=1, loss_rate=0.5))


@requires_libreoffice
def test_changed_assumptions_move_the_map_and_the_worth_of_stopping(copies: dict[str, Path]) -> None:
    held, cost = by_id(copies["changed"], "Cadence"), 80e6 * 366 / 365
    checked(held, "fixed", cadence_map(100e6, 0.6, cost, cost_growth=3, rival_interval=0.75))
    checked(held, "rivals", cadence_map(100e6, 0.6, cost, cost_growth=3, rival_interval=0.75, loss_rate=1))
    # R&D takes all of gross profit: no worth of going on.
    assert held["go_on"][0] in (None, "")
    upkeep = held["maintenance"][0]
    assert isinstance(upkeep, float)
    for column, decay in enumerate((0.5, 1.0)):
        wanted = stop_value(60e6, 80e6, 0.05, 0.15, decay, upkeep)
        assert held["stop_decaying"][column] == pytest.approx(wanted.decaying, rel=1e-9)
        assert held["stop_until"][column] == pytest.approx(wanted.until, rel=1e-9)


def test_every_figure_of_the_map_is_a_formula(tmp_path: Path) -> None:
    write_workbook(lab(), tmp_path / "lab.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "lab.xlsx")["Cadence"]
    live = [
        r
        for r in range(1, sheet.max_row + 1)
        if str(sheet.cell(r, 3).value).startswith(("margin_", "payback_", "kept_"))
    ]
    assert len(live) == 2 * (1 + 1 + 6 + 6)
    assert all(str(sheet.cell(r, c).value).startswith("=") for r in live for c in range(5, 11))

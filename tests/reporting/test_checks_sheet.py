"""Checks watches what grey figures rest on: one blue cell changed, and it says which figures to compute anew."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest

from finkit.reporting.workbook import write_workbook
from tests.libreoffice import recalculate, requires_libreoffice
from tests.reporting.usage import lab

PLANS = [
    {"name": "Seen", "price": 20, "unit_cost": 2, "distribution": "sample", "sample": "1; 2; 3; 4; 10; 30"},
    {"name": "Spread", "price": 20, "usage": {"low": 6, "value": 8, "high": 12}, "unit_cost": {"low": 1, "high": 3},
     "distribution": "lognormal", "sigma": 1.5, "included": 10, "overage_price": 4},
]  # fmt: skip
TASKS = [{"name": "Route", "routed_share": {"low": 0.4, "value": 0.6, "high": 0.8}, "cost_ratio": 0.2,
          "escalation": 0.1}]  # fmt: skip
MARKET = [{"name": "chat", "currency": "USD", "price": {"low": 1, "value": 6, "high": 8}, "tokens": 20, "hours": 0.4,
           "wage": 200}]  # fmt: skip
MODELS = [{"name": f"M{k}", "release": f"202{k}-0{k}-10", "training_cost": 1e8, "currency": "USD",
           "training_basis": "final run"} for k in (3, 4, 5)]  # fmt: skip
# A sheet and the id of a blue cell on it, the cell's new value, and what Checks then says to compute anew.
CHANGES: dict[str, tuple[str, str, int, float, str]] = {
    "sample": ("Plans", "price", 0, 25, "Plans, the sample of Seen"),
    "filled": ("Plans", "cap", 0, 15, "Plans, the sample of Seen"),
    "ends": ("Plans", "sigma", 1, 1.2, "Plans, which ends leave least of Spread"),
    "tasks": ("Tasks", "cost_ratio", 0, 0.7, "Tasks, which end of the share routed saves least"),
    "market": ("Market", "wage_m1", 0, 150, "Market, the words below"),
    "models": ("Models", "models_release", 0, 44_000, "Usage, months"),
    "inference": ("Inference", "list_price_1", 1, 9, "Inference, quality-adjusted price"),
    "trend": ("Trend", "frontier_price", 1, 3, "Trend, the year by every method"),
    "inputs": ("Inputs", "revenue", 0, 1.1e9, "how costs move"),
}
# Changes of one workbook stand on three sheets, so that each can be told from the others; a book costs six seconds.
GROUPS = {"a": ("sample", "tasks", "models"), "b": ("filled", "market", "inference"), "c": ("ends", "trend", "inputs")}


def cell_of(page: Any, name: str, column: int) -> Any:
    """The cell of the first row of an id, by its column from 0."""
    row = next(r for r in range(1, page.max_row + 1) if page.cell(r, 3).value == name)
    return page.cell(row, 5 + column)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A workbook as written and one for each of `GROUPS` with its changes, all recalculated."""
    folder = tmp_path_factory.mktemp("checks")
    paths = {name: folder / f"{name}.xlsx" for name in ("base", *GROUPS)}
    cap = [PLANS[0], {**PLANS[1], "cap": 40}]
    write_workbook(lab(plans=cap, tasks=TASKS, market=MARKET, models=MODELS), paths["base"])
    for group, names in GROUPS.items():
        book = openpyxl.load_workbook(paths["base"])
        for name in names:
            sheet, line, column, value, _ = CHANGES[name]
            cell = cell_of(book[sheet], line, column)
            assert cell.font.color.rgb == "FF0000FF", (name, "not a blue cell")
            cell.value = value
        book.save(paths[group])
    found = recalculate(list(paths.values()), folder / "out")
    return {name: openpyxl.load_workbook(found[path], data_only=True) for name, path in paths.items()}


def told(book: Any) -> list[str]:
    """What Checks says has changed."""
    rows = book["Checks"].iter_rows(values_only=True)
    return [row[0] for row in rows if str(row[2]).startswith("changes_") and row[4]]


@requires_libreoffice
def test_as_written_nothing_has_changed(copies: dict[str, Any]) -> None:
    assert cell_of(copies["base"]["Cover"], "all_current", 0).value == 1
    assert told(copies["base"]) == []


@requires_libreoffice
@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_blue_cell_is_noticed(copies: dict[str, Any], name: str) -> None:
    book = next(copies[group] for group, names in GROUPS.items() if name in names)
    assert cell_of(book["Cover"], "all_current", 0).value == 0
    assert any(CHANGES[name][-1] in words for words in told(book)), told(book)


@requires_libreoffice
@pytest.mark.parametrize("group", GROUPS)
def test_what_rests_on_no_changed_cell_is_not_named(copies: dict[str, Any], group: str) -> None:
    words = " ".join(told(copies[group]))
    others = [CHANGES[name][-1] for name in CHANGES if name not in GROUPS[group]]
    assert [said for said in others if said in words and said not in {CHANGES[n][-1] for n in GROUPS[group]}] == []

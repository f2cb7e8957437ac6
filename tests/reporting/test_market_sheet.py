"""The sheet Market: live from its blue cells, equal to Python under changed inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from finkit.analysis.analyze import Analysis, analyze
from finkit.analysis.market.markets import FIRMS
from finkit.files import shipped
from finkit.reading import read
from finkit.reporting.workbook import write_workbook
from tests.analysis.market.test_markets import BARE, ESSAY
from tests.libreoffice import recalculate, requires_libreoffice, typed
from tests.reporting.test_workbook import by_id

CHANGED: dict[str, Any] = {
    **ESSAY, "output_share": {"value": 0.1, "low": 0.02, "high": 0.3},
    "hours": {"value": 0.35, "low": 0.25, "high": 0.6},
    "wage": 150, "tokens": 15, "rival_costs": "3; 9; 1", "shares": "0.6; 0.3; 0.1", "open_price": 0.5,
    "quality_premium": 4, "potential": 5000, "race_share": 0.9, "wholesale": 40,
}  # fmt: skip
# What of the inputs of a market stands in which blue cells, first column first.
CELLS: dict[str, list[float]] = {
    "output_share_m1": [0.1, 0.3, 0.02], "hours_m1": [0.35, 0.25, 0.6], "wage_m1": [150] * 3, "tokens_m1": [15] * 3,
    "rival_cost_m1": [3, 9, 1], "firm_share_m1": [0.6, 0.3, 0.1], "open_price_m1": [0.5], "first_premium_m1": [4],
    "potential_m1": [5000], "racer_share_m1": [0.9], "wholesale_m1": [40],
}  # fmt: skip


def made(*rows: dict[str, Any]) -> Analysis:
    return analyze(read(shipped("statements") / "who-wins.xlsx"), {"market": list(rows)})


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[Any]]]:
    folder = tmp_path_factory.mktemp("market")
    paths = {name: folder / f"{name}.xlsx" for name in ("essay", "changed", "two")}
    write_workbook(made(ESSAY), paths["essay"])
    write_workbook(made(ESSAY, {**BARE, "marginal_cost": {"low": 1, "high": 3}}), paths["two"])
    typed(paths["essay"], paths["changed"], "Market", CELLS)
    copies = recalculate(list(paths.values()), tmp_path_factory.mktemp("out"))
    held = {name: by_id(copies[path], "Market") for name, path in paths.items()}
    return {**held, "second": by_id(copies[paths["two"]], "Market 2")}


def near(found: Any, wanted: Any) -> None:
    for one, other in zip(found, np.ravel(np.array(wanted, dtype=float)).tolist(), strict=False):
        if other != other:
            assert one in (None, "")
        else:
            assert one == pytest.approx(other, rel=1e-9, abs=1e-12)


@requires_libreoffice
@pytest.mark.parametrize(("name", "row"), [("essay", ESSAY), ("changed", CHANGED)])
def test_recalculated_equals_python(sheets: dict[str, dict[str, list[Any]]], name: str, row: dict[str, Any]) -> None:
    cells, (found,) = sheets[name], made(row).market.markets
    assert found.own is not None
    assert found.held is not None
    assert found.ceiling is not None
    assert found.rivals is not None
    near(cells["market_price_m1"], found.cases.price)
    near(cells["implied_cost_m1"], found.own.cost)
    near(cells["slope_hours_m1"][:1], found.slopes.hours)
    for i, n in enumerate(FIRMS):
        near(cells[f"implied_cost_by_firms_{n}_m1"], found.held.cost[i])
        near(cells[f"held_margin_by_firms_{n}_m1"], found.held.margin[i])
        near(cells[f"solved_price_{n}_m1"], found.solved.price[i])
        near(cells[f"solved_margin_{n}_m1"], found.solved.margin[i])
        near(cells[f"firm_profit_{n}_m1"], found.solved.firm_profit[i])
        near(cells[f"lost_surplus_{n}_m1"], found.solved.lost[i])
        near(cells[f"users_part_{n}_m1"][:1], found.solved.users_part[i])
        near(cells[f"war_revenue_{n}_m1"], found.war[0][i])
        near(cells[f"war_profit_{n}_m1"], found.war[1][i])
    assert found.blended is not None
    near(cells["implied_cost_of_blend_m1"], found.blended.cost)
    near(cells["limit_price_m1"], found.ceiling.limit.price)
    near(cells["earning_months_m1"][:1], found.ceiling.earning_months)
    near(cells["truce_discount_m1"], found.truces.discount)
    near(cells["rival_share_m1"], [share or 0.0 for share in found.rivals.shares])
    near(cells["rivals_price_m1"][:1], found.rivals.price)
    near(cells["rivals_hhi_m1"][:1], found.rivals.hhi)
    assert found.by_share is not None
    near(cells["mean_margin_m1"][:1], found.by_share.mean)
    assert found.entry is not None
    assert cells["firms_that_fit_m1"][0] == min(found.entry.firms or 0, 12)
    near(cells["profit_each_m1"], found.entry.profits[:12])
    assert found.switched is not None
    near(cells["profit_under_switches_1_m1"], found.switched[0])
    near(cells["profit_under_switches_2_m1"], found.switched[1])
    assert found.race is not None
    near(cells["research_truce_discount_m1"][:1], found.race.discount)
    assert found.resale is not None
    near(cells["same_dollar_margin_m1"][:1], found.resale.dollar_margin)


@requires_libreoffice
def test_a_second_market_has_a_sheet_of_its_own(sheets: dict[str, dict[str, list[Any]]]) -> None:
    assert sheets["two"]["solved_margin_2_m1"][0] == pytest.approx(0.5)
    assert sheets["second"]["marginal_cost_m2"][:3] == [2, 3, 1]
    assert sheets["second"]["solved_price_2_m2"][:3] == pytest.approx([4, 5, 3])
    assert "input_price_m2" not in sheets["second"]


def test_charts_show_both_closures_and_the_price_war_from_live_cells(tmp_path: Path) -> None:
    """Each series stands on formulas; without a price there is one closure, without a cost no chart of the war."""
    unpriced = {name: value for name, value in BARE.items() if name != "price"}
    write_workbook(made(ESSAY, {**unpriced, "marginal_cost": 2}), tmp_path / "book.xlsx")
    book: Any = openpyxl.load_workbook(tmp_path / "book.xlsx")
    titled = {
        name: [drawn.title.tx.rich.p[0].r[0].t for drawn in book[name]._charts] for name in ("Market", "Market 2")
    }
    assert titled["Market"] == ["Margin by number of firms", "Price war: % of what one firm takes"]
    assert titled["Market 2"] == titled["Market"]
    counts = [len(drawn.series) for name in ("Market", "Market 2") for drawn in book[name]._charts]
    assert counts == [2, 3, 1, 3]
    page = book["Market"]
    for drawn in page._charts:
        for series in drawn.series:
            cells = [cell for row in page[series.yVal.numRef.f.split("!")[1]] for cell in row]
            assert len(cells) == len(FIRMS)
            assert all(str(cell.value).startswith("=") for cell in cells)

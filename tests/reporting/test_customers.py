"""Customers on the page and in the workbook: parts of the page as they read, sheets that recalculate."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

import finkit
from finkit.analysis.analyze import Analysis
from finkit.analysis.customers.plans import analyze_plans
from finkit.analysis.customers.price_rise import RISE
from finkit.analysis.customers.tasks import MEASURES, OPTIONAL, PARTS, case_values
from finkit.analysis.customers.user import CARRY, FLAT_RATE, HEAVY, LIGHT, POWER, SERVED, TOTALS, USER, WHOLE
from finkit.analysis.customers.utilization import FULL
from finkit.analysis.market.chain import chain
from finkit.assumptions.settings import Assumptions
from finkit.files import shipped
from finkit.reporting.html import report_page
from finkit.reporting.page import Page
from finkit.reporting.page_customers import customers_section
from finkit.reporting.page_grid import Grid
from finkit.reporting.verdict import verdict
from finkit.reporting.workbook import write_workbook
from tests.libreoffice import recalculate, requires_libreoffice

LAB = "Line (USD),FY2024,FY2025\nRevenue,900,2000\nCost of revenue,400,800\nSales and marketing,200,300\nR&D,500,700\n"
PLANS: list[dict[str, Any]] = [
    {"name": "Plus", "price": 20, "currency": "USD", "users": 1000, "api_value": 400, "utilization": 0.1,
     "new_price": 24, "source": "a price list"},
    {"name": "Max <b>", "price": 200, "users": 50, "api_value": 14000, "usage": 8, "unit_cost": {"low": 1, "high": 3},
     "distribution": "lognormal", "sigma": 1.5, "cap": 40, "included": 10, "overage_price": 4, "new_price": 240},
    {"name": "Free", "price": 0, "users": 9000, "usage": 0.2, "unit_cost": 2},
    {"name": "Pass", "price": 9.95, "users": 300, "usage": {"low": 0.77, "value": 0.85, "high": 2.23},
     "unit_cost": 9.38, "heavy_users": 0.15, "heavy_cost": {"low": 0.3, "value": 0.4, "high": 0.5}, "fixed_cost": 5000},
]  # fmt: skip
TASKS: list[dict[str, Any]] = [
    {"name": "Review", "wage": 200, "hours_saved": {"low": 0.3, "value": 0.4, "high": 0.5}, "tokens": 20, "price": 6,
     "gate_hours": 0.05, "routed_share": 0.6, "cost_ratio": 0.2, "escalation": 0.1},
    {"name": "Notes", "fee": 10, "distribution_cost": 3, "life_months": 24, "month_tokens": 4000, "unit_cost": 2,
     "token_unit": "thousand"},
]  # fmt: skip


def analysis(tmp_path: Path, **given: Any) -> Analysis:
    path = tmp_path / "lab.csv"
    path.write_text(LAB, encoding="utf-8")
    return finkit.analyze(finkit.read(path), given or None)


def shown(grid: Grid | None) -> list[list[str]]:
    """A table as its words."""
    assert grid is not None
    heads = [grid.corner, *(head.text for head in grid.heads)]
    return [heads, *([line.label, *map(str, line.cells)] for line in grid.lines)]


def table(grid: Grid | None) -> Grid:
    assert grid is not None
    return grid


def why(cell: Any) -> str:
    """Why a cell is blank."""
    return str(cell.why)


def test_the_parts_of_the_page(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    page = Page(analysis(tmp_path, plans=PLANS, tasks=TASKS))
    found = customers_section(page)
    assert found.by_use is not None
    assert found.lorenz is not None
    grids = [found.by_use.table, found.users, found.power, found.lorenz.table, found.growth, found.rises, found.layers]
    assert [shown(grid) for grid in (*grids, *found.flat_price, *found.tasks)] == snapshot
    assert [str(answer) for answer in verdict(page) if answer.about == "Customer"] == snapshot


def test_a_company_without_plans_says_which_input_would_bring_them(tmp_path: Path) -> None:
    page = Page(analysis(tmp_path))
    found = customers_section(page)
    assert found.charts == []
    assert found.absent[0].startswith("Plans are absent: needs a Plans table: price,")
    assert found.absent[1].startswith("Tasks are absent: needs a Tasks table: wage,")
    answer = next(a for a in verdict(page) if a.about == "Customer")
    assert str(answer).startswith("Absent: needs users or tokens by plan (a Plans table")
    # Revenue 2,000 less 800 of cost leaves 60%; R&D of 700, half of it and half of the year before, over two years.
    grid = shown(found.layers)
    assert grid[1][1] == "60.0%"


def test_what_one_source_measured_is_said_of_its_plans_alone(tmp_path: Path) -> None:
    """Limits run down by machine and essay 000's 2,000 users are SemiAnalysis', not a user's own plan's."""
    own = customers_section(Page(analysis(tmp_path, plans=PLANS)))
    theirs = [{**PLANS[0], "source": "SemiAnalysis, June 2026"}, *PLANS[1:]]
    measured = customers_section(Page(analysis(tmp_path, plans=theirs)))
    assert own.power is not None
    assert measured.power is not None
    assert [one for one in own.says if "machines" in one] == []
    assert own.says[0].startswith("k, the API value over the price, is the most that a plan can cost")
    assert measured.says[0] == "The limits behind these curves were run down by machines, not by typical users."
    assert "2,000" not in own.power.note
    assert "API list prices for cost and light users as free to serve. Left out: Free (needs a price" in own.power.note
    assert "the one reading found that gives essay 000's 2,000 light users" in measured.power.note


def test_the_use_that_a_mean_user_is_taken_to_have_stands_beside_what_he_leaves(tmp_path: Path) -> None:
    """20 less 400 x 0.155 x 0.01 leaves 19.38 at most, 20 less 400 x 0.3 x 0.25 leaves -10: from 4 / 23.38 on."""
    used = {"low": 0.01, "value": 0.1, "high": 0.25}
    found = customers_section(Page(analysis(tmp_path, plans=[PLANS[0] | {"utilization": used}, PLANS[1]])))
    users, rises = shown(found.users), shown(found.rises)
    assert users[0][3:6] == ["Part of limits used (assumed)", "Cost of a user", "Contribution"]
    assert users[1][3:6] == ["10.0% (1.0% to 25.0%)", "10.00 (0.62 to 30.00)", "10.00 (\u221210.00 to 19.38)"]
    assert users[2][3] == "not used: tokens are given"
    assert rises[1] == ["Plus", "20.00", "24.00", "10.00 (0.62 to 30.00)", "28.6% (17.1% to no limit)"]


def test_one_plan_is_the_best_of_none(tmp_path: Path) -> None:
    """A quarter of 400 at a quarter of list is 25 of cost on 20; without users what they all leave is absent."""
    absent = "Absent: what all users of Plus leave (needs their number and what one costs)."
    known = "All users of Plus leave 50.0% (40.0% to 69.0%) of what they pay."
    for users, told in (({}, absent), ({"users": 10}, known)):
        plan = {key: value for key, value in PLANS[0].items() if key not in ("users", "new_price")} | users
        said = next(a for a in verdict(Page(analysis(tmp_path, plans=[plan]))) if a.about == "Customer")
        first, second = map(str, said.sentences)
        assert first.startswith("A user at 25% of the limits leaves \u221225.0%")
        assert "of the price of Plus, whose break-even is at 20.0%" in first
        assert second == told


def test_no_plan_or_task_that_lacks_an_input_is_dropped_without_a_word(tmp_path: Path) -> None:
    plans = [
        {"name": "Limits", "price": 20, "api_value": 400, "utilization": 0.1},
        {"name": "Bare", "price": 10, "usage": 4, "new_price": 12, "fixed_cost": 100},
        {"name": "Wide", "price": 30, "usage": 4, "distribution": "lognormal", "sigma": 1.2, "heavy_users": None},
    ]
    tasks = [{"name": "Route", "routed_share": 0.5}, {"name": "Empty"}]
    found = customers_section(Page(analysis(tmp_path, plans=plans, tasks=tasks)))
    needs = "mean usage and cost per Mtok, or API value and utilization"
    assert shown(found.rises)[1] == ["Bare", "10.00", "12.00", "", f"needs {needs}"]
    assert [row[-1] for row in shown(found.users)[1:]] == ["", needs, needs]
    assert found.by_use is not None
    assert table(found.by_use.table).note.endswith("Left out: Bare, Wide (needs the API value of full limits).")
    assert found.lorenz is not None
    assert table(found.lorenz.table).note.endswith("Left out: Limits, Bare (needs a distribution of use).")
    (row,) = table(found.lorenz.table).lines
    cost, cap = "needs the cost of a million tokens", "no cap is given"
    assert [why(cell) for cell in row.cells if not str(cell)] == [cost, cost, cap, cap]
    # The cheapest plan sold is Bare: that what it leaves is unknown is no loss.
    assert found.power is not None
    assert why(found.power.lines[0].cells[1]) == "what a user of Bare leaves is not known"
    carried = next(grid for grid in found.flat_price if grid.caption == "Users that carry the fixed cost")
    assert why(carried.lines[0].cells[2]) == f"needs {needs}"
    (routing,) = (grid for grid in found.tasks if grid.caption == "Routing to an older model")
    assert shown(routing)[1] == ["Not worked out", "needs cost ratio, escalation"]
    assert found.absent[0].startswith("Empty is not worked out: needs the inputs of a part, such as wage")


def test_a_free_plan_leaves_an_amount_and_no_margin(tmp_path: Path) -> None:
    """Ten users at 8 Mtok of 2 each cost 160 a month and pay nothing."""
    free = {"name": "Free", "currency": "USD", "price": 0, "users": 10, "usage": 8, "unit_cost": 2}
    said = next(a for a in verdict(Page(analysis(tmp_path, plans=[free]))) if a.about == "Customer")
    assert "All users of Free bring no revenue: a month leaves \u2212160.00." in list(map(str, said.sentences))


def test_the_first_screen_says_what_of_tasks_is_left_out(tmp_path: Path) -> None:
    tasks = [*TASKS, {"name": "Mail", "wage": 30, "token_share": 0.1}]
    said = next(a for a in verdict(Page(analysis(tmp_path, tasks=tasks))) if a.about == "Customer")
    last = str(said.sentences[-1])
    assert last == "Left out: tokens against wages of Mail (needs hours saved, tokens, price); 1 more below."


def test_names_from_files_stay_text_on_the_page(tmp_path: Path) -> None:
    text = report_page(analysis(tmp_path, plans=PLANS, tasks=TASKS))
    assert "Max &lt;b&gt;" in text
    assert "Max <b>" not in text
    assert 'id="customers"' in text


def test_figures_stand_right_and_words_left_in_tables_of_words(tmp_path: Path) -> None:
    """The table of a mean user: label, price, users, use, cost, contribution and margin."""
    sync_api = pytest.importorskip("playwright.sync_api")
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser_path is None:
        pytest.skip("chromium is not installed")
    asked = """() => [...document.querySelectorAll('table.text')]
        .find(t => t.caption && t.caption.textContent === 'What a mean user leaves')
        .querySelectorAll('thead tr, tbody tr:first-child')"""
    sides = f"() => [...({asked})()].map(row => [...row.cells].map(cell => getComputedStyle(cell).textAlign))"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(report_page(analysis(tmp_path, plans=PLANS)))
        heads, first = page.evaluate(sides)
        browser.close()
    assert heads == first == ["left", "left", "right", "right", "right", "right", "right"]


def test_a_comparator_without_plans_has_no_such_section() -> None:
    kroger = finkit.analyze(finkit.read(shipped("statements") / "kroger.csv"))
    assert 'id="customers"' not in report_page(kroger)
    assert 'href="#customers"' not in report_page(kroger)


def test_layers_by_hand(tmp_path: Path) -> None:
    """Life 12 months, spread evenly: the year's charge is half of 700 and half of 500, 600."""
    held = analysis(tmp_path, life_months=12)
    row = held.latest()
    assert row is not None
    found = held.customers.layers(row)
    assert found is not None
    assert found.serving_line == "cost_of_revenue"
    assert found.marginal == pytest.approx(0.6)
    assert (found.after_training.low, found.after_training.high) == pytest.approx((0.3, 0.3))
    assert found.after_sales.value == pytest.approx(0.15)


def test_layers_that_lack_an_input_say_which(tmp_path: Path) -> None:
    path = tmp_path / "lab.csv"
    path.write_text("Line (USD),FY2025\nRevenue,2000\nCost of revenue,800\nR&D,700\n", encoding="utf-8")
    held = finkit.analyze(finkit.read(path), {"life_months": 24})
    found = held.customers.layers(0)
    assert found is not None
    # The year's quarter of 700 is charged at least; what earlier years add is not known.
    assert found.after_training.high == pytest.approx(0.6 - 0.25 * 700 / 2000)
    assert found.after_training.low is None
    assert found.why["after_training"].startswith("R&D of earlier years")
    assert found.why["after_sales"] == "sales and marketing of 0 or more in a line of its own"
    grid = shown(customers_section(Page(held)).layers)
    assert grid[3][1:] == ["", "Absent: needs sales and marketing of 0 or more in a line of its own"]


@requires_libreoffice
def test_changed_inputs_are_recalculated_as_python_does(tmp_path: Path) -> None:
    """Blue cells are changed in the written workbook; LibreOffice and Python then agree on every figure."""
    path, out = tmp_path / "book.xlsx", tmp_path / "changed.xlsx"
    write_workbook(analysis(tmp_path, plans=PLANS, tasks=TASKS), path)
    changed_plans = [{**p} for p in PLANS]
    changed_plans[0] |= {"price": 25, "utilization": 0.15, "users": 1500}
    changed_plans[1] |= {"unit_cost": 2.5, "overage_price": 5, "api_value": 9000}
    changed_tasks = [{**t} for t in TASKS]
    changed_tasks[0] |= {"wage": 150, "price": 3, "routed_share": 0.7}
    changed_tasks[1] |= {"fee": 12, "life_months": 36}
    book = openpyxl.load_workbook(path)
    for sheet, rows in (("Plans", changed_plans), ("Tasks", changed_tasks)):
        for column, row in enumerate(rows):
            for name, value in row.items():
                if isinstance(value, int | float) and (at := _row(book[sheet], name)) and name not in _SERVED:
                    book[sheet].cell(at, 5 + column, value)
    # What had a range has three blue cells: at 2 to 4, least is left at 4, most at 2.
    changed_plans[1]["unit_cost"] = {"low": 2, "value": 2.5, "high": 4}
    for name, value in (("unit_cost", 2.5), ("unit_cost_least", 4), ("unit_cost_most", 2)):
        book["Plans"].cell(_row(book["Plans"], name), 6, value)
    changed_plans[3] |= {"usage": {"low": 0.77, "value": 1.2, "high": 2.23}, "fixed_cost": 6000}
    for name, value in (("usage", 1.2), ("fixed_cost", 6000)):
        book["Plans"].cell(_row(book["Plans"], name), 8, value)
    book.save(out)
    copy = openpyxl.load_workbook(recalculate([out], tmp_path / "out")[out], data_only=True)
    assumed = Assumptions.of({"plans": changed_plans, "tasks": changed_tasks})
    plans = analyze_plans(assumed.plans)
    assert plans is not None
    for one in (SERVED, *FLAT_RATE, *FULL, *USER, *HEAVY, *TOTALS, *CARRY, *LIGHT, *POWER, *WHOLE, RISE[2]):
        _same(copy["Plans"], one.name, plans.values[one.name])
    assert plans.total("plans_margin").low is not None
    # 9.95 less 9.38 x 0.6 at half of 1.2.
    changed = plans.each[3].by_units
    assert changed is not None
    _same(copy["Plans"], "left_at_use_1", np.array([[changed.contributions[1]]]), column=3)
    assert changed.contributions[1] == pytest.approx(9.95 - 9.38 * 0.6)
    for part, task in zip(("tokens against wages", "offload"), assumed.tasks, strict=True):
        given = {field: case_values(task, field) for field in (*PARTS[part], *OPTIONAL.get(part, ()))}
        for name, values in chain(MEASURES[part], given).items():
            _same(copy["Tasks"], name, values[:, None], column=assumed.tasks.index(task))
    for name, found in (("routing_saving", 0.7 * (1 - 0.2 - 0.1)), ("older_floor", 0.7 * 0.9)):
        _same(copy["Tasks"], name, np.array([[found]]))


def test_a_margin_that_reaches_further_than_the_cases_is_said(tmp_path: Path) -> None:
    """At 4 beyond the included and a cost of 1 to 3 heavy use leaves most, and light use the largest part."""
    row = {"name": "Max", "price": 20, "usage": {"low": 6, "high": 12}, "unit_cost": {"low": 1, "high": 3},
           "sigma": 1.5, "distribution": "lognormal", "included": 10, "overage_price": 4}  # fmt: skip
    held = analysis(tmp_path, plans=[row])
    write_workbook(held, tmp_path / "book.xlsx")
    said = [cell.value for cell in openpyxl.load_workbook(tmp_path / "book.xlsx")["Plans"]["A"] if cell.value]
    plans = held.customers.plans
    assert plans is not None
    margin, cases = plans.each[0].margin, plans.values["user_margin"][:, 0]
    assert margin.high is not None
    assert margin.high > cases.max() + 0.01
    assert [words for words in said if words.startswith("Max: over all ends of the ranges the margin of a user is")]


def test_charts_of_plans_and_tasks_stand_on_live_cells(tmp_path: Path) -> None:
    """Two plans have limits, one a spread: their margins by use with the break-evens, the Lorenz curve, the task."""
    write_workbook(analysis(tmp_path, plans=PLANS, tasks=TASKS), tmp_path / "book.xlsx")
    book: Any = openpyxl.load_workbook(tmp_path / "book.xlsx")
    drawn = [*book["Plans"]._charts, *book["Tasks"]._charts]
    titles = [one.title.tx.rich.p[0].r[0].t for one in drawn]
    assert titles[:2] == ["Margin of a user by the part of the limits used", "Who uses how much"]
    assert titles[2].startswith("Tokens of a task against the hours that it saves, in wages")
    margins, lorenz, tokens = (list(one.series) for one in drawn)
    assert (len(margins), len(lorenz), len(tokens)) == (3, 2, 3)
    ranges = [(one.yVal or one.val).numRef.f.split("!") for one in (*margins, *tokens)]
    cells = [np.ravel(np.array(book[sheet][place], dtype=object)) for sheet, place in ranges]
    assert {str(cell.value)[0] for column in cells for cell in column} == {"="}
    name, head = margins[1].tx.strRef.f.split("!")
    assert book[name.strip("'")][head].value == "Max <b>"


# Tokens of a month are written in millions, and use is finkit's own: no cell of them is changed here.
_SERVED = ("usage", "tokens", "month_tokens", "cap", "included", "sigma")


def _row(sheet: Any, name: str) -> int:
    """The row of an id in column C, 0 without one."""
    return next((cell.row for cell in sheet["C"] if cell.value == name), 0)


def _same(sheet: Any, name: str, values: Any, column: int = 0) -> None:
    """Cells of a row, or of the rows of its cases: a case without a row of its own is as given."""
    held = np.atleast_2d(np.asarray(values, dtype=float))
    for row, mark in zip(held, ("", "_least", "_most"), strict=False):
        at = _row(sheet, name + mark) or _row(sheet, name)
        assert at, name
        for c, value in enumerate(row.tolist()):
            found = sheet.cell(at, 5 + column + c).value
            if math.isnan(value):
                assert found in (None, ""), (name, c, found)
            else:
                assert found == pytest.approx(value, rel=1e-9, abs=1e-12), (name, mark, c)

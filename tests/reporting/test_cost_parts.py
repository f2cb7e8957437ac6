"""The page's parts on costs: which moves with revenue, what bookings do to margins, leverage and scale."""

from __future__ import annotations

import itertools
import math
import re
import statistics

import pytest
from syrupy.assertion import SnapshotAssertion

from finkit.analysis.analyze import Analysis, analyze
from finkit.reporting.html import report_page
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_behaviour import behaviour_section
from finkit.reporting.page_grid import Grid
from finkit.reporting.page_leverage import leverage_section
from finkit.reporting.page_treatments import treatments_section
from finkit.statement.statement import Statement
from tests.reporting.test_html import Seen, facts

# In millions: FY2025 is OpenAI's, S&M takes 4,000 to -1,730 before R&D.
LAB = """
FY2025 revenue 13070
FY2025 cost_of_revenue 7500
FY2025 research_development 19180
FY2025 sales_marketing 5730
FY2025 general_administrative 1570
FY2025 total_costs_expenses 33980
FY2024 revenue 3700
"""
ASSUMED = {
    "partner_share": {"value": 0.2, "source": "<img src=x>"}, "revenue_growth": 1.0, "fixed_growth": 0.4,
}  # fmt: skip
REVENUE = (100, 120, 150, 140, 180, 230, 260, 320)
# Cost of revenue in line with revenue but for a wobble, sales and marketing nearly still.
WOBBLE = (0.0, 0.01, -0.01, 0.012, -0.008, 0.005, 0.009, -0.011)
MOVED = [math.log(b / a) for a, b in itertools.pairwise(REVENUE)]


def lab(text: str = LAB) -> Analysis:
    return analyze(Statement.build(facts(text))[0], ASSUMED)


def grown() -> Analysis:
    rows = []
    for n, (revenue, wobble) in enumerate(zip(REVENUE, WOBBLE, strict=True)):
        year = f"FY{2017 + n}"
        rows += [f"{year} revenue {revenue}", f"{year} cost_of_revenue {0.6 * revenue * math.exp(wobble)}",
                 f"{year} sales_marketing {20 * (1 + wobble)}"]  # fmt: skip
    return analyze(Statement.build(facts("\n".join(rows)))[0])


def cells(grid: Grid | None) -> dict[str, list[str]]:
    assert grid is not None
    return {line.label: [str(cell) for cell in line.cells] for line in grid.lines}


def value(grid: Grid | None, label: str, column: int) -> float:
    assert grid is not None
    cell = next(line for line in grid.lines if line.label == label).cells[column]
    assert isinstance(cell, Figure)
    return float(cell.value)


@pytest.mark.parametrize("part", ["behaviour", "treatments", "leverage"])
def test_part_snapshot(part: str, snapshot: SnapshotAssertion) -> None:
    page = report_page(lab())
    start = page.index(f'<div id="{part}">')
    ends = {"behaviour": '<div id="treatments">', "treatments": '<div id="leverage">', "leverage": "</section>"}
    assert page[start : page.index(ends[part], start)] == snapshot


def test_classes_come_with_their_doubt() -> None:
    found = behaviour_section(Page(grown()))
    table = cells(found.classes)
    assert table["Cost of revenue"][0] == "COGS, variable"
    steps = [dr + b - a for dr, (a, b) in zip(MOVED, itertools.pairwise(WOBBLE), strict=True)]
    assert value(found.classes, "Cost of revenue", 1) == pytest.approx(statistics.linear_regression(MOVED, steps)[0])
    assert table["Cost of revenue"][2] == "8 years, 7 changes: t interval, HC3"
    assert re.fullmatch(r"COGS, variable 0\.\d\d", table["Cost of revenue"][4])
    assert "semi-variable below" in table["Cost of revenue"][5]
    settled, flat = table["Sales and marketing"][0], table["Sales and marketing"][4]
    assert settled == "not settled"  # the panel's prior speaks against what eight years say
    assert re.fullmatch(r"fixed overhead 0\.9\d", flat)
    assert len(found.says) == len(table) == len(cells(found.evidence))
    assert found.ratios is None


def test_scatter_shows_what_was_fitted() -> None:
    drawn = behaviour_section(Page(grown())).charts[0]
    levels, _, fit, changes = drawn.chart["data"]
    assert levels["x"] == list(REVENUE)
    assert changes["x"] == pytest.approx(MOVED)
    slope = (fit["y"][-1] - fit["y"][0]) / (fit["x"][-1] - fit["x"][0])
    assert slope == pytest.approx(value(behaviour_section(Page(grown())).classes, "Cost of revenue", 1))
    assert len(cells(drawn.table)) == 8


def test_too_few_periods_get_ratios_and_the_reason() -> None:
    found = behaviour_section(Page(lab()))
    assert found.charts == ()
    assert cells(found.ratios)["Sales and marketing"] == ["43.8%"]
    row = cells(found.classes)["Sales and marketing"]
    assert row[:2] == ["not settled", "no elasticity from 1 year"]
    assert row[3].endswith("(the prior alone)")
    assert row[4:] == ["no estimate", "more periods"]


def test_treatments_are_numbers_bounds_or_missing_lines() -> None:
    page = Page(lab())
    table = treatments_section(page).table
    assert value(table, "As booked", 0) == pytest.approx(5570 / 13070)
    assert value(table, "Partner's share: net, if inside cost of revenue", 0) == pytest.approx(5570 / 10456)
    assert value(table, "Partner's share: net, if outside it", 0) == pytest.approx(2956 / 10456)
    found = cells(table)
    # From (-160 - 2614) / 10456, had the share stood in no variable cost, to -160 / 10456.
    assert found["Partner's share: net, if outside it"][1] == "−26.5% to −1.5%"
    assert found["Free users' inference: in cost of revenue"][0] == "missing: Free-tier inference"
    assert found["Partner's share: net, if outside it"][4] == "no source establishes it"


def test_years_to_break_even_are_some_and_never() -> None:
    # ln(26.48 / 5.57) / ln(2 / 1.4) with S&M fixed; contribution is -0.16 bn with S&M variable.
    found = leverage_section(Page(lab()))
    years = cells(found.leverage)["Years until contribution covers fixed cost"]
    assert years == ["4.37 years", "never: contribution is negative: growth deepens the loss"]
    label = "Years until contribution covers fixed cost"
    assert value(found.leverage, label, 0) == pytest.approx(math.log(26480 / 5570) / math.log(2 / 1.4))
    assert value(found.leverage, "Break-even revenue", 0) == pytest.approx(26480e6 / (5570 / 13070))
    assert "FY2025, whether S&M alone turns the result: holds before R&D." in found.says[-1]


def test_the_path_shows_both_readings_and_their_limits() -> None:
    drawn = leverage_section(Page(lab())).path
    assert drawn is not None
    fixed, variable = drawn.chart["data"][0], drawn.chart["data"][-1]
    assert (fixed["name"], variable["name"]) == ("e 0.00, limit 42.6%", "e 1.00, limit −1.2%")
    assert fixed["y"][0] == variable["y"][0] == pytest.approx(-20910 / 13070)
    assert fixed["y"][-1] == pytest.approx((5570 - (26480) / 16) / 13070)
    assert variable["y"][-1] == pytest.approx((-160 - 20750 / 16) / 13070)
    assert value(drawn.table, "S&M grows with elasticity 1.00", 5) == pytest.approx(-160 / 13070)


def test_parts_that_lack_inputs_say_so() -> None:
    page = report_page(lab("FY2025 revenue 10"))
    assert "Absent: a cost line with revenue of the same period would bring it." in page
    assert re.search(r'<div id="treatments">\s*<h3>[^<]*</h3>\s*<p>Absent: ', page)
    assert "Leverage is absent: " in page


def test_sources_in_conditions_stay_text() -> None:
    page = report_page(lab())
    assert "&lt;img src=x&gt;" in page
    assert "img" not in Seen(page).tags

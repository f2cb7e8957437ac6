"""Sheets of many companies to facts: one period a row (16,000 x 20), and one fact a row (300,000)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finkit.reading.cells.grid import Sheet
from finkit.reading.columnar import long, records
from finkit.reading.company import Sidecar

LABELS = ("Revenue", "Cost of Revenue", "Gross Profit", "Research & Development", "Selling, General & Administrative",
          "Operating Income (Loss)", "Interest Expense", "Pretax Income (Loss)", "Income Tax (Expense) Benefit",
          "Net Income")  # fmt: skip
# 10 - 6 = 4; 4 - 1 - 1 = 2; 2 - 0.5 = 1.5; 1.5 - 0.5 = 1, costs printed negative.
FIGURES = (10.0, -6.0, 4.0, -1.0, -1.0, 2.0, -0.5, 1.5, -0.5, 1.0)
COMPANIES, YEARS = 1_600, range(2010, 2020)


@pytest.fixture(scope="module")
def panel() -> Sheet:
    others = [f"Item {n}" for n in range(6)]
    rows = [["Ticker", "Currency", "Fiscal Year", "Report Date", *LABELS, *others]]
    for company in range(COMPANIES):
        printed = [str(figure * (company + 1)) for figure in FIGURES]
        for year in YEARS:
            rows.append([f"C{company}", "USD", str(year), f"{year}-12-31", *printed, *("7" for _ in others)])
    return Sheet("", rows)


@pytest.fixture(scope="module")
def facts() -> Sheet:
    rows = [["company", "label", "period", "start", "end", "value", "currency", "scale", "basis"]]
    for company in range(3_000):
        for year in YEARS:
            start, end = f"{year}-01-01", f"{year}-12-31"
            for label, figure in zip(LABELS, FIGURES, strict=True):
                value = str(figure * (company + 1))
                rows.append([f"C{company}", label, f"FY{year}", start, end, value, "USD", "millions", "reported"])
    return Sheet("", rows)


def read_panel(panel: Sheet) -> tuple[int, float]:
    found = records.read(Path("panel.csv"), panel, Sidecar())
    assert found is not None
    costs = found.facts["value"][found.facts["line"] == "cost_of_revenue"]
    return len(found.facts), float(costs[0])


def read_facts(facts: Sheet) -> tuple[int, float]:
    found = long.read(Path("facts.csv"), facts, Sidecar())
    assert found is not None
    return len(found.facts), float(found.facts["value"][1])


@pytest.mark.benchmark(group="one period a row")
def test_a_panel(benchmark: BenchmarkFixture, panel: Sheet) -> None:
    assert benchmark(read_panel, panel) == (16_000 * 16, 6.0)


@pytest.mark.benchmark(group="one fact a row")
def test_facts_one_a_row(benchmark: BenchmarkFixture, facts: Sheet) -> None:
    assert benchmark(read_facts, facts) == (300_000, 6e6)

"""Statements from what was read, and the lines printed again: 15,000 facts of 50 companies, 300,000 of 2,094."""

from __future__ import annotations

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finkit.reporting.text import facts_text
from finkit.statement.fact import Facts
from finkit.statement.statement import Statement
from finkit.statement.years import years
from tests.benchmarks.filed import LINES, ROWS, filed

# Companies, and years of each.
SIZES = [(50, 17), (2094, 8)]
# Operating expenses and total costs.
DERIVED = 2


@pytest.mark.parametrize(("companies", "years"), SIZES)
def test_statements_of_filers(benchmark: BenchmarkFixture, companies: int, years: int) -> None:
    read = filed(companies, years)
    found = benchmark.pedantic(Statement.build, setup=lambda: ((read.take(slice(None)),), {}), rounds=3)
    assert len(found) == companies
    assert {len(one.facts) for one in found} == {(ROWS + DERIVED) * years}
    assert {int(one.facts["chosen"].sum()) for one in found} == {(len(LINES) + DERIVED) * years}
    # Gross profit and the result less total costs miss in every other company; three more checks hold.
    assert [len(one.checks) for one in found[:2]] == [5 * years] * 2
    assert [sum(not check.within for check in one.checks) for one in found[:2]] == [0, 2 * years]


def test_years_of_companies_that_give_quarters(benchmark: BenchmarkFixture) -> None:
    """600 companies, eight lines and twelve quarters each: 57,600 facts, 14,400 sums of four."""
    quarters = [(f"Q{q + 1} {y}", f"{y}-{3 * q + 1:02d}-01", f"{y}-{3 * q + 3:02d}-{(31, 30, 30, 31)[q]}")
                for y in (2022, 2023, 2024) for q in range(4)]  # fmt: skip
    companies, lines = 600, LINES[:8]
    period, start, end = (
        np.tile(np.array(column, dtype=object), companies * 8) for column in zip(*quarters, strict=True)
    )
    read = Facts({
        "company": np.repeat(np.array([f"Company {i}" for i in range(companies)], dtype=object), 96),
        "line": np.tile(np.repeat(np.array(lines, dtype=object), 12), companies),
        "period": period, "start": start, "end": end, "months": 3.0, "value": np.arange(companies * 96.0),
        "currency": "USD", "chosen": True,
    }, companies * 96)  # fmt: skip
    found = benchmark.pedantic(years, (read,), rounds=3)
    assert len(found.facts) == companies * 8 * 3
    assert found.facts["value"][0] == 0 + 1 + 2 + 3


@pytest.mark.parametrize("shape", ["csv", "json", "table"])
def test_lines_of_filers_as_text(benchmark: BenchmarkFixture, shape: str) -> None:
    statements = Statement.build(filed(2094, 8))
    text = benchmark.pedantic(lambda: facts_text(Facts.concat([one.facts for one in statements]), shape), rounds=3)
    facts = sum(len(one.facts) for one in statements)
    lines = {"csv": facts + 1, "table": facts + 1, "json": facts * 32 + 2}
    assert text.count("\n") == lines[shape]

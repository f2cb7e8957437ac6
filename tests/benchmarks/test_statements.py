"""Statements from what was read, and the lines printed again: 15,000 facts of 50 companies, 300,000 of 2,094."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finkit.reporting.text import facts_text
from finkit.statement.fact import Facts
from finkit.statement.statement import Statement
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


@pytest.mark.parametrize("shape", ["csv", "json", "table"])
def test_lines_of_filers_as_text(benchmark: BenchmarkFixture, shape: str) -> None:
    statements = Statement.build(filed(2094, 8))
    text = benchmark.pedantic(lambda: facts_text(Facts.concat([one.facts for one in statements]), shape), rounds=3)
    facts = sum(len(one.facts) for one in statements)
    lines = {"csv": facts + 1, "table": facts + 1, "json": facts * 32 + 2}
    assert text.count("\n") == lines[shape]

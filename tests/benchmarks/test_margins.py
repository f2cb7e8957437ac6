"""Margins of 500 companies over 5 years; `peer_ratios.py` times FinanceToolkit on the same numbers, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finkit.analysis.analyze import analyze_all
from finkit.statement.fact import Facts
from finkit.statement.panel import Panel
from finkit.statement.statement import Statement
from tests.benchmarks.panel import COMPANIES, YEARS, facts_of, income, margins


@pytest.fixture(scope="module")
def read() -> Facts:
    return facts_of(income())


@pytest.fixture(scope="module")
def statements(read: Facts) -> list[Statement]:
    return Statement.build(read)


@pytest.fixture(scope="module")
def facts(statements: list[Statement]) -> Facts:
    return Facts.concat([s.facts for s in statements])


def test_margins_of_a_panel(benchmark: BenchmarkFixture, facts: Facts) -> None:
    panel = Panel.of(facts)
    found = benchmark(margins, panel)
    lines = income()
    expected = (lines["revenue"] - lines["cost_of_revenue"]) / lines["revenue"]
    assert np.allclose(found["gross_margin"].reshape(COMPANIES, YEARS), expected)


def test_margins_from_chosen_facts(benchmark: BenchmarkFixture, facts: Facts) -> None:
    found = benchmark(lambda: margins(Panel.of(facts)))
    assert found["operating_margin"].shape == (COMPANIES * YEARS,)
    assert not np.isnan(found["operating_margin"]).any()


def test_statements_from_what_was_read(benchmark: BenchmarkFixture, read: Facts) -> None:
    found = benchmark.pedantic(Statement.build, (read,), rounds=3)
    assert len(found) == COMPANIES
    assert all(check.within for statement in found for check in statement.checks)


def test_every_part_for_every_company(benchmark: BenchmarkFixture, statements: list[Statement]) -> None:
    found = benchmark.pedantic(analyze_all, (statements,), rounds=3)
    assert len(found) == COMPANIES

"""Files that are long, not wide: tables below each other, and foreign rows below a table; time grows as rows do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finkit.reading import read_facts

# 10 - 4 = 6; 6 - 3 = 3.
FIGURES = {"Revenue": 10, "Cost of revenue": 4, "Gross profit": 6, "Operating expenses": 3, "Operating income": 3}


def table(first: int, times: int) -> list[str]:
    """A table of three years from `first` on, its figures that many times `FIGURES`."""
    years = ",".join(f"FY{first + k}" for k in range(3))
    rows = [f"{label},{','.join([str(figure * times)] * 3)}" for label, figure in FIGURES.items()]
    return [f"USD millions,{years}", *rows, ""]


@pytest.mark.benchmark(group="tables below each other")
@pytest.mark.parametrize("count", [200, 400])
def test_tables_below_each_other(benchmark: BenchmarkFixture, tmp_path: Path, count: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(line for n in range(count) for line in table(2016 + n % 5, n + 1)))
    facts = benchmark(read_facts, path)
    assert len(facts) == count * 15


@pytest.mark.benchmark(group="foreign rows below a table")
@pytest.mark.parametrize("count", [5_000, 10_000])
def test_foreign_rows_below_a_table(benchmark: BenchmarkFixture, tmp_path: Path, count: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([*table(2022, 1), *(f"remark {n} of a colleague" for n in range(count))]))
    facts = benchmark(read_facts, path)
    assert len(facts) == 15

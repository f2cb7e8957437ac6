"""Cells of 50 workbooks of three small sheets: through the worker, and by calamine alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from python_calamine import CalamineWorkbook

from finkit.reading import read_facts
from finkit.reading.cells import guard, text, web
from finkit.reading.cells.guard import Limits
from finkit.reading.cells.worker import Worker
from tests.benchmarks import workbooks
from tests.benchmarks.workbooks import BOOKS, FACTS, ROWS, SHEETS


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return workbooks.write(tmp_path_factory.mktemp("books"))


def by_calamine(books: list[Path]) -> int:
    count = 0
    for path in books:
        workbook = CalamineWorkbook.from_path(path)
        count += sum(len(workbook.get_sheet_by_name(name).to_python()) for name in workbook.sheet_names)
    return count


def by_worker(books: list[Path]) -> int:
    count, limits = 0, Limits()
    with Worker(limits) as worker:
        for path in books:
            guard.check(path, limits)
            count += sum(len(sheet.rows) for sheet in worker.sheets(path))
    return count


def facts_by_worker(books: list[Path]) -> int:
    with Worker() as worker:
        return sum(len(read_facts(path, worker=worker)) for path in books)


@pytest.mark.benchmark(group="cells of 50 workbooks")
def test_cells_by_calamine_alone(benchmark: BenchmarkFixture, books: list[Path]) -> None:
    assert benchmark(by_calamine, books) == BOOKS * len(SHEETS) * ROWS


@pytest.mark.benchmark(group="cells of 50 workbooks")
def test_cells_through_the_worker(benchmark: BenchmarkFixture, books: list[Path]) -> None:
    assert benchmark(by_worker, books) == BOOKS * len(SHEETS) * ROWS


@pytest.mark.benchmark(group="rows of a csv of 4 MB")
def test_rows_of_a_large_csv(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Ticker;Currency;Fiscal Year;Revenue;Cost\n" + "ACME;USD;2025;1234567890;-1234567890\n" * 105_000)
    assert len(benchmark(text.read, path).rows) == 105_001


@pytest.mark.benchmark(group="tables of a page of 4 MB")
def test_tables_of_a_large_page(benchmark: BenchmarkFixture) -> None:
    row = '<tr class="re"><td class="pl"><a href="#">Revenue</a></td><td class="nump">$ 1,234</td></tr>\n'
    page = f"<html><body><table>{row * 43_000}</table></body></html>".encode()
    (sheet,) = benchmark.pedantic(web.parse, ("a.html", page, Limits()), rounds=3)
    assert len(sheet.rows) == 43_000


@pytest.mark.benchmark(group="facts of 50 workbooks")
def test_facts_through_the_worker(benchmark: BenchmarkFixture, books: list[Path]) -> None:
    assert benchmark(facts_by_worker, books) == BOOKS * FACTS

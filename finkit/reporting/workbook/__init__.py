"""Workbooks: results as live Excel formulas, one sheet a file; the only place that writes xlsx."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

import finkit
from finkit.analysis.analyze import Analysis
from finkit.analysis.compare import Comparison
from finkit.files import write_with
from finkit.reporting.workbook import (
    assumptions,
    behaviour,
    cadence,
    capitalization,
    cash,
    checks,
    comparison,
    costs,
    cover,
    inference,
    inference_trend,
    inputs,
    margins,
    market,
    models,
    plans,
    reading,
    scale,
    segments,
    serving,
    sources,
    tasks,
    treatments,
    triangle,
)  # fmt: skip
from finkit.reporting.workbook.blocks import Book
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.style import Style

__all__ = ["write_comparison", "write_workbook"]

# A fixed date: the same results give the same bytes.
_CREATED = datetime.datetime(2000, 1, 1)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "nan_inf_to_errors": False}  # fmt: skip


class _Part(Protocol):
    """A part of the report: sheets that stand only where their figures do."""

    def sheets(self, analysis: Analysis, columns: Columns, /) -> list[str]:
        """The names of its sheets, none where there is nothing to show."""

    def fill(self, book: Book, analysis: Analysis, columns: Columns, /) -> None:
        """Write them."""


_PARTS: tuple[_Part, ...] = (
    behaviour, treatments, scale, capitalization, cadence, models, triangle, cash, plans, tasks, market, inference,
    inference_trend, serving,
)  # fmt: skip
"""The parts in the order of their tabs."""


class _Page(Worksheet):  # type: ignore[misc]
    """A worksheet that takes formulas as they are.

    The writer looks in each for thirty functions newer than Excel 2010, which took a third of a workbook's time; the
    grammar of formulas has none of them.
    """

    def _prepare_formula(self, formula: str, _expand: bool = False) -> str:
        return formula.removeprefix("=")


def write_workbook(analysis: Analysis, path: Path) -> None:
    """The workbook of one company at `path`, whole or not at all.

    Raises `OutputError` where the path cannot be written.
    """
    data = _company(analysis)
    write_with(Path(path), lambda temporary: temporary.write_bytes(data))


def write_comparison(found: Comparison, path: Path) -> None:
    """The workbook of a comparison at `path`, whole or not at all.

    Raises `OutputError` where the path cannot be written.
    """
    data = _comparison(found)
    write_with(Path(path), lambda temporary: temporary.write_bytes(data))


def _company(analysis: Analysis) -> bytes:
    columns = Columns(analysis.panel, tuple(analysis.rows()))
    parts = [part for part in _PARTS if part.sheets(analysis, columns)]
    names = [
        "Cover", "Inputs", "Margins", *segments.sheets(analysis, columns), "Costs",
        *(name for part in parts for name in part.sheets(analysis, columns)),
        "Assumptions", "Checks", *reading.sheets(analysis, columns), "Sources",
    ]  # fmt: skip
    held, file = _open(names, f"finkit: {analysis.name}")
    book = _book(file, analysis, columns)
    grid = inputs.fill(book, analysis, columns)
    assumptions.fill(book, analysis, columns)
    classes = costs.fill(book, analysis, columns)
    margins.fill(book, analysis, columns)
    costs.chart(classes, columns)
    if segments.NAME in names:
        segments.fill(book, analysis, columns)
    # Triangle stands beside Models and rests on Inference too, whose sheets come later.
    for part in sorted(parts, key=lambda part: part is triangle):
        part.fill(book, analysis, columns)
    checks.fill(book, analysis, columns)
    if reading.NAME in names:
        reading.fill(book, analysis, columns)
    sources.fill(book, analysis.name, grid)
    cover.fill(book, analysis, names[1:])
    for sheet in book.sheets:
        sheet.leave_out_workings()
    return _closed(file, held)


def _book(file: Any, analysis: Analysis, columns: Columns) -> Book:
    """An empty book whose columns are the statement's periods."""
    rows = [analysis.panel.rows[r] for r in columns.rows]
    return Book(
        file, Style(file, _largest(analysis, columns)), tuple(_label(r.label, r.scenario) for r in rows),
        tuple(f"to {r.end}" if r.end else "" for r in rows), analysis.statement.currency,
    )  # fmt: skip


def _comparison(found: Comparison) -> bytes:
    names = ["Cover", "Comparison", "Measures", "Costs", "Inputs", "Sources"]
    held, file = _open(names, "finkit: comparison")
    comparison.fill(file, found, names)
    return _closed(file, held)


def _open(names: Sequence[str], title: str) -> tuple[io.BytesIO, Any]:
    held = io.BytesIO()
    file = xlsxwriter.Workbook(held, _OPTIONS)
    about = {"title": title[:200], "author": "finkit", "comments": f"finkit {finkit.__version__}"}
    file.set_properties({**about, "created": _CREATED})
    for name in names:
        file.add_worksheet(name, worksheet_class=_Page)
    return held, file


def _closed(file: Any, held: io.BytesIO) -> bytes:
    file.get_worksheet_by_name("Cover").activate()
    file.close()
    return held.getvalue()


def _largest(analysis: Analysis, columns: Columns) -> float:
    """The revenue to choose the scale of money by: the latest, else the largest figure."""
    row, panel = analysis.latest(), analysis.panel
    revenue = np.nan if row is None else panel.get("revenue")[row]
    if not np.isnan(revenue) and revenue:
        return float(revenue)
    rows = list(columns.rows)
    held = [np.abs(v[rows]) for v in panel.values.values() if len(rows)]
    finite = [float(np.nanmax(v)) for v in held if not np.isnan(v).all()]
    return max(finite, default=0.0)


def _label(label: str, scenario: str) -> str:
    return label if scenario == "actual" else f"{label} ({scenario})"

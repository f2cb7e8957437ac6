"""Workbooks: results as live Excel formulas, one sheet a file; the only place that writes xlsx."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
    names = ["Cover", "Inputs", "Margins"]
    names += ["Segments"] if segments.wanted(analysis, columns) else []
    names += ["Costs"]
    names += ["Behaviour"] if behaviour.lines(analysis) else []
    names += ["Treatments"] if treatments.wanted(analysis, columns) else []
    names += ["Scale"] if scale.wanted(analysis, columns) else []
    names += ["Capitalization"] if _capitalizes(analysis, columns) else []
    names += ["Cadence"] if cadence.found(analysis, columns) else []
    names += models.SHEETS if models.wanted(analysis) else []
    names += triangle.SHEETS if triangle.wanted(analysis) else []
    names += ["Cash"] if cash.wanted(analysis, columns) else []
    names += plans.sheets(analysis)
    names += ["Tasks"] if tasks.wanted(analysis) else []
    names += market.sheets(analysis)
    names += inference.sheets(analysis)
    names += ["Trend"] if inference_trend.wanted(analysis) else []
    names += ["Serving"] if serving.wanted(analysis) else []
    names += ["Assumptions", "Checks"]
    names += ["Reading"] if reading.wanted(analysis) else []
    names += ["Sources"]
    held, file = _open(names, f"finkit: {analysis.name}")
    rows = [analysis.panel.rows[r] for r in columns.rows]
    book = Book(
        file, Style(file, _largest(analysis, columns)), tuple(_label(r.label, r.scenario) for r in rows),
        tuple(f"to {r.end}" if r.end else "" for r in rows), analysis.statement.currency,
    )  # fmt: skip
    grid = inputs.fill(book, analysis, columns)
    assumptions.fill(book, analysis, columns)
    classes = costs.fill(book, analysis, columns)
    margins.fill(book, analysis, columns)
    costs.chart(classes, columns)
    if "Behaviour" in names:
        behaviour.fill(book, analysis)
    if "Treatments" in names:
        treatments.fill(book, analysis, columns)
    if "Scale" in names:
        scale.fill(book, analysis, columns)
    if "Segments" in names:
        segments.fill(book, analysis, columns)
    if "Capitalization" in names:
        capitalization.fill(book, analysis, columns)
    if "Cadence" in names:
        cadence.fill(book, analysis, columns)
    generations = models.fill(book, analysis, columns) if "Models" in names else None
    if "Cash" in names:
        cash.fill(book, analysis, columns)
    if "Plans" in names:
        plans.fill(book, analysis)
    if "Tasks" in names:
        tasks.fill(book, analysis)
    market.fill(book, analysis)
    if "Inference" in names:
        inference.fill(book, analysis)
    if "Triangle" in names:
        triangle.fill(book, analysis, generations)
    if "Trend" in names:
        inference_trend.fill(book, analysis)
    if "Serving" in names:
        serving.fill(book, analysis, columns)
    checks.fill(book, analysis, columns)
    if "Reading" in names:
        reading.fill(book, analysis)
    sources.fill(book, analysis.name, grid)
    cover.fill(book, analysis, names[1:])
    for sheet in book.sheets:
        sheet.leave_out_workings()
    return _closed(file, held)


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


def _capitalizes(analysis: Analysis, columns: Columns) -> bool:
    found = analysis.models.capitalization
    return found is not None and any(row in columns.rows for row in found.rows)


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

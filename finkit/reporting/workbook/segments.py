"""Segments: revenue, lines and margins of each part of a company by period."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.reporting.workbook.blocks import Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.statement.lines import taxonomy

if TYPE_CHECKING:
    from finkit.reporting.workbook.inputs import Filler

NAME = "Segments"


def names(analysis: Analysis) -> list[str]:
    """The segments, in the order of the statement."""
    return list(dict.fromkeys(row.segment for row in analysis.panel.rows if row.segment))


def inputs(work: Filler, analysis: Analysis) -> None:
    """The lines of each segment on Inputs, below those of the company."""
    for number, segment in enumerate(names(analysis)):
        columns = of_segment(analysis, work.columns, segment)
        if shown := _lines(columns):
            part = replace(work, columns=columns, prefix=_prefix(number))
            part.heading(f"Segment: {segment}")
            for line in shown:
                part.reserve(line)
            part.parts()
            for line in shown:
                part.line(line)


def sheets(analysis: Analysis, columns: Columns) -> list[str]:
    """Segments, where one has a figure in any column."""
    shown = any(_lines(of_segment(analysis, columns, segment)) for segment in names(analysis))
    return [NAME] if shown else []


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Segments: each segment's lines as links, its margin and its share of revenue as formulas."""
    what = "Each segment's lines stand on Inputs; margins and shares follow from them."
    sheet = Sheet(book, NAME, f"Segments: {analysis.name}", what)
    for number, segment in enumerate(names(analysis)):
        part, tag = of_segment(analysis, columns, segment), _prefix(number)
        shown = _lines(part)
        if not shown:
            continue
        sheet.heading(segment)
        for line in shown:
            entry = taxonomy()[line]
            sheet.link(Line(f"{tag}{line}", entry.name, entry.unit, entry.says, bases=part.bases(line)))
        _measures(sheet, tag, part)
    outside = [row.label for row in analysis.panel.rows if row.segment and not _shown(analysis, columns, row.label)]
    if outside:
        sheet.row += 1
        sheet.remark(
            f"Not shown, because the company as a whole has no such period: {', '.join(sorted(set(outside)))}."
        )


def of_segment(analysis: Analysis, columns: Columns, segment: str) -> Columns:
    """The rows of a segment under the columns of the company."""
    panel = columns.panel
    at = {(r.label, r.scenario, r.currency): i for i, r in enumerate(panel.rows) if r.segment == segment}
    keys = ((r.label, r.scenario, r.currency) for r in (panel.rows[row] for row in columns.rows))
    # A segment of which only ratios are known has no currency.
    return Columns(panel, tuple(at.get(key, at.get((*key[:2], ""), -1)) for key in keys))


def _measures(sheet: Sheet, tag: str, part: Columns) -> None:
    book = sheet.book
    bases = part.bases("revenue")
    revenue, profit, stated = f"{tag}revenue", f"{tag}gross_profit", f"{tag}gross_margin_stated"
    margin = f"first({profit} / {revenue}, {stated})"
    if book.known(profit) or book.known(stated):
        ends = [b or a for a, b in zip(bases, part.bases("gross_margin_stated"), strict=True)]
        says = "Gross profit over revenue where both are known, else as stated."
        sheet.formula(Line(f"{tag}gross_margin", "Gross margin", "ratio", says, bases=ends), margin)
    if book.known(revenue) and "year_ago" in book.refs:
        text = f"{revenue} / at({revenue}, year_ago) - 1"
        growth = np.array(book.values[revenue], dtype=float)
        if _grows(growth, book.values["year_ago"]):
            sheet.formula(Line(f"{tag}revenue_growth", "Revenue growth", "ratio", bases=bases), text)
    if book.known(revenue) and book.known("revenue"):
        label = "Share of the company's revenue"
        sheet.formula(Line(f"{tag}revenue_share", label, "ratio", bases=bases), f"{revenue} / revenue")


def _grows(revenue: np.ndarray[tuple[int, ...], np.dtype[np.float64]], year_ago: object) -> bool:
    places = np.asarray(year_ago, dtype=float)
    there = [c for c, p in enumerate(places) if not np.isnan(p) and not np.isnan(revenue[c])]
    return any(not np.isnan(revenue[int(places[c]) - 1]) for c in there)


def _lines(columns: Columns) -> list[str]:
    wide = range(len(columns.rows))
    there = [n for n in columns.panel.values if any(not np.isnan(columns.value(n, c)) for c in wide)]
    return sorted(there, key=taxonomy().order)


def _shown(analysis: Analysis, columns: Columns, label: str) -> bool:
    return any(columns.panel.rows[row].label == label for row in columns.rows)


def _prefix(number: int) -> str:
    return f"segment{number}_"

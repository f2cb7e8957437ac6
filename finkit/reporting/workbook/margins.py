"""Margins: what a dollar of revenue leaves, on average and at the step from one period to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.company.costs import SUMS
from finkit.analysis.measures import Floats, Measure, registry
from finkit.analysis.table import Table
from finkit.formula import Formula
from finkit.reporting.workbook import charts
from finkit.reporting.workbook.blocks import Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.statement.lines import taxonomy

NAME = "Margins"
_LINKED = ("revenue", "cost_of_revenue", "gross_profit")
_ASKED = ("gross_margin", "contribution_margin", "operating_margin")


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Margins."""
    what = "Each margin is a live formula over Inputs and Costs; notes say what it means. Low and high are in grey."
    sheet = Sheet(book, NAME, f"Margins: {analysis.name}", what)
    sheet.heading("On average")
    links(sheet, _LINKED, columns)
    table(sheet, analysis.company.margins, columns)
    if any(_known(analysis.company.incremental, m.name, columns) for m in analysis.company.incremental.measures):
        sheet.heading("Of the added dollar")
        table(sheet, analysis.company.incremental, columns)
    absent(sheet, analysis)
    sheet.row += 1
    months = [columns.panel.rows[r].months for r in columns.rows]
    span = charts.years(months, _there(book, "revenue"))
    money = ("revenue", "operating_result")
    beside = charts.draw(sheet, "Revenue and operating income", money, unit="money", span=span)
    known = zip(_there(book, "gross_margin"), _there(book, "operating_margin"), strict=True)
    span = charts.years(months, [gross or operating for gross, operating in known])
    charts.draw(sheet, "Margins", _ASKED, unit="ratio", span=span, right=beside)
    sheet.one_page()


def links(sheet: Sheet, names: Sequence[str], columns: Columns) -> None:
    """Rows that repeat lines of Inputs."""
    book = sheet.book
    for name in names:
        if book.known(name):
            sheet.link(Line(name, taxonomy()[name].name, taxonomy()[name].unit, bases=columns.bases(name)))


def table(sheet: Sheet, found: Table, columns: Columns) -> None:
    """A row for each measure that has a value in any column, and its range where it carries one."""
    for one in found.measures:
        if _known(found, one.name, columns):
            _measure(sheet, found, one, columns)


def _measure(sheet: Sheet, found: Table, one: Measure, columns: Columns) -> None:
    rows = list(columns.rows)
    bases = [found.rests_on(one.name, row) if found.at(one.name, row) is not None else "" for row in rows]
    says = f"{one.says}\n= {Formula.parse(one.formula).says(sheet.book.labels)}"
    unit = "multiple" if one.name in MULTIPLES else one.unit
    line = Line(one.name, one.label, unit, says, bases=bases)
    _operands(sheet, found, one, rows)
    sheet.formula(line, one.formula, values=found.values[one.name][rows])
    for end, values in (("low", found.low.get(one.name)), ("high", found.high.get(one.name))):
        if values is not None and not np.isnan(values[rows]).all():
            ends = Line(f"{one.name}_{end}", f"{one.label}, {end}", unit, indent=1, bases=bases)
            note = f"Computed by finkit from rounding and from sources that differ; inputs {stamp(sheet.book)}."
            sheet.computed(ends, values[rows], note)


def _operands(sheet: Sheet, found: Table, one: Measure, rows: list[int]) -> None:
    """What a measure rests on that no sheet holds yet: worked out by finkit."""
    for name in one.parsed.names:
        held = found.values.get(name)
        if held is None or name in sheet.book.refs or name in registry() or name in SUMS:
            continue
        if not np.isnan(held[rows]).all():
            label = _OPERANDS.get(name, name.replace("_", " ").capitalize())
            sheet.computed(Line(name, label, "position", indent=1), held[rows], "Computed by finkit.")


_OPERANDS = {"lines_tie": "1 where the lines meet the stated result"}
MULTIPLES = {"inventory_turnover", "gmroi", "burn_to_loss", "capital_intensity"}


def absent(sheet: Sheet, analysis: Analysis) -> None:
    """What cannot be computed in the leading period, and what it lacks."""
    row, found = analysis.latest(), analysis.company.margins
    if row is None:
        sheet.remark("No margin: no period has revenue.")
        return
    reasons = {m.label: found.why_missing(m.name, row) for m in found.measures if m.name in _ASKED}
    said = {label: why for label, why in reasons.items() if why}
    if said:
        sheet.heading(f"Not computed for {analysis.panel.rows[row].label}")
    for label, why in said.items():
        sheet.remark(f"{label}: {why}")


def stamp(book: Book) -> str:
    """A short hash of the figures on Inputs."""
    held = [(n, book.values[n].tolist()) for n, ref in sorted(book.refs.items()) if ref.sheet == "Inputs"]
    return hashlib.sha256(repr(held).encode()).hexdigest()[:8]


def _known(found: Table, name: str, columns: Columns) -> bool:
    values: Floats = found.values[name][list(columns.rows)]
    return not bool(np.isnan(values).all())


def _there(book: Book, name: str) -> list[bool]:
    held = book.values.get(name)
    return [False] * book.width if held is None else [not v for v in np.isnan(held)]

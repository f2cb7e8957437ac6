"""Margins: what a dollar of revenue leaves, on average and at the step from one period to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.company.costs import SUMS
from finkit.analysis.measures import Floats, Measure, registry
from finkit.analysis.table import FLAGS, Table
from finkit.formula import Formula
from finkit.reporting.workbook import charts, definitions
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.statement.lines import taxonomy

NAME = "Margins"
_LINKED = ("revenue", "cost_of_revenue", "gross_profit")
_ASKED = ("gross_margin", "contribution_margin", "operating_margin")


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Margins."""
    what = "Each margin is a live formula over Inputs and Costs; notes say what it means. Low and high are in grey."
    sheet = Sheet(book, NAME, f"Margins: {analysis.name}", what)
    months = [columns.panel.rows[r].months for r in columns.rows]
    span = charts.years(months, _there(book, "revenue"))
    top = charts.room(sheet) if span else 0
    sheet.heading("On average")
    links(sheet, _LINKED, columns)
    table(sheet, analysis.company.margins, columns)
    if any(_known(analysis.company.incremental, m.name, columns) for m in analysis.company.incremental.measures):
        sheet.heading("Of the added dollar")
        table(sheet, analysis.company.incremental, columns)
    absent(sheet, analysis)
    definitions.fill(sheet, analysis)
    sheet.row += 1
    bottom, sheet.row = sheet.row, top or sheet.row
    money = ("revenue", "operating_result")
    beside = charts.draw(sheet, "Revenue and operating income", money, unit="money", span=span)
    known = zip(_there(book, "gross_margin"), _there(book, "operating_margin"), strict=True)
    span = charts.years(months, [gross or operating for gross, operating in known])
    charts.draw(sheet, "Margins", _ASKED, unit="ratio", span=span, right=beside)
    sheet.row = max(bottom, sheet.row)
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
    line = Line(one.name, one.label, one.unit, says, bases=bases)
    _operands(sheet, found, one, rows)
    sheet.formula(line, one.formula, values=found.values[one.name][rows])
    if one.name == "result_before_administration":
        _left_out(sheet, found, one.name, rows)
    for end, values in (("low", found.low.get(one.name)), ("high", found.high.get(one.name))):
        if values is not None and not np.isnan(values[rows]).all():
            ends = Line(f"{one.name}_{end}", f"{one.label}, {end}", one.unit, indent=1, bases=bases)
            note = f"Computed by finkit from rounding and from sources that differ; inputs {stamp(sheet.book)}."
            sheet.computed(ends, values[rows], note)
            sheet.pasted("ranges", one.parsed.names)


def _operands(sheet: Sheet, found: Table, one: Measure, rows: list[int]) -> None:
    """What a measure rests on that no sheet holds yet: worked out by finkit."""
    for name in one.parsed.names:
        held = found.values.get(name)
        if held is None or name in sheet.book.refs or name in registry() or name in SUMS:
            continue
        if not np.isnan(held[rows]).all():
            label = OPERANDS.get(name, name.replace("_", " ").capitalize())
            note = (
                f"Computed by finkit, not live; empty where it does not hold: {FLAGS[name]}." if name in FLAGS else ""
            )
            line = Line(name, label, "position", note, indent=1)
            sheet.computed(line, held[rows], note or "Computed by finkit, not live.")


def _left_out(sheet: Sheet, found: Table, name: str, rows: list[int]) -> None:
    """Under a bound: the costs that it leaves out, by period."""
    style = sheet.book.style
    look = style.text(font_size=7, text_wrap=True, valign="top", align="right", font_color="#595959")
    sheet.words(sheet.row, 0, "Costs that it leaves out", style.text(indent=1, font_color="#595959", valign="top"))
    longest = 0
    for c, row in enumerate(rows):
        if found.at(name, row) is not None:
            text = "; ".join(missing(found, row))
            sheet.words(sheet.row, FIRST + c, text, look)
            longest = max(longest, len(text))
    sheet.page.set_row(sheet.row, 10 * (1 + longest // 13))
    sheet.row += 1


def missing(found: Table, row: int) -> list[str]:
    """The lines that gross profit less known R&D and S&M leaves out."""
    lines = [n for n in ("research_development", "sales_marketing") if found.at(n, row) is None]
    return [taxonomy()[n].name[0].lower() + taxonomy()[n].name[1:] for n in (*lines, "general_administrative")]


OPERANDS = {
    "lines_tie": "1 where the lines meet the stated result",
    "bounded": "1 where gross profit less known costs bounds the result",
}


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

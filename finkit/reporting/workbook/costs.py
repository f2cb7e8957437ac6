"""Costs: each cost line, its class, and the sums by class that the margins rest on."""

from __future__ import annotations

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.company.costs import SPLIT, WHOLE, CostLine, cost_lines, default_class, operating_lines
from finkit.formula import Ref
from finkit.reporting.workbook import charts, margins
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.statement.identities import FACE
from finkit.statement.lines import taxonomy

NAME = "Costs"
_SUMS = {
    "variable": "Costs that move with revenue, by their class",
    "fixed": "Costs that stay when revenue moves, by their class",
    "research": "Research and development",
}


def counted(columns: Columns, analysis: Analysis) -> list[tuple[str, str, str]]:
    """The lines whose class matters, their class and why; selling and administration stand at the ends.

    Without its last row the block holds selling and administration split, without its first two unsplit.
    """
    known = {c.line: c for c in analysis.company.costs}
    there = [n for n in operating_lines() if n in columns.panel.values and (n != FACE or n in known)]
    if not columns.rows:
        return []
    split = [n for n in SPLIT if n in columns.panel.values]
    whole = [n for n in (WHOLE,) if n in there and _unsplit(columns, analysis)]
    lines = [*split, *(n for n in there if n != WHOLE), *whole]
    return [(n, analysis.assumptions.classes.get(n, default_class(n)), _evidence(n, known, analysis)) for n in lines]


def fill(book: Book, analysis: Analysis, columns: Columns) -> Sheet:
    """Write Costs; its chart waits for the margins."""
    what = "The class of a line is set on Assumptions: change it there and the sums and margins follow."
    sheet = Sheet(book, NAME, f"Costs: {analysis.name}", what)
    lines = counted(columns, analysis)
    sheet.heading("Cost of revenue")
    margins.links(sheet, ("cost_of_revenue",), columns)
    if not lines:
        sheet.remark("No cost line outside cost of revenue is known.")
        return sheet
    sheet.heading("Cost lines outside cost of revenue")
    _amounts(sheet, columns, {n: why for n, _, why in lines})
    for cost_class, title in _SUMS.items():
        _class(sheet, analysis, columns, cost_class, title, [n for n, _, _ in lines])
    return sheet


def chart(sheet: Sheet, columns: Columns) -> None:
    """The classes of cost, stacked, by year."""
    book = sheet.book
    names = ("cost_of_revenue", "variable_overhead", "fixed_overhead", "research_total")
    held = [book.values[n] for n in names if n in book.refs]
    if not held:
        return
    sheet.row += 1
    there = [not v for v in np.isnan(np.sum(held, axis=0))]
    span = charts.years([columns.panel.rows[r].months for r in columns.rows], there)
    charts.draw(sheet, "Costs by class", names, unit="money", span=span, stacked=True)
    sheet.one_page()


def _amounts(sheet: Sheet, columns: Columns, lines: dict[str, str]) -> None:
    book, first = sheet.book, sheet.row
    for name, why in lines.items():
        sheet.link(Line(name, taxonomy()[name].name, says=why, bases=columns.bases(name)))
    book.refs["amount"] = Ref(NAME, first, FIRST, len(lines), book.width)
    book.values["amount"] = np.stack([book.values[n] for n in lines])


def _class(sheet: Sheet, analysis: Analysis, columns: Columns, cost_class: str, title: str, lines: list[str]) -> None:
    """The lines of one class, 0 where a line is of another, and their sums."""
    book, block = sheet.book, f"{cost_class}_lines"
    sheet.heading(title)
    rows = [Line(f"{cost_class}_{n}", taxonomy()[n].name, "money in class", indent=1) for n in lines]
    code = book.refs[f"code_{cost_class}"], book.values[f"code_{cost_class}"]
    given = {"code": code, "class_of_line": (book.refs["class"], book.values["class"])}
    sheet.block(rows, block, "where(class_of_line == code, amount, 0)", refs=given)
    ref, values = book.refs[block], np.reshape(book.values[block], (len(lines), -1))
    whole, start = int(WHOLE in lines), sum(n in SPLIT for n in lines)
    split = Ref(NAME, ref.row, FIRST, len(lines) - whole, book.width), values[: len(lines) - whole]
    unsplit = Ref(NAME, ref.row + start, FIRST, len(lines) - start, book.width), values[start:]
    sums = [(f"{cost_class}_split", f"{title.split(',')[0]}, sum", "sum_rows(part)", split)]
    if cost_class == "research":
        sums = [("research_total", f"{title}, sum", "sum_rows(part)", split)]
    elif whole:
        label = f"{title.split(',')[0]}, selling and administration in one line"
        sums.append((f"{cost_class}_unsplit", label, f"sum_rows(part) + 0 * {WHOLE}", unsplit))
    for name, label, text, part in sums:
        found = analysis.company.margins.values[name][list(columns.rows)]
        if not np.isnan(found).all():
            sheet.formula(Line(name, label), text, values=found, refs={"part": part})


def _unsplit(columns: Columns, analysis: Analysis) -> bool:
    """Whether any column has a sum with selling and administration in one line."""
    values, rows = analysis.company.margins.values, list(columns.rows)
    return any(not np.isnan(values[f"{c}_unsplit"][rows]).all() for c in ("variable", "fixed"))


def _evidence(line: str, known: dict[str, CostLine], analysis: Analysis) -> str:
    found = known.get(line) or next(iter(cost_lines((line,), analysis.assumptions.classes, face=False)), None)
    return found.evidence if found else ""

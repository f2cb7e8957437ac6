"""Treatments: switches between bookings as cells of 0 and 1, from which every margin is recalculated."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.company.bookings import AMOUNTS, MARGINS, SCALARS, TREATMENTS
from finkit.analysis.company.treatments import Cell, Grid, Treated
from finkit.analysis.measures import Floats
from finkit.formula import Ref
from finkit.reporting.page_treatments import name_of, shown_as
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.margins import stamp
from finkit.reporting.workbook.style import COMPUTED, INPUT
from finkit.statement.lines import taxonomy

NAME = "Treatments"
_BOOKED = {
    "revenue": "Revenue",
    "cost_of_revenue": "Cost of revenue",
    "contribution": "Contribution",
    "operating_result": "Operating income",
}
_LABELS = {
    "partner_share": "Partner's share of revenue",
    "free_outside": "Free users' inference outside cost of revenue",
    "free_inside": "Free users' inference inside cost of revenue",
    "staff_serving": "Staff and support who serve customers",
    "stock_pay": "Stock compensation",
    "stock_in_cost": "Stock compensation in cost of revenue",
    "stock_in_variable": "Stock compensation in variable overhead",
    "training_spread": "Gain of operating income where R&D is spread",
    "billed_elsewhere": "Billed inference beyond cost of revenue",
    "accelerators": "Technology and infrastructure",
}
_ENDS = tuple(f"{margin.replace('_', ' ').capitalize()}, {end}" for margin in MARGINS for end in ("low", "high"))


def sheets(analysis: Analysis, columns: Columns) -> list[str]:
    """Treatments, where any period has a margin to move."""
    at = analysis.company.margins.at
    moved = any(at("revenue", r) and any(at(m, r) is not None for m in MARGINS) for r in columns.rows)
    return [NAME] if moved else []


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Treatments."""
    what = "Set a switch to 1 and every margin follows. An empty amount is not known: fill it in to use its switch."
    sheet = Sheet(book, NAME, f"One margin, many bookings: {analysis.name}", what)
    grids = [analysis.company.treatments.at(row) for row in columns.rows]
    latest = analysis.latest()
    leading = grids[columns.rows.index(latest)] if latest in columns.rows else grids[-1]
    _switches(sheet, leading)
    refs = _booked(sheet, grids)
    _amounts(sheet, grids)
    sheet.heading("As shown under the switches")
    for one in TREATMENTS:
        bases = [g.chosen.cells[m].basis if (m := one.name.removesuffix("_shown")) in MARGINS else "" for g in grids]
        unit = "money in class" if one.unit == "money" else one.unit  # what is not moved is a dash
        sheet.formula(Line(one.name, one.label, unit, one.says, bases=bases), one.formula, refs=refs)
    _each(sheet, leading)


def _switches(sheet: Sheet, grid: Grid) -> None:
    """One cell a switch, as the user assumes them; they hold for every period."""
    sheet.heading("Switches: 1 is yes, 0 is no, for all periods")
    first = sheet.row
    for name, says in SCALARS.items():
        line = Line(name, says[0].upper() + says[1:], "0 or 1", bases=["assumed"])
        sheet.given(line, grid.inputs[name])
    choice: dict[str, object] = {
        "validate": "list", "source": [0, 1], "error_message": "0 or 1.", "input_title": "Switch",
        "input_message": "1: booked so. 0: as the statement has it.",
    }  # fmt: skip
    sheet.page.data_validation(first, FIRST, sheet.row - 1, FIRST, choice)


def _booked(sheet: Sheet, grids: list[Grid]) -> Mapping[str, tuple[Ref, Floats]]:
    """The figures that are moved: links, and what the classes of the lines give where no row has it."""
    book = sheet.book
    sheet.heading("As booked")
    refs: dict[str, tuple[Ref, Floats]] = {}
    for name, label in _BOOKED.items():
        values = np.array([g.inputs[name] for g in grids])
        held = (book.refs[name], book.values[name]) if name in book.refs else None
        if held is not None and np.allclose(held[1], values, rtol=1e-9, equal_nan=True):
            sheet.link(Line(name, label))
            continue
        note = f"Computed by finkit, not live: by the classes of the lines; inputs {stamp(book)}."
        sheet.computed(Line(f"booked_{name}", label), values, note)
        sheet.pasted(label, ("revenue", "cost_of_revenue", "variable_overhead"))
        refs[name] = book.refs[f"booked_{name}"], values
    return refs


def _amounts(sheet: Sheet, grids: list[Grid]) -> None:
    sheet.heading("Amounts that a switch moves")
    for name, given_by in AMOUNTS.items():
        values = np.array([g.inputs[name] for g in grids])
        found = [_amount(g, name) for g in grids]
        line = Line(name, _LABELS[name], says=f"A line of {given_by} would give it.", bases=[f[0] for f in found])
        known = not np.isnan(values).all()
        sheet.given(line, values, kind=COMPUTED if known else INPUT, notes=dict(enumerate(f[1] for f in found)))


def _amount(grid: Grid, name: str) -> tuple[str, str]:
    """Mark and origin of an amount of a period."""
    shown = (*grid.settings, *grid.beyond)
    held = next((one.amounts[name] for one in shown if name in one.amounts), None)
    if held is None:
        return "", ""
    size = " or more" if held.open_above else ""
    return held.basis, f"{held.basis}{size}\n{held.source}\nThe switch takes this one figure; its range is below."


def _each(sheet: Sheet, grid: Grid) -> None:
    """Each switch alone, with its range, as finkit computed it for the leading period."""
    sheet.heading(f"Each switch alone, {grid.period}: from low to high, computed by finkit, not live")
    titles = [*_ENDS, "Condition (in the note)"]
    look = sheet.book.style.text(italic=True, align="right", text_wrap=True, font_color="#595959", bottom=4)
    sheet.page.set_row(sheet.row, 40)
    for c, title in enumerate(titles):
        sheet.words(sheet.row, FIRST + c, title, look)
    sheet.row += 1
    for number, one in enumerate((grid.booked, *grid.settings, *grid.beyond)):
        _treated(sheet, number, one)
    sheet.pasted("each switch alone", (*_BOOKED, *(f"booked_{name}" for name in _BOOKED), *AMOUNTS))


def _treated(sheet: Sheet, number: int, one: Treated) -> None:
    style = sheet.book.style
    says = "\n".join(filter(None, (*one.conditions, one.against)))
    sheet.beside(Line(f"treatment_{number}", name_of(one), "ratio", says), sheet.row)
    for m, margin in enumerate(MARGINS):
        cell = one.cells[margin]
        for c, value in enumerate(_span(cell), FIRST + 2 * m):
            if value is not None:
                look = style.cell(COMPUTED, "ratio", cell.basis)
                sheet.page.write_number(sheet.row, c, value, look)
                if cell.kind in ("at most", "at least"):
                    sheet.note(sheet.row, c, shown_as(cell))
        if cell.kind in ("missing", "not applicable"):
            text = f"needs {', '.join(cell.missing)}" if cell.missing else cell.kind
            sheet.words(sheet.row, FIRST + 2 * m, text, style.text(font_size=8, font_color="#7F7F7F"))
            if cell.missing:
                sheet.note(sheet.row, FIRST + 2 * m, ", ".join(taxonomy()[line].name for line in cell.missing))
    said = "established" if one.established else "not established"
    sheet.words(sheet.row, FIRST + len(_ENDS), said, style.text(font_size=8, font_color="#595959"))
    sheet.row += 1


def _span(cell: Cell) -> tuple[float | None, float | None]:
    if cell.kind == "number" and cell.low is None:
        return cell.value, cell.value
    return cell.low, cell.high

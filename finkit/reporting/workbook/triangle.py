"""Triangle: models by age, projected by chain ladder with Mack's standard error; all live."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.measures import Measure
from finkit.analysis.models import ladder
from finkit.analysis.models.triangle import CAUTION
from finkit.analysis.models.vintage_triangle import TOKENS, VintageTriangle
from finkit.formula import Ref
from finkit.reporting.workbook.blocks import BODY, FIRST, Book, Line, Sheet
from finkit.reporting.workbook.model_part import Part
from finkit.reporting.workbook.style import COMPUTED, INPUT

NAME = "Triangle"


def wanted(analysis: Analysis) -> bool:
    """Whether there is a triangle of models by age."""
    return bool(analysis.triangles.known)


def fill(book: Book, analysis: Analysis) -> None:
    """Write Triangle: for each quantity what each model brought by age, its projection, then the workings."""
    sheet = Sheet(book, NAME, f"Models by age: {analysis.name}",
                  "Chain ladder with factors weighted by volume, live. Blue cells are tokens by model and age.",
                  columns=False)  # fmt: skip
    sheet.page.freeze_panes(BODY - 1, FIRST)
    sheet.page.set_column(FIRST, FIRST + max(len(one.projected.completed[0]) for one in analysis.triangles.known), 13)
    for held in analysis.triangles.known:
        _triangle(sheet, held)
    sheet.remark(CAUTION)
    sheet.page.fit_to_pages(1, 0)


def _triangle(sheet: Sheet, held: VintageTriangle) -> None:
    part = Part(sheet.book, held.names)
    width, unit = held.projected.completed.shape[1], "Mtok" if held.quantity == TOKENS else "money"

    def ages(*measures: Measure, rows: int = len(held.names)) -> None:
        for one in measures:
            part.formula(sheet, replace(one, unit=one.unit or unit), cols=width, rows=rows, named=False)

    def block(one: Measure) -> None:
        sheet.heading(one.label)
        ages(one)

    def vintages(*measures: Measure) -> None:
        for one in measures:
            sheet.heading(one.label)
            part.formula(sheet, replace(one, unit=one.unit or unit), cols=0, rows=len(held.names), named=False)

    sheet.heading(f"{held.quantity.capitalize()} by model and age, in steps of {held.months} months")
    part.period(sheet, "age", "Age", "count", np.arange(1.0, width + 1))
    _amounts(sheet, part, held, unit)
    # Results stand first, each of nine blocks under a heading, then factors and totals; workings follow below them.
    elsewhere = sheet.row + 9 * (len(held.names) + 2) + len(ladder.FACTORS) + len(ladder.TOTAL) + 5

    def turn() -> None:
        nonlocal elsewhere
        sheet.row, elsewhere = elsewhere, sheet.row

    cumulative, *matched = ladder.AGES
    block(cumulative)
    turn()
    for one in (*matched, ladder.KNOWN):
        block(one)
    turn()
    sheet.heading("Factors")
    ages(*ladder.FACTORS, rows=0)
    block(ladder.COMPLETED)
    sheet.given(Line("models_age_count", "Ages", "count"), float(width), kind=COMPUTED)
    part.hold("age_count")
    vintages(*ladder.ULTIMATE)
    turn()
    block(ladder.DEVIATION)
    sheet.heading("Variances")
    ages(*ladder.VARIANCES, rows=0)
    for one in ladder.STEPS:
        block(one)
    turn()
    vintages(*ladder.ERRORS)
    turn()
    sheet.heading("Errors that vintages share")
    ages(*ladder.PAIRS, rows=0)
    turn()
    sheet.heading("All models")
    for one in ladder.TOTAL:
        part.scalar(sheet, replace(one, unit=unit))
    turn()


def _amounts(sheet: Sheet, part: Part, held: VintageTriangle, unit: str) -> None:
    """What each model brought at each age: tokens as given, gross profit as finkit attributes it by use."""
    kind, first = INPUT if held.quantity == TOKENS else COMPUTED, sheet.row
    values = np.full((len(held.names), held.projected.completed.shape[1]), np.nan)
    for i, (name, row) in enumerate(zip(held.names, held.cumulative, strict=True)):
        values[i, : len(row)] = np.diff(row, prepend=0.0)
        sheet.given(Line("models_amount", name, unit), values[i], kind=kind)
    part.held["amount"] = Ref(sheet.name, first, FIRST, *values.shape), values

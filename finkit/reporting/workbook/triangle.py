"""Triangle: models by age, chain ladder to the oldest age observed, with Mack's standard error; all live."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.measures import Measure
from finkit.analysis.models import ladder
from finkit.analysis.models.triangle import CAUTION
from finkit.analysis.models.vintage_triangle import AGED, TOKENS, USED, VintageTriangle
from finkit.reporting.workbook import ages
from finkit.reporting.workbook.blocks import BODY, FIRST, Book, Line, Sheet
from finkit.reporting.workbook.model_part import Part
from finkit.reporting.workbook.style import COMPUTED

NAME = "Triangle"
SHEETS = [NAME, ages.NAME]
_WIDE = 13
_WHAT = "Chain ladder with factors weighted by volume, live: gross profit follows Usage, tokens follow Inference."


def wanted(analysis: Analysis) -> bool:
    """Whether there is a triangle of models by age."""
    return bool(analysis.triangles.known)


def fill(book: Book, analysis: Analysis, models: Part | None) -> None:
    """Write Triangle and Ages: for each quantity what each model brought by age, its projection, then the workings.

    `models` is what stands on Models and Usage, None where a company has none; Inference is written before.
    """
    known = analysis.triangles.known
    sheet = Sheet(book, NAME, f"Models by age: {analysis.name}", _WHAT, columns=False)
    steps = Sheet(book, ages.NAME, f"From months to ages: {analysis.name}", ages.WHAT, columns=False)
    sheet.page.set_column(FIRST, FIRST + max(len(one.projected.completed[0]) for one in known), _WIDE)
    for held in known:
        part = Part(book, held.names)
        width = held.projected.completed.shape[1]
        sheet.heading(f"{held.quantity.capitalize()} by model and age, in steps of {held.months} months")
        part.period(sheet, "age", "Age", "count", np.arange(1.0, width + 1))
        sheet.given(Line("models_step", "Months of a step", "months"), float(held.months), kind=COMPUTED)
        part.hold("step")
        ages.fill(steps, part, analysis, held, models)
        _Ladder(sheet, part, held).fill()
    sheet.remark(CAUTION)
    steps.page.freeze_panes(BODY - 1, FIRST)
    sheet.page.freeze_panes(BODY - 1, FIRST)
    sheet.page.fit_to_pages(1, 0)


class _Ladder:
    """The chain ladder of one triangle: results first, each of its nine blocks under a heading, workings below."""

    def __init__(self, sheet: Sheet, part: Part, held: VintageTriangle) -> None:
        self.sheet, self.part, self.held = sheet, part, held
        self.width, self.rows = held.projected.completed.shape[1], len(held.names)
        self.unit = "Mtok" if held.quantity == TOKENS else "money"
        high = self.rows + 9 * (self.rows + 2) + len(ladder.FACTORS) + len(ladder.TOTAL) + 5
        self.elsewhere = sheet.row + high

    def fill(self) -> None:
        sheet, part = self.sheet, self.part
        cumulative, *matched = ladder.AGES
        self._by_age((USED if self.held.quantity == TOKENS else AGED)[-1])
        self._block(cumulative)
        self._turn()
        sheet.heading(f"Workings of {self.held.quantity}")
        for one in (*matched, ladder.KNOWN):
            self._block(one)
        self._turn()
        sheet.heading("Factors")
        self._by_age(*ladder.FACTORS, rows=0)
        self._block(ladder.COMPLETED)
        sheet.given(Line("models_age_count", "Ages", "count"), float(self.width), kind=COMPUTED)
        part.hold("age_count")
        self._by_model(*ladder.ULTIMATE)
        self._turn()
        self._block(ladder.DEVIATION)
        sheet.heading("Variances")
        self._by_age(*ladder.VARIANCES, rows=0)
        for one in ladder.STEPS:
            self._block(one)
        self._turn()
        self._by_model(*ladder.ERRORS)
        self._turn()
        sheet.heading("Errors that vintages share")
        self._by_age(*ladder.PAIRS, rows=0)
        self._turn()
        sheet.heading("All models")
        for one in ladder.TOTAL:
            part.scalar(sheet, self._said(one))
        self._turn()

    def _turn(self) -> None:
        """From results to workings, or back."""
        self.sheet.row, self.elsewhere = self.elsewhere, self.sheet.row

    def _said(self, one: Measure) -> Measure:
        """A measure in the triangle's unit, which names the oldest age."""
        label = one.label.replace(ladder.OLDEST, f"{self.held.oldest} months, the oldest age observed; no tail")
        return replace(one, label=label, unit=one.unit or self.unit)

    def _by_age(self, *measures: Measure, rows: int | None = None) -> None:
        high = self.rows if rows is None else rows
        for one in measures:
            self.part.formula(self.sheet, self._said(one), cols=self.width, rows=high, named=False)

    def _block(self, one: Measure) -> None:
        self.sheet.heading(self._said(one).label)
        self._by_age(one)

    def _by_model(self, *measures: Measure) -> None:
        for one in measures:
            self.sheet.heading(self._said(one).label)
            self.part.formula(self.sheet, self._said(one), cols=0, rows=self.rows, named=False)

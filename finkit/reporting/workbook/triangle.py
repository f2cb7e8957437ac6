"""Triangle: models by age, chain ladder to the oldest age observed, with Mack's standard error; all live."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.measures import Measure
from finkit.analysis.models import ladder
from finkit.analysis.models.triangle import CAUTION
from finkit.analysis.models.vintage_triangle import AGED, TOKENS, USED, VintageTriangle
from finkit.reporting.workbook import ages
from finkit.reporting.workbook.blocks import BODY, FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.model_part import Part
from finkit.reporting.workbook.style import COMPUTED

NAME = "Triangle"
_WIDE, _AGES_A_PAGE = 13, 12
_WHAT = "Chain ladder with factors weighted by volume, live: gross profit follows Usage, tokens follow Inference."


def sheets(analysis: Analysis, _columns: Columns) -> list[str]:
    """Triangle and Ages, where there is a triangle of models by age."""
    return [NAME, ages.NAME] if analysis.triangles.known else []


def fill(book: Book, analysis: Analysis, _columns: Columns) -> None:
    """Write Triangle and Ages: for each quantity what each model brought by age, its projection, then the workings.

    Models, Usage and Inference are written before.
    """
    known = analysis.triangles.known
    sheet = Sheet(book, NAME, f"Models by age: {analysis.name}", _WHAT, columns=False)
    steps = Sheet(book, ages.NAME, f"From months to ages: {analysis.name}", ages.WHAT, columns=False)
    widest = max(held.projected.completed.shape[1] for held in known)
    sheet.page.set_column(FIRST, FIRST + widest - 1, _WIDE)
    sheet.remark(CAUTION)
    below = sheet.row + sum(map(_high, known))
    for held in known:
        part = Part(book, held.names)
        sheet.heading(
            f"{held.quantity.capitalize()} by model and age, in steps of {held.months} month{'s' * (held.months != 1)}"
        )
        part.period(sheet, "age", "Age", "count", np.arange(1.0, held.projected.completed.shape[1] + 1))
        sheet.given(Line("models_step", "Months of a step", "months"), float(held.months), kind=COMPUTED)
        part.hold("step")
        ages.fill(steps, part, analysis, held)
        below = _Ladder(sheet, part, held, below).fill()
    for page in (sheet.page, steps.page):
        page.freeze_panes(BODY - 1, FIRST)
    sheet.page.repeat_columns(0, 1)
    sheet.page.fit_to_pages(math.ceil(widest / _AGES_A_PAGE), 0)


def _high(held: VintageTriangle) -> int:
    """Rows of a triangle's results: ten blocks of a row a model, nine with a heading, factors, totals, single cells."""
    rows = len(held.names)
    return 4 + rows + 9 * (rows + 2) + len(ladder.FACTORS) + len(ladder.TOTAL) + 5


class _Ladder:
    """The chain ladder of one triangle: results where the sheet stands, workings from the row `below` on."""

    def __init__(self, sheet: Sheet, part: Part, held: VintageTriangle, below: int) -> None:
        self.sheet, self.part, self.held, self.elsewhere = sheet, part, held, below
        self.width, self.rows = held.projected.completed.shape[1], len(held.names)
        self.unit = "Mtok" if held.quantity == TOKENS else "money"

    def fill(self) -> int:
        """Write it; the row after its workings."""
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
        return self.elsewhere

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

"""Assumptions: the life of models, the class of each cost line, ranges of what no source gives."""

from __future__ import annotations

import math

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.company.costs import SPLIT, WHOLE, operating_lines
from finkit.analysis.models.capitalization import LAGS, LIVES
from finkit.formula import Ref
from finkit.reporting.workbook import costs
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.style import CLASS_CODES, COMPUTED
from finkit.statement.identities import FACE
from finkit.statement.lines import taxonomy

NAME = "Assumptions"
MONTHS = 12
TOLERANCE = 1e-9


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Assumptions."""
    what = "Blue cells are choices: change them and the workbook follows. Sources stand beside them or in notes."
    sheet = Sheet(book, NAME, f"Assumptions: {analysis.name}", what)
    _ranges(sheet, analysis, columns)
    if analysis.models.capitalization is not None:
        _lives(sheet, analysis)
    _classes(sheet, analysis, columns)
    sheet.heading("Precision")
    line = Line("tolerance", "Difference that counts as none, part of the figure", "tolerance")
    sheet.given(line, TOLERANCE)


def ages(analysis: Analysis) -> int:
    """How many years of R&D, the current one first, the capitalization looks at."""
    longest = max(analysis.assumptions.life_months.high / MONTHS, *LIVES)
    return min(LAGS, math.ceil(longest) + 1)


def others(analysis: Analysis, columns: Columns) -> list[str]:
    """Operating lines besides selling, administration and R&D that the company reports or that have a range."""
    face = any(cost.line == FACE for cost in analysis.company.costs)
    apart = ("research_development", WHOLE, *SPLIT, *(() if face else (FACE,)))
    there = {*columns.panel.values, *_ranged(analysis, columns)}
    return [line for line in operating_lines() if line in there and line not in apart]


def _ranged(analysis: Analysis, columns: Columns) -> set[str]:
    labels = {columns.panel.rows[r].label for r in columns.rows}
    return {line for label, held in analysis.assumptions.missing.items() if label in labels for line in held}


def _ranges(sheet: Sheet, analysis: Analysis, columns: Columns) -> None:
    """Low and high of lines that no source gives, in the columns of their periods."""
    missing, labels = analysis.assumptions.missing, [columns.panel.rows[r].label for r in columns.rows]
    used = {"cost_of_revenue", *SPLIT, *others(analysis, columns)}
    found = sorted(used & _ranged(analysis, columns), key=taxonomy().order)
    if found:
        sheet.heading("Ranges of costs that no source gives")
    for name in found:
        given = [missing.get(label, {}).get(name) for label in labels]
        notes = {c: f"assumed\n{g.source}" for c, g in enumerate(given) if g is not None}
        bases = ["assumed" if g is not None else "" for g in given]
        for end in ("low", "high"):
            line = Line(f"{name}_{end}", f"{taxonomy()[name].name}, {end}", bases=bases)
            values = [np.nan if g is None else getattr(g, end) for g in given]
            sheet.given(line, values, notes=notes)
            row = sheet.row - 1
            check = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "A cost: full amounts."}
            sheet.page.data_validation(row, FIRST, row, FIRST + len(labels) - 1, check)


def _lives(sheet: Sheet, analysis: Analysis) -> None:
    life, book = analysis.assumptions.life_months, sheet.book
    months = [life.centre, life.low, life.high, *(MONTHS * years for years in LIVES)]
    count = ages(analysis)
    sheet.heading("Life of a model, over which R&D is spread")
    sheet.title_cells(["assumed", "low", "high", *("compared" for _ in LIVES)])
    line = Line("life_months", "Life", "months", bases=["assumed"] * len(months))
    sheet.given(line, months, notes={0: f"assumed\n{life.source}"})
    most = MONTHS * (count - 1)
    limit = {
        "validate": "decimal", "criteria": "between", "minimum": 1, "maximum": most,
        "input_title": "Life in months", "input_message": f"1 to {most}: the sheet looks back that far.",
    }  # fmt: skip
    sheet.page.data_validation(sheet.row - 1, FIRST, sheet.row - 1, FIRST + len(months) - 1, limit)
    sheet.remark(f"Source of the life: {life.source or 'none given'}")
    sheet.given(Line("months_in_year", "Months in a year", "months"), float(MONTHS), kind=COMPUTED)
    first = sheet.row
    for k in range(count):
        label = "Years since R&D was spent" + (", the year's own" if k == 0 else f", {k}")
        sheet.given(Line(f"age_{k}", label, "years"), float(k), kind=COMPUTED)
    book.refs["age"] = Ref(NAME, first, FIRST, count, 1, "row")
    book.values["age"] = np.arange(float(count))[:, None]


def _classes(sheet: Sheet, analysis: Analysis, columns: Columns) -> None:
    book, counted = sheet.book, costs.counted(columns, analysis)
    if not counted:
        return
    sheet.heading("Class of each cost line outside cost of revenue")
    for name, code in CLASS_CODES.items():
        sheet.given(Line(f"code_{name}", f"Code of {name} costs", "code"), float(code), kind=COMPUTED)
    first = sheet.row
    codes: list[float] = [float(CLASS_CODES.get(cost_class, CLASS_CODES["variable"])) for _, cost_class, _ in counted]
    for (name, _, evidence), held in zip(counted, codes, strict=True):
        line = Line(f"class_{name}", f"Class of {taxonomy()[name].name}", "class", bases=["assumed"])
        sheet.given(line, held, notes={0: evidence})
        sheet.words(sheet.row - 1, FIRST + 1, evidence, book.style.text(font_color="#7F7F7F", font_size=8))
    book.refs["class"] = Ref(NAME, first, FIRST, len(codes), 1, "row")
    book.values["class"] = np.array(codes)[:, None]
    choice: dict[str, object] = {
        "validate": "list", "source": [1, 2, 3], "input_title": "Class of the cost",
        "input_message": "1 variable, 2 fixed, 3 research", "error_message": "1 variable, 2 fixed, 3 research",
    }  # fmt: skip
    sheet.page.data_validation(first, FIRST, sheet.row - 1, FIRST, choice)

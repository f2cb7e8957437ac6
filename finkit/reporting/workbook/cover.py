"""Cover: what the workbook holds, where, how to read its marks, and whether its checks hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import finkit
from finkit.analysis.analyze import Analysis
from finkit.reporting.explain import files_of, units_asked
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.style import BASES, COMPUTED, FORMULA, INPUT, LINK

NAME = "Cover"
WHAT = {
    "Inputs": "each line by period: given figures and what follows from them",
    "Margins": "what a dollar of revenue leaves, on average and at the step",
    "Segments": "each segment's lines, gross margin, share of revenue",
    "Costs": "cost lines, their classes, sums by class",
    "Behaviour": "how much each cost moves with revenue, with its interval and the odds of each class",
    "Treatments": "margins under each booking, by switches of 0 and 1",
    "Scale": "leverage, break-even and the path of the operating margin as revenue multiplies",
    "Capitalization": "operating income with R&D spread over the life of models, non-GAAP",
    "Cadence": "margin, cash and payback by release interval and life, stop training or go on",
    "Models": "each model's dates, cost and payback, results with R&D carried as models",
    "Usage": "the part of all use that each model serves, month by month, and what it leaves",
    "Schedule": "what each model is charged by month, by seven schedules",
    "Triangle": "gross profit and tokens of each model by age, projected to the oldest age observed, with Mack's error",
    "Ages": "the months and periods that each age of Triangle adds up",
    "Plans": "margin by use, what a mean user leaves, who carries power users",
    "Spread": "the steps from the spread of use to who costs what, a plan a column",
    "Tasks": "tokens against wages, routing, the user's device, a buyer's spend",
    "Market": "cost that a price implies, margin by number of firms, entry, truces, open weights",
    "Cash": "burn, runway, capital expenditure, related party, inventory",
    "Inference": "usage and list prices, four measures of what tokens cost, what moved spending, price indices",
    "Products": "spending, its factors and the steps of price indices, product by product",
    "Spending": "the steps behind what moved spending, product by product; two periods of your choice",
    "Trend": "how fast the price of a score falls, with its interval and band",
    "Serving": "a GPU hour, cost of a token from the machines up, roofline, physical check",
    "Assumptions": "life of models, classes of cost, ranges: yours to change",
    "Checks": "totals against their parts, conflicts, questions",
    "Reading": "what the files did not say, what was taken, what was not used",
    "Sources": "basis and source of each input, at the same address",
    "Comparison": "companies as rows, in their latest year",
    "Measures": "how each measure is worked out, companies as columns",
}
_KEY = ("revenue", "revenue_growth", "gross_margin", "contribution_margin", "operating_margin", "research_intensity")
_KINDS = {
    INPUT: "given by a source, or a choice: change it",
    FORMULA: "a live formula",
    LINK: "a figure of another sheet",
    COMPUTED: "computed by finkit, not live",
}


def fill(book: Book, analysis: Analysis, sheets: Sequence[str]) -> None:
    """Write Cover."""
    company = analysis.statement.company
    about = ", ".join(p for p in (company.kind, company.business) if p)
    sheet = Sheet(book, NAME, analysis.name, about, columns=False)
    sheet.page.set_column(FIRST, FIRST, 16)
    sheet.row = 3
    periods = ", ".join(book.columns) or "none"
    sheet.remark(f"Periods: {periods}. Money in {book.style.unit('money', book.currency)}; cells hold full amounts.")
    sheet.remark(f"Written by finkit {finkit.__version__}; files: {', '.join(files_of(analysis.statement)) or 'none'}.")
    for question in (*analysis.quality.unscaled, *units_asked(analysis.statement)):
        sheet.words(sheet.row, 0, question, book.style.text(bold=True, font_color="#B34A00"))
        sheet.row += 1
    _key(sheet, analysis)
    verdict(sheet)
    contents(sheet, sheets)
    legend(sheet)


def verdict(sheet: Sheet) -> None:
    """OK or not of all checks, live."""
    sheet.heading("Checks")
    line = Line("all_checks", "All totals equal their parts within rounding", "verdict")
    sheet.formula(line, "failures == 0", scalar=True)
    if "changed" in sheet.book.refs:
        line = Line("all_current", "Grey figures belong to the cells that they were computed from", "verdict")
        sheet.formula(line, "changed == 0", scalar=True)
    if "impossible" in sheet.book.refs:
        line = Line("all_possible", "Serving asks of no hardware more than it can do", "verdict")
        sheet.formula(line, "impossible == 0", scalar=True)


def contents(sheet: Sheet, names: Sequence[str]) -> None:
    """The sheets, as links."""
    sheet.heading("Contents")
    link = sheet.book.style.text(font_color="#0563C1", underline=1)
    for name in names:
        sheet.page.write_url(sheet.row, 0, f"internal:'{name}'!A1", link, name)
        sheet.words(sheet.row, 1, WHAT.get(name, ""))
        sheet.row += 1
    sheet.remark("Print leaves out what stands below a heading that begins with Workings.")


def legend(sheet: Sheet) -> None:
    """What colours, fills and left edges say."""
    sheet.heading("How to read a cell")
    for kind, says in _KINDS.items():
        sheet.words(sheet.row, 0, f"{kind}: {says}", sheet.book.style.legend(kind))
        sheet.row += 1
    for basis, says in BASES.items():
        sheet.words(sheet.row, 0, says, sheet.book.style.legend(FORMULA, basis))
        sheet.row += 1
    sheet.remark("A result wears the mark of the weakest figure under it. An empty cell is not reported, not 0.")


def _key(sheet: Sheet, analysis: Analysis) -> None:
    row, book = analysis.latest(), sheet.book
    rows = analysis.rows()
    if row is None or row not in rows:
        return
    col = rows.index(row)
    sheet.heading(f"In short: {book.columns[col]}")
    for name in _KEY:
        if name in book.refs and not np.isnan(book.values[name][col]):
            unit = "money" if name == "revenue" else "ratio"
            bases = [analysis.company.margins.rests_on(name, row)]
            sheet.formula(Line(f"key_{name}", book.labels[name], unit, bases=bases), "figure",
                          refs={"figure": book.scalar(name, col)}, scalar=True)  # fmt: skip

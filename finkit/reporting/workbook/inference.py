"""Inference: what moved spending and price, volume and mix, live; a model and kind of token a column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.inference.decomposition import LABELS
from finkit.analysis.inference.lmdi import lmdi_measures, total_measures
from finkit.analysis.inference.price_volume_mix import PVM, PVM_TOTALS
from finkit.analysis.measures import Measure
from finkit.reporting.workbook.blocks import BODY, FIRST, Book, Line, Sheet

NAME = "Inference"
_UNITS = {
    "users": "count", "tasks": "count", "tasks_per_user": "rate", "tokens_per_user": "Mtok", "tokens": "Mtok",
    "mix": "ratio", "tokens_per_task": "Mtok", "price": "per Mtok",
}  # fmt: skip
_MONEY_A_MTOK = "mean_price"


def wanted(analysis: Analysis) -> bool:
    """Whether spending of two periods can be split."""
    found = analysis.inference
    return found.usage is not None and found.spending.split.v0 is not None and found.spending.split.vt is not None


def fill(book: Book, analysis: Analysis) -> None:
    """Write Inference."""
    spent, products = analysis.inference.spending, analysis.inference.products
    width = max(len(spent.categories), len(products[0]))
    assert analysis.inference.usage is not None
    what = (
        f"{spent.first} to {spent.last}, live, money in {analysis.inference.usage.currency}. Blue cells are given: "
        "usage and prices of both periods."
    )
    sheet = Sheet(book, NAME, f"What moved spending on tokens: {analysis.name}", what, columns=False)
    sheet.page.set_column(FIRST, FIRST + width, 16)
    sheet.heading("Given: the factors of spending by model and kind of token")
    _heads(sheet, spent.categories)
    factors = spent.split.factors
    for when, label, rows in (("0", spent.first, spent.before), ("t", spent.last, spent.after)):
        for name, values in zip(factors, rows, strict=True):
            bases = ["assumed"] * len(values)
            sheet.given(Line(f"{name}_{when}", f"{LABELS[name]}, {label}", _UNITS[name], bases=bases), values)
    _rows(sheet, "Log mean Divisia: effects by model and kind of token", lmdi_measures(factors), len(spent.categories))
    _scalars(sheet, "What each factor did to spending", total_measures(factors))
    _mix(sheet, analysis)
    sheet.page.freeze_panes(BODY - 1, FIRST)
    sheet.page.print_area(0, 0, sheet.row, FIRST + width)
    sheet.one_page()


def _heads(sheet: Sheet, names: Sequence[str]) -> None:
    """A model and kind of token above each column."""
    look = sheet.book.style.text(italic=True, align="right", indent=1, text_wrap=True, bottom=4, valign="bottom")
    sheet.page.set_row(sheet.row, 28)
    for c, name in enumerate(names):
        sheet.words(sheet.row, FIRST + c, name, look)
    sheet.row += 1


def _mix(sheet: Sheet, analysis: Analysis) -> None:
    """Price, volume and mix of tokens; a price is blank where nothing was used."""
    names, p0, q0, p1, q1 = analysis.inference.products
    first, last = analysis.inference.spending.first, analysis.inference.spending.last
    sheet.heading("Given: price and tokens by model and kind; a blank price is no use in that period")
    _heads(sheet, names)
    for name, label, unit, values in (
        ("unit_price_0", f"Price, {first}", "per Mtok", p0), ("quantity_0", f"Tokens, {first}", "Mtok", q0),
        ("unit_price_t", f"Price, {last}", "per Mtok", p1), ("quantity_t", f"Tokens, {last}", "Mtok", q1),
    ):  # fmt: skip
        held = np.array([np.nan if v is None else v for v in values])
        sheet.given(Line(name, label, unit, bases=["assumed"] * len(held)), held)
    _rows(sheet, "Price, volume and mix by model and kind", PVM, len(names))
    _scalars(sheet, "Price, volume and mix", PVM_TOTALS)


def _rows(sheet: Sheet, heading: str, measures: Sequence[Measure], cols: int) -> None:
    sheet.heading(heading)
    for one in measures:
        sheet.formula(_line(one), one.formula, cols=cols)


def _scalars(sheet: Sheet, heading: str, measures: Sequence[Measure]) -> None:
    sheet.heading(heading)
    for one in measures:
        sheet.formula(_line(one), one.formula, scalar=True)


def _line(one: Measure) -> Line:
    # In full: spending on tokens may be small beside the revenue that sets the scale of the workbook.
    unit = "unit money" if one.unit == "money" else one.unit
    return Line(one.name, one.label, "per Mtok" if one.name == _MONEY_A_MTOK else unit, one.says)

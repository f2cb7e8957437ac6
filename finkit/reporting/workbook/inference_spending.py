"""Spending: what each factor did to spending, product by product, between the periods that a column compares; live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.inference.decomposition import LABELS
from finkit.analysis.inference.lmdi import lmdi_measures, total_measures
from finkit.analysis.inference.price_volume_mix import PVM, PVM_TOTALS
from finkit.analysis.inference.spend_formulas import BARS, compared, priced
from finkit.analysis.measures import Measure
from finkit.formula import Ref
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.inference_rows import characters, formulas
from finkit.reporting.workbook.style import COMPUTED, INPUT

NAME = "Spending"
WHAT = "A comparison of two periods a column; blue positions say which: 1 is the first column of Inference."
MIX = tuple((f"sum_{name}_effect", label) for name, label in (("volume", "Volume"), ("mix", "Mix"), ("price", "Price")))
MIX += (("sum_new_amount", "New products"), ("sum_dropped_amount", "Dropped products"), ("amount_change", "Total"),
        ("amount_unexplained", "What no part explains / both amounts"))  # fmt: skip


def fill(book: Book, analysis: Analysis, products: Sequence[str]) -> None:
    """Write Spending; the first column compares the first and the last period, those after it each with the next."""
    periods, factors = book.columns, analysis.inference.spending.split.factors
    last = len(periods)
    pairs = [(1, last), *((t, t + 1) for t in range(1, last))] if last > 2 else [(1, 2)]
    columns = tuple(f"{periods[a - 1]} to {periods[b - 1]}" for a, b in pairs)
    below = ("first to last", *("step",) * (len(pairs) - 1))
    sheet = Sheet(replace(book, columns=columns, below=below), NAME,
                  f"What moved spending, step by step: {analysis.name}", WHAT)  # fmt: skip
    split = analysis.inference.spending.split
    sheet.spread(characters(15, *(v for v in (split.v0, split.vt, *split.additive) if v is not None)))
    sheet.heading("Which periods")
    for name, label, k in (("from_period", "From: position on Inference", 0), ("to_period", "To: position", 1)):
        sheet.given(Line(name, label, "position"), [float(pair[k]) for pair in pairs], kind=INPUT)
    sheet.heading("Workings: factors before and after; what is missing in one period stands as in the other")
    formulas(sheet, compared(factors), products)
    sheet.heading("Log mean Divisia: effects by product")
    formulas(sheet, lmdi_measures(factors), products)
    sheet.heading("What each factor did to spending")
    formulas(sheet, map(down, total_measures(factors)), products)
    sheet.heading("Price, volume and mix by product")
    formulas(sheet, (*priced(), *map(down, PVM)), products)
    sheet.heading("Price, volume and mix")
    formulas(sheet, map(down, PVM_TOTALS), products)
    _bars(sheet, factors)


def down(one: Measure) -> Measure:
    """The formula with its sums over the rows, where the products stand here."""
    return replace(one, formula=one.formula.replace("sum_periods(", "sum_rows("))


def _bars(sheet: Sheet, factors: Sequence[str]) -> None:
    """Where the bars of the waterfall stand: a total, each factor from where the one before left off, a total."""
    labels = ["Before", *(LABELS[name] for name in factors), "After"]
    steps = ["spend_0", *(f"sum_{name}" for name in factors), "spend_t"]
    sheet.heading("Bars of the waterfall on Inference")
    first, book = sheet.row, sheet.book
    totals = np.array([float(k in (0, len(steps) - 1)) for k in range(len(steps))])
    for k, (label, total) in enumerate(zip(labels, totals.tolist(), strict=True)):
        sheet.given(Line(f"is_total_{k + 1}", f"A total: 1 is yes, {label}", "0 or 1"), total, kind=COMPUTED)
    book.refs["is_total"] = Ref(NAME, first, FIRST, len(steps), 1, "row")
    book.values["is_total"] = totals[:, None]
    for name, text in (("bar_step", steps), ("bar_to", _ends(steps))):
        first = sheet.row
        word = "Step" if name == "bar_step" else "Where the bar ends"
        for k, (label, one) in enumerate(zip(labels, text, strict=True)):
            sheet.formula(Line(f"{name}_{k + 1}", f"{word}, {label}", "unit money"), one)
        book.refs[name] = Ref(NAME, first, FIRST, len(steps), book.width)
        book.values[name] = np.stack([book.values[f"{name}_{k + 1}"] for k in range(len(steps))])
    formulas(sheet, BARS, labels)


def _ends(steps: Sequence[str]) -> list[str]:
    """What each bar's end is: the total before, what the steps so far have made of it, the total after."""
    between = [f"bar_to_{k + 1} + bar_step_{k + 2}" for k in range(len(steps) - 2)]
    return [steps[0], *between, steps[-1]]

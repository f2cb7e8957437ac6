"""Indices: the price indices of models sold in both periods, step by step and product by product; live."""

from __future__ import annotations

from collections.abc import Sequence

from finkit.analysis.analyze import Analysis
from finkit.analysis.inference.index_formulas import CHAINED, FIXED, LINK, MATCHED, SOLD, WORDS, steps
from finkit.reporting.workbook.blocks import Book, Sheet
from finkit.reporting.workbook.inference_rows import formulas

NAME = "Indices"
WHAT = "The steps behind the indices on Inference, from its prices and tokens: products that are sold at both ends."


def fill(book: Book, analysis: Analysis, products: Sequence[str]) -> None:
    """Write Indices."""
    sheet = Sheet(book, NAME, f"Price indices, step by step: {analysis.name}", WHAT)
    sheet.heading("What was sold at a price")
    formulas(sheet, SOLD, products)
    for base in (FIXED, LINK):
        sheet.heading(f"Each period {WORDS[base]}")
        formulas(sheet, steps(base), products)
    sheet.heading("Links multiplied, and what is matched")
    formulas(sheet, (*CHAINED, MATCHED), products)

"""Products: spending, its factors and the steps of price indices, a model and kind of token a row; live."""

from __future__ import annotations

from collections.abc import Sequence

from finkit.analysis.analyze import Analysis
from finkit.analysis.inference.index_formulas import CHAINED, FIXED, LINK, MATCHED, SOLD, WORDS, steps
from finkit.analysis.inference.spend_formulas import SPENT, factor_formulas
from finkit.analysis.inference.usage import UsageTable
from finkit.analysis.measures import Floats
from finkit.formula import Ref
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.inference_rows import characters, formulas, hold

NAME = "Products"
WHAT = "The steps behind Inference, a model and kind of token a row, a period a column. Nothing is typed here."


def fill(book: Book, analysis: Analysis, products: Sequence[str], owners: Sequence[int]) -> None:
    """Write Products; `owners` are the rows of Tasks that the products' models stand in, none where no tasks are."""
    sheet = Sheet(book, NAME, f"Spending, factors and price indices by product: {analysis.name}", WHAT)
    assert analysis.inference.usage is not None
    sheet.spread(wide(analysis.inference.usage))
    sheet.heading("Money spent")
    formulas(sheet, [SPENT], products)
    _tasks(sheet, products, owners)
    sheet.heading("Workings: factors of spending, as far as tasks and users are given")
    formulas(sheet, factor_formulas(analysis.inference.spending.split.factors), products)
    sheet.heading("What was sold at a price")
    formulas(sheet, SOLD, products)
    for base in (FIXED, LINK):
        sheet.heading(f"Each period {WORDS[base]}")
        formulas(sheet, steps(base), products)
    sheet.heading("Links multiplied, and what is matched")
    formulas(sheet, (*CHAINED, MATCHED), products)


def wide(table: UsageTable) -> int:
    """Characters of a column that holds any figure of a period."""
    return characters(13, table.spend.sum(axis=(1, 2)), table.mtok.sum(axis=(1, 2)), table.users, table.tasks)


def _tasks(sheet: Sheet, products: Sequence[str], owners: Sequence[int]) -> None:
    """The tasks of each product's model, from their one row on Inference."""
    if not owners:
        return
    book, first = sheet.book, sheet.row
    block, values = book.refs["tasks_by_model"], book.values["tasks_by_model"].reshape(-1, book.width)
    for k, (owner, product) in enumerate(zip(owners, products, strict=True)):
        place = Ref(block.sheet, block.row + owner, FIRST, 1, book.width, "period")
        refs: dict[str, tuple[Ref, Floats]] = {"figure": (place, values[owner])}
        sheet.formula(Line(f"model_tasks_{k + 1}", f"Tasks of its model, {product}", "count"), "figure", refs=refs)
    hold(sheet, "model_tasks", first, len(owners), values[list(owners)])

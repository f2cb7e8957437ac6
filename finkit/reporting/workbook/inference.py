"""Inference: usage and prices, the four measures, what moved spending, price indices; live, a period a column.

Tokens, prices, tasks and users stand in one blue cell each; Products and Spending work on them, product by product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.inference.decomposition import LABELS
from finkit.analysis.inference.index_formulas import CHAINED, DRIFT, FIXED, INDICES
from finkit.analysis.inference.results import Inference, Series
from finkit.analysis.inference.spend_formulas import COSTS, SPEND, TASKS, TOKENS, indexed
from finkit.analysis.inference.usage import KINDS, UsageTable
from finkit.reporting.page_inference import repeated
from finkit.reporting.page_worked import rests_on
from finkit.reporting.workbook import inference_charts, inference_products, inference_spending
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.inference_rows import formulas, given, line
from finkit.reporting.workbook.style import COMPUTED, INPUT

NAME = "Inference"
WHAT = (
    "A period a column, money in {}. Blue cells are given: tokens, list prices, tasks and users; all else follows, by "
    "way of Products and Spending. An empty cell is not given."
)
_AVERAGED = "The price changed within this period: its mean over the days of the period."
_AT_MOST = "No price of cached input is known: that of input, at most."
_QUALITY, _SAME = "quality_adjusted_price", "same_model_price"


def sheets(analysis: Analysis, _columns: Columns) -> list[str]:
    """The names of the sheets: the page, and the two that it works with; none below two periods of usage."""
    return [NAME, inference_products.NAME, inference_spending.NAME] if analysis.inference.usage is not None else []


def fill(book: Book, analysis: Analysis, _columns: Columns) -> None:
    """Write Inference, Products and Spending."""
    found, table = analysis.inference, analysis.inference.usage
    assert table is not None
    own = replace(book, columns=table.periods, below=("",) * len(table.periods), currency=table.currency)
    sheet = Sheet(own, NAME, f"What tokens cost: {analysis.name}", WHAT.format(table.currency))
    inference_charts.reserve(sheet)
    products, owners = _given(sheet, analysis, table)
    inference_products.fill(own, analysis, products, owners)
    shown = _costs(sheet, found)
    if shown:
        inference_charts.indices(sheet, f"What tokens cost, {table.periods[0]} = 100, log axis", shown)
    inference_spending.fill(own, analysis, products)
    _spending(sheet, found)
    _indices(sheet)
    sheet.page.print_area(0, 0, sheet.row, FIRST + max(own.width, inference_charts.ACROSS) - 1)
    wide = inference_products.wide(table)
    sheet.spread(wide)
    sheet.page.set_column(FIRST + own.width, FIRST + max(own.width, inference_charts.ACROSS), wide)


def _given(sheet: Sheet, analysis: Analysis, table: UsageTable) -> tuple[tuple[str, ...], list[int]]:
    """Tokens and prices by product, tasks by model, users; the products, and the row of tasks of each one's model."""
    asked, flat = analysis.assumptions, (len(table.periods), -1)
    at = np.flatnonzero(table.mtok.sum(axis=0).ravel() > 0)
    products = tuple(f"{table.models[n // len(KINDS)]}, {KINDS[n % len(KINDS)]}" for n in at.tolist())
    used = rests_on(*(row.source for row in asked.usage))
    sheet.heading("Given: tokens, in millions")
    given(sheet, "mtok", "Tokens", "Mtok", products, table.mtok.reshape(flat)[:, at].T, used)
    formulas(sheet, [TOKENS], ())
    if copies := repeated(table):
        sheet.remark(copies.strip())
    sheet.heading("Given: list price of a million tokens")
    priced = rests_on(*(row.source for row in table.prices))
    moved = np.repeat(table.moved, len(KINDS), axis=1)[:, at]
    notes = {k: dict.fromkeys(np.flatnonzero(moved[:, k]).tolist(), _AVERAGED) for k in range(len(at))}
    for k in np.flatnonzero(at % len(KINDS) == KINDS.index("cached input")).tolist():
        notes[k] |= dict.fromkeys(np.flatnonzero(table.bounded[:, at[k] // len(KINDS)]).tolist(), _AT_MOST)
    given(sheet, "list_price", "List price", "per Mtok", products, table.price.reshape(flat)[:, at].T, priced, notes)
    if table.at_most:
        sheet.remark("Spending is at most this where a note on a price says so: that of cached input is not known.")
        sheet.pasted("where spending is at most", ("list_price",))
    owners = _tasks(sheet, table, (at // len(KINDS)).tolist(), used)
    if not np.isnan(table.users).all():
        sheet.heading("Given: users")
        width = len(table.periods)
        sheet.given(Line("period_users", "Users of the period", "count", bases=[used] * width), table.users)
    return products, owners


def _tasks(sheet: Sheet, table: UsageTable, used: Sequence[int], basis: str) -> list[int]:
    """Tasks by model in blue; the rows that the models `used` stand in, none where no tasks are given."""
    if np.isnan(table.tasks).all() or not np.nansum(table.tasks):
        return []
    models = sorted({*used, *np.flatnonzero(np.nansum(table.tasks, axis=0) > 0).tolist()})
    sheet.heading("Given: tasks")
    given(sheet, "tasks_by_model", "Tasks", "count", [table.models[m] for m in models], table.tasks[:, models].T, basis)
    formulas(sheet, [TASKS], ())
    return [models.index(model) for model in used]


def _costs(sheet: Sheet, found: Inference) -> list[str]:
    """The four measures and their indices; the names of the rows to draw."""
    series = {one.name: one for one in (*found.measures, found.same_models)}
    sheet.heading("Four measures; no one of them is the cost of inference")
    sheet.formula(line(SPEND), SPEND.formula)
    there = {"spend_per_task": "period_tasks", "spend_per_user": "period_users"}
    for name, one in COSTS.items():
        if there.get(name, "mtok") in sheet.book.refs:
            sheet.formula(line(one), one.formula)
    quality = series[_QUALITY]
    if quality.ratio is not None:
        _quality(sheet, quality)
    index = sheet.book.refs.get(f"fisher_{FIXED}")
    if index is not None:
        held = index, sheet.book.values[f"fisher_{FIXED}"]
        left = Line(_SAME, series[_SAME].label, "rate", "Price of models sold in both periods, without the mix.")
        sheet.formula(left, "figure", refs={"figure": held})
    absent = [f"{one.label} is absent: {one.why}." for one in series.values() if one.ratio is None and one.why]
    for text in absent:
        sheet.remark(text)
    sheet.heading("The same, first period = 100")
    sheet.given(Line("hundred", "The first period's index", "index"), 100.0, kind=COMPUTED)
    names = ("price_per_token", _QUALITY, "spend_per_task", "spend_per_user", "total_spend", _SAME)
    shown = []
    for name in (one for one in names if one in sheet.book.refs):
        measure = series[name.removesuffix("_spend")]
        # Cells that have nothing stay empty, so that a line bridges them; so does a 0, which no log axis holds.
        drawn = [k for k, value in enumerate(measure.indexed()) if value]
        if len(drawn) > 1:
            one = indexed(name, measure.label)
            sheet.formula(line(one), one.formula, only=drawn)
            shown.append(one.name)
    return shown


def _quality(sheet: Sheet, quality: Series) -> None:
    """The price of a constant quality: as assumed in blue, else as finkit found the cheapest model of each score."""
    values = np.array([np.nan if v is None else v for v in quality.values])
    left = Line(_QUALITY, quality.label, "rate", "First period = 1.", bases=[quality.basis] * len(values))
    if quality.basis:
        low, high = quality.ends or (values[-1], values[-1])
        sheet.given(left, values, kind=INPUT, notes={len(values) - 1: f"{low:g} to {high:g}, assumed"})
        return
    sheet.computed(left, values, "Computed by finkit, not live: the first period's tokens on the cheapest model whose "
                                 "score is as high, over what they cost at first.")  # fmt: skip
    sheet.pasted(quality.label.lower(), ("mtok", "list_price"))


def _spending(sheet: Sheet, found: Inference) -> None:
    """From the first period's spending to the last's, factor by factor, with its chart; then price, volume, mix."""
    spent = found.spending
    sheet.heading(f"What moved spending, {spent.first} to {spent.last}: log mean Divisia, no residual")
    first = sheet.row
    steps = [("spend_0", spent.first), *((f"sum_{f}", LABELS[f]) for f in spent.split.factors), ("spend_t", spent.last)]
    for name, label in steps:
        _one(sheet, f"step_{name}", label, name)
    _one(sheet, "step_unexplained", "What no factor explains / both totals", "unexplained")
    for flag in filter(None, spent.split.flag.split("; ")):
        sheet.remark(flag)
    if spent.split.flag:
        sheet.pasted("the words on what comes and goes", ("mtok",))
    title = f"What moved spending, {spent.first} to {spent.last}"
    inference_charts.waterfall(sheet, title, (first, first + len(steps) - 1))
    sheet.heading("Price, volume and mix of tokens between the same periods")
    for name, label in inference_spending.MIX:
        _one(sheet, f"part_{name}", label, name)
    if found.price_volume_mix.flag:
        sheet.remark(found.price_volume_mix.flag)


def _one(sheet: Sheet, name: str, label: str, source: str) -> None:
    """The first comparison's figure of a row of Spending."""
    figure = {"figure": sheet.book.scalar(source, 0)}
    unit = "fine ratio" if source.endswith("unexplained") else "unit money"
    sheet.formula(Line(name, label, unit), "figure", refs=figure, scalar=True)


def _indices(sheet: Sheet) -> None:
    """Each index against the first period and chained, with what chaining alone adds."""
    sheet.heading("Price indices over models of both periods, first period = 1; a new model is in none of them")
    shown = [(f"{name}_{FIXED}", f"{label}, fixed base") for name, label in INDICES.items()]
    shown += [(one.name, one.label) for one in CHAINED]
    for name, label in shown:
        held = sheet.book.refs[name], sheet.book.values[name]
        sheet.formula(Line(f"index_{name}", label, "rate"), "figure", refs={"figure": held})
    for one in DRIFT:
        sheet.formula(line(one), one.formula)
    held = sheet.book.refs["matched_share"], sheet.book.values["matched_share"]
    left = Line("index_matched_share", "Spending on products of both periods, the least", "ratio")
    sheet.formula(left, "figure", refs={"figure": held})

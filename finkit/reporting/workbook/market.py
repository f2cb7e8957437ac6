"""Market: a market's inputs in three cases and all that follows from them, live; a sheet a market."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.market.blend import BLEND
from finkit.analysis.market.cases import CASES
from finkit.analysis.market.entry import WAR
from finkit.analysis.market.lerner import CONDUCT, COST_HELD, DEMAND, PRICE_HELD, SLOPES, USERS_PART
from finkit.analysis.market.markets import FIRMS
from finkit.analysis.measures import Measure
from finkit.assumptions.market import Market
from finkit.reporting.workbook import charts, market_parts
from finkit.reporting.workbook.blocks import BODY, FIRST, HEAD, Book, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.market_part import Part

NAME = "Market"
WIDTH = 12
WHAT = "Blue cells are inputs; each column of cases is one consistent set. Everything else is live."
_SIX_MINUTES = 0.1
_PRICED = (("market_price", "Price", "price"),)
_BLENDED = (
    ("input_price", "Price of tokens read", "price"),
    ("output_price", "Price of tokens written", "price"),
    ("output_share", "Tokens written / all tokens", "ratio"),
)
_TASK = (
    ("tokens", "Tokens of a task", "number"),
    ("hours", "Mean hours saved by a task", "hours"),
    ("wage", "Wage, an hour", "number"),
)
_OFF = Measure(
    "cost_if_off", "Cost implied, were the mean saving so much larger", "implied_cost + slope_hours * hours_off",
    "price", "How far an error in the hours moves the cost.",
)  # fmt: skip
_HELD = Measure(
    "marginal_cost", "Marginal cost held: as the price implies", "where(implied_cost < 0, 0 / 0, implied_cost)",
    "price", "None where the price implies a negative one.",
)  # fmt: skip


def sheets(analysis: Analysis, _columns: Columns) -> list[str]:
    """The names of the sheets: one a market."""
    return [NAME if not k else f"{NAME} {k + 1}" for k in range(len(analysis.market.markets))]


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write a sheet a market."""
    for k, (name, found) in enumerate(zip(sheets(analysis, columns), analysis.market.markets, strict=True)):
        sheet = Sheet(book, name, f"Market: {found.row.name}", WHAT, columns=False)
        sheet.page.set_column(FIRST, FIRST + WIDTH - 1, 12)
        sheet.row = HEAD
        sheet.page.freeze_panes(BODY - 1, FIRST)
        part = Part(sheet, found, f"_m{k + 1}")
        _inputs(part)
        _closures(part)
        _pasted(part)
        part.first(*(n for n in ("market_price", "mean_value", "marginal_cost", "demand_elasticity") if n in part.held))
        market_parts.fill(part)
        for absent, needs in found.absent:
            sheet.remark(f"{absent[0].upper()}{absent[1:]}: needs {needs}.")
        for flag in found.flags:
            sheet.remark(flag)
        sheet.page.fit_to_pages(1, 0)
        sheet.page.print_area(0, 0, sheet.row, FIRST + WIDTH - 1)


def _pasted(part: Part) -> None:
    """What finkit said of the inputs, or chose by them, in cells that do not follow them."""
    row, inputs = part.found.row, (*_PRICED, *_TASK)
    if part.found.flags:
        cost = ("marginal_cost",) * (row.marginal_cost is not None)
        part.sheet.pasted("the words below", (*(name for name, *_ in inputs), *cost), part.held)
    if row.output_share is not None and row.output_share.low < row.output_share.high:
        part.sheet.pasted("which end of tokens written leaves least", ("input_price", "output_price"), part.held)


def _inputs(part: Part) -> None:
    """The inputs in three cases, what a Mtok is worth, and the cost that the price implies."""
    row, cases, sheet = part.found.row, part.found.cases, part.sheet
    sheet.heading(f"Inputs, in {row.currency} per {row.price_per} and in {row.tokens_in}")
    sheet.title_cells(CASES)
    for name, label, unit in _BLENDED if row.output_share is not None else _PRICED if row.price is not None else ():
        part.given(name, label, unit, getattr(cases, name.removeprefix("market_")), _source(row, name))
    if row.output_share is not None:
        part.formula(BLEND[0], cols=3, name="market_price")
    for name, label, unit in _TASK:
        part.given(name, label, unit, getattr(cases, name), _source(row, name))
    part.given("conduct", "Conduct today: one over the number of equal firms", "number", cases.conduct)
    part.formula(DEMAND[0], cols=3)
    if part.found.own is not None:
        for measure in PRICE_HELD:
            part.formula(measure, cols=3)
        for measure in SLOPES:
            part.formula(measure, cols=3)
        part.given("hours_off", "Hours by which the mean may be off", "hours", _SIX_MINUTES, None)
        part.formula(_OFF, cols=3)
    if row.marginal_cost is not None:
        part.given("marginal_cost", "Marginal cost held", "price", cases.cost, _source(row, "marginal_cost"))
    else:
        part.formula(_HELD, cols=3)


def _closures(part: Part) -> None:
    """Margins by number of firms: at the price held, then at the cost held; a row a number of firms."""
    sheet, labels = part.sheet, [f"{n} {'firm' if n == 1 else 'firms'}" for n in FIRMS]
    own = part.held["conduct"]
    sheet.heading("Number of equal firms")
    part.column("firms", "Firms, case", FIRMS, "Change it to see another number of firms.")
    part.block(CONDUCT, labels, 1, "conduct_by_firms")
    part.held["conduct"] = part.held["conduct_by_firms"]
    if part.found.held is not None:
        sheet.heading("Price held: the cost that each number of firms would imply")
        sheet.title_cells(CASES)
        for measure in PRICE_HELD[2:]:
            part.block(measure, labels, 3, f"{measure.name}_by_firms")
    sheet.heading("Cost held: what competition does; money per potential token")
    sheet.title_cells(CASES)
    for measure in COST_HELD:
        part.block(measure, labels, 3)
    part.block(USERS_PART, labels, 1)
    sheet.heading("Price war: what entry does to price, revenue and gross profit, over those of one firm")
    sheet.title_cells(CASES)
    for name in ("solved_price", "market_revenue"):
        ref, values = part.held[name]
        part.held[f"first_{name}"] = replace(ref, rows=1, shape="period"), values[0]
    for measure in WAR:
        part.block(measure, labels, 3)
    _charts(part)
    for name in ("solved_price", "solved_margin", "solved_served", "market_profit", "firm_profit", "firms"):
        del part.held[name]
    part.held["conduct"] = own


def _charts(part: Part) -> None:
    """The margin by number of firms under both closures, and the price war's path, as given."""
    sheet, firms = part.sheet, charts.column(part.held["firms"][0])

    def drawn(*named: tuple[str, str]) -> list[charts.Curve]:
        known = [
            (name, says) for name, says in named if name in part.held and np.isfinite(part.held[name][1][:, 0]).any()
        ]
        return [charts.Curve(says, firms, charts.column(part.held[name][0])) for name, says in known]

    margins = drawn(("held_margin_by_firms", "at the price held"), ("solved_margin", "at the cost held"))
    path = drawn(("war_price", "price"), ("war_revenue", "revenue"), ("war_profit", "gross profit"))
    look: dict[str, Any] = {"across": "equal firms", "x": "count", "span": (FIRMS[0], FIRMS[-1]), "low": 0}
    sheet.row += 1
    if margins:
        charts.curves(sheet, "Margin by number of firms", margins, **look)
    if path:
        charts.curves(sheet, "Price war: % of what one firm takes", path, right=bool(margins), **look)


def _source(row: Market, name: str) -> str:
    """The source of an input: its own, else the row's."""
    return str(getattr(getattr(row, name.removeprefix("market_")), "source", "")) or row.source

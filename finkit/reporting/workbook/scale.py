"""Scale: break-even with S&M fixed and variable, the path of the operating margin, years to break even; all live."""

from __future__ import annotations

import math

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.company.costs import WHOLE
from finkit.analysis.company.leverage import LEVERAGE
from finkit.analysis.company.readings import CostSplit, LeveragePeriod, ScalePeriod
from finkit.analysis.company.scale import GROWTH, PATH
from finkit.analysis.measures import Floats, Measure
from finkit.formula import Formula, Ref
from finkit.reporting.page_leverage import READINGS, ordered
from finkit.reporting.workbook import charts
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.style import COMPUTED, INPUT

NAME = "Scale"
_WIDTH = 8
Held = dict[str, tuple[Ref, Floats]]


def sheets(analysis: Analysis, columns: Columns) -> list[str]:
    """Scale, where costs of the leading period can be split by how they move, none of them negative."""
    row = analysis.latest()
    if row is None or row not in columns.rows:
        return []
    readings = analysis.company.leverage.at(row).readings
    return [NAME] if readings and all(r.leverage.contribution is not None for r in readings) else []


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Scale."""
    row = analysis.latest()
    assert row is not None
    leverage, scale = analysis.company.leverage.at(row), analysis.company.scale.at(row)
    what = (
        f"{leverage.period}, live. Blue cells are choices: growth a year, S&M's elasticity, the multiples of revenue."
    )
    sheet = Sheet(book, NAME, f"Leverage and scale: {analysis.name}", what)
    sheet.page.set_column(FIRST, FIRST + _WIDTH, 13)
    top = charts.room(sheet) if scale.paths else 0
    held = _costs(sheet, leverage, columns.rows.index(row))
    _leverage(sheet, leverage, held)
    if scale.paths:
        _path(sheet, scale, held)
        _chart(sheet, top, len(scale.paths), len(scale.paths[0].multiples))
    sheet.across = 1
    sheet.one_page()
    sheet.page.print_area(0, 0, sheet.row, FIRST + _WIDTH)


def _costs(sheet: Sheet, found: LeveragePeriod, col: int) -> Held:
    """Revenue, cost that moves with it, S&M and fixed cost of the period, each one cell."""
    book, split = sheet.book, found.split
    assert split is not None
    sheet.heading(f"Costs of {found.period} by how they move: the class of each line, set on Assumptions")
    names = ("revenue", "cost_of_revenue", "operating_result", "variable_split", "variable_unsplit", split.sales_line)
    held: Held = {name: book.scalar(name, col) for name in names if name in book.refs}
    _one(sheet, "scale_revenue", "Revenue", "revenue", split.revenue, held)
    if split.sales is not None:
        _one(sheet, "scale_sales", "Sales and marketing", split.sales_line, split.sales, held)
    _one(sheet, "scale_variable", "Cost that moves with revenue, S&M apart", _variable(split), split.variable, held)
    rest = "revenue - operating_result - scale_variable" + (" - scale_sales" if split.sales is not None else "")
    _one(sheet, "scale_fixed", "Fixed cost, S&M apart; R&D is decided on and counts here", rest, split.fixed, held)
    return {
        "revenue": (book.refs["scale_revenue"], book.values["scale_revenue"]),
        "fixed_cost": (book.refs["scale_fixed"], book.values["scale_fixed"]),
    }


def _variable(split: CostSplit) -> str:
    """Cost of revenue and variable overhead, S&M taken out where its class puts it there."""
    if split.sales is None:
        return "cost_of_revenue + first(variable_split, variable_unsplit)"
    total = "variable_unsplit" if split.sales_line == WHOLE else "variable_split"
    return f"cost_of_revenue + {total} - where(class_{split.sales_line} == code_variable, scale_sales, 0)"


def _one(sheet: Sheet, name: str, label: str, text: str, value: float, held: Held) -> None:
    """One live cell, where the sheets give the same figure; else computed by finkit."""
    line = Line(name, label)
    if not sheet.formula(line, text, values=np.array([value]), refs=held, scalar=True):
        sheet.computed(line, value, "Computed by finkit: the figures on these sheets alone do not give it.")
        sheet.pasted(label, Formula.parse(text).names, held)
    elif np.ndim(sheet.book.values[name]):
        ref = sheet.book.refs[name]
        sheet.book.refs[name] = Ref(ref.sheet, ref.row, ref.col, shape="scalar")
        sheet.book.values[name] = sheet.book.values[name].reshape(())


def _leverage(sheet: Sheet, found: LeveragePeriod, held: Held) -> None:
    book, count = sheet.book, len(found.readings)
    sheet.heading("Leverage: the period as one unit")
    sheet.title_cells([READINGS[r.sales] for r in found.readings])
    sheet.given(Line("sales_moves", "S&M moves with revenue: 1 is yes", "0 or 1"),
                [float(r.sales == "variable") for r in found.readings], kind=COMPUTED)  # fmt: skip
    sales = "scale_sales" in book.refs
    rows = (
        ("price", "Revenue", "revenue", "money"),
        (
            "unit_cost",
            "Cost that moves with revenue",
            "scale_variable" + " + scale_sales * sales_moves" * sales,
            "money",
        ),
        ("period_fixed", "Fixed cost", "fixed_cost" + " + scale_sales * (1 - sales_moves)" * sales, "money"),
    )
    for name, label, text, unit in rows:
        sheet.formula(Line(name, label, unit), text, refs=held, cols=count)
    sheet.given(Line("units", "Units", "count"), [1.0] * count, kind=COMPUTED)
    fixed: Held = {"fixed_cost": (book.refs["period_fixed"], book.values["period_fixed"])}
    _measures(sheet, LEVERAGE, fixed, count)
    sheet.heading("Years until contribution covers fixed cost, at constant growth")
    sheet.title_cells([READINGS[r.sales] for r in found.readings])
    for name, whose, value in (
        ("yearly_growth", "revenue", found.revenue_growth),
        ("fixed_growth", "fixed cost", found.fixed_growth),
    ):
        basis = "assumed" if f"{whose}'s assumed" in found.growths_from else ""
        line = Line(name, f"Growth of {whose} a year", "ratio", found.growths_from, bases=[basis])
        sheet.given(line, math.nan if value is None else value, kind=INPUT)
    growth: Held = {
        "contribution": (book.refs["unit_contribution"], book.values["unit_contribution"]),
        "revenue_growth": (book.refs["yearly_growth"], book.values["yearly_growth"]),
    }
    _measures(sheet, GROWTH, fixed | growth, count)
    for reading in found.readings:
        if reading.growth.flag:
            sheet.remark(f"{READINGS[reading.sales]}: {reading.growth.flag}")


def _measures(sheet: Sheet, measures: tuple[Measure, ...], held: Held, count: int) -> None:
    for one in measures:
        sheet.formula(Line(one.name, one.label, one.unit, one.says), one.formula, refs=held, cols=count)


def _path(sheet: Sheet, found: ScalePeriod, held: Held) -> None:
    """The operating margin at each multiple, an elasticity of S&M a row, and its limit."""
    book, paths = sheet.book, ordered(found.paths)
    count, multiples = len(paths), paths[0].multiples
    sheet.heading("S&M's elasticity: percent of S&M per percent of revenue")
    first = sheet.row
    for k, path in enumerate(paths):
        line = Line(f"elasticity_{k}", f"Elasticity of path {k + 1}", "rate", path.whose, bases=["assumed"])
        sheet.given(line, path.elasticity, notes={0: path.whose})
        sheet.words(sheet.row - 1, FIRST + 1, path.whose, book.style.text(font_color="#7F7F7F", font_size=8))
    book.refs["sales_elasticity"] = Ref(NAME, first, FIRST, count, 1, "row")
    book.values["sales_elasticity"] = np.array([p.elasticity for p in paths])[:, None]
    sheet.heading("Operating margin as revenue multiplies")
    sheet.given(Line("revenue_multiple", "Revenue, times today's", "times"), multiples)
    before = Line("margin_before_sales", "What a dollar leaves before S&M and fixed cost", "ratio")
    sheet.formula(before, "1 - scale_variable / revenue", refs=held, scalar=True)
    share = Line("sales_share", "S&M / revenue today", "ratio")
    sheet.formula(share, "scale_sales / revenue", refs=held, scalar=True)
    at_scale, fixed, margin, limit = PATH
    labels = [f"path {k + 1}" for k in range(count)]
    sheet.formula(Line(fixed.name, fixed.label, fixed.unit, fixed.says), fixed.formula, refs=held, cols=len(multiples))
    for one, cols in ((at_scale, len(multiples)), (margin, len(multiples)), (limit, 1)):
        rows = [Line(f"{one.name}_{k}", f"{one.label}, {label}", one.unit, one.says) for k, label in enumerate(labels)]
        sheet.block(rows, one.name, one.formula, refs=held, cols=cols)
    for k, path in enumerate(paths):
        if path.flag:
            sheet.remark(f"Path {k + 1}: {path.flag}")


def _chart(sheet: Sheet, top: int, count: int, width: int) -> None:
    book = sheet.book
    ref, multiples = book.refs["margin_at_scale"], book.refs["revenue_multiple"]
    chart = book.file.add_chart({"type": "line"})
    for k in range(count):
        colour = charts.COLOURS[k % len(charts.COLOURS)]
        chart.add_series({
            "name": [NAME, ref.row + k, 0],
            "categories": [NAME, multiples.row, FIRST, multiples.row, FIRST + width - 1],
            "values": [NAME, ref.row + k, FIRST, ref.row + k, FIRST + width - 1],
            "line": {"color": colour, "width": 2}, "marker": {"type": "circle", "size": 5},
        })  # fmt: skip
    chart.set_title({"name": "Operating margin as revenue multiplies", "name_font": {"size": 11, "bold": False}})
    chart.set_y_axis({"num_format": book.style.number("ratio"), "major_gridlines": charts.GRID})
    chart.set_x_axis({"label_position": "low", "num_font": {"size": 9}})
    chart.set_legend({"position": "bottom", "font": {"size": 8}})
    chart.set_size({"width": 720, "height": 310})
    sheet.page.insert_chart(top, 0, chart, {"x_offset": 5, "y_offset": 6, "object_position": 2})

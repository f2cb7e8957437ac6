"""Usage: the part of all use that each model serves, month by month, and the gross profit that falls to it; live."""

from __future__ import annotations

import math

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.measures import Measure
from finkit.analysis.models.attribution import BY, KEPT
from finkit.analysis.models.lives import Generations
from finkit.analysis.models.payoff import LEFT, SERVED
from finkit.analysis.models.vintages import usage_steps
from finkit.reporting.workbook import charts, model_charts
from finkit.reporting.workbook.blocks import BODY, HEAD, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.model_part import EPOCH, Part, wide
from finkit.reporting.workbook.style import COMPUTED

NAME = "Usage"
_MOVES = {
    "list price": "revenue falls to models by use at list prices, cost by use; missing where one in use has no price",
    "serving cost": "cost of revenue falls to models by use at the relative cost of serving, revenue by use",
}


def fill(part: Part, analysis: Analysis, found: Generations, columns: Columns) -> None:
    """Write Usage: the chart of shares, then every step that leads to them."""
    sheet = Sheet(part.book, NAME, f"Use by model and month: {analysis.name}",
                  "A month is cut where a period begins or a model was released; each month's models add up to 100%. A "
                  "release moved by hand cuts no month anew: by use all follows it exactly, by list price and by "
                  "serving cost to within tenths of a percent.", columns=False)  # fmt: skip
    _months(sheet, part, found)
    top = charts.room(sheet)
    _usage(sheet, part, found)
    model_charts.shares(sheet, part, top)
    _money(sheet, part, found, columns)


def _months(sheet: Sheet, part: Part, found: Generations) -> None:
    cells = found.cells
    wide(sheet, len(cells.start))
    sheet.row = HEAD
    part.period(sheet, "month_start", "From", "date", cells.start - EPOCH)
    part.period(sheet, "month_end", "To, the day after", "date", cells.end - EPOCH)
    sheet.pasted("months", ("release", "stated_end"), part.held)
    sheet.row = BODY


def _usage(sheet: Sheet, part: Part, found: Generations) -> None:
    """Every step of use, month by month; the rate and floor of a curve stand in one cell."""
    width, rows = len(found.cells.start), len(part.rows)
    sheet.heading("Use by model")
    top = sheet.row
    sheet.row += rows
    sheet.heading("Workings: how users move from one model to the next")
    for step in usage_steps(found.adoption.curve):
        blocks = {"release", "first_model"} | {n for n, (ref, _) in part.held.items() if ref.shape == "block"}
        if step.name == "usage":
            bottom, sheet.row = sheet.row, top
            part.formula(sheet, step, cols=width, rows=rows, named=False)
            sheet.row = bottom
        elif set(step.parsed.names) & blocks:
            part.formula(sheet, step, cols=width, rows=rows)
        elif any(part.held[n][0].shape == "period" for n in step.parsed.names):
            part.formula(sheet, step, cols=width)
        else:
            part.scalar(sheet, step)


def _money(sheet: Sheet, part: Part, found: Generations, columns: Columns) -> None:
    """Gross profit by month from the figures on Inputs, and each model's part of it."""
    cells, book, width = found.cells, sheet.book, len(found.cells.start)
    sheet.heading("Revenue and cost of revenue by month, each period spread evenly over its days")
    for line, label in (("revenue", "Revenue"), ("cost_of_revenue", "Cost of revenue")):
        places = {row: n + 1 for n, row in enumerate(columns.rows)}
        at = np.array([places.get(int(r), math.nan) if r >= 0 else math.nan for r in cells.rows[line]])
        part.period(sheet, f"{line}_at", f"{label}: column of its period", "position", at)
        part.period(sheet, f"{line}_part", f"{label}: part of the period", "share", cells.parts[line])
        exact = bool((cells.low[line] == cells.high[line]).all()) and book.known(line)
        text = f"first(at({line}, {line}_at) * {line}_part, 0)"
        for end, values in (("low", cells.low[line]), ("high", cells.high[line])):
            name = Line(f"models_{line}_{end}", f"{label}, {end}", "money")
            if exact:
                sheet.formula(name, text, refs=part.held, cols=width, values=values)
            else:
                sheet.given(name, values, kind=COMPUTED)
                sheet.pasted(f"{label.lower()} by month", (line,))
            part.hold(f"{line}_{end}")
    part.period(sheet, "known", "Both known: 1 is yes", "number", cells.known)
    for end, other in (("low", "high"), ("high", "low")):
        text = f"known * (revenue_{end} - cost_of_revenue_{other})"
        gross = Measure(f"gross_{end}", f"Gross profit, {end}", text, "money", "Where both are known.")
        part.formula(sheet, gross, cols=width)
    sheet.heading("Gross profit and months of use by model")
    for one in (SERVED, *LEFT):
        part.formula(sheet, one, cols=width, rows=len(part.rows))
    part.formula(sheet, KEPT, cols=width, rows=len(part.rows))
    for key in BY:
        sheet.heading(f"The same by {key.name}: {_MOVES[key.name]}")
        for one in (*key.shares, *key.left):
            part.formula(sheet, one, cols=width, rows=0 if "sum_rows" in one.formula else len(part.rows))

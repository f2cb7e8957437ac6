"""On Models: each model's time as flagship with where it has paid back, and results by period both ways; all live."""

from __future__ import annotations

from datetime import date

import numpy as np

from finkit.analysis.measures import Floats, Measure
from finkit.analysis.models.lives import Generations
from finkit.reporting.workbook import model_charts
from finkit.reporting.workbook.blocks import Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.model_part import Part, serial
from finkit.reporting.workbook.style import COMPUTED

# A mark is as wide as one in so many parts of the axis; a payback later than this is drawn at it, in months.
_MARK, _FARTHEST = 100, 60.0
_BARS = (
    (Measure("bar_start", "Released", "release", "date", "Where its bar begins."), ""),
    (Measure("bar_served", "Flagship, not paid back yet", "minimum(first(paid_after, finish - release), "
             "finish - release)", "days", "All of its time as flagship where it never pays back."), "#0072B2"),
    (Measure("bar_waits", "Replaced, not paid back yet", "maximum(first(paid_after, 0) - (finish - release), 0)",
             "days", "From its replacement on."), "#CCCCCC"),
    (Measure("bar_mark", "Paid back", "first(0 * paid_after + mark_days, 0)", "days", "None where it never does."),
     "#D55E00"),
    (Measure("bar_earns", "Flagship, paid back", "maximum(finish - release - mark_days - "
             "first(paid_after, finish - release), 0)", "days", "What is left of its time as flagship."), "#009E73"),
)  # fmt: skip
_RESULTS = (
    Measure("period_result", "Result, R&D expensed", "first(at(operating_result, period_at), "
            "at(result_before_administration, period_at))", "money",
            "Operating income, or the result before administration where that alone is known."),
    Measure("period_spent", "R&D expensed, middle of its range", "(spent_low + spent_high) / (1 + 1)", "money",
            "As on Inputs, else the middle of its bounds."),
    Measure("period_charge", "R&D amortized, by the schedule chosen",
            "where(period_last > 0, at(charged_so_far, period_last), 0 * period_last)"
            " - where(period_before > 0, at(charged_so_far, period_before), 0 * period_before)", "money",
            "What models are charged in the period; none of those made before R&D is known."),
    Measure("period_carried", "Result, R&D carried as models (non-GAAP)",
            "period_result + period_spent - period_charge", "money", "R&D added back, its charge taken off."),
)  # fmt: skip


def timeline(sheet: Sheet, part: Part, found: Generations, row: int) -> None:
    """The parts of each model's bar, and from `row` on the chart of them."""
    first, last = found.lives[0].release, found.lives[-1].end
    sheet.heading("Workings: timeline, days of each model's bar, and the mark where it has paid back")
    part.one(sheet, "drawn_months", "Months after which a payback is drawn, at most", "months of use", _FARTHEST, "")
    sheet.given(Line("models_mark_days", "Days that the mark takes", "days"), float((last - first).days // _MARK + 1),
                kind=COMPUTED)  # fmt: skip
    part.hold("mark_days")
    after = Measure("paid_after", "Paid back after", "minimum(payback, drawn_months) * days_per_month", "days",
                    "Missing where it never does, or it is unknown.")  # fmt: skip
    for one in (after, *(bar for bar, _ in _BARS)):
        sheet.heading(one.label)
        part.formula(sheet, one, cols=0, rows=len(part.rows), named=False)
    drawn = [(one.name, colour) for one, colour in _BARS]
    model_charts.timeline(sheet, part, drawn, len(found.lives), serial(date(first.year, 1, 1)), row)


def both_ways(sheet: Sheet, part: Part, found: Generations, columns: Columns, row: int) -> None:
    """Result and R&D of each period, expensed and carried as models, a period a column; its chart from `row` on."""
    book, spent = sheet.book, found.research
    results = [n for n in ("operating_result", "result_before_administration") if book.known(n)]
    if not results or "charge_research" not in part.held:
        return
    sheet.heading("Results by period, R&D expensed and carried as models (non-GAAP)")
    sheet.remark(
        "As on the page, to the last digit; but both declining balances and the greater of step by column here and by "
        "month from the release there: 1% apart at most, the last 10% in a model's first months."
    )
    labels = (sheet.row, part.held["spent_low"][0].col)
    sheet.title_cells([columns.panel.rows[int(r)].label for r in spent.rows])
    places = {row: n + 1.0 for n, row in enumerate(columns.rows)}
    ends = found.cells.end
    rows: tuple[tuple[str, str, Floats], ...] = (
        ("period_at", "Column of the period on Inputs", np.array([places.get(int(r), np.nan) for r in spent.rows])),
        ("period_before", "Column of the last month before it on Schedule", _month(ends, spent.start)),
        ("period_last", "Column of its last month", _month(ends, spent.end)),
    )
    for name, label, values in rows:
        part.period(sheet, name, label, "position", values)
    for one in _RESULTS:
        part.formula(sheet, one, cols=len(spent.rows))
    names = ("period_result", "period_carried")
    model_charts.beside(sheet, part, "Result with R&D expensed and carried as models (non-GAAP)", names, labels, row)


def _month(ends: Floats, days: Floats) -> Floats:
    """The position of the month that ends by each day; 0 before the first month, NaN within one."""
    at = np.searchsorted(ends, days, side="right").astype(float)
    whole = (at == 0) | (ends[np.maximum(at.astype(int) - 1, 0)] == days)
    return np.where(whole, at, np.nan)

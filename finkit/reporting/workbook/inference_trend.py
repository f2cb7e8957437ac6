"""Trend: the cheapest price of a score over time, its trend with a t interval and a band, live; a price a column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.company.elasticity import t_quantile
from finkit.analysis.inference.equal_quality import Frontier
from finkit.analysis.inference.price_fits import PriceFits
from finkit.analysis.inference.price_trend import YEAR
from finkit.analysis.inference.trend_formulas import APART, BAND, DECLINE, ERRORS, FITTED, LEVELS, ONE, POINTS, SLOPE
from finkit.analysis.measures import Measure
from finkit.reporting.page_worked import rests_on
from finkit.reporting.workbook import inference_charts
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.inference_rows import line
from finkit.reporting.workbook.style import COMPUTED

NAME = "Trend"
WHAT = (
    "A price a column, the cheapest so far of models at or above the score, blended by kinds of token. Change a price "
    "or a day and the trend follows; finkit picked the models."
)
_EPOCH = date(1899, 12, 30).toordinal()
_MONTHS = 12.0


def sheets(analysis: Analysis, _columns: Columns) -> list[str]:
    """Trend, where three prices or more make one."""
    return [NAME] if analysis.inference.fits.lead is not None else []


def fill(book: Book, analysis: Analysis, _columns: Columns) -> None:
    """Write Trend."""
    fits = analysis.inference.fits
    lead, prices = fits.lead, analysis.assumptions.prices
    assert lead is not None
    table = analysis.inference.usage
    own = replace(book, columns=lead.days, below=("",) * len(lead.days),
                  currency=table.currency if table is not None else prices[0].currency)  # fmt: skip
    what = f"{lead.at.benchmark or 'Score'} of {lead.at.score:g} or more ({lead.at.model})"
    sheet = Sheet(own, NAME, f"Price of equal quality: {what}", WHAT)
    inference_charts.reserve(sheet)
    sheet.heading("Given")
    _given(sheet, lead, rests_on(*(p.source for p in (table.prices if table is not None else prices))))
    shares = ", ".join(f"{s:.0%} {kind}" for s, kind in zip(fits.shares, ("input", "cached", "output"), strict=True))
    sheet.remark(f"Blended: {shares}, {'by use of the first period' if fits.by_use else 'assumed'}.")
    sheet.heading("The line: logarithm of price on years, by least squares")
    _rows(sheet, (*POINTS, ONE))
    _rows(sheet, LEVELS, scalar=True)
    _rows(sheet, APART)
    _rows(sheet, (SLOPE,), scalar=True)
    _rows(sheet, FITTED)
    _rows(sheet, ERRORS, scalar=True)
    level = f"{lead.trend.level:.0%}"
    left = Line("t_value", f"t quantile, {level}, two-sided, of {lead.trend.n} prices less 2", "number")
    sheet.computed(left, float(t_quantile(float(lead.trend.n - 2), lead.trend.level)), "Computed by finkit, not live.")
    sheet.heading(f"What the line says, with its {level} t interval: list prices, not cost")
    _rows(sheet, DECLINE, scalar=True)
    sheet.heading("The line and its band")
    _rows(sheet, BAND)
    inference_charts.trend(sheet, f"{what}, log axis")
    _methods(sheet, fits)
    sheet.one_page()
    sheet.page.print_area(0, 0, sheet.row, max(FIRST + own.width - 1, FIRST + 2))


def _given(sheet: Sheet, lead: Frontier, basis: str) -> None:
    days = np.array([date.fromisoformat(day).toordinal() - _EPOCH for day in lead.days], dtype=float)
    bases = [basis] * len(days)
    sheet.given(Line("frontier_day", "First day of the price", "date", bases=bases), days)
    sheet.given(Line("frontier_price", "Cheapest price of that score", "per Mtok", bases=bases), np.array(lead.prices))
    sheet.given(Line("days_of_year", "Days of a year", "count"), YEAR, kind=COMPUTED)
    sheet.given(Line("months_of_year", "Months of a year", "count"), _MONTHS, kind=COMPUTED)


def _rows(sheet: Sheet, measures: Iterable[Measure], *, scalar: bool = False) -> None:
    for one in measures:
        sheet.formula(line(one), one.formula, scalar=scalar)


def _methods(sheet: Sheet, fits: PriceFits) -> None:
    """What every method makes of a year, as finkit computed it."""
    told = [fit for fit in fits.fits if fit.factor is not None]
    if not told:
        return
    sheet.heading("By every method that the prices allow, computed by finkit, not live: divided by so much a year")
    sheet.title_cells(("factor", "low", "high"))
    for k, fit in enumerate(told):
        ends = fit.interval or (np.nan, np.nan)
        left = Line(f"price_fit_{k + 1}", f"{fit.method}: {fit.label}", "wide times", fit.flag)
        sheet.computed(left, np.array([fit.factor, *ends]))
    sheet.pasted("the year by every method", ("frontier_day", "frontier_price"))

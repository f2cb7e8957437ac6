"""Cadence: margin, cash and payback by release interval and life, revenue fixed and lost to rivals; all live."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.measures import Floats, Measure
from finkit.analysis.models.cadence import LIFE, MONTHS, REVENUE, STOP
from finkit.analysis.models.cadence_year import CadenceYear
from finkit.formula import Ref
from finkit.reporting.workbook.blocks import BODY, FIRST, Book, Line, Sheet
from finkit.reporting.workbook.charts import Curve, curves
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.style import COMPUTED

NAME = "Cadence"
_ASSUMED = ("assumed",)
Held = dict[str, tuple[Ref, Floats]]


def sheets(analysis: Analysis, columns: Columns) -> list[str]:
    """Cadence, where the leading period has one and its figures are on a sheet."""
    return [NAME] if _found(analysis, columns) is not None else []


def _found(analysis: Analysis, columns: Columns) -> CadenceYear | None:
    year = analysis.cadence
    return None if isinstance(year, str) or analysis.latest() not in columns.rows else year


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Cadence."""
    year, row = _found(analysis, columns), analysis.latest()
    assert year is not None
    assert row is not None
    what = (
        f"{year.period}, live. Blue cells are choices: intervals, lives, rivals' interval, loss rate, growth of cost."
    )
    sheet = Sheet(book, NAME, f"Release cadence: {analysis.name}", what, columns=False)
    sheet.page.set_column(FIRST, FIRST + len(year.maps[0].intervals), 13)
    sheet.page.freeze_panes(BODY - 1, FIRST)
    held = _company(sheet, analysis, year, columns.rows.index(row))
    held |= _assumed(sheet, analysis, year)
    axes = _axes(sheet, year)
    for title, tail, rate in (
        ("Revenue held fixed: slower always looks better", "fixed", "no_loss"),
        ("Revenue lost to rivals: what slower releases cost", "rivals", "loss_rate"),
    ):
        sheet.heading(title)
        loss: Held = {"loss_rate": (book.refs[rate], book.values[rate])}
        _map(sheet, year, {**held, **axes, **loss}, tail)
    _stop(sheet, analysis, year, held)
    _charts(sheet, year)
    sheet.across = 1
    sheet.one_page()
    sheet.page.print_area(0, 0, sheet.row, FIRST + len(year.maps[0].intervals))


def _company(sheet: Sheet, analysis: Analysis, year: CadenceYear, col: int) -> Held:
    """Revenue, gross margin and R&D of the period from their sheets, and what a generation costs."""
    book = sheet.book
    sheet.heading(f"The company in {year.period}")
    linked: Held = {}
    for name, label, unit, value in (
        ("revenue", "Revenue", "money", year.revenue),
        ("gross_margin", "Gross margin", "ratio", year.gross_margin),
        ("research_development", "R&D", "money", year.research),
    ):
        line = Line(f"cadence_{name}", label, unit)
        if name not in book.refs:
            sheet.computed(line, value, "Computed by finkit: no sheet gives it.")
        else:
            refs = {"figure": book.scalar(name, col)}
            sheet.formula(line, "figure", values=np.array([value]), refs=refs, scalar=True)
        linked[name] = _scalar(book, line.name)
    sheet.given(Line("months_in_year", "Months in a year", "months"), MONTHS, kind=COMPUTED)
    interval = Line("interval_now", "Months between its last releases", "months", year.interval_from, bases=_ASSUMED)
    sheet.given(interval, year.interval, notes={0: year.interval_from})
    line = Line("cadence_cost", "Cost of a generation", "money", year.cost_from)
    if year.cost_from.startswith("the year's R&D"):
        text = "cadence_research_development * interval_now / months_in_year"
        sheet.formula(line, text, values=np.array([year.generation_cost]), scalar=True)
    else:
        sheet.given(line, year.generation_cost, notes={0: year.cost_from})
    return linked | {"generation_cost": _scalar(book, "cadence_cost")}


def _assumed(sheet: Sheet, analysis: Analysis, year: CadenceYear) -> Held:
    """What is assumed of rivals, costs and worth, each with its range and source in the note."""
    book, given = sheet.book, analysis.assumptions.cadence
    sheet.heading("Assumed")
    rows = (
        ("rival_months", "Months between rivals' releases", "months", year.rival, given.rival_months),
        ("loss_rate", "Loss rate: users who leave for rivals", "rate", year.loss_rate, given.loss_rate),
        ("generation_growth", "Cost of a generation over the one before", "times", year.cost_growth,
         given.research_growth),
        ("discount_rate", "Discount rate a year", "ratio", year.discount, given.discount),
    )  # fmt: skip
    for name, label, unit, value, held in rows:
        line = Line(name, label, unit, bases=_ASSUMED)
        sheet.given(line, value, notes={0: f"{held.low:g} to {held.high:g}: {held.source}"})
    sheet.given(Line("no_loss", "Loss rate where revenue is held fixed", "rate"), 0.0, kind=COMPUTED)
    rival = Line("rival_years", "Years between rivals' releases", "years")
    sheet.formula(rival, "rival_months / months_in_year", scalar=True)
    return {
        "rival_interval": _scalar(book, "rival_years"),
        "cost_growth": _scalar(book, "generation_growth"),
        "discount": _scalar(book, "discount_rate"),
    }


def _axes(sheet: Sheet, year: CadenceYear) -> Held:
    """Intervals along the columns and lives down the rows, in months and in years."""
    book, lives = sheet.book, year.maps[0].lives
    sheet.heading("Release intervals and lives")
    sheet.given(Line("interval_months", "Months between releases", "months"), year.maps[0].intervals)
    sheet.formula(Line("interval", "Years between releases", "years"), "interval_months / months_in_year",
                  cols=len(year.maps[0].intervals))  # fmt: skip
    first = sheet.row
    for k, months in enumerate(lives):
        sheet.given(Line(f"life_{k}", f"Life {k + 1}, months", "months"), months)
    months_of: Held = {"life_months": (Ref(NAME, first, FIRST, len(lives), 1, "row"), np.array(lives)[:, None])}
    rows = [Line(f"life_years_{k}", f"Life {k + 1}, years", "years") for k in range(len(lives))]
    sheet.block(rows, "life_years", "life_months / months_in_year", refs=months_of, cols=1)
    ref = book.refs["life_years"]
    return {
        "interval": (book.refs["interval"], book.values["interval"]),
        "life": (Ref(NAME, ref.row, FIRST, len(lives), 1, "row"), book.values["life_years"]),
    }


def _map(sheet: Sheet, year: CadenceYear, held: Held, tail: str) -> None:
    """The formulas of one map; names carry the map's own ending."""
    width, here = len(year.maps[0].intervals), dict(held)
    sheet.formula(Line(f"interval_{tail}", "Months between releases", "months"), "interval_months", cols=width)
    for one in REVENUE:
        name = f"{one.name}_{tail}"
        sheet.formula(Line(name, one.label, one.unit, one.says), one.formula, refs=here, cols=width)
        here[one.name] = sheet.book.refs[name], sheet.book.values[name]
    for one in LIFE:
        name = f"{one.name}_{tail}"
        sheet.block(_by_life(one, tail, year.maps[0].lives), name, one.formula, refs=here, cols=width)
        here[one.name] = sheet.book.refs[name], sheet.book.values[name]


def _by_life(one: Measure, tail: str, lives: Sequence[float]) -> list[Line]:
    return [
        Line(f"{one.name}_{tail}_{k}", f"{one.label}, life {k + 1}", one.unit, one.says) for k in range(len(lives))
    ]  # fmt: skip


def _stop(sheet: Sheet, analysis: Analysis, year: CadenceYear, held: Held) -> None:
    """Stop training against go on, a column a rate at which users leave."""
    if not year.stops:
        return
    book, width = sheet.book, len(year.stops)
    sheet.heading("Stop training or go on")
    sheet.given(Line("decay", "Users who leave a year if training stops", "rate", bases=_ASSUMED * width),
                [rate for rate, _ in year.stops])  # fmt: skip
    upkeep = "The middle of what is assumed to keep a model as it is"
    sheet.given(Line("maintenance", "Upkeep a year", "money", bases=_ASSUMED), year.maintenance, notes={0: upkeep})
    forever = Line("cadence_growth", "Growth a year for ever if training goes on", "ratio", bases=_ASSUMED)
    sheet.given(forever, year.growth, notes={0: analysis.assumptions.cadence.long_run_growth.source})
    sheet.formula(Line("cadence_gross_profit", "Gross profit", "money"), "cadence_revenue * cadence_gross_margin",
                  scalar=True)  # fmt: skip
    here = held | {
        "gross_profit": _scalar(book, "cadence_gross_profit"),
        "research": _scalar(book, "cadence_research_development"),
        "growth": _scalar(book, "cadence_growth"),
    }
    for one in STOP:
        sheet.formula(Line(one.name, one.label, one.unit, one.says), one.formula, refs=here, cols=width)
    for flag in dict.fromkeys(one.flag for _, one in year.stops if one.flag):
        sheet.remark(f"Going on: {flag}")


def _charts(sheet: Sheet, year: CadenceYear) -> None:
    """Cash and margin by release interval, revenue held fixed beside revenue lost to rivals."""
    refs = sheet.book.refs
    across, after = refs["interval_months"], year.maps[0].lives.index(2 * MONTHS)
    ways = (("fixed", "Revenue held fixed"), ("rivals", "Revenue lost to rivals"))
    cash = [Curve(label, across, refs[f"cash_after_training_{tail}"]) for tail, label in ways]
    margins = [Curve(f"{label}, training as spent", across, refs[f"margin_after_training_{tail}"])
               for tail, label in ways]  # fmt: skip
    for tail, label in ways:
        ref = refs[f"margin_amortized_{tail}"]
        life = Ref(NAME, ref.row + after, ref.col, 1, ref.cols, "period")
        margins.append(Curve(f"{label}, over the life in row {life.row + 1}", across, life))
    sheet.row += 1
    months = "Months between releases"
    curves(sheet, "Cash after training, by release interval", cash, across=months, x="months", y="money")
    curves(sheet, "Margin after training, by release interval", margins, across=months, x="months", right=True)


def _scalar(book: Book, name: str) -> tuple[Ref, Floats]:
    """A name's one cell, as a scalar."""
    ref = book.refs[name]
    return Ref(ref.sheet, ref.row, ref.col, shape="scalar"), np.asarray(book.values[name]).reshape(())

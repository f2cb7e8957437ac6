"""Models: each generation's dates and cost, how its users come, when it pays back, and results both ways; all live."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.measures import Measure
from finkit.analysis.models.adoption import SCALARS, parameters
from finkit.analysis.models.attribution import BLENDED, BY, INPUT_PER_OUTPUT
from finkit.analysis.models.carried import Carried
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.lives import Generations
from finkit.analysis.models.outlay import COVERED, SINCE
from finkit.analysis.models.payoff import LEAST_COVERED, PAYBACK
from finkit.analysis.models.vintages import usage_steps
from finkit.assumptions.ranges import Amount
from finkit.formula.excel import cell, quoted
from finkit.reporting.workbook import charts, model_charts, schedule, usage
from finkit.reporting.workbook.blocks import BODY, FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.model_part import EPOCH, Part, serial
from finkit.reporting.workbook.model_results import both_ways, timeline
from finkit.reporting.workbook.style import COMPUTED, FORMULA, INPUT, LINK

NAME = "Models"
_ENDS = {"low": "cost_low", "high": "cost_high", "centre": "cost_taken"}
_NAMES = {
    "share_at_once": ("Part of use that moves at once", "share"),
    "rest_months": ("Months over which the rest moves", "months of use"),
    "done_by_then": ("Part of the rest that has moved by then (exponential)", "share"),
    "steepness": ("Steepness of the logistic over those months", "number"),
    "innovation": ("Bass p a month", "rate"),
    "imitation": ("Bass q a month", "rate"),
}


def sheets(analysis: Analysis, _columns: Columns) -> list[str]:
    """Models, Usage and Schedule, where generations of models are known."""
    known = isinstance(analysis.models.generations, Generations)
    return [NAME, usage.NAME, schedule.NAME] if known else []


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write the three sheets; the book keeps what stands where on them as `models`."""
    found = analysis.models.generations
    assert isinstance(found, Generations)
    after = _after(found)
    said = " (projected)"
    following = ["next model" + said * found.lineage.projected]
    following += [f"next model {n}{said}" for n in range(2, len(after) + 1)]
    part = Part(book, (*(life.name for life in found.lives), *following))
    models = Sheet(book, NAME, f"Models: {analysis.name}",
                   "Blue cells are dates, costs and assumptions: change one, and Usage, Schedule and the paybacks "
                   "follow.", columns=False)  # fmt: skip
    models.page.set_column(FIRST, FIRST + model_charts.COLUMNS - 1, 16)
    models.page.freeze_panes(BODY - 1, FIRST)
    top = charts.room(models)
    _inputs(models, part, analysis, found, columns, after)
    usage.fill(part, analysis, found, columns)
    models.heading("Payback on gross profit by use; none is never, or unknown")
    listed = part.top(len(found.lives))
    for one in PAYBACK:
        listed.formula(models, one, cols=0, rows=len(listed.rows))
    for key in BY:
        models.heading(f"Payback on gross profit by {key.name}; none is never, or unknown")
        for one in key.payback:
            listed.formula(models, one, cols=0, rows=len(listed.rows))
    schedule.fill(part, analysis, found)
    both_ways(models, part, found, columns, top)
    if isinstance(absent := analysis.models.carried, str):
        models.heading("Results by period, R&D carried as models (non-GAAP)")
        models.remark(f"Absent: {absent}.")
    timeline(models, listed, found, top)
    models.one_page()
    book.models = part


def _after(found: Generations) -> tuple[int, ...]:
    """When models after the last listed are taken to be released, to the first past the months; the first of many."""
    return found.lineage.following(found.cells.end[-1]) or (found.lives[-1].end.toordinal(),)


def _inputs(
    sheet: Sheet, part: Part, analysis: Analysis, found: Generations, columns: Columns, after: Sequence[int]
) -> None:
    lives, size = found.lives, len(part.rows)
    none = [math.nan] * len(after)
    sources = [*(life.source for life in lives), *[""] * len(after)]
    release = [*(serial(life.release) for life in lives), *(float(day - EPOCH) for day in after)]
    marks = ["" if life.source else "assumed" for life in lives]
    sheet.heading("Days of a month")
    sheet.given(Line("models_days_per_month", "Days of a month: 365 / 12", "number"), DAYS_PER_MONTH, kind=COMPUTED)
    part.hold("days_per_month")
    sheet.heading("Released on; a model that is projected replaces the one above it")
    last = ["assumed" if lives[-1].projected else marks[-1], *["assumed"] * (len(after) - 1)]
    part.column(sheet, "release", "Release", "date", release, kinds=[INPUT] * size, notes=sources,
                bases=[*marks, *last])  # fmt: skip
    fixed = len(lives) + (not lives[-1].projected or len(lives) == 1)
    for row in range(fixed, size):
        _as_long_as_before(sheet, part, row)
    sheet.heading("The day after its last as flagship; empty: the release below, and a day more where that day counts")
    given = [m.superseded is not None for m in found.lineage.models]
    then = release[1 : len(lives) + 1]
    follows = [serial(life.end) == day + 1 and g for life, g, day in zip(lives, given, then, strict=True)]
    ends = [serial(life.end) if g and not day else math.nan for life, g, day in zip(lives, given, follows, strict=True)]
    part.column(sheet, "stated_end", "Stated end", "date", [*ends, *none], kinds=[INPUT] * size, notes=sources,
                bases=[*marks, *last])  # fmt: skip
    part.column(sheet, "counted", "The next release's day counts: 1 is yes", "number",
                [*map(float, follows), *[0.0] * len(after)], kinds=[INPUT] * size, notes=sources,
                bases=[*marks, *last])  # fmt: skip
    text = "first(stated_end, where(next_row(release) > 0, next_row(release) + counted, 0 / 0))"
    finish = Measure("finish", "End", text, "date", "Stated, else the next release.")
    part.formula(sheet, finish, cols=0, rows=size)
    _costs(sheet, part, found, columns)
    _weights(sheet, part, found)
    part.column(sheet, "first_model", "The first of all: 1 is yes", "number", [1.0, *[0.0] * (size - 1)],
                kinds=[COMPUTED] * size, notes=[""] * size, bases=[""] * size)  # fmt: skip
    adoption, life = found.adoption, analysis.assumptions.life_months
    sheet.heading(f"How users move: {adoption.curve}")
    used = {name for step in usage_steps(adoption.curve) for name in step.parsed.names}
    said_of = {
        "share_at_once": (adoption.usage_weighted_share or adoption.share_at_once).source,
        "rest_months": adoption.rest_months.source,
    }
    for name, value in parameters(adoption).items():
        if name in used and name in SCALARS:
            part.one(sheet, name, *_NAMES[name], float(value), said_of.get(name, ""))
    sheet.heading("Life over which a model's cost is charged")
    part.one(sheet, "life", "Life in months", "months of use", life.centre, life.source)
    schedule.choices(sheet, part, by_research=isinstance(analysis.models.carried, Carried))
    sheet.heading("When a payback is spoken of")
    part.one(
        sheet, "least_covered", "Part of its tenure that known months must hold", "share", LEAST_COVERED, "assumed"
    )


def _costs(sheet: Sheet, part: Part, found: Generations, columns: Columns) -> None:
    """What each model cost: all R&D as stated, else R&D since the release before, else a final run as stated."""
    _since(sheet, part, found, columns)
    sheet.heading("What each model cost: all R&D as stated, else the R&D that made it, else the final run stated")
    for basis, name in (("all R&D", "stated_all"), ("final run", "stated_run")):
        for end in _ENDS:
            _stated(sheet, part, found, columns, basis, f"{name}_{end}", end)
    for end, name in _ENDS.items():
        text = f"first(stated_all_{end}, made_{end}, stated_run_{end})"
        one = Measure(name, f"Cost, {end}", text, "money", "The first of the three that is known.")
        part.formula(sheet, one, cols=0, rows=len(part.rows))


def _weights(sheet: Sheet, part: Part, found: Generations) -> None:
    """What use is weighed by: list prices and the relative cost of serving; a projected model has the last one's."""
    models, more = found.lineage.models, len(part.rows) - len(found.lives)
    sheet.heading("List prices and relative cost of serving: what revenue and cost of revenue fall to models by")
    part.one(sheet, "input_per_output", "Input tokens to one of output", "number", INPUT_PER_OUTPUT, "assumed")
    for name, label, unit in (
        ("list_price_in", "List price of input in USD", "per Mtok"),
        ("list_price_out", "List price of output in USD", "per Mtok"),
        ("serving_cost", "Relative cost of serving", "number"),
    ):
        held = [m.relative_serving_cost if name == "serving_cost" else getattr(m, name) for m in models]
        values = [x if isinstance(x, float) else math.nan if x is None else x.centre for x in held]
        notes = ["" if x is None or isinstance(x, float) else x.source for x in held]
        bases = ["" if math.isnan(value) else "assumed" for value in values]
        part.column(sheet, name, label, unit, [*values, *values[-1:] * more], kinds=[INPUT] * len(part.rows),
                    notes=[*notes, *[""] * more], bases=[*bases, *["assumed"] * more])  # fmt: skip
        for row in range(len(models), len(part.rows)):
            _as_above(sheet, part, name, unit, row)
        if name == "list_price_out":
            part.formula(sheet, BLENDED, cols=0, rows=len(part.rows))


def _as_above(sheet: Sheet, part: Part, name: str, unit: str, row: int) -> None:
    """A projected model's figure as a formula: that of the model above it, empty where that has none."""
    ref, values = part.held[name]
    above = cell(ref.row + row - 1, ref.col)
    look = sheet.book.style.cell(FORMULA, unit, "assumed")
    sheet.write(ref.row + row, ref.col, f'=IF(ISNUMBER({above}),{above},"")', float(values[row, 0]), look)


def _stated(
    sheet: Sheet, part: Part, found: Generations, columns: Columns, basis: str, name: str, end: str
) -> None:  # fmt: skip
    """A stated cost, low, high or centre, one a model; where it is a year's R&D it follows the figure on Inputs.

    A centre that is the middle of the two follows them.
    """
    held = [
        m.training_cost if m.training_basis == basis and m.currency == found.currency else None
        for m in found.lineage.models
    ]
    values = [math.nan if x is None else getattr(x, end) for x in held]
    said = ["" if x is None else x.source or m.source for x, m in zip(held, found.lineage.models, strict=True)]
    more = len(part.rows) - len(held)
    part.column(sheet, name, f"Stated, {basis}, {end}", "money", [*values, *[math.nan] * more],
                kinds=[INPUT] * len(part.rows), notes=[*said, *[""] * more],
                bases=[*("assumed" if x else "" for x in held), *[""] * more])  # fmt: skip
    if end == "centre":
        _middles(sheet, part, name.removesuffix(end), held)
        return
    if basis != "all R&D" or not sheet.book.known("research_development"):
        return
    ref, figures = part.held[name][0], sheet.book.refs["research_development"]
    for v, row in enumerate(found.lineage.rows):
        col = columns.rows.index(row) if row in columns.rows else -1
        if col >= 0 and sheet.book.values["research_development"][col] == values[v]:
            link = f"={quoted(figures.sheet)}!{cell(figures.row, figures.col + col)}"
            sheet.write(ref.row + v, ref.col, link, values[v], sheet.book.style.cell(LINK, "money", ""))


def _middles(sheet: Sheet, part: Part, name: str, held: Sequence[Amount | None]) -> None:
    """The centres that are the middle of low and high as formulas; others are values that were given."""
    low, high, centre = (part.held[f"{name}{end}"][0] for end in _ENDS)
    look = sheet.book.style.cell(FORMULA, "money", "assumed")
    for v, cost in enumerate(held):
        if cost is not None and cost.centre == (cost.low + cost.high) / 2:
            ends = [cell(ref.row + v, ref.col) for ref in (low, high)]
            text = f'=IF(AND({",".join(f"ISNUMBER({end})" for end in ends)}),AVERAGE({",".join(ends)}),"")'
            sheet.write(centre.row + v, centre.col, text, cost.centre, look)


def _since(sheet: Sheet, part: Part, found: Generations, columns: Columns) -> None:
    """R&D between two releases from the figures on Inputs; Python takes the same periods, none of which overlap."""
    made, size = found.research, len(part.rows)
    if not len(made.rows):
        return
    sheet.heading("R&D by period, spread evenly over its days; where Inputs have no figure its bounds count")
    sheet.page.set_column(FIRST, FIRST + len(made.rows) - 1, 16)
    part.period(sheet, "spent_start", "From", "date", made.start - EPOCH)
    part.period(sheet, "spent_end", "To, the day after", "date", made.end - EPOCH)
    places = {row: n + 1 for n, row in enumerate(columns.rows)}
    at = np.array([places.get(int(r), math.nan) for r in made.rows])
    figures = sheet.book.values.get("research_development", np.full(len(columns.rows), math.nan))
    known = np.array([not math.isnan(n) and not math.isnan(figures[int(n) - 1]) for n in at])
    part.period(sheet, "spent_at", "R&D: column of its period", "position", np.where(known, at, math.nan))
    for end, values in (("low", made.low), ("high", made.high)):
        if not known.all():
            part.period(sheet, f"spent_bound_{end}", f"R&D, {end} bound", "money", np.where(known, math.nan, values))
        text = f"first(at(research_development, spent_at), spent_bound_{end})"
        one = Measure(f"spent_{end}", f"R&D, {end}", text, "money", "As on Inputs, else its bound.")
        part.formula(sheet, one, cols=len(made.rows))
    lasts = [m.training_months if m.training_months is not None else math.nan for m in found.lineage.models]
    sheet.heading("R&D that made each model: since the last release, or of the months stated before its own")
    part.column(sheet, "made_months", "Months before release over which it was made", "months of use",
                [*lasts, *[math.nan] * (size - len(lasts))], kinds=[INPUT] * size,
                notes=["Empty: since the release before."] * size, bases=[""] * size)  # fmt: skip
    part.one(sheet, "least_made", "Part of those days that periods of R&D must hold", "share", COVERED, "assumed")
    # The row above a model holds the release before it; above the first stands a heading.
    ref, release = part.held["release"]
    part.held["release_before"] = replace(ref, row=ref.row - 1), np.vstack([[math.nan], release[:-1]])
    for one in SINCE:
        blocks = one.name in ("made_days", "made_part_low", "made_part_high")
        part.formula(sheet, one, cols=len(made.rows) if blocks else 0, rows=size)


def _as_long_as_before(sheet: Sheet, part: Part, row: int) -> None:
    """The release in a row as a formula: the model above it serves as long as the one before that did."""
    ref, values = part.held["release"]
    last, before = cell(ref.row + row - 1, ref.col), cell(ref.row + row - 2, ref.col)
    look = sheet.book.style.cell(FORMULA, "date", "assumed")
    sheet.write(ref.row + row, ref.col, f"={last}+({last}-{before})", float(values[row, 0]), look)

"""Schedule: what each model's cost is charged in each month, by seven schedules side by side; all live."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.measures import Measure
from finkit.analysis.models.lives import Generations
from finkit.analysis.models.model_schedules import CARRIED, COST, LIVES, RATES, SCHEDULES, SERVED, STATED
from finkit.formula import Ref
from finkit.formula.excel import cell, quoted
from finkit.reporting.workbook.blocks import BODY, FIRST, HEAD, Line, Sheet
from finkit.reporting.workbook.model_part import Part, wide
from finkit.reporting.workbook.style import COMPUTED, FORMULA, INPUT

NAME = "Schedule"
ENDS = {"charge": "Charge of the month, all models", "book": "Book value at its end, all models"}


def choices(sheet: Sheet, part: Part, *, by_research: bool) -> None:
    """On Models: which schedule the results by period follow, and what the schedules take.

    `by_research` says whether models may be charged for all R&D, period by period, as `carried` does.
    """
    book, names = sheet.book, [name for name, _ in SCHEDULES]
    sheet.heading("How a model's cost is charged: the schedule that results by period follow")
    chosen = sheet.row
    sheet.beside(Line("models_schedule", "Schedule", "choice"), chosen)
    sheet.words(chosen, FIRST, names[0], book.style.cell(INPUT, "", "assumed"))
    sheet.row += 2
    first = sheet.row
    for k, name in enumerate(names):
        sheet.given(Line("models_schedule_number", name, "number"), np.array([k + 1.0]), kind=COMPUTED)
    numbers = np.arange(1.0, len(names) + 1)[:, None]
    part.held["schedule_number"] = Ref(sheet.name, first, FIRST, len(names), 1, "row"), numbers
    listed = f"={quoted(sheet.name)}!$A${first + 1}:$A${first + len(names)}"
    sheet.page.data_validation(chosen, FIRST, chosen, FIRST, {
        "validate": "list", "source": listed, "input_title": "Schedule", "input_message": "Choose one of the seven.",
    })  # fmt: skip
    # A text is looked up where it stands: the grammar of formulas has numbers alone.
    sheet.beside(Line("models_schedule_chosen", "Its number", "number"), chosen + 1)
    text = f"=MATCH({cell(chosen, FIRST)},{listed.removeprefix('=')},0)"
    sheet.write(chosen + 1, FIRST, text, 1.0, book.style.cell(FORMULA, "number", ""))
    part.held["schedule_chosen"] = Ref(sheet.name, chosen + 1, FIRST, shape="scalar"), np.asarray(1.0)
    for name, label, unit, value, source in (
        ("declining_times", "Declining balance: times the rate of straight line", "times", 1.0, ""),
        ("declining_switch", "Declining balance goes over to straight line once that charges more: 1 is yes", "count",
         0.0, "0 leaves a rest that is never charged."),
        ("double_times", "Double declining: times the rate of straight line", "times", 2.0, ""),
        ("double_switch", "Double declining goes over to straight line once that charges more: 1 is yes", "count",
         1.0, ""),
        ("salvage_part", "Part of a model's cost that is never charged", "share", 0.0, "A model has no second use."),
    ):  # fmt: skip
        part.one(sheet, name, label, unit, value, source)
    if by_research:
        label = "What is charged: 1 all R&D from release to release, 0 the cost above"
        part.one(sheet, "charge_research", label, "count", 1.0, "1 counts each dollar of R&D once.")


def fill(part: Part, analysis: Analysis, found: Generations) -> None:
    """Write Schedule: the sums of all models by schedule, then each schedule by model, then its workings."""
    sheet = Sheet(part.book, NAME, f"Charges for models: {analysis.name}, non-GAAP",
                  "What each model cost, charged from its release, by day, by seven schedules; Models says which one "
                  "results by period follow. Models whose cost is unknown are not charged.", columns=False)  # fmt: skip
    width, rows = len(found.cells.start), len(part.rows)
    wide(sheet, width)
    sheet.row = HEAD
    for name, label in (("month_start", "From"), ("month_end", "To, the day after")):
        sheet.formula(Line(f"schedule_{name}", label, "date"), name, refs=part.held, cols=width)
    sheet.row = BODY
    # Under the names that the schedules' formulas have, on this sheet alone.
    own = replace(part, held=dict(part.held))
    own.held |= {"age": part.held["served_to"], "share_of_use": part.held["usage"]}
    top = sheet.row
    # Two tables of sums with headings, a row each for the choice, and its charges added up.
    sheet.row += 2 * (len(SCHEDULES) + 3) + 1
    sheet.heading("Workings: cost, and lives in months")
    _cost(sheet, own, rows)
    for one in LIVES:
        own.formula(sheet, one, cols=0, rows=rows)
    for one in RATES:
        own.scalar(sheet, one)
    _by_model(sheet, own, width, rows)
    bottom, sheet.row = sheet.row, top
    for end in ENDS:
        bottom = _sums(sheet, own, end, width, bottom)
    so_far = Measure("charged_so_far", "Charged so far, by that schedule", "prev(charged_so_far) + chosen_charge",
                     "money", "")  # fmt: skip
    own.formula(sheet, so_far, cols=width)
    part.held["charged_so_far"] = own.held["charged_so_far"]


def _cost(sheet: Sheet, part: Part, rows: int) -> None:
    """What each model is charged for: its R&D since the last release, where R&D is known by period, or its cost."""
    part.formula(sheet, STATED, cols=0, rows=rows)
    if "charge_research" not in part.held:
        part.held["cost"] = part.held["stated_cost"]
        return
    first = part.held["spent_start"]
    part.held["spent_start_first"] = replace(first[0], cols=1, shape="scalar"), np.asarray(first[1][0])
    for one in CARRIED:
        wide = one.name in ("carried_days", "carried_part")
        part.formula(sheet, one, cols=first[0].cols if wide else 0, rows=rows)
    part.formula(sheet, COST, cols=0, rows=rows)


def _by_model(sheet: Sheet, part: Part, width: int, rows: int) -> None:
    """Charge and book value of each model by each schedule; the workings first go below."""
    sheet.heading("Workings: months in service and use")
    for one in SERVED:
        part.formula(sheet, one, cols=width, rows=rows)
        if one.name == "model_use":
            part.held["usage"] = part.held["model_use"]
    for name, steps in SCHEDULES:
        sheet.heading(name)
        for one in steps:
            part.formula(sheet, one, cols=width, rows=rows)


def _sums(sheet: Sheet, part: Part, end: str, width: int, bottom: int) -> int:
    """All models by each schedule, and by the one chosen, which is picked from the row `bottom` on; the row after."""
    sheet.heading(ENDS[end])
    first, sums = sheet.row, []
    for name, steps in SCHEDULES:
        step = next(one.name for one in steps if end in one.name.split("_"))
        part.formula(sheet, Measure(f"all_{step}", name, f"sum_rows({step})", "money", ""), cols=width)
        sums.append(part.held[f"all_{step}"][1])
    part.held["all_models"] = Ref(sheet.name, first, FIRST, len(sums), width, "block"), np.stack(sums)
    here, sheet.row = sheet.row, bottom
    sheet.heading(f"Workings: {ENDS[end][0].lower()}{ENDS[end][1:]}, where the schedule is the one chosen")
    text = "where(schedule_number == schedule_chosen, all_models, 0)"
    picked = replace(part, rows=tuple(name for name, _ in SCHEDULES))
    picked.formula(sheet, Measure(f"picked_{end}", "", text, "money", ""), cols=width, rows=len(sums), named=False)
    bottom, sheet.row = sheet.row, here
    by_choice = Measure(f"chosen_{end}", "By the schedule chosen on Models", f"sum_rows(picked_{end})", "money", "")
    part.formula(sheet, by_choice, cols=width)
    return bottom

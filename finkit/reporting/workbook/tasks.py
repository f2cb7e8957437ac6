"""Tasks: a task a column; tokens against wages, budgets, routing, the user's device, a buyer's spend; all live."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.customers.tasks import MEASURES, NOTHING, OPTIONAL, PARTS, case_values
from finkit.assumptions.ranges import Range
from finkit.assumptions.tasks import Task
from finkit.reporting.page_worked import rests_on
from finkit.reporting.workbook import cases, charts
from finkit.reporting.workbook.blocks import FIRST, HEAD, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.plans import heads

NAME = "Tasks"
_UNITS = {"hours_saved": "hours", "gate_hours": "hours", "tokens": "Mtok", "month_tokens": "Mtok",
          "life_months": "months", "token_share": "ratio", "routed_share": "ratio", "cost_ratio": "ratio",
          "escalation": "ratio", "output_multiple": "times"}  # fmt: skip
_NAMES = {"revenue": "buyer_revenue", "revenue_before": "buyer_revenue_before"}
# Parts of revenue so small that a tenth of a percent hides them.
_CHART = ("task_cost", "task_value", "net_with_gate")
_FINE = ("intensity_before", "intensity", "intensity_change")


def sheets(analysis: Analysis, _columns: Columns) -> list[str]:
    """Tasks, where there are any."""
    return [NAME] if analysis.customers.tasks else []


def fill(book: Book, analysis: Analysis, _columns: Columns) -> None:
    """Write Tasks."""
    tasks = [one.task for one in analysis.customers.tasks]
    what = "A task a column. Blue cells are given, in further rows at the ends of their ranges; the rest follows."
    sheet = Sheet(book, NAME, f"Tasks: {analysis.name}", what, columns=False)
    sheet.page.set_column(FIRST, FIRST + len(tasks), 17)
    heads(sheet, [task.name for task in tasks])
    for part, fields in PARTS.items():
        if any(all(getattr(task, field) is not None for field in fields) for task in tasks):
            _part(sheet, part, fields, tasks)
    for one in analysis.customers.tasks:
        for part, lacking in one.absent.items():
            sheet.remark(f"{one.task.name}: {part} needs {lacking}.")
        if one.bare:
            sheet.remark(f"{one.task.name}: needs {NOTHING}.")
    sheet.page.fit_to_pages(1, 0)
    sheet.page.repeat_rows(0, HEAD)
    sheet.page.print_area(0, 0, sheet.row, FIRST + len(tasks))


def _part(sheet: Sheet, part: str, fields: Sequence[str], tasks: Sequence[Task]) -> None:
    """The inputs of one part, then what follows from them."""
    sheet.heading(part[0].upper() + part[1:])
    for field in (*fields, *(field for field in OPTIONAL.get(part, ()) if any(getattr(t, field) for t in tasks))):
        title = Task.model_fields[field].title or field.replace("_", " ").capitalize()
        bases = [rests_on(_source(task, field)) for task in tasks]
        line = Line(_NAMES.get(field, field), title, _UNITS.get(field, "unit money"), bases=bases)
        values = np.column_stack([case_values(task, field) for task in tasks])
        cases.given(sheet, line, values, notes=_notes(tasks, field))
    if part == "routing" and any(
        task.routed_share and task.routed_share.low < task.routed_share.high for task in tasks
    ):
        sheet.pasted("which end of the share routed saves least", ("cost_ratio", "escalation"))
    for one in MEASURES[part]:
        cases.follow(sheet, one, cols=len(tasks), unit="fine ratio" if one.name in _FINE else "")
    if part == "tokens against wages":
        there = [c for c, task in enumerate(tasks) if all(getattr(task, field) is not None for field in fields)]
        sheet.row += 1
        charts.draw(sheet, "Tokens of a task against the hours that it saves, in wages", _CHART, unit="unit money",
                    span=range(there[0], there[-1] + 1))  # fmt: skip


def _source(task: Task, field: str) -> str:
    held = getattr(task, field)
    return (held.source if isinstance(held, Range) else "") or task.source


def _notes(tasks: Sequence[Task], field: str) -> dict[int, str]:
    notes = {}
    for c, task in enumerate(tasks):
        held = getattr(task, field)
        if held is not None:
            notes[c] = _source(task, field) or "assumed"
    return notes

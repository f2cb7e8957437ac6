"""Tasks: a task a column; tokens against wages, budgets, routing, the user's device, a buyer's spend; all live."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.customers.human_loop import HUMAN_LOOP
from finkit.analysis.customers.intensity import INTENSITY
from finkit.analysis.customers.offload import OFFLOAD
from finkit.analysis.customers.routing import ROUTING
from finkit.analysis.customers.tasks import PARTS
from finkit.analysis.customers.token_budget import BUDGET
from finkit.analysis.measures import Measure
from finkit.assumptions.ranges import Range
from finkit.assumptions.tasks import Task
from finkit.reporting.page_worked import rests_on
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.plans import heads

NAME = "Tasks"
_MEASURES: dict[str, tuple[Measure, ...]] = {
    "tokens against wages": HUMAN_LOOP, "token budget": BUDGET, "routing": ROUTING, "offload": OFFLOAD,
    "spend against revenue": INTENSITY,
}  # fmt: skip
_UNITS = {"hours_saved": "hours", "tokens": "Mtok", "month_tokens": "Mtok", "life_months": "months",
          "token_share": "ratio", "routed_share": "ratio", "cost_ratio": "ratio", "escalation": "ratio",
          "output_multiple": "times"}  # fmt: skip
_NAMES = {"revenue": "buyer_revenue", "revenue_before": "buyer_revenue_before"}
# Parts of revenue so small that a tenth of a percent hides them.
_FINE = ("intensity_before", "intensity", "intensity_change")
_COUNTED = ("tokens", "month_tokens")


def wanted(analysis: Analysis) -> bool:
    """Whether there are tasks."""
    return bool(analysis.customers.tasks)


def fill(book: Book, analysis: Analysis) -> None:
    """Write Tasks."""
    tasks = [one.task for one in analysis.customers.tasks]
    what = "A task a column. Blue cells are given; the rest follows. An empty cell is not given."
    sheet = Sheet(book, NAME, f"Tasks: {analysis.name}", what, columns=False)
    sheet.page.set_column(FIRST, FIRST + len(tasks), 17)
    heads(sheet, [task.name for task in tasks])
    for part, fields in PARTS.items():
        if any(all(getattr(task, field) is not None for field in fields) for task in tasks):
            _part(sheet, part, fields, tasks)
    sheet.one_page()
    sheet.page.print_area(0, 0, sheet.row, FIRST + len(tasks))


def _part(sheet: Sheet, part: str, fields: Sequence[str], tasks: Sequence[Task]) -> None:
    """The inputs of one part, then what follows from them."""
    sheet.heading(part[0].upper() + part[1:])
    for field in fields:
        title = Task.model_fields[field].title or field.replace("_", " ").capitalize()
        bases = [rests_on(_source(task, field)) for task in tasks]
        line = Line(_NAMES.get(field, field), title, _UNITS.get(field, "unit money"), bases=bases)
        sheet.given(line, np.array([_value(task, field) for task in tasks]), notes=_notes(tasks, field))
    for one in _MEASURES[part]:
        unit = "unit money" if one.unit == "money" else "fine ratio" if one.name in _FINE else one.unit
        sheet.formula(Line(one.name, one.label, unit, one.says), one.formula, cols=len(tasks))


def _value(task: Task, field: str) -> float:
    """The centre of a field, tokens in millions; NaN where it is not given."""
    held = getattr(task, field)
    if held is None:
        return np.nan
    value = held.centre if isinstance(held, Range) else float(held)
    return task.mtok(value) if field in _COUNTED else value


def _source(task: Task, field: str) -> str:
    held = getattr(task, field)
    return (held.source if isinstance(held, Range) else "") or task.source


def _notes(tasks: Sequence[Task], field: str) -> dict[int, str]:
    notes = {}
    for c, task in enumerate(tasks):
        held = getattr(task, field)
        ends = f"{held.low:g} to {held.high:g}\n" if isinstance(held, Range) and held.low != held.high else ""
        if held is not None:
            notes[c] = f"{ends}{_source(task, field) or 'assumed'}"
    return notes

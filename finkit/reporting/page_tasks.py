"""Tasks on a page: tokens against wages, token budgets, routing, the user's own device, a buyer's spend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from finkit.analysis.customers.tasks import PARTS, TaskResult
from finkit.reporting.numbers import percent, plain
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_grid import Grid, Head, Line
from finkit.reporting.page_worked import figure, money, ranged

Shown = tuple[str, float | None, str]
CRITIC = (
    "Hours saved are known only after the fact and taken as exponential around their mean; neither errors of the gate "
    "nor hours of review are counted, and tasks that take more tokens may save more hours."
)


def task_grids(page: Page) -> tuple[Grid, ...]:
    """A table for each part that any task has the inputs of."""
    tasks = page.analysis.customers.tasks
    made = (
        _grid(page, tasks, "tokens against wages", "Tokens against wages, a task", _loop, CRITIC),
        _grid(page, tasks, "token budget", "A token budget beside a salary", _budget,
              "At the break-even multiple an output costs what it did without tokens."),
        _grid(page, tasks, "routing", "Routing to an older model", _routing,
              "What routing saves stays below the routed share, as old models have a cost too; the older model keeps "
              "the last column of all tasks, a floor under its life after its successor is out."),
        _grid(page, tasks, "offload", "On the user's device", _offload,
              "The buyer pays for device and energy: neither is in the seller's margin."),
        _grid(page, tasks, "spend against revenue", "A buyer's token spend against its revenue", _spend,
              "Growth of a small spend says little: the change in basis points is what it takes from the margin."),
    )  # fmt: skip
    return tuple(grid for grid in made if grid is not None)


def _grid(
    page: Page, tasks: Sequence[TaskResult], part: str, title: str, shown: Callable[[TaskResult], Iterator[Shown]],
    note: str,
) -> Grid | None:  # fmt: skip
    heads: list[str] = []
    lines = []
    for one in tasks:
        cells: list[Figure | str] = []
        found = list(shown(one))
        for name, value, text in found:
            sources = [_source(one, field) for field in PARTS[part]]
            cells.append(figure(page, name.lower().replace(" ", "_"), one.task.name, value, text, *sources))
        heads = [name for name, _, _ in found] or heads
        if found:
            lines.append(Line(one.task.name, tuple(cells)))
        elif part in one.absent:
            lines.append(Line(one.task.name, (f"needs {one.absent[part]}",)))
    if not heads:
        return None
    filled = tuple(Line(line.label, (*line.cells, *[""] * (len(heads) - len(line.cells)))) for line in lines)
    return Grid(title, tuple(map(Head, heads)), filled, note, "Task", text=True)


def _loop(one: TaskResult) -> Iterator[Shown]:
    found = one.loop
    if found is None:
        return
    yield "Tokens of a task", found.task_cost, money(found.task_cost)
    yield "Hours saved, in wages", found.task_value, money(found.task_value)
    yield "Worth their tokens", found.share_worth, ranged(one.share_worth)
    yield "Net, all run", found.net_without_gate, money(found.net_without_gate)
    yield "Net, free perfect gate", found.net_with_gate, money(found.net_with_gate)
    minutes = one.gate_minutes
    text = "" if minutes.value is None else f"{ranged(minutes, 'money')}"
    yield "Minutes a gate may take", minutes.value, text
    if found.net_after_gate is not None:
        yield "Net, own gate", found.net_after_gate, money(found.net_after_gate)


def _budget(one: TaskResult) -> Iterator[Shown]:
    found = one.budget
    if found is not None:
        yield "Cost per output", found.cost_per_output, percent(found.cost_per_output)
        yield "Break-even multiple", found.break_even_multiple, money(found.break_even_multiple)


def _routing(one: TaskResult) -> Iterator[Shown]:
    found = one.routing
    if found is not None:
        yield "Saving", found.saving, percent(found.saving)
        yield "Most it could be", found.bound, percent(found.bound)
        yield "Cost left", found.cost, percent(found.cost)
        yield "Break-even escalation", found.break_even_escalation, percent(found.break_even_escalation)
        yield "Tasks that stay with the older model", found.floor, percent(found.floor)


def _offload(one: TaskResult) -> Iterator[Shown]:
    found = one.offload
    if found is not None:
        yield "Margin in the cloud", found.cloud_margin, percent(found.cloud_margin)
        yield "Margin on the device", found.device_margin, percent(found.device_margin, 2)
        switch = found.switch_tokens
        yield "Switch point, Mtok a month", switch, plain(switch, 4) if switch is not None else ""


def _spend(one: TaskResult) -> Iterator[Shown]:
    found = one.intensity
    if found is not None:
        before, after = found.intensity
        yield "Growth of spend", found.spend_growth, percent(found.spend_growth)
        yield "Growth of revenue", found.revenue_growth, percent(found.revenue_growth)
        yield "Spend / revenue before", before, percent(before, 3)
        yield "Spend / revenue after", after, percent(after, 3)
        change = found.change_bp
        yield "Change, basis points", change, plain(change, 2) if change is not None else ""
        yield "Elasticity", found.elasticity, money(found.elasticity)


def _source(one: TaskResult, field: str) -> str:
    return getattr(getattr(one.task, field), "source", "") or one.task.source

"""Tasks on a page: tokens against wages, token budgets, routing, the user's own device, a buyer's spend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from finkit.analysis.customers.tasks import PARTS, TaskResult
from finkit.analysis.span import Span
from finkit.reporting.numbers import percent, plain
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_grid import Grid, Head, Line
from finkit.reporting.page_worked import figure, money, ranged

Shown = tuple[str, float | None, str]
_LACKING = "Not worked out"
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
              "the last row of all tasks, a floor under its life after its successor is out."),
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
    known = [(one, {name: (value, text) for name, value, text in shown(one)}) for one in tasks]
    names = list(dict.fromkeys(name for _, found in known for name in found))
    names = names or [_LACKING] * any(part in one.absent for one in tasks)
    if not names:
        return None
    columns = [(one, found) for one, found in known if found or part in one.absent]
    lines = [Line(name, tuple(_cell(page, one, part, name, found, names) for one, found in columns)) for name in names]
    return Grid(title, tuple(Head(one.task.name) for one, _ in columns), tuple(lines), note, "Task", text=True)


def _cell(
    page: Page, one: TaskResult, part: str, name: str, found: Mapping[str, tuple[float | None, str]],
    names: Sequence[str],
) -> Figure | str:  # fmt: skip
    """A figure of a task; in the first row of a task without the part, what it needs."""
    if name not in found:
        return f"needs {one.absent[part]}" if part in one.absent and name == names[0] else ""
    sources = [_source(one, field) for field in PARTS[part]]
    return figure(page, name.lower().replace(" ", "_"), one.task.name, *found[name], *sources)


def _loop(one: TaskResult) -> Iterator[Shown]:
    if one.loop is None:
        return
    yield _shown("Tokens of a task", one.span("task_cost"), "money")
    yield _shown("Hours saved, in wages", one.span("task_value"), "money")
    yield _shown("Worth their tokens", one.span("share_worth"))
    yield _shown("Net, all run", one.span("net_without_gate"), "money")
    yield _shown("Net, free perfect gate", one.span("net_with_gate"), "money")
    yield _shown("Minutes a gate may take", one.gate_minutes, "money")
    if one.loop.net_after_gate is not None:
        yield _shown("Net, own gate", one.span("net_after_gate"), "money")


def _budget(one: TaskResult) -> Iterator[Shown]:
    if one.budget is not None:
        yield _shown("Cost per output", one.span("cost_per_output"))
        yield _shown("Break-even multiple", one.span("break_even_multiple"), "money")


def _routing(one: TaskResult) -> Iterator[Shown]:
    found = one.routing
    if found is not None:
        yield _shown("Saving", one.span("routing_saving"))
        yield "Most it could be", found.bound, percent(found.bound)
        yield _shown("Cost left", one.span("routed_cost"))
        yield _shown("Break-even escalation", one.span("break_even_escalation"))
        yield _shown("Tasks that stay with the older model", one.span("older_floor"))


def _offload(one: TaskResult) -> Iterator[Shown]:
    if one.offload is not None:
        yield _shown("Margin in the cloud", one.span("cloud_margin"))
        yield _shown("Margin on the device", one.span("device_margin"), "fine")
        yield _shown("Switch point, Mtok a month", one.span("switch_tokens"), "tokens")


def _shown(name: str, found: Span, form: str = "ratio") -> Shown:
    return name, found.value, ranged(found, form)


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

"""A company's tasks: worth their tokens or not, and served for less by routing or on the user's device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from finkit.analysis.customers.human_loop import HumanLoop, human_in_loop
from finkit.analysis.customers.intensity import Intensity, spend_vs_revenue
from finkit.analysis.customers.offload import Offload, local_offload
from finkit.analysis.customers.routing import Routing, model_routing
from finkit.analysis.customers.span import Span, spanned
from finkit.analysis.customers.token_budget import TokenBudget, token_budget
from finkit.assumptions.ranges import Range
from finkit.assumptions.tasks import Task


@dataclass(frozen=True, slots=True)
class TaskResult:
    """One task: each part of METHODS 1.6 and 1.10 to 1.12 whose inputs its row has, at the centre of its ranges.

    `share_worth` and `gate_minutes` carry the ranges of wage, hours, tokens and price.
    `absent` maps each part that is not there to the inputs that it lacks; parts of which the row gives nothing are
    left out of it.
    """

    task: Task
    loop: HumanLoop | None
    share_worth: Span
    gate_minutes: Span
    budget: TokenBudget | None
    routing: Routing | None
    offload: Offload | None
    intensity: Intensity | None
    absent: dict[str, str]

    @property
    def whole(self) -> bool:
        """Whether any part has its inputs."""
        return any((self.loop, self.budget, self.routing, self.offload, self.intensity))


PARTS = {
    "tokens against wages": ("wage", "hours_saved", "tokens", "price"),
    "token budget": ("token_share", "output_multiple"),
    "routing": ("routed_share", "cost_ratio", "escalation"),
    "offload": ("fee", "distribution_cost", "life_months", "month_tokens", "unit_cost"),
    "spend against revenue": ("spend_before", "spend", "revenue_before", "revenue"),
}


def analyze_task(task: Task) -> TaskResult:
    """One row."""
    absent = {}
    for part, fields in PARTS.items():
        lacking = [field for field in fields if getattr(task, field) is None]
        if 0 < len(lacking) < len(fields):
            absent[part] = ", ".join(field.replace("_", " ") for field in lacking)
    missing, loop = Span(None, None, None), _loop(task)
    return TaskResult(
        task,
        loop and loop(*(held.centre for held in _ranges(task, "tokens against wages"))),
        spanned(lambda *at: loop(*at).share_worth, *_ranges(task, "tokens against wages")) if loop else missing,
        spanned(lambda *at: _minutes(loop(*at)), *_ranges(task, "tokens against wages")) if loop else missing,
        token_budget(*_centres(task, "token budget")) if _whole(task, "token budget") else None,
        model_routing(*_centres(task, "routing")) if _whole(task, "routing") else None,
        _offload(task) if _whole(task, "offload") else None,
        spend_vs_revenue((task.spend_before, task.spend), (task.revenue_before, task.revenue))
        if _whole(task, "spend against revenue") else None,
        absent,
    )  # fmt: skip


def analyze_tasks(tasks: Sequence[Task]) -> tuple[TaskResult, ...]:
    """Every row, in order."""
    return tuple(map(analyze_task, tasks))


def _loop(task: Task) -> Callable[..., HumanLoop] | None:
    """Tokens against wages at given wage, hours, tokens and price; None where the row lacks one of them."""
    if not _whole(task, "tokens against wages"):
        return None
    gate = None if task.gate_hours is None else task.gate_hours.centre
    return lambda wage, hours, tokens, price: human_in_loop(wage, hours, task.mtok(tokens), price, gate)


def _offload(task: Task) -> Offload:
    fee, device, life, tokens, cost = _centres(task, "offload")
    return local_offload(fee, device, life, task.mtok(tokens), cost)


def _whole(task: Task, part: str) -> bool:
    return all(getattr(task, field) is not None for field in PARTS[part])


def _ranges(task: Task, part: str) -> list[Range]:
    return [getattr(task, field) for field in PARTS[part]]


def _centres(task: Task, part: str) -> list[float]:
    return [held.centre for held in _ranges(task, part)]


def _minutes(found: HumanLoop) -> float | None:
    return None if found.gate_affordable is None else 60 * found.gate_affordable

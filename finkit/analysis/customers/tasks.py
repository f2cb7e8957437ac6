"""A company's tasks: worth their tokens or not, and served for less by routing or on the user's device."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.customers.human_loop import HUMAN_LOOP, HumanLoop, human_in_loop
from finkit.analysis.customers.intensity import INTENSITY, Intensity, spend_vs_revenue
from finkit.analysis.customers.offload import OFFLOAD, Offload, local_offload
from finkit.analysis.customers.routing import ROUTING, Routing, model_routing
from finkit.analysis.customers.token_budget import BUDGET, TokenBudget, token_budget
from finkit.analysis.given import known
from finkit.analysis.market.chain import chain
from finkit.analysis.measures import Floats, Measure
from finkit.analysis.span import Span, ends, span_of
from finkit.assumptions.ranges import Range
from finkit.assumptions.tasks import Task

PARTS = {
    "tokens against wages": ("wage", "hours_saved", "tokens", "price"),
    "token budget": ("token_share", "output_multiple"),
    "routing": ("routed_share", "cost_ratio", "escalation"),
    "offload": ("fee", "distribution_cost", "life_months", "month_tokens", "unit_cost"),
    "spend against revenue": ("spend_before", "spend", "revenue_before", "revenue"),
}
MEASURES: dict[str, tuple[Measure, ...]] = {
    "tokens against wages": HUMAN_LOOP, "token budget": BUDGET, "routing": ROUTING, "offload": OFFLOAD,
    "spend against revenue": INTENSITY,
}  # fmt: skip
# What a part can do without, and the inputs whose rise leaves more; of all others it leaves less.
OPTIONAL = {"tokens against wages": ("gate_hours",)}
_RISES = ("wage", "hours_saved", "output_multiple", "routed_share", "fee", "life_months")
NOTHING = "the inputs of a part, such as wage, hours saved, tokens and their price"
_COUNTED = ("tokens", "month_tokens")
_MISSING = Span(None, None, None)


@dataclass(frozen=True, slots=True)
class TaskResult:
    """One task: each part of METHODS 1.6 and 1.10 to 1.12 whose inputs its row has, at the centre of its ranges.

    `spans` has each figure of `MEASURES` with the least and the most over the corners of the ranges of its inputs.
    `absent` maps each part that is not there to the inputs that it lacks; parts of which the row gives nothing are
    left out of it.
    """

    task: Task
    loop: HumanLoop | None
    budget: TokenBudget | None
    routing: Routing | None
    offload: Offload | None
    intensity: Intensity | None
    spans: dict[str, Span]
    absent: dict[str, str]

    @property
    def bare(self) -> bool:
        """Whether the row gives nothing of any part."""
        return not self.whole and not self.absent

    @property
    def whole(self) -> bool:
        """Whether any part has its inputs."""
        return any((self.loop, self.budget, self.routing, self.offload, self.intensity))

    def span(self, name: str) -> Span:
        """A figure with its range, such as `share_worth`; missing where its part is."""
        return self.spans.get(name, _MISSING)

    @property
    def gate_minutes(self) -> Span:
        """Minutes a task that knowing beforehand may take."""
        hours = self.span("gate_affordable")
        return Span(*(None if end is None else 60 * end for end in (hours.value, hours.low, hours.high)))


def analyze_task(task: Task) -> TaskResult:
    """One row."""
    absent = {}
    for part, fields in PARTS.items():
        lacking = [field for field in fields if getattr(task, field) is None]
        if 0 < len(lacking) < len(fields):
            absent[part] = ", ".join(field.replace("_", " ") for field in lacking)
    loop, budget, routing, offload, spent = (_centres(task, part) for part in PARTS)
    spans = {name: span for part in PARTS if _whole(task, part) for name, span in _spans(task, part).items()}
    return TaskResult(
        task,
        human_in_loop(*[*loop, _centre(task, "gate_hours")]) if loop else None,
        token_budget(*budget) if budget else None,
        model_routing(*routing) if routing else None,
        local_offload(*offload) if offload else None,
        spend_vs_revenue(spent[:2], spent[2:]) if spent else None,
        spans,
        absent,
    )


def analyze_tasks(tasks: Sequence[Task]) -> tuple[TaskResult, ...]:
    """Every row, in order."""
    return tuple(map(analyze_task, tasks))


def case_values(task: Task, field: str) -> Floats:
    """An input in the three cases of `CASES`: as given, where it leaves least, where it leaves most; tokens in Mtok."""
    held = getattr(task, field)
    if not isinstance(held, Range):
        return np.full(3, math.nan if held is None else float(held))
    least, most = (held.low, held.high) if field in _RISES else (held.high, held.low)
    if field == "routed_share" and task.cost_ratio is not None and task.escalation is not None:
        # Routing more saves less where more comes back than the older model saves.
        least = held.high if task.cost_ratio.high + task.escalation.high > 1 else held.low
        most = held.low if task.cost_ratio.low + task.escalation.low > 1 else held.high
    return np.array([_mtok(task, field, value) for value in (held.centre, least, most)])


def _spans(task: Task, part: str) -> Mapping[str, Span]:
    """Each figure of a part at the centre of its inputs, with its least and most over all corners of their ranges."""
    fields = (*PARTS[part], *OPTIONAL.get(part, ()))
    corners = list(itertools.product(*(_ends(task, field) for field in fields)))
    rows = np.array([[_centre(task, field) for field in fields], *corners], dtype=float)
    names = {"revenue": "buyer_revenue", "revenue_before": "buyer_revenue_before"}
    found = chain(MEASURES[part], {names.get(field, field): rows[:, c] for c, field in enumerate(fields)})
    spans = {name: span_of(*_split(column)) for name, column in found.items()}
    if part == "tokens against wages":
        spans["gate_affordable"] = _peaked(spans, task)
    return spans


def _peaked(spans: Mapping[str, Span], task: Task) -> Span:
    """Hours of a gate: they peak where the mean task just breaks even, at 1/e of the hours that it saves."""
    gate, even, saved = spans["gate_affordable"], spans["break_even_hours"], task.hours_saved
    if gate.high is None or even.low is None or even.high is None or saved is None:
        return gate
    meet = even.low <= saved.high and saved.low <= even.high
    return Span(gate.value, gate.low, max(gate.high, min(even.high, saved.high) / math.e) if meet else gate.high)


def _split(column: Floats) -> tuple[float | None, list[float | None]]:
    centre, *corners = (known(value) for value in column.tolist())
    return centre, corners


def _whole(task: Task, part: str) -> bool:
    return all(getattr(task, field) is not None for field in PARTS[part])


def _centres(task: Task, part: str) -> list[float | None]:
    """The inputs of a part, tokens in Mtok; none where one of them is not given."""
    return [_centre(task, field) for field in PARTS[part]] if _whole(task, part) else []


def _centre(task: Task, field: str) -> float | None:
    held = getattr(task, field)
    return None if held is None else _mtok(task, field, held.centre if isinstance(held, Range) else held)


def _ends(task: Task, field: str) -> tuple[float | None, ...]:
    held = getattr(task, field)
    if not isinstance(held, Range):
        return (held,)
    return tuple(_mtok(task, field, end) for end in ends(held))


def _mtok(task: Task, field: str, value: float) -> float:
    return task.mtok(value) if field in _COUNTED else value

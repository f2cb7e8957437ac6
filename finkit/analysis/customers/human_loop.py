"""Tokens against wages: when a task is worth its tokens, and what it is worth to know beforehand. METHODS 1.10.

Hours saved are exponential around their mean; a task's tokens and the price are fixed. Essays 002 and 004.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, number
from finkit.analysis.measures import Measure, evaluate

HUMAN_LOOP = (
    Measure("task_cost", "Tokens of a task", "tokens * price", "money", "What the tokens of one task cost."),
    Measure("task_value", "Hours saved, in wages", "wage * hours_saved", "money",
            "What the hours that a task saves on average would have cost."),
    Measure("break_even_hours", "Break-even hours", "task_cost / wage", "hours",
            "The hours that a task has to save to be worth its tokens."),
    Measure("break_even_price", "Break-even token price", "task_value / tokens", "money",
            "The price of a million tokens at which the average task is worth them."),
    Measure("share_worth", "Tasks worth their tokens", "exp(0 - task_cost / task_value)", "ratio",
            "The part of tasks that save more than their tokens cost, hours saved being exponential."),
    Measure("net_without_gate", "Net value, all tasks run", "task_value - task_cost", "money",
            "What the average task leaves where nobody looks which tasks pay."),
    Measure("net_with_gate", "Net value, a free and perfect gate", "task_value * share_worth", "money",
            "What the average task leaves where only tasks that pay are run; those not run count as 0."),
    Measure("gate_worth", "Value of the gate", "net_with_gate - maximum(net_without_gate, 0)", "money",
            "What a gate adds to the better of running all tasks and running none."),
    Measure("gate_affordable", "Hours that a gate may take", "gate_worth / wage", "hours",
            "The hours a task that knowing beforehand may take before it is worth nothing."),
    Measure("net_after_gate", "Net value, the own gate", "net_with_gate - wage * gate_hours", "money",
            "What the average task leaves where the gate takes the hours that it does."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HumanLoop:
    """One kind of task: money and hours a task, the part worth doing; None where an input is missing.

    `net_after_gate` is what is left with the gate of `gate_hours` that the user has, None without one.
    """

    task_cost: float | None
    task_value: float | None
    break_even_hours: float | None
    break_even_price: float | None
    share_worth: float | None
    net_without_gate: float | None
    net_with_gate: float | None
    gate_worth: float | None
    gate_affordable: float | None
    net_after_gate: float | None


def human_in_loop(
    wage: float | None,
    hours_saved: float | None,
    tokens: float | None,
    price: float | None,
    gate_hours: float | None = None,
) -> HumanLoop:
    """Wage an hour, mean hours saved, million tokens a task, price per million, all above 0; gate hours 0 or more."""
    given = {
        "wage": number("wage", wage, above=0),
        "hours_saved": number("hours_saved", hours_saved, above=0),
        "tokens": number("tokens", tokens, above=0),
        "price": number("price", price, above=0),
    }
    given["gate_hours"] = number("gate_hours", gate_hours, least=0)
    found = evaluate(HUMAN_LOOP, {n: np.array([v]) for n, v in given.items()}, 1)
    return HumanLoop(**{name: known(float(column[0])) for name, column in found.items()})

"""Routing simple tasks to an older model: what it saves, its bound, and what keeps an old model in use. METHODS 1.12.

A routed task that comes back pays both models. The older model still has its cost, so the saving stays below the
routed share. What it keeps is a floor under an old model's use: its life does not end with its successor's release.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, number
from finkit.analysis.measures import Measure, evaluate

ROUTING = (
    Measure("routing_saving", "Saving of routing", "routed_share * (1 - cost_ratio - escalation)", "ratio",
            "The part of serving cost that routing saves; negative where too much comes back."),
    Measure("routed_cost", "Cost with routing, over cost without", "1 - routing_saving", "ratio",
            "Cost of serving with routing, of what the newest model alone would cost."),
    Measure("break_even_escalation", "Break-even escalation", "1 - cost_ratio", "ratio",
            "The part of routed tasks that may come back before routing costs more than it saves."),
    Measure("older_floor", "Tasks that stay with the older model", "routed_share * (1 - escalation)", "ratio",
            "The part of all tasks that the older model ends, however new the newest one is."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Routing:
    """Fractions of the cost without routing; `bound` is the saving if the older model cost nothing.

    `break_even_escalation` below 0: the older model costs more than the newest one, no routing pays.
    `floor` is the part of all tasks that the older model keeps.
    """

    cost: float | None
    saving: float | None
    bound: float | None
    break_even_escalation: float | None
    floor: float | None


def model_routing(routed_share: float | None, cost_ratio: float | None, escalation: float | None) -> Routing:
    """Routed share and escalation from 0 to 1, cost of the older model over the newest's 0 or more."""
    share = number("routed_share", routed_share, least=0, most=1)
    given = {
        "routed_share": np.array([share]),
        "cost_ratio": np.array([number("cost_ratio", cost_ratio, least=0)]),
        "escalation": np.array([number("escalation", escalation, least=0, most=1)]),
    }
    found = {name: known(float(column[0])) for name, column in evaluate(ROUTING, given, 1).items()}
    return Routing(
        found["routed_cost"], found["routing_saving"], known(share), found["break_even_escalation"],
        found["older_floor"],
    )  # fmt: skip

"""The margin of a subscription by how much of its limits a user uses. METHODS 1.3, essay 000.

`1 - k c u`: k the API list value of full limits over the price, c the cost of serving as a part of list prices,
u the part of the limits used. The formulas are measures, so that a worksheet recalculates them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, number, numbers
from finkit.analysis.measures import Measure, evaluate

USES = (0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)
DEAR = "cost share above 1: serving costs more than API list prices"

FULL = (
    Measure("full_cost", "Cost of serving full limits", "api_value * cost_share", "money",
            "The API list value of full limits, at the cost share."),
    Measure("cost_to_price", "Cost at full limits / price", "full_cost / price", "times",
            "What a user at full limits costs, per dollar that the user pays."),
    Measure("break_even_utilization", "Break-even utilization", "price / full_cost", "ratio",
            "The part of the limits at which a user's cost is the price; above 1 a user pays even at full limits."),
)  # fmt: skip
MARGIN = Measure(
    "utilization_margin", "Margin at that utilization", "1 - cost_to_price * at_utilization", "ratio",
    "What a dollar of price leaves at that part of the limits.",
)  # fmt: skip
EVEN = Measure(
    "break_even_margin", "Margin at break-even", "1 - cost_to_price * break_even_utilization", "ratio",
    "Zero: at that part of the limits a user costs the price.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Utilization:
    """Margins of a plan, fractions of its price, at each part of the limits in `uses`; None where an input is.

    `break_even` may be above 1: the plan then earns even at full limits.
    """

    uses: tuple[float, ...]
    cost_to_price: float | None
    break_even: float | None
    margins: tuple[float | None, ...]
    flag: str = ""


def subscription_margin(
    price: float | None, api_value: float | None, cost_share: float | None, utilization: Sequence[float | None] = USES
) -> Utilization:
    """Margin by utilization: price and API value of full limits above 0 a month, cost share above 0.

    ValueError for a utilization outside 0 to 1; a cost share above 1 is allowed and flagged.
    """
    share = number("cost_share", cost_share, above=0)
    uses = numbers("utilization", utilization, least=0, most=1)
    size = max(1, len(uses))
    inputs = {
        "price": np.full(size, number("price", price, above=0)),
        "api_value": np.full(size, number("api_value", api_value, above=0)),
        "cost_share": np.full(size, share),
        "at_utilization": np.array(uses or [np.nan]),
    }
    found = evaluate((*FULL, MARGIN), inputs, size)
    return Utilization(
        tuple(uses),
        known(float(found["cost_to_price"][0])),
        known(float(found["break_even_utilization"][0])),
        tuple(known(m) for m in found["utilization_margin"][: len(uses)]),
        DEAR if share > 1 else "",
    )

"""Moving a task to the user's device: the seller's margin in the cloud and on the device. METHODS 1.11, essay 000.

The buyer's device and energy are in neither margin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, number, unknown
from finkit.analysis.measures import Measure, evaluate

OFFLOAD = (
    Measure("cloud_cost", "Cloud cost a month", "month_tokens * unit_cost", "money",
            "What the tokens of a month cost to serve."),
    Measure("device_cost", "Distribution a month", "distribution_cost / life_months", "money",
            "What putting the model on the device costs, spread over its life."),
    Measure("cloud_margin", "Margin in the cloud", "1 - cloud_cost / fee", "ratio",
            "What a dollar of fee leaves where the seller serves the tokens."),
    Measure("device_margin", "Margin on the device", "1 - device_cost / fee", "ratio",
            "What a dollar of fee leaves the seller where the user's device does the work."),
    Measure("switch_tokens", "Switch point, Mtok a month", "device_cost / unit_cost", "Mtok",
            "The use a month above which the device leaves the seller more than the cloud."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offload:
    """Margins of the seller as fractions of the fee, and the million tokens a month where they are equal.

    `switch_tokens` is None where serving in the cloud costs nothing: the device never pays, said in `flag`.
    """

    cloud_margin: float | None
    device_margin: float | None
    switch_tokens: float | None
    flag: str = ""


def local_offload(
    fee: float | None,
    distribution_cost: float | None,
    life_months: float | None,
    month_tokens: float | None,
    unit_cost: float | None,
) -> Offload:
    """Fee a month and life in months above 0; one-time cost, million tokens a month and cost per million 0 or more."""
    given = {
        "fee": number("fee", fee, above=0),
        "distribution_cost": number("distribution_cost", distribution_cost, least=0),
        "life_months": number("life_months", life_months, above=0),
        "month_tokens": number("month_tokens", month_tokens, least=0),
        "unit_cost": number("unit_cost", unit_cost, least=0),
    }
    found = evaluate(OFFLOAD, {n: np.array([v]) for n, v in given.items()}, 1)
    cloud, device, switch = (
        known(float(found[name][0])) for name in ("cloud_margin", "device_margin", "switch_tokens")
    )
    return Offload(
        cloud, device, switch, "serving in the cloud costs nothing: no switch" if unit_cost == 0 else unknown(given)
    )

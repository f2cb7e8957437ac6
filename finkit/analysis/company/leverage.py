"""Leverage: contribution, break-even, degree of operating leverage, margin of safety; step costs and sales mix.

METHODS 2.8. The formulas are those of `price`, `unit_cost` and `units`; a period of a company is one unit, with
revenue as its price and variable cost as its unit cost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, number, numbers, unknown
from finkit.analysis.measures import Measure, evaluate

LEVERAGE = (
    Measure("unit_contribution", "Contribution of a unit", "price - unit_cost", "money",
            "What a unit leaves after its variable cost."),
    Measure("contribution_ratio", "Contribution / revenue", "unit_contribution / price", "ratio",
            "What a dollar of revenue leaves after variable cost."),
    Measure("break_even_units", "Break-even volume", "fixed_cost / maximum(unit_contribution, 0)", "times",
            "Units whose contribution covers fixed cost; none where a unit leaves nothing."),
    Measure("break_even_revenue", "Break-even revenue", "break_even_units * price", "money",
            "Revenue at which contribution covers fixed cost."),
    Measure("leverage_income", "Operating income", "unit_contribution * units - fixed_cost", "money",
            "Contribution less fixed cost."),
    Measure("operating_leverage", "Degree of operating leverage",
            "unit_contribution * units / leverage_income", "times",
            "Percent of operating income per percent of volume, at this volume."),
    Measure("margin_of_safety", "Margin of safety", "1 - break_even_units / units", "ratio",
            "How far volume may fall before the result is zero; negative where it has to rise."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leverage:
    """Cost-volume-profit at one volume; money in the unit of the inputs, ratios as fractions.

    `break_even_units` and `break_even_revenue` are None where the price does not cover the unit cost,
    `operating_leverage` is None where operating income is 0 and negative below break-even; `flags` says so by
    field name. Where a unit leaves less than nothing, leverage is a ratio of two losses: flagged too.
    """

    contribution: float | None
    contribution_ratio: float | None
    break_even_units: float | None
    break_even_revenue: float | None
    operating_income: float | None
    operating_leverage: float | None
    margin_of_safety: float | None
    flags: dict[str, str]


@dataclass(frozen=True, slots=True)
class MixBreakEven:
    """Break-even of a bundle: `bundles` of units in the proportions of `mix`; None where a bundle leaves nothing."""

    mix: tuple[float, ...]
    contribution: float | None
    bundles: float | None
    flag: str = ""


def cvp(price: float | None, unit_cost: float | None, fixed: float | None, units: float | None = 1.0) -> Leverage:
    """Break-even, leverage and margin of safety; each 0 or more, missing in gives missing out.

    `contribution` in the result is that of one unit.
    """
    inputs = {
        "price": number("price", price, least=0),
        "unit_cost": number("unit_cost", unit_cost, least=0),
        "fixed_cost": number("fixed", fixed, least=0),
        "units": number("units", units, least=0),
    }
    found = {
        name: known(float(column[0]))
        for name, column in evaluate(LEVERAGE, {n: np.array([v]) for n, v in inputs.items()}, 1).items()
    }
    return Leverage(
        contribution=found["unit_contribution"],
        contribution_ratio=found["contribution_ratio"],
        break_even_units=found["break_even_units"],
        break_even_revenue=found["break_even_revenue"],
        operating_income=found["leverage_income"],
        operating_leverage=found["operating_leverage"],
        margin_of_safety=found["margin_of_safety"],
        flags=({"margin_of_safety": "volume is zero"} if units == 0 else {})
        | _flags(found)
        | ({"operating_income": lacks} if (lacks := unknown(inputs)) else {}),
    )


def cvp_sales_mix(
    price: Sequence[float | None], unit_cost: Sequence[float | None], mix: Sequence[float | None], fixed: float | None
) -> MixBreakEven:
    """Break-even in bundles of several products; lists of one length, `mix` the units of each in a bundle."""
    prices = numbers("price", price, least=0)
    costs = numbers("unit_cost", unit_cost, like=len(prices), least=0)
    parts = numbers("mix", mix, like=len(prices), least=0)
    if not sum(part > 0 for part in parts) and not any(map(math.isnan, parts)):
        raise ValueError(f"mix = {list(mix)!r}: give at least one part above 0")
    left = math.fsum(m * (p - c) for p, c, m in zip(prices, costs, parts, strict=True))
    need = number("fixed", fixed, least=0)
    if math.isnan(left + need):
        return MixBreakEven(tuple(parts), known(left), None, "a price, a cost or a part of the mix is not known")
    if left <= 0:
        return MixBreakEven(tuple(parts), left, None, "the bundle leaves nothing: no volume of this mix breaks even")
    return MixBreakEven(tuple(parts), left, need / left)


def step_fixed_cost(
    activity: Sequence[float | None], *, step_size: float | None, step_cost: float | None,
    base_fixed: float | None, variable_rate: float | None,
) -> list[float | None]:  # fmt: skip
    """`F0 + k ceil(Q/size) + v Q` at each activity Q: a reservation paid in whole blocks; no block at Q = 0."""
    size = number("step_size", step_size, above=0)
    block, base = number("step_cost", step_cost, least=0), number("base_fixed", base_fixed, least=0)
    rate = number("variable_rate", variable_rate, least=0)
    out = []
    for q in numbers("activity", activity, least=0):
        # A quotient that misses a whole number by rounding alone is that number.
        blocks = q / size
        near = round(blocks) if not math.isnan(blocks) else blocks
        steps = near if math.isclose(blocks, near, rel_tol=1e-12) or math.isnan(blocks) else math.ceil(blocks)
        out.append(known(base + block * steps + rate * q))
    return out


def _flags(found: dict[str, float | None]) -> dict[str, str]:
    flags, left, income = {}, found["unit_contribution"], found["leverage_income"]
    if left is not None and left <= 0:
        flags["break_even_revenue"] = "the price does not cover the variable cost: no volume breaks even"
    if income == 0:
        flags["operating_leverage"] = "operating income is zero: leverage is undefined"
    elif income is not None and income < 0 and left is not None:
        below = "below break-even: negative, a percent of volume takes that percent off the loss"
        flags["operating_leverage"] = below if left > 0 else "a ratio of two losses: more volume deepens the loss"
    if left is not None and found["contribution_ratio"] is None:
        flags["contribution_ratio"] = "the price is zero"
    return flags

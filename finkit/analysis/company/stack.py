"""The margin stack: revenue less its costs one by one, and unit economics with and without training.

METHODS 1.7 and 1.8. Essay 004's claim, that sales and marketing turns the result, is read off the stack.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from finkit.analysis.given import known, number, ratio, unknown

LINES = ("cost_of_revenue", "staff", "general_administrative", "sales_marketing", "research_development")
# Million tokens of one task of essay 001.
TASK_MTOK = 20.0
NO_REVENUE = "revenue is zero: margins are undefined"


@dataclass(frozen=True, slots=True)
class Stack:
    """The stack of one period: money in units of the currency, margins as fractions of revenue.

    None where a cost that it needs is missing, and margins where revenue is 0. `flips` is the cost that turns
    what is left from positive to negative, empty where none does.
    """

    revenue: float | None
    gross_margin: float | None
    before_sales_and_research: float | None
    before_research: float | None
    before_research_margin: float | None
    operating_income: float | None
    operating_margin: float | None
    sales_to_revenue: float | None
    research_to_revenue: float | None
    cost_per_revenue_dollar: float | None
    flips: str
    flag: str = ""


@dataclass(frozen=True, slots=True)
class UnitMargins:
    """Three margins side by side, fractions of revenue; never one of them alone as "unit economics"."""

    marginal: float | None
    after_training: float | None
    after_training_and_sales: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Recoup:
    """The volume that pays a training run back: million tokens, tokens; None where a token earns nothing."""

    mtok: float | None
    tokens: float | None
    flag: str = ""

    def tasks(self, mtok_per_task: float = TASK_MTOK) -> float | None:
        """How many tasks of that many million tokens that is; essay 001's task unless told."""
        return None if self.mtok is None else self.mtok / number("mtok_per_task", mtok_per_task, above=0)


def margin_stack(revenue: float | None, **lines: float | None) -> Stack:
    """Revenue less cost of revenue, staff, administration, S&M and R&D, in that order: `LINES`, each 0 or more.

    The lines given are taken to be all there are: one that is left out is no line of the statement, one that is None
    is a line without a figure, and what needs it is None. ValueError for any other line.
    """
    for name in lines:
        if name not in LINES:
            raise ValueError(f"{name} = {lines[name]!r}: no line of the stack; give {', '.join(LINES)}")
    top = number("revenue", revenue, least=0)
    costs = {name: number(name, lines[name], least=0) if name in lines else 0.0 for name in LINES}
    left, running, flips = [], top, ""
    for name, cost in costs.items():
        if running > 0 > running - cost:
            flips = name
        running -= cost
        left.append(running)
    return Stack(
        revenue=known(top),
        gross_margin=ratio(left[0], top) if "cost_of_revenue" in lines else None,
        before_sales_and_research=known(left[2]),
        before_research=known(left[3]),
        before_research_margin=ratio(left[3], top),
        operating_income=known(running),
        operating_margin=ratio(running, top),
        sales_to_revenue=ratio(costs["sales_marketing"], top) if "sales_marketing" in lines else None,
        research_to_revenue=ratio(costs["research_development"], top) if "research_development" in lines else None,
        cost_per_revenue_dollar=ratio(math.fsum(costs.values()) if not math.isnan(running) else math.nan, top),
        flips=flips,
        flag=NO_REVENUE if top == 0 else unknown({"revenue": top, **costs}),
    )


def unit_margins(
    revenue: float | None,
    inference: float | None,
    training_amortization: float | None = None,
    sales_marketing: float | None = None,
) -> UnitMargins:
    """Margin after inference, after training amortization too, and after S&M too; costs 0 or more, None not known."""
    top = number("revenue", revenue, least=0)
    names = ("inference", "training_amortization", "sales_marketing")
    left, out, costs = top, [], {"revenue": top}
    for name, value in zip(names, (inference, training_amortization, sales_marketing), strict=True):
        costs[name] = number(name, value, least=0)
        left -= costs[name]
        out.append(ratio(left, top))
    return UnitMargins(out[0], out[1], out[2], NO_REVENUE if top == 0 else unknown(costs))


def training_recoup(training_cost: float | None, price: float | None, marginal_cost: float | None) -> Recoup:
    """Training cost over what a million tokens leave: `price` and `marginal_cost` per million tokens, 0 or more."""
    cost = number("training_cost", training_cost, least=0)
    left = number("price", price, least=0) - number("marginal_cost", marginal_cost, least=0)
    if math.isnan(cost + left):
        return Recoup(None, None, "a cost or price is not known")
    if left <= 0:
        return Recoup(None, None, "the price does not cover the marginal cost: no volume recoups training")
    return Recoup(cost / left, cost / left * 1e6)

"""Scale: what margins become as revenue multiplies, and years until contribution covers fixed cost.

METHODS 1.7 and 1.9. The path and the years are formulas, so that a worksheet recalculates them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, number, numbers, unknown
from finkit.analysis.measures import Measure, evaluate

MULTIPLES = (1.0, 2.0, 4.0, 8.0, 16.0)
ELASTICITIES = (0.0, 0.5, 1.0)
NEVER = "fixed cost grows as fast as contribution or faster: never"
DEEPENS = "contribution is negative: growth deepens the loss"

PATH = (
    Measure("sales_at_scale", "S&M / revenue at that scale", "sales_share * revenue_multiple ** (sales_elasticity - 1)",
            "ratio", "Sales and marketing per dollar of revenue, growing with its elasticity."),
    Measure("fixed_at_scale", "Fixed cost / revenue at that scale", "fixed_cost / (revenue * revenue_multiple)",
            "ratio", "Fixed cost per dollar of the larger revenue."),
    Measure("margin_at_scale", "Operating margin at that scale",
            "margin_before_sales - sales_at_scale - fixed_at_scale", "ratio",
            "What a dollar of revenue leaves at that multiple of today's revenue."),
    Measure("limit_at_scale", "Limit of the operating margin",
            "where(sales_share * maximum(sales_elasticity - 1, 0) == 0, "
            "margin_before_sales - where(sales_elasticity == 1, sales_share, 0), 0 / 0)", "ratio",
            "Where the margin tends as revenue grows without end; none where S&M grows faster than revenue."),
)  # fmt: skip
GROWTH = (
    Measure("multiple_needed", "Fixed cost / contribution", "fixed_cost / maximum(contribution, 0)", "times",
            "How many times today's contribution would cover today's fixed cost."),
    Measure("growth_gap", "Contribution's growth over fixed cost's", "ln((1 + revenue_growth) / (1 + fixed_growth))",
            "ratio", "Log growth of contribution less that of fixed cost."),
    Measure("years_to_break_even", "Years to break even",
            "where(fixed_cost <= contribution, 0, ln(multiple_needed) / maximum(growth_gap, 0))", "years",
            "Years until contribution covers fixed cost at constant growth; none where it never does."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    """The operating margin as revenue multiplies, sales and marketing growing with `elasticity`.

    `margins` stand at `multiples` of today's revenue (at 1 it is today's margin), fractions, None where revenue
    is 0; `limit` is where they tend, -inf where the elasticity is above 1, said in `flag`. `whose` says where
    the elasticity is from.
    """

    elasticity: float
    multiples: tuple[float, ...]
    margins: tuple[float | None, ...]
    limit: float | None
    whose: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Years until contribution covers fixed cost at constant growth; None is never or not known: `flag` says why.

    `multiple` is fixed cost over contribution, None where contribution is not above 0.
    """

    multiple: float | None
    years: float | None
    flag: str = ""


def operating_margin_path(
    margin_before_sales: float | None,
    sales_share: float | None,
    fixed_cost: float | None,
    revenue: float | None,
    elasticity: float | None,
    multiples: Sequence[float | None] = MULTIPLES,
    whose: str = "",
) -> Path:
    """`margin - share m^(e-1) - F/(R m)` at each multiple m of revenue R, and its limit.

    `margin_before_sales` is what a dollar leaves after the cost that moves in line with revenue, `sales_share`
    S&M over revenue today, `fixed_cost` (0 or more) in the unit of `revenue`. ValueError for a multiple of 0.
    """
    at = {
        "margin_before_sales": number("margin_before_sales", margin_before_sales),
        "sales_share": number("sales_share", sales_share, least=0),
        "fixed_cost": number("fixed_cost", fixed_cost, least=0),
        "revenue": number("revenue", revenue, least=0),
        "sales_elasticity": number("elasticity", elasticity),
    }
    scales = numbers("multiples", multiples, above=0)
    size = len(scales)
    inputs = {name: np.full(size, value) for name, value in at.items()} | {"revenue_multiple": np.array(scales)}
    found = evaluate(PATH, inputs, size)
    limit, flag = known(float(found["limit_at_scale"][0])) if size else None, ""
    if at["sales_elasticity"] > 1 and at["sales_share"] > 0:
        limit, flag = -math.inf, "sales and marketing grows faster than revenue: the margin falls without end"
    if at["revenue"] == 0:
        limit, flag = None, "revenue is zero"
    flag = flag or unknown(at)
    return Path(
        at["sales_elasticity"], tuple(scales), tuple(known(m) for m in found["margin_at_scale"]), limit, whose, flag
    )


def growth_to_break_even(
    contribution: float | None, fixed: float | None, revenue_growth: float | None, fixed_growth: float | None
) -> BreakEven:
    """`ln(F/CM) / ln((1+g)/(1+gamma))`: contribution grows at g, fixed cost at gamma, both above -1 a year.

    0 years where fixed cost is covered today; never where contribution is not above 0 or gamma is not below g.
    """
    cm, f = number("contribution", contribution), number("fixed", fixed, least=0)
    g, gamma = number("revenue_growth", revenue_growth, above=-1), number("fixed_growth", fixed_growth, above=-1)
    inputs = {"contribution": cm, "fixed_cost": f, "revenue_growth": g, "fixed_growth": gamma}
    found = evaluate(GROWTH, {name: np.array([value]) for name, value in inputs.items()}, 1)
    multiple, years = (known(float(found[name][0])) for name in ("multiple_needed", "years_to_break_even"))
    if years is not None:
        flag = ""
    elif math.isnan(cm + f):
        flag = "contribution or fixed cost is not known"
    elif cm < 0:
        flag = DEEPENS
    elif cm == 0:
        flag = "contribution is zero: growth does not help"
    else:
        flag = "growth is not known" if math.isnan(g + gamma) else NEVER
    return BreakEven(multiple, years, flag)

"""Spend against revenue: growth of both, intensity in basis points, and the elasticity between them. METHODS 1.6.

Growth of a small spend says little of a margin: the change of intensity in basis points stands beside it always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, numbers
from finkit.analysis.measures import Measure, evaluate

INTENSITY = (
    Measure("spend_growth", "Growth of spend", "spend / spend_before - 1", "ratio",
            "Change of the spend from one period to the next."),
    Measure("buyer_growth", "Growth of revenue", "buyer_revenue / buyer_revenue_before - 1", "ratio",
            "Change of the buyer's revenue over the same periods."),
    Measure("intensity_before", "Intensity before", "spend_before / buyer_revenue_before", "ratio",
            "Spend per dollar of revenue in the earlier period."),
    Measure("intensity", "Intensity", "spend / buyer_revenue", "ratio", "Spend per dollar of revenue."),
    Measure("intensity_change", "Change of intensity", "intensity - intensity_before", "ratio",
            "What the change takes from the margin, per dollar of revenue."),
    Measure("spend_elasticity", "Elasticity of spend",
            "ln(spend / spend_before) / ln(buyer_revenue / buyer_revenue_before)", "times",
            "Percent of spend per percent of revenue, in logs; none where revenue did not move."),
)  # fmt: skip
FLAT = "revenue did not move: the elasticity is undefined"
NOTHING = "spend is zero in a period: growth from it and the elasticity are undefined"


@dataclass(frozen=True, slots=True)
class Intensity:
    """Two periods: growths and intensities as fractions, their change in basis points, the log elasticity."""

    spend_growth: float | None
    revenue_growth: float | None
    intensity: tuple[float | None, float | None]
    change_bp: float | None
    elasticity: float | None
    flag: str = ""


def spend_vs_revenue(spend: Sequence[float | None], revenue: Sequence[float | None]) -> Intensity:
    """Spend (0 or more) and revenue (above 0), each before and after, of the same periods and in one currency."""
    spent, earned = numbers("spend", spend, like=2, least=0), numbers("revenue", revenue, like=2, above=0)
    names = ("spend_before", "spend", "buyer_revenue_before", "buyer_revenue")
    given = {name: np.array([value]) for name, value in zip(names, (*spent, *earned), strict=True)}
    found = {name: known(float(column[0])) for name, column in evaluate(INTENSITY, given, 1).items()}
    change = found["intensity_change"]
    return Intensity(
        found["spend_growth"], found["buyer_growth"], (found["intensity_before"], found["intensity"]),
        None if change is None else 1e4 * change, found["spend_elasticity"],
        NOTHING if 0 in spent else FLAT if earned[0] == earned[1] else "",
    )  # fmt: skip

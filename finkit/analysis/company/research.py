"""R&D split into what keeps the models that there are and what adds to them: METHODS 3.4's yardstick, non-GAAP.

Maintenance is the charge that R&D spread over the life of models would bear, growth the rest. Both move with the
life assumed: a yardstick, not what must be spent to stand still.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finkit.analysis.given import number, ratio
from finkit.analysis.models.capitalization import CONVENTIONS, Capitalization, rd_converter
from finkit.statement.panel import Panel


@dataclass(frozen=True, slots=True)
class Split:
    """One year's R&D: `maintenance` and `growth` in money, `share` of maintenance (None without R&D).

    `flag` where the history does not reach back over the life: then maintenance is too low. NaN where a year within
    the life, or the life, is missing.
    """

    maintenance: float
    growth: float
    share: float | None
    flag: str


@dataclass(frozen=True, slots=True)
class ResearchYear:
    """A company's R&D of one period over a model life (years), low and high where R&D or its history is a range.

    A high of maintenance and a low of growth are None where a year's R&D has no upper bound.
    """

    period: str
    life: float
    research: tuple[float, float]
    maintenance: tuple[float, float | None]
    growth: tuple[float | None, float]
    short: bool


def maintenance_vs_growth(
    research: Sequence[float | None], life: float | None, convention: str = CONVENTIONS[1]
) -> Split:
    """Split the current year's R&D (current year first) by the charge that spreading it over `life` years gives."""
    found = rd_converter(research, life, 0.0, convention=convention)
    spent = number("research", research[0])
    share = ratio(found.amortization, spent)
    flag = "the history is shorter than the life: maintenance is too low" if found.short_history else ""
    flag = flag or ("there is no R&D this year: no share" if spent == 0 else "")
    flag = flag or ("a year's R&D or the life is not known" if share is None else "")
    return Split(found.amortization, found.adjustment, share, flag)


def research_years(panel: Panel, capital: Capitalization | None) -> tuple[ResearchYear, ...]:
    """A company's R&D by year at its own model life, spread evenly; empty where no annual R&D is known."""
    if capital is None:
        return ()
    spread = capital.at(capital.life, CONVENTIONS[0])
    found = []
    for i in capital.rows:
        low, high = float(capital.research_low[i]), float(capital.research_high[i])
        least, most = float(spread.charge_low[i]), float(spread.charge_high[i])
        open_above = math.isnan(most)
        found.append(
            ResearchYear(
                period=panel.rows[i].label,
                life=capital.life,
                research=(low, high),
                maintenance=(least, None if open_above else most),
                growth=(None if open_above else low - most, high - least),
                short=bool(spread.short[i]),
            )
        )
    return tuple(found)

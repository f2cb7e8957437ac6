"""Unit economics in layers, side by side: after serving, after training too, after sales and marketing too.

METHODS 1.8. Without training is right for "serve one more user?", wrong for "is this a business?": no layer is
printed alone. The margins are those of `company/stack.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from finkit.analysis.company.stack import unit_margins
from finkit.analysis.models.capitalization import CONVENTIONS, Capitalization
from finkit.analysis.span import Span
from finkit.analysis.table import Table

SERVING = ("inference_compute", "cost_of_revenue")
SALES = "sales_marketing"


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of one period, fractions of revenue, each less than the one before by one cost.

    `serving_line` is the line taken as cost of serving; where it is the whole cost of revenue it holds more than that.
    `convention` is how R&D is spread over the life of models; its charge is a range where years of R&D are unknown, and
    None where it has no upper end. `why` maps a layer that is None to the input that it lacks.
    """

    row: int
    serving_line: str
    convention: str
    marginal: float | None
    after_training: Span
    after_sales: Span
    why: dict[str, str]


def layers(table: Table, capital: Capitalization | None, row: int, convention: str = CONVENTIONS[0]) -> Layers | None:
    """The layers of a row of the company's table of measures; None without revenue above 0 or a cost of serving.

    A cost below 0, such as a reversal, is no cost of the period's sales: what rests on it is unknown.
    """
    revenue = table.at("revenue", row)
    line = next((name for name in SERVING if _cost(table.at(name, row)) is not None), "")
    if not revenue or revenue < 0 or not line:
        return None
    serving, sales = table.at(line, row), _cost(table.at(SALES, row))
    least, most = (_cost(charge) for charge in _charges(capital, row, convention))
    why = {}
    if least is None:
        why["after_training"] = "R&D by year, back over the life of models"
    elif most is None:
        why["after_training"] = "R&D of earlier years within the life of models: the charge has no upper end"
    if sales is None:
        why["after_sales"] = "sales and marketing of 0 or more in a line of its own"
    ends = [unit_margins(revenue, serving, charge, sales) for charge in (least, most)]
    top, low = (ends[0].after_training, ends[1].after_training)
    last, lowest = (ends[0].after_training_and_sales, ends[1].after_training_and_sales)
    return Layers(row, line, convention, ends[0].marginal, _between(low, top), _between(lowest, last), why)


def _cost(value: float | None) -> float | None:
    return None if value is None or value < 0 else value


def _charges(capital: Capitalization | None, row: int, convention: str) -> tuple[float | None, float | None]:
    """Low and high of the year's charge for R&D spread over the life of models; None where it is not known."""
    if capital is None or row not in capital.rows:
        return None, None
    held = capital.at(capital.life, convention)
    low, high = float(held.charge_low[row]), float(held.charge_high[row])
    return (None if math.isnan(low) else low), (None if math.isnan(high) else high)


def _between(low: float | None, high: float | None) -> Span:
    """A range with its middle; where one end is open the other stands alone, as a bound."""
    middle = (low + high) / 2 if low is not None and high is not None else None
    return Span(middle, low, high)

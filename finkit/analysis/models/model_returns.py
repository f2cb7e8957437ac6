"""Returns of one model over the ranges of what it cost and what it left: its rate a year and its present value.

METHODS 4.4, on months of outlay and gross profit by use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finkit.analysis.models.returns import Rate, irr, npv

MONTHS = 12


@dataclass(frozen=True, slots=True)
class ModelReturns:
    """IRR a year and NPV on the day of the first outlay, at the centre of the ranges and at both ends.

    At the low end the high cost meets the low gross profit, at the high end the low cost the high. A rate is None
    where there is none, or more than one: `flag` says why for the centre. NPV is money of the company's currency.
    """

    rate: float | None
    rate_low: float | None
    rate_high: float | None
    worth: float
    worth_low: float
    worth_high: float
    flag: str = ""


def model_returns(
    low: Sequence[float], middle: Sequence[float], high: Sequence[float], discount: float
) -> ModelReturns:  # fmt: skip
    """The returns of three streams of flows, one a month, outlays negative; `discount` a year, above -1."""
    a_month = (1 + discount) ** (1 / MONTHS) - 1
    rates = [irr(flows) for flows in (low, middle, high)]
    worths = [npv(flows, a_month) for flows in (low, middle, high)]
    bottom, rate, top = (_yearly(one) for one in rates)
    return ModelReturns(rate, bottom, top, worths[1], worths[0], worths[2], rates[1].flag)


def _yearly(found: Rate) -> float | None:
    return None if found.rate is None else (1 + found.rate) ** MONTHS - 1

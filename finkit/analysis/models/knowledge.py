"""Knowledge: stocks of R&D and organisation capital that lose a share of themselves a year. METHODS 3.2.

The rates of software and high-tech R&D are not those of models: a model that lives a year loses nearly all in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import number, numbers
from finkit.analysis.measures import Floats


@dataclass(frozen=True, slots=True)
class Stock:
    """Closing stock and charge of each year, in the unit of the investment."""

    stock: Floats
    charge: Floats


@dataclass(frozen=True, slots=True)
class Intangibles:
    """Knowledge from R&D and organisation capital from a share of SG&A, by year."""

    knowledge: Stock
    organisation: Stock


def perpetual_inventory(
    investment: Sequence[float], delta: float, *, initial: float | None = None, initial_growth: float | None = None
) -> Stock:
    """`G_t = (1 - delta) G_{t-1} + I_t`, the charge being `delta` of the opening stock.

    `investment` by year, 0 or more, the oldest first; `delta` above 0 to 1. The stock before the first year is
    `initial`, else `I_0 / (g + delta)` with `initial_growth` g above -delta. A missing year makes what follows
    missing. ValueError names what is out of range.
    """
    spend = np.asarray(numbers("investment", investment), dtype=float)
    if spend.ndim != 1 or not len(spend) or (spend < 0).any() or np.isinf(spend).any():
        raise ValueError(f"investment = {list(investment)!r}: give spend by year, none negative")
    if not 0 < number("delta", delta) <= 1:
        raise ValueError(f"delta = {delta!r}: give a rate above 0 and at most 1")
    opening = _initial(float(spend[0]), delta, initial, initial_growth)
    stock, charge = np.empty(len(spend)), np.empty(len(spend))
    for year, spent in enumerate(spend):
        charge[year] = delta * opening
        stock[year] = opening = opening - charge[year] + spent
    return Stock(stock, charge)


def intangible_capital_stock(
    research: Sequence[float],
    overhead: Sequence[float],
    *,
    research_delta: float,
    organisation_delta: float,
    overhead_share: float,
    initial: float = 0.0,
) -> Intangibles:
    """Knowledge from R&D and organisation capital from `overhead_share` (0 to 1) of SG&A, each from `initial`.

    `research` and `overhead` by year, the oldest first, of one length.
    """
    if len(research) != len(overhead):
        raise ValueError(f"overhead has {len(overhead)} years, research {len(research)}: give the same years")
    if not 0 <= number("overhead_share", overhead_share) <= 1:
        raise ValueError(f"overhead_share = {overhead_share!r}: give a share from 0 to 1")
    invested = [overhead_share * value for value in numbers("overhead", overhead, least=0)]
    return Intangibles(
        perpetual_inventory(research, research_delta, initial=initial),
        perpetual_inventory(invested, organisation_delta, initial=initial),
    )


def _initial(first: float, delta: float, initial: float | None, growth: float | None) -> float:
    if initial is not None:
        if not (np.isfinite(initial) and initial >= 0):
            raise ValueError(f"initial = {initial!r}: give a stock of 0 or more")
        return float(initial)
    if growth is None:
        raise ValueError("initial_growth is missing: give it, or the initial stock")
    if not (np.isfinite(growth) and growth > -delta):
        raise ValueError(f"initial_growth = {growth!r}: give more than {-delta:g}, else the stock has no start")
    return first / (growth + delta)

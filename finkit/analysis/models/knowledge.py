"""Knowledge: stocks of R&D and organisation capital that lose a share of themselves a year. METHODS 3.2.

The rates of software and high-tech R&D are not those of models: a model that lives a year loses nearly all in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import figures, number, numbers
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
    investment: Sequence[float | None],
    delta: float | None,
    *,
    initial: float | None = None,
    initial_growth: float | None = None,
) -> Stock:
    """`G_t = (1 - delta) G_{t-1} + I_t`, the charge being `delta` of the opening stock.

    `investment` by year, 0 or more, the oldest first; `delta` above 0 to 1. The stock before the first year is
    `initial`, else `I_0 / (g + delta)` with `initial_growth` g above -delta. A missing year makes what follows
    missing, a missing rate or start all of it. ValueError names what is out of range.
    """
    spend = figures("investment", investment, least=0)
    if not len(spend):
        raise ValueError(f"investment = {list(investment)!r}: give spend by year")
    rate = number("delta", delta, above=0, most=1)
    opening = _initial(float(spend[0]), rate, initial, initial_growth)
    stock, charge = np.empty(len(spend)), np.empty(len(spend))
    for year, spent in enumerate(spend):
        charge[year] = rate * opening
        stock[year] = opening = opening - charge[year] + spent
    return Stock(stock, charge)


def intangible_capital_stock(
    research: Sequence[float | None],
    overhead: Sequence[float | None],
    *,
    research_delta: float | None,
    organisation_delta: float | None,
    overhead_share: float | None,
    initial: float = 0.0,
) -> Intangibles:
    """Knowledge from R&D and organisation capital from `overhead_share` (0 to 1) of SG&A, each from `initial`.

    `research` and `overhead` by year, the oldest first, of one length.
    """
    if len(research) != len(overhead):
        raise ValueError(f"overhead has {len(overhead)} years, research {len(research)}: give the same years")
    share = number("overhead_share", overhead_share, least=0, most=1)
    invested = [share * value for value in numbers("overhead", overhead, least=0)]
    return Intangibles(
        perpetual_inventory(research, research_delta, initial=initial),
        perpetual_inventory(invested, organisation_delta, initial=initial),
    )


def _initial(first: float, delta: float, initial: float | None, growth: float | None) -> float:
    if initial is not None:
        return number("initial", initial, least=0)
    if growth is None:
        raise ValueError("initial_growth is missing: give it, or the initial stock")
    if number("initial_growth", growth) <= -delta:
        raise ValueError(f"initial_growth = {growth!r}: give more than {-delta:g}, else the stock has no start")
    return first / (growth + delta)

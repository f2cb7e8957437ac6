"""The three cases of a market: its inputs as given, those that leave the least margin, those that leave the most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finkit.analysis.market.blend import blended_price
from finkit.analysis.market.lerner import conduct_of, implied_cost, mean_value
from finkit.analysis.measures import Floats
from finkit.assumptions.market import Market
from finkit.assumptions.ranges import Range

CASES = ("as given", "least margin", "most margin")


@dataclass(frozen=True, slots=True)
class Cases:
    """Inputs by case, arrays of three: every margin rises with hours and wage and falls with tokens, price and cost.

    So the second holds the low of hours and wage and the high of the others, the third the reverse; inputs are taken
    as independent of each other. NaN where a market gives none. `cost` is the cost held: as given, else what the price
    implies under the market's own `conduct` (missing where that is negative), which `cost_from` says.
    """

    tokens: Floats
    hours: Floats
    wage: Floats
    input_price: Floats
    output_price: Floats
    output_share: Floats
    price: Floats
    value: Floats
    cost: Floats
    cost_from: str
    conduct: float

    @classmethod
    def of(cls, row: Market) -> Cases:
        """The cases of a row of the Market table."""
        tokens, hours, wage = _falls(row.tokens), _rises(row.hours), _rises(row.wage)
        parts = [_falls(row.input_price), _falls(row.output_price), _share(row)]
        blended = row.output_share is not None
        price = blended_price(*parts) if blended else _falls(row.price)
        value, own = mean_value(tokens, hours, wage), _own(row)
        if row.marginal_cost is not None:
            cost, cost_from = _falls(row.marginal_cost), "as given"
        else:
            found = implied_cost(price, value, conduct=own).cost
            cost, cost_from = np.where(found < 0, np.nan, found), f"implied by the price under {conduct_in_words(row)}"
        return cls(tokens, hours, wage, parts[0], parts[1], parts[2], price, value, cost, cost_from, own)


def conduct_in_words(row: Market) -> str:
    """How a market's firms compete: two equal firms, or a conduct."""
    if row.conduct is not None:
        return f"conduct {row.conduct.centre:g}"
    return "one firm" if (row.firms or 1) == 1 else f"{row.firms} equal firms"


def _own(row: Market) -> float:
    if row.conduct is not None:
        return float(row.conduct.centre)
    return float(conduct_of(row.firms or 1, None))


def _falls(given: Range | None) -> Floats:
    """Value, high, low: of an input that lowers the margin."""
    return np.full(3, np.nan) if given is None else np.array([given.centre, given.high, given.low])


def _rises(given: Range) -> Floats:
    """Value, low, high: of an input that raises the margin."""
    return np.array([given.centre, given.low, given.high])


def _share(row: Market) -> Floats:
    """The share of output tokens: it raises the price, and lowers the margin, where output is the dearer."""
    if row.output_share is None or row.input_price is None or row.output_price is None:
        return np.full(3, np.nan)
    dearer = row.output_price.centre >= row.input_price.centre
    return _falls(row.output_share) if dearer else _rises(row.output_share)

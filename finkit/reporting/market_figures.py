"""Figures of a market: prices and ratios with the least and the most over the ranges of its inputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finkit.analysis.market.markets import MarketResult
from finkit.analysis.measures import Floats
from finkit.reporting.numbers import percent, plain
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_worked import rests_on


@dataclass(frozen=True)
class Cells:
    """The figures of one market on one page; all rest on the weakest of its inputs."""

    page: Page
    found: MarketResult

    @property
    def unit(self) -> str:
        """Currency and tokens of a price."""
        return f"{self.found.row.currency} per {self.found.row.price_per}"

    @property
    def at_price(self) -> str:
        """The price held, in words."""
        return f"{short(float(self.found.cases.price[0]))} {self.unit}"

    @property
    def at_cost(self) -> str:
        """The cost held, in words, and where it is from."""
        value = float(self.found.cases.cost[0])
        known = short(value) if value == value else "unknown"
        return f"{known} {self.unit} ({self.found.cases.cost_from})"

    def price(self, name: str, values: Floats | float, why: str = "") -> Figure:
        """A price or cost with its range: the first case, then the least and the most."""
        return self._figure(name, values, short, why)

    def ratio(self, name: str, values: Floats | float, why: str = "") -> Figure:
        """A margin or share with its range."""
        return self._figure(name, values, percent, why)

    def number(self, name: str, values: Floats | float, why: str = "") -> Figure:
        """A plain number with its range."""
        return self._figure(name, values, lambda value: plain(value, 3), why)

    def count(self, name: str, values: Floats | float) -> Figure:
        """A count or a number of months with its range, one digit after the point where it has one."""
        return self._figure(name, values, lambda value: plain(value, 0 if abs(value - round(value)) < 0.05 else 1), "")

    def _figure(self, name: str, values: Floats | float, form: object, why: str) -> Figure:
        held = np.atleast_1d(np.asarray(values, dtype=float))
        row = self.found.row
        if np.isnan(held[0]):
            return Figure("", measure=name, period=row.name, why=why or "an input is missing, or the cost is negative")
        assert callable(form)
        ends = held[~np.isnan(held)]
        wide = len(held) == 3 and form(ends.min()) != form(ends.max())
        span = f" ({form(float(ends.min()))} to {form(float(ends.max()))})" if wide else ""
        sources = [r.source or row.source for r in (row.price, row.tokens, row.hours, row.wage) if r is not None]
        text = f"{form(float(held[0]))}{span}"
        return self.page.worked(text, float(held[0]), name, row.name, rests_on=rests_on(*sources), says=why)


def short(value: float) -> str:
    """A price: two digits after the point, more where it is small."""
    decimals = 2 if abs(value) >= 0.1 or value == 0 else 4
    return plain(value, decimals)

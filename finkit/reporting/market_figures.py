"""Figures of a market: prices and ratios with the least and the most over the ranges of its inputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finkit.analysis.market.markets import MarketResult
from finkit.analysis.measures import Floats
from finkit.reporting.numbers import bracketed, percent, plain
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_worked import rests_on

NO_END = "no optimum at one end"
NO_OPTIMUM = "no firm would stop at this price: the cost implied is below 0"


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

    def ratio(self, name: str, values: Floats | float, why: str = "", lost: str = NO_END) -> Figure:
        """A margin or share with its range; `lost` says of an end without it why."""
        return self._figure(name, values, percent, why, lost=lost)

    def cost(self, name: str, values: Floats | float) -> Figure:
        """A cost that a price implies; none where it is below 0, as no firm would stop at that price."""
        held = np.asarray(values, dtype=float)
        return self._figure(name, np.where(held < 0, np.nan, held), short, NO_OPTIMUM, low="no optimum")

    def margin(self, name: str, values: Floats | float) -> Figure:
        """A margin that a price implies; none above 100%, where the cost implied is below 0."""
        held = np.asarray(values, dtype=float)
        return self._figure(name, np.where(held > 1, np.nan, held), percent, NO_OPTIMUM, high="no optimum")

    def number(self, name: str, values: Floats | float, why: str = "", lost: str = NO_END) -> Figure:
        """A plain number with its range."""
        return self._figure(name, values, lambda value: plain(value, 3), why, lost=lost)

    def count(self, name: str, values: Floats | float, high: str = "") -> Figure:
        """A count or a number of months with its range, one digit after the point where it has one."""

        def form(value: float) -> str:
            return plain(value, 0 if abs(value - round(value)) < 0.05 else 1)

        return self._figure(name, values, form, "", high=high)

    def _figure(
        self, name: str, values: Floats | float, form: object, why: str, low: str = "", high: str = "",
        lost: str = NO_END,
    ) -> Figure:  # fmt: skip
        """`low` and `high` are the words for an end of the range that is missing, else `lost`."""
        held = np.atleast_1d(np.asarray(values, dtype=float))
        row = self.found.row
        if np.isnan(held[0]):
            return Figure("", measure=name, period=row.name, why=why or "an input is missing, or the cost is negative")
        assert callable(form)
        ends = held[~np.isnan(held)]
        gone = len(ends) < len(held)
        least, most = (gone and low) or form(float(ends.min())), (gone and high) or form(float(ends.max()))
        most += f"; {lost}" if gone and not (low or high) else ""
        sources = [r.source or row.source for r in (row.price, row.tokens, row.hours, row.wage) if r is not None]
        text = form(float(held[0])) if len(held) < 3 else bracketed(form(float(held[0])), least, most)
        return self.page.worked(text, float(held[0]), name, row.name, rests_on=rests_on(*sources), says=why)


def short(value: float) -> str:
    """A price: two digits after the point, more where it is small."""
    decimals = 2 if abs(value) >= 0.1 or value == 0 else 4
    return plain(value, decimals)

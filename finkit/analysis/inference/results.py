"""Inference of one company: what its usage and prices say, and its cost from the machines up; or which input lacks."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.analysis.framed import Framed
from finkit.analysis.given import known
from finkit.analysis.inference.bottom_up import BottomUp, bottom_up
from finkit.analysis.inference.decomposition import Options, Spending, options, spending
from finkit.analysis.inference.equal_quality import WHY, same_quality_cost
from finkit.analysis.inference.four_costs import NAMES
from finkit.analysis.inference.index_formulas import INDICES
from finkit.analysis.inference.indices import PriceIndex, price_index
from finkit.analysis.inference.price_fits import PriceFits, Sold, price_fits
from finkit.analysis.inference.price_volume_mix import PriceVolumeMix, price_volume_mix
from finkit.analysis.inference.spend_formulas import costs_of
from finkit.analysis.inference.usage import KINDS, UsageTable, usage_table
from finkit.analysis.measures import Floats
from finkit.assumptions.settings import Assumptions

NO_USAGE = "needs tokens by period and model, in Usage, of two periods or more"
NO_SERVING = "needs a fleet: GPU hours and tokens, or tokens a second, in Serving"


@dataclass(frozen=True, slots=True)
class Series:
    """One of the four measures by period, in money (a Mtok, a task, a user, or all) or, where `index`, as a ratio.

    None where not known; `why` says what would bring it. `basis` is assumed where an assumption made it, and `ends` are
    then the low and the high of its last value.
    """

    name: str
    label: str
    values: tuple[float | None, ...]
    index: bool = False
    why: str = ""
    basis: str = ""
    ends: tuple[float, float] | None = None

    @property
    def ratio(self) -> float | None:
        """Last over first; None where either is missing or the first is 0."""
        first, last = self.values[0], self.values[-1]
        return last / first if first and last is not None else None

    def indexed(self) -> tuple[float | None, ...]:
        """The values with the first as 100; None where the first is missing or 0."""
        first = self.values[0]
        return tuple(100 * v / first if first and v is not None else None for v in self.values)


class Inference(Framed):
    """What one company's usage, prices and serving say; every part is worked out when asked for, once.

    `usage` is None, with `why`, below two periods; then all parts but `serving` are absent.
    """

    def __init__(self, assumed: Assumptions) -> None:
        self.assumed = assumed
        self.usage: UsageTable | None = None
        self.why = NO_USAGE
        if len({row.dates.end for row in assumed.usage}) > 1:
            self.usage, self.why = _table_of(assumed)

    def records(self) -> Iterator[dict[str, Any]]:
        """One row a measure and period: its value, the same with the first period as 100; none without usage."""
        for one in self.measures if self.usage else ():
            for period, value, hundred in zip(self._table.periods, one.values, one.indexed(), strict=True):
                yield {"measure": one.label, "period": period, "value": value, "index": hundred, "why": one.why}

    @functools.cached_property
    def measures(self) -> tuple[Series, ...]:
        """The four measures by period, spend a task and a user apart; the price of the same models beside them."""
        table = self._table
        costs, found = costs_of(table), []
        bases = {
            "price_per_token": ("tokens", table.mtok.sum(axis=(1, 2))),
            "spend_per_task": ("tasks of each model", table.tasks.sum(axis=1)),
            "spend_per_user": ("users", table.users),
        }
        for name, label in NAMES.items():
            if name == "quality_adjusted_price":
                found.append(self._quality(label))
                continue
            values = tuple(known(v) for v in costs["total_spend" if name == "total" else name].tolist())
            whole = values[0] is not None and values[-1] is not None
            why = self._lacks(*bases[name]) if name in bases and not whole else ""
            found.append(Series(name, label, values, why=why))
        return tuple(found)

    @functools.cached_property
    def same_quality(self) -> tuple[float | None, ...]:
        """Money a period at list prices for the first period's tokens on the cheapest models of its models' scores.

        Empty where `quality_price` is given or a score is missing. In the first period this may be less than what was
        spent: a cheaper model of the same score was on the list already.
        """
        cost = None if self.assumed.quality_price is not None else same_quality_cost(self._table)
        return () if cost is None else tuple(known(v) for v in cost.tolist())

    @functools.cached_property
    def same_models(self) -> Series:
        """Fisher's index of models sold in both periods: the price of the same model, without the mix."""
        name, label = "same_model_price", "Same models (Fisher)"
        if not self.indices:
            nothing = (None,) * len(self._table.periods)
            return Series(name, label, nothing, index=True, why="needs tokens with a price in every period")
        found = self.indices[list(INDICES).index("fisher")]
        return Series(name, label, found.fixed_base, index=True, why=found.flag)

    @functools.cached_property
    def spending(self) -> Spending:
        """What moved spending between the first and the last period."""
        return spending(self._table)

    @functools.cached_property
    def options(self) -> Options | None:
        """Essay 003's three options; None where tasks are not known or no model continues."""
        return options(self.spending.split) if self.spending.apart else None

    @functools.cached_property
    def price_volume_mix(self) -> PriceVolumeMix:
        """Price, volume and mix of tokens between the first and the last period, by model and kind of token."""
        return price_volume_mix(*self.products[1:])

    @functools.cached_property
    def products(self) -> tuple[tuple[str, ...], list[float | None], list[float], list[float | None], list[float]]:
        """Names, and prices (None where not used) and Mtok of the first and the last period, of every product."""
        table = self._table
        q = table.mtok[[0, -1]].reshape(2, -1)
        p = np.where(q > 0, table.price[[0, -1]].reshape(2, -1), np.nan)
        at = np.flatnonzero(q.sum(axis=0) > 0)
        names = tuple(f"{table.models[n // len(KINDS)]}, {KINDS[n % len(KINDS)]}" for n in at.tolist())
        p0, p1 = ([known(v) for v in row[at].tolist()] for row in p)
        return names, p0, q[0, at].tolist(), p1, q[1, at].tolist()

    @functools.cached_property
    def indices(self) -> tuple[PriceIndex, ...]:
        """Every index over all periods, by model and kind of token; none where a period has no tokens with a price."""
        sold = self.sold
        if sold is None:
            return ()
        return tuple(price_index(sold.periods, sold.products, sold.prices, sold.tokens, name) for name in INDICES)

    @functools.cached_property
    def sold(self) -> Sold | None:
        """Price and tokens of every model and kind of token by period; None where a period has none with a price."""
        table = self._table
        t, n = np.nonzero(table.mtok.reshape(len(table.periods), -1) > 0)
        prices, tokens = (v.reshape(len(table.periods), -1)[t, n] for v in (table.price, table.mtok))
        paid = prices > 0
        if len(set(t[paid].tolist())) < len(table.periods):
            return None
        return Sold(t[paid].tolist(), n[paid].tolist(), prices[paid], tokens[paid])

    @functools.cached_property
    def fits(self) -> PriceFits:
        """The price of equal quality by every method that prices, and usage where there is any, allow."""
        table = self.usage
        if table is None:
            return price_fits(self.assumed.prices, None, None, ())
        return price_fits(table.prices, table, self.sold, self.indices)

    @functools.cached_property
    def serving(self) -> tuple[BottomUp, ...]:
        """Each fleet from the machines up."""
        return tuple(bottom_up(row, self.assumed.prices) for row in self.assumed.serving)

    @property
    def _table(self) -> UsageTable:
        if self.usage is None:
            raise ValueError(self.why)
        return self.usage

    def _lacks(self, what: str, counts: Floats) -> str:
        """Why there is no figure a piece of `what` in the first or the last period: none were, or none are given."""
        ends = ((period, counts[t]) for period, t in ((self._table.periods[0], 0), (self._table.periods[-1], -1)))
        none = [period for period, count in ends if count == 0]
        if none:
            return f"no {what.partition(' ')[0]} in {' and '.join(none)}, in Usage"
        return f"needs {what} of each period, in Usage"

    def _quality(self, label: str) -> Series:
        table, name = self._table, "quality_adjusted_price"
        given = self.assumed.quality_price
        if given is not None:
            between = (None,) * (len(table.periods) - 2)
            return Series(
                name, label, (1.0, *between, given.centre), index=True, basis="assumed", ends=(given.low, given.high)
            )
        costs = self.same_quality
        if not costs:
            return Series(name, label, (None,) * len(table.periods), index=True, why=WHY)
        first = costs[0]
        values = tuple(cost / first if first and cost is not None else None for cost in costs)
        return Series(name, label, values, index=True)


def _table_of(assumed: Assumptions) -> tuple[UsageTable | None, str]:
    """The table of usage, or why there is none."""
    found = usage_table(assumed.usage, assumed.prices)
    if not found.mtok[[0, -1]].any():
        return None, f"no tokens are used in {found.periods[0]} and {found.periods[-1]}, in Usage"
    return found, ""

"""Usage and prices as arrays: periods by models, with tokens of three kinds, what each cost, tasks and users."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finkit.analysis.measures import Floats
from finkit.assumptions.list_prices import prices_of
from finkit.assumptions.prices import Price
from finkit.assumptions.usage import Usage
from finkit.statement.period import parse_period

KINDS = ("input", "cached input", "output")


@dataclass(frozen=True, slots=True)
class UsageTable:
    """T periods, M models, kinds of token as in `KINDS`; money in `currency`.

    `mtok` and `price` (per Mtok, NaN where a model has none in a period) are (T, M, 3), `tasks` (T, M) and `users`
    (T,) NaN where not given, `score` (T, M) of the last price in a period, on the `benchmark` of each model. Models
    that have a price and no usage stand here too: what else could have been bought. `moved` (T, M) is whether the price
    changed within the period, so that `price` is a mean over its days; `bounded` (T, M) whether a price in it has none
    for cached input, which then costs at most what input does. `repeated` are model and period of rows with tokens that
    are alike in every count: they add up, and may be one row written twice.
    """

    periods: tuple[str, ...]
    models: tuple[str, ...]
    mtok: Floats
    tasks: Floats
    users: Floats
    price: Floats
    score: Floats
    moved: NDArray[np.bool_]
    bounded: NDArray[np.bool_]
    benchmark: tuple[str, ...]
    currency: str
    prices: tuple[Price, ...]
    repeated: tuple[tuple[str, str], ...] = ()

    @property
    def spend(self) -> Floats:
        """Money by period, model and kind."""
        return np.where(self.mtok > 0, self.mtok * self.price, 0.0)

    @property
    def used(self) -> list[int]:
        """The models that were used at all."""
        return [int(m) for m in np.flatnonzero(self.mtok.sum(axis=(0, 2)) > 0)]

    @property
    def averaged(self) -> tuple[tuple[str, str], ...]:
        """Model and period of each price that is used and changed within its period."""
        return self._named(self.moved & (self.mtok.sum(axis=2) > 0))

    @property
    def at_most(self) -> tuple[tuple[str, str], ...]:
        """Model and period of cached tokens charged as input, as no price of theirs is known."""
        return self._named(self.bounded & (self.mtok[:, :, KINDS.index("cached input")] > 0))

    def _named(self, at: NDArray[np.bool_]) -> tuple[tuple[str, str], ...]:
        return tuple((self.models[m], self.periods[t]) for t, m in np.argwhere(at).tolist())


def usage_table(usage: Sequence[Usage], prices: Sequence[Price]) -> UsageTable:
    """The arrays of rows of both tables; models that `prices` lacks take the list prices that ship.

    A period's price is the mean over the days of the period on which the model had one. Tasks of a period are known
    where every row with tokens gives them. `Assumptions` has refused tokens without a price.
    """
    ends = {label: parse_period(label) for label in {row.period for row in usage}}
    dated = sorted(((p.end, p.start, label) for label, p in ends.items() if p is not None))
    spans = list(dict.fromkeys((start, end) for end, start, _ in dated))
    at = {label: spans.index((start, end)) for end, start, label in dated}
    known, currency = _known_prices(usage, prices)
    models = list(known)
    column = {model: m for m, model in enumerate(models)}
    rows: Any = np.array([at[row.period] for row in usage])
    columns = np.array([column[row.model] for row in usage])
    shape = (len(spans), len(models))
    cells = rows * shape[1] + columns
    size = math.prod(shape)
    mtok: Any = np.stack(
        [np.bincount(cells, held, minlength=size) for held in np.array([r.mtok for r in usage]).T], axis=-1
    ).reshape(*shape, 3)
    given = np.array([math.nan if row.tasks is None else row.tasks for row in usage])
    # A row without tasks leaves those of its model and period unknown, unless it has no tokens either.
    given[np.isnan(given) & (np.array([sum(r.mtok) for r in usage]) == 0)] = 0.0
    tasks: Any = np.bincount(cells, given, minlength=size).reshape(shape)
    users: Any = np.full(shape[0], math.nan)
    for row in usage:
        if row.users is not None:
            users[at[row.period]] = row.users
    price, score, moved, bounded = by_period(known, [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in spans])
    labels = {n: label for label, n in reversed(at.items())}
    return UsageTable(
        tuple(labels[n] for n in range(shape[0])), tuple(models), mtok, tasks, users, price, score, moved,
        bounded, benchmarks(known), currency, tuple(p for held in known.values() for p in held),
        tuple((model, labels[t]) for (t, model, *_), n in _counted(usage, at).items() if n > 1),
    )  # fmt: skip


def _counted(usage: Sequence[Usage], at: Mapping[str, int]) -> Counter[tuple[Any, ...]]:
    """How many rows with tokens are of the same period and model with the same tokens and tasks."""
    return Counter((at[row.period], row.model, *row.mtok, row.tasks) for row in usage if any(row.mtok))


def _known_prices(usage: Sequence[Usage], prices: Sequence[Price]) -> tuple[dict[str, list[Price]], str]:
    """Each model's prices in turn, the given before the shipped, and their currency."""
    held: dict[str, list[Price]] = {}
    for price in sorted(prices, key=lambda p: p.start or date.min):
        held.setdefault(price.model, []).append(price)
    currency = prices[0].currency if prices else "USD"
    for model in dict.fromkeys(row.model for row in usage):
        if model not in held:
            held[model] = list(prices_of(model, currency))
    return held, currency


def benchmarks(known: Mapping[str, Sequence[Price]]) -> tuple[str, ...]:
    """What each model's scores are on; empty where it has none, or one benchmark is for all."""
    return tuple(next((p.benchmark for p in held if p.score is not None), "") for held in known.values())


def by_period(
    known: Mapping[str, Sequence[Price]], spans: Sequence[tuple[date, date]]
) -> tuple[Floats, Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """Prices (T, M, 3) as means over days, NaN where a model has none; as (T, M) the last score, whether the price
    moved, and whether one of it has none for cached input."""
    price = np.full((len(spans), len(known), 3), math.nan)
    score = np.full(price.shape[:2], math.nan)
    moved, bounded = np.zeros((2, *score.shape), dtype=np.bool_)
    for m, held in enumerate(known.values()):
        starts = [p.start or date.min for p in held]
        # An open price ends where the next one begins; so does one that names the same day.
        ends = [
            min(p.end or date.max, date.fromordinal(after.toordinal() - 1) if after > date.min else date.max)
            for p, after in zip(held, [*starts[1:], date.min], strict=True)
        ]
        of_kind = np.array([p.by_kind for p in held])
        for t, (first, last) in enumerate(spans):
            days = [
                max(0, min(last, end).toordinal() - max(first, start).toordinal() + 1)
                for start, end in zip(starts, ends, strict=True)
            ]
            if sum(days):
                price[t, m] = np.average(of_kind, axis=0, weights=days)
                moved[t, m] = len({tuple(p) for p, n in zip(of_kind.tolist(), days, strict=True) if n}) > 1
                bounded[t, m] = any(n and p.cached is None for p, n in zip(held, days, strict=True))
                rated = [p.score for p, n in zip(held, days, strict=True) if n and p.score is not None]
                score[t, m] = rated[-1] if rated else math.nan
    return price, score, moved, bounded

"""The price of equal quality by every method that the prices allow: their spread is the finding. METHODS 5.4 and 5.5.

Trends by threshold of a score, a time-product dummy, a hedonic time dummy a benchmark, and the matched index, all as
one factor a year; a method that cannot be worked out stays as a row that says which input would bring it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from finkit.analysis.inference.equal_quality import (
    Frontier,
    Threshold,
    frontier,
    kinds_used,
    thresholds,
    used_most,
)
from finkit.analysis.inference.indices import PriceIndex
from finkit.analysis.inference.price_trend import YEAR
from finkit.analysis.inference.quality import QualityIndex, hedonic_time_dummy, time_product_dummy
from finkit.analysis.inference.usage import UsageTable, benchmarks, by_period
from finkit.analysis.measures import Floats
from finkit.assumptions.prices import Price, spans_of
from finkit.statement.period import parse_period

TREND, DUMMY, HEDONIC, MATCHED = "trend", "time-product dummy", "hedonic", "matched"
ASSUMES = {
    TREND: "Cheapest price at a score or more, trend of its logarithm: one rate of fall, a score means the same on "
    "every day, and the list lacks no cheaper model. Thresholds are the scores that were the best of their day",
    DUMMY: "Time-product dummy: what a product is worth beside the others stays; products of one end tell nothing",
    HEDONIC: "Hedonic time dummy, ln price = a + d(period) + b score: a point of score adds the same part of the price "
    "in every period. A model counts in each period that lists it: errors are clustered by model, and "
    "no narrower than plain ones",
    MATCHED: "Matched index: products sold in both periods stand for all, and no new model is in it",
}
# Three tokens in to one out, as Epoch AI and Artificial Analysis blend list prices.
ASSUMED_SHARES = (0.75, 0.0, 0.25)
# Powers of e beyond which no number holds.
_HUGE = 700.0
# An error of logarithms that arithmetic leaves where there is none.
_EXACT = 1e-9
NO_SCORES = "needs the day, score and price of models in Prices"
NO_PERIODS = "needs prices of two years in Prices, or tokens of two periods in Usage"


@dataclass(frozen=True, slots=True)
class PriceFit:
    """One method's figure: the price of equal quality is divided by `factor` a year, below 1 where it rises.

    `interval` is the 90% t interval of the factor; `index` is the last period over the first, `kennedy` the same less
    half the squared error `se` of its logarithm. `n` counts prices, or products of both periods (of a chain the fewest
    that a link shares), `models` the models of a hedonic fit; `set_by` is the model whose score is the
    threshold. None where there is none, and `flag` says why and what would bring it.
    """

    method: str
    label: str
    n: int
    factor: float | None = None
    interval: tuple[float, float] | None = None
    index: float | None = None
    kennedy: float | None = None
    se: float | None = None
    models: int | None = None
    set_by: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class PriceFits:
    """All fits, the frontiers that the trends are of, and the periods of the indices (empty where there are none).

    `shares` are the parts of input, cached input and output that blend a price, by use where `by_use`, else assumed.
    """

    fits: tuple[PriceFit, ...]
    frontiers: tuple[Frontier, ...]
    used_most: Threshold | None
    first: str
    last: str
    shares: tuple[float, ...]
    by_use: bool

    @property
    def told(self) -> tuple[PriceFit, ...]:
        """The fits with an interval, three prices or products behind each; the narrowest first."""
        held = [(fit, *fit.interval) for fit in self.fits if fit.interval is not None]
        return tuple(fit for fit, low, high in sorted(held, key=lambda one: math.log(one[2] / one[1])))

    @property
    def span(self) -> tuple[float, float] | None:
        """The lowest and the highest factor a year of the fits with an interval."""
        held = [fit.factor for fit in self.told if fit.factor is not None]
        return (min(held), max(held)) if held else None

    @property
    def lead(self) -> Frontier | None:
        """The frontier to draw: at the score of the model used most at first, else the one with the most prices."""
        drawn = [one for one in self.frontiers if one.band is not None]
        first = next((one for one in drawn if self.used_most and one.at.score == self.used_most.score
                      and one.at.benchmark == self.used_most.benchmark), None)  # fmt: skip
        return first or max(drawn, key=lambda one: one.trend.n, default=None)


@dataclass(frozen=True, slots=True)
class Sold:
    """A long table of what the indices compare: period and product of each price, and its tokens or 1."""

    periods: Sequence[int]
    products: Sequence[int]
    prices: Floats
    tokens: Floats

    def shared(self, a: int, b: int) -> int:
        """How many products stand in both periods."""
        first, second = ({p for t, p in zip(self.periods, self.products, strict=True) if t == end} for end in (a, b))
        return len(first & second)


@dataclass(frozen=True, slots=True)
class Listed:
    """Blended prices and scores by period and model, NaN where there are none; `years` from first to last period."""

    periods: tuple[str, ...]
    years: float
    price: Floats
    score: Floats
    benchmark: tuple[str, ...]


def price_fits(
    prices: Sequence[Price], table: UsageTable | None, sold: Sold | None, indices: Sequence[PriceIndex]
) -> PriceFits:
    """Every fit of scored and dated prices; with usage prices are blended and weighed by it, and periods are its own.

    Without usage prices are blended by `ASSUMED_SHARES`, periods are calendar years and products weigh alike. `sold`
    and `indices` are those of `table`; none where a period has no tokens with a price.
    """
    prices = sorted(prices, key=lambda price: price.start or date.min)
    used = kinds_used(table) if table is not None else None
    shares = np.array(ASSUMED_SHARES) if used is None else used
    listed = _by_use(table, shares) if table is not None else _by_year(prices, shares)
    most = used_most(table) if table is not None else None
    lines = tuple(frontier(prices, shares, at) for at in thresholds(prices, most))
    fits = [*_trends(lines), *_dummy(listed, table, sold), *_hedonic(listed), *_matched(listed, sold, indices)]
    first, last = (listed.periods[0], listed.periods[-1]) if listed else ("", "")
    return PriceFits(
        tuple(fits) if prices or table is not None else (), lines, most, first, last, tuple(shares.tolist()),
        used is not None,
    )  # fmt: skip


def _by_use(table: UsageTable, shares: Floats) -> Listed:
    ends = [found for found in map(parse_period, (table.periods[0], table.periods[-1])) if found is not None]
    middles = [(date.fromisoformat(p.start).toordinal() + date.fromisoformat(p.end).toordinal()) / 2 for p in ends]
    years = (middles[-1] - middles[0]) / YEAR
    return Listed(table.periods, years, table.price @ shares, table.score, table.benchmark)


def _by_year(prices: Sequence[Price], shares: Floats) -> Listed | None:
    """Prices by calendar year, from the first in which one began to the last; None below two years."""
    began = [p.start.year for p in prices if p.start is not None]
    years = range(min(began, default=0), max(began, default=0) + 1)
    if len(years) < 2:
        return None
    known = {model: [p for _, p in held] for model, held in spans_of(prices).items()}
    price, score, *_ = by_period(known, [(date(y, 1, 1), date(y, 12, 31)) for y in years])
    return Listed(tuple(map(str, years)), float(len(years) - 1), price @ shares, score, benchmarks(known))


def _trends(lines: Sequence[Frontier]) -> Iterator[PriceFit]:
    """A row a threshold; thresholds that one price alone reaches share a row a benchmark."""
    if not lines:
        yield PriceFit(TREND, "Cheapest price at a score", 0, flag=NO_SCORES)
    for benchmark, held in itertools.groupby(lines, key=lambda line: line.at.benchmark):
        where = f"{benchmark or 'Score'} at "
        alone = []
        for line in held:
            if line.trend.n < 2:
                alone.append(line)
                continue
            label = f"{where}{line.at.score:g} or more"
            more = ": needs a third, cheaper one in Prices" if line.trend.n == 2 else ""
            yield PriceFit(
                TREND, label, line.trend.n, line.trend.factor, line.trend.interval, set_by=line.at.model,
                flag=f"{line.trend.flag}{more}",
            )  # fmt: skip
        if alone:
            scores = ", ".join(f"{line.at.score:g}" for line in alone)
            why = "fewer than two prices reach it: needs a later, cheaper model of that score in Prices"
            yield PriceFit(TREND, f"{where}{scores} or more", max(a.trend.n for a in alone), flag=why)


def _dummy(listed: Listed | None, table: UsageTable | None, sold: Sold | None) -> Iterator[PriceFit]:
    label = "Same products, weighed by spending" if table is not None else "Same models, weighed alike"
    if listed is None:
        yield PriceFit(DUMMY, label, 0, flag=NO_PERIODS)
        return
    held = sold if table is not None else _alike(listed)
    if held is None:
        yield PriceFit(DUMMY, label, 0, flag="needs tokens with a price in every period, in Usage")
        return
    both = held.shared(0, len(listed.periods) - 1)
    if not both:
        why = f"no product is priced in {listed.periods[0]} and {listed.periods[-1]}: needs one in both"
        yield PriceFit(DUMMY, label, 0, flag=why)
        return
    found = time_product_dummy(held.periods, held.products, held.prices, held.tokens, weighted=table is not None)
    yield _of_index(DUMMY, label, found, listed.years, both, "")


def _alike(listed: Listed) -> Sold:
    t, m = np.nonzero(listed.price > 0)
    return Sold(t.tolist(), m.tolist(), listed.price[t, m], np.ones(len(t)))


def _hedonic(listed: Listed | None) -> Iterator[PriceFit]:
    """A row a benchmark."""
    if listed is None:
        yield PriceFit(HEDONIC, "Score", 0, flag=NO_PERIODS)
        return
    scored = (listed.price > 0) & ~np.isnan(listed.score)
    if not scored.any():
        yield PriceFit(HEDONIC, "Score", 0, flag=NO_SCORES)
    for name in dict.fromkeys(b for m, b in enumerate(listed.benchmark) if scored[:, m].any()):
        alike = np.array([b == name for b in listed.benchmark])
        t, m = np.nonzero(scored & alike)
        label, models = name or "Score", len(set(m.tolist()))
        lacks = [listed.periods[end] for end in (0, len(listed.periods) - 1) if end not in t]
        if lacks:
            yield PriceFit(HEDONIC, label, len(t), models=models, flag=f"needs a scored price in {' and '.join(lacks)}")
            continue
        if len(t) < len(set(t.tolist())) + 1:
            why = f"{len(t)} prices for {len(set(t.tolist()))} periods and a score: needs more models in Prices"
            yield PriceFit(HEDONIC, label, len(t), models=models, flag=why)
            continue
        rows = {"t": t.tolist(), "score": listed.score[t, m].tolist(), "ln_price": np.log(listed.price[t, m]).tolist()}
        try:
            found = hedonic_time_dummy(rows, ("score",), groups=m.tolist()).quality
        except ValueError as error:
            why = f"{_of_periods(str(error), listed.periods)}: needs more models, of other scores, in Prices"
            yield PriceFit(HEDONIC, label, len(t), models=models, flag=why)
            continue
        yield _of_index(HEDONIC, label, found, listed.years, len(t), found.flag, models)


def _of_periods(said: str, periods: Sequence[str]) -> str:
    """An error with the labels of periods in place of their numbers, the longest numbers first."""
    for n in reversed(range(len(periods))):
        said = said.replace(f"t={n}", periods[n])
    return said


def _matched(listed: Listed | None, sold: Sold | None, indices: Sequence[PriceIndex]) -> Iterator[PriceFit]:
    """Fisher's index, against the first period and chained."""
    found = next((index for index in indices if index.name == "Fisher"), None)
    if listed is None or sold is None or found is None:
        why = "needs tokens with a price in every period, in Usage"
        yield PriceFit(MATCHED, "Fisher", 0, flag=why)
        return
    last = len(listed.periods) - 1
    links = min(sold.shared(t, t + 1) for t in range(last))
    for name, values, n in (("Fisher, last against first", found.fixed_base, sold.shared(0, last)),
                            ("Fisher, chained", found.chained, links)):  # fmt: skip
        index = values[-1]
        flag = "an index, no fit: no interval" if index is not None else found.flag
        yield PriceFit(MATCHED, name, n, _a_year(index, listed.years), index=index, flag=flag)


def _of_index(
    method: str, label: str, found: QualityIndex, years: float, n: int, why: str, models: int | None = None
) -> PriceFit:
    low, high = _a_year(found.high[-1], years), _a_year(found.low[-1], years)
    flag = why or found.flag
    if (found.se[-1] or 0.0) < _EXACT and low is not None:
        low, flag = None, "every price moved alike: there is no spread to take an interval from"
    elif found.index[-1] is not None and (low is None or high is None):
        more = "models in Prices" if method == HEDONIC else "products priced in the first and the last period"
        flag = f"n = {n} leaves no interval: needs more {more}"
    return PriceFit(
        method, label, n, _a_year(found.index[-1], years), None if low is None or high is None else (low, high),
        found.index[-1], found.kennedy[-1], found.se[-1], models, flag=flag,
    )  # fmt: skip


def _a_year(index: float | None, years: float) -> float | None:
    """What an index over `years` divides the price by in one; None where no number can hold it."""
    if not index or math.isinf(index):
        return None
    power = -math.log(index) / years
    return math.exp(power) if abs(power) < _HUGE else None

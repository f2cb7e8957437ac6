"""How fast the price of a given quality falls: the frontier's trend with its interval, two points, a blend.

METHODS 5.5. The trend fits log10 of price on years (days/365), as Epoch does; its interval, not its point, is the
finding where few prices stand behind it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from finkit.analysis.company.elasticity import t_quantile
from finkit.analysis.given import number
from finkit.analysis.inference.fit import fit
from finkit.analysis.measures import Floats

YEAR = 365.0
LEVEL = 0.9
_HUGE = 300.0


@dataclass(frozen=True, slots=True)
class Decline:
    """Prices fall by `factor` a year (10 is to a tenth); `interval` is its t interval, None below three prices.

    `halving_months` is None where prices do not fall. `flag` says what is missing and why.
    """

    factor: float | None
    interval: tuple[float, float] | None
    halving_months: float | None
    r2: float | None
    n: int
    level: float = LEVEL
    flag: str = ""

    @property
    def annual_decline(self) -> float | None:
        """The part of the price that a year takes."""
        return None if self.factor is None else 1 - 1 / self.factor


@dataclass(frozen=True, slots=True)
class Band:
    """The fitted price at some days, with the t interval of the line (not of one more price)."""

    days: tuple[str, ...]
    fitted: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Blend:
    """A blended price before and after changes, and the change from first to last as a fraction."""

    blended: tuple[float | None, ...]
    change: float | None
    flag: str = ""


def price_decline_trend(
    dates: Sequence[str | date], prices: Sequence[float], *, level: float = LEVEL, year: float = YEAR
) -> Decline:
    """The trend of prices (above 0) on ISO dates; of two prices their ratio alone, of one nothing.

    ValueError for a price not above 0, a date that is none, or lists of different length.
    """
    years, logs = _points(dates, prices, year)
    n = len(logs)
    absent = f"prices missing: {len(prices) - n}, left out" if n < len(prices) else ""
    if n < 2 or years.max() == years.min():
        return Decline(None, None, None, None, n, level, _all_of(absent, "fewer than two dates: no trend"))
    if n == 2:
        factor = 10 ** float((logs[0] - logs[1]) / (years[1] - years[0]))
        halving, flag = _halving(factor, _all_of(absent, "two prices: no interval"))
        return Decline(factor, None, halving, None, n, level, flag)
    found = fit(np.column_stack([np.ones(n), years - years.mean()]), logs, ("constant", "years"))
    slopes = [-float(ends[1]) for ends in (found.interval(level)[1], found.interval(level)[0])]
    factor = 10 ** -float(found.params[1])
    halving, flag = _halving(factor, absent)
    interval = None if max(map(abs, slopes)) > _HUGE else (10 ** slopes[0], 10 ** slopes[1])
    return Decline(factor, interval, halving, None if math.isnan(found.r2) else found.r2, n, level, flag)


def trend_band(
    dates: Sequence[str | date], prices: Sequence[float], at: Sequence[str | date], *, level: float = LEVEL
) -> Band:
    """The fitted price on the days `at` and the interval of the fit; ValueError below three prices."""
    years, logs = _points(dates, prices, YEAR)
    if len(logs) < 3:
        raise ValueError(f"{len(logs)} prices: a band wants three or more")
    middle = years.mean()
    found = fit(np.column_stack([np.ones(len(years)), years - middle]), logs, ("constant", "years"))
    days = [_day(f"at[{n}]", d) for n, d in enumerate(at)]
    x = np.array([d.toordinal() for d in days]) / YEAR - middle
    # With dates centred the level and the slope do not move together.
    half = t_quantile(float(found.dof), level) * np.hypot(found.se[0], found.se[1] * x)
    line = found.params[0] + found.params[1] * x
    low, mid, high = (tuple((10.0**v).tolist()) for v in (line - half, line, line + half))
    return Band(tuple(d.isoformat() for d in days), mid, low, high)


def price_decline_two_points(before: float, after: float, years: float) -> tuple[Decline, float]:
    """The factor a year between two prices above 0, `years` above 0 apart, and the ratio of the prices."""
    a, b = number("price[0]", before, above=0), number("price[1]", after, above=0)
    span = number("years", years, above=0)
    if math.isnan(a + b + span):
        return Decline(None, None, None, None, 2, flag="a price or the years between are missing"), math.nan
    factor = (a / b) ** (1 / span)
    halving, flag = _halving(factor, "two prices: no interval")
    return Decline(factor, None, halving, None, 2, flag=flag), a / b


def cheapest_so_far(
    dates: Sequence[str | date], prices: Sequence[float], scores: Sequence[float | None], threshold: float
) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The frontier at a threshold: days on which a model of that score or more came at a lower price than any before.

    Models without a score are left out: what is not measured is not good enough for a task.
    """
    named = (_day(f"dates[{n}]", d) for n, d in enumerate(dates))
    good = sorted(
        (day.isoformat(), price)
        for day, price, score in zip(named, prices, scores, strict=True)
        if score is not None and score >= threshold
    )
    found: list[tuple[str, float]] = []
    for day, price in good:
        if not found or price < found[-1][1]:
            if found and found[-1][0] == day:
                found.pop()
            found.append((day, price))
    return tuple(day for day, _ in found), tuple(price for _, price in found)


def blended_price_change(prices: Mapping[str, Sequence[float | None]], shares: Mapping[str, float]) -> Blend:
    """Prices by kind of token at each date, blended by shares that add up to 1, such as input .75 and output .25.

    Weights such as 3 to 1, one of them above 1, count as parts of their sum. ValueError for a kind with a share and no
    price, shares that miss 1, or lists of different length.
    """
    for kind, share in shares.items():
        number(f"share of {kind}", share, least=0)
        if share and kind not in prices:
            raise ValueError(f"{kind} has a share of {share:g} and no price: give its price")
    if max(shares.values(), default=0.0) > 1:
        shares = {kind: weight / sum(shares.values()) for kind, weight in shares.items()}
    if abs(sum(shares.values()) - 1) > 1e-9:
        raise ValueError(f"shares add up to {sum(shares.values()):g}: give parts of 1")
    used = {kind: prices[kind] for kind, share in shares.items() if share}
    if len({len(held) for held in used.values()}) != 1:
        raise ValueError(f"prices have {sorted({len(held) for held in used.values()})} dates: give as many of each")
    rows = [[number(f"{k}[{n}]", p, least=0) for n, p in enumerate(held)] for k, held in used.items()]
    blended = np.array([shares[kind] for kind in used]) @ np.array(rows)
    first, last = blended[0], blended[-1]
    flag = "a price is missing" if math.isnan(first + last) else "the first blended price is zero" if first == 0 else ""
    change = None if flag else float(last / first - 1)
    return Blend(tuple(None if math.isnan(v) else v for v in blended.tolist()), change, flag)


def _halving(factor: float, flag: str) -> tuple[float | None, str]:
    """Months until a price halves, and `flag` with what is wrong with a price that does not fall."""
    if factor <= 1:
        return None, _all_of(flag, "the price does not fall: it has no halving time")
    return 12 * math.log(2) / math.log(factor), flag


def _all_of(*flags: str) -> str:
    return "; ".join(filter(None, flags))


def _points(dates: Sequence[str | date], prices: Sequence[float], year: float) -> tuple[Floats, Floats]:
    """Years and log10 of prices, each a number a date."""
    if len(dates) != len(prices):
        raise ValueError(f"{len(dates)} dates, {len(prices)} prices: give one each")
    days = [_day(f"dates[{n}]", d).toordinal() for n, d in enumerate(dates)]
    held = [number(f"prices[{n}]", p, above=0) for n, p in enumerate(prices)]
    used = [(d / year, math.log10(p)) for d, p in zip(days, held, strict=True) if not math.isnan(p)]
    years, logs = zip(*used, strict=True) if used else ((), ())
    return np.array(years), np.array(logs)


def _day(name: str, given: str | date) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ValueError(f"{name} = {given!r}: give a date such as 2025-02-28") from None

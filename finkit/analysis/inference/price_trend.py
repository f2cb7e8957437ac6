"""How fast the price of a given quality falls: the frontier's trend with its interval, two points, a blend.

METHODS 5.5. The trend fits log10 of price on years (days/365), as Epoch does; its interval, not its point, is the
finding where few prices stand behind it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from finkit.analysis.company.elasticity import t_quantile
from finkit.analysis.given import known, number
from finkit.analysis.inference.fit import fit
from finkit.analysis.measures import Floats

YEAR = 365.0
LEVEL = 0.9
_HUGE = 300.0
# Two blends of one price, or trends of a flat one, differ by so much in arithmetic.
_SAME = 1e-12


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

    A missing price leaves the trend missing, and `flag` says which. ValueError for a price not above 0, a date that
    is none, lists of different length, a level outside 0 to 1, and a year of no days.
    """
    if not 0 < level < 1:
        raise ValueError(f"level = {level!r}: give a part between 0 and 1, such as 0.9")
    years, logs = _points(dates, prices, number("year", year, above=0))
    n = len(logs)
    lost = np.flatnonzero(np.isnan(logs)).tolist()
    if lost:
        return Decline(None, None, None, None, n, level, f"{', '.join(f'prices[{k}]' for k in lost)}: missing")
    if n < 2 or years.max() == years.min():
        return Decline(None, None, None, None, n, level, "fewer than two dates: no trend")
    if n == 2:
        slope = float((logs[0] - logs[1]) / (years[1] - years[0]))
        return _decline(slope, n, None, level, "two prices: no interval")
    found = fit(np.column_stack([np.ones(n), years - years.mean()]), logs, ("constant", "years"))
    slopes = [-float(ends[1]) for ends in (found.interval(level)[1], found.interval(level)[0])]
    wide = max(map(abs, slopes)) > _HUGE
    said = _decline(
        -float(found.params[1]), n, known(found.r2), level, "an interval too wide for numbers" if wide else ""
    )
    return said if wide else replace(said, interval=(10 ** slopes[0], 10 ** slopes[1]))


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
    return _decline(math.log10(a / b) / span, 2, None, LEVEL, "two prices: no interval"), a / b


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
        if not found or price < found[-1][1] * (1 - _SAME):
            if found and found[-1][0] == day:
                found.pop()
            found.append((day, price))
    return tuple(day for day, _ in found), tuple(price for _, price in found)


def blended_price_change(prices: Mapping[str, Sequence[float | None]], shares: Mapping[str, float | None]) -> Blend:
    """Prices by kind of token at each date, blended by shares that add up to 1, such as input .75 and output .25.

    Weights such as 3 to 1, one of them above 1, count as parts of their sum. ValueError for a kind with a share and no
    price, shares that miss 1, or lists of different length.
    """
    parts = {kind: number(f"share of {kind}", share, least=0) for kind, share in shares.items()}
    for kind, part in parts.items():
        if part and kind not in prices:
            raise ValueError(f"{kind} has a share of {part:g} and no price: give its price")
    if max(parts.values(), default=0.0) > 1:
        parts = {kind: weight / sum(parts.values()) for kind, weight in parts.items()}
    if abs(sum(parts.values()) - 1) > 1e-9:
        raise ValueError(f"shares add up to {sum(parts.values()):g}: give parts of 1")
    used = {kind: prices[kind] for kind, part in parts.items() if part}
    if not min(map(len, used.values())):
        raise ValueError(f"prices = {next(iter(used.values()))!r}: give one or more of each kind")
    if len({len(held) for held in used.values()}) != 1:
        raise ValueError(f"prices have {sorted({len(held) for held in used.values()})} dates: give as many of each")
    rows = [[number(f"{k}[{n}]", p, least=0) for n, p in enumerate(held)] for k, held in used.items()]
    blended = np.array([parts[kind] for kind in used]) @ np.array(rows)
    first, last = blended[0], blended[-1]
    lost = "a price or a share is missing" if math.isnan(first + last) else ""
    flag = lost or ("the first blended price is zero" if first == 0 else "")
    change = None if flag else float(last / first - 1)
    return Blend(tuple(None if math.isnan(v) else v for v in blended.tolist()), change, flag)


def _decline(slope: float, n: int, r2: float | None, level: float, flag: str) -> Decline:
    """A decline of `slope` powers of ten a year, without an interval; `flag` goes on with what has no number."""
    if abs(slope) > _HUGE:
        return Decline(None, None, None, r2, n, level, _all_of(flag, "too steep for a factor a year"))
    if slope <= _SAME:
        flag = _all_of(flag, "the price does not fall: it has no halving time")
    halving = 12 * math.log10(2) / slope if slope > _SAME else None
    return Decline(10**slope, None, halving, r2, n, level, flag)


def _all_of(*flags: str) -> str:
    return "; ".join(filter(None, flags))


def _points(dates: Sequence[str | date], prices: Sequence[float], year: float) -> tuple[Floats, Floats]:
    """Years and log10 of prices, each a number a date; NaN for a missing price."""
    if len(dates) != len(prices):
        raise ValueError(f"{len(dates)} dates, {len(prices)} prices: give one each")
    days = [_day(f"dates[{n}]", d).toordinal() for n, d in enumerate(dates)]
    held = [number(f"prices[{n}]", p, above=0) for n, p in enumerate(prices)]
    return np.array(days) / year, np.log10(held)


def _day(name: str, given: str | date) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (ValueError, TypeError):
        raise ValueError(f"{name} = {given!r}: give a date such as 2025-02-28") from None

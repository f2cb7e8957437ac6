"""Capitalization of R&D, non-GAAP: what operating income would be with R&D spread over the life of models.

METHODS 3.1. Two conventions: spend spread evenly through its year and charged from the moment it is spent
(for lives under three years), and Damodaran's one-year lag (the current year is not amortized).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
LIVES = (1.0, 1.5, 2.0, 3.0, 5.0)
CONVENTIONS = ("spread evenly", "one-year lag")
LAGS = 21


@dataclass(frozen=True, slots=True)
class Converted:
    """Damodaran's converter on one year: money in the unit of the inputs."""

    asset: float
    amortization: float
    adjustment: float
    operating_income: float
    net_income: float | None
    short_history: bool


def cumulative(life: float, lags: int = LAGS) -> Floats:
    """Share of year -k's evenly spread spend that is charged by the end of the current year, k = 0, 1, ...

    `life` in years, above 0. With H(x) the integral of min(u, life) from 0 to x: (H(k+1) - H(k)) / life.
    """
    _check_life(life)
    age = np.arange(lags + 1, dtype=float)
    shorter = np.minimum(age, life)
    h = shorter * (age - shorter / 2)
    return np.asarray(np.diff(h) / life)


def weights(life: float, convention: str, lags: int = LAGS) -> Floats:
    """Share of year -k's R&D that is charged to the current year, k = 0, 1, ...; `life` in years, above 0."""
    _check_life(life)
    if convention == "spread evenly":
        return np.diff(cumulative(life, lags), prepend=0.0)
    if convention == "one-year lag":
        age = np.arange(lags, dtype=float)
        return np.where(age == 0, 0.0, np.clip(life - (age - 1), 0.0, 1.0)) / life
    raise ValueError(f"convention = {convention!r}: use one of {', '.join(CONVENTIONS)}")


def unamortized(life: float, convention: str, lags: int = LAGS) -> Floats:
    """Share of year -k's R&D still on the balance sheet at the end of the current year, k = 0, 1, ..."""
    if convention == "spread evenly":
        return 1.0 - cumulative(life, lags)
    _check_life(life)
    return np.clip(1.0 - np.arange(lags, dtype=float) / life, 0.0, 1.0)


def rd_converter(
    research: Sequence[float],
    life: float,
    operating_income: float,
    net_income: float | None = None,
    convention: str = "one-year lag",
) -> Converted:
    """Capitalize R&D, the current year first; net income moves by the same amount (spend stays deductible).

    Lives that are not whole take the last year pro rata. A history shorter than the life understates
    amortization and is flagged. ValueError for negative or non-finite spend or a life of 0.
    """
    spend = np.asarray(research, dtype=float)
    if spend.ndim != 1 or not len(spend) or not np.isfinite(spend).all() or (spend < 0).any():
        raise ValueError(f"research = {list(research)!r}: give spend by year, current first, none negative")
    charged = weights(life, convention, max(LAGS, len(spend)))
    kept = unamortized(life, convention, max(LAGS, len(spend)))
    amortization = float(spend @ charged[: len(spend)])
    adjustment = float(spend[0] - amortization)
    short = bool(np.any(charged[len(spend) :] > 0))
    return Converted(
        asset=float(spend @ kept[: len(spend)]),
        amortization=amortization,
        adjustment=adjustment,
        operating_income=operating_income + adjustment,
        net_income=None if net_income is None else net_income + adjustment,
        short_history=short,
    )


@dataclass(frozen=True)
class Amortized:
    """Amortization and adjusted operating income for one life and convention, low and high, on each row.

    NaN in `charge_high` (and in the low of income) means that a year's R&D has no upper bound; `short` marks
    rows whose history does not reach back over the life.
    """

    life: float
    convention: str
    charge_low: Floats
    charge_high: Floats
    income_low: Floats
    income_high: Floats
    margin_low: Floats
    margin_high: Floats
    short: np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Capitalization:
    """Operating income with R&D expensed and amortized, by annual period: an analyst's view, non-GAAP.

    `research_low` and `research_high` are equal where R&D is known, apart where identities and assumptions
    only bound it. `lags_low[k]` is the R&D of k years before. `holds_charge` marks rows whose R&D already
    contains an amortized charge, so that capitalizing counts it twice.
    """

    rows: tuple[int, ...]
    life: float
    research_low: Floats
    research_high: Floats
    lags_low: Floats
    lags_high: Floats
    tables: Mapping[tuple[float, str], Amortized]
    holds_charge: np.ndarray[Any, np.dtype[np.bool_]]

    def at(self, life: float, convention: str) -> Amortized:
        """The result for one life (years) and convention."""
        return self.tables[life, convention]


def bounds(research: Floats, total: Floats, others_low: Floats, others_high: Floats) -> tuple[Floats, Floats]:
    """R&D where it is known, else what total costs leave: from total - others' high to total - others' low.

    Others that nothing bounds have low 0 and high NaN: then the lower bound is 0.
    """
    low = np.maximum(np.where(np.isnan(others_high), 0.0, total - others_high), 0.0)
    high = np.maximum(total - others_low, 0.0)
    known = ~np.isnan(research)
    return np.where(known, research, np.where(np.isnan(total), np.nan, low)), np.where(known, research, high)


def lagged(values: Floats, year_ago: Floats, lags: int) -> Floats:
    """Values of k years before on each row, k = 0 ... lags - 1, NaN where no equal period stands there."""
    out = np.full((lags, len(values)), np.nan)
    position = np.arange(len(values), dtype=float)
    back = np.append(year_ago - 1, np.nan)
    for k in range(lags):
        there = ~np.isnan(position)
        out[k, there] = values[position[there].astype(int)]
        position = back[np.where(there, position, len(values)).astype(int)]
    return out


def amortize(
    lags_low: Floats, lags_high: Floats, income: Floats, revenue: Floats, life: float, convention: str
) -> Amortized:
    """Spread R&D (lags first axis, rows second) over `life` years; unknown years leave the charge open above."""
    charged = weights(life, convention, len(lags_low))[:, None]
    needed = charged > 0
    unknown = np.asarray((np.isnan(lags_high) & needed).any(axis=0))
    low = (np.nan_to_num(lags_low) * charged).sum(axis=0)
    high = np.where(unknown, np.nan, (np.nan_to_num(lags_high) * charged).sum(axis=0))
    # Expensed R&D goes back in; where the year's own R&D is a range, it and its part of the charge move together.
    own_low, own_high = lags_low[0] * charged[0, 0], lags_high[0] * charged[0, 0]
    income_high = income + lags_high[0] - own_high - (low - own_low)
    income_low = income + lags_low[0] - own_low - (high - own_high)
    with np.errstate(divide="ignore", invalid="ignore"):
        margins = [np.where(revenue > 0, x / revenue, np.nan) for x in (income_low, income_high)]
    return Amortized(life, convention, low, high, income_low, income_high, margins[0], margins[1], unknown)


def _check_life(life: float) -> None:
    if not (np.isfinite(life) and life > 0):
        raise ValueError(f"life = {life!r}: give years above 0")

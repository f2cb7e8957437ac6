"""Capitalization of R&D, non-GAAP: what operating income would be with R&D spread over the life of models.

METHODS 3.1. Two conventions: spend spread evenly through its year and charged from the moment it is spent
(for lives under three years), and Damodaran's one-year lag (the current year is not amortized).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from finkit.analysis.company.costs import SPLIT, WHOLE, operating_lines
from finkit.analysis.framed import Framed, between
from finkit.analysis.given import figures, known, number
from finkit.assumptions.settings import Assumptions
from finkit.statement.identities import FACE
from finkit.statement.panel import Panel

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
LIVES = (1.0, 1.5, 2.0, 3.0, 5.0)
CONVENTIONS = ("spread evenly", "one-year lag")
LAGS = 21
_RANKED = ("actual", "hypothetical")
# Not among the others that bound R&D: R&D itself and the total whose parts are counted.
_APART = ("research_development", WHOLE)


@dataclass(frozen=True, slots=True)
class Converted:
    """Damodaran's converter on one year: money in the unit of the inputs, NaN where a year that counts is missing."""

    asset: float
    amortization: float
    adjustment: float
    operating_income: float | None
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
    research: Sequence[float | None],
    life: float | None,
    operating_income: float | None,
    net_income: float | None = None,
    convention: str = "one-year lag",
) -> Converted:
    """Capitalize R&D, the current year first; net income moves by the same amount (spend stays deductible).

    Lives that are not whole take the last year pro rata. A history shorter than the life understates
    amortization and is flagged. Missing in, missing out: an income, a year within the life, the life itself.
    ValueError for negative or infinite spend, a life of 0, or an infinite income.
    """
    spend = figures("research", research, least=0)
    if not len(spend):
        raise ValueError(f"research = {list(research)!r}: give spend by year, current first")
    if math.isnan(number("life", life, above=0)):
        return Converted(math.nan, math.nan, math.nan, None, None, short_history=False)
    assert life is not None
    charged = weights(life, convention, max(LAGS, len(spend)))
    kept = unamortized(life, convention, max(LAGS, len(spend)))
    amortization = _of_years(spend, charged)
    adjustment = float(spend[0] - amortization)
    short = bool(np.any(charged[len(spend) :] > 0))
    return Converted(
        asset=_of_years(spend, kept),
        amortization=amortization,
        adjustment=adjustment,
        operating_income=known(number("operating_income", operating_income) + adjustment),
        net_income=known(number("net_income", net_income) + adjustment),
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

    def cut(self, rows: slice) -> Amortized:
        """The same on some rows."""
        columns = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in ("life", "convention")}
        return Amortized(self.life, self.convention, **columns)


@dataclass(frozen=True, repr=False)
class Capitalization(Framed):
    """Operating income with R&D expensed and amortized, by annual period: an analyst's view, non-GAAP.

    `research_low` and `research_high` are equal where R&D is known, apart where identities and assumptions
    only bound it. `periods` are the labels of `rows`. `lags_low[k]` is the R&D of k years before. `holds_charge`
    marks rows whose R&D already contains an amortized charge, so that capitalizing counts it twice.
    """

    rows: tuple[int, ...]
    periods: tuple[str, ...]
    life: float
    research_low: Floats
    research_high: Floats
    lags_low: Floats
    lags_high: Floats
    tables: Mapping[tuple[float, str], Amortized]
    holds_charge: np.ndarray[Any, np.dtype[np.bool_]]

    def of_company(self, rows: slice, assumed: Assumptions) -> Capitalization | None:
        """The view of one company's rows at its own lives; None where it has no annual R&D."""
        kept = tuple(i - rows.start for i in self.rows if rows.start <= i < rows.stop)
        if not kept:
            return None
        return replace(
            self,
            rows=kept,
            periods=tuple(p for i, p in zip(self.rows, self.periods, strict=True) if rows.start <= i < rows.stop),
            research_low=self.research_low[rows],
            research_high=self.research_high[rows],
            lags_low=self.lags_low[:, rows],
            lags_high=self.lags_high[:, rows],
            tables={key: table.cut(rows) for key, table in self.tables.items() if key[0] in lives(assumed)},
            holds_charge=self.holds_charge[rows],
        )

    def records(self) -> Iterator[dict[str, Any]]:
        """One row a period, life (in months) and convention: charge, operating income and its margin."""
        for row, period in zip(self.rows, self.periods, strict=True):
            for (life, convention), held in sorted(self.tables.items()):
                given = {"period": period, "life_months": life * 12, "convention": convention}
                spent = between("research", self.research_low[row], self.research_high[row])
                charge = between("charge", held.charge_low[row], held.charge_high[row])
                income = between("operating_income", held.income_low[row], held.income_high[row])
                margin = between("operating_margin", held.margin_low[row], held.margin_high[row])
                yield given | spent | charge | income | margin | {"short_history": bool(held.short[row])}

    def at(self, life: float, convention: str) -> Amortized:
        """The result for one life (years) and convention; ValueError names those that there are."""
        if (life, convention) not in self.tables:
            years = ", ".join(f"{held:g}" for held in sorted({key[0] for key in self.tables}))
            raise ValueError(f"no result for {life!r} years, {convention!r}: lives {years}; {', '.join(CONVENTIONS)}")
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


def lives(assumed: Assumptions) -> set[float]:
    """The lives in years that a company is shown at: the usual ones and its own, low and high."""
    own = assumed.life_months
    return {*LIVES, own.low / 12, own.centre / 12, own.high / 12}


def capitalize(
    panel: Panel, assumed: Mapping[str, Assumptions], income: Floats, year_ago: Floats, face: Flags
) -> dict[float, Capitalization]:
    """R&D capitalized on every annual row of a panel, by model life in months.

    `assumed` by company, `income` operating income, `year_ago` 1-based rows, `face` rows whose depreciation
    is a cost line of its own.
    """
    annual = np.array([r.months == 12 and r.segment == "" and r.scenario in _RANKED for r in panel.rows], dtype=bool)
    company, research = panel.company_index(), panel.get("research_development")
    has = np.isin(company, np.unique(company[annual & ~np.isnan(research)]))
    low, high = bounds(research, panel.get("total_costs_expenses"), *_others(panel, assumed, face))
    low, high = (np.where(annual & has, x, np.nan) for x in (low, high))
    lags = lagged(low, year_ago, LAGS), lagged(high, year_ago, LAGS)
    revenue = panel.get("revenue")
    wanted = sorted({life for a in assumed.values() for life in lives(a)})
    tables = {(life, way): amortize(*lags, income, revenue, life, way) for life in wanted for way in CONVENTIONS}
    rows = tuple(int(i) for i in np.flatnonzero(annual & ~np.isnan(research)))
    holds = ~np.isnan(panel.get("research_amortised")) & annual
    bases = {a.life_months.centre for a in assumed.values()}
    labels = tuple(panel.rows[i].label for i in rows)
    return {base: Capitalization(rows, labels, base / 12, low, high, lags[0], lags[1], tables, holds) for base in bases}


def _others(panel: Panel, assumed: Mapping[str, Assumptions], face: Flags) -> tuple[Floats, Floats]:
    """Low and high of all operating costs but R&D: known figures, assumed ranges, else 0 and unknown."""
    n, company, whole = len(panel), panel.company_index(), panel.get(WHOLE)
    low, high = np.nan_to_num(whole), np.nan_to_num(whole)
    for line in ("cost_of_revenue", *SPLIT, *(part for part in operating_lines() if part not in _APART)):
        value = panel.get(line)
        given = [assumed[r.company].missing.get(r.label, {}).get(line) for r in panel.rows]
        floor = np.array([0.0 if g is None else g.low for g in given])
        ceiling = np.array([np.nan if g is None else g.high for g in given])
        counts = np.isin(company, np.unique(company[~np.isnan(value)])) | ~np.isnan(ceiling)
        if line == "cost_of_revenue":
            counts = np.ones(n, dtype=bool)
        elif line in SPLIT:
            counts = np.isnan(whole)
        elif line == FACE:
            counts = face
        low = low + np.where(counts, np.where(np.isnan(value), floor, value), 0.0)
        high = high + np.where(counts, np.where(np.isnan(value), ceiling, value), 0.0)
    return low, high


def _of_years(spend: Floats, part: Floats) -> float:
    """The parts of each year's spend together; a missing year counts where it has a part."""
    held = part[: len(spend)]
    return float(np.where(held > 0, spend * held, 0.0).sum())


def _check_life(life: float | None) -> None:
    if life is None or not (math.isfinite(life) and life > 0):
        raise ValueError(f"life = {life!r}: give years above 0")

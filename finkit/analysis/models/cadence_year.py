"""Cadence of one company in one year: the map of release interval and life, stop against go on, R&D in three lines.

METHODS 3.4 and 8 on a company's own figures. What a release costs is the R&D spent from one release to the next; what
slower releases lose, how generations grow and what keeps a model as it is are assumed, with their ranges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finkit.analysis.models.cadence import MONTHS, CadenceMap, StopValue, cadence_map, stop_value
from finkit.analysis.models.capitalization import CONVENTIONS as SPREAD
from finkit.analysis.models.capitalization import Capitalization
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.lineage import Lineage
from finkit.analysis.models.steady_state import CONVENTIONS, amortization_to_spend
from finkit.analysis.table import Table
from finkit.assumptions.models import BY_RESEARCH
from finkit.assumptions.ranges import Range
from finkit.assumptions.settings import Assumptions

Ends = tuple[float, float]
LIFE_ASSUMED = "the life assumed: no two releases are known"
BY_YEAR = "each year's R&D standing for a generation"


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Charge over spend if R&D went on growing as in the last year: low and high by convention, and the growth."""

    life: float
    growth: Ends
    ratios: dict[str, Ends]


@dataclass(frozen=True, slots=True)
class ResearchLines:
    """A year's R&D in money, low and high: drift keeps models as they are, replacement is the next generation's run.

    `growth` is the rest, below 0 where the ranges assumed add up to more than was spent. `charge` is the amortization
    at the life assumed, spread evenly: a yardstick beside the three; its high is None where nothing bounds it.
    `final_run` is the latest model's, stated or a share of R&D (`final_from`).
    """

    final_run: Ends
    final_from: str
    drift: Ends
    replacement: Ends
    growth: Ends
    charge: tuple[float, float | None] | None


@dataclass(frozen=True, slots=True)
class CadenceYear:
    """One company's cadence in one period; money in units of the currency, a year.

    `interval` is the months between its releases. `maps` are by loss rate, rising, the first 0: revenue held fixed.
    `stops` are stop against go on, at `growth` for ever, at the loss rates above 0 as rates at which users leave.
    The ends are of the ranges assumed, one at a time: rivals' interval in months and discount at the loss rate
    assumed, growth of a generation's cost at revenue held fixed.
    """

    period: str
    revenue: float
    gross_margin: float
    research: float
    interval: float
    interval_from: str
    generation_cost: float
    cost_from: str
    cost_growth: float
    rival: float
    loss_rate: float
    discount: float
    growth: float
    maintenance: float
    maps: tuple[CadenceMap, ...]
    stops: tuple[tuple[float, StopValue], ...]
    yardstick: Yardstick | None
    lines: ResearchLines
    rival_ends: tuple[tuple[float, CadenceMap], ...] = ()
    growth_ends: tuple[tuple[float, CadenceMap], ...] = ()
    discount_ends: tuple[tuple[float, StopValue], ...] = ()

    @property
    def margin_now(self) -> float:
        """The margin after training as spent at the company's own release interval, no revenue lost."""
        return self.gross_margin - self.generation_cost * MONTHS / self.interval / self.revenue

    @property
    def rivals(self) -> CadenceMap:
        """The map at the loss rate assumed."""
        return next(one for one in self.maps if one.loss_rate == self.loss_rate)


def cadence_year(
    table: Table, row: int, assumed: Assumptions, capital: Capitalization | None, lineage: Lineage
) -> CadenceYear | str:
    """The cadence of a row of a company's table; in words what is missing where it has none."""
    revenue, margin = table.at("revenue", row), table.at("gross_margin", row)
    research = table.at("research_development", row)
    for name, value in (("revenue", revenue), ("gross margin", margin), ("R&D", research)):
        if value is None:
            return f"{name} of {table.panel.rows[row].label} is not known"
    assert revenue is not None
    assert margin is not None
    assert research is not None
    months = table.panel.rows[row].months
    if revenue <= 0 or research <= 0 or months != MONTHS or margin > 1:
        return "it needs a year with revenue, cost of revenue and R&D above 0"
    interval, whence = _interval(lineage, assumed)
    cost, cost_from = _cost(lineage, table.panel.rows[row].currency, research, interval)
    given = assumed.cadence
    rates = sorted({0.0, given.loss_rate.low, given.loss_rate.centre, given.loss_rate.high})
    rival = given.rival_months.centre
    loss, grown, discount = given.loss_rate.centre, given.research_growth.centre, given.discount.centre

    def at(rate: float, months: float = rival, times: float = grown) -> CadenceMap:
        return cadence_map(revenue, margin, cost, cost_growth=times, rival_interval=months / MONTHS, loss_rate=rate)

    maps = tuple(at(rate) for rate in rates)
    lines = _lines(assumed, lineage, table.panel.rows[row].currency, (research, interval / MONTHS), capital, row)
    growth = given.long_run_growth.centre
    kept = sum(lines.drift) / 2

    def stop(rate: float, r: float = discount) -> StopValue:
        return stop_value(revenue * margin, research, growth, r, rate, kept)

    leaving = [loss] if loss else []
    return CadenceYear(
        table.panel.rows[row].label, revenue, margin, research, interval, whence, cost, cost_from,
        grown, rival, loss, discount, growth, kept, maps, tuple((rate, stop(rate)) for rate in rates if rate > 0),
        _yardstick(capital, row), lines,
        tuple((end, at(rate, end)) for rate in leaving for end in _ends(given.rival_months)),
        tuple((end, at(0.0, rival, end)) for end in _ends(given.research_growth)),
        tuple((end, stop(rate, end)) for rate in leaving for end in _ends(given.discount)),
    )  # fmt: skip


def _ends(assumed: Range) -> list[float]:
    """The low and high of what is assumed, where they are not its value."""
    return [end for end in (assumed.low, assumed.high) if end != assumed.centre]


def _interval(lineage: Lineage, assumed: Assumptions) -> tuple[float, str]:
    """Months between the last two releases, a year where R&D by year makes them; else the life assumed."""
    if lineage.origin == BY_RESEARCH:
        return MONTHS, BY_YEAR
    if len(lineage) > 1:
        before, after = lineage.models[-2:]
        return (after.release - before.release).days / DAYS_PER_MONTH, f"from {before.name} to {after.name}"
    return assumed.life_months.centre, LIFE_ASSUMED


def _cost(lineage: Lineage, currency: str, research: float, interval: float) -> tuple[float, str]:
    latest = lineage.models[-1]
    if latest.training_cost is not None and latest.training_basis == "all R&D" and latest.currency == currency:
        made = latest.name if lineage.origin == BY_RESEARCH else f"all R&D of {latest.name}, as given"
        return latest.training_cost.centre, made
    return research * interval / MONTHS, "the year's R&D spent in one such interval"


def _lines(
    assumed: Assumptions, lineage: Lineage, currency: str, spent: tuple[float, float],
    capital: Capitalization | None, row: int,
) -> ResearchLines:  # fmt: skip
    research, years = spent
    latest, stated = lineage.models[-1], lineage.models[-1].training_cost
    if stated is not None and latest.training_basis == "final run" and latest.currency == currency:
        run, whence = (stated.low, stated.high), f"{latest.name}, as given"
    else:
        share = assumed.final_run_share
        run = (share.low * research * years, share.high * research * years)
        whence = f"{share.low:.0%} to {share.high:.0%} of the R&D between two releases"
    drift, grown = assumed.cadence.drift_share, assumed.cadence.research_growth
    kept = (run[0] * drift.low, run[1] * drift.high)
    replaced = (run[0] * grown.low / years, run[1] * grown.high / years)
    rest = (research - kept[1] - replaced[1], research - kept[0] - replaced[0])
    return ResearchLines(run, whence, kept, replaced, rest, _charge(capital, row))


def _charge(capital: Capitalization | None, row: int) -> tuple[float, float | None] | None:
    if capital is None or row not in capital.rows:
        return None
    spread = capital.at(capital.life, SPREAD[0])
    low, high = float(spread.charge_low[row]), float(spread.charge_high[row])
    return low, None if np.isnan(high) else high


def _yardstick(capital: Capitalization | None, row: int) -> Yardstick | None:
    """Steady-state ratios at last year's growth of R&D; None where a year has no bounds above 0."""
    if capital is None or row not in capital.rows:
        return None
    before: Ends = (float(capital.lags_low[1, row]), float(capital.lags_high[1, row]))
    if not (before[0] > 0 and np.isfinite(before[1])):
        return None
    now = float(capital.research_low[row]), float(capital.research_high[row])
    if now[0] <= 0:
        return None
    growth = now[0] / before[1] - 1, now[1] / before[0] - 1
    held = {name: amortization_to_spend(capital.life, list(growth), name) for name in CONVENTIONS}
    return Yardstick(capital.life, growth, {n: (float(r.min()), float(r.max())) for n, r in held.items()})

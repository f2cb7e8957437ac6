"""How each cost line moves with revenue: what a company's own periods say, its prior, the other companies.

METHODS 2.1 to 2.7. Annual periods are fitted with annual ones, quarters with quarters. Everything is fitted at once
over companies and lines; records are made when a company's line is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.company.arcs import HighLow
from finkit.analysis.company.elasticity import t_quantile
from finkit.analysis.company.priors import Prior
from finkit.statement.panel import Floats


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a line: revenue and cost in units of the currency, and cost as a fraction of revenue.

    `dlog_revenue` and `dlog_cost` are the log changes from the period right before; None where there is a gap
    or a figure that is not above 0. `ratio` is None where revenue is not above 0. `follows` tells whether the
    period begins where the one before it ends.
    """

    period: str
    end: str
    revenue: float
    cost: float
    ratio: float | None
    dlog_revenue: float | None
    dlog_cost: float | None
    follows: bool


@dataclass(frozen=True, slots=True)
class Elasticity:
    """Percent of cost per percent of revenue: the estimate, its standard error, and the t interval at 95%."""

    value: float
    se: float
    dof: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sticky:
    """The response where revenue rises and where it falls, with the interval of each and of their difference.

    `extra` is what a fall adds to the response (below 0: costs are sticky); `decreases` counts the falls.
    """

    up: Elasticity
    down: Elasticity
    extra: Elasticity
    decreases: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """An estimate drawn to a prior or to other companies: mean, sd and 95% interval.

    `weight` is the part of it that the company's own periods give, from 0 to 1; the rest is borrowed.
    """

    mean: float
    sd: float
    low: float
    high: float
    weight: float


@dataclass(frozen=True, slots=True)
class Pooled:
    """What the other companies loaded say, and the company's own estimate drawn to it.

    `line` is the line pooled: this one, or the line it is part of where fewer than two others report it.
    `centre` with `se` is the others' mean elasticity, `between` the sd between them (`flag` where they are too
    few to show it and it comes from the prior), `companies` their names. `drawn.weight` is the part that is the
    company's own; `borrowed` the rest.
    """

    line: str
    centre: float
    se: float
    between: float
    companies: tuple[str, ...]
    drawn: Drawn
    flag: str

    @property
    def borrowed(self) -> float:
        """The part of the drawn estimate that comes from the other companies, from 0 to 1."""
        return 1 - self.drawn.weight

    @property
    def says(self) -> str:
        """One sentence: what the others say, and how much of it is borrowed."""
        return (
            f"{len(self.companies)} other companies are at {self.centre:.2f} (sd between them {self.between:.2f}); "
            f"with them {self.drawn.mean:.2f}, {self.borrowed:.0%} of it borrowed."
        )


@dataclass(frozen=True, slots=True)
class LineBehaviour:
    """One cost line of one company: how it moves with revenue, how sure that is, and what would change it.

    `method` is "none" (no two periods), "ratios", "t interval", "t interval, HC3" or "t interval, HC3, HAC";
    `months` is the length of the periods used, `cost_class` the class that sums and margins go by.
    `by_label`, `by_data` and `flat` give the probability of each of `CLASSES` under the judgement on the label,
    the prior from the panel (None where the panel has no such line) and equal odds; without an estimate the
    first two are the priors themselves and `flat` is None. `prior` is the one used, the panel's where there is
    one; `likeliest` is its top class ("none" where the estimate lies far from all), `probability` that class's,
    `hard` whether that is 0.8 or more. `shown` is the class to print: the user's own (`override`), the class
    where it is hard, else "not settled". `change_at` are the elasticities below and above it from which
    `change_to` would be likeliest; None where none is. `drift` is the log change of cost at unchanged revenue.
    `notes` say what stepped down and why; `says` is one plain sentence.
    """

    line: str
    name: str
    cost_class: str
    months: int | None
    periods: int
    changes: int
    method: str
    points: tuple[Point, ...]
    elasticity: Elasticity | None
    drift: float | None
    hc3: Elasticity | None
    hac: Elasticity | None
    sticky: Sticky | None
    high_low: HighLow | None
    prior: Prior
    drawn: Drawn | None
    pooled: Pooled | None
    by_label: Mapping[str, float]
    by_data: Mapping[str, float] | None
    flat: Mapping[str, float] | None
    likeliest: str
    probability: float
    hard: bool
    shown: str
    override: str
    change_at: tuple[float | None, float | None]
    change_to: tuple[str, str]
    notes: tuple[str, ...]
    says: str

    def band(self, dlog_revenue: Sequence[float]) -> tuple[Floats, Floats, Floats]:
        """The fitted log change of cost at each log change of revenue, with the low and high of its t interval.

        For the scatter of changes (`dlog_revenue`, `dlog_cost` of `points`). ValueError without an elasticity.
        """
        own = self._own()
        used = np.array([p.dlog_revenue for p in self.points if p.dlog_cost is not None], dtype=float)
        x = np.asarray(dlog_revenue, dtype=float) - used.mean()
        spread = float(((used - used.mean()) ** 2).sum())
        half = float(t_quantile(own.dof)) * own.se * np.sqrt(spread / len(used) + x**2)
        centre = (self.drift or 0.0) + own.value * (x + used.mean())
        return centre, centre - half, centre + half

    def fan(self, revenue: Sequence[float]) -> tuple[Floats, Floats, Floats]:
        """Cost at each revenue from the latest period on, at the elasticity and at both ends of its interval.

        For the log-log scatter of levels; drift over time is left out. ValueError without an elasticity.
        """
        own = self._own()
        last = next(p for p in reversed(self.points) if p.ratio and p.ratio > 0)
        steps = np.log(np.asarray(revenue, dtype=float) / last.revenue)
        centre, low, high = (last.cost * np.exp(e * steps) for e in (own.value, own.low, own.high))
        return centre, np.minimum(low, high), np.maximum(low, high)

    def _own(self) -> Elasticity:
        if self.elasticity is None:
            raise ValueError(f"{self.name}: no elasticity ({self.method})")
        return self.elasticity

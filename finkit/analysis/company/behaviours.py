"""Behaviour of every cost line of a panel: fitted at once, looked at company by company."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from finkit.analysis.company.arcs import HighLow, high_low
from finkit.analysis.company.behaviour import Drawn, Elasticity, LineBehaviour, Point, Pooled, Sticky
from finkit.analysis.company.classes import CLASSES, HARD, is_far, turning_points
from finkit.analysis.company.costs import SPLIT, WHOLE, cost_line
from finkit.analysis.company.elasticity import fit, hac_se, hc3_se, t_quantile
from finkit.analysis.company.estimates import Estimates
from finkit.analysis.company.histories import Histories
from finkit.analysis.company.pooling import FEW, Pool, Shrunk, dersimonian_laird, given_spread, inflated, pool, shrink_t
from finkit.analysis.company.priors import Prior, kin, panel_prior, prior_of
from finkit.analysis.company.sentences import notes_of, sentence, shown
from finkit.analysis.company.sticky import fit_sticky
from finkit.analysis.framed import Framed
from finkit.statement.lines import taxonomy
from finkit.statement.panel import Floats, Panel

# Changes from which HC3 stands beside the t interval, and from which HAC does.
HC3_CHANGES, HAC_CHANGES = 5, 30
# Degrees of freedom from which a company's estimate is put into a pool.
POOLED_DOF = 3
YEAR = 12


@dataclass(frozen=True, repr=False)
class Behaviour(Framed):
    """How one company's cost lines move with revenue; worked out when they are first asked for.

    `overrides` are the classes that its user sets, by line.
    """

    whole: Behaviours
    company: str
    overrides: Mapping[str, str]

    @functools.cached_property
    def lines(self) -> tuple[LineBehaviour, ...]:
        """Every cost line that the company reports, in statement order."""
        return tuple(self.whole.line(self.company, line, self.overrides) for line in self.whole.present(self.company))

    def of(self, line: str) -> LineBehaviour | None:
        """One line by its id, or None where the company does not report it."""
        return next((found for found in self.lines if found.line == line), None)

    @property
    def says(self) -> tuple[str, ...]:
        """One sentence a line."""
        return tuple(line.says for line in self.lines)

    def records(self) -> Iterator[Mapping[str, Any]]:
        """One row a line: periods, elasticity with its interval, class and its probability."""
        return map(_flat, self.lines)


class Behaviours:
    """Every cost line of every company of a panel, fitted at once; companies take their view with `of`."""

    def __init__(self, panel: Panel) -> None:
        self.histories = Histories.of(panel)
        self.lines = tuple(line.id for line in taxonomy().lines if line.cost_class and line.id in panel.values)
        self.revenue = self.histories.changes("revenue")
        self.costs = np.full((len(self.histories), len(self.lines), self.revenue.shape[1]), np.nan)
        for j, line in enumerate(self.lines):
            self.costs[:, j] = self.histories.changes(line)
        self.fits = fit(self.revenue[:, None, :], self.costs)
        self._at: dict[str, list[int]] = {}
        for i, company in enumerate(self.histories.company):
            self._at.setdefault(company, []).append(i)

    @functools.cached_property
    def estimates(self) -> Estimates:
        """Intervals, drawn estimates and probabilities of the classes, for every company and line at once."""
        return Estimates.of(self.fits, self.lines)

    def of(self, company: str, overrides: Mapping[str, str]) -> Behaviour:
        """One company's view; `overrides` are the classes that its user sets, by line."""
        return Behaviour(self, company, overrides)

    def present(self, company: str) -> list[str]:
        """The cost lines that a company reports; SG&A only where its parts are not both there."""
        rows = self.histories.rows[self._at.get(company, [])]
        used, values = rows[rows >= 0], self.histories.panel.values
        found = [line for line in self.lines if not np.isnan(values[line][used]).all()]
        return [line for line in found if line != WHOLE or not set(SPLIT) <= set(found)]

    def pool(self, line: str, months: int = YEAR, method: str = "dersimonian-laird") -> Pool:
        """One line over all companies loaded, of periods of that length; `method` as in `pooling.pool`."""
        if line not in self.lines:
            raise ValueError(f"line = {line!r}: no company reports such a cost")
        there = self.histories.months == months
        return pool(self.revenue[there], self.costs[there, self.lines.index(line)], method)

    def line(self, company: str, line: str, overrides: Mapping[str, str]) -> LineBehaviour:
        """One cost line of one company, with everything that its periods and the others' can bear."""
        j, cost = self.lines.index(line), cost_line(line, overrides)
        at = self._history(company, j)
        points = self._points(at, line)
        own = self._own(at, j)
        label, data = prior_of(line), panel_prior(line)
        prior = data or label
        by_label = _chances(label.odds if own is None else self.estimates.by_label[at, j])
        by_data = None if data is None else _chances(data.odds if own is None else self.estimates.by_data[at, j])
        chances = by_data or by_label
        far = own is not None and is_far(own.value, own.se)
        likeliest = "none" if far else max(chances, key=chances.__getitem__)
        probability = chances.get(likeliest, 0.0)
        turns = (None, None) if own is None or far else turning_points(own.value, own.se, own.dof, prior.odds)
        hc3, hac = self._robust(at, j, own)
        found = LineBehaviour(
            line=line,
            name=cost.name,
            cost_class=cost.cost_class,
            months=int(self.histories.months[at]),
            periods=sum(p.ratio is not None for p in points),
            changes=int(self.fits.changes[at, j]),
            method=_method(own, hc3, hac, points),
            points=points,
            elasticity=own,
            drift=None if own is None else float(self.fits.intercept[at, j]),
            hc3=hc3,
            hac=hac,
            sticky=_sticky(self.revenue[at], self.costs[at, j]),
            high_low=_high_low(points),
            prior=prior,
            drawn=None if own is None else _drawn(self.estimates.drawn, (at, j)),
            pooled=self._pooled(at, j, own, prior),
            by_label=by_label,
            by_data=by_data,
            flat=None if own is None else _chances(self.estimates.flat[at, j]),
            likeliest=likeliest,
            probability=probability,
            hard=probability >= HARD,
            shown=shown(cost, likeliest, hard=probability >= HARD),
            override=overrides.get(line, ""),
            change_at=(turns[0] and turns[0][0], turns[1] and turns[1][0]),
            change_to=("" if turns[0] is None else turns[0][1], "" if turns[1] is None else turns[1][1]),
            notes=(),
            says="",
        )
        found = replace(found, notes=notes_of(found, moved=bool(self.fits.moved[at, j]), others=self._others(at, j)))
        return replace(found, says=sentence(found))

    def _history(self, company: str, j: int) -> int:
        """The history to fit: years where they bear an estimate, else the one with the most changes, then periods."""
        months, panel = self.histories.months, self.histories.panel
        revenue, cost = panel.get("revenue"), panel.get(self.lines[j])

        def bears(i: int) -> tuple[bool, int, int, int]:
            changes = int(self.fits.changes[i, j])
            rows = self.histories.rows[i][self.histories.rows[i] >= 0]
            held = int((~np.isnan(cost[rows] + revenue[rows])).sum())
            return months[i] == YEAR and changes >= 3, changes, held, int(months[i])

        return max(self._at[company], key=bears)

    def _others(self, at: int, j: int) -> tuple[int, ...]:
        """Lengths in months of the company's other periods in which the line changes too."""
        company = self.histories.company[at]
        found = {int(self.histories.months[i]) for i in self._at[company] if self.fits.changes[i, j] > 0}
        return tuple(sorted(found - {int(self.histories.months[at])}, reverse=True))

    def _points(self, at: int, line: str) -> tuple[Point, ...]:
        rows, panel = self.histories.rows[at], self.histories.panel
        j = self.lines.index(line)
        revenue, cost = panel.get("revenue"), panel.get(line)
        found, last = [], -1
        for t, row in enumerate(rows.tolist()):
            if row < 0 or np.isnan(revenue[row]) or np.isnan(cost[row]):
                continue
            r, c = float(revenue[row]), float(cost[row])
            dr, dc = (self.revenue[at, t - 1], self.costs[at, j, t - 1]) if t else (np.nan, np.nan)
            dlog_r, dlog_c = (None, None) if np.isnan(dr) or np.isnan(dc) else (float(dr), float(dc))
            linked, last = bool(self.histories.linked[at, t]) and last == t - 1, t
            ratio = c / r if r > 0 else None
            found.append(Point(panel.rows[row].label, panel.rows[row].end, r, c, ratio, dlog_r, dlog_c, linked))
        return tuple(found)

    def _own(self, at: int, j: int) -> Elasticity | None:
        if not (np.isfinite(self.fits.se[at, j]) and self.fits.dof[at, j] >= 1):
            return None
        columns = (self.fits.slope, self.fits.se, self.fits.dof, self.estimates.low, self.estimates.high)
        value, se, dof, low, high = (float(column[at, j]) for column in columns)
        return Elasticity(value, se, int(dof), low, high)

    def _robust(self, at: int, j: int, own: Elasticity | None) -> tuple[Elasticity | None, Elasticity | None]:
        """HC3 and HAC where there are changes enough; HAC also needs them without a gap."""
        changes = self.fits.changes[at, j]
        if own is None or changes < HC3_CHANGES:
            return None, None
        hc3 = _interval(own.value, hc3_se(self.revenue[at], self.costs[at, j]), own.dof)
        used = np.flatnonzero(~np.isnan(self.costs[at, j]) & ~np.isnan(self.revenue[at]))
        if changes < HAC_CHANGES or used[-1] - used[0] + 1 > len(used):
            return hc3, None
        # Newey and West's rule of thumb for the number of lags.
        lags = int(4 * (changes / 100) ** (2 / 9))
        return hc3, _interval(own.value, hac_se(self.revenue[at, used], self.costs[at, j, used], lags), own.dof)

    def _pooled(self, at: int, j: int, own: Elasticity | None, prior: Prior) -> Pooled | None:
        """What the other companies say: of periods as long as these, or of years where none is estimated here."""
        months = int(self.histories.months[at]) if own is not None else YEAR
        for line in dict.fromkeys((self.lines[j], kin(self.lines[j]))):
            others, slopes, errors = self._estimates(line, months, self.histories.company[at])
            if len(others) >= 2:
                return _pool(line, others, slopes, errors, own, prior)
        return None

    def _estimates(self, line: str, months: int, but: str) -> tuple[list[str], list[float], list[float]]:
        """The other companies' elasticities of a line that are fit to be pooled, with errors a normal may have."""
        if line not in self.lines:
            return [], [], []
        j = self.lines.index(line)
        errors = inflated(self.fits.se[:, j], self.fits.dof[:, j])
        with np.errstate(invalid="ignore"):
            there = (self.histories.months == months) & (self.fits.dof[:, j] >= POOLED_DOF) & (errors > 0)
        kept = [i for i in np.flatnonzero(there).tolist() if self.histories.company[i] != but]
        return [self.histories.company[i] for i in kept], self.fits.slope[kept, j].tolist(), errors[kept].tolist()


# The normal 97.5% point, for spreads that are taken as known; never for an estimate's own error.
_Z = 1.959963984540054


def _interval(value: Any, se: Any, dof: Any) -> Elasticity | None:
    if not (np.isfinite(value) and np.isfinite(se) and dof >= 1):
        return None
    half = float(t_quantile(dof)) * float(se)
    return Elasticity(float(value), float(se), int(dof), float(value) - half, float(value) + half)


def _drawn(made: Shrunk, at: tuple[int, ...] = ()) -> Drawn:
    return Drawn(*(float(part[at]) for part in (made.mean, made.sd, made.low, made.high, made.weight)))


def _chances(odds: Sequence[float] | Floats) -> dict[str, float]:
    return dict(zip(CLASSES, (float(p) for p in odds), strict=True))


def _pool(
    line: str, names: list[str], slopes: list[float], errors: list[float], own: Elasticity | None, prior: Prior
) -> Pooled:
    made = dersimonian_laird(slopes, errors)
    tau2 = made.tau2 or 0.0
    flag = "" if tau2 > 0 else "no spread between them beyond chance"
    flag = flag if len(names) >= FEW else f"{len(names)} companies"
    between = prior.sd if flag else tau2**0.5
    centre, se = given_spread(slopes, errors, between)
    sd = float(np.hypot(between, se))
    drawn = Drawn(centre, sd, centre - _Z * sd, centre + _Z * sd, 0.0)
    if own is not None:
        drawn = _drawn(shrink_t(own.value, own.se, own.dof, centre, sd))
    told = flag and f"{flag}: how far companies differ is taken from the prior"
    return Pooled(line, centre, se, between, tuple(dict.fromkeys(names)), drawn, told)


def _method(own: Elasticity | None, hc3: Elasticity | None, hac: Elasticity | None, points: Sequence[Point]) -> str:
    if own is None:
        return "ratios" if any(p.ratio is not None for p in points) else "none"
    return "t interval" + (", HC3" if hc3 else "") + (", HAC" if hac else "")


def _sticky(x: Floats, y: Floats) -> Sticky | None:
    found = fit_sticky(x, y)
    pairs = ((found.up, found.se_up), (found.down, found.se_down), (found.extra, found.se_extra))
    up, down, extra = (_interval(value, se, found.dof) for value, se in pairs)
    if up is None or down is None or extra is None:
        return None
    return Sticky(up, down, extra, int((np.isfinite(y) & (x < 0)).sum()))


def _high_low(points: Sequence[Point]) -> HighLow | None:
    used = [p for p in points if p.ratio is not None]
    if len({p.revenue for p in used}) < 2:
        return None
    return high_low([p.revenue for p in used], [p.cost for p in used])


def _flat(line: LineBehaviour) -> dict[str, Any]:
    own = line.elasticity
    return {
        "line": line.line,
        "periods": line.periods,
        "months": line.months,
        "method": line.method,
        "elasticity": None if own is None else own.value,
        "low": None if own is None else own.low,
        "high": None if own is None else own.high,
        "drawn to the prior": None if line.drawn is None else line.drawn.mean,
        "own weight": None if line.drawn is None else line.drawn.weight,
        "likeliest": line.likeliest,
        "probability": line.probability,
        "flat prior": None if line.flat is None else max(line.flat, key=line.flat.__getitem__),
        "shown": line.shown,
    }

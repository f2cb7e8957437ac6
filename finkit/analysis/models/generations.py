"""Generations: what each model of a company cost, what it left while it was used, and whether it paid back.

METHODS 1.2, 4.1 to 4.3. All companies in one pass over arrays of companies, models and months; each company then takes
its own slice. Money in units of the company's currency, low and high where a figure is only bounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from finkit.analysis.measures import Floats
from finkit.analysis.models.attribution import attributed, blended, by_month, keyed, month_shares
from finkit.analysis.models.capitalization import Capitalization
from finkit.analysis.models.earnings import Books
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.lineage import Lineage, lineage
from finkit.analysis.models.lives import Attributed, Cells, Generations, ModelLife, Research, notes_of, unpriced
from finkit.analysis.models.model_returns import model_returns
from finkit.analysis.models.months import cells, edges
from finkit.analysis.models.outlay import outlays
from finkit.analysis.models.payoff import OUTLAYS, RESULTS, SHARED, Ends, Outlay, payoff
from finkit.analysis.models.spans import RESEARCH, Ints, Spans, bounds_of, currency_of, spans
from finkit.analysis.models.vintages import usage_shares
from finkit.assumptions.settings import Assumptions
from finkit.statement.panel import Panel

LINES = ("revenue", "cost_of_revenue", "staff_costs", "sales_marketing", "general_administrative")
# A model's users have left once its part of use is no more than this.
_GONE = 0.03


def generations(
    panel: Panel, assumed: Mapping[str, Assumptions], capital: Capitalization | None
) -> dict[str, Generations | str]:
    """The generations of every company of a panel in one pass, or in words what is missing; by company."""
    where = panel.companies()
    names, slices = list(where), list(where.values())
    own = [currency_of(panel, rows) for rows in slices]
    spent = bounds_of(panel, RESEARCH, assumed, capital)
    found = [lineage(panel, name, rows, assumed[name], spent) for name, rows in where.items()]
    result: dict[str, Generations | str] = {
        n: said for n, said in zip(names, found, strict=True) if isinstance(said, str)
    }
    for group in _groups(names, found, assumed):
        rows, money = [slices[i] for i in group], [own[i] for i in group]
        lines = {line: spans(panel, line, rows, *bounds_of(panel, line, assumed, None), money) for line in LINES}
        held = [one for i in group if isinstance(one := found[i], Lineage)]
        research = spans(panel, RESEARCH, rows, *spent, money)
        whole = _Pass(panel, held, [assumed[names[i]] for i in group], money, lines, research, rows)
        result |= {names[i]: whole.view(n) for n, i in enumerate(group)}
    return result


def _groups(
    names: Sequence[str], found: Sequence[Lineage | str], assumed: Mapping[str, Assumptions]
) -> list[list[int]]:
    """Companies whose users move along the same curve with the same numbers: they share one pass."""
    groups: dict[str, list[int]] = {}
    for i, one in enumerate(found):
        if isinstance(one, Lineage):
            groups.setdefault(assumed[names[i]].adoption.model_dump_json(), []).append(i)
    return list(groups.values())


class _Pass:
    """Arrays of companies, models and months, for companies that share an adoption curve."""

    def __init__(
        self, panel: Panel, held: Sequence[Lineage], assumed: Sequence[Assumptions], own: Sequence[str],
        lines: Mapping[str, Spans], research: Spans, rows: Sequence[slice],
    ) -> None:  # fmt: skip
        self.rows = rows
        self.panel, self.held, self.assumed, self.own, self.lines = panel, held, assumed, own, lines
        self.research = research
        self.width = max(map(len, held))
        self.release, self.end = self._days()
        self.month_start, self.month_end, self.count = cells(edges(self.release, self.end, list(lines.values())))
        # The last model's end stands behind it as one more release, so that use moves on where months reach it.
        after = np.full((len(held), self.width + 1), np.nan)
        after[:, :-1] = self.release
        for c, one in enumerate(held):
            after[c, len(one)] = self.end[c, len(one) - 1]
        self.usage = usage_shares(after, self.month_start, self.month_end, assumed[0].adoption)
        shown = (self.month_end[:, None, :] > self.release[..., None]).astype(float)
        self.models = self.usage[:, :-1] * shown
        self.keys = self._keys()
        self.parts = {n: month_shares(line, self.month_start, self.month_end) for n, line in lines.items()}
        days = {n: np.nan_to_num(line.end - line.start) for n, line in lines.items()}
        self.covered = {n: by_month(days[n], self.parts[n]) for n in lines}
        self.low = {n: by_month(line.low, self.parts[n]) for n, line in lines.items()}
        self.high = {n: by_month(line.high, self.parts[n]) for n, line in lines.items()}
        books = self._books()
        self.earned = {
            key: books.earnings(self.models, *(by[:, :-1] for by in shares)) for key, shares in self.keys.items()
        }
        self.outlays = outlays(held, assumed, own, research, self.release, self.end)

    def _days(self) -> tuple[Floats, Floats]:
        release = np.full((len(self.held), self.width), np.nan)
        end = release.copy()
        for c, one in enumerate(self.held):
            release[c, : len(one)] = [m.release.toordinal() for m in one.models]
            end[c, : len(one)] = [day.toordinal() for day in one.ends]
        return release, end

    def _rounding(self, line: str) -> Floats:
        """How far each period of a line may be off for its printed digits, (companies, periods)."""
        rows = self.lines[line].rows
        return np.where(rows >= 0, self.panel.rounding(line)[rows], 0.0) if len(self.panel) else np.zeros(rows.shape)

    def _keys(self) -> dict[str, tuple[Floats, Floats]]:
        """Shares of revenue and of cost by each key: prices move revenue, the cost of serving moves cost.

        What follows a company's last model has that one's price and cost of serving.
        """
        usage = self.usage
        price, serving = np.full(usage.shape[:2], np.nan), np.ones(usage.shape[:2])
        for c, one in enumerate(self.held):
            for v, m in enumerate((*one.models, one.models[-1])):
                serving[c, v] = m.relative_serving_cost
                if m.list_price_in is not None and m.list_price_out is not None:
                    price[c, v] = blended(np.array(m.list_price_in.centre), np.array(m.list_price_out.centre))
        return {
            "usage": (usage, usage),
            "list price": (keyed(usage, price), usage),
            "serving cost": (usage, keyed(usage, serving)),
        }

    def _books(self) -> Books:
        """The lines by month, and what assumptions take off each model's revenue."""
        taken = [a.partner_share for a in self.assumed]
        return Books(
            money={n: self._money(n) for n in self.lines},
            covered=self.covered,
            kept=1 - np.array([(x.high, x.low, x.centre, x.low) if x else (0.0,) * 4 for x in taken]).T,
            sales=self._sales_shares(),
            staffed=np.asarray((self.lines["staff_costs"].rows >= 0).any(axis=1)),
        )

    def _money(self, line: str) -> Floats:
        """Low, high, centre and rounding of a line by month, (4, companies, months)."""
        low, high = self.low[line], self.high[line]
        return np.stack([low, high, (low + high) / 2, by_month(self._rounding(line), self.parts[line])])

    def _sales_shares(self) -> Floats:
        """Low, high and centre of S&M over each model's revenue, (3, companies, models); NaN where not given."""
        found = np.full((3, *self.release.shape), np.nan)
        for c, one in enumerate(self.held):
            for v, m in enumerate(one.models):
                if m.sales_share is not None:
                    found[:, c, v] = m.sales_share.low, m.sales_share.high, m.sales_share.centre
        return found

    def view(self, c: int) -> Generations:
        """One company's slice."""
        one, months = self.held[c], int(self.count[c])
        size = len(one)
        usage = self.usage[c, : size + 1, :months]
        if not (usage[size] > 0).any():
            usage = usage[:size]
        lives = tuple(self._life(c, v) for v in range(size))
        return Generations(
            lineage=one,
            currency=self.own[c],
            cells=self._cells(c, months),
            research=self._research(c),
            months=tuple(date.fromordinal(int(d)) for d in self.month_start[c, :months]),
            usage=usage,
            names=(*(m.name for m in one.models), self._next(c))[: len(usage)],
            revenue={key: self._attributed("revenue", c, shares[0]) for key, shares in self.keys.items()},
            cost={key: self._attributed("cost_of_revenue", c, shares[1]) for key, shares in self.keys.items()},
            lives=lives,
            adoption=self.assumed[c].adoption,
            notes=notes_of(one, self.own[c], lives, self._reported(c)),
        )

    def _next(self, c: int) -> str:
        """What the models after a company's last are called, of which the months may hold several."""
        one = self.held[c]
        count = len(one.following(self.month_end[c, int(self.count[c]) - 1])) - 1
        return f"next model{'s' * (count != 1)}{' (projected)' * (one.projected or count != 1)}"

    def _reported(self, c: int) -> date:
        """The last day of a company's periods; where there are none, none is after it."""
        last = max(np.nanmax(line.end[c], initial=0.0) for line in self.lines.values())
        return date.fromordinal(int(last) - 1) if last else date.max

    def _cells(self, c: int, months: int) -> Cells:
        """What each cell holds of revenue and of cost of revenue, with the company's own row that it lies in."""
        two, at = ("revenue", "cost_of_revenue"), slice(0, months)
        first = self.rows[c].start
        held = {n: self.parts[n][c, :, at] for n in two}
        inside = {n: held[n].max(axis=0, initial=0.0) for n in two}
        return Cells(
            start=self.month_start[c, at],
            end=self.month_end[c, at],
            known=np.where((inside["revenue"] > 0) & (inside["cost_of_revenue"] > 0), 1.0, 0.0),
            rows={
                n: np.where(inside[n] > 0, self.lines[n].rows[c][held[n].argmax(axis=0)] - first, -1.0)
                if held[n].size
                else np.full(months, -1.0)
                for n in two
            },
            parts=inside,
            low={n: self.low[n][c, at] for n in two},
            high={n: self.high[n][c, at] for n in two},
        )

    def _research(self, c: int) -> Research:
        """The company's periods of R&D in order, with its own rows."""
        held = self.research
        at = np.flatnonzero(held.rows[c] >= 0)
        low, high = held.low[c, at], held.high[c, at]
        return Research(held.rows[c, at] - self.rows[c].start, held.start[c, at], held.end[c, at], low, high)

    def _attributed(self, line: str, c: int, shares: Floats) -> Attributed:
        found, part = self.lines[line], self.parts[line][c : c + 1]
        one, size = self.held[c], len(self.held[c])
        # What was used before the first model came is no model's of the table, and what follows the last is not either.
        early = self.month_end[c] <= self.release[c, 0]

        def rows(by: Floats) -> Floats:
            first = by[c, :1]
            return np.concatenate([np.where(early, first, 0.0), np.where(early, 0.0, first), by[c, 1 : size + 1]])

        low, high = (attributed(x[c : c + 1], part, rows(shares)[None])[0] for x in (found.low, found.high))
        there = found.rows[c] >= 0
        names = (f"before {one.models[0].name}", *(m.name for m in one.models), self._next(c))
        brought = (rows(self.usage) @ part[0].T > 0).any(axis=1)
        kept = [v for v in range(size + 2) if 0 < v <= size or brought[v]]
        periods = tuple(self.panel.rows[r].label for r in found.rows[c][there])
        return Attributed(periods, tuple(names[v] for v in kept), low[kept][:, there], high[kept][:, there])

    def _life(self, c: int, v: int) -> ModelLife:
        one = self.held[c]
        model, tenure = one.models[v], float(self.end[c, v] - self.release[c, v]) / DAYS_PER_MONTH
        outlays = {
            name: Outlay(*held[:, c, v].tolist())
            for name, held in self.outlays.items()
            if not np.isnan(held[:, c, v]).any()
        }
        earned = {key: {name: found[name].of(c, v) for name in self._results(c)} for key, found in self.earned.items()}
        life = self.assumed[c].life_months
        lives = {f"a life of {m:g} months": m for m in (life.low, life.centre, life.high)}
        payoffs = {key: payoff(outlays, found, tenure, lives.items()) for key, found in earned.items()}
        if isinstance(payoffs["list price"], str) and not isinstance(payoffs["usage"], str):
            payoffs["list price"] = f"no list price is given of {', '.join(unpriced(one))}"
        totals = {n: (self._total(n, 0, c, v), self._total(n, 1, c, v)) for n in ("revenue", "cost_of_revenue")}
        low, middle, high = self._flows(c, v, outlays)
        return ModelLife(
            name=model.name,
            release=model.release,
            end=one.ends[v],
            tenure=tenure,
            projected=one.projected and v == len(one) - 1,
            source=model.source,
            made_months=model.training_months,
            outlays=outlays,
            earned=earned,
            revenue=totals["revenue"],
            revenue_costed=self._costed(c, v),
            inference=totals["cost_of_revenue"],
            payoffs=payoffs,
            flows=tuple(middle),
            returns=model_returns(low, middle, high, self.assumed[c].cadence.discount.centre) if middle else None,
            after=self._after(c, v),
        )

    def _results(self, c: int) -> tuple[str, ...]:
        """The results that a company's lines and assumptions give."""
        out = set()
        if self.assumed[c].partner_share is None:
            out.add(SHARED)
        if not (self.lines["staff_costs"].rows[c] >= 0).any():
            out.add("after staff")
        return tuple(name for name in RESULTS if name not in out)

    def _total(self, line: str, end: int, c: int, v: int) -> float:
        shares = self.keys["usage"][0][c, v] * (self.models[c, v] > 0)
        return float(((self.low, self.high)[end][line][c] * shares).sum())

    def _used(self, c: int, v: int) -> Ints:
        """The months of a model's use in which revenue and cost of revenue are known together."""
        same = np.abs(self.covered["revenue"][c] - self.covered["cost_of_revenue"][c]) < 1e-6
        return np.flatnonzero(same & (self.covered["revenue"][c] > 0) & (self.models[c, v] > 0))

    def _costed(self, c: int, v: int) -> Ends:
        """Revenue by use, low and high, in the months that gross profit is known of."""
        used = self._used(c, v)
        low, high = ((x["revenue"][c] * self.keys["usage"][0][c, v])[used].sum() for x in (self.low, self.high))
        return float(low), float(high)

    def _flows(self, c: int, v: int, outlays: Mapping[str, Outlay]) -> list[list[float]]:
        """Months of outlay before the release, then of gross profit by use, to the last month that is covered.

        Low, middle and high: the high cost meets the low gross profit. Empty where the cost is unknown, or gross profit
        of a month between the first of its use and the last that is covered: no month that is not known counts as 0.
        """
        cost = next((outlays[name] for name in OUTLAYS if name in outlays), None)
        used = self._used(c, v)
        if cost is None or not used.size:
            return [[], [], []]
        served = np.flatnonzero(self.models[c, v] > _GONE)
        if np.setdiff1d(served[served < used[-1]], used).size:
            return [[], [], []]
        one = self.held[c]
        length = one.models[v].training_months
        if length is None:
            length = (self.release[c, v] - self.release[c, v - 1]) / DAYS_PER_MONTH if v else 12.0
        before = max(1, round(length))
        months = self.month_start[c, used].astype(int)
        at = np.array([date.fromordinal(d).year * 12 + date.fromordinal(d).month for d in months])
        first = one.models[v].release.year * 12 + one.models[v].release.month
        made: list[list[float]] = []
        for spent, left in zip((cost.high, cost.centre, cost.low), self._left(c, v), strict=True):
            back = np.zeros(int(at.max()) - first + 1)
            np.add.at(back, at - first, left[used])
            made.append([-spent / before] * before + back.tolist())
        return made

    def _left(self, c: int, v: int) -> tuple[Floats, Floats, Floats]:
        """A model's gross profit by use in each month: low, middle and high."""
        both = ((self.low, self.high), (self.high, self.low))
        low, high = (self.usage[c, v] * (a["revenue"][c] - b["cost_of_revenue"][c]) for a, b in both)
        return low, (low + high) / 2, high

    def _after(self, c: int, v: int) -> tuple[tuple[float, float], ...] | None:
        """Years from its replacement and gross profit of each month in which users still leave the model."""
        at, end = slice(0, int(self.count[c])), self.end[c, v]
        revenue, cost = (self.covered[line][c, at] for line in ("revenue", "cost_of_revenue"))
        start, finish = self.month_start[c, at], self.month_end[c, at]
        served = (start >= end) & (self.models[c, v, at] > _GONE)
        known = (np.abs(revenue - cost) < 1e-6) & (revenue > 0)
        if not (start >= end).any() or served[-1] or not known[served].all():
            return None
        years = ((start + finish) / 2 - end)[served] / 365
        return tuple(zip(years.tolist(), self._left(c, v)[1][at][served].tolist(), strict=True))

"""Statements and assumptions to results: one panel, each part once, and each company its view."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.analysis.company.behaviours import Behaviour, Behaviours
from finkit.analysis.company.costs import SUMS, CostLine, bounded, class_sums, cost_lines, lines_tie, members
from finkit.analysis.company.published import Definitions
from finkit.analysis.company.readings import Leverages, Scales
from finkit.analysis.company.research import ResearchYear, research_years
from finkit.analysis.company.run_rate import RunRateStep, run_rate_steps
from finkit.analysis.company.treatments import Treatments
from finkit.analysis.customers.customers import Customers, analyze_customers
from finkit.analysis.inference.results import Inference
from finkit.analysis.market.markets import MarketResults, read_markets
from finkit.analysis.measures import CASH, INCREMENTAL, MARGINS, Floats, Measure, evaluate, registry, spread
from finkit.analysis.models.cadence_year import CadenceYear, cadence_year
from finkit.analysis.models.capitalization import Capitalization, capitalize
from finkit.analysis.models.carried import Carried, carried
from finkit.analysis.models.generations import generations
from finkit.analysis.models.lives import Generations
from finkit.analysis.models.vintage_triangle import Triangles, triangles
from finkit.analysis.quality import Quality, quality
from finkit.analysis.ranges import conflict_ranges
from finkit.analysis.table import POSITIONS, SHOWN, Table
from finkit.assumptions.settings import Assumptions
from finkit.statement.fact import Facts
from finkit.statement.identities import depreciation_on_face
from finkit.statement.panel import Panel
from finkit.statement.period import next_day, shift_year
from finkit.statement.remainders import joint_rounding
from finkit.statement.statement import Statement


@dataclass(frozen=True)
class CompanyResults:
    """What one company's figures say: a table or a view a question, worked out by row where it is asked for."""

    margins: Table
    incremental: Table
    cash: Table
    costs: tuple[CostLine, ...]
    behaviour: Behaviour
    research: tuple[ResearchYear, ...]
    leverage: Leverages
    scale: Scales
    treatments: Treatments
    definitions: Definitions
    run_rates: tuple[RunRateStep, ...]


@dataclass(frozen=True)
class ModelResults:
    """What concerns generations of models: R&D capitalized, absent where no annual R&D is known; each generation.

    `generations` and `carried` are texts where they are absent: what would bring them.
    """

    capitalization: Capitalization | None
    generations: Generations | str
    carrying: Callable[[], Carried | str] | None

    @functools.cached_property
    def carried(self) -> Carried | str:
        """R&D as the models it makes, worked out where it is asked for."""
        return str(self.generations) if self.carrying is None else self.carrying()


@dataclass(frozen=True, repr=False)
class Analysis:
    """The results of one company, grouped by the question they answer; frozen, from one statement."""

    statement: Statement
    assumptions: Assumptions
    panel: Panel
    company: CompanyResults
    models: ModelResults
    customers: Customers
    market: MarketResults
    inference: Inference
    quality: Quality

    @property
    def name(self) -> str:
        """The company's name."""
        return self.statement.name

    def rows(self, *, segment: str = "", scenario: str | None = None) -> list[int]:
        """Rows of the whole company (or a segment): actual ones, and hypothetical ones of an example."""
        wanted = SHOWN if scenario is None else (scenario,)
        return [i for i, r in enumerate(self.panel.rows) if r.segment == segment and r.scenario in wanted]

    def latest(self) -> int | None:
        """The row to lead with: the latest year with revenue and a margin.

        Where there is none, or newer figures are more than a year newer, the period that shows most.
        """
        at = self.company.margins.at

        def shown(i: int) -> tuple[int, int, str]:
            margins = sum(at(name, i) is not None for name in ("gross_margin", "operating_margin"))
            return (
                margins + (at("revenue", i) is not None and margins > 0),
                self.panel.rows[i].months or 0,
                self.panel.rows[i].end,
            )

        rows = self.rows()
        years = [
            i for i in rows if shown(i)[0] >= 2 and self.panel.rows[i].months == 12 and at("revenue", i) is not None
        ]
        year = max(years, key=lambda i: self.panel.rows[i].end, default=None)
        if year is None:
            return max(rows, key=lambda i: (shown(i)[0] or (at("revenue", i) is not None), *shown(i)[1:]), default=None)
        newer = [
            i for i in rows if self.panel.rows[i].end and shift_year(self.panel.rows[i].end) > self.panel.rows[year].end
        ]
        return max((i for i in newer if shown(i)[0] >= 2), key=shown, default=year)

    @functools.cached_property
    def cadence(self) -> CadenceYear | str:
        """Release cadence in the period to lead with, worked out where it is asked for; or in words what is missing."""
        row, held = self.latest(), self.models.generations
        if isinstance(held, str):
            return held
        if row is None:
            return "no period has revenue"
        capital = self.models.capitalization
        return cadence_year(self.company.margins, row, self.assumptions, capital, held.lineage)

    @functools.cached_property
    def triangles(self) -> Triangles:
        """Models by age, worked out where they are asked for."""
        return triangles(self.models.generations, self.inference.usage or self.inference.why)

    def __repr__(self) -> str:
        return f"<Analysis of {self.name}: {len(self.panel)} periods>"

    def _repr_html_(self) -> str:
        return f"<h3>{html.escape(self.name)}</h3>" + self.company.margins._repr_html_()


def analyze(
    statement: Statement, assumptions: Assumptions | Mapping[str, Any] | None = None, peers: Sequence[Statement] = ()
) -> Analysis:
    """The analysis of one statement; `peers` join the panel for parts that pool (how costs behave).

    `assumptions` as an object or as the table of a sidecar, such as `{"life_months": 24}`.
    """
    given = None
    if assumptions is not None:
        given = [
            assumptions if isinstance(assumptions, Assumptions) else Assumptions.of(assumptions, span=statement.span)
        ]
    return analyze_all([statement, *peers], given and [*given, *(Assumptions.of(p.sidecar) for p in peers)])[0]


def analyze_all(statements: Sequence[Statement], assumptions: Sequence[Assumptions] | None = None) -> list[Analysis]:
    """One analysis a statement, computed on one panel of all of them.

    `assumptions` stand in the order of `statements`; without them each statement's sidecar gives its own.
    """
    if not statements:
        return []
    assumed = (
        list(assumptions)
        if assumptions
        else [Assumptions.of(s.sidecar, f"{s.name}: [assumptions]", s.span if s.sidecar else None) for s in statements]
    )
    panel = Panel.of(Facts.concat([s.facts for s in statements]))
    where = panel.companies()
    by_name = {s.name: a for s, a in zip(statements, assumed, strict=True)}
    whole = _Whole(panel, by_name)
    return [whole.view(s, a, where.get(s.name, slice(0, 0))) for s, a in zip(statements, assumed, strict=True)]


class _Whole:
    """Every part on the whole panel, once."""

    def __init__(self, panel: Panel, assumed: Mapping[str, Assumptions]) -> None:
        self.panel, self.n = panel, len(panel)
        self.face = depreciation_on_face(panel)
        self.overrides = [assumed[row.company].classes for row in panel.rows]
        months = np.array([np.nan if row.months is None else row.months or np.nan for row in panel.rows], dtype=float)
        year_ago = panel.year_ago()
        self.measures: tuple[Measure, ...] = (*MARGINS, *INCREMENTAL, *CASH)
        self.fixed: dict[str, Floats] = {
            "lines_tie": lines_tie(panel, class_sums(panel, self.overrides, self.face)),
            "bounded": bounded(panel),
            "year_ago": year_ago,
            "step_from": _step_from(panel, year_ago),
            "quarters": months / 3,
        }
        self.values = self._measured(panel)
        self.low, self.high = self._step_ranges()
        self._merge_conflicts()
        self.behaviours = Behaviours(panel)
        self.capital = capitalize(panel, assumed, self.values["operating_result"], year_ago, self.face)
        self.generations = generations(panel, assumed, next(iter(self.capital.values()), None))

    def _measured(self, panel: Panel) -> dict[str, Floats]:
        inputs = {**panel.values, **class_sums(panel, self.overrides, self.face), **self.fixed}
        return {**inputs, **evaluate(self.measures, inputs, self.n)}

    def view(self, statement: Statement, assumed: Assumptions, rows: slice) -> Analysis:
        panel = self.panel.cut(rows)
        values = {name: column[rows] for name, column in self.values.items()}
        for name in POSITIONS:
            values[name] = values[name] - rows.start
        low = {name: column[rows] for name, column in self.low.items()}
        high = {name: column[rows] for name, column in self.high.items()}
        face = bool(self.face[rows].any())
        sums = {name: members(name, panel, assumed.classes, face=face) for name in SUMS}
        tables = [Table(panel, part, values, low, high, sums) for part in (MARGINS, INCREMENTAL, CASH)]
        lines = cost_lines(_with_amounts(panel), assumed.classes, face=face)
        capital = self.capital[assumed.life_months.centre].of_company(rows, assumed)
        leverage = Leverages(tables[0], lines, assumed)
        behaviour = self.behaviours.of(statement.name, assumed.classes)
        return Analysis(
            statement=statement,
            assumptions=assumed,
            panel=panel,
            company=CompanyResults(
                tables[0],
                tables[1],
                tables[2],
                lines,
                behaviour=behaviour,
                research=research_years(panel, capital),
                leverage=leverage,
                scale=Scales(tables[0], leverage, assumed, behaviour),
                treatments=Treatments(tables[0], leverage, assumed, capital),
                definitions=Definitions(tables[0]),
                run_rates=run_rate_steps(statement.facts),
            ),
            models=self._models(statement.name, assumed, panel, capital, values),
            customers=analyze_customers(assumed, tables[0], capital, statement.currency),
            inference=Inference(assumed),
            market=read_markets(assumed.market),
            quality=quality(statement),
        )

    def _models(
        self, name: str, assumed: Assumptions, panel: Panel, capital: Capitalization | None, values: dict[str, Floats]
    ) -> ModelResults:
        found = self.generations.get(name, "it has no figures")
        if isinstance(found, str):
            return ModelResults(capital, found, None)
        return ModelResults(capital, found, functools.partial(carried, panel, found.lineage, assumed, capital, values))

    def _step_ranges(self) -> tuple[dict[str, Floats], dict[str, Floats]]:
        half = {f"{n}_step": self._step_rounding(line) for n, line in _STEPS.items()}
        low, high = {}, {}
        for name in _RANGED:
            low[name], high[name] = spread(registry()[name], self.values, half)
        return low, high

    def _step_rounding(self, line: str) -> Floats:
        here = self._variable_rounding() if line == "variable_overhead" else self.panel.rounding(line)
        back = self.values["step_from"]
        at = np.where(np.isnan(back), 0, np.nan_to_num(back) - 1).astype(int)
        return np.where(np.isnan(back), 0.0, joint_rounding(here, here[at]))

    def _variable_rounding(self) -> Floats:
        sums = class_sums(self.panel.roundings(), self.overrides, self.face)
        return np.asarray(np.nan_to_num(sums["variable_split"]))

    def _merge_conflicts(self) -> None:
        """Widen by the ranges of figures that sources of equal rank give differently."""
        low, high = conflict_ranges(self.panel, self._measured)
        for name in low:
            self.low[name] = np.fmin(self.low.get(name, low[name]), low[name])
            self.high[name] = np.fmax(self.high.get(name, high[name]), high[name])


_STEPS = {"revenue": "revenue", "cost": "cost_of_revenue", "variable": "variable_overhead"}
_RANGED = ("incremental_gross_margin", "incremental_contribution_margin")


def _step_from(panel: Panel, year_ago: Floats) -> Floats:
    """The 1-based row that a step is taken from: the period right before of equal length, else a year earlier."""
    ends = {(r.company, r.segment, r.scenario, r.currency, r.months, r.end): i for i, r in enumerate(panel.rows)}
    out = year_ago.copy()
    for i, row in enumerate(panel.rows):
        before = next_day(row.start, -1) if row.start else ""
        found = ends.get((row.company, row.segment, row.scenario, row.currency, row.months, before))
        if found is not None and row.months != 12:
            out[i] = found + 1
    return out


def _with_amounts(panel: Panel) -> tuple[str, ...]:
    """Lines that a company gives for itself in a period that was, not in a forecast or a segment."""
    here = np.array([row.segment == "" and row.scenario in SHOWN for row in panel.rows], dtype=bool)
    return tuple(line for line, values in panel.values.items() if not np.isnan(values[here]).all())

"""One company's leverage and scale by period, always with sales and marketing fixed and with it variable.

METHODS 1.7 and 1.9: the answer depends on where S&M stands. Which cost is variable is the class of its line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from finkit.analysis.company.arcs import arc
from finkit.analysis.company.behaviours import Behaviour
from finkit.analysis.company.costs import SPLIT, WHOLE, CostLine
from finkit.analysis.company.leverage import Leverage, cvp
from finkit.analysis.company.scale import (
    ELASTICITIES,
    BreakEven,
    Path,
    growth_to_break_even,
    operating_margin_path,
)
from finkit.analysis.company.stack import Stack, margin_stack
from finkit.analysis.company.turnover import Gmroi, gmroi_from_levels
from finkit.analysis.framed import Framed
from finkit.analysis.given import money
from finkit.analysis.table import Table
from finkit.assumptions.settings import Assumptions

SALES = ("sales_marketing", WHOLE)
VARIABLE = ("cogs", "variable")


@dataclass(frozen=True, slots=True)
class CostSplit:
    """Operating costs of one period by how they move, in units of the currency; `sales` (S&M) stands apart.

    `sales` is None where no line holds it, `sales_line` names the line. `mapping` has line id, class and amount
    of each line counted. `residual`: not every line is given, so fixed cost is contribution less operating income.
    """

    revenue: float
    variable: float
    sales: float | None
    sales_line: str
    fixed: float
    mapping: tuple[tuple[str, str, float], ...]
    residual: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Leverage of one period under one reading of S&M: `sales` is "fixed", "variable" or "" (no such line).

    `leverage` takes the period as one unit, so that its contribution is the period's. `growth` uses the growths
    of the `LeveragePeriod`.
    """

    sales: str
    variable_cost: float
    fixed_cost: float
    leverage: Leverage
    growth: BreakEven


@dataclass(frozen=True, slots=True)
class LeveragePeriod:
    """Leverage of one company in one period: both readings of S&M, and the growths a year behind their years.

    `split` is None where costs cannot be split, and `why` says so; `revenue_growth` and `fixed_growth` (fractions)
    are None where neither assumed nor observed, `growths_from` says which.
    """

    period: str
    split: CostSplit | None
    readings: tuple[Reading, ...]
    revenue_growth: float | None
    fixed_growth: float | None
    growths_from: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Essay 004's claim of one period: that S&M alone turns the result from positive to negative.

    `verdict` is "holds before R&D", "does not hold" or "cannot be tested"; `says` why, in one or two sentences.
    """

    period: str
    verdict: str
    says: str


@dataclass(frozen=True, slots=True)
class ScalePeriod:
    """Scale of one company in one period: its stack, the paths of its operating margin, and the essay's claim.

    `paths` has the elasticities 0, 0.5 and 1 and the one assumed or estimated, if any; empty where `why` says so.
    `margin_before_sales`, `sales_share` are fractions of revenue, `fixed_cost` money: the inputs of the paths.
    `turnover` is gross margin times inventory turnover at cost; None where `turnover_why` says so.
    """

    period: str
    stack: Stack | None
    paths: tuple[Path, ...]
    margin_before_sales: float | None
    sales_share: float | None
    fixed_cost: float | None
    claim: Claim | None
    turnover: Gmroi | None
    turnover_why: str
    why: str = ""


@dataclass(frozen=True, repr=False)
class Leverages(Framed):
    """Leverage by row of a company's table; worked out when asked."""

    table: Table
    costs: tuple[CostLine, ...]
    assumed: Assumptions

    def at(self, row: int) -> LeveragePeriod:
        """The leverage of a row of the table."""
        label = self.table.panel.rows[row].label
        split, why = self.split(row)
        g, gamma, whose = self._growths(row, split)
        if split is None:
            return LeveragePeriod(label, None, (), g, gamma, whose, why)
        kinds = ("fixed", "variable") if split.sales is not None else ("",)
        return LeveragePeriod(label, split, tuple(_reading(split, k, g, gamma) for k in kinds), g, gamma, whose)

    def records(self) -> Iterator[dict[str, Any]]:
        """One row a period and reading of S&M; a period whose costs cannot be split has one that says why."""
        for row in self.table.reported():
            held = self.at(row)
            if not held.readings:
                yield {"period": held.period, "sales": "", "why": held.why}
            for one in held.readings:
                yield {
                    "period": held.period,
                    "sales": one.sales,
                    "variable_cost": one.variable_cost,
                    "fixed_cost": one.fixed_cost,
                    "contribution_ratio": one.leverage.contribution_ratio,
                    "break_even_revenue": one.leverage.break_even_revenue,
                    "operating_leverage": one.leverage.operating_leverage,
                    "margin_of_safety": one.leverage.margin_of_safety,
                    "revenue_growth": held.revenue_growth,
                    "fixed_growth": held.fixed_growth,
                    "years_to_break_even": one.growth.years,
                    "why": one.growth.flag,
                }

    def split(self, row: int) -> tuple[CostSplit | None, str]:
        """The costs of a row by how they move, or None and why."""
        at = self.table.at
        revenue = at("revenue", row)
        if revenue is None:
            return None, self.table.why_missing("revenue", row)
        amounts = {c: at(c.line, row) for c in self.costs}
        known = {c: value for c, value in amounts.items() if value is not None}
        mapping = tuple((c.line, c.cost_class, value) for c, value in known.items())
        sales = next((c for c in known if c.line in SALES), None)
        apart = None if sales is None else known[sales]
        moves = math.fsum(v for c, v in known.items() if c.cost_class in VARIABLE and c is not sales)
        stays = math.fsum(v for c, v in known.items() if c.cost_class not in VARIABLE and c is not sales)
        line = "" if sales is None else sales.line
        if known and self._complete(row, revenue - math.fsum(known.values())):
            return CostSplit(revenue, moves, apart, line, stays, mapping), ""
        left, income = at("contribution", row), at("operating_result", row)
        if left is None or income is None:
            name = "operating_result" if income is None else "contribution"
            return None, self.table.why_missing(name, row)
        in_variable = apart if apart is not None and sales is not None and sales.cost_class in VARIABLE else 0.0
        fixed = left - income - ((apart or 0.0) - in_variable)
        return CostSplit(revenue, revenue - left - in_variable, apart, line, fixed, mapping, residual=True), ""

    def _complete(self, row: int, left: float) -> bool:
        """Whether the lines known leave the operating income that is stated, within what all of them round."""
        income = self.table.at("operating_income", row)
        if income is None:
            return False
        panel = self.table.panel
        names = ("revenue", "operating_income", *(c.line for c in self.costs))
        allowed = math.fsum(float(panel.rounding(name)[row]) for name in names if name in panel.values)
        return abs(left - income) <= allowed + 1e-9 * abs(self.table.at("revenue", row) or 0.0)

    def _growths(self, row: int, split: CostSplit | None) -> tuple[float | None, float | None, str]:
        """Growth of revenue and of fixed cost a year: as assumed, else as observed against the year before."""
        g, gamma = self.assumed.revenue_growth, self.assumed.fixed_growth
        ago = self.table.at("year_ago", row)
        before = None if ago is None else self.split(int(ago) - 1)[0]
        seen_g, seen_gamma = _growing(self.table.at("revenue_growth", row)), None
        if split and before and _all_fixed(before) > 0:
            seen_gamma = _growing(_all_fixed(split) / _all_fixed(before) - 1)
        said = [
            f"{name} {'assumed' if given else 'as observed' if seen is not None else 'not known'}"
            for name, given, seen in (("revenue's", g, seen_g), ("fixed cost's", gamma, seen_gamma))
        ]
        return g.centre if g else seen_g, gamma.centre if gamma else seen_gamma, ", ".join(said)


def _growing(rate: float | None) -> float | None:
    """A rate that can go on for years: one of -1 or less, as where a figure turns negative, cannot."""
    return None if rate is None or rate <= -1 else rate


@dataclass(frozen=True, repr=False)
class Scales(Framed):
    """Scale by row of a company's table; worked out when asked.

    `behaviour` gives the elasticity of S&M where the user assumes none: the company's own estimate, else the prior.
    """

    table: Table
    leverage: Leverages
    assumed: Assumptions
    behaviour: Behaviour | None = None

    def at(self, row: int) -> ScalePeriod:
        """The scale of a row of the table."""
        label, stack, claim = self.table.panel.rows[row].label, self._stack(row), self._claim(row)
        turned = self._turnover(row)
        split, why = self.leverage.split(row)
        if split is None or split.sales is None or split.revenue <= 0:
            why = why or ("revenue is not above zero" if split and split.revenue <= 0 else "no line holds S&M")
            return ScalePeriod(label, stack, (), None, None, None, claim, *turned, why)
        before, share = 1 - split.variable / split.revenue, split.sales / split.revenue
        chosen = [(e, "for comparison") for e in ELASTICITIES]
        if own := self._elasticity(split.sales_line):
            chosen.append(own)
        sound = share >= 0 and split.fixed >= 0
        paths = tuple(
            operating_margin_path(before, share, split.fixed, split.revenue, e, whose=whose)
            for e, whose in chosen
            if sound
        )
        why = "" if sound else "a cost is negative in this period: its path says nothing"
        return ScalePeriod(label, stack, paths, before, share, split.fixed, claim, *turned, why)

    def records(self) -> Iterator[dict[str, Any]]:
        """One row a period, elasticity of S&M and multiple of revenue: the operating margin there, and its limit."""
        for row in self.table.reported():
            held = self.at(row)
            if not held.paths:
                yield {"period": held.period, "why": held.why}
            for path in held.paths:
                given = {"period": held.period, "elasticity": path.elasticity, "whose": path.whose}
                for multiple, margin in zip(path.multiples, path.margins, strict=True):
                    at = {"revenue_multiple": multiple, "operating_margin": margin}
                    yield given | at | {"limit": path.limit, "why": path.flag}

    def _turnover(self, row: int) -> tuple[Gmroi | None, str]:
        names = ("revenue", "cost_of_revenue", "average_inventory")
        held = [self.table.at(name, row) for name in names]
        if all(value is not None and value >= 0 for value in held):
            return gmroi_from_levels(*held), ""
        missing = [name for name, value in zip(names, held, strict=True) if value is None]
        why = " and ".join(dict.fromkeys(self.table.why_missing(name, row) for name in missing))
        return None, why or "a figure is negative"

    def _elasticity(self, line: str) -> tuple[float, str] | None:
        given = self.assumed.sales_elasticity
        if given is not None:
            return given.centre, f"assumed: {given.source}" if given.source else "assumed"
        found = self.behaviour.of(line) if self.behaviour is not None else None
        if found is None:
            return None
        if found.drawn is None:
            return found.prior.elasticity, f"no estimate of its own: {found.prior.source}"
        drawn = found.drawn
        return (
            drawn.mean,
            f"{found.changes} changes, {drawn.weight:.0%} the company's own; the rest {found.prior.source}",
        )

    def _stack(self, row: int) -> Stack | None:
        """The stack of a row whose lines are those of a statement by function; None for any other."""
        at = self.table.at
        revenue = at("revenue", row)
        lines = ("cost_of_revenue", *reversed(SPLIT), "research_development")
        given = {name: at(name, row) for name in lines}
        if revenue is None or revenue <= 0 or given["cost_of_revenue"] is None:
            return None
        shown = {c.line for c in self.leverage.costs}
        if shown - {*lines} or any(value is not None and value < 0 for value in given.values()):
            return None
        # Sales and administration are lines of every statement: without a figure they are missing, never 0.
        there = {*SPLIT, *shown}
        return margin_stack(revenue, **{n: v for n, v in given.items() if v is not None or n in there})

    def _claim(self, row: int) -> Claim | None:
        """What S&M does to the result of an annual row; None where the company has no R&D and S&M at all."""
        at = self.table.panel.rows[row]
        shown = {c.line for c in self.leverage.costs}
        if at.months != 12 or not {"research_development", "sales_marketing"} <= shown:
            return None
        needed = ("revenue", "cost_of_revenue", *reversed(SPLIT))
        held = {name: self.table.at(name, row) for name in needed}
        if any(value is None for value in held.values()):
            return Claim(at.label, "cannot be tested", self._untestable(row, held))
        revenue, cost, admin, sales = (held[name] or 0.0 for name in needed)
        before = revenue - cost - admin
        after = before - sales
        says = f"S&M takes {money(before, revenue)} to {money(after, revenue)} before R&D."
        research = self.table.at("research_development", row)
        if research is not None:
            stands = " still" if before - research < 0 else " not"
            says += (
                f" After R&D the result is {money(after - research, revenue)}; "
                f"without S&M it would{stands} be a loss ({money(before - research, revenue)})."
            )
        return Claim(at.label, "holds before R&D" if before > 0 > after else "does not hold", says)

    def _untestable(self, row: int, held: Mapping[str, float | None]) -> str:
        names = [name for name, value in held.items() if value is None]
        says = " and ".join(dict.fromkeys(self.table.why_missing(n, row) for n in names)) + "."
        given = self.assumed.missing.get(self.table.panel.rows[row].label, {}).get("sales_marketing")
        later = next((i for i, r in enumerate(self.table.values["year_ago"].tolist()) if r == row + 1), None)
        if given is None or given.centre <= 0 or later is None:
            return says
        cost, revenue = self.table.at("sales_marketing", later), self.table.at("revenue", later)
        first = self.table.at("revenue", row)
        if not (cost and revenue and first and min(cost, revenue, first) > 0):
            return says
        elasticity = arc([first, revenue], [given.centre, cost]).elasticity
        if elasticity is None:
            return says
        pace = "faster than revenue" if elasticity > 1.1 else "slower than revenue" if elasticity < 0.9 else "in line"
        return (
            f"{says} The S&M assumed ({money(given.centre, first)}: {given.source or 'assumed'}) would mean "
            f"growth of {cost / given.centre:.1f}x on revenue's {revenue / first:.1f}x, "
            f"an elasticity of {elasticity:.2f}: {pace}."
        )


def _reading(split: CostSplit, sales: str, g: float | None, gamma: float | None) -> Reading:
    apart = split.sales or 0.0
    moves = split.variable + (apart if sales == "variable" else 0.0)
    stays = split.fixed + (apart if sales == "fixed" else 0.0)
    # A period may hold a negative cost (a gain on disposals): then its break-even says nothing.
    sound = moves >= 0 and stays >= 0 and split.revenue >= 0
    leverage = cvp(split.revenue, moves, stays) if sound else cvp(None, None, None)
    if not sound:
        leverage.flags["break_even_revenue"] = "a cost or revenue is negative in this period"
    growth = growth_to_break_even(split.revenue - moves, stays if sound else None, g, gamma)
    return Reading(sales, moves, stays, leverage, growth)


def _all_fixed(split: CostSplit) -> float:
    return split.fixed + (split.sales or 0.0)

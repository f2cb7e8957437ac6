"""The section Market: margin by number of firms in both closures, and what follows for price, entry and surplus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from finkit.analysis.market.cases import conduct_in_words
from finkit.analysis.market.markets import ASSUMES, CRITIC, FIRMS, MarketResult
from finkit.analysis.measures import Floats
from finkit.reporting import charts, market_tables
from finkit.reporting.market_figures import Cells
from finkit.reporting.market_sentences import Told, sentences
from finkit.reporting.page import Page
from finkit.reporting.page_company import Drawn
from finkit.reporting.page_grid import Grid, Head, Line


@dataclass(frozen=True, slots=True)
class MarketPart:
    """One market: its charts each with its table, further tables, sentences, what is absent, assumption and critic."""

    name: str
    charts: tuple[Drawn, ...]
    tables: tuple[Grid, ...]
    says: tuple[Told, ...]
    absent: str
    assumes: str
    critic: str


@dataclass(frozen=True, slots=True)
class MarketSection:
    """A part a market; without any, what would bring one."""

    parts: tuple[MarketPart, ...]
    absent: str

    @property
    def charts(self) -> list[Drawn]:
        """Every chart of the section."""
        return [drawn for part in self.parts for drawn in part.charts]


def market_section(page: Page) -> MarketSection:
    """The section of one analysis."""
    found = page.analysis.market
    parts = tuple(_part(page, k, one) for k, one in enumerate(found.markets))
    return MarketSection(parts, "" if parts else f"Absent: needs {found.absent}.")


def _part(page: Page, k: int, found: MarketResult) -> MarketPart:
    cells = Cells(page, found)
    drawn = [one for one in (_margins(cells, k), _war(cells, k)) if one is not None]
    if found.ceiling is not None and np.isfinite(found.ceiling.limit.margin).any():
        drawn.append(market_tables.ceiling(cells, k))
    absent = "; ".join(f"{part} (needs {needs})" for part, needs in found.absent)
    said = f"Absent: {absent}." if absent else ""
    return MarketPart(
        found.row.name, tuple(drawn), tuple(market_tables.tables(cells)), tuple(sentences(cells)), said,
        f"Assumes: {ASSUMES}.", f"Critic: {CRITIC}",
    )  # fmt: skip


def _margins(cells: Cells, k: int) -> Drawn | None:
    """Margin by number of firms at the price held and at the cost held; None where there is none of either."""
    found = cells.found
    held, solved = found.held, found.solved
    costed = bool(np.isfinite(solved.margin[:, 0]).any())
    if not costed and (held is None or not held.valid[:, 0].any()):
        return None
    title = f"Margin by number of equal firms: {found.row.name}"
    series = [("cost held", _points(solved.margin))] if costed else []
    heads = [Head(f"{what}, cost held") for what in ("Price", "Margin", "Tasks run") if costed]
    heads.append(Head("Users hold, cost held"))
    if held is not None:
        series.insert(0, ("price held", _points(np.where(held.valid, held.margin, np.nan))))
        heads = [Head("Cost implied, price held"), Head("Margin, price held"), *heads]
    lines = []
    for i, n in enumerate(FIRMS):
        shown = []
        if held is not None:
            shown += [
                cells.cost(f"implied_cost_{n}", held.cost[i]), cells.margin(f"held_margin_{n}", held.margin[i]),
            ]  # fmt: skip
        if costed:
            shown += [
                cells.price(f"solved_price_{n}", found.prices[i]), cells.ratio(f"solved_margin_{n}", solved.margin[i]),
                cells.ratio(f"tasks_run_{n}", solved.served[i]),
            ]  # fmt: skip
        shown.append(cells.ratio(f"users_part_{n}", solved.users_part[i]))
        lines.append(Line(str(n), tuple(shown)))
    first = f"Price held: {cells.at_price}, each number of firms implies another cost. " if held is not None else ""
    led = f"Cost held: {cells.at_cost}, each number of firms leads to another price" if costed else "No cost is known"
    note = f"{first}{led}. In brackets the least and the most over the ranges given; prices and costs in {cells.unit}."
    x = [f"{n} {'firm' if n == 1 else 'firms'}" for n in FIRMS]
    meet = " The lines answer different questions; they meet where the cost held is the one that the price implies."
    says = f"Conduct today: {conduct_in_words(found.row)}.{meet if len(series) == 2 else ''}"
    chart = charts.lines(title, "Margin, % of price", x, series)
    return Drawn(
        f"market-margins-{k + 1}", chart, Grid(title, tuple(heads), tuple(lines), note, "Firms", text=True), says
    )


def _war(cells: Cells, k: int) -> Drawn | None:
    """Revenue and gross profit as firms enter, over the revenue of one firm; None without a cost."""
    found = cells.found
    revenue, profit = found.war
    if np.isnan(revenue[:, 0]).all():
        return None
    title = f"Price war: revenue and gross profit as firms enter: {found.row.name}"
    x = [f"{n} {'firm' if n == 1 else 'firms'}" for n in FIRMS]
    series = [("revenue", _points(revenue)), ("gross profit", _points(profit))]
    lines = [
        Line(str(n), (
            cells.price(f"war_price_{n}", found.prices[i]), cells.ratio(f"war_revenue_{n}", revenue[i]),
            cells.ratio(f"war_profit_{n}", profit[i]),
            cells.price(f"war_firm_{n}", found.solved.firm_profit[i]),
        ))
        for i, n in enumerate(FIRMS)
    ]  # fmt: skip
    heads = (
        "Price",
        "Revenue / revenue of one firm",
        "Gross profit / revenue of one firm",
        "Gross profit of each firm",
    )
    note = (
        f"At a cost of {cells.at_cost}; in brackets the least and the most over the ranges given. Price and profit of "
        f"each firm in {cells.unit}, profit per potential token."
    )
    says = "Cost held. A lower price brings more tasks, so revenue moves less than the margin."
    chart = charts.lines(title, "% of the revenue of one firm", x, series)
    table = Grid(title, tuple(Head(h) for h in heads), tuple(lines), note, "Firms", text=True)
    return Drawn(f"market-war-{k + 1}", chart, table, says)


def _points(values: Floats) -> list[float | None]:
    return list(_finite(values[:, 0]))


def _finite(values: Floats) -> Iterator[float | None]:
    for value in values.tolist():
        yield value if value == value else None

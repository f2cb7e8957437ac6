"""Generations on the page: use by model, the timeline with paybacks, each model as a company, results both ways."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from finkit.analysis.models.attribution import INPUT_PER_OUTPUT, KEYS
from finkit.analysis.models.lives import SINCE_RELEASE, Attributed, Generations, ModelLife
from finkit.analysis.models.model_returns import ModelReturns
from finkit.analysis.models.payoff import OUTLAYS, SHARED, TENURE, Choice, Payoff, paybacks
from finkit.reporting import generation_charts as charts
from finkit.reporting.numbers import day, percent, plain, span, turns, words
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_carried import assumed, carried, replaced, schedules
from finkit.reporting.page_company import Drawn
from finkit.reporting.page_grid import Grid, Head, Line
from finkit.reporting.paybacks import BY, payback_figure, payback_text, ranged, ratio_text

_COLUMNS = 10
_PERIODS = 2
_FAR = 10.0
_BASIS = {"all R&D as stated": "stated", "all R&D since the last release": "R&D", "final run": "final run"}


@dataclass(frozen=True, slots=True)
class GenerationsSection:
    """Charts and tables of a company's generations; None where a part's inputs are missing, `absent` says which."""

    usage: Drawn | None = None
    timeline: Drawn | None = None
    companies: Grid | None = None
    returns: Grid | None = None
    paybacks: Grid | None = None
    attributed: Grid | None = None
    keyed: Grid | None = None
    carried: Drawn | None = None
    schedules: Grid | None = None
    replaced: Grid | None = None
    no_carried: str = ""
    notes: tuple[str, ...] = ()
    absent: str = ""


def generations_section(page: Page) -> GenerationsSection:
    """The part of one analysis."""
    found, both = page.analysis.models.generations, page.analysis.models.carried
    if isinstance(found, str):
        return GenerationsSection(absent=found)
    drawn = None if isinstance(both, str) else carried(page, both)
    why = both if isinstance(both, str) else "" if drawn else "no period has both R&D and a result"
    return GenerationsSection(
        usage=_usage(page, found) if len(found.lives) > 1 else None,
        timeline=_timeline(page, found),
        companies=_companies(page, found),
        returns=_returns(page, found),
        paybacks=_paybacks(page, found),
        attributed=_attributed(page, found),
        keyed=_keyed(page, found),
        carried=drawn,
        schedules=None if isinstance(both, str) else schedules(page, both),
        replaced=replaced(page, found),
        no_carried=why,
        notes=found.notes,
    )


def _usage(page: Page, found: Generations) -> Drawn:
    title = "Use by generation"
    released = [m for m, month in enumerate(found.months) if month >= found.lives[0].release.replace(day=1)]
    # A mean is drawn at the middle of its days: at their first, users would seem to move before a release.
    middles = ((found.cells.start + found.cells.end) / 2)[released].astype(int)
    days = [date.fromordinal(middle) for middle in middles.tolist()]
    chart = charts.usage(title, days, found.names, found.usage[:, released].tolist())
    step = max(1, -(-len(released) // _COLUMNS))
    kept = released[::-1][::step][::-1]
    lines = tuple(
        Line(name, tuple(assumed(page, percent(v), v, "usage_share", f"{name}, {found.months[m]:%b %Y}")
                         for m in kept for v in [float(row[m])]))
        for name, row in zip(found.names, found.usage, strict=True)
    )  # fmt: skip
    heads = tuple(Head(f"{found.months[m]:%b %Y}", f"from {day(found.months[m])}") for m in kept)
    moves = found.adoption
    says = (
        f"Part of all use that each model serves, mean of the month: {percent(moves.at_once, 0)} moves on the day of "
        f"release, the rest over {plain(moves.rest_months.centre, 0)} months ({moves.curve}; "
        f"{moves.share_at_once.source or 'assumed'}). Heads are counted, not dollars."
    )
    return Drawn("usage", chart, Grid(title, heads, lines, corner="Part of use, %"), says)


def _timeline(page: Page, found: Generations) -> Drawn:
    title = "Models with their payback"
    marks, lines = [], []
    for life in found.lives:
        held = life.payoff
        months_back = held.centre if isinstance(held, Payoff) else None
        said = payback_text(held) if isinstance(held, Payoff) else _unknown(life)
        said = f"pays back after {said}" if months_back is not None else said
        marks.append((life.name, life.release, life.end, months_back, said))
        pay: Figure | str = _unknown(life)
        if isinstance(held, Payoff):
            pay = payback_figure(page, life, held.choice, payback_text(held), held.centre)
        until = f"{day(life.end - timedelta(days=1))}{' (projected)' if life.projected else ''}"
        lines.append(
            Line(
                life.name,
                (day(life.release), until, _months(page, life.tenure, "tenure", life), pay),
                title=life.source,
            )
        )
    says = (
        "A bar is a model's time as flagship; a diamond is where gross profit, attributed by use, covers what it cost "
        "at its mean rate a month of full use (past five years drawn at five), at the centre of the ranges of both; "
        "its lowest and highest stand in brackets; a cross is never or unknown."
    )
    heads = tuple(Head(h) for h in ("Released", "Flagship until", "Tenure, months", "Payback"))
    return Drawn("timeline", charts.timeline(title, marks), Grid(title, heads, tuple(lines), text=True), says)


def _unknown(life: ModelLife) -> str:
    return f"unknown: {life.lacking}"


def _companies(page: Page, found: Generations) -> Grid:
    lines = tuple(Line(life.name, _company(page, life), title=life.source) for life in found.lives)
    heads = (
        Head("Cost"), Head("Basis", "Which cost: R&D as stated, R&D between releases, or the final run alone"),
        Head("Full use", "Months of everyone's use"),
        Head("Revenue, all"), Head("Revenue, cost known", "Revenue of the months that gross profit is known of"),
        Head("Gross profit"), Head("Payback", "Months of full use until gross profit covers the cost"),
        Head("Multiple", "MOIC: gross profit so far over cost, the part recovered"),
    )  # fmt: skip
    note = (
        f"Money in {page.currency} {page.scale.word}, attributed by use to the end of the last period: a model still "
        "in use earns on. Full use and payback in months; multiple (MOIC) is gross profit over cost, the part "
        "recovered, and unknown where a month of its use before the last known one is. Payback stands at the centre "
        "of the ranges of cost and gross profit (the value given, else the middle), its lowest and highest in "
        "brackets. Gross profit is that of revenue whose cost is known."
    )
    return Grid("Each model as a company", heads, lines, note, "Model", text=True)


def _company(page: Page, life: ModelLife) -> tuple[Figure | str, ...]:
    cost = next((name for name in OUTLAYS if name in life.outlays), None)
    left = life.earned["usage"]["gross profit"]
    gross = (left.low, left.high) if left.months else None
    back = life.recovery
    pay: Figure | str = _unknown(life)
    if isinstance(life.payoff, Payoff):
        pay = payback_figure(page, life, life.payoff.choice, payback_text(life.payoff, ""), life.payoff.centre)
    return (
        "not given" if cost is None else _money(page, life.outlays[cost].ends, "model_cost", life),
        "" if cost is None else _basis(life, cost),
        _months(page, left.months, "months_of_use", life) if left.months else "unknown",
        _money(page, life.revenue, "model_revenue", life) if life.revenue[1] else "unknown",
        "unknown" if gross is None else _money(page, life.revenue_costed, "model_revenue_costed", life),
        "unknown" if gross is None else _money(page, gross, "model_gross_profit", life),
        pay,
        "unknown" if back is None else _span(page, back, "model_multiple", life),
    )


def _basis(life: ModelLife, cost: str) -> str:
    """Which cost it is, in a word or two; R&D of months that are stated is not all of it since a release."""
    own = cost == SINCE_RELEASE and life.made_months is not None
    return f"{_BASIS[cost]}{f' of {life.made_months:g} months' if own else ''}"


def _returns(page: Page, found: Generations) -> Grid | None:
    """The rate of return and the present value of each model known from its release on, over the ranges of both."""
    if all(life.unreturned for life in found.lives):
        return None
    # Where all users move at once, none is left once the next model is out.
    still = {life.name for life in found.lives if life.after is None and found.adoption.at_once < 1}
    lines = tuple(
        Line(
            f"{life.name}{', so far' * (life.name in still and not life.unreturned)}",
            (f"unknown: {life.unreturned}", *[""] * 5)
            if life.unreturned or life.returns is None
            else _return(page, life, life.returns),
        )
        for life in found.lives
    )
    ends = (Head("lowest"), Head("highest"))
    heads = (Head("IRR a year"), *ends, Head("NPV", first=True), *ends)
    rate = page.analysis.assumptions.cadence.discount
    note = (
        "On cost and gross profit by use to the last month whose revenue and cost are known, at the centre of the "
        "ranges of both; so far: users had not left by then, so that more is to come. Lowest: the high cost with the "
        f"low gross profit; highest: the reverse. NPV in {page.currency} {page.scale.word} on the day of the first "
        f"outlay, at {percent(rate.centre)} a year ({rate.source or 'assumed'}). None: no one rate brings NPV to 0."
    )
    return Grid("Return of each model", heads, lines, note, "Model")


def _return(page: Page, life: ModelLife, held: ModelReturns) -> tuple[Figure | str, ...]:
    rates = (("", held.rate), ("_lowest", held.rate_low), ("_highest", held.rate_high))
    worths = (("", held.worth), ("_lowest", held.worth_low), ("_highest", held.worth_high))
    return (
        *("none" if value is None else assumed(page, _yearly(value), value, f"model_irr{end}", life.name)
          for end, value in rates),
        *(assumed(page, page.scale.number(value), value, f"model_npv{end}", life.name) for end, value in worths),
    )  # fmt: skip


def _yearly(rate: float) -> str:
    """A rate a year; one that is far above all is told as what money becomes."""
    return percent(rate, 0) if rate < _FAR else f"{plain(1 + rate, 0)}-fold"


def _paybacks(page: Page, found: Generations) -> Grid | None:
    """The lead model's payback by cost and result, and its ratio to the tenure."""
    life = found.lead
    if life is None or not isinstance(life.payoff, Payoff):
        return None
    costs = [name for name in OUTLAYS if name in life.outlays]
    lines = []
    for result, left in life.earned["usage"].items():
        if not left.months:
            continue
        cells: list[Figure | str] = [_money(page, (left.low, left.high), f"left_{result}".replace(" ", "_"), life)]
        for cost in costs:
            least, centre, most = paybacks(life.outlays[cost], left)
            cells.append(payback_figure(page, life, Choice(cost, result, TENURE), ranged(least, centre, most), centre))
        lines.append(Line(_held_to(result, life.earned["usage"]), tuple(cells)))
    heads = (
        Head(f"Left, {page.currency} {page.scale.word}".strip()),
        *(Head(f"Cost: {life.covers(cost)}") for cost in costs),
    )
    note = (
        f"Tenure {plain(life.tenure, 1)} months; payback over service, over all choices: "
        f"{ratio_text(life, life.payoff)}. {_final_run(page)}"
    )
    return Grid(f"Paybacks of {life.name}, in months of full use", heads, tuple(lines), note, "Held to", text=True)


def _held_to(result: str, every: Iterable[str]) -> str:
    """A result that a cost is held to; those after the partner's share do not add to it, and say so."""
    apart = SHARED in every and result not in (SHARED, "gross profit")
    said = ", before the partner's share" if apart else ""
    return f"{result[0].upper()}{result[1:]}{said}"


def _final_run(page: Page) -> str:
    share = page.analysis.assumptions.final_run_share
    return f"A final run not stated is {span(percent(share.low, 0), percent(share.high, 0))} of R&D ({share.source})."


def _attributed(page: Page, found: Generations) -> Grid | None:
    """Revenue and gross profit of each model in the latest period under each key."""
    held = found.revenue["usage"]
    if not held.periods or len(found.lives) < 2:
        return None
    kept = [p for p in range(len(held.periods)) if held.high[:, p].sum() > 0][-_PERIODS:]
    # The cost of serving moves cost alone: revenue by it is revenue by use.
    keys = [key for key in KEYS if key != "serving cost" and not np.isnan(found.revenue[key].high[:, kept]).all()]
    heads = tuple(Head(f"{held.periods[p]}, by {BY[key]}", first=key == keys[0]) for p in kept for key in keys)
    lines = []
    for v, name in enumerate(held.names):
        if not any(held.high[v, p] > 0 for p in kept):
            continue
        cells = [
            _part(page, found.revenue[key], v, p, f"{name}, {held.periods[p]}, {key}") for p in kept for key in keys
        ]
        lines.append(Line(name, tuple(cells)))
    priced = (
        f"By use, and by use at list prices ({INPUT_PER_OUTPUT} input tokens to 1 output, assumed; empty where a model "
        "in use has no price)."
        if "list price" in keys
        else f"By use; by list price it is not known: {_priceless(found)}."
    )
    note = f"{priced} The relative cost of serving moves cost alone. A column adds up to the period's revenue."
    unit = f"{page.currency} {page.scale.word}".strip()
    return Grid("Revenue by model", heads, tuple(lines), note, f"{unit}")


def _keyed(page: Page, found: Generations) -> Grid | None:
    """The payback of each model under each key, and whether it pays back before the next model."""
    lines = []
    for life in found.lives:
        cells = tuple(_keyed_payback(page, life, key) for key in KEYS)
        said = {held.answer for held in life.payoffs.values() if isinstance(held, Payoff)}
        pays = _unknown(life) if not said else said.pop() if len(said) == 1 else "depends on attribution"
        lines.append(Line(life.name, (*cells, _months(page, life.tenure, "tenure", life), pays)))
    if not any(isinstance(held, Payoff) for life in found.lives for held in life.payoffs.values()):
        return None
    heads = (*(Head(f"By {BY[key]}") for key in KEYS), Head("Tenure"), Head("Before the next model"))
    note = (
        "Months of full use until gross profit covers the cost, lowest and highest in brackets. By use; revenue by use "
        "at list prices; cost by use at the relative cost of serving, 1 where none is given. Undecided: the "
        "tenure lies within the range."
    )
    if found.unpriced:
        note += f" By list price, months in which a model without one is used do not count: {_priceless(found)}."
    return Grid("Payback by attribution", heads, tuple(lines), note, "Model", text=True)


def _priceless(found: Generations) -> str:
    """Which models have no list price."""
    named = words(found.unpriced) if len(found.unpriced) < len(found.lives) else "any model"
    return f"none is given of {named}"


def _keyed_payback(page: Page, life: ModelLife, key: str) -> Figure | str:
    held = life.payoffs[key]
    if not isinstance(held, Payoff):
        return "unknown"
    name = f"payback_by_{key}".replace(" ", "_")
    return page.worked(payback_text(held, ""), held.centre, name, life.name, rests_on="assumed")


def _part(page: Page, held: Attributed, v: int, p: int, where: str) -> Figure:
    low, high = float(held.low[v, p]), float(held.high[v, p])
    if math.isnan(low + high):
        return Figure("", measure="attributed_revenue", period=where, why="a model in use has no list price")
    text = span(page.scale.number(low), page.scale.number(high))
    return assumed(page, text, high, "attributed_revenue", where)


def _money(page: Page, ends: tuple[float, float], name: str, life: ModelLife) -> Figure:
    return assumed(page, span(*(page.scale.number(x) for x in ends)), ends[1], name, life.name)


def _span(page: Page, ends: tuple[float, float], name: str, life: ModelLife) -> Figure:
    return assumed(page, span(*(turns(x) for x in ends)), ends[1], name, life.name)


def _months(page: Page, value: float, name: str, life: ModelLife) -> Figure:
    return assumed(page, plain(value, 1), value, name, life.name)

"""Cadence: what slower or faster releases do to margin, cash and payback, always beside revenue lost to rivals."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from finkit.analysis.models.adoption import first_year_use
from finkit.analysis.models.cadence import MONTHS, CadenceMap
from finkit.analysis.models.cadence_year import BY_YEAR, LIFE_ASSUMED, CadenceYear, ResearchLines
from finkit.analysis.models.standards import standards
from finkit.reporting.numbers import exact, percent, plain, span
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_grid import Grid, Head, Line

# A cell's tint by the least margin (or part of the life) that has it; weight and sign tell them apart in grey print.
_TINTS = ((-math.inf, "loss-2"), (-0.5, "loss-1"), (0.0, "gain-1"), (0.3, "gain-2"))
_RESTS = Figure("", basis="derived", rests_on="assumed")
_STOP = ("Stop, upkeep falls", "Stop, upkeep paid", "Go on", "Break-even, falls", "Break-even, paid")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the map: its figure and its tint."""

    figure: Figure | str
    tint: str = ""


@dataclass(frozen=True, slots=True)
class MapTable:
    """The map for one loss rate: heads of release intervals, then rows; a row without cells heads a group."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class CadenceSection:
    """Two maps side by side, the range of loss rates, stop against go on, R&D in three lines, the yardstick.

    `rests` bears the mark of all figures: they are too many to bear one each.
    """

    maps: tuple[MapTable, ...]
    rates: Grid | None
    stops: Grid | None
    research: Grid | None
    yardstick: Grid | None
    standards: Grid | None
    first_year: Grid | None
    says: tuple[str, ...]
    absent: str = ""
    rests: Figure = _RESTS


def cadence_section(page: Page) -> CadenceSection:
    """The part of one analysis, for the period that the report leads with."""
    found = page.analysis.cadence
    if isinstance(found, str):
        return _absent(found)
    shown = (found.maps[0], found.rivals) if found.rivals is not found.maps[0] else found.maps[:1]
    maps = tuple(_map(page, found, one) for one in shown)
    return CadenceSection(
        maps, _rates(page, found), _stops(page, found), _research(page, found), _yardstick(page, found), _standards(),
        _first_year(page, found), tuple(_says(page, found)),
    )  # fmt: skip


def _absent(why: str) -> CadenceSection:
    return CadenceSection((), None, None, None, None, None, None, (), absent=why)


def _map(page: Page, found: CadenceYear, one: CadenceMap) -> MapTable:
    row = functools.partial(_row, found, one)
    unit = f"{page.currency} {page.scale.word}".strip()
    amortized = zip(one.lives, one.margin_amortized.tolist(), strict=True)
    paid = zip(one.lives, one.payback.tolist(), strict=True)
    rows: list[tuple[str, tuple[Cell, ...]]] = [
        ("Revenue kept", row("revenue_kept", one.kept.tolist(), lambda v: percent(v, 0), lambda *_: "")),
        (f"Cash after training, {unit} a year",
         row("cash_after_training", one.cash.tolist(), page.scale.number, lambda v, _: _tint(v / found.revenue))),
        ("Margin, training as spent", row("margin_after_training", one.margin.tolist(), percent, _tint)),
        ("Margin, training amortized over a life of", ()),
        *((_months(life), row(f"margin_amortized_life_{life:g}", values, percent, _tint))
          for life, values in amortized),
        ("Months until a model has earned its cost, at a life of", ()),
        *((_months(life), row(f"payback_life_{life:g}", values, lambda v: plain(v, 1), functools.partial(_early, life)))
          for life, values in paid),
    ]  # fmt: skip
    lost = f"revenue lost to rivals at a rate of {plain(one.loss_rate, 2)}" if one.loss_rate else "revenue held fixed"
    return MapTable(f"{found.period}, {lost}", tuple(plain(months, 0) for months in one.intervals), tuple(rows))


def _row(
    found: CadenceYear, one: CadenceMap, measure: str, values: Sequence[float],
    form: Callable[[float], str], tint: Callable[[float, float], str],
) -> tuple[Cell, ...]:  # fmt: skip
    """One measure at each interval, `tint` by value and interval; a value that is missing is never."""
    return tuple(
        Cell(
            _figure(found, f"{measure}_loss_{one.loss_rate:g}_every_{months:g}_months", form(value), value)
            if math.isfinite(value)
            else "never",
            tint(value, months),
        )
        for months, value in zip(one.intervals, values, strict=True)
    )


def _months(life: float) -> str:
    return f"{plain(life, 0)} months"


def _tint(margin: float, _interval: float = 0.0) -> str:
    return "" if math.isnan(margin) else [name for least, name in _TINTS if margin >= least][-1]


def _early(life: float, months: float, interval: float) -> str:
    """Paid back within half its life, later, or never; it serves until the next one comes, however short its life."""
    return "loss-1" if math.isnan(months) else "gain-2" if months <= max(life, interval) / 2 else "gain-1"


def _rates(page: Page, found: CadenceYear) -> Grid:
    rows = [
        (f"Loss rate {plain(one.loss_rate, 2)}" if one.loss_rate else "Revenue held fixed (0)", "", one)
        for one in found.maps
    ] + [
        (f"Loss rate {plain(one.loss_rate, 2)}, rivals every {months:g} months", f"_rivals_{months:g}", one)
        for months, one in found.rival_ends
    ]
    lines = []
    for label, end, one in rows:
        name = f"loss_{one.loss_rate:g}{end}"
        cells: list[Figure | str] = [
            _figure(found, f"margin_{name}_every_{m:g}_months", percent(v), v)
            for m, v in zip(one.intervals, one.margin.tolist(), strict=True)
        ]
        no_end = "none" if one.break_even is None else "no end"
        for months, what, none in ((one.break_even, "", "none"), (one.break_even_to, "_to", no_end)):
            cells.append(
                none if months is None
                else _figure(found, f"break_even_interval{what}_{name}", plain(months, 1), months)
            )  # fmt: skip
        cells += [plain(one.best, 0), _peak(found, one, name)]
        lines.append(Line(label, tuple(cells)))
    heads = (
        *(Head(f"every {plain(m, 0)}") for m in found.maps[0].intervals),
        Head("Pays from", "The shortest interval at which gross profit pays for training", first=True),
        Head("to", "The longest"),
        Head("Best shown", "The interval with most cash of those of this table"),
        Head("Peak", "The interval with most cash of all, also of those between and beyond"),
    )
    given, rival = page.analysis.assumptions.cadence, plain(found.rival, 0)
    note = (
        "The last four columns are months between releases: where gross profit pays for training, and with most cash, "
        f"of those shown and of all. Revenue kept is exp(−rate × (interval − {rival} months, in years) / 2), all of it "
        f"up to {rival} months. Loss rate: {given.loss_rate.source}; rivals' interval: {given.rival_months.source}."
    )
    return Grid(f"Margin after training as spent, by how fast users leave, {found.period}", heads, tuple(lines), note)


def _peak(found: CadenceYear, one: CadenceMap, name: str) -> Figure | str:
    """The interval of all at which cash is highest; in words where there is none."""
    if one.peak is None:
        return "none" if one.break_even is None else "no end"
    return _figure(found, f"cash_peak_interval_{name}", plain(one.peak, 1), one.peak)


def _stops(page: Page, found: CadenceYear) -> Grid | None:
    if not found.stops:
        return None
    money, lines = page.scale.number, []
    rows = [(f"Users leave at {plain(rate, 2)} a year", f"decay_{rate:g}", one) for rate, one in found.stops] + [
        (f"Users leave at {plain(found.loss_rate, 2)} a year, discounted at {percent(end)}",
         f"decay_{found.loss_rate:g}_discount_{end:g}", one)
        for end, one in found.discount_ends
    ]  # fmt: skip
    for label, tail, one in rows:
        named: list[tuple[str, float | None, Callable[[float], str]]] = [
            ("stop_maintenance_falls", one.decaying, money), ("stop_maintenance_paid", one.until, money),
            ("go_on", one.go_on, money), ("break_even_decay", one.break_even_decaying, percent),
            ("break_even_decay_paid", one.break_even_until, percent),
        ]  # fmt: skip
        cells = tuple(
            "none" if value is None else _figure(found, f"{name}_{tail}", form(value), value)
            for name, value, form in named
        )
        lines.append(Line(label, cells))
    heads = tuple(Head(text) for text in _STOP)
    flags = list(dict.fromkeys(one.flag for _, _, one in rows if one.flag))
    source = page.analysis.assumptions.cadence.long_run_growth.source or "assumed"
    why = f" None: {'; '.join(flags)}." if flags else ""
    note = (
        "Upkeep falls with revenue, or is paid in full until gross profit no longer covers it; break-even is the rate "
        "at which users may leave a year before going on is worth more. "
        f"Discounted at {percent(found.discount)}; going on, growth of {percent(found.growth)} a year for ever "
        f"({source}); upkeep {page.scale.money(found.maintenance)} "
        f"{page.currency} a year, the middle of the drift range; the rates are assumed.{why}"
    )
    unit = f"{page.currency} {page.scale.word}".strip()
    return Grid(f"Stop training or go on, {found.period}", heads, tuple(lines), note, f"Worth in {unit}")


def _research(page: Page, found: CadenceYear) -> Grid:
    lines: ResearchLines = found.lines
    rows: list[tuple[str, str, float, float | None, str]] = [
        ("Upkeep against drift", "drift", *lines.drift, "a share of the latest final run a year, assumed"),
        ("Competitive replacement", "replacement", *lines.replacement, "the next final run over the release interval"),
        ("Growth, the rest", "growth", *lines.growth, "R&D less the two above"),
    ]
    if lines.charge is not None:
        rows.append(("Yardstick: R&D amortized", "charge", *lines.charge, "spread evenly over the life, non-GAAP"))
    shown = []
    for label, name, low, high, says in rows:
        ends = [
            "no bound" if end is None else _figure(found, f"research_{name}_{side}", page.scale.number(end), end)
            for side, end in (("low", low), ("high", high))
        ]
        share = [percent(end / found.research) for end in (low, high) if end is not None]
        shown.append(Line(label, (*ends, span(*share) if len(share) == 2 else f"from {share[0]}", says)))
    below = " Growth below 0: at their highest the other two take more than was spent." if lines.growth[0] < 0 else ""
    run = span(page.scale.number(lines.final_run[0]), page.scale.money(lines.final_run[1]))
    note = (
        f"Final run {run} {page.currency}: {lines.final_from}. Maintenance is what must be spent to stand still; "
        f"amortization moves with the life assumed and is no measure of it.{below}"
    )
    unit = f"{page.currency} {page.scale.word}".strip()
    return Grid(
        f"R&D of {found.period} in three lines: {page.scale.money(found.research)} {page.currency}",
        (Head("Low"), Head("High"), Head("Of R&D"), Head("What it is")), tuple(shown), note, f"In {unit}", text=True,
    )  # fmt: skip


def _yardstick(page: Page, found: CadenceYear) -> Grid | None:
    held = found.yardstick
    if held is None:
        return None
    lines = []
    for name, (low, high) in held.ratios.items():
        ends = (_figure(found, f"charge_to_spend_{name.replace(' ', '_')}_{side}", percent(end), end)
                for side, end in (("low", low), ("high", high)))  # fmt: skip
        lines.append(Line(name.capitalize(), tuple(ends)))
    growth = span(percent(held.growth[0]), percent(held.growth[1]))
    note = (
        f"Were R&D to grow by {growth} a year for ever, at a life of {plain(held.life * 12, 0)} months: no lab's spend "
        "can, so this is a yardstick and no forecast."
    )
    return Grid("Charge over spend in a steady state", (Head("Low"), Head("High")), tuple(lines), note, "Charge begins")


def _first_year(page: Page, found: CadenceYear) -> Grid:
    """The part of a model's use that falls in its first 12 months, by growth of the base and share moved at once."""
    adoption = page.analysis.assumptions.adoption
    every = {plain(months, 1): months for months in (found.interval, MONTHS)}
    lines, spans, shares = [], [], list[float]()
    for text, months in sorted(every.items(), key=lambda one: one[1]):
        used = first_year_use(months, adoption)
        shares = list(dict.fromkeys(share for _, share in used))
        spans.append(
            f"{span(percent(min(used.values()), 2), percent(max(used.values()), 2))} at a release every {text} months"
        )
        for growth in dict.fromkeys(growth for growth, _ in used):
            cells = tuple(
                _figure(found, f"first_year_use_every_{text}_months_growth_{growth:g}_at_once_{share:g}",
                        percent(used[growth, share], 2), used[growth, share])
                for share in shares
            )  # fmt: skip
            base = "flat base" if growth == 1 else f"base grows {growth:g} times a year"
            lines.append(Line(f"Release every {text} months, {base}", cells))
    note = (
        f"Over these ranges {'; '.join(spans)}. The rest of users follow over {plain(adoption.rest_months.centre, 0)} "
        f"months. Share at once: {adoption.share_at_once.source}, the higher where the first to move use more than "
        f"others. Growth: {adoption.growth.source}."
    )
    heads = tuple(Head(f"{percent(share, 0)} at once") for share in shares)
    return Grid("Part of a model's use in its first 12 months", heads, tuple(lines), note, "Of use")


def _standards() -> Grid:
    lines = tuple(Line(s.name, (s.test, s.likely, s.source)) for s in standards())
    note = "What labs publish expenses nearly all of it; capitalizing is an analyst's view. Not accounting advice."
    return Grid(
        "What each standard allows for training cost", (Head("Test"), Head("Likely result"), Head("Source")), lines,
        note, "Standard", text=True,
    )  # fmt: skip


def _figure(found: CadenceYear, measure: str, text: str, value: float) -> Figure:
    return Figure(text, exact(value), measure, found.period, "derived", "assumed", quiet=True)


def _says(page: Page, found: CadenceYear) -> list[str]:
    """What the maps say, each sentence with its condition."""
    fixed, lost = found.maps[0], found.rivals
    cost = f"{page.scale.money(found.generation_cost)} {page.currency}"
    ends = [plain(months, 0) for months in (fixed.intervals[0], fixed.intervals[-1])]
    least, most = (percent(float(fixed.margin[i])) for i in (0, -1))
    said = [
        f"A generation is taken to cost {cost} ({found.cost_from}; {_interval(found)}), and each to cost "
        f"{plain(found.cost_growth, 1)} times the one before (assumed{_grown(found)}). {_now(found)}",
        f"With revenue held fixed the margin after training goes from {least} at a release every {ends[0]} months to "
        f"{most} at one every {ends[1]}, the longest shown, and goes on rising: where no user leaves, slower always "
        "looks better.",
    ]
    if lost is not fixed:
        said.append(
            f"If users leave for rivals who release every {plain(found.rival, 0)} months, at a rate of "
            f"{plain(lost.loss_rate, 2)} (assumed), {_most_cash(page, lost)}."
        )
    return [*said, f"{_paying(found.maps)}."]


def _most_cash(page: Page, lost: CadenceMap) -> str:
    """At which of the intervals shown cash is highest, which way it goes from there, and where it is highest of all."""
    i = lost.intervals.index(lost.best)
    cash = f"{page.scale.money(float(lost.cash[i]))} {page.currency}".rstrip()
    at = f"at a release every {plain(lost.best, 0)} months, {cash} a year"
    kept = f"a margin of {percent(float(lost.margin[i]))} on {percent(float(lost.kept[i]), 0)} of revenue"
    there = (", still rising there" if lost.rises else ", though falling there") if i == len(lost.cash) - 1 else ""
    shown = f"of the {len(lost.intervals)} intervals shown"
    if lost.peak is None:
        return f"cash after training is below 0 at every interval; {shown} it is least so {at} ({kept}){there}"
    peak = f"of all intervals it is highest at {plain(lost.peak, 1)} months"
    return f"cash is highest {shown} {at} ({kept}){there}; {peak}"


def _now(found: CadenceYear) -> str:
    """The margin at the company's own interval, and that this is none of those on the maps where it lies beyond."""
    least, most = found.maps[0].intervals[0], found.maps[0].intervals[-1]
    word = "shorter" if found.interval < least else "longer" if found.interval > most else ""
    beyond = f", {word} than any on the maps," if word else ""
    return (
        f"At its own interval of {plain(found.interval, 1)} months{beyond} the margin after training is "
        f"{percent(found.margin_now)}."
    )


def _interval(found: CadenceYear) -> str:
    """The months between releases and where they are from: the last two, or the life assumed."""
    months = f"{plain(found.interval, 1)} months"
    if found.interval_from in (LIFE_ASSUMED, BY_YEAR):
        return f"a release every {months}, {found.interval_from}"
    return f"the last interval was {months}, {found.interval_from}"


def _grown(found: CadenceYear) -> str:
    """What the ends of the growth of cost make of a margin: a life of two years at a release a year."""
    if not found.growth_ends:
        return ""
    times = span(*(f"{end:g}" for end in (found.growth_ends[0][0], found.growth_ends[-1][0])))
    at = found.maps[0].lives.index(2 * MONTHS), found.maps[0].intervals.index(MONTHS)
    margins = [percent(float(one.margin_amortized[at])) for _, one in found.growth_ends]
    return (
        f"; at {times} times the margin at a release every 12 months, training amortized over 24 and revenue held "
        f"fixed, is {span(margins[0], margins[-1])}"
    )


def _paying(maps: Sequence[CadenceMap]) -> str:
    """At which intervals gross profit pays for training, by loss rate."""
    if all(one.break_even is None for one in maps):
        return "At no interval does gross profit pay for training"
    said = []
    for one in maps:
        rate = f"at loss rate {plain(one.loss_rate, 2)}" if one.loss_rate else "with revenue held fixed"
        least, most = (None if end is None else plain(end, 1) for end in (one.break_even, one.break_even_to))
        window = f"at intervals of {least} months or more" if most is None else f"only at {least} to {most} months"
        said.append(f"{rate} {'at no interval' if least is None else window}")
    return f"Gross profit pays for training {'; '.join(said)}"

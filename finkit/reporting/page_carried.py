"""R&D carried as models on the page: results both ways, charges by schedule, what is left at replacement."""

from __future__ import annotations

import math
from collections.abc import Iterator

from finkit.analysis.models.carried import BEFORE, DRAWN, Carried, Treated
from finkit.analysis.models.lives import Generations
from finkit.analysis.models.replacement import replacements
from finkit.reporting import generation_charts as charts
from finkit.reporting.answer_carried import inside
from finkit.reporting.numbers import day, percent, plain, span, words
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_company import Drawn
from finkit.reporting.page_grid import Grid, Head, Line
from finkit.reporting.page_results import missing_lines


def carried(page: Page, both: Carried) -> Drawn | None:
    """The result in each period as expensed and under each treatment; None where no period has a result."""
    kept = [i for i, value in enumerate(both.expensed) if not math.isnan(value)]
    if not kept:
        return None
    periods = [page.period(both.rows[i]) for i in kept]
    size = page.scale.size
    centre = page.analysis.assumptions.life_months.centre
    series: list[tuple[str, list[float | None]]] = [("expensed", [float(both.expensed[i]) / size for i in kept])]
    lines = [Line("As expensed", tuple(_income(page, both, i) for i in kept))]
    for one in both.treated:
        name = _name(one)
        if one.life == centre and one.treatment in DRAWN:
            series.append((name, [float(one.income[1][i]) / size for i in kept]))
        lines.append(Line(f"Carried, {name}", tuple(_case(page, one, "income", both, i) for i in kept)))
    for one in both.treated:
        if one.life == centre:
            lines.append(Line(f"Charge, {_name(one)}", tuple(_case(page, one, "charge", both, i) for i in kept), 1))
            lines.append(
                Line(f"Book value of models, {_name(one)}", tuple(_case(page, one, "book", both, i) for i in kept), 1)
            )
    what = list(dict.fromkeys(both.what[i] for i in kept))
    title = f"{' and '.join(what).capitalize().replace('g&a', 'G&A')}, R&D expensed and carried as models (non-GAAP)"
    unit = f"{page.currency} {page.scale.word}".strip()
    heads = tuple(Head(p) for p in periods)
    return Drawn(
        "carried", charts.results(title, unit, periods, series), Grid(title, heads, tuple(lines), corner=unit),
        " ".join(_carried_says(page, both, kept)),
    )  # fmt: skip


def schedules(page: Page, both: Carried) -> Grid | None:
    """The latest period with a result: charge, result and book value at its end by each schedule."""
    kept = [i for i, value in enumerate(both.expensed) if not math.isnan(value)]
    if not kept:
        return None
    i = kept[-1]
    when, spent = page.period(both.rows[i]), (float(both.research[0][i]), float(both.research[1][i]))
    charged = assumed(page, span(*(page.scale.number(x) for x in spent)), spent[1], "expensed_research", when)
    lines = [Line("Expensed: all R&D of the period", (charged, _income(page, both, i), "none"))]
    for one in both.treated:
        cells = tuple(_case(page, one, what, both, i) for what in ("charge", "income", "book"))
        lines.append(Line(f"{_name(one)[0].upper()}{_name(one)[1:]}", cells))
    note = (
        "R&D of models in the making is carried uncharged. To its replacement: the life is cut there, where that is "
        "sooner; over months: charges go on for as long. By use is units of production over its "
        "tenure; the greater of use and straight line is that of ASC 985-20, with use in place of revenue. Declining "
        "balance leaves a rest that is never charged. No standard lets a lab carry this R&D: non-GAAP."
    )
    heads = tuple(Head(h) for h in ("Charge", "Result", "Book value at its end"))
    unit = f"{page.currency} {page.scale.word}".strip()
    return Grid(f"{when}: charge for models by schedule, {unit}", heads, tuple(lines), note, "Schedule")


def replaced(page: Page, found: Generations) -> Grid | None:
    """Each model on the day of its replacement: book value, what is still to come, losses by two standards."""
    taken = page.analysis.assumptions
    lines = []
    for one in replacements(found, taken):
        held = {"book": one.book, "charge": one.charge, "flows": one.flows, "worth": one.worth, "us": one.us_loss,
                "ifrs": one.ifrs_loss}  # fmt: skip
        cells = tuple(
            "none" if value is None else assumed(page, page.scale.number(value), value, f"replaced_{name}", one.name)
            for name, value in held.items()
        )
        lines.append(Line(one.name, (day(one.on), *cells)))
    if not lines:
        return None
    life, rest, rate = taken.life_months, taken.adoption.rest_months, taken.cadence.discount
    heads = (
        Head("Replaced"), Head("Book value"), Head("Charge a month after"), Head("Still to come"), Head("Discounted"),
        Head("Loss, US GAAP"), Head("Loss, IFRS"),
    )  # fmt: skip
    note = (
        f"Money in {page.currency} {page.scale.word}, cost at the centre of its range, straight line over "
        f"{plain(life.centre, 0)} months. First the life is cut to the {plain(rest.centre, 0)} months in which users "
        f"leave, then gross profit by use still to come is held against book value: US GAAP (ASC 360) undiscounted "
        f"first, IFRS (IAS 36) at once discounted, at {percent(rate.centre)}; discounted stands for fair value "
        "(assumed). Models whose users had not left by the last known period are absent."
    )
    return Grid(
        "Book value at replacement and its impairment (non-GAAP)", heads, tuple(lines), note, "Model", text=True
    )


def _carried_says(page: Page, both: Carried, kept: list[int]) -> Iterator[str]:
    yield (
        "R&D between two releases is carried and charged from the second, by schedules named in the table. Carried "
        "less expensed is the change of the book value."
    )
    missing = [
        f"{page.period(both.rows[i])} ({words(map(inside, missing_lines(page, both.rows[i])))} not reported)"
        for i in kept
        if both.what[i] == BEFORE
    ]
    if missing:
        yield (
            f"Operating income is not known of {words(missing)}: the result shown is gross profit less R&D and what "
            "S&M is reported, an upper bound."
        )
    if both.projected:
        count = len(both.projected)
        models = "a model that is projected" if count == 1 else f"{count} models that are projected at its interval"
        yield f"R&D since the last release listed is charged to {models} from {day(both.projected[0])} on."
    if both.first:
        yield (
            f"Before {both.first}, the first listed, there is no release: it bears all R&D from the first of these "
            "periods on."
        )
    made = f" ({', '.join(both.short)})" if both.short else ""
    yield (
        f"R&D before {page.period(both.rows[0])} is not known: charges for models that it made{made} are not in "
        "it, so the result carried is at most what is shown."
    )


def _name(one: Treated) -> str:
    over = f"over {plain(one.life, 0)} months"
    if one.treatment in ("to its replacement", "by use"):
        return one.treatment
    return f"greater of use and straight line {over}" if one.treatment == "greater of" else f"{one.treatment} {over}"


def _income(page: Page, both: Carried, i: int) -> Figure:
    name = "operating_result" if both.what[i] != BEFORE else "result_before_administration"
    return page.cell(name, both.rows[i])


def _case(page: Page, one: Treated, what: str, both: Carried, i: int) -> Figure:
    low, high = (float(x[i]) for x in getattr(one, what))
    text = span(page.scale.number(low), page.scale.number(high))
    return assumed(page, text, high, f"carried_{what}_{_name(one)}".replace(" ", "_"), page.period(both.rows[i]))


def assumed(page: Page, text: str, value: float, name: str, where: str) -> Figure:
    """A figure worked out on assumptions."""
    return page.worked(text, value, name, where, rests_on="assumed")

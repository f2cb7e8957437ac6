"""Triangles of models by age on the page: what each brought so far, and what older ones project for its next ages."""

from __future__ import annotations

import math
from dataclasses import dataclass

from finkit.analysis.models.triangle import CAUTION
from finkit.analysis.models.vintage_triangle import TOKENS, VintageTriangle
from finkit.reporting.numbers import exact, percent, plain
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_grid import Grid, Head, Line

_TOLD = {
    True: "Tokens are counted, in and out alike; the first age is the part of its period from the release on. A model "
    "that is used no more stays flat. Released: the day of its generation, else of its first price.",
    False: "Attributed by use, which is modelled. Ages are whole quarters, the month of release the first month: what "
    "came after a model's last whole one is not in Latest yet.",
}
_MOST_AGES = 8
"""Columns of ages that a page takes beside the results; of more, one in so many is shown, the oldest always."""


@dataclass(frozen=True, slots=True)
class TrianglesSection:
    """A table for each triangle; `absent` says what would bring those that are not there."""

    tables: tuple[Grid, ...]
    absent: tuple[str, ...]


def triangles_section(page: Page) -> TrianglesSection:
    """The part of one analysis; nothing at all for a company without models or their usage."""
    held = page.analysis.triangles
    wanted = [("gross profit", held.profit, not isinstance(page.analysis.models.generations, str)),
              ("tokens", held.tokens, bool(page.analysis.assumptions.usage))]  # fmt: skip
    absent = [f"A triangle of {name} by model and age is absent: {why}."
              for name, why, asked in wanted if asked and isinstance(why, str)]  # fmt: skip
    return TrianglesSection(tuple(_grid(page, one) for one in held.known), tuple(absent))


def _grid(page: Page, held: VintageTriangle) -> Grid:
    tokens, ladder = held.quantity == TOKENS, held.projected
    unit = "Mtok" if tokens else f"{page.currency} {page.scale.word}".strip()

    def figure(name: str, value: float, *, share: bool = False) -> Figure | str:
        if not math.isfinite(value):
            return "not known"
        text = percent(value, 0) if share else plain(value, 0) if tokens else page.scale.number(value)
        measure = f"{held.quantity}_{name}".replace(" ", "_")
        return Figure(text, exact(value), measure, "", "derived", "assumed", quiet=True)

    count = ladder.completed.shape[1]
    every = math.ceil(count / _MOST_AGES)
    ages = range((count - 1) % every, count, every)
    lines = []
    for i, (name, known) in enumerate(zip(held.names, held.cumulative, strict=True)):
        cells = [figure(f"{name}_latest", known[-1]),
                 figure(f"{name}_developed", float(ladder.developed[i]), share=True),
                 figure(f"{name}_ultimate", float(ladder.ultimate[i])),
                 figure(f"{name}_error", float(ladder.error[i]))]  # fmt: skip
        cells += [figure(f"{name}_age_{k + 1}", known[k]) if k < len(known) else "" for k in ages]
        lines.append(Line(name, tuple(cells)))
    latest, ultimate = float(ladder.latest.sum()), float(ladder.ultimate.sum())
    total = [figure("latest", latest), figure("developed", latest / ultimate, share=True),
             figure("ultimate", ultimate), figure("error", ladder.total_error or math.nan)]  # fmt: skip
    steps = [math.prod(ladder.factors[k - every : k].tolist()) for k in ages[1:]]
    factors = [Figure(plain(f, 3), exact(f), "factor", "", "derived", "assumed", quiet=True) for f in steps]
    lines.append(Line("All models; factor from the age before", (*total, "", *factors), kind="total"))
    results = ("Latest", "Part reached", f"Projected to {held.oldest} months, the oldest observed", "Mack's error")
    heads = [Head(text) for text in results]
    heads += [Head(_months(held.months * (k + 1)), first=k == ages[0]) for k in ages]
    flag = f"{ladder.flag.capitalize()}." if ladder.flag else ""
    note = " ".join(filter(None, (_TOLD[tokens], _reach(held, every), CAUTION, flag)))
    return Grid(f"Cumulative {held.quantity} by model and age", tuple(heads), tuple(lines), note, f"In {unit}")


def _months(count: int) -> str:
    return f"{count} month{'s' * (count != 1)}"


def _reach(held: VintageTriangle, every: int) -> str:
    """How far the projection reaches, which ages are shown, and which models are not."""
    said = f"Projected to {_months(held.oldest)}, the oldest age observed, with no tail: what comes later is not in it."
    if every > 1:
        said += f" One age in {every} is shown; the workbook has all."
    if held.left_out:
        said += f" Left out, not covered from release on or of unknown cost: {', '.join(held.left_out)}."
    return said

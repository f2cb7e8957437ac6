"""Triangles of models by age on the page: what each brought so far, its latest, and what the older ones project."""

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
    False: "Attributed by use, which is modelled.",
}


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

    lines = []
    for i, (name, known) in enumerate(zip(held.names, held.cumulative, strict=True)):
        cells = [figure(f"{name}_age_{k + 1}", v) for k, v in enumerate(known)]
        cells += [""] * (ladder.completed.shape[1] - len(known))
        cells += [figure(f"{name}_latest", known[-1]),
                  figure(f"{name}_developed", float(ladder.developed[i]), share=True),
                  figure(f"{name}_ultimate", float(ladder.ultimate[i])),
                  figure(f"{name}_error", float(ladder.error[i]))]  # fmt: skip
        lines.append(Line(name, tuple(cells)))
    factors = [Figure(plain(f, 3), exact(f), "factor", "", "derived", "assumed", quiet=True)
               for f in ladder.factors.tolist()]  # fmt: skip
    latest, ultimate = float(ladder.latest.sum()), float(ladder.ultimate.sum())
    total = [figure("latest", latest), figure("developed", latest / ultimate, share=True),
             figure("ultimate", ultimate), figure("error", ladder.total_error or math.nan)]  # fmt: skip
    lines.append(Line("Factor to this age; all models", ("", *factors, *total), kind="total"))
    ages = ladder.completed.shape[1]
    heads = (*(Head(f"{held.months * (k + 1)} months") for k in range(ages)), Head("Latest", first=True),
             Head("Reached"), Head("Projected"), Head("Mack's error"))  # fmt: skip
    left = f" Left out, not covered from release on: {', '.join(held.left_out)}." if held.left_out else ""
    doubts = f" {ladder.flag.capitalize()}." if ladder.flag else ""
    note = f"{_TOLD[tokens]} {CAUTION}{doubts}{left}"
    return Grid(f"Cumulative {held.quantity} by model and age", heads, tuple(lines), note, f"In {unit}")

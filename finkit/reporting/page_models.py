"""The section Models: operating margin with R&D expensed and amortized, non-GAAP, under both conventions."""

from __future__ import annotations

from dataclasses import dataclass

from finkit.analysis.models.capitalization import CONVENTIONS, Amortized
from finkit.reporting import charts
from finkit.reporting.charts import Dot
from finkit.reporting.numbers import MISSING, percent, plain, span
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_company import Drawn
from finkit.reporting.page_grid import Grid, Head, Line, period_heads
from finkit.reporting.page_results import capitalized


@dataclass(frozen=True, slots=True)
class ModelsSection:
    """The chart with its table by life, the table by year, what is bounded; or why the part is absent."""

    drawn: Drawn | None
    years: Grid | None
    notes: tuple[str, ...]
    absent: str = ""


def models_section(page: Page) -> ModelsSection:
    """The section of one analysis."""
    held = page.analysis.models.capitalization
    if held is None:
        return ModelsSection(None, None, (), "no year's R&D is reported: a line of R&D by year would bring it")
    known = capitalized(page)
    if not known:
        row = held.rows[-1]
        why = page.why("operating_margin", row)
        return ModelsSection(None, None, (), f"operating income is missing ({why}), {page.period(row)}")
    row = page.latest if page.latest in known else known[-1]
    assert row is not None
    return ModelsSection(_by_life(page, row), _by_year(page, known), tuple(_notes(page, row)))


def _by_life(page: Page, row: int) -> Drawn:
    held = page.analysis.models.capitalization
    assert held is not None
    lives = sorted({life for life, _ in held.tables})
    heads = tuple(Head(f"{way}: {what}") for way in CONVENTIONS for what in ("margin", "operating income"))
    lines, found = [], []
    for life in lives:
        mine = abs(life - held.life) < 1e-9
        label = f"{plain(life * 12, 0)} months" + (" (assumed life)" if mine else "")
        cells: list[Figure | str] = []
        for way in CONVENTIONS:
            table = held.at(life, way)
            cells += [range_figure(page, table, row), _income(page, table, row)]
        lines.append(Line(label, tuple(cells), kind="total" if mine else ""))
    for way in CONVENTIONS:
        for life in lives:
            table = held.at(life, way)
            low, high = float(table.margin_low[row]), float(table.margin_high[row])
            if _finite(low) and _finite(high):
                same = abs(high - low) < 1e-9
                text = span(percent(low), percent(high))
                found.append(Dot(f"{way}, {plain(life * 12, 0)} months", high, text, None if same else low,
                                 None if same else high, "derived", abs(life - held.life) < 1e-9))  # fmt: skip
    margin = page.at("operating_margin", row)
    if margin is not None:
        expensed = Dot("as expensed", margin, percent(margin), basis=page.table.rests_on("operating_margin", row))
        found.insert(0, expensed)
    title = f"Operating margin with R&D expensed and amortized (non-GAAP), {page.period(row)}"
    chart = charts.dots(title, "% of revenue", found, reference=margin)
    unit = f"{page.currency} {page.scale.word}".strip()
    table_of = Grid(title, heads, tuple(lines), corner=f"Life; income in {unit}")
    return Drawn(
        "amortized",
        chart,
        table_of,
        "Dashed: as expensed. A bar is the range that unknown years leave; a life with one end only is in the table.",
    )


def _by_year(page: Page, rows: list[int]) -> Grid:
    held = page.analysis.models.capitalization
    assert held is not None
    lines = [
        Line("Operating margin, R&D expensed", tuple(page.figure("operating_margin", r) for r in rows)),
        Line("R&D of the year", tuple(_bounds(page, r) for r in rows)),
    ]
    for way in CONVENTIONS:
        table = held.at(held.life, way)
        months = plain(held.life * 12, 0)
        lines.append(Line(f"Amortized over {months} months, {way}", tuple(range_figure(page, table, r) for r in rows)))
    return Grid("By year (non-GAAP)", period_heads(page, rows), tuple(lines), corner="% of revenue")


def range_figure(page: Page, table: Amortized, row: int) -> Figure:
    """The amortized margin on a row: one figure, a range, or its upper end alone."""
    low, high = float(table.margin_low[row]), float(table.margin_high[row])
    name = f"amortized_margin_{table.convention.replace(' ', '_').replace('-', '_')}"
    if not _finite(high):
        return Figure("", measure=name, period=page.period(row), why="operating income or R&D is missing")
    text = f"at most {percent(high)}" if not _finite(low) else span(percent(low), percent(high))
    return page.computed(text, high, name, row, "operating_margin")


def _income(page: Page, table: Amortized, row: int) -> Figure:
    low, high = float(table.income_low[row]), float(table.income_high[row])
    name = f"amortized_income_{table.convention.replace(' ', '_').replace('-', '_')}"
    if not _finite(high):
        return Figure("", measure=name, period=page.period(row), why="operating income or R&D is missing")
    number = page.scale.number
    text = f"at most {number(high)}" if not _finite(low) else span(number(low), number(high))
    return page.computed(text, high, name, row, "operating_result")


def _bounds(page: Page, row: int) -> Figure:
    return page.figure("research_development", row) if page.at("research_development", row) is not None else Figure(
        MISSING, measure="research_development", period=page.period(row)
    )  # fmt: skip


def _notes(page: Page, row: int) -> list[str]:
    """Which earlier years are bounded or unknown, what bounds them, and double charges."""
    held = page.analysis.models.capitalization
    assert held is not None
    notes, year = [], int(page.row(row).end[:4])
    for back in range(1, 6):
        low, high = float(held.lags_low[back, row]), float(held.lags_high[back, row])
        if _finite(low) and low == high:
            continue
        if _finite(low) and _finite(high):
            ends = f"{page.scale.number(low)} to {page.scale.money(high)}"
            notes.append(
                f"R&D of {year - back} is bounded, {ends}: total costs less what the other lines may have taken."
            )
        else:
            notes.append(
                f"R&D of {year - back} and before is unknown: longer lives understate the charge or have no bound."
            )
            break
    for r, holds in enumerate(held.holds_charge):
        value = page.at("research_amortised", r)
        if holds and value is not None:
            notes.append(
                f"R&D of {page.period(r)} already holds an amortised charge of {page.scale.money(value)} "
                f"{page.currency}: capitalizing that year counts it twice until the incurred spend replaces it."
            )
    return notes


def _finite(value: float) -> bool:
    return value == value and abs(value) != float("inf")

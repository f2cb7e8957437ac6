"""One margin, many bookings: each margin under each treatment, and the published definitions set against them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from finkit.analysis.company.bookings import AS_BOOKED, MARGINS
from finkit.analysis.company.published import Published
from finkit.analysis.company.treatments import Cell, Treated
from finkit.reporting import charts
from finkit.reporting.charts import Dot
from finkit.reporting.numbers import bracketed, percent, span
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_company import Drawn
from finkit.reporting.page_grid import Grid, words_grid
from finkit.statement.lines import taxonomy

SWITCH_NAMES = {
    "partner_share": "Partner's share",
    "free_tier": "Free users' inference",
    "staff": "Staff and support",
    "stock_compensation": "Stock compensation",
    "training": "Training and R&D",
    "billed_inference": "Beyond the five",
    "accelerators": "Beyond the five",
}


@dataclass(frozen=True, slots=True)
class TreatmentsSection:
    """The table of treatments, the dots of the gross margin, the published definitions; or why the part is absent."""

    table: Grid | None
    dots: Drawn | None
    published: Grid | None
    absent: str = ""


def treatments_section(page: Page) -> TreatmentsSection:
    """The part of one analysis, for the period that the report leads with."""
    row = page.latest
    if row is None or not page.at("revenue", row):
        return TreatmentsSection(None, None, None, "no period has revenue")
    grid = page.analysis.company.treatments.at(row)
    shown = [grid.booked, *grid.settings, *grid.beyond]
    if all(cell.kind in ("missing", "not applicable") for one in shown for cell in one.cells.values()):
        return TreatmentsSection(None, None, None, grid.booked.cells["gross_margin"].why)
    shown += [grid.chosen] if grid.chosen.setting != grid.booked.setting else []
    published = page.analysis.company.definitions.at(row)
    return TreatmentsSection(_table(page, row, shown), _dots(page, row, shown, published), _published(page, published))


def _table(page: Page, row: int, shown: list[Treated]) -> Grid | None:
    heads = ("Booking", *(page.label(name) for name in MARGINS), "Under which condition", "Established")
    rows = (
        (name_of(one), *(_cell(page, row, one, one.cells[m]) for m in MARGINS), "; ".join(one.conditions), _held(one))
        for one in shown
    )
    note = (
        "Each line moves one switch and leaves the others as booked. A cost that moves between lines keeps its class: "
        "contribution and operating income stay. Net of the share they are parts of a smaller revenue. A bound stands "
        "where only one end is known."
    )
    return words_grid(f"Margins under each booking, {page.period(row)}", heads, rows, note=note)


def name_of(one: Treated) -> str:
    """What a treatment is called: its switch and where that stands."""
    setting = one.setting
    if setting.name == AS_BOOKED:
        return "As booked"
    if setting.switch not in SWITCH_NAMES:
        return f"As chosen: {setting.name.replace('_', ' ')}"
    return f"{SWITCH_NAMES[setting.switch]}: {setting.name}"


def _held(one: Treated) -> str:
    said = "yes" if one.established else "no source establishes it"
    return f"{said}. {one.against}" if one.against else said


def _cell(page: Page, row: int, one: Treated, cell: Cell) -> Figure | str:
    if cell.kind == "missing":
        return f"missing: {', '.join(taxonomy()[line].name for line in cell.missing)}" if cell.missing else cell.why
    if cell.kind == "not applicable":
        return "not applicable"
    switch = one.setting.scalars or ("as_booked",)
    steps = [*one.conditions, *_rounding(cell)]
    return page.worked(
        shown_as(cell), next(v for v in (cell.value, cell.low, cell.high) if v is not None),
        f"{cell.margin}_{'_'.join(switch)}", page.period(row), rests_on=cell.basis, says=name_of(one), steps=steps,
        behind=page.behind(cell.margin, row),
    )  # fmt: skip


def shown_as(cell: Cell) -> str:
    """A cell in words: a number, a range or a bound; empty where there is none."""
    if cell.kind == "number":
        return percent(cell.value)
    if cell.kind == "range":
        return span(percent(cell.low), percent(cell.high))
    if cell.kind in ("at most", "at least"):
        return f"{cell.kind} {percent(cell.high if cell.kind == 'at most' else cell.low)}"
    return ""


def _rounding(cell: Cell) -> Iterator[str]:
    if cell.kind == "number" and cell.low is not None and cell.high is not None and cell.low < cell.high:
        yield f"{percent(cell.low, 2)} to {percent(cell.high, 2)} as its figures round or range"
    if cell.stated:
        yield "a source states this margin itself"


def _dots(page: Page, row: int, shown: list[Treated], published: tuple[Published, ...]) -> Drawn | None:
    """The gross margin a booking a row, then as published."""
    found = []
    for one in shown:
        cell = one.cells["gross_margin"]
        moves = one.setting.name == AS_BOOKED or "this is how it is booked" not in one.conditions
        if cell.kind in ("missing", "not applicable") or not moves or one.setting.switch in _UNMOVED:
            continue
        ranged = cell.kind == "range"
        value = cell.value if cell.kind == "number" else cell.high if cell.high is not None else cell.low
        ends = (cell.low, cell.high) if ranged else (None, None)
        found.append(Dot(name_of(one), value, shown_as(cell), *ends, basis=cell.basis))
    for p in published[1:] if published and not published[0].definition else published:
        label = f"Published: {p.label}, {p.period}" + ("" if p.scenario == "actual" else f" ({p.scenario})")
        found.append(Dot(label, p.margin, percent(p.margin), basis=p.basis, accent=False))
    if len(found) < 2:
        return None
    title = f"Gross margin by booking, {page.period(row)}"
    table = words_grid(title, ("Booking", "Gross margin"), [(d.row, d.text) for d in found])
    says = "In colour: one switch moved at a time. Grey: margins that sources publish by their own definitions."
    return Drawn("bookings", charts.dots(title, "% of revenue as shown", found), table, says)


# Switches that leave the gross margin where it is.
_UNMOVED = ("training",)


def _published(page: Page, found: tuple[Published, ...]) -> Grid | None:
    if len(found) < 2:
        return None
    unit = f"{page.currency} {page.scale.word}".strip()
    rows = []
    for i, p in enumerate(found):
        when = p.period if p.scenario == "actual" else f"{p.period}, {p.scenario}"

        def figure(text: str, value: float | None, name: str, p: Published = p, at: int = i) -> Figure:
            return page.worked(text, value, f"{name}_{at}", p.period, rests_on=p.basis, says=p.label, steps=[p.says])

        low, cost, high = (page.scale.number(v) for v in (p.cost_low, p.cost, p.cost_high))
        cost = bracketed(cost, low, high)
        gap = "" if p.gap is None else figure(page.scale.number(p.gap), p.gap, "gap_to_booked")
        margin, implied = figure(percent(p.margin), p.margin, "published_margin"), figure(cost, p.cost, "implied_cost")
        rows.append((p.label, when, margin, implied, gap, p.says, p.source))
    heads = ("Definition", "Period", "Margin", f"Cost that it implies, {unit}", "Less cost as booked",
             "Reconciled or not", "Source")  # fmt: skip
    return words_grid("Published definitions against the cost booked", heads, rows)

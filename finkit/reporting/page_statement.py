"""The section Statement: the income statement as money, as a share of revenue and as growth; segments, forecasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from finkit.reporting.numbers import percent
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_grid import Grid, Line, line, period_heads, words_grid
from finkit.statement.lines import Line as Standard
from finkit.statement.lines import taxonomy

TOTALS = frozenset({
    "revenue", "gross_profit", "operating_expenses", "total_costs_expenses", "operating_income", "pretax_income",
    "net_income",
})  # fmt: skip
SEGMENT = ("revenue", "cost_of_revenue", "gross_profit", "gross_margin", "operating_income", "operating_margin")


@dataclass(frozen=True, slots=True)
class StatementSection:
    """The tables of the section; the first three show the same lines in three ways."""

    money: Grid
    share: Grid
    growth: Grid
    segments: Grid | None
    other: Grid | None
    otherwise: Grid | None


def statement_section(page: Page) -> StatementSection:
    """The section of one analysis."""
    unit = f"{page.currency} {page.scale.word}".strip()

    def share(name: str, r: int) -> Figure:
        value, revenue = page.at(name, r), page.at("revenue", r)
        measure = f"{name}_to_revenue"
        if value is None or not revenue or page.unit(name) != "money":
            why = page.why(name if value is None or page.unit(name) != "money" else "revenue", r)
            return Figure("", measure=measure, period=page.period(r), why=why)
        return page.computed(percent(value / revenue), value / revenue, measure, r, name)

    def growth(name: str, r: int) -> Figure:
        value, at, measure = page.at(name, r), page.at("year_ago", r), f"{name}_growth"
        base = None if at is None else page.at(name, int(at) - 1)
        why = "not reported" if value is None else "no equal period a year earlier" if base is None else ""
        if value is None or base is None or base <= 0:
            why = why or "the earlier figure is not above zero"
            return Figure("", measure=measure, period=page.period(r), why=why)
        return page.computed(percent(value / base - 1, signed=True), value / base - 1, measure, r, name)

    return StatementSection(
        _grid(page, f"Statement, {unit}", page.cell, f"{unit}; costs positive", "money"),
        _grid(page, "Statement, each line as a share of revenue", share, "% of revenue", "share", memo=False),
        _grid(
            page, "Statement, growth against the equal period a year earlier", growth, "% a year", "growth", memo=False
        ),
        _segments(page),
        _other(page),
        _otherwise(page),
    )


def shown_lines(page: Page) -> list[Standard]:
    """The standard lines that the statement shows, in order."""
    last = taxonomy().order("net_income")
    return [x for x in _present(page) if taxonomy().order(x.id) <= last or x.id in _on_face(page)]


def _grid(
    page: Page, caption: str, make: Callable[[str, int], Figure], corner: str, name: str, *, memo: bool = True
) -> Grid:
    rows, face = page.rows, _on_face(page)
    main = shown_lines(page)
    if face:
        first = next((i for i, x in enumerate(main) if x.id in TOTALS and x.id not in ("revenue", "gross_profit")), 0)
        main = [x for x in main if x.id not in face][:first] + [taxonomy()[n] for n in face] + [
            x for x in main[first:] if x.id not in face
        ]  # fmt: skip
    lines = [_line(page, x, rows, make) for x in main]
    aside = [x for x in _present(page) if x not in main] if memo else []
    if aside:
        lines.append(Line("Memo: inside the lines above or beside them, never added", kind="group"))
        lines += [line(page, x.id, rows, make, unit="" if x.unit == "money" else x.unit) for x in aside]
    kept = [x for x in lines if x.kind == "group" or any(isinstance(c, Figure) and c.text for c in x.cells)]
    return Grid(caption, period_heads(page, rows), tuple(kept), corner=corner, sparks=True, name=name)


def _line(page: Page, entry: Standard, rows: list[int], make: Callable[[str, int], Figure]) -> Line:
    depth = _depth(page, entry)
    kind = "total" if entry.id in TOTALS else "of-which" if depth > 1 or entry.kind == "of-which" else ""
    return line(page, entry.id, rows, make, depth=depth, kind=kind)


def _depth(page: Page, entry: Standard) -> int:
    """How deep a line stands, counting only parents that are shown."""
    depth, parent = 0, taxonomy().get(entry.parent)
    while parent is not None:
        shown = parent.id in page.analysis.panel.values and parent.id != "operating_expenses"
        depth, parent = depth + shown, taxonomy().get(parent.parent)
    return depth


def _present(page: Page) -> Iterator[Standard]:
    for entry in taxonomy().lines:
        if entry.unit != "ratio" and any(page.at(entry.id, r) is not None for r in page.rows):
            yield entry


def _on_face(page: Page) -> list[str]:
    """Depreciation, where the company's statement has it as a line of its own."""
    name = "depreciation_amortization"
    return [name] if any(c.line == name for c in page.analysis.company.costs) else []


def _segments(page: Page) -> Grid | None:
    panel = page.analysis.panel
    names = list(dict.fromkeys(r.segment for r in panel.rows if r.segment))
    rows = {name: page.analysis.rows(segment=name) for name in names}
    periods = list(dict.fromkeys(panel.rows[r].label for held in rows.values() for r in held))
    order = {panel.rows[r].label: i for i, r in enumerate(page.rows)}
    periods.sort(key=lambda p: order.get(p, len(order)))
    lines: list[Line] = []
    for name in names:
        at = {panel.rows[r].label: r for r in rows[name]}
        lines.append(Line(name, kind="group"))
        for measure in (m for m in SEGMENT if any(page.at(m, r) is not None for r in at.values())):
            cells = tuple(page.cell(measure, at[p]) if p in at else Figure("", why="not reported") for p in periods)
            lines.append(Line(page.label(measure), cells, 1))
    if not lines:
        return None
    unit = f"{page.currency} {page.scale.word}".strip()
    heads = period_heads(page, [next(r for h in rows.values() for r in h if panel.rows[r].label == p) for p in periods])
    return Grid(f"Segments, {unit}", heads, tuple(lines), corner=unit)


def _other(page: Page) -> Grid | None:
    """Forecasts and run rates: never beside actual figures."""
    facts = [f for f in page.analysis.statement.facts if f.scenario in ("forecast", "run_rate") and f.value is not None]
    facts.sort(key=lambda f: (f.scenario, f.end))
    rows = [(f.label, f.period, f.scenario.replace("_", " "), page.of_fact(f), f.as_of) for f in facts]
    return words_grid(
        "Forecasts and run rates", ("Figure", "Period or date", "Kind", "Value", "Said on"), rows,
        note="They compete with no actual figure and enter no margin of an actual period.",
    )  # fmt: skip


def _otherwise(page: Page) -> Grid | None:
    """Figures of a shown line by another definition, in periods where the line itself has none."""
    here, shown = {page.row(r).end for r in page.rows}, {x.id for x in shown_lines(page)}
    ends = {(page.row(r).end, page.row(r).months): r for r in page.rows}
    facts = [
        f for f in page.analysis.quality.definitions
        if not f.chosen and not f.segment and f.scenario == "actual" and f.unit == "money" and f.value is not None
        and f.line in shown and f.end in here
        and ((r := ends.get((f.end, f.months))) is None or page.at(f.line, r) is None)
    ]  # fmt: skip
    facts.sort(key=lambda f: (taxonomy().order(f.line), f.end, abs(f.value or 0.0)))
    rows = [(f"{page.label(f.line)}: {f.label}", f.period, page.of_fact(f), f.definition, f.source) for f in facts]
    return words_grid(
        "By other definitions: the usual line has no figure of that period",
        ("Line", "Period", "Value", "Definition", "Source"), rows,
    )  # fmt: skip

"""The section Company: waterfall, margins, definitions, the added dollar, classes of cost, what is included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from finkit.analysis.measures import CASH, MARGINS
from finkit.reporting import charts
from finkit.reporting.charts import Chart, Dot
from finkit.reporting.numbers import bracketed, exact, percent, plain
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_grid import Grid, Head, Line, line, period_heads, words_grid
from finkit.reporting.page_results import before
from finkit.reporting.verdict import HELD, stated_margins
from finkit.statement.company import INCLUDED

HIDDEN = frozenset({
    "revenue_year_ago", "gross_margin_lines", "operating_margin_lines", "variable_overhead", "fixed_overhead",
    "operating_income_lines", "operating_result",
    "overhead", "overhead_split", "overhead_unsplit", "contribution", "result_before_research", "inventory_year_ago",
})  # fmt: skip
# Where a waterfall may end: the first that is known.
RESULTS = ("operating_result", "result_before_research", "result_before_administration")
CLASSES = {"cogs": "cost of revenue", "variable": "variable overhead", "fixed": "fixed overhead", "research": "R&D"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart, the name it is found by, and the table that says the same."""

    name: str
    chart: Chart
    table: Grid | None
    says: str


@dataclass(frozen=True, slots=True)
class CompanySection:
    """Charts and tables of the section; None or empty where inputs are missing."""

    charts: tuple[Drawn, ...]
    margins: Grid | None
    cash: Grid | None
    added: Grid | None
    run_rates: Grid | None
    costs: Grid | None
    definitions: Drawn | None
    included: tuple[tuple[str, str], ...]
    included_source: str


def company_section(page: Page) -> CompanySection:
    """The section of one analysis."""
    company = page.analysis.statement.company
    has_margin = any(page.at("gross_margin", r) is not None for r in page.rows)
    drawn = (_waterfall(page), _margins_chart(page))
    return CompanySection(
        charts=tuple(d for d in drawn if d is not None),
        margins=_measures(
            page, "Margins and ratios", [m.name for m in MARGINS if m.name not in HIDDEN], "% of revenue"
        ),
        cash=_measures(page, "Cash, capital and related parties", [m.name for m in CASH if m.name not in HIDDEN], ""),
        added=_added(page),
        run_rates=_run_rates(page),
        costs=_costs(page),
        definitions=_definitions(page),
        included=tuple((HELD[part], company.included(part)) for part in INCLUDED) if has_margin else (),
        included_source=company.includes_source if has_margin else "",
    )


def _waterfall(page: Page) -> Drawn | None:
    row = page.latest
    revenue = None if row is None else page.at("revenue", row)
    if row is None or not revenue:
        return None
    steps = list(_steps(page, row))
    if len(steps) < 3:
        return None
    unit = f"{page.currency} {page.scale.word}".strip()
    bars = [(label, value / page.scale.size, page.scale.number(value), total) for label, value, total, _ in steps]
    table = words_grid(
        f"From revenue to result, {page.period(row)}", ("Step", unit, "Of one of revenue"),
        [(label, figure, percent(value / revenue)) for label, value, _, figure in steps],
    )  # fmt: skip
    title = f"From revenue to {steps[-1][0][0].lower()}{steps[-1][0][1:]}, {page.period(row)}"
    names = [figure.measure for _, _, _, figure in steps]
    return Drawn(
        "waterfall", charts.waterfall(title, unit, bars, names), table, "Costs step down, results stand on zero."
    )


def _steps(page: Page, row: int) -> Iterator[tuple[str, float, bool, Figure]]:
    """Label, signed amount, whether a total, and the figure; what the lines do not explain is a step of its own."""
    revenue, gross, cost = (page.at(n, row) or 0.0 for n in ("revenue", "gross_profit", "cost_of_revenue"))
    yield "Revenue", revenue, True, page.cell("revenue", row)
    left = revenue
    if page.at("cost_of_revenue", row) is not None:
        left = gross
        yield page.label("cost_of_revenue"), -cost, False, _spent(page, "cost_of_revenue", row)
        yield page.label("gross_profit"), gross, True, page.cell("gross_profit", row)
    shown = [c.line for c in page.analysis.company.costs if c.line != "cost_of_revenue"]
    found = next((n for n in RESULTS if page.at(n, row) is not None), "")
    if found == "result_before_administration":
        shown = [n for n in ("research_development", "sales_marketing") if n in shown]
    total = page.at("selling_general_administrative", row)
    if total is not None and not any(
        page.at(n, row) is not None for n in ("sales_marketing", "general_administrative")
    ):
        shown = [*dict.fromkeys([*shown, "selling_general_administrative"])]
    for name in shown:
        value = page.at(name, row)
        if value:
            left -= value
            yield page.label(name), -value, False, _spent(page, name, row)
    if not found:
        if left not in (revenue, gross):
            figure = page.computed(page.scale.number(left), left, "result_before_lines_not_reported", row, "revenue")
            yield "Result before lines not reported", left, True, figure
        return
    result = page.at(found, row) or 0.0
    if abs(result - left) > 1e-9 * abs(revenue) + 1e-6:
        whole = left == revenue
        figure = page.computed(page.scale.number(result - left), result - left, "costs_not_split", row, found)
        yield "All costs, not split" if whole else "Other, not split", result - left, False, figure
    yield page.label("operating_income" if found == RESULTS[0] else found), result, True, page.cell(found, row)


def _spent(page: Page, name: str, row: int) -> Figure:
    """A cost with its sign as drawn: down."""
    value = -(page.at(name, row) or 0.0)
    return replace(page.cell(name, row), text=page.scale.number(value), value=exact(value), measure=f"minus_{name}")


def _margins_chart(page: Page) -> Drawn | None:
    names = ("gross_margin", "contribution_margin", "operating_margin")
    years = [r for r in page.rows if page.row(r).months == 12 and any(page.at(n, r) is not None for n in names)]
    slots = _with_gaps(page, years)
    series = [(page.label(n), [None if r is None else page.at(n, r) for r in slots]) for n in names]
    series = [s for s in series if sum(v is not None for v in s[1]) > 1]
    if not series:
        return None
    shown = [" " * i if r is None else page.period(r) for i, r in enumerate(slots)]
    table = Grid("Margins by year", period_heads(page, years), tuple(line(page, n, years) for n in names))
    return Drawn("margins", charts.lines("Margins by year", "% of revenue", shown, series), table,
                 "A break in a line is a year that is not reported.")  # fmt: skip


def _with_gaps(page: Page, years: list[int]) -> list[int | None]:
    """The years with a place left empty wherever the year before is not reported, so that no line joins them."""
    slots: list[int | None] = []
    for r in years:
        back = page.at("year_ago", r)
        if slots and (back is None or int(back) - 1 != slots[-1]):
            slots.append(None)
        slots.append(r)
    return slots


def _measures(page: Page, caption: str, names: list[str], corner: str) -> Grid | None:
    rows = [r for r in page.rows if any(page.at(n, r) is not None for n in names)]
    kept = [n for n in names if any(page.at(n, r) is not None for r in rows)]
    if "operating_margin_reported" in kept and all(
        _same(page.at("operating_margin", r), page.at("operating_margin_reported", r)) for r in rows
    ):
        kept.remove("operating_margin_reported")
    if not kept:
        return None
    money = f"{page.currency} {page.scale.word}".strip()
    lines = tuple(
        line(
            page,
            n,
            rows,
            lambda name, r: _ranged(page, name, r),
            anchor=n,
            unit=money if page.unit(n) == "money" else "",
        )
        for n in kept
    )
    return Grid(caption, period_heads(page, rows), lines, corner=corner, sparks=True)


def _same(a: float | None, b: float | None) -> bool:
    return b is None or (a is not None and abs(a - b) < 5e-5)


def _ranged(page: Page, name: str, row: int) -> Figure:
    """A measure with its range behind it, where it carries one."""
    figure, ends = page.cell(name, row), page.ends(name, row)
    if ends is None or not figure.text:
        return figure
    return page.figure(name, row, bracketed(figure.text, ends[0].text, ends[1].text))


def _added(page: Page) -> Grid | None:
    table = page.analysis.company.incremental
    rows = [r for r in page.rows if table.at("incremental_gross_margin", r) is not None][-5:]
    if not rows:
        return None
    names = (
        "revenue_step",
        "cost_step",
        "variable_step",
        "incremental_gross_margin",
        "incremental_contribution_margin",
    )
    heads = tuple(Head(f"{page.period(before(page, r))} to {page.period(r)}") for r in rows)
    lines = tuple(
        Line(page.label(n), tuple(_ranged(page, n, r) for r in rows), title="", anchor=n)
        for n in names
        if any(page.at(n, r) is not None for r in rows)
    )
    note = (
        "Ranges: every figure moved by half its last printed digit; a figure printed ten times finer than its "
        "partner is held. A period in which revenue fell has no added dollar."
    )
    return Grid("The added dollar", heads, lines, note, f"{page.currency} {page.scale.word}".strip())


def _run_rates(page: Page) -> Grid | None:
    """Annualised rates of one definition, from one date to the next: never revenue of a period."""
    rows = []
    for step in page.analysis.company.run_rates:
        period, growth = f"{step.before.period} to {step.after.period}", step.growth
        rates = [
            page.worked(
                percent(value), value, f"run_rate_growth_{name}", period, rests_on=step.after.rests_on,
                says=f"Growth of the run rate {words}.", behind=(step.before, step.after),
            )
            for name, words, value in (
                ("monthly", "a month, compound", growth.monthly),
                ("annualized", "over twelve months at that pace, compound", growth.annualized),
            )
        ]  # fmt: skip
        said = "; ".join(filter(None, (step.before.definition, growth.flag)))
        rows.append((period, page.of_fact(step.before), page.of_fact(step.after), plain(step.months, 1), *rates, said))
    heads = ("Run rate", "from", "to", "months between", "growth a month", "a year at that pace", "as")
    note = "A run rate annualises a window before its date: it is no revenue of a period and joins no margin."
    return words_grid("Run rates", heads, rows, note=note)


def _costs(page: Page) -> Grid | None:
    row = page.latest
    if row is None:
        return None
    rows = []
    for cost in page.analysis.company.costs:
        held = [r for r in page.rows if page.at(cost.line, r) is not None]
        at = row if page.at(cost.line, row) is not None else max(held, key=lambda r: page.row(r).end, default=row)
        value, revenue = page.at(cost.line, at), page.at("revenue", at)
        if value is None:
            continue
        share = (
            page.computed(percent(value / revenue), value / revenue, f"{cost.line}_to_revenue", at, cost.line)
            if revenue
            else Figure("", why="revenue is zero" if revenue == 0 else "revenue is not reported")
        )
        kind = CLASSES.get(cost.cost_class, cost.cost_class)
        rows.append((cost.name, kind, page.figure(cost.line, at), share, page.period(at), cost.evidence))
    heads = ("Cost", "Class", "Amount", "Of revenue", "Period", "Evidence")
    note = "The class that sums and margins go by: the label's, until a user sets another. What the data say is below."
    return words_grid("Classes of cost", heads, rows, note=note)


def _definitions(page: Page) -> Drawn | None:
    """Gross margin row by row, a definition each; booked first."""
    row, facts = page.latest, stated_margins(page)
    facts = [f for f in facts if f.definition or f.scenario != "actual" or not f.chosen]
    if row is None or not facts:
        return None
    rows: list[tuple[str, str, Figure, str, str]] = []
    booked = page.at("gross_margin_lines", row) is not None
    if booked:
        rows.append(("Booked: gross profit over revenue", page.period(row), page.figure("gross_margin", row), "", ""))
    for f in facts:
        rows.append((f.label, f.period, page.of_fact(f), f.definition or f.scenario, f.source))
    found = [Dot(f"{label}, {when}", float(fig.value), fig.text, basis=fig.basis, accent=booked and not i)
             for i, (label, when, fig, _, _) in enumerate(rows)]  # fmt: skip
    heads = ("Gross margin", "Period", "Value", "Definition", "Source")
    title = "Gross margin by definition: not a range of one figure"
    return Drawn(
        "definitions",
        charts.dots(title, "% of revenue", found),
        words_grid(title, heads, rows),
        "Booked in colour." if booked else "None is booked: each is stated by its source.",
    )

"""The comparison: small multiples by measure, one table that fits a page, ranks only within equal inclusion."""

from __future__ import annotations

from dataclasses import dataclass

from finkit.analysis.compare import Compared, Comparison
from finkit.analysis.measures import registry
from finkit.reporting import charts
from finkit.reporting.charts import Chart, Dot
from finkit.reporting.numbers import exact, of_unit, scale_of, words
from finkit.reporting.page import Figure, reason
from finkit.reporting.verdict import HELD
from finkit.statement.company import INCLUDED

SHORT = {"gmroi": "GMROI", "capital_intensity": "Capex / revenue"}
LABELS = {name: measure.label for name, measure in registry().items()}
ANSWERS = {"yes": "in", "no": "out", "unknown": "?"}


@dataclass(frozen=True, slots=True)
class Side:
    """One company's row: who, when, in what currency, its measures, what its gross margin holds."""

    name: str
    slug: str
    kind: str
    period: str
    note: str
    currency: str
    revenue: Figure
    cells: tuple[Figure, ...]
    group: str
    rank: str


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Everything comparison.html shows."""

    heads: tuple[tuple[str, str], ...]
    sides: tuple[Side, ...]
    charts: tuple[tuple[str, Chart], ...]
    groups: tuple[tuple[str, tuple[str, ...], str], ...]
    included: tuple[str, ...]
    currency_line: str
    rank_line: str
    ranked: bool
    digest_of: tuple[str, ...]


def comparison_view(comparison: Comparison) -> ComparisonView:
    """The page of a comparison."""
    groups = _groups(comparison)
    ranks = _ranks(comparison)
    sides = tuple(_side(row, comparison, groups, ranks) for row in comparison.rows)
    shown = [m for m in comparison.measures if any(r.values[m] is not None for r in comparison.rows)]
    held = {letter: inclusion for inclusion, letter in groups.items()}
    return ComparisonView(
        heads=tuple((m, SHORT.get(m, registry()[m].label)) for m in comparison.measures),
        sides=sides,
        charts=tuple((m, _chart(m, comparison)) for m in shown),
        groups=tuple(
            (letter, tuple(ANSWERS[a] for a in held[letter]), words(s.name for s in sides if s.group == letter))
            for letter in sorted(held)
        ),
        included=tuple(HELD[part] for part in INCLUDED),
        currency_line=_currencies(comparison),
        rank_line=_rank_line(comparison, ranks),
        ranked=bool(ranks),
        digest_of=tuple(r.analysis.name for r in comparison.rows),
    )


def _side(row: Compared, comparison: Comparison, groups: dict[tuple[str, ...], str], ranks: dict[str, int]) -> Side:
    company, name = row.analysis.statement.company, row.analysis.name
    figures = []
    for m in comparison.measures:
        value = row.values[m]
        if value is None:
            figures.append(Figure("", measure=m, period=row.period, why=reason(row.why[m], LABELS)))
            continue
        text = of_unit(value, registry()[m].unit, scale_of([value]))
        figures.append(Figure(text, exact(value), m, row.period, "derived", row.bases[m]))
    revenue = Figure("", measure="revenue", period=row.period, why="not reported")
    if row.revenue is not None:
        basis = row.analysis.company.margins.rests_on("revenue", row.row)
        text = scale_of([row.revenue]).money(row.revenue)
        revenue = Figure(text, exact(row.revenue), "revenue", row.period, basis)
    group = groups.get(row.inclusion, "") if row.values["gross_margin"] is not None else ""
    rank = f"{ranks[name]}" if name in ranks else ""
    return Side(
        name, company.slug, company.kind, row.period, row.note, row.currency, revenue, tuple(figures), group, rank
    )


def _groups(comparison: Comparison) -> dict[tuple[str, ...], str]:
    """A letter for each set of what a gross margin includes, in order of first appearance."""
    found: dict[tuple[str, ...], str] = {}
    for row in comparison.rows:
        if row.values["gross_margin"] is not None and row.inclusion not in found:
            found[row.inclusion] = chr(ord("A") + len(found) % 26)
    return found


def _ranks(comparison: Comparison) -> dict[str, int]:
    """Places by gross margin among companies whose inclusions are equal and all known; hypothetical ones have none."""
    held: dict[tuple[str, ...], list[Compared]] = {}
    for row in comparison.rows:
        actual = row.analysis.panel.rows[row.row].scenario == "actual"
        if actual and row.values["gross_margin"] is not None and "unknown" not in row.inclusion:
            held.setdefault(row.inclusion, []).append(row)
    ranks: dict[str, int] = {}
    for rows in held.values():
        if len(rows) > 1:
            order = sorted(rows, key=lambda r: -(r.values["gross_margin"] or 0.0))
            ranks |= {row.analysis.name: i for i, row in enumerate(order, 1)}
    return ranks


def _chart(measure: str, comparison: Comparison) -> Chart:
    known = registry()[measure]
    rows = [r for r in comparison.rows if r.values[measure] is not None]
    rows.sort(key=lambda r: -(r.values[measure] or 0.0))
    found = []
    for r in rows:
        value, table = r.values[measure], r.analysis.company.margins
        ends: tuple[float | None, float | None] = table.range_at(measure, r.row) or (None, None)
        text = of_unit(value or 0.0, known.unit, scale_of([value]))
        lab = r.analysis.statement.company.kind == "lab"
        found.append(Dot(f"{r.analysis.name}, {r.period}", value, text, ends[0], ends[1], r.bases[measure], lab))
    turns = known.unit == "times"
    unit = "times" if turns else "% a year" if measure == "revenue_growth" else "% of revenue"
    chart = charts.dots(SHORT.get(measure, known.label), unit, found, percent=not turns)
    slugs = {f"{r.analysis.name}, {r.period}": r.analysis.statement.company.slug for r in rows}
    for trace in chart["data"]:
        if trace["mode"] == "markers+text":
            trace["customdata"] = [f"{slugs[d.row]}.html#{measure}" for d in found if d.low is None or d.low == d.high]
    return chart


def _currencies(comparison: Comparison) -> str:
    held = sorted({r.currency or "unstated" for r in comparison.rows if r.revenue is not None})
    if comparison.rates and comparison.currency:
        rates = ", ".join(f"1 {c} = {rate:g} {comparison.currency}" for c, rate in sorted(comparison.rates.items()))
        return f"Revenue is in {comparison.currency}, converted at the rates given: {rates}."
    if len(held) <= 1:
        return f"Revenue is in {held[0]}." if held else "No revenue is reported."
    return (
        f"Revenues stand each in its own currency ({words(held)}): no rate was given, so none is converted "
        "and no size is compared. Ratios need no currency."
    )


def _rank_line(comparison: Comparison, ranks: dict[str, int]) -> str:
    margins = sum(r.values["gross_margin"] is not None for r in comparison.rows)
    said = (
        "Gross margins are ranked only among companies whose cost of revenue is known to hold the same costs; "
        "unknown is equal to nothing."
    )
    if ranks:
        return f"{said} {len(ranks)} of {margins} are ranked, in their groups."
    return f"{said} 0 of {margins} are ranked here; the charts order by value, which is not a rank."

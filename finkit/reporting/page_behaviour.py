"""Which cost moves with revenue: each line's class with its doubt, the evidence for it, and the scatter behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from finkit.analysis.company.behaviour import Elasticity, LineBehaviour
from finkit.analysis.company.research import ResearchYear
from finkit.analysis.company.sentences import class_name
from finkit.reporting import charts
from finkit.reporting.numbers import percent, plain, span
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_company import Drawn
from finkit.reporting.page_grid import Grid, Head, Line, period_heads, words_grid
from finkit.statement.fact import Fact, weakest

_BAND = 41
_UNITS = {12: "year", 6: "half-year", 3: "quarter", 1: "month"}


@dataclass(frozen=True, slots=True)
class BehaviourSection:
    """Tables and charts of how costs move; `says` has one finding a line. All empty where no cost line is known."""

    classes: Grid | None
    says: tuple[str, ...]
    evidence: Grid | None
    ratios: Grid | None
    charts: tuple[Drawn, ...]
    research: Grid | None


def behaviour_section(page: Page) -> BehaviourSection:
    """The part of one analysis."""
    lines = [line for line in page.analysis.company.behaviour.lines if line.periods]
    return BehaviourSection(
        classes=_classes(page, lines),
        says=tuple(line.says for line in lines),
        evidence=_evidence(page, lines),
        ratios=_ratios(page, [line for line in lines if line.elasticity is None]),
        charts=tuple(_scatter(page, line) for line in lines if line.elasticity is not None),
        research=_research(page, page.analysis.company.research),
    )


def _classes(page: Page, lines: list[LineBehaviour]) -> Grid | None:
    rows = [
        (
            line.name, _class(line), _estimate(page, line, "elasticity", line.elasticity), _periods(line),
            _chance(page, line, line.by_data or line.by_label, "posterior"),
            _chance(page, line, line.flat, "flat_posterior"), _turns(line),
        )
        for line in lines
    ]  # fmt: skip
    heads = ("Cost", "Class", "Elasticity (95% t interval)", "Periods", "Likeliest class",
             "Under a flat prior", "What would change it")  # fmt: skip
    note = (
        "Elasticity: percent of cost per percent of revenue. A class is stated from a probability of 0.80 on; below it "
        "is not settled. Beside a flat prior the reader sees what the company's own periods say without the panel."
    )
    return words_grid("Class and elasticity of each cost line", heads, rows, note=note)


def _evidence(page: Page, lines: list[LineBehaviour]) -> Grid | None:
    rows = [
        (
            line.name, line.method, line.prior.source, _chances(line.by_data) or "no such line in the panel",
            _chances(line.by_label), _chances(line.flat) or "no estimate", _pooled(page, line),
            "; ".join([*_beside(line), *line.notes]),
        )
        for line in lines
    ]  # fmt: skip
    heads = ("Cost", "Method", "Prior used", "By the panel", "By the label", "Flat prior",
             "With the other companies", "What stands beside it")  # fmt: skip
    return words_grid("Evidence for each class", heads, rows)


def _class(line: LineBehaviour) -> str:
    return f"{line.shown} (set by the user)" if line.override else line.shown


def _periods(line: LineBehaviour) -> str:
    word = _UNITS.get(line.months or 0, f"period of {line.months} months")
    return f"{line.periods} {word}{'' if line.periods == 1 else 's'}, {line.changes} changes: {line.method}"


def _estimate(page: Page, line: LineBehaviour, name: str, found: Elasticity | None) -> Figure | str:
    if found is None:
        return next((note for note in line.notes if note.startswith("no elasticity")), "no elasticity")
    text = f"{plain(found.value, 2)} ({plain(found.low, 2)} to {plain(found.high, 2)})"
    return _worked(page, line, name, text, found.value, line.notes)


def _chance(page: Page, line: LineBehaviour, chances: Mapping[str, float] | None, name: str) -> Figure | str:
    """The likeliest class with its probability; the panel has them all."""
    if chances is None:
        return "no estimate"
    if line.likeliest == "none":
        return "none of the classes"
    top = max(chances, key=chances.__getitem__)
    text = f"{class_name(line.cost_class, top)} {plain(chances[top], 2)}"
    text += " (the prior alone)" if line.elasticity is None else ""
    return _worked(page, line, name, text, chances[top], [_chances(chances)])


def _pooled(page: Page, line: LineBehaviour) -> Figure | str:
    found = line.pooled
    if found is None:
        return "too few others report it"
    drawn = found.drawn
    text = f"{plain(drawn.mean, 2)} ({plain(drawn.low, 2)} to {plain(drawn.high, 2)}), {found.borrowed:.0%} borrowed"
    steps = [found.says, f"Others: {', '.join(found.companies)}", *([found.flag] if found.flag else [])]
    return _worked(page, line, "pooled_elasticity", text, drawn.mean, steps)


def _turns(line: LineBehaviour) -> str:
    if line.override:
        return "nothing: the user set it"
    parts = [
        f"{class_name(line.cost_class, to)} {where} {plain(at, 2)}"
        for at, to, where in zip(line.change_at, line.change_to, ("below", "above"), strict=True)
        if at is not None
    ]
    return "; ".join(parts) or ("more periods" if line.elasticity is None else "no elasticity would")


def _chances(chances: Mapping[str, float] | None) -> str:
    return ", ".join(f"{_word(name)} {plain(value, 2)}" for name, value in (chances or {}).items())


def _word(behaviour: str) -> str:
    return {"mixed": "semi-variable", "fixed": "unmoved by revenue", "variable": "in line with revenue"}.get(
        behaviour, behaviour
    )


def _beside(line: LineBehaviour) -> Iterator[str]:
    """Other estimates that the reader may hold against the first."""
    if line.hc3 is not None:
        yield f"HC3 interval {plain(line.hc3.low, 2)} to {plain(line.hc3.high, 2)}"
    if line.hac is not None:
        yield f"HAC interval {plain(line.hac.low, 2)} to {plain(line.hac.high, 2)}"
    if line.sticky is not None:
        up, down = line.sticky.up, line.sticky.down
        yield (
            f"where revenue rises {plain(up.value, 2)}, where it falls {plain(down.value, 2)} "
            f"({plain(down.low, 2)} to {plain(down.high, 2)}; {line.sticky.decreases} falls)"
        )
    if line.high_low is not None:
        flag = f" ({line.high_low.flag})" if line.high_low.flag else ""
        yield f"high-low: {plain(line.high_low.rate, 2)} of cost a unit of revenue{flag}"


def _worked(
    page: Page, line: LineBehaviour, name: str, text: str, value: float, steps: list[str] | tuple[str, ...]
) -> Figure:
    behind = list(_facts(page, line))
    held = [p for p in line.points if p.ratio is not None]
    period = span(held[0].period, held[-1].period)
    resting = weakest([fact.weakest for fact in behind])
    return page.worked(
        text, value, f"{name}_{line.line}", period, rests_on=resting, says=line.says, steps=steps, behind=behind
    )


def _facts(page: Page, line: LineBehaviour) -> Iterator[Fact]:
    for row in _rows(page, line):
        yield from page.behind(line.line, row)
        yield from page.behind("revenue", row)


def _rows(page: Page, line: LineBehaviour) -> list[int]:
    points = {(p.period, p.end) for p in line.points}
    return [r for r in page.rows if (page.row(r).label, page.row(r).end) in points]


def _ratios(page: Page, lines: list[LineBehaviour]) -> Grid | None:
    """Cost over revenue for the lines that have no estimate."""
    held = {line.line: set(_rows(page, line)) for line in lines}
    rows = [r for r in page.rows if page.at("revenue", r) and any(r in found for found in held.values())]
    if not rows:
        return None
    body = tuple(
        Line(line.name, tuple(_ratio(page, line.line, r) if r in held[line.line] else "" for r in rows))
        for line in lines
    )
    note = "Too few periods for an elasticity: a ratio says what was, not how the cost moves."
    return Grid("Cost over revenue, where nothing more can be said", period_heads(page, rows), body, note, "Cost")


def _ratio(page: Page, name: str, row: int) -> Figure:
    value, revenue = page.at(name, row), page.at("revenue", row)
    if value is None or not revenue:
        return Figure("", why=page.why(name, row))
    return page.computed(percent(value / revenue), value / revenue, f"{name}_to_revenue", row, name)


def _scatter(page: Page, line: LineBehaviour) -> Drawn:
    size, unit = page.scale.size, f"{page.currency} {page.scale.word}".strip()
    levels = [(p.period, p.revenue / size, p.cost / size) for p in line.points if p.revenue > 0 and p.cost > 0]
    moved = [
        (p.period, p.dlog_revenue, p.dlog_cost)
        for p in line.points
        if p.dlog_revenue is not None and p.dlog_cost is not None
    ]
    x = np.linspace(min(m[1] for m in moved), max(m[1] for m in moved), _BAND)
    centre, low, high = (values.tolist() for values in line.band(x.tolist()))
    title = f"{line.name} against revenue"
    table = words_grid(
        title, ("Period", "Revenue", f"Cost, {unit}", "Of revenue", "Log change of revenue", "Log change of cost"),
        [_point(page, line, row) for row in _rows(page, line)],
    )  # fmt: skip
    says = "Left: levels on log axes. Right: the changes that the elasticity is fitted to, the fit and its 95% band."
    return Drawn(f"moves-{line.line.replace('_', '-')}", charts.moves(title, unit, levels, moved, (x.tolist(), centre,
                 low, high)), table, says)  # fmt: skip


def _point(page: Page, line: LineBehaviour, row: int) -> tuple[str | Figure, ...]:
    at = page.row(row)
    point = next(p for p in line.points if (p.period, p.end) == (at.label, at.end))
    logs = tuple("" if v is None else plain(v, 3, signed=True) for v in (point.dlog_revenue, point.dlog_cost))
    return (
        page.period(row), page.cell("revenue", row), page.cell(line.line, row), _ratio(page, line.line, row), *logs,
    )  # fmt: skip


def _research(page: Page, years: tuple[ResearchYear, ...]) -> Grid | None:
    """R&D as maintenance and growth: a yardstick, and open where the history is short."""
    rows = {page.row(r).label: r for r in page.rows if page.row(r).months == 12}
    shown = [y for y in years if y.period in rows][-5:]
    if not shown:
        return None
    body = tuple(
        Line(label, tuple(_ends(page, rows[y.period], name, *getattr(y, name)) for y in shown))
        for label, name in (("R&D", "research"), ("of it maintenance", "maintenance"), ("of it growth", "growth"))
    )
    months = plain(shown[-1].life * 12, 0)
    note = (
        f"Maintenance: the charge of R&D spread over {months} months, assumed; growth: the rest. A yardstick: R&D is "
        "decided on, and no statement says which part keeps the models that there are."
    )
    unit = f"{page.currency} {page.scale.word}".strip()
    return Grid("R&D: maintenance and growth (non-GAAP)", tuple(Head(page.period(rows[y.period])) for y in shown), body,
                note, unit)  # fmt: skip


def _ends(page: Page, row: int, name: str, low: float | None, high: float | None) -> Figure:
    number = page.scale.number
    if low is not None and high is not None:
        text = span(number(low), number(high))
    else:
        text = f"at least {number(low)}" if low is not None else f"at most {number(high)}"
    return page.computed(text, high if low is None else low, f"research_{name}", row, "research_development")

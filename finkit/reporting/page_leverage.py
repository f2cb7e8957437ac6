"""Leverage and scale: break-even with sales and marketing fixed and variable, and the margin as revenue multiplies."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from finkit.analysis.company.readings import LeveragePeriod, Reading, ScalePeriod
from finkit.analysis.company.scale import Path
from finkit.reporting import charts
from finkit.reporting.numbers import percent, plain
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_company import CLASSES, Drawn
from finkit.reporting.page_grid import Grid, Head, Line
from finkit.statement.lines import taxonomy

READINGS = {"fixed": "S&M fixed", "variable": "S&M variable", "": "S&M in no line of its own"}


@dataclass(frozen=True, slots=True)
class LeverageSection:
    """The two readings side by side, the path with its table, and sentences; or why the parts are absent."""

    leverage: Grid | None
    absent: str
    path: Drawn | None
    no_path: str
    says: tuple[str, ...]


def leverage_section(page: Page) -> LeverageSection:
    """The part of one analysis, for the period that the report leads with."""
    row = page.latest
    if row is None:
        return LeverageSection(None, "no period has revenue", None, "", ())
    leverage, scale = page.analysis.company.leverage.at(row), page.analysis.company.scale.at(row)
    table = _leverage(page, row, leverage) if leverage.readings else None
    path = _path(page, row, scale) if scale.paths else None
    return LeverageSection(
        table, "" if table else leverage.why, path, "" if path else scale.why, tuple(_says(page, row, scale))
    )


def _leverage(page: Page, row: int, found: LeveragePeriod) -> Grid:
    money, times = page.scale.number, lambda value: f"{plain(value, 2)} times"
    split = found.split
    assert split is not None
    lines: list[tuple[str, str, Callable[[Reading], float | None], Callable[[float], str], str]] = [
        ("Cost that moves with revenue", "variable_cost", lambda r: r.variable_cost, money, ""),
        ("Contribution", "contribution", lambda r: r.leverage.contribution, money, ""),
        ("Contribution / revenue", "contribution_ratio", lambda r: r.leverage.contribution_ratio, percent,
         "contribution_ratio"),
        ("Fixed cost", "fixed_cost", lambda r: r.fixed_cost, money, ""),
        ("Break-even revenue", "break_even_revenue", lambda r: r.leverage.break_even_revenue, money,
         "break_even_revenue"),
        ("Degree of operating leverage", "operating_leverage", lambda r: r.leverage.operating_leverage, times,
         "operating_leverage"),
        ("Margin of safety", "margin_of_safety", lambda r: r.leverage.margin_of_safety, percent, "break_even_revenue"),
        ("Fixed cost / contribution", "multiple_needed", lambda r: r.growth.multiple, times, "break_even_revenue"),
        ("Years until contribution covers fixed cost", "years_to_break_even", lambda r: r.growth.years,
         lambda value: f"{plain(value, 2)} years" if value else "0: covered today", ""),
    ]  # fmt: skip
    rows = []
    for label, name, take, form, flag in lines:
        cells = []
        for reading in found.readings:
            value, why = take(reading), reading.leverage.flags.get(flag, "") if flag else reading.growth.flag
            assumed = name == "years_to_break_even" and "assumed" in found.growths_from
            cells.append(_figure(page, row, reading, name, value, form, why, assumed=assumed))
        rows.append(Line(label, tuple(cells)))
    heads = tuple(Head(READINGS[r.sales]) for r in found.readings)
    unit = f"{page.currency} {page.scale.word}".strip()
    return Grid(
        f"Leverage, {page.period(row)}", heads, tuple(rows), _mapping(page, found), f"Money in {unit}", text=True
    )


def _figure(
    page: Page,
    row: int,
    reading: Reading,
    name: str,
    value: float | None,
    form: Callable[[float], str],
    why: str,
    *,
    assumed: bool,
) -> Figure | str:
    if value is None:
        never = name == "years_to_break_even" and "not known" not in why
        return f"{'never: ' if never else 'none: '}{why.removesuffix(': never')}" if why else "none"
    steps = [why] if why and name == "operating_leverage" else []
    text = form(value) + (f" ({why})" if steps else "")
    return page.worked(
        text, value, f"{name}_{f'sales_{reading.sales}' if reading.sales else 'all'}", page.period(row),
        rests_on="assumed" if assumed else page.table.rests_on("operating_result", row), says=READINGS[reading.sales],
        steps=steps, behind=page.behind("operating_result", row),
    )  # fmt: skip


def _mapping(page: Page, found: LeveragePeriod) -> str:
    """Which line counts as what, and which growths the years rest on."""
    assert found.split is not None
    names = [f"{taxonomy()[line].name} as {CLASSES.get(kind, kind)}" for line, kind, _ in found.split.mapping]
    rest = " Fixed cost is contribution less operating income: not every line is given." if found.split.residual else ""
    held = [
        f"{name} {percent(value)} a year"
        for name, value in (("revenue", found.revenue_growth), ("fixed cost", found.fixed_growth))
        if value is not None
    ]
    growth = f" Growth: {', '.join(held)} ({found.growths_from})." if held else f" Growth: {found.growths_from}."
    return f"By the label's class: {', '.join(names)}.{rest}{growth} R&D is decided on and counts as fixed here."


def _path(page: Page, row: int, found: ScalePeriod) -> Drawn:
    paths = ordered(found.paths)
    multiples = [f"{plain(m, 0)}x" for m in paths[0].multiples]
    series = [(f"{_name(p)}, {_limit(p)}", [*p.margins]) for p in paths]
    title = f"Operating margin as revenue multiplies, {page.period(row)}"
    lines = [
        Line(
            f"S&M grows with elasticity {plain(path.elasticity, 2)}",
            (
                *(_at(page, row, path, m, v) for m, v in zip(multiples, path.margins, strict=True)),
                _worked(page, row, path, "limit", _limit(path).removeprefix("limit "), path.limit),
                path.whose,
            ),
        )
        for path in paths
    ]
    heads = (*(Head(m) for m in multiples), Head("Limit"), Head("Whose elasticity"))
    note = (
        "Cost of revenue and variable overhead but S&M keep their part of revenue, S&M grows with its elasticity, "
        "and every other cost stays as it is: what scale could bring at most, not a forecast."
    )
    table = Grid(title, heads, tuple(lines), note, "Revenue times", text=True)
    chart = charts.lines(title, "Operating margin, % of revenue", multiples, series)
    says = f"e: percent of S&M per percent of revenue; 0 is S&M fixed, 1 is S&M variable. {note}"
    return Drawn("scale", chart, table, says)


def ordered(paths: tuple[Path, ...]) -> list[Path]:
    """By elasticity, each once; the company's own stands for a comparison that equals it."""
    held = {round(p.elasticity, 9): p for p in paths}
    return [held[e] for e in sorted(held)]


def _name(path: Path) -> str:
    return f"e {plain(path.elasticity, 2)}"


def _limit(path: Path) -> str:
    if path.limit is None:
        return "no limit"
    return f"limit {percent(path.limit)}" if math.isfinite(path.limit) else "falls without end"


def _at(page: Page, row: int, path: Path, multiple: str, value: float | None) -> Figure | str:
    return _worked(page, row, path, f"at_{multiple}", percent(value), value) if value is not None else "none"


def _worked(page: Page, row: int, path: Path, name: str, text: str, value: float | None) -> Figure | str:
    if value is None or not math.isfinite(value):
        return path.flag or text
    return page.worked(
        text, value, f"operating_margin_{name}_elasticity_{path.elasticity:g}", page.period(row),
        rests_on=page.table.rests_on("operating_result", row) if name == "at_1x" else "assumed",
        says=f"Elasticity {path.elasticity:g}: {path.whose}",
        behind=page.behind("operating_result", row),
    )  # fmt: skip


def _says(page: Page, row: int, scale: ScalePeriod) -> list[str]:
    """Whether S&M alone turns the result, this year and the year before; and the turnover of goods."""
    says = []
    ago = page.at("year_ago", row)
    for year in ([] if ago is None else [int(ago) - 1]) + [row]:
        claim = page.analysis.company.scale.at(year).claim
        if claim is not None:
            says.append(f"{page.period(year)}, whether S&M alone turns the result: {claim.verdict}. {claim.says}")
    turned = scale.turnover
    if turned is not None and turned.gmroi is not None and turned.margin_times_turnover is not None:
        says.append(
            f"{page.period(row)}: gross margin {percent(turned.gross_margin)} times inventory turnover at cost "
            f"{plain(turned.cogs_turnover or 0.0, 2)} is {plain(turned.margin_times_turnover, 2)}; gross profit per "
            f"unit of inventory is {plain(turned.gmroi, 2)}."
        )
    return says

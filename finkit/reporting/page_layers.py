"""Unit economics in layers, side by side: what a dollar of revenue leaves after serving, training and S&M."""

from __future__ import annotations

from finkit.analysis.customers.unit_economics import SERVING, Layers
from finkit.analysis.span import Span
from finkit.reporting.numbers import percent, plain, span
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_grid import Grid, Head, Line

NOTE = (
    "Each layer answers its own question, and none alone is unit economics: the first, whether serving pays, on "
    "average and not for one more user; the second, whether what is sold pays for itself; the third, whether its users "
    "pay for being found."
)


def layers_grid(page: Page) -> tuple[Grid | None, str]:
    """The table for the leading period, or what it needs."""
    row = page.latest
    found = None if row is None else page.analysis.customers.layers(row)
    if row is None or found is None:
        return None, "revenue and a cost of serving in one period"
    serving = page.label(found.serving_line).lower()
    capital = page.analysis.models.capitalization
    life = f" over {plain(capital.life * 12, 0)} months, {found.convention}" if capital is not None else ""
    lines = (
        Line(f"After {serving}", (_marginal(page, found), _serving(page, found)), title=serving),
        _row(page, found, "after_training", "and after training",
             f"R&D spread{life}: more than training runs is in it"),
        _row(page, found, "after_sales", "and after sales and marketing",
             "all of it in the period, none spread over the users that it brings"),
    )  # fmt: skip
    heads = (Head("Of a dollar of revenue"), Head("What is counted"))
    return Grid(f"Unit economics in layers, {page.period(row)}", heads, lines, NOTE, "Layer", text=True), ""


def _serving(page: Page, found: Layers) -> str:
    """What the first layer counts, and what the added dollar left, where two periods tell."""
    step = page.analysis.company.incremental.at("incremental_gross_margin", found.row)
    edge = f"; the added dollar left {percent(step)}" if step is not None else ""
    whole = "on average" if found.serving_line == SERVING[0] else "on average; more than serving may be in it"
    return f"{whole}{edge}"


def _marginal(page: Page, found: Layers) -> Figure:
    return page.computed(percent(found.marginal), found.marginal, "margin_after_serving", found.row, found.serving_line)


def _row(page: Page, found: Layers, name: str, label: str, counted: str) -> Line:
    """A layer beside what is counted in it; where it is blank, beside what it needs."""
    shown = _layer(page, found, name, getattr(found, name))
    return Line(label, (shown, counted if shown.text else f"Absent: {shown.why}"))


def _layer(page: Page, found: Layers, name: str, at: Span) -> Figure:
    """A layer as a number, a range, or the one end that is known."""
    if at.high is None and at.low is None:
        return Figure("", measure=name, period=page.period(found.row), why=f"needs {found.why.get(name, '')}")
    if at.low is None:
        text, value = f"at most {percent(at.high)}", at.high
    else:
        text, value = (span(percent(at.low), percent(at.high)) if at.wide else percent(at.high)), at.value
    return page.computed(text, value, f"margin_{name}", found.row, "research_development")

"""Figures of a page that are of no period: worked out for a plan or a task, marked by the weakest of their sources."""

from __future__ import annotations

from collections.abc import Callable

from finkit.analysis.span import Span
from finkit.reporting.numbers import bracketed, percent, plain
from finkit.reporting.page import Figure, Page


def figure(page: Page, name: str, plan: str, value: float | None, text: str, *sources: str, says: str = "") -> Figure:
    """A worked figure of a plan or task, marked by the weakest of its sources."""
    if value is None:
        return Figure("", measure=name, period=plan, why=says or "an input is missing")
    return page.worked(text, value, name, plan, rests_on=rests_on(*sources), says=says)


def rests_on(*sources: str) -> str:
    """Assumed where any source is empty or says so, else estimated."""
    return "assumed" if any(not s or s.lower().startswith("assumed") for s in sources) else "estimated"


def money(value: float | None) -> str:
    """Money of one user, in full."""
    return "" if value is None else plain(value, 2)


# How a figure with its range is written, by kind.
FORMS: dict[str, Callable[[float | None], str]] = {
    "ratio": percent,
    "money": money,
    "whole": lambda value: "" if value is None else plain(value, 0),
    "plain": lambda value: "" if value is None else plain(value, 3),
    "tokens": lambda value: "" if value is None else plain(value, 4),
    "fine": lambda value: percent(value, 2),
}


def ranged(found: Span, form: str = "ratio", endless: str = "no limit") -> str:
    """A value with its range in brackets; `endless` stands for a high that there is not."""
    if found.value is None:
        return ""
    shown = FORMS[form]
    open_end = found.low is not None and found.high is None
    return bracketed(shown(found.value), shown(found.low), endless if open_end else shown(found.high))

"""The first screen's answer on R&D carried as models: the latest result both ways, and what bounds it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from finkit.analysis.models.carried import BEFORE, OPERATING, Carried, Treated
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.assumptions.models import BY_RESEARCH
from finkit.reporting.numbers import plain, span, words
from finkit.reporting.page import Page
from finkit.reporting.page_results import Part, missing_lines

_RESULTS = ("operating_result", "result_before_administration")


def carried(page: Page) -> Iterator[Sequence[Part]]:
    """The latest result that is known, with R&D expensed and carried as models; which lines are not in it."""
    both = page.analysis.models.carried
    if isinstance(both, str):
        return
    held = _latest(page, both)
    if held is None:
        return
    row, at = held
    one, when = both.over(page.analysis.assumptions.life_months.centre), page.period(row)
    bounded = page.at(_RESULTS[0], row) is None
    name, what = (_RESULTS[1], BEFORE) if bounded else (_RESULTS[0], OPERATING)
    low, high = both.together(at, page.at(name, row) or 0.0, one)
    unknown = _uncharged(page, both, one, at[0])
    text = f"at most {page.scale.number(high)}" if unknown else span(page.scale.number(low), page.scale.number(high))
    lines = words(inside(line) for line in missing_lines(page, row))
    yield (
        f"{what[0].upper()}{what[1:]} in {when}: ",
        page.figure(name, row),
        " with R&D expensed, ",
        page.worked(f"{text} {page.scale.word}".rstrip(), high, "carried_income", when,
                    rests_on="assumed", says="R&D is carried as the models it makes, charged straight line."),
        f" with R&D carried as models and charged over {plain(one.life, 0)} months (non-GAAP)",
        f"; R&D before {page.period(both.rows[0])} is not known, so what it made is not charged" if unknown else "",
        f"; {lines} not reported: upper bounds of operating income." if bounded else ".",
    )  # fmt: skip


def _latest(page: Page, both: Carried) -> tuple[int, list[int]] | None:
    """The latest row with a result and the periods of R&D that make it up: the row that leads, else one of them."""
    known = [i for i, value in enumerate(both.expensed) if not math.isnan(value)]
    lead = page.latest
    if lead is not None and any(page.at(n, lead) is not None for n in _RESULTS):
        first, last = _days(page, lead)
        within = [i for i, row in enumerate(both.rows) if first <= _days(page, row)[0] and _days(page, row)[1] <= last]
        days = sum((b - a).days + 1 for a, b in (_days(page, both.rows[i]) for i in within))
        latest = not known or last >= _days(page, both.rows[known[-1]])[1]
        if latest and days == (last - first).days + 1:
            return lead, within
    return (both.rows[known[-1]], [known[-1]]) if known else None


def _days(page: Page, row: int) -> tuple[date, date]:
    """The first and the last day of a row."""
    held = page.row(row)
    return date.fromisoformat(held.start or held.end), date.fromisoformat(held.end)


def _uncharged(page: Page, both: Carried, one: Treated, i: int) -> bool:
    """Whether models made by R&D before the first known period would still be charged in a period."""
    found = page.analysis.models.generations
    if isinstance(found, str):
        return False
    first, start = (_days(page, both.rows[n])[0] for n in (0, i))
    later = [m.release for m in found.lineage.models if m.release >= first]
    # Each year's R&D is released as the next year begins, also that of the year before the first.
    released = first if found.lineage.origin == BY_RESEARCH or not later else later[0]
    return released + timedelta(days=one.life * DAYS_PER_MONTH) > start


def inside(line: str) -> str:
    """A line's name within a sentence."""
    return line if line[1:2] == "&" else line[0].lower() + line[1:]

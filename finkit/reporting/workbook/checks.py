"""Checks: every identity that can be tested, live; what disagrees; what the reader should ask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.formula import Formula, Ref
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns, Way
from finkit.reporting.workbook.serving import IMPOSSIBLE
from finkit.reporting.workbook.style import COMPUTED
from finkit.statement.fact import Fact
from finkit.statement.identities import Check
from finkit.statement.lines import taxonomy

NAME = "Checks"
_RANGED = ("revenue", "cost_of_revenue", "variable_overhead")


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Checks."""
    what = "A stated total against the sum of its parts; a difference is fine while rounding explains it."
    sheet = Sheet(book, NAME, f"Checks: {analysis.name}", what)
    identities = _tested(analysis, columns)
    for number, (identity, found) in enumerate(identities.items()):
        _identity(sheet, number, identity, found)
    if not identities:
        sheet.remark("No total stands beside all of its parts: nothing can be tested.")
    _verdicts(sheet, len(identities))
    _stale(sheet, analysis)
    _hardware(sheet)
    _words(sheet, analysis)


def _tested(analysis: Analysis, columns: Columns) -> dict[str, dict[int, Check]]:
    place = {_key(columns, c): c for c in range(len(columns.rows))}
    found: dict[str, dict[int, Check]] = {}
    for check in analysis.statement.checks:
        col = place.get((check.period, check.scenario, check.segment, check.currency))
        if col is not None:
            found.setdefault(check.identity, {})[col] = check
    return found


def _key(columns: Columns, col: int) -> tuple[str, str, str, str]:
    row = columns.panel.rows[columns.rows[col]]
    return row.label, row.scenario, row.segment, row.currency


def _identity(sheet: Sheet, number: int, identity: str, found: dict[int, Check]) -> None:
    total, _, parts = identity.partition(" = ")
    book, only, tag = sheet.book, sorted(found), f"check{number}"
    names = Formula.parse(parts).names
    if not {total, *names} <= set(book.refs):
        return
    book.labels[tag] = f"{book.labels[total]} = {Formula.parse(parts).says(book.labels)}"
    sheet.heading(book.labels[tag])
    sheet.formula(Line(f"{tag}_stated", "As stated"), total, only=only)
    steps = Way(parts).steps()
    for i, step in enumerate(steps):
        last = i == len(steps) - 1
        text = step.replace("step", f"{tag}_part") if len(steps) > 1 and last else step
        name, label = (f"{tag}_sum", "Sum of the parts") if last else (f"{tag}_part{i}", f"Parts, {i + 1}")
        sheet.formula(Line(name, label), text, only=only)
    sheet.formula(Line(f"{tag}_residual", "Difference"), f"{tag}_stated - {tag}_sum", only=only)
    allowed = [found[c].allowed if c in found else np.nan for c in range(book.width)]
    line = Line(f"{tag}_allowed", "Rounding of the figures as printed")
    sheet.computed(line, allowed, "Half the last printed digit of each figure, added up.")
    within = f"abs({tag}_residual) <= {tag}_allowed * (1 + tolerance) + tolerance * abs({tag}_stated)"
    sheet.formula(Line(f"{tag}_ok", "Within rounding", "verdict"), within, only=only)


def _verdicts(sheet: Sheet, count: int) -> None:
    """Each identity's failures by period, and all of them in one figure."""
    book = sheet.book
    tags = [f"check{i}" for i in range(count) if f"check{i}_ok" in book.refs]
    sheet.heading("Failures")
    first = sheet.row
    for tag in tags:
        line = Line(f"{tag}_fails", book.labels[tag], "failures")
        sheet.formula(line, f"first(1 - {tag}_ok, 0)")
    if not tags:
        sheet.given(Line("failures", "All failures", "failures"), 0.0, kind=COMPUTED)
        return
    _total(sheet, "failures", "failures", first, [f"{tag}_fails" for tag in tags])


def _stale(sheet: Sheet, analysis: Analysis) -> None:
    """Whether what finkit computed still belongs to the figures on the sheet."""
    book = sheet.book
    moving = [line.line for line in analysis.company.behaviour.lines if line.periods]
    ranged = any(name.startswith("incremental") and name.endswith("_low") for name in book.refs)
    used = ranged or moving or "share_net" in book.refs
    kept = [n for n in dict.fromkeys([*(_RANGED if used else ()), *moving]) if n in book.refs]
    if not kept:
        return
    sheet.heading("Does what finkit computed (grey) belong to the figures on Inputs?")
    for name in kept:
        sheet.computed(Line(f"{name}_then", f"{book.labels[name]}, when computed"), book.values[name])
    first = sheet.row
    for name in kept:
        text = f"first(abs({name} - {name}_then) > tolerance * abs({name}_then), 0)"
        sheet.formula(Line(f"{name}_changed", f"{book.labels[name]} has changed", "changes"), text)
    _total(sheet, "changed", "changes", first, [f"{name}_changed" for name in kept])


def _hardware(sheet: Sheet) -> None:
    """How many figures of Serving no hardware can reach."""
    if IMPOSSIBLE in sheet.book.refs:
        sheet.heading("Can the hardware do what Serving says?")
        sheet.formula(Line("impossible", "Figures above what it can do", "failures"), IMPOSSIBLE, scalar=True)


def _total(sheet: Sheet, name: str, what: str, first: int, rows: Sequence[str]) -> None:
    """The sum of rows from `first` on, by period and in one figure."""
    book = sheet.book
    block = Ref(NAME, first, FIRST, len(rows), book.width), np.stack([book.values[row] for row in rows])
    line = Line(f"{name}_by_period", f"{what.capitalize()} by period", what)
    sheet.formula(line, "sum_rows(part)", refs={"part": block})
    sheet.formula(Line(name, f"All {what}", what), f"sum_periods({name}_by_period)", scalar=True)


def _words(sheet: Sheet, analysis: Analysis) -> None:
    found = analysis.quality
    conflicts = [_conflict(a, b) for a, b in found.conflicts]
    elsewhere = [f"{c.segment or c.scenario} {c.period}: {c.identity}" for c in found.failed if c.segment]
    _list(sheet, "Sources that disagree", conflicts)
    _list(sheet, "Segments whose parts do not sum", elsewhere)
    _list(sheet, "Questions", found.questions)


def _conflict(used: Fact, other: Fact) -> str:
    where = f"{taxonomy()[used.line].name}, {' '.join(p for p in (used.segment, used.period) if p)}"
    return f"{where}: {_said(used)} is used, {_said(other)} is not"


def _said(fact: Fact) -> str:
    source = "; ".join(p for p in (fact.basis, fact.source) if p)
    return f"{fact.value or 0.0:,.12g} ({source})"


def _list(sheet: Sheet, title: str, texts: Sequence[str]) -> None:
    if texts:
        sheet.heading(title)
    for text in texts:
        sheet.remark(text)

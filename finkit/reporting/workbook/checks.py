"""Checks: every identity that can be tested, live; what disagrees; what the reader should ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.formula import Formula, Ref
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Rest, Sheet
from finkit.reporting.workbook.derived import Columns, Way
from finkit.reporting.workbook.serving import IMPOSSIBLE
from finkit.reporting.workbook.style import COMPUTED
from finkit.statement.fact import Fact
from finkit.statement.identities import Check
from finkit.statement.lines import taxonomy

NAME = "Checks"
_CHANGED = "where(first(now * 0, 1) == first(then * 0, 1), first(abs(now - then) > tolerance * abs(then), 0), 1)"


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
    _stale(sheet)
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


def _stale(sheet: Sheet) -> None:
    """Whether what finkit computed still belongs to the figures that it was computed from, row by row."""
    book, rests = sheet.book, list(sheet.book.pasted.values())
    if not rests:
        return
    sheet.heading("What finkit computed (grey) rests on these figures, as they were then")
    marks = [_watched(sheet, k, rest) for k, rest in enumerate(rests)]
    sheet.heading("Cells changed since: where a count is not 0, have finkit compute anew what is named")
    first = sheet.row
    for k, (rest, mark) in enumerate(zip(rests, marks, strict=True)):
        line = Line(f"changes_{k}", f"{rest.label}, {rest.ref.sheet}: for {'; '.join(rest.of)}", "changes")
        sheet.formula(line, f"sum_periods({mark})", scalar=True)
    counts = np.array([[float(book.values[f"changes_{k}"])] for k in range(len(rests))])
    part = Ref(NAME, first, FIRST, len(rests), 1), counts
    sheet.formula(Line("changed", "All changes", "changes"), "sum_rows(part)", refs={"part": part}, cols=1)


def _watched(sheet: Sheet, k: int, rest: Rest) -> str:
    """Cells as they were, then 1 where one is another now, filled or emptied; the name of those marks by column."""
    rows, cols = rest.ref.rows, rest.ref.cols
    held, shape = rest.values.reshape(rows, cols), (cols,) if rows == 1 else (rows, cols)
    labels = [rest.label if rows == 1 else f"{rest.label}, row {r + 1}" for r in range(rows)]
    top, name = sheet.row, f"changed_{k}"
    for r, values in enumerate(held):
        sheet.computed(Line(f"then_{k}_{r}", f"{labels[r]}, when computed", "found"), values)
    figures = held.reshape(shape)
    refs = {"now": (replace(rest.ref, shape="block"), figures), "then": (Ref(NAME, top, FIRST, rows, cols), figures)}
    lines = [Line(f"{name}_{r}", f"{label}, changed", "changes", indent=1) for r, label in enumerate(labels)]
    sheet.block(lines, name, _CHANGED, refs=refs, cols=cols)
    if rows == 1:
        return name
    sheet.formula(Line(f"{name}_all", f"{rest.label}, changed", "changes", indent=1), f"sum_rows({name})", cols=cols)
    return f"{name}_all"


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

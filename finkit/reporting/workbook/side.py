"""Inputs and Costs of the comparison: each company's own lines in its column, sums by class as formulas."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from finkit.analysis.company.costs import SPLIT, SUMS, WHOLE, default_class, operating_lines
from finkit.analysis.compare import Compared, Comparison
from finkit.analysis.measures import Floats, Measure, registry
from finkit.analysis.table import Table
from finkit.formula import Ref
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.cite import about, cited
from finkit.reporting.workbook.derived import Across
from finkit.reporting.workbook.inputs import Filler, Grid
from finkit.reporting.workbook.margins import OPERANDS
from finkit.reporting.workbook.style import CLASS_CODES, COMPUTED, INPUT
from finkit.statement.identities import FACE
from finkit.statement.lines import taxonomy

NAME = "Costs"
_SAYS = {"variable": "move with revenue", "fixed": "stay when revenue moves", "research": "are research"}


def figures(row: Compared) -> Table:
    """The table of a company: its values hold every line, sum and measure."""
    return row.analysis.company.margins


def or_nan(value: float | None) -> float:
    """NaN for what is missing."""
    return np.nan if value is None else value


def inputs(book: Book, found: Comparison, wanted: list[Measure]) -> Grid:
    """Write Inputs: the lines that each company gives, what follows from them live, and the class of its costs."""
    what = "Each company's lines in its own currency, for the period under its name; blank where it gives none."
    sheet, grid = Sheet(book, "Inputs", "Inputs: comparison", what), Grid()
    if not found.rows:
        return grid
    panels = tuple(row.analysis.panel for row in found.rows)
    columns = Across(panels[0], tuple(row.row for row in found.rows), panels)
    made = {m.name for m in wanted}
    leaves = dict.fromkeys(n for m in wanted for n in m.parsed.names if n not in made)
    work = Filler(sheet, columns, grid)
    work.lines(_lines(columns, [*(n for n in leaves if n in taxonomy()), *counted(found)]))
    others = [n for n in leaves if n not in taxonomy() and n not in SUMS]
    if others:
        work.heading("Figures of other periods, and marks that finkit sets")
    for name in others:
        _other(sheet, grid, found, name)
    if found.rates:
        line = Line("rate", f"Rate to {found.currency}, as given", "rate", bases=["assumed"] * len(found.rows))
        grid.lines[sheet.row] = line
        sheet.given(line, [_rate(r, found) for r in found.rows])
    _classes(work, found)
    return grid


def costs(book: Book, found: Comparison) -> None:
    """Write Costs: the lines outside cost of revenue, those of each class, and their sums."""
    what = "The class of a line is set on Inputs for each company; lines that a company does not have count nothing."
    sheet, lines = Sheet(book, NAME, "Costs: comparison", what), counted(found)
    if not lines:
        return
    sheet.heading("Cost lines outside cost of revenue")
    first = sheet.row
    for name in lines:
        sheet.link(Line(name, taxonomy()[name].name, bases=[figures(r).rests_on(name, r.row) for r in found.rows]))
    book.refs["amount"] = Ref(NAME, first, FIRST, len(lines), book.width)
    book.values["amount"] = np.stack([book.values[n] for n in lines])
    whole, start = int(WHOLE in lines), sum(n in SPLIT for n in lines)
    for cost_class in CLASS_CODES:
        _class(sheet, found, cost_class, lines, whole=whole, start=start)


def counted(found: Comparison) -> list[str]:
    """The operating lines that count for a company; selling and administration stand at the ends."""
    there = {line for row in found.rows for line in _own(row)}
    ends = [n for n in (*SPLIT, WHOLE) if any(n in row.analysis.panel.values for row in found.rows)]
    middle = [n for n in operating_lines() if n in there and n != WHOLE]
    return [*(n for n in ends if n != WHOLE), *middle, *(n for n in ends if n == WHOLE)]


def _own(row: Compared) -> list[str]:
    """The operating lines that count for one company: those it gives in any period, depreciation on the face."""
    face = any(cost.line == FACE for cost in row.analysis.company.costs)
    given = row.analysis.panel.values
    return [n for n in operating_lines() if n in (*SPLIT, WHOLE) or (n in given and (n != FACE or face))]


def _lines(columns: Across, leaves: Iterable[str]) -> list[str]:
    """The lines with a figure, those that derived ones follow from included."""
    wide, shown, queue = range(len(columns.rows)), set(), list(leaves)
    counts = {n for n in queue if n in operating_lines() or n in SPLIT}
    while queue:
        line = queue.pop()
        if line in shown or (line not in counts and all(np.isnan(columns.value(line, c)) for c in wide)):
            continue
        shown.add(line)
        queue += [at for col, way in columns.ways(line).items() for at, _ in columns.origin(way, line, col).values()]
    return sorted(shown, key=taxonomy().order)


def _other(sheet: Sheet, grid: Grid, found: Comparison, name: str) -> None:
    tables = [figures(r) for r in found.rows]
    values = np.array([_set(table, name, r.row) for table, r in zip(tables, found.rows, strict=True)])
    if np.isnan(values).all():
        return
    facts = [t.inputs(name, r.row) for t, r in zip(tables, found.rows, strict=True)]
    bases = [t.rests_on(name, r.row) for t, r in zip(tables, found.rows, strict=True)]
    mark = name in OPERANDS
    label = registry()[name].label if name in registry() else OPERANDS.get(name, name.replace("_", " "))
    line = Line(name, label, "position" if mark else "money", bases=bases)
    grid.lines[sheet.row] = line
    for c, held in enumerate(facts):
        if held and not np.isnan(values[c]):
            grid.cells[sheet.row, c] = "; ".join(cited(f) for f in held)
    notes = {c: about(held[0]) for c, held in enumerate(facts) if len(held) == 1}
    sheet.given(line, values, kind=COMPUTED if mark else INPUT, notes=notes)


def _set(table: Table, name: str, row: int) -> float:
    """A figure; a mark on the lines only where there are lines that give a result."""
    if name == "lines_tie" and table.at("operating_income_lines", row) is None:
        return np.nan
    return or_nan(table.at(name, row))


def _rate(row: Compared, found: Comparison) -> float:
    own = row.analysis.panel.rows[row.row].currency
    return 1.0 if own == found.currency else found.rates.get(own, np.nan)


def _classes(work: Filler, found: Comparison) -> None:
    """A class code for each line of each company that has it, blank for others."""
    sheet, book, lines = work.sheet, work.sheet.book, counted(found)
    if not lines:
        return
    work.heading("Class of each cost line outside cost of revenue, where a company has the line")
    for name, code in CLASS_CODES.items():
        work.grid.lines[sheet.row] = line = Line(f"code_{name}", f"Code of {name} costs", "code")
        sheet.given(line, float(code), kind=COMPUTED)
    first = sheet.row
    for name in lines:
        codes = [_code(name, row) for row in found.rows]
        bases = ["assumed"] * len(codes)
        work.grid.lines[sheet.row] = line = Line(
            f"class_{name}", f"Class of {taxonomy()[name].name}", "class", bases=bases
        )
        for c, row in enumerate(found.rows):
            if not np.isnan(codes[c]):
                set_by = "set by the user" if name in row.analysis.assumptions.classes else "by the line's label"
                work.grid.cells[sheet.row, c] = f"assumed: {set_by}"
        sheet.given(line, codes)
    book.refs["class"] = Ref("Inputs", first, FIRST, len(lines), book.width)
    book.values["class"] = np.stack([book.values[f"class_{n}"] for n in lines])


def _code(line: str, row: Compared) -> float:
    if line not in SPLIT and line not in _own(row):
        return np.nan
    given = row.analysis.assumptions.classes.get(line, default_class(line))
    return float(CLASS_CODES.get(given, CLASS_CODES["variable"]))


def _class(sheet: Sheet, found: Comparison, cost_class: str, lines: list[str], *, whole: int, start: int) -> None:
    book, block = sheet.book, f"{cost_class}_lines"
    code = f"code_{cost_class}"
    sheet.heading(f"Costs that {_SAYS[cost_class]}, by their class")
    rows = [Line(f"{cost_class}_{n}", taxonomy()[n].name, "money in class", indent=1) for n in lines]
    given = {"code": (book.refs[code], book.values[code]), "class_of_line": (book.refs["class"], book.values["class"])}
    sheet.block(rows, block, "where(first(class_of_line, 0) == code, amount, 0)", refs=given)
    ref, values = book.refs[block], np.reshape(book.values[block], (len(lines), -1))
    parts: dict[bool | None, tuple[Ref, Floats]] = {
        True: (Ref(NAME, ref.row, FIRST, len(lines) - whole, book.width), values[: len(lines) - whole]),
        False: (Ref(NAME, ref.row + start, FIRST, len(lines) - start, book.width), values[start:]),
    }
    for name, (of, split) in SUMS.items():
        held = np.array([or_nan(figures(r).at(name, r.row)) for r in found.rows])
        if of != cost_class or np.isnan(held).all():
            continue
        text = "sum_rows(part)" if split else f"sum_rows(part) + 0 * {WHOLE}"
        label = "Sum, selling and administration apart" if split else "Sum, selling and administration in one line"
        label = "Sum" if cost_class == "research" else label
        sheet.formula(Line(name, label, "money in class"), text, values=held, refs={"part": parts[split]})

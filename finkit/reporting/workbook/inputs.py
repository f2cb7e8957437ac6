"""Inputs: each line by period, given figures in blue, what follows from them as formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.company.costs import operating_lines
from finkit.formula import Formula, Ref
from finkit.reporting.workbook import definitions, segments
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.cite import about, cited
from finkit.reporting.workbook.derived import Columns, Way, grouped
from finkit.reporting.workbook.style import COMPUTED, FORMULA, INPUT
from finkit.statement.fact import Fact
from finkit.statement.lines import taxonomy

NAME = "Inputs"
_HOW = "How figures follow, where one line follows in several ways"


@dataclass
class Grid:
    """What Sources says of each cell of Inputs, at the same addresses."""

    lines: dict[int, Line] = field(default_factory=dict)
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)


def fill(book: Book, analysis: Analysis, columns: Columns) -> Grid:
    """Write Inputs; the grid for Sources."""
    what = "Blue: given by a source, named in the note and on Sources. Black: follows from blue cells."
    sheet = Sheet(book, NAME, f"Inputs: {analysis.name}", what)
    work = Filler(sheet, columns, Grid())
    shown = lines(columns)
    if not shown:
        sheet.remark("No figure of this company belongs to a period that could be shown.")
    work.lines(shown)
    segments.inputs(work, analysis)
    if definitions.found(analysis):
        work.heading("By other definitions: one figure a row, in the first column whatever its period")
        definitions.inputs(sheet, work.grid.lines, work.grid.cells, analysis)
    work.layout(analysis)
    return work.grid


def lines(columns: Columns) -> list[str]:
    """The lines with a figure in any column, and operating lines that the company reports elsewhere."""
    panel, rows = columns.panel, list(columns.rows)
    there = [n for n, v in panel.values.items() if n in operating_lines() or not np.isnan(v[rows]).all()]
    return sorted(there, key=taxonomy().order) if rows else []


@dataclass
class Filler:
    """Fills Inputs with the lines of one company, or of a segment, whose names then begin with `prefix`."""

    sheet: Sheet
    columns: Columns
    grid: Grid
    prefix: str = ""

    def lines(self, shown: Sequence[str]) -> None:
        """Rows of all `shown` in groups, so that each may follow from any other."""
        for title, group in _groups(shown).items():
            self.heading(title)
            for line in group:
                self.reserve(line)
        self.parts()
        for line in shown:
            self.line(line)

    def parts(self) -> None:
        """Where the parts stand of years that are their sums."""
        if self.columns.positions:
            self.heading("Columns of the parts of a year that is their sum, counted by finkit")
        note = f"Counted from 1, the first period's column behind the years: {self._after()}."
        for i, (name, found) in enumerate(self.columns.positions.items()):
            left = Line(f"{self.prefix}{name}", f"Column of part {i + 1}", "position")
            self.grid.lines[self.sheet.row] = left
            self.sheet.computed(left, found, note)

    def _after(self) -> str:
        at = self.columns.behind
        return self.sheet.book.columns[at] if at < self.sheet.book.width else ""

    def heading(self, title: str) -> None:
        """A heading, which Sources repeats."""
        self.sheet.heading(title)
        self.grid.headings[self.sheet.row - 1] = title

    def reserve(self, line: str) -> None:
        """Give a line its row and its values, so that formulas above and below can point at it."""
        book = self.sheet.book
        entry, name = taxonomy()[line], f"{self.prefix}{line}"
        book.values[name] = np.array([self.columns.value(line, c) for c in range(book.width)])
        row = self.sheet.place(name, 1, book.width).row
        book.labels[name] = entry.name
        left = Line(name, entry.name, entry.unit, entry.says, _depth(line))
        self.sheet.beside(left, row)
        self.grid.lines[row] = left

    def line(self, line: str) -> None:
        """Fill a line's row: numbers where they are given, one formula where they follow."""
        ways, unknown = self.columns.ways(line), self.columns.underivable(line)
        row, unit = self.sheet.book.refs[f"{self.prefix}{line}"].row, taxonomy()[line].unit
        for col in range(self.sheet.book.width):
            fact = self.columns.fact(line, col)
            if fact is None:
                self.sheet.page.write_blank(row, FIRST + col, None, self.sheet.book.style.cell(INPUT, unit))
                continue
            self.grid.cells[row, col] = cited(fact)
            if col not in ways:
                self._number(fact, row, col, unit, COMPUTED if col in unknown else INPUT)
        self._derived(line, grouped(ways), row)

    def _number(self, fact: Fact, row: int, col: int, unit: str, kind: str) -> None:
        look = self.sheet.book.style.cell(kind, unit, fact.weakest)
        self.sheet.page.write_number(row, FIRST + col, fact.value or 0.0, look)
        self.sheet.note(row, FIRST + col, about(fact))

    def _derived(self, line: str, ways: Mapping[Way, Sequence[int]], row: int) -> None:
        if len(ways) == 1 and len(next(iter(ways)).steps()) == 1:
            for way, cols in ways.items():
                self._cells(line, way.text, way, cols, row)
            return
        if ways and _HOW not in self.grid.headings.values():
            self.heading(_HOW)
        names = [self._way(line, i, way, cols) for i, (way, cols) in enumerate(ways.items())]
        while len(names) > 5:
            names = [*self._some(line, names[:5]), *names[5:]]
        if names:
            text = f"first({', '.join(names)})" if len(names) > 1 else names[0]
            every = sorted(col for cols in ways.values() for col in cols)
            self._cells(line, text, Way(text), every, row)

    def _some(self, line: str, names: Sequence[str]) -> list[str]:
        book, name = self.sheet.book, f"{names[-1]}_or_before"
        text = f"first({', '.join(names)})"
        label = f"{taxonomy()[line].name}: whichever of these is there"
        left = Line(f"{self.prefix}{name}", label, taxonomy()[line].unit, indent=1)
        self.grid.lines[self.sheet.row] = left
        refs = {n: (book.refs[f"{self.prefix}{n}"], book.values[f"{self.prefix}{n}"]) for n in names}
        only = [c for c in range(book.width) if self.columns.fact(line, c)]
        self.sheet.formula(left, text, only=only, refs=refs)
        return [name]

    def _way(self, line: str, number: int, way: Way, cols: Sequence[int]) -> str:
        entry, book = taxonomy()[line], self.sheet.book
        steps = way.steps()
        made: dict[str, str] = {}
        for i, step in enumerate(steps):
            last = i == len(steps) - 1
            name = f"{line}_way{number}" if last else f"{line}_way{number}_part{i}"
            text = step
            for old, new in made.items():
                text = text.replace(old, new)
            full = f"{self.prefix}{name}"
            left = Line(full, f"{entry.name}: {self._says(text, way, cols)}", entry.unit, indent=1)
            row = self.sheet.place(full, 1, book.width).row
            book.values[full] = np.full(book.width, np.nan)
            book.labels[full] = left.label
            self.sheet.beside(left, row)
            self.grid.lines[row] = left
            self._cells(line, text, Way(text, way.shifts), cols, row)
            made[f"step{i}"] = name
        return name

    def _says(self, text: str, way: Way, cols: Sequence[int]) -> str:
        if way.summed:
            return "the sum of a year's parts"
        if not way.shifts:
            return Formula.parse(text).says(self.sheet.book.labels)
        labels = self.sheet.book.columns
        places = [labels[cols[0] + by] for _, _, by in way.shifts]
        joint = " plus " if "+" in text else " less "
        return joint.join(places) + ("" if len(cols) == 1 else ", and so on")

    def _cells(self, line: str, text: str, way: Way, cols: Sequence[int], row: int) -> None:
        """One formula in each of `cols`, its operands in their own columns."""
        book, formula = self.sheet.book, Formula.parse(text)
        for col in cols:
            origin = self.columns.origin(way, line, col)
            cells = {n: self._cell(at, cs) for n, (at, cs) in origin.items()}
            operands = {n: book.values[f"{self.prefix}{at}"][cs.start : cs.stop] for n, (at, cs) in origin.items()}
            value = float(formula.evaluate(operands).item())
            fact = self.columns.fact(line, col)
            look = book.style.cell(FORMULA, taxonomy()[line].unit, fact.weakest if fact else "")
            shown = formula.excel(cells, Ref(NAME, row, FIRST + col), 0, 0)
            self.sheet.write(row, FIRST + col, shown, value, look)
            self.grid.cells[row, col] = cited(fact) if fact else ""
            name = next(n for n, ref in book.refs.items() if ref.row == row and ref.sheet == NAME)
            book.values[name][col] = value

    def _cell(self, name: str, cols: range) -> Ref:
        row = self.sheet.book.refs[f"{self.prefix}{name}"].row
        return Ref(NAME, row, FIRST + cols.start, cols=len(cols), shape="period")

    def layout(self, analysis: Analysis) -> None:
        """Where each period's comparison stands among the columns, and its length: of the sheet, not of a source."""
        book, table = self.sheet.book, analysis.company.margins
        if not book.width:
            return
        self.heading("Layout of the columns, counted by finkit")
        rows = list(self.columns.rows)
        place = {row: c + 1 for c, row in enumerate(rows)}
        positions = {
            "year_ago": ("Column of the equal period a year earlier", "position"),
            "step_from": ("Column that a step is taken from", "position"),
        }
        for name, (label, unit) in positions.items():
            found = [table.at(name, row) for row in rows]
            columns = [np.nan if p is None else place.get(int(p) - 1, np.nan) for p in found]
            self.grid.lines[self.sheet.row] = left = Line(name, label, unit)
            self.sheet.computed(left, columns, "Counted from 1, the first period's column; empty where there is none.")
        self.grid.lines[self.sheet.row] = left = Line("quarters", "Quarters in the period", "quarters")
        self.sheet.computed(left, [_or_nan(table.at("quarters", row)) for row in rows])


def _groups(shown: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in shown:
        entry = taxonomy()[line]
        kind = "Of which and beside" if entry.kind == "of-which" else "Cash, stocks and other"
        flow = entry.unit == "money" and not entry.kind and line not in _CASH
        found.setdefault("Income statement" if flow else kind, []).append(line)
    return found


_CASH = {"operating_cash_flow", "capital_expenditure", "cash_burn", "free_cash_flow"}


def _depth(line: str) -> int:
    entry, depth = taxonomy()[line], 0
    while entry.parent and (found := taxonomy().get(entry.parent)) is not None:
        entry, depth = found, depth + 1
    return depth


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value

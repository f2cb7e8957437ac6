"""The comparison's workbook: figures and measures with a company a column, and the table with a company a row."""

from __future__ import annotations

from typing import Any

import numpy as np

import finkit
from finkit.analysis.compare import Compared, Comparison
from finkit.analysis.measures import ALL, Measure, registry
from finkit.analysis.table import Table
from finkit.formula import Formula
from finkit.formula.excel import cell
from finkit.formula.grammar import At, walk
from finkit.reporting.workbook import cover, sources
from finkit.reporting.workbook.blocks import BODY, FIRST, HEAD, Book, Line, Sheet
from finkit.reporting.workbook.charts import COLOURS, GRID
from finkit.reporting.workbook.inputs import Grid, about, cited
from finkit.reporting.workbook.margins import MULTIPLES
from finkit.reporting.workbook.style import COMPUTED, INPUT, LINK, Style
from finkit.statement.company import INCLUDED
from finkit.statement.fact import weakest
from finkit.statement.lines import taxonomy

_OPERANDS = {
    "variable_split": "Variable costs outside cost of revenue",
    "variable_unsplit": "Variable costs, selling and administration in one line",
    "fixed_split": "Fixed costs outside cost of revenue",
    "fixed_unsplit": "Fixed costs, selling and administration in one line",
    "research_total": "Research and development, sum",
    "lines_tie": "1 where the lines meet the stated result",
}
_COMPANY = ("Company", "Kind", "No.")


def fill(file: Any, found: Comparison, names: list[str]) -> None:
    """Write all sheets of the comparison."""
    largest = max((abs(r.revenue) for r in found.rows if r.revenue is not None), default=0.0)
    labels = tuple(r.analysis.name for r in found.rows)
    below = tuple(f"{r.period}, {_currency(r)}" for r in found.rows)
    book = Book(file, Style(file, largest), labels, below, found.currency)
    wanted = _wanted(found)
    grid = _inputs(book, found, wanted)
    sources.fill(book, "comparison", grid)
    _measures(book, found, wanted)
    _table(book, found)
    _cover(book, found, names)


def _currency(row: Compared) -> str:
    return row.analysis.panel.rows[row.row].currency or "currency not stated"


def _wanted(found: Comparison) -> list[Measure]:
    """The measures compared and those that they are made of, in the registry's order."""
    needed, queue = set(), list(found.measures)
    while queue:
        name = queue.pop()
        if name in registry() and name not in needed and not _looks_back(registry()[name]):
            needed.add(name)
            queue.extend(registry()[name].parsed.names)
    return [m for m in ALL if m.name in needed]


def _looks_back(measure: Measure) -> bool:
    return any(isinstance(node, At) for node in walk(measure.parsed.tree))


def _inputs(book: Book, found: Comparison, wanted: list[Measure]) -> Grid:
    what = "Each company's figures in its own currency, for the period under its name; the measures follow them."
    sheet, grid = Sheet(book, "Inputs", "Inputs: comparison", what), Grid()
    made = {m.name for m in wanted}
    leaves = dict.fromkeys(n for m in wanted for n in m.parsed.names if n not in made)
    for name in sorted(leaves, key=lambda n: (n not in taxonomy(), taxonomy().order(n))):
        values = np.array([_nan(_figures(r).at(name, r.row)) for r in found.rows])
        if not np.isnan(values).all():
            _input(sheet, grid, found, name, values)
    if found.rates:
        rates = [_rate(r, found) for r in found.rows]
        line = Line("rate", f"Rate to {found.currency}, as given", "rate", bases=["assumed"] * len(rates))
        grid.lines[sheet.row] = line
        sheet.given(line, rates)
    return grid


def _input(sheet: Sheet, grid: Grid, found: Comparison, name: str, values: Any) -> None:
    entry = taxonomy().get(name)
    label = entry.name if entry else registry()[name].label if name in registry() else name.replace("_", " ")
    tables = [_figures(r) for r in found.rows]
    facts = [t.inputs(name, r.row) for t, r in zip(tables, found.rows, strict=True)]
    bases = [t.rests_on(name, r.row) for t, r in zip(tables, found.rows, strict=True)]
    unit = entry.unit if entry else "position" if name == "lines_tie" else "money"
    line = Line(name, _OPERANDS.get(name, label), unit, bases=bases)
    grid.lines[sheet.row] = line
    for c, held in enumerate(facts):
        if held and not np.isnan(values[c]):
            grid.cells[sheet.row, c] = "; ".join(cited(f) for f in held)
    notes = {c: about(held[0]) for c, held in enumerate(facts) if len(held) == 1}
    sheet.given(line, values, kind=COMPUTED if unit == "position" else INPUT, notes=notes)


def _measures(book: Book, found: Comparison, wanted: list[Measure]) -> None:
    what = "One formula along each row, a company a column."
    sheet = Sheet(book, "Measures", "Measures: comparison", what)
    if found.rates and book.known("revenue"):
        line = Line("revenue_compared", f"Revenue in {found.currency}")
        sheet.formula(line, "revenue * rate", values=np.array([_nan(r.revenue) for r in found.rows]))
    elif book.known("revenue"):
        line = Line("revenue_compared", "Revenue" if found.currency else "Revenue, own currency")
        sheet.formula(line, "revenue")
    for one in wanted:
        values = np.array([_nan(_figures(r).at(one.name, r.row)) for r in found.rows])
        if not np.isnan(values).all():
            bases = [_figures(r).rests_on(one.name, r.row) for r in found.rows]
            says = f"{one.says}\n= {Formula.parse(one.formula).says(book.labels)}"
            sheet.formula(Line(one.name, one.label, _unit(one), says, bases=bases), one.formula, values=values)


def _table(book: Book, found: Comparison) -> None:
    """Companies as rows; the positions in row and column make one formula serve every cell."""
    what = "Sort the rows as you like. What gross margins include differs: ranks hold only between equals."
    sheet = Sheet(book, "Comparison", "Comparison", what, columns=False)
    shown = [n for n in ("revenue_compared", *found.measures) if book.known(n)]
    _titles(sheet, [book.labels[n] for n in shown])
    sheet.words(HEAD + 1, 0, "Its row on Measures", book.style.text(font_color="#7F7F7F", italic=True, font_size=8))
    for c, name in enumerate(shown):
        position = float(book.refs[name].row - BODY + 1)
        sheet.page.write_number(HEAD + 1, FIRST + 2 + c, position, book.style.cell(COMPUTED, "position"))
    last = max((ref.row for ref in book.refs.values() if ref.sheet == "Measures"), default=BODY)
    block = f"Measures!{cell(BODY, FIRST, True, True)}:{cell(last, FIRST + max(book.width, 1) - 1, True, True)}"
    for r, one in enumerate(found.rows):
        _company(sheet, r, one, shown, block)
    _charts(sheet, found, shown)


def _titles(sheet: Sheet, measures: list[str]) -> None:
    style = sheet.book.style
    look = style.text(bold=True, bottom=1, text_wrap=True, valign="bottom")
    includes = (f"Includes {part.replace('_', ' ')}" for part in INCLUDED)
    titles = (*_COMPANY, "", "Period", "Currency", *measures, *includes, "Weakest basis")
    right = style.text(bold=True, bottom=1, text_wrap=True, valign="bottom", align="right")
    first = FIRST + 2
    for c, title in enumerate(titles):
        sheet.words(HEAD, c, title, right if first <= c < first + len(measures) else look)
    sheet.page.set_row(HEAD, 80)
    sheet.page.set_column(0, 0, 26)
    sheet.page.set_column(1, 1, 11)
    sheet.page.set_column(2, 2, 5)
    sheet.page.set_column(FIRST, FIRST + len(titles), 11)
    sheet.page.freeze_panes(BODY - 1, 1)
    sheet.page.repeat_rows(0, HEAD + 1)


def _company(sheet: Sheet, r: int, one: Compared, shown: list[str], block: str) -> None:
    book, row, company = sheet.book, BODY + r, one.analysis.statement.company
    sheet.words(row, 0, one.analysis.name)
    sheet.words(row, 1, company.kind)
    sheet.page.write_number(row, 2, r + 1, book.style.cell(COMPUTED, "position"))
    sheet.words(row, FIRST, one.period)
    sheet.words(row, FIRST + 1, one.currency)
    if one.note:
        sheet.note(row, FIRST, one.note)
    for c, name in enumerate(shown):
        col = FIRST + 2 + c
        unit = _unit(registry()[name]) if name in registry() else "money"
        known = not np.isnan(book.values[name][r])
        look = book.style.cell(LINK, unit, one.bases.get(name, "") if known else "")
        link = f"=INDEX({block},{cell(HEAD + 1, col, True)},{cell(row, 2, False, True)})"
        sheet.write(row, col, link, float(book.values[name][r]), look)
        if one.why.get(name):
            sheet.note(row, col, one.why[name])
    after = FIRST + 2 + len(shown)
    for c, answer in enumerate(one.inclusion):
        sheet.words(row, after + c, answer)
    sheet.words(row, after + len(one.inclusion), _weakest(one))


def _charts(sheet: Sheet, found: Comparison, shown: list[str]) -> None:
    """A bar a company for the gross and the operating margin, below the table."""
    book, count = sheet.book, len(found.rows)
    at = BODY + count + 1
    for i, name in enumerate(n for n in ("gross_margin", "operating_margin") if n in shown and count):
        col = FIRST + 2 + shown.index(name)
        chart = book.file.add_chart({"type": "bar"})
        chart.add_series({
            "name": ["Comparison", HEAD, col], "categories": ["Comparison", BODY, 0, BODY + count - 1, 0],
            "values": ["Comparison", BODY, col, BODY + count - 1, col], "fill": {"color": COLOURS[i]}, "gap": 60,
        })  # fmt: skip
        chart.set_title({"name": book.labels[name], "name_font": {"size": 11, "bold": False}})
        chart.set_legend({"none": True})
        chart.set_x_axis({"num_format": book.style.number("ratio"), "major_gridlines": GRID})
        chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": {"size": 8}})
        chart.set_size({"width": 560, "height": 90 + 22 * count})
        sheet.page.insert_chart(at, 0 if i == 0 else FIRST + 4, chart, {"x_offset": 5, "object_position": 2})


def _cover(book: Book, found: Comparison, names: list[str]) -> None:
    sheet = Sheet(book, "Cover", "Comparison", "Companies side by side, each in its latest year.", columns=False)
    sheet.row = 3
    currency = f"in {found.currency}" if found.currency else "in each company's own currency"
    sheet.remark(f"Companies: {len(found.rows)}. Revenue {currency}.")
    sheet.remark(f"Written by finkit {finkit.__version__}.")
    cover.contents(sheet, names[1:])
    cover.legend(sheet)


def _figures(row: Compared) -> Table:
    """The table of a company: its values hold every line, sum and measure."""
    return row.analysis.company.margins


def _rate(row: Compared, found: Comparison) -> float:
    own = row.analysis.panel.rows[row.row].currency
    return 1.0 if own == found.currency else found.rates.get(own, np.nan)


def _weakest(row: Compared) -> str:
    return weakest(basis for basis in row.bases.values() if basis)


def _unit(one: Measure) -> str:
    return "multiple" if one.name in MULTIPLES else one.unit


def _nan(value: float | None) -> float:
    return np.nan if value is None else value

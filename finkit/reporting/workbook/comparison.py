"""The comparison's workbook: figures and measures with a company a column, and the table with a company a row."""

from __future__ import annotations

from typing import Any

import numpy as np

import finkit
from finkit.analysis.compare import Compared, Comparison
from finkit.analysis.measures import ALL, Measure, registry
from finkit.formula import Formula
from finkit.formula.excel import cell
from finkit.formula.grammar import At, walk
from finkit.reporting.workbook import cover, side, sources
from finkit.reporting.workbook.blocks import BODY, FIRST, HEAD, Book, Line, Sheet
from finkit.reporting.workbook.charts import COLOURS, GRID
from finkit.reporting.workbook.style import COMPUTED, LINK, Style
from finkit.statement.company import INCLUDED
from finkit.statement.fact import weakest

_COMPANY = ("Company", "Kind", "No.")


def fill(file: Any, found: Comparison, names: list[str]) -> None:
    """Write all sheets of the comparison."""
    largest = max((abs(r.revenue) for r in found.rows if r.revenue is not None), default=0.0)
    labels = tuple(r.analysis.name for r in found.rows)
    below = tuple(f"{r.period}, {_currency(r)}" for r in found.rows)
    book = Book(file, Style(file, largest), labels, below, found.currency)
    wanted = _wanted(found)
    grid = side.inputs(book, found, wanted)
    side.costs(book, found)
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


def _measures(book: Book, found: Comparison, wanted: list[Measure]) -> None:
    what = "One formula along each row, a company a column."
    sheet = Sheet(book, "Measures", "Measures: comparison", what)
    if found.rates and book.known("revenue"):
        line = Line("revenue_compared", f"Revenue in {found.currency}")
        sheet.formula(line, "revenue * rate", values=np.array([side.or_nan(r.revenue) for r in found.rows]))
    elif book.known("revenue"):
        line = Line("revenue_compared", "Revenue" if found.currency else "Revenue, own currency")
        sheet.formula(line, "revenue")
    for one in wanted:
        values = np.array([side.or_nan(side.figures(r).at(one.name, r.row)) for r in found.rows])
        if not np.isnan(values).all():
            bases = [side.figures(r).rests_on(one.name, r.row) for r in found.rows]
            says = f"{one.says}\n= {Formula.parse(one.formula).says(book.labels)}"
            sheet.formula(Line(one.name, one.label, one.unit, says, bases=bases), one.formula, values=values)


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
    look = style.text(bold=True, bottom=1, text_wrap=True, valign="bottom", font_size=9)
    includes = (f"Includes {part.replace('_', ' ')}" for part in INCLUDED)
    titles = (*_COMPANY, "", "Period", "Currency", *measures, *includes, "Weakest basis")
    right = style.text(bold=True, bottom=1, text_wrap=True, valign="bottom", align="right", font_size=9)
    first = FIRST + 2
    for c, title in enumerate(titles):
        sheet.words(HEAD, c, title, right if first <= c < first + len(measures) else look)
    sheet.page.set_row(HEAD, 92)
    sheet.page.set_column(0, 0, 24)
    sheet.page.set_column(1, 1, 10)
    sheet.page.set_column(2, 2, 4)
    sheet.page.set_column(3, 3, 1)
    sheet.page.set_column(FIRST, FIRST + len(titles), 9)
    sheet.page.freeze_panes(BODY - 1, 1)
    sheet.page.repeat_rows(0, HEAD + 1)
    sheet.page.repeat_columns(0, 0)
    sheet.page.fit_to_pages(2, 0)


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
        unit = registry()[name].unit if name in registry() else "money"
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
    at, height = BODY + count + 1, 90 + 22 * count
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
        chart.set_size({"width": 560, "height": height})
        sheet.page.insert_chart(at, 0, chart, {"x_offset": 5, "object_position": 2})
        at += 2 + height // 20


def _cover(book: Book, found: Comparison, names: list[str]) -> None:
    sheet = Sheet(book, "Cover", "Comparison", "Companies side by side, each in its latest year.", columns=False)
    sheet.row = 3
    currency = f"in {found.currency}" if found.currency else "in each company's own currency"
    sheet.remark(f"Companies: {len(found.rows)}. Revenue {currency}.")
    sheet.remark(f"Written by finkit {finkit.__version__}.")
    cover.contents(sheet, names[1:])
    cover.legend(sheet)


def _weakest(row: Compared) -> str:
    return weakest(basis for basis in row.bases.values() if basis)

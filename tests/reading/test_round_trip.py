"""Random tidy statements written in random layouts, units, signs and formats read back as the same facts."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from finkit.reading import read_all

LABELS = {
    "revenue": ("Revenue", "Net sales", "Total revenues", "Umsatzerlöse", "营业收入", "Total net revenue"),
    "cost_of_revenue": ("Cost of revenue", "Cost of sales", "COGS", "Cost of goods sold", "Total cost of revenue"),
    "gross_profit": ("Gross profit", "Gross Profit (loss)", "Gross margin"),
    "research_development": ("Research and development", "R&D", "Research & development expenses"),
    "sales_marketing": ("Sales and marketing", "S&M", "Selling and marketing"),
    "general_administrative": ("General and administrative", "G&A", "Administrative expenses"),
    "operating_expenses": ("Total operating expenses", "Operating expenses"),
    "operating_income": ("Operating income", "Operating income (loss)", "Income from operations", "EBIT"),
    "interest_expense": ("Interest expense", "Finance costs"),
    "pretax_income": ("Income before income taxes", "Profit before tax", "Pretax income"),
    "income_tax": ("Income tax expense", "Provision for income taxes", "Taxes"),
    "net_income": ("Net income", "Net income (loss)", "Profit for the year"),
}
COSTS = ("cost_of_revenue", "research_development", "sales_marketing", "general_administrative", "operating_expenses",
         "interest_expense", "income_tax")  # fmt: skip
SCALES = {1.0: "", 1e3: "(in thousands)", 1e6: "(USD in millions, except per share data)", 1e9: "$ billions"}
Grid = list[list[Any]]


@dataclass(frozen=True)
class Layout:
    """How a statement is written: its file, its header, its labels, its figures, and what stands around them."""

    ending: str
    across: bool
    header: str
    newest_first: bool
    scale: float
    negative: bool
    printed: str
    titles: int
    left: int
    spacers: bool
    noise: bool
    change: bool
    labels: tuple[int, ...]


layouts = st.builds(
    Layout,
    ending=st.sampled_from([".csv", ".xlsx"]),
    across=st.sampled_from([True, True, True, False]),
    header=st.sampled_from(["year", "FY", "date", "month", "band", "iso", "quarter"]),
    newest_first=st.booleans(),
    scale=st.sampled_from(sorted(SCALES)),
    negative=st.booleans(),
    printed=st.sampled_from(["plain", "grouped", "brackets", "comma"]),
    titles=st.integers(0, 3),
    left=st.integers(0, 2),
    spacers=st.booleans(),
    noise=st.booleans(),
    change=st.booleans(),
    labels=st.tuples(*[st.integers(0, 5)] * len(LABELS)),
)


@st.composite
def statements(draw: st.DrawFn) -> list[dict[str, int]]:
    """Two to five periods whose lines foot; each at least 10 % off the next, so that periods can be told apart."""
    found = []
    base = draw(st.integers(2_000, 90_000))
    for _ in range(draw(st.integers(2, 5))):
        base = int(base * draw(st.sampled_from([0.8, 1.1, 1.3, 1.7])))
        share = st.integers(5, 35).map(lambda percent, base=base: max(base * percent // 100, 7))
        cost, research, sales, admin, interest = (draw(share) for _ in range(5))
        gross, spent = base - cost, research + sales + admin
        pretax = gross - spent - interest
        tax = max(pretax, 0) // 5
        values = (base, cost, gross, research, sales, admin, spent, gross - spent, interest, pretax, tax, pretax - tax)
        found.append(dict(zip(LABELS, values, strict=True)))
    return found


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(statement=statements(), layout=layouts)
def test_a_statement_reads_back_as_it_was(statement: list[dict[str, int]], layout: Layout) -> None:
    ends = _ends(layout, len(statement))
    with tempfile.TemporaryDirectory() as folder:
        path = _write(Path(folder), _grid(statement, ends, layout), layout)
        read = read_all(path)
    assert [error.problem for error in read.refused] == []
    facts = [fact for fact in read[0].facts if fact.chosen and fact.cell and fact.line in LABELS]
    found = {(fact.line, fact.end): fact.value for fact in facts}
    months = 3 if layout.header == "quarter" else 12
    assert {fact.months for fact in facts} == {months}
    stated = SCALES[layout.scale] != ""
    assert {fact.scale_stated for fact in facts if fact.value} == {stated}
    wanted = {
        (line, end.isoformat()): value * (layout.scale if stated else 1)
        for end, values in zip(ends, statement, strict=True)
        for line, value in values.items()
    }
    assert found == wanted


def _ends(layout: Layout, n: int) -> list[date]:
    """The last days of the periods, oldest first."""
    if layout.header == "quarter":
        days = {3: 31, 6: 30, 9: 30, 12: 31}
        return [date(2023 + i // 4, 3 * (i % 4) + 3, days[3 * (i % 4) + 3]) for i in range(n)]
    return [date(2020 + i, 12, 31) for i in range(n)]


def _header(end: date, layout: Layout) -> str:
    quarter = (end.month - 1) // 3 + 1
    return {
        "year": f"{end.year}", "FY": f"FY{end.year}", "date": f"{end:%b. %d, %Y}", "month": f"{end:%b-%y}",
        "band": f"{end:%b. %d, %Y}", "iso": end.isoformat(), "quarter": f"Q{quarter}'{end:%y}",
    }[layout.header]  # fmt: skip


def _grid(statement: list[dict[str, int]], ends: list[date], layout: Layout) -> Grid:
    """The sheet: titles, header, rows; turned on its side where periods go down."""
    order = range(len(ends))[:: -1 if layout.newest_first else 1]
    headers = [_header(ends[i], layout) for i in order]
    body: Grid = [["", *headers]]
    for at, line in enumerate(LABELS):
        label = LABELS[line][layout.labels[at] % len(LABELS[line])]
        sign = -1 if layout.negative and line in COSTS else 1
        body.append([label, *(sign * statement[i][line] for i in order)])
    if layout.noise:
        body += [["Diluted earnings per share (in dollars)", *(0.37 + i for i in order)],
                 ["Weighted average shares outstanding, diluted", *(812 + 3 * i for i in order)]]  # fmt: skip
    if not layout.across:
        body = [list(row) for row in zip(*body, strict=True)]
        body[0][0] = "Period"
    else:
        if layout.change and len(headers) > 1:
            body[0].append("% change")
            for row in body[1:]:
                row.append(f"{100 * (row[1] / row[2] - 1):.1f}%" if row[2] else "")
        if layout.header == "band":
            body.insert(0, ["", "12 Months Ended", *[""] * (len(headers) - 1)])
        if layout.spacers:
            body = [[row[0], *(cell for value in row[1:] for cell in (value, ""))] for row in body]
    titles: Grid = [["Acme Models Inc."], ["Consolidated statements of operations"], ["(unaudited)"]][: layout.titles]
    if SCALES[layout.scale]:
        titles.append([SCALES[layout.scale]])
    left = [""] * (layout.left if layout.across else 0)
    body = [[*left, *row] for row in [*titles, *([[]] if titles else []), *body]]
    return [[_printed(cell, layout) if isinstance(cell, int | float) else cell for cell in row] for row in body]


def _printed(value: float, layout: Layout) -> Any:
    if layout.printed == "plain" or (layout.printed == "comma" and layout.ending == ".xlsx"):
        return value
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", "," if layout.printed == "comma" else ".")
    text = f"{abs(value):,}"
    if layout.printed == "comma":
        text = text.replace(",", ".")
    return f"({text})" if value < 0 and layout.printed == "brackets" else f"-{text}" if value < 0 else text


def _write(folder: Path, grid: Grid, layout: Layout) -> Path:
    path = folder / f"acme{layout.ending}"
    if layout.ending == ".csv":
        text = io.StringIO()
        csv.writer(text, delimiter=";" if layout.printed == "comma" else ",").writerows(grid)
        path.write_text(text.getvalue(), encoding="utf-8")
        return path
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Statement"
    for row in grid:
        sheet.append([None if cell == "" else cell for cell in row])
    book.create_sheet("Notes")["A1"] = "Prepared for a test"
    book.save(path)
    return path

"""Workbooks: live formulas that LibreOffice, Python and the cell agree on; nothing from a user is a formula."""

from __future__ import annotations

import functools
import re
import warnings
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from finkit.analysis.analyze import Analysis, analyze_all
from finkit.analysis.compare import compare
from finkit.assumptions.settings import Assumptions
from finkit.errors import OutputError
from finkit.reading import read_all
from finkit.reporting.workbook import write_comparison, write_workbook
from finkit.reporting.workbook.derived import Way
from finkit.reporting.workbook.present import reduced
from finkit.statement.fact import Facts
from finkit.statement.guess import Guess
from finkit.statement.period import months_between, parse_period
from finkit.statement.statement import Statement
from tests.libreoffice import SOFFICE, recalculate, requires_libreoffice

# Sheets of inputs, and of estimates that no formula can give.
FREE = ("Cover", "Inputs", "Assumptions", "Behaviour", "Sources")
FORBIDDEN = ("OFFSET", "INDIRECT", "XLOOKUP", "LET(", "LAMBDA", "FILTER(", "IFERROR")
REFERENCE = re.compile(r"('(?:[^']|'')*'!|[A-Za-z]+!)?(\$?)([A-Z]{1,3})(\$?)([0-9]+)")
HOSTILE = "=cmd|' /C calc'!A0 <script>"

# Companies as a table: line, then a figure a period (in millions), "-" where none is given.
TABLES = {
    "Lab": """
        line                       FY2024  FY2025  H1 2025
        revenue                      3700   13070     4300
        cost_of_revenue                 -    7500     2500
        research_development            -   19180     6700
        sales_marketing                 -    5730     2000
        general_administrative          -    1570        -
        total_costs_expenses        12480   34000        -
        operating_income                -  -20920    -7800
        cash_burn                       -       -     2500
        cash_end                        -       -    17500
        """,
    "Stated gross profit": """
        line                       FY2024  FY2025
        revenue                      30.5    79.0
        gross_profit                  3.7    20.1
        research_development        189.0   253.0
        """,
    "Grocer": """
        line                       FY2023  FY2024
        revenue                    150039  147123
        cost_of_revenue            116675  113720
        selling_general_administrative 26252 25431
        rent                          891     877
        depreciation_amortization    3125    3246
        operating_income             3096    3849
        inventory                    7105    7040
        """,
    "Airline": """
        line                       FY2024
        revenue                     61643
        staff_costs                 16161
        fuel                        10566
        contracted_services          4220
        landing_fees                 3150
        regional_carriers            2335
        maintenance                  2616
        passenger_service            1788
        depreciation_amortization    2513
        """,
    "Bounded": """
        line                       FY2024  FY2025
        revenue                       100     200
        cost_of_revenue                30      60
        selling_general_administrative 20      40
        rent                            -      10
        research_development            -      90
        total_costs_expenses          120     200
        """,
    "Revenue only": """
        line                       Q4 2025
        revenue                         80
        """,
    "Parts": """
        line                       H1 2023 H2 2023 Q1 2024 Q2 2024 Q3 2024 Q4 2024 Q1 2025 Q2 2025 Q3 2025 Q4 2025
        revenue                         10      12       8       9      11      14      16      20      25      31
        cost_of_revenue                  4       5       3       4       5       6       7       9      11      13
        research_development             9       9       6       7       8       9      10      11      12      13
        """,
    HOSTILE: """
        line                       FY2025
        revenue                        10
        cost_of_revenue                 4
        """,
}
MISSING = {
    "cost_of_revenue": {"low": 1.8e9, "high": 3.76e9, "source": "press"},
    "sales_marketing": 1.05e9,
    "general_administrative": {"low": 0, "high": 4.4e8},
}
ASSUMED = {
    "Lab": {
        "missing": {"FY2024": MISSING},
        "life_months": {"value": 18, "low": 14, "high": 24},
        "generations": "R&D by year",
    },
    "Bounded": {"missing": {"FY2024": {"rent": {"low": 5e6, "high": 8e6}}}},
}


def facts(company: str, table: str) -> list[dict[str, object]]:
    """One fact a figure of the table."""
    head, *lines = [line.split() for line in re.sub(r"([HQ]\d) ", r"\1_", table).strip().splitlines()]
    rows = []
    for line, *figures in lines:
        for label, figure in zip(head[1:], figures, strict=True):
            period = parse_period(label.replace("_", " "))
            assert period is not None
            stock = line in ("cash_end", "inventory")
            start = "" if stock else period.start
            if figure != "-":
                rows.append({
                    "company": company, "line": line, "label": line, "period": period.label, "start": start,
                    "end": period.end, "months": months_between(start, period.end), "value": float(figure) * 1e6,
                    "currency": "USD", "basis": "leaked" if company == "Lab" else "reported", "source": HOSTILE,
                    "file": "lab.xlsx", "sheet": "P&L", "cell": "B2", "note": "=1+1", "rounding": 5e6,
                })  # fmt: skip
    return rows


def analyses() -> list[Analysis]:
    rows = [row for company, table in TABLES.items() for row in facts(company, table)]
    statements = Statement.build(Facts.of_rows(rows), ASSUMED)
    assumed = [Assumptions.of(s.sidecar) for s in statements]
    return analyze_all(statements, assumed)


@dataclass
class Shelf:
    """Workbooks with what they were written from and their recalculated copies."""

    held: dict[str, Analysis]
    paths: dict[str, Path]
    copies: dict[Path, Path]

    def value(self, company: str, sheet: str, line: str, column: int) -> object:
        """A recalculated value by line id and column of periods (from 0)."""
        return by_id(self.copies[self.paths[company]], sheet)[line][column]


@functools.cache
def opened(path: Path, *, values: bool = False) -> Any:
    """A workbook read once for all tests, its formulas or its values: to look at, never to change."""
    return openpyxl.load_workbook(path, data_only=values)


def by_id(path: Path, sheet: str) -> dict[str, list[object]]:
    """The cells from E on of each row, by the first row that bears an id."""
    page = opened(path, values=True)[sheet]
    found: dict[str, list[object]] = {}
    for row in page.iter_rows(values_only=True):
        if row[2]:
            found.setdefault(str(row[2]), list(row[4:]))
    return found


def changed(path: Path, to: Path, sheet: str, line: str, column: int, factor: float) -> Path:
    """The workbook with one input multiplied."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    row = next(r for r in range(1, page.max_row + 1) if page.cell(r, 3).value == line)
    page.cell(row, 5 + column).value *= factor
    book.save(to)
    return to


def planted(path: Path, to: Path) -> Path:
    """The workbook with a wrong number cached behind the first gross margin."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet3.xml":
                data, count = re.subn(rb"(<f>[^<]*/[^<]*</f><v>)[-0-9.]+", rb"\g<1>0.999", data, count=1)
                assert count == 1
            new.writestr(name, data)
    return to


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Shelf:
    folder = tmp_path_factory.mktemp("workbooks")
    held, paths = {a.name: a for a in analyses()}, {}
    shipped = {f"shipped {a.name}": a for a in analyze_all(list(read_all(None)))}
    for number, (name, analysis) in enumerate((held | shipped).items()):
        paths[name] = folder / f"book{number}.xlsx"
        write_workbook(analysis, paths[name])
    for name, some in {"comparison": held, "shipped comparison": shipped}.items():
        paths[name] = folder / f"{name.replace(' ', '-')}.xlsx"
        write_comparison(compare(list(some.values())), paths[name])
    paths["in dollars"] = folder / "dollars.xlsx"
    found = compare(list(shipped.values()), rates={"CNY": 0.14, "EUR": 1.1}, to="USD")
    write_comparison(found, paths["in dollars"])
    paths["doubled"] = changed(paths["Lab"], folder / "doubled.xlsx", "Inputs", "revenue", 1, 2)
    paths["other class"] = changed(paths["Lab"], folder / "class.xlsx", "Assumptions", "class_sales_marketing", 0, 2)
    paths["longer life"] = changed(paths["Lab"], folder / "life.xlsx", "Assumptions", "life_months", 0, 4 / 3)
    # Three years, two halves, and the second quarter of 2025 behind the first and those of 2024.
    paths["more in Q2"] = changed(paths["Parts"], folder / "parts.xlsx", "Inputs", "revenue", 10, 2)
    names = [row.analysis.name for row in compare(list(shipped.values())).rows]
    column, side = names.index("OpenAI"), paths["shipped comparison"]
    paths["doubled side"] = changed(side, folder / "side.xlsx", "Inputs", "revenue", column, 2)
    paths["planted"] = planted(paths["Lab"], folder / "planted.xlsx")
    copies = recalculate(list(paths.values()), folder / "out") if SOFFICE else {}
    return Shelf(held | shipped, paths, copies)


def written(shelf: Shelf) -> dict[str, Path]:
    """The workbooks as finkit wrote them."""
    others = ("doubled", "doubled side", "planted", "other class", "longer life", "more in Q2")
    return {name: path for name, path in shelf.paths.items() if name not in others}


def differences(path: Path, copy: Path) -> list[tuple[str, str, object, object]]:
    """Formula cells whose cached value is not the recalculated one."""
    formulas = opened(path)
    cached, afresh = (opened(p, values=True) for p in (path, copy))
    found = []
    for page in formulas:
        for cell in (c for row in page.iter_rows() for c in row if c.data_type == "f"):
            a, b = (book[page.title][cell.coordinate].value for book in (cached, afresh))
            missing = a in (None, "") and b in (None, "")
            if isinstance(a, datetime) and a == b:
                continue
            numbers = isinstance(a, int | float) and isinstance(b, int | float)
            if not missing and not (numbers and b == pytest.approx(a, rel=1e-9, abs=1e-12)):
                found.append((page.title, cell.coordinate, a, b))
    return found


@requires_libreoffice
def test_every_formula_of_every_workbook_recalculates_to_its_value(shelf):
    wrong = {name: differences(path, shelf.copies[path]) for name, path in written(shelf).items()}
    assert {name: found for name, found in wrong.items() if found} == {}


@requires_libreoffice
def test_a_planted_wrong_value_is_caught(shelf):
    path = shelf.paths["planted"]
    (found,) = differences(path, shelf.copies[path])
    assert found[0] == "Margins"
    assert found[2] == 0.999


@requires_libreoffice
def test_every_measure_equals_pythons(shelf):
    compared = 0
    for name, analysis in shelf.held.items():
        copy, tables = shelf.copies[shelf.paths[name]], analysis.company
        cells: dict[str, list[object]] = {}
        for sheet in set(opened(copy, values=True).sheetnames) & {"Margins", "Cash", "Costs"}:
            cells |= by_id(copy, sheet)
        for table in (tables.margins, tables.incremental, tables.cash):
            for measure in table.measures:
                values = [table.at(measure.name, row) for row in analysis.rows()]
                if any(v is not None for v in values):
                    found = [None if v in (None, "") else v for v in cells[measure.name][: len(values)]]
                    assert found == [v if v is None else pytest.approx(v, rel=1e-9) for v in values], measure.name
                    compared += sum(v is not None for v in values)
    assert compared > 1000


@requires_libreoffice
def test_capitalization_equals_the_analysis(shelf):
    compared = 0
    for name, analysis in shelf.held.items():
        found = analysis.models.capitalization
        if found is None:
            continue
        cells = by_id(shelf.copies[shelf.paths[name]], "Capitalization")
        months, rows = by_id(shelf.paths[name], "Assumptions")["life_months"], analysis.rows()
        for way, convention in (("even", "spread evenly"), ("lag", "one-year lag")):
            for what in ("charge", "income", "margin"):
                for end in ("low", "high"):
                    base = getattr(found.at(found.life, convention), f"{what}_{end}")
                    by_year = cells.get(f"{what}_{way}_{end}", [None] * len(rows))
                    lives = [found.at(m / 12, convention) for m in months if isinstance(m, int | float)]
                    latest = [getattr(table, f"{what}_{end}")[found.rows[-1]] for table in lives]
                    by_life = cells.get(f"{what}_{way}_life_{end}", [])
                    pairs = [(by_year[rows.index(row)], base[row]) for row in found.rows]
                    for cell, value in [*pairs, *zip(by_life, latest, strict=False)]:
                        missing = np.isnan(value)
                        assert cell in (None, "") if missing else cell == pytest.approx(value, rel=1e-9), (name, what)
                        compared += not missing
    assert compared > 500


@requires_libreoffice
def test_unknown_research_is_bounded_by_what_total_costs_leave(shelf):
    # 120 less 30, 20 and a rent from 5 to 8: between 62 and 65.
    assert shelf.value("Bounded", "Capitalization", "research_low_0", 0) == pytest.approx(62e6)
    assert shelf.value("Bounded", "Capitalization", "research_high_0", 0) == pytest.approx(65e6)


@requires_libreoffice
def test_what_a_reader_may_change_is_live(shelf):
    # Worked by hand: 1 - 7.50 / 26.14; -1.60 + 5.73 bn once sales and marketing are fixed; 24 months as compared.
    assert shelf.value("Lab", "Margins", "gross_margin", 1) == pytest.approx(0.426167, abs=1e-6)
    assert shelf.value("doubled", "Margins", "gross_margin", 1) == pytest.approx(0.713083, abs=1e-6)
    assert shelf.value("Lab", "Margins", "contribution", 1) == pytest.approx(-0.16e9)
    assert shelf.value("other class", "Margins", "contribution", 1) == pytest.approx(5.57e9)
    assert shelf.value("other class", "Margins", "operating_margin", 1) == pytest.approx(-1.599847, abs=1e-6)
    compared = by_id(shelf.paths["Lab"], "Capitalization")["margin_even_life_high"]
    assert shelf.value("longer life", "Capitalization", "margin_even_high", 1) == pytest.approx(compared[2])
    assert compared[2] != pytest.approx(compared[0])


@requires_libreoffice
def test_the_comparison_follows_its_inputs(shelf):
    # OpenAI's FY2025: 1 - 7.50 / 13.07, and 1 - 7.50 / 26.14 once revenue is doubled.
    side, double = (by_id(shelf.copies[shelf.paths[n]], "Measures") for n in ("shipped comparison", "doubled side"))
    names = [row.analysis.name for row in compare([a for n, a in shelf.held.items() if "shipped" in n]).rows]
    column = names.index("OpenAI")
    assert side["gross_margin"][column] == pytest.approx(0.426167, abs=1e-6)
    assert double["gross_margin"][column] == pytest.approx(0.713083, abs=1e-6)
    assert double["contribution"][column] == pytest.approx(side["contribution"][column] + 13.07e9)
    assert [a for c, a in enumerate(double["gross_margin"]) if c != column] == [
        a for c, a in enumerate(side["gross_margin"]) if c != column
    ]


def test_the_comparison_gives_no_zero_for_a_line_that_a_company_lacks(shelf):
    book = openpyxl.load_workbook(shelf.paths["shipped comparison"])
    found = by_id(shelf.paths["shipped comparison"], "Inputs")
    names = [cell.value for cell in book["Inputs"][4][4:]]
    assert found["research_development"][names.index("Kroger")] is None
    assert found["class_research_development"][names.index("Kroger")] is None
    assert found["lines_tie"][names.index("xAI")] is None
    assert not {"gross_margin", "variable_split", "fixed_split", "research_total"} & set(found)
    rows = {row[2].value: row for row in book["Costs"].iter_rows(min_row=7)}
    sums = ("variable_split", "fixed_split", "fixed_unsplit", "research_total")
    assert all(cell.data_type == "f" for name in sums for cell in rows[name][4 : 4 + len(names)])


def texts(path: Path, sheet: str) -> dict[str, list[object]]:
    """The cells from E on of each row, by what its first cell says."""
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {str(row[0]): list(row[4:]) for row in page.iter_rows(values_only=True) if row[0]}


def test_segments_stand_on_a_sheet_of_their_own(shelf):
    page = openpyxl.load_workbook(shelf.paths["shipped Zhipu"])["Segments"]
    periods = [cell.value for cell in page[4][4:]]
    found = by_id(shelf.paths["shipped Zhipu"], "Segments")
    assert found["segment0_gross_margin"][periods.index("FY2024")] == pytest.approx(0.034)
    assert found["segment1_gross_margin"][periods.index("H1 2025")] == pytest.approx(0.591)
    page = openpyxl.load_workbook(shelf.paths["shipped MiniMax"])["Segments"]
    periods = [cell.value for cell in page[4][4:]]
    found = by_id(shelf.paths["shipped MiniMax"], "Segments")
    assert found["segment0_revenue"][periods.index("FY2025")] == pytest.approx(53.075e6)
    assert found["segment1_gross_margin"][periods.index("FY2024")] == pytest.approx(0.632)
    # 21.805 of 30.523.
    assert found["segment0_revenue_share"][periods.index("FY2024")] == pytest.approx(0.714, abs=1e-3)
    found = by_id(shelf.paths["shipped OpenAI"], "Segments")
    assert 700e6 in found["segment0_revenue"]


def test_margins_say_what_they_include_and_what_others_define(shelf):
    found = texts(shelf.paths["shipped Zhipu"], "Margins")
    assert (found["Serving compute"][0], found["Free tier"][0]) == ("yes", "unknown")
    assert any(text.startswith("Source: Prospectus, H1 2025") for text in found)
    page = openpyxl.load_workbook(shelf.paths["shipped OpenAI"], data_only=True)["Margins"]
    rows = [list(row) for row in page.iter_rows(values_only=True) if str(row[2]).startswith("definition_")]
    margins = [(round(float(row[4]), 2), row[5]) for row in rows if "ross margin" in row[0] and row[1] == "%"]
    assert {(0.33, "FY2025"), (0.46, "FY2025, forecast"), (0.39, "Q1 2026"), (0.33, "Q1 2025")} <= set(margins)
    assert {-60.35e9, -38.53e9} <= {row[4] for row in rows}


def test_a_bound_names_the_costs_that_it_leaves_out(shelf):
    path = shelf.paths["shipped Zhipu"]
    left, bound = texts(path, "Margins")["Costs that it leaves out"], by_id(path, "Margins")
    for text, value in zip(left, bound["result_before_administration"], strict=True):
        assert (text is None) == (value in (None, ""))
        assert text is None or text.endswith("eneral and administrative")


def test_capitalization_without_a_result_is_short(shelf):
    for name in ("Zhipu", "MiniMax"):
        found = by_id(shelf.paths[f"shipped {name}"], "Capitalization")
        assert {"charge_even_low", "charge_lag_low"} <= set(found)
        assert not any("life_" in line or line.startswith(("income", "margin")) for line in found)
        page = openpyxl.load_workbook(shelf.paths[f"shipped {name}"])["Capitalization"]
        assert page.max_row < 130, name


def test_marks_that_finkit_sets_are_grey_italic_and_say_so(shelf):
    page = openpyxl.load_workbook(shelf.paths["Lab"])["Margins"]
    (row,) = (r for r in page.iter_rows() if r[2].value == "lines_tie")
    cell = next(c for c in row[4:] if c.value is not None)
    assert (cell.font.italic, cell.font.color.rgb) == (True, "FF7F7F7F")
    assert "not live" in row[0].comment.text


@requires_libreoffice
def test_the_cover_says_whether_checks_hold(shelf):
    assert shelf.value("Lab", "Cover", "all_checks", 0) == 1
    assert shelf.value("Lab", "Cover", "all_current", 0) == 1
    assert shelf.value("doubled", "Cover", "all_checks", 0) == 0
    assert shelf.value("doubled", "Cover", "all_current", 0) == 0


def test_figures_follow_from_the_blue_ones(shelf):
    book = openpyxl.load_workbook(shelf.paths["Lab"])
    page = book["Inputs"]
    rows = {page.cell(r, 3).value: r for r in range(page.max_row, 0, -1)}
    head = {page.cell(4, c).value: c for c in range(5, page.max_column + 1)}
    revenue = page.cell(rows["revenue"], head["FY2025"])
    assert (revenue.value, revenue.font.color.rgb) == (13.07e9, "FF0000FF")
    assert "leaked" in revenue.comment.text
    assert "lab.xlsx P&L B2" in revenue.comment.text
    half, r = page.cell(rows["revenue"], head["H2 2025"]), rows["revenue"]
    assert half.value == f'=IF(AND(ISNUMBER(F${r}),ISNUMBER(G${r})),F${r}-G${r},"")'
    profit, cost = page.cell(rows["gross_profit"], head["FY2025"]), rows["cost_of_revenue"]
    assert profit.value == f'=IF(AND(ISNUMBER(F${r}),ISNUMBER(F${cost})),F${r}-F${cost},"")'
    assert profit.font.color.rgb == "FF000000"
    assert page.cell(rows["cost_of_revenue"], head["FY2024"]).value is None
    sources = book["Sources"]
    assert sources.cell(rows["revenue"], head["FY2025"]).value.startswith("leaked: ")
    assert sources.cell(rows["gross_profit"], head["FY2025"]).value.startswith("derived: revenue - cost_of_revenue")


@requires_libreoffice
def test_a_year_that_no_file_gives_is_a_live_sum_of_its_parts(shelf):
    page = openpyxl.load_workbook(shelf.paths["Parts"])["Inputs"]
    revenue = next(row for row in page.iter_rows(min_row=7) if row[2].value == "revenue")
    assert [cell.data_type for cell in revenue[4:9]] == ["f", "f", "f", "n", "n"]
    assert [shelf.value("Parts", "Inputs", "revenue", year) for year in range(3)] == [22e6, 42e6, 92e6]
    assert shelf.value("Parts", "Inputs", "gross_profit", 2) == 52e6
    assert shelf.value("more in Q2", "Inputs", "revenue", 2) == 112e6
    assert by_id(shelf.paths["Parts"], "Sources")["revenue"][1].startswith("derived: revenue Q1 2024 + Q2 2024 + ")


def test_a_stated_gross_profit_stays_an_input(shelf):
    page = openpyxl.load_workbook(shelf.paths["Stated gross profit"])["Inputs"]
    cells = {row[2].value: row[4] for row in page.iter_rows(min_row=7)}
    assert cells["gross_profit"].value == 3.7e6
    assert cells["cost_of_revenue"].data_type == "f"


def test_at_least_half_of_the_numbers_are_formulas(shelf):
    for name, path in written(shelf).items():
        formulas, cached = opened(path), opened(path, values=True)
        live = constant = 0
        for page in (p for p in formulas if p.title not in FREE):
            for cell in (c for row in page.iter_rows() for c in row):
                number = isinstance(cached[page.title][cell.coordinate].value, int | float)
                live += number and cell.data_type == "f"
                constant += number and cell.data_type != "f"
        assert live >= constant, name


def relative(text: str, column: int) -> str:
    def place(match: re.Match[str]) -> str:
        found = f"${match[3]}" if match[2] else f"[{column_index_from_string(match[3]) - column}]"
        return f"{match[1] or ''}{found}{match[4]}{match[5]}"

    return REFERENCE.sub(place, text)


def test_one_formula_along_a_row_no_constants_nothing_forbidden(shelf):
    for name, path in written(shelf).items():
        for page in opened(path):
            for row in page.iter_rows():
                cells = [c for c in row if c.data_type == "f"]
                assert len({relative(c.value, c.column) for c in cells}) <= 1, (name, page.title, row[0].row)
                for cell in cells:
                    assert set(re.findall(r"[0-9.]+", REFERENCE.sub("", cell.value))) <= {"0", "1"}, cell.value
                    assert not any(word in cell.value for word in FORBIDDEN), cell.value


def test_sheets_are_as_auditors_want_them(shelf):
    for name, path in written(shelf).items():
        with warnings.catch_warnings():
            # A chart that openpyxl cannot read is a warning alone.
            warnings.simplefilter("error")
            book = openpyxl.load_workbook(path)
        assert dict(book.defined_names) == {}, name
        heads = set()
        for page in book:
            assert page.sheet_state == "visible"
            assert not page.merged_cells.ranges
            assert page.page_setup.orientation == "landscape"
            assert page.sheet_properties.pageSetUpPr.fitToPage
            assert page.page_setup.fitToWidth in (None, 1, 2, 3, 4, 5)
            assert not any(page.cell(r, 4).value for r in range(1, page.max_row + 1)), (name, page.title)
            workings = [row[0].row for row in page.iter_rows(max_col=1) if str(row[0].value).startswith("Workings")]
            assert not workings or page.print_area.endswith(f"${workings[0] - 1}"), (name, page.title)
            if page.title not in ("Cover", "Comparison", "Reading"):
                assert page.freeze_panes == "E6"
            models = ("Models", "Usage", "Schedule", "Triangle", "Ages", "Cadence")
            tokens = ("Inference", "Products", "Spending", "Trend", "Serving")
            if page.title not in ("Cover", "Comparison", "Reading", *models, *tokens):
                heads.add(tuple(str(c.value) for c in page[4][4 : 4 + len(shelf.held[name].rows())])
                          if name in shelf.held else "")  # fmt: skip
        assert len(heads) == 1, name


def test_sheets_stand_in_order_and_only_with_something_in_them(shelf):
    parts = ["Behaviour", "Treatments", "Scale", "Capitalization", "Cadence", "Models", "Usage", "Schedule", "Cash"]
    wanted = ["Cover", "Inputs", "Margins", "Costs", *parts, "Assumptions", "Checks", "Sources"]
    assert openpyxl.load_workbook(shelf.paths["Lab"]).sheetnames == wanted
    with_parts = openpyxl.load_workbook(shelf.paths["shipped Zhipu"]).sheetnames
    assert with_parts[with_parts.index("Margins") + 1] == "Segments"
    short = [name for name in wanted if name not in parts]
    assert openpyxl.load_workbook(shelf.paths["Revenue only"]).sheetnames == short


def test_reading_lists_guesses_and_what_is_not_used_as_text(tmp_path):
    rows = facts("Lab", TABLES["Lab"])
    rows += [{**rows[0], "line": "", "label": HOSTILE, "cell": f"B{n}", "reason": "unmapped"} for n in (7, 8)]
    guesses = [
        Guess("lab.xlsx", "P&L", f"row {n}", "label", "revenue", f"'{HOSTILE} {n}'", question=n == 0)
        for n in range(203)
    ]
    (analysis,) = analyze_all(Statement.build(Facts.of_rows(rows), None, guesses))
    write_workbook(analysis, tmp_path / "lab.xlsx")
    book = openpyxl.load_workbook(tmp_path / "lab.xlsx")
    assert book.sheetnames[-3:] == ["Checks", "Reading", "Sources"]
    held = [[cell.value for cell in row] for row in book["Reading"].iter_rows()]
    texts = [row[0] for row in held]
    assert "lab.xlsx does not say whether its figures are units" in book["Cover"]["A6"].value
    assert "Reading took 203 guesses; 1 is a question." in texts
    asked = texts.index(
        "To confirm: correct what is wrong in NAME.finkit.toml beside the file (finkit fix FILE writes it)"
    )
    assert held[asked + 2][:6] == ["label", "P&L, row 0", "revenue", None, f"'{HOSTILE} 0'", "[reading.lines]"]
    assert ["no standard line fits", "2"] in [row[:2] for row in held]
    assert "3 more: finkit lines --explain FILE gives all." in texts
    assert not any(cell.data_type == "f" for row in book["Reading"].iter_rows() for cell in row)


def test_text_from_users_stays_text(shelf):
    for name in (HOSTILE, "Lab", "comparison"):
        book = openpyxl.load_workbook(shelf.paths[name])
        cells = [c for page in book for row in page.iter_rows() for c in row if isinstance(c.value, str)]
        assert any(HOSTILE in c.value for c in cells if c.data_type == "s"), name
        assert not any("cmd" in c.value or "script" in c.value for c in cells if c.data_type == "f")
        with zipfile.ZipFile(shelf.paths[name]) as archive:
            assert not any(b"<script>" in archive.read(entry) for entry in archive.namelist())
            assert not any("externalLink" in entry for entry in archive.namelist())


def test_charts_stand_clear_of_the_figures(shelf):
    with zipfile.ZipFile(shelf.paths["Lab"]) as archive:
        assert sum(name.startswith("xl/charts/chart") for name in archive.namelist()) == 10
    for name, path in written(shelf).items():
        for page in opened(path):
            for chart in page._charts:
                first, last = chart.anchor._from.row + 1, chart.anchor.to.row + 1
                filled = [c.value for r in range(first, last + 1) for c in page[r] if c.value is not None]
                assert filled == [], (name, page.title, first, last)


def test_the_same_analysis_gives_the_same_bytes(tmp_path):
    lab = analyses()[0]
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        write_workbook(lab, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_path_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="--out"):
        write_workbook(analyses()[0], tmp_path / "file" / "lab.xlsx")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file"]


def test_a_company_without_periods_has_a_workbook(tmp_path):
    row = {"company": "Nothing", "label": "Rent of mind", "value": 1.0, "reason": "unmapped"}
    (analysis,) = analyze_all(Statement.build(Facts.of_rows([row])))
    write_workbook(analysis, tmp_path / "nothing.xlsx")
    page = openpyxl.load_workbook(tmp_path / "nothing.xlsx")["Inputs"]
    assert page["A7"].value == "No figure of this company belongs to a period that could be shown."
    write_comparison(compare([]), tmp_path / "comparison.xlsx")
    assert openpyxl.load_workbook(tmp_path / "comparison.xlsx").sheetnames[1] == "Comparison"


@pytest.mark.parametrize(
    ("text", "present", "left"),
    [
        ("first(a, b)", "a", "a"),
        ("first(a, b, 0)", "b", "first(b, 0)"),
        ("first(a, 0 - b)", "b", "0 - b"),
        ("a - first(b, 0)", "a", "a - 0"),
        ("a / b", "a", None),
        ("at(a, p)", "a", None),
        ("maximum(a, -b) > 1", "ab", "maximum(a, -b) > 1"),
        ("first(maximum(a, b), c)", "ac", "c"),
    ],
)
def test_a_formula_does_without_what_is_absent(text, present, left):
    assert reduced(text, present) == left


def test_a_long_sum_goes_in_steps():
    assert Way("a + b").steps() == ["a + b"]
    assert Way("a + b + c - d - e - f").steps() == ["a + b + c - d - e", "-f", "step0 + step1"]

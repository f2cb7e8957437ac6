"""Statements that few would write: no currency, one period, figures below 0: each part says what it lacks."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

import finkit
from finkit.reporting.html import report_page
from finkit.reporting.page import Page
from finkit.reporting.workbook import write_workbook
from finkit.reporting.workbook.blank import PRINTED, write_blank

WORDS = re.compile(r"(?<![\w.#-])(nan|NaN|inf|None|Infinity|undefined)(?![\w(-])")
ODD = {
    "no currency": ",FY2024,FY2025\nRevenue,100,200\nCost of revenue,60,100\nR&D,50,70\n",
    "one period": "USD millions,FY2025\nRevenue,100\nCost of revenue,60\nR&D,50\n",
    "years apart": "USD millions,FY2019,FY2025\nRevenue,100,200\nCost of revenue,60,100\nR&D,50,70\n",
    "forecast alone": "USD millions,2027E,2028E\nRevenue,100,200\nCost of revenue,60,100\nR&D,50,70\n",
    "quarters alone": "USD millions,Q1 2025,Q2 2025\nRevenue,10,20\nCost of revenue,6,10\nR&D,5,7\n",
    "no revenue yet": "USD millions,FY2023,FY2024,FY2025\nRevenue,0,0,5\nCost of revenue,0,0,3\nR&D,50,70,90\n",
    "R&D below 0": "USD millions,FY2023,FY2024,FY2025\nRevenue,1,2,3\nCost of revenue,1,1,2\nR&D,5,-7,9\nS&M,2,3,4\n",
    "cost below 0": "USD millions,FY2024,FY2025\nRevenue,10,20\nCost of revenue,6,-3\nR&D,5,7\nS&M,2,-3\nG&A,1,1\n",
    "revenue turns": (
        "USD millions,FY2023,FY2024,FY2025\nRevenue,100,-200,300\nCost of revenue,60,100,120\nR&D,50,70,90\n"
        "S&M,20,30,40\nG&A,10,12,14\n"
    ),
    "R&D alone": "USD millions,FY2024,FY2025\nR&D,50,70\n",
    "revenue alone": "USD millions,FY2024,FY2025\nRevenue,50,70\n",
    "two currencies": (
        "Company,Currency,Period,Line,Value\nA,USD,FY2024,Revenue,100\nA,EUR,FY2024,Research and development,50\n"
        "A,USD,FY2025,Revenue,200\nA,EUR,FY2025,Research and development,70\n"
    ),
}


def read(folder: Path, text: str) -> finkit.Analysis:
    path = folder / "odd.csv"
    path.write_text(text, encoding="utf-8")
    return finkit.analyze(finkit.read(path))


def visible(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)))


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_page_and_workbook_hold_no_word_for_a_number_that_is_not_there(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    seen = visible(report_page(found))
    # "None: reason" explains cells that say none.
    assert [m[0] for m in WORDS.finditer(seen.replace("None: ", ""))] == []
    write_workbook(found, tmp_path / "odd.xlsx")
    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(tmp_path / "odd.xlsx", data_only=True)
        for row in sheet.iter_rows() for cell in row
        if cell.value is not None
    ]  # fmt: skip
    assert [text for text in cells if text.startswith("#") or WORDS.fullmatch(text)] == []


def test_a_growth_that_turns_revenue_negative_goes_on_for_no_years(tmp_path: Path) -> None:
    found = read(tmp_path, ODD["revenue turns"]).company.leverage
    turned, back = found.at(1), found.at(2)
    assert (turned.revenue_growth, back.revenue_growth) == (None, None)
    assert turned.growths_from == "revenue's not known, fixed cost's as observed"


def test_a_year_that_is_a_sum_opens_on_the_quarters_that_it_rests_on(tmp_path: Path) -> None:
    quarters = "USD millions,Q1 2025,Q2 2025,Q3 2025,Q4 2025\nRevenue,10,20,30,40\nCost of revenue,6,10,14,18\n"
    found = read(tmp_path, quarters)
    page = Page(found)
    (year,) = (row for row in page.rows if page.row(row).label == "FY2025")
    assert [fact.cell for fact in page.behind("revenue", year)] == ["B2", "C2", "D2", "E2"]
    assert "the sum of Q1 2025, Q2 2025, Q3 2025, Q4 2025 (B2, C2, D2, E2 of odd.csv)" in visible(report_page(found))


def test_a_statement_of_trailing_twelve_months_alone_is_read_as_such(tmp_path: Path) -> None:
    table = "USD millions,TTM Jun 2025,TTM Jun 2024\nRevenue,100,60\nCost of revenue,50,36\nR&D,30,20\n"
    found = read(tmp_path, table)
    assert {row.scenario for row in found.panel.rows} == {"ttm"}
    assert found.company.margins.value("gross_margin", "TTM Jun 2025") == 0.5
    seen = visible(report_page(found))
    assert "TTM Jun 2025" in seen


def test_a_cost_below_0_bears_no_layer(tmp_path: Path) -> None:
    assert read(tmp_path, ODD["cost below 0"]).customers.layers(1) is None
    found = read(tmp_path, ODD["cost below 0"].replace("6,-3", "6,3"))
    layers = found.customers.layers(1)
    assert layers is not None
    assert layers.marginal == pytest.approx(17 / 20)
    assert layers.after_sales.value is None
    assert layers.why["after_sales"] == "sales and marketing of 0 or more in a line of its own"


def fill(path: Path) -> None:
    """A workbook of `finkit new` with one plan."""
    write_blank("Acme", path)
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["Plans"][3]]
    for head, value in (("Name", "Plus"), ("Price", 20), ("Mean usage", 8), ("Cost per Mtok", 2)):
        book["Plans"].cell(6, heads.index(head) + 1).value = value
    book.save(path)


def test_a_company_of_assumptions_alone_names_its_files_and_has_no_empty_table(tmp_path: Path) -> None:
    fill(tmp_path / "acme.xlsx")
    found = finkit.analyze(finkit.read(tmp_path / "acme.xlsx"))
    page = report_page(found)
    assert (
        "No statement was read, only assumptions of acme.xlsx: a line of revenue or cost with a period would bring "
        "this part."
    ) in visible(page)
    assert "statement-money" not in page
    assert "currency not stated" not in page
    write_workbook(found, tmp_path / "out.xlsx")
    cover = openpyxl.load_workbook(tmp_path / "out.xlsx")["Cover"]
    said = [str(cell.value) for row in cover.iter_rows() for cell in row if cell.value]
    assert any(text.endswith("; files: acme.xlsx.") for text in said)


def test_the_workbook_to_fill_in_prints_a_page_a_sheet_and_its_examples_fit_each_other(tmp_path: Path) -> None:
    write_blank("Acme", tmp_path / "acme.xlsx")
    book = openpyxl.load_workbook(tmp_path / "acme.xlsx")
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        fit = sheet.sheet_properties.pageSetUpPr
        assert fit is not None, sheet.title
        assert fit.fitToPage, sheet.title
        assert sheet.print_area, sheet.title
        for row in sheet.iter_rows(min_row=4, max_row=5, max_col=1):
            row[0].value = None if str(row[0].value).startswith("example") else row[0].value
    assert book["Prices"].print_area == f"'Prices'!$A$1:$L${3 + PRINTED}"
    book.save(tmp_path / "acme.xlsx")
    found = finkit.analyze(finkit.read(tmp_path / "acme.xlsx"))
    assert (found.assumptions.prices[0].model, found.assumptions.usage[0].model) == ("gpt-4o", "gpt-4o")

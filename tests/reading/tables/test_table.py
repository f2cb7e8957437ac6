from pathlib import Path

import pytest
from openpyxl import Workbook

from finkit.errors import ReadError
from finkit.reading import Statements, read, read_all, read_facts
from tests.reading.sheets import by_cell, workbook

TIDY = """
Acme AI: income statement
USD millions

 | FY2024 | FY2025 | Total | Basis | Source | Note
Revenue | 100 | 190 | 290 | leaked | The Paper | gross of refunds
Cost of revenue (1) | 60 | 90 | 150 | | |
Gross margin | 40 | 100 | 140
Operating costs
Research and development | '1,200.5 | '(210) | | | |
Gross margin % | 0.4 | 0.526
Users (thousands) | 5 | 7
Diluted EPS | 1.25 | '(0.30)
Mystery row | 7 | 8
Headline | n/a | –
(1) excludes depreciation
"""


def test_values_cells_and_scale_of_a_tidy_sheet(tmp_path: Path) -> None:
    facts = by_cell(workbook(tmp_path / "a.xlsx", TIDY))
    revenue = facts["C5"]
    assert (revenue.company, revenue.line, revenue.value) == ("Acme AI", "revenue", 190e6)
    assert (revenue.start, revenue.end, revenue.months) == ("2025-01-01", "2025-12-31", 12)
    assert (revenue.scale, revenue.scale_stated, revenue.currency, revenue.currency_stated) == (1e6, True, "USD", True)
    assert (revenue.basis, revenue.basis_stated, revenue.source) == ("leaked", True, "The Paper")
    assert revenue.note == "gross of refunds; dates assumed"
    assert facts["B6"].line == "cost_of_revenue"
    assert (facts["B6"].basis, facts["B6"].basis_stated) == ("reported", False)
    total = facts["D5"]
    assert (total.line, total.period, total.value) == ("", "", 290e6)
    assert total.reason == "column D (Total): the sum of the 2 columns before it"


def test_text_numbers_and_what_is_not_reported(tmp_path: Path) -> None:
    facts = by_cell(workbook(tmp_path / "a.xlsx", TIDY))
    assert facts["B9"].value == pytest.approx(1_200.5e6)
    assert facts["B9"].rounding == pytest.approx(0.05e6)
    assert facts["C9"].value == 210e6
    assert "printed in parentheses among positive costs: taken as a cost" in facts["C9"].note
    assert [facts[cell].value for cell in ("B14", "C14")] == [None, None]
    assert facts["B14"].note.startswith("printed as n/a")


def test_gross_margin_is_money_in_one_row_and_a_ratio_in_the_next(tmp_path: Path) -> None:
    facts = by_cell(workbook(tmp_path / "a.xlsx", TIDY))
    assert (facts["C7"].line, facts["C7"].value, facts["C7"].unit) == ("gross_profit", 100e6, "money")
    assert (facts["C10"].line, facts["C10"].value, facts["C10"].unit) == ("gross_margin_stated", 0.526, "ratio")
    assert facts["C10"].currency == ""


def test_shares_users_and_unknown_rows_are_kept_unscaled_and_unmapped(tmp_path: Path) -> None:
    facts = by_cell(workbook(tmp_path / "a.xlsx", TIDY))
    assert (facts["B11"].value, facts["B11"].unit, facts["B11"].line) == (5_000.0, "count", "")
    assert (facts["B12"].value, facts["B12"].reason) == (1.25, "unmapped: per share")
    assert (facts["B13"].value, facts["B13"].reason) == (7e6, "unmapped")


def test_address_is_right_where_the_table_does_not_begin_at_a1(tmp_path: Path) -> None:
    facts = by_cell(workbook(tmp_path / "a.xlsx", "|\n|\n | | In thousands of euros\n | | | 2024\n | | Revenue | 12"))
    assert facts["D5"].value == 12_000.0
    assert {fact.currency for fact in facts.values()} == {"EUR"}


def test_nothing_states_the_scale(tmp_path: Path) -> None:
    fact = by_cell(workbook(tmp_path / "a.xlsx", " | 2024\nRevenue | 12\nNet income | 3"))["B2"]
    assert (fact.value, fact.scale, fact.scale_stated, fact.currency) == (12.0, 1.0, False, "")


def test_scale_of_a_column_and_of_a_row_win_over_the_sheet(tmp_path: Path) -> None:
    text = """($ in thousands)
     | 2024 | Unit
    Revenue | 1200 |
    Net income | 3 | USD millions
    Cost of sales (EUR bn) | 2 |"""
    facts = by_cell(workbook(tmp_path / "a.xlsx", text))
    assert [facts[cell].value for cell in ("B3", "B4", "B5")] == [1.2e6, 3e6, 2e9]
    assert facts["B5"].currency == "EUR"


def test_precision_as_shown_by_number_formats(tmp_path: Path) -> None:
    text = "USD billions\n | FY2025 | FY2024\nRevenue | 7.5 | 7.5\nNet income | 13 | 0.4\nGross margin | 0.426 |"
    formats = {"B3": "0.00;-0.00", "B4": "#,##0", "B5": "0.0%", "C4": "0.0"}
    facts = by_cell(workbook(tmp_path / "a.xlsx", text, formats=formats))
    halves = {cell: facts[cell].rounding for cell in ("B3", "C3", "B4", "C4", "B5")}
    assert halves == pytest.approx({"B3": 5e6, "C3": 5e7, "B4": 5e8, "C4": 5e7, "B5": 0.0005})


def test_cell_notes_fill_the_columns_of_their_fact(tmp_path: Path) -> None:
    note = (
        "leaked: FT via a leak\nas of: 2026-03-01\nurl: https://example.org\nconfidence: high\ndefinition: net\nnote: x"
    )
    path = workbook(
        tmp_path / "a.xlsx", " | FY2025\nRevenue | 3\nNet income | 1", notes={"B2": note, "B3": "seen twice"}
    )
    fact, free = (by_cell(path)[cell] for cell in ("B2", "B3"))
    assert (fact.basis, fact.basis_stated, fact.source, fact.as_of) == ("leaked", True, "FT via a leak", "2026-03-01")
    assert (fact.url, fact.confidence, fact.definition) == ("https://example.org", "high", "net")
    assert fact.note == "x; dates assumed"
    assert (free.basis_stated, free.note) == (False, "seen twice; dates assumed")


def test_costs_printed_negative_are_turned_and_a_tax_benefit_stays(tmp_path: Path) -> None:
    text = (
        " | 2024\nRevenue | 100\nCost of revenue | -40\nR&D | -50\nPretax income | 10\nIncome tax | 2\nNet income | 12"
    )
    facts = by_cell(workbook(tmp_path / "a.xlsx", text))
    assert [facts[f"B{r}"].value for r in (3, 4)] == [40.0, 50.0]
    assert "costs printed negative: sign turned" in facts["B3"].note
    assert facts["B6"].value == -2.0

    positive = " | 2024\nRevenue | 100\nCost of revenue | 90\nPretax income | 10\nIncome tax | -2\nNet income | 12"
    assert by_cell(workbook(tmp_path / "b.xlsx", positive))["B5"].value == -2.0


def test_a_result_labelled_income_or_loss_is_turned_where_the_lines_above_prove_the_loss(tmp_path: Path) -> None:
    # 2023: 200 - 130 = 70 is an income; 2024: 100 - 130 = -30 is printed as 30; 2025: no total proves its 5.
    text = (
        " | 2023 | 2024 | 2025\nRevenue | 200 | 100 | 90\nTotal costs and expenses | 130 | 130 | \n"
        "Operating income (loss) | 70 | 30 | 5"
    )
    facts = by_cell(workbook(tmp_path / "a.xlsx", text))
    assert [facts[cell].value for cell in ("B4", "C4", "D4")] == [70, -30, 5]
    assert "sign turned" in facts["C4"].note
    assert "sign turned" not in facts["B4"].note + facts["D4"].note


def test_loss_magnitudes_are_turned_only_where_the_label_says_loss(tmp_path: Path) -> None:
    text = (
        " | 2024 | 2025\nRevenue | 1 | 2\nOperating loss | 5 | 6\nIncome (loss) before tax | 3 | -4\nNet loss | -5 | 1"
    )
    facts = by_cell(workbook(tmp_path / "a.xlsx", text))
    assert (facts["B3"].value, facts["C3"].value) == (-5.0, -6.0)
    assert "loss printed as a magnitude" in facts["B3"].note
    assert (facts["B4"].value, facts["C4"].value) == (3.0, -4.0)
    assert (facts["B5"].value, facts["C5"].value) == (-5.0, 1.0)


def test_total_with_cost_of_revenue_is_told_by_arithmetic(tmp_path: Path) -> None:
    whole = " | 2024\nRevenue | 100\nCost of revenue | 60\nTotal operating expenses | 130\nOperating loss | 30"
    part = " | 2024\nRevenue | 100\nCost of revenue | 60\nTotal operating expenses | 70\nOperating loss | 30"
    assert by_cell(workbook(tmp_path / "a.xlsx", whole))["B4"].line == "total_costs_expenses"
    assert by_cell(workbook(tmp_path / "b.xlsx", part))["B4"].line == "operating_expenses"


def test_two_rows_never_stand_for_one_line(tmp_path: Path) -> None:
    text = " | 2024\nNet sales | 70\nMembership fees | 30\nTotal revenues | 100\nNet income | 5"
    facts = by_cell(workbook(tmp_path / "a.xlsx", text))
    assert (facts["B4"].line, facts["B2"].line) == ("revenue", "")
    assert facts["B2"].reason == "unmapped: 'Total revenues' in row 4 stands for revenue"


def test_fiscal_year_end_and_length_from_the_words_around(tmp_path: Path) -> None:
    text = "Fiscal years ended June 30\n | 2024 | 2025\nRevenue | 1 | 2"
    fact = by_cell(workbook(tmp_path / "a.xlsx", text))["C3"]
    assert (fact.start, fact.end, fact.note) == ("2024-07-01", "2025-06-30", "")
    dated = "Three months ended | 2024-03-31 | 2024-06-30\nRevenue | 1 | 2"
    assert (by_cell(workbook(tmp_path / "b.xlsx", dated))["C2"].start, 3) == ("2024-04-01", 3)


def test_length_from_the_spacing_of_dated_columns_is_said(tmp_path: Path) -> None:
    fact = by_cell(workbook(tmp_path / "a.xlsx", " | 2023-12-31 | 2024-12-31\nRevenue | 1 | 2"))["C2"]
    assert (fact.start, fact.months) == ("2024-01-01", 12)
    assert "spacing of the columns" in fact.note


def test_forecast_columns_are_estimated(tmp_path: Path) -> None:
    facts = by_cell(workbook(tmp_path / "a.xlsx", " | FY2025 | FY2026E\nRevenue | 1 | 2"))
    assert (facts["B2"].scenario, facts["B2"].basis) == ("actual", "reported")
    assert (facts["C2"].scenario, facts["C2"].basis, facts["C2"].basis_stated) == ("forecast", "estimated", False)


def test_the_sheet_is_chosen_by_its_lines_never_by_its_place(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    for row in (["Prices", 2024], ["Basic", 1], ["Revenue per seat", 2]):
        first.append(row)
    second = book.create_sheet("x")
    for row in ([None, 2024], ["Revenue", 9], ["Net income", 4]):
        second.append(row)
    book.save(tmp_path / "a.xlsx")
    assert {(fact.sheet, fact.line) for fact in read_facts(tmp_path / "a.xlsx")} == {
        ("x", "revenue"),
        ("x", "net_income"),
    }


def test_a_formula_never_calculated_is_named(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["", "2024", "2025"], ["Revenue", 9, 10], ["Net income", "=B2-1", 4]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    fact = by_cell(tmp_path / "a.xlsx")["B3"]
    assert (fact.value, "never calculated" in fact.note) == (None, True)


def test_revenue_only_is_enough(tmp_path: Path) -> None:
    statement = read(workbook(tmp_path / "solo.xlsx", " | FY2025\nRevenue | 4"))
    assert (statement.name, statement.value("revenue", "FY2025")) == ("solo", 4.0)


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "../../etc/x", "<script>alert(1)</script>", "@SUM(1)"])
def test_a_hostile_company_name_stays_a_plain_string(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'company,line,period,value\n"{name}",revenue,FY2025,5\n', encoding="utf-8")
    assert {fact.company for fact in read_facts(path)} == {name}
    (tmp_path / "b.csv").write_text(f'"{name} - income statement",\n,FY2025\nRevenue,5\n', encoding="utf-8")
    assert {fact.company for fact in read_facts(tmp_path / "b.csv")} == {name}


def test_no_income_statement_says_what_was_found_instead(tmp_path: Path) -> None:
    path = workbook(tmp_path / "balance.xlsx", "Balance sheet | 2024\nGoodwill | 3\nTotal assets | 9")
    with pytest.raises(ReadError) as caught:
        read_facts(path)
    assert str(caught.value) == (
        "balance.xlsx: no income statement line was found (it looks like a balance sheet: 'Balance sheet', 'Goodwill', "
        "'Total assets'); put periods in a header row and labels such as Revenue in a column, or one fact a row"
    )


def test_one_bad_file_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    workbook(tmp_path / "good.xlsx", " | FY2025\nRevenue | 4")
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 cut short")
    for name in ("README.txt", ".hidden.csv", "~$good.xlsx", "notes.md", "good.finkit.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    seen: list[str] = []
    found = read_all(tmp_path, on_file=lambda path: seen.append(path.name))
    assert isinstance(found, Statements)
    assert [statement.name for statement in found] == ["good"]
    assert [str(error) for error in found.refused] == [
        "bad.xlsx: the workbook is damaged or cut short; save or download it again"
    ]
    assert seen == ["bad.xlsx", "good.xlsx"]


def test_assumptions_without_their_statement_are_named_and_not_lost(tmp_path: Path) -> None:
    (tmp_path / "acme.finkit.toml").write_text('[company]\nname = "Acme"\n')
    said = (
        f"acme.finkit.toml: no statement of that name stands beside it; name it like one of {tmp_path}, "
        "or write its tables as sheets (finkit new acme)"
    )
    assert [str(error) for error in read_all(tmp_path).refused] == [said]
    assert [str(error) for error in read_all(tmp_path / "acme.finkit.toml").refused] == [said]
    (tmp_path / "acme.csv").write_text("USD,FY2024\nRevenue,10\nCost of revenue,4\n")
    named = read_all(sorted(tmp_path.glob("acme.*")))
    assert [one.name for one in named] == ["Acme"]
    assert named.refused == []


def test_an_empty_folder_and_a_missing_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_all([tmp_path, tmp_path / "none.csv"])
    assert len(found) == 0
    assert "no statements in this folder; drop an .xlsx or .csv there" in str(found.refused[0])
    assert str(found.refused[1]) == "none.csv: there is no such file; check the path"
    monkeypatch.chdir(tmp_path)
    assert read_all().where == "the statements that ship with finkit"
    (tmp_path / "statements").mkdir()
    assert read_all().where == "./statements"


def test_read_names_the_companies_of_a_file_that_holds_several(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("company,line,period,value\nA1,revenue,FY2025,5\nB2,revenue,FY2025,5\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"two\.csv: it holds 2 companies \(A1, B2\); use read_all"):
        read(path)


def test_the_sidecar_names_the_company_and_its_currency(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", " | FY2025\nRevenue | 4")
    (tmp_path / "x.finkit.toml").write_text('[company]\nname = "Our Lab"\ncurrency = "eur"\n', encoding="utf-8")
    assert {(fact.company, fact.currency) for fact in read_facts(path)} == {("Our Lab", "EUR")}

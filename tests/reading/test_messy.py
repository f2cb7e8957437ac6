"""Sheets as people make them: each test holds the input that once crashed, vanished or misled."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from finkit.errors import ReadError
from finkit.reading import read, read_all, read_facts
from finkit.reading.texts import numbers, scale
from finkit.statement.fact import Fact
from finkit.statement.period import parse_period
from tests.reading.sheets import by_cell, workbook

HEADER = "company,line,period,value,unit,currency\n"


def long(tmp_path: Path, *lines: str, header: str = HEADER) -> list[Fact]:
    path = tmp_path / "facts.csv"
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    read_all(path)  # what reading lets through must not break the statement
    return list(read_facts(path))


def tidy(tmp_path: Path, *lines: str) -> dict[str, Fact]:
    path = tmp_path / "tidy.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    read_all(path)
    return by_cell(path)


def values(facts: Sequence[Fact]) -> list[float | None]:
    return [fact.value for fact in facts]


@pytest.mark.parametrize("label", ["2024-13-45", "2023-02-29", "0000-01-01", "Q1 0000", "Q4 9999", "Dec 9999"])
def test_an_impossible_date_is_no_period(label: str) -> None:
    assert parse_period(label) is None


def test_an_impossible_date_leaves_a_fact_without_dates(tmp_path: Path) -> None:
    bad, good = long(tmp_path, "A,revenue,2024-13-45,5,USD millions,USD", "A,revenue,FY2024,6,USD millions,USD")
    assert (bad.start, bad.end, bad.note, bad.reason) == ("", "", "2024-13-45 is no date", "period not understood")
    assert read(tmp_path / "facts.csv").value("revenue", "FY2024") == good.value == 6e6


@pytest.mark.parametrize("text", ["1e308", "1e42", "1e999", "0e999", "9" * 400, "inf", "nan"])
def test_a_figure_too_large_for_a_number_is_no_value(tmp_path: Path, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fact, _ = long(tmp_path, f"A,revenue,FY2024,{text},USD billions,USD", "A,revenue,FY2025,1,USD billions,USD")
        cells = tidy(tmp_path, "USD billions,FY2024,FY2025", f"Revenue,{text},1")
    assert (fact.value, bool(fact.note)) == (None, True)
    assert (cells["B2"].value, bool(cells["B2"].note), cells["C2"].value) == (None, True, 1e9)


@pytest.mark.parametrize("corner", ["Line", "Company", "Segment", "Note", "Unit"])
def test_a_label_column_of_any_heading(tmp_path: Path, corner: str) -> None:
    facts = tidy(tmp_path, f"{corner},FY2024,FY2025", "Revenue,100,200", "Cost of revenue,40,70")
    assert (facts["C2"].line, facts["C3"].line, facts["C3"].value) == ("revenue", "cost_of_revenue", 70.0)
    assert {(fact.company, fact.segment) for fact in facts.values()} == {("tidy", "")}


def test_a_company_column_stays_one_beside_labels(tmp_path: Path) -> None:
    facts = tidy(tmp_path, "Company,Item,FY2024", "Ours,Revenue,100", "Ours,Net income,5")
    assert {fact.company for fact in facts.values()} == {"Ours"}


def test_costs_printed_negative_in_a_long_file_are_turned(tmp_path: Path) -> None:
    facts = long(
        tmp_path,
        "A,revenue,FY2024,100,,", "A,cost_of_revenue,FY2024,-40,,", "A,research_development,FY2024,-30,,",
        "A,operating_income,FY2024,30,,", "A,pretax_income,FY2024,30,,", "A,income_tax,FY2024,-5,,",
        "A,net_income,FY2024,25,,", "A,pretax_income,FY2023,-9,,", "A,income_tax,FY2023,-1,,",
        "A,net_income,FY2023,-8,,", "B,revenue,FY2024,10,,", "B,cost_of_revenue,FY2024,4,,",
        "B,research_development,FY2024,-3,,",
    )  # fmt: skip
    assert values(facts) == [100, 40, 30, 30, 30, 5, 25, -9, -1, -8, 10, 4, -3]
    assert ["costs printed negative: sign turned" in fact.note for fact in facts].count(True) == 3


def test_one_cost_in_parentheses_among_positive_ones_is_a_cost(tmp_path: Path) -> None:
    note = "printed in parentheses among positive costs: taken as a cost"
    facts = tidy(
        tmp_path, "USD millions,FY2024,FY2025", "Revenue,2000,2100", "Cost of revenue,\"(1,234)\",1'234",
        "Impairment,(5),6", "Income tax,(7),8", "R&D,-3,4",
    )  # fmt: skip
    assert [facts[cell].value for cell in ("B3", "C3", "B4", "B5", "B6")] == [1234e6, 1234e6, -5e6, -7e6, -3e6]
    assert (note in facts["B3"].note, note in facts["C3"].note) == (True, False)
    book = workbook(tmp_path / "a.xlsx", " | 2023 | 2024\nRevenue | 9 | 9\nCost of revenue | -3 | 4",
                    formats={"B3": "#,##0;(#,##0)"})  # fmt: skip
    assert by_cell(book)["B3"].value == 3.0


def test_a_row_without_a_scale_beside_rows_with_one_is_set_aside(tmp_path: Path) -> None:
    revenue, cost, other = long(
        tmp_path, "A,revenue,FY2024,100,USD millions,USD", "A,cost_of_revenue,FY2024,40,,USD", "B,revenue,FY2024,7,,USD"
    )
    assert (cost.line, cost.reason) == (
        "cost_of_revenue", "scale not stated while the file's other figures are in millions",
    )  # fmt: skip
    assert (revenue.reason, other.reason) == ("", "")
    statement = read_all(tmp_path / "facts.csv")[0]
    assert (statement.value("cost_of_revenue", "FY2024"), statement.value("gross_profit", "FY2024")) == (None, None)


def test_error_cells_keep_an_empty_fact(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["", "2024", "2025"], ["Revenue", 9, "#REF!"], ["Net income", "#N/A", "#DIV/0!"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    facts = by_cell(tmp_path / "a.xlsx")
    assert {cell: facts[cell].note.split(";")[0] for cell in ("C2", "B3", "C3")} == {
        "C2": "error #REF!", "B3": "error #N/A", "C3": "error #DIV/0!",
    }  # fmt: skip
    assert [facts[cell].value for cell in ("B2", "C2", "C3")] == [9.0, None, None]


def test_the_error_of_a_formula_is_no_formula_never_calculated(tmp_path: Path) -> None:
    import zipfile

    book = workbook(tmp_path / "plain.xlsx", " | 2024 | 2025\nRevenue | 9 | 777\nNet income | 1 | 2")
    broken = tmp_path / "a.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(broken, "w") as new:
        for item in old.namelist():
            content = old.read(item)
            if item.endswith("sheet1.xml"):
                value = b'<c r="C2" t="n"><v>777</v></c>'
                assert value in content
                content = content.replace(value, b'<c r="C2" t="e"><f>B2/0</f><v>#DIV/0!</v></c>')
            new.writestr(item, content)
    fact = by_cell(broken)["C2"]
    assert (fact.value, fact.note) == (None, "error #DIV/0!; dates assumed")


def test_rows_that_contradict_each_other_both_keep_the_line(tmp_path: Path) -> None:
    facts = tidy(tmp_path, ",FY2024,FY2025", "Revenue,100,200", "Revenue,100,250", "Net income,5,6", "Net income,5,6")
    assert [facts[cell].line for cell in ("C2", "C3", "C4", "C5")] == ["revenue"] * 2 + ["net_income"] * 2
    ((chosen, other),) = read(tmp_path / "tidy.csv").conflicts()
    assert (chosen.value, other.value, other.reason) == (200.0, 250.0, "lost to reported 200 (read first, tidy.csv C2)")


def test_a_ratio_is_never_money(tmp_path: Path) -> None:
    percent, printed, users, margin, _ = long(
        tmp_path, "A,revenue,FY2030,12,%,USD", "A,revenue,FY2031,12%,money,USD", "A,revenue,FY2032,12,count,",
        "A,operating_margin_stated,FY2030,12,money,USD", "A,net_income,FY2024,1,money,USD",
    )  # fmt: skip
    assert [fact.line for fact in (percent, printed, users, margin)] == [""] * 4
    assert percent.reason == printed.reason == "unmapped: a ratio in a money line"
    assert (users.reason, margin.reason) == ("unmapped: a count in a money line", "unmapped: money in a ratio line")
    facts = tidy(tmp_path, "USD millions,FY2024,FY2025", "Revenue,100,12%")
    assert (facts["B2"].value, facts["C2"].line, facts["C2"].value) == (100e6, "", 0.12)
    assert (facts["C2"].reason, facts["C2"].currency) == ("unmapped: a ratio in a money line", "")


def test_misspelt_words_are_never_promoted(tmp_path: Path) -> None:
    header = "company,line,period,value,unit,scenario,basis,as_of\n"
    facts = long(
        tmp_path, "A,revenue,FY2021,1,,actul,,", "A,revenue,FY2022,1,parsecs,,,", "A,revenue,FY2023,1,,,Reproted,soon",
        "A,revenue,FY20255,1,,,,", "A,revenue,,1,,,,", "A,revenue,FY2024,1,,actual,reported,2025-02", header=header,
    )  # fmt: skip
    assert facts[0].reason == "scenario 'actul' is none of actual, ttm, forecast, run_rate, hypothetical"
    assert facts[1].reason.startswith("unit 'parsecs' is none of money, ratio,")
    assert (facts[2].reason, facts[2].basis, facts[2].basis_stated, facts[2].as_of) == ("", "estimated", False, "")
    assert "basis given as 'reproted'" in facts[2].note
    assert "as of 'soon' is no date" in facts[2].note
    assert [fact.reason for fact in facts[3:]] == ["period not understood", "period not understood", ""]
    assert facts[5].as_of == "2025-02"
    cells = tidy(tmp_path, ",FY2024,Basis,As of,Scenario", "Revenue,1,Reproted,2025-02-30,", "Net income,1,,,actul")
    assert (cells["B2"].basis, cells["B2"].basis_stated, cells["B2"].as_of) == ("estimated", False, "")
    assert cells["B3"].reason.startswith("scenario 'actul' is none of")


def test_remarks_in_a_folder_are_not_statements(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(",FY2024\nRevenue,1\n", encoding="utf-8")
    (tmp_path / "todo.txt").write_text(",FY2024\nRevenue,1\n", encoding="utf-8")
    assert ([s.name for s in read_all(tmp_path)], read_all(tmp_path).refused) == (["a"], [])
    assert read(tmp_path / "todo.txt").name == "todo"


def test_a_folder_is_for_read_all(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="it is a folder; use read_all"):
        read(tmp_path)


@pytest.mark.parametrize(("text", "value"), [("1,234-", -1234.0), ("$5.5-", -5.5), ("1'234", 1234.0)])
def test_a_minus_behind_the_number(text: str, value: float) -> None:
    found = numbers.parse(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "factor", "currency"),
    [
        ("USD Millionen", 1e6, "USD"), ("in Mio. EUR", 1e6, "EUR"), ("Mio. €", 1e6, "EUR"), ("EUR Mrd.", 1e9, "EUR"),
        ("en millions d'euros", 1e6, "EUR"), ("milliards d’euros", 1e9, "EUR"), ("Mio.", 1e6, ""),
    ],
)  # fmt: skip
def test_words_of_scale_in_other_languages(text: str, factor: float, currency: str) -> None:
    found = scale.find(text)
    assert (found.scale, found.currency) == (factor, currency)


def test_a_sidecar_is_never_ignored_in_silence(tmp_path: Path) -> None:
    (tmp_path / "acme.csv").write_text("line,period,value\nrevenue,FY2025,5\n", encoding="utf-8")
    (tmp_path / "acne.finkit.toml").write_text("[assumptions]\nlife_months = 24\n", encoding="utf-8")
    read = read_all(tmp_path)
    assert [s.name for s in read] == ["acme"]
    (orphan,) = read.refused
    assert str(orphan).startswith("acne.finkit.toml: no statement of that name stands beside it")
    (tmp_path / "acne.finkit.toml").rename(tmp_path / "acme.finkit.toml")
    (tmp_path / "acme.finkit.toml").write_text("[assumption]\nlife_months = 24\n", encoding="utf-8")
    (refused,) = read_all(tmp_path).refused
    assert str(refused) == "acme.finkit.toml: unknown table [assumption]; did you mean [assumptions]?"

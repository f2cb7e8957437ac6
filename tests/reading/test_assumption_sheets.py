"""Workbooks and files that hold assumptions: beside a statement, alone, and for a company of another file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from finkit.analysis.analyze import analyze
from finkit.errors import ReadError
from finkit.reading import read, read_all

INCOME: list[list[Any]] = [
    ["Acme Inc. income statement, USD millions"],
    ["", "FY2024", "FY2025"],
    ["Revenue", 100, 200],
    ["Cost of revenue", 40, 90],
]
PLANS: list[list[Any]] = [["Name", "Price", "Users"], ["Plus", 20, 5], ["Pro", 200, 1]]
USAGE = 'Period,Model,Input tokens,Output tokens\n2025-06,gpt,"1,200",3\n'


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook; a text beginning with = is a formula without a value, or with the error given after a comma."""
    file = xlsxwriter.Workbook(str(path))
    day, month = file.add_format({"num_format": "yyyy-mm-dd"}), file.add_format({"num_format": "mmm-yy"})
    for name, rows in sheets.items():
        page = file.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    page.write_datetime(at, column, value, month if value.day == 1 else day)
                elif isinstance(value, str) and value.startswith("="):
                    formula, _, result = value.partition(",")
                    page.write_formula(at, column, formula, None, result)
                else:
                    page.write(at, column, value)
    file.close()
    return path


def test_sheets_beside_a_statement_are_assumptions_and_no_figures(tmp_path: Path) -> None:
    models: list[list[Any]] = [["Name", "Release"], ["A", datetime(2025, 1, 15)]]
    usage: list[list[Any]] = [
        ["Period", "Model", "Output tokens"],
        [datetime(2025, 6, 1), "A", 3],
        [2025, "A", "=1+1,2"],
    ]
    path = book(tmp_path / "acme.xlsx", Income=INCOME, plans=PLANS, MODELS=models, Usage=usage)
    found = read(path)
    assert found.name == "Acme Inc."
    assert {fact.sheet for fact in found.facts if fact.basis != "derived"} == {"Income"}
    assert "Plans" not in {guess.sheet for guess in found.guesses}
    assert found.value("revenue", "FY2025") == 200e6
    assert [row["period"] for row in found.sidecar["usage"]] == ["2025-06", "2025"]
    assert found.sidecar["usage"][1]["output_tokens"] == 2
    assert [row["name"] for row in found.sidecar["plans"]] == ["Plus", "Pro"]
    assert found.sidecar["models"][0]["release"].isoformat() == "2025-01-15"


def test_a_sheet_of_that_name_with_other_heads_stays_with_the_statement(tmp_path: Path) -> None:
    market: list[list[Any]] = [["Region", "FY2024", "FY2025"], ["Europe", 60, 120], ["America", 40, 80]]
    found = read(book(tmp_path / "acme.xlsx", Income=INCOME, Market=market))
    assert found.sidecar == {}
    assert any(guess.sheet == "Market" for guess in found.guesses)


def test_the_sidecar_and_the_sheets_come_together(tmp_path: Path) -> None:
    path = book(tmp_path / "acme.xlsx", Income=INCOME, Plans=PLANS)
    toml = tmp_path / "acme.finkit.toml"
    toml.write_text("[assumptions]\nlife_months = 24\n", encoding="utf-8")
    assumed = analyze(read(path)).assumptions
    assert (assumed.life_months.value, [plan.price for plan in assumed.plans]) == (24, [20, 200])
    toml.write_text('[[assumptions.plans]]\nname = "Max"\nprice = 100\n', encoding="utf-8")
    says = "acme.finkit.toml: [assumptions]: plans is given here and in acme.xlsx, sheet Plans: keep one"
    with pytest.raises(ReadError) as error:
        read(path)
    assert str(error.value) == says
    other = tmp_path / "beta.csv"
    other.write_text("line,period,value\nrevenue,FY2025,5\n", encoding="utf-8")
    found = read_all([path, other])
    assert [one.name for one in found] == ["beta"]
    assert [str(one) for one in found.refused] == [f"{says}; Acme Inc. is left out until then"]


def test_a_file_of_assumptions_alone_is_a_company_without_figures(tmp_path: Path) -> None:
    found = read(book(tmp_path / "beta-plans.xlsx", Plans=PLANS))
    assert (found.name, len(found.facts), len(found.sidecar["plans"])) == ("beta", 0, 2)
    analysis = analyze(found)
    assert (analysis.latest(), len(analysis.assumptions.plans)) == (None, 2)


def test_files_of_one_company_join_its_statement(tmp_path: Path) -> None:
    book(tmp_path / "acme.xlsx", Income=INCOME)
    (tmp_path / "acme-usage.csv").write_text(USAGE, encoding="utf-8")
    (tmp_path / "rates.csv").write_text("model,input,output,currency\ngpt,1,2,USD\n", encoding="utf-8")
    (tmp_path / "rates.finkit.toml").write_text('[company]\nname = "ACME"\n', encoding="utf-8")
    book(tmp_path / "other.xlsx", Cover=[["Acme income statement"]], Plans=PLANS)
    found = read_all(tmp_path)
    assert not found.refused
    assert [one.name for one in found] == ["Acme Inc."]
    assert {key: len(rows) for key, rows in found[0].sidecar.items()} == {"usage": 1, "plans": 2, "prices": 1}
    assert found[0].sidecar["usage"][0]["input_tokens"] == 1200


def test_a_file_named_after_the_table_alone_is_asked_for_its_company(tmp_path: Path) -> None:
    (tmp_path / "usage.csv").write_text(USAGE, encoding="utf-8")
    with pytest.raises(ReadError) as error:
        read(tmp_path / "usage.csv")
    assert str(error.value) == "usage.csv: it does not say whose usage it holds; call it COMPANY-usage.csv"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["Name", "Price"], ["Plus", "=Old!A1,#REF!"]], "B2: price: error #REF!"),
        (
            [["Name", "Price"], ["Plus", "=5*4,"]],
            "B2: price: the formula has no value: open the file in a spreadsheet program and save it",
        ),
        ([["Name", "Price", "Seats"], ["Plus", 5, 6]], "C1: unknown column 'Seats': did you mean "),
        ([["Name", "Price", ""], ["Plus", 5, 6]], "C2: 6.0 has no head above it: name its column"),
    ],
)
def test_what_is_not_understood_refuses_the_file_with_sheet_and_cell(
    tmp_path: Path, rows: list[list[Any]], says: str
) -> None:
    (tmp_path / "beta.csv").write_text("line,period,value\nrevenue,FY2025,5\n", encoding="utf-8")
    book(tmp_path / "acme.xlsx", Income=INCOME, Plans=rows)
    found = read_all(tmp_path)
    assert [one.name for one in found] == ["beta"]
    (refused,) = found.refused
    assert str(refused).startswith(f"acme.xlsx, sheet Plans, {says}")


def test_heads_merged_over_several_columns_leave_the_others_unnamed(tmp_path: Path) -> None:
    path = tmp_path / "acme.xlsx"
    file = xlsxwriter.Workbook(str(path))
    page = file.add_worksheet("Plans")
    page.write_row(0, 0, ["Name", "Price", "", "Users"])
    page.merge_range(0, 1, 0, 2, "Price")
    page.write_row(1, 0, ["Plus", 5, 6, 7])
    file.close()
    with pytest.raises(ReadError) as error:
        read(path)
    assert str(error.value) == "acme.xlsx, sheet Plans, C2: 6.0 has no head above it: name its column"


def test_heads_alone_say_that_nothing_is_filled_in(tmp_path: Path) -> None:
    path = book(tmp_path / "acme.xlsx", Income=[["", "FY2024"], ["Revenue"]], Plans=PLANS[:1])
    with pytest.raises(ReadError) as error:
        read(path)
    assert str(error.value).startswith("acme.xlsx: nothing is filled in yet; write figures below its heads")


def test_a_statement_that_cannot_be_read_is_not_passed_over_for_its_assumptions(tmp_path: Path) -> None:
    path = book(tmp_path / "acme.xlsx", Notes=[["Headcount", 5]], Plans=PLANS)
    with pytest.raises(ReadError, match=r"^acme\.xlsx: no income statement line was found"):
        read(path)


def test_a_table_on_two_sheets_or_in_two_files_names_both(tmp_path: Path) -> None:
    usage: list[list[Any]] = [["Period", "Model", "Output tokens"], ["2025-06", "A", 3]]
    other: list[list[Any]] = [["Period", "Model", "Output tokens"], ["2025-06", "A", 4]]
    path = book(tmp_path / "acme.xlsx", Income=INCOME, Usage=usage, Sheet2=other)
    with pytest.raises(ReadError) as error:
        read(path)
    assert str(error.value) == ("acme.xlsx, sheet Sheet2: usage is given here and in acme.xlsx, sheet Usage: keep one")
    book(path, Income=INCOME, Usage=usage)
    (tmp_path / "acme-usage.csv").write_text(USAGE, encoding="utf-8")
    (refused,) = read_all(tmp_path).refused
    assert str(refused) == (
        "acme.xlsx, sheet Usage: usage is given here and in acme-usage.csv: keep one; Acme Inc. is left out until then"
    )


@pytest.mark.parametrize("model", ["unknown", "gpt-4o"])
def test_prices_that_cannot_be_read_are_told_once_and_replaced_by_no_others(tmp_path: Path, model: str) -> None:
    (tmp_path / "acme-prices.csv").write_text(f"Model,From,Input,Output\n{model},2024-11-01,free,15\n", "utf-8")
    usage = f"Period,Model,Input tokens,Output tokens\n2024-11,{model},100,50\n2024-12,{model},120,60\n"
    (tmp_path / "acme-usage.csv").write_text(usage, "utf-8")
    found = read_all(tmp_path)
    assert not found
    (refused,) = found.refused
    assert str(refused) == (
        "acme-prices.csv, C2: input = 'free': write a number alone, such as 2.5: Money per million input tokens; "
        "acme is left out until then"
    )

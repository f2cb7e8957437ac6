"""Which sheets of a workbook are its statement, and what joins them."""

from __future__ import annotations

from pathlib import Path

import pytest

from finkit.errors import ReadError
from finkit.reading import read_all, read_file
from finkit.statement.fact import Fact
from tests.reading.sheets import book, workbook

INCOME = """
Acme Inc. income statements
(In thousands)
 | Twelve Months Ended June 30, |
 | 2024 | 2023
Revenue | 900 | 800
Cost of revenue | 300 | 280
Gross profit | 600 | 520
Net income | 60 | 50
"""
CASH = """
Acme Inc. cash flow statements
(In thousands)
 | Twelve Months Ended June 30, |
 | 2024 | 2023
Operating activities
Net income | 60 | 50
Depreciation and amortization | 31 | 29
Stock-based compensation | 12 | 11
Purchases of property and equipment | -40 | -38
"""
QUARTERS = """
Quarterly trend (in thousands)
 | Q1-24 | Q2-24 | Q3-24 | Q4-24
Revenue | 210 | 220 | 230 | 240
Cost of revenue | 70 | 74 | 77 | 79
Gross profit | 140 | 146 | 153 | 161
Net income | 12 | 14 | 16 | 18
"""
OTHER = """
In thousands
 | Twelve Months Ended June 30, |
 | 2024 | 2023
Revenue | 5000 | 4700
Cost of revenue | 1000 | 990
Gross profit | 4000 | 3710
Net income | 410 | 390
"""


def by_place(path: Path) -> dict[str, Fact]:
    return {f"{fact.sheet}!{fact.cell}": fact for fact in read_file(path).facts}


def test_a_cash_flow_sheet_adds_what_the_income_statement_lacks(tmp_path: Path) -> None:
    facts = by_place(book(tmp_path / "a.xlsx", {"Cash": CASH, "P&L": INCOME}))
    depreciation, bought = facts["Cash!B7"], facts["Cash!B9"]
    assert (depreciation.line, depreciation.value, depreciation.start) == (
        "depreciation_amortization", 31_000, "2023-07-01",
    )  # fmt: skip
    assert (bought.line, bought.value) == ("capital_expenditure", 40_000)
    assert facts["Cash!B6"].value == facts["P&L!B8"].value == 60_000


def test_another_company_on_a_sheet_of_its_own_is_left(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"P&L": INCOME, "Globex": OTHER})
    assert not any(place.startswith("Globex") for place in by_place(path))
    unread = [guess for guess in read_file(path).guesses if guess.about == "unread"]
    assert [(guess.sheet, guess.evidence) for guess in unread] == [
        ("Globex", "other statement: 8 of 8 figures differ from 'P&L'")
    ]


def test_a_sheet_whose_title_names_another_company_is_that_company(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"A": INCOME, "B": f"Globex Corp income statements\n{OTHER.strip()}"})
    found = {statement.name: statement.facts for statement in read_all(path)}
    assert list(found) == ["Acme Inc.", "Globex Corp"]
    assert [fact.value for fact in found["Globex Corp"] if fact.line == "revenue"] == [5_000_000, 4_700_000]


def test_fiscal_quarters_are_dated_by_the_figures_that_stand_elsewhere(tmp_path: Path) -> None:
    latest = """
    Acme Inc. income statements (in thousands)
     | Three Months Ended June 30, | Twelve Months Ended June 30,
     | 2024 | 2024
    Revenue | 240 | 900
    Cost of revenue | 79 | 300
    Gross profit | 161 | 600
    Net income | 18 | 60
    """
    facts = by_place(book(tmp_path / "a.xlsx", {"Trend": QUARTERS, "P&L": latest}))
    first, last = facts["Trend!B3"], facts["Trend!E3"]
    assert (last.start, last.end) == ("2024-04-01", "2024-06-30")
    assert (first.start, first.end, first.note) == (
        "2023-07-01", "2023-09-30", "fiscal dates: the same figures stand under them elsewhere",
    )  # fmt: skip


def test_one_sheet_a_year_goes_on_where_another_ends(tmp_path: Path) -> None:
    year = "Profit and loss {0}\n£000\n | Q1 | Q2\nTurnover | {1} | 43\nCost of sales | 26 | 27\nGross profit | 16 | 16"
    path = book(tmp_path / "a.xlsx", {str(y): year.format(y, 42 + y % 10) for y in (2022, 2023, 2024)})
    facts = by_place(path)
    assert [facts[f"{y}!B4"].value for y in (2022, 2023, 2024)] == [44_000, 45_000, 46_000]
    assert [facts[f"{y}!B4"].end for y in (2022, 2023, 2024)] == ["2022-03-31", "2023-03-31", "2024-03-31"]


def test_a_sheet_without_a_scale_takes_that_under_which_its_figures_stand(tmp_path: Path) -> None:
    raw = """
     | FY2024 | FY2023 | FY2022
    Revenue | 900 | 800 | 700
    Cost of revenue | 300 | 280 | 260
    Net income | 60 | 50 | 40
    """
    stated = INCOME.replace("Twelve Months Ended June 30,", "Year ended December 31,")
    facts = by_place(book(tmp_path / "a.xlsx", {"Stated": stated, "Raw data": raw}))
    assert (facts["Raw data!D2"].value, facts["Raw data!D2"].scale_stated) == (700_000, True)


def test_a_balance_sheet_alone_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        """
    Acme balance sheet
     | Dec. 31, 2024 | Dec. 31, 2023
    Cash and cash equivalents | 5 | 4
    Accounts receivable | 7 | 6
    Total assets | 12 | 10
    Retained earnings | 12 | 10
    """,
    )
    with pytest.raises(ReadError, match="balance sheet"):
        read_file(path)


def test_a_cash_flow_statement_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cash-flow statement"):
        read_file(book(tmp_path / "a.xlsx", {"Cash": CASH}))


def test_figures_without_any_period_are_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", "Revenue | 900 | 800\nCost of revenue | 300 | 280\nNet income | 60 | 50")
    with pytest.raises(ReadError, match="no header says of which periods") as refused:
        read_file(path)
    assert "[reading]" in str(refused.value)


def test_two_statements_that_could_both_be_meant_are_asked_about(tmp_path: Path) -> None:
    plan = OTHER.replace("In thousands", "Acme Inc. income statements\nIn thousands")
    path = book(tmp_path / "a.xlsx", {"Version 1": INCOME, "Version 2": plan})
    with pytest.raises(ReadError, match="two sheets could both be the statement, 'Version 1' and 'Version 2'"):
        read_file(path)
    (tmp_path / "a.finkit.toml").write_text('[reading]\nsheet = "Version 2"\n')
    assert by_place(path)["Version 2!B5"].value == 5_000_000


def test_several_companies_side_by_side_or_stacked_keep_their_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        ",,2023,2024\nONE,Revenue,383,391\nONE,Net income,97,94\nTWO,Revenue,212,245\nTWO,Net income,72,88\n"
    )
    assert {s.name: s.value("revenue", "2024") for s in read_all(tmp_path / "a.csv")} == {"ONE": 391, "TWO": 245}


def test_what_the_sidecar_names_and_no_table_has_is_no_silent_entry(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(",2023,2024\nRevenue,100,120\nSubscriptions,90,110\nNet income,5,6\n")
    (tmp_path / "a.finkit.toml").write_text('[reading.lines]\n"Revenu" = "revenue"\n')
    with pytest.raises(ReadError, match=r"no row is labelled 'revenu'; did you mean 'Revenue'\?"):
        read_file(tmp_path / "a.csv")
    (tmp_path / "a.finkit.toml").write_text('[reading.lines]\n"Subscriptions" = "revenue"\n')
    held = by_place(tmp_path / "a.csv")
    assert (held["!B3"].line, held["!B2"].reason) == (
        "revenue", "unmapped: 'Subscriptions' in row 3 stands for revenue",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "value", "stated"),
    [
        ("Founded to serve millions of users", 100, False),
        ("Source: company; market size in billions", 100, False),
        ("Share count in thousands: 5", 100, False),
        ("All amounts are in USD millions", 100e6, True),
    ],
)
def test_a_word_in_prose_is_no_scale(tmp_path: Path, title: str, value: float, stated: bool) -> None:
    (tmp_path / "a.csv").write_text(f"Acme\n{title}\n,2023,2024\nRevenue,100,120\nNet income,5,6\n")
    fact = by_place(tmp_path / "a.csv")["!B4"]
    assert (fact.value, fact.scale_stated) == (value, stated)


def test_two_scales_that_contradict_each_other_are_asked_about(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Acme (in millions)\nUSD thousands\n,2023,2024\nRevenue,100,120\nNet income,5,6\n")
    asked = [guess.evidence for guess in read_file(tmp_path / "a.csv").guesses if guess.question]
    assert any(text.startswith("two scales are stated") for text in asked)
    assert by_place(tmp_path / "a.csv")["!B4"].value == 100_000


@pytest.mark.parametrize(
    ("label", "printed", "tax"),
    [
        ("Income tax benefit (expense)", "5,(3)", [-5, 3]),
        ("Benefit from income taxes", "5,3", [-5, -3]),
        ("(Benefit from) provision for income taxes", "(5),3", [-5, 3]),
        ("Income tax expense (benefit)", "(5),3", [-5, 3]),
    ],
)
def test_a_tax_benefit_is_a_negative_tax(tmp_path: Path, label: str, printed: str, tax: list[float]) -> None:
    (tmp_path / "a.csv").write_text(f",2023,2024\nRevenue,100,120\nOperating income,65,79\n{label},{printed}\n")
    held = by_place(tmp_path / "a.csv")
    assert [held[cell].value for cell in ("!B4", "!C4")] == tax


def test_a_company_that_a_column_or_a_remark_names_is_not_whose_it_is(tmp_path: Path) -> None:
    for text in ("P&L model,,,\n,FY2023,FY2024,Delta", "Prepared in Microsoft Excel,,,\n,FY2023,FY2024,"):
        (tmp_path / "acme.csv").write_text(f"{text}\nRevenue,100,120,20\nNet income,5,6,1\n")
        assert {fact.company for fact in read_file(tmp_path / "acme.csv").facts} == {"acme"}

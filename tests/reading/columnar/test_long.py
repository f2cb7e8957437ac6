import csv
from pathlib import Path

import pytest

from finkit.errors import ReadError
from finkit.files import shipped
from finkit.reading import corrections, read_facts
from finkit.reading.cells.grid import Sheet
from finkit.reading.columnar import long
from finkit.reading.company import Sidecar
from finkit.statement.fact import Fact

HEADER = "company,segment,line,label,period,start,end,scenario,value,unit,currency,scale,basis,definition,"
HEADER += "source,as_of,note\n"


def rows(tmp_path: Path, text: str, header: str = HEADER, encoding: str = "utf-8") -> list[Fact]:
    path = tmp_path / "facts.csv"
    path.write_bytes((header + text).encode(encoding))
    return list(read_facts(path))


def test_one_fact_a_row(tmp_path: Path) -> None:
    text = "Acme,Cloud,revenue,Cloud,FY2025,2025-01-01,2025-12-31,,7.50,,USD,billions,leaked,,The Paper,2026-03,odd\n"
    (fact,) = rows(tmp_path, text)
    assert (fact.file, fact.sheet, fact.cell) == ("facts.csv", "", "I2")
    assert (fact.company, fact.segment, fact.line, fact.label) == ("Acme", "Cloud", "revenue", "Cloud")
    assert (fact.start, fact.end, fact.months, fact.scenario) == ("2025-01-01", "2025-12-31", 12, "actual")
    assert (fact.value, fact.unit, fact.currency, fact.scale, fact.scale_stated) == (7.5e9, "money", "USD", 1e9, True)
    assert fact.rounding == pytest.approx(5e6)
    assert (fact.basis, fact.basis_stated, fact.source, fact.as_of, fact.note) == (
        "leaked", True, "The Paper", "2026-03", "odd",
    )  # fmt: skip
    assert (fact.chosen, fact.reason) == (False, "")


def test_units_percent_tokens_and_instants(tmp_path: Path) -> None:
    text = (
        "A,,gross_margin_stated,Gross margin,FY2025,,,,42.6,%,,,,,,,\n"
        "A,,output_tokens,Output tokens,,2025-02-27,2025-02-28,,168,tokens,,billions,,,,,\n"
        "A,,revenue_run_rate,ARR,,,2025-12-31,,9.5,,USD,billions,,,,,\n"
        "A,,revenue,Revenue,FY2025,,,forecast,3,,USD,,,,,,\n"
    )
    margin, tokens, rate, revenue = rows(tmp_path, text)
    assert (margin.unit, margin.scale, margin.currency, margin.note) == ("ratio", 1.0, "", "dates assumed")
    assert (margin.value, margin.rounding) == pytest.approx((0.426, 0.0005))
    assert (tokens.value, tokens.unit, tokens.months) == (168e9, "tokens", None)
    assert (rate.start, rate.end, rate.months, rate.scenario) == ("", "2025-12-31", 0, "run_rate")
    assert (revenue.value, revenue.scale_stated, revenue.scenario, revenue.basis) == (
        3.0,
        False,
        "forecast",
        "estimated",
    )


def test_labels_are_mapped_and_losses_turned(tmp_path: Path) -> None:
    text = (
        "A,,,Net loss,FY2025,,,,5,,,millions,,,,,\n"
        "A,,net_income,Net income (loss),FY2024,,,,5,,,millions,,,,,\n"
        "A,,,Cash burn,FY2025,,,,8,,,millions,,,,,\n"
        "A,,,Something else,FY2025,,,,8,,,millions,,,,,\n"
    )
    loss, income, burn, other = rows(tmp_path, text)
    assert (loss.line, loss.value) == ("net_income", -5e6)
    assert "loss printed as a magnitude: sign turned" in loss.note
    assert (income.value, burn.line, burn.value) == (5e6, "cash_burn", 8e6)
    assert (other.line, other.reason) == ("", "unmapped")


def test_synonyms_of_headers_and_odd_values(tmp_path: Path) -> None:
    header = "Company;Line_Label;Period_Label;Period end;Months;Amount;Currency;Unit\n"
    text = 'A;Revenue;FY2025;2025-06;12;"1.234,5";EUR;millions\nA;Net income;FY2025;2025-06;12;n/a;EUR;millions\n'
    revenue, income = rows(tmp_path, text, header, "cp1252")
    assert (revenue.start, revenue.end, revenue.months) == ("2024-07-01", "2025-06-30", 12)
    assert (revenue.value, revenue.currency, revenue.scale_stated) == (1_234.5e6, "EUR", True)
    assert (income.value, income.note) == (None, "printed as n/a")


def test_bad_dates_words_and_values_are_said_not_guessed(tmp_path: Path) -> None:
    (fact,) = rows(tmp_path, "A,,revenue,Revenue,later,2025-13-01,soon,maybe,7x,,,heaps,rumour,,,,\n")
    assert (fact.value, fact.end, fact.months, fact.basis_stated) == (None, "", None, False)
    for part in ("not a number: '7x'", "'2025-13-01'", "'soon'", "'rumour'"):
        assert part in fact.note
    for part in ("'maybe' is none of actual, ttm,", "'heaps' is none of units, thousands", "period not understood"):
        assert part in fact.reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    (fact,) = rows(tmp_path, "Société,,revenue,Chiffre d'affaires,FY2025,,,,5,,EUR,,,,,,\n", encoding=encoding)
    assert (fact.company, fact.value) == ("Société", 5.0)


def test_no_line_of_an_income_statement(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"facts\.csv: no income statement line was found \(found 'Goodwill'\)"):
        rows(tmp_path, "A,,,Goodwill,FY2025,,,,5,,,,,,,,\n")


def test_an_alias_becomes_the_listed_name(tmp_path: Path) -> None:
    (fact,) = rows(tmp_path, "Z.ai,,revenue,Revenue,FY2025,,,,5,,,,,,,,\n")
    assert fact.company == "Zhipu"


def test_every_shipped_figure_is_read_as_printed() -> None:
    words = {"": 1.0, "units": 1.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
    for path in sorted(shipped("statements").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            printed = list(csv.DictReader(file))
        facts = read_facts(path)
        assert len(facts) == len(printed), path.name
        for row, fact in zip(printed, facts, strict=True):
            factor = 0.01 if row["unit"] == "%" else words[row["scale"]]
            assert abs(fact.value or 0.0) == pytest.approx(abs(float(row["value"])) * factor), (path.name, fact.cell)
            assert (fact.line or "") == row["line"], (path.name, fact.cell)
            assert (fact.basis, fact.basis_stated) == (row["basis"], True)
            assert fact.end or row["end"] == ""


def test_other_names_of_columns_and_a_quarter_beside_its_year(tmp_path: Path) -> None:
    header = "ticker,fiscal_year,fiscal_quarter,Indicator,Figure\n"
    text = "A,2023,1,Revenue,100\nA,2023,2,Revenue,120\nA,2023,1,CostOfRevenue,-60\n"
    first, second, cost = rows(tmp_path, text, header)
    assert (first.company, first.period, first.start, first.end) == ("A", "Q1 2023", "2023-01-01", "2023-03-31")
    assert (second.end, second.months, cost.line, cost.value) == ("2023-06-30", 3, "cost_of_revenue", 60.0)


def test_dates_alone_are_as_long_as_they_lie_apart_and_stocks_have_no_length(tmp_path: Path) -> None:
    text = "2023-12-31,Revenue,100\n2024-12-31,Revenue,120\n2024-12-31,Cash and cash equivalents,50\n"
    first, second, cash = rows(tmp_path, text, "Date,Account,Amount\n")
    assert (first.start, first.months, second.start, second.months) == ("2023-01-01", 12, "2024-01-01", 12)
    assert second.note == "length of the period from the spacing of the dates"
    assert (cash.line, cash.start, cash.months, cash.note) == ("cash_end", "", 0, "")


def test_a_title_above_states_the_unit_and_the_company(tmp_path: Path) -> None:
    header = "Acme income statement,,\nUSD in millions,,\nItem,Period,Value\n"
    (fact,) = rows(tmp_path, "Revenue,FY2024,7.5\n", header)
    assert (fact.company, fact.value, fact.scale_stated, fact.currency) == ("Acme", 7.5e6, True, "USD")


def test_each_company_prints_costs_in_its_own_way(tmp_path: Path) -> None:
    header = "company,label,period,value\n"
    negative = (
        "A,Revenue,FY2024,100\nA,Cost of revenue,FY2024,-60\nA,Gross profit,FY2024,40\nA,Other income,FY2024,-5\n"
    )
    positive = "B,Revenue,FY2024,100\nB,Cost of revenue,FY2024,60\nB,Restructuring,FY2024,-2\n"
    got = [fact.value for fact in rows(tmp_path, negative + positive, header)]
    # B's negative charge stays a gain among positive costs; A's other income is no cost.
    assert got == [100.0, 60.0, 40.0, -5.0, 100.0, 60.0, -2.0]


def test_the_arithmetic_of_each_period_tells_a_tax_from_a_benefit(tmp_path: Path) -> None:
    header = "company,label,period,value\n"
    # 30 - 5 = 25: a tax printed negative; -9 + 1 = -8: a benefit, whatever the sign of costs.
    text = (
        "A,Cost of revenue,FY2024,-40\nA,Income before tax,FY2024,30\nA,Income tax,FY2024,-5\nA,Net income,FY2024,25\n"
    )
    text += "A,Income before tax,FY2023,-9\nA,Income tax,FY2023,-1\nA,Net income,FY2023,-8\n"
    assert [fact.value for fact in rows(tmp_path, text, header)] == [40.0, 30.0, 5.0, 25.0, -9.0, -1.0, -8.0]


def test_a_file_without_a_header_is_no_list_of_facts() -> None:
    sheet = Sheet("", [["A", "Revenue", "FY2023", "5"], ["A", "Net income", "FY2023", "1"]])
    assert long.header_of(sheet) is None
    assert long.read(Path("x.csv"), sheet, Sidecar()) is None


def test_what_reading_guessed() -> None:
    sheet = Sheet("", [["Date", "Item", "Amount"], ["2023-12-31", "Revenue", "5"], ["2024-12-31", "Revenue", "6"]])
    found = long.read(Path("x.csv"), sheet, Sidecar())
    assert found is not None
    assert [(guess.about, guess.question) for guess in found.guesses] == [
        ("shape", False), ("period", True), ("scale", True), ("currency", True), ("label", False),
    ]  # fmt: skip


def test_the_sidecar_wins_over_every_guess() -> None:
    said = corrections.of("x.finkit.toml", {"scale": "millions", "currency": "EUR", "lines": {"Widgets": "revenue"}})
    sheet = Sheet("", [["Year", "Item", "Amount"], ["2023", "Widgets", "5"], ["2023", "Net income", "1"]])
    found = long.read(Path("x.csv"), sheet, Sidecar(reading=said))
    assert found is not None
    widgets, income = found.facts
    assert (widgets.line, widgets.value, widgets.currency, widgets.scale_stated) == ("revenue", 5e6, "EUR", True)
    assert (income.line, income.value) == ("net_income", 1e6)


def test_tagged_facts_of_parts_keep_their_segment_and_say_that_they_are_parts(tmp_path: Path) -> None:
    header = "namespace,fact,value,units,start_date,end_date,dimensions\n"
    text = (
        "dei,DocumentType,10-Q,,2022-06-01,2023-02-28,\n"
        "us-gaap,Revenues,120,USD,2022-12-01,2023-02-28,\n"
        "us-gaap,Revenues,380,USD,2022-06-01,2023-02-28,\n"
        "us-gaap,Revenues,40,USD,2022-12-01,2023-02-28,{'us-gaap:StatementBusinessSegmentsAxis': 'x:WestMember'}\n"
        "us-gaap,NetIncomeLoss,12,USD,2022-12-01,2023-02-28,\n"
        "us-gaap,ProfitLoss,13,USD,2022-12-01,2023-02-28,\n"
        "us-gaap,EarningsPerShareBasic,0.8,USD per shares,2022-12-01,2023-02-28,\n"
    )
    facts = {fact.cell: fact for fact in rows(tmp_path, text, header)}
    assert [(facts[cell].line, facts[cell].months) for cell in ("C3", "C4")] == [("revenue", 3), ("revenue", 9)]
    part = facts["C5"]
    assert (part.line, part.value, part.reason) == ("revenue", 40.0, "segment: a part of the whole")
    assert "WestMember" in part.segment
    assert (facts["C6"].line, facts["C6"].reason) == ("", "unmapped: ProfitLoss stands for net_income")
    assert (facts["C7"].line, facts["C7"].reason) == ("net_income", "")
    assert facts["C8"].line == ""


def test_items_of_a_chinese_vendor(tmp_path: Path) -> None:
    header = "SECUCODE,SECURITY_NAME_ABBR,REPORT_DATE,FISCAL_YEAR,START_DATE,STD_ITEM_CODE,STD_ITEM_NAME,AMOUNT\n"
    when = "0700.HK,某某控股,2023-06-30 00:00:00,12-31,2023-01-01 00:00:00"
    items = (("营运收入", 609), ("营运支出", -316), ("毛利", 293), ("除税后溢利", 144), ("股东应占溢利", 139))
    text = "".join(f"{when},00400{at},{item},{amount}\n" for at, (item, amount) in enumerate(items))
    facts = rows(tmp_path, text, header)
    assert [(fact.line, fact.value) for fact in facts[:4]] == [
        ("revenue", 609.0), ("cost_of_revenue", 316.0), ("gross_profit", 293.0), ("net_income", 144.0),
    ]  # fmt: skip
    assert {(fact.company, fact.start, fact.end, fact.months) for fact in facts} == {
        ("某某控股", "2023-01-01", "2023-06-30", 6)
    }
    assert (facts[4].line, facts[4].reason) == ("", "unmapped: 除税后溢利 stands for net_income")


def test_labels_of_two_sources_are_no_rivals(tmp_path: Path) -> None:
    header = "company,label,period,value,source\n"
    text = "A,Total revenue,FY2024,5,x\nA,Net sales,FY2024,6,y\n"
    assert [fact.line for fact in rows(tmp_path, text, header)] == ["revenue", "revenue"]


def test_codes_of_accounts_are_no_companies(tmp_path: Path) -> None:
    header = "Code,Account,Year,Amount\n"
    text = "4000,Revenue,2023,5\n4000,Revenue,2024,6\n5000,Cost of revenue,2023,2\n5000,Cost of revenue,2024,3\n"
    assert {fact.company for fact in rows(tmp_path, text, header)} == {"facts"}
    text = "AX,Revenue,2023,5\nAX,Net income,2023,1\nBX,Revenue,2023,6\nBX,Net income,2023,2\n"
    assert [fact.company for fact in rows(tmp_path, text, header)] == ["AX", "AX", "BX", "BX"]

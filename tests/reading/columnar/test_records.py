import math
from pathlib import Path

import pytest

from finkit.reading import corrections
from finkit.reading.cells.grid import Cell, Day, Sheet
from finkit.reading.columnar import records
from finkit.reading.company import Sidecar
from finkit.reading.found import Found
from finkit.statement.fact import Fact

HEADER = "Company,Date,Revenue,Cost of revenue,Gross profit"


def rows(text: str, mark: str = ",") -> list[list[Cell]]:
    return [line.strip().split(mark) for line in text.strip().splitlines()]


def read(cells: list[list[Cell]], name: str = "acme.csv", sheet: str = "") -> Found:
    found = records.read(Path(name), Sheet(sheet, cells), Sidecar())
    assert found is not None
    return found


def facts(text: str, mark: str = ",") -> dict[str, Fact]:
    """The facts of a sheet by cell."""
    return {fact.cell: fact for fact in read(rows(text, mark)).facts}


def said(found: Found, about: str) -> list[str]:
    return [guess.taken for guess in found.guesses if guess.about == about]


PANEL = """
Ticker;Id;Currency;Fiscal Year;Fiscal Period;Report Date;Publish Date;Restated Date;Shares (Basic);Revenue;Cost of Revenue;Gross Profit;Pretax Income (Loss);Income Tax (Expense) Benefit, Net;Net Income
NVDX;7;USD;2018;FY;2019-01-31;2019-02-21;2020-02-20;608;11716;-4545;7171;3896;245;4141
NVDX;7;USD;2017;FY;2018-01-31;2018-02-28;2018-02-28;599;9714;-3892;5822;3196;-149;3047
OTHR;9;EUR;2018;FY;2018-12-31;2019-03-01;2019-03-01;100;500;-300;200;90;-30;60
"""  # noqa: E501


def test_a_panel_of_companies_with_costs_printed_negative() -> None:
    got = facts(PANEL, ";")
    revenue, cost, tax, benefit = got["J2"], got["K2"], got["N3"], got["N2"]
    assert (revenue.company, revenue.period, revenue.currency) == ("NVDX", "FY2018", "USD")
    assert (revenue.start, revenue.end, revenue.months) == ("2018-02-01", "2019-01-31", 12)
    assert (revenue.as_of, revenue.note) == ("2019-02-21", "restated 2020-02-20")
    assert (cost.line, cost.value) == ("cost_of_revenue", 4545.0)
    assert cost.note.startswith("costs printed negative: sign turned")
    # 3896 + 245 = 4141: a benefit, which is a negative tax; 3196 - 149 = 3047: a tax.
    assert (tax.line, tax.value, benefit.value) == ("income_tax", 149.0, -245.0)
    assert (got["J4"].currency, got["J4"].scale_stated) == ("EUR", False)


def test_codes_are_said_to_be_unread_and_numbers_of_shares_are_no_line() -> None:
    found = read(rows(PANEL, ";"))
    assert said(found, "unread") == ["Id"]
    shares = {fact.cell: fact for fact in found.facts}["I2"]
    assert (shares.line, shares.unit, shares.value, shares.reason) == (
        "",
        "shares",
        608.0,
        "unmapped: number of shares",
    )


def test_a_name_is_the_company_before_a_code() -> None:
    got = facts(
        "ts_code,name,end_date,revenue,net_profit\n600000.SH,Pudong,20231231,50,5\n600001.SH,Handan,20231231,40,4"
    )
    assert [got[cell].company for cell in ("D2", "D3")] == ["Pudong", "Handan"]


def test_a_column_without_a_name_may_hold_the_companies() -> None:
    text = ",,Year,Revenue,Net income,\n0,Acme,2023,5,1,8\n1,Acme,2024,6,2,9\n2,Best,2023,7,3,9\n3,Best,2024,8,4,9"
    found = read(rows(text))
    assert [fact.company for fact in found.facts][:4] == ["Acme", "Acme", "Best", "Best"]
    assert said(found, "unread") == ["column A, column F"]


def test_titles_above_state_the_unit_and_a_column_without_name_holds_the_years() -> None:
    cells: list[list[Cell]] = [
        ["Acme AI income statement"], ["USD in millions"], [],
        ["", "Revenue", "Net loss", "Headcount"],
        [2023.0, 1600.5, 540.0, 770.0],
        [2024.0, 3700.0, 5000.0, 2500.0],
    ]  # fmt: skip
    got = {fact.cell: fact for fact in read(cells).facts}
    assert (got["B5"].value, got["B5"].scale_stated, got["B5"].currency) == (1600.5e6, True, "USD")
    assert (got["B5"].company, got["B5"].start, got["B5"].end) == ("Acme AI", "2023-01-01", "2023-12-31")
    assert (got["C6"].value, got["C6"].note) == (-5e9, "loss printed as a magnitude: sign turned; dates assumed")
    assert (got["D5"].line, got["D5"].unit, got["D5"].value) == ("", "count", 770.0)


def test_units_stand_in_the_row_below_the_header_or_in_the_header_itself() -> None:
    got = facts("Year,Revenue,Net income\n,USD thousands,USD thousands\n2023,5,1\n2024,6,2")
    assert (got["B3"].value, got["B3"].scale, got["B3"].currency) == (5000.0, 1000.0, "USD")
    assert "B2" not in got
    got = facts("Year,Revenue ($bn),Net income ($M)\n2023,5,1\n2024,6,2")
    assert (got["B2"].value, got["C2"].value) == (5e9, 1e6)


def test_lengths_are_stated_before_they_are_spaced() -> None:
    got = facts("Start Date,End Date,revenue,profit\n2022-01-31,2022-05-01,8.29,1\n2022-05-02,2022-07-31,6.70,2")
    assert (got["C2"].start, got["C2"].end, got["C2"].months) == ("2022-01-31", "2022-05-01", 3)
    text = "symbol,Date,periodType,TotalRevenue,NetIncome\nX,2022-06-30,12M,583,-115\nX,2022-12-31,TTM,582,-118\n"
    got = facts(text + "X,2022-12-31,3M,160,-20")
    assert [got[cell].months for cell in ("D2", "D3", "D4")] == [12, 12, 3]
    assert [got[cell].scenario for cell in ("D2", "D3", "D4")] == ["actual", "ttm", "actual"]
    got = facts("Year,Quarter,Sales,Operating profit\n2024,Q1,100,12\n2024,2,110,13")
    assert [(got[cell].period, got[cell].end, got[cell].months) for cell in ("C2", "C3")] == [
        ("Q1 2024", "2024-03-31", 3), ("Q2 2024", "2024-06-30", 3),
    ]  # fmt: skip


def test_spacing_tells_where_nothing_else_does() -> None:
    found = read(rows(f"{HEADER}\nA,2023-12-31,4,1,3\nA,2024-12-31,5,1,4\nB,2024-12-31,7,3,4"))
    got = {fact.cell: fact for fact in found.facts}
    assert (got["C2"].start, got["C2"].months) == ("2023-01-01", 12)
    # B has one row: it is taken as the others are.
    assert (got["C4"].months, got["C4"].note) == (12, "length of the period from the spacing of the dates")
    (guess,) = (guess for guess in found.guesses if guess.about == "period")
    assert guess.question
    alone = facts(f"{HEADER}\nA,2024-12-31,4,1,3")["C2"]
    assert (alone.start, alone.months, alone.note) == ("", None, "length of the period not stated")


def test_sums_since_january_are_told_by_their_growth_and_by_custom_in_china() -> None:
    def text(figures: list[int]) -> str:
        ends = ("2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31", "2024-03-31")
        return "Date,Revenue,Net income\n" + "\n".join(f"{e},{v},1" for e, v in zip(ends, figures, strict=True))

    cumulative = facts(text([10, 21, 33, 47, 14]))
    assert [cumulative[f"B{row}"].months for row in range(2, 7)] == [3, 6, 9, 12, 3]
    # Quarters that grow fast do not fall in January.
    assert {fact.months for fact in facts(text([10, 21, 33, 47, 60])).values()} == {3}
    chinese = facts(
        "sname,reportdate,营业总收入,净利润\n科力远,2018-06-30T00:00:00,683,-46\n恒立,2018-06-30T00:00:00,36,-3"
    )
    assert (chinese["C2"].start, chinese["C2"].months) == ("2018-01-01", 6)
    assert chinese["C2"].note == "cumulative since 1 January, as PRC statements are"


def test_a_month_beside_the_date_counts_the_months_of_the_year() -> None:
    got = facts("CO_ID,YYYY/MM,Quarter,Month,Total operating revenue,Profit (loss)\n2330 X,2023/12,4,12,2161,837")
    assert (got["E2"].end, got["E2"].months, got["E2"].company) == ("2023-12-31", 12, "2330 X")


def test_a_quarters_number_beside_a_date_does_not_say_since_when() -> None:
    head = "名稱,年/月,季別,營業收入淨額,本期淨利\n"
    got = facts(f"{head}台積電,2023/12,4,216,83\n台積電,2023/09,3,153,60")
    assert [got[cell].months for cell in ("D2", "D3")] == [12, 9]
    got = facts("Date,Quarter,Revenue,Net income\n2023-09-30,Q3,153,60\n2023-12-31,Q4,63,23")
    assert [got[cell].months for cell in ("C2", "C3")] == [3, 3]


def test_two_columns_never_stand_for_one_line() -> None:
    # Ingresos + otros = total; total - costo = ganancia bruta.
    head = "year;Ingresos de actividades ordinarias;Total ingresos;Costo de ventas;Ganancia bruta\n"
    got = facts(head + "2016;3317;3389;-2834;555\n2017;3979;4051;-3537;514", ";")
    assert (got["C2"].line, got["D2"].value) == ("revenue", 2834.0)
    assert (got["B2"].line, got["B2"].value) == ("", 3317.0)
    assert got["B2"].reason == "unmapped: column C (Total ingresos) stands for revenue"


def test_a_total_of_costs_is_what_the_arithmetic_makes_it() -> None:
    head = "Date,Revenue,Gross profit,Operating income,Total operating expenses\n"
    # 100 - 60 = 40 is the gross profit, 40 - 25 = 15 the operating income, 100 - 85 = 15, too.
    for figure, line in ((60, "cost_of_revenue"), (25, "operating_expenses"), (85, "total_costs_expenses")):
        got = facts(f"{head}2022-12-31,100,40,15,{figure}\n2023-12-31,200,80,30,{2 * figure}")
        assert got["E2"].line == line


def test_zeros_of_all_parts_of_a_total_report_nothing() -> None:
    head = "date,revenue,generalAndAdministrativeExpenses,sellingAndMarketingExpenses,"
    head += "sellingGeneralAndAdministrativeExpenses"
    got = facts(f"{head}\n2022-12-31,394328,0,0,25094\n2023-12-31,383285,0,0,24932")
    assert (got["C2"].line, got["C2"].value, got["E2"].value) == ("general_administrative", None, 25094.0)
    assert got["C2"].note.startswith("printed as 0 throughout while its total is not: not reported")
    # One part of two is 0: the other makes the total, and the zero is a figure.
    assert facts(f"{head}\n2022-12-31,9,0,5,5\n2023-12-31,9,0,6,6")["C2"].value == 0.0


def test_what_is_no_figure_says_so_and_gaps_are_no_facts() -> None:
    got = facts(f"{HEADER}\nA,2023-12-31,n/a,-,\nA,2024-12-31,5,1,soon\nA,2025-12-31,6,2,4\nTotal,,11,,")
    assert (got["C2"].value, got["C2"].note.split(";")[0]) == (None, "printed as n/a")
    assert "E2" not in got
    assert got["E3"].note.startswith("not a number: 'soon'")
    assert (got["C5"].value, got["C5"].reason) == (11.0, "period not understood")


def test_a_comma_may_mark_decimals() -> None:
    got = facts("Jahr;Umsatzerlöse;Jahresüberschuss\n2022;1.234,5;10,5\n2023;2.345,0;11,25", ";")
    assert (got["B2"].value, got["C3"].value) == (1234.5, 11.25)
    assert got["B2"].rounding == pytest.approx(0.05)
    assert got["C3"].rounding == pytest.approx(0.005)


def test_one_tax_printed_negative_is_turned_alone() -> None:
    got = facts(
        "Year,Revenue,Cost of revenue,Income before tax,Income tax,Net income\n2022,10,4,5,-1,4\n2023,12,5,6,-2,4"
    )
    assert (got["C2"].value, got["E2"].value, got["E3"].value) == (4.0, 1.0, 2.0)


def test_a_few_negative_taxes_of_many_companies_stay_benefits() -> None:
    head = "name,Date,Revenue,Cost of revenue,Income before tax,Income tax,Net income\n"
    many = "".join(f"C{i},2023-12-31,100,60,20,5,15\nC{i},2022-12-31,100,60,20,5,15\n" for i in range(6))
    # 10 - 0.01 and 10 + 0.01 are alike to a cost too small to tell; the tax of -4 is a benefit: 10 + 4 = 14.
    got = facts(head + many + "Z,2023-12-31,100,60,10,-4,14\nZ,2022-12-31,100,60,10,-0.01,10")
    assert (got["F14"].value, got["F15"].value) == (-4.0, -0.01)


def test_another_table_below_is_not_read_with_this_header() -> None:
    got = facts("Year,Revenue,Net income\n2022,5,1\n2023,6,2\n\nYear,Net income,Revenue\n2022,7,70\n2023,8,80")
    assert set(got) == {"B2", "B3", "C2", "C3"}


def test_dates_of_a_workbook_and_figures_as_numbers() -> None:
    cells: list[list[Cell]] = [
        ["Period end", "Months", "Revenue", "Gross margin"],
        [Day("2024-06-30"), 6.0, 2.5, 0.4],
        [Day("2024-12-31"), 12.0, 6.0, 0.5],
    ]
    got = {fact.cell: fact for fact in read(cells, "acme.xlsx", "Data").facts}
    assert (got["C2"].sheet, got["C2"].start, got["C2"].months) == ("Data", "2024-01-01", 6)
    assert (got["D2"].line, got["D2"].unit, got["D2"].value) == ("gross_margin_stated", "ratio", 0.4)


@pytest.mark.parametrize(
    "text",
    [
        "1,Acme,0.09,16.57\n2,Other,0.14,21.19",  # no header
        "Company,Revenue,Net income\nA,5,1\nB,6,2",  # no period
        "Item,2023,2024\nRevenue,5,6\nNet income,1,2",  # periods across
        "Date,Open,Close\n2023-01-01,5,6\n2023-01-02,7,8",  # no line
        "Date,Revenue note\n2023-12-31,see text\n2024-12-31,see text",  # no figures
        "Date,Product,Sales\n" + "\n".join(f"2024-01-{day:02},Tea,{day}" for day in range(1, 20)),  # sales by day
        "Year,Customer,Sales\n" + "\n".join(f"2024,C{n},{n}" for n in range(1, 20)),  # a list of sales
        "",
    ],
)
def test_other_shapes_are_left_to_others(text: str) -> None:
    sheet = Sheet("", rows(text) if text else [])
    assert records.find(sheet) is None
    assert records.read(Path("x.csv"), sheet, Sidecar()) is None


def test_a_sheet_without_a_header_is_told_from_one_with() -> None:
    figures = "1,Acme,0.09,16.57亿,-7\n2,Other,-,21.19亿,8\n3,Third,0.14,9755万,9"
    assert records.is_headless(Sheet("", rows(figures)))
    assert not records.is_headless(Sheet("", rows(f"No,Name,EPS,Sales,Profit\n{figures}")))
    assert not records.is_headless(Sheet("", rows("Item,2022,2023,2024\nRevenue,5,6,7\nNet income,1,2,3")))
    assert not records.is_headless(Sheet("", []))


def test_nothing_is_lost() -> None:
    text = "Date,Revenue,Widgets sold,Operating margin,EPS\n2023-12-31,5,70,12%,0.5\n2024-12-31,6,80,15%,0.6"
    held = {fact.cell: fact for fact in read(rows(text)).facts}
    assert set(held) == {f"{column}{row}" for column in "BCDE" for row in (2, 3)}
    assert all(fact.line or fact.reason for fact in held.values())
    assert held["D2"].unit == "ratio"
    assert held["D2"].value == pytest.approx(0.12)
    assert not any(math.isnan(fact.value or 0.0) for fact in held.values())


def test_the_sidecar_wins_over_every_guess() -> None:
    said = corrections.of(
        "acme.finkit.toml",
        {"scale": "thousands", "currency": "EUR", "sign": "costs positive", "leave_rows": [3],
         "lines": {"Widgets": "revenue", "Sales": ""}},
    )  # fmt: skip
    cells = rows("Year,Sales,Widgets,Cost of revenue\n2022,5,6,-4\n2023,6,7,-5\n2024,7,8,-6")
    found = records.read(Path("acme.csv"), Sheet("", cells), Sidecar(reading=said))
    assert found is not None
    got = {fact.cell: fact for fact in corrections.without_rows(found.facts, said)}
    assert [got[cell].line for cell in ("C2", "C3", "C4")] == ["revenue", "", "revenue"]
    assert got["C3"].reason == "unmapped: the row is left out as the sidecar says"
    assert (got["C2"].line, got["C2"].value, got["C2"].currency) == ("revenue", 6000.0, "EUR")
    assert (got["B2"].line, got["B2"].reason, got["D2"].value) == ("", "unmapped: as the sidecar says", -4000.0)


def test_the_most_recent_figures_of_a_period_supersede_those_first_reported() -> None:
    head = "ticker,dimension,calendardate,datekey,reportperiod,revenue,cor,gp,netinc,depamor\n"
    got = facts(
        head
        + "ORX,ARQ,2022-12-31,2022-12-15,2022-11-30,12,3,9,4,1\n"
        + "ORX,MRQ,2022-12-31,2022-11-30,2022-11-30,13,3,10,4,1\n"
        + "ORX,ARY,2022-12-31,2022-12-15,2022-11-30,47,12,35,13,2\n"
        + "ORX,ART,2023-03-31,2023-03-15,2023-02-28,48,12,36,13,2"
    )
    first, latest, year, trailing = (got[f"F{row}"] for row in range(2, 6))
    assert [fact.end for fact in (first, latest, year)] == ["2022-11-30"] * 3
    assert [fact.months for fact in (first, latest, year, trailing)] == [3, 3, 12, 12]
    assert [fact.scenario for fact in (year, trailing)] == ["actual", "ttm"]
    assert (first.line, first.reason) == ("revenue", "superseded: another row gives this period as last restated")
    assert (latest.reason, latest.note, year.reason) == ("", "as last restated", "")
    assert [got[cell].line for cell in ("G2", "H2", "I2", "J2")] == [
        "cost_of_revenue", "gross_profit", "net_income", "depreciation_amortization",
    ]  # fmt: skip
    assert got["F2"].as_of == "2022-12-15"


def test_a_calendars_end_is_the_end_where_no_other_is_given() -> None:
    got = facts("ticker,calendardate,revenue,netinc\nA,2022-12-31,5,1\nA,2023-12-31,6,2")
    assert (got["C2"].end, got["C2"].months) == ("2022-12-31", 12)


def test_codes_tell_companies_apart_where_nothing_names_them() -> None:
    got = facts("code,date,totalRevenue,netIncome\nS.X,2024-09-30,7,1\nS.X,2023-09-30,6,1\nN.U,2024-05-31,5,1")
    assert [(got[cell].company, got[cell].months) for cell in ("C2", "C4")] == [("S.X", 12), ("N.U", 12)]


def test_annualised_revenue_by_company_and_date_is_a_run_rate() -> None:
    text = "Company,Date,Annualized revenue (USD),Source\nA,2024-06-12,3.4E+9,x\nA,2025-06-09,10000000000,y\n"
    found = read(rows(text + "B,2025-03-31,2000000000,z"))
    candidate = records.find(Sheet("", rows(text + "B,2025-03-31,2000000000,z")))
    assert candidate is not None
    assert candidate.score == 1.0
    fact = {fact.cell: fact for fact in found.facts}["C2"]
    assert (fact.line, fact.scenario, fact.value) == ("revenue_run_rate", "run_rate", 3.4e9)
    assert (fact.start, fact.end, fact.months) == ("", "2024-06-12", 12)
    assert fact.note == "annualised: twelve months at the rate of that date"


def test_of_two_costs_the_one_that_holds_all_others_is_the_total() -> None:
    head = "Date,revenue,total_cogs,oper_cost,sell_exp,admin_exp,rd_exp,operate_profit\n"
    # 40 + 5 + 10 + 1 = 56 of 60 (4 are taxes on sales); 150 - 60 = 90, and 1 from investments.
    got = facts(f"{head}2022-12-31,150,60,40,5,10,1,91\n2023-12-31,160,62,41,6,10,1,99")
    assert (got["C2"].line, got["D2"].line) == ("total_costs_expenses", "cost_of_revenue")
    # Here the larger does not hold the others: it is the cost of revenue.
    got = facts(f"{head}2022-12-31,150,60,50,30,10,10,40\n2023-12-31,160,64,51,31,10,10,45")
    assert got["C2"].line == "cost_of_revenue"


def test_periods_of_a_turkish_statement_grow_through_the_year() -> None:
    head = "Dönem (kümülatif);Hasılat;Satışların Maliyeti (-);BRÜT KAR (ZARAR);ESAS FAALİYET KARI (ZARARI)\n"
    text = "2022/12;154;-122;32;16\n2023/03;56;-47;9;3\n2023/06;125;-99;26;13\n2023/12;280;-233;47;17"
    got = facts(head + text, ";")
    assert [got[f"B{row}"].months for row in range(2, 6)] == [12, 3, 6, 12]
    assert (got["C3"].line, got["C3"].value) == ("cost_of_revenue", 47.0)
    assert (got["E5"].line, got["E5"].value) == ("operating_income", 17.0)

from pathlib import Path
from typing import Any

import pytest

from finkit.errors import ReadError
from finkit.reading.cells import text
from finkit.reading.cells.grid import Sheet
from finkit.reading.columnar import filings
from finkit.reading.company import Sidecar
from finkit.reading.found import Found
from finkit.statement.fact import Fact
from finkit.statement.statement import Statement

NUM = """
adsh|tag|version|ddate|qtrs|coreg|uom|value|segments
0001-25-7|Revenues|us-gaap/2025|20250531|1||USD|971.0|
0001-25-7|Revenues|us-gaap/2025|20250531|3||USD|2791.0|
0001-25-7|Revenues|us-gaap/2025|20240531|1||USD|979.0|
0001-25-7|Revenues|us-gaap/2025|20250531|1||USD|400.0|ProductOrServiceAxis/ToolsMember
0001-25-7|Revenues|us-gaap/2025|20250531|1|SubCo|USD|300.0|
0001-25-7|NetIncomeLoss|us-gaap/2025|20250531|1||USD|57.0|
0001-25-7|ProfitLoss|us-gaap/2025|20250531|1||USD|56.0|
0001-25-7|NetIncomeLoss|us-gaap/2025|20240531|1||USD|71.0|
0001-25-7|InventoryNet|us-gaap/2025|20250531|0||USD|644.0|
0001-25-7|InterestExpense|us-gaap/2025|20250531|1||USD|6.0|
0001-25-7|WarehouseCosts|0001-25-7|20250531|1||USD|12.0|
0001-25-7|CostOfGoods|0001-25-7|20250531|1||USD|573.0|
0001-25-7|EarningsPerShareBasic|us-gaap/2025|20250531|1||USD|1.02|
0001-25-7|CommonStockSharesIssued|us-gaap/2025|20250531|0||shares|56.0|
"""
SUB = """
adsh|cik|name|sic|fye|form|period|filed|fy|fp
0001-25-7|1003|MSC TOOLS INC||0831|10-Q|20250531|20250701|2025|Q3
"""
PRE = """
adsh|tag|version|report|line|stmt|negating|plabel
0001-25-7|Revenues|us-gaap/2025|4|1|IS|0|Net sales
0001-25-7|NetIncomeLoss|us-gaap/2025|4|9|IS|0|Net income attributable to MSC
0001-25-7|ProfitLoss|us-gaap/2025|4|7|IS|1|Net income
0001-25-7|InventoryNet|us-gaap/2025|2|5|BS|0|Inventories
0001-25-7|CostOfGoods|0001-25-7|4|2|IS|1|Cost of goods sold
0001-25-7|WarehouseCosts|0001-25-7|4|3|IS|1|Warehouses
"""


def sheet(table: str, name: str = "") -> Sheet:
    return Sheet(name, [line.split("|") for line in table.strip().splitlines()])


def by_cell(found: Found | None) -> dict[str, Fact]:
    assert found is not None
    return {fact.cell: fact for fact in found.facts}


@pytest.fixture
def joined() -> dict[str, Fact]:
    """As from a zip: the three tables as sheets."""
    sheets = [sheet(SUB, "sub.txt"), sheet(PRE, "pre.txt"), sheet(NUM, "num.txt")]
    return by_cell(filings.read(Path("q3.zip"), sheets, Sidecar()))


def test_dates_and_quarters_make_periods_and_sub_makes_labels(joined: dict[str, Fact]) -> None:
    quarter, months, before = joined["H2"], joined["H3"], joined["H4"]
    assert (quarter.start, quarter.end, quarter.months) == ("2025-03-01", "2025-05-31", 3)
    assert (months.start, months.end, months.months) == ("2024-09-01", "2025-05-31", 9)
    assert [fact.period for fact in (quarter, months, before)] == ["Q3 FY2025", "9M FY2025", "Q3 FY2024"]
    assert (quarter.company, quarter.label, quarter.line, quarter.value) == (
        "MSC TOOLS INC",
        "Net sales",
        "revenue",
        971.0,
    )
    assert (quarter.as_of, quarter.source, quarter.basis, quarter.basis_stated) == (
        "2025-07-01", "10-Q 0001-25-7", "reported", True,
    )  # fmt: skip
    assert (quarter.currency, quarter.scale, quarter.scale_stated) == ("USD", 1.0, True)


def test_parts_keep_their_segment(joined: dict[str, Fact]) -> None:
    assert [joined[cell].segment for cell in ("H2", "H5", "H6")] == ["", "ProductOrServiceAxis/ToolsMember", "SubCo"]
    assert [(joined[cell].line, joined[cell].reason) for cell in ("H2", "H5", "H6")] == [
        ("revenue", ""), ("revenue", "segment: a part of the whole"), ("revenue", "segment: a part of the whole"),
    ]  # fmt: skip


def test_the_first_tag_of_a_line_that_has_a_value_gives_it(joined: dict[str, Fact]) -> None:
    assert (joined["H8"].line, joined["H8"].value) == ("net_income", 56.0)
    assert (joined["H7"].line, joined["H7"].reason) == ("", "unmapped: another tag gives this line: us-gaap:ProfitLoss")
    # In the quarter before only the other was tagged.
    assert (joined["H9"].line, joined["H9"].value) == ("net_income", 71.0)


def test_only_the_statements_tags_are_lines(joined: dict[str, Fact]) -> None:
    stock, note, own, cost = joined["H10"], joined["H11"], joined["H12"], joined["H13"]
    assert (stock.line, stock.start, stock.months) == ("inventory", "", 0)
    assert (note.line, note.reason) == ("", "unmapped: on neither the income statement nor the cash flow statement")
    assert (own.line, own.reason) == ("", "unmapped")
    # A filer's own tag by its label on the statement; `negating` is for display alone.
    assert (cost.line, cost.value) == ("cost_of_revenue", 573.0)
    assert (joined["H14"].reason, joined["H15"].unit) == ("unmapped: per share", "shares")


def test_siblings_are_found_by_what_their_first_line_says(tmp_path: Path) -> None:
    (tmp_path / "figures.txt").write_text(NUM.strip().replace("|", "\t"))
    (tmp_path / "whose.txt").write_text(SUB.strip().replace("|", "\t"))
    (tmp_path / "aa-other.txt").write_text(SUB.strip().replace("|", "\t").replace("0001-25-7", "0009-25-1"))
    (tmp_path / "notes.txt").write_text("adsh of what was filed: see elsewhere")
    path = tmp_path / "figures.txt"
    found = filings.read(path, [text.read(path)], Sidecar())
    assert found is not None
    assert [guess.taken for guess in found.guesses] == ["whose.txt"]
    assert set(found.facts["company"].tolist()) == {"MSC TOOLS INC"}


def test_without_sub_and_pre_the_filing_is_the_company(tmp_path: Path) -> None:
    got = by_cell(filings.read(tmp_path / "num.txt", [sheet(NUM)], Sidecar()))
    assert (got["H2"].company, got["H2"].label, got["H2"].period) == ("0001-25-7", "Revenues", "3M to 2025-05-31")
    assert (got["H11"].line, got["H11"].value) == ("interest_expense", 6.0)


@pytest.mark.parametrize(("table", "kind"), [(SUB, "sub"), (PRE, "pre")])
def test_sub_or_pre_alone_are_refused(tmp_path: Path, table: str, kind: str) -> None:
    problem = rf"without figures \({kind} of a financial statement data set\); read num, with this file beside it"
    with pytest.raises(ReadError, match=problem):
        filings.read(tmp_path / "x.txt", [sheet(table)], Sidecar())


def test_other_sheets_are_no_data_set() -> None:
    assert filings.read(Path("x.csv"), [sheet("Year|Revenue\n2024|5")], Sidecar()) is None
    assert filings.read(Path("x.csv"), [Sheet("", [])], Sidecar()) is None


def fact(start: str, end: str, value: float, filed: str) -> dict[str, Any]:
    one = {"end": end, "val": value, "accn": f"a-{filed}", "fy": 2099, "fp": "Q9", "form": "10-K", "filed": filed}
    return {"start": start, **one} if start else one


YEAR, QUARTER = ("2024-02-01", "2025-01-31"), ("2024-11-01", "2025-01-31")
DOCUMENT = {
    "cik": 7,
    "entityName": "SNOW CO",
    "facts": {
        "us-gaap": {
            "Revenues": {
                "label": "Revenues",
                "units": {
                    "USD": [
                        fact(*YEAR, 3626, "2025-03-21"),
                        fact(*YEAR, 3620, "2026-03-20"),
                        fact(*QUARTER, 986, "2025-03-21"),
                    ]
                },
            },
            "ProfitLoss": {"units": {"USD": [fact(*YEAR, -1289, "2025-03-21")]}},
            "NetIncomeLoss": {"units": {"USD": [fact(*YEAR, -1285, "2025-03-21"), fact(*QUARTER, -327, "2025-03-21")]}},
            "EarningsPerShareBasic": {"units": {"USD/shares": [fact(*YEAR, -3.86, "2025-03-21")]}},
            "InventoryNet": {"units": {"USD": [fact("", "2025-01-31", 5, "2025-03-21")]}},
        }
    },
}  # fmt: skip


def test_company_facts_are_dated_by_their_own_dates() -> None:
    got = by_cell(filings.read_json(Path("snow.json"), DOCUMENT, Sidecar()))
    year = got["$.facts.us-gaap.Revenues.units.USD[0].val"]
    assert (year.company, year.line, year.label, year.value) == ("SNOW CO", "revenue", "Revenues", 3626.0)
    assert (year.start, year.end, year.months, year.period) == (*YEAR, 12, "FY2025 (Jan)")
    assert (year.source, year.as_of, year.basis, year.scale_stated) == (
        "10-K a-2025-03-21",
        "2025-03-21",
        "reported",
        True,
    )
    assert got["$.facts.us-gaap.Revenues.units.USD[2].val"].months == 3
    assert got["$.facts.us-gaap.InventoryNet.units.USD[0].val"].months == 0
    assert got["$.facts.us-gaap.EarningsPerShareBasic.units.USD/shares[0].val"].reason == "unmapped: per share"


def test_the_latest_filing_of_a_fact_is_chosen_and_the_whole_companys_income() -> None:
    found = filings.read_json(Path("snow.json"), DOCUMENT, Sidecar())
    assert found is not None
    (statement,) = Statement.build(found.facts)
    assert statement.value("revenue", "FY2025 (Jan)") == 3620.0
    assert statement.value("net_income", "FY2025 (Jan)") == -1289.0
    assert len(found.facts) == 8


@pytest.mark.parametrize("document", [[], {}, {"facts": {}}, {"facts": {"a": 5}}, {"facts": {"a": {"b": {"c": 1}}}}])
def test_other_json_is_no_company_facts(document: Any) -> None:
    assert filings.read_json(Path("x.json"), document, Sidecar()) is None

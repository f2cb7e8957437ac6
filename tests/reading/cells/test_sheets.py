import datetime
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from finkit.errors import ReadError
from finkit.reading import read_facts
from finkit.reading.cells import documents, guard
from finkit.reading.cells.grid import Day, Look, Sheet
from finkit.reading.cells.sheets import sheets
from finkit.reading.cells.worker import Worker
from tests.reading.books import Cells, ods, xls, xlsb, zipped

# Number format 58 is a date in East Asian versions of Excel; vendors put a format of their own at its place.
FORMATS = [(58, "_(* #,##0.0_);_(* (#,##0.0)_)"), (164, "mmm-yy")]
INCOME: Cells = [
    (0, 0, 0, "USD m"), (0, 1, 2, 45657.0), (1, 0, 0, "Revenue"), (1, 1, 1, 51992.0),
    (2, 0, 0, "Interest expense"), (2, 1, 1, -484.0),
]  # fmt: skip


def opened(path: Path) -> list[Sheet]:
    with Worker() as worker:
        return sheets(path, guard.check(path, worker.limits), worker)


def parsed(tmp_path: Path, value: Any) -> list[Sheet]:
    path = tmp_path / "a.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return opened(path)


def test_an_old_workbook_keeps_numbers_whose_format_stands_at_a_dates_place(tmp_path: Path) -> None:
    income, old = opened(xls(tmp_path / "a.xls", INCOME, FORMATS, merged=[(0, 0, 0, 2)]))
    assert income.rows == [["USD m", "2024-12-31"], ["Revenue", 51992.0], ["Interest expense", -484.0]]
    assert isinstance(income.rows[0][1], Day)
    assert income.merged == ((0, 0, 0, 2),)
    assert (income.name, income.visible, old.name, old.visible) == ("Income", True, "Old", False)


def test_an_old_workbooks_truths_errors_and_numbers_that_are_no_dates(tmp_path: Path) -> None:
    cells = [(0, 0, 0, True), (1, 0, 0, "#REF!"), (2, 0, 1, -5.0), (3, 0, 1, 0.5), (4, 0, 1, 1e9), (5, 0, 0, 3.0)]
    income = opened(xls(tmp_path / "a.xls", cells, [(164, "yyyy-mm-dd")]))[0]
    assert income.rows == [[True], [""], [-5.0], ["12:00:00"], [1e9], [3.0]]


def test_an_old_workbook_that_ends_too_early_for_its_sectors_is_read(tmp_path: Path) -> None:
    path = xls(tmp_path / "a.xls", INCOME, FORMATS)
    path.write_bytes(path.read_bytes() + b"\0" * 4)
    assert opened(path)[0].rows[2] == ["Interest expense", -484.0]


def test_looks_of_an_old_workbook(tmp_path: Path) -> None:
    cells = [*INCOME, (3, 1, 0, "#REF!")]
    path = xls(tmp_path / "a.xls", cells, FORMATS, hidden_columns=[1], bold=True, indent=2)
    with Worker() as worker:
        looks = worker.looks(path, "Income", "xls")
    assert looks["A2"] == Look(indent=2, bold=True)
    assert looks["B2"] == Look(format=FORMATS[0][1], indent=2, bold=True, hidden=True)
    assert looks["B4"] == Look(indent=2, bold=True, error="#REF!", hidden=True)


def test_a_binary_workbook(tmp_path: Path) -> None:
    (income,) = opened(xlsb(tmp_path / "a.xlsb", INCOME, [(164, "#,##0.0"), (165, "yyyy-mm-dd")]))
    assert income.rows == [["USD m", "2024-12-31"], ["Revenue", 51992.0], ["Interest expense", -484.0]]
    assert isinstance(income.rows[0][1], Day)


def test_an_opendocument_sheet(tmp_path: Path) -> None:
    cells = "".join(
        f"<table:table-cell {said}>{text}</table:table-cell>"
        for said, text in (
            ('office:value-type="string"', "<text:p>Revenue</text:p>"),
            ('office:value-type="float" office:value="-4.5"', "<text:p>(4.5)</text:p>"),
            ('office:value-type="currency" office:value="7"', ""),
            ('office:value-type="percentage" office:value="0.5"', ""),
            ('office:value-type="date" office:date-value="2025-12-31"', ""),
            ('table:number-columns-repeated="16000"', ""),
        )
    )
    rest = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    (income,) = opened(ods(tmp_path / "a.ods", f"<table:table-row>{cells}</table:table-row>{rest}"))
    assert income.rows == [["Revenue", -4.5, 7.0, 0.5, "2025-12-31"]]
    assert isinstance(income.rows[0][4], Day)


def test_a_workbook_of_1904_with_merged_cells_hidden_and_chart_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path, {"date_1904": True}) as book:
        income = book.add_worksheet("Income")
        income.merge_range(0, 1, 0, 2, "FY2025")
        income.write_datetime(1, 1, datetime.datetime(2025, 12, 31), book.add_format({"num_format": "mmm-yy"}))
        income.write_row(2, 0, ["Revenue", 4])
        income.write_formula(3, 1, "=1/0", None, "#DIV/0!")
        book.add_chartsheet("Chart")
        book.add_worksheet("Old").hide()
    income_, old = opened(path)
    assert [row[:2] for row in income_.rows] == [["", "FY2025"], ["", "2025-12-31"], ["Revenue", 4.0], ["", ""]]
    assert income_.merged == ((0, 1, 0, 2),)
    assert [(each.name, each.visible) for each in (income_, old)] == [("Income", True), ("Old", False)]


def test_looks_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        income = book.add_worksheet("Income")
        income.write(0, 0, "Revenue", book.add_format({"bold": True, "indent": 1}))
        income.write(0, 1, 4, book.add_format({"num_format": "0.0x"}))
        income.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        income.write(2, 3, 5)
        income.write_comment(2, 3, "as filed")
        income.set_row(1, None, None, {"hidden": True})
        income.set_column(3, 3, None, None, {"hidden": True})
    with Worker() as worker:
        looks = worker.looks(path, "Income")
    assert looks["A1"] == Look(bold=True, indent=1)
    assert looks["B1"] == Look(format="0.0x")
    assert looks["B2"] == Look(formula=True, error="#DIV/0!", hidden=True)
    assert (looks["D3"].note, looks["D3"].hidden) == ("as filed", True)


def test_members_of_a_zip_are_sheets(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    with Workbook(book) as written:
        written.add_worksheet("Income").write_row(0, 0, ["Revenue", 4])
    path = zipped(
        tmp_path / "a.zip",
        {
            "num.txt": "adsh\ttag\tvalue\n0001\tRevenues\t57178642.0\n",
            "in/book.xlsx": book.read_bytes(),
            "page.htm": "<h2>Income</h2><table><tr><td>Revenue<td>4</table>",
            "readme.htm": "<table><tr><td>1</table>",
            "__MACOSX/._num.txt": b"\0\1",
            "meta.json": "{}",
            "empty.csv": "",
        },
    )
    number, workbook, page = opened(path)
    assert (number.name, number.rows[1]) == ("num.txt", ["0001", "Revenues", "57178642.0"])
    assert (workbook.name, workbook.rows) == ("in/book.xlsx/Income", [["Revenue", 4.0]])
    assert (page.name, page.place(1, 1)) == ("page.htm/Income", "table[1]/tr[1]/td[2]")
    path = zipped(tmp_path / "b.zip", {"readme.txt": "x"})
    with pytest.raises(ReadError, match=r"b\.zip: nothing in the archive is a table; zip csv, xlsx or html files"):
        opened(path)
    path = zipped(tmp_path / "c.zip", {"a.csv": b"%PDF-1.7"})
    with pytest.raises(ReadError, match=r"c\.zip \(a\.csv\): it ends in \.csv but is a PDF"):
        opened(path)


def test_a_list_of_flat_records(tmp_path: Path) -> None:
    (sheet,) = parsed(tmp_path, [{"date": "2025-12-31", "revenue": 4}, {"revenue": -1.5, "note": None, "final": True}])
    assert sheet.rows == [
        ["date", "revenue", "note", "final"], ["2025-12-31", 4.0, "", ""], ["", -1.5, "", True],
    ]  # fmt: skip
    assert [sheet.place(r, 1) for r in range(3)] == ["", "$[0].revenue", "$[1].revenue"]


def test_lists_of_records_in_a_dict_bring_its_texts_as_columns(tmp_path: Path) -> None:
    value = {"symbol": "IBM", "page": 1, "annual": [{"revenue": 4}], "quarterly": [{"revenue": 1}, {"revenue": 2}]}
    annual, quarterly = parsed(tmp_path, value)
    assert (annual.name, annual.rows) == ("annual", [["revenue", "symbol"], [4.0, "IBM"]])
    assert (quarterly.name, quarterly.rows[2]) == ("quarterly", [2.0, "IBM"])
    assert (quarterly.place(2, 0), quarterly.place(2, 1)) == ("$.quarterly[1].revenue", "")


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (
            {"columns": [1735603200000, "FY25"], "index": ["Revenue", "Cost"], "data": [[1, 2], [3, None]]},
            "$.data[1][0]",
        ),
        ({"FY2024": {"Revenue": 1, "Cost": 3}, "FY2025": {"Revenue": 2, "Cost": None}}, "$.FY2024.Cost"),
        ({"Revenue": {"FY2024": 1, "FY2025": 2}, "Cost": {"FY2024": 3}}, "$.Cost.FY2024"),
    ],
)
def test_frames_as_pandas_writes_them(tmp_path: Path, value: Any, place: str) -> None:
    (sheet,) = parsed(tmp_path, value)
    assert [row[1:] for row in sheet.rows[1:]] == [[1.0, 2.0], [3.0, ""]]
    assert [row[0] for row in sheet.rows] == ["", "Revenue", "Cost"]
    assert sheet.place(2, 1) == place


def test_days_that_pandas_wrote_as_milliseconds(tmp_path: Path) -> None:
    (sheet,) = parsed(tmp_path, {"1735603200000": {"Revenue": 1}, "1767139200000": {"Revenue": 2}})
    assert sheet.rows == [["", "2024-12-31", "2025-12-31"], ["Revenue", 1.0, 2.0]]
    assert isinstance(sheet.rows[0][1], Day)
    assert sheet.place(1, 1) == "$.1735603200000.Revenue"


@pytest.mark.parametrize(
    "value",
    [
        {"cik": 1, "entityName": "X", "facts": {"us-gaap": {"Revenues": {"units": {"USD": [{"val": 1}]}}}}},
        {"vendor": "x", "models": [{"id": "m", "prices": [{"input": 1}]}]},
        [1, 2], [], {}, 3, "[[]]", [{}],
    ],
)  # fmt: skip
def test_other_json_is_no_sheet(tmp_path: Path, value: Any) -> None:
    assert parsed(tmp_path, value) == []


def test_a_document_and_numbers_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": NaN, "b": [-Infinity, 1], "a2": 1, "a2": 2}')
    assert documents.document(path) == {"a": None, "b": [None, 1], "a2": 2}
    (sheet,) = parsed(tmp_path, f'[{{"a": NaN, "b": 1e999, "c": 1{"0" * 400}}}]')
    assert sheet.rows[1] == ["", "", "1" + "0" * 400]
    path.write_bytes("[{'a': 1}]".replace("'", '"').encode("utf-16"))
    assert documents.document(path) == [{"a": 1}]


def xml_workbook(path: Path, rows: str, head: str = "") -> Path:
    spaces = "".join(
        f' xmlns:{short}="urn:schemas-microsoft-com:office:{name}"'
        for short, name in (("ss", "spreadsheet"), ("x", "excel"))
    )
    path.write_text(
        f'<?xml version="1.0"?>{head}<ss:Workbook{spaces}><ss:Worksheet ss:Name="Income"><ss:Table>{rows}</ss:Table>'
        "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></ss:Worksheet></ss:Workbook>"
    )
    return path


def test_a_workbook_of_2003_in_xml(tmp_path: Path) -> None:
    rows = """<ss:Row ss:Index="2">
        <ss:Cell ss:MergeAcross="1"><ss:Data ss:Type="String">USD <b>m</b></ss:Data></ss:Cell>
        <ss:Cell><ss:Data ss:Type="DateTime">2025-12-31T00:00:00.000</ss:Data></ss:Cell></ss:Row>
        <ss:Row><ss:Cell ss:Index="2"><ss:Data ss:Type="Number">-4.5</ss:Data></ss:Cell>
        <ss:Cell><ss:Data ss:Type="Error">#REF!</ss:Data></ss:Cell><ss:Cell/></ss:Row>"""
    for name in ("a.xml", "a.xls"):
        (income,) = opened(xml_workbook(tmp_path / name, rows))
        assert income.rows == [["", "", "", ""], ["USD m", "", "2025-12-31", ""], ["", -4.5, "", ""]]
        assert (income.name, income.visible, income.merged) == ("Income", False, ((1, 0, 1, 1),))
        assert isinstance(income.rows[1][2], Day)


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        ('<ss:Row ss:Index="1048576"><ss:Cell/></ss:Row>', "", "a cell stands at A1048576, beyond the limits"),
        ('<ss:Row><ss:Cell ss:Index="16384"/></ss:Row>', "", "a cell stands at XFD1, beyond the limits"),
        ("", '<!DOCTYPE x [<!ENTITY a "ha">]>', "it declares XML entities, which no spreadsheet needs"),
        ("<ss:Row>", "", "the workbook cannot be parsed"),
    ],
)
def test_a_hostile_workbook_of_2003(tmp_path: Path, rows: str, head: str, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        opened(xml_workbook(tmp_path / "a.xml", rows, head))


def test_looks_of_notes_in_runs_and_of_formats_known_by_number(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        income = book.add_worksheet("Income")
        income.write(0, 0, 0.25, book.add_format({"num_format": 10}))
        income.write(0, 1, 4, book.add_format({"num_format": 37}))
        income.write_blank(0, 2, None, book.add_format({"bold": True}))
        income.write_comment(4, 4, "leaked: The Paper\nas of: 2025-05")
    with Worker() as worker:
        looks, other = worker.looks(path, "Income"), worker.looks(path, "Costs")
    assert looks["A1"].format == "0.00%"
    assert looks["B1"].format == "#,##0_);(#,##0)"
    # A blank cell tells nothing, but for its note.
    assert looks.keys() == {"A1", "B1", "E5"}
    assert looks["E5"].note == "leaked: The Paper\nas of: 2025-05"
    assert other == {}


def test_figures_stand_where_the_looks_cannot_be_read(tmp_path: Path) -> None:
    plain, odd = tmp_path / "plain.xlsx", tmp_path / "odd.xlsx"
    with Workbook(plain) as book:
        income = book.add_worksheet("Income")
        income.write_row(0, 0, ["", "FY2024", "FY2025"])
        income.write_row(1, 0, ["Revenue", 4, 5])
        income.write_row(2, 0, ["Net income", 1, 2])
        income.write_comment(1, 1, "as filed")
    with zipfile.ZipFile(plain) as given, zipfile.ZipFile(odd, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            made.writestr(name, content[:200] if name == "xl/comments1.xml" else content)
    facts = read_facts(odd)
    assert facts["value"].tolist() == [4, 5, 1, 2]
    assert set(facts["note"]) == {"dates assumed; formats and notes of the cells could not be read"}

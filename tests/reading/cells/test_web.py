import pytest

from finkit.errors import ReadError
from finkit.reading.cells import web
from finkit.reading.cells.grid import Sheet
from finkit.reading.cells.guard import Limits


def tables(page: str | bytes, limits: Limits | None = None) -> list[Sheet]:
    return web.parse("a.html", page.encode() if isinstance(page, str) else page, limits or Limits())


def test_spans_are_laid_out_and_places_count_cells_as_written() -> None:
    (sheet,) = tables(
        """<table>
        <tr><th rowspan="2">Income - USD ($)<br> $ in Millions</th><th colspan="2">12 Months Ended</th></tr>
        <tr><th>Dec. 31,
            2023</th><th>Dec. 31, 2022</th></tr>
        <tr><td>Revenue</td><td>$ 122,428</td><td>$&nbsp;120,741</td></tr>
        <tr><td>Loss</td><td>(6,704)</td><td>&#160;<span></span></td></tr>
        </table>"""
    )
    assert sheet.rows == [
        ["Income - USD ($)\n$ in Millions", "12 Months Ended", ""],
        ["", "Dec. 31, 2023", "Dec. 31, 2022"],
        ["Revenue", "$ 122,428", "$ 120,741"],
        ["Loss", "(6,704)", ""],
    ]
    assert sheet.merged == ((0, 0, 1, 0), (0, 1, 0, 2))
    assert sheet.place(0, 1) == "table[1]/tr[1]/td[2]"
    assert sheet.place(1, 1) == "table[1]/tr[2]/td[1]"
    assert sheet.place(2, 1) == "table[1]/tr[3]/td[2]"
    assert (sheet.name, sheet.place(1, 0)) == ("", "")


def test_a_span_over_rows_pushes_the_cells_below_aside() -> None:
    (sheet,) = tables("<table><tr><td>a<td rowspan=2 colspan=2>1<td>b<tr><td>c<td>d<tr><td>e<td rowspan=0>2</table>")
    assert sheet.rows == [["a", "1", "", "b"], ["c", "", "", "d"], ["e", "2", "", ""]]
    assert sheet.merged == ((0, 1, 1, 2),)


def test_names_and_what_stands_above() -> None:
    first, second, third = tables(
        """<title>Acme Inc.</title><h1>Results</h1><p>See <b>notes</b>.</p><table><tr><td>no figures</table>
        <h2>Income <i>statement</i></h2><p>(in millions)</p><table><tr><td>Revenue<td>4</table>
        <table><caption>Balance</caption><tr><td>Cash<td>5</table><p>{}</p><table><tr><td>Tax<td>1</table>""".replace(
            "{}", "long " * 40
        )
    )
    assert (first.name, second.name, third.name) == ("Income statement", "Balance", "Income statement")
    assert first.rows == [["Income statement", ""], ["(in millions)", ""], ["Revenue", "4"]]
    assert (first.place(0, 0), first.place(2, 1)) == ("", "table[2]/tr[1]/td[2]")
    assert (second.rows, third.rows) == ([["Cash", "5"]], [["Tax", "1"]])


def test_cells_belong_to_the_inner_table() -> None:
    (sheet,) = tables(
        "<table><tr><td>Acme<table><tr><td>Revenue<td>4</tr></table>after<td>x</tr></table><table><tr><td>y</table>"
    )
    assert sheet.rows == [["Acme", ""], ["Revenue", "4"]]
    assert sheet.place(1, 1) == "table[2]/tr[1]/td[2]"


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display: none;">9</span>',
        "<script>var a = '<td>9'</script>",
        "<style>td {width: 9px}</style>",
        "<div hidden><div>9</div>9</div>",
        '<i style="DISPLAY:NONE">9',
        '<p style="visibility:hidden">9',
        "<select><option>9</select>",
        "<!-- 9 -->",
        '<table style="display:none"><tr><td>9</table>',
    ],
)
def test_hidden_text_is_left_out(hidden: str) -> None:
    (sheet,) = tables(f"<table><tr><td>Revenue{hidden}</td><td>4{hidden}</td></tr><tr><td>Cost<td>3</table>")
    assert sheet.rows == [["Revenue", "4"], ["Cost", "3"]]


def test_hidden_cells_rows_and_tables_keep_their_place() -> None:
    (sheet,) = tables(
        """<table style="display:none"><tr><td>9</table>
        <table><tr style="display:none"><td>8<tr><td style="display:none">7<td>Revenue<td>4
        <tbody style="display:none"><tr><td>6<td>6</tbody><tr><td><td>Cost<td>3</table>"""
    )
    assert sheet.rows == [["", "", ""], ["", "Revenue", "4"], ["", "", ""], ["", "Cost", "3"]]
    assert sheet.place(3, 2) == "table[2]/tr[4]/td[3]"


def test_a_hidden_paragraph_without_an_end_hides_itself_alone() -> None:
    (sheet,) = tables('<p style="display:none">9<p>in millions<table><tr><td>Revenue<td>4</table>')
    assert sheet.rows == [["in millions", ""], ["Revenue", "4"]]


def test_many_hidden_definitions_leave_the_table_beside_them() -> None:
    definitions = '<table style="display:none"><tr><td>Reference <a href="x">1</a></td></tr></table>' * 20_000
    (sheet,) = tables(f"<table><tr><td>Revenue<td>4</table><div>{definitions}</div>")
    assert sheet.rows == [["Revenue", "4"]]


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        ("gb2312", "gb18030"), ("GBK", "gb18030"), ("big5", "big5"), ("utf-8", "utf-8"), ("x", "utf-8"),
        ("utf-8", "gb18030"),
    ],
)  # fmt: skip
def test_encodings_as_the_page_says_or_else_as_its_bytes_do(charset: str, name: str) -> None:
    page = f'<meta content="text/html; charset={charset}"><table><tr><td>營業收入總額<td>4</table>'
    assert tables(page.encode(name))[0].rows == [["營業收入總額", "4"]]


def test_limits_of_a_page() -> None:
    with pytest.raises(ReadError, match=r"a\.html: its tables are nested more than 3 deep"):
        tables("<table><tr><td>" * 4, Limits(depth=3))
    with pytest.raises(MemoryError):
        tables("<table>" + "<tr><td colspan=1000>4" * 11 + "</table>", Limits(cells=10_000))


def test_a_currency_and_a_bracket_in_cells_of_their_own_join_their_number() -> None:
    (sheet,) = tables(
        """<table><tr><td>Loss<td>$<td>(6,704<td>)<td>(5<td>)%<td>(1)
        <tr><td>Note<td>$<td>n/a<td><td>4<td>)<td>1,234<sup>(2)</sup></table>"""
    )
    assert sheet.rows == [
        ["Loss", "", "$ (6,704)", "", "(5)%", "", "(1)"],
        ["Note", "$", "n/a", "", "4", ")", "1,234 (2)"],
    ]
    assert sheet.place(0, 2) == "table[1]/tr[1]/td[3]"


def test_numbers_with_and_without_a_currency_stand_in_one_column() -> None:
    wide = """<table><tr><td>Revenue<td>$<td>94,036<td><td>$<td>85,777<td>
        <tr><td>Cost<td colspan=2>50,318<td><td colspan=2>46,099<td>
        <tr><td>Loss<td colspan=2>(171<td>)<td colspan=2>142<td></table>"""
    (sheet,) = tables(wide)
    assert [[row[1], row[4]] for row in sheet.rows] == [
        ["$ 94,036", "$ 85,777"],
        ["50,318", "46,099"],
        ["(171)", "142"],
    ]
    assert (sheet.place(0, 1), sheet.place(0, 4)) == ("table[1]/tr[1]/td[3]", "table[1]/tr[1]/td[6]")
    narrow = wide.replace("<td colspan=2>", "<td><td>")
    (sheet,) = tables(narrow)
    assert [[row[2], row[5]] for row in sheet.rows] == [
        ["$ 94,036", "$ 85,777"],
        ["50,318", "46,099"],
        ["(171)", "142"],
    ]
    assert sheet.place(2, 2) == "table[1]/tr[3]/td[3]"

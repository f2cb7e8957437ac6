from pathlib import Path

import pytest

from finkit.reading.cells import encoding, text
from finkit.reading.cells.guard import Limits, check

WESTERN = {
    "cp1252": (
        "Année;2025\nChiffre d’affaires;100\nRésultat opérationnel;5\n",
        "Umsatzerlöse;5\nForschung für das Geschäftsjahr (Mio. €);3\n",
        "Año;2025\nUtilidad de operación;3\n",
        "Receita líquida;3\nDespesas administrativas e operações;3\n",
        "Omsætning;3\nSalgsomkostninger og øvrige;2\n",
        "Revenue £m;1\nProfit – net;2\n",
    ),
    "cp1250": (
        "Przychody ze sprzedaży;1\nKoszt własny sprzedaży;2\nKoszty ogólnego zarządu;4\n",
        "Tržby z prodeje zboží;1\nNáklady vynaložené na prodané zboží;2\nVýsledek hospodaření před zdaněním;3\n",
        "Értékesítés nettó árbevétele;1\nMűködési költségek;3\nÜzemi eredmény;4\n",
    ),
    "cp1254": ("Hasılat;1\nSatışların maliyeti;2\nDönem net kârı;5\n",),
    "cp1251": ("Выручка;1\nСебестоимость продаж;2\nЧистая прибыль;3\n",),
}
EASTERN = {
    "gb18030": (
        "营业收入,2025\n营业成本,100\n净利润,5\n",
        "项目\t2025年度\n一、营业总收入\t16.57亿\n减：营业成本\t3\n",
    ),
    "big5": ("營業收入,2025\n營業成本,100\n稅後淨利,5\n", "綜合損益表\n單位：新台幣仟元\n營業毛利,3\n研究發展費用,4\n"),
    "cp932": ("売上高,2025\n売上原価,100\n営業利益,5\n", "連結損益計算書\n（単位：百万円）\n販売費及び一般管理費,2\n"),
    "cp949": (
        "매출액,2025\n매출원가,100\n영업이익,5\n",
        "포괄손익계산서\n(단위: 백만원)\n당기순이익,3\n연구개발비,4\n",
    ),
}
CASES = [(name, each) for group in (WESTERN, EASTERN) for name, texts in group.items() for each in texts]


def rows(content: str | bytes, limits: Limits | None = None) -> list[list[str]]:
    return text.parse("a.csv", content.encode() if isinstance(content, str) else content, limits or Limits()).rows


@pytest.mark.parametrize(("name", "written"), CASES)
def test_old_encodings_are_told_by_what_their_bytes_spell(name: str, written: str) -> None:
    assert encoding.decode(written.encode(name)) == written


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("written", [each for _, each in CASES[::3]])
def test_unicode_with_and_without_a_mark(tmp_path: Path, name: str, written: str) -> None:
    assert encoding.decode(written.encode(name)) == written
    path = tmp_path / "a.csv"
    path.write_bytes(written.encode(name))
    assert check(path, Limits()) == "text"


def test_a_broken_byte_costs_itself_alone() -> None:
    assert encoding.decode("Umsatzerlöse für 2025;1\nLöhne;".encode() + b"\xff\n") == (
        "Umsatzerlöse für 2025;1\nLöhne;\ufffd\n"
    )
    assert (
        encoding.decode("营业收入,1\n营业成本,2\n研发费用".encode("gb18030")[:-1])
        == "营业收入,1\n营业成本,2\n研发费\ufffd"
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a,b\nRevenue,4\n", [["a", "b"], ["Revenue", "4"]]),
        ('Revenue;1.234,5;6,5\nCost;"7,5";8,5\n', [["Revenue", "1.234,5", "6,5"], ["Cost", "7,5", "8,5"]]),
        ("Revenue;1,234,567;2,345,678\n", [["Revenue", "1,234,567", "2,345,678"]]),
        ("Revenue\t1,234\t2,345\nCost\t1,000\t1,100\n", [["Revenue", "1,234", "2,345"], ["Cost", "1,000", "1,100"]]),
        ("Revenue|1;2|3\nCost|4;5|6\n", [["Revenue", "1;2", "3"], ["Cost", "4;5", "6"]]),
        ("Revenue,1,2,USD; m\nCost,3,4,USD; m\n", [["Revenue", "1", "2", "USD; m"], ["Cost", "3", "4", "USD; m"]]),
        ('"Cost, net", "1,234", 5\n', [["Cost, net", "1,234", "5"]]),
        ('"Cost\nof revenue",4\r\n\r\nTax,1\r\n', [["Cost\nof revenue", "4"], [], ["Tax", "1"]]),
        ("Revenue,4\rCost,3\r", [["Revenue", "4"], ["Cost", "3"]]),
        ("sep=;\r\nRevenue, net;4,5\r\n", [["Revenue, net", "4,5"]]),
        ("Acme Inc.\nUSD; millions\n\n,FY2024,FY2025\nRevenue,1,2\nCost,3,4\n",
         [["Acme Inc."], ["USD; millions"], [], ["", "FY2024", "FY2025"], ["Revenue", "1", "2"], ["Cost", "3", "4"]]),
        ("  Total  revenue,4\n", [["  Total  revenue", "4"]]),
        ("one line", [["one line"]]),
        ("", []),
    ],
)  # fmt: skip
def test_separators_by_evidence(written: str, expected: list[list[str]]) -> None:
    assert rows(written) == expected


def test_columns_kept_apart_by_spaces() -> None:
    found = rows(
        """\
Acme Inc. Income statement
(USD in millions)
                            2025      2024
Revenue                    1,234     1,100
Cost of revenue             (567)        -
  Gross profit               667     1,100
Interest                                 5
"""
    )
    assert found[0][0] == "Acme Inc. Income statement"
    assert found[2:] == [
        ["", "2025", "2024"], ["Revenue", "1,234", "1,100"], ["Cost of revenue", "(567)", "-"],
        ["Gross profit", "667", "1,100"], ["Interest", "", "5"],
    ]  # fmt: skip


def test_pieces_that_do_not_line_up() -> None:
    assert rows("Revenue  1,234  1,100\nCost of revenue  567  890\nTax  1  2\n") == [
        ["Revenue", "1,234", "1,100"], ["Cost of revenue", "567", "890"], ["Tax", "1", "2"],
    ]  # fmt: skip


def test_two_spaces_in_a_note_are_no_columns() -> None:
    assert rows("FY,Revenue,Note\n2024,1,Up.  Costs fell 2\n2025,2,Up.  No more 3\n")[1] == [
        "2024", "1", "Up.  Costs fell 2",
    ]  # fmt: skip


def test_wide_text_is_placed_in_time() -> None:
    line = "Revenue" + "  1" * 2_000 + "\n"
    assert rows(line * 600, Limits(columns=3_000))[599] == ["Revenue", *["1"] * 2_000]


def test_tables_drawn_with_pipes() -> None:
    written = """\
## Acme Inc.
*in millions of USD*

|  | 2024 | 2023 |
|:---|---:|---:|
| **Revenue** | $1,234 | 1,100 |
|   Cost \\| other&nbsp;costs | $(567) | — |
"""
    assert rows(written) == [
        ["Acme Inc."], ["in millions of USD"], [], ["", "2024", "2023"], [], ["Revenue", "$1,234", "1,100"],
        ["Cost | other costs", "$(567)", "—"],
    ]  # fmt: skip


def test_a_row_of_single_dashes_is_no_rule() -> None:
    assert rows("Item | 2024 | 2023\n---|---|---\n- | - | -\nTax | 1 | 2\n")[2:] == [["-", "-", "-"], ["Tax", "1", "2"]]


def test_markdown_is_text(tmp_path: Path) -> None:
    path = tmp_path / "acme.md"
    path.write_text("| Item | 2024 |\n|---|---|\n| Revenue | 5 |\n")
    assert check(path, Limits()) == "text"
    assert text.read(path).rows[2] == ["Revenue", "5"]

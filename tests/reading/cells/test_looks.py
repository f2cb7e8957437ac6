"""What cells show beside their values, against openpyxl's reading of the same workbook."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font

from finkit.reading.cells.looks import looks
from tests.reference.data import REFERENCE

FIXTURES = sorted((REFERENCE.parent / "fixtures" / "open").glob("*.xlsx"))


def test_formats_bold_indents_notes_errors_and_hidden_cells(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Income & costs"
    sheet.append(["Revenue", 13.07, 0.426, "=B1*2"])
    sheet.append(["Cost", 7.5, None, 1])
    sheet["A1"].font, sheet["A2"].alignment = Font(bold=True), Alignment(indent=2)
    sheet["B1"].number_format, sheet["C1"].number_format = '#,##0.0" bn"', "0.0%"
    sheet["B2"].comment = Comment("leaked: a paper", "analyst")
    sheet["D2"].value, sheet["D2"].data_type = "#REF!", "e"
    sheet.row_dimensions[2].hidden = True
    path = tmp_path / "a.xlsx"
    book.save(path)
    found = looks(str(path), "Income & costs")
    assert (found["A1"].bold, found["A2"].indent, found["B1"].format) == (True, 2, '#,##0.0" bn"')
    assert (found["C1"].format, found["B2"].note, found["D2"].error) == ("0.0%", "leaked: a paper", "#REF!")
    assert (found["B2"].hidden, found["B1"].hidden, found["D1"].formula) == (True, False, True)
    assert looks(str(path), "No such sheet") == {}


@pytest.mark.skipif(not FIXTURES, reason="the fixture files are not beside the checkout")
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_agrees_with_openpyxl_on_real_workbooks(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    found = looks(str(path), sheet.title)
    for row in sheet.iter_rows(max_row=60):
        for cell in row:
            if cell.value is None:
                continue
            look = found.get(cell.coordinate)
            shown = "" if cell.number_format == "General" else cell.number_format
            assert (look.format if look else "") == shown, cell.coordinate
            assert bool(look and look.bold) == bool(cell.font.b), cell.coordinate
            assert (look.indent if look else 0) == int(cell.alignment.indent), cell.coordinate

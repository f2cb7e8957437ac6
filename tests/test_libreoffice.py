"""The helper that recalculates workbooks sees through a wrong cached number."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.libreoffice import recalculate, requires_libreoffice


def planted(path: Path, cached: float) -> Path:
    """A workbook with 5.57 in A1, 13.07 in B1, their ratio in C1, stored with the value `cached`."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Margins")
        sheet.write_row(0, 0, [5.57, 13.07])
        sheet.write_formula(0, 2, "=A1/B1", None, cached)
    return path


def ratio(path: Path) -> object:
    return openpyxl.load_workbook(path, data_only=True)["Margins"]["C1"].value


@requires_libreoffice
def test_a_planted_wrong_value_is_caught(tmp_path):
    first, second = planted(tmp_path / "first.xlsx", 999), planted(tmp_path / "second.xlsx", 0)
    assert ratio(first) == 999
    copies = recalculate([first, second], tmp_path / "out")
    assert list(copies) == [first, second]
    assert [ratio(copy) for copy in copies.values()] == pytest.approx([0.42616679418515684] * 2, rel=1e-15)


@requires_libreoffice
def test_a_workbook_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(RuntimeError, match="nowhere"):
        recalculate([tmp_path / "nowhere.xlsx"], tmp_path / "out")


def test_two_workbooks_of_one_name_are_refused(tmp_path):
    with pytest.raises(ValueError, match="overwrite"):
        recalculate([tmp_path / "a" / "x.xlsx", tmp_path / "b" / "x.xlsx"], tmp_path / "out")

"""Bytes to sheets of cells; imported by the parsing child, so nothing heavy at module level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Cell = Any  # str ("" is empty), float, bool, or Day


class Day(str):
    """A date cell, as ISO text."""

    __slots__ = ()


class Sheet(NamedTuple):
    """One sheet: rows of cells from A1 on, empty leading rows and columns kept.

    `merged` holds the merged ranges, zero-based and inclusive: first row, first column, last row, last column.
    `places` says where a cell stands in a file that is no grid (a web page), by zero-based row and column.
    """

    name: str
    rows: list[list[Cell]]
    visible: bool = True
    merged: tuple[tuple[int, int, int, int], ...] = ()
    places: Mapping[tuple[int, int], str] | None = None

    def place(self, row: int, column: int) -> str:
        """Where the cell at zero-based `row` and `column` stands: its A1 address, or its place in the page."""
        return address(row, column) if self.places is None else self.places.get((row, column), "")


class Look(NamedTuple):
    """What a cell shows beside its value: number format, note, bold, indent, formula, error (#REF!)."""

    format: str = ""
    note: str = ""
    bold: bool = False
    indent: int = 0
    formula: bool = False
    error: str = ""


def address(row: int, column: int) -> str:
    """The A1 address of zero-based `row` and `column`."""
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """The letters of a zero-based column: A, Z, AA."""
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def parse(path: str, cells: int) -> list[list[Any]]:
    """In the child: [name, visible, rows] of each worksheet by calamine, ready for JSON."""
    import io

    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with open(path, "rb") as file:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
    found: list[list[Any]] = []
    for meta in workbook.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        cells -= sheet.total_height * sheet.total_width
        if cells < 0:
            raise MemoryError
        rows = sheet.to_python(skip_empty_area=False)
        found.append([meta.name, meta.visible == SheetVisibleEnum.Visible, rows])
    return found


def looks(path: str, name: str) -> dict[str, list[Any]]:
    """In the child: the `Look` of each telling cell of one sheet, by openpyxl."""
    import sys

    # openpyxl imports numpy where it finds it: half of its start-up, and never needed here.
    sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet
    from openpyxl.worksheet import _reader

    errors: dict[tuple[int, int], str] = {}

    class Parser(_reader.WorkSheetParser):
        def parse_cell(self, element: Any) -> Any:
            # openpyxl gives a formula or its result, never both: the error is caught in passing.
            cell = super().parse_cell(element)
            if element.get("t") == "e":
                errors[cell["row"], cell["column"]] = element.findtext(_reader.VALUE_TAG) or ""
            return cell

    _reader.WorkSheetParser = Parser  # type: ignore[misc]
    reader: Any = ExcelReader(path, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    reader.read_theme()
    apply_stylesheet(reader.archive, reader.wb)
    reader.parser.sheets = [sheet for sheet in reader.parser.sheets if sheet.name == name]
    # Only the chosen sheet: the others of a large workbook cost seconds.
    reader.read_worksheets()
    reader.archive.close()
    found: dict[str, list[Any]] = {}
    for sheet in reader.wb.worksheets:
        # The cells that are there: a format at the sheet's far corner must not make a walk of all between.
        for cell in sheet._cells.values():
            if cell.value is not None or cell.comment:
                look = [*_look(cell), errors.get((cell.row, cell.column), "")]
                if any(look):
                    found[cell.coordinate] = look
    return found


def _look(cell: Any) -> list[Any]:
    shown = cell.number_format if cell.number_format != "General" else ""
    note = cell.comment.text if cell.comment else ""
    return [shown, note, bool(cell.font.b), int(cell.alignment.indent or 0), cell.data_type == "f"]


def jsonable(value: Any) -> Any:
    """In the child: dates as {"d": ISO text}; times and durations as text."""
    iso = getattr(value, "isoformat", None)
    if iso is None:
        return str(value)
    text: str = iso()
    if len(text) >= 10 and text[4] == "-":
        return {"d": text[:10] if text.endswith("T00:00:00") else text}
    return text


def revive(pair: dict[str, Any]) -> Any:
    """In the parent: the inverse of `jsonable`, as an object hook."""
    return Day(pair["d"]) if len(pair) == 1 and "d" in pair else pair

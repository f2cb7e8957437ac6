"""What cells of an xlsx sheet show beside their values, by openpyxl; in the parsing child."""

from __future__ import annotations

from typing import Any

from finkit.reading.cells.grid import Look


def looks(path: str, name: str) -> dict[str, Look]:
    """The `Look` of each telling cell of one sheet, by A1 address."""
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
    return {place: look for sheet in reader.wb.worksheets for place, look in _of_sheet(sheet, errors).items()}


def _of_sheet(sheet: Any, errors: dict[tuple[int, int], str]) -> dict[str, Look]:
    rows = {row for row, shape in sheet.row_dimensions.items() if shape.hidden}
    shapes = sheet.column_dimensions.values()
    columns = {column for shape in shapes if shape.hidden for column in range(shape.min or 1, (shape.max or 0) + 1)}
    found: dict[str, Look] = {}
    # The cells that are there: a format at the sheet's far corner must not make a walk of all between.
    for cell in sheet._cells.values():
        if cell.value is None and not cell.comment:
            continue
        look = Look(
            cell.number_format if cell.number_format != "General" else "",
            cell.comment.text if cell.comment else "",
            bool(cell.font.b),
            int(cell.alignment.indent or 0),
            cell.data_type == "f",
            errors.get((cell.row, cell.column), ""),
            cell.row in rows or cell.column in columns,
        )
        if any(look):
            found[cell.coordinate] = look
    return found

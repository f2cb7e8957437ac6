"""Workbooks to sheets by calamine, values only; in the parsing child."""

from __future__ import annotations

import io

from finkit.reading.cells.grid import Sheet


def parse(name: str, source: str | bytes, rows: int, columns: int, cells: int) -> list[Sheet]:
    """The worksheets of an xlsx, xlsb or ods file (its path or its content), chart sheets left out.

    Refused beyond the limits given. Dates come as date or datetime; errors, and formulas that were never calculated,
    as "".
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_object(source if isinstance(source, str) else io.BytesIO(source))
    except Exception:
        from finkit.reading.cells import archive

        archive.check_entities(name, source)
        raise
    found: list[Sheet] = []
    for meta in workbook.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        last_row, last_column = sheet.end or (-1, -1)
        height, width = last_row + 1, last_column + 1
        cells -= height * width
        if height > rows or width > columns or cells < 0:
            from finkit.reading.cells import archive

            raise archive.too_far(name, meta.name, height, width, rows, columns, cells + height * width)
        merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
        visible = meta.visible == SheetVisibleEnum.Visible
        found.append(Sheet(meta.name, sheet.to_python(skip_empty_area=False), visible, merged))
    return found

"""Old Excel workbooks (.xls) by xlrd; in the parsing child.

Not by calamine: it takes the numbers of a format that stands at the number of a built-in date for dates, and
loses the negative ones.
"""

from __future__ import annotations

import io
from typing import Any

from finkit.reading.cells.grid import Cell, Look, Sheet, address

_TEXT, _NUMBER, _DATE, _YES_NO = 1, 2, 3, 4
_BOLD = 600


def parse(content: bytes, cells: int) -> list[Sheet]:
    """The worksheets of an xls file; MemoryError above `cells` in all. Dates come as date or datetime."""
    book = _opened(content)
    found: list[Sheet] = []
    for sheet in book.sheets():
        rows = [[_value(cell, book.datemode) for cell in sheet.row(r)] for r in range(sheet.nrows)]
        width = max((c + 1 for row in rows for c, cell in enumerate(row) if cell != ""), default=0)
        cells -= len(rows) * width
        if cells < 0:
            raise MemoryError
        rows = [(row + [""] * width)[:width] for row in rows]
        merged = tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
        found.append(Sheet(sheet.name, rows, sheet.visibility == 0, merged))
    return found


def looks(content: bytes, name: str) -> dict[str, Look]:
    """The `Look` of each telling cell of one sheet; formulas are not told from values here."""
    import xlrd

    book = _opened(content)
    sheet = book.sheet_by_name(name)
    rows = {r for r, info in sheet.rowinfo_map.items() if info.hidden}
    columns = {c for c, info in sheet.colinfo_map.items() if info.hidden}
    found: dict[str, Look] = {}
    for r in range(sheet.nrows):
        for c, cell in enumerate(sheet.row(r)):
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            style = book.xf_list[cell.xf_index]
            shown = book.format_map[style.format_key].format_str
            note = sheet.cell_note_map.get((r, c))
            look = Look(
                "" if shown == "General" else shown,
                note.text if note else "",
                book.font_list[style.font_index].weight >= _BOLD,
                style.alignment.indent_level,
                error=xlrd.error_text_from_code.get(cell.value, "") if cell.ctype == xlrd.XL_CELL_ERROR else "",
                hidden=r in rows or c in columns,
            )
            if any(look):
                found[address(r, c)] = look
    return found


def _opened(content: bytes) -> Any:
    import xlrd

    # Vendors write files whose sectors do not add up; what stands in them is whole.
    return xlrd.open_workbook(
        file_contents=content, formatting_info=True, ragged_rows=True, ignore_workbook_corruption=True,
        logfile=io.StringIO(),
    )  # fmt: skip


def _value(cell: Any, datemode: Any) -> Cell:
    if cell.ctype in (_TEXT, _NUMBER):
        return cell.value
    if cell.ctype == _YES_NO:
        return bool(cell.value)
    return _date(cell.value, datemode) if cell.ctype == _DATE else ""


def _date(serial: float, datemode: Any) -> Cell:
    from xlrd.xldate import XLDateError, xldate_as_datetime

    if serial < 0:
        return serial  # no date: Excel shows #### for it, and the number is all there is
    try:
        day = xldate_as_datetime(serial, datemode)
    except (XLDateError, OverflowError, ValueError):
        return serial
    return day.time() if serial < 1 else day

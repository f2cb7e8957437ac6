"""Workbooks that Excel 2003 writes as one XML file, often named .xls; in the parsing child."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from finkit.errors import ReadError
from finkit.reading.cells.archive import ENTITIES, too_far
from finkit.reading.cells.grid import Cell, Sheet
from finkit.reading.cells.guard import Limits

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_OPTIONS = "{urn:schemas-microsoft-com:office:excel}"


def parse(name: str, content: bytes, limits: Limits) -> list[Sheet]:
    """The worksheets of a file; dates come as datetime, errors as ""."""
    from defusedxml.common import EntitiesForbidden
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content)
    except EntitiesForbidden:
        raise ReadError(name, ENTITIES, remedy="open it and save it again") from None
    cells, found = limits.cells, []
    for worksheet in root.iter(f"{_SS}Worksheet"):
        sheet = _sheet(name, worksheet, limits, cells)
        cells -= sum(map(len, sheet.rows))
        found.append(sheet)
    return found


def _sheet(name: str, worksheet: Any, limits: Limits, cells: int) -> Sheet:
    title = worksheet.get(f"{_SS}Name", "")
    rows: dict[int, list[Cell]] = {}
    merged: list[tuple[int, int, int, int]] = []
    at = -1
    for row in worksheet.iterfind(f"{_SS}Table/{_SS}Row"):
        at = int(row.get(f"{_SS}Index", at + 2)) - 1
        line: list[Cell] = []
        column = 0
        for cell in row.iterfind(f"{_SS}Cell"):
            column = int(cell.get(f"{_SS}Index", column + 1)) - 1
            across, down = (int(cell.get(f"{_SS}Merge{way}", 0)) for way in ("Across", "Down"))
            if at >= limits.rows or column >= limits.columns or (at + 1) * (column + 1) > cells:
                raise too_far(name, title, at + 1, column + 1, limits.rows, limits.columns, limits.cells)
            line += [""] * (column - len(line)) + [_value(cell.find(f"{_SS}Data"))]
            if across or down:
                merged.append((at, column, at + down, column + across))
            column += across + 1
        rows |= {at: line} if line else {}
    visible = worksheet.findtext(f"{_OPTIONS}WorksheetOptions/{_OPTIONS}Visible", "SheetVisible") == "SheetVisible"
    width = max(map(len, rows.values()), default=0)
    if width * (max(rows, default=-1) + 1) > cells:
        raise MemoryError
    lines = [rows.get(r, []) for r in range(max(rows, default=-1) + 1)]
    return Sheet(title, [line + [""] * (width - len(line)) for line in lines], visible, tuple(merged))


def _value(data: Any) -> Cell:
    if data is None:
        return ""
    text, kind = "".join(data.itertext()), data.get(f"{_SS}Type")
    if kind == "Number":
        return float(text)
    if kind == "DateTime":
        return datetime.fromisoformat(text)
    if kind == "Boolean":
        return text.strip() == "1"
    return "" if kind == "Error" else text

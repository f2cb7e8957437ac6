"""Which parser reads which kind; in the parsing child, where a parser may fail, hang or run out of memory."""

from __future__ import annotations

from typing import Any

from finkit.reading.cells.grid import Look, Sheet


def parse(name: str, kind: str, source: str | bytes, limits: dict[str, Any]) -> list[Sheet]:
    """The sheets of a file, its path or its content, by the `kind` that the guard found.

    `limits` are the fields of `Limits`, plain: for a workbook the child need not import what makes it.
    """
    if kind in ("xlsx", "xlsb", "ods"):
        from finkit.reading.cells import workbook

        return workbook.parse(name, source, limits["rows"], limits["columns"], limits["cells"])
    content = source if isinstance(source, bytes) else _content(source)
    if kind == "xls":
        from finkit.reading.cells import legacy

        return legacy.parse(content, limits["cells"])
    from finkit.reading.cells.guard import Limits

    if kind == "html":
        from finkit.reading.cells import web

        return web.parse(name, content, Limits(**limits))
    if kind == "xml":
        from finkit.reading.cells import xmlsheet

        return xmlsheet.parse(name, content, Limits(**limits))
    if kind == "zip":
        from finkit.reading.cells import bundle

        return bundle.parse(name, content, Limits(**limits))
    from finkit.reading.cells import text

    return [text.parse(name, content, Limits(**limits))]


def looks(path: str, kind: str, sheet: str) -> dict[str, Look]:
    """The looks of one sheet of an xlsx or xls workbook, by A1 address."""
    if kind == "xls":
        from finkit.reading.cells import legacy

        return legacy.looks(_content(path), sheet)
    from finkit.reading.cells import looks as modern

    return modern.looks(path, sheet)


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()

"""Workbooks in formats that no library at hand writes, byte by byte: xls (BIFF8 in OLE), xlsb, ods."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

Cells = Iterable[tuple[int, int, int, str | float | bool]]  # row, column, number of the style, value
_NONE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(
    path: Path,
    cells: Cells,
    styles: Iterable[tuple[int, str]] = (),
    *,
    hidden_columns: Iterable[int] = (),
    merged: Iterable[tuple[int, int, int, int]] = (),
    bold: bool = False,
    indent: int = 0,
    protected: bool = False,
) -> Path:
    """One sheet, "Income", a hidden one, "Old", and style 0 General; further styles are (format number, format)."""
    styles = [(0, ""), *styles]
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    head += _record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if protected else b""
    head += _record(0x22, b"\0\0")
    name = "Arial".encode("utf-16-le")
    for weight in (400, 700):
        head += _record(0x31, struct.pack("<5H4BBB", 200, 0, 32767, weight, 0, 0, 0, 0, 0, 5, 1) + name)
    head += b"".join(_record(0x41E, struct.pack("<H", number) + _text(text)) for number, text in styles if text)
    head += _record(0xE0, struct.pack("<HHHBBBB", 0, 0, 0xFFF5, 0, 0, 0, 0) + bytes(10))
    for number, _ in styles:
        head += _record(0xE0, struct.pack("<HHHBBBB", int(bold), number, 1, 0, 0, indent, 0) + bytes(10))
    bounds = [("Income", 0), ("Old", 1)]
    size = sum(4 + 8 + len(each) for each, _ in bounds)
    first = _sheet(cells, hidden_columns, merged)
    starts = [len(head) + size + 4, len(head) + size + 4 + len(first)]
    for (each, hidden), start in zip(bounds, starts, strict=True):
        head += _record(0x85, struct.pack("<IBBBB", start, hidden, 0, len(each), 0) + each.encode())
    path.write_bytes(_ole("Workbook", head + _record(0x0A) + first + _sheet([], [], [])))
    return path


def _sheet(cells: Cells, hidden: Iterable[int], merged: Iterable[tuple[int, int, int, int]]) -> bytes:
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    out += b"".join(_record(0x7D, struct.pack("<6H", c, c, 2000, 0, 1, 0)) for c in hidden)
    for row, column, style, value in cells:
        at = struct.pack("<HHH", row, column, style + 1)
        if isinstance(value, bool):
            out += _record(0x205, at + struct.pack("<BB", value, 0))
        elif value == "#REF!":
            out += _record(0x205, at + struct.pack("<BB", 0x17, 1))
        elif isinstance(value, str):
            out += _record(0x204, at + _text(value))
        else:
            out += _record(0x203, at + struct.pack("<d", value))
    ranges = [struct.pack("<4H", top, bottom, left, right) for top, left, bottom, right in merged]
    out += _record(0xE5, struct.pack("<H", len(ranges)) + b"".join(ranges)) if ranges else b""
    return out + _record(0x0A)


def _record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def _text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _ole(name: str, stream: bytes) -> bytes:
    """An OLE container of one stream: header, table of sectors, directory, the stream."""
    stream = stream.ljust(4096, b"\0")
    stream += bytes(-len(stream) % 512)
    count = len(stream) // 512
    table = [_FAT, _END, *range(3, count + 2), _END]
    table += [_NONE] * (128 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<9I", 1, 1, 0, 4096, _END, 0, _END, 0, 0) + struct.pack("<108I", *[_NONE] * 108)
    entries = (
        _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _NONE, 2, len(stream)) + _entry("", 0, _NONE, 0, 0) * 2
    )
    return head + struct.pack("<128I", *table) + entries + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    held = (name + "\0").encode("utf-16-le") if name else b""
    return struct.pack(
        "<64sHBBIII16xI16xIQ", held, len(held), kind, 1, _NONE, _NONE, child, 0, start, size
    )  # fmt: skip


def xlsb(path: Path, cells: Cells, styles: Iterable[tuple[int, str]] = ()) -> Path:
    """One sheet, "Income"; styles as for `xls`."""
    styles = [(0, ""), *styles]
    book = _part(131) + _part(143) + _part(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Income"))
    formats = [_part(44, struct.pack("<H", number) + _wide(text)) for number, text in styles if text]
    forms = b"".join(_part(47, struct.pack("<HH", 0, number) + bytes(12)) for number, _ in styles)
    rows: dict[int, bytes] = {}
    for row, column, style, value in cells:
        at = struct.pack("<II", column, style)
        cell = _part(6, at + _wide(value)) if isinstance(value, str) else _part(5, at + struct.pack("<d", value))
        rows[row] = rows.get(row, b"") + cell
    data = b"".join(_part(0, struct.pack("<I", row) + bytes(13)) + held for row, held in rows.items())
    extent = struct.pack("<4I", 0, max(rows), 0, 10)
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.bin": book + _part(144) + _part(132),
        "xl/_rels/workbook.bin.rels": b'<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"'
        b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
        "xl/styles.bin": _part(615, struct.pack("<I", len(formats))) + b"".join(formats) + _part(616)
        + _part(617, struct.pack("<I", len(styles))) + forms + _part(618),
        "xl/worksheets/sheet1.bin": _part(129) + _part(148, extent) + _part(145) + data + _part(146) + _part(130),
    }  # fmt: skip
    return zipped(path, parts)


def _part(number: int, content: bytes = b"") -> bytes:
    return _varint(number) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def ods(path: Path, table: str, head: str = "") -> Path:
    """One sheet, "Income", of the rows written in `table`."""
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in names.items())
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Income">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped(path, {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content.encode()})


def zipped(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    """A zip archive of `parts` by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path

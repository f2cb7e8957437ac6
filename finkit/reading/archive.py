"""Workbooks as zip archives: how many members, how large when expanded, how far their cells reach."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from finkit.errors import ReadError

if TYPE_CHECKING:
    from finkit.reading.guard import Limits

_CHUNK = 1 << 20
_OVERLAP = 4096
# A small sheet may be blank nearly throughout: its ratio proves nothing.
_RATIO_FROM = 10_000_000
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})(\d{1,9})["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,9})["'][^>]*?(/?)>""")
_NO_CELLS = re.compile(r"(?i)(^|/)(theme|drawings|charts|media|docprops|calcchain|sharedstrings|styles)")


def check(path: Path, limits: Limits) -> str:
    """The kind of workbook in the archive (xlsx, xlsb, ods, or zip for none), or a ReadError."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _weigh(path.name, members, limits)
            kind = _kind(archive)
            if kind == "xlsx":
                for member in members:
                    if member.filename.lower().endswith(".xml") and not _NO_CELLS.search(member.filename):
                        _scan(path.name, archive, member, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        if "encrypted" in str(error) or "password" in str(error):
            raise ReadError(path.name, "it is encrypted", remedy="save a copy without a password") from None
        problem = "the workbook is damaged or cut short"
        raise ReadError(path.name, problem, remedy="save or download it again") from None
    return kind


def _weigh(name: str, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise ReadError(
            name,
            f"it holds {len(members):,} parts, more than the limit of {limits.members:,}",
            remedy="keep only the statement's sheets",
        )
    expanded = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if expanded > limits.expanded_bytes:
        raise ReadError(
            name,
            f"it expands to {expanded / 1e6:,.0f} MB, above the limit of {limits.expanded_bytes / 1e6:,.0f} MB",
            remedy="keep only the statement's sheets",
        )
    if expanded > _RATIO_FROM and expanded > limits.ratio * max(packed, 1):
        raise ReadError(
            name,
            f"it expands {expanded / max(packed, 1):,.0f} times, above the limit of {limits.ratio:,}",
            remedy="save the statement's sheet as a new file",
        )


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names and b"spreadsheet" in archive.read("mimetype")[:200]:
        return "ods"
    return "zip"


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-_OVERLAP:]


def _scan(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> None:
    rows = columns = 0
    for chunk in _chunks(archive, member):
        found = _REFERENCE.findall(chunk)
        if found:
            rows = max(rows, max(int(row) for _, row in found))
            columns = max(columns, max(map(_column, {letters for letters, _ in found})))
    if _too_far(rows, columns, limits):
        _scan_filled(name, archive, member, limits)


def _scan_filled(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> None:
    """Look again at the cells that hold something: a format on a whole column reaches far at no cost."""
    rows = columns = 0
    far = ""
    for chunk in _chunks(archive, member):
        for letters, row, closed in _CELL.findall(chunk):
            if closed:
                continue
            if int(row) > limits.rows or _column(letters) > limits.columns:
                far = (letters + row).decode()
            rows, columns = max(rows, int(row)), max(columns, _column(letters))
    if _too_far(rows, columns, limits):
        raise ReadError(
            name,
            f"a cell stands at {far or f'row {rows:,}, column {columns:,}'}, beyond the limits of "
            f"{limits.rows:,} rows, {limits.columns:,} columns and {limits.cells:,} cells",
            place=member.filename,
            remedy="delete the far cells",
        )


def _too_far(rows: int, columns: int, limits: Limits) -> bool:
    return rows > limits.rows or columns > limits.columns or rows * columns > limits.cells


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number

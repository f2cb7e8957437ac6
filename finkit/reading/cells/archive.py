"""Zip archives, workbooks among them: how many members, how large when expanded, how far their cells reach."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from finkit.errors import ReadError
from finkit.reading.cells.grid import address

if TYPE_CHECKING:
    from finkit.reading.cells.guard import Limits

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
ENTITIES = "it declares XML entities, which no spreadsheet needs"
_DECLARED, _START = b"<!DOCTYPE", 4096
_CHUNK = 1 << 20
_LONGEST_ELEMENT = 65_536
# A small sheet may be blank nearly throughout: its ratio proves nothing.
_RATIO_FROM = 10_000_000
# Without a look at what stands before it this finds more than addresses, at half the cost; then _ADDRESS is asked.
_REFERENCE = re.compile(rb"""r\s*=\s*["']([A-Za-z]{0,3})(\d{1,9})["']""")
_ADDRESS = re.compile(rb"\b" + _REFERENCE.pattern)
_ELEMENT = re.compile(rb"<(?:\w+:)?(?:(row)|c)(?=[\s/>])([^>]*)>")
_NO_CELLS = re.compile(r"(?i)(^|/)(theme|drawings|charts|media|docprops|calcchain|sharedstrings|styles)")
_CELLS: dict[str, Callable[[str], bool]] = {
    "xlsx": lambda name: not _NO_CELLS.search(name),
    "ods": lambda name: name == "content.xml",
}


def check(name: str, file: BinaryIO, limits: Limits) -> str:
    """The kind of workbook in the archive (xlsx, xlsb, ods, or zip for none), or a ReadError."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _weigh(name, members, limits)
            kind = _kind(archive)
            for member in members if kind in _CELLS else ():
                if member.filename.lower().endswith(".xml") and _CELLS[kind](member.filename):
                    _scan(name, archive, member, limits)
    except ReadError:
        raise
    except DAMAGED as error:
        raise damaged(name, error) from None
    return kind


def check_entities(name: str, source: str | bytes) -> None:
    """A ReadError where a part of the archive (its path or its content) declares entities."""
    with zipfile.ZipFile(source if isinstance(source, str) else io.BytesIO(source)) as archive:
        for member in archive.namelist():
            if member.endswith((".xml", ".rels")) and declares_entities(_start(archive, member)):
                raise _entities(name, member)


def declares_entities(start: bytes) -> bool:
    """Whether a part begins with a declaration of its type, where entities would be declared."""
    return _DECLARED in start[:_START]


def _entities(name: str, member: str) -> ReadError:
    return ReadError(name, ENTITIES, place=member, remedy="open it and save it again")


def damaged(name: str, error: Exception) -> ReadError:
    """What one of `DAMAGED` means for a reader."""
    if "encrypted" in str(error) or "password" in str(error):
        return _encrypted(name)
    what = "archive" if name.lower().endswith(".zip") else "workbook"
    return ReadError(name, f"the {what} is damaged or cut short", remedy="save or download it again")


def _encrypted(name: str) -> ReadError:
    return ReadError(name, "it is encrypted", remedy="save a copy without a password")


def _weigh(name: str, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise ReadError(
            name,
            f"it holds {len(members):,} parts, more than the limit of {limits.members:,}",
            remedy="keep only the statement's sheets",
        )
    if any(member.flag_bits & 1 for member in members):
        raise _encrypted(name)
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
    if "content.xml" in names and "mimetype" in names and b"spreadsheet" in _start(archive, "mimetype"):
        return "ods"
    return "zip"


def _start(archive: zipfile.ZipFile, member: str) -> bytes:
    with archive.open(member) as stream:
        return stream.read(_START)


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member piece by piece, none of which cuts an element in two."""
    if member.file_size <= _CHUNK:
        yield archive.read(member)
        return
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            held = tail + chunk
            cut = held.rfind(b"<")
            cut = cut if cut > len(held) - _LONGEST_ELEMENT else len(held)
            yield held[:cut]
            tail = held[cut:]
    yield tail


def _scan(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> None:
    rows = columns = 0
    for i, chunk in enumerate(_chunks(archive, member)):
        if i == 0 and _DECLARED in chunk:
            raise _entities(name, member.filename)
        found = _REFERENCE.findall(chunk)
        if found:
            letters, numbers = map(set, zip(*found, strict=True))
            rows = max(rows, *map(int, numbers))
            columns = max(columns, *map(_column, letters))
    if _too_far(rows, columns, limits):
        _scan_filled(name, archive, member, limits)


def _scan_filled(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> None:
    """Look again at the cells that hold something: a format on a whole column reaches far at no cost."""
    rows = columns = row = column = 0
    far = (0, 0)
    for chunk in _chunks(archive, member):
        for element in _ELEMENT.finditer(chunk):
            is_row, inside = element.groups()
            at = _ADDRESS.search(inside)
            if is_row:
                row, column = int(at[2]) if at else row + 1, 0
                continue
            row, column = (int(at[2]), _column(at[1])) if at else (row, column + 1)
            if inside.endswith(b"/") or chunk.startswith(b"</", element.end()):
                continue
            rows, columns = max(rows, row), max(columns, column)
            if row > limits.rows or column > limits.columns:
                far = (row, column)
    if _too_far(rows, columns, limits):
        row, column = far if any(far) else (rows, columns)
        raise too_far(name, member.filename, row, column, limits.rows, limits.columns, limits.cells)


def too_far(file: str, place: str, row: int, column: int, rows: int, columns: int, cells: int) -> ReadError:
    """The refusal of a cell at one-based `row` and `column`, beyond the limits that follow."""
    return ReadError(
        file,
        f"a cell stands at {address(row - 1, column - 1)}, beyond the limits of "
        f"{rows:,} rows, {columns:,} columns and {cells:,} cells",
        place=place,
        remedy="delete the far cells",
    )


def _too_far(rows: int, columns: int, limits: Limits) -> bool:
    return rows > limits.rows or columns > limits.columns or rows * columns > limits.cells


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number

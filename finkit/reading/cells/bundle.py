"""Zip archives of files: each member that is a table, read from memory; nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict, replace
from pathlib import PurePosixPath

from finkit.errors import ReadError
from finkit.reading.cells import archive, guard, parsers
from finkit.reading.cells.grid import Sheet
from finkit.reading.cells.guard import Limits

_SKIPPED = (".", "~$", "readme", "__macosx")


def parse(name: str, content: bytes, limits: Limits) -> list[Sheet]:
    """The sheets of all members, named by member, and by sheet where it has a name; limits hold for their sum."""
    found: list[Sheet] = []
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        for member in members.infolist():
            if kind := _expected(member):
                sheets = _member(name, member.filename, kind, _content(name, members, member), limits)
                limits = _left(limits, member.file_size, sheets)
                found += sheets
    if not found:
        raise ReadError(name, "nothing in the archive is a table", remedy="zip csv, xlsx or html files")
    return found


def _expected(member: zipfile.ZipInfo) -> str:
    """The kind that a member's ending promises, "" where it is not read."""
    path = PurePosixPath(member.filename.lower())
    if member.is_dir() or any(part.startswith(_SKIPPED) and part != ".." for part in path.parts):
        return ""
    kind = guard.ENDINGS.get(path.suffix, "")
    return kind if kind != "json" else ""


def _content(name: str, members: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return members.read(member)
    except archive.DAMAGED as error:
        raise archive.damaged(name, error) from None


def _member(name: str, member: str, kind: str, content: bytes, limits: Limits) -> list[Sheet]:
    if not content:
        return []
    try:
        kind = guard.check_content(member, kind, io.BytesIO(content), limits)
        if kind == "zip":
            raise ReadError(member, "an archive inside an archive is not opened", remedy="take it out")
        sheets = parsers.parse(member, kind, content, asdict(limits))
    except ReadError as error:
        place = f"{member}, {error.place}" if error.place else member
        raise ReadError(name, error.problem, place=place, remedy=error.remedy) from None
    return [sheet._replace(name=f"{member}/{sheet.name}" if sheet.name else member) for sheet in sheets]


def _left(limits: Limits, size: int, sheets: list[Sheet]) -> Limits:
    cells = sum(len(row) for sheet in sheets for row in sheet.rows)
    return replace(
        limits,
        cells=max(limits.cells - cells, 1),
        expanded_bytes=max(limits.expanded_bytes - size, 1),
    )

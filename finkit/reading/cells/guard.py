"""What is looked at before any parser runs: size, real type, archive, far cells, encryption."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from finkit.errors import ReadError

ENDINGS = {
    ".csv": "text", ".tsv": "text", ".tab": "text", ".txt": "text", ".md": "text",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xltx": "xlsx", ".xltm": "xlsx", ".xls": "xls", ".xlsb": "xlsb", ".ods": "ods",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".json": "json", ".zip": "zip",
    ".xml": "xml",
}  # fmt: skip
# What vendors save under an ending that is not its own, and Excel opens all the same.
_ALSO = {"xls": {"html", "xml", "text"}}
_SAID = {
    "text": "plain text",
    "xlsx": "an Excel workbook (.xlsx)",
    "xls": "an old Excel workbook (.xls)",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "ods": "an OpenDocument sheet (.ods)",
    "html": "a web page",
    "json": "JSON",
    "zip": "a zip archive that is no workbook",
    "xml": "an Excel 2003 workbook (.xml)",
    "markup": "XML that is no workbook",
    "pdf": "a PDF",
    "picture": "a picture",
    "binary": "binary data",
}
_RENAME = {
    "text": ".csv", "xlsx": ".xlsx", "xls": ".xls", "xlsb": ".xlsb", "ods": ".ods", "html": ".html", "json": ".json",
    "zip": ".zip", "xml": ".xml",
}  # fmt: skip
_KINDS = "xlsx or csv"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (_OLE, "xls"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
)
_PAGE = re.compile(
    rb"(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|meta|body|table|div|style|center|font)\b", re.S
)
_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_JSON = re.compile(rb'\{\s*"|\[\s*[{\[]')


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost; anything beyond is refused with one line, before or while it is parsed.

    `rows` bounds the grids of workbooks; text may be longer, within `cells`. `depth` is of tables in tables.
    """

    file_bytes: int = 64_000_000
    members: int = 3_000
    expanded_bytes: int = 300_000_000
    ratio: int = 200
    rows: int = 250_000
    columns: int = 4_096
    cells: int = 4_000_000
    depth: int = 50
    memory_bytes: int = 800_000_000
    seconds: float = 8.0
    files_per_worker: int = 200

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise ValueError(f"limit {name} must be above 0, not {getattr(self, name)}")


def check(path: Path, limits: Limits) -> str:
    """The kind of `path` (a value of `ENDINGS`), or a ReadError that says why it is not opened."""
    expected = ENDINGS.get(path.suffix.lower())
    size = _size(path)
    if expected is None:
        problem = f"its type {path.suffix or '(no ending)'} is not read"
        raise ReadError(path.name, problem, remedy=f"save it as {_KINDS}")
    if size == 0:
        raise ReadError(path.name, "the file is empty", remedy="save the statement again")
    if size > limits.file_bytes:
        raise ReadError(
            path.name,
            f"{size / 1e6:,.0f} MB is more than the limit of {limits.file_bytes / 1e6:,.0f} MB",
            remedy="keep only the statement's sheet",
        )
    try:
        with path.open("rb") as file:
            return check_content(path.name, expected, file, limits)
    except OSError as error:
        raise _not_opened(path, error) from None


def check_content(name: str, expected: str, file: BinaryIO, limits: Limits) -> str:
    """The kind of an open file whose ending says `expected`, or a ReadError."""
    kind = _kind(file.read(4096))
    file.seek(0)
    if kind == "zip":
        from finkit.reading.cells import archive

        kind = archive.check(name, file, limits)
    elif kind == "xls" and _encrypted(file):
        raise ReadError(name, "it is encrypted", remedy="save a copy without a password")
    if (kind, expected) in (("text", "html"), ("text", "json"), ("markup", "html")):
        return expected
    if kind != expected and kind not in _ALSO.get(expected, ()):
        ending = _RENAME.get(kind)
        stem, _, suffix = name.rpartition(".")
        remedy = f"rename it to {stem}{ending}" if ending else f"save the statement as {_KINDS}"
        raise ReadError(name, f"it ends in .{suffix} but is {_SAID[kind]}", remedy=remedy)
    return kind


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except FileNotFoundError:
        raise ReadError(path.name, "there is no such file", remedy="check the path") from None
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from None
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
        raise ReadError(path.name, "it is not a regular file", remedy="name a file or a folder of files")
    return found.st_size


def _not_opened(path: Path, error: Exception) -> ReadError:
    reason = getattr(error, "strerror", None) or error
    return ReadError(path.name, f"it cannot be opened ({reason})", remedy="check the path and its permissions")


def _kind(head: bytes) -> str:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"\0" in head:
        from finkit.reading.cells import encoding

        return "text" if encoding.wide(head) else "binary"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if _PAGE.match(start):
        return "html"
    if start.startswith(b"<?xml"):
        return "html" if b"<html" in start else "xml" if _SPREADSHEET in start else "markup"
    return "json" if _JSON.match(start) else "text"


def _encrypted(file: BinaryIO) -> bool:
    # An encrypted workbook is an OLE container whose directory names these streams in UTF-16.
    content = file.read()
    return any(word.encode("utf-16-le") in content for word in ("EncryptedPackage", "EncryptionInfo"))

"""What is looked at before any parser runs: size, real type, archive, far cells, encryption."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from finkit.errors import ReadError

ENDINGS = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".xlsb": "xlsb",
    ".ods": "ods",
}
_SAID = {
    "text": "plain text",
    "xlsx": "an Excel workbook (.xlsx)",
    "xls": "an old Excel workbook (.xls)",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "ods": "an OpenDocument sheet (.ods)",
    "zip": "a zip archive that is no workbook",
    "pdf": "a PDF",
    "picture": "a picture",
    "html": "a web page",
    "utf16": "text in UTF-16 without a byte order mark",
    "binary": "binary data",
}
_RENAME = {"text": ".csv", "xlsx": ".xlsx", "xls": ".xls", "xlsb": ".xlsb", "ods": ".ods"}
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


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost; anything beyond is refused with one line, before or while it is parsed."""

    file_bytes: int = 64_000_000
    members: int = 3_000
    expanded_bytes: int = 300_000_000
    ratio: int = 200
    rows: int = 250_000
    columns: int = 4_096
    cells: int = 4_000_000
    memory_bytes: int = 800_000_000
    seconds: float = 8.0
    files_per_worker: int = 200

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise ValueError(f"limit {name} must be above 0, not {getattr(self, name)}")


def check(path: Path, limits: Limits) -> str:
    """The kind of `path` (text, xlsx, xls, xlsb, ods), or a ReadError that says why it is not opened."""
    name = path.name
    expected = ENDINGS.get(path.suffix.lower())
    size = _size(path)
    if expected is None:
        problem = f"its type {path.suffix or '(no ending)'} is not read"
        raise ReadError(name, problem, remedy=f"save it as {_KINDS}")
    if size == 0:
        raise ReadError(name, "the file is empty", remedy="save the statement again")
    if size > limits.file_bytes:
        raise ReadError(
            name,
            f"{size / 1e6:,.0f} MB is more than the limit of {limits.file_bytes / 1e6:,.0f} MB",
            remedy="keep only the statement's sheet",
        )
    kind = _kind(path)
    if kind == "zip":
        from finkit.reading import archive

        kind = archive.check(path, limits)
    elif kind == "xls" and _encrypted(path):
        raise ReadError(name, "it is encrypted", remedy="save a copy without a password")
    if kind != expected:
        ending = _RENAME.get(kind)
        if kind == "utf16":
            raise ReadError(name, f"it is {_SAID[kind]}", remedy="save as UTF-8")
        remedy = f"rename it to {path.stem}{ending}" if ending else f"save the statement as {_KINDS}"
        raise ReadError(name, f"it ends in {path.suffix} but is {_SAID[kind]}", remedy=remedy)
    return kind


def _size(path: Path) -> int:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ReadError(path.name, "it is not a regular file", remedy="name a file or a folder of files")
        with path.open("rb"):
            return found.st_size
    except FileNotFoundError:
        raise ReadError(path.name, "there is no such file", remedy="check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        problem = f"it cannot be opened ({reason})"
        raise ReadError(path.name, problem, remedy="check its permissions") from None


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\0" in head:
        # Latin text in UTF-16 has a zero in every other byte, and none between.
        halves = sorted((head[0::2].count(0), head[1::2].count(0)))
        return "utf16" if halves[0] == 0 and halves[1] > 0.8 * len(head) / 2 else "binary"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<table")) else "text"


def _encrypted(path: Path) -> bool:
    # An encrypted workbook is an OLE container whose directory names these streams in UTF-16.
    with path.open("rb") as file:
        content = file.read()
    return any(word.encode("utf-16-le") in content for word in ("EncryptedPackage", "EncryptionInfo"))

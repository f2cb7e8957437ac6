"""What cells of an xlsx sheet show beside their values; in the parsing child."""

from __future__ import annotations

import functools
import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from finkit.reading.cells.archive import ENTITIES, declares_entities
from finkit.reading.cells.grid import Look, address

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_WORKBOOK = "xl/workbook.xml"
_YES = ("1", "true")
_PLAIN = Look()
# Formats that a workbook names by number alone: ECMA-376, part 1, 18.8.30.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)', 6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)', 42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip


def looks(path: str, name: str) -> dict[str, Look]:
    """The `Look` of each telling cell of one sheet, by A1 address."""
    with zipfile.ZipFile(path) as file:
        parts = _Parts(file)
        sheet = parts.sheet(name)
        if not sheet:
            return {}
        notes, styles = _notes(parts, sheet), _styles(parts)
        with parts.open(sheet) as stream:
            return dict(_cells(stream, styles, notes))


class _Parts:
    """The parts of a workbook by name, in whatever case its writer spells them."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self.file = file
        self.names = {name.replace("\\", "/").lower(): name for name in file.namelist()}
        self.of_book = list(self.related(_WORKBOOK))

    def open(self, part: str) -> IO[bytes]:
        """A part as a stream; ValueError where it declares entities, KeyError where it is not there."""
        stream: Any = self.file.open(self.names[part.lower()])
        if declares_entities(stream.peek(1)):
            raise ValueError(ENTITIES)
        return stream  # type: ignore[no-any-return]

    def root(self, part: str) -> Element | None:
        """The root of a part, None where the workbook has no such part."""
        from xml.etree.ElementTree import parse

        if part.lower() not in self.names:
            return None
        with self.open(part) as stream:
            return parse(stream).getroot()

    def related(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Id, kind and part of what a part refers to."""
        folder, name = posixpath.split(part)
        root = self.root(f"{folder}/_rels/{name}.rels")
        for relation in root if root is not None else ():
            kind = relation.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            yield relation.get("Id", ""), kind, target

    def sheet(self, name: str) -> str:
        """The part of the sheet of that name, empty where there is none."""
        root = self.root(_WORKBOOK)
        targets = {key: target for key, _, target in self.of_book}
        for sheet in root.iterfind(".//{*}sheets/{*}sheet") if root is not None else ():
            if sheet.get("name") == name:
                return next((targets.get(value, "") for key, value in sheet.items() if key.endswith("}id")), "")
        return ""


def _styles(parts: _Parts) -> list[Look]:
    """What each style of the workbook shows: its number format, bold, indent."""
    part = next((target for _, kind, target in parts.of_book if kind == "styles"), "")
    root = parts.root(part)
    if root is None:
        return []
    own = {int(each.get("numFmtId", 0)): each.get("formatCode", "") for each in root.iterfind("{*}numFmts/{*}numFmt")}
    formats = _BUILT_IN | own
    bold = [_is_on(font.find("{*}b")) for font in root.iterfind("{*}fonts/{*}font")]
    found = []
    for style in root.iterfind("{*}cellXfs/{*}xf"):
        shown, font = formats.get(int(style.get("numFmtId", 0)), ""), int(style.get("fontId", 0))
        placed = style.find("{*}alignment")
        indent = 0 if placed is None else int(float(placed.get("indent", 0)))
        look = Look("" if shown == "General" else shown, "", font < len(bold) and bold[font], indent)
        found.append(look if any(look) else _PLAIN)
    return found


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get("val", "1") in _YES


def _notes(parts: _Parts, sheet: str) -> dict[str, str]:
    """The notes on the cells of a sheet, by A1 address."""
    found: dict[str, str] = {}
    for _, kind, part in parts.related(sheet):
        root = parts.root(part) if kind == "comments" else None
        for note in root.iterfind(".//{*}comment") if root is not None else ():
            told = (*note.iterfind("{*}text/{*}t"), *note.iterfind("{*}text/{*}r/{*}t"))
            found[note.get("ref", "")] = "".join(text.text or "" for text in told)
    return found


def _cells(stream: IO[bytes], styles: list[Look], notes: dict[str, str]) -> Iterator[tuple[str, Look]]:
    """The telling cells: those that hold something, or carry a note."""
    from xml.etree.ElementTree import iterparse

    hidden: set[int] = set()
    at = 0
    for _, element in iterparse(stream):
        tag = element.tag.rpartition("}")[2]
        if tag == "col" and element.get("hidden") in _YES:
            hidden |= set(range(int(element.get("min", 1)), int(element.get("max", 0)) + 1))
        if tag != "row":
            continue
        at = int(float(element.get("r", at + 1)))
        unseen, column = element.get("hidden") in _YES, 0
        space = element.tag[:-3]
        for cell in element:
            place = cell.get("r")
            column = _column(place.rstrip("0123456789")) if place else column + 1
            place = place or address(at - 1, column - 1)
            style, note = int(cell.get("s", 0)), notes.pop(place, "") if notes else ""
            formula, value = cell.find(f"{space}f") is not None, cell.findtext(f"{space}v")
            if not (note or formula or value or cell.find(f"{space}is") is not None):
                continue
            shown = styles[style] if style < len(styles) else _PLAIN
            error = value or "" if cell.get("t") == "e" else ""
            if note or formula or error or unseen or hidden or shown is not _PLAIN:
                look = Look(shown.format, note, shown.bold, shown.indent, formula, error, unseen or column in hidden)
                if look != _PLAIN:
                    yield place, look
        element.clear()
    yield from ((place, Look(note=note)) for place, note in notes.items() if note)


@functools.lru_cache(maxsize=4096)
def _column(letters: str) -> int:
    """The number of a column by its letters: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number

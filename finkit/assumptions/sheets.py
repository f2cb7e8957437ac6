"""Sheets of assumptions: rows of cells to the tables and settings of `Assumptions`, each value with its cell."""

from __future__ import annotations

import binascii
import difflib
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from finkit.assumptions import entries
from finkit.assumptions.placed import Path, Placed
from finkit.assumptions.rows import Row
from finkit.assumptions.tables import PARTS, SETTINGS_KEY, SETTINGS_SHEET, Column, Setting, columns, tables
from finkit.errors import AssumptionError
from finkit.statement.lines import fold

# A word in the first cell of a row that shows how to write one; its column's head is the same word. The number after
# it is of the row's cells, so that a row that was changed is known, whatever example finkit shows today.
EXAMPLE = "example"
_EXAMPLE = re.compile(rf"(?i){EXAMPLE}(?:\s+([0-9a-f]{{4}}))?")
# Tables that are known by their heads, whatever the sheet or file is called.
_BY_HEADS = ("prices", "usage")
_NOTES = {"note", "notes", "comment", "comments", "remark", "remarks", EXAMPLE}
_DEEPEST = 12
# How like a table's name a sheet's may be to be taken for it: Model, Planes.
_NEAR = 0.8
_ERROR = re.compile(r"#(?:REF|DIV/0|N/A|VALUE|NAME|NUM|NULL)[!?]?")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_SCALES = re.compile(r"(?i)%|\b(?:percent|thousands?|millions?|billions?|k|m|mn|mm|bn|b|000s?|[kmg]tok(?:ens)?)\b")
_SETTING = tuple(
    Column(name, "", name.capitalize(), kind, says)
    for name, kind, says in (
        ("key", "text", "The name of the setting"), ("value", "number", "Its value"), ("low", "number", "The least"),
        ("high", "number", "The most"), ("source", "text", "Where it is from"),
    )
)  # fmt: skip
_KEY_HEADS = {"setting": "key", "name": "key", "assumption": "key", "unit": ""}


@dataclass(frozen=True)
class Cells:
    """One sheet as it was read: rows of cells, "" an empty one, a date as ISO text of a class of its own.

    `place` names a cell by zero-based row and column; `unread` says of cells that look empty why they are (#REF!, a
    formula without a value); `formats` are number formats by place.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[Any]]
    place: Callable[[int, int], str]
    unread: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The sheet in words: book.xlsx, sheet Models; a file of one nameless sheet is its file."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file

    def at(self, row: int, column: int) -> str:
        """A cell in words: book.xlsx, sheet Models, B4."""
        return f"{self.name}, {self.place(row, column)}"


def mark_of(values: Iterable[Any]) -> str:
    """The mark of an example row with these cells, in any order: "example" and a number that only they give."""
    told = sorted(text for value in values if (text := _as_text(value)))
    return f"{EXAMPLE} {binascii.crc_hqx('|'.join(told).encode(), 0):04x}"


def _as_text(value: Any) -> str:
    """A cell as one text, whether a workbook or a file of text holds it."""
    text = "" if value is None else str(value).strip()
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text


def key_of(name: str, rows: Sequence[Sequence[Any]]) -> str:
    """The key of the table that a sheet holds, "settings" for the Settings sheet, "" where it holds none.

    A sheet called like a table needs two of its heads, or near-misspellings of them. One called nearly so needs the
    heads that the table cannot do without, and more heads known than unknown; so does any other sheet of prices or
    usage, with three in all. A sheet of any name is the table whose heads, five or more, are all that it has.
    """
    named = {fold(SETTINGS_SHEET): SETTINGS_KEY} | {fold(row.SHEET): key for key, row in tables().items()}
    if (wanted := fold(name)) in named:
        key = named[wanted]
        return key if _head(rows, _columns(key), near=True)[1] >= 2 else ""
    near = [named[one] for one in difflib.get_close_matches(wanted, named, 1, _NEAR)]
    if near and _fit(rows, _columns(near[0]), 2):
        return near[0]
    fits = [(n, key) for key in tables() if (n := _fit(rows, _columns(key), 3 if key in _BY_HEADS else 5))]
    whole = [(n, key) for n, key in fits if key in _BY_HEADS or _all_known(rows, _columns(key))]
    return max(whole, key=lambda fit: fit[0])[1] if whole else ""


def headless(cells: Cells) -> str:
    """What is said of a filled sheet that is called like a table and has no heads of it; empty for any other sheet."""
    key = next((key for key, row in tables().items() if fold(row.SHEET) == fold(cells.sheet)), "")
    if not key or not any(sum(str(cell).strip() != "" for cell in row) > 1 for row in cells.rows):
        return ""
    heads = ", ".join(column.head.lower() for column in columns(tables()[key]) if not column.part)
    return f"no row of heads says what its columns are: write them above the rows ({heads}), or rename the sheet"


def read(cells: Cells, key: str) -> Placed:
    """The rows or settings of a sheet that `key_of` recognised; AssumptionError names the cell that is not understood.

    Rows without a value are passed over. Values are brought to the type of their column; whether they are allowed is
    for `Assumptions.of`, which finds their cells in what this returns.
    """
    return _read_settings(cells) if key == SETTINGS_KEY else _read_table(cells, key, tables()[key])


def _read_table(cells: Cells, key: str, kind: type[Row]) -> Placed:
    heads = _heads(cells, columns(kind), f"the sheet {kind.SHEET}")
    found: list[dict[str, Any]] = []
    placed = Placed(files=[cells.file])
    for at in _filled(cells, heads):
        path: Path = (key, len(found))
        placed.cells[path] = f"{cells.name}, row {at + 1}"
        row: dict[str, Any] = {}
        for column, head in heads.held.items():
            here = (*path, head.field)
            placed.cells.setdefault(here, cells.at(at, column))
            value = _value(cells, at, column, head)
            if value is None:
                continue
            if head.range:
                placed.cells[(*here, head.part or "value")] = cells.at(at, column)
                row.setdefault(head.field, {})[head.part or "value"] = value
            else:
                row[head.field] = value
        found.append(row)
    if found:
        _required(cells, heads, columns(kind))
        placed[key] = found
        placed.cells[(key,)] = cells.name
    return placed


def _read_settings(cells: Cells) -> Placed:
    heads = _heads(cells, _SETTING, "the sheet Settings")
    where = {head.field: column for column, head in heads.held.items()}
    if "key" not in where:
        raise AssumptionError("no column is headed Key: it says what is set", place=cells.name)
    placed = Placed(files=[cells.file])
    for at in _filled(cells, heads):
        name = _value(cells, at, where["key"], _SETTING[0])
        if name is None:
            raise AssumptionError("a value without its key: name the setting", place=cells.at(at, where["key"]))
        setting = entries.setting_of(str(name))
        if setting is None:
            raise AssumptionError(entries.unknown_setting(str(name)), place=cells.at(at, where["key"]))
        _set(placed, cells, at, where, setting)
    return placed


def _set(placed: Placed, cells: Cells, at: int, where: Mapping[str, int], setting: Setting) -> None:
    """One row of Settings at its place among nested tables; a key without a value leaves the default."""
    parts = {"": setting.column} if not setting.column.range else {
        name: replace(next(c for c in _SETTING if c.field == name), head=setting.key, says=setting.column.says)
        for name in ("value", "low", "high", "source")
    }  # fmt: skip
    given = {
        part: value
        for part, column in parts.items()
        if (part or "value") in where and (value := _value(cells, at, where[part or "value"], column)) is not None
    }
    extra = [name for name in ("low", "high") if not setting.column.range and _filled_at(cells, at, where.get(name))]
    if extra:
        problem = f"{setting.key} is one value and has no {extra[0]}"
        raise AssumptionError(problem, place=cells.at(at, where[extra[0]]))
    if not given:
        return
    if setting.path in placed.cells:
        problem = f"{setting.key} is set a second time: it is in {placed.cells[setting.path]} too"
        raise AssumptionError(problem, place=cells.at(at, where["key"]))
    into: dict[str, Any] = placed
    for part in setting.path[:-1]:
        into = into.setdefault(part, {})
    into[setting.path[-1]] = given if setting.column.range else given[""]
    placed.cells[setting.path] = cells.at(at, where.get("value", where["key"]))
    for part in given.keys() - {""}:
        placed.cells[(*setting.path, part)] = cells.at(at, where[part])


@dataclass(frozen=True)
class _Heads:
    """The row of heads and, by column of the sheet, what each stands for; `notes` are columns of remarks."""

    row: int
    held: Mapping[int, Column]
    notes: frozenset[int]
    example: int | None


def _heads(cells: Cells, wanted: tuple[Column, ...], whose: str) -> _Heads:
    """The heads of a sheet; AssumptionError for one that is unknown or there twice, and for cells under none.

    An unknown head over empty cells says nothing and is passed over, unless it looks like a known one misspelt.
    """
    row, _ = _head(cells.rows, wanted, near=True)
    known, held, notes = _names(wanted), dict[int, Column](), set[int]()
    marks = (c for c, cell in enumerate(cells.rows[row]) if _plain(str(cell)) == EXAMPLE and EXAMPLE not in known)
    example = next(marks, None)
    own = [r for r in range(row + 1, len(cells.rows)) if not _is_example(cells, r, example)]
    for column, cell in enumerate(cells.rows[row]):
        text = str(cell).strip()
        name = _plain(text)
        if name in _NOTES and name not in known:
            notes.add(column)
            continue
        below = next((r for r in own if _filled_at(cells, r, column)), None)
        if below is None and name not in known and not difflib.get_close_matches(name, known, 1, _NEAR):
            continue
        if name and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {known[near[0]].head.lower()}?" if near else "there are " + ", ".join(
                column.head.lower() for column in wanted if not column.part
            ) + "; a column of remarks is headed Note"  # fmt: skip
            raise AssumptionError(f"unknown column {text!r}: {hint}", place=cells.at(row, column))
        if not name and below is not None:
            problem = f"{cells.rows[below][column]!r} has no head above it: name its column"
            raise AssumptionError(problem, place=cells.at(below, column))
        head = known[name]
        twice = next((c for c, other in held.items() if other == head), None)
        if twice is not None:
            problem = f"the column {text!r} is there twice: {cells.place(row, twice)} is one already"
            raise AssumptionError(problem, place=cells.at(row, column))
        _no_scale(cells, row, column, text, head)
        held[column] = head
    return _Heads(row, held, frozenset(notes), example)


def _no_scale(cells: Cells, row: int, column: int, text: str, head: Column) -> None:
    """AssumptionError where a head's brackets name a unit that would multiply its figures."""
    told = [word for bracket in _BRACKETS.findall(text) for word in _SCALES.findall(bracket)]
    own = {word.lower() for word in _SCALES.findall(f"{head.head} {head.says}")}
    if head.kind in ("number", "whole") and any(word.lower() not in own for word in told):
        rule = "write 0.25 or 25% in the cells" if told[0] in ("%", "percent") else f"write what is asked: {head.says}"
        raise AssumptionError(f"the head {text!r} gives a unit of its own: {rule}", place=cells.at(row, column))


def _filled(cells: Cells, heads: _Heads) -> Iterator[int]:
    """The rows below the heads that hold a value, without the examples; AssumptionError for an edited example.

    A row that is marked without a number, by hand or in a book of an earlier finkit, is an example as it stands.
    """
    for at in range(heads.row + 1, len(cells.rows)):
        if not any(_filled_at(cells, at, column) for column in heads.held):
            continue
        if not _is_example(cells, at, heads.example):
            yield at
            continue
        mark, row = heads.example or 0, cells.rows[at]
        shown = [cell for column, cell in enumerate(row) if column != mark and column not in heads.notes]
        if fold(str(row[mark])) not in (EXAMPLE, mark_of(shown)):
            problem = f"the row is marked {EXAMPLE} and has been changed: clear this cell to have it read"
            raise AssumptionError(problem, place=cells.at(at, mark))


def _is_example(cells: Cells, at: int, mark: int | None) -> bool:
    """Whether a row is marked as an example in the column of marks."""
    return (
        mark is not None
        and _filled_at(cells, at, mark)
        and _EXAMPLE.fullmatch(str(cells.rows[at][mark]).strip()) is not None
    )


def _required(cells: Cells, heads: _Heads, wanted: tuple[Column, ...]) -> None:
    held = {head.field for head in heads.held.values()}
    for column in wanted:
        if column.required and column.field not in held:
            says = f": {column.says}" if column.says else ""
            raise AssumptionError(f"no column {column.head.lower()!r}{says}", place=cells.name)


def _value(cells: Cells, at: int, column: int, head: Column) -> Any:
    """The value of a cell in the type of its column; None for an empty one."""
    place = cells.place(at, column)
    if place in cells.unread:
        raise AssumptionError(f"{head.head.lower()}: {cells.unread[place]}", place=cells.at(at, column))
    if not _filled_at(cells, at, column):
        return None
    if _ERROR.fullmatch(str(cells.rows[at][column]).strip()):
        raise AssumptionError(f"{head.head.lower()}: error {cells.rows[at][column]}", place=cells.at(at, column))
    try:
        return entries.value(cells.rows[at][column], head, cells.formats.get(place, ""))
    except ValueError as error:
        cell = cells.rows[at][column]
        written = (f"{cell:.15g}" if isinstance(cell, float) else str(cell))[:80]
        raise AssumptionError(f"{head.head.lower()} = {written!r}: {error}", place=cells.at(at, column)) from None


def _filled_at(cells: Cells, at: int, column: int | None) -> bool:
    if column is None or column >= len(cells.rows[at]):
        return False
    return str(cells.rows[at][column]).strip() != "" or cells.place(at, column) in cells.unread


def _head(rows: Sequence[Sequence[Any]], wanted: tuple[Column, ...], *, near: bool = False) -> tuple[int, int]:
    """The row that holds most heads of `wanted`, and how many."""
    known = _names(wanted)

    def count(row: Sequence[Any]) -> int:
        names = {_plain(cell) for cell in row if isinstance(cell, str)} - {""}
        return sum(name in known or bool(near and difflib.get_close_matches(name, known, 1, _NEAR)) for name in names)

    counts = [count(row) for row in rows[:_DEEPEST]]
    most = max(counts, default=0)
    return (counts.index(most) if most else 0), most


def _columns(key: str) -> tuple[Column, ...]:
    return _SETTING if key == SETTINGS_KEY else columns(tables()[key])


def _all_known(rows: Sequence[Sequence[Any]], wanted: tuple[Column, ...]) -> bool:
    """Whether every head of the sheet is one of the table's, or of notes."""
    known = _names(wanted)
    names = {_plain(str(cell)) for cell in rows[_head(rows, wanted)[0]]} - {""}
    return all(name in known or name in _NOTES for name in names)


def _fit(rows: Sequence[Sequence[Any]], wanted: tuple[Column, ...], least: int) -> int:
    """How many heads of a table the rows hold, 0 where they need not be that table: fewer than `least`, others more."""
    at, n = _head(rows, wanted)
    known = _names(wanted)
    named = [name for cell in (rows[at] if rows else ()) if (name := _plain(str(cell)))]
    held = {known[name].field for name in named if name in known}
    whole = all(column.field in held for column in wanted if column.required)
    return n if whole and n >= least and 2 * n > len(named) else 0


@functools.cache
def _names(wanted: tuple[Column, ...]) -> Mapping[str, Column]:
    """Columns by every name that a head may give them."""
    found: dict[str, Column] = {}
    for column in wanted:
        for name in (column.head, f"{column.field} {column.part}"):
            found.setdefault(_plain(name), column)
    if wanted is _SETTING:
        found |= {other: found[name] for other, name in _KEY_HEADS.items() if name}
    return found


def _plain(head: str) -> str:
    """A head without case, punctuation and what stands in brackets, but for (low), (high) and (source)."""
    return fold(_BRACKETS.sub(lambda found: f" {found[1] if fold(found[1]) in PARTS else ''} ", head))

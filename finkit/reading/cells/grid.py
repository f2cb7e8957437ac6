"""Sheets of cells, and how they cross from the parsing child to the parent; nothing heavy is imported."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple

Cell = Any  # str ("" is empty), float, bool, or Day


class Day(str):
    """A date cell, as ISO text."""

    __slots__ = ()


class Sheet(NamedTuple):
    """One sheet: rows of cells from A1 on, empty leading rows and columns kept.

    `merged` holds the merged ranges, zero-based and inclusive: first row, first column, last row, last column.
    `separator` is what keeps the columns of a text file apart. `places` says where a cell stands in a file that is no
    grid (a web page), by zero-based row and column.
    """

    name: str
    rows: list[list[Cell]]
    visible: bool = True
    merged: tuple[tuple[int, int, int, int], ...] = ()
    places: Mapping[tuple[int, int], str] | None = None
    separator: str = ""

    def place(self, row: int, column: int) -> str:
        """Where the cell at zero-based `row` and `column` stands: its A1 address, or its place in the page."""
        return address(row, column) if self.places is None else self.places.get((row, column), "")


class Look(NamedTuple):
    """What a cell shows beside its value: number format, note, bold, indent, formula, error (#REF!), hidden."""

    format: str = ""
    note: str = ""
    bold: bool = False
    indent: int = 0
    formula: bool = False
    error: str = ""
    hidden: bool = False


def address(row: int, column: int) -> str:
    """The A1 address of zero-based `row` and `column`."""
    return f"{letters(column)}{row + 1}"


@functools.lru_cache(maxsize=4096)
def letters(column: int) -> str:
    """The letters of a zero-based column: A, Z, AA."""
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def packed(sheet: Sheet) -> list[Any]:
    """In the child: a sheet as JSON can hold it, but for its dates."""
    places = None if sheet.places is None else [[*at, place] for at, place in sheet.places.items()]
    return [sheet.name, sheet.rows, sheet.visible, sheet.merged, places]


def unpacked(held: list[Any]) -> Sheet:
    """In the parent: the inverse of `packed`."""
    name, rows, visible, merged, places = held
    found = None if places is None else {(row, column): place for row, column, place in places}
    return Sheet(name, rows, visible, tuple(map(tuple, merged)), found)


def jsonable(value: Any) -> Any:
    """In the child: dates as {"d": ISO text}; times and durations as text."""
    iso = getattr(value, "isoformat", None)
    if iso is None:
        return str(value)
    text: str = iso()
    if len(text) >= 10 and text[4] == "-":
        return {"d": text[:10] if text.endswith("T00:00:00") else text}
    return text


def revive(pair: dict[str, Any]) -> Any:
    """In the parent: the inverse of `jsonable`, as an object hook."""
    return Day(pair["d"]) if len(pair) == 1 and "d" in pair else pair

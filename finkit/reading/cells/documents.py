"""JSON files: the document, and as sheets where it is a list of flat records or a frame as pandas writes it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from finkit.errors import ReadError
from finkit.reading.cells import encoding
from finkit.reading.cells.grid import Cell, Day, Sheet
from finkit.reading.cells.guard import Limits

_PLAIN = (str, int, float, bool, type(None))
_DAY_MS = 86_400_000
_DATED = re.compile(r"(19|20)\d\d")
Names = Sequence[Any]


class Places(Mapping[tuple[int, int], str]):
    """The places of a table's cells below its header, made when asked for: they outnumber those that are.

    `pattern` holds {row} and {column}, filled from the names of rows and columns; a column named None has no place.
    """

    def __init__(self, pattern: str, rows: Names, columns: Names) -> None:
        self._pattern, self._rows, self._columns = pattern, rows, columns

    def __getitem__(self, at: tuple[int, int]) -> str:
        row, column = at
        if not (0 < row <= len(self._rows) and 0 <= column < len(self._columns)) or self._columns[column] is None:
            raise KeyError(at)
        return self._pattern.format(row=self._rows[row - 1], column=self._columns[column])

    def __iter__(self) -> Iterator[tuple[int, int]]:
        columns = [column for column, name in enumerate(self._columns) if name is not None]
        return ((row + 1, column) for row in range(len(self._rows)) for column in columns)

    def __len__(self) -> int:
        return len(self._rows) * sum(name is not None for name in self._columns)


def document(path: Path, limits: Limits | None = None) -> Any:
    """The parsed JSON of a file; NaN and Infinity are None. ReadError where it is no JSON, too deep or too large."""
    limits = limits or Limits()
    content = path.read_bytes()
    # Each value costs a comma or a bracket, so there cannot be more of them.
    values = sum(content.count(mark) for mark in (b",", b"[", b"{"))
    if values > limits.cells:
        problem = f"it holds about {values:,} values, more than the limit of {limits.cells:,}"
        raise ReadError(path.name, problem, remedy="keep only the statement")
    try:
        return json.loads(encoding.decode(content), parse_constant=lambda token: None)
    except RecursionError:
        raise ReadError(path.name, "its JSON is nested too deep", remedy="keep only the statement") from None
    except ValueError as error:
        raise ReadError(path.name, f"it is no JSON ({error})", remedy="save or download it again") from None


def sheets(parsed: Any) -> list[Sheet]:
    """The tables of a parsed document, each with a header row; [] where it holds none.

    A list of flat records; a dict that holds such lists, whose own texts (currency, symbol) become columns; or a
    frame of pandas with orient records, split, index or columns. Places are like `$[3].revenue`.
    """
    if _are_records(parsed):
        return [_of_records("", parsed, "$", {})]
    if not isinstance(parsed, dict):
        return []
    if {"columns", "data"} <= parsed.keys():
        return _of_split(parsed)
    held = {key: value for key, value in parsed.items() if _are_records(value)}
    if held:
        shared = {key: value for key, value in parsed.items() if isinstance(value, str)}
        return [_of_records(key, value, f"$.{key}", shared) for key, value in held.items()]
    if parsed and all(isinstance(inner, dict) and inner and _are_plain(inner.values()) for inner in parsed.values()):
        return [_of_frame(parsed)]
    return []


def _of_records(name: str, records: list[dict[str, Any]], root: str, shared: dict[str, str]) -> Sheet:
    fields = list(dict.fromkeys(field for record in records for field in record))
    shared = {key: text for key, text in shared.items() if key not in fields}
    rows: list[list[Cell]] = [[*fields, *shared]]
    rows += [[*(_cell(record.get(field)) for field in fields), *shared.values()] for record in records]
    pattern = root.replace("{", "{{").replace("}", "}}") + "[{row}].{column}"
    return Sheet(name, rows, places=Places(pattern, range(len(records)), [*fields, *(None for _ in shared)]))


def _of_split(parsed: dict[str, Any]) -> list[Sheet]:
    columns, data, index = parsed["columns"], parsed["data"], parsed.get("index")
    if not (isinstance(data, list) and _is_plain_list(columns)):
        return []
    if not all(_is_plain_list(row) and len(row) == len(columns) for row in data):
        return []
    named = _named(index) if isinstance(index, list) and len(index) == len(data) else [""] * len(data)
    return [_table(named, _named(columns), data, Places("$.data[{row}][{column}]", range(len(data)), _below(columns)))]


def _below(columns: Names) -> Names:
    return [None, *range(len(columns))]


def _of_frame(parsed: dict[str, dict[str, Any]]) -> Sheet:
    """A dict of dicts: dates go across where one level alone is dated, else the outer names, as pandas has it."""
    outer, inner = list(parsed), list(dict.fromkeys(key for values in parsed.values() for key in values))
    if _dated(inner) and not _dated(outer):
        data = [[parsed[row].get(column) for column in inner] for row in outer]
        return _table(_named(outer), _named(inner), data, Places("$.{row}.{column}", outer, [None, *inner]))
    data = [[parsed[column].get(row) for column in outer] for row in inner]
    return _table(_named(inner), _named(outer), data, Places("$.{column}.{row}", inner, [None, *outer]))


def _table(rows: list[Cell], columns: list[Cell], data: list[list[Any]], places: Places) -> Sheet:
    cells = [[name, *map(_cell, values)] for name, values in zip(rows, data, strict=True)]
    return Sheet("", [["", *columns], *cells], places=places)


def _are_records(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 0
        and all(isinstance(record, dict) and record and _are_plain(record.values()) for record in value)
    )


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list) and _are_plain(value)


def _are_plain(values: Any) -> bool:
    return all(isinstance(value, _PLAIN) for value in values)


def _cell(value: Any) -> Cell:
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return str(value)
    return "" if value is None or (isinstance(value, float) and not math.isfinite(value)) else value


def _named(names: Names) -> list[Cell]:
    """Names of an axis as cells; days that pandas wrote as milliseconds since 1970 are days again."""
    if names and all(_is_epoch(name) for name in names):
        return [Day(datetime.fromtimestamp(int(name) / 1000, UTC).date().isoformat()) for name in names]
    return ["" if name is None else str(name) for name in names]


def _dated(names: Names) -> bool:
    return all(_is_epoch(name) or _DATED.search(str(name)) for name in names)


def _is_epoch(name: Any) -> bool:
    text = str(name)
    return text.isascii() and text.isdigit() and 12 <= len(text) <= 13 and int(text) % _DAY_MS == 0

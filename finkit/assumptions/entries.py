"""What stands in one cell: a value in the type of its column, an example, the setting that a key names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from finkit.assumptions.ranges import Range
from finkit.assumptions.rows import Row
from finkit.assumptions.settings import Assumptions
from finkit.assumptions.tables import Column, Setting, columns, settings, shape
from finkit.statement.lines import fold

DATE = "write a date such as 2025-08-07"
# Thousands may stand apart by commas, blanks or apostrophes, one kind in a number.
_NUMBER = re.compile(
    r"([-−+]?)\s*(\d{1,3}(?:([,'’ \u2009\u202f])\d{3}(?:\3\d{3})*)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(e[+-]?\d+)?\s*(%?)",
    re.I,
)
_DATES = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%Y/%m/%d")
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def value(cell: Any, column: Column, number_format: str = "") -> Any:
    """A filled cell as the type of its column; ValueError says what to write.

    Numbers may be text: 1,200, 1 200 or 25%. Dates are ISO text, or name their month; a date cell in a column of text
    is its month where its format shows no day. A word that is none of the choices is left for the row to refuse.
    """
    if column.kind == "text":
        return _text(cell, number_format)
    if column.kind == "date":
        return _date(cell)
    if column.kind in ("number", "whole"):
        return _number(cell, column)
    word = _text(cell, number_format)
    if column.kind == "flag":
        if word.lower() not in _YES:
            raise ValueError("write yes or no")
        return _YES[word.lower()]
    same = [choice for choice in column.choices if fold(choice) == fold(word)]
    return same[0] if same else word


def example(rows: type[Row], n: int) -> Mapping[str, Any]:
    """The `n`th example row of a table as its cells hold it, by field and part; empty where no field has that many."""
    found: dict[str, Any] = {}
    for column in columns(rows):
        if n >= len(column.examples):
            continue
        given = column.examples[n]
        parts = given if isinstance(given, Mapping) else {"value": given}
        for part, one in parts.items():
            name = column.field if part == "value" else f"{column.field} {part}"
            found[name] = one if part == "source" else value(one, column) if one != "" else None
    return {name: one for name, one in found.items() if one is not None}


def setting_of(key: str) -> Setting | None:
    """The setting that a key names, tolerant of case and spaces; of an open table any key: `missing.FY2024.revenue`."""
    named = fold(key.replace(".", " "))
    for setting in settings():
        if named in (fold(setting.key.replace(".", " ")), fold(setting.column.head)):
            return setting
    return _in_open_table(Assumptions, tuple(part.strip() for part in key.split(".")), ())


def unknown_setting(key: str) -> str:
    """What is said of a key that names nothing, with the nearest that does."""
    known = {fold(setting.key.replace(".", " ")): setting.key for setting in settings()}
    near = difflib.get_close_matches(fold(key.replace(".", " ")), known, 1)
    return f"unknown setting {key!r}: " + (f"did you mean {known[near[0]]}?" if near else f"there are {_list(known)}")


def _list(known: Mapping[str, str]) -> str:
    return ", ".join(known.values())


def _in_open_table(kind: Any, rest: tuple[str, ...], path: tuple[str, ...]) -> Setting | None:
    """The setting at `rest` where a table on the way takes any key, such as lines or periods."""
    if isinstance(kind, type) and issubclass(kind, BaseModel) and not issubclass(kind, Range):
        name = fold(rest[0]).replace(" ", "_") if rest else ""
        if name not in kind.model_fields:
            return None
        return _in_open_table(shape(kind.model_fields[name].annotation)[0], rest[1:], (*path, name))
    if get_origin(kind) is dict:
        return _in_open_table(shape(get_args(kind)[1])[0], rest[1:], (*path, rest[0])) if rest else None
    if rest or get_origin(kind) is tuple:
        return None
    ranged = isinstance(kind, type) and issubclass(kind, Range)
    word = "number" if ranged or kind in (int, float) else "text"
    return Setting(path, Column(path[-1], "", path[-1], word, range=ranged))


def _number(cell: Any, column: Column) -> float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    found = _NUMBER.fullmatch(str(cell).strip().replace("\u00a0", " "))
    if found is None:
        shown = next((f"{one:.15g}" for one in column.examples if isinstance(one, int | float)), "0.25 or 25%")
        raise ValueError(f"write a number alone, such as {shown}" + (f": {column.says}" if column.says else ""))
    size = float(found[2].replace(found[3] or ",", "") + (found[4] or ""))
    return (-size if found[1] in ("-", "−") else size) / (100 if found[5] else 1)


def _date(cell: Any) -> date:
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        text = cell.strip()
        for pattern in ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", *_DATES):
            try:
                return datetime.strptime(text, pattern).date()
            except ValueError:
                continue
    raise ValueError(DATE)


def _text(cell: Any, number_format: str) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return f"{cell:.15g}"
    text = str(cell).strip()
    shows_month = number_format and "d" not in number_format.lower() and re.search("[my]", number_format.lower())
    # A spreadsheet makes a date of 2025-06 and shows it as a month.
    return text[:7] if shows_month and re.fullmatch(r"\d{4}-\d\d-01", text) else text

"""Refusals: what pydantic finds wrong with assumptions, as one line that names place, value and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from finkit.assumptions.placed import Path, Placed
from finkit.assumptions.ranges import OrderError, Range
from finkit.assumptions.rows import Row, RowError
from finkit.errors import AssumptionError, one_line

_RANGE = 'write a number, or { value = 18, low = 12, high = 24, source = "..." }'
_WORDS = {"string_type": "write it as text, in quotes", "finite_number": "give a finite number",
          "float_parsing": "write a number", "float_type": "write a number", "int_parsing": "write a whole number",
          "int_from_float": "write a whole number", "int_type": "write a whole number"}  # fmt: skip
_BOUNDS = {"greater_than_equal": "give {ge:g} or more", "greater_than": "give a number above {gt:g}",
           "less_than_equal": "give {le:g} or less", "less_than": "give a number below {lt:g}"}  # fmt: skip
_LONGEST = 80


def refusal(found: ValidationError, given: Mapping[str, Any], where: str, model: type[BaseModel]) -> AssumptionError:
    """The first error on `given`, put under the cell it came from, or under `where` and the key.

    A row of a table is named as TOML writes it, counted from 1: `[[assumptions.plans]] 2: price = -5`. A key that is
    unknown comes before one that is missing: it is mostly the same, misspelt.
    """
    errors: list[Any] = list(found.errors())
    error = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
    path, message = _path(error), _message(error, model)
    if error["type"] == "extra_forbidden":
        return _unknown(path, given, where, model)
    if error["type"] == "missing" and not _is_range(model, path[:-1]):
        column = _column(path) if _cell(path, given) else _words(path[-1:])
        says = _field_says(model, path)
        return AssumptionError(f"{column} is missing" + (f": {says}" if says else ""), place=_place(path, given, where))
    written, known = _written(given, path)
    if message == _RANGE and _cell(known, given):
        message = "write low and high, or a value alone"
    name = _name(known, given)
    if isinstance(written, Mapping) and _is_row(model, known):
        return AssumptionError(message, place=_place(known, given, where))
    if other := _other_cell(error, known, given):
        message, known = f"{message} in {other}", (*known, error["ctx"]["error"].part)
    in_parts = isinstance(written, Mapping) and _cell(known, given)
    held = "" if written is None or in_parts else f" = {_shown(written)}"
    return AssumptionError(f"{name}{held}: {message}", place=_place(known, given, where))


def _shown(written: Any) -> str:
    """A value as its writer wrote it."""
    text = str(written) if isinstance(written, date) else f"{written:.15g}" if type(written) is float else repr(written)
    return one_line(text)[:_LONGEST]


def _path(error: Any) -> Path:
    """Where the error is: as pydantic says, or as the rule across rows says that was broken."""
    path: Path = tuple(error["loc"])
    broken = error.get("ctx", {}).get("error")
    if not isinstance(broken, RowError):
        return path
    if broken.row is None:
        return (*path, broken.field)
    return (*path[:2], broken.field) if len(path) > 1 else (broken.table or path[0], broken.row, broken.field)


def _message(error: Any, model: type[BaseModel]) -> str:
    kind, path = error["type"], tuple(error["loc"])
    if kind.startswith("date_"):
        return "write a date such as 2025-08-07"
    if kind == "tuple_type" or (kind == "model_type" and _is_row(model, path)):
        return f"write [[assumptions.{path[0]}]] above the values of each row"
    if kind == "model_type" and not _is_range(model, path):
        return f"write [assumptions.{path[0]}], then key = value lines"
    if kind in ("model_type", "missing", "dict_type"):
        return _RANGE
    return plain(error)


def plain(error: Any) -> str:
    """What pydantic says of one value, as finkit says it: give 0 or more, give a number above 0, give a, b or c."""
    kind, bounds = error["type"], error.get("ctx", {})
    if kind in _BOUNDS:
        return str(_BOUNDS[kind].format(**bounds))
    if kind == "string_pattern_mismatch" and "[A-Z]{3}" in bounds["pattern"]:
        return "give an ISO code such as USD"
    if kind == "string_too_long":
        return f"give {bounds['max_length']} characters or fewer"
    if kind == "literal_error":
        return f"give {bounds['expected']}".replace("'', ", "").replace("'", "")
    return _WORDS.get(kind) or one_line(error["msg"]).removeprefix("Value error, ")


def _unknown(path: Path, given: Mapping[str, Any], where: str, model: type[BaseModel]) -> AssumptionError:
    fields = _fields(model, path[:-1])
    allowed = list(fields)
    # A key may be written as the head of its column: from, where the field is start.
    named = {(field.title or "").lower(): name for name, field in fields.items()} | {name: name for name in allowed}
    near = difflib.get_close_matches(str(path[-1]).lower(), named, 1)
    hint = f"did you mean {named[near[0]]}? " if near else ""
    problem = f"unknown key {_name(path, given)}; {hint}allowed: {', '.join(allowed)}"
    return AssumptionError(problem, place=_place(path, given, where))


def _written(given: Mapping[str, Any], path: Path) -> tuple[Any, Path]:
    """What was written at `path`, or at the last part of it that the user wrote: a number is its own range."""
    written: Any = given
    for n, part in enumerate(path):
        if isinstance(part, int):
            if not isinstance(written, list | tuple) or part >= len(written):
                return written, path[:n]
        elif not isinstance(written, Mapping) or part not in written:
            if part in ("low", "high") and isinstance(written, Mapping) and "value" in written:
                return written["value"], (*path[:n], "value")
            # A field of a row that is not there is still the row's to name.
            inside = isinstance(written, Mapping) and n > 1 and isinstance(path[n - 1], int)
            return (None, path[: n + 1]) if inside else (written, path[:n])
        written = written[part]
    return written, path


def _name(path: Path, given: Mapping[str, Any]) -> str:
    """The key as its writer knows it: a column's words where it stands in a sheet, else keys joined by points."""
    row = len(path) > 1 and isinstance(path[1], int)
    inside = (path[2:] or path[:1]) if row else path
    if _cell(path, given):
        return _column(path) if row else ".".join(str(part) for part in inside if part != "value")
    return ".".join(map(str, inside)) or "table"


def _column(path: Path) -> str:
    """The value of a row as the head of its column has it: From, Cost per Mtok low."""
    from finkit.assumptions.tables import tables

    field = tables()[str(path[0])].model_fields.get(str(path[2])) if len(path) > 2 else None
    if field is None or not field.title:
        return _words(path[2:] or path[:1])
    return f"{field.title.lower()} {_words(path[3:])}".strip()


def _words(path: Path) -> str:
    return " ".join(str(part).replace("_", " ") for part in path if part != "value")


def _other_cell(error: Any, path: Path, given: Mapping[str, Any]) -> str:
    """The cell, without its sheet, of the part of a range that another part cannot stand with."""
    broken = error.get("ctx", {}).get("error")
    return _cell((*path, broken.other), given).rpartition(", ")[2] if isinstance(broken, OrderError) else ""


def _cell(path: Path, given: Mapping[str, Any]) -> str:
    return given.cell(path)[0] if isinstance(given, Placed) else ""


def _place(path: Path, given: Mapping[str, Any], where: str) -> str:
    """The cell, else the TOML file and table with the number of the row, counted from 1."""
    if cell := _cell(path, given):
        return cell
    table = given.tables.get(str(path[0]), where) if isinstance(given, Placed) and path else where
    if len(path) > 1 and isinstance(path[1], int):
        row = f"[[assumptions.{path[0]}]] {path[1] + 1}"
        head = table.removesuffix("[assumptions]").removesuffix(": ")
        return f"{head}: {row}" if head else row
    return table


def _annotation(model: Any, path: Path) -> Any:
    """The type of what stands at `path` in `model`; None where the path leads nowhere."""
    from finkit.assumptions.tables import shape

    kind = shape(model)[0]
    for part in path:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = kind.model_fields[str(part)].annotation if part in kind.model_fields else None
        elif get_origin(kind) in (tuple, dict):
            kind = get_args(kind)[0 if get_origin(kind) is tuple else 1]
        else:
            kind = None
        kind = shape(kind)[0]
    return kind


def _fields(model: type[BaseModel], path: Path) -> Mapping[str, Any]:
    kind = _annotation(model, path)
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}


def _field_says(model: type[BaseModel], path: Path) -> str:
    field = _fields(model, path[:-1]).get(str(path[-1]))
    return str(field.description or "") if field is not None else ""


def _is_range(model: type[BaseModel], path: Path) -> bool:
    kind = _annotation(model, path)
    return isinstance(kind, type) and issubclass(kind, Range)


def _is_row(model: type[BaseModel], path: Path) -> bool:
    kind = _annotation(model, path)
    return isinstance(kind, type) and issubclass(kind, Row)

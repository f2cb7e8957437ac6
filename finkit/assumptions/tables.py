"""What may be assumed, as tables: the rows that `Assumptions` holds and their columns, and its settings by key."""

from __future__ import annotations

import functools
import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from finkit.assumptions.ranges import Range
from finkit.assumptions.rows import Row
from finkit.assumptions.settings import SETTINGS, Assumptions

SETTINGS_SHEET, SETTINGS_KEY = "Settings", "settings"
PARTS = ("low", "high", "source")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an input sheet: a field, or one part (low, high, source) of a field with a range.

    `kind` is text, number, whole, date, choice or flag; `least` and `most` are bounds of numbers, with whether the
    bound itself is allowed.
    """

    field: str
    part: str
    head: str
    kind: str
    says: str = ""
    choices: tuple[str, ...] = ()
    least: tuple[float, bool] | None = None
    most: tuple[float, bool] | None = None
    required: bool = False
    examples: tuple[Any, ...] = ()
    range: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One scalar that may be set: its path of keys, how it is written, and its default."""

    path: tuple[str, ...]
    column: Column
    default: Any = None

    @property
    def key(self) -> str:
        """The path as the Settings sheet writes it: adoption.share_at_once."""
        return ".".join(self.path)


@functools.cache
def tables(model: type[BaseModel] = Assumptions) -> dict[str, type[Row]]:
    """The classes of rows by key, as `model` holds them in tuples."""
    found = {}
    for key, field in model.model_fields.items():
        rows = [arg for arg in get_args(field.annotation) if isinstance(arg, type) and issubclass(arg, Row)]
        if get_origin(field.annotation) is tuple and rows:
            found[key] = rows[0]
    return found


@functools.cache
def columns(rows: type[Row]) -> tuple[Column, ...]:
    """The columns of a table in the order of its fields; the source of the row comes last."""
    fields = dict(rows.model_fields)
    fields |= {"source": fields.pop("source")}
    return tuple(column for name, field in fields.items() for column in _columns(name, field))


@functools.cache
def settings(model: type[BaseModel] = Assumptions) -> tuple[Setting, ...]:
    """Every scalar of `model` and of the models in it, and the switches; tables with keys of their own are left out."""
    return tuple(_settings(model, ()))


def shape(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type that an annotation is of, without None and Annotated, and the constraints met on the way."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        found, more = shape(inner)
        return found, (*_constraints(metadata), *more)
    if get_origin(annotation) in (Union, types.UnionType):
        kept = [arg for arg in get_args(annotation) if arg is not type(None)]
        return shape(kept[0]) if len(kept) == 1 else (annotation, ())
    return annotation, ()


def _settings(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[Setting]:
    for name, field in model.model_fields.items():
        kind, _ = shape(field.annotation)
        here = (*path, name)
        if _is(kind, BaseModel) and not _is(kind, Range):
            yield from _settings(kind, here)
        elif here == ("treatments",):
            yield from (
                Setting((*here, key), Column(key, "", key, "choice", "How it is booked", choices))
                for key, choices in SETTINGS.items()
            )
        elif get_origin(kind) not in (tuple, dict):
            yield Setting(here, next(iter(_columns(name, field))), field.get_default())


def _columns(name: str, field: FieldInfo) -> Iterator[Column]:
    """The column of a field; of a field with a range, four."""
    kind, metadata = shape(field.annotation)
    head = field.title or name.replace("_", " ").capitalize()
    examples = tuple(field.examples or ())
    says = field.description or (_first_line(kind) if _is(kind, Range) else "")
    if not _is(kind, Range):
        least, most = _bounds([*_constraints(field.metadata), *metadata])
        word, choices = _kind(kind)
        yield Column(name, "", head, word, says, choices, least, most, field.is_required(), examples)
        return
    least, most = _bounds(_constraints(kind.model_fields["low"].metadata))
    yield Column(name, "", head, "number", says, (), least, most, field.is_required(), examples, range=True)
    for part in PARTS:
        word = "text" if part == "source" else "number"
        bounds = (None, None) if part == "source" else (least, most)
        yield Column(name, part, f"{head} {part}", word, _part_says(head, part), (), *bounds, range=True)


def _part_says(head: str, part: str) -> str:
    name = head.lower()
    return f"Where {name} is from" if part == "source" else f"The {'least' if part == 'low' else 'most'} {name} may be"


def _first_line(kind: Any) -> str:
    return str(kind.__doc__ or "").split("\n")[0].removesuffix(".")


def _kind(kind: Any) -> tuple[str, tuple[str, ...]]:
    if get_origin(kind) is Literal:
        return "choice", tuple(map(str, get_args(kind)))
    return {float: "number", int: "whole", date: "date", bool: "flag"}.get(kind, "text"), ()


def _constraints(metadata: Any) -> tuple[Any, ...]:
    """Constraints, those inside a Field among them."""
    return tuple(one for held in metadata for one in (held.metadata if isinstance(held, FieldInfo) else [held]))


def _bounds(metadata: Any) -> tuple[tuple[float, bool] | None, tuple[float, bool] | None]:
    """The least and the most that constraints allow, each with whether it is allowed itself."""
    found: list[tuple[float, bool] | None] = []
    for bounds in ((("ge", True), ("gt", False)), (("le", True), ("lt", False))):
        held = [
            (float(getattr(one, name)), itself) for name, itself in bounds for one in metadata if hasattr(one, name)
        ]
        found.append(held[0] if held else None)
    return found[0], found[1]


def _is(kind: Any, wanted: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, wanted)

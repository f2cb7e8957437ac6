"""The `[reading]` table of NAME.finkit.toml: what reading got wrong; it wins over every guess."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from finkit.errors import ReadError
from finkit.reading.texts import scale
from finkit.statement.fact import Facts
from finkit.statement.lines import fold, taxonomy
from finkit.statement.period import Period, is_date, months_between, parse_period

KEYS = ("sheet", "header", "labels", "scale", "currency", "sign", "lines", "periods", "scales", "leave_rows",
        "leave_columns")  # fmt: skip
SIGNS = ("costs negative", "costs positive")
SAID = "as the sidecar says"
LEFT_OUT = f"unmapped: the row is left out {SAID}"
_ROW = re.compile(r"[A-Z]{1,3}(\d+)")


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the user says of a file's reading; empty where nothing is said.

    `header` holds the first and last header row and `leave_rows` rows, all zero-based; `labels`, `periods`, `scales`
    and `leave_columns` zero-based columns. `lines` gives a line's id (empty: none) by folded label.
    """

    file: str = ""
    sheets: tuple[str, ...] = ()
    header: tuple[int, int] | None = None
    labels: int | None = None
    scale: float | None = None
    currency: str = ""
    sign: str = ""
    lines: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[int, Period] = field(default_factory=dict)
    scales: Mapping[int, float] = field(default_factory=dict)
    leave_rows: frozenset[int] = frozenset()
    leave_columns: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.file)

    def line_of(self, label: str) -> str | None:
        """The line said for a label: empty where it is to be none, None where nothing is said."""
        return self.lines.get(fold(label)) if self.lines else None


def of(file: str, table: Mapping[str, Any]) -> Corrections:
    """The corrections of a `[reading]` table; ReadError names the key and what is allowed."""
    for key in table:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(KEYS)}"
            raise ReadError(file, f"[reading] has no key {key!r}", remedy=hint)
    return Corrections(
        file=file,
        sheets=_sheets(file, table.get("sheet", ())),
        header=_header(file, table.get("header")),
        labels=_column(file, "labels", table["labels"]) if "labels" in table else None,
        scale=_scale(file, "scale", table["scale"]) if "scale" in table else None,
        currency=_currency(file, table.get("currency", "")),
        sign=_sign(file, table.get("sign", "")),
        lines=_lines(file, _mapping(file, table, "lines")),
        periods={_column(file, "periods", c): _period(file, c, p) for c, p in _mapping(file, table, "periods").items()},
        scales={_column(file, "scales", c): _scale(file, f"scales.{c}", s)
                for c, s in _mapping(file, table, "scales").items()},
        leave_rows=frozenset(_row(file, "leave_rows", row) for row in _list(file, table, "leave_rows")),
        leave_columns=frozenset(_column(file, "leave_columns", c) for c in _list(file, table, "leave_columns")),
    )  # fmt: skip


def without_rows(facts: Facts, said: Corrections) -> Facts:
    """The facts, those of rows to leave out mapped to no line."""
    if not said.leave_rows:
        return facts
    cells = facts["cell"].tolist()
    places = (_ROW.fullmatch(cell) for cell in cells)
    left = [place is not None and int(place[1]) - 1 in said.leave_rows for place in places]
    lines = ["" if here else line for here, line in zip(left, facts["line"].tolist(), strict=True)]
    reasons = [LEFT_OUT if here else reason for here, reason in zip(left, facts["reason"].tolist(), strict=True)]
    return facts.replace(line=lines, reason=reasons)


def column_of(letters: str) -> int:
    """The zero-based column of letters such as A or AB."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _wrong(file: str, key: str, value: Any, allowed: str) -> ReadError:
    return ReadError(file, f"[reading] {key} = {value!r} is not allowed", remedy=f"write {allowed}")


def _mapping(file: str, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise _wrong(file, key, value, f"a table [reading.{key}]")
    return value


def _list(file: str, table: Mapping[str, Any], key: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise _wrong(file, key, value, "a list")
    return value


def _sheets(file: str, value: Any) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else [None]
    if not all(isinstance(name, str) for name in names):
        raise _wrong(file, "sheet", value, "a sheet's name or a list of names")
    return tuple(names)


def _header(file: str, value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    rows = [value] if isinstance(value, int) else value
    if not isinstance(rows, list) or not 1 <= len(rows) <= 2 or not all(type(r) is int and r >= 0 for r in rows):
        raise _wrong(file, "header", value, "a row's number, or the first and the last as in [4, 5]; 0 for no header")
    return rows[0] - 1, rows[-1] - 1


def _row(file: str, key: str, value: Any) -> int:
    if type(value) is not int or value < 1:
        raise _wrong(file, key, value, "row numbers from 1")
    return value - 1


def _column(file: str, key: str, value: Any) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z]{1,3}", value):
        raise _wrong(file, key, value, "a column's letters such as C")
    return column_of(value)


def _scale(file: str, key: str, value: Any) -> float:
    found = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else (
        scale.scale_of(value) if isinstance(value, str) else None)  # fmt: skip
    if not found or found <= 0:
        raise _wrong(file, key, value, "units, thousands, millions, billions or a number")
    return found


def _currency(file: str, value: Any) -> str:
    if not isinstance(value, str) or (value and not re.fullmatch(r"[A-Za-z]{3}", value)):
        raise _wrong(file, "currency", value, "an ISO code such as USD")
    return value.upper()


def _sign(file: str, value: Any) -> str:
    if value not in ("", *SIGNS):
        raise _wrong(file, "sign", value, " or ".join(repr(sign) for sign in SIGNS))
    return str(value)


def _lines(file: str, table: Mapping[str, Any]) -> dict[str, str]:
    for label, line in table.items():
        if not isinstance(line, str) or (line and line not in taxonomy()):
            near = difflib.get_close_matches(str(line), [known.id for known in taxonomy().lines], 1)
            hint = f"did you mean {near[0]!r}?" if near else "see finkit names for the lines"
            raise ReadError(file, f"[reading.lines] {label!r} = {line!r} is no line", remedy=hint)
    return {fold(label): line for label, line in table.items()}


def _period(file: str, column: str, value: Any) -> Period:
    text = str(value)
    first, _, last = text.partition(" to ")
    if is_date(first) and is_date(last) and first < last:
        return Period(text, first, last, months_between(first, last))
    found = parse_period(text)
    if found is None:
        raise _wrong(file, f"periods.{column}", value, "a period such as FY2024, Q1 2025E or 2024-07-01 to 2025-06-30")
    return found

"""Where the reference cases stand, their data files, and the terms that cases write over a file's columns."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
# What a term may hold beside columns, numbers and operators.
WORDS = {
    "log": np.log, "ln": np.log, "exp": np.exp, "sqrt": np.sqrt, "I": lambda term: term, "__builtins__": {},
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "abs": np.abs, "max": np.maximum, "min": np.minimum,
    "pi": np.pi, "e": np.e,
}  # fmt: skip


def columns(file: str, rows: int | None = None) -> dict[str, Any]:
    """The columns of a data file, named as a case names it; `rows` keeps the first of them."""
    if not isinstance(file, str) or not (REFERENCE / file).is_file():
        raise ValueError(f"file = {file!r}: there is no such file of the reference")
    with (REFERENCE / file).open(encoding="utf-8", newline="") as handle:
        if rows is not None and not 1 <= rows < math.inf:
            raise ValueError(f"rows = {rows!r}: give 1 or more")
        held = list(csv.DictReader(handle))[: None if rows is None else int(rows)]
    return {name: np.array([_number(row[name]) for row in held]) for name in held[0]}


def term(text: str, table: dict[str, Any]) -> Any:
    """A term such as `log(cost/pf)` over the columns of a table."""
    try:
        # A log of 0 or below is refused: as NaN its row would be left out unsaid.
        with np.errstate(divide="raise", invalid="raise"):
            return eval(text.replace("^", "**"), WORDS, table)
    except (NameError, KeyError, SyntaxError, TypeError, AttributeError, FloatingPointError) as told:
        raise ValueError(f"{text!r} is no term over {', '.join(table)}: {told}") from None


def column(name: str, table: dict[str, Any]) -> Any:
    """A column of a table by its name."""
    if not isinstance(name, str) or name not in table:
        raise ValueError(f"{name!r} is no column: give one of {', '.join(table)}")
    return table[name]


def design(x: str | Sequence[str], table: dict[str, Any]) -> Any:
    """The terms of `x` as the columns of a table of regressors."""
    if not x:
        raise ValueError(f"x = {x!r}: give at least one term")
    return np.column_stack([term(text, table) for text in ([x] if isinstance(x, str) else x)])


def current_first(years: Sequence[Any], order: str) -> Sequence[Any]:
    """A history with the current year first, from the order that a case tells; ValueError for any other."""
    if not order.startswith(("current", "oldest")):
        raise ValueError(f"order = {order!r}: say current first or oldest first")
    return years if order.startswith("current") else years[::-1]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan

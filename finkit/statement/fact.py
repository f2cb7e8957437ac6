"""The columns of a fact, facts held by column, and a view of one row."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from finkit.statement.coded import Coded, Ints, joint

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "file", "sheet", "cell", "company", "segment", "line", "label", "period", "start", "end", "months",
    "scenario", "value", "unit", "currency", "scale", "scale_stated", "currency_stated", "basis",
    "basis_stated", "rests_on", "confidence", "source", "url", "as_of", "definition", "formula", "chosen",
    "reason", "note",
)  # fmt: skip
NUMBERS = ("months", "value", "scale", "rounding", "low", "high")
FLAGS = ("scale_stated", "currency_stated", "basis_stated", "chosen")
# Held beside the fixed columns: half the last digit as printed, and the range where sources disagree.
HELD = (*COLUMNS, "rounding", "low", "high")

SCENARIOS = ("actual", "ttm", "forecast", "run_rate", "hypothetical")
BASES = ("reported", "leaked", "estimated", "assumed", "derived")
CONFIDENCES = ("high", "medium", "low")

Column = np.ndarray[Any, np.dtype[Any]]
_DEFAULTS: dict[str, Any] = dict.fromkeys(HELD, "")
_DEFAULTS.update(dict.fromkeys(NUMBERS, math.nan), scale=1.0, scenario="actual", unit="money", basis="reported")
_DEFAULTS.update(dict.fromkeys(FLAGS, False))
_KINDS = dict.fromkeys(HELD, np.dtype(object)) | dict.fromkeys(NUMBERS, np.dtype(np.float64))
_KINDS |= dict.fromkeys(FLAGS, np.dtype(np.bool_))


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: what it says, where it stands, how far to trust it. A view of one row of `Facts`.

    `value` is scaled to units of `currency` and signed by finkit's convention (costs positive when they
    are expenses); None is not reported, which is never 0. `months` is 0 for an instant, None where no
    whole number fits. `rounding` is half the last printed digit, `low` and `high` the range that sources of
    equal rank span; all in the value's unit.
    """

    file: str
    sheet: str
    cell: str
    company: str
    segment: str
    line: str
    label: str
    period: str
    start: str
    end: str
    months: int | None
    scenario: str
    value: float | None
    unit: str
    currency: str
    scale: float
    scale_stated: bool
    currency_stated: bool
    basis: str
    basis_stated: bool
    rests_on: str
    confidence: str
    source: str
    url: str
    as_of: str
    definition: str
    formula: str
    chosen: bool
    reason: str
    note: str
    rounding: float | None
    low: float | None
    high: float | None

    @property
    def weakest(self) -> str:
        """The basis a reader should trust it by: `rests_on` for a derived figure, else `basis`."""
        return self.rests_on if self.basis == "derived" and self.rests_on else self.basis

    @property
    def summed(self) -> tuple[str, ...]:
        """The periods of its own line that a derived figure is the sum of; none where it follows otherwise."""
        first, *others = self.formula.split(" + ")
        periods = first.removeprefix(f"{self.line} ")
        return (periods, *others) if others and periods != first else ()

    @property
    def place(self) -> str:
        """File, sheet and cell in one phrase; empty for a derived figure."""
        return " ".join(part for part in (self.file, self.sheet, self.cell) if part)


class Facts:
    """Facts of any number of companies, one numpy array a column; immutable by convention.

    Text columns hold `str` objects, `NUMBERS` float64 with NaN for missing, `FLAGS` bool. A column that is
    the same all along is held once (a broadcast view), so that a panel of 300,000 facts stays small.
    """

    __slots__ = ("_coded", "columns")

    def __init__(self, columns: Mapping[str, Any], length: int | None = None) -> None:
        n = length if length is not None else _length(columns)
        self.columns: dict[str, Column] = {name: _column(name, columns.get(name), n) for name in HELD}
        self._coded: dict[str, Coded] = {}

    @classmethod
    def of_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Facts:
        """Facts from mappings; names left out take their defaults, None is missing."""
        held = list(rows)
        names = {name for row in held for name in row}
        unknown = names - set(HELD)
        if unknown:
            raise ValueError(f"no such fact column: {', '.join(sorted(unknown))}")
        return cls({n: [_given(n, row.get(n)) for row in held] for n in names}, len(held))

    @classmethod
    def concat(cls, parts: Iterable[Facts]) -> Facts:
        """All facts of `parts`, in order."""
        held = [part for part in parts if len(part)]
        if len(held) == 1:
            return held[0]
        n = sum(len(part) for part in held)
        if not held:
            return cls({}, 0)
        made = cls._of({name: _joined([part.columns[name] for part in held], n) for name in HELD})
        known = [name for name in held[0]._coded if name not in NUMBERS and made.columns[name].strides[0]]
        made._coded = {name: Coded.concat([part.coded(name) for part in held]) for name in known}
        return made

    @classmethod
    def _of(cls, columns: dict[str, Column]) -> Facts:
        """Facts of columns that come from other facts and need no second look."""
        made = cls.__new__(cls)
        made.columns, made._coded = columns, {}
        return made

    def __len__(self) -> int:
        return len(self.columns["value"])

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __iter__(self) -> Iterator[Fact]:
        return (self.row(i) for i in range(len(self)))

    def coded(self, name: str) -> Coded:
        """A column as whole numbers, worked out once."""
        if name not in self._coded:
            self._coded[name] = Coded.of(self.columns[name])
        return self._coded[name]

    def key(self, *names: str) -> Ints:
        """A number a fact, equal where all of those columns are."""
        return joint(*(self.coded(name).codes for name in names))

    def weakness(self) -> Ints:
        """The place in `WEAKNESS` of each fact's basis, of what a derived one rests on; -1 where it has none."""
        basis, rests = (
            self.coded(name).tell(lambda text: WEAKNESS.get(text, -1)).array() for name in ("basis", "rests_on")
        )
        return np.where((self["basis"] == "derived") & (self["rests_on"] != ""), rests, basis)

    def take(self, rows: Any) -> Facts:
        """The facts at those positions, of that slice or under that mask."""
        n = len(self.columns["value"][rows])
        return self._of({name: _taken(column, rows, n) for name, column in self.columns.items()})

    def replace(self, **columns: Any) -> Facts:
        """The same facts with some columns replaced (an array, a list, or one value for all)."""
        made = Facts({**self.columns, **columns}, len(self))
        made._coded = {name: coded for name, coded in self._coded.items() if name not in columns}
        return made

    def row(self, i: int) -> Fact:
        """A view of row `i`."""
        given: dict[str, Any] = {name: column[i] for name, column in self.columns.items()}
        for name in NUMBERS:
            number = float(given[name])
            given[name] = None if math.isnan(number) else number
        for name in FLAGS:
            given[name] = bool(given[name])
        if given["months"] is not None:
            given["months"] = int(given["months"])
        return Fact(**given)

    def frame(self) -> pd.DataFrame:
        """One row a fact, the fixed columns in their order; missing numbers are NaN."""
        import pandas as pd

        return pd.DataFrame({name: np.array(self.columns[name]) for name in COLUMNS})


def _length(columns: Mapping[str, Any]) -> int:
    return max((len(c) for c in columns.values() if not isinstance(c, str | float | int | bool)), default=0)


def _given(name: str, value: Any) -> Any:
    return _DEFAULTS[name] if value is None else value


def _column(name: str, given: Any, n: int) -> Column:
    kind = _KINDS[name]
    if isinstance(given, np.ndarray) and given.dtype == kind:
        column: Column = given
    elif given is None or isinstance(given, str | float | int | bool):
        one = np.empty(1, dtype=kind)
        one[0] = _given(name, given)
        return np.broadcast_to(one, (n,))
    else:
        column = np.empty(len(given), dtype=kind)
        column[:] = given
    if len(column) != n:
        raise ValueError(f"column {name!r} has {len(column)} rows, not {n}")
    return column


def _taken(column: Column, rows: Any, n: int) -> Column:
    return column[rows] if column.strides[0] or isinstance(rows, slice) else np.broadcast_to(column[:1], (n,))


def _joined(columns: list[Column], n: int) -> Column:
    if not any(column.strides[0] for column in columns):
        first, *others = (column.item(0) for column in columns)
        if all(cell == first or (cell != cell and first != first) for cell in others):
            return np.broadcast_to(columns[0][:1], (n,))
    return np.concatenate(columns)


WEAKNESS = {"reported": 0, "leaked": 1, "estimated": 2, "assumed": 3}


def weakest(bases: Iterable[str]) -> str:
    """The weakest of reported > leaked > estimated > assumed; empty where there is none."""
    return max((b for b in bases if b in WEAKNESS), key=WEAKNESS.__getitem__, default="")

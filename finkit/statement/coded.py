"""Columns as whole numbers, equal where the cells are equal: each different cell is understood, and compared, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
_MOST = 2**62
# Codes that reach further beyond their count are sorted; below, a flag for each is cheaper.
_REACH = 1_000_000


class Coded:
    """A column: `known` holds its different cells, `codes` the place of each row's cell among them.

    Immutable by convention. `of` knows each cell once, texts in the order they are met, and NaN as equal to itself;
    what `tell` says of cells may be known more than once, until `merged`.
    """

    __slots__ = ("codes", "known")

    def __init__(self, known: list[Any], codes: Ints) -> None:
        self.known, self.codes = known, codes

    @classmethod
    def of(cls, column: Iterable[Hashable]) -> Coded:
        """A column of any cells; an array that is the same all along is not looked through."""
        if isinstance(column, np.ndarray):
            if len(column) and not column.strides[0]:
                return cls.one(column.item(0), len(column))
            if column.dtype != object:
                known, codes = np.unique(column, return_inverse=True)
                return cls(known.tolist(), codes)
            column = column.tolist()
        place: defaultdict[Hashable, int] = defaultdict()
        place.default_factory = place.__len__
        codes = np.fromiter(map(place.__getitem__, column), np.int64)
        return cls(list(place), codes)

    @classmethod
    def one(cls, cell: Any, n: int) -> Coded:
        """A column that is the same in all of `n` rows."""
        return cls([cell], np.zeros(n, dtype=np.int64))

    @classmethod
    def where(cls, mask: Flags, words: str) -> Coded:
        """`words` in the rows of a mask, empty text in the others."""
        return cls(["", words], mask.astype(np.int64)) if mask.any() else cls.one("", len(mask))

    @classmethod
    def concat(cls, parts: Sequence[Coded]) -> Coded:
        """Columns one below the other."""
        place = {cell: at for at, cell in enumerate(dict.fromkeys(cell for part in parts for cell in part.known))}
        return cls(list(place), np.concatenate([part.tell(place.__getitem__).array() for part in parts]))

    @classmethod
    def joint(cls, *columns: Coded) -> Coded:
        """The columns side by side: cells are tuples, of several that vary only those that occur."""
        varying = [column for column in columns if len(column.known) != 1]
        if len(varying) <= 1:
            only = (varying or columns)[0]
            parts = [c.known if c is only else c.known * len(only.known) for c in columns]
            return cls(list(zip(*parts, strict=True)), only.codes)
        codes = dense(joint(*(column.codes for column in varying)))
        first = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
        first[codes] = np.arange(len(codes))
        return cls(list(zip(*(column.take(first).each() for column in columns), strict=True)), codes)

    def __len__(self) -> int:
        return len(self.codes)

    def tell(self, what: Callable[[Any], Any]) -> Coded:
        """`what` of each row's cell, asked once for each different one."""
        return Coded([what(cell) for cell in self.known], self.codes)

    def part(self, at: int) -> Coded:
        """One element of cells that are tuples."""
        return Coded([cell[at] for cell in self.known], self.codes)

    def merged(self) -> Coded:
        """The same column with each cell known once."""
        place = {cell: at for at, cell in enumerate(dict.fromkeys(self.known))}
        if len(place) == len(self.known):
            return self
        return Coded(list(place), self.tell(place.__getitem__).array())

    def take(self, rows: Any) -> Coded:
        """The column at those rows."""
        return Coded(self.known, self.codes[rows])

    def ranks(self, key: Callable[[Any], Any] | None = None) -> Ints:
        """The place of each row's cell when the different ones are sorted."""
        place = {cell: at for at, cell in enumerate(sorted(self.known, key=key))}
        return np.asarray(self.tell(place.__getitem__).array())

    def array(self, kind: Any = np.int64) -> np.ndarray[Any, np.dtype[Any]]:
        """The column as an array: numbers, flags or objects."""
        return np.fromiter(self.known, kind, len(self.known))[self.codes]

    def each(self) -> list[Any]:
        """The cell of each row."""
        return [self.known[code] for code in self.codes.tolist()]

    def column(self) -> Any:
        """The column as `Facts` takes it: one cell where it is the same all along, else an array of objects."""
        if self.known and all(cell == self.known[0] for cell in self.known[1:]):
            return self.known[0]
        return self.array(object)


def joint(*columns: Ints) -> Ints:
    """One number a row, equal where every column is; columns hold numbers from 0 on."""
    key, many = np.zeros(len(columns[0]), dtype=np.int64), 1
    for codes in columns:
        size = int(codes.max(initial=0)) + 1
        if many > _MOST // size or _is_far(many, len(key)):
            key = dense(key)
            many = int(key.max(initial=-1)) + 1
        key, many = key * size + codes, many * size
    return key


def dense(key: Ints) -> Ints:
    """The same numbers, from 0 on, without gaps."""
    many = int(key.max(initial=-1)) + 1
    if _is_far(many, len(key)):
        codes: Ints = np.unique(key, return_inverse=True)[1]
        return codes
    present = np.zeros(many, dtype=bool)
    present[key] = True
    return (np.cumsum(present) - 1)[key]


def _is_far(many: int, n: int) -> bool:
    """Whether numbers below `many` reach so far beyond their count that sorting them is cheaper than a flag each."""
    return many > 4 * n + _REACH


def runs(ordered: Ints) -> Ints:
    """Where each run of equal numbers starts."""
    return np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))


def close(left: Ints, right: Ints, most: int) -> tuple[Ints, Ints]:
    """All pairs (i, j) for which left[i] and right[j] differ by `most` or less, in the order of i."""
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    first = np.searchsorted(ordered, left - most, "left")
    count = np.searchsorted(ordered, left + most, "right") - first
    i = np.repeat(np.arange(len(left)), count)
    within = np.arange(len(i)) - np.repeat(np.cumsum(count) - count, count)
    return i, order[np.repeat(first, count) + within]

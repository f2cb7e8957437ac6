"""Columns as whole numbers, equal where the cells are equal, so that a whole panel is compared at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
_MOST = 2**62


class Coded(NamedTuple):
    """A column: `known` holds each different cell once, `codes` the place of each row's cell among them.

    Texts are known in the order they are met; NaN is equal to itself.
    """

    known: list[Any]
    codes: Ints

    @classmethod
    def of(cls, column: np.ndarray[Any, np.dtype[Any]]) -> Coded:
        """A column of `Facts`; one that is the same all along is not looked through."""
        n = len(column)
        if n and not column.strides[0]:
            return cls(column[:1].tolist(), np.zeros(n, dtype=np.int64))
        if column.dtype != object:
            known, codes = np.unique(column, return_inverse=True)
            return cls(known.tolist(), codes)
        cells = column.tolist()
        place = {cell: at for at, cell in enumerate(dict.fromkeys(cells))}
        return cls(list(place), np.fromiter(map(place.__getitem__, cells), np.int64, n))

    @classmethod
    def concat(cls, parts: Sequence[Coded]) -> Coded:
        """Columns of text one below the other."""
        place = {cell: at for at, cell in enumerate(dict.fromkeys(cell for part in parts for cell in part.known))}
        return cls(list(place), np.concatenate([part.tell(place.__getitem__) for part in parts]))

    def tell(self, what: Callable[[Any], Any], kind: Any = np.int64) -> np.ndarray[Any, np.dtype[Any]]:
        """`what` of each row's cell, asked once for each different one."""
        answers = np.empty(len(self.known), dtype=kind)
        answers[:] = [what(cell) for cell in self.known]
        return answers[self.codes]

    def ranks(self, key: Callable[[Any], Any] | None = None) -> Ints:
        """The place of each row's cell when the different ones are sorted."""
        place = {cell: at for at, cell in enumerate(sorted(self.known, key=key))}
        return self.tell(place.__getitem__)


def joint(*columns: Ints) -> Ints:
    """One number a row, equal where every column is; columns hold numbers from 0 on."""
    key, many = np.zeros(len(columns[0]), dtype=np.int64), 1
    for codes in columns:
        size = int(codes.max(initial=0)) + 1
        if many > _MOST // size:
            found, key = np.unique(key, return_inverse=True)
            many = len(found)
        key, many = key * size + codes, many * size
    return key


def dense(key: Ints) -> Ints:
    """The same numbers without gaps."""
    codes: Ints = np.unique(key, return_inverse=True)[1]
    return codes


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

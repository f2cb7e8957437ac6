"""A column of values that repeat: each different one held once, so that it is understood once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.intp]]


class Coded:
    """The different values of a column, and for each of its rows the place among them; immutable by convention."""

    __slots__ = ("codes", "known")

    def __init__(self, known: list[Any], codes: Ints) -> None:
        self.known, self.codes = known, codes

    @classmethod
    def of(cls, values: Iterable[Hashable]) -> Coded:
        """A column of any values, the different ones in the order they are met."""
        place: defaultdict[Hashable, int] = defaultdict()
        place.default_factory = place.__len__
        codes = np.fromiter(map(place.__getitem__, values), np.intp)
        return cls(list(place) or [""], codes)

    @classmethod
    def one(cls, value: Any, n: int) -> Coded:
        """A column that is the same in all of `n` rows."""
        return cls([value], np.zeros(n, dtype=np.intp))

    @classmethod
    def where(cls, mask: Any, words: str) -> Coded:
        """`words` in the rows of a mask, empty text in the others."""
        return cls(["", words], mask.astype(np.intp)) if mask.any() else cls.one("", len(mask))

    @classmethod
    def joint(cls, *columns: Coded) -> Coded:
        """The columns side by side: values are tuples, only those that occur."""
        varying = [column for column in columns if len(column.known) > 1]
        if len(varying) <= 1:
            codes = varying[0].codes if varying else columns[0].codes
            parts = [column.known if column in varying else column.known * _most(varying) for column in columns]
            return cls(list(zip(*parts, strict=True)), codes)
        n, codes, many = len(columns[0].codes), varying[0].codes, len(varying[0].known)
        for column in varying[1:]:
            codes, many = _dense(codes * len(column.known) + column.codes, many * len(column.known))
        first = np.zeros(many, dtype=np.intp)
        first[codes] = np.arange(n)
        parts = [
            [column.known[code] for code in column.codes[first].tolist()] if column in varying else column.known * many
            for column in columns
        ]
        return cls(list(zip(*parts, strict=True)), codes)

    def __len__(self) -> int:
        return len(self.codes)

    def tell(self, what: Callable[[Any], Any]) -> Coded:
        """`what` of each value, asked once for each different one."""
        return Coded([what(value) for value in self.known], self.codes)

    def part(self, at: int) -> Coded:
        """One element of values that are tuples."""
        return Coded([value[at] for value in self.known], self.codes)

    def merged(self) -> Coded:
        """The same column with equal values counted as one."""
        place = {value: at for at, value in enumerate(dict.fromkeys(self.known))}
        if len(place) == len(self.known):
            return self
        return Coded(list(place), np.array([place[value] for value in self.known], dtype=np.intp)[self.codes])

    def take(self, rows: Any) -> Coded:
        """The column at those rows."""
        return Coded(self.known, self.codes[rows])

    def array(self, kind: Any) -> Any:
        """The column as an array of numbers or flags."""
        return np.array(self.known, dtype=kind)[self.codes]

    def each(self) -> list[Any]:
        """The value of each row."""
        return [self.known[code] for code in self.codes.tolist()]

    def column(self) -> Any:
        """The column as `Facts` takes it: one value where it is the same all along, else an array of objects."""
        if all(value == self.known[0] for value in self.known[1:]) and self.known:
            return self.known[0]
        return np.fromiter(self.known, dtype=object, count=len(self.known))[self.codes]


def joined(*parts: Coded) -> Coded:
    """Remarks of several columns in one text a row, what is empty left out."""
    used = [part for part in parts if any(part.known)]
    if len(used) <= 1:
        return used[0] if used else parts[0]
    return Coded.joint(*used).tell(lambda texts: "; ".join(dict.fromkeys(filter(None, texts))))


def _most(varying: list[Coded]) -> int:
    return len(varying[0].known) if varying else 1


def _dense(codes: Ints, many: int) -> tuple[Ints, int]:
    """Codes below `many` numbered anew without gaps, and how many are left."""
    if many > 4 * len(codes) + 1_000_000:
        found, dense = np.unique(codes, return_inverse=True)
        return dense, len(found)
    present = np.zeros(many, dtype=bool)
    present[codes] = True
    return (np.cumsum(present) - 1)[codes], int(present.sum())

"""A sweep: the treatment formulas at one point, beside it, and at every corner of what their inputs may be."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from finkit.analysis.company.bookings import TREATMENTS
from finkit.analysis.measures import Floats, evaluate

BY_NAME = {measure.name: measure for measure in TREATMENTS}


@dataclass(frozen=True)
class Sweep:
    """The formulas at one point, at the point with each input moved alone, and at all corners of their ranges."""

    base: Mapping[str, float]
    names: list[str]
    values: dict[str, Floats]
    found: dict[str, Floats]

    @classmethod
    def of(cls, base: Mapping[str, float], ends: Mapping[str, tuple[float, float]]) -> Sweep:
        """`ends` has the low and high of each input; one without both stays at its point in the corners."""
        names = [*ends, "from_variable"]
        point = np.array([base[n] for n in ends] + [1.0])
        other = np.array([base[n] for n in ends] + [0.0])
        alone = np.where(np.eye(len(names), dtype=bool), other * 1.5 + 1.0, other)
        spans = [e if math.isfinite(e[0] + e[1]) else (base[n], base[n]) for n, e in ends.items()] + [(0.0, 1.0)]
        corners = np.array(list(itertools.product(*(dict.fromkeys(s) for s in spans))))
        columns = np.vstack([point, other, alone, corners])
        values = {n: np.full(len(columns), v) for n, v in base.items()} | dict(zip(names, columns.T, strict=True))
        return cls(base, names, values, evaluate(TREATMENTS, values, len(columns)))

    def at(self, shown: str) -> float:
        """A result at the point."""
        return float(self.found[shown][0])

    def matter(self, shown: str) -> list[str]:
        """The inputs that a result changes with."""
        alone, other = self.found[shown][2 : 2 + len(self.names)], float(self.found[shown][1])
        return [n for n, v in zip(self.names, alone, strict=True) if not (v == other or math.isnan(v))]

    def rises(self, shown: str, name: str) -> bool:
        """Whether a result rises with an input."""
        return bool(self.found[shown][2 + self.names.index(name)] > self.found[shown][1])

    def printed(self, shown: str) -> tuple[float, float]:
        """The lowest and highest of a result at the figures as printed, whatever line the unplaced came from."""
        both = self.found[shown][:2]
        return float(np.nanmin(both)), float(np.nanmax(both))

    def ends(self, shown: str, *, unplaced: bool) -> tuple[float, float]:
        """The lowest and highest of a result over all corners."""
        corners = self.found[shown][2 + len(self.names) :]
        if not unplaced:
            corners = corners[self.values["from_variable"][2 + len(self.names) :] == 1.0]
        return float(np.nanmin(corners)), float(np.nanmax(corners))

    def absent(self, name: str) -> Iterator[str]:
        """The inputs without a value that make a result missing."""
        for operand in BY_NAME[name].parsed.names:
            value = float(self.found[operand][0]) if operand in self.found else self.base[operand]
            if math.isnan(value):
                yield from self.absent(operand) if operand in BY_NAME else (operand,)

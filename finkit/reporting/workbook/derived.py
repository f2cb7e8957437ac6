"""How each figure of a line came about: given, the same as in another column, or derived by a formula."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finkit.errors import FormulaError
from finkit.formula import Formula
from finkit.statement.fact import Fact
from finkit.statement.panel import Panel

MOST = 5
Origin = Mapping[str, tuple[str, range]]  # operand: line, columns


@dataclass(frozen=True)
class Way:
    """A formula for a cell: `text` over operands, and how many columns away each that is not in its own stands."""

    text: str
    shifts: tuple[tuple[str, str, int], ...] = ()

    @property
    def summed(self) -> bool:
        """Whether it is a year as the sum of its parts."""
        return self.text.startswith("at(")

    def steps(self) -> list[str]:
        """The formula as sums of at most five operands, the last one over the sums before (`step0`, ...)."""
        if len(Formula.parse(self.text).names) <= MOST:
            return [self.text]
        terms = self.text.replace(" - ", " + -").split(" + ")
        # Looked up in a row, which is an operand too.
        most = MOST - self.summed
        parts = [terms[i : i + most] for i in range(0, len(terms), most)]
        sums = [" + ".join(part).replace("+ -", "- ") for part in parts]
        return [*sums, " + ".join(f"step{i}" for i in range(len(sums)))]


@dataclass(frozen=True)
class Columns:
    """The columns of a workbook as rows of a company's panel; -1 where a column has none."""

    panel: Panel
    rows: tuple[int, ...]

    def value(self, line: str, col: int) -> float:
        """The figure of a line in a column, NaN where it is missing."""
        return math.nan if self.rows[col] < 0 else float(self.panel.get(line)[self.rows[col]])

    def fact(self, line: str, col: int) -> Fact | None:
        """The fact behind a line in a column."""
        at = self._source(line, col)
        return self.panel.facts.row(at) if at >= 0 else None

    def bases(self, line: str) -> list[str]:
        """The weakest basis behind a line in each column."""
        facts = [self.fact(line, col) for col in range(len(self.rows))]
        return [fact.weakest if fact else "" for fact in facts]

    def origin(self, way: Way, line: str, col: int) -> Origin:
        """Line and columns of each operand of a way, seen from a column of a line."""
        away = {name: (other, col + by) for name, other, by in way.shifts}
        places = {name: away.get(name, (name, col)) for name in Formula.parse(way.text).names}
        found = {name: (other, range(at, at + 1)) for name, (other, at) in places.items()}
        return found | {"parts": (line, range(self.behind, len(self.rows)))} if way.summed else found

    @functools.cached_property
    def parts(self) -> dict[int, tuple[int, ...]]:
        """The columns that a year's column is the sum of, as the first line says that has them."""
        found: dict[int, tuple[int, ...]] = {}
        for line in self.panel.values:
            for col in range(len(self.rows)):
                summed = self._summed(line, col)
                if summed and summed[0] > col:
                    found.setdefault(col, summed)
        return found

    @property
    def behind(self) -> int:
        """The first column behind those of the years that are sums."""
        return max(self.parts, default=-1) + 1

    @functools.cached_property
    def positions(self) -> dict[str, list[float]]:
        """Where each part of a year stands, counted from 1 in the columns behind the years; NaN in other columns."""
        most, wide = max(map(len, self.parts.values()), default=0), range(len(self.rows))
        held = [(*self.parts.get(col, ()), *[math.nan] * most) for col in wide]
        places = [[held[col][i] - self.behind + 1 for col in wide] for i in range(most)]
        return {f"part{i}": place for i, place in enumerate(places)}

    def ways(self, line: str) -> dict[int, Way]:
        """The columns in which a line is not given but follows from other cells of the sheet."""
        found = {}
        for col in range(len(self.rows)):
            way = self._way(line, col)
            if way is not None and self._gives(way, line, col):
                found[col] = way
        return found

    def underivable(self, line: str) -> set[int]:
        """The columns with a derived figure that no formula over cells of the sheet gives."""
        ways = self.ways(line)
        facts = {col: self.fact(line, col) for col in range(len(self.rows))}
        return {c for c, f in facts.items() if f and f.basis == "derived" and f.formula and c not in ways}

    def _way(self, line: str, col: int) -> Way | None:
        fact, source = self.fact(line, col), self._source(line, col)
        if fact is None:
            return None
        twin = next((c for c in range(col) if source >= 0 and self._source(line, c) == source), None)
        if twin is not None:
            return Way("same", (("same", line, twin - col),))
        if fact.basis != "derived" or not fact.formula:
            return None
        return self._sum(line, col) or self._remainder(fact, line, col) or _identity(fact.formula)

    def _sum(self, line: str, col: int) -> Way | None:
        """A year as the sum of its parts, by their positions where they are those of other lines too."""
        summed = self._summed(line, col)
        if not summed:
            return None
        if summed == self.parts.get(col) and min(summed) >= self.behind:
            return Way(" + ".join(f"at(parts, part{i})" for i in range(len(summed))))
        names = [f"piece{i}" for i in range(len(summed))]
        return Way(" + ".join(names), tuple((n, line, c - col) for n, c in zip(names, summed, strict=True)))

    def _summed(self, line: str, col: int) -> tuple[int, ...]:
        fact = self.fact(line, col)
        if fact is None or not fact.summed:
            return ()
        places = tuple(self._labels.index(part) for part in fact.summed if part in self._labels)
        return places if len(places) == len(fact.summed) else ()

    @functools.cached_property
    def _labels(self) -> list[str]:
        return ["" if row < 0 else self.panel.rows[row].label for row in self.rows]

    def _remainder(self, fact: Fact, line: str, col: int) -> Way | None:
        labels = self._labels
        for w, whole in enumerate(labels):
            rest = fact.formula.removeprefix(f"{line} {whole} - ")
            if whole and rest != fact.formula and rest in labels:
                part = labels.index(rest)
                return Way("whole - part", (("whole", line, w - col), ("part", line, part - col)))
        return None

    def _gives(self, way: Way, line: str, col: int) -> bool:
        origin = self.origin(way, line, col)
        operands = {name: np.array([self._figure(other, c) for c in cols]) for name, (other, cols) in origin.items()}
        found = float(Formula.parse(way.text).evaluate(operands).item())
        return math.isclose(found, self.value(line, col), rel_tol=1e-9, abs_tol=1e-9)

    def _figure(self, name: str, col: int) -> float:
        return self.positions[name][col] if name in self.positions else self.value(name, col)

    def _source(self, line: str, col: int) -> int:
        source = self.panel.source.get(line)
        return -1 if source is None or self.rows[col] < 0 else int(source[self.rows[col]])


@dataclass(frozen=True)
class Across(Columns):
    """A company a column, each in a row of its own panel: figures follow from their own column alone."""

    panels: tuple[Panel, ...] = ()

    def value(self, line: str, col: int) -> float:
        """The figure of a line of a company, NaN where it is missing."""
        return float(self.panels[col].get(line)[self.rows[col]])

    def fact(self, line: str, col: int) -> Fact | None:
        """The fact behind a line of a company."""
        source = self.panels[col].source.get(line)
        at = -1 if source is None else int(source[self.rows[col]])
        return self.panels[col].facts.row(at) if at >= 0 else None

    def _way(self, line: str, col: int) -> Way | None:
        fact = self.fact(line, col)
        return _identity(fact.formula) if fact and fact.basis == "derived" and fact.formula else None


def _identity(text: str) -> Way | None:
    try:
        Formula.parse(text)
    except FormulaError:
        return None
    return Way(text)


def grouped(ways: Mapping[int, Way]) -> dict[Way, Sequence[int]]:
    """Each way with its columns, in order of first use."""
    found: dict[Way, list[int]] = {}
    for col, way in ways.items():
        found.setdefault(way, []).append(col)
    return {way: tuple(cols) for way, cols in found.items()}

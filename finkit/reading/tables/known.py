"""What the tables of a file taken so far give, by line and period: a further table is held against them once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from finkit.reading.tables.regions import MAIN
from finkit.statement.fact import Facts

if TYPE_CHECKING:
    from finkit.reading.tables.table import Table

# Segment, line, start, end and scenario of a figure.
Place = tuple[str, str, str, str, str]
_PLACE = ("segment", "line", "start", "end", "scenario")


def figures(facts: Facts) -> dict[Place, tuple[int, float]]:
    """The figures of main lines that are not 0, by place: the last fact that gives each, and its value."""
    main = facts.coded("line").tell(MAIN.__contains__).array(bool) & (facts["end"] != "")
    rows = np.flatnonzero(main & (np.nan_to_num(facts["value"]) != 0))
    return dict(zip(_places(facts, rows), zip(rows.tolist(), facts["value"][rows].tolist(), strict=True), strict=True))


def _places(facts: Facts, rows: Any, names: tuple[str, ...] = _PLACE) -> Iterator[Any]:
    return zip(*(facts[name][rows].tolist() for name in names), strict=True)


class Known:
    """The tables taken, in their order; of two that give one figure the later is known, while it is of its line."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.sheets: set[int] = set()
        self._looked = 0
        self._figures: defaultdict[Place, dict[tuple[int, int], float]] = defaultdict(dict)
        self._periods: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        self._holders: dict[tuple[str, ...], tuple[int, int]] = {}
        self._formulas: set[tuple[str, str]] = set()
        self._companies: set[str] = set()

    def take(self, table: Table) -> None:
        """Take a table; of a figure that a better one gives otherwise, one of the two is kept unmapped."""
        sheet = table.region.sheet
        self._formulas |= {
            (sheet.name, sheet.place(row.at, column))
            for row in table.rows for column, look in row.looks.items() if look.formula
        }  # fmt: skip
        if self.tables:
            self._settle(table)
        self.tables.append(table)
        self.sheets.add(id(sheet))
        self._companies |= set(table.facts.coded("company").known)

    def figure(self, place: Place) -> float | None:
        """The figure at a place, or None."""
        self._look()
        held = self._figures.get(place)
        return next(reversed(held.values())) if held else None

    def of_period(self, start: str, end: str) -> list[float]:
        """All figures of a period, whatever they are of."""
        self._look()
        return self._periods.get((start, end), [])

    def under_one_name(self, table: Table) -> None:
        """A table that goes with the first is of its company; a title's name is better than the file's."""
        first = self.tables[0]
        if table.company == first.company:
            return
        better = table if table.is_titled and not first.is_titled else first
        others = {table.company, first.company} - {better.company}
        if others & self._companies:
            for one in self.tables:
                one.facts = _renamed(one.facts, others, better.company)
            self._companies = self._companies - others | {better.company}
            self._holders, self._looked = {}, 0
            self._figures.clear()
            self._periods.clear()
        table.facts = _renamed(table.facts, others, better.company)
        first.company, first.named = better.company, better.named

    def _look(self) -> None:
        """Look through the tables that were taken since the last look."""
        for at, table in enumerate(self.tables[self._looked :], self._looked):
            facts = table.facts
            for place, (row, value) in figures(facts).items():
                self._figures[place][at, row] = value
            every = np.arange(len(facts))
            for period, value in zip(_places(facts, every, ("start", "end")), facts["value"].tolist(), strict=True):
                self._periods[period].append(value)
            mapped = np.flatnonzero(facts["line"] != "")
            # Rows of one table that share a line have been settled; only later tables are kept out.
            holders = zip(_places(facts, mapped, ("company", *_PLACE)), mapped.tolist(), strict=True)
            self._holders.update((key, (at, row)) for key, row in holders)
        self._looked = len(self.tables)

    def _settle(self, table: Table) -> None:
        self._look()
        new, facts = len(self.tables), table.facts
        tables = [*self.tables, table]
        free = np.flatnonzero((facts["line"] != "") & ~facts["basis_stated"] & (facts["source"] == ""))
        lost: defaultdict[int, dict[int, str]] = defaultdict(dict)
        for key, row in zip(_places(facts, free, ("company", *_PLACE)), free.tolist(), strict=True):
            held = self._holders.get(key)
            if held is None or tables[held[0]].facts["value"][held[1]] == facts["value"][row]:
                continue
            loser, winner, why = (new, row), held, "another table"
            # A model's formulas may copy what another sheet holds; its forecasts are its own.
            if key[-1] == "actual" and self._is_formula(tables, held) and not self._is_formula(tables, (new, row)):
                loser, winner, why = held, (new, row), "a typed figure"
            place = " ".join(filter(None, _address(tables, winner)))
            lost[loser[0]][loser[1]] = f"unmapped: {why} gives this line ({place})"
        for at, reasons in lost.items():
            self._unmap(tables[at], at, reasons)

    def _unmap(self, table: Table, at: int, reasons: dict[int, str]) -> None:
        facts, rows = table.facts, list(reasons)
        for row, place in zip(rows, _places(facts, rows), strict=True):
            self._figures[place].pop((at, row), None)
        line, reason = np.array(facts["line"]), np.array(facts["reason"])
        line[rows], reason[rows] = "", list(reasons.values())
        table.facts = facts.replace(line=line, reason=reason)

    def _is_formula(self, tables: list[Table], at: tuple[int, int]) -> bool:
        return _address(tables, at) in self._formulas


def _address(tables: list[Table], at: tuple[int, int]) -> tuple[str, str]:
    facts = tables[at[0]].facts
    return facts["sheet"][at[1]], facts["cell"][at[1]]


def _renamed(facts: Facts, others: set[str], name: str) -> Facts:
    held = facts.coded("company")
    if others.isdisjoint(held.known):
        return facts
    return facts.replace(company=held.tell(lambda one: name if one in others else one).column())

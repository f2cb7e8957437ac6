"""A table to facts: what rows, columns and cells say is told once each and joined for all figures at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from finkit.reading import company
from finkit.reading.columnar.words import joined
from finkit.reading.corrections import SAID
from finkit.reading.tables import columns, leftovers
from finkit.reading.tables.rows import Row
from finkit.reading.texts import labels, notes, numbers, scale
from finkit.reading.texts.numbers import Number
from finkit.reading.texts.scale import Units
from finkit.statement.coded import Coded, Flags, Floats
from finkit.statement.fact import Facts
from finkit.statement.lines import taxonomy
from finkit.statement.period import Period

if TYPE_CHECKING:
    from finkit.reading.tables.table import Table

_NO_PERIOD = Period("", "", "", None)
# A scale stated for the sheet's money says nothing of people, shares or ratios.
_COUNTED = ("count", "shares", "tokens")
_PER_SHARE = "unmapped: per share"
_Items = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Figures:
    """The figures of a table, one each: its row and column, the number, and why the column is left out, if it is."""

    table: Table
    row: Coded
    column: Coded
    number: list[Number]
    left_out: Coded

    @classmethod
    def of(cls, table: Table) -> _Figures:
        found = [(at, c, number, "") for at, row in enumerate(table.rows) for c, number in row.values.items()]
        place = {id(row): at for at, row in enumerate(table.rows)}
        found += [(place[id(row)], c, number, why) for row, c, number, why in leftovers.of(table)]
        rows, places, given, why = zip(*found, strict=True) if found else ((), (), (), ())
        return cls(
            table, Coded(table.rows, np.array(rows, dtype=np.int64)), Coded.of(places), list(given), Coded.of(why)
        )

    def floats(self, what: Callable[[Number], float | None]) -> Floats:
        """What each number says, NaN for None."""
        told = (math.nan if value is None else value for value in map(what, self.number))
        return np.fromiter(told, np.float64, len(self.number))

    def of_cells(self, what: Callable[[Row, int], Any]) -> list[Any]:
        """What each figure's row says of its column."""
        return list(map(what, self.row.each(), self.column.each()))

    def of_row(self, what: Callable[[Row], Any]) -> Coded:
        """What the row of each figure says; rows that say the same count as one."""
        return self.row.tell(what).merged()


def facts_of(table: Table) -> Facts:
    """The facts of a table's rows and of the columns that are no periods."""
    given = _Figures.of(table)
    number, own = given.floats(lambda one: one.value), given.floats(lambda one: one.scale)
    units, factor, stated = _units(given, own)
    told = Coded.joint(given.row, given.left_out, Coded.of([one.percent for one in given.number])).tell(_line)
    line, unit, ratio = told.part(0).merged(), told.part(1).merged(), told.part(3).array(bool)
    period = given.column.tell(lambda at: table.periods.get(at) or _NO_PERIOD)
    said = _said(given)
    scenario = Coded.joint(_word(said, "scenario"), period.tell(lambda one: one.scenario), line).tell(_scenario)
    basis = Coded.joint(said, scenario.part(0)).tell(_basis)
    as_of = said.tell(lambda words: notes.dated(words.get("as_of", "")))
    stands = line.tell(lambda one: bool(one) and taxonomy()[one].kind == "stock")
    begun = Coded.joint(period, stands).tell(lambda key: ("", 0) if key[1] else (key[0].start, key[0].months))
    value = number * factor
    large = np.abs(value) > numbers.LARGEST
    turned = np.array(given.of_cells(lambda row, at: at in row.turned_where), dtype=bool) & (value != 0)
    value = np.where(ratio, np.nan_to_num(number), value)
    money = Coded.joint(units, unit).tell(lambda key: key[0].currency if key[1] == "money" else "")
    return Facts({
        "file": table.path.name, "sheet": table.region.sheet.name,
        "cell": given.of_cells(lambda row, at: table.region.sheet.place(row.at, row.places.get(at, at))),
        "company": said.tell(lambda words: _company(words, table)).column(), "segment": _word(said, "segment").column(),
        "line": line.column(), "label": given.of_row(lambda row: row.label).column(),
        "period": period.tell(lambda one: one.label).column(), "start": begun.part(0).column(),
        "end": period.tell(lambda one: one.end).column(),
        "months": begun.tell(lambda one: math.nan if one[1] is None else one[1]).array(np.float64),
        "scenario": scenario.part(0).column(),
        "value": np.where(large, np.nan, np.where(turned, -value, value)), "unit": unit.column(),
        "currency": money.column(), "scale": np.where(np.isnan(own), factor, own), "scale_stated": stated,
        "currency_stated": money.tell(bool).array(bool), "basis": basis.part(0).column(),
        "basis_stated": basis.part(1).array(bool), "confidence": _word(said, "confidence").column(),
        "source": _word(said, "source").column(), "url": _word(said, "url").column(), "as_of": as_of.part(0).column(),
        "definition": Coded.joint(_word(said, "definition"), given.of_row(lambda row: row.match.definition)).tell(
            lambda key: key[0] or key[1]
        ).column(),
        "reason": Coded.joint(told.part(2), scenario.part(1)).tell(lambda key: key[0] or key[1]).column(),
        "note": joined(
            _word(said, "note"), _where(turned, given.of_row(lambda row: row.turned)),
            given.of_row(lambda row: row.note), _asked(given),
            Coded.of([one.note for one in given.number]), period.tell(lambda one: one.note),
            Coded.where(large, numbers.TOO_LARGE), as_of.part(1),
        ).column(),
        "rounding": np.where(large, np.nan, given.floats(lambda one: one.rounding) * np.abs(factor)),
    }, len(number))  # fmt: skip


def _units(given: _Figures, own: Floats) -> tuple[Coded, Floats, Flags]:
    """The `Units` that hold for each figure, what its number is multiplied by, and whether that is stated."""
    whole = given.table.units
    above = given.column.tell(lambda at: _above(given.table, at)).merged()
    rows = given.of_row(lambda row: (row.units, row.unit, row.reason == _PER_SHARE))
    told = Coded.joint(rows, above).tell(lambda key: _factor(key[0], key[1], whole))
    factor = np.where(np.isnan(own) | ~told.part(2).array(bool), told.part(1).array(np.float64), 1.0)
    scales = told.tell(lambda one: math.nan if one[0].scale is None else one[0].scale).array(np.float64)
    return told.part(0).merged(), factor, ~np.isnan(own) | (factor == scales)


def _above(table: Table, column: int) -> tuple[Units, Units, Units]:
    """What a column's rows of units and of currencies state, and the words of its header, the sidecar first."""
    words = scale.of_unit(table.of_column.get("unit", {}).get(column, ""))
    money = scale.find(table.of_column.get("currency", {}).get(column, ""))
    header = scale.first(table.region.band.words.get(column, []))
    if column in table.said.scales:
        header = Units(table.said.scales[column], "", SAID).over(header)
    return words, money, header


def _factor(row: tuple[Units, str, bool], above: tuple[Units, Units, Units], whole: Units) -> tuple[Units, float, bool]:
    """Units and factor of a row's figures in a column, and whether a number's own word of scale stands instead."""
    (own, unit, per_share), (words, money, header) = row, above
    units = own.over(words).over(money).over(header).over(whole)
    if unit in _COUNTED:
        return units, own.over(words).over(header).scale or 1.0, False
    return (units, 1.0, False) if unit == "ratio" or per_share else (units, units.scale or 1.0, True)


def _line(key: tuple[Row, str, bool]) -> tuple[str, str, str, bool]:
    """Line, unit and reason of a row's figures, and whether they are percentages of a line in money."""
    row, left_out, percent = key
    if row.line and row.unit == "money" and percent and not left_out:
        return "", "ratio", notes.other_unit("ratio", "money"), True
    line, reason = ("", left_out) if left_out else (row.line, row.reason)
    if not reason and not line:
        kind = labels.kind(row.label)
        reason = f"unmapped: {kind}" if kind else "unmapped"
    return line, row.unit, reason, False


def _said(given: _Figures) -> Coded:
    """What the column's own rows, the row's own columns and the cell's note say, the nearest last."""
    of_column = given.table.of_column
    above = given.column.tell(lambda at: tuple((name, words[at]) for name, words in of_column.items() if at in words))
    beside = given.of_row(lambda row: tuple(row.beside.items()))
    noted = Coded.one("", len(beside))
    if any(look.note for row in given.table.rows for look in row.looks.values()):
        noted = Coded.of(given.of_cells(lambda row, at: row.looks[at].note if at in row.looks else ""))
    return Coded.joint(above.merged(), beside, noted).tell(_together)


def _together(key: tuple[_Items, _Items, str]) -> dict[str, str]:
    above, beside, note = dict(key[0]), dict(key[1]), key[2]
    of_source = notes.of_source(above["source"]) if "source" in above else {}
    return notes.cleaned({**above, **of_source, **beside, **(notes.parse(note) if note else {})})


def _word(said: Coded, name: str) -> Coded:
    return said.tell(lambda words: words.get(name, "")).merged()


def _company(words: dict[str, str], table: Table) -> str:
    return company.canonical(words["company"]) if words.get("company") else table.company


def _scenario(key: tuple[str, str, str]) -> tuple[str, str]:
    """The scenario of a figure by its word, its period and its line, and why it cannot be used."""
    word, ahead, line = key
    named = columns.scenario_of(word)
    found = named or ahead or ("run_rate" if line == "revenue_run_rate" else "actual")
    return found, notes.no_scenario(word) if word and not named else ""


def _basis(key: tuple[dict[str, str], str]) -> tuple[str, bool]:
    words, scenario = key
    found = words.get("basis", "")
    unsure = scenario == "forecast" or notes.OTHER_BASIS in words
    return found or ("estimated" if unsure else "reported"), bool(found)


def _where(mask: Flags, words: Coded) -> Coded:
    return Coded.joint(words, Coded([False, True], mask.astype(np.int64))).tell(lambda key: key[0] if key[1] else "")


def _asked(given: _Figures) -> Coded:
    if not any(row.asked for row in given.table.rows):
        return Coded.one("", len(given.row))
    return Coded.of(given.of_cells(lambda row, at: row.asked.get(at, "")))

"""A tidy sheet to facts: title, stated units, a header row of periods, labels in one column."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from finkit.errors import ReadError
from finkit.reading import columns, company, notes, numbers, proof, regions, rows, scale, signs
from finkit.reading.company import Sidecar
from finkit.reading.grid import Day, Look, Sheet, address
from finkit.reading.numbers import Number
from finkit.reading.regions import Region
from finkit.reading.rows import Row
from finkit.reading.scale import Units
from finkit.statement.fact import Facts
from finkit.statement.lines import taxonomy
from finkit.statement.period import Period

NOTHING = "no income statement line was found"
REMEDY = "put periods in a header row and labels such as Revenue in a column, or one fact a row"


def read(path: Path, sheets: list[Sheet], look: Callable[[str], dict[str, Look]], beside: Sidecar) -> Facts:
    """The facts of the sheet that holds most of an income statement; ReadError where none does."""
    found = regions.find(sheets)
    if not found:
        raise refusal(path, sheets)
    looks = look(found[0].sheet.name)
    taken: set[tuple[str, ...]] = set()
    facts: list[dict[str, Any]] = []
    for region in found:
        facts += _region(path, region, looks, beside, taken)
    if not any(regions.is_income(fact["line"]) and not math.isnan(fact["value"]) for fact in facts):
        raise refusal(path, sheets)
    return Facts.of_rows(facts)


def refusal(path: Path, sheets: list[Sheet]) -> ReadError:
    """That the file holds no income statement, with what it holds instead."""
    seen = ", ".join(repr(text) for text in regions.labels_seen(sheets))
    return ReadError(path.name, f"{NOTHING} (found {seen or 'no text at all'})", remedy=REMEDY)


def _region(
    path: Path, region: Region, looks: dict[str, Look], beside: Sidecar, taken: set[tuple[str, ...]]
) -> list[dict[str, Any]]:
    read, of_column = rows.read(region, looks)
    proof.settle(read)
    signs.settle(read)
    _settle_doubles(read)
    titles = _titles(region)
    periods = columns.exact(region.periods, titles)
    header = regions.text_of(region.sheet.rows[region.header][region.label]) if _has_label(region) else ""
    stated = scale.first([header, *titles, *_below(region), region.sheet.name])
    units = stated.over(Units(None, beside.currency.upper(), "the sidecar" if beside.currency else ""))
    if not units.currency:
        units = units.over(Units(None, rows.currency_of_formats(read), "the cells' number formats"))
    context = _Context(
        path=path, region=region, periods=periods, units=units, of_column=of_column,
        company=company.of_sheet(path, beside, [*titles, header]),
    )  # fmt: skip
    facts = [fact for row in read for fact in context.facts(row, taken)]
    # Rows of one region that share a line have been settled; only later regions are kept out.
    taken.update(_key(fact) for fact in facts if fact["line"])
    return facts


def _key(fact: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(fact[name]) for name in ("company", "segment", "line", "start", "end", "period", "scenario"))


def _has_label(region: Region) -> bool:
    return region.label < len(region.sheet.rows[region.header])


def _titles(region: Region) -> list[str]:
    """The texts above the header and in its label cell, the nearest first."""
    texts = []
    for at in range(region.header, max(region.header - 12, -1), -1):
        for column, cell in enumerate(region.sheet.rows[at]):
            beside = at != region.header or (column not in region.periods and not isinstance(cell, Day))
            if beside and isinstance(cell, str) and cell.strip():
                texts.append(regions.text_of(cell)[:300])
    return texts


def _below(region: Region) -> list[str]:
    """The sentences under or between the figures that might state units: long texts that stand alone."""
    found = []
    for row in region.sheet.rows[region.header + 1 :]:
        filled = [cell for cell in row if cell != ""]
        if len(filled) == 1 and isinstance(filled[0], str) and len(filled[0]) > 12:
            found.append(regions.text_of(filled[0])[:300])
    return found[-20:]


def _settle_doubles(read: list[Row]) -> None:
    """Two rows never stand for one line in one period: the better score, then the total, then the first.

    Two exact labels with unequal figures contradict each other: both stay, for choosing to say so.
    """
    for later, row in enumerate(read):
        for other in read[:later]:
            if row.line and row.line == other.line and _meets(row, other):
                if _weight(row) == _weight(other) and row.match.score == 1.0 and _contradict(row, other):
                    continue
                loser, winner = (other, row) if _weight(row) > _weight(other) else (row, other)
                loser.drop(f"unmapped: {winner.label!r} in row {winner.at + 1} stands for {winner.line}")


def _meets(row: Row, other: Row) -> bool:
    same = ("segment", "company", "basis", "source", "scenario", "definition")
    if any(row.beside.get(name, "") != other.beside.get(name, "") for name in same):
        return False
    return row.match.definition == other.match.definition and bool(row.values.keys() & other.values.keys())


def _contradict(row: Row, other: Row) -> bool:
    common = row.values.keys() & other.values.keys()
    return any(row.values[column].value != other.values[column].value for column in common)


def _weight(row: Row) -> tuple[float, bool]:
    return row.match.score, row.label.lower().startswith("total")


class _Context:
    """What all figures of a region share."""

    def __init__(
        self, *, path: Path, region: Region, periods: dict[int, Period], units: Units,
        of_column: dict[str, dict[int, str]], company: str,
    ) -> None:  # fmt: skip
        self.path, self.region, self.periods, self.units = path, region, periods, units
        self.of_column, self.company = of_column, company

    def facts(self, row: Row, taken: set[tuple[str, ...]]) -> list[dict[str, Any]]:
        """The facts of a row; a line that a better region gives for the same period stays unmapped here."""
        found = [self._fact(row, column, number) for column, number in row.values.items()]
        sourced = any(row.beside.get(name) for name in ("basis", "source"))
        if not sourced and any(_key(fact) in taken for fact in found if fact["line"]):
            for fact in found:
                fact.update(line="", reason="unmapped: another table of the sheet gives this line")
        return found

    def _fact(self, row: Row, column: int, number: Number) -> dict[str, Any]:
        period = self.periods[column]
        said = self._said(row, column)
        units, factor = self._factor(row, column, number)
        value = math.nan if number.value is None else number.value * factor
        large = abs(value) > numbers.LARGEST
        turned = column in row.turned_where and value != 0
        line, unit, reason = row.line, row.unit, row.reason
        if number.percent and line and unit == "money":
            line, unit, reason, value = "", "ratio", notes.other_unit("ratio", "money"), number.value or 0.0
        reason = reason if reason or line else "unmapped"
        word = said.get("scenario", "")
        scenario = columns.scenario_of(word) or period.scenario
        if word and not columns.scenario_of(word):
            reason = reason or notes.no_scenario(word)
        if not scenario:
            scenario = "run_rate" if line == "revenue_run_rate" else "actual"
        basis, (as_of, undated) = said.get("basis", ""), notes.dated(said.get("as_of", ""))
        unsure = scenario == "forecast" or notes.OTHER_BASIS in said
        if line and taxonomy()[line].kind == "stock":
            period = replace(period, start="", months=0)
        note = "; ".join(dict.fromkeys(filter(None, [
            said.get("note", ""), row.turned if turned else "", number.note, period.note,
            numbers.TOO_LARGE if large else "", undated,
        ])))  # fmt: skip
        return {
            "file": self.path.name, "sheet": self.region.sheet.name, "cell": address(row.at, column),
            "company": company.canonical(said["company"]) if said.get("company") else self.company,
            "segment": said.get("segment", ""), "line": line, "label": row.label, "period": period.label,
            "start": period.start, "end": period.end, "months": period.months, "scenario": scenario,
            "value": math.nan if large else -value if turned else value, "unit": unit,
            "currency": units.currency if unit == "money" else "",
            "scale": factor if number.scale is None else number.scale,
            "scale_stated": number.scale is not None or (units.scale is not None and factor == units.scale),
            "currency_stated": bool(units.currency) and unit == "money",
            "basis": basis or ("estimated" if unsure else "reported"), "basis_stated": bool(basis),
            "confidence": said.get("confidence", ""), "source": said.get("source", ""), "url": said.get("url", ""),
            "as_of": as_of, "definition": said.get("definition", "") or row.match.definition,
            "reason": reason, "note": note, "rounding": math.nan if large else number.rounding * abs(factor),
        }  # fmt: skip

    def _factor(self, row: Row, column: int, number: Number) -> tuple[Units, float]:
        """The units that hold for a figure and what its number is multiplied by."""
        header = self.region.sheet.rows[self.region.header][column]
        words = self.of_column.get("unit", {}).get(column, "")
        money = self.of_column.get("currency", {}).get(column, "")
        own = row.units.over(scale.of_unit(words)).over(scale.find(money)).over(scale.find(regions.text_of(header)))
        units = own.over(self.units)
        if row.unit in ("ratio", "count", "shares", "tokens") or row.reason == "unmapped: per share":
            # A scale stated for the sheet's money says nothing of people, shares or ratios.
            return units, (own.scale or 1.0) if row.unit in ("count", "shares", "tokens") else 1.0
        return units, 1.0 if number.scale is not None else (units.scale or 1.0)

    def _said(self, row: Row, column: int) -> dict[str, str]:
        """What the column's own rows, the row's own columns and the cell's note say, the nearest last."""
        of_column = {name: words[column] for name, words in self.of_column.items() if column in words}
        if "source" in of_column:
            of_column |= notes.of_source(of_column["source"])
        noted = notes.parse(row.looks[column].note) if row.looks[column].note else {}
        return notes.cleaned({**of_column, **row.beside, **noted})

"""One table to facts: titles, stated units, a header of periods, labels in a column, figures under the header."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from finkit.reading import company
from finkit.reading.cells.grid import Look
from finkit.reading.company import Sidecar
from finkit.reading.corrections import SAID, Corrections
from finkit.reading.tables import columns, doubles, drafts, leftovers, magnitude, proof, regions, rows, signs, structure
from finkit.reading.tables.regions import Region
from finkit.reading.tables.rows import Row
from finkit.reading.texts import labels, notes, numbers, scale
from finkit.reading.texts.numbers import Number
from finkit.reading.texts.scale import Units
from finkit.statement.lines import taxonomy
from finkit.statement.period import Period

Fact = dict[str, Any]
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")


@dataclass
class Table:
    """A region as read: its rows with what they stand for, its periods, units and company, its facts."""

    path: Path
    region: Region
    rows: list[Row]
    of_column: dict[str, dict[int, str]]
    periods: dict[int, Period]
    units: Units
    company: str
    named: str
    said: Corrections
    questions: tuple[tuple[str, str], ...] = ()
    facts: list[Fact] = field(default_factory=list)


def read(path: Path, region: Region, looks: dict[str, Look], beside: Sidecar) -> Table:
    """The table of a region; every figure under its header is a fact, mapped to a line or with a reason."""
    said = beside.reading
    read, of_column = rows.read(region, looks, said)
    titles = regions.titles(region)
    periods = columns.exact(region.periods, titles, cumulative=_is_chinese(read))
    whole = leftovers.years(region, read, periods)
    if whole is not region:
        region = whole
        read, of_column = rows.read(region, looks, said)
        told = {c: p for c, p in region.periods.items() if p.note.startswith(leftovers.TOTAL)}
        periods = {**periods, **told}
    proof.settle(read)
    structure.settle(read)
    signs.settle(read, said.sign)
    doubles.settle(read)
    stated = scale.first([*titles, *_below(region), region.sheet.name])
    stated = Units(said.scale, said.currency, SAID if said.scale or said.currency else "").over(stated)
    units = stated.over(Units(None, beside.currency.upper(), "the sidecar" if beside.currency else ""))
    if not units.currency:
        units = units.over(Units(None, rows.currency_of_formats(read), "the cells' number formats"))
    periods = drafts.settle(read, periods)
    questions = (*magnitude.mark(read, periods), *_contradictions(titles, said))
    name, named = company.named(path, beside, regions.titles(region, above=True))
    table = Table(path, region, read, of_column, periods, units, name, named, said, questions)
    table.facts = facts(table)
    return table


def _contradictions(titles: list[str], said: Corrections) -> list[tuple[str, str]]:
    """That the texts around a table state two scales, unless the sidecar says which holds."""
    told = {found.scale: text for text in reversed(titles) if (found := scale.find(text)).scale is not None}
    if len(told) < 2 or said.scale is not None:
        return []
    words = " and ".join(repr(text[:60]) for text in told.values())
    return [("", f"two scales are stated, {words}: the one nearest to the figures is taken")]


def facts(table: Table) -> list[Fact]:
    """The facts of a table's rows and of the columns that are no periods."""
    found = [_fact(table, row, column, number) for row in table.rows for column, number in row.values.items()]
    return found + [_fact(table, row, column, number, reason) for row, column, number, reason in leftovers.of(table)]


def _is_chinese(read: list[Row]) -> bool:
    text = "".join(row.label for row in read)
    return bool(_CHINESE.search(text)) and not _KANA.search(text)


def _below(region: Region) -> list[str]:
    """The sentences under or between the figures that might state units: long texts that stand alone."""
    found = []
    for row in region.sheet.rows[region.header + 1 :]:
        filled = [cell for cell in row if cell != ""]
        if len(filled) == 1 and isinstance(filled[0], str) and len(filled[0]) > 12:
            found.append(regions.text_of(filled[0])[:300])
    return found[-20:]


def _fact(table: Table, row: Row, column: int, number: Number, left_out: str = "") -> Fact:
    period = table.periods.get(column) or Period("", "", "", None)
    said = _said(table, row, column)
    units, factor = _factor(table, row, column, number)
    value = math.nan if number.value is None else number.value * factor
    large = abs(value) > numbers.LARGEST
    turned = column in row.turned_where and value != 0
    line, unit, reason = ("", row.unit, left_out) if left_out else (row.line, row.unit, row.reason)
    if number.percent and line and unit == "money":
        line, unit, reason, value = "", "ratio", notes.other_unit("ratio", "money"), number.value or 0.0
    if not reason and not line:
        kind = labels.kind(row.label)
        reason = f"unmapped: {kind}" if kind else "unmapped"
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
        said.get("note", ""), row.turned if turned else "", row.note, row.asked.get(column, ""), number.note,
        period.note, numbers.TOO_LARGE if large else "", undated,
    ])))  # fmt: skip
    place = table.region.sheet.place(row.at, row.places.get(column, column))
    return {
        "file": table.path.name, "sheet": table.region.sheet.name, "cell": place,
        "company": company.canonical(said["company"]) if said.get("company") else table.company,
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


def _factor(table: Table, row: Row, column: int, number: Number) -> tuple[Units, float]:
    """The units that hold for a figure and what its number is multiplied by."""
    words = table.of_column.get("unit", {}).get(column, "")
    money = table.of_column.get("currency", {}).get(column, "")
    header = scale.first(table.region.band.words.get(column, []))
    if column in table.said.scales:
        header = Units(table.said.scales[column], "", SAID).over(header)
    units = row.units.over(scale.of_unit(words)).over(scale.find(money)).over(header).over(table.units)
    if row.unit in ("ratio", "count", "shares", "tokens") or row.reason == "unmapped: per share":
        # A scale stated for the sheet's money says nothing of people, shares or ratios.
        own = row.units.over(scale.of_unit(words)).over(header)
        return units, (own.scale or 1.0) if row.unit in ("count", "shares", "tokens") else 1.0
    return units, 1.0 if number.scale is not None else (units.scale or 1.0)


def _said(table: Table, row: Row, column: int) -> dict[str, str]:
    """What the column's own rows, the row's own columns and the cell's note say, the nearest last."""
    of_column = {name: words[column] for name, words in table.of_column.items() if column in words}
    if "source" in of_column:
        of_column |= notes.of_source(of_column["source"])
    look = row.looks.get(column)
    noted = notes.parse(look.note) if look and look.note else {}
    return notes.cleaned({**of_column, **row.beside, **noted})

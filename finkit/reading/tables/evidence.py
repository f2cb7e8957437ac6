"""The guesses that reading tables took, with what was seen: sheet, header, company, periods, units, signs, labels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from finkit.reading.cells.grid import Sheet, letters
from finkit.reading.corrections import SAID
from finkit.reading.tables import columns
from finkit.reading.tables.regions import Region
from finkit.reading.tables.rows import Row
from finkit.reading.tables.table import Table
from finkit.statement.guess import Guess
from finkit.statement.lines import taxonomy
from finkit.statement.period import ASSUMED

SURE = 0.9
_ASKED = {columns.UNKNOWN: True, columns.FROM_SPACING: False, ASSUMED: False}


def of(tables: list[Table], left: list[tuple[Region, str]], sheets: list[Sheet]) -> Iterator[Guess]:
    """The guesses of the tables that were read, then what was left unread and why."""
    others = [table.region for table in tables[1:]] + [region for region, _ in left]
    for at, table in enumerate(tables):
        rest = [region for region in others if region.sheet is not table.region.sheet] if at == 0 else []
        yield from _table(table, sorted(rest, key=lambda region: -region.score))
    yield from _unread(tables, left, sheets)


def _table(table: Table, others: list[Region]) -> Iterator[Guess]:
    region, file, sheet = table.region, table.path.name, table.region.sheet.name
    said = table.said
    yield Guess(
        file, sheet, "", "sheet", sheet or "the only one",
        f"names lines of an income statement worth {region.score:g} under {len(region.periods)} periods"
        + (f"; {SAID}" if said.sheets else ""),
        runner_up=f"{others[0].sheet.name} ({others[0].score:g})" if others else "",
    )  # fmt: skip
    first, last = region.band.first + 1, region.band.last + 1
    row = f"row {last}" if first == last else f"rows {first} to {last}"
    told = f"; {SAID}" if said.header is not None or said.labels is not None else ""
    yield Guess(file, sheet, row, "header", row, f"labels in column {letters(region.label)}{told}")
    yield Guess(file, sheet, "", "company", table.company, table.named)
    yield from _periods(table)
    yield from _units(table)
    for place, asked in table.questions:
        yield Guess(file, sheet, place, "scale", "as printed", asked, 0.5, question=True)
    for one in table.rows:
        yield from _row(table, one)


def _periods(table: Table) -> Iterator[Guess]:
    region = table.region
    for column, period in table.periods.items():
        told = SAID if column in table.said.periods else period.note
        if told or len(region.band.words.get(column, [])) > 1:
            length = "length unknown" if period.months is None else f"{period.months} months"
            dates = f"{period.start or '?'} to {period.end or '?'}"
            taken = ", ".join(filter(None, [dates, length, period.scenario]))
            yield Guess(
                table.path.name, region.sheet.name, f"column {letters(column)}", "period", taken,
                f"{period.label!r}" + (f": {told}" if told else ""),
                question=_ASKED.get(period.note, False),
            )  # fmt: skip


def _units(table: Table) -> Iterator[Guess]:
    file, sheet, units = table.path.name, table.region.sheet.name, table.units
    facts = table.facts
    money = (facts["line"] != "") & (facts["unit"] == "money") & ~np.isnan(facts["value"])
    unsized = money & ~facts["scale_stated"]
    for column, factor in table.said.scales.items():
        yield Guess(file, sheet, f"column {letters(column)}", "scale", f"{factor:g}", SAID)
    if units.scale is not None:
        yield Guess(file, sheet, "", "scale", f"{units.scale:g}", units.evidence)
    elif unsized.any():
        largest = float(np.max(np.abs(facts["value"][unsized])))
        yield Guess(
            file, sheet, "", "scale", "1",
            f"not stated; the largest figure is {largest:,.0f}: in units, thousands or millions?", 0.0, question=True,
        )  # fmt: skip
    if units.currency:
        yield Guess(file, sheet, "", "currency", units.currency, units.evidence)
    elif (money & ~facts["currency_stated"]).any():
        yield Guess(file, sheet, "", "currency", "", "not stated", 0.0, question=True)


def _row(table: Table, row: Row) -> Iterator[Guess]:
    file, sheet, place = table.path.name, table.region.sheet.name, f"row {row.at + 1}"
    match = row.match
    runner = f"{match.runner_up} ({match.runner_score:.2f})" if match.runner_up else ""
    if row.line:
        seen = f"{row.label!r}" + (f"; {row.note}" if row.note else "")
        yield Guess(file, sheet, place, "label", row.line, seen, match.score, runner, match.score < SURE)
    else:
        yield Guess(file, sheet, place, "label", "", f"{row.label!r}: {row.reason or 'unmapped'}", 0.0, runner)
    if row.turned and row.line:
        what = "cost" if taxonomy()[row.line].sign == "cost" else "result"
        yield Guess(file, sheet, place, "sign", f"turned ({what})", row.turned)


def _unread(tables: list[Table], left: list[tuple[Region, str]], sheets: list[Sheet]) -> Iterator[Guess]:
    read = {id(table.region.sheet) for table in tables}
    seen = read | {id(region.sheet) for region, _ in left}
    for sheet in sheets:
        if id(sheet) not in seen and sheet.rows:
            why = "no header of periods over lines that are known"
            yield Guess(tables[0].path.name, sheet.name, "", "unread", "", why, 0.0)
    for region, why in left:
        if id(region.sheet) not in read:
            yield Guess(
                tables[0].path.name, region.sheet.name, f"row {region.header + 1}", "unread", "", why, region.score
            )

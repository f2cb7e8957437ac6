"""Files of one fact a row: columns by name, worked through column by column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from finkit.errors import ReadError
from finkit.reading import company
from finkit.reading.cells.grid import Sheet, letters
from finkit.reading.columnar import assembly, fields, figures, spans, tagged, units
from finkit.reading.columnar.assembly import Columns
from finkit.reading.columnar.figures import Figures
from finkit.reading.columnar.words import joined
from finkit.reading.company import Sidecar
from finkit.reading.corrections import SAID, Corrections
from finkit.reading.found import Found
from finkit.reading.tables import regions, signs
from finkit.reading.texts import labels, scale
from finkit.statement.coded import Coded
from finkit.statement.fact import Facts
from finkit.statement.guess import Guess
from finkit.statement.lines import taxonomy

_HEADER_ROWS = 20
_HEADER_COLUMNS = 200
_SAMPLE = 20
_LABELS = 500
_SAID = -1  # the rank of a line that the file or its sidecar names itself
# What an XBRL export says beside a figure of a part: its axis and member.
_MEMBER = re.compile(r"(?:Axis|Member|Domain)\b")


@dataclass(frozen=True)
class _Listed:
    """What a sheet of one fact a row holds: its texts by role, its figures, and what holds for all of it."""

    path: Path
    sheet: Sheet
    held: dict[str, Coded]
    figures: Figures
    cells: list[str]
    names: Coded
    units: scale.Units
    said: Corrections


def header_of(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The header row of one-fact-a-row data and its columns by name, or None where the sheet is no such table."""
    for at, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row[:_HEADER_COLUMNS]):
            role = fields.role_of(cell) if isinstance(cell, str) and cell else ""
            if role:
                found.setdefault(role, column)
        found = fields.settled(found)
        if "value" in found and found.keys() & {"line", "label"} and found.keys() & {"period", "end", "year"}:
            return at, found
    return None


def read(path: Path, sheet: Sheet, beside: Sidecar) -> Found | None:
    """The facts of a sheet that holds one a row; None where it is no such table, ReadError where it has no line."""
    found = header_of(sheet)
    if found is None:
        return None
    header, columns = found
    rows = sheet.rows[header + 1 :]
    keep = [i for i, row in enumerate(rows) if any(row)]
    body = rows if len(keep) == len(rows) else [rows[i] for i in keep]
    cut = zip(columns, figures.columns(body, columns.values()), strict=True)
    held = {role: figures.texts(cells) for role, cells in cut if role != "value"}
    if "company" not in held and _names_companies(held):
        held["company"] = held["code"]
    (printed,) = map(list, figures.columns(body, [columns["value"]]))
    read = figures.read(printed, figures.mark_of([printed], sheet.separator))
    above = fields.titles(sheet, header)
    listed = scale.Units(None, beside.currency.upper(), "the sidecar" if beside.currency else "")
    stated = scale.first([*above, sheet.name]).over(listed)
    said = beside.reading
    given = _Listed(
        path=path, sheet=sheet, held=held, figures=read, cells=_cells(sheet, header + 1, keep, columns["value"]),
        names=_companies(path, held.get("company", Coded.one("", len(body))), beside, above),
        units=scale.Units(said.scale, said.currency, SAID if said.scale or said.currency else "").over(stated),
        said=said,
    )  # fmt: skip
    facts = _facts(given)
    if not any(map(regions.is_income, _different(facts, "line"))):
        seen = ", ".join(repr(text) for text in _different(facts, "label")[:5])
        raise ReadError(
            path.name, f"no income statement line was found (found {seen})", remedy="see finkit names for the lines"
        )
    return Found(facts, _guesses(given, header, columns, facts))


def _cells(sheet: Sheet, first: int, keep: list[int], column: int) -> list[str]:
    if sheet.places is not None:
        return [sheet.place(first + i, column) for i in keep]
    letter = letters(column)
    return [f"{letter}{first + 1 + i}" for i in keep]


def _different(facts: Facts, name: str) -> list[str]:
    return list(dict.fromkeys(facts[name].tolist()))


def _guesses(given: _Listed, header: int, columns: Mapping[str, int], facts: Facts) -> tuple[Guess, ...]:
    file, sheet = given.path.name, given.sheet.name
    names = ", ".join(f"{role} in {letters(at)}" for role, at in sorted(columns.items(), key=lambda item: item[1]))
    found = [Guess(file, sheet, f"row {header + 1}", "shape", "one fact a row", f"the header names {names}")]
    for note in spans.guessed(facts["note"].tolist()):
        found.append(Guess(file, sheet, "", "period", note, "the dates of the rows", 0.7, question=True))
    found += units.guesses(file, sheet, facts, given.units)
    place = f"column {letters(columns['label'])}" if "label" in columns and "line" not in columns else ""
    for text in given.held["label"].known[:_LABELS] if place else ():
        match = labels.match(text[:200])
        seen = repr(text) if match.line else f"{text!r}: unmapped"
        found.append(Guess(file, sheet, place, "label", match.line, seen, match.score, match.runner_up))
    return tuple(found)


def _facts(given: _Listed) -> Facts:
    held, names = given.held, given.names
    blank = Coded.one("", len(given.cells))
    label = held.get("label") or held.get("line") or blank
    told = _lines(held.get("line", blank), label, given.said)
    unit = units.read(held, told.part(0), given.figures, given.units)
    # A margin with a currency is money: its gross profit.
    line = Coded.joint(told.part(0), unit.unit).tell(
        lambda pair: "gross_profit" if pair == ("gross_margin_stated", "money") else pair[0]
    )
    chinese = spans.is_chinese([*names.known[:_SAMPLE], *label.known[:_SAMPLE]])
    period = spans.filled(spans.read(held, len(given.cells)), names, None, chinese)
    segment, money = held.get("segment", blank), unit.currency
    part = segment.tell(lambda text: tagged.PART if _MEMBER.search(text) else "")
    rival = _rivals(told, label, line, given, names, segment, period, money, held.get("scenario", blank))
    line = Coded.joint(line, rival).tell(lambda pair: "" if pair[1] else pair[0]).merged()
    facts, _ = assembly.facts_of(Columns(
        path=given.path, sheet=given.sheet, cells=given.cells, held=held, names=names, line=line, label=label,
        definition=Coded.joint(held.get("definition", blank), told.part(2)).tell(lambda pair: pair[0] or pair[1]),
        span=period, figures=given.figures, unit=unit,
        loses=Coded.joint(label, line).tell(_is_loss).array(bool), reason=joined(told.part(1), rival, part), note=blank,
        sign=given.said.sign,
    ))  # fmt: skip
    return facts


def _lines(ids: Coded, label: Coded, said: Corrections) -> Coded:
    """Line, reason, definition and rank: as the sidecar says, by the line's id or tag, else by the label."""
    lines = taxonomy()

    def tell(pair: tuple[str, str]) -> tuple[str, str, str, int]:
        stated, text = pair
        corrected = said.line_of(text)
        if corrected is not None:
            return corrected, "" if corrected else f"unmapped: {SAID}", "", _SAID
        if stated in lines:
            return stated, "", "", _SAID
        match = labels.match((stated or text)[:200]) if stated or text else labels.Match()
        if not match.line and stated and text:
            match = labels.match(text[:200])
        return match.line, "" if match.line else "unmapped", match.definition, match.rank

    return Coded.joint(ids, label).tell(tell)


def _rivals(told: Coded, label: Coded, line: Coded, given: _Listed, *key: Coded) -> Coded:
    """Why a row is not its line: another row of the same source and `key` has a label that names it better."""
    ranks, line = told.part(3).array(np.int64), line.merged()
    used = line.tell(bool).array(bool) & ~told.part(2).tell(bool).array(bool) & ~np.isnan(given.figures.value)
    rows = np.flatnonzero(used & (ranks != _SAID))
    least, most = np.full(len(line.known), np.iinfo(np.int64).max), np.zeros(len(line.known), dtype=np.int64)
    np.minimum.at(least, line.codes[rows], ranks[rows])
    np.maximum.at(most, line.codes[rows], ranks[rows])
    rows = rows[(least < most)[line.codes[rows]]]
    if not len(rows):
        return Coded.one("", len(line))
    blank = Coded.one("", len(line))
    of_source = (given.held.get(role, blank) for role in ("source", "as_of", "basis", "part"))
    one = Coded.joint(*(column.merged().take(rows) for column in (line, *key, *of_source))).codes
    order = np.lexsort((rows, ranks[rows], one))[::-1]
    best = np.zeros(one.max() + 1, dtype=np.int64)
    best[one[order]] = rows[order]
    winner = best[one]
    worse = ranks[rows] > ranks[winner]
    why = Coded.joint(label.take(winner[worse]), line.take(rows[worse])).tell(
        "unmapped: {0[0]} stands for {0[1]}".format
    )
    codes = np.zeros(len(line), dtype=np.int64)
    codes[rows[worse]] = why.codes + 1
    return Coded(["", *why.known], codes)


def _names_companies(held: Mapping[str, Coded]) -> bool:
    """Whether codes are those of companies: where each has one label of its own they number the labels."""
    if "code" not in held:
        return False
    code, label = held["code"].merged(), held.get("label", held["code"]).merged()
    return len(label.known) < 2 or len(Coded.joint(code, label).known) > len(code.known)


def _companies(path: Path, given: Coded, beside: Sidecar, above: list[str]) -> Coded:
    default = "" if all(given.known) else company.of_sheet(path, beside, above)
    return given.tell(lambda name: company.canonical(name) if name else default).merged()


def _is_loss(pair: tuple[str, str]) -> bool:
    label, line = pair
    return bool(line) and taxonomy()[line].sign == "income" and signs.says_loss(label)

"""Columns of figures to facts: a block a column, all blocks at once, what is constant told once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from finkit.reading.cells.grid import Sheet, letters
from finkit.reading.columnar import assembly, spans, units
from finkit.reading.columnar.assembly import Columns
from finkit.reading.columnar.claims import NOT_REPORTED, Claim
from finkit.reading.columnar.figures import Figures
from finkit.reading.columnar.words import joined
from finkit.reading.tables import signs
from finkit.reading.texts import scale
from finkit.statement.coded import Coded, Ints
from finkit.statement.fact import Facts
from finkit.statement.guess import Guess


@dataclass(frozen=True)
class Sheetful:
    """What all columns of a sheet share: where its rows stand, what is said in each, and of the whole.

    `keep` are the rows read, counted from row `first`; `held` their texts by role, `names` their companies,
    `span` their periods (`spans.Span`); `units` what the sheet states of scale and currency, `sign`
    what the sidecar says of costs.
    """

    path: Path
    sheet: Sheet
    first: int
    keep: Ints
    held: Mapping[str, Coded]
    names: Coded
    span: Coded
    units: scale.Units
    sign: str = ""


def facts_of(given: Sheetful, claims: list[Claim]) -> tuple[Facts, list[Guess]]:
    """The facts of the columns, empty cells left out, and the guesses that their signs and units took."""
    dated = ~given.span.tell(lambda s: s.unread).array(bool)
    rows = [np.flatnonzero(_told(claim, dated)) for claim in claims]
    row = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    block = np.repeat(np.arange(len(claims)), [len(part) for part in rows])
    held = {role: column.take(row) for role, column in given.held.items()}
    read = _together(claims, rows)
    line = Coded([claim.line for claim in claims], block).merged()
    pairs = zip(claims, rows, strict=True)
    unreported = np.concatenate([np.broadcast_to(claim.unreported, len(claim.cells))[part] for claim, part in pairs])
    facts, cost = assembly.facts_of(Columns(
        path=given.path, sheet=given.sheet, cells=_cells(given, claims, rows), held=held, names=given.names.take(row),
        line=line, label=Coded([claim.label for claim in claims], block),
        definition=Coded([claim.match.definition for claim in claims], block), span=given.span.take(row), figures=read,
        unit=_units(given, claims, block, held, line, read),
        loses=np.array([claim.loss for claim in claims], dtype=bool)[block],
        reason=Coded([claim.reason for claim in claims], block),
        note=joined(Coded.where(unreported, NOT_REPORTED), _restated(held, len(row))),
        record=Coded(list(range(len(given.keep))), row), sign=given.sign,
    ))  # fmt: skip
    return facts, _guesses(given, claims, facts, block, cost)


def _told(claim: Claim, dated: Any) -> Any:
    """Which cells of a column become facts: figures, and what a dated row says instead of a figure of a line."""
    told = ~np.isnan(claim.figures.value) | claim.unreported
    return told | (dated & claim.figures.note.tell(bool).array(bool)) if claim.line else told


def _together(claims: list[Claim], rows: list[Any]) -> Figures:
    pairs = list(zip(claims, rows, strict=True))
    arrays = [np.concatenate([getattr(c.figures, name)[r] for c, r in pairs]) for name in ("value", "rounding", "own")]
    return Figures(arrays[0], arrays[1], Coded.concat([c.figures.percent.take(r) for c, r in pairs]), arrays[2],
                   Coded.concat([c.figures.note.take(r) for c, r in pairs]))  # fmt: skip


def _units(
    given: Sheetful, claims: list[Claim], block: Ints, held: Mapping[str, Coded], line: Coded, read: Figures
) -> units.Units:
    """The units of the facts: the row's, else the column's by its header, else the sheet's."""
    row = units.read(held, line, read, scale.Units())
    of_column = [claim.units.over(scale.find(_unit_words(claim.label))).over(given.units) for claim in claims]
    unit = Coded.joint(row.unit, Coded([claim.unit for claim in claims], block), line).tell(
        lambda key: key[1] if not key[2] and key[0] == "money" else key[0]
    )
    money = unit.tell("money".__eq__).array(bool)
    sized = np.array([c.money or c.reason == "unmapped" for c in claims], dtype=bool)[block] & money & ~row.stated
    factor = np.array([1.0 if u.scale is None else u.scale for u in of_column])[block]
    stated = sized & np.isnan(read.own) & np.array([u.scale is not None for u in of_column], dtype=bool)[block]
    currency = Coded.joint(row.currency, Coded([u.currency for u in of_column], block), unit).tell(
        lambda key: (key[0] or key[1]) if key[2] == "money" else ""
    )
    return units.Units(unit, np.where(stated, factor, row.factor), row.stated | stated, currency, row.reason)


def _unit_words(label: str) -> str:
    """The part of a header that may state a unit: its brackets, what follows a comma, else its last two words."""
    inside = re.search(r"[(\[][^()\[\]]*[)\]]", label)
    if inside:
        return inside[0]
    return label.rpartition(",")[2] if "," in label else " ".join(label.split()[1:][-2:])


def _restated(held: Mapping[str, Coded], n: int) -> Coded:
    blank = Coded.one("", n)
    return Coded.joint(held.get("restated", blank), held.get("as_of", blank)).tell(
        lambda pair: f"restated {pair[0][:10]}" if pair[0] and pair[0][:10] != pair[1][:10] else ""
    )


def _cells(given: Sheetful, claims: list[Claim], rows: list[Any]) -> list[str]:
    if given.sheet.places is not None:
        return [given.sheet.place(given.first + int(given.keep[i]), c.at)
                for c, part in zip(claims, rows, strict=True) for i in part]  # fmt: skip
    number = [str(at) for at in (given.keep + given.first + 1).tolist()]
    found: list[str] = []
    for claim, part in zip(claims, rows, strict=True):
        letter = letters(claim.at)
        here = number if len(part) == len(number) else [number[i] for i in part.tolist()]
        found += [letter + text for text in here]
    return found


def _guesses(given: Sheetful, claims: list[Claim], facts: Facts, block: Ints, cost: Any) -> list[Guess]:
    def guess(place: str, about: str, taken: str, evidence: str, score: float = 1.0, runner: str = "") -> Guess:
        return Guess(given.path.name, given.sheet.name, place, about, taken, evidence, score, runner)

    found = []
    for note in spans.guessed(s.note for s in given.span.known):
        found.append(replace(guess("", "period", note, "the dates of the rows", 0.7), question=True))
    found += units.guesses(given.path.name, given.sheet.name, facts, given.units)
    for at, claim in enumerate(claims):
        place, match = f"column {letters(claim.at)}", claim.match
        if claim.line:
            found.append(guess(place, "label", claim.line, repr(claim.label), match.score, match.runner_up))
        else:
            found.append(guess(place, "label", "", f"{claim.label!r}: {claim.reason}", 0.0, match.runner_up))
        if turned := np.count_nonzero(cost & (block == at)):
            found.append(guess(place, "sign", "turned (cost)", f"{signs.COST}, {turned} figures"))
    return found

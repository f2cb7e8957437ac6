"""Sheets of one period a row and a line a column to facts."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from finkit.reading import company
from finkit.reading.cells.grid import Cell, Sheet, letters
from finkit.reading.columnar import claims, fields, figures, spans
from finkit.reading.columnar.blocks import Sheetful, facts_of
from finkit.reading.columnar.candidates import COLUMNS, SAMPLE, Candidate, find, is_headless, is_numeric
from finkit.reading.columnar.claims import Claim
from finkit.reading.company import Sidecar
from finkit.reading.corrections import SAID, Corrections
from finkit.reading.found import Found
from finkit.reading.tables import regions
from finkit.reading.texts import labels, scale
from finkit.reading.texts.labels import Match
from finkit.statement.coded import Coded, Ints
from finkit.statement.guess import Guess

__all__ = ["Candidate", "find", "is_headless", "read"]

_CODE = re.compile(r"(?i)(?:code|\bid|_id|cik|type|flag|date|time|日期|时间)$")


def read(path: Path, sheet: Sheet, beside: Sidecar) -> Found | None:
    """The facts of a sheet that holds one period a row; None where it is no such table."""
    candidate = find(sheet)
    if candidate is None:
        return None
    keep, cut = _cut(sheet, candidate, beside.reading)
    held = {role: figures.texts(cut[at]) for role, at in candidate.roles.items()}
    made, nameless = _claims(sheet, candidate, cut, beside.reading)
    if not any(regions.is_income(claim.line) for claim in made):
        return None
    names, who = _companies(path, sheet, candidate, held, beside)
    codes = [claim for claim in made if not claim.line and _is_code(claim, names)]
    made = [claim for claim in made if claim not in codes]
    claims.settle(made, names)
    header = list(map(regions.text_of, sheet.rows[candidate.header]))
    revenue = next((claim.figures.value for claim in made if claim.line == "revenue"), None)
    chinese = spans.is_chinese([*header, *names.known[:SAMPLE]])
    sheetful = Sheetful(
        path=path, sheet=sheet, first=candidate.first, keep=keep, held=held, names=names,
        span=spans.filled(spans.read(held, len(keep)), names, revenue, chinese).merged(),
        units=_units(sheet, candidate, beside), sign=beside.reading.sign,
    )  # fmt: skip
    facts, guesses = facts_of(sheetful, made)
    row = f"row {candidate.header + 1}"
    shape = Guess(path.name, sheet.name, row, "shape", "one period a row, a line a column", candidate.evidence)
    unread = ", ".join([*(claim.label for claim in codes), *(header[at] for at in candidate.extra), *nameless])
    left = [Guess(path.name, sheet.name, row, "unread", unread, "codes, or figures without a name")] if unread else []
    return Found(facts, (shape, *who, *guesses, *left))


def _cut(sheet: Sheet, candidate: Candidate, said: Corrections) -> tuple[Ints, list[list[Cell]]]:
    """The rows that are read, counted from the first, and the columns of their cells."""
    rows = sheet.rows[candidate.first : candidate.last + 1]
    keep = [i for i, row in enumerate(rows) if any(row)]
    body = rows if len(keep) == len(rows) else [rows[i] for i in keep]
    width = min(max(len(sheet.rows[candidate.header]), *map(len, body[:SAMPLE])), COLUMNS)
    return np.array(keep, dtype=np.int64), list(map(list, figures.columns(body, range(width))))


def _claims(
    sheet: Sheet, candidate: Candidate, cut: list[list[Cell]], said: Corrections
) -> tuple[list[Claim], list[str]]:
    """The columns that hold figures, and those of them that no header names."""
    header = sheet.rows[candidate.header]
    taken = {*candidate.roles.values(), *candidate.extra, *said.leave_columns}
    free = [at for at in range(len(cut)) if at not in taken]
    named = {at: text for at in free if at < len(header) and (text := regions.text_of(header[at]))}
    made = [_claim(at, label, cut[at], candidate, said) for at, label in named.items()]
    mark = figures.mark_of((cut[at] for at in free), sheet.separator)
    nameless = [f"column {letters(at)}" for at in free if at not in named and is_numeric(cut[at])]
    return [claim for claim in made if claim.read(mark)], nameless


def _claim(at: int, label: str, cells: list[Cell], candidate: Candidate, said: Corrections) -> Claim:
    """A column with the line of its label and the units above its figures, unless the sidecar says otherwise."""
    units = candidate.units.get(at, scale.Units())
    if at in said.scales or said.scale is not None:
        units = scale.Units(said.scales.get(at, said.scale), "", SAID).over(units)
    line = said.line_of(label)
    if line is None:
        return Claim(at, label, labels.match(label[:200]), cells, units)
    return Claim(at, label, Match(line, 1.0, rank=-1), cells, units, "" if line else f"unmapped: {SAID}")


def _is_code(claim: Claim, names: Coded) -> bool:
    """Whether an unmapped column holds codes: by its name, or a whole number of its own for each company."""
    if _CODE.search(claim.label):
        return True
    value = claim.figures.value
    if len(names.known) < 2 or len(value) <= len(names.known) or (value != np.floor(value)).any() or not value.all():
        return False
    highest, lowest = np.full(len(names.known), -np.inf), np.full(len(names.known), np.inf)
    np.maximum.at(highest, names.codes, value)
    np.minimum.at(lowest, names.codes, value)
    return bool((highest == lowest).all()) and len(set(highest.tolist())) == len(highest)


def _companies(
    path: Path, sheet: Sheet, candidate: Candidate, held: dict[str, Coded], beside: Sidecar
) -> tuple[Coded, list[Guess]]:
    """The company of each row: by name, else by code, else of the whole file."""
    role = next((role for role in ("company", "code") if role in held and any(held[role].known)), "")
    n = len(next(iter(held.values())))
    above = fields.titles(sheet, candidate.header)
    given = held.get(role, Coded.one("", n))
    default, why = ("", "") if all(given.known) else company.named(path, beside, above)
    names = given.tell(lambda name: company.canonical(name) if name else default).merged()
    if role == "company":
        return names, []
    place = f"column {letters(candidate.roles[role])}" if role else ""
    taken, seen = ("its code", "no column gives names") if role else (default, why)
    return names, [Guess(path.name, sheet.name, place, "company", taken, seen)]


def _units(sheet: Sheet, candidate: Candidate, beside: Sidecar) -> scale.Units:
    """What title, first header cell and sheet name state of scale and currency; the sidecar's currency last."""
    corner = sheet.rows[candidate.header][0]
    stated = scale.first([regions.text_of(corner), *fields.titles(sheet, candidate.header), sheet.name])
    said = scale.Units(None, beside.reading.currency, SAID if beside.reading.currency else "")
    listed = scale.Units(None, beside.currency.upper(), "the sidecar" if beside.currency else "")
    return said.over(stated).over(listed)

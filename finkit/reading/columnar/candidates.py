"""Where a sheet holds one period a row and a line a column: a header of lines with periods in the rows below."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from finkit.reading.cells.grid import Cell, Sheet, letters
from finkit.reading.columnar import fields, figures, spans
from finkit.reading.tables import regions
from finkit.reading.texts import labels, numbers, scale
from finkit.reading.texts.labels import Match
from finkit.statement.coded import Coded

_HEADER_ROWS = 40
SAMPLE = 60
COLUMNS = 400
_OTHERS = 0.1
_DAYS = 20
_HEADLESS = 3
_RATE = "revenue_run_rate"


@dataclass(frozen=True)
class Candidate:
    """A header row of lines: what its columns are for, and the lines they may stand for, by column.

    `score` weighs the lines as `regions.worth` does; `first` and `last` are the rows of the table, `units` what a row
    between header and figures states, by column, `extra` columns of further codes.
    """

    header: int
    first: int
    roles: dict[str, int]
    lines: dict[int, Match]
    last: int
    score: float
    evidence: str = ""
    extra: tuple[int, ...] = ()
    units: dict[int, scale.Units] = field(default_factory=dict)


def find(sheet: Sheet) -> Candidate | None:
    """The best header of lines with periods in the rows below, from a sample of them; None where there is none."""
    found = [
        candidate
        for at in range(min(len(sheet.rows), _HEADER_ROWS))
        if (candidate := _candidate(sheet, at)) is not None
    ]
    return max(found, key=lambda candidate: (candidate.score, -candidate.header), default=None)


def is_headless(sheet: Sheet) -> bool:
    """Whether the first row holds figures just where the rows below do, so that no row names the columns."""
    rows = [row for row in sheet.rows[:SAMPLE] if any(row)]
    if len(rows) < _HEADLESS:
        return False
    columns = [list(column) for column in figures.columns(rows, range(min(len(rows[0]), COLUMNS)))]
    numeric = [column for column in columns if is_numeric(column[1:])]
    first = [
        column[:1] for column in numeric if column[0] != "" and spans.period_of(regions.text_of(column[0])) is None
    ]
    return len(first) >= _HEADLESS and sum(map(is_numeric, first)) == len(first)


def _candidate(sheet: Sheet, at: int) -> Candidate | None:
    row = sheet.rows[at][:COLUMNS]
    texts = {c: regions.text_of(cell) for c, cell in enumerate(row) if type(cell) is str and cell.strip()}
    lines = {c: match for c, text in texts.items() if (match := labels.match(text[:200], fuzzy=False)).line}
    score = regions.worth({match.line for match in lines.values()})
    if not score:
        return None
    column = min(lines)
    first, units = _units_below(sheet, at + 1, lines)
    near = _last(sheet, at, column, first + SAMPLE - 1)
    sample = [row for row in sheet.rows[first : near + 1] if any(row)]
    cut = dict(zip(lines, map(list, figures.columns(sample, lines)), strict=True))
    lines = {c: match for c, match in lines.items() if is_numeric(cut[c])}
    full = [row for row in sample if any(_filled(row, c) for c in lines)]
    if not lines or len(full) + len(lines) < 3:
        return None
    roles, extra = _roles({c: texts.get(c, "") for c in range(max(map(len, full)))}, lines)
    timely = {role: c for role, c in roles.items() if role in fields.TIME}
    if not _tells(full, timely):
        place = _by_content(full, {*lines, *roles.values()} - set(timely.values()))
        if place is None:
            return None
        roles = {role: c for role, c in roles.items() if role not in fields.TIME and c != place} | {"period": place}
        timely = {"period": place}
    if not roles.keys() & {"company", "code"}:
        roles |= _unnamed(full, [c for c in range(min(lines)) if c not in texts and c not in roles.values()])
    if not _is_series(full, roles):
        return None
    when = ", ".join(f"{letters(c)} ({texts.get(c, '') or 'no name'})" for c in timely.values())
    evidence = f"the header names {len(lines)} lines, periods stand in column {when}"
    last = _last(sheet, at, column, len(sheet.rows) - 1)
    named = {match.line for match in lines.values()}
    score = regions.worth(named)
    if _RATE in named and roles.keys() & {"company", "code"}:
        # Rates of several companies by date are all that such a list has to say.
        score = max(score, 1.0)
    return Candidate(at, first, roles, lines, last, score, evidence, extra, units)


def _units_below(sheet: Sheet, at: int, lines: dict[int, Match]) -> tuple[int, dict[int, scale.Units]]:
    """The first row of figures, and the units that a row above it states, by column."""
    row = sheet.rows[at] if at < len(sheet.rows) else []
    held = [row[c] for c in lines if _filled(row, c)]
    if not held or not all(type(cell) is str and numbers.parse(cell) is None for cell in held):
        return at, {}
    units = {c: scale.of_unit(regions.text_of(cell)) for c, cell in enumerate(row) if type(cell) is str and cell}
    told = {c: one for c, one in units.items() if one.scale is not None or one.currency}
    return (at + 1, told) if told.keys() & lines.keys() else (at, {})


def _last(sheet: Sheet, header: int, column: int, most: int) -> int:
    """The last row, up to `most`, before another header: one with words for a line where this one has figures."""
    for at in range(header + 1, min(most + 1, len(sheet.rows))):
        row = sheet.rows[at]
        cell = row[column] if column < len(row) else ""
        if type(cell) is str and cell[:1].isalpha() and labels.match(regions.text_of(cell)[:120], fuzzy=False).line:
            return at - 1
    return min(most, len(sheet.rows) - 1)


def _roles(texts: dict[int, str], lines: dict[int, Match]) -> tuple[dict[str, int], tuple[int, ...]]:
    """Columns by role, the first of each; and columns of further codes."""
    roles: dict[str, int] = {}
    extra: list[int] = []
    for column, text in texts.items():
        role = fields.role_of(text) if column not in lines else ""
        if role in ("id", "code") and (role == "id" or role in roles):
            extra.append(column)
        elif role and role not in ("line", "label", "value"):
            roles.setdefault(role, column)
    return fields.settled(roles), tuple(extra)


def _tells(rows: list[list[Cell]], timely: dict[str, int]) -> bool:
    held = dict(zip(timely, map(figures.texts, figures.columns(rows, timely.values())), strict=True))
    found = spans.read(held, len(rows)).tell(lambda s: not s.unread).array(bool)
    return bool(timely) and _nearly_all(int(found.sum()), len(rows))


def _unnamed(rows: list[list[Cell]], columns: list[int]) -> dict[str, int]:
    """The company's column where no header names it: words in every row, some again in the next."""
    for column in columns:
        words = [regions.text_of(row[column]) for row in rows if _filled(row, column)]
        if len(words) == len(rows) > len(set(words)) and all(any(map(str.isalpha, word)) for word in words):
            return {"company": column}
    return {}


def _is_series(rows: list[list[Cell]], roles: dict[str, int]) -> bool:
    """Whether most rows are of a company and period of their own, weeks apart: no list of sales, days or prices."""
    held = dict(zip(roles, map(figures.texts, figures.columns(rows, roles.values())), strict=True))
    blank, span = Coded.one("", len(rows)), spans.read(held, len(rows))
    names = Coded.joint(held.get("company", blank), held.get("code", blank))
    others = (held.get(role, blank) for role in ("segment", "scenario", "basis", "source", "currency", "as_of"))
    known = len(Coded.joint(names, span, *others).known)
    return 2 * known > len(rows) and spans.days_apart(span, names) >= _DAYS


def _nearly_all(told: int, of: int) -> bool:
    """Whether few others stand among `of`; one may in a small table: a total, an average."""
    return of - told <= max(_OTHERS * of, 1 if of > 2 else 0)


def _by_content(rows: list[list[Cell]], taken: set[int]) -> int | None:
    """The leftmost column whose cells are periods."""
    for column in range(min(max(map(len, rows)), COLUMNS)):
        if column in taken:
            continue
        cells = [regions.text_of(row[column]) for row in rows if _filled(row, column)]
        told = [spans.period_of(cell) for cell in cells]
        if _nearly_all(sum(map(bool, told)), len(rows)):
            return column
    return None


def _filled(row: list[Cell], column: int) -> bool:
    return column < len(row) and row[column] != ""


def is_numeric(cells: list[Cell]) -> bool:
    """Whether most of what stands in a column are numbers."""
    held = [cell for cell in cells if cell != ""]
    read = figures.read(held, figures.mark_of([held])) if held else None
    return bool(read and 2 * np.count_nonzero(read.note.tell(_is_number).array(bool)) > len(held))


def _is_number(note: str) -> bool:
    return not note.startswith("not a number")

"""Sheets that hold assumptions: taken out of a file before its statement is looked for, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from finkit.assumptions import sheets as given
from finkit.assumptions.placed import Placed, merged
from finkit.assumptions.tables import SETTINGS_SHEET, tables
from finkit.errors import AssumptionError, ReadError
from finkit.reading.cells.grid import Day, Look, Sheet
from finkit.reading.company import Sidecar, canonical, named
from finkit.statement.lines import fold

UNCALCULATED = "the formula has no value: open the file in a spreadsheet program and save it"
EMPTY = "nothing is filled in yet"
FILL = "write figures below its heads, in rows that are not marked example"
_LEGAL = re.compile(r"(?i)[\s,]+(?:inc|corp|corporation|ltd|limited|llc|plc|ag|se|gmbh|s\.?a|n\.?v|co|holdings?)\.?$")


def split(
    path: Path, held: Sequence[Sheet], look: Callable[[str], Mapping[str, Look]], beside: Sidecar
) -> tuple[list[Sheet], Placed]:
    """The sheets that may hold a statement, and what the others assume.

    A sheet that the sidecar names as the statement is never taken for assumptions. ReadError names the cell that is
    not understood.
    """
    keys = [
        "" if sheet.name in beside.reading.sheets else given.key_of(sheet.name, sheet.rows) for sheet in held
    ]  # fmt: skip
    try:
        parts = [
            given.read(_cells(path, sheet, look(sheet.name)), key)
            for sheet, key in zip(held, keys, strict=True) if key
        ]  # fmt: skip
        if parts:
            _refuse_headless(path, [sheet for sheet, key in zip(held, keys, strict=True) if not key], beside)
        found = merged(parts)
    except AssumptionError as error:
        raise ReadError(error.place, error.problem) from None
    return [sheet for sheet, key in zip(held, keys, strict=True) if not key], found


def _refuse_headless(path: Path, rest: Iterable[Sheet], beside: Sidecar) -> None:
    """AssumptionError for a sheet beside others of assumptions whose name is a table's: it would be lost in silence."""
    for sheet in rest:
        cells = given.Cells(path.name, sheet.name, sheet.rows, sheet.place)
        if sheet.name not in beside.reading.sheets and (problem := given.headless(cells)):
            raise AssumptionError(problem, place=cells.name)


def is_blank(sheets: Iterable[Sheet]) -> bool:
    """Whether no sheet holds a figure: at most labels and heads, as in a workbook that nobody has filled in."""
    cells = (cell for sheet in sheets for row in sheet.rows for cell in row)
    return not any(isinstance(cell, int | float) or re.fullmatch(r"[-\d.,% ]*\d{3,}[\d.,% ]*", cell) for cell in cells)


def whose(path: Path, rest: Sequence[Sheet], beside: Sidecar) -> str:
    """The company of a file without a statement: by its sidecar, its titles, or its name without the table's."""
    first = [str(row[0]) for sheet in rest for row in sheet.rows[:1] if row]
    stem = stem_of(path)
    if not stem and not beside.name:
        problem, remedy = f"it does not say whose {path.stem} it holds", f"call it COMPANY-{path.name}"
        raise ReadError(path.name, problem, remedy=remedy)
    return named(path.with_name(f"{stem or path.stem}{path.suffix}"), beside, first)[0]


def stem_of(path: Path) -> str:
    """A file's name without the name of a table at its end: acme-usage is acme."""
    names = "|".join(re.escape(row.SHEET) for row in tables().values())
    return re.sub(rf"(?i)(?:^|[-_. ]+)(?:{names}|{SETTINGS_SHEET})$", "", path.stem)


def table_of(path: Path) -> str:
    """The key of the table that a file's name ends in: of acme-usage that of usage; empty where it ends in none."""
    name = path.stem.removeprefix(stem_of(path))
    return next((key for key, row in tables().items() if fold(row.SHEET) == fold(name)), "")


def owner(name: str, path: Path, companies: Mapping[str, Iterable[Path]]) -> str:
    """The company among those with statements that assumptions of `name` belong to, else `name` itself.

    By name, by name without its legal form, or because the only statement of a file with the same name is its.
    """
    ways: tuple[Callable[[str], str], ...] = (canonical, lambda text: _LEGAL.sub("", text))
    for plain in ways:
        same = [company for company in companies if fold(plain(company)) == fold(plain(name))]
        if len(same) == 1:
            return same[0]
    stem = fold(stem_of(path))
    beside = [company for company, files in companies.items() if any(fold(file.stem) == stem for file in files)]
    return beside[0] if len(beside) == 1 else name


def _cells(path: Path, sheet: Sheet, looks: Mapping[str, Look]) -> given.Cells:
    unread: dict[str, str] = {}
    for at, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            seen = looks.get(place := sheet.place(at, column))
            if cell == "" and seen is not None and (seen.error or seen.formula):
                unread[place] = f"error {seen.error}" if seen.error else UNCALCULATED
    dated = {
        place
        for at, row in enumerate(sheet.rows) for column, cell in enumerate(row)
        if isinstance(cell, Day) and (place := sheet.place(at, column))
    }  # fmt: skip
    formats = {place: looks[place].format for place in dated if place in looks}
    return given.Cells(path.name, sheet.name, sheet.rows, sheet.place, unread, formats)

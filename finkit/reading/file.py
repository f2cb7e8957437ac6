"""One file to facts: guarded, parsed, then read as one fact a row or as a table."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from finkit.errors import ReadError
from finkit.reading import guard, long, table, text
from finkit.reading.company import Sidecar, sidecar
from finkit.reading.grid import Look
from finkit.reading.guard import Limits
from finkit.reading.worker import Worker
from finkit.statement.fact import Facts

_UNSEEN = "formats and notes of the cells could not be read"


def read_facts(path: str | Path, *, limits: Limits | None = None, worker: Worker | None = None) -> Facts:
    """Every fact of one file, nothing chosen yet; ReadError where it cannot be read as a statement.

    Workbooks are parsed in `worker`, or in one of their own.
    """
    path = Path(path)
    limits = limits or (worker.limits if worker else Limits())
    kind = guard.check(path, limits)
    beside = sidecar(path)
    if kind == "text":
        sheet = text.read(path)
        facts = long.read(path, sheet, beside)
        return facts if facts is not None else table.read(path, [sheet], lambda name: {}, beside)
    with nullcontext(worker) if worker else Worker(limits) as parser:
        return _workbook(path, kind, parser, beside)


def _workbook(path: Path, kind: str, worker: Worker, beside: Sidecar) -> Facts:
    sheets = worker.sheets(path)
    for sheet in sheets:
        facts = long.read(path, sheet, beside) if long.header_of(sheet) else None
        if facts is not None:
            return facts
    unseen = False

    def look(name: str) -> dict[str, Look]:
        nonlocal unseen
        if kind != "xlsx":
            return {}
        try:
            return worker.looks(path, name)
        except ReadError as error:
            # openpyxl is stricter than calamine: values stand, and the facts say what was not seen.
            if "cannot be parsed" not in error.problem:
                raise
            unseen = True
            return {}

    facts = table.read(path, sheets, look, beside)
    if unseen:
        return facts.replace(note=[f"{note}; {_UNSEEN}" if note else _UNSEEN for note in facts["note"]])
    return facts

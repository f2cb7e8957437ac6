"""One file to facts: guarded, parsed, then read in the shape that it has."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from finkit.errors import ReadError
from finkit.reading import assumed
from finkit.reading.cells import documents, guard, sheets
from finkit.reading.cells.grid import Look, Sheet
from finkit.reading.cells.guard import Limits
from finkit.reading.cells.worker import Worker
from finkit.reading.columnar import filings, long, records
from finkit.reading.company import Sidecar, sidecar
from finkit.reading.corrections import without_rows
from finkit.reading.found import Found
from finkit.reading.tables import choice, regions
from finkit.statement.fact import Facts

_UNSEEN = "formats and notes of the cells could not be read"
# The kinds whose cells have formats and notes that a second pass can see.
_LOOKED_AT = ("xlsx", "xls")


def read_facts(path: str | Path, *, limits: Limits | None = None, worker: Worker | None = None) -> Facts:
    """Every fact of one file, as `read_file` gives them, without the guesses."""
    return read_file(path, limits=limits, worker=worker).facts


def read_file(path: str | Path, *, limits: Limits | None = None, worker: Worker | None = None) -> Found:
    """Every fact of one file, nothing chosen yet, and every guess; ReadError where it holds no statement.

    Workbooks and pages are parsed in `worker`, or in one of their own.
    """
    path = Path(path)
    limits = limits or (worker.limits if worker else Limits())
    kind = guard.check(path, limits)
    beside = sidecar(path)
    if kind == "json":
        document = documents.document(path, limits)
        found = filings.read_json(path, document, beside)
        return found if found is not None else _of_sheets(path, documents.sheets(document), _Looks(path, kind), beside)
    with nullcontext(worker) if worker else Worker(limits) as parser:
        held = sheets.sheets(path, kind, parser)
        found = filings.read(path, held, beside) if kind in ("text", "zip") else None
        return found if found is not None else _of_sheets(path, held, _Looks(path, kind, parser), beside)


def _of_sheets(path: Path, held: list[Sheet], look: _Looks, beside: Sidecar) -> Found:
    """What sheets assume, and the facts of the others; no facts where those hold no figure."""
    rest, given = assumed.split(path, held, look, beside)
    if len(rest) == len(held) or not assumed.is_blank(rest):
        return _statement(path, rest, look, beside)._replace(assumed=given)
    if not given:
        raise ReadError(path.name, assumed.EMPTY, remedy=assumed.FILL)
    return Found(Facts.of_rows([]), assumed=given, company=assumed.whose(path, rest, beside))


def _statement(path: Path, held: list[Sheet], look: _Looks, beside: Sidecar) -> Found:
    """The facts of sheets: one fact a row, one period a row, or periods across, whichever names most lines."""
    for sheet in choice.named(path, held, beside.reading):
        found = long.read(path, sheet, beside) if long.header_of(sheet) else None
        if found is not None:
            return found._replace(facts=without_rows(found.facts, beside.reading))
    found = _records(path, held, beside)
    found = found if found is not None else choice.read(path, held, look, beside)
    return look.told(found._replace(facts=without_rows(found.facts, beside.reading)))


def _records(path: Path, held: list[Sheet], beside: Sidecar) -> Found | None:
    """The facts of the sheet that holds one period a row, where it names more lines than any table across."""
    found = [(candidate.score, sheet) for sheet in choice.named(path, held, beside.reading)
             if (candidate := records.find(sheet)) is not None]  # fmt: skip
    best = max(found, key=lambda pair: pair[0], default=None)
    if best is None or best[0] < 1 or beside.reading.header is not None:
        return None
    if len(held) > 1 and best[0] <= max((region.score for region in regions.find(held)[:1]), default=0.0):
        return None
    return records.read(path, best[1], beside)


class _Looks:
    """What the second pass sees of a sheet, asked for when it is needed; it may fail, and then the facts say so."""

    def __init__(self, path: Path, kind: str, worker: Worker | None = None) -> None:
        self.path, self.kind, self.worker = path, kind, worker
        self.unseen = False

    def __call__(self, name: str) -> dict[str, Look]:
        if self.worker is None or self.kind not in _LOOKED_AT:
            return {}
        try:
            return self.worker.looks(self.path, name, self.kind)
        except ReadError as error:
            # The second parser is stricter than the first: values stand.
            if "cannot be parsed" not in error.problem:
                raise
            self.unseen = True
            return {}

    def told(self, found: Found) -> Found:
        """What was found, its facts saying where formats and notes could not be seen."""
        if not self.unseen:
            return found
        noted: list[Any] = [f"{note}; {_UNSEEN}" if note else _UNSEEN for note in found.facts["note"]]
        return found._replace(facts=found.facts.replace(note=noted))

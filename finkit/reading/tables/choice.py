"""Which tables of a file are its statement: the best one, and those that agree with it and add to it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from finkit.errors import ReadError
from finkit.reading.cells.grid import Look, Sheet
from finkit.reading.columnar import records
from finkit.reading.company import Sidecar
from finkit.reading.corrections import Corrections
from finkit.reading.found import Found
from finkit.reading.tables import alignment, evidence, regions, stacked, table
from finkit.reading.tables.known import Known
from finkit.reading.tables.regions import Region
from finkit.reading.tables.table import Table
from finkit.reading.texts import labels
from finkit.statement.fact import Facts
from finkit.statement.lines import fold

NOTHING = "no income statement line was found"
REMEDY = "put periods in a header row and labels such as Revenue in a column, or one fact a row"
HEADLESS = "it has no header row: the first row holds figures"
UNDATED = "no header says of which periods its figures are"
UNDATED_REMEDY = (
    "add a row of periods above them, or periods under [reading] in {stem}.finkit.toml (finkit fix writes it)"
)
BOTH_REMEDY = "name one as sheet under [reading] in {stem}.finkit.toml (finkit fix writes it)"
STATEMENTS = {"balance": "a balance sheet", "cash flow": "a cash-flow statement"}
# Another sheet is read, too, where it names as much of an income statement as this.
ENOUGH = 3.0
AGREEING = 0.6
Looks = Callable[[str], dict[str, Look]]


def read(path: Path, sheets: list[Sheet], look: Looks, beside: Sidecar) -> Found:
    """The facts of the statement in the sheets, with the guesses they rest on; ReadError where there is none."""
    sheets = [stacked.unfold(sheet) or stacked.spread(sheet) or sheet for sheet in named(path, sheets, beside.reading)]
    ranked = regions.find(sheets, beside.reading)
    # A cash-flow statement opens with net income: it joins an income statement, and is none.
    first = next((region for region in ranked if region.score >= 1 and not _is_cash_flow(region)), None)
    if first is None:
        raise refusal(path, sheets, ranked)
    held = _Held(path, look, beside)
    for region in [first, *(region for region in ranked if region is not first)]:
        held.add(region)
    if held.rival and not beside.reading.sheets:
        names = f"{first.sheet.name!r} and {held.rival!r}"
        remedy = BOTH_REMEDY.format(stem=path.stem)
        raise ReadError(path.name, f"two sheets could both be the statement, {names}, and differ", remedy=remedy)
    if not any(_is_of_income(table.facts) for table in held.tables):
        raise refusal(path, sheets, ranked)
    _heard(beside.reading, held.tables)
    facts = Facts.concat(table.facts for table in held.tables)
    return Found(facts, tuple(evidence.of(held.tables, held.left, sheets)))


def named(path: Path, sheets: list[Sheet], said: Corrections) -> list[Sheet]:
    """The sheets that the sidecar names, in its order; all where it names none."""
    held = {sheet.name: sheet for sheet in sheets}
    for name in said.sheets:
        if name not in held:
            names = ", ".join(repr(name) for name in held)
            raise ReadError(said.file, f"[reading] sheet {name!r} is not in {path.name}", remedy=f"there are {names}")
    return [held[name] for name in said.sheets] or sheets


def _heard(said: Corrections, tables: list[Table]) -> None:
    """ReadError where the sidecar names a label or a row that no table has: it would be ignored in silence."""
    labels_held = {fold(row.label): row.label for table in tables for row in table.rows}
    for label in said.lines:
        if label not in labels_held:
            near = difflib.get_close_matches(label, labels_held, 1)
            hint = f"did you mean {labels_held[near[0]]!r}?" if near else "see finkit lines --explain for the labels"
            raise ReadError(said.file, f"[reading.lines] no row is labelled {label!r}", remedy=hint)
    rows_held = {row.at for table in tables for row in table.rows}
    for at in sorted(said.leave_rows - rows_held):
        raise ReadError(said.file, f"[reading] leave_rows: row {at + 1} holds no figure", remedy="correct or remove it")


def _is_cash_flow(region: Region) -> bool:
    return region.score < ENOUGH and alignment.is_cash_flow(region)


def refusal(path: Path, sheets: list[Sheet], tables: list[Region]) -> ReadError:
    """That the file holds no income statement, with what it holds instead."""
    seen = ", ".join(repr(text) for text in regions.labels_seen(sheets)) or "no text at all"
    if any(records.is_headless(sheet) for sheet in sheets):
        return ReadError(path.name, f"{HEADLESS} (found {seen})", remedy="name the columns in the first row")
    if any(regions.is_undated(sheet) for sheet in sheets):
        return ReadError(path.name, f"{UNDATED} (found {seen})", remedy=UNDATED_REMEDY.format(stem=path.stem))
    votes = Counter(labels.statement_of(text) for text in regions.labels_seen(sheets, 60))
    votes["cash flow"] += 2 * any(map(alignment.is_cash_flow, tables))
    held = " and ".join(words for kind, words in STATEMENTS.items() if votes[kind] > 1)
    found = f"it looks like {held}: {seen}" if held else f"found {seen}"
    return ReadError(path.name, f"{NOTHING} ({found})", remedy=REMEDY)


@dataclass
class _Held:
    """What has been taken so far, from the best table down."""

    path: Path
    look: Looks
    beside: Sidecar
    known: Known = field(default_factory=Known)
    left: list[tuple[Region, str]] = field(default_factory=list)
    seen: dict[str, dict[str, Look]] = field(default_factory=dict)
    rival: str = ""

    @property
    def tables(self) -> list[Table]:
        """The tables taken, the best first."""
        return self.known.tables

    def add(self, region: Region) -> None:
        """Take a table's facts, or say why it is left."""
        first = not self.tables
        same = id(region.sheet) in self.known.sheets
        whole = region.score >= ENOUGH and not regions.is_detail(region)
        if not (first or same or whole or alignment.is_cash_flow(region)):
            detail = regions.is_detail(region)
            self.left.append(
                (region, "a detail, by its title" if detail else "names too little of an income statement")
            )
            return
        read = table.read(self.path, region, self._looks(region), self.beside)
        if alignment.is_cash_flow(region) and not first:
            alignment.cash_flow_only(read)
        if not first:
            read = alignment.units(read, self.tables[0])
            read = alignment.dates(read, self.known)
            opens = alignment.is_cash_flow(region)
            agreed, other = (alignment.opening if opens else alignment.agreement)(read.facts, self.known)
            here = region.sheet is self.tables[0].region.sheet
            here = here or (not agreed + other and (same or alignment.is_continued(read, self.tables)))
            if not here and (agreed + other == 0 or agreed < AGREEING * (agreed + other)):
                if other and self._is_another_company(read):
                    self.known.take(read)
                    return
                why = f"{other} of {agreed + other} figures differ from" if other else "no figure is shared with"
                if other and regions.rank(region)[0] >= regions.rank(self.tables[0].region)[0]:
                    self.rival = self.rival or region.sheet.name
                self.left.append((region, f"other statement: {why} {self.tables[0].region.sheet.name!r}"))
                return
            self.known.under_one_name(read)
        self.known.take(read)

    def _is_another_company(self, read: Table) -> bool:
        """Whether a table that differs from the first is as whole, and its title names another company."""
        first = self.tables[0]
        titled = read.is_titled and first.is_titled
        return titled and read.company != first.company and read.region.score >= AGREEING * first.region.score

    def _looks(self, region: Region) -> dict[str, Look]:
        name = region.sheet.name
        if name not in self.seen:
            self.seen[name] = self.look(name)
        return self.seen[name]


def _is_of_income(facts: Facts) -> bool:
    """Whether some figure is of an income statement's line."""
    return bool((facts.coded("line").tell(regions.is_income).array(bool) & ~np.isnan(facts["value"])).any())

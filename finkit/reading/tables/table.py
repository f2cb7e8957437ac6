"""One table to facts: titles, stated units, a header of periods, labels in a column, figures under the header."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

from finkit.reading import company
from finkit.reading.cells.grid import Look
from finkit.reading.company import Sidecar
from finkit.reading.corrections import SAID, Corrections
from finkit.reading.tables import (
    assembly,
    columns,
    doubles,
    drafts,
    leftovers,
    magnitude,
    proof,
    regions,
    rows,
    signs,
    structure,
)
from finkit.reading.tables.regions import Region
from finkit.reading.tables.rows import Row
from finkit.reading.texts import scale
from finkit.reading.texts.scale import Units
from finkit.statement.fact import Facts
from finkit.statement.period import Period

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
    facts: Facts = field(default_factory=lambda: Facts({}, 0))

    @property
    def is_titled(self) -> bool:
        """Whether a title names its company."""
        return self.named.startswith(company.TITLED)

    @functools.cached_property
    def labels(self) -> frozenset[str]:
        """The labels of its rows."""
        return frozenset(row.label for row in self.rows)


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
    stated = scale.first([*titles, *regions.below(region), region.sheet.name])
    stated = Units(said.scale, said.currency, SAID if said.scale or said.currency else "").over(stated)
    units = stated.over(Units(None, beside.currency.upper(), "the sidecar" if beside.currency else ""))
    if not units.currency:
        units = units.over(Units(None, rows.currency_of_formats(read), "the cells' number formats"))
    periods = drafts.settle(read, periods)
    questions = (*magnitude.mark(read, periods), *_contradictions(titles, said))
    name, named = company.named(path, beside, regions.titles(region, above=True))
    table = Table(path, region, read, of_column, periods, units, name, named, said, questions)
    table.facts = assembly.facts_of(table)
    return table


def _contradictions(titles: list[str], said: Corrections) -> list[tuple[str, str]]:
    """That the texts around a table state two scales, unless the sidecar says which holds."""
    told = {found.scale: text for text in reversed(titles) if (found := scale.find(text)).scale is not None}
    if len(told) < 2 or said.scale is not None:
        return []
    words = " and ".join(repr(text[:60]) for text in told.values())
    return [("", f"two scales are stated, {words}: the one nearest to the figures is taken")]


def _is_chinese(read: list[Row]) -> bool:
    text = "".join(row.label for row in read)
    return bool(_CHINESE.search(text)) and not _KANA.search(text)

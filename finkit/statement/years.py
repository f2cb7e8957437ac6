"""Years that no file gives: the sum of the quarters, halves or months that fill them, said to be derived."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from finkit.statement.coded import Flags, Floats, Ints, joint, runs
from finkit.statement.fact import CONFIDENCES, Facts
from finkit.statement.guess import Guess
from finkit.statement.period import PARTS, TOLERANCE_DAYS, day_number, period_label, shift_months
from finkit.statement.period_words import said
from finkit.statement.remainders import FINER, doubts, flows, named, weaker
from finkit.statement.same import days

YEAR = 12
_RESTATED = re.compile(r"(?i)restated|reclassified|revised|recast")
_DAYS = 365.2425
_NAMED, _MOST_NAMED = 3, 4
CALENDAR = "the calendar's year: no label and no year says where the company's year ends"
_UNKNOWN = "nothing says where the year ends, and no months fill a calendar year: call quarters Q1 to Q4 or give a year"
_DIFFER = "labels or years differ on where the year ends"


class Years(NamedTuple):
    """The years that were derived, and a question for each company whose parts of years could not be summed."""

    facts: Facts
    asked: tuple[Guess, ...] = ()


class _Begun(NamedTuple):
    """For each fact a day on which a year of its company begins, missing where hints differ; whether any hint says."""

    day: Floats
    told: Flags


def years(facts: Facts) -> Years:
    """Facts for the years that a company's chosen halves, quarters or months fill and that it gives no figure of.

    The parts are of one company, segment, line, scenario, currency and basis, in money, of no other definition, under
    one label where they stand in one file, all restated or none; each begins where the one before ends (within a week),
    and none is missing. Where a year is filled in several ways, the one with the fewest parts is taken. Value = their
    sum, with their roundings together (those ten times finer than the coarsest are neglected) and their ranges. A year
    begins where the company's years do; else where the names of its quarters and halves say; else, labelled CY, in
    January.
    """
    flow = np.flatnonzero(flows(facts))
    months = facts["months"][flow]
    short = flow[(months > 0) & (months < YEAR)]
    if not len(short):
        return Years(Facts({}, 0))
    begun = _begun(facts, short)
    number = np.floor((days(facts.coded("start")) + TOLERANCE_DAYS - np.nan_to_num(begun.day)) / _DAYS).astype(np.int64)
    number -= number.min()
    place = joint(facts.key("company", "segment"), number)
    left = short[~np.isin(place[short], place[flow[months == YEAR]])]
    series = joint(facts.key("company", "segment", "line", "scenario", "currency"), facts.weakness() + 1)
    groups = _full(facts, left[~np.isnan(begun.day[left])], joint(series, number))
    tiles = _tiles(facts)
    ways = [
        way for group in groups if (way := _tiling([tiles(row) for row in group.tolist()], float(begun.day[group[0]])))
    ]
    company = facts.coded("company").codes
    done = np.isin(company[left], company[[way[0].row for way in ways]])
    open_ = left[~done & (np.isnan(begun.day[left]) | ~begun.told[left])]
    found = _derived(facts, [[tile.row for tile in way] for way in ways], begun.told)
    return Years(found, tuple(_asked(facts, _full(facts, open_, series), begun)))


def _full(facts: Facts, rows: Ints, key: Ints) -> list[Ints]:
    """The rows of each key that have the months of a year between them."""
    if not len(rows):
        return []
    rows = rows[np.argsort(key[rows], kind="stable")]
    starts = runs(key[rows])
    enough = np.add.reduceat(facts["months"][rows], starts) >= YEAR
    return [group for group, full in zip(np.split(rows, starts[1:]), enough.tolist(), strict=True) if full]


def _asked(facts: Facts, groups: Sequence[Ints], begun: _Begun) -> Iterator[Guess]:
    """A question for each file with companies whose parts of years are not summed, and why."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in (group[0] for group in groups):
        why = _DIFFER if np.isnan(begun.day[row]) else _UNKNOWN
        found.setdefault((facts["file"][row], why), {})[facts["company"][row]] = None
    for (file, why), companies in found.items():
        some = ", ".join(list(companies)[:_NAMED]) + (" and others" if len(companies) > _NAMED else "")
        yield Guess(file, "", "", "period", "no year is summed", f"{some}: {why}", 0.5, question=True)


def _begun(facts: Facts, short: Ints) -> _Begun:
    company, start = facts.coded("company").codes, days(facts.coded("start"))
    whole = np.flatnonzero(facts["chosen"] & (facts["months"] == YEAR) & (facts["scenario"] != "ttm") & (start > 0))
    parts = facts.coded("period").tell(_part).take(short).each()
    parted = [(row, part) for row, part in zip(short.tolist(), parts, strict=True) if part]
    first = [_first_day(facts["start"][row], part) for row, part in parted]
    day = np.full(len(facts.coded("company").known), float(date(2001, 1, 1).toordinal()))
    told = np.zeros(len(day), dtype=bool)
    hints = (np.array([row for row, _ in parted], dtype=np.int64), np.array(first, dtype=np.float64))
    # The company's own years are the better hint, and come last.
    for rows, said_day in (hints, (whole, start[whole].astype(float))):
        whose, at = np.unique(company[rows], return_index=True)
        day[whose] = said_day[at]
        told[whose] = True
        apart = (said_day - day[company[rows]] + _DAYS / 2) % _DAYS - _DAYS / 2
        day[company[rows[np.abs(apart) > TOLERANCE_DAYS]]] = np.nan
    return _Begun(day[company], told[company])


def _part(label: str) -> tuple[str, int] | None:
    """The quarter or half that a label names."""
    part = said(label).part
    return part if part and part[0] in PARTS else None


def _first_day(start: str, part: tuple[str, int]) -> int:
    """The first day of the year whose quarter or half starts on a day."""
    return day_number(shift_months(start, -PARTS[part[0]] * (part[1] - 1)))


class _Tile(NamedTuple):
    """A part of a year: the row of its fact, its days and months, and the label, by file, under which it stands."""

    row: int
    start: int
    end: int
    months: int
    file: int
    label: int
    restated: bool


def _tiles(facts: Facts) -> Callable[[int], _Tile]:
    """What gives the part of a year that a fact is."""
    start, end = (days(facts.coded(name)).tolist() for name in ("start", "end"))
    file, label = (facts.coded(name).codes.tolist() for name in ("file", "label"))
    restated = facts.coded("period").tell(lambda text: bool(_RESTATED.search(text))).each()
    months = facts["months"].tolist()
    return lambda row: _Tile(row, start[row], end[row], int(months[row]), file[row], label[row], restated[row])


def _tiling(parts: Sequence[_Tile], begun: float) -> tuple[_Tile, ...]:
    """The fewest parts of one year and line that follow each other from its first month to its last; else none."""
    near = min(part.start for part in parts)
    first = round(begun + round((near - begun) / _DAYS) * _DAYS)
    ways: dict[int, tuple[_Tile, ...]] = {0: ()}
    for filled in range(YEAR):
        way = ways.get(filled)
        if way is None:
            continue
        due = way[-1].end + 1 if way else first
        for part in parts:
            after = filled + part.months
            joins = abs(part.start - due) <= TOLERANCE_DAYS and all(_one_scope(part, one) for one in way)
            if joins and (after not in ways or len(ways[after]) > len(way) + 1):
                ways[after] = (*way, part)
    found = ways.get(YEAR, ())
    days_long = found[-1].end - found[0].start + 1 if found else 0
    return found if abs(days_long - _DAYS) <= TOLERANCE_DAYS else ()


def _one_scope(a: _Tile, b: _Tile) -> bool:
    """Whether two figures measure one thing: in one file two labels of a line need not, nor restated beside not."""
    return (a.file != b.file or a.label == b.label) and a.restated == b.restated


def _derived(facts: Facts, ways: Sequence[Sequence[int]], told: Flags) -> Facts:
    """The years that rows of facts fill, as facts."""
    if not ways:
        return Facts({}, 0)
    sizes = np.array([len(way) for way in ways])
    starts = np.cumsum(sizes) - sizes
    parts = facts.take(np.concatenate([np.array(way) for way in ways]))
    first, last = parts.take(starts), parts.take(starts + sizes - 1)
    value, rounding = parts["value"], np.nan_to_num(parts["rounding"])
    coarse = FINER * rounding > np.repeat(np.maximum.reduceat(rounding, starts), sizes) * (1 + 1e-9)
    ranged = np.logical_or.reduceat(~np.isnan(parts["low"]), starts)
    low, high = (np.where(np.isnan(parts[end]), value, parts[end]) for end in ("low", "high"))
    doubt = np.maximum.reduceat(doubts(parts), starts).tolist()
    own = [_own(part, told[way[0]]) for part, way in zip(_each_of(parts, sizes), ways, strict=True)]
    kept = ("company", "segment", "line", "scenario", "unit", "currency")
    columns: dict[str, Any] = {
        **{name: first[name] for name in kept}, "label": first.coded("line").tell(named).column(),
        "period": [period for period, _, _ in own], "start": first["start"], "end": last["end"], "months": float(YEAR),
        "value": np.add.reduceat(value, starts),
        "currency_stated": np.logical_and.reduceat(parts["currency_stated"], starts),
        "scale": 1.0, "scale_stated": True, "basis": "derived", "basis_stated": True, "rests_on": weaker(first, first),
        "confidence": [CONFIDENCES[at] if at >= 0 else "" for at in doubt], "chosen": True,
        "formula": [formula for _, formula, _ in own], "note": [note for _, _, note in own],
        "rounding": np.add.reduceat(np.where(coarse, rounding, 0.0), starts),
        "low": np.where(ranged, np.add.reduceat(low, starts), np.nan),
        "high": np.where(ranged, np.add.reduceat(high, starts), np.nan),
    }  # fmt: skip
    return Facts(columns, len(ways))


class _Part(NamedTuple):
    """What a year says of one of its parts."""

    line: str
    period: str
    start: str
    end: str
    months: float
    file: str
    sheet: str
    cell: str


def _each_of(parts: Facts, sizes: Ints) -> Iterator[list[_Part]]:
    """The parts of each year."""
    columns = (parts[name].tolist() for name in _Part._fields)
    every = map(_Part._make, zip(*columns, strict=True))
    return (list(islice(every, size)) for size in sizes.tolist())


def _own(parts: Sequence[_Part], told: bool) -> tuple[str, str, str]:
    """A year's label, formula and note."""
    label = period_label(parts[0].start, parts[-1].end, YEAR)
    names = [part.period if part.period and part.period != part.end else _period(part) for part in parts]
    note = f"the sum of {_listed(names)}{_cells(parts)}" + ("" if told else f"; {CALENDAR}")
    return label if told else label.replace("FY", "CY"), f"{parts[0].line} {' + '.join(names)}", note


def _cells(parts: Sequence[_Part]) -> str:
    """Where the parts stand: their cells with the sheet once, where all stand in one."""
    if not all(part.cell for part in parts):
        return ""
    if len({(part.file, part.sheet) for part in parts}) > 1:
        return f" ({_listed([' '.join(filter(None, part[-3:])) for part in parts])})"
    where = " ".join(filter(None, (parts[0].file, parts[0].sheet)))
    return f" ({_listed([part.cell for part in parts])} of {where})"


def _listed(names: Sequence[str]) -> str:
    """The names, of many the first and the last."""
    return ", ".join(names) if len(names) <= _MOST_NAMED else f"{names[0]} to {names[-1]}"


def _period(part: _Part) -> str:
    return period_label(part.start, part.end, int(part.months))

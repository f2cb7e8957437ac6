"""Years that no file gives: the sum of the quarters, halves or months that fill them, said to be derived."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from finkit.statement.coded import Flags, Floats, Ints, joint, runs
from finkit.statement.fact import CONFIDENCES, Fact, Facts
from finkit.statement.guess import Guess
from finkit.statement.lines import taxonomy
from finkit.statement.period import PARTS, TOLERANCE_DAYS, day_number, months_between, period_label, shift_months
from finkit.statement.period_words import said
from finkit.statement.remainders import FINER, flows
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
    rows = [
        _row(found, bool(begun.told[group[0]]))
        for group in _full(facts, left[~np.isnan(begun.day[left])], joint(series, number))
        if (found := _tiling(list(facts.take(group)), float(begun.day[group[0]])))
    ]
    done = np.isin(facts["company"][left], [row["company"] for row in rows])
    open_ = left[~done & (np.isnan(begun.day[left]) | ~begun.told[left])]
    return Years(Facts.of_rows(rows), tuple(_asked(facts, _full(facts, open_, series), begun)))


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
    named = [(row, part) for row, part in zip(short.tolist(), parts, strict=True) if part]
    first = [_first_day(facts["start"][row], part) for row, part in named]
    day = np.full(len(facts.coded("company").known), float(date(2001, 1, 1).toordinal()))
    told = np.zeros(len(day), dtype=bool)
    hints = (np.array([row for row, _ in named], dtype=np.int64), np.array(first, dtype=np.float64))
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


def _tiling(parts: Sequence[Fact], begun: float) -> tuple[Fact, ...]:
    """The fewest parts of one year and line that follow each other from its first month to its last; else none."""
    near = min(day_number(part.start) for part in parts)
    first = round(begun + round((near - begun) / _DAYS) * _DAYS)
    ways: dict[int, tuple[Fact, ...]] = {0: ()}
    for filled in range(YEAR):
        way = ways.get(filled)
        if way is None:
            continue
        due = day_number(way[-1].end) + 1 if way else first
        for part in parts:
            after = filled + (part.months or YEAR)
            joins = abs(day_number(part.start) - due) <= TOLERANCE_DAYS and all(_one_scope(part, one) for one in way)
            if joins and (after not in ways or len(ways[after]) > len(way) + 1):
                ways[after] = (*way, part)
    found = ways.get(YEAR, ())
    return found if found and months_between(found[0].start, found[-1].end) == YEAR else ()


def _one_scope(a: Fact, b: Fact) -> bool:
    """Whether two figures measure one thing: in one file two labels of a line need not, nor restated beside not."""
    one_label = a.file != b.file or a.label == b.label
    return one_label and bool(_RESTATED.search(a.period)) == bool(_RESTATED.search(b.period))


def _row(parts: Sequence[Fact], told: bool) -> dict[str, Any]:
    """The year that parts fill, as a fact."""
    one, start, end = parts[0], parts[0].start, parts[-1].end
    label = period_label(start, end, YEAR)
    names = [part.period if part.period and part.period != part.end else _named(part) for part in parts]
    roundings = [part.rounding or 0.0 for part in parts]
    values = [(part.value or 0.0, part.low, part.high) for part in parts]
    ranged = any(low is not None for _, low, _ in values)
    doubts = [CONFIDENCES.index(part.confidence) for part in parts if part.confidence in CONFIDENCES]
    return {
        "company": one.company, "segment": one.segment, "line": one.line, "label": taxonomy()[one.line].name,
        "period": label if told else label.replace("FY", "CY"), "start": start, "end": end, "months": YEAR,
        "scenario": one.scenario, "value": sum(value for value, _, _ in values), "unit": one.unit,
        "currency": one.currency, "currency_stated": all(part.currency_stated for part in parts),
        "scale_stated": True, "basis": "derived", "basis_stated": True, "rests_on": one.weakest,
        "confidence": CONFIDENCES[max(doubts)] if doubts else "",
        "formula": f"{one.line} {' + '.join(names)}", "chosen": True,
        "note": f"the sum of {_listed(names)}{_cells(parts)}" + ("" if told else f"; {CALENDAR}"),
        "rounding": sum(r for r in roundings if FINER * r > max(roundings) * (1 + 1e-9)),
        "low": sum(value if low is None else low for value, low, _ in values) if ranged else None,
        "high": sum(value if high is None else high for value, _, high in values) if ranged else None,
    }  # fmt: skip


def _cells(parts: Sequence[Fact]) -> str:
    """Where the parts stand: their cells with the sheet once, where all stand in one."""
    if not all(part.cell for part in parts):
        return ""
    if len({(part.file, part.sheet) for part in parts}) > 1:
        return f" ({_listed([part.place for part in parts])})"
    where = " ".join(filter(None, (parts[0].file, parts[0].sheet)))
    return f" ({_listed([part.cell for part in parts])} of {where})"


def _listed(names: Sequence[str]) -> str:
    """The names, of many the first and the last."""
    return ", ".join(names) if len(names) <= _MOST_NAMED else f"{names[0]} to {names[-1]}"


def _named(part: Fact) -> str:
    return period_label(part.start, part.end, part.months)

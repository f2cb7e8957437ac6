"""Facts that carry XBRL tags to standard lines: by tag, the first of a line's tags that has a value."""

from __future__ import annotations

import functools
import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from finkit.reading import company
from finkit.reading.columnar.units import currency_of
from finkit.reading.texts import labels, numbers
from finkit.statement.fact import Facts
from finkit.statement.lines import taxonomy

ANOTHER = "unmapped: another tag gives this line"
PART = "segment: a part of the whole"


@dataclass(slots=True)
class Tagged:
    """One tagged figure: its cell, tag and label, the line that they make it, dates, unit and filing as given."""

    cell: str
    company: str
    segment: str
    tag: str
    label: str
    line: str
    rank: int
    start: str
    end: str
    months: int | None
    unit: str
    value: str | float
    as_of: str
    source: str
    reason: str
    period: str
    number: numbers.Number = field(init=False)
    kind: str = "money"
    currency: str = ""

    def __post_init__(self) -> None:
        self.number = _number(self.value)
        self.kind, self.currency, reason = _unit(self.unit, self.tag)
        line = taxonomy().get(self.line)
        if line and not reason:
            stands = line.kind == "stock"
            if self.kind != line.unit:
                reason = f"unmapped: {self.kind} in a {line.unit} line"
            elif not self.end:
                reason = "period not understood"
            elif stands != (not self.start):
                reason = "unmapped: an amount at a date" if not stands else "unmapped: an amount of a period"
        if reason:
            self.line, self.reason = "", reason
        elif self.line and self.segment:
            self.reason = PART


def line_of(tag: str) -> tuple[str, int, str]:
    """Line, rank among the line's tags, and why none: of a tag with its name space."""
    found = taxonomy().tagged(tag) if tag.partition(":")[0] in ("us-gaap", "ifrs-full", "ifrs") else None
    return (found.line.id, found.rank, "") if found else ("", 0, "unmapped")


def by_label(label: str) -> tuple[str, int, str]:
    """Line, rank and why none: of a filer's own tag, by its label on the statement, behind all known tags."""
    match = labels.match(label[:200], fuzzy=False) if label else labels.Match()
    return (match.line, 10_000 + match.rank, "") if match.line and not match.definition else ("", 0, "unmapped")


def facts_of(path: Path, held: list[Tagged], sheet: str = "") -> Facts:
    """The facts; where several tags give one line and period the first of the line's tags keeps it."""
    _settle(held)
    known = {name: company.canonical(name) for name in {one.company for one in held}}
    blank = math.nan
    return Facts({
        "file": path.name, "sheet": sheet, "cell": [one.cell for one in held],
        "company": [known[one.company] for one in held],
        "segment": [one.segment for one in held], "line": [one.line for one in held],
        "label": [one.label for one in held], "period": [one.period for one in held],
        "start": [one.start for one in held], "end": [one.end for one in held],
        "months": [blank if one.months is None else one.months for one in held],
        "value": [blank if one.number.value is None else one.number.value for one in held],
        "unit": [one.kind for one in held], "currency": [one.currency for one in held], "scale_stated": True,
        "currency_stated": [bool(one.currency) for one in held], "basis": "reported", "basis_stated": True,
        "source": [one.source for one in held], "as_of": [one.as_of for one in held],
        "reason": [one.reason for one in held], "note": [one.number.note for one in held],
        "rounding": [one.number.rounding for one in held],
    }, len(held))  # fmt: skip


def _settle(held: list[Tagged]) -> None:
    first: dict[tuple[str, ...], Tagged] = {}
    groups: dict[tuple[str, ...], list[Tagged]] = defaultdict(list)
    for one in held:
        if one.line and one.number.value is not None:
            key = (one.company, one.segment, one.line, one.start, one.end, one.currency)
            groups[key].append(one)
            if key not in first or one.rank < first[key].rank:
                first[key] = one
    for period, group in groups.items():
        winner = first[period].tag
        for one in group:
            if one.tag != winner:
                one.line, one.reason = "", f"{ANOTHER}: {winner}"


def _number(value: str | float) -> numbers.Number:
    # Figures without a decimal part print as 971145000.0 in some exports.
    plain = re.sub(r"\.0$", "", value) if isinstance(value, str) else str(value)
    return numbers.parse(plain) or numbers.Number(None, note=f"not a number: {plain[:40]!r}" if plain else "")


@functools.lru_cache(maxsize=16384)
def _unit(unit: str, tag: str) -> tuple[str, str, str]:
    """Unit, currency, and why the figure can be no line of the statement."""
    money, _, each = unit.partition("/")
    currency = currency_of(money) if money not in ("pure", "shares") else ""
    if each or (currency and labels.is_per_share(tag.partition(":")[2] or tag)):
        return "money", currency, "unmapped: per share" if not each or each == "shares" else f"unmapped: {unit}"
    if unit == "shares":
        return "shares", "", "unmapped: number of shares"
    if currency:
        return "money", currency, ""
    return ("ratio", "", "") if unit == "pure" else ("count", "", "")

"""What a cell's note says of its figure: basis, source and the rest, a line each."""

from __future__ import annotations

import re

from finkit.statement.fact import SCENARIOS
from finkit.statement.period import is_date

BASES = ("reported", "leaked", "estimated", "assumed", "derived")
# Filled beside the fact's own columns where a basis outside the list is written.
OTHER_BASIS = "other_basis"
_KEYS = {
    "as of": "as_of",
    "as_of": "as_of",
    "date": "as_of",
    "url": "url",
    "link": "url",
    "confidence": "confidence",
    "definition": "definition",
    "note": "note",
    "source": "source",
    "basis": "basis",
    "scenario": "scenario",
}
_LINE = re.compile(r"^\s*([A-Za-z_ ]{3,12}?)\s*:\s*(.*)$")


def parse(text: str) -> dict[str, str]:
    """The fact's columns that a note fills; a note in free form fills `note` alone.

    `leaked: Financial Times` gives basis and source; the lines after it may give as of, url, confidence,
    definition and note.
    """
    found: dict[str, str] = {}
    free: list[str] = []
    for line in text.replace("\r", "\n").split("\n"):
        match = _LINE.match(line)
        key = match[1].strip().lower() if match else ""
        if match and key in BASES:
            found["basis"] = key
            if match[2].strip():
                found["source"] = match[2].strip()
        elif match and key in _KEYS:
            found[_KEYS[key]] = match[2].strip()
        elif line.strip():
            free.append(line.strip())
    if free:
        found["note"] = "; ".join(filter(None, [found.get("note", ""), " ".join(free)]))
    return cleaned(found)


def cleaned(columns: dict[str, str]) -> dict[str, str]:
    """`columns` without empty ones; a basis outside the list becomes a note, never a basis."""
    found = {key: value for key, value in columns.items() if value}
    basis = found.get("basis", "").strip().lower()
    if basis:
        del found["basis"]
        if basis in BASES:
            found["basis"] = basis
        else:
            found[OTHER_BASIS] = basis
            found["note"] = "; ".join(filter(None, [found.get("note", ""), f"basis given as {basis!r}"]))
    return found


def dated(text: str) -> tuple[str, str]:
    """`text` as an ISO date, month or year, and a note where it is none."""
    day = re.sub(r"[T ]\d\d:.*$", "", text.strip())
    if not day or (re.fullmatch(r"\d{4}(?:-\d\d){0,2}", day) and is_date((day + "-01-01")[:10])):
        return day, ""
    return "", f"as of {text[:30]!r} is no date (YYYY, YYYY-MM or YYYY-MM-DD)"


def no_scenario(word: str) -> str:
    """The reason not to use a figure whose scenario is outside the list."""
    return f"scenario {word[:30]!r} is none of {', '.join(SCENARIOS)}"


def other_unit(unit: str, usual: str) -> str:
    """The reason not to use a figure whose unit is not its line's."""
    kind = {"ratio": "a ratio", "count": "a count"}.get(unit, unit)
    return f"unmapped: {kind} in a {usual} line"


def of_source(text: str) -> dict[str, str]:
    """A Source column's cell: `leaked: The Paper` gives basis and source, other text the source alone."""
    match = _LINE.match(text)
    if match and match[1].strip().lower() in BASES:
        return {"basis": match[1].strip().lower(), "source": match[2].strip()}
    return {"source": text.strip()}

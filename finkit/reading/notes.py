"""What a cell's note says of its figure: basis, source and the rest, a line each."""

from __future__ import annotations

import re

BASES = ("reported", "leaked", "estimated", "assumed", "derived")
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
            found["note"] = "; ".join(filter(None, [found.get("note", ""), f"basis given as {basis!r}"]))
    return found


def of_source(text: str) -> dict[str, str]:
    """A Source column's cell: `leaked: The Paper` gives basis and source, other text the source alone."""
    match = _LINE.match(text)
    if match and match[1].strip().lower() in BASES:
        return {"basis": match[1].strip().lower(), "source": match[2].strip()}
    return {"source": text.strip()}

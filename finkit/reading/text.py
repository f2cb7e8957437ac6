"""Text files to rows: encoding and separator by evidence."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from finkit.errors import ReadError
from finkit.reading.grid import Sheet

_FIELD_CHARACTERS = 1_000_000
_SAMPLE_LINES = 60


def read(path: Path) -> Sheet:
    """The rows of a csv, tsv or txt file as one nameless sheet of text cells."""
    text = decode(path.read_bytes())
    mark = separator(text)
    try:
        csv.field_size_limit(_FIELD_CHARACTERS)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise ReadError(path.name, f"its lines cannot be read ({error})", remedy="save it as csv again") from None
    return Sheet("", rows)


def decode(content: bytes) -> str:
    """Text by its byte order mark, else UTF-8, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def separator(text: str) -> str:
    """The separator that cuts the first lines into the most, and most even, fields."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_SAMPLE_LINES]
    best, best_score = ",", 0.0
    for mark in (",", ";", "\t", "|"):
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark))
        except csv.Error:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        score = (width > 1) * count * (1 + min(width, 40) / 100)
        if score > best_score:
            best, best_score = mark, score
    return best

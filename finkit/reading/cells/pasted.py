"""Text whose columns are kept apart by spaces, as pasted from a page or printed by a program."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable

Span = tuple[int, int]
_PIECE = re.compile(r"\S+(?: \S+)*")
# A number at a line's end, kept apart by spaces and by no separator.
_GAP = re.compile(r"[^\s,;|] {2,}[^\w\s]{0,3} ?(?:\d[\d.,]*|[-–—])[%)]*\s*$")
_SHARE = 0.5
_LONGEST = 4_000_000  # nobody pastes more


def is_aligned(text: str, lines: list[str]) -> bool:
    """Whether most of the first `lines` end in a number that spaces alone keep apart, and none holds a tab."""
    if len(text) > _LONGEST:
        return False
    gaps = sum(1 for line in lines if _GAP.search(line))
    return gaps > 1 and gaps >= _SHARE * len(lines) and not any("\t" in line for line in lines)


def rows(text: str) -> list[list[str]]:
    """One row a line, one cell a column; where the columns do not line up, one cell for each piece of a line."""
    pieces = [[(found.span(), found[0]) for found in _PIECE.finditer(line)] for line in text.splitlines()]
    columns = _columns([span for span, _ in line] for line in pieces)
    if not columns:
        return [[piece for _, piece in line] for line in pieces]
    return [_placed(line, columns) for line in pieces]


def _columns(lines: Iterable[list[Span]]) -> list[Span]:
    """Where the columns stand: spans that overlap in lines of the commonest number of pieces are one column."""
    held = [line for line in lines if len(line) > 1]
    if not held:
        return []
    usual = Counter(map(len, held)).most_common(1)[0][0]
    held = [line for line in held if len(line) == usual]
    columns: list[Span] = []
    for start, end in sorted(span for line in held for span in line):
        if columns and start < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], end))
        else:
            columns.append((start, end))
    # Each line must have its first piece in the first column, and so on: else they line up by chance.
    in_order = len(columns) == usual and all(
        column[0] <= start and end <= column[1]
        for line in held
        for (start, end), column in zip(line, columns, strict=True)
    )
    return columns if in_order else []


def _placed(line: list[tuple[Span, str]], columns: list[Span]) -> list[str]:
    cells = [""] * len(columns)
    for (start, end), piece in line:
        # The column it overlaps most, else the nearest.
        first = bisect_right(columns, start, key=lambda column: column[1])
        last = bisect_left(columns, end, key=lambda column: column[0])
        near = range(max(first - 1, 0), min(last + 1, len(columns)))
        at = max(near, key=lambda c: min(end, columns[c][1]) - max(start, columns[c][0]))
        cells[at] = f"{cells[at]} {piece}" if cells[at] else piece
    return cells

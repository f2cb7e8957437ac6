"""Text files to rows: encoding and separator by evidence; tables drawn with pipes as Markdown has them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from finkit.errors import ReadError
from finkit.reading.cells import encoding, pasted
from finkit.reading.cells.grid import Sheet
from finkit.reading.cells.guard import Limits

_FIELD_CHARACTERS = 1_000_000
_SAMPLE_CHARACTERS, _SAMPLE_LINES = 200_000, 60
_TOLD = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_PIPE = re.compile(r"(?<!\\)\|")
# Bold and italic marks around a cell, and the marks of headings and quotes before a line.
_EMPHASIS = re.compile(r"^[*_`]{1,3}|[*_`]{1,3}$")
_HEADING = re.compile(r"^\s*(?:#{1,6}\s|>)\s*")
# From the mark that stands in a table's text least by chance to the one that does most; each with the marks that,
# standing between two characters inside a cell, speak for another separator.
_MARKS = (("\t", ""), ("|", "\t"), (";", "\t|"), (",", "\t|;"))


def read(path: Path, limits: Limits | None = None) -> Sheet:
    """The rows of a text file as one nameless sheet of text cells."""
    return parse(path.name, path.read_bytes(), limits or Limits())


def parse(name: str, content: bytes, limits: Limits) -> Sheet:
    """The rows of a text file's content: separated, else aligned by spaces. Blank lines are rows without cells."""
    text = encoding.decode(content)
    if "\0" in text:
        raise ReadError(name, "it holds NUL bytes, which no text does", remedy="save it as csv again")
    told, first, mark = _TOLD.match(text), _lines(text), ""
    drawn = not told and any(map(_is_rule, first))
    if not told and not drawn and pasted.is_aligned(text, first):
        rows = pasted.rows(text)
    else:
        # Excel's own first line, which Excel does not show, names the mark.
        mark = told[1] if told else "|" if drawn else separator(first)
        _bounded(name, text, mark, limits)
        rows = _drawn(text) if drawn else _separated(name, text[told.end() :] if told else text, mark)
    width = max(map(len, rows), default=0)
    if width > limits.columns:
        problem = f"a line has {width:,} fields, more than the limit of {limits.columns:,}"
        raise ReadError(name, problem, remedy="keep only the statement")
    return Sheet("", rows, separator=mark)


def _is_rule(line: str) -> bool:
    """Whether a line is the rule below the header, or a border, of a table drawn with pipes."""
    return "--" in line and ("|" in line or "+" in line) and not line.strip(" \t|+:-")


def _drawn(text: str) -> list[list[str]]:
    """The rows of tables drawn with pipes: one row a line, without outer pipes, rules and marks of emphasis."""
    return [[] if _is_rule(line) else [_unmarked(cell) for cell in _cells(line)] for line in text.splitlines()]


def _cells(line: str) -> list[str]:
    if not _PIPE.search(line):
        return [_HEADING.sub("", line)] if line.strip() else []
    return _PIPE.split(line.strip().removeprefix("|").removesuffix("|"))


def _unmarked(cell: str) -> str:
    text = re.sub(r"(?i)&nbsp;|<br */?>", " ", cell).replace("\\|", "|").strip()
    return _EMPHASIS.sub("", text).strip()


def _bounded(name: str, text: str, mark: str, limits: Limits) -> None:
    cells = text.count(mark) + text.count("\n")
    if cells > limits.cells:
        problem = f"it holds about {cells:,} cells, more than the limit of {limits.cells:,}"
        raise ReadError(name, problem, remedy="keep only the statement")


def _separated(name: str, text: str, mark: str) -> list[list[str]]:
    spaced = re.search(re.escape(mark) + ' +"', text[:_SAMPLE_CHARACTERS]) is not None
    # Not StringIO, which takes four bytes a character.
    lines = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="")
    try:
        csv.field_size_limit(_FIELD_CHARACTERS)
        return list(csv.reader(lines, delimiter=mark, skipinitialspace=spaced))
    except csv.Error as error:
        raise ReadError(name, f"its lines cannot be read ({error})", remedy="save it as csv again") from None


def separator(lines: list[str]) -> str:
    """The separator that cuts most of the lines into equally many fields, with no rival inside them."""
    best, best_score = ",", 0.0
    for mark, rivals in _MARKS:
        try:
            rows = list(csv.reader(lines, delimiter=mark))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        even = max(count * (1 + min(width, 40) / 100) for width, count in widths.items()) / len(rows)
        score = even * _whole(rows, rivals)
        if score > best_score:
            best, best_score = mark, score
    return best


def _whole(rows: list[list[str]], rivals: str) -> float:
    """The share of cells in which no rival separator stands between two characters."""
    if not rivals:
        return 1.0
    broken = re.compile(rf"\S[{re.escape(rivals)}]\S")
    cells = [cell for row in rows for cell in row if cell]
    return 1 - sum(1 for cell in cells if broken.search(cell)) / max(len(cells), 1)


def _lines(text: str) -> list[str]:
    return [line for line in text[:_SAMPLE_CHARACTERS].splitlines() if line.strip()][:_SAMPLE_LINES]

"""NAME.finkit.toml to edit: every guess of a file as a line that says what was taken, and what it was taken from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from finkit.errors import ReadError
from finkit.reading.cells import guard
from finkit.reading.cells.grid import Sheet, letters
from finkit.reading.cells.guard import Limits
from finkit.reading.cells.sheets import sheets
from finkit.reading.cells.worker import Worker
from finkit.reading.company import SIDECAR
from finkit.reading.corrections import SIGNS
from finkit.reading.file import read_file
from finkit.reading.tables.regions import text_of
from finkit.statement.guess import Guess
from finkit.statement.lines import fold, taxonomy

SECTIONS = ("company", "reading", "reading.scales", "reading.periods", "reading.lines")
_HEAD = """\
# How finkit read {name}. A line `#key = value` says what it took: take the # away and edit it to correct that.
# What is said here wins over every guess; `finkit lines --explain {name}` shows what it changes.
"""
# What the sidecar may say of files that are no tables of periods across, by their shape.
_OF_LIST = ("name", "sheet", "scale", "currency", "leave_rows", "reading.lines")
_OF_SHAPE = {
    "one fact a row": _OF_LIST,
    "one period a row, a line a column": (*_OF_LIST, "sign", "leave_columns", "reading.scales"),
}
_SCALES = {1.0: "units", 1e3: "thousands", 1e6: "millions", 1e9: "billions"}
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_DATES = re.compile(r"\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d")
_ROWS, _CELLS, _SHEETS, _LONGEST = 12, 8, 6, 160


class Draft(NamedTuple):
    """A sidecar as it could be written: where, its text, and in words what it holds."""

    path: Path
    text: str
    says: str


class Entry(NamedTuple):
    """A line of a section: `key = value` as TOML, with a remark; without a key the remark alone."""

    section: str
    key: str
    value: str
    remark: str
    question: bool = False


def draft(path: str | Path, *, limits: Limits | None = None) -> Draft:
    """The sidecar of a file with every guess as a comment, so that it changes nothing until it is edited.

    A file without a statement gives a skeleton with its first rows and the keys that would help; ReadError where
    it cannot be opened, or where a sidecar is there and wrong.
    """
    path = Path(path)
    beside = path.with_name(f"{path.stem}{SIDECAR}")
    try:
        guesses = read_file(path, limits=limits).guesses
    except ReadError as error:
        if beside.exists():
            raise
        return Draft(beside, _skeleton(path, error, limits or Limits()), "no statement found: it says which keys help")
    asked = sum(guess.question for guess in guesses)
    return Draft(beside, written(path.name, guesses), f"{len(guesses)} guesses, {asked} to confirm")


def written(name: str, guesses: Iterable[Guess]) -> str:
    """The guesses of the file `name` as a sidecar, questions first."""
    held = sorted(guesses, key=lambda guess: not guess.question)
    asked = [f"#   {_clean(_place(g) + ': ' + g.evidence)}" for g in held if g.question]
    head = [_HEAD.format(name=_clean(name)), *(["# To confirm:", *asked, ""] if asked else [])]
    return "\n".join(head) + "\n" + _sections(list(_entries(held)))


def quoted(text: str) -> str:
    """A text as a TOML string: quotes, backslashes and what does not print are escaped."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    # Half of a surrogate pair is no character and no TOML.
    return "\\uFFFD" if "\ud800" <= char <= "\udfff" else f"\\U{ord(char):08X}"


def _sections(entries: list[Entry]) -> str:
    """The entries by section, each key once: the first one said."""
    parts = []
    for section in SECTIONS:
        lines = [f"[{section}]"]
        seen: set[str] = set()
        for entry in entries:
            if entry.section != section or (entry.key and entry.key in seen):
                continue
            seen.add(entry.key)
            lines.append(_said(entry))
        if len(lines) > 1 or section in SECTIONS[:2]:
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _said(entry: Entry) -> str:
    remark = ("? " if entry.question else "") + _clean(entry.remark)
    said = [f"#{entry.key} = {entry.value}"] if entry.key else []
    return "  ".join([*said, f"# {remark}"] if remark else said)


def _entries(guesses: list[Guess]) -> Iterator[Entry]:
    shape = next((guess.taken for guess in guesses if guess.about == "shape"), "")
    for entry in _offered(guesses):
        kind = entry.section if entry.section in SECTIONS[2:] else entry.key
        if not shape or not kind or kind in _OF_SHAPE.get(shape, ("name",)):
            yield entry
        elif entry.key and entry.section != "reading":
            yield Entry("reading", "", "", f"{entry.key} {entry.value}: {entry.remark}", entry.question)


def _offered(guesses: list[Guess]) -> Iterator[Entry]:
    """What a table of periods across could be told of each guess."""
    yield from _sheets(guesses)
    labels: set[str] = set()
    # A row that is mapped says more of its label than another row of that label that is not.
    for guess in sorted(guesses, key=lambda guess: (not guess.question, guess.about == "label" and not guess.taken)):
        if guess.about == "label":
            if (name := fold(_label(guess))) and name not in labels:
                labels.add(name)
                yield _line(guess)
        elif guess.about != "sheet":
            yield from _entry(guess)
    yield _sign(guesses)
    yield Entry("reading", "leave_rows", "[]", "rows to leave out, as in [12, 40]")
    yield Entry("reading", "leave_columns", "[]", 'columns to leave out, as in ["F"]')
    yield Entry("reading.scales", "", "", 'columns of another scale, as in F = "thousands"')
    yield Entry("reading.periods", "", "", 'what columns hold, as in F = "FY2025E" or "2024-07-01 to 2025-06-30"')


def _sheets(guesses: list[Guess]) -> Iterator[Entry]:
    read = [guess for guess in guesses if guess.about == "sheet" and guess.sheet]
    names = list(dict.fromkeys(quoted(guess.sheet) for guess in read))
    if names:
        value = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
        remark = "; ".join(f"{guess.sheet}: {guess.evidence}" for guess in read)
        runner = f"; next: {read[0].runner_up}" if read[0].runner_up else ""
        yield Entry("reading", "sheet", value, f"{remark}{runner}", any(guess.question for guess in read))


def _line(guess: Guess) -> Entry:
    nearest = f"nearest: {guess.runner_up}" if guess.runner_up else ""
    score = f"score {guess.score:.2f}" if guess.taken else ""
    seen = guess.evidence.removeprefix(repr(_label(guess))).lstrip(":; ")
    remark = "; ".join(filter(None, [score, nearest, seen]))
    return Entry("reading.lines", quoted(_label(guess)), quoted(guess.taken), remark, guess.question)


def _label(guess: Guess) -> str:
    """The row's label, which the evidence of a label begins with."""
    found = _QUOTED.match(guess.evidence)
    return str(ast.literal_eval(found[0])) if found else guess.evidence


def _entry(guess: Guess) -> Iterator[Entry]:
    column = guess.place.removeprefix("column ") if re.fullmatch(r"column [A-Z]{1,3}", guess.place) else ""
    seen, asked = (f"{guess.sheet}: " if guess.sheet else "") + guess.evidence, guess.question
    told = Entry("reading", "", "", f"{_place(guess)}: {guess.taken or 'nothing'}; {guess.evidence}", asked)
    if guess.about == "company" and not guess.place:
        yield Entry("company", "name", quoted(guess.taken), seen, asked)
    elif guess.about == "currency":
        yield Entry("reading", "currency", quoted(guess.taken or "USD"), seen, asked)
    elif guess.about == "header" and (rows := re.findall(r"\d+", guess.taken)):
        yield Entry("reading", "header", rows[0] if len(rows) == 1 else f"[{rows[0]}, {rows[-1]}]", seen, asked)
        if found := re.search(r"column ([A-Z]{1,3})\b", guess.evidence):
            yield Entry("reading", "labels", quoted(found[1]), seen, asked)
    elif guess.about == "scale" and (column or not guess.place):
        section, key = ("reading.scales", column) if column else ("reading", "scale")
        yield Entry(section, key, _scale(guess.taken), seen, asked)
    elif guess.about == "period" and column:
        yield _period(guess, column, seen)
    else:
        yield told


def _sign(guesses: list[Guess]) -> Entry:
    """How the sheet prints costs, as most of its rows of costs were taken."""
    lines = [guess.taken for guess in guesses if guess.about == "label" and guess.taken]
    costs = sum(taxonomy()[line].sign == "cost" for line in lines)
    turned = sum(guess.about == "sign" and guess.taken.startswith("turned (cost") for guess in guesses)
    taken, other = SIGNS if 2 * turned > costs else SIGNS[::-1]
    return Entry("reading", "sign", quoted(taken), f"or {quoted(other)}: how the sheet prints its costs")


def _period(guess: Guess, column: str, seen: str) -> Entry:
    """Dates say a period best; a forecast's label says what dates do not."""
    dates = _DATES.search(guess.taken)
    label = _label(guess)
    value = dates[0] if dates and not guess.taken.endswith(("forecast", "ttm")) else label
    return Entry("reading.periods", column, quoted(value), f"{guess.taken}; {seen}", guess.question)


def _scale(taken: str) -> str:
    try:
        factor = float(taken)
    except ValueError:
        factor = 1.0
    return quoted(_SCALES[factor]) if factor in _SCALES else f"{factor:g}"


def _place(guess: Guess) -> str:
    where = ", ".join(filter(None, (guess.sheet, guess.place)))
    return f"{guess.about} ({where})" if where else guess.about


def _clean(text: str) -> str:
    """Text as it may stand in a comment, cut where it is long."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 3]}..."


def _skeleton(path: Path, error: ReadError, limits: Limits) -> str:
    """What stands in the first rows of a file without a statement, and the keys that would help."""
    kind = guard.check(path, limits)
    with Worker(limits) as worker:
        held = sheets(path, kind, worker)
    entries = [
        Entry("company", "name", quoted(path.stem), "whose statement it is"),
        Entry("reading", "sheet", quoted(held[0].name if held else ""), "the sheet that holds the statement"),
        Entry("reading", "header", "1", "the row of the periods, or its first and last such as [4, 5]; 0 for none"),
        Entry("reading", "labels", '"A"', "the column of the rows' labels"),
        Entry("reading", "scale", '"units"', "units, thousands, millions or billions"),
        Entry("reading", "currency", '"USD"', ""),
        Entry("reading.periods", "B", '"FY2024"', "what a column holds, where its header does not say"),
        Entry("reading.lines", quoted("A row's label"), '"revenue"', "`finkit names` lists the lines"),
    ]
    entries = [entry for entry in entries if entry.key != "sheet" or (held and held[0].name)]
    rows = [line for sheet in held[:_SHEETS] for line in _first_rows(sheet)]
    why = f"# It is refused: {_clean(error.problem)}.\n"
    seen = "# What stands in its first rows:\n" + "\n".join(rows) + "\n\n" if rows else "\n"
    return _HEAD.format(name=_clean(path.name)) + why + seen + _sections(entries)


def _first_rows(sheet: Sheet) -> Iterator[str]:
    if sheet.name:
        yield f"# Sheet {_clean(sheet.name)}"
    filled = [(at, row) for at, row in enumerate(sheet.rows) if any(cell != "" for cell in row)]
    for at, row in filled[:_ROWS]:
        cells = [(c, text_of(cell)) for c, cell in enumerate(row) if cell != ""]
        said = " | ".join(f"{letters(c)} {_clean(text)[:40]}" for c, text in cells[:_CELLS])
        yield f"#   row {at + 1}: {said}" + (" ..." if len(cells) > _CELLS else "")

"""What reading guessed and asked, and how to correct it: for the terminal, the page and the workbook."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from finkit.reporting.text import table
from finkit.reporting.unused import Unused, why
from finkit.statement.guess import ABOUT, Guess
from finkit.statement.statement import Statement

COLUMNS = tuple(field.name for field in fields(Guess))
MOST = 200
_KEYS = {
    "sheet": "[reading] sheet", "shape": "[reading] header", "header": "[reading] header, labels",
    "company": "[company] name", "scale": "[reading] scale", "currency": "[reading] currency",
    "sign": "[reading] sign", "label": "[reading.lines]", "unread": "[reading] sheet",
}  # fmt: skip
# A column, or a cell of it.
_COLUMN = re.compile(r"(?:column )?([A-Z]{1,3})\d*")


def ordered(guesses: Iterable[Guess]) -> list[Guess]:
    """Questions first, then by what they are about."""
    return sorted(guesses, key=lambda guess: (not guess.question, ABOUT.index(guess.about)))


def key(guess: Guess) -> str:
    """The key of NAME.finkit.toml that corrects a guess."""
    column = _COLUMN.fullmatch(guess.place)
    if guess.about == "period":
        return f"[reading.periods] {column[1]}" if column else "none: correct the file"
    return f"[reading.scales] {column[1]}" if guess.about == "scale" and column else _KEYS[guess.about]


def corrected(guesses: Iterable[Guess]) -> str:
    """What a sidecar decided, in words; empty where there was none."""
    said = [guess for guess in guesses if "the sidecar" in guess.evidence]
    what = ", ".join(about for about in ABOUT if any(guess.about == about for guess in said))
    return f"NAME.finkit.toml beside the file decided {len(said)} of them ({what})." if said else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of texts: at most `MOST` rows, and `more` says how many there are beyond them and where."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""


def listings(statement: Statement, found: Unused) -> dict[str, Listing]:
    """What page and workbook list of a statement's reading: questions, unused, unread, guesses; no empty ones."""
    held, files = ordered(statement.guesses), len(statement.files)
    heads = ("About", "Where", "Taken", "Seen")
    told = [(guess, _told(guess, files)) for guess in held]
    made = {
        "questions": _listing(
            "To confirm: correct what is wrong in NAME.finkit.toml beside the file (finkit fix FILE writes it)",
            (*heads, "Correct with"), [(*cells, key(g)) for g, cells in told if g.question], "--explain",
        ),
        "unused": _listing(
            "Read and not used (finkit lines --unused FILE lists each)", ("Why", "Figures", "For example"),
            [(group.kind, f"{len(group.facts):,}", group.examples()) for group in found.groups], "--unused",
        ),
        "unread": _listing(
            "Not read", ("Sheet", "Where", "Why"),
            [(g.sheet or g.file, g.place, why(g)) for g in found.unread], "--unused",
        ),
        "guesses": _listing(
            "What was taken, and from what", (*heads, "Score", "Runner-up"),
            [(*cells, f"{g.score:.2f}", g.runner_up) for g, cells in told], "--explain",
        ),
    }  # fmt: skip
    return {name: listing for name, listing in made.items() if listing.rows}


def _listing(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]], option: str) -> Listing:
    rest = len(rows) - MOST
    more = f"{rest:,} more: finkit lines {option} FILE gives all." if rest > 0 else ""
    return Listing(title, heads, tuple(rows[:MOST]), more)


def _told(guess: Guess, files: int) -> tuple[str, ...]:
    where = filter(None, (guess.file if files > 1 else "", guess.sheet, guess.place))
    return guess.about, ", ".join(where), guess.taken or "none", guess.evidence


def files_of(statement: Statement) -> tuple[str, ...]:
    """The files that figures or assumptions were read from; assumptions that are not read from files name none."""
    return tuple(dict.fromkeys((*statement.files, *getattr(statement.sidecar, "files", ()))))


def units_asked(statement: Statement, most: int = 3) -> tuple[str, ...]:
    """The questions of scale that one column raises against the others: no change across it can be believed."""
    asked = [g for g in statement.guesses if g.question and g.about == "scale" and g.place.startswith("column ")]
    return tuple(f"{' '.join(filter(None, (g.file, g.sheet, g.place)))}: {g.evidence}" for g in asked[:most])


def summary(statement: Statement, found: Unused) -> tuple[str, ...]:
    """How many guesses and questions, what a sidecar decided, how many figures were used: a sentence each."""
    held = statement.guesses
    asked = sum(guess.question for guess in held)
    taken = f"Reading took {len(held):,} {'guess' if len(held) == 1 else 'guesses'}"
    questions = "1 is a question" if asked == 1 else f"{asked:,} are questions"
    counted = f"{taken}; {questions}." if held else ""
    return tuple(filter(None, (counted, corrected(held), f"{found}.")))


def guesses_text(guesses: Iterable[Guess], shape: str, files: Iterable[str] = ()) -> str:
    """Guesses as csv, json (one object a guess) or a table a file, questions first; each of `files` is named."""
    held = ordered(guesses)
    if shape == "json":
        return json.dumps([asdict(guess) for guess in held], ensure_ascii=False, indent=1) + "\n"
    if shape == "csv":
        out = io.StringIO()
        rows = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        rows.writeheader()
        rows.writerows(asdict(guess) | {"question": str(guess.question).lower()} for guess in held)
        return out.getvalue()
    return "\n".join(_of_file(name, held) for name in dict.fromkeys([*files, *(guess.file for guess in held)]) if name)


def _of_file(name: str, held: list[Guess]) -> str:
    mine = [guess for guess in held if guess.file == name]
    if not mine:
        return f"{name}: nothing was guessed\n"
    asked = sum(guess.question for guess in mine)
    heads = ("", "about", "sheet", "place", "taken", "seen", "score", "runner-up")
    marks = ("?" if guess.question else "" for guess in mine)
    told = ((g.about, g.sheet, g.place, g.taken or "-", g.evidence, f"{g.score:.2f}", g.runner_up) for g in mine)
    rows = [(mark, *cells) for mark, cells in zip(marks, told, strict=True)]
    ask = f"{asked} {'question' if asked == 1 else 'questions'} (?)"
    return f"{name}: {len(mine)} {'guess' if len(mine) == 1 else 'guesses'}, {ask}\n{table(heads, rows)}"

"""A guess: what reading decided without being told, and from which evidence."""

from __future__ import annotations

from dataclasses import dataclass

ABOUT = ("sheet", "shape", "header", "company", "period", "scale", "currency", "sign", "label", "unread")


@dataclass(frozen=True, slots=True)
class Guess:
    """One decision of reading: what it is about, what was taken, what it saw, and the runner-up.

    `about` is one of `ABOUT`; `place` a cell, column or row in its sheet, empty for the whole of it. `score`
    runs from 0 to 1. `question` marks what a reader should confirm: the report and `finkit fix` ask it.
    """

    file: str
    sheet: str
    place: str
    about: str
    taken: str
    evidence: str
    score: float = 1.0
    runner_up: str = ""
    question: bool = False

"""What reading a file gives: its facts, the guesses they rest on, and what it assumes."""

from __future__ import annotations

from typing import NamedTuple

from finkit.assumptions.placed import Placed
from finkit.statement.fact import Facts
from finkit.statement.guess import Guess


class Found(NamedTuple):
    """The facts of one file, nothing chosen yet, with every guess that reading them took.

    `assumed` is what its sheets of assumptions hold; a file of nothing else has no facts and names its `company`.
    """

    facts: Facts
    guesses: tuple[Guess, ...] = ()
    assumed: Placed = Placed()
    company: str = ""

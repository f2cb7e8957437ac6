"""What reading a file gives: its facts, and the guesses they rest on."""

from __future__ import annotations

from typing import NamedTuple

from finkit.statement.fact import Facts
from finkit.statement.guess import Guess


class Found(NamedTuple):
    """The facts of one file, nothing chosen yet, with every guess that reading them took."""

    facts: Facts
    guesses: tuple[Guess, ...] = ()

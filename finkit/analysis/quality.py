"""How far to trust a statement: checks, conflicts, other definitions, derived figures and questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.statement.fact import BASES, Fact, Facts
from finkit.statement.identities import Check
from finkit.statement.statement import Statement


@dataclass(frozen=True)
class Quality:
    """The evidence of one company: what was counted, what ties, what disagrees, what was left out.

    `unscaled` are the questions that no amount can be believed without; `questions` holds them first.
    """

    counts: dict[str, int]
    checks: tuple[Check, ...]
    conflicts: tuple[tuple[Fact, Fact], ...]
    definitions: tuple[Fact, ...]
    derived: tuple[Fact, ...]
    unscaled: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that rounding does not explain."""
        return tuple(check for check in self.checks if not check.within)


def quality(statement: Statement) -> Quality:
    """The evidence of `statement`, from its facts and checks alone."""
    facts = statement.facts
    chosen, mapped = facts["chosen"], facts["line"] != ""
    counted = Counter(facts["basis"][chosen].tolist())
    unscaled = tuple(_unscaled(facts.take(chosen)))
    return Quality(
        counts={basis: counted[basis] for basis in BASES if counted[basis]},
        checks=statement.checks,
        conflicts=tuple(statement.conflicts()),
        definitions=tuple(facts.take(mapped & (facts["definition"] != ""))),
        derived=tuple(facts.take(chosen & (facts["basis"] == "derived"))),
        unscaled=unscaled,
        questions=(*unscaled, *_questions(facts.take(chosen))),
    )


def _unscaled(chosen: Facts) -> list[str]:
    """What must be asked before any amount is believed."""
    return [
        f"{name} does not say whether its figures are units, thousands or millions: "
        f"{'1 is' if n == 1 else f'{n:,} are'} taken as printed. Which is it?"
        for name, n in _files(chosen, _stated(chosen) & ~chosen["scale_stated"])
    ]


def _questions(chosen: Facts) -> list[str]:
    stated = _stated(chosen)
    found = []
    for name, n in _files(chosen, stated & ~chosen["currency_stated"]):
        found.append(f"{name} does not say its currency: {n} figures have none. Which is it?")
    for name, n in _files(chosen, ~chosen["basis_stated"]):
        found.append(f"{name} does not say where {n} figures come from: taken as reported.")
    return found


def _stated(facts: Facts) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Money that a file gives."""
    given: np.ndarray[Any, np.dtype[np.bool_]] = (facts["unit"] == "money") & (facts["basis"] != "derived")
    return given


def _files(facts: Facts, rows: np.ndarray[Any, np.dtype[np.bool_]]) -> list[tuple[str, int]]:
    return list(Counter(facts["file"][rows].tolist()).items())

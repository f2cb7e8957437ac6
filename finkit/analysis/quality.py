"""How far to trust a statement: checks, conflicts, other definitions, derived, unmapped and questions."""

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
    """The evidence of one company: what was counted, what ties, what disagrees, what was left out."""

    counts: dict[str, int]
    checks: tuple[Check, ...]
    conflicts: tuple[tuple[Fact, Fact], ...]
    definitions: tuple[Fact, ...]
    derived: tuple[Fact, ...]
    unmapped: tuple[Fact, ...]
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
    return Quality(
        counts={basis: counted[basis] for basis in BASES if counted[basis]},
        checks=statement.checks,
        conflicts=tuple(statement.conflicts()),
        definitions=tuple(facts.take(mapped & (facts["definition"] != ""))),
        derived=tuple(facts.take(chosen & (facts["basis"] == "derived"))),
        unmapped=tuple(facts.take(~mapped)),
        questions=tuple(_questions(facts.take(chosen))),
    )


def _questions(chosen: Facts) -> list[str]:
    stated = (chosen["unit"] == "money") & (chosen["basis"] != "derived")
    found = []
    for name, n in _files(chosen, stated & ~chosen["scale_stated"]):
        found.append(f"{name} does not say its units: {n} figures are taken as printed. Thousands, millions?")
    for name, n in _files(chosen, stated & ~chosen["currency_stated"]):
        found.append(f"{name} does not say its currency: {n} figures have none. Which is it?")
    for name, n in _files(chosen, ~chosen["basis_stated"]):
        found.append(f"{name} does not say where {n} figures come from: taken as reported.")
    return found


def _files(facts: Facts, rows: np.ndarray[Any, np.dtype[np.bool_]]) -> list[tuple[str, int]]:
    return list(Counter(facts["file"][rows].tolist()).items())

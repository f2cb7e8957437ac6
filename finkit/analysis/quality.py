"""How far to trust a statement: checks, conflicts, other definitions, derived, unmapped and questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from finkit.statement.fact import BASES, Fact
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
    facts = list(statement.facts)
    chosen = [f for f in facts if f.chosen]
    return Quality(
        counts={basis: n for basis in BASES if (n := Counter(f.basis for f in chosen)[basis])},
        checks=statement.checks,
        conflicts=tuple(statement.conflicts()),
        definitions=tuple(f for f in facts if f.line and f.definition),
        derived=tuple(f for f in chosen if f.basis == "derived"),
        unmapped=tuple(f for f in facts if not f.line),
        questions=tuple(_questions(chosen)),
    )


def _questions(chosen: list[Fact]) -> list[str]:
    stated = [f for f in chosen if f.unit == "money" and f.basis != "derived"]
    found = []
    scale = Counter(f.file for f in stated if not f.scale_stated)
    currency = Counter(f.file for f in stated if not f.currency_stated)
    basis = Counter(f.file for f in chosen if not f.basis_stated)
    for name, n in scale.items():
        found.append(f"{name} does not say its units: {n} figures are taken as printed. Thousands, millions?")
    for name, n in currency.items():
        found.append(f"{name} does not say its currency: {n} figures have none. Which is it?")
    for name, n in basis.items():
        found.append(f"{name} does not say where {n} figures come from: taken as reported.")
    return found

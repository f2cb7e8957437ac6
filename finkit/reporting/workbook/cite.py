"""How a fact is cited: in the note on its cell and on Sources."""

from __future__ import annotations

from finkit.statement.fact import Fact


def about(fact: Fact) -> str:
    """All that a reader of one cell may ask: basis, source, date, place, note."""
    basis = fact.basis if fact.basis_stated else f"{fact.basis} (not stated by the file)"
    parts = [
        ", ".join(p for p in (basis, fact.confidence and f"confidence {fact.confidence}") if p),
        ", ".join(p for p in (fact.source, fact.as_of) if p),
        fact.place and f"stands in {fact.place}",
        fact.url,
        fact.definition and f"defined as: {fact.definition}",
        fact.note,
    ]
    return "\n".join(part for part in parts if part)


def cited(fact: Fact) -> str:
    """Basis and source in one phrase."""
    if fact.basis == "derived" and fact.formula:
        return f"derived: {fact.formula} (rests on {fact.weakest})"
    rest = ", ".join(p for p in (fact.source, fact.as_of, fact.place, fact.url) if p)
    return f"{fact.basis}: {rest}" if rest else fact.basis

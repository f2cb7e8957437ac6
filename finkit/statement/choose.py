"""What is chosen and why: one figure for each company, segment, line, period and scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from finkit.statement.coded import Coded, Ints, joint, runs
from finkit.statement.fact import BASES, CONFIDENCES, Column, Facts
from finkit.statement.lines import Line, taxonomy
from finkit.statement.same import period_keys

CONFLICT = 0.05
# How the reasons begin that choosing writes; others come from reading and stay.
LOST = ("lost to ", "the same figure", "defined otherwise")
_OTHERWISE = "defined otherwise than the line usually is"
_BASIS_RANK = {basis: i for i, basis in enumerate(BASES)}
_CONFIDENCE_RANK = {confidence: i for i, confidence in enumerate((*CONFIDENCES, ""))}


def choose(facts: Facts) -> Facts:
    """The same facts with `chosen`, `reason` and, where equal sources disagree, `low`, `high` and a note.

    Actual competes only with actual. Figures with a definition of their own never compete with the line's
    usual ones; one is chosen only for an of-which line that no other figure gives. Then basis, confidence
    and the later `as_of` decide. Two figures of equal basis and confidence, not reported, that differ by
    more than 5% are a range: the later is chosen and carries it.
    """
    # A fact without a value competes for nothing.
    given = np.flatnonzero((facts["line"] != "") & (facts["reason"] == "") & ~np.isnan(facts["value"]))
    own = facts["definition"][given] != ""
    place = joint(facts.key("company", "segment", "line", "scenario"), period_keys(facts))
    rows, starts = _ranked(facts, given[~own], joint(place, facts.coded("currency").codes))
    best = rows[starts]
    alone = _only_of_its_kind(facts, given[own], place, best)
    rows, starts = _contested(rows, starts)
    winners = np.repeat(rows[starts], np.diff(starts, append=len(rows)))
    lost = [(i, _lost(facts, i, j)) for i, j in zip(rows.tolist(), winners.tolist(), strict=True) if i != j]
    lost += [(i, _OTHERWISE) for i in np.setdiff1d(given[own], alone).tolist()]
    spans = _spans(facts, rows, starts)
    notes = [_join(facts["note"][i], f"sources of equal rank range from {a:.6g} to {b:.6g}") for i, a, b in spans]
    chosen = np.zeros(len(facts), dtype=bool)
    chosen[best] = chosen[alone] = True
    at = [i for i, _, _ in spans]
    return facts.replace(
        chosen=chosen,
        reason=_with(facts["reason"], [i for i, _ in lost], [why for _, why in lost]),
        note=_with(facts["note"], at, notes),
        low=_with(facts["low"], at, [low for _, low, _ in spans]),
        high=_with(facts["high"], at, [high for _, _, high in spans]),
    )


def _ranked(facts: Facts, rows: Ints, key: Ints) -> tuple[Ints, Ints]:
    """The rows with those of equal key together, the strongest first, and where each key starts."""
    rows = rows[np.argsort(key[rows], kind="stable")]
    starts = runs(key[rows])
    sizes = np.diff(starts, append=len(rows))
    contested = np.repeat(sizes > 1, sizes)
    held = rows[contested]
    later = Coded.of(facts["as_of"][held]).ranks(_later)
    rows[contested] = held[np.lexsort((later, _trust(facts, held), key[held]))]
    return rows, starts


def _contested(rows: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """What `_ranked` gives without the figures that have no rival."""
    sizes = np.diff(starts, append=len(rows))
    kept = sizes[sizes > 1]
    return rows[np.repeat(sizes > 1, sizes)], np.cumsum(kept) - kept


def _trust(facts: Facts, rows: Ints) -> Ints:
    """The rank of basis and confidence together; less is stronger."""
    basis = Coded.of(facts["basis"][rows]).tell(lambda text: _BASIS_RANK.get(text, len(BASES))).array()
    confidence = Coded.of(facts["confidence"][rows]).tell(lambda text: _CONFIDENCE_RANK.get(text, 3)).array()
    return joint(basis, confidence)


def _later(as_of: str) -> str:
    """A text that sorts the later source first, one without a date last."""
    return "".join(chr(0x10FFFF - ord(c)) for c in as_of) or chr(0x10FFFF)


def _spans(facts: Facts, rows: Ints, starts: Ints) -> list[tuple[int, float, float]]:
    """Each winner whose equals disagree, with the least and the most that they say."""
    if not len(rows):
        return []
    trust, value = _trust(facts, rows), facts["value"][rows]
    equal = trust == np.repeat(trust[starts], np.diff(starts, append=len(rows)))
    low = np.minimum.reduceat(np.where(equal, value, np.inf), starts)
    high = np.maximum.reduceat(np.where(equal, value, -np.inf), starts)
    best = rows[starts]
    doubtful = np.isin(facts["basis"][best].astype(str), ("leaked", "estimated"))
    apart = doubtful & (high - low > CONFLICT * np.maximum(np.abs(low), np.abs(high)))
    return list(zip(best[apart].tolist(), low[apart].tolist(), high[apart].tolist(), strict=True))


def _lost(facts: Facts, i: int, best: int) -> str:
    winner = f"{facts['basis'][best]} {facts['value'][best]:.6g}"
    place = " ".join(p for p in (facts["file"][best], facts["sheet"][best], facts["cell"][best]) if p)
    if facts["value"][i] == facts["value"][best]:
        return f"the same figure stands in {place}" if place else "the same figure again"
    if facts["basis"][i] != facts["basis"][best]:
        why = "stronger basis"
    elif facts["confidence"][i] != facts["confidence"][best]:
        why = "higher confidence"
    else:
        why = "later source" if facts["as_of"][i] != facts["as_of"][best] else "read first"
    return f"lost to {winner} ({why}{', ' + place if place else ''})"


def _only_of_its_kind(facts: Facts, rows: Ints, place: Ints, best: Ints) -> Ints:
    """Rows of another definition that stand for an of-which line which nothing else gives in one usual way."""
    lines = taxonomy()
    memo = facts.coded("line").tell(lambda name: _is_memo(lines.get(name))).array(bool)
    free = rows[memo[rows] & ~np.isin(place[rows], place[best])]
    free, starts = _ranked(facts, free, place)
    if not len(free):
        return free
    words = Coded.of(facts["definition"][free]).codes
    alike: Ints = starts[np.minimum.reduceat(words, starts) == np.maximum.reduceat(words, starts)]
    return free[alike]


def _is_memo(line: Line | None) -> bool:
    return line is not None and line.kind == "of-which" and line.unit == "money"


def _with(column: Column, rows: Sequence[int], cells: Sequence[Any]) -> Column:
    """The column with other cells in some rows; itself, held as it is, where there are none."""
    if not rows:
        return column
    changed = np.array(column)
    changed[rows] = cells
    return changed


def _join(a: str, b: str) -> str:
    return f"{a}; {b}" if a else b

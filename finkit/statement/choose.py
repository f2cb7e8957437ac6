"""What is chosen and why: one figure for each company, segment, line, period and scenario."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from finkit.statement.fact import BASES, CONFIDENCES, Facts
from finkit.statement.lines import taxonomy
from finkit.statement.period import near

CONFLICT = 0.05
# How the reasons begin that choosing writes; others come from reading and stay.
LOST = ("lost to ", "the same figure", "defined otherwise")
_BASIS_RANK = {basis: i for i, basis in enumerate(BASES)}
_CONFIDENCE_RANK = {confidence: i for i, confidence in enumerate((*CONFIDENCES, ""))}


def choose(facts: Facts) -> Facts:
    """The same facts with `chosen`, `reason` and, where equal sources disagree, `low`, `high` and a note.

    Actual competes only with actual. Figures with a definition of their own never compete with the line's
    usual ones; one is chosen only for an of-which line that no other figure gives. Then basis, confidence
    and the later `as_of` decide. Two figures of equal basis and confidence, not reported, that differ by
    more than 5% are a range: the later is chosen and carries it.
    """
    n = len(facts)
    chosen = np.zeros(n, dtype=bool)
    reason = np.array(facts["reason"], dtype=object)
    note = np.array(facts["note"], dtype=object)
    low, high = np.array(facts["low"]), np.array(facts["high"])
    for rows in _competitions(facts):
        order = sorted(rows, key=lambda i: _rank(facts, i))
        best = order[0]
        chosen[best] = True
        span = _span(facts, order)
        if span:
            low[best], high[best] = span
            note[best] = _join(note[best], f"sources of equal rank range from {span[0]:.6g} to {span[1]:.6g}")
        for i in order[1:]:
            reason[i] = _lost(facts, i, best)
    _other_definitions(facts, chosen, reason)
    return facts.replace(chosen=chosen, reason=reason, note=note, low=low, high=high)


def period_keys(facts: Facts) -> list[str]:
    """A key a fact that is equal for periods of equal length whose ends lie within a week of each other."""
    columns = zip(facts["company"], facts["start"], facts["end"], facts["months"], facts["period"], strict=True)
    triples = [(c, s, e, m, "" if e else p) for c, s, e, m, p in columns]
    canonical: dict[tuple[object, ...], str] = {}
    last: tuple[str, str, str, float] = ("", "", "", -1.0)
    for company, start, end, months, label in sorted(set(triples), key=lambda t: (t[0], str(t[3]), t[2], t[1], t[4])):
        same = (
            end and last[0] == company and str(last[3]) == str(months) and near(last[2], end) and near(last[1], start)
        )
        if not same:
            last = (company, start, end, months)
        canonical[company, start, end, str(months), label] = label or f"{last[1]}/{last[2]}"
    return [canonical[c, s, e, str(m), p] for c, s, e, m, p in triples]


def _competitions(facts: Facts) -> Iterable[list[int]]:
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    keys = period_keys(facts)
    value = facts["value"]
    columns = ("company", "segment", "line", "scenario", "definition", "reason", "currency")
    for i, row in enumerate(zip(*(facts[name] for name in columns), keys, strict=True)):
        line, definition, reason = row[2], row[4], row[5]
        # NaN is not equal to itself: a fact without a value competes for nothing.
        if line and not definition and not reason and value[i] == value[i]:
            groups[row].append(i)
    return groups.values()


def _rank(facts: Facts, i: int) -> tuple[int, int, str, int]:
    later = "".join(chr(0x10FFFF - ord(c)) for c in facts["as_of"][i]) or chr(0x10FFFF)
    basis = _BASIS_RANK.get(facts["basis"][i], len(BASES))
    return basis, _CONFIDENCE_RANK.get(facts["confidence"][i], 3), later, i


def _span(facts: Facts, order: list[int]) -> tuple[float, float] | None:
    best = order[0]
    if facts["basis"][best] not in ("leaked", "estimated"):
        return None
    peers = [i for i in order if _rank(facts, i)[:2] == _rank(facts, best)[:2]]
    values = [float(facts["value"][i]) for i in peers]
    if max(values) - min(values) <= CONFLICT * max(abs(v) for v in values):
        return None
    return min(values), max(values)


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


def _other_definitions(facts: Facts, chosen: np.ndarray, reason: np.ndarray) -> None:
    lines, keys = taxonomy(), period_keys(facts)
    names = ("company", "segment", "line", "scenario")
    held = {(*(facts[n][i] for n in names), keys[i]) for i in np.flatnonzero(chosen)}
    alone: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, definition in enumerate(facts["definition"]):
        if definition and facts["line"][i] and not reason[i] and facts["value"][i] == facts["value"][i]:
            reason[i] = "defined otherwise than the line usually is"
            key = (*(str(facts[n][i]) for n in names), keys[i])
            line = lines.get(key[2])
            if line and line.kind == "of-which" and line.unit == "money" and key not in held:
                alone[key].append(i)
    for rows in alone.values():
        if len({facts["definition"][i] for i in rows}) == 1:
            best = min(rows, key=lambda i: _rank(facts, i))
            chosen[best], reason[best] = True, ""


def _join(a: str, b: str) -> str:
    return f"{a}; {b}" if a else b

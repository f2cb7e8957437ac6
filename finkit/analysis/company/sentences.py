"""Behaviour in words: the class shown, what stepped down and why, and one plain sentence a line."""

from __future__ import annotations

from collections.abc import Mapping

from finkit.analysis.company.behaviour import LineBehaviour
from finkit.analysis.company.costs import CostLine
from finkit.analysis.company.elasticity import STILL
from finkit.analysis.company.sticky import FALLS, STICKY_CHANGES

_LENGTHS: dict[int | None, str] = {12: "year", 6: "half-year", 3: "quarter", 1: "month"}
_OVERHEAD = {"variable": "variable overhead", "mixed": "semi-variable", "fixed": "fixed overhead"}
_WORDS = {"mixed": "semi-variable"}
# R&D is decided on: what it does is said, and never that it is fixed.
_RESEARCH = {
    "variable": "R&D, discretionary: in line with revenue",
    "mixed": "R&D, discretionary: slower than revenue",
    "fixed": "R&D, discretionary: does not follow revenue",
    "faster than revenue": "R&D, discretionary: faster than revenue",
}
_SET = {"cogs": "COGS", "variable": "variable overhead", "fixed": "fixed overhead", "research": "R&D"}
NOT_SETTLED = "not settled"


def class_name(cost_class: str, behaviour: str) -> str:
    """A class of behaviour as it is called for a line of that class: COGS, overhead or R&D."""
    if behaviour == "none":
        return "none of the classes"
    if cost_class == "research":
        return _RESEARCH[behaviour]
    if cost_class == "cogs":
        return f"COGS, {_WORDS.get(behaviour, behaviour)}"
    return _OVERHEAD.get(behaviour, behaviour)


def shown(cost: CostLine, likeliest: str, *, hard: bool) -> str:
    """The class to print: the user's, the likeliest where it is sure enough, else that it is not settled."""
    if cost.overridden:
        return _SET[cost.cost_class]
    return class_name(cost.cost_class, likeliest) if hard or likeliest == "none" else NOT_SETTLED


def notes_of(line: LineBehaviour, *, moved: bool, others: tuple[int, ...]) -> tuple[str, ...]:
    """What was left out, what stepped down, and what the figures cannot tell; `others` are other lengths in months."""
    notes = [*_left_out(line)]
    own = line.elasticity
    if own is None:
        notes.append(_why_none(line, moved))
    elif line.changes <= 4:
        held = [name for name, centre in (("fixed", 0.0), ("variable", 1.0)) if own.low <= centre <= own.high]
        doubt = f"compatible with {' and with '.join(held)}" if held else "few to rest a class on"
        notes.append(f"{_count(line.periods, line.months)}: {doubt}")
    elif line.changes <= 7:
        notes.append(f"{_count(line.periods, line.months)}: the prior weighs much; the flat prior leaves it out")
    if own is not None and line.method != "t interval" and line.hc3 is None:
        notes.append("one change pulls the line all by itself: HC3 is not defined")
    if own is not None and line.sticky is None:
        falls = sum(p.dlog_revenue is not None and p.dlog_revenue < 0 for p in line.points)
        short = f"{line.changes} changes, {STICKY_CHANGES} are needed" if falls >= FALLS else f"{FALLS} are needed"
        notes.append(f"revenue fell in {falls} of {line.changes} changes: no response to falls ({short})")
    if line.likeliest == "none":
        notes.append("the estimate lies far from every class: none is given")
    if line.by_data is None:
        notes.append("the panel has no such line: the prior is the judgement on its label")
    if others:
        notes.append(f"{_many(line.months)} are fitted; there are {' and '.join(_many(m) for m in others)} too")
    return tuple(notes)


def sentence(line: LineBehaviour) -> str:
    """One sentence: what moves how, how sure, which class, and the figure that would change it."""
    own = line.elasticity
    if own is None:
        said = f"{line.name}, {_ratios(line)}: {_why(line)}"
    else:
        said = (
            f"{line.name}, {_count(line.periods, line.months)}: 1% more revenue goes with {_number(own.value)}% more "
            f"cost (95% interval {_number(own.low)} to {_number(own.high)})"
        )
    return f"{said}; {_class(line)}{_turn(line)}."


def _class(line: LineBehaviour) -> str:
    if line.override:
        return f"{line.shown}, set by the user"
    if line.likeliest == "none":
        return "it belongs to none of the classes"
    name = class_name(line.cost_class, line.likeliest)
    if line.elasticity is None:
        said = f"by the prior alone ({line.prior.source}) {name} {line.probability:.2f}"
    else:
        beside = [f"{_top(line, line.flat)} under a flat prior"] if line.flat else []
        beside += [f"{_top(line, line.by_label)} by its label"] if line.by_data else []
        said = f"{name} {line.probability:.2f} ({', '.join(beside)})"
    return said + ("" if line.hard else ", not settled")


def _top(line: LineBehaviour, chances: Mapping[str, float]) -> str:
    name = max(chances, key=chances.__getitem__)
    return f"{chances[name]:.2f}" if name == line.likeliest else f"{_word(line, name)} {chances[name]:.2f}"


def _turn(line: LineBehaviour) -> str:
    parts = [
        f"{_word(line, to)} {where} {_number(at)}"
        for at, to, where in zip(line.change_at, line.change_to, ("below", "above"), strict=True)
        if at is not None
    ]
    return f"; it would be {' and '.join(parts)}" if parts and not line.override else ""


def _word(line: LineBehaviour, behaviour: str) -> str:
    """A behaviour in a word; a cost that is decided on is never called fixed."""
    if behaviour == "fixed" and line.prior.discretionary:
        return "unmoved by revenue"
    return _WORDS.get(behaviour, behaviour)


def _why(line: LineBehaviour) -> str:
    return next((note for note in line.notes if note.startswith(_NONE)), "no elasticity")


_NONE = "no elasticity"


def _why_none(line: LineBehaviour, moved: bool) -> str:
    if line.changes >= 3 and not moved:
        return f"{_NONE}, {STILL}"
    if line.periods == 0:
        return _NONE
    if line.periods == 1:
        return f"{_NONE} from {_count(1, line.months)}"
    left = "no" if line.changes == 0 else str(line.changes)
    changes = f"{left} usable {'change' if line.changes == 1 else 'changes'}"
    return f"{_NONE}, {_count(line.periods, line.months)} give {changes}, 3 are needed"


def _left_out(line: LineBehaviour) -> list[str]:
    """Gaps, and figures that have no logarithm."""
    notes = []
    for before, point in zip(line.points, line.points[1:], strict=False):
        if not point.follows:
            notes.append(f"a gap between {before.period} and {point.period}: that change is left out")
    for point in line.points:
        if point.revenue <= 0 or point.cost <= 0:
            what = "revenue" if point.revenue <= 0 else "cost"
            notes.append(f"{point.period}: {what} is not above 0, so its changes are left out")
    return notes


def _ratios(line: LineBehaviour) -> str:
    held = [p for p in line.points if p.ratio is not None]
    if not held:
        return "no period with both revenue and this cost"
    return ", ".join(f"{p.ratio:.0%} of revenue in {p.period}" for p in held[-3:])


def _count(n: int, months: int | None) -> str:
    if months not in _LENGTHS:
        return f"{n} {'period' if n == 1 else 'periods'} of {months} months"
    return f"{n} {_LENGTHS[months]}{'' if n == 1 else 's'}"


def _many(months: int | None) -> str:
    return f"{_LENGTHS[months]}s" if months in _LENGTHS else f"periods of {months} months"


def _number(value: float) -> str:
    return f"{value:,.2f}".replace("-", "−")

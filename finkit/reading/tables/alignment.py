"""How a further table of a file fits the first: the same figures prove one company, its units and its dates."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from finkit.reading.tables import regions
from finkit.reading.tables.assembly import facts_of
from finkit.reading.tables.known import Known, Place, figures
from finkit.reading.tables.regions import Region
from finkit.reading.tables.table import Table
from finkit.statement.fact import Facts
from finkit.statement.period import ASSUMED, Period, shift_months

SHIFTS = (0, *(-k for k in range(1, 12)), 1, 2)
# So many equal figures, none other, prove that labels such as Q1-16 count fiscal quarters.
PROOF = 3
CLOSE = 1e-6
CONTINUED = 0.7
_CASH_FLOW = re.compile(
    r"(?i)\bcash flows?\b|operating activities|adjustments to reconcile|现金流量|現金流量|キャッシュ・?フロー"
    r"|kapitalfluss|flux de trésorerie|flujos? de efectivo"
)
_OF_CASH_FLOW = frozenset(["net_income"])
OTHER_STATEMENT = "other statement: cash flow"


def is_cash_flow(region: Region) -> bool:
    """Whether a table is a cash-flow statement, by its title or its first rows."""
    texts = [region.sheet.name, *regions.titles(region)]
    for row in region.sheet.rows[region.header + 1 : region.header + 6]:
        texts.append(regions.label_of(row, region.labels))
    return any(_CASH_FLOW.search(text) for text in texts)


def is_continued(read: Table, held: list[Table]) -> bool:
    """Whether a table goes on where another ends: the same rows under other periods."""
    spans = {(period.start, period.end) for period in read.periods.values()}
    for other in held:
        most = max(len(read.labels), len(other.labels))
        if len(read.labels & other.labels) >= CONTINUED * most:
            return not spans & {(period.start, period.end) for period in other.periods.values()}
    return False


def cash_flow_only(read: Table) -> None:
    """Keep of a cash-flow statement's rows what an income statement lacks; its other rows are of another statement."""
    for row in read.rows:
        if row.line and regions.is_income(row.line) and row.line not in _OF_CASH_FLOW:
            row.drop(OTHER_STATEMENT)
    read.facts = facts_of(read)


def units(read: Table, first: Table) -> Table:
    """The table with the first one's units, where it states no scale and prints the same figures."""
    if read.units.scale is not None or first.units.scale is None:
        return read
    printed, other = _printed(first.facts), _printed(read.facts)
    pairs = [(value, printed[place]) for place, value in other.items() if place in printed]
    if not pairs or not all(_same(a, b) for a, b in pairs):
        return read
    sheet = first.region.sheet.name
    found = replace(first.units, evidence=f"the same figures stand in {sheet!r}, in {first.units.evidence}")
    aligned = replace(read, units=read.units.over(found))
    aligned.facts = facts_of(aligned)
    return aligned


def dates(read: Table, known: Known) -> Table:
    """The table with its assumed dates moved by whole months to where its figures equal those already held."""
    if not any(period.note == ASSUMED for period in read.periods.values()):
        return read
    best, equal_best = 0, 0
    assumed = {
        place: value for place, (row, value) in figures(read.facts).items() if ASSUMED in read.facts["note"][row]
    }
    for months in SHIFTS:
        equal, other = _agreed(_shifted(assumed, months), known)
        if equal > equal_best and not other:
            best, equal_best = months, equal
    if not best or equal_best < PROOF:
        return read
    moved = {column: _moved(period, best) for column, period in read.periods.items()}
    aligned = replace(read, periods=moved)
    aligned.facts = facts_of(aligned)
    return aligned


def agreement(found: Facts, known: Known) -> tuple[int, int]:
    """How many figures of shared lines and periods are equal, and how many differ."""
    return _agreed({place: value for place, (_, value) in figures(found).items()}, known)


def opening(found: Facts, known: Known) -> tuple[int, int]:
    """How many net results that a cash-flow statement opens with stand under their period in any row, how many not.

    It may begin with the result before or after minorities: either is a row of the income statement.
    """
    told = [
        any(_same(value, other) for other in held)
        for (_, line, start, end, _), (_, value) in figures(found).items()
        if line == "net_income" and (held := known.of_period(start, end))
    ]
    return sum(told), len(told) - sum(told)


def _moved(period: Period, months: int) -> Period:
    if period.note != ASSUMED or not period.start:
        return period
    start, end = shift_months(period.start, months), shift_months(period.end, months)
    return replace(period, start=start, end=end, note="fiscal dates: the same figures stand under them elsewhere")


def _printed(facts: Facts) -> dict[Place, float]:
    """The figures of main lines by place, as they are printed."""
    return {place: value / facts["scale"][row] for place, (row, value) in figures(facts).items()}


def _shifted(found: dict[Place, float], months: int) -> dict[Place, float]:
    return {
        (segment, line, shift_months(start, months), shift_months(end, months), scenario): value
        for (segment, line, start, end, scenario), value in found.items()
        if start
    }


def _agreed(found: dict[Place, float], known: Known) -> tuple[int, int]:
    told = [_same(value, held) for place, value in found.items() if (held := known.figure(place)) is not None]
    return sum(told), len(told) - sum(told)


def _same(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=CLOSE)

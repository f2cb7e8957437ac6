"""Margins that sources publish by their own definitions, each as the cost that it implies, beside the cost booked.

METHODS 2.9. Two definitions are two series: a stated margin never joins the line of another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from finkit.analysis.company.amounts import FREE_WORDS, stated_margins
from finkit.analysis.framed import Framed
from finkit.analysis.given import money
from finkit.analysis.table import Table
from finkit.statement.company import INCLUDED, company_of
from finkit.statement.fact import Fact

COMPUTE = "compute_margin_stated"


@dataclass(frozen=True, slots=True)
class Published:
    """One stated margin of a period: `margin` and, as money, the `cost` that it implies with its rounding range.

    `cost` is revenue x (1 - margin); `gap` that less the cost of revenue as booked, None where none is booked.
    `says` reconciles it, or says that it cannot be. `scenario` is the stated figure's own; `period` too.
    """

    label: str
    definition: str
    period: str
    scenario: str
    margin: float
    cost: float
    cost_low: float
    cost_high: float
    gap: float | None
    says: str
    basis: str
    source: str


@dataclass(frozen=True, slots=True)
class Series:
    """Stated margins of one definition, period by period in order of their ends: (label, margin)."""

    definition: str
    points: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Inclusion:
    """What a company's gross margin has taken off: `marks` is yes, no or unknown by part, in the order of INCLUDED.

    `kind` is "actual", "hypothetical", "not applicable" (a statement by nature) or "missing". `stops` are margins
    after other costs of the same statement, `parts` those of its segments. `unranked` says why it has no rank;
    empty where it may be ranked among companies with equal marks.
    """

    company: str
    period: str
    kind: str
    gross_margin: float | None
    marks: tuple[tuple[str, str], ...]
    stops: tuple[tuple[str, float], ...]
    parts: tuple[tuple[str, float], ...]
    unranked: str
    source: str


@dataclass(frozen=True, repr=False)
class Definitions(Framed):
    """The stated margins of one company; worked out when asked."""

    table: Table

    def at(self, row: int) -> tuple[Published, ...]:
        """The lines' own margin and every stated one of a row's period, empty where there is no revenue."""
        revenue = self.table.at("revenue", row)
        if revenue is None or revenue <= 0:
            return ()
        return tuple(self._published(row, revenue))

    def records(self) -> Iterator[dict[str, Any]]:
        """One row a period and definition: the margin, and the cost that it implies with its rounding range."""
        for row in self.table.reported():
            for one in self.at(row):
                yield {field.name: getattr(one, field.name) for field in fields(one)}

    def series(self) -> tuple[Series, ...]:
        """Stated gross margins of periods that were, one series a definition."""
        found: dict[str, list[Fact]] = {}
        for fact in stated_margins(self.table):
            if fact.scenario == "actual":
                found.setdefault(fact.definition, []).append(fact)
        ordered = {definition: sorted(facts, key=lambda f: f.end) for definition, facts in found.items()}
        return tuple(Series(d, tuple((f.period, f.value or 0.0) for f in facts)) for d, facts in ordered.items())

    def inclusion(self, row: int) -> Inclusion:
        """What the gross margin of a row includes, and whether it may be ranked."""
        at, table = self.table.panel.rows[row], self.table
        company, margin = company_of(at.company), table.at("gross_margin", row)
        kind = "not applicable" if company.by_nature else "missing" if margin is None else at.scenario
        marks = tuple((part, company.included(part)) for part in INCLUDED)
        names = ("margin_after_infrastructure", "margin_after_food")
        stops = ((name, table.at(name, row)) for name in names)
        return Inclusion(
            company=at.company,
            period=at.label,
            kind=kind,
            gross_margin=margin,
            marks=marks,
            stops=tuple((name, value) for name, value in stops if value is not None),
            parts=tuple(self._parts(row)),
            unranked=_unranked(kind, marks),
            source=company.includes_source,
        )

    def _published(self, row: int, revenue: float) -> Iterator[Published]:
        cost, at = self.table.at("cost_of_revenue", row), self.table.panel.rows[row]
        if cost is not None:
            half = float(self.table.panel.rounding("cost_of_revenue")[row])
            label, basis = "Gross margin from the lines", self.table.rests_on("cost_of_revenue", row)
            yield Published(
                label, "", at.label, at.scenario, 1 - cost / revenue, cost, cost - half, cost + half, 0.0, "as booked",
                basis, "; ".join(dict.fromkeys(f.source for f in self.table.inputs("cost_of_revenue", row))),
            )  # fmt: skip
        stated = [f for f in stated_margins(self.table) if (f.start, f.end) == (at.start, at.end)]
        latest = max(self._compute(row), key=lambda f: f.end, default=None)
        for fact in [*stated, *([latest] if latest else [])]:
            margin, half = fact.value or 0.0, fact.rounding or 0.0
            implied = revenue * (1 - margin)
            gap = None if cost is None else implied - cost
            yield Published(
                fact.label, fact.definition, fact.period, fact.scenario, margin, implied,
                revenue * (1 - margin - half), revenue * (1 - margin + half), gap,
                _reconciled(fact, implied, cost, revenue, stated), fact.weakest, fact.source,
            )  # fmt: skip

    def _compute(self, row: int) -> list[Fact]:
        """Stated compute margins of the row's period or a period inside it."""
        facts, at = self.table.panel.facts, self.table.panel.rows[row]
        here = facts.take((facts["line"] == COMPUTE) & (facts["company"] == at.company) & (facts["segment"] == ""))
        inside = [f for f in here if f.value is not None and at.start <= f.start and f.end <= at.end]
        return [f for f in inside if f.scenario == at.scenario]

    def _parts(self, row: int) -> Iterator[tuple[str, float]]:
        """The gross margins of the segments in the row's period."""
        at = self.table.panel.rows[row]
        for i, other in enumerate(self.table.panel.rows):
            value = self.table.at("gross_margin", i)
            same = (other.start, other.end, other.scenario) == (at.start, at.end, at.scenario)
            if other.segment and same and value is not None:
                yield other.segment, value


def _reconciled(fact: Fact, implied: float, cost: float | None, revenue: float, stated: list[Fact]) -> str:
    """What would reconcile a stated margin with the cost booked, or that nothing does."""
    if cost is None:
        return "no cost of revenue is reported to set it against"
    gap, said = implied - cost, money(abs(implied - cost), revenue)
    if fact.line == COMPUTE:
        return (
            f"paying users' compute alone, in {fact.period}, laid on the whole period's revenue: the other {said} of "
            "cost of revenue has no split into free users, staff and the rest, so it cannot be reconciled"
        )
    half = (fact.rounding or 0.0) * revenue
    if abs(gap) <= half:
        return "agrees with the cost booked within rounding"
    free = _counts_free(fact)
    words = [f"{said} {'more' if gap > 0 else 'less'} cost than booked"]
    if free and gap > 0:
        words.append("free users' inference booked elsewhere would be that much, if nothing else differs")
    elif free:
        words.append("free users counted, and yet less than booked: what it leaves out is not said")
    if fact.scenario == "forecast":
        words.append("a forecast, not the accounts")
    rival = next((f for f in stated if f is not fact and f.label != fact.label and free and _counts_free(f)), None)
    if rival is not None:
        apart = money(abs((fact.value or 0.0) - (rival.value or 0.0)) * revenue, revenue)
        words.append(f"{rival.label!r} counts free users too and is {apart} apart: not reconciled")
    elif not free:
        words.append("no line says what: not reconciled")
    return "; ".join(words)


def _counts_free(fact: Fact) -> bool:
    return any(word in fact.label.lower() for word in FREE_WORDS)


def _unranked(kind: str, marks: tuple[tuple[str, str], ...]) -> str:
    if kind != "actual":
        return {"missing": "no gross margin is known", "not applicable": "the statement is by nature of expense"}.get(
            kind, f"{kind}: never ranked"
        )
    unknown = [part.replace("_", " ") for part, mark in marks if mark == "unknown"]
    return f"not known whether it includes {', '.join(unknown)}" if unknown else ""

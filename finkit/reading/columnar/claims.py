"""Which column stands for a line, where several claim it: by what it holds, its label, and the arithmetic."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from finkit.reading.cells.grid import Cell, letters
from finkit.reading.columnar import figures
from finkit.reading.columnar.figures import Figures
from finkit.reading.tables import signs
from finkit.reading.texts import labels, notes
from finkit.reading.texts.labels import Match
from finkit.reading.texts.scale import Units
from finkit.statement.coded import Coded
from finkit.statement.lines import taxonomy, words

NOT_REPORTED = "printed as 0 throughout while its total is not: not reported"
# Whole, cost and rest: what proves a column.
_PROOFS = (
    ("revenue", "cost_of_revenue", "gross_profit"),
    ("gross_profit", "operating_expenses", "operating_income"),
    ("revenue", "total_costs_expenses", "operating_income"),
    ("pretax_income", "income_tax", "net_income"),
)
_TOTALS = ("cost_of_revenue", "operating_expenses", "total_costs_expenses")
# Costs beside the cost of revenue: in one column, or in these.
_OVERHEADS = (("selling_general_administrative",), ("sales_marketing", "general_administrative"))
_NEAR = 0.1
_NEVER = {"per share": "unmapped: per share", "shares": "unmapped: number of shares"}
_UNITS = {"shares": "shares", "count": "count"}
_MARGINS = ("gross_margin_stated", "operating_margin_stated", "compute_margin_stated")


@dataclass(eq=False)
class Claim:
    """One column of figures while it is being read: what it may stand for, its numbers, why it does not."""

    at: int
    label: str
    match: Match
    cells: list[Cell]
    units: Units = field(default_factory=Units)
    reason: str = ""
    unit: str = "money"
    figures: Figures = field(init=False)
    loss: bool = False
    unreported: Any = False

    @property
    def line(self) -> str:
        """The standard line's id, empty while unmapped."""
        return self.match.line

    @property
    def money(self) -> bool:
        """Whether it stands for a line in money."""
        return bool(self.line) and self.unit == "money"

    def read(self, mark: str) -> bool:
        """Read the cells; whether the column holds figures."""
        self.figures = figures.read(self.cells, mark)
        words = self.figures.note.tell(lambda note: note.startswith("not a number")).array(bool)
        held = ~np.isnan(self.figures.value)
        return bool(held.any() and np.count_nonzero(words) <= np.count_nonzero(held))

    def drop(self, reason: str) -> None:
        """Keep the figures, but as no standard line."""
        self.match, self.reason = Match("", 0.0, self.match.line, self.match.score), reason


def settle(claims: list[Claim], company: Coded) -> None:
    """Leave one column for each line and name the winner in the others; zeros that report nothing have no value."""
    for claim in claims:
        _unit(claim)
    for claim in claims:
        if claim.line in _MARGINS:
            _margin(claim, claims)
    for claim in claims:
        if claim.line in _TOTALS[1:]:
            _total(claim, claims)
    _whole_cost(claims)
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.line:
            groups[claim.line, claim.match.definition].append(claim)
    for group in groups.values():
        winner = max(group, key=lambda claim: _weight(claim, claims))
        for claim in group:
            if claim is not winner:
                claim.drop(f"unmapped: column {letters(winner.at)} ({winner.label}) stands for {winner.line}")
    for claim in claims:
        held = claim.figures.value[~np.isnan(claim.figures.value)]
        income = claim.money and taxonomy()[claim.line].sign == "income"
        # Where the column itself prints a minus, its positive figures are profits.
        claim.loss = income and signs.says_loss(claim.label) and bool((held >= 0).all())
    _zeros(claims, company)


def _unit(claim: Claim) -> None:
    """The unit that the label and the figures say, and the reason why it can be no line."""
    line, kind = taxonomy().get(claim.line), labels.kind(words(claim.label))
    held = ~np.isnan(claim.figures.value)
    percent = bool(claim.figures.percent.array(bool)[held].all())
    ratio = percent or (kind in ("ratio", "growth") and not (line and line.unit == "money"))
    claim.unit = "ratio" if ratio else _UNITS.get(kind, "money") if line is None or kind in _NEVER else line.unit
    if kind in _NEVER:
        claim.drop(_NEVER[kind])
    elif ratio and line and line.unit != "ratio":
        claim.drop(notes.other_unit("ratio", line.unit))
    elif line is None:
        claim.reason = claim.reason or (f"unmapped: {kind}" if kind else "unmapped")


def of_line(claims: list[Claim], line: str, but: Claim | None = None) -> Any:
    """The figures of a line's best column by its label, or None."""
    held = [c for c in claims if c.line == line and c is not but and not c.match.definition]
    return min(held, key=lambda c: (c.match.rank, c.at)).figures.value if held else None


def _margin(claim: Claim, claims: list[Claim]) -> None:
    """A margin in money is a profit; one above 1.5 is printed in percent without its mark."""
    value = np.abs(claim.figures.value[~np.isnan(claim.figures.value)])
    if claim.figures.percent.array(bool).any() or not (value > 1.5).any():
        return
    revenue = of_line(claims, "revenue")
    above = revenue is not None and bool((np.abs(claim.figures.value) > np.abs(revenue)).any())
    if claim.line == "gross_margin_stated" and "%" not in claim.label and not above:
        claim.match, claim.unit = replace(claim.match, line="gross_profit"), "money"
    else:
        read = claim.figures
        claim.figures = read._replace(value=read.value / 100, rounding=read.rounding / 100)


def _total(claim: Claim, claims: list[Claim]) -> None:
    """A total of costs is what the arithmetic makes it: cost of revenue, operating expenses, or both together."""
    votes = {line: _votes(claim, line, claims) for line in _TOTALS}
    best = max(votes, key=lambda line: (votes[line], line == claim.line))
    if votes[best] > votes[claim.line]:
        claim.match = replace(claim.match, line=best)


def _whole_cost(claims: list[Claim]) -> None:
    """Of two columns for the cost of revenue and all costs the one that holds the other's and all others' is the total.

    Vendors call either "operating cost" or "total cost": their labels do not tell.
    """
    costs = [c for c in claims if c.line in ("cost_of_revenue", "total_costs_expenses") and not c.match.definition]
    pairs = ((whole, part) for whole in costs for part in costs if whole is not part)
    for whole, part in pairs:
        if whole.line == "cost_of_revenue" and _holds(whole, part, claims):
            whole.match = replace(whole.match, line="total_costs_expenses")
            part.match = replace(part.match, line="cost_of_revenue")
            return


def _holds(whole: Claim, part: Claim, claims: list[Claim]) -> bool:
    """Whether a column is at least another and the overheads together, and leaves nearly the operating result."""
    revenue, result = of_line(claims, "revenue"), of_line(claims, "operating_income")
    research = of_line(claims, "research_development")
    overheads = [[of_line(claims, line) for line in lines] for lines in _OVERHEADS]
    known = next((held for held in overheads if all(one is not None for one in held)), None)
    if revenue is None or result is None or known is None:
        return False
    others = sum(np.abs(np.nan_to_num(one)) for one in (*known, research) if one is not None)
    value, least = np.abs(whole.figures.value), np.abs(part.figures.value) + others
    told = ~np.isnan(value + least + revenue + result)
    near = np.abs(revenue - value - result) <= _NEAR * np.abs(revenue)
    return bool(told.any() and ((value >= least * (1 - 2e-3)) & near)[told].all())


def _votes(claim: Claim, line: str, claims: list[Claim]) -> int:
    """The rows in which a column proves to be a line, whatever sign costs are printed with."""
    votes = 0
    for names in _PROOFS:
        if line not in names:
            continue
        parts = [claim.figures.value if name == line else of_line(claims, name, claim) for name in names]
        if any(part is None for part in parts):
            continue
        whole, cost, rest = parts
        # A result equal to its whole proves nothing of the cost.
        told = (cost != 0) & ~np.isnan(whole + cost + rest)
        votes += int(np.count_nonzero(told & (signs.alike(whole - cost, rest) | signs.alike(whole + cost, rest))))
    return votes


def _weight(claim: Claim, claims: list[Claim]) -> tuple[bool, int, float, int, int]:
    filled = bool((claim.figures.value[~np.isnan(claim.figures.value)] != 0).any())
    return filled, -claim.match.rank, claim.match.score, _votes(claim, claim.line, claims), -claim.at


def _zeros(claims: list[Claim], company: Coded) -> None:
    """Where all parts of a total are 0 throughout a company and the total is not, the parts are not reported."""
    families: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.money and taxonomy()[claim.line].kind == "" and taxonomy()[claim.line].parent:
            families[taxonomy()[claim.line].parent].append(claim)
    for parent, parts in families.items():
        whole = of_line(claims, parent)
        if whole is None:
            continue
        some = sum(_by_company(np.nan_to_num(part.figures.value) != 0, company) for part in parts)
        silent = (some == 0) & (_by_company(np.nan_to_num(whole) != 0, company) > 0)
        for part in parts:
            part.unreported = silent[company.codes] & (part.figures.value == 0)
            part.figures = part.figures._replace(value=np.where(part.unreported, np.nan, part.figures.value))


def _by_company(mask: Any, company: Coded) -> Any:
    return np.bincount(company.codes, mask, minlength=len(company.known))

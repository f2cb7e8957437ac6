"""The accounting identities: with one unknown they derive it, with none they check what is there."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from finkit.statement.coded import Flags, Floats
from finkit.statement.lines import taxonomy
from finkit.statement.panel import Panel
from finkit.statement.work import Work, worded

# Costs that every company has and that cannot be taken as "does not apply" when it reports none.
REQUIRED = {"selling_general_administrative"}
FACE = "depreciation_amortization"


@dataclass(frozen=True)
class Identity:
    """`total` = sum of sign x part. Optional parts count only for companies that report them somewhere."""

    total: str
    parts: tuple[tuple[str, int], ...]
    optional: frozenset[str] = frozenset()
    down: bool = True

    @property
    def members(self) -> tuple[str, ...]:
        """The total first, then the parts."""
        return (self.total, *(name for name, _ in self.parts))

    def says(self, applying: Iterable[str]) -> str:
        """The identity in words of line ids, without the parts that do not apply."""
        kept = [(n, s) for n, s in self.parts if n in set(applying)]
        text = "".join(f" {'+' if sign > 0 else '-'} {name}" for name, sign in kept)
        return text.removeprefix(" + ").removeprefix(" ")


class Check(NamedTuple):
    """One identity on one row where nothing is unknown: stated total less what its parts sum to.

    `residual` and `allowed` (the precision of the figures as printed) are in units of the currency.
    """

    company: str
    period: str
    scenario: str
    segment: str
    identity: str
    stated: float
    summed: float
    residual: float
    allowed: float
    currency: str

    @property
    def within(self) -> bool:
        """Whether rounding explains the residual."""
        return abs(self.residual) <= self.allowed * (1 + 1e-9) + 1e-9 * max(abs(self.stated), 1e-300)


@functools.cache
def identities() -> tuple[Identity, ...]:
    """All identities, those that build totals first: a total from its parts beats one from other totals."""
    operating = tuple(
        (line.id, 1) for line in taxonomy().children("operating_expenses") if line.id != "other_operating"
    )
    operating = (*operating, ("other_operating", 1), (FACE, 1))
    by_nature = (("staff_costs", 1), *(part for part in operating if part[0] not in ("staff_costs", *REQUIRED)))
    optional = frozenset(name for name, _ in operating if name not in REQUIRED)
    return (
        Identity("gross_profit", (("revenue", 1), ("cost_of_revenue", -1))),
        Identity("selling_general_administrative", (("sales_marketing", 1), ("general_administrative", 1))),
        Identity("cost_of_revenue", (("product_cost", 1), ("service_cost", 1))),
        Identity("cost_of_revenue", (("food_beverage", 1), ("restaurant_labor", 1), ("restaurant_expenses", 1))),
        Identity("operating_expenses", operating, optional),
        Identity("total_costs_expenses", (("cost_of_revenue", 1), ("operating_expenses", 1))),
        # A statement by nature of expense has staff costs and no cost of revenue.
        Identity("total_costs_expenses", by_nature, frozenset(name for name, _ in by_nature[1:]), down=False),
        Identity("operating_income", (("gross_profit", 1), ("operating_expenses", -1))),
        Identity("operating_income", (("revenue", 1), ("total_costs_expenses", -1))),
        Identity("net_income", (("pretax_income", 1), ("income_tax", -1)), down=False),
        Identity("inventory", (("inventory_fifo", 1), ("lifo_reserve", -1))),
    )


def derive(panel: Panel) -> Panel:
    """The panel with everything added that an identity leaves as its only unknown.

    Derived figures are facts of their own (basis `derived`, the identity as formula, `rests_on` the weakest
    basis among the inputs, rounding the sum of theirs) and never replace a stated one.
    """
    work = _work(panel)
    for identity in identities():
        if identity.total in _BEFORE_FACE:
            work.solve(identity, identity.total)
    work.applies[FACE] = _depreciation_on_face(work)
    changed = True
    while changed:
        changed = sum(work.solve(identity, identity.total) for identity in identities()) > 0
        if not changed:
            changed = any(
                work.solve(identity, part) for identity in identities() if identity.down for part, _ in identity.parts
            )
        if not changed:
            changed = _gross_profit_from_margin(work) or _costs_from_children(work) or _difference(work)
    return work.finish()


def check(panel: Panel) -> list[Check]:
    """Every identity on every row where no member is missing or was derived by that identity."""
    work = _work(panel)
    work.applies[FACE] = _depreciation_on_face(work)
    return [found for identity in identities() for found in _checks(work, identity)]


def depreciation_on_face(panel: Panel) -> Flags:
    """Rows of companies whose lines tie to their total only with depreciation as a line of its own."""
    return _depreciation_on_face(_work(panel))


def _work(panel: Panel) -> Work:
    """The work on a panel, with depreciation inside other lines until they tie only with it."""
    work = Work(panel)
    work.applies[FACE] = np.zeros(work.n, dtype=bool)
    return work


def _checks(work: Work, identity: Identity) -> list[Check]:
    summed, rounding = work.sum(identity)
    total = work.get(identity.total)
    at = np.flatnonzero(~np.isnan(total) & ~np.isnan(summed) & ~work.made_by(identity))
    rows = [work.panel.rows[i] for i in at.tolist()]
    names = work.said(identity, at, lambda applying: f"{identity.total} = {identity.says(applying)}").tolist()
    figures = (total, summed, total - summed, rounding + work.rounding(identity.total))
    return [
        Check._make((row.company, row.label, row.scenario, row.segment, name, *numbers, row.currency))
        for row, name, *numbers in zip(rows, names, *(figure[at].tolist() for figure in figures), strict=True)
    ]


def _gross_profit_from_margin(work: Work) -> bool:
    """Gross profit = stated gross margin x revenue, where no cost is known."""
    names = ("gross_margin_stated", "revenue")
    margin, revenue = (work.get(name) for name in names)
    at = np.flatnonzero(np.isnan(work.get("gross_profit")) & ~np.isnan(margin) & ~np.isnan(revenue))
    if not len(at):
        return False
    rounding = work.rounding("gross_margin_stated") * np.abs(revenue) + work.rounding("revenue") * np.abs(margin)
    value = (margin * revenue)[at]
    work.fill("gross_profit", at, value, rounding[at], *work.worst(names, at), "gross_margin_stated * revenue")
    return True


def _costs_from_children(work: Work) -> bool:
    """Cost of revenue (or R&D) from two or more of its parts, where nothing else gives it."""
    return sum(_from_children(work, parent) for parent in ("cost_of_revenue", "research_development")) > 0


def _from_children(work: Work, parent: str) -> bool:
    children = [line.id for line in taxonomy().children(parent) if line.id in work.values]
    if len(children) < 2:
        return False
    given = np.array([~np.isnan(work.values[line]) for line in children])
    wanted = np.array([work.applies[line] for line in children])
    at = np.flatnonzero(np.isnan(work.get(parent)) & (given.sum(axis=0) >= 2) & (given | ~wanted).all(axis=0))
    if not len(at):
        return False
    given = given[:, at]
    value = np.nansum([work.values[line][at] for line in children], axis=0)
    roundings = [np.where(there, work.rounding(line)[at], 0.0) for line, there in zip(children, given, strict=True)]
    text = worded(children, list(given), " + ".join)
    work.fill(parent, at, value, np.sum(roundings, axis=0), *work.worst(children, at), text)
    return True


def _difference(work: Work) -> bool:
    """Other operating costs: what the stated total holds beyond its lines, where rounding does not explain it.

    Lines that add up to more than their total are a failed check, never a negative cost.
    """
    identity = _operating()
    named, rounding = work.sum(identity)
    given = work.get("operating_expenses") - named
    allowed = rounding + work.rounding("operating_expenses")
    beyond = given > allowed * (1 + 1e-9) + 1e-9 * np.abs(named)
    # The total rests on a stated total or result, not on its own lines.
    stated = ~np.isnan(work.get("operating_expenses")) & ~work.made_by(identity)
    at = np.flatnonzero(~work.applying("other_operating") & beyond & stated)
    if not len(at):
        return False
    trust, doubt = work.worst(identity.members, at)
    text = work.solved(identity, "other_operating", at)
    work.fill("other_operating", at, given[at], allowed[at], trust, doubt, text)
    return True


def _depreciation_on_face(work: Work) -> Flags:
    """Rows of companies whose lines tie to the total only with depreciation as a line of its own."""
    depreciation = work.values.get(FACE)
    if depreciation is None:
        return np.zeros(work.n, dtype=bool)
    identity = _operating()
    parts, rounding = work.sum(Identity("", identity.parts, identity.optional | REQUIRED))
    gap = _all_costs(work) - np.nan_to_num(_cost_of_revenue(work)) - parts
    for line in ("operating_income", "revenue", "cost_of_revenue", FACE):
        rounding = rounding + work.rounding(line)
    allowed = rounding + 1e-9 * np.abs(parts)
    return work.companies_with((np.abs(gap - depreciation) <= allowed) & (np.abs(gap) > allowed))


def _operating() -> Identity:
    return next(identity for identity in identities() if identity.total == "operating_expenses")


def _all_costs(work: Work) -> Floats:
    stated = work.get("total_costs_expenses")
    return np.where(np.isnan(stated), work.get("revenue") - work.get("operating_income"), stated)


def _cost_of_revenue(work: Work) -> Floats:
    cost = work.get("cost_of_revenue")
    for identity in identities():
        if identity.total == "cost_of_revenue":
            cost = np.where(np.isnan(cost), work.sum(identity)[0], cost)
    return np.where(np.isnan(cost), work.get("revenue") - work.get("gross_profit"), cost)


_BEFORE_FACE = ("gross_profit", "selling_general_administrative", "cost_of_revenue")

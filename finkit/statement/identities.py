"""The accounting identities: with one unknown they derive it, with none they check what is there."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from finkit.statement.fact import CONFIDENCES, WEAKNESS, Facts
from finkit.statement.lines import taxonomy
from finkit.statement.panel import Floats, Panel

MONEY, RATIO = "money", "ratio"
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


@dataclass(frozen=True, slots=True)
class Check:
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
    work = _Work(panel)
    for identity in identities():
        if identity.total in _BEFORE_FACE:
            work.solve(identity, identity.total)
    work.settle_depreciation()
    changed = True
    while changed:
        changed = sum(work.solve(identity, identity.total) for identity in identities()) > 0
        if not changed:
            changed = any(
                work.solve(identity, part) for identity in identities() if identity.down for part, _ in identity.parts
            )
        if not changed:
            changed = work.gross_profit_from_margin() or work.cost_from_children() or work.difference()
    return work.finish()


def check(panel: Panel) -> list[Check]:
    """Every identity on every row where no member is missing or was derived by that identity."""
    work = _Work(panel)
    work.settle_depreciation()
    return [found for identity in identities() for found in work.checks(identity)]


def depreciation_on_face(panel: Panel) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Rows of companies whose lines tie to their total only with depreciation as a line of its own."""
    work = _Work(panel)
    work.settle_depreciation()
    return work.applies[FACE]


class _Work:
    """Values, rounding and trust by line, filled in place while identities are solved."""

    def __init__(self, panel: Panel) -> None:
        self.panel, self.n = panel, len(panel)
        self.values = {line: column.copy() for line, column in panel.values.items()}
        self.rounding = {line: panel.rounding(line) for line in panel.values}
        self.trust = {line: _codes(panel, line, "basis", WEAKNESS) for line in panel.values}
        self.doubt = {line: _codes(panel, line, "confidence", _CONFIDENCE) for line in panel.values}
        self.formula: dict[str, np.ndarray[Any, np.dtype[Any]]] = {}
        self.company = panel.company_index()
        self.main = np.array([row.segment == "" for row in panel.rows], dtype=bool)
        self.applies = {line: self._reported(line) for line in panel.values}
        self.applies[FACE] = np.zeros(self.n, dtype=bool)
        self.reported = dict(self.applies)

    def get(self, line: str) -> Floats:
        found = self.values.get(line)
        return found if found is not None else np.full(self.n, np.nan)

    def solve(self, identity: Identity, unknown: str) -> bool:
        """Fill `unknown` where it is missing and every other member that applies is there."""
        sign = {identity.total: -1, **dict(identity.parts)}
        total, rounding = np.zeros(self.n), np.zeros(self.n)
        trust, doubt = np.zeros(self.n, dtype=int), np.zeros(self.n, dtype=int)
        open_ = np.isnan(self.get(unknown)) & self._counts(identity, unknown)
        if unknown != identity.total:
            open_ &= self._may_be_the_rest(unknown)
        for name in identity.members:
            if name == unknown or not open_.any():
                continue
            counts = self._counts(identity, name)
            value = np.where(counts, self.get(name), 0.0)
            open_ &= ~np.isnan(value)
            total += sign[name] * np.nan_to_num(value)
            rounding += np.where(counts, self.rounding.get(name, 0.0), 0.0)
            trust = np.maximum(trust, np.where(counts, self.trust.get(name, 0), 0))
            doubt = np.maximum(doubt, np.where(counts, self.doubt.get(name, 0), 0))
        if not open_.any():
            return False
        text = self._formula(identity, unknown)
        self.fill(unknown, open_, -total / sign[unknown], rounding, trust, doubt, text)
        return True

    def _may_be_the_rest(self, line: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Rows where what a total leaves may carry the name of `line`: overhead that the company reports somewhere.

        Elsewhere the rest may be any cost that no line names, and stays without a name.
        """
        kin = _OVERHEAD.get(line)
        if kin is None:
            return np.ones(self.n, dtype=bool)
        return np.asarray(np.any([self.reported.get(n, np.zeros(self.n, dtype=bool)) for n in kin], axis=0))

    def fill(
        self, line: str, at: Any, value: Floats, rounding: Floats, trust: Any, doubt: Any, text: Callable[[int], str]
    ) -> None:
        """Write derived figures at rows `at`."""
        self.values.setdefault(line, np.full(self.n, np.nan))[at] = value[at]
        self.rounding.setdefault(line, np.zeros(self.n))[at] = rounding[at]
        self.trust.setdefault(line, np.zeros(self.n, dtype=np.int64))[at] = trust[at]
        self.doubt.setdefault(line, np.zeros(self.n, dtype=np.int64))[at] = doubt[at]
        formulas = self.formula.setdefault(line, np.full(self.n, "", dtype=object))
        for row in np.flatnonzero(at):
            formulas[row] = text(int(row))
        if line not in self.applies:
            self.applies[line] = np.zeros(self.n, dtype=bool)
        self.applies[line] = self.applies[line] | at

    def gross_profit_from_margin(self) -> bool:
        """Gross profit = stated gross margin x revenue, where no cost is known."""
        margin, revenue = self.get("gross_margin_stated"), self.get("revenue")
        at = np.isnan(self.get("gross_profit")) & ~np.isnan(margin) & ~np.isnan(revenue)
        if not at.any():
            return False
        rounding = self._rounding("gross_margin_stated") * np.abs(revenue) + self._rounding("revenue") * np.abs(margin)
        trust, doubt = self._worst(("gross_margin_stated", "revenue"))
        text = "gross_margin_stated * revenue"
        self.fill("gross_profit", at, margin * revenue, rounding, trust, doubt, lambda _: text)
        return True

    def cost_from_children(self) -> bool:
        """Cost of revenue (or R&D) from two or more of its parts, where nothing else gives it."""
        return sum(self._from_children(parent) for parent in ("cost_of_revenue", "research_development")) > 0

    def difference(self) -> bool:
        """Other operating costs: what the stated total holds beyond its lines, where rounding does not explain it.

        Lines that add up to more than their total are a failed check, never a negative cost.
        """
        identity = next(i for i in identities() if i.total == "operating_expenses")
        named, rounding = self._sum(identity)
        given = self.get("operating_expenses") - named
        allowed = rounding + self._rounding("operating_expenses")
        free = ~self.applies.get("other_operating", np.zeros(self.n, dtype=bool))
        at = free & (given > allowed * (1 + 1e-9) + 1e-9 * np.abs(named)) & self._derived_total()
        if not at.any():
            return False
        trust, doubt = self._worst(("operating_expenses", *(n for n, _ in identity.parts)))
        self.fill("other_operating", at, given, allowed, trust, doubt, self._formula(identity, "other_operating"))
        return True

    def checks(self, identity: Identity) -> Iterator[Check]:
        summed, rounding = self._sum(identity)
        total = self.get(identity.total)
        ready = ~np.isnan(total) & ~np.isnan(summed) & ~self._made_by(identity)
        for row in np.flatnonzero(ready):
            at = self.panel.rows[row]
            yield Check(
                at.company, at.label, at.scenario, at.segment,
                f"{identity.total} = {identity.says(self._applying(identity, int(row)))}",
                float(total[row]), float(summed[row]), float(total[row] - summed[row]),
                float(rounding[row] + self._rounding(identity.total)[row]), at.currency,
            )  # fmt: skip

    def finish(self) -> Panel:
        rows = [fact for line in sorted(self.formula, key=taxonomy().order) for fact in self._facts(line)]
        facts = Facts.concat([self.panel.facts, Facts.of_rows(rows)]) if rows else self.panel.facts
        return Panel.of(facts)

    def _facts(self, line: str) -> Iterator[dict[str, Any]]:
        entry = taxonomy()[line]
        days: set[tuple[str, ...]] = set()
        for row in np.flatnonzero(self.formula[line] != ""):
            at = self.panel.rows[row]
            if entry.kind == "stock":
                # An amount at a date stands in every period that ends on it, and is one fact.
                at = replace(at, label=at.end, start="", months=0)
                key = (at.company, at.segment, at.scenario, at.currency, at.end)
                if key in days:
                    continue
                days.add(key)
            yield {
                "company": at.company, "segment": at.segment, "line": line, "label": entry.name, "period": at.label,
                "start": at.start, "end": at.end, "months": None if at.months is None else float(at.months),
                "scenario": at.scenario, "value": float(self.values[line][row]), "unit": entry.unit,
                "currency": at.currency if entry.unit == MONEY else "", "scale": 1.0, "scale_stated": True,
                "currency_stated": True, "basis": "derived", "basis_stated": True,
                "rests_on": _WEAKNESS_NAMES[int(self.trust[line][row])],
                "confidence": _CONFIDENCE_NAMES[int(self.doubt[line][row])],
                "formula": self.formula[line][row], "chosen": True, "rounding": float(self.rounding[line][row]),
            }  # fmt: skip

    def _sum(self, identity: Identity) -> tuple[Floats, Floats]:
        summed, rounding = np.zeros(self.n), np.zeros(self.n)
        for name, sign in identity.parts:
            counts = self._counts(identity, name)
            summed = summed + sign * np.where(counts, self.get(name), 0.0)
            rounding = rounding + np.where(counts, self._rounding(name), 0.0)
        return summed, rounding

    def _counts(self, identity: Identity, name: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
        if name not in identity.optional:
            return np.ones(self.n, dtype=bool)
        return self.applies.get(name, np.zeros(self.n, dtype=bool))

    def _applying(self, identity: Identity, row: int) -> list[str]:
        return [name for name in identity.members if self._counts(identity, name)[row]]

    def _formula(self, identity: Identity, unknown: str) -> Callable[[int], str]:
        sign = {identity.total: -1, **dict(identity.parts)}

        def text(row: int) -> str:
            flip = -sign[unknown]
            terms = [(n, flip * sign[n]) for n in self._applying(identity, row) if n != unknown]
            terms.sort(key=lambda term: -term[1])
            return "".join(f" {'+' if s > 0 else '-'} {n}" for n, s in terms).removeprefix(" + ").strip()

        return text

    def _reported(self, line: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Rows of companies that report `line` in any period."""
        there = ~np.isnan(self.values[line])
        return np.isin(self.company, np.unique(self.company[there]))

    def settle_depreciation(self) -> None:
        """Let depreciation count as a line of its own where a company's lines tie to the total only with it."""
        if FACE not in self.values:
            return
        identity = next(i for i in identities() if i.total == "operating_expenses")
        parts, rounding = self._sum(Identity("", identity.parts, identity.optional | REQUIRED))
        gap = self._all_costs() - np.nan_to_num(self._cost_of_revenue()) - parts
        depreciation = self.values[FACE]
        for line in ("operating_income", "revenue", "cost_of_revenue", FACE):
            rounding = rounding + self._rounding(line)
        allowed = rounding + 1e-9 * np.abs(parts)
        ties = (np.abs(gap - depreciation) <= allowed) & (np.abs(gap) > allowed)
        self.applies[FACE] = np.isin(self.company, np.unique(self.company[ties]))

    def _all_costs(self) -> Floats:
        stated = self.get("total_costs_expenses")
        return np.where(np.isnan(stated), self.get("revenue") - self.get("operating_income"), stated)

    def _cost_of_revenue(self) -> Floats:
        cost = self.get("cost_of_revenue").copy()
        for identity in identities():
            if identity.total == "cost_of_revenue":
                cost = np.where(np.isnan(cost), self._sum(identity)[0], cost)
        return np.where(np.isnan(cost), self.get("revenue") - self.get("gross_profit"), cost)

    def _from_children(self, parent: str) -> bool:
        children = [c.id for c in taxonomy().children(parent) if c.id in self.values]
        if len(children) < 2:
            return False
        given = np.array([~np.isnan(self.values[c]) for c in children])
        wanted = np.array([self.applies[c] for c in children])
        at = np.isnan(self.get(parent)) & (given.sum(axis=0) >= 2) & (given | ~wanted).all(axis=0)
        if not at.any():
            return False
        value = np.nansum([self.values[c] for c in children], axis=0)
        rounding = np.sum([np.where(g, self._rounding(c), 0.0) for c, g in zip(children, given, strict=True)], axis=0)
        trust, doubt = self._worst(children)
        names = [" + ".join(c for c, g in zip(children, given[:, row], strict=True) if g) for row in range(self.n)]
        self.fill(parent, at, value, rounding, trust, doubt, lambda row: names[row])
        return True

    def _derived_total(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Rows where the operating total rests on a stated total or result, not on its own lines."""
        identity = next(i for i in identities() if i.total == "operating_expenses")
        at: np.ndarray[Any, np.dtype[np.bool_]] = ~np.isnan(self.get("operating_expenses")) & ~self._made_by(identity)
        return at

    def _made_by(self, identity: Identity) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Rows where a member of `identity` was derived from other members alone."""
        made, members = np.zeros(self.n, dtype=bool), frozenset(identity.members)
        for name in identity.members:
            formulas = self.formula.get(name, self.panel.fact_column(name, "formula", ""))
            for row in np.flatnonzero(formulas != ""):
                made[row] |= _names(formulas[row]) <= members
        return made

    def _rounding(self, line: str) -> Floats:
        found = self.rounding.get(line)
        return found if found is not None else np.zeros(self.n)

    def _worst(self, lines: Iterable[str]) -> tuple[Any, Any]:
        trust, doubt = np.zeros(self.n, dtype=int), np.zeros(self.n, dtype=int)
        for line in lines:
            there = ~np.isnan(self.get(line))
            trust = np.maximum(trust, np.where(there, self.trust.get(line, 0), 0))
            doubt = np.maximum(doubt, np.where(there, self.doubt.get(line, 0), 0))
        return trust, doubt


_BEFORE_FACE = ("gross_profit", "selling_general_administrative", "cost_of_revenue")
_OVERHEAD = {
    "selling_general_administrative": ("selling_general_administrative", "sales_marketing", "general_administrative"),
    "sales_marketing": ("sales_marketing",),
    "general_administrative": ("general_administrative",),
}
_WEAKNESS_NAMES = {code: name for name, code in WEAKNESS.items()}
_CONFIDENCE = {name: i for i, name in enumerate(CONFIDENCES)} | {"": 0}
_CONFIDENCE_NAMES = dict(enumerate(CONFIDENCES))


def _codes(panel: Panel, line: str, column: str, codes: dict[str, int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    given = panel.fact_column(line, column, "")
    if column == "basis":
        rests = panel.fact_column(line, "rests_on", "")
        given = np.where(given == "derived", rests, given)
    return np.array([codes.get(text, 0) for text in given], dtype=np.int64)


@functools.lru_cache(maxsize=4096)
def _names(formula: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z_]+", formula))

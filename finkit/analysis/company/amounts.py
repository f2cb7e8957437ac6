"""What a treatment moves, in money: from a line, from what is assumed, or from what a source states."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from finkit.analysis.given import money
from finkit.analysis.models.capitalization import Capitalization
from finkit.analysis.table import Table
from finkit.assumptions.settings import Assumptions
from finkit.statement.company import company_of
from finkit.statement.fact import Fact, weakest
from finkit.statement.lines import taxonomy

STAFF_LINES = ("support", "restaurant_labor")
# Words of a stated margin's label that say free users' inference is counted.
FREE_WORDS = ("free-user", "free user", "free-tier", "free tier")
CONVENTION = "spread evenly"


@dataclass(frozen=True, slots=True)
class Amount:
    """What a setting moves, in units of the currency: its value, range, mark of evidence and origin in words.

    `value` is None where only a range is known; `open_above`: `low` is a lower bound and nothing bounds it above.
    `stated`: a source states the margin, and the amount follows from it. `reported`: a line of the statement.
    """

    low: float
    high: float
    value: float | None = None
    open_above: bool = False
    stated: bool = False
    reported: bool = False
    basis: str = ""
    source: str = ""

    @property
    def point(self) -> float:
        """The value, else the end that is known, else the middle."""
        if self.value is not None:
            return self.value
        if math.isinf(self.low):
            return self.high
        return self.low if self.open_above else (self.low + self.high) / 2


@dataclass(frozen=True)
class AmountSource:
    """Finds the amounts of one company's rows; `capital` is its R&D capitalized, None where it has no annual R&D."""

    table: Table
    assumed: Assumptions
    capital: Capitalization | None

    def of(self, row: int) -> dict[str, Amount]:
        """The amounts known on a row, by the names of `bookings.AMOUNTS`; a missing one is not there."""
        finders: dict[str, Callable[[int], Amount | None]] = {
            "partner_share": self._partner_share,
            "free_outside": self._free_outside,
            "free_inside": lambda at: self._line("free_tier_inference", at),
            "staff_serving": self._staff,
            "stock_pay": self._stock_pay,
            "training_spread": self._training,
            "billed_elsewhere": self._billed_elsewhere,
            "accelerators": self._accelerators,
        }
        found = {name: find(row) for name, find in finders.items()}
        return {name: amount for name, amount in found.items() if amount is not None}

    def _line(self, line: str, row: int) -> Amount | None:
        """A line of the row, else the range assumed for it in the period."""
        value, label = self.table.at(line, row), self.table.panel.rows[row].label
        if value is not None:
            half = float(self.table.panel.rounding(line)[row])
            basis = self.table.rests_on(line, row)
            source = f"{taxonomy()[line].name} of {label}"
            return Amount(value - half, value + half, value, reported=True, basis=basis, source=source)
        given = self.assumed.missing.get(label, {}).get(line)
        if given is None:
            return None
        return Amount(given.low, given.high, given.value, basis="assumed", source=given.source or "assumed")

    def _partner_share(self, row: int) -> Amount | None:
        found, share, revenue = self._line("revenue_share", row), self.assumed.partner_share, self._at("revenue", row)
        if found is not None or share is None or revenue is None:
            return found
        value = None if share.value is None else share.value * revenue
        return Amount(share.low * revenue, share.high * revenue, value, basis="assumed", source=share.source)

    def _free_outside(self, row: int) -> Amount | None:
        """Free users' inference outside cost of revenue; where a source states the margin with it, what it implies."""
        found, stated = self._line("free_tier_inference", row), next(self._stated_free(row), None)
        revenue, cost = self._at("revenue", row), self._at("cost_of_revenue", row)
        if found is not None or stated is None or revenue is None or cost is None or stated.value is None:
            return found
        value, half = revenue * (1 - stated.value) - cost, (stated.rounding or 0.0) * revenue
        says = f"implied by the {stated.value:.0%} stated as {stated.label!r}, if nothing else differs"
        return Amount(value - half, value + half, value, stated=True, basis=stated.weakest, source=says)

    def _stated_free(self, row: int) -> Iterator[Fact]:
        at = self.table.panel.rows[row]
        for fact in stated_margins(self.table):
            same = (fact.start, fact.end, fact.scenario) == (at.start, at.end, at.scenario)
            if same and any(word in fact.label.lower() for word in FREE_WORDS):
                yield fact

    def _staff(self, row: int) -> Amount | None:
        return next((a for line in STAFF_LINES if (a := self._line(line, row)) is not None), None)

    def _stock_pay(self, row: int) -> Amount | None:
        found = self._line("stock_compensation", row)
        if found is not None or self._at("operating_result", row) is None:
            return found
        part = self._inside("stock_compensation", row)
        if part is None:
            return None
        value, where = part
        says = f"{where} alone; the rest of the period is not reported"
        basis = self.table.rests_on("stock_compensation", self._row_of(where) or 0)
        return Amount(value, math.inf, open_above=True, basis=basis, source=says)

    def _training(self, row: int) -> Amount | None:
        """What operating income gains when R&D is spread over the assumed lives, one or several."""
        capital, income = self.capital, self._at("operating_result", row)
        if capital is None or row not in capital.rows or income is None:
            return None
        own = self.assumed.life_months
        years = sorted({own.low / 12, own.centre / 12, own.high / 12})
        tables = [capital.at(life, CONVENTION) for life in years]
        low = min(float(t.income_low[row]) - income for t in tables)
        high = max(float(t.income_high[row]) - income for t in tables)
        months = f"{own.low:g} to {own.high:g}" if own.low < own.high else f"{own.low:g}"
        says = f"R&D {CONVENTION} over {months} months"
        if math.isnan(high):
            return None
        if math.isnan(low):
            # Earlier R&D is not known: the charge has no upper bound, so the gain has no lower one.
            return Amount(-math.inf, high, basis="assumed", source=f"{says}; earlier R&D is not known")
        return Amount(low, high, low if low == high else None, basis="assumed", source=says)

    def _billed_elsewhere(self, row: int) -> Amount | None:
        """Inference billed by the cloud partner beyond what cost of revenue can hold of it: at least that much."""
        found = self._inside("cloud_inference_billed", row)
        inside, whose = self._at("related_party_cost_of_revenue", row), "the partner's charges inside cost of revenue"
        if inside is None:
            inside, whose = self._at("cost_of_revenue", row), "all of cost of revenue"
        if found is None or inside is None or found[0] <= inside:
            return None
        billed, where = found
        rows = [self._row_of(where), row]
        lines = ("cloud_inference_billed", "related_party_cost_of_revenue")
        basis = weakest(self.table.rests_on(n, i) for n, i in zip(lines, rows, strict=True) if i is not None)
        says = f"{money(billed, billed)} billed in {where}, less {whose} ({money(inside, billed)})"
        return Amount(billed - inside, math.inf, open_above=True, basis=basis, source=says)

    def _accelerators(self, row: int) -> Amount | None:
        name = self.table.panel.rows[row].company
        if company_of(name).included("accelerator_depreciation") != "no":
            return None
        return self._line("technology_infrastructure", row)

    def _inside(self, line: str, row: int) -> tuple[float, str] | None:
        """The largest figure of `line` among the row's period and the periods inside it, and which period that is."""
        here = self.table.panel.rows[row]
        found = [
            (value, other.label)
            for i, other in enumerate(self.table.panel.rows)
            if (other.segment, other.scenario, other.currency) == (here.segment, here.scenario, here.currency)
            and here.start <= other.start
            and other.end <= here.end
            and other.start
            and (value := self._at(line, i)) is not None
        ]
        return max(found, default=None)

    def _row_of(self, label: str) -> int | None:
        return self.table.row(label)

    def _at(self, name: str, row: int) -> float | None:
        return self.table.at(name, row)


def stated_margins(table: Table) -> list[Fact]:
    """Gross margins that sources give the whole company as ratios, by whatever definition."""
    facts, rows = table.panel.facts, table.panel.rows
    if not rows:
        return []
    here = (facts["line"] == "gross_margin_stated") & (facts["company"] == rows[0].company) & (facts["segment"] == "")
    return [f for f in facts.take(here) if f.value is not None and f.basis != "derived"]

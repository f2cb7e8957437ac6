"""Treatments: what each margin becomes as the same costs are booked otherwise; a number, a bound or what is missing.

METHODS 2.9. A fixed grid of five switches, and the bookings beyond it that a company's lines allow.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from finkit.analysis.company.amounts import Amount, AmountSource
from finkit.analysis.company.bookings import (
    AMOUNTS,
    BEYOND,
    BOOKED,
    MARGINS,
    SCALARS,
    SWITCHES,
    Setting,
)
from finkit.analysis.company.readings import VARIABLE, Leverages
from finkit.analysis.company.sweep import Sweep
from finkit.analysis.framed import Framed, between
from finkit.analysis.given import money
from finkit.analysis.models.capitalization import Capitalization
from finkit.analysis.table import Table
from finkit.assumptions.settings import Assumptions, Switch
from finkit.statement.company import Company, company_of
from finkit.statement.fact import weakest
from finkit.statement.lines import taxonomy

INPUTS = ("revenue", "cost_of_revenue", "contribution", "operating_result")
# What must be known of each margin before anything is moved.
NEEDS = {
    "gross_margin": ("revenue", "cost_of_revenue"),
    "contribution_margin": ("revenue", "contribution"),
    "operating_margin": ("revenue", "operating_result"),
}
_CONDITIONS = {
    ("partner_share", "yes"): "the partner's share stands in cost of revenue today",
    ("partner_share", "no"): "the partner's share stands outside cost of revenue today",
    ("free_tier", "yes"): "free users' inference stands outside cost of revenue today",
    ("free_tier", "no"): "free users' inference stands in cost of revenue today",
    ("staff", "yes"): "staff and support stand outside cost of revenue today",
    ("staff", "no"): "staff and support stand in cost of revenue today",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One margin under one setting, a fraction of revenue as shown.

    `kind` is "number" (`value`, with `low` and `high` as its inputs round or range), "range" (`low` and `high`
    alone), "at most" (`high`) or "at least" (`low`), "missing" (`missing` has the line ids that would give it) or
    "not applicable"; `why` says the last two. Bounds stand at the figures as printed. `stated`: a source states the
    margin itself. `basis` is the weakest mark of what it rests on.
    """

    margin: str
    kind: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    missing: tuple[str, ...] = ()
    why: str = ""
    stated: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Treated:
    """One setting with its three margins (by `MARGINS`), its conditions in words and the amounts it moves, by name.

    `established` is false where no source shows a condition to hold; `against` says what speaks against it.
    """

    setting: Setting
    cells: Mapping[str, Cell]
    conditions: tuple[str, ...] = ()
    amounts: Mapping[str, Amount] = field(default_factory=dict)
    established: bool = True
    against: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """All treatments of one company in one period.

    `settings` holds every setting but "as booked" of the five switches, each alone, in order; `beyond` the
    bookings outside them. `chosen` is the combination that the user assumes, `booked` itself unless assumed
    otherwise. `inputs` has every name of the formulas `TREATMENTS`: amounts (NaN where missing) and the 0/1
    scalars of `chosen`.
    """

    period: str
    booked: Treated
    settings: tuple[Treated, ...]
    beyond: tuple[Treated, ...]
    chosen: Treated
    inputs: Mapping[str, float]


@dataclass(frozen=True, repr=False)
class Treatments(Framed):
    """Treatments by row of a company's table; worked out when asked."""

    table: Table
    leverage: Leverages
    assumed: Assumptions
    capital: Capitalization | None

    def at(self, row: int) -> Grid:
        """The grid of a row of the table."""
        work = _Row(self, row)
        settings = [s for switch in SWITCHES.values() for s in switch[1:]]
        picked = work.picked(self.assumed.treatments)
        chosen = work.combined(picked)
        return Grid(
            period=self.table.panel.rows[row].label,
            booked=work.treated(BOOKED),
            settings=tuple(work.treated(s) for s in settings),
            beyond=tuple(work.treated(s) for s in BEYOND if work.applies(s)),
            chosen=_together(work.treated(chosen), [work.treated(s) for s in picked]),
            inputs=work.inputs(chosen),
        )

    def records(self) -> Iterator[dict[str, Any]]:
        """One row a period, setting and margin: what kind of figure it is, its value, ends, marks and conditions."""
        for row in self.table.reported():
            grid = self.at(row)
            for treated in (grid.booked, *grid.settings, *grid.beyond):
                given = {"period": grid.period, "switch": treated.setting.switch, "setting": treated.setting.name}
                for cell in treated.cells.values():
                    yield given | {
                        "margin": cell.margin,
                        "kind": cell.kind,
                        "value": cell.value,
                        **between("margin", cell.low, cell.high),
                        "basis": cell.basis,
                        "established": treated.established,
                        "why": cell.why,
                        "conditions": "; ".join(treated.conditions),
                    }


class _Row:
    """One row at work: its inputs with their ranges, and the amounts."""

    def __init__(self, owner: Treatments, row: int) -> None:
        self.table, self.row, self.assumed = owner.table, row, owner.assumed
        self.company: Company = company_of(self.table.panel.rows[row].company)
        self.amounts = AmountSource(self.table, self.assumed, owner.capital).of(row)
        self.notes: tuple[str, ...] = ()
        self.spans = {name: span for name in INPUTS if (span := self._span(name)) is not None}
        if "contribution" not in self.spans:
            self._mapped(owner.leverage)

    def applies(self, setting: Setting) -> bool:
        """Whether a booking beyond the five has its amount here."""
        return all(name in self.amounts for name in _wanted(setting))

    def picked(self, chosen: Mapping[Switch, str]) -> list[Setting]:
        """The settings that the user chose, those as booked left out."""
        return [s for switch, name in chosen.items() for s in SWITCHES[switch] if s.name == name and s.scalars]

    def combined(self, picked: list[Setting]) -> Setting:
        """Several settings as one; what is booked so already moves nothing."""
        if not picked:
            return BOOKED
        moves = tuple(scalar for s in picked if not self._there(s) for scalar in s.scalars)
        return Setting("chosen", "; ".join(f"{s.switch}: {s.name}" for s in picked), moves)

    def inputs(self, setting: Setting) -> dict[str, float]:
        """Every name of the formulas: inputs and amounts (NaN where missing), and the scalars of a setting."""
        points = {name: self.spans[name][0] if name in self.spans else math.nan for name in INPUTS}
        points |= {n: self.amounts[n].point if n in self.amounts else math.nan for n in AMOUNTS}
        return points | {n: float(n in setting.scalars or n == "from_variable") for n in SCALARS}

    def treated(self, setting: Setting) -> Treated:
        """A setting with its cells and conditions."""
        wanted = {name: self.amounts[name] for name in _wanted(setting) if name in self.amounts}
        if setting.part and self._foreign(setting):
            why = "not applicable: does not arise in the business"
            return Treated(setting, {m: Cell(m, "not applicable", why=why) for m in MARGINS}, (why,))
        if setting.part and self._elsewhere(setting):
            why = f"not applicable: {_CONDITIONS[setting.switch, _other_mark(setting)]}"
            return Treated(setting, {m: Cell(m, "not applicable", why=why) for m in MARGINS}, (why,))
        if setting.part and self._there(setting):
            return Treated(setting, self._cells(BOOKED), ("this is how it is booked",))
        cells = self._cells(setting)
        conditions = tuple(self._conditions(setting, wanted))
        shown = not setting.scalars or self._placed(setting)
        return Treated(setting, cells, conditions, wanted, shown, self._against(setting))

    def _mark(self, setting: Setting) -> str:
        """Where the cost stands today: the company's mark, else where its line stands in the statement."""
        mark = self.company.included(setting.part) if setting.part else ""
        if mark == "unknown" and any(a.reported for n, a in self.amounts.items() if n in _wanted(setting)):
            return "yes"
        return mark

    def _there(self, setting: Setting) -> bool:
        """Whether a moving setting is how the cost is booked already."""
        return bool(setting.part) and setting.switch != "partner_share" and self._mark(setting) == setting.mark

    def _elsewhere(self, setting: Setting) -> bool:
        """Whether a setting supposes the share to stand where it does not."""
        return setting.switch == "partner_share" and self._mark(setting) == _other_mark(setting)

    def _foreign(self, setting: Setting) -> bool:
        """Whether a comparator has nothing of the kind: its margin is marked without it, and no line gives it."""
        outside = self.company.kind == "comparator" and self._mark(setting) == "no"
        return outside and setting.part in ("free_tier", "revenue_share") and not {*_wanted(setting)} & {*self.amounts}

    def _placed(self, setting: Setting) -> bool:
        """Whether where a cost stands is known, or does not matter."""
        if setting.part:
            return self._mark(setting) in ("yes", "no")
        return setting.switch != "billed_inference"

    def _conditions(self, setting: Setting, wanted: Mapping[str, Amount]) -> Iterator[str]:
        if setting.part and not self._placed(setting):
            yield f"if {_CONDITIONS[setting.switch, setting.mark]}: no source establishes it"
        if setting.switch == "billed_inference":
            yield "if the bills are right and what is beyond is a cost of serving: where it stands is not established"
            yield from self._notes_on("cloud_inference_billed")
        if setting.scalars == ("share_net",):
            yield "contribution: from the share in variable overhead today to none of it there"
        for amount in wanted.values():
            size = abs(self.spans["revenue"][0]) if "revenue" in self.spans else abs(amount.point)
            if math.isfinite(amount.low) and amount.value is None and not amount.open_above:
                said = f"{money(amount.low, size)} to {money(amount.high, size)}"
            else:
                said = ("at least " if amount.open_above else "") + money(amount.point, size)
                said = f"at most {money(amount.high, size)}" if math.isinf(amount.low) else said
            yield f"{said}: {amount.source}"
        if setting == BOOKED:
            yield from self.notes

    def _notes_on(self, line: str) -> Iterator[str]:
        """What the sources' own notes say of a line within the period."""
        facts, here = self.table.panel.facts, self.table.panel.rows[self.row]
        rows = (facts["line"] == line) & (facts["company"] == here.company)
        for fact in facts.take(rows):
            if fact.note and here.start <= fact.start and fact.end <= here.end:
                yield f"the source's note on {fact.period}: {fact.note.removesuffix('; dates assumed')}"

    def _against(self, setting: Setting) -> str:
        """What the related party's charges say against the share standing outside cost of revenue."""
        names = ("related_party_costs", "related_party_research", "related_party_cost_of_revenue")
        total, research, cost = (self.table.at(name, self.row) for name in names)
        share = self.amounts.get("partner_share")
        if setting.scalars != ("share_net",) or share is None or total is None or research is None or cost is None:
            return ""
        rest = total - research - cost
        if rest >= share.point:
            return ""
        return (
            f"The related party's charges outside R&D and cost of revenue are {money(rest, total)}: at most that much "
            f"of a share of {money(share.point, total)} can stand in sales, marketing or administration."
        )

    def _cells(self, setting: Setting) -> dict[str, Cell]:
        names = [n for n in (*self.spans, *_wanted(setting)) if n in self.spans or n in self.amounts]
        sweep = Sweep.of(self.inputs(setting), {n: self._ends(n) for n in names})
        return {margin: self._cell(margin, sweep) for margin in MARGINS}

    def _ends(self, name: str) -> tuple[float, float]:
        return self.spans[name][1:] if name in self.spans else (self.amounts[name].low, self.amounts[name].high)

    def _cell(self, margin: str, sweep: Sweep) -> Cell:
        shown = f"{margin}_shown"
        if margin == "gross_margin" and self.company.by_nature:
            return Cell(margin, "not applicable", why="the statement is by nature of expense: no cost of revenue")
        if math.isnan(at := sweep.at(shown)):
            return self._missing(margin, sweep)
        used = {n: self.amounts[n] for n in sweep.matter(shown) if n in self.amounts}
        basis = weakest([*self._marks(margin), *(a.basis for a in used.values())])
        stated = any(a.stated for a in used.values())
        unplaced = "from_variable" in sweep.matter(shown)
        open_ones = [n for n, a in used.items() if not _closed(a)]
        if open_ones:
            low, high = sweep.printed(shown)
            # What is open above lifts the margin or lowers it; what is open below does the opposite.
            if sweep.rises(shown, open_ones[0]) == used[open_ones[0]].open_above:
                return Cell(margin, "at least", low=low, stated=stated, basis=basis)
            return Cell(margin, "at most", high=high, stated=stated, basis=basis)
        low, high = sweep.ends(shown, unplaced=unplaced)
        if unplaced or any(a.value is None for a in used.values()):
            return Cell(margin, "range", low=low, high=high, stated=stated, basis=basis)
        return Cell(margin, "number", at, low, high, stated=stated, basis=basis)

    def _missing(self, margin: str, sweep: Sweep) -> Cell:
        names = list(dict.fromkeys(sweep.absent(f"{margin}_shown")))
        if not names:
            return Cell(margin, "missing", why="revenue as shown is not above zero")
        lines: list[str] = []
        whys = []
        for name in names:
            if name in AMOUNTS:
                lines.append(AMOUNTS[name])
                split = name in ("stock_in_cost", "stock_in_variable")
                whys.append("stock compensation by function is not reported" if split else self._why(AMOUNTS[name]))
            else:
                lines += self._lines_missing(name)
                whys.append(self.table.why_missing(name, self.row))
        return Cell(margin, "missing", missing=tuple(dict.fromkeys(lines)), why="; ".join(dict.fromkeys(whys)))

    def _why(self, line: str) -> str:
        return self.table.why_missing(line, self.row) or f"what {line} allows is not known"

    def _lines_missing(self, name: str) -> list[str]:
        """The line ids without a figure that an input waits for."""
        if name == "contribution":
            return [n for n in ("cost_of_revenue", "sales_marketing") if self.table.at(n, self.row) is None]
        return ["operating_income" if name == "operating_result" else name]

    def _marks(self, margin: str) -> Iterator[str]:
        for name in NEEDS[margin]:
            yield self.table.rests_on(name, self.row)

    def _span(self, name: str) -> tuple[float, float, float] | None:
        """An input's value, and its low and high as its figures round or sources disagree."""
        value = self.table.at(name, self.row)
        if value is None:
            return None
        panel = self.table.panel
        if name in ("revenue", "cost_of_revenue"):
            half = float(panel.rounding(name)[self.row])
        else:
            lines = {f.line for f in self.table.inputs(name, self.row)}
            half = math.fsum(float(panel.rounding(line)[self.row]) for line in lines)
        low, high = self.table.range_at(name, self.row) or (value, value)
        return value, min(low, value - half), max(high, value + half)

    def _mapped(self, leverage: Leverages) -> None:
        """Contribution by the classes of the lines, where they are all there but not by function."""
        split, _ = leverage.split(self.row)
        if split is None or split.residual:
            return
        moves = [(line, amount) for line, kind, amount in split.mapping if kind in VARIABLE]
        value = split.revenue - math.fsum(amount for _, amount in moves)
        panel = self.table.panel
        half = math.fsum(float(panel.rounding(n)[self.row]) for n in ("revenue", *(line for line, _ in moves)))
        self.spans["contribution"] = (value, value - half, value + half)
        names = ", ".join(taxonomy()[line].name for line, _ in moves)
        self.notes = (f"contribution by the classes of its lines: {names} are taken to move with revenue",)


def _together(whole: Treated, parts: list[Treated]) -> Treated:
    """A combination with the conditions of all its settings."""
    if not parts:
        return whole
    return replace(
        whole,
        conditions=tuple(dict.fromkeys(said for part in parts for said in part.conditions)),
        established=all(part.established for part in parts),
        against=" ".join(part.against for part in parts if part.against),
    )


def _wanted(setting: Setting) -> tuple[str, ...]:
    """The amounts that a setting's scalars bring in."""
    amounts = {
        "share_net": ("partner_share",), "free_to_cost": ("free_outside",), "free_to_sales": ("free_inside",),
        "staff_to_cost": ("staff_serving",), "staff_to_overhead": ("staff_serving",),
        "stock_out": ("stock_pay", "stock_in_cost", "stock_in_variable"), "training_amortized": ("training_spread",),
        "billed_to_cost": ("billed_elsewhere",), "accelerators_to_cost": ("accelerators",),
    }  # fmt: skip
    return tuple(name for scalar in setting.scalars for name in amounts.get(scalar, ()))


def _closed(amount: Amount) -> bool:
    return math.isfinite(amount.low) and math.isfinite(amount.high)


def _other_mark(setting: Setting) -> str:
    return "no" if setting.mark == "yes" else "yes"

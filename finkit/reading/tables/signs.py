"""Signs: costs positive whatever the sheet does, losses negative, and a note of what was turned."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from finkit.reading.tables.proof import equal, figure, firsts
from finkit.reading.tables.rows import Row
from finkit.statement.coded import Coded
from finkit.statement.lines import taxonomy

LOSS = "loss printed as a magnitude: sign turned"
COST = "costs printed negative: sign turned"
BRACKETS = "printed in parentheses among positive costs: taken as a cost"
_PROFIT = re.compile(r"(?i)\b(?:income|profits?|gains?|earnings|surplus)\b")
_LOSING = re.compile(r"(?i)\b(?:loss|losses|burn|deficit)\b")
# Costs whose sign says how the sheet prints costs; interest, tax and remeasurements have signs of their own.
_OWN_SIGN = frozenset(
    {"interest_expense", "income_tax", "fair_value_change", "impairment", "restructuring", "cash_burn"}
)


# Outflows of cash: their own figures alone tell how they are printed, and they tell nothing of other costs.
_OUTFLOWS = frozenset({"capital_expenditure", "cash_burn", "cash_burn_monthly"})
# Costs that may well be income in one year and not in the next.
_EITHER_WAY = _OWN_SIGN | {"other_operating", "lifo_reserve"}
# What such a label prints above zero is income, and a cost below.
_BENEFIT = re.compile(r"(?i)\b(?:benefit|credit)s?\b")
_CHARGE = re.compile(r"(?i)\b(?:expenses?|provisions?|charges?)\b")
_SUBTOTAL = re.compile(r"(?i)\s*(?:total|net other|ebitda?\b)")
# Whole, cost and rest of the identities that tell how costs are printed.
_COSTS = (
    ("revenue", "cost_of_revenue", "gross_profit"),
    ("gross_profit", "operating_expenses", "operating_income"),
    ("revenue", "total_costs_expenses", "operating_income"),
)
_RESULTS = ("gross_profit", "operating_income", "pretax_income", "net_income")
_OWN = {
    "income_tax": ("pretax_income", "income_tax", "net_income"),
    "interest_expense": ("operating_income", "interest_expense", "pretax_income"),
}
_DEDUCTION = re.compile(r"(?i)\(\s*(?:expenses?|provisions?|charges?|costs?)\s*\)")
# A file of several companies has a custom where nearly all of them print costs alike.
_FEW, _NEARLY_ALL = 3, 0.9


def evident(line: str) -> bool:
    """Whether the sign that a line's figures are printed with tells how all costs are printed."""
    known = taxonomy().get(line)
    return known is not None and known.sign == "cost" and known.kind == "" and line not in _OWN_SIGN | _OUTFLOWS


def says_loss(label: str) -> bool:
    """Whether a label names a loss, and not "income (loss)", so that its figure is a magnitude."""
    head = re.split(r"(?i)\b(?:before|from|for|attributable|per|excluding|after|implied)\b", label)[0]
    head = head or label
    either = _PROFIT.search(head) or re.search(r"(?i)\(\s*loss(?:es)?\s*\)", head)
    return bool(_LOSING.search(head)) and not either


def costs(company: Coded, record: Coded, line: Coded, label: Coded, money: Any, value: Any, said: str = "") -> Any:
    """Which facts are costs to be turned, company by company: a mask, a row each.

    `record` tells the facts of one company and period from others. The arithmetic of the statement decides (revenue
    + cost = gross profit), else what a company prints of all telling costs, else what nearly all companies of the
    file do. Tax and interest have signs of their own: by their arithmetic, else by a label such as Tax (Expense)
    Benefit, else as the costs; all of one gross interest below zero is a deduction. `said` is what the sidecar says
    of the sign, and then holds for all.
    """
    lines = taxonomy()
    cost = line.tell(lambda one: bool(one) and lines[one].sign == "cost").array(bool) & money & (value != 0)
    if said:
        return cost & (said == "costs negative")
    if not (cost & (value < 0)).any() and not label.tell(_says_deduction).array(bool)[cost].any():
        return np.zeros(len(value), dtype=bool)
    proofs = _Proofs(company, record, line, money, value)
    telling = cost & line.tell(evident).array(bool)
    below, above = (proofs.count(telling & side) for side in (value < 0, value > 0))
    printed = np.where((below > 0) & (above == 0), 1, np.where((above > 0) & (below == 0), -1, 0))
    votes = proofs.votes(*_COSTS)
    custom = np.where(votes == 0, printed, votes)
    negative = np.where(custom == 0, np.where(below >= above, _usual(custom), 0), custom) > 0
    of_line = Coded.joint(company, line).codes
    downs, ups = (np.bincount(of_line, cost & side) for side in (value < 0, value > 0))
    turned = cost & negative[company.codes] & (downs >= ups)[of_line]
    for own, proof in _OWN.items():
        here = cost & line.tell(own.__eq__).array(bool)
        by_label = label.tell(_says_deduction).array(bool)
        if own == "interest_expense" and not (here & (value > 0) & ~turned).any():
            # Interest expense that is negative all along, and not a net of income, is a deduction.
            by_label |= ~label.tell(lambda text: "net" in text.lower()).array(bool)
        row, votes = proofs.of_records(proof), proofs.votes(proof)
        # A few rows that go against the file and against the company's own costs are chance: a tax near nothing.
        chance = (np.abs(votes) < _FEW)[company.codes] & (row[record.codes] == -_usual(votes))
        chance &= (row[record.codes] > 0) != negative[company.codes]
        proved = np.where(chance, 0, np.where(row[record.codes] == 0, votes[company.codes], row[record.codes]))
        turned = np.where(here, np.where(proved == 0, turned | by_label, proved > 0), turned)
    return turned


def _usual(votes: Any) -> int:
    """What nearly all companies that tell do: 1 or -1; 0 where they are few or differ."""
    told = np.sign(votes[votes != 0])
    share = float(told.mean()) if len(told) >= _FEW else 0.0
    return int(np.sign(share)) if abs(share) >= 2 * _NEARLY_ALL - 1 else 0


class _Proofs:
    """How often the statements' arithmetic holds with costs added (printed negative) and with costs taken."""

    def __init__(self, company: Coded, record: Coded, line: Coded, money: Any, value: Any) -> None:
        self.company, self.record, self.line, self.value, self.money = company, record, line, value, money
        self.owner = np.zeros(len(record.known), dtype=np.int64)
        self.owner[record.codes] = company.codes

    def count(self, mask: Any) -> Any:
        """Facts of a mask, by company."""
        return np.bincount(self.company.codes, mask, minlength=len(self.company.known))

    def votes(self, *proofs: tuple[str, str, str]) -> Any:
        """By company, in how many records whole + cost = rest, less those in which whole - cost = rest."""
        told: Any = sum(self.of_records(proof) for proof in proofs)
        return np.bincount(self.owner, told, minlength=len(self.company.known))

    def of_records(self, proof: tuple[str, str, str]) -> Any:
        """By record, 1 where whole + cost = rest, -1 where whole - cost = rest, 0 where neither or both hold."""
        whole, cost, rest = map(self._figures, proof)
        told = (cost != 0) & ~np.isnan(whole + cost + rest)
        return told * (alike(whole + cost, rest).astype(int) - alike(whole - cost, rest).astype(int))

    def _figures(self, name: str) -> Any:
        here = self.line.tell(name.__eq__).array(bool) & self.money
        found = np.full(len(self.record.known), np.nan)
        found[self.record.codes[here]] = self.value[here]
        return found


def alike(a: Any, b: Any) -> Any:
    """Where two arrays of figures agree within what sums of rounded figures may differ."""
    return np.abs(a - b) <= np.maximum(2e-3 * np.maximum(np.abs(a), np.abs(b)), 1e-9)


def _says_deduction(label: str) -> bool:
    """Whether a label puts the expense in brackets, so that its figure is negative where it is one."""
    return bool(_DEDUCTION.search(label)) and not re.search(r"(?i)\(\s*(?:benefit|income|gain)", label)


def settle(rows: list[Row], said: str = "") -> None:
    """Decide for each mapped row which figures have their sign turned.

    `said` is "costs negative" or "costs positive" where the sidecar says how the sheet prints them.
    """
    held = firsts(rows)
    costs = [row for row in rows if _sign(row) == "cost" and row.unit == "money"]
    core = [row for row in costs if evident(row.line)]
    printed = [n.value for row in core for n in row.values.values() if n.value]
    negative = said == "costs negative" or (not said and bool(printed) and all(value < 0 for value in printed))
    for row in costs:
        if said != "costs positive" and _is_deducted(row, rows, held, negative):
            row.turned, row.turned_where = COST, set(row.values)
        elif row.line not in _EITHER_WAY and any((number.value or 0.0) > 0 for number in row.values.values()):
            for column, number in row.values.items():
                if number.brackets and number.value:
                    note = "; ".join(filter(None, [number.note, BRACKETS]))
                    row.values[column] = replace(number, value=abs(number.value), note=note)
    for row in rows:
        if _sign(row) == "income" and row.unit == "money" and says_loss(row.label):
            figures = {column: n.value for column, n in row.values.items() if n.value}
            # Where the row itself prints a minus, its positive figures are profits.
            if figures and all(value > 0 for value in figures.values()):
                row.turned, row.turned_where = LOSS, set(figures)
        elif row.line in _RESULTS and row.unit == "money" and _LOSING.search(row.label):
            proved = {column for column in row.values if _is_proved_loss(row, held, column)}
            if proved:
                row.turned, row.turned_where = LOSS, proved


def _is_proved_loss(row: Row, held: Mapping[str, Row], column: int) -> bool:
    """Whether a result printed above zero is below it: what the lines above leave has its size and the other sign."""
    value = figure(row, column)
    for whole, part, rest in (*_COSTS, *_OWN.values()):
        high, less = (figure(held.get(line), column) for line in (whole, part))
        if rest == row.line and value and value > 0 and high is not None and less is not None:
            return equal(high - abs(less), -value)
    return False


def _is_deducted(row: Row, rows: list[Row], held: Mapping[str, Row], negative: bool) -> bool:
    """Whether a cost's row is printed negative: as all costs are, as its own figures are, or as the results prove."""
    figures = [n.value for n in row.values.values() if n.value]
    if row.line in _OUTFLOWS or taxonomy()[row.line].kind == "of-which":
        # An of-which line may stand in another statement, which adds back what this one takes off.
        return (negative or row.line in _OUTFLOWS) and bool(figures) and max(figures) < 0
    if row.line in _OWN:
        block = _block(row, rows, held)
        proved = block if block is not None else _identity(row, held)
        if proved is not None:
            return proved
        # What stands in brackets is what a figure below zero means: benefit (expense).
        name = re.sub(r"\([^()]*\)", " ", row.label)
        if row.line == "income_tax" and _BENEFIT.search(name) and not _CHARGE.search(name):
            return True
        below = sum(value < 0 for value in figures) > len(figures) / 2
        return _usually_negative(row, held) or (negative and below)
    # A cost below zero in every period among positive ones is printed as it is taken off.
    return negative or (evident(row.line) and bool(figures) and max(figures) < 0)


def _sign(row: Row) -> str:
    return taxonomy()[row.line].sign if row.line else ""


def _block(row: Row, rows: list[Row], held: Mapping[str, Row]) -> bool | None:
    """Whether the rows between two results, as printed, add up to their difference, so that a cost is below zero.

    None where they do not: then other evidence tells.
    """
    above, _, below = (held.get(line) for line in _OWN[row.line])
    if above is None or below is None or not above.at < row.at < below.at:
        return None
    between = [r for r in rows if above.at < r.at < below.at and r.unit == "money" and not _SUBTOTAL.match(r.label)]
    added = []
    for column in row.values:
        running, low = figure(above, column), figure(below, column)
        if running is None or low is None or running == low:
            continue
        doubt = _rounding(above, column) + _rounding(below, column)
        for r in between:
            value = figure(r, column) or 0.0
            # What repeats the sum so far is a subtotal of it.
            running += 0.0 if equal(value, running) else value
            doubt += _rounding(r, column)
        added.append(abs(running - low) <= doubt + 1e-9 * abs(low))
    return True if added and all(added) else None


def _rounding(row: Row, column: int) -> float:
    number = row.values.get(column)
    return 0.0 if number is None or math.isnan(number.rounding) else number.rounding


def _identity(row: Row, held: Mapping[str, Row]) -> bool | None:
    """Whether the results above and below prove that a tax or interest row is printed as a deduction; None: neither."""
    above, _, below = (held.get(line) for line in _OWN[row.line])
    added = taken = 0
    for column in row.values:
        value, high, low = figure(row, column), figure(above, column), figure(below, column)
        if value and above and below and high is not None and low is not None:
            # As exact as the figures are printed: a small tax must not drown in the results' own tolerance.
            doubt = sum(_rounding(one, column) for one in (row, above, below)) + 1e-9 * abs(low)
            added += abs(high + value - low) <= doubt
            taken += abs(high - value - low) <= doubt
    return added > taken if added != taken else None


def _usually_negative(row: Row, held: Mapping[str, Row]) -> bool:
    """Whether a tax or interest row is below zero where it would be an expense, and no result proves it."""
    figures = [n.value for n in row.values.values() if n.value]
    if row.line == "income_tax":
        # A tax below zero in every profitable period, and two at least, is no benefit.
        before = held.get("pretax_income")
        profits = [c for c in row.values if figure(row, c) and (figure(before, c) or 0.0) > 0]
        return len(profits) > 1 and all((figure(row, c) or 0.0) < 0 for c in profits)
    # Interest expense that is negative all along, and not a net of income, is a deduction.
    return "net" not in row.label.lower() and bool(figures) and max(figures) < 0

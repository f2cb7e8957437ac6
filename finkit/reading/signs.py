"""Signs: costs positive whatever the sheet does, losses negative, and a note of what was turned."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np

from finkit.reading.proof import equal, figure, of_line
from finkit.reading.rows import Row
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


# Costs that may well be income in one year and not in the next.
_EITHER_WAY = _OWN_SIGN | {"other_operating", "lifo_reserve"}


def evident(line: str) -> bool:
    """Whether the sign that a line's figures are printed with tells how all costs are printed."""
    known = taxonomy().get(line)
    return known is not None and known.sign == "cost" and known.kind == "" and line not in _OWN_SIGN


def says_loss(label: str) -> bool:
    """Whether a label names a loss, and not "income (loss)", so that its figure is a magnitude."""
    head = re.split(r"(?i)\b(?:before|from|for|attributable|per|excluding|after|implied)\b", label)[0]
    head = head or label
    either = _PROFIT.search(head) or re.search(r"(?i)\(\s*loss(?:es)?\s*\)", head)
    return bool(_LOSING.search(head)) and not either


def costs(companies: list[str], times: list[Any], lines: list[str], units: list[str], values: Any) -> Any:
    """Which of the facts are costs to be turned: those of companies that print every telling cost negative.

    A tax may be a benefit: it is turned only where the results around it prove it a deduction.
    """
    held = list(zip(companies, lines, units, values.tolist(), strict=True))
    tells = {line: evident(line) for line in set(lines)}
    printed = [(name, value > 0) for name, line, unit, value in held if tells[line] and unit == "money" and value]
    negative = {name for name, above in printed if not above} - {name for name, above in printed if above}
    turned = np.zeros(len(held), dtype=bool)
    if not negative:
        return turned
    results = {(name, time, line): value for (name, line, _, value), time in zip(held, times, strict=True)
               if name in negative and line in ("pretax_income", "net_income")}  # fmt: skip
    for i, (name, line, unit, value) in enumerate(held):
        if name in negative and unit == "money" and value < 0 and line and taxonomy()[line].sign == "cost":
            before = results.get((name, times[i], "pretax_income"), math.nan)
            after = results.get((name, times[i], "net_income"), math.nan)
            turned[i] = line != "income_tax" or equal(before + value, after)
    return turned


def settle(rows: list[Row]) -> None:
    """Decide for each mapped row which figures have their sign turned."""
    costs = [row for row in rows if _sign(row) == "cost" and row.unit == "money"]
    core = [row for row in costs if evident(row.line)]
    printed = [n.value for row in core for n in row.values.values() if n.value]
    negative = bool(printed) and all(value < 0 for value in printed)
    for row in costs:
        if negative or (row.line in ("interest_expense", "income_tax") and _proved_negative(row, rows)):
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


def _sign(row: Row) -> str:
    return taxonomy()[row.line].sign if row.line else ""


def _proved_negative(row: Row, rows: list[Row]) -> bool:
    """Whether the results around it prove that a tax or interest row is printed as a deduction."""
    before = of_line(rows, "pretax_income" if row.line == "income_tax" else "operating_income")
    after = of_line(rows, "net_income" if row.line == "income_tax" else "pretax_income")
    added = taken = 0
    for column in row.values:
        value, high, low = figure(row, column), figure(before, column), figure(after, column)
        if value and high is not None and low is not None:
            added += equal(high + value, low)
            taken += equal(high - value, low)
    if added or taken:
        return added > taken
    figures = [n.value for n in row.values.values() if n.value]
    # Interest expense that is negative all along, and not a net of income, is a deduction.
    gross = row.line == "interest_expense" and "net" not in row.label.lower()
    return gross and bool(figures) and max(figures) < 0

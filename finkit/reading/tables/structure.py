"""What a row is by what it adds up to, where its label alone does not tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from finkit.reading.tables.proof import equal, figure, of_line
from finkit.reading.tables.rows import Row
from finkit.reading.texts.labels import Match

# Whole, less part, leaves rest: a row that fills the one open place in every column is that line.
IDENTITIES = (
    ("revenue", "cost_of_revenue", "gross_profit"),
    ("gross_profit", "operating_expenses", "operating_income"),
    ("pretax_income", "income_tax", "net_income"),
)
FUNCTIONS = ("research_development", "sales_marketing", "general_administrative")
SCORE = 0.9
ENOUGH = 2


def settle(rows: list[Row]) -> None:
    """Give unmapped rows the line whose place in an identity they alone fill, with a note that says so."""
    for identity in IDENTITIES:
        _fill(rows, identity)
    _function(rows)


def holds(row: Row, held: Mapping[str, Row]) -> bool:
    """Whether an identity holds with the row in its place beside the rows held, in every column that these fill."""
    if row.line == "net_income":
        return False  # pretax income less tax leaves out what is discontinued
    for identity in IDENTITIES:
        if row.line in identity and all(line == row.line or line in held for line in identity):
            three = [row if line == row.line else held[line] for line in identity]
            if _told(three):
                return all(_told(three))
    return False


def _fill(rows: list[Row], identity: tuple[str, str, str]) -> None:
    held = [of_line(rows, line) for line in identity]
    if sum(row is None for row in held) != 1:
        return
    open_place = held.index(None)
    found = [row for row in _candidates(rows) if _holds([row if r is None else r for r in held])]
    if len(found) == 1:
        line, words = identity[open_place], ("{1} + {2}", "{0} - {2}", "{0} - {1}")[open_place].format(*identity)
        expenses = of_line(rows, "operating_expenses")
        if line == "gross_profit" and expenses and not of_line(rows, "revenue"):
            # Without a cost of revenue, what all expenses are taken from is revenue.
            line, words = "revenue", "total_costs_expenses + operating_income"
            _take(expenses, "total_costs_expenses", f"taken as total_costs_expenses: no cost above {expenses.label!r}")
        _take(found[0], line, f"taken as {line}: equals {words}")


def _holds(three: Sequence[Row | None]) -> bool:
    """Whether whole less part is the rest in every column, whatever sign the part is printed with."""
    told = _told(three)
    return len(told) >= ENOUGH and all(told)


def _told(three: Sequence[Row | None]) -> list[bool]:
    told = []
    wholes, parts, rests = (row.values if row else {} for row in three)
    for column in wholes.keys() & parts.keys() & rests.keys():
        whole, part, rest = wholes[column].value, parts[column].value, rests[column].value
        if whole is not None and part and rest is not None:
            told.append(equal(whole - part, rest) or equal(whole + part, rest))
    return told


def _function(rows: list[Row]) -> None:
    """The one row that, with the other functions, adds up to operating expenses is the function that is missing."""
    total = of_line(rows, "operating_expenses")
    missing = [line for line in FUNCTIONS if of_line(rows, line) is None]
    others = [row for line in FUNCTIONS if (row := of_line(rows, line)) is not None]
    if total is None or len(missing) != 1 or of_line(rows, "selling_general_administrative"):
        return
    between = [row for row in _candidates(rows) if min(o.at for o in others) - 3 <= row.at < total.at]
    for row in between:
        if _adds_up(total, [*others, row]):
            _take(row, missing[0], f"taken as {missing[0]}: with the others it adds up to {total.label!r}")
            return


def _adds_up(total: Row, parts: Iterable[Row]) -> bool:
    held = list(parts)
    told = [
        equal(abs(whole), abs(sum(figure(part, column) or 0.0 for part in held)))
        for column in total.values
        if (whole := figure(total, column)) and all(figure(part, column) is not None for part in held)
    ]
    return len(told) >= ENOUGH and all(told)


def _candidates(rows: list[Row]) -> list[Row]:
    return [
        row for row in rows if not row.line and row.unit == "money" and row.label and row.reason in ("", "unmapped")
    ]


def _take(row: Row, line: str, note: str) -> None:
    before = row.match
    row.match = Match(line, SCORE, before.runner_up, before.runner_score)
    row.reason, row.note = "", note

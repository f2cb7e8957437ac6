"""What was read and not used: counted by kind, nothing lost, each with its reason."""

from __future__ import annotations

import math

import pytest

from finkit.reading import read_all
from finkit.reporting.unused import kind, left_text, unused, unused_text
from finkit.statement.fact import Facts
from finkit.statement.guess import Guess
from finkit.statement.statement import Statement

# label, value, line, reason
ROWS = """
Revenue|100|revenue|
Cost of revenue|40|cost_of_revenue|
Widgets sold|7||unmapped
Gadgets sold|3||unmapped
EPS|0.5||unmapped: per share
Total|140||column D (Total): the sum of the 4 columns before it
Notes|nan||unmapped
"""


def facts() -> Facts:
    rows = []
    for at, row in enumerate(ROWS.strip().splitlines(), 2):
        label, value, line, reason = row.split("|")
        rows.append({
            "company": "Acme", "file": "acme.xlsx", "sheet": "P&L", "cell": f"B{at}", "label": label, "line": line,
            "value": float(value), "reason": reason, "period": "FY2025", "start": "2025-01-01", "end": "2025-12-31",
            "months": 12, "currency": "USD", "scale_stated": True,
        })  # fmt: skip
    return Statement.build(Facts.of_rows(rows))[0].facts


UNREAD = Guess("acme.xlsx", "Cash\n", "row 4", "unread", "", "other statement: no figure is shared with 'P&L'")


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("unmapped", "no standard line fits"),
        ("unmapped: per share", "per share"),
        ("unmapped: a ratio", "ratios"),
        ("unmapped: cash flow", "cash flow"),
        ("unmapped: a ratio in a money line", "of another unit than the line"),
        ("unmapped: 'Taxes' in row 15 stands for income_tax", "another row or column gives the line"),
        ("unmapped: another table gives this line (Sheet C5)", "another table or tag gives the line"),
        ("column L (CAGR): the change between two periods", "changes between columns"),
        ("column D (Total): the sum of the 4 columns before it", "sums of other columns"),
        ("column E (Note) is no period", "columns of no period"),
        ("segment: adds up with others to 'Net sales' in row 3", "segments of a total"),
        ("lost to reported 5 (later source, a.csv D2)", "a stronger source gives it"),
        ("other statement: cash flow", "another statement"),
        ("something new (row 5): of the 'kind'", "something new"),
        ("column F is left out as the sidecar says", "left out, as the sidecar says"),
    ],
)
def test_reasons_are_counted_by_kind(reason: str, said: str) -> None:
    assert kind(reason) == said


def test_used_and_unused_are_all_that_was_read() -> None:
    found = unused(facts(), [UNREAD])
    assert (found.read, found.used) == (6, 2)
    assert [(group.kind, len(group.facts)) for group in found.groups] == [
        ("no standard line fits", 2), ("per share", 1), ("sums of other columns", 1)
    ]  # fmt: skip
    assert str(found) == (
        "6 figures read: 2 used, 4 not used (2 no standard line fits, 1 per share, 1 sums of other columns); "
        "1 cell holds no figure"
    )
    assert found.groups[0].examples() == "Widgets sold FY2025 7 (P&L B4); Gadgets sold FY2025 3 (P&L B5)"


def test_nothing_is_lost_in_what_ships() -> None:
    for statement in read_all(None):
        found = unused(statement.facts)
        assert found.read == found.used + sum(len(group.facts) for group in found.groups)
        assert found.read + len(found.empty) == int((statement.facts["basis"] != "derived").sum())
        assert "no reason given" not in [group.kind for group in found.groups], statement.name


def test_the_table_counts_first_and_names_each_cell() -> None:
    lines = unused_text(unused(facts(), [UNREAD]), "table").splitlines()
    assert lines[1] == "not read: acme.xlsx Cash row 4: other statement: no figure is shared with 'P&L'"
    assert lines[3:7] == [
        "figures  reason", "2        no standard line fits", "1        per share", "1        sums of other columns"
    ]  # fmt: skip
    assert lines[9].split() == ["acme.xlsx", "P&L", "B4", "Widgets", "sold", "FY2025", "7", "unmapped"]
    assert len(lines) == 8 + 1 + 5


def test_nothing_unused_is_said_plainly() -> None:
    used = facts().take(slice(0, 2))
    assert left_text(unused(used)) == "2 figures read: 2 used, 0 not used\n"
    assert math.isnan(facts()["value"][6])

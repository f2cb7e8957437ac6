"""A lab's statement as it is dropped, and what the peers do wrong with it: read right, or asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from finkit.reading import read
from finkit.statement.statement import Statement
from tests.reading.sheets import book

PROBE = """
Example AI, Inc.
Management accounts ($ in millions)
 | 2024 | | | | Total
 | Q1'24 | Q2'24 | Q3'24 | Q4'24E |
Revenue | 100 | 140 | '190* | 240 | 670
Cost of revenue | '(60) | '(80) | '(100) | '(120) | '(360)
Gross profit | 40 | 60 | 90 | 120 | 310
Training compute | '(210) | '(400) | '(620) | '(1,000) | '(2,230)
Sales & marketing | '(41) | '(60) | '(75) | '(95) | '(271)
Partner credits | n/a | n/a | 5 | 7 | 12
Net loss | '(211) | '(400) | '(605) | '(975) | '(2,191)
* restated for one contract
"""


def probe(tmp_path: Path, text: str = PROBE) -> Statement:
    return read(book(tmp_path / "example.xlsx", {"P&L": text}, {"P&L": "B3:E3"}))


def values(statement: Statement, line: str) -> list[float | None]:
    found = {fact.cell: fact for fact in statement.facts if fact.chosen and fact.line == line and fact.cell}
    return [fact.value for _, fact in sorted(found.items()) if fact.months == 3]


def test_as_dropped(tmp_path: Path) -> None:
    statement = probe(tmp_path)
    assert statement.name == "Example AI, Inc."
    assert values(statement, "revenue") == [100e6, 140e6, 190e6, 240e6]
    quarters = [fact for fact in statement.facts if fact.line == "revenue" and fact.months == 3 and fact.cell]
    assert [(fact.start, fact.scenario) for fact in quarters] == [
        ("2024-01-01", "actual"), ("2024-04-01", "actual"), ("2024-07-01", "actual"), ("2024-10-01", "forecast"),
    ]  # fmt: skip
    assert all(fact.scale_stated and fact.currency == "USD" for fact in quarters)
    assert "marked *" in quarters[2].note


def test_a_total_with_an_estimate_in_it_is_the_years_estimate(tmp_path: Path) -> None:
    year = next(fact for fact in probe(tmp_path).facts if fact.cell == "F5")
    assert (year.line, year.value, year.months, year.scenario) == ("revenue", 670e6, 12, "forecast")
    assert year.note.startswith("total of the 4 columns before")


def test_brackets_are_costs_and_what_is_not_reported_is_missing(tmp_path: Path) -> None:
    statement = probe(tmp_path)
    assert values(statement, "training_compute") == [210e6, 400e6, 620e6, 1000e6]
    assert values(statement, "sales_marketing") == [41e6, 60e6, 75e6, 95e6]
    assert values(statement, "net_income") == [-211e6, -400e6, -605e6, -975e6]
    credits = {fact.cell: fact for fact in statement.facts if fact.label == "Partner credits"}
    assert credits["B10"].value is None
    assert credits["B10"].note.startswith("printed as n/a")
    assert (credits["D10"].value, credits["D10"].line, credits["D10"].chosen) == (5e6, "", False)


def test_training_is_never_dropped_nor_filled_with_zero(tmp_path: Path) -> None:
    wide = probe(tmp_path).wide()
    assert wide.loc["training_compute"].tolist() == [210e6, 400e6, 620e6]
    # A peer filled the gaps with 0 and printed EBIT of +472 beside a net loss of 2,135.
    assert "operating_income" not in wide.index
    assert "research_development" not in wide.index
    assert not (wide == 0).any().any()


def test_one_cell_in_thousands_among_millions_is_asked_about(tmp_path: Path) -> None:
    text = PROBE.replace("Cost of revenue | '(60) | '(80)", "Cost of revenue | '(60) | '(80,000)")
    statement = probe(tmp_path, text)
    asked = [guess.evidence for guess in statement.guesses if guess.question and guess.place == "C6"]
    assert asked == ["'Cost of revenue' is about 1,000 times the row's other periods: is its unit another?"]
    assert [check.identity for check in statement.checks if not check.within]


def test_a_gross_profit_that_does_not_foot_fails_its_check(tmp_path: Path) -> None:
    statement = probe(tmp_path, PROBE.replace("Gross profit | 40", "Gross profit | 55"))
    (failed,) = [check for check in statement.checks if not check.within]
    assert abs(failed.residual) == pytest.approx(15e6)
    assert values(statement, "gross_profit")[0] == pytest.approx(55e6)

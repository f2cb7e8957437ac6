"""Guesses as users see them: questions first, how to correct each, what a sidecar decided."""

from __future__ import annotations

import csv
import io
import json

from finkit.reporting.explain import MOST, corrected, guesses_text, key, listings, summary, units_asked
from finkit.reporting.unused import unused
from finkit.statement.fact import Facts
from finkit.statement.guess import Guess
from finkit.statement.statement import Statement

NET = Guess("a.xlsx", "P&L", "row 3", "label", "revenue", "'Net sales'", 0.9, "sales_marketing (0.40)")
SCALE = Guess("a.xlsx", "P&L", "", "scale", "1", "not stated; thousands?", 0.0, question=True)
BREAK = Guess("a.xlsx", "P&L", "column F", "scale", "as printed", "about 1,000 times smaller", 0.5, question=True)
SAID = Guess("a.xlsx", "P&L", "", "currency", "EUR", "as the sidecar says")


def statement(*guesses: Guess) -> Statement:
    row = {"company": "Acme", "file": "a.xlsx", "line": "revenue", "value": 5.0, "period": "FY2025",
           "start": "2025-01-01", "end": "2025-12-31", "months": 12}  # fmt: skip
    return Statement.build(Facts.of_rows([row]), None, guesses)[0]


def test_the_table_has_questions_first_and_marked() -> None:
    lines = guesses_text([NET, SCALE, SAID], "table").splitlines()
    assert lines[0] == "a.xlsx: 3 guesses, 1 question (?)"
    assert [line[:11].split() for line in lines[2:]] == [["?", "scale"], ["currency"], ["label"]]
    assert lines[-1].endswith("'Net sales'             0.90   sales_marketing (0.40)")


def test_json_and_csv_hold_every_field() -> None:
    (first, second) = json.loads(guesses_text([NET, SCALE], "json"))
    assert first == {
        "file": "a.xlsx", "sheet": "P&L", "place": "", "about": "scale", "taken": "1",
        "evidence": "not stated; thousands?", "score": 0.0, "runner_up": "", "question": True,
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(guesses_text([NET, SCALE], "csv"))))
    assert [row["question"] for row in rows] == ["true", "false"]
    assert rows[1]["taken"] == second["taken"] == "revenue"
    assert guesses_text([], "json") == "[]\n"
    assert guesses_text([], "table", ["b.zip", "b.zip", ""]) == "b.zip: nothing was guessed\n"


def test_each_question_names_the_key_that_answers_it() -> None:
    assert [key(guess) for guess in (NET, SCALE, BREAK)] == ["[reading.lines]", "[reading] scale", "[reading.scales] F"]
    cell = Guess("a.xlsx", "P&L", "S10", "scale", "as printed", "small", question=True)
    assert key(cell) == "[reading.scales] S"
    assert key(Guess("b.csv", "", "", "period", "cumulative", "the dates of the rows")) == "none: correct the file"


def test_a_sidecars_word_is_reported() -> None:
    assert corrected([NET, SCALE]) == ""
    assert corrected([NET, SAID]) == "NAME.finkit.toml beside the file decided 1 of them (currency)."
    one = statement(NET, SAID, SCALE)
    assert summary(one, unused(one.facts)) == (
        "Reading took 3 guesses; 1 is a question.",
        "NAME.finkit.toml beside the file decided 1 of them (currency).",
        "1 figure read: 1 used, 0 not used.",
    )


def test_long_lists_are_cut_and_say_so() -> None:
    guesses = [Guess("a.xlsx", "P&L", f"row {n}", "label", "", f"'{n}': unmapped") for n in range(MOST + 7)]
    one = statement(*guesses)
    held = listings(one, unused(one.facts))
    assert list(held) == ["guesses"]
    assert len(held["guesses"].rows) == MOST
    assert held["guesses"].more == "7 more: finkit lines --explain FILE gives all."


def test_a_unit_that_changes_is_asked_on_the_first_screen() -> None:
    assert units_asked(statement(SCALE, BREAK)) == ("a.xlsx P&L column F: about 1,000 times smaller",)

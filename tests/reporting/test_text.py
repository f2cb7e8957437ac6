"""Facts as text: quoted where csv needs it, whole numbers without a point, missing empty or null."""

from __future__ import annotations

import csv
import io
import json

import numpy as np

from finkit.reporting.text import facts_text, table
from finkit.statement.fact import COLUMNS, Facts

FACTS = Facts.of_rows([
    {"file": "a.csv", "label": 'Revenue, "net"', "value": 13.07e9, "months": 12, "chosen": True, "note": "one\ntwo"},
    {"file": "a.csv", "label": "Umsatzerlöse", "value": None, "months": None, "chosen": False},
    {"file": "a.csv", "label": "a\tb", "value": 0.1, "months": 0, "chosen": False, "note": "x" * 95},
])  # fmt: skip


def test_csv_reads_back_as_it_was() -> None:
    text = facts_text(FACTS, "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert [row["label"] for row in rows] == ['Revenue, "net"', "Umsatzerlöse", "a\tb"]
    assert [row["value"] for row in rows] == ["13070000000", "", "0.1"]
    assert [row["months"] for row in rows] == ["12", "", "0"]
    assert [row["chosen"] for row in rows] == ["true", "false", "false"]
    assert rows[0]["note"] == "one\ntwo"
    assert ',"Revenue, ""net""",' in text


def test_json_has_an_object_a_fact_with_numbers_and_null() -> None:
    text = facts_text(FACTS, "json")
    rows = json.loads(text)
    assert [tuple(row) for row in rows] == [COLUMNS] * 3
    assert [row["value"] for row in rows] == [13070000000, None, 0.1]
    assert [row["chosen"] for row in rows] == [True, False, False]
    assert text == json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def test_the_table_is_aligned_short_and_printable() -> None:
    assert table(("a", "word"), [["1", "x\ty"], ["22", "z" * 95]]) == (f"a   word\n1   x y\n22  {'z' * 87}...\n")
    assert len(facts_text(FACTS, "table").splitlines()) == 4


def test_nothing_is_heads_alone() -> None:
    none = Facts({"value": np.array([])})
    assert facts_text(none, "csv") == ",".join(COLUMNS) + "\n"
    assert facts_text(none, "json") == "[]\n"
    assert table(("a", "b"), []) == "a  b\n"

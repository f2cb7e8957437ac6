"""A sidecar as finkit fix writes it: it changes nothing until it is edited, and every line of it may be."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from finkit.errors import ReadError
from finkit.files import shipped
from finkit.reading import corrections
from finkit.reading.cells.guard import ENDINGS
from finkit.reading.file import read_file
from finkit.reading.fix import draft, quoted, written
from finkit.statement.fact import HELD, Facts
from finkit.statement.guess import Guess
from tests.reading.sheets import by_cell, workbook

OPEN = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "open"
SHIPPED = sorted(path for path in shipped("statements").iterdir() if path.suffix in ENDINGS.keys() - {".txt", ".md"})
FIXTURES = sorted(path for path in OPEN.glob("*") if path.stat().st_size < 100_000)
# Periods in a header row, no unit, no currency, a column that is no period, a label with quotes.
MESSY = r"""
Acme Inc. income statement
                | FY2024 | FY2025 | Change
Revenue         | 100    | 200    | 1
Cost of revenue | 40     | 90     | 1.25
Gross profit    | 60     | 110    | 0.8333
Widgets "made"  | 5      | 6      |
EPS             | 0.5    | 0.6    |
"""


def same(one: Facts, other: Facts) -> bool:
    return all(repr(one[name].tolist()) == repr(other[name].tolist()) for name in HELD)


def opened(text: str) -> dict[str, object]:
    """The sidecar with each of its offered lines in force."""
    return tomllib.loads(re.sub(r"(?m)^#(?=\S)", "", text))


def kept(path: Path, beside: str) -> Path:
    """The file's sidecar, written."""
    sidecar = path.with_name(f"{path.stem}.finkit.toml")
    sidecar.write_text(beside, encoding="utf-8")
    return sidecar


@pytest.mark.parametrize("path", [*SHIPPED, *FIXTURES], ids=lambda path: path.name)
def test_a_draft_changes_nothing_and_each_of_its_lines_is_allowed(path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(path, tmp_path / path.name))
    try:
        before = read_file(copy)
    except ReadError as error:
        kept(copy, draft(copy).text)
        with pytest.raises(ReadError, match=re.escape(error.problem[:40])):
            read_file(copy)
        return
    text = draft(copy).text
    offered = corrections.of("x.finkit.toml", opened(text)["reading"])  # type: ignore[arg-type]
    assert offered.file == "x.finkit.toml"
    kept(copy, text)
    after = read_file(copy)
    assert same(before.facts, after.facts)
    assert before.guesses == after.guesses


def test_questions_come_first_and_each_guess_is_a_line(tmp_path: Path) -> None:
    made = draft(workbook(tmp_path / "acme.xlsx", MESSY, name="P&L"))
    assert made.path == tmp_path / "acme.finkit.toml"
    assert made.says == "12 guesses, 2 to confirm"
    lines = made.text.splitlines()
    assert lines[3:6] == [
        "# To confirm:",
        "#   scale (P&L): not stated; the largest figure is 200: in units, thousands or millions?",
        "#   currency (P&L): not stated",
    ]
    assert opened(made.text) == {
        "company": {"name": "Acme Inc."},
        "reading": {
            "sheet": "P&L", "scale": "units", "currency": "USD", "header": 2, "labels": "A", "sign": "costs positive",
            "leave_rows": [], "leave_columns": [], "scales": {},
            "periods": {"B": "2024-01-01 to 2024-12-31", "C": "2025-01-01 to 2025-12-31"},
            "lines": {"Revenue": "revenue", "Cost of revenue": "cost_of_revenue", "Gross profit": "gross_profit",
                      'Widgets "made"': "", "EPS": ""},
        },
    }  # fmt: skip


def test_an_edited_draft_corrects(tmp_path: Path) -> None:
    path = workbook(tmp_path / "acme.xlsx", MESSY, name="P&L")
    text = draft(path).text
    text = text.replace('#scale = "units"', 'scale = "millions"').replace('#currency = "USD"', 'currency = "EUR"')
    text = text.replace(r'#"Widgets \"made\"" = ""', r'"Widgets \"made\"" = "research_development"')
    kept(path, text)
    facts = by_cell(path)
    assert (facts["B3"].value, facts["B3"].currency, facts["B3"].scale_stated) == (100e6, "EUR", True)
    assert (facts["C6"].line, facts["C6"].value) == ("research_development", 6e6)
    said = {guess.about: guess.evidence for guess in read_file(path).guesses if "the sidecar" in guess.evidence}
    assert said["scale"] == "as the sidecar says"
    assert "label" in said


@pytest.mark.parametrize(
    "label",
    [
        'say "net"',
        "back\\slash",
        "two\nlines",
        "tab\tbell\x07del\x7f",
        "🍏 sales\u2028of\u200dfruit",
        "a # b",
        "=cmd()",
    ],
)
def test_any_label_is_quoted(label: str) -> None:
    guess = Guess("a\nb.csv", "S\x00", "row 3", "label", "revenue", f"{label!r}; seen\nhere", question=True)
    tables = opened(written("a\nb.csv", [guess]))
    assert tables["reading"]["lines"] == {label: "revenue"}  # type: ignore[index]
    assert tomllib.loads(f"x = {quoted(label)}") == {"x": label}


def test_half_a_character_is_no_toml() -> None:
    assert tomllib.loads(f"x = {quoted(chr(0xD800))}") == {"x": "\ufffd"}


def test_a_label_that_stands_twice_is_offered_once_as_it_was_used() -> None:
    rows = (("row 3", "", "'Other': unmapped"), ("row 9", "other_operating", "'Other'"))
    guesses = [Guess("a.csv", "", place, "label", taken, seen) for place, taken, seen in rows]
    assert opened(written("a.csv", guesses))["reading"]["lines"] == {"Other": "other_operating"}  # type: ignore[index]


def test_only_what_holds_for_a_list_is_offered() -> None:
    guesses = [
        Guess("a.csv", "", "row 1", "shape", "one fact a row", "the header names line in A, value in B"),
        Guess("a.csv", "", "", "period", "cumulative since 1 January", "the dates of the rows", question=True),
        Guess("a.csv", "", "", "scale", "1", "not stated", 0.0, question=True),
        Guess("a.csv", "", "column A", "company", "its code", "no column gives names"),
        Guess("a.csv", "", "column A", "label", "revenue", "'Sales'"),
    ]
    text = written("a.csv", guesses)
    assert opened(text) == {
        "company": {},
        "reading": {"scale": "units", "leave_rows": [], "lines": {"Sales": "revenue"}},
    }
    assert "# ? period: cumulative since 1 January; the dates of the rows\n" in text
    assert "# company (column A): its code; no column gives names\n" in text


def test_a_refused_file_gives_a_skeleton_of_what_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "shopping.csv"
    path.write_text("item,price\nmilk,2\n", encoding="utf-8")
    made = draft(path)
    assert "#   row 1: A item | B price\n#   row 2: A milk | B 2\n" in made.text
    assert opened(made.text)["reading"].keys() >= {"header", "labels", "periods", "lines"}  # type: ignore[attr-defined]
    with pytest.raises(ReadError, match="there is no such file"):
        draft(tmp_path / "nowhere.xlsx")


def test_a_wrong_sidecar_is_named_with_its_line(tmp_path: Path) -> None:
    path = workbook(tmp_path / "acme.xlsx", MESSY)
    kept(path, '[reading]\nscale = "millions\n')
    with pytest.raises(ReadError, match=r"acme\.finkit\.toml: it is no TOML .*line 2"):
        draft(path)

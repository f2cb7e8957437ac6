"""What is chosen and why: each rule with two figures that compete or do not."""

from __future__ import annotations

from typing import Any

import pytest

from finkit.statement.choose import choose
from finkit.statement.fact import Facts
from finkit.statement.statement import Statement, merge
from tests.statement.tables import row


def chosen(*given: dict[str, Any]) -> Facts:
    return choose(Facts.of_rows(given))


def pick(*given: dict[str, Any]) -> list[bool]:
    return chosen(*given)["chosen"].tolist()


def test_the_stronger_basis_wins_whatever_its_confidence_or_date() -> None:
    facts = chosen(
        row("revenue", "13.2", basis="leaked", confidence="high", as_of="2026-06"),
        row("revenue", "13.07", basis="reported", confidence="low", as_of="2026-01", file="a.csv", cell="9"),
    )
    assert facts["chosen"].tolist() == [False, True]
    assert facts["reason"][0] == "lost to reported 1.307e+10 (stronger basis, a.csv 9)"
    assert facts.row(1).low is None


def test_then_confidence_then_the_later_source() -> None:
    medium, high = (
        row("revenue", "4.5", basis="leaked", confidence="medium"),
        row("revenue", "9.5", basis="leaked", confidence="high"),
    )
    facts = chosen(medium, high)
    assert facts["chosen"].tolist() == [False, True]
    assert "higher confidence" in facts["reason"][0]
    facts = chosen(row("revenue", "4.50", as_of="2025-03"), row("revenue", "4.48", as_of="2026-02"))
    assert facts["chosen"].tolist() == [False, True]
    assert "later source" in facts["reason"][0]
    assert pick(row("revenue", "4.50", as_of=""), row("revenue", "4.48", as_of="2020")) == [False, True]


def test_with_nothing_between_them_the_first_read_stays() -> None:
    facts = chosen(row("revenue", "4.50"), row("revenue", "4.48"))
    assert facts["chosen"].tolist() == [True, False]
    assert "read first" in facts["reason"][1]


def test_equal_leaks_more_than_five_percent_apart_are_a_range_on_the_later() -> None:
    facts = chosen(
        row("revenue", "0.381", basis="leaked", confidence="medium", as_of="2025-01"),
        row("revenue", "1.0", basis="leaked", confidence="medium", as_of="2025-06"),
    )
    best = facts.row(1)
    assert (best.chosen, best.low, best.high) == (True, 0.381e9, 1e9)
    assert best.note == "sources of equal rank range from 3.81e+08 to 1e+09"


@pytest.mark.parametrize(
    ("other", "columns"),
    [
        ("10.4", {"basis": "leaked"}),  # 3.8% apart
        ("20", {"basis": "reported"}),  # a restatement, not a range
        ("20", {"basis": "leaked", "confidence": "low"}),  # of another rank
    ],
)
def test_no_range_within_five_percent_nor_of_filed_nor_of_unequal_figures(other: str, columns: dict[str, Any]) -> None:
    first = row("revenue", "10.0", **({"confidence": "high"} | columns | {"confidence": "high"}))
    second = row("revenue", other, **({"confidence": "high"} | columns))
    facts = chosen(first, second)
    assert [fact.low for fact in facts] == [None, None]
    assert facts["note"].tolist() == ["", ""]


def test_five_percent_is_measured_against_the_larger() -> None:
    exactly = chosen(row("revenue", "19", basis="leaked"), row("revenue", "20", basis="leaked"))
    assert exactly.row(0).low is None
    beyond = chosen(row("revenue", "18.9", basis="leaked"), row("revenue", "20", basis="leaked"))
    assert beyond.row(0).low == 18.9e9


def test_another_definition_never_competes() -> None:
    facts = chosen(
        row("gross_margin_stated", "0.46", definition="company forecast with free users", basis="reported"),
        row("gross_margin_stated", "0.33", definition="adjusted", basis="reported"),
        row("revenue", "13.07", basis="leaked"),
        row("revenue", "14", definition="billings", basis="reported"),
    )
    assert facts["chosen"].tolist() == [False, False, True, False]
    assert set(facts["reason"][[0, 1, 3]]) == {"defined otherwise than the line usually is"}


def test_an_of_which_line_that_only_another_definition_gives_is_shown() -> None:
    memo = row("cloud_inference_billed", "8.67", definition="billed by the cloud partner")
    assert pick(memo) == [True]
    assert pick(memo, row("cloud_inference_billed", "8.4")) == [False, True]
    other = row("cloud_inference_billed", "9", definition="another scope")
    assert pick(memo, other) == [False, False]


def test_scenarios_do_not_compete() -> None:
    assert pick(row("revenue", "13.07", basis="leaked"), row("revenue", "12.7", scenario="forecast")) == [True, True]


def test_segments_companies_and_currencies_do_not_compete() -> None:
    assert pick(
        row("revenue", "1"),
        row("revenue", "2", segment="Cloud"),
        row("revenue", "3", company="Other"),
        row("revenue", "7", currency="CNY"),
    ) == [True, True, True, True]


def test_equal_figures_count_once() -> None:
    facts = chosen(row("revenue", "13.07", file="a.csv", cell="3"), row("revenue", "13.07", file="b.csv"))
    assert facts["chosen"].tolist() == [True, False]
    assert facts["reason"][1] == "the same figure stands in a.csv 3"


def test_ends_within_a_week_are_one_period_and_lengths_are_not_mixed() -> None:
    weeks = row("revenue", "147", start="2024-02-04", end="2025-02-01")
    month = row("revenue", "147", start="2024-02-01", end="2025-01-31")
    year = row("revenue", "140", start="2024-01-01", end="2024-12-31")
    assert pick(weeks, month, year) == [True, False, True]
    nine = row("revenue", "10", start="2025-01-01", end="2025-09-30", months=9)
    three = row("revenue", "4", start="2025-07-01", end="2025-09-30", months=3)
    assert pick(nine, three) == [True, True]


def test_what_has_no_value_no_line_or_a_reason_already_competes_for_nothing() -> None:
    facts = chosen(
        row("revenue", "1", value=None),
        row("revenue", "2") | {"line": ""},
        row("revenue", "3", reason="unmapped: a ratio"),
        row("revenue", "4"),
    )
    assert facts["chosen"].tolist() == [False, False, False, True]
    assert facts["reason"][2] == "unmapped: a ratio"


def test_files_of_one_company_merge_under_its_listed_name_and_the_loser_is_a_conflict() -> None:
    (one,) = Statement.build(Facts.of_rows([row("revenue", "13.07", company="OpenAI", as_of="2026-06", file="a")]))
    (two,) = Statement.build(Facts.of_rows([row("revenue", "13.5", company="Open AI", as_of="2026-01", file="b")]))
    (both,) = merge([one, two])
    assert both.name == "OpenAI"
    assert both.value("revenue", "FY2025") == 13.07e9
    assert [(a.value, b.value) for a, b in both.conflicts()] == [(13.07e9, 13.5e9)]


def test_a_coarser_print_of_the_same_figure_is_no_conflict() -> None:
    (found,) = Statement.build(Facts.of_rows([row("revenue", "13.07", as_of="2026"), row("revenue", "13.1")]))
    assert found.value("revenue", "FY2025") == 13.07e9
    assert found.conflicts() == []

"""Facts by column: defaults, constants, parts put together, one row seen."""

from __future__ import annotations

import math

import numpy as np
import pytest

from finkit.statement.fact import COLUMNS, Facts, weakest
from tests.statement.tables import row, rows


def test_a_row_comes_back_as_it_was_given() -> None:
    fact = Facts.of_rows([row("revenue", "13.07", basis="leaked", cell="E7", sheet="P&L", file="a.xlsx")]).row(0)
    assert (fact.line, fact.value, fact.months, fact.rounding) == ("revenue", 13.07e9, 12, 5e6)
    assert (fact.place, fact.weakest, fact.chosen) == ("a.xlsx P&L E7", "leaked", False)


def test_missing_is_none_in_a_row_and_never_zero() -> None:
    facts = Facts.of_rows([{"line": "revenue", "value": None}, {"line": "revenue", "value": 0.0}])
    assert [fact.value for fact in facts] == [None, 0.0]
    assert facts.row(0).months is None
    assert math.isnan(facts["value"][0])


def test_defaults_of_what_is_left_out() -> None:
    fact = Facts.of_rows([{"value": 1.0}]).row(0)
    assert (fact.scale, fact.scenario, fact.unit, fact.basis, fact.currency) == (1.0, "actual", "money", "reported", "")
    assert (fact.scale_stated, fact.low, fact.high) == (False, None, None)


def test_a_column_that_is_the_same_all_along_is_held_once() -> None:
    facts = Facts({"value": np.arange(300_000.0), "company": "Acme"})
    assert len(facts) == 300_000
    assert facts["company"].strides == (0,)
    assert facts["company"][299_999] == "Acme"
    assert facts["note"].strides == (0,)


def test_parts_stay_in_order_and_empty_ones_are_nothing() -> None:
    a = Facts.of_rows(rows("line | FY2025\nrevenue | 1\ncost_of_revenue | 2", scale=1))
    b = Facts.of_rows([row("net_income", "-3", scale=1)])
    both = Facts.concat([a, Facts({}, 0), b])
    assert both["value"].tolist() == [1.0, 2.0, -3.0]
    assert both["line"].tolist() == ["revenue", "cost_of_revenue", "net_income"]
    assert len(Facts.concat([])) == 0
    assert Facts.concat([a]) is a


def test_rows_taken_and_columns_replaced_leave_the_first_alone() -> None:
    facts = Facts.of_rows(rows("line | FY2025 | FY2024\nrevenue | 1 | 2", scale=1))
    kept = facts.take(facts["value"] > 1)
    assert kept["period"].tolist() == ["FY2024"]
    assert facts.replace(value=[5.0, 6.0], company="B")["value"].tolist() == [5.0, 6.0]
    assert facts["value"].tolist() == [1.0, 2.0]


def test_what_is_the_same_all_along_stays_so_in_parts_taken_and_put_together() -> None:
    facts = Facts({"value": np.arange(6.0), "company": "Acme", "line": ["a", "b"] * 3})
    parts = [facts.take(slice(0, 3)), facts.take([3, 4]), facts.take(facts["value"] > 4)]
    assert [part["company"].strides for part in parts] == [(0,), (0,), (0,)]
    whole = Facts.concat(parts)
    assert whole["company"].strides == whole["rounding"].strides == (0,)
    assert whole["line"].tolist() == ["a", "b"] * 3
    other = Facts.concat([facts, facts.replace(company="Beta")])
    assert other["company"].tolist() == ["Acme"] * 6 + ["Beta"] * 6


def test_codes_follow_their_column() -> None:
    facts = Facts({"value": [1.0, 2.0, 3.0], "line": ["a", "b", "a"], "company": ["x", "x", "y"]})
    assert facts.coded("line").codes.tolist() == [0, 1, 0]
    assert len(set(facts.key("line", "company").tolist())) == 3
    assert facts.replace(line=["c", "c", "d"]).coded("line").known == ["c", "d"]
    assert facts.replace(value=[0.0, 0.0, 0.0]).coded("line").codes.tolist() == [0, 1, 0]
    both = Facts.concat([facts, facts.replace(line="b")])
    assert both.coded("line").tell(str.upper).column().tolist() == ["A", "B", "A", "B", "B", "B"]


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(ValueError, match="no such fact column: amount, colour"):
        Facts.of_rows([{"colour": 1, "amount": 2}])


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="column 'line' has 1 rows, not 2"):
        Facts({"value": [1.0, 2.0], "line": ["revenue"]})


def test_the_frame_has_the_fixed_columns_in_their_order() -> None:
    frame = Facts.of_rows([row("revenue", "13.07")]).frame()
    assert tuple(frame.columns) == COLUMNS
    assert frame.loc[0, "value"] == 13.07e9


def test_the_weakest_basis_wins() -> None:
    assert weakest(["reported", "estimated", "leaked"]) == "estimated"
    assert weakest(["assumed", "reported"]) == "assumed"
    assert weakest(["derived", ""]) == ""

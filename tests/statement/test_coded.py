"""Columns as whole numbers: known cells in order, keys of several columns, and numbers that lie close."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from finkit.statement.coded import Coded, close, dense, joint, runs


def text(*cells: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(cells, dtype=object)


def test_texts_are_known_in_the_order_they_are_met() -> None:
    coded = Coded.of(text("b", "a", "b", ""))
    assert (coded.known, coded.codes.tolist()) == (["b", "a", ""], [0, 1, 0, 2])


def test_a_column_that_is_the_same_all_along_has_one_code() -> None:
    coded = Coded.of(np.broadcast_to(text("USD"), (4,)))
    assert (coded.known, coded.codes.tolist()) == (["USD"], [0, 0, 0, 0])


def test_a_missing_number_is_equal_to_itself() -> None:
    codes = Coded.of(np.array([12.0, np.nan, 3.0, np.nan])).codes
    assert codes.tolist() == [1, 2, 0, 2]


def test_a_question_is_asked_once_for_each_different_cell() -> None:
    asked: list[str] = []
    coded = Coded.of(text("aa", "b", "aa", "b"))
    assert coded.tell(lambda cell: asked.append(cell) or len(cell)).array().tolist() == [2, 1, 2, 1]
    assert asked == ["aa", "b"]
    assert coded.ranks().tolist() == [0, 1, 0, 1]
    assert coded.ranks(key=len).tolist() == [1, 0, 1, 0]


def test_columns_one_below_the_other_share_their_codes() -> None:
    coded = Coded.concat([Coded.of(text("a", "b")), Coded.of(text("c", "b")), Coded.of(text())])
    assert (coded.known, coded.codes.tolist()) == (["a", "b", "c"], [0, 1, 2, 1])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**40), st.integers(0, 2**40)), min_size=1, max_size=30))
def test_a_joint_key_is_equal_where_every_column_is(cells: list[tuple[int, int, int]]) -> None:
    key = joint(*(np.array(column, dtype=np.int64) for column in zip(*cells, strict=True)))
    assert [[a == b for b in key] for a in key] == [[a == b for b in cells] for a in cells]
    assert sorted(set(dense(key).tolist())) == list(range(len(set(cells))))


def test_columns_side_by_side_hold_the_pairs_that_occur() -> None:
    left, right = Coded.of(["a", "b", "a", "b"]), Coded.of([1, 1, 2, 1])
    assert Coded.joint(left, right, Coded.one("x", 4)).each() == [
        ("a", 1, "x"),
        ("b", 1, "x"),
        ("a", 2, "x"),
        ("b", 1, "x"),
    ]
    assert len(Coded.joint(left, right).known) == 3
    assert Coded.joint(left, Coded.one(0, 4)).known == [("a", 0), ("b", 0)]
    assert Coded.joint(Coded.of([]), Coded.of([]), Coded.one(0, 0)).each() == []


def test_what_is_told_is_known_once_when_merged() -> None:
    told = Coded.of(["a", "A", "b"]).tell(str.upper)
    assert told.known == ["A", "A", "B"]
    merged = told.merged()
    assert (merged.known, merged.codes.tolist()) == (["A", "B"], [0, 0, 1])
    assert merged.column().tolist() == ["A", "A", "B"]
    assert Coded.one("A", 3).column() == "A"


def test_where_runs_start() -> None:
    assert runs(np.array([4, 4, 5, 7, 7])).tolist() == [0, 2, 3]
    assert runs(np.array([], dtype=np.int64)).tolist() == []


@given(st.lists(st.integers(0, 60), max_size=12), st.lists(st.integers(0, 60), max_size=12))
def test_close_pairs_are_those_that_a_double_loop_finds(left: list[int], right: list[int]) -> None:
    i, j = close(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64), 7)
    expected = {(a, b) for a, x in enumerate(left) for b, y in enumerate(right) if abs(x - y) <= 7}
    assert set(zip(i.tolist(), j.tolist(), strict=True)) == expected
    assert len(i) == len(expected)
    assert i.tolist() == sorted(i.tolist())

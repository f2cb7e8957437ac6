"""The tree of errors: each is finkit's and the builtin a caller expects, and says it in one line."""

from __future__ import annotations

import pickle

import pytest

from finkit import errors


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.ReadError, ValueError),
        (errors.AssumptionError, ValueError),
        (errors.FormulaError, ValueError),
        (errors.CurrencyError, ValueError),
        (errors.OutputError, OSError),
    ],
)
def test_each_error_is_a_builtin_too(error: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(error, errors.FinkitError)
    assert issubclass(error, builtin)


def test_a_read_error_says_file_place_problem_and_remedy() -> None:
    error = errors.ReadError("a.xlsx", "no header row", place="sheet P&L", remedy="put the years in one row")
    assert str(error) == "a.xlsx (sheet P&L): no header row; put the years in one row"
    assert (error.file, error.place, error.problem) == ("a.xlsx", "sheet P&L", "no header row")
    assert str(errors.ReadError("a.csv", "empty")) == "a.csv: empty"


def test_a_read_error_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(errors.ReadError("a.csv", "empty", place="row 3", remedy="fill it")))
    assert isinstance(error, errors.ReadError)
    assert str(error) == "a.csv (row 3): empty; fill it"


def test_a_name_cannot_break_the_terminal_nor_the_line() -> None:
    error = errors.ReadError("bad\x1b[31m\nname\u202e.csv", "odd\r\nthing")
    assert str(error) == "bad [31m name .csv: odd thing"
    assert str(error).isprintable()

"""The Models table: generations that cannot follow one another are refused with the row, the value and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from finkit.assumptions.models import Generation, checked
from finkit.assumptions.placed import Placed
from finkit.assumptions.rows import RowError
from finkit.assumptions.settings import Assumptions
from finkit.errors import AssumptionError


def rows(*given: dict[str, Any]) -> tuple[Generation, ...]:
    return tuple(Generation.model_validate(row) for row in given)


ONE = {"name": "One", "release": "2024-01-10"}


@pytest.mark.parametrize(
    ("after", "field", "said"),
    [
        ({"name": "Two", "release": "2024-01-10"}, "release", "One has this day too"),
        ({"name": "Two", "release": "2023-05-01"}, "release", "before One"),
        ({"name": " one".strip(), "release": "2025-01-01"}, "name", "another row has this name"),
    ],
)
def test_a_successor_must_come_after_under_a_name_of_its_own(after: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(RowError, match=said) as refused:
        checked(rows(ONE, after))
    assert (refused.value.row, refused.value.field) == (1, field)


def test_use_is_never_counted_twice() -> None:
    given = rows({**ONE, "superseded": "2025-03-01"}, {"name": "Two", "release": "2025-01-01"})
    with pytest.raises(RowError, match="so use would be counted twice"):
        checked(given)


@pytest.mark.parametrize(
    ("after", "span", "where", "said"),
    [
        ({}, ("2022-01-01", "2023-12-31"), (0, "release"), "after the last period ends, 2023-12-31"),
        ({"superseded": "2025-06-01"}, ("2025-07-01", "2026-06-30"), (1, "superseded"),
         "before the first period begins, 2025-07-01"),
        # 357 days after One, so that 357 days later its users would leave.
        ({}, ("2026-01-01", "2026-12-31"), (1, "release"), "at the last interval its users leave on 2025-12-24"),
    ],
)  # fmt: skip
def test_models_that_all_lie_outside_the_periods_are_refused(
    after: dict[str, Any], span: tuple[str, str], where: tuple[int, str], said: str
) -> None:
    given = rows(ONE, {"name": "Two", "release": "2025-01-01", **after})
    with pytest.raises(RowError, match=said) as refused:
        checked(given, span)
    assert (refused.value.row, refused.value.field) == where
    # One that serves in a period, or may, is enough.
    assert checked(given, ("2024-01-01", "2024-12-31")) == given
    assert checked(rows(ONE), ("2025-07-01", "2026-06-30")) == rows(ONE)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**ONE, "superseded": "2024-01-10"}, "a model's life is not 0"),
        ({**ONE, "training_cost": 5e6}, "the training cost has no currency"),
        ({**ONE, "training_cost": -5e6, "currency": "USD"}, "give 0 or more"),
        ({**ONE, "release": "soon"}, "release"),
    ],
)
def test_a_row_that_cannot_be_is_refused(row: dict[str, Any], said: str) -> None:
    with pytest.raises(AssumptionError, match=said):
        Assumptions.of({"models": [row]})


def test_a_release_after_all_periods_is_refused_under_its_cell() -> None:
    given = Placed({"models": [ONE]}, {("models", 0, "release"): "book.xlsx, sheet Models, C5"})
    with pytest.raises(AssumptionError) as refused:
        Assumptions.of(given, span=("2022-01-01", "2023-12-31"))
    assert str(refused.value).startswith("book.xlsx, sheet Models, C5: release = '2024-01-10': after the last period")
    toml = Placed.of_toml("lab.finkit.toml", {"models": [ONE]})
    with pytest.raises(AssumptionError, match=r"^lab.finkit.toml: \[\[assumptions.models\]\] 1: release = "):
        Assumptions.of(toml, span=("2022-01-01", "2023-12-31"))


def test_a_curve_by_bass_needs_its_two_numbers() -> None:
    with pytest.raises(
        AssumptionError, match=r"curve = .bass.: this curve needs adoption.innovation .* and adoption.imitation"
    ):
        Assumptions.of({"adoption": {"curve": "bass"}})


def test_what_ships_says_that_it_is_assumed_and_from_where() -> None:
    held = Assumptions()
    assert (held.adoption.at_once, held.adoption.rest_months.centre, held.adoption.curve) == (0.25, 6, "step-linear")
    assert held.adoption.share_at_once.source == "essay 000: assumed"
    assert (held.final_run_share.low, held.final_run_share.high) == (0.1, 0.3)
    assert (held.life_months.low, held.life_months.centre, held.life_months.high) == (12, 18, 24)

"""A model on the day of its replacement: book value, life cut, gross profit still to come, losses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import finkit
from finkit.analysis.models.lives import Generations
from finkit.analysis.models.replacement import Replacement, replacements

STATEMENT = """USD millions,FY2024,FY2025
Revenue,50,100
Cost of revenue,20,40
"""
DAY = 365 / 12


def found(folder: Path, text: str = STATEMENT, **assumed: Any) -> tuple[Replacement, ...]:
    path = folder / "lab.csv"
    path.write_text(text, encoding="utf-8")
    rows = [{"name": "One", "release": "2024-01-01", "training_cost": 100e6, "currency": "USD"},
            {"name": "Two", "release": "2025-01-01", "training_cost": 200e6, "currency": "USD"}]  # fmt: skip
    given = {"models": rows, "life_months": 24, "adoption": {"share_at_once": 0.25, "rest_months": 6}} | assumed
    one = finkit.analyze(finkit.read(path), given)
    assert isinstance(one.models.generations, Generations)
    return replacements(one.models.generations, one.assumptions)


def test_what_is_left_is_held_against_what_users_bring_until_they_leave(tmp_path: Path) -> None:
    (one,) = found(tmp_path)
    # 366 of 24 months' days are gone; the rest is borne over six months.
    left = 100e6 * (1 - 366 / DAY / 24)
    assert one.name == "One"
    assert one.book == pytest.approx(left)
    assert one.charge == pytest.approx(left / 6)
    # Three quarters leave evenly over six months: 0.75 * 6 / 2 months of 60 a year, but for the last two days.
    assert one.flows == pytest.approx(60e6 * 0.75 * 6 / 2 * DAY / 365, rel=2e-3)
    assert one.flows / 1.12**0.5 < one.worth < one.flows
    assert one.us_loss == one.ifrs_loss == pytest.approx(left - one.worth)


def test_a_book_value_that_is_covered_loses_nothing(tmp_path: Path) -> None:
    (one,) = found(tmp_path, life_months=12.4)
    assert one.book == pytest.approx(100e6 * (1 - 366 / DAY / 12.4))
    assert one.book < one.worth
    assert (one.us_loss, one.ifrs_loss) == (0, 0)
    (over,) = found(tmp_path, life_months=6)
    assert (over.book, over.charge, over.us_loss) == (0, None, 0)


def test_users_who_leave_beyond_known_periods_leave_the_test_out(tmp_path: Path) -> None:
    assert found(tmp_path, "USD millions,FY2024,Q1 2025\nRevenue,50,20\nCost of revenue,20,9\n") == ()
    assert found(tmp_path, models=[{"name": "One", "release": "2024-01-01"}, {"name": "Two", "release": "2025-01-01"}]
                 ) == ()  # fmt: skip

"""A model's rate of return and present value over the ranges of what it cost and what it left."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import finkit
from finkit.analysis.models.lives import Generations
from finkit.analysis.models.model_returns import ModelReturns, model_returns

STATEMENT = """company,line,label,period,value,currency,scale,basis
Lab X,revenue,Revenue,FY2024,240,USD,millions,reported
Lab X,cost_of_revenue,Cost of revenue,FY2024,120,USD,millions,reported
"""


def returns(folder: Path, low: float, high: float) -> ModelReturns:
    """Of a model that cost `low` to `high` in the month before 2024 and earned 120, ten a month."""
    path = folder / "lab-x.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    cost = {"low": low, "high": high}
    model = {"name": "One", "release": "2024-01-01", "training_cost": cost, "currency": "USD", "training_months": 1}
    found = finkit.analyze(finkit.read(path), {"models": [model], "cadence": {"discount": 0.2}}).models.generations
    assert isinstance(found, Generations)
    held = found.lives[0].returns
    assert held is not None
    return held


def test_the_high_cost_gives_the_low_return(tmp_path: Path) -> None:
    held = returns(tmp_path, 80e6, 120e6)
    # Ten of 120 m come back each month of 2024, by its days: at a cost of 120 m it returns nothing, at 80 m it does.
    assert held.rate_low == pytest.approx(0, abs=1e-9)
    assert held.rate_high is not None
    assert held.rate is not None
    assert held.rate_low is not None
    assert held.rate_low < held.rate < held.rate_high
    days = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    back = sum(120e6 * n / 366 / 1.2 ** ((k + 1) / 12) for k, n in enumerate(days))
    assert held.worth_low == pytest.approx(back - 120e6)
    assert held.worth == pytest.approx(back - 100e6)
    assert held.worth_high == pytest.approx(back - 80e6)


def test_a_month_that_is_not_known_is_no_month_without_gross_profit(tmp_path: Path) -> None:
    # Half of its use, before the first period, is in no source: what it brought then is unknown, not 0.
    path = tmp_path / "lab-x.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    model = {"name": "One", "release": "2023-01-01", "superseded": "2024-12-31", "training_cost": 100e6}
    found = finkit.analyze(finkit.read(path), {"models": [model | {"currency": "USD"}]}).models.generations
    assert isinstance(found, Generations)
    life = found.lives[0]
    assert life.earned["usage"]["gross profit"].low == pytest.approx(120e6)
    assert (life.returns, life.flows, life.recovery) == (None, (), None)
    assert (life.lacking, life.unreturned) == ("", "months of its use not known")


def test_a_known_cost_has_no_range(tmp_path: Path) -> None:
    held = returns(tmp_path, 100e6, 100e6)
    assert held.rate_low == held.rate == held.rate_high
    assert held.worth_low == held.worth == held.worth_high


def test_an_end_without_a_rate_has_none() -> None:
    held = model_returns([-10, -1], [-10, 11], [0, 12], 0.0)
    assert (held.rate_low, held.rate_high) == (None, None)
    assert held.rate == pytest.approx(1.1**12 - 1)
    assert held.worth == pytest.approx(1)


@given(st.floats(1, 100), st.floats(1, 100), st.floats(0, 100), st.floats(0, 1))
def test_a_wider_range_never_narrows_the_worth(cost: float, left: float, more: float, discount: float) -> None:
    held = model_returns([-cost - more, left], [-cost, left], [-cost, left + more], discount)
    assert held.worth_low <= held.worth <= held.worth_high

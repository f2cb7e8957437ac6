"""Triangles of a company's models by age: of tokens used, and the formulas that a worksheet shows of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import finkit
from finkit.analysis.inference.usage import UsageTable, usage_table
from finkit.analysis.models import ladder
from finkit.analysis.models.schedules import worked
from finkit.analysis.models.triangle import chain_ladder
from finkit.analysis.models.vintage_triangle import VintageTriangle, triangles, use_triangle
from finkit.assumptions.prices import Price
from finkit.assumptions.usage import Usage
from tests.analysis.models.test_triangle import TAYLOR_ASHE, VINTAGES

QUARTERS = ("Q1 2024", "Q2 2024", "Q3 2024", "Q4 2024")
# Tokens in Mtok by quarter: METHODS 4.5's vintages, 10 26 33 34 and so on, as what each quarter adds.
TOKENS = {
    "old": (50, 20, 5, 0),
    "a": (10, 16, 7, 1),
    "b": (0, 14, 23, 9),
    "c": (0, 0, 22, 38),
    "d": (0, 0, 0, 35),
}
RELEASED = {"old": date(2023, 5, 1), "a": date(2024, 1, 20), "b": date(2024, 4, 2), "c": date(2024, 8, 1)}


def table(quarters: tuple[str, ...] = QUARTERS) -> UsageTable:
    usage = [
        Usage.model_validate({"period": q, "model": n, "input_tokens": held[k] * 0.75, "output_tokens": held[k] * 0.25})
        for n, held in TOKENS.items() for k, q in enumerate(QUARTERS) if q in quarters
    ]  # fmt: skip
    prices = [
        Price.model_validate({"model": n, "start": RELEASED.get(n, date(2024, 10, 3)), "input": 1, "output": 2})
        for n in TOKENS
    ]
    return usage_table(usage, prices)


def found() -> VintageTriangle:
    held = use_triangle(table(), RELEASED)
    assert isinstance(held, VintageTriangle)
    return held


def test_tokens_by_age_are_the_vintages_of_the_methods() -> None:
    held = found()
    assert held.names == ("a", "b", "c", "d")
    assert held.left_out == ("old",)
    assert held.months == 3
    assert held.cumulative == ((10, 26, 33, 34), (14, 37, 46), (22, 60), (35,))
    assert held.projected.ultimate == pytest.approx([34, 47.393939, 77.518038, 120.911287], rel=1e-7)


def test_a_model_used_from_the_first_period_needs_a_release_within_it() -> None:
    held = use_triangle(table(), {})
    assert isinstance(held, VintageTriangle)
    assert held.names == ("b", "c", "d")
    assert held.left_out == ("old", "a")


def test_the_first_price_stands_for_a_release_that_no_generation_gives() -> None:
    held = triangles("needs release dates", table())
    assert held.profit == "needs release dates"
    assert [one.names for one in held.known] == [("a", "b", "c", "d")]


def test_usage_that_leaves_out_a_period_has_no_ages() -> None:
    assert use_triangle(table(("Q1 2024", "Q2 2024", "Q4 2024")), RELEASED) == (
        "Usage leaves out a period: ages cannot be counted"
    )


def test_three_models_are_needed() -> None:
    assert str(use_triangle(table(("Q1 2024", "Q2 2024")), RELEASED)).startswith("it needs 3 models")


def by_formulas(cumulative: list[list[float | None]]) -> dict[str, np.ndarray]:
    width = max(map(len, cumulative))
    held = np.full((len(cumulative), width), np.nan)
    for i, row in enumerate(cumulative):
        for k, value in enumerate(row):
            held[i, k] = np.nan if value is None else value
    steps = (
        *ladder.AGES, *ladder.FACTORS, ladder.COMPLETED, ladder.KNOWN, *ladder.ULTIMATE, ladder.DEVIATION,
        *ladder.VARIANCES, *ladder.STEPS, *ladder.ERRORS, *ladder.PAIRS, *ladder.TOTAL,
    )  # fmt: skip
    amount = np.diff(held, prepend=0.0, axis=1)
    return worked(steps, {"amount": amount, "age": np.arange(1.0, width + 1), "age_count": np.asarray(float(width))})


def assert_as_python(cumulative: list[list[float | None]]) -> None:
    shown, held = by_formulas(cumulative), chain_ladder(cumulative)
    np.testing.assert_allclose(shown["factor"].ravel()[1:], held.factors, rtol=1e-9)
    np.testing.assert_allclose(shown["ultimate"][:, 0], held.ultimate, rtol=1e-9)
    np.testing.assert_allclose(shown["error"][:, 0], held.error, rtol=1e-6, atol=1e-9)
    total = float(np.asarray(shown["total_error"]).reshape(()))
    np.testing.assert_allclose(total, np.nan if held.total_error is None else held.total_error, rtol=1e-6, atol=1e-9)


def test_the_formulas_give_macks_published_figures() -> None:
    rows: list[list[float | None]] = [[float(x) for x in line.split()] for line in TAYLOR_ASHE.split("\n") if line]
    shown = by_formulas(rows)
    assert float(np.asarray(shown["total_future"]).reshape(())) == pytest.approx(18_680_855.61, rel=1e-9)
    assert float(np.asarray(shown["total_error"]).reshape(())) == pytest.approx(2_447_094.86, rel=1e-8)
    assert_as_python(VINTAGES)


@given(
    st.lists(
        st.lists(st.floats(1, 1000), min_size=1, max_size=6), min_size=3, max_size=6
    ).filter(lambda rows: max(map(len, rows)) > 1)
)  # fmt: skip
def test_the_formulas_are_the_chain_ladder(rows: list[list[float]]) -> None:
    """Also where several of the last ages are those of one vintage alone, and rows are in no order."""
    assert_as_python([np.cumsum(row).tolist() for row in rows])


def test_a_model_with_a_quarter_of_its_use_unknown_is_left_out(tmp_path: Path) -> None:
    quarters = [f"Q{q} {year}" for year in (2023, 2024, 2025) for q in (1, 2, 3, 4) if (q, year) != (2, 2024)]
    rows = [f"Lab X,{line},,{q},{value},USD,millions,reported"
            for q in quarters for line, value in (("revenue", 100), ("cost_of_revenue", 40))]  # fmt: skip
    path = tmp_path / "lab-x.csv"
    path.write_text("\n".join(("company,line,label,period,value,currency,scale,basis", *rows)), encoding="utf-8")
    released = ("2023-01-01", "2023-08-01", "2024-02-01", "2024-09-01", "2025-03-01")
    models = [{"name": day, "release": day, "training_cost": 50e6, "currency": "USD"} for day in released]
    held = finkit.analyze(finkit.read(path), {"models": models}).triangles.profit
    assert isinstance(held, VintageTriangle)
    # The third serves in the quarter that is not there, and the second's users are still leaving it.
    assert held.left_out == ("2023-08-01", "2024-02-01")
    assert held.names == ("2023-01-01", "2024-09-01", "2025-03-01")

"""The four measures and the factors as formulas: essay 003's example of METHODS 5.1."""

from __future__ import annotations

import numpy as np
import pytest

from finkit.analysis.inference.spend_formulas import COSTS, SPEND, SPENT, TASKS, TOKENS, factor_formulas, indexed
from finkit.analysis.measures import Floats

FACTORS = ("users", "tasks_per_user", "mix", "tokens_per_task", "price")


def worked() -> dict[str, Floats]:
    """1 m users x 100 tasks x 2,000 tokens at 10 a million, then 1.8 m x 140 x 9,000 at 8; in two equal models."""
    half = np.array([[100_000, 1_134_000]] * 2, dtype=float)
    tasks = np.array([[5e7, 1.26e8]] * 2)
    known: dict[str, Floats] = {
        "mtok": half, "list_price": np.array([[10.0, 8.0]] * 2), "tasks_by_model": tasks, "model_tasks": tasks,
        "period_users": np.array([1e6, 1.8e6]), "hundred": np.array(100.0),
    }  # fmt: skip
    for one in (SPENT, TOKENS, SPEND, TASKS, *COSTS.values(), *factor_formulas(FACTORS)):
        known[one.name] = one.parsed.evaluate({name: known[name] for name in one.parsed.names})
    for name in (*COSTS, "total_spend"):
        one = indexed(name, "")
        known[one.name] = one.parsed.evaluate({n: known[n] for n in one.parsed.names})
    return known


@pytest.mark.parametrize(
    ("name", "last"),
    [("price_per_token", 80), ("spend_per_task", 360), ("spend_per_user", 504), ("total_spend", 907.2)],
)
def test_the_measures_as_indices(name: str, last: float) -> None:
    assert worked()[f"{name}_indexed"].reshape(-1).tolist() == pytest.approx([100, last])


def test_the_factors_multiply_to_what_each_model_took() -> None:
    found = worked()
    product = np.prod([np.broadcast_to(found[f"by_{name}"], (2, 2)) for name in FACTORS], axis=0)
    assert product == pytest.approx(found["product_spend"])
    assert found["by_mix"].tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert found["by_tokens_per_task"][0].tolist() == pytest.approx([0.002, 0.009])

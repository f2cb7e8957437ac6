"""Usage and prices as arrays, what moved spending, and the three options read off it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finkit.analysis.inference.decomposition import Spending, options, spending, spending_by_step
from finkit.analysis.inference.equal_quality import frontier, kinds_used, same_quality_cost, used_most
from finkit.analysis.inference.results import Inference
from finkit.analysis.inference.usage import UsageTable, usage_table
from finkit.assumptions.settings import Assumptions
from tests.reporting.usage import ASSUMED, LARGE, MIDDLE, SMALL


def table(**change: Any) -> UsageTable:
    found = Assumptions.of({"prices": ASSUMED["prices"], "usage": ASSUMED["usage"], **change})
    return usage_table(found.usage, found.prices)


def split(**change: Any) -> Spending:
    return spending(table(**change))


def test_spending_is_tokens_at_the_price_of_their_period() -> None:
    found = table()
    assert found.periods == ("FY2024", "FY2025")
    # 0.4 m x 0.5 + 0.1 m x 1.5, and 1.0 m x 10 + 0.2 m x 30, millions of tokens.
    assert found.spend[0].sum(axis=1)[:2] == pytest.approx([350_000, 16_000_000])
    middle = found.spend[1, found.models.index(MIDDLE)]
    assert middle == pytest.approx([2_000_000 * 5, 1_000_000 * 0.5, 900_000 * 15])


def test_a_price_that_changes_within_a_period_counts_by_days() -> None:
    prices = [{"model": "m", "start": "2025-01-01", "end": "2025-06-10", "input": 3, "output": 3},
              {"model": "m", "start": "2025-06-11", "input": 6, "output": 6}]  # fmt: skip
    usage = [{"period": "2025-06", "model": "m", "output_tokens": 10}, {"period": "2025-05", "model": "m"}]
    found = table(prices=prices, usage=usage)
    assert found.periods == ("2025-05", "2025-06")
    assert found.price[:, 0, 2] == pytest.approx([3, (10 * 3 + 20 * 6) / 30])
    assert found.averaged == (("m", "2025-06"),)
    assert table().averaged == ()


def test_cached_tokens_without_a_price_of_their_own_are_charged_as_input_and_named() -> None:
    prices = [{"model": "m", "start": "2025-01-01", "end": "2025-06-10", "input": 3, "output": 3, "cached": 1},
              {"model": "m", "start": "2025-06-11", "input": 6, "output": 6}]  # fmt: skip
    usage = [{"period": f"2025-0{n}", "model": "m", "input_tokens": 10, "cached_tokens": 4} for n in (5, 6)]
    found = table(prices=prices, usage=usage)
    assert found.spend.sum(axis=(1, 2)) == pytest.approx([6 * 3 + 4 * 1, 6 * 5 + 4 * (10 * 1 + 20 * 6) / 30])
    assert found.at_most == (("m", "2025-06"),)
    assert table(prices=prices, usage=[row | {"cached_tokens": 0} for row in usage]).at_most == ()


def test_a_price_that_is_not_given_ships_or_is_named() -> None:
    usage = [{"period": "2024-10", "model": "gpt-4o", "output_tokens": 1},
             {"period": "2025-10", "model": "gpt-4o", "output_tokens": 1}]  # fmt: skip
    assert table(prices=[], usage=usage).price[:, 0, 2] == pytest.approx([15, 10])
    with pytest.raises(ValueError, match=r"no list price of 'gpt-4p' ships \(did you mean gpt-4.*; give it in Prices"):
        table(prices=[], usage=[usage[0] | {"model": "gpt-4p"}])
    with pytest.raises(ValueError, match="no price of gpt-4o from 2023-10-01 to 2023-10-31; give it in Prices"):
        table(prices=[], usage=[usage[0] | {"period": "2023-10"}])


def test_the_price_of_the_same_model_is_apart_from_the_mix() -> None:
    found = split()
    assert found.split.factors == ("users", "tasks_per_user", "mix", "tokens_per_task", "price")
    assert sum(e or 0 for e in found.split.additive) == pytest.approx(found.split.delta)
    # Only the middle model's list changed; users moved to a dearer one.
    assert found.split.effect("price") < 0 < found.split.effect("mix")  # type: ignore[operator]
    assert f"{LARGE}, output appears: its whole value goes to mix" in found.split.flag
    assert f"{MIDDLE}, cached input appears: its whole value goes to tokens per task" in found.split.flag
    assert f"{SMALL}, input" in found.categories


@pytest.mark.parametrize(
    ("lost", "factors", "lacks"),
    [
        (("users",), ("tasks", "mix", "tokens_per_task", "price"), "users of both periods, above 0, in Usage"),
        (("tasks",), ("users", "tokens_per_user", "mix", "price"), "tasks of both periods, above 0, in Usage"),
        (("tasks", "users"), ("tokens", "mix", "price"), "tasks and users of both periods, above 0, in Usage"),
    ],
)
def test_what_is_not_given_makes_the_split_coarser(lost: tuple[str, ...], factors: tuple[str, ...], lacks: str) -> None:
    usage = [{k: v for k, v in row.items() if k not in lost} for row in ASSUMED["usage"]]
    found = split(usage=usage)
    assert found.split.factors == factors
    assert found.lacks == lacks
    assert sum(e or 0 for e in found.split.additive) == pytest.approx(65_550_000)
    assert (options(found.split) is None) == ("tasks" in lost)


def test_without_a_model_of_both_periods_price_and_mix_are_one() -> None:
    found = split(usage=[row for row in ASSUMED["usage"] if (row["model"] == LARGE) == (row["period"] == "FY2025")])
    assert found.split.flag.startswith("no model continues: price and mix cannot be told apart; ")
    assert not found.apart
    # 800,000 Mtok in at 15 and 600,000 out at 75, against 16.35 m: all of it in the mix.
    assert found.split.effect("mix") == pytest.approx(57_000_000 - 16_350_000)
    assert split().apart


def test_the_three_options_add_up_to_the_change() -> None:
    found = options(split().split)
    assert found is not None
    assert found.change == pytest.approx(65_550_000)
    assert found.same_for_less == 0
    assert found.better_for_same == pytest.approx(-(split().split.effect("price") or 0))
    # The same tasks on the same models: what the lower price saved is kept.
    kept = split(usage=[row | {"period": year} for year in ("FY2024", "FY2025") for row in ASSUMED["usage"][:2]])
    kept_options = options(kept.split)
    assert kept_options is not None
    assert kept_options.same_for_less == pytest.approx(8_000_000)
    assert (kept_options.better_for_same, kept_options.more_for_more, kept_options.more_use) == pytest.approx((0, 0, 0))


def test_steps_are_the_splits_of_neighbours() -> None:
    months = [
        row | {"period": f"2025-0{n}", "tasks": row["tasks"] * n} for n in (1, 2, 3) for row in ASSUMED["usage"][2:]
    ]
    found = table(usage=[row | {"users": 5e6} for row in months])
    names, effects = spending_by_step(found)
    assert names == spending(found, 1, 2).split.factors
    assert effects[1] == pytest.approx(np.array(spending(found, 1, 2).split.additive, dtype=float))


def test_the_first_years_tokens_at_its_quality_cost_less_now() -> None:
    found = same_quality_cost(table())
    assert found is not None
    # Each model's tokens on the cheapest one as good: in FY2025 the small one stays, "newer" takes the middle one's.
    assert found[1] == pytest.approx(1_000_000 * 0.4 + 200_000 * 1.2 + 400_000 * 0.4 + 100_000 * 1.2)
    unscored = [{k: v for k, v in p.items() if k != "score"} for p in ASSUMED["prices"]]
    assert same_quality_cost(table(prices=unscored)) is None
    assert used_most(table(prices=unscored)) is None


def test_a_score_on_another_benchmark_is_no_equal() -> None:
    apart = [p | {"benchmark": "other" if p["model"] in ("open", "newer", LARGE) else "one"} for p in ASSUMED["prices"]]
    found = same_quality_cost(table(prices=apart))
    assert found is not None
    # "newer" is as good on another benchmark alone: the middle model's tokens stay on it, at its price of FY2025.
    assert found[1] == pytest.approx(1_000_000 * 5 + 200_000 * 15 + 400_000 * 0.5 + 100_000 * 1.5)


def test_the_frontier_at_the_middle_models_score() -> None:
    held = table()
    at, shares = used_most(held), kinds_used(held)
    assert at is not None
    assert shares is not None
    assert (at.score, at.model) == (60, MIDDLE)
    found = frontier(held.prices, shares, at)
    assert found.days == ("2023-06-01", "2024-09-01", "2025-06-01")
    # Blended by FY2024's kinds: 1.4 of 1.7 million in, 0.3 out.
    assert found.prices == pytest.approx([(1.4 * a + 0.3 * b) / 1.7 for a, b in ((10, 30), (2, 6), (0.4, 1.2))])
    assert found.trend.n == 3
    assert found.band is not None


def test_rows_that_are_alike_add_up_and_are_named() -> None:
    found = Inference(Assumptions.of({
        "prices": [{"model": "a", "input": 1, "output": 2}],
        "usage": [
            {"period": "2024-07", "model": "a", "input_tokens": 5, "users": 3},
            {"period": "Jul 2024", "model": "a", "input_tokens": 5},
            {"period": "2024-08", "model": "a", "input_tokens": 5, "tasks": 2},
            {"period": "2024-08", "model": "a", "input_tokens": 5, "tasks": 3},
        ],
    })).usage  # fmt: skip
    assert found is not None
    assert found.spend.sum(axis=(1, 2)).tolist() == [10, 10]
    assert found.repeated == (("a", "2024-07"),)

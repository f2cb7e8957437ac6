"""Prices, usage and serving as rows: what contradicts itself is refused with its row."""

from __future__ import annotations

from typing import Any

import pytest

from finkit.assumptions.settings import Assumptions
from finkit.errors import AssumptionError

PRICE = {"model": "m", "input": 5, "output": 15}
USE = {"period": "2025-06", "model": "m", "input_tokens": 10, "output_tokens": 4, "tasks": 100}


def given(**tables: Any) -> Assumptions:
    return Assumptions.of(tables)


def test_a_price_holds_until_the_next_one_begins() -> None:
    found = given(prices=[PRICE | {"start": "2024-01-01"}, PRICE | {"start": "2024-06-01", "input": 3}], usage=[USE])
    assert [p.input for p in found.prices] == [5, 3]
    assert found.usage[0].mtok == (10, 0, 4)


def test_tokens_are_counted_in_the_unit_that_is_stated() -> None:
    [row] = given(prices=[PRICE], usage=[USE | {"token_unit": "thousand", "cached_tokens": 4}]).usage
    assert row.mtok == pytest.approx((0.006, 0.004, 0.004))


def test_scores_may_all_be_parts_of_one_and_those_of_two_benchmarks_differ() -> None:
    scored = [PRICE | {"score": 0.71, "benchmark": "GPQA"}, PRICE | {"model": "n", "score": 0.55, "benchmark": "GPQA"},
              PRICE | {"model": "o", "score": 1300, "benchmark": "Arena"}]  # fmt: skip
    assert [row.score for row in given(prices=scored).prices] == [0.71, 0.55, 1300]


def test_tokens_that_grow_a_thousandfold_are_taken_where_their_unit_is_stated() -> None:
    use = {"model": "m", "token_unit": "million"}
    usage = [use | {"period": f"2025-0{n}", "output_tokens": 10.0**n} for n in (2, 6)]
    assert [row.mtok[2] for row in given(prices=[PRICE], usage=usage).usage] == [1e2, 1e6]
    # Rows of one period add up: a small customer beside a large one is no jump.
    apart = [{"period": "2025-06", "model": "m", "output_tokens": n} for n in (1, 5000)]
    assert len(given(prices=[PRICE], usage=apart).usage) == 2


def test_users_may_stand_in_one_row_of_a_period() -> None:
    usage = [USE | {"users": 9}, USE | {"model": "gpt-4o"}, USE | {"period": "June 2025", "users": 9}]
    found = given(prices=[PRICE], usage=usage)
    assert [row.users for row in found.usage] == [9, None, 9]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"prices": [PRICE | {"start": "2024-01-01", "end": "2024-06-30"}, PRICE | {"start": "2024-05-01"}]},
         "overlaps the price of m that holds to 2024-06-30"),
        ({"prices": [PRICE | {"start": "2024-01-01", "end": "2024-06-30"}, PRICE | {"start": "2024-06-30"}]},
         "overlaps the price of m that holds to 2024-06-30"),
        ({"prices": [PRICE, PRICE]}, "a second price of m from the same day"),
        ({"prices": [PRICE, PRICE | {"model": "n", "currency": "EUR"}]}, "give all prices in one currency"),
        ({"prices": [PRICE | {"start": "2025-01-01", "end": "2024-01-01"}]}, "to 2024-01-01 is before from 2025-01-01"),
        ({"prices": [PRICE | {"input": -1}]}, "give 0 or more"),
        ({"prices": [PRICE | {"score": 50}, PRICE | {"model": "n", "score": 60, "benchmark": "GPQA"}]},
         "a score without one, another is on GPQA: name it for every score"),
        ({"prices": [PRICE | {"score": 50, "benchmark": "MMLU"},
                     PRICE | {"start": "2024-06-01", "score": 60, "benchmark": "GPQA"}]},
         "m has a score on MMLU: give a model's scores on one benchmark"),
        ({"prices": [PRICE | {"score": 71}, PRICE | {"model": "n", "score": 0.55}]},
         r"\[\[assumptions.prices\]\] 2: score = 0.55: 55% beside a score of 71: write all of one benchmark out of "
         "1, or all out of 100"),
        ({"prices": [PRICE | {"cached": 6}]}, "cached = 6: input read from a cache costs at most what input does, 5"),
        ({"prices": [PRICE | {"start": "2024-01-01", "input": 0.005}, PRICE | {"start": "2025-01-01"}]},
         r"\[\[assumptions.prices\]\] 2: input = 5: 1,000 times apart from 0.005 before: write money per "
         "million tokens"),
        ({"prices": [PRICE | {"end": "2025-06-10"}, PRICE | {"start": "2025-06-20"}], "usage": [USE]},
         "no price of m from 2025-06-11 to 2025-06-19; give it in Prices"),
        ({"prices": [PRICE | {"start": "2025-09-01"}], "usage": [USE]}, "no price of m from 2025-06-01 to 2025-06-30"),
        ({"prices": [PRICE | {"model": "M"}], "usage": [USE]}, "Prices has it as 'M': write one name alike in both"),
        ({"usage": [USE]}, r"\[\[assumptions.usage\]\] 1: model = 'm': no list price of 'm' ships; give it in Prices"),
        ({"prices": [PRICE | {"model": "n", "currency": "EUR"}], "usage": [USE | {"model": "gpt-4o"}]},
         "the list price of 'gpt-4o' is in USD, Prices is in EUR; give it in Prices"),
        ({"usage": [USE | {"model": "gpt-4o", "period": "2023-06"}]},
         "no price of gpt-4o from 2023-06-01 to 2023-06-30; give it in Prices"),
        ({"usage": [USE | {"output_tokens": -4}]}, "give 0 or more"),
        ({"usage": [USE, USE | {"token_unit": "thousand"}]}, "the first row counts millions, as no unit is stated"),
        ({"usage": [USE, USE | {"period": "2025-07", "input_tokens": 12000, "output_tokens": 4000}]},
         "tokens a task are 1,143 times apart from those of 2025-06: state the token_unit"),
        ({"prices": [PRICE], "usage": [USE | {"period": "2025-07", "output_tokens": 1e6, "tasks": None},
                                         USE | {"tasks": None}]},
         r"\[\[assumptions.usage\]\] 1: input_tokens = 10: tokens of m are 71,429 times apart from those"),
        ({"usage": [USE, USE | {"period": "2025"}]}, "2025 is not as long as 2025-06: give periods of one length"),
        ({"usage": [USE | {"period": "after the launch"}]}, "no month, quarter, half or year: write 2025-06"),
        ({"usage": [USE | {"users": 9}, USE | {"users": 8}]}, "9 users are given for 2025-06 already"),
        ({"usage": [USE | {"cached_tokens": 11}]}, "cached tokens 11 are a part of input tokens 10"),
        ({"serving": [{"period": "2025", "gpu_price": 50000}]}, "give gpu_hour, or gpu_price with gpu_life"),
        ({"serving": [{"period": "2025", "gpu_hour": 2, "input_tokens": 1, "cached_tokens": 2}]},
         "cached_tokens 2 are a part of input_tokens 1"),
        ({"serving": [{"period": "2025", "gpu_hour": 2, "utilization": 1.5}]}, "give 1 or less"),
        ({"serving": [{"period": "2025", "gpu_hour": 2, "gpu_price": 5, "gpu_life": 4}]},
         "gpu_price = 5: the GPU hour is given too: keep one of them"),
        ({"usage": [USE | {"input_tokens": True}]}, "input_tokens = True: write what is asked, not true or false"),
        ({"usage": [USE | {"input_tokens": float("nan")}]}, "input_tokens = nan: give a finite number"),
        ({"usage": [USE | {"period": 2024}]}, "period = 2024: write it as text, in quotes"),
        ({"prices": [PRICE | {"from": "2024-01-01"}]}, "unknown key from; did you mean start"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(tables: dict[str, Any], said: str) -> None:
    with pytest.raises(AssumptionError, match=said):
        given(**tables)

"""`finkit ask inference` and `serving`: figures worked by hand, ranges, and options that are refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from finkit.ask.group import ask
from tests.ask.test_customers import said

COSTS = ("--price", "10", "8", "--tokens", "2000", "9000", "--tasks", "100", "140", "--users", "1e6", "1.8e6")


def test_four_measures_and_three_options() -> None:
    found = said("inference", *COSTS, "--quality-price", "0.04")
    values = {name: held["value"] for name, held in found["by"].items()}
    assert values == pytest.approx({
        "price_per_token": 0.8, "quality_adjusted_price": 0.04, "spend_per_task": 3.6, "spend_per_user": 5.04,
        "total_spend": 9.072, "the_same_for_less": 0, "better_for_the_same": 1633612.07193,
        "more_for_more": 9377591.15588, "more_use": 6766408.84412,
    })  # fmt: skip
    assert dict(found["tables"][0]["rows"])["users"] == pytest.approx([4303128.57284])


def test_higher_prices_are_told_beside_the_options() -> None:
    """The price doubles and nothing else moves: from 2 m to 4 m, all of it the price's."""
    found = said("inference", "--price", "10", "20", "--tokens", "2000", "2000", "--tasks", "100", "100",
                 "--users", "1e6", "1e6")["by"]  # fmt: skip
    assert found["higher_prices"]["value"] == pytest.approx(2e6)
    assert (found["more_use"]["value"], found["more_for_more"]["value"]) == (0, 0)
    assert "fewer_tokens_a_task_saved" not in found


def test_a_margin_of_tokens_that_nobody_pays_for_is_undefined() -> None:
    prices = ("--input-price", "0.55", "--cached-price", "0.14", "--output-price", "2.19")
    found = said("serving", *DAY, *prices, "--paid", "0")["by"]
    assert found["revenue"]["value"] == 0
    assert (found["margin"]["value"], found["margin"]["why"]) == (
        None, "revenue is zero: what is per revenue is undefined",
    )  # fmt: skip


def test_a_measure_that_is_not_known_says_why() -> None:
    found = said("inference", *COSTS)
    assert found["by"]["quality_adjusted_price"]["value"] is None
    assert found["by"]["quality_adjusted_price"]["why"] == "no price of a constant quality is given"


def test_serving_by_throughput() -> None:
    found = said("serving", "--gpu-hour", "2", "--tokens-per-second", "2500", "--utilization", "0.3:0.5:1")
    cost = found["by"]["cost_per_mtok"]
    assert (cost["value"], cost["low"], cost["high"]) == pytest.approx((0.444444, 0.222222, 0.740741), abs=1e-6)
    assert found["flags"] == ["no model is named: no list price stands beside the cost"]


def test_a_part_may_be_written_in_percent() -> None:
    """2 dollars an hour at 2,500 tokens a second half of the time: 2 / (1,250 x 3,600) x 1e6."""
    cost = said("serving", "--gpu-hour", "2", "--tokens-per-second", "2500", "--utilization", "50%")["by"][
        "cost_per_mtok"
    ]
    assert cost["value"] == pytest.approx(0.444444, abs=1e-6)


def test_serving_without_a_utilization_tells_three() -> None:
    found = said("serving", "--gpu-hour", "2", "--tokens-per-second", "2500", "--model", "gpt-4o", "--period", "2025")
    by = found["by"]
    assert "cost_per_mtok" not in by
    costs = [by[f"cost_per_mtok_at_{use}"]["value"] for use in (30, 50, 100)]
    assert costs == pytest.approx([0.740741, 0.444444, 0.222222], abs=1e-6)
    assert by["cost_per_mtok_at_30"]["label"] == "Cost of a Mtok at 30% use (assumed)"
    assert by["list_margin_at_100"]["value"] == pytest.approx(1 - 0.222222 / 10, abs=1e-6)
    assert found["sources"] == ["AgentOps-AI/tokencost, commit b993a71fa7 (price seen from 2024-11-22)"]


def test_serving_of_owned_machines_tells_the_hour_with_and_without_finance() -> None:
    owned = ("--gpu-price", "50000", "--gpu-life", "3", "--interest", "0.12", "--opex", "0.2")
    by = said("serving", *owned, "--tokens-per-second", "100", "--utilization", "0.5", "--model", "gpt-4o")["by"]
    assert by["gpu_hour"]["value"] == pytest.approx(2.757, abs=5e-4)
    assert by["gpu_hour_unfinanced"]["value"] == pytest.approx(2.283105, abs=1e-6)
    assert by["list_margin"]["label"] == "Margin of the output price over that cost"
    # 2.757 / (50 tok/s x 3600) x 1e6 = 15.32 against 10 by list.
    assert by["list_margin"]["value"] == pytest.approx(-0.532, abs=1e-3)


def test_hardware_without_a_fleet_says_what_it_lacks() -> None:
    found = said("serving", "--gpu-hour", "2", "--model", "gpt-4o", "--peak-tflops", "1979")
    needs = "active_parameters, gpus, hours, input_tokens, output_tokens"
    assert found["flags"] == [f"the check of arithmetic needs {needs} beside peak_tflops"]


DAY = ("--gpu-hour", "1:2:3", "--gpus", "1814", "--hours", "24", "--input-tokens", "608000", "--cached-tokens",
       "342000", "--output-tokens", "168000")  # fmt: skip


def ends(found: dict[str, Any], name: str) -> tuple[float, float, float]:
    held = found["by"][name]
    return held["value"], held["low"], held["high"]


def test_deepseeks_day_at_the_shipped_list_price() -> None:
    """As published: 87,072 of cost, 562,100 of tokens (562,027 before rounding), 545% of cost, 84.51% of revenue."""
    found = said("serving", *DAY, "--model", "deepseek-reasoner", "--period", "2025-03")
    assert ends(found, "cost") == pytest.approx((87_072, 43_536, 130_608))
    assert found["by"]["revenue"]["value"] == pytest.approx(562_100)
    assert ends(found, "margin") == pytest.approx((0.845095, 0.767643, 0.922548), abs=1e-6)
    # 562,100 over 87,072, 130,608 and 43,536, less 1; these over 168,000 and 776,000 Mtok.
    assert ends(found, "profit_to_cost") == pytest.approx((5.455577, 3.303718, 11.911154), abs=1e-6)
    assert ends(found, "cost_per_output") == pytest.approx((0.518286, 0.259143, 0.777429), abs=1e-6)
    assert ends(found, "cost_per_token") == pytest.approx((0.112206, 0.056103, 0.168309), abs=1e-6)
    assert found["flags"] == []


def test_cached_tokens_without_a_price_of_their_own_leave_an_upper_bound() -> None:
    """All input at 0.55: 608,000 x 0.55 + 168,000 x 2.19 = 702,320, and 1 - 87,072 / 702,320 = 87.6% at most."""
    found = said("serving", *DAY, "--input-price", "0.55", "--output-price", "2.19")
    assert found["by"]["revenue"]["value"] == pytest.approx(702_320)
    assert found["by"]["margin"]["value"] == pytest.approx(1 - 87_072 / 702_320)
    assert {found["by"][n]["label"].rpartition(", ")[2] for n in ("revenue", "margin", "profit_to_cost")} == {"at most"}
    assert found["flags"] == [
        "no price of cached input of this model is known: 342,000 Mtok are charged as input, so revenue, profit and "
        "margin are at most these; give --input-price, --cached-price and --output-price"
    ]


def test_a_price_given_with_the_question_and_a_part_that_is_paid_for() -> None:
    """Half to all of 562,100 is paid for: 281,050 at the dearest hour leaves 1 - 130,608 / 281,050 = 53.5%."""
    prices = ("--input-price", "0.55", "--cached-price", "0.14", "--output-price", "2.19")
    found = said("serving", *DAY, *prices, "--paid", "0.5:1")
    assert ends(found, "revenue") == pytest.approx((421_575, 281_050, 562_100))
    assert ends(found, "margin") == pytest.approx((1 - 87_072 / 421_575, 1 - 130_608 / 281_050, 0.922548), abs=1e-6)


def test_an_unpriced_model_still_has_its_cost_and_says_how_to_price_it() -> None:
    found = said("serving", *DAY, "--model", "deepseek-r9", "--period", "2025")
    assert ends(found, "cost") == pytest.approx((87_072, 43_536, 130_608))
    # 87,072 over 168,000 and over 776,000 Mtok.
    costs = found["by"]["cost_per_output"]["value"], found["by"]["cost_per_token"]["value"]
    assert costs == pytest.approx((0.518286, 0.112206), abs=1e-6)
    assert [found["by"][name]["why"] for name in ("revenue", "margin")] == ["needs a list price"] * 2
    assert "no list price of 'deepseek-r9' ships (did you mean deepseek-r1, " in found["flags"][0]
    assert found["flags"][0].endswith("?); give --input-price, --cached-price and --output-price")
    bare = said("serving", "--gpu-hour", "2", "--gpus", "1814", "--hours", "24")
    assert bare["by"]["revenue"]["why"] == "needs a list price, input tokens, output tokens"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("inference", "--price", "-1", *COSTS[2:]), "--price[0] = -1.0: give 0 or more"),
        (("inference", *COSTS, "--currency", "usd"), "--currency usd: give an ISO code such as USD"),
        (("inference", *COSTS, "--quality-price", "0"), "--quality-price = 0.0: give a number above 0"),
        (
            ("serving", "--gpu-hour", "2", "--input-price", "5"),
            "--output-price is missing: give the price of a Mtok of",
        ),
        (("serving", "--gpu-hour", "2", "--input-price", "-5", "--output-price", "1"), "--input-price = -5.0: give 0"),
        (("serving", "--gpu-price", "50000"), "give --gpu-hour, or --gpu-price with --gpu-life"),
        (("serving", "--gpu-hour", "2", "--utilization", "1.5"), "--utilization 1.5: give 1 or less"),
        (("serving", "--gpu-hour", "2", "--gpu-price", "5", "--gpu-life", "4"), "the GPU hour is given too: keep one"),
        (("serving", "--gpu-hour", "nan", "--tokens-per-second", "85"), "--gpu-hour nan: give a finite number"),
        (("serving", "--gpu-hour", "2", "--currency", "dollars"), "--currency dollars: give an ISO code such as USD"),
        (("servng", "--gpu-hour", "2"), "no question 'servng': did you mean serving?"),
        (("gpu", "--gpu-hour", "2"), "no question 'gpu': ask one of market, reseller"),
    ],
)
def test_wrong_numbers_are_named(options: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(ask, options)
    assert result.exit_code == 2
    assert told in result.output

"""`finkit ask plan`, `task` and `unit`: figures worked by hand, ranges, and options that are refused by name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from finkit.ask.group import ask


def said(*options: str) -> dict[str, Any]:
    """The figures of an answer by name."""
    result = CliRunner().invoke(ask, [*options, "--json"])
    assert result.exit_code == 0, result.output
    data = json.loads(result.output)
    return {**data, "by": {found["name"]: found for found in data["figures"]}}


def test_a_plan_by_its_limits() -> None:
    found = said("plan", "--price", "20", "--api-value", "400", "--utilization", "0.25")
    even = found["by"]["break_even_utilization"]
    assert (even["value"], even["low"], even["high"]) == pytest.approx((0.2, 1 / 6, 1 / 3.1))
    assert found["by"]["user_margin"]["value"] == pytest.approx(-0.25)
    table = {label: values[0] for label, values in found["tables"][0]["rows"]}
    assert (table["25%"], table["100%"]) == pytest.approx((-0.25, -4))


def test_a_plan_by_its_tokens() -> None:
    spread = ("--usage", "8", "--unit-cost", "2", "--distribution", "lognormal", "--sigma", "1.5")
    found = said("plan", "--price", "20", *spread, "--cap", "40")
    assert found["by"]["margin_uncapped"]["value"] == pytest.approx(0.2)
    assert found["by"]["user_margin"]["value"] == pytest.approx(0.362071, abs=1e-6)
    assert [row[0] for row in found["tables"][0]["rows"]] == ["0%", "50%", "100%"]
    gone = found["by"]["added_gone"]
    assert (gone["value"], gone["why"]) == (pytest.approx(-3.379, abs=5e-4), "growth helps only while light users stay")
    free = said("plan", "--price", "0", *spread)["by"]
    assert (free["gini"]["value"], free["added_gone"]["why"]) == (pytest.approx(0.711156, abs=1e-6), "growth digs")
    # No figure rests on list prices here, so neither the cost share nor its source is named.
    assert found["assumption"].startswith("A Mtok costs the same to serve however many are used; use answers")
    assert found["sources"] == ["essay 000", "Klugman, Panjer and Willmot, Loss Models"]


def test_a_new_price_for_a_plan_by_its_limits() -> None:
    """10 left of 20 at a tenth of the limits, 19.38 to -10 over the ranges: 4/14, from 4/23.38 on, at -10 undefined."""
    used = ("--api-value", "400", "--utilization", "0.01:0.1:0.25")
    found = said("plan", "--price", "20", *used, "--new-price", "24")
    churn = found["by"]["break_even_churn"]
    assert (churn["value"], churn["low"]) == pytest.approx((4 / 14, 4 / 23.38))
    assert (churn["high"], churn["why"]) == (None, "from 17.1%; no limit where a user leaves nothing")
    assert found["assumption"].startswith("Serving costs 25.0% of API list prices (15.5% to 30.0%); use")
    assert found["sources"][1].startswith("cost share: assumed: SemiAnalysis' 75% margin")
    asked = said("plan", "--price", "20", *used, "--cost-share", "0.2")
    assert asked["sources"] == ["essay 000", "cost share: as asked, assumed"]


def test_a_task() -> None:
    found = said("task", "--wage", "200", "--hours", "0.3:0.4:0.5", "--tokens", "20", "--price", "6")
    assert found["by"]["net_with_gate"]["value"] == pytest.approx(17.850413, abs=1e-6)
    assert found["by"]["gate_minutes"]["value"] == pytest.approx(5.355124, abs=1e-5)
    assert found["by"]["share_worth"]["low"] == pytest.approx(0.135335, abs=1e-6)


def test_hours_have_one_name_in_both_questions() -> None:
    """Hours of a market and of a task; the longer name stays."""
    loop, market = ("task", "--wage", "200", "--tokens", "20", "--price", "6"), ("market", "--wage", "200")
    for name in ("--hours", "--hours-saved"):
        assert said(*loop, name, "0.4")["by"]["break_even_hours"]["value"] == pytest.approx(0.6)
        assert said(*market, "--tokens", "20", name, "0.4", "--price", "6")["by"]["mean_value"]["value"] == (
            pytest.approx(4)
        )


def test_the_volume_that_pays_training_back_has_its_range() -> None:
    """100 m over 6 - 2, 8 - 1 and 4 - 3; at a cost of 4 or more for a price of 4 there is no end."""
    found = said("unit", "--price", "4:6:8", "--unit-cost", "1:2:3", "--training", "100e6")["by"]
    mtok, tasks = found["recoup_mtok"], found["recoup_tasks"]
    assert (mtok["value"], mtok["low"], mtok["high"]) == pytest.approx((25e6, 100e6 / 7, 100e6))
    assert (tasks["low"], tasks["high"]) == pytest.approx((100e6 / 140, 5e6))
    open_ended = said("unit", "--price", "4:6:8", "--unit-cost", "1:2:4", "--training", "100e6")["by"]["recoup_mtok"]
    assert (open_ended["high"], open_ended["why"]) == (
        None, "from 14,285,714; no end at the low of price and high of cost: a token earns nothing",
    )  # fmt: skip


def test_a_unit_in_layers() -> None:
    """50 m Mtok at 6 and 2: 300 m less 100 m of serving, 100 m of training, 40 m of S&M."""
    layers = ("--training", "100e6", "--volume", "50e6", "--sales", "40e6")
    found = said("unit", "--price", "5:6:8", "--unit-cost", "2", *layers)["by"]
    assert [found[n]["value"] for n in ("marginal", "after_training", "after_training_and_sales")] == pytest.approx(
        [2 / 3, 1 / 3, 0.2]
    )
    assert found["marginal"]["low"] == pytest.approx(0.6)
    assert found["recoup_mtok"]["value"] == pytest.approx(25e6)
    bare = said("unit", "--price", "6", "--unit-cost", "2")["by"]
    assert bare["after_training"]["value"] is None
    assert bare["after_training"]["why"] == "needs --training and --volume"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["plan", "--price", "20", "--usage", "8000", "--unit-cost", "2"], "--usage 8000: serving it would cost 800"),
        (["plan", "--price", "-1"], "--price -1.0: give 0 or more"),
        (["plan", "--price", "20", "--utilization", "1.2"], "--utilization 1.2"),
        (["plan", "--price", "20", "--sigma", "1"], "write lognormal: sigma is given"),
        (["task", "--wage", "0"], "--wage 0"),
        (["task", "--wage", "200"], "tokens against wages also needs --hours-saved, --tokens, --price"),
        (["task", "--routed-share", "0.6", "--cost-ratio", "0.2"], "routing also needs --escalation"),
        (["task", "--currency", "USD"], "no question is whole"),
        (["unit", "--price", "0", "--unit-cost", "2"], "--price 0: give a number above 0"),
        (["unit", "--price", "6", "--unit-cost", "2", "--volume", "0"], "volume = 0.0: give a number above 0"),
        (["unit", "--price", "6:4", "--unit-cost", "2"], "low 6 is above high 4"),
        (
            ["market", "--price", "6", "--output-share", "0.2", "--tokens", "20", "--hours", "0.4", "--wage", "200"],
            "give it beside --output-share",
        ),
    ],
)
def test_options_are_refused_by_name(options: list[str], message: str) -> None:
    result = CliRunner().invoke(ask, options)
    assert result.exit_code == 2
    assert message in result.output


def test_light_users_needed_have_no_upper_end_where_they_may_leave_nothing() -> None:
    """At 1% to 25% of limits worth 400 a user costs 0.62 to 30 of 20; 42 to 100 are lost on one at full limits."""
    found = said("plan", "--price", "20", "--api-value", "400", "--utilization", "0.01:0.1:0.25")["by"]["light_needed"]
    assert (found["value"], found["low"], found["high"]) == (8, pytest.approx(42 / 19.38), None)
    assert found["why"] == "from 2.167; no mix where a mean user leaves nothing"


def test_a_margin_without_end_is_no_percentage() -> None:
    asked = ["unit", "--price", "6", "--unit-cost", "2", "--training", "1e8", "--volume", "1e-300"]
    result = CliRunner().invoke(ask, asked)
    assert "inf" not in result.output
    assert "no end" in result.output


def test_a_mix_forwards_and_from_a_claim() -> None:
    """At list prices 3 power users of 14,000 on 200 take 2,070 at 20; 2,000 claimed carry 13,333 each."""
    paid = ("mix", "--power-users", "3", "--power-price", "200", "--light-price", "20")
    needed = said(*paid, "--power-cost", "3500:14000", "--light-cost", "5")["by"]
    assert [needed["light_users"][end] for end in ("low", "high")] == [660, 2760]
    claim = said(*paid, "--light-users", "2000", "--power-cost", "14000")["by"]
    assert claim["light_users"]["value"] == 2070
    assert claim["implied_loss"]["value"] == pytest.approx(2000 * 20 / 3)
    assert claim["required_contribution"]["value"] == pytest.approx(20.7)
    lost = said(*paid, "--power-cost", "3500", "--light-cost", "25")
    assert lost["by"]["light_users"]["why"] == "low users lose money: no mix breaks even"


def test_a_pass_by_its_visits() -> None:
    """9.95 on tickets of 9.38: break-even at 1.06 visits; 15% of users with 40% of cost leave -11.31 each."""
    pass_ = ("plan", "--price", "9.95", "--usage", "0.77:0.85:2.23", "--unit-cost", "9.38")
    found = said(*pass_, "--heavy-users", "0.15", "--heavy-cost", "0.4", "--fixed-cost", "1000")
    by = found["by"]
    assert by["break_even_use"]["value"] == pytest.approx(1.060768, abs=1e-6)
    assert (by["user_contribution"]["low"], by["user_contribution"]["high"]) == pytest.approx((-10.9674, 2.7274))
    assert by["heavy_left"]["value"] == pytest.approx(9.95 - 0.85 * 9.38 * 0.4 / 0.15)
    assert by["users_to_carry"]["value"] == pytest.approx(1000 / 1.977)
    assert found["tables"][0]["rows"][2] == ["1", [pytest.approx(1.977), pytest.approx(1.977 / 9.95)]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["plan", "--price", "20"], "no question is whole: give --usage and --unit-cost"),
        (["plan", "--price", "nan", "--usage", "8", "--unit-cost", "2"], "'nan': give a finite number"),
        (["plan", "--price", "20", "--api-value", "1e30", "--utilization", "0.5"], "5e+28 times the price"),
        (["plan", "--price", "20", "--usage", "1e9", "--unit-cost", "2", "--token-unit", "million"], "check both"),
        (["plan", "--price", "20", "--heavy-users", "0.1"], "--heavy-cost: the part of users who are heavy"),
        (["mix", "--power-price", "200", "--light-price", "20"], "give --power-cost, or --light-users"),
        (["mix", "--power-price", "200", "--light-price", "20", "--power-cost", "9", "--power-users", "0"],
         "--power-users = 0.0: give a number above 0"),
        (["mix", "--power-price", "-1", "--light-price", "20", "--power-cost", "9"], "--power-price = -1.0: give 0"),
        (["bet", "--price", "200", "--token-cost", "400", "--decline", "90"], "--decline = 90.0: give 1 or less"),
        (["bet", "--price", "200", "--token-cost", "400", "--decline", "inf"], "'inf': give a finite number"),
        (["reseller", "--wholesale", "50", "--retail", "-52"], "--retail = -52.0: give a number above 0"),
        (["reseller", "--wholesale", "50:40", "--retail", "52"], "'50:40': write a number"),
        (["unit", "--price", "6", "--unit-cost", "2", "--training", "-5"], "--training = -5.0: give 0 or more"),
        (["inference", "--price", "10", "nan", "--tokens", "1", "1", "--tasks", "1", "1", "--users", "1", "1"],
         "'nan': give a finite number"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_line_that_names_the_option(options: list[str], message: str) -> None:
    result = CliRunner().invoke(ask, options)
    assert result.exit_code == 2
    told = [line for line in result.output.splitlines() if line.startswith("Error: ")]
    assert len(told) == 1
    assert message in told[0]


def test_percent_is_a_fraction_in_every_option() -> None:
    found = said("bet", "--price", "200", "--token-cost", "400", "--decline", "90%")
    assert found["by"]["bet_margin_next"]["value"] == pytest.approx(0.8)


def test_tokens_far_dearer_than_the_hours_are_asked_about() -> None:
    found = said("task", "--wage", "200", "--hours", "0.4", "--tokens", "2e7", "--price", "6")
    assert found["flags"][0].startswith("tokens cost 1.5e+06 times the hours that they save")
    dear = said("market", "--marginal-cost", "1e9", "--tokens", "20", "--hours", "0.4", "--wage", "200")
    assert dear["flags"][0].startswith("The cost is 2.5e+08 times what a Mtok is worth")
    free = said("market", "--marginal-cost", "0", "--tokens", "20", "--hours", "0.4", "--wage", "200")
    assert free["flags"] == []


def test_a_mix_too_large_to_count_is_said() -> None:
    paid = ("--power-price", "200", "--light-price", "20", "--light-cost", "19.9999999999")
    assert said("mix", *paid, "--power-cost", "1e300")["by"]["light_users"]["value"] is None

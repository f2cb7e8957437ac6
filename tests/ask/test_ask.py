"""finkit ask: one question, one answer, light and quick; wrong numbers are named by their option."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from finkit.ask.group import QUESTIONS
from finkit.cli import main

ESSAY = ("market", "--price", "6", "--tokens", "20", "--hours", "0.4", "--wage", "200")


def asked(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(main, ["ask", *words])
    return found.exit_code, found.output


def figures(*words: str) -> dict[str, dict[str, object]]:
    code, text = asked(*words, "--json")
    assert code == 0, text
    return {one["name"]: one for one in json.loads(text)["figures"]}


def test_the_essays_market() -> None:
    found = figures(*ESSAY)
    assert found["implied_cost"]["value"] == pytest.approx(2)
    assert found["held_margin"]["value"] == pytest.approx(2 / 3)
    assert found["slope_six_minutes"]["value"] == pytest.approx(1)
    code, text = asked(*ESSAY)
    assert code == 0
    assert "Marginal cost" not in text
    assert "Cost implied under one firm" in text
    assert "2          4   50.0%      36.8%         0.7358       66.7%" in text


def test_ranges_are_low_and_high_or_with_a_value_between() -> None:
    found = figures("market", "--price", "6", "--tokens", "20", "--hours", "0.3:0.4:0.5", "--wage", "200")
    cost = found["implied_cost"]
    assert (cost["value"], cost["low"], cost["high"]) == pytest.approx((2, 1, 3))
    halves = figures("market", "--price", "5:7", "--tokens", "20", "--hours", "0.4", "--wage", "200")
    assert (halves["price"]["value"], halves["price"]["low"], halves["price"]["high"]) == (6, 5, 7)


def test_the_reseller_and_the_bet() -> None:
    held = figures("reseller", "--wholesale", "50", "--retail", "52", "--new-wholesale", "2")
    assert held["same_percent_change"]["value"] == pytest.approx(-0.96)
    assert held["same_dollar_margin"]["value"] == 0.5
    bet = figures("bet", "--price", "200", "--token-cost", "400", "--decline", "0.9")
    assert (bet["bet_margin_now"]["value"], bet["bet_margin_next"]["value"]) == pytest.approx((-1, 0.8))
    assert "none: tokens will cost nothing" in asked("bet", "--price", "9", "--token-cost", "4", "--decline", "1")[1]


def test_a_missing_figure_is_null_and_none() -> None:
    found = figures("market", "--price", "3", "--tokens", "20", "--hours", "0.4", "--wage", "200")
    assert found["implied_cost"]["value"] == -1
    text = asked("market", "--price", "3", "--tokens", "20", "--hours", "0.4", "--wage", "200")[1]
    assert "no firm would stop at it" in " ".join(text.split())
    # A value of 4 over a price of 3 would be a margin of 4/3; two firms leave 2/3, and a truce needs no cost.
    assert found["held_margin"]["value"] is None
    assert found["held_margin"]["why"] == "no firm would stop at this price: the cost implied is below 0"
    assert found["slope_six_minutes"]["why"] == found["held_margin"]["why"]
    assert found["truce_discount_2"]["value"] == pytest.approx(0.525854, abs=1e-6)
    assert "133.3%" not in text
    assert "66.7%" in text
    assert "METHODS" not in text
    ends = figures("market", "--price", "6", "--tokens", "20", "--hours", "0.2:0.5:0.7", "--wage", "200")["held_margin"]
    assert (ends["value"], ends["low"], ends["high"]) == (pytest.approx(5 / 6), pytest.approx(1 / 3), None)
    assert str(ends["why"]).startswith("at one end of the ranges no firm would stop")
    assert "Cost held at not known" in text
    cost = figures("market", "--price", "6", "--tokens", "20", "--hours", "0.4:0.5:0.7", "--wage", "200")[
        "implied_cost"
    ]
    assert (cost["value"], cost["low"], str(cost["why"])[:31]) == (
        1,
        pytest.approx(-1),
        "at one end of the ranges no fir",
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--price", "6", "--tokens", "20", "--hours", "0", "--wage", "200"), "--hours 0: give a number above 0"),
        (("--price", "6", "--tokens", "20", "--hours", "0.5:0.3", "--wage", "200"), "low 0.5 is above high 0.3"),
        (("--price", "six", "--tokens", "20", "--hours", "1", "--wage", "2"), "'six': write a number, LOW:HIGH or"),
        (("--tokens", "20", "--hours", "1", "--wage", "2"), "--price: give a price, or a marginal cost"),
        (("--price", "6", "--tokens", "20", "--hours", "1", "--wage", "2", "--firms", "2", "--conduct", "0.5"),
         "--conduct 0.5: give the number of firms or conduct, not both"),
        (("--price", "6", "--tokens", "20", "--hours", "1", "--wage", "2", "--firms", "0"), "--firms 0: give 1 or mo"),
        (("--price", "6", "--input-price", "5", "--tokens", "20", "--hours", "1", "--wage", "2"), "--output-price"),
    ],
)  # fmt: skip
def test_wrong_usage_is_named_by_option(words: tuple[str, ...], told: str) -> None:
    code, text = asked("market", *words)
    assert code == 2
    assert told in " ".join(text.split())
    assert "Traceback" not in text


def test_every_question_has_a_command() -> None:
    code, text = asked("--help")
    assert code == 0
    assert all(f"\n  {name} " in text for name in QUESTIONS)
    assert asked("price")[0] == 2


def test_an_answer_loads_no_pandas() -> None:
    code = (
        f"import sys\nfrom finkit.cli import main\ntry:\n    main(['ask', *{ESSAY!r}])\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *(m for m in ('pandas', 'scipy', 'statsmodels') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("LOADED")

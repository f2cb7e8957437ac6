"""Payback against tenure over every choice, and the single choices that turn the answer."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.analysis.models.lifecycle import months_to_pay
from finkit.analysis.models.payoff import Choice, Earned, Outlay, Payoff, paybacks, payoff

BUNDLE = {"gross profit": Earned(2.9, 2.9, 4.175342), "after S&M": Earned(-0.5, -0.5, 4.175342)}
COSTS = {"all R&D as stated": Outlay(5.0, 5.0, 5.0), "final run": Outlay(0.5, 1.5, 1.0)}
LIVES = {"a life of 12 months": 12.0, "a life of 24 months": 24.0}


def test_the_bundle_does_not_pay_back_before_the_next_model() -> None:
    found = payoff(COSTS, BUNDLE, 4.175342, LIVES.items())
    assert isinstance(found, Payoff)
    assert found.centre == pytest.approx(7.19887, abs=1e-5)
    assert not found.pays
    assert found.ratio == pytest.approx(5 / 2.9)
    # Lowest: a tenth of R&D over two years; highest: never, held to what S&M leaves.
    assert found.ratio_low == pytest.approx(0.5 / 2.9 * 4.175342 / 24)
    assert found.ratio_high is None
    assert found.lowest == Choice("final run", "gross profit", "a life of 24 months")
    assert found.highest == Choice("all R&D as stated", "after S&M", "its tenure")
    assert found.answer == "no"
    # 7.2 months fit a year, and so two; 1.0 of 2.9 a tenure fits the tenure.
    assert [(one.choice, one.changed, one.at_end) for one in found.switches] == [
        (Choice("all R&D as stated", "gross profit", "a life of 12 months"), 1, False),
        (Choice("final run", "gross profit", "its tenure"), 1, False),
    ]
    assert found.switches[1].months == pytest.approx(4.175342 / 2.9)


# A year's R&D of 189 left 18.1 in 9.8 months of use: 102.3 months; a final run of 18.9 to 56.7: 10.2, 20.5 and 30.7.
SMALL = {"gross profit": Earned(18.1, 18.1, 9.8)}
RUN = {"all R&D as stated": Outlay(189.0, 189.0, 189.0), "final run": Outlay(18.9, 56.7, 37.8)}


def test_where_no_single_choice_turns_the_answer_the_smallest_set_does() -> None:
    found = payoff(RUN, SMALL, 12, LIVES.items())
    assert isinstance(found, Payoff)
    assert found.ratio_low is not None
    assert found.ratio_low < 1
    pair, end = found.switches
    assert (pair.choice, pair.changed, pair.at_end) == (
        Choice("final run", "gross profit", "a life of 24 months"), 2, False
    )  # fmt: skip
    assert pair.months == pytest.approx(37.8 / 18.1 * 9.8)
    # The low end of the final run alone fits the tenure of a year.
    assert (end.choice, end.changed, end.at_end) == (Choice("final run", "gross profit", "its tenure"), 1, True)
    assert end.months == pytest.approx(18.9 / 18.1 * 9.8)


def test_a_result_beyond_those_of_the_range_may_turn_the_answer() -> None:
    earned = {"gross profit": Earned(120, 120, 12), "after S&M and G&A": Earned(60, 60, 12)}
    found = payoff({"all R&D as stated": Outlay(80.0, 80.0, 80.0)}, earned, 12)
    assert isinstance(found, Payoff)
    # 8 months on gross profit, which alone bounds the ratio; 16 after S&M and G&A.
    assert found.pays
    assert [found.ratio_low, found.ratio_high] == pytest.approx([8 / 12, 8 / 12])
    assert [one.choice.result for one in found.switches] == ["after S&M and G&A"]
    assert found.switches[0].months == pytest.approx(16)
    low, middle, high = paybacks(Outlay(60.0, 100.0, 80.0), Earned(0, 120, 12))
    assert [low, middle] == pytest.approx([6, 16])
    assert high is None


def test_a_range_that_holds_the_tenure_is_undecided() -> None:
    found = payoff({"all R&D as stated": Outlay(100.0, 300.0, 200.0)}, {"gross profit": Earned(200, 200, 12)}, 10)
    assert isinstance(found, Payoff)
    # 6, 12 and 18 months against 10; no other choice is there.
    assert (found.low, found.centre, found.high) == pytest.approx((6, 12, 18))
    assert (found.pays, found.answer, found.switches, found.combinations) == (False, "undecided", (), 1)


@settings(max_examples=80, deadline=None)
@given(st.floats(1, 1e3), st.floats(0, 1e3), st.floats(1, 1e3), st.floats(0, 1e3), st.floats(1, 60), st.floats(6, 24))
def test_switches_are_the_fewest_choices_that_turn_the_answer(
    cost: float, more: float, left: float, wider: float, tenure: float, life: float
) -> None:
    outlays = {
        "all R&D as stated": Outlay(cost, cost + more, cost + more / 2),
        "final run": Outlay(cost / 10, cost / 2, 0.3 * cost),
    }
    earned = {"gross profit": Earned(left, left + wider, tenure), "after S&M": Earned(-left, left / 2, tenure)}
    found = payoff(outlays, earned, tenure, [("short", life), ("long", 2 * life)])
    assert isinstance(found, Payoff)
    service = {"its tenure": tenure, "short": life, "long": 2 * life}
    for one in found.switches:
        months = math.inf if one.months is None else one.months
        assert (months <= service[one.choice.service]) != found.pays
    crosses = {end is not None and end <= 1 for end in (found.ratio_low, found.ratio_high)}
    # A range of payback over service that holds 1 has a choice that turns the answer, or is undecided in itself.
    if len(crosses) > 1:
        assert found.switches or found.answer == "undecided"


def test_what_is_missing_is_said() -> None:
    assert "its cost is not known" in str(payoff({}, BUNDLE, 4))
    # A month of a year's tenure is too little to speak of.
    short = {"gross profit": Earned(1.0, 1.0, 1.0)}
    assert "for less than 25% of its use" in str(payoff(COSTS, short, 12))


@settings(max_examples=80, deadline=None)
@given(
    st.floats(0.01, 1e6), st.floats(1, 5), st.floats(-1e6, 1e6), st.floats(0, 1e5), st.floats(1, 40), st.floats(1, 40)
)
def test_the_choice_shown_lies_within_the_range(
    cost: float, wide: float, low: float, more: float, served: float, tenure: float
) -> None:
    earned = {"gross profit": Earned(low, low + more, max(served, tenure))}
    found = payoff({"all R&D as stated": Outlay(cost, cost * wide, cost * (1 + wide) / 2)}, earned, tenure)
    assert isinstance(found, Payoff)
    ratio = math.inf if found.ratio is None else found.ratio
    assert (math.inf if found.ratio_low is None else found.ratio_low) <= ratio * (1 + 1e-12)
    assert ratio <= (math.inf if found.ratio_high is None else found.ratio_high) * (1 + 1e-12)
    assert found.pays == (months_to_pay(cost * (1 + wide) / 2, low + more / 2, max(served, tenure)) <= tenure)

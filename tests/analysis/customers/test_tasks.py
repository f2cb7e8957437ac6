"""Tasks: worth their tokens or not, budgets, routing, offload, spend against revenue; what is missing and refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.customers.human_loop import human_in_loop
from finkit.analysis.customers.intensity import spend_vs_revenue
from finkit.analysis.customers.offload import local_offload
from finkit.analysis.customers.routing import model_routing
from finkit.analysis.customers.tasks import analyze_tasks, case_values
from finkit.analysis.customers.token_budget import token_budget
from finkit.analysis.span import Span
from finkit.assumptions.settings import Assumptions


def test_a_gate_turns_a_loss_into_a_profit() -> None:
    found = human_in_loop(200, 0.4, 20, 6, gate_hours=0.05)
    assert (found.task_cost, found.break_even_hours, found.break_even_price) == pytest.approx((120, 0.6, 4))
    assert (found.net_without_gate, found.net_with_gate) == pytest.approx((-40, 17.850413), abs=1e-06)
    assert found.gate_affordable == pytest.approx(0.0892521, abs=1e-7)
    assert found.net_after_gate == pytest.approx(7.850413, abs=1e-6)


def test_the_gate_agrees_with_simulation() -> None:
    """Hours drawn from an exponential, seed 7, 400,000 tasks: within four standard errors."""
    saved = np.random.default_rng(7).exponential(0.4, 400_000)
    net = np.maximum(200 * saved - 120, 0)
    exact = human_in_loop(200, 0.4, 20, 6).net_with_gate
    assert exact is not None
    assert abs(exact - net.mean()) < 4 * net.std() / math.sqrt(len(net))


@given(*(st.floats(0.01, 100) for _ in range(4)))
def test_a_free_perfect_gate_never_costs(wage: float, hours: float, tokens: float, price: float) -> None:
    found = human_in_loop(wage, hours, tokens, price)
    assert found.gate_worth is not None
    assert found.task_value is not None
    assert found.gate_worth >= -1e-9 * found.task_value


def test_budget_routing_offload_and_spend() -> None:
    assert token_budget(0.1, 2).cost_per_output == pytest.approx(0.55)
    assert token_budget(0.1, 2).break_even_multiple == pytest.approx(1.1)
    routed = model_routing(0.6, 0.2, 0.1)
    assert (routed.saving, routed.cost, routed.bound) == pytest.approx((0.42, 0.58, 0.6))
    assert (routed.break_even_escalation, routed.floor) == pytest.approx((0.8, 0.54))
    assert model_routing(0.5, 0.9, 0.4).saving == pytest.approx(-0.15)  # kept, not cut at 0
    device = local_offload(10, 3, 24, 4, 2)
    assert (device.cloud_margin, device.device_margin) == pytest.approx((0.2, 0.9875))
    assert device.switch_tokens == pytest.approx(0.0625)
    assert local_offload(10, 3, 24, 4, 0).switch_tokens is None
    intuit = spend_vs_revenue((20, 30), (16285, 18831))
    assert (intuit.spend_growth, intuit.change_bp) == pytest.approx((0.5, 3.65), abs=0.001)
    assert intuit.elasticity == pytest.approx(2.79, abs=0.002)
    flat = spend_vs_revenue((20, 30), (100, 100))
    assert flat.elasticity is None
    assert flat.flag


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: human_in_loop(0, 0.4, 20, 6), "wage = 0"),
        (lambda: human_in_loop(200, -0.4, 20, 6), "hours_saved = -0.4"),
        (lambda: human_in_loop(200, 0.4, math.inf, 6), "tokens = inf"),
        (lambda: human_in_loop(200, 0.4, 20, 0), "price = 0"),
        (lambda: token_budget(-0.1, 2), "token_share = -0.1"),
        (lambda: token_budget(0.1, 0), "output_multiple = 0"),
        (lambda: model_routing(1.2, 0.2, 0.1), "routed_share = 1.2"),
        (lambda: model_routing(0.6, -0.2, 0.1), "cost_ratio = -0.2"),
        (lambda: model_routing(0.6, 0.2, 1.1), "escalation = 1.1"),
        (lambda: local_offload(0, 3, 24, 4, 2), "fee = 0"),
        (lambda: local_offload(10, 3, 0, 4, 2), "life_months = 0"),
        (lambda: spend_vs_revenue((20, 30), (0, 100)), r"revenue\[0\] = 0"),
        (lambda: spend_vs_revenue((20,), (100, 110)), "spend has 1 values: give 2"),
    ],
)
def test_bad_input_is_refused_by_name(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=message):
        call()


def test_missing_in_is_missing_out() -> None:
    found = human_in_loop(200, None, 20, 6)
    assert (found.task_cost, found.task_value, found.share_worth) == (120, None, None)
    assert model_routing(0.6, None, 0.1).saving is None


def test_a_row_says_which_inputs_of_a_part_it_lacks() -> None:
    rows = [
        {"name": "Review", "wage": 200, "hours_saved": {"low": 0.3, "value": 0.4, "high": 0.5}, "tokens": 20_000,
         "token_unit": "thousand", "price": 6},
        {"name": "Notes", "fee": 10, "distribution_cost": 3},
    ]  # fmt: skip
    review, notes = analyze_tasks(Assumptions.of({"tasks": rows}).tasks)
    assert review.span("share_worth").value == pytest.approx(math.exp(-1.5))
    assert (review.span("share_worth").low, review.span("share_worth").high) == pytest.approx(
        (math.exp(-2), math.exp(-1.2))
    )
    assert review.gate_minutes.value == pytest.approx(60 * 0.0892521, abs=1e-4)
    assert review.absent == {}
    assert review.offload is None
    assert notes.absent == {"offload": "life months, month tokens, unit cost"}


def test_ranges_of_a_task_are_those_of_its_corners() -> None:
    """Routing 0.6 of 1 less 0.2 to 0.4 and 0.1; tokens of 10 to 20% on an output of 2; a device of 12 to 24 months."""
    rows = [
        {"name": "R", "routed_share": 0.6, "cost_ratio": {"low": 0.2, "high": 0.4}, "escalation": 0.1},
        {"name": "B", "token_share": {"low": 0.1, "high": 0.2}, "output_multiple": 2},
        {"name": "D", "fee": 10, "distribution_cost": 3, "life_months": {"low": 12, "high": 24}, "month_tokens": 4,
         "unit_cost": 2},
    ]  # fmt: skip
    routed, budget, device = analyze_tasks(Assumptions.of({"tasks": rows}).tasks)
    saving, output, switch = routed.span("routing_saving"), budget.span("cost_per_output"), device.span("switch_tokens")
    assert (saving.value, saving.low, saving.high) == pytest.approx((0.36, 0.3, 0.42))
    assert (output.low, output.high) == pytest.approx((0.55, 0.6))
    assert (switch.low, switch.high) == pytest.approx((0.0625, 0.125))
    assert budget.span("share_worth") == Span(None, None, None)


def test_a_gate_is_worth_most_where_the_mean_task_just_pays() -> None:
    """0.4 to 0.8 hours against 0.6 at break-even: a gate may take 0.6 / e hours there, more than at either end."""
    row = {"name": "T", "wage": 200, "hours_saved": {"low": 0.4, "high": 0.8}, "tokens": 20, "price": 6}
    (found,) = analyze_tasks(Assumptions.of({"tasks": [row]}).tasks)
    gate = found.span("gate_affordable")
    # At 0.4: 0.4 e^-1.5; at 0.8: 0.8 e^-0.75 - 0.2.
    assert (gate.low, gate.high) == pytest.approx((0.4 * math.exp(-1.5), 0.6 / math.e))
    assert 0.8 * math.exp(-0.75) - 0.2 < 0.6 / math.e
    assert found.gate_minutes.high == pytest.approx(36 / math.e)


def test_the_cases_of_an_input_follow_what_it_leaves() -> None:
    """Hours leave more as they rise, tokens less, in Mtok; routing more saves less where 1.2 of it comes back dear."""
    row = {"name": "T", "token_unit": "thousand", "tokens": {"low": 10_000, "value": 20_000, "high": 40_000},
           "hours_saved": {"low": 0.3, "value": 0.4, "high": 0.5}, "routed_share": {"low": 0.2, "high": 0.6},
           "cost_ratio": {"low": 0.5, "high": 0.9}, "escalation": 0.3}  # fmt: skip
    (task,) = Assumptions.of({"tasks": [row]}).tasks
    assert case_values(task, "hours_saved") == pytest.approx([0.4, 0.3, 0.5])
    assert case_values(task, "tokens") == pytest.approx([20, 40, 10])
    assert case_values(task, "routed_share") == pytest.approx([0.4, 0.6, 0.6])

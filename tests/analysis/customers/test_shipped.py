"""The shipped plans of June 2026: which of the two claims of essay 000 they reproduce, and the essays' tasks."""

from __future__ import annotations

import pytest

import finkit
from finkit.analysis.analyze import Analysis
from finkit.analysis.customers.utilization import USES
from finkit.files import shipped


@pytest.fixture(scope="module")
def held() -> Analysis:
    return finkit.analyze(finkit.read(shipped("statements") / "subscriptions.xlsx"))


def test_the_first_claim_is_the_best_cell_of_its_column(held: Analysis) -> None:
    plans = held.customers.plans
    assert plans is not None
    at = USES.index(0.25)
    margins = {one.plan.name: one.by_use.margins[at] for one in plans.each if one.by_use}
    assert max(margins.values(), key=lambda m: m or 0.0) == pytest.approx(-0.25)
    assert margins["ChatGPT Pro 20x"] == pytest.approx(-3.375)
    evens = [one.by_use.break_even for one in plans.each if one.by_use]
    assert evens == pytest.approx([0.2, 0.2, 0.1, 4 / 35, 4 / 35, 2 / 35])


def test_the_second_claim_needs_list_price_as_cost(held: Analysis) -> None:
    """Three users of ChatGPT Pro 20x: 2,070 light users at list prices as cost, 990 at a quarter of them."""
    plans = held.customers.plans
    assert plans is not None
    place = [one.plan.name for one in plans.each].index("ChatGPT Pro 20x")
    listed, served = plans.at("list_needed", place), plans.at("light_needed", place)
    assert (3 * (listed or 0), 3 * (served or 0)) == pytest.approx((2070, 990))


def test_every_figure_says_where_it_is_from(held: Analysis) -> None:
    plans = held.customers.plans
    assert plans is not None
    assert all(one.plan.source for one in plans.each)
    assert held.statement.company.kind == "example"
    assert plans.absent["totals"].startswith("users of each plan")


def test_the_tasks_of_the_essays(held: Analysis) -> None:
    coding, budget, routing, device, intuit = held.customers.tasks
    assert coding.loop is not None
    assert coding.loop.net_with_gate == pytest.approx(17.850413, abs=1e-6)
    assert budget.budget is not None
    assert budget.budget.cost_per_output == pytest.approx(0.55)
    assert routing.routing is not None
    assert routing.routing.saving == pytest.approx(0.42)
    assert device.offload is not None
    assert device.offload.device_margin == pytest.approx(0.9875)
    assert intuit.intensity is not None
    assert intuit.intensity.change_bp == pytest.approx(3.65, abs=0.001)

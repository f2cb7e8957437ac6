"""What a user of a plan leaves, and whether growth helps or digs."""

from __future__ import annotations

from typing import Any

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import NUMBER, RANGE, question, row


@question
@click.option("--price", type=NUMBER, required=True, help="Price of a user and month.")
@click.option("--api-value", type=RANGE, help="API list value of full limits a month.")
@click.option("--cost-share", type=RANGE, help="Cost of serving over list price.  [default: 0.155:0.25:0.3]")
@click.option("--utilization", type=RANGE, help="Part of the limits used, 0 to 1.")
@click.option("--usage", type=RANGE, help="Mean Mtok a user and month.")
@click.option("--unit-cost", type=RANGE, help="Cost of serving a Mtok.")
@click.option("--distribution", help="How use is spread: lognormal, pareto or sample.")
@click.option("--sigma", type=RANGE, help="Of log use, lognormal.")
@click.option("--alpha", type=RANGE, help="Of the tail, pareto.")
@click.option("--minimum", type=NUMBER, help="Mtok of the lightest user, pareto.")
@click.option("--sample", help="Mtok of sampled users: '1; 2; 10'.")
@click.option("--cap", type=NUMBER, help="Mtok a month at which use stops.")
@click.option("--included", type=NUMBER, help="Mtok a month in the price.")
@click.option("--overage-price", type=NUMBER, help="Price of a Mtok beyond them.")
@click.option("--heavy-users", type=RANGE, help="Part of users who are heavy, without a distribution:")
@click.option("--heavy-cost", type=RANGE, help="the part of the cost of all users that they cause.")
@click.option("--fixed-cost", type=RANGE, help="Cost a month that users have to carry.")
@click.option("--new-price", type=NUMBER, help="A price that is thought of.")
@click.option("--token-unit", help="Where tokens are not millions: tokens or thousand.")
@click.option("--currency", help="ISO code of money.  [default: USD]")
def plan(**given: Any) -> Answer:
    """What a user of a plan leaves, and whether growth helps or digs.

    \b
    finkit ask plan --price 20 --api-value 400 --utilization 0.01:0.1:0.25
    finkit ask plan --price 20 --usage 8 --unit-cost 2 --distribution lognormal --sigma 1.5 --cap 40
    finkit ask plan --price 9.95 --usage 0.77:0.85:2.23 --unit-cost 9.38 --heavy-users 0.15 --heavy-cost 0.4
    """
    from finkit.analysis.customers.answers import answer_of_plan
    from finkit.analysis.customers.plans import analyze_plans
    from finkit.assumptions.plans import Plan

    given = {**given, "currency": given["currency"] or "USD"}
    found = analyze_plans([row(Plan, {"name": "this plan", **given})])
    assert found is not None
    one = found.each[0]
    if one.cost.value is None and one.by_use is None and one.spread is None:
        raise ValueError("no question is whole: give --usage and --unit-cost, or --api-value and --utilization")
    return answer_of_plan(found)

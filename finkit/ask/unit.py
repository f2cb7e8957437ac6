"""What a million tokens leaves, layer by layer: after serving, training, sales and marketing."""

from __future__ import annotations

from collections.abc import Mapping

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import NUMBER, RANGE, question, ranged


@question
@click.option("--price", type=RANGE, required=True, help="Price of a Mtok.")
@click.option("--unit-cost", type=RANGE, required=True, help="Cost of serving a Mtok.")
@click.option("--volume", type=NUMBER, help="Mtok that training and S&M are spread over.")
@click.option("--training", type=NUMBER, help="Cost of training the model.")
@click.option("--sales", type=NUMBER, help="Sales and marketing for that volume.")
@click.option("--currency", default="USD", show_default=True, help="ISO code of money.")
def unit(
    price: Mapping[str, float],
    unit_cost: Mapping[str, float],
    volume: float | None,
    training: float | None,
    sales: float | None,
    currency: str,
) -> Answer:
    """What a million tokens leaves, layer by layer: after serving, training, sales and marketing.

    \b
    finkit ask unit --price 6 --unit-cost 2 --training 100e6 --volume 50e6 --sales 40e6
    """
    from finkit.analysis.customers.answers import answer_of_unit
    from finkit.analysis.given import number
    from finkit.assumptions.ranges import Amount, Positive

    number("--volume", volume, above=0)
    number("--training", training, least=0)
    number("--sales", sales, least=0)
    paid, cost = ranged(Positive, "--price", price), ranged(Amount, "--unit-cost", unit_cost)
    return answer_of_unit(paid, cost, volume, training, sales, currency)

"""What a price says of cost, and what competition does to the margin."""

from __future__ import annotations

from typing import Any

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import RANGE, question, row


@question
@click.option("--price", type=RANGE, help="Price of a Mtok, blended.")
@click.option("--tokens", type=RANGE, required=True, help="Mtok that one task uses.")
@click.option("--hours", type=RANGE, required=True, help="Mean hours that one task saves.")
@click.option("--wage", type=RANGE, required=True, help="What an hour of the worker costs.")
def market(**given: Any) -> Answer:
    """What a price says of marginal cost, and what competition does to the margin.

    finkit ask market --price 6 --tokens 20 --hours 0.4 --wage 200
    """
    from finkit.assumptions.market import Market

    held = row(Market, given)
    return Answer(held.name, (), "", "", "")

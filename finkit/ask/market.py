"""What a price says of cost, and what competition does to the margin."""

from __future__ import annotations

from typing import Any

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import RANGE, question, row


@question
@click.option("--tokens", type=RANGE, required=True, help="Mtok that one task uses.")
@click.option("--hours", "--hours-saved", "hours", type=RANGE, required=True, help="Mean hours that one task saves.")
@click.option("--wage", type=RANGE, required=True, help="What an hour of the worker costs.")
@click.option("--price", type=RANGE, help="Price of a Mtok, blended.")
@click.option("--input-price", type=RANGE, help="Price of a Mtok read, in place of --price.")
@click.option("--output-price", type=RANGE, help="Price of a Mtok written.")
@click.option("--output-share", type=RANGE, help="Written tokens over all tokens.")
@click.option("--marginal-cost", type=RANGE, help="Cost of one more Mtok, where it is known.")
@click.option("--firms", type=int, help="Equal firms that compete today.  [default: 1]")
@click.option("--conduct", type=RANGE, help="In place of --firms: 1 monopoly, 0 price taking.")
@click.option("--currency", help="ISO code of prices.  [default: USD]")
def market(**given: Any) -> Answer:
    """What a price says of marginal cost, and what competition does to the margin.

    \b
    finkit ask market --price 6 --tokens 20 --hours 0.3:0.4:0.5 --wage 200
    """
    from finkit.analysis.market.answers import answer_of
    from finkit.analysis.market.markets import read_market
    from finkit.assumptions.market import Market

    return answer_of(read_market(row(Market, {"name": "this market", **given})))

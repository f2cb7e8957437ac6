"""A price held while the cost of tokens falls: the margin then, and the decline that it takes."""

from __future__ import annotations

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import question


@question
@click.option("--price", type=float, required=True, help="Price of the plan.")
@click.option("--token-cost", type=float, required=True, help="What its tokens cost now.")
@click.option("--decline", type=float, required=True, help="Fall of the cost of a token expected, 0 to 1.")
@click.option("--use-growth", type=float, default=1.0, show_default=True, help="Times as many tokens used then.")
def bet(price: float, token_cost: float, decline: float, use_growth: float) -> Answer:
    """A price held while the cost of tokens falls: the margin then, and the decline that it takes.

    \b
    finkit ask bet --price 200 --token-cost 400 --decline 0.9
    """
    from finkit.analysis.market.answers import answer_of_bet
    from finkit.analysis.market.passthrough import price_bet

    return answer_of_bet(price_bet(price, token_cost, decline, use_growth))

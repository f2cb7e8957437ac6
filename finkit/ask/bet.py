"""A price held while the cost of tokens falls: the margin then, and the decline that it takes."""

from __future__ import annotations

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import NUMBER, question


@question
@click.option("--price", type=NUMBER, required=True, help="Price of the plan.")
@click.option("--token-cost", type=NUMBER, required=True, help="What its tokens cost now.")
@click.option("--decline", type=NUMBER, required=True, help="Fall of the cost of a token expected, 0 to 1.")
@click.option("--use-growth", type=NUMBER, default=1.0, show_default=True, help="Times as many tokens used then.")
def bet(price: float, token_cost: float, decline: float, use_growth: float) -> Answer:
    """A price held while the cost of tokens falls: the margin then, and the decline that it takes.

    \b
    finkit ask bet --price 200 --token-cost 400 --decline 0.9
    """
    from finkit.analysis.given import number
    from finkit.analysis.market.answers import answer_of_bet
    from finkit.analysis.market.passthrough import price_bet

    number("--price", price, above=0)
    number("--token-cost", token_cost, least=0)
    number("--decline", decline, least=0, most=1)
    number("--use-growth", use_growth, above=0)
    return answer_of_bet(price_bet(price, token_cost, decline, use_growth))

"""What tokens cost, in four measures that may all move differently."""

from __future__ import annotations

import re

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import NUMBER, question

TWO = (NUMBER, NUMBER)


@question
@click.option("--price", type=TWO, required=True, metavar="BEFORE AFTER", help="Price of a Mtok.")
@click.option("--tokens", type=TWO, required=True, metavar="BEFORE AFTER", help="Tokens that one task uses.")
@click.option("--tasks", type=TWO, required=True, metavar="BEFORE AFTER", help="Tasks of one user.")
@click.option("--users", type=TWO, required=True, metavar="BEFORE AFTER", help="Users.")
@click.option("--quality-price", type=NUMBER, help="Price of a constant quality, after over before.")
@click.option("--currency", default="USD", show_default=True, help="ISO code of prices.")
def inference(
    price: tuple[float, float], tokens: tuple[float, float], tasks: tuple[float, float], users: tuple[float, float],
    quality_price: float | None, currency: str,
) -> Answer:  # fmt: skip
    """What tokens cost, in four measures, and what moved spending.

    \b
    finkit ask inference --price 10 8 --tokens 2000 9000 --tasks 100 140 --users 1e6 1.8e6 --quality-price 0.04
    """
    from finkit.analysis.given import number, numbers
    from finkit.analysis.inference.answers import answer_of_costs

    for option, pair in {"--price": price, "--tokens": tokens, "--tasks": tasks, "--users": users}.items():
        numbers(option, pair, least=0)
    number("--quality-price", quality_price, above=0)
    if not re.fullmatch("[A-Z]{3}", currency):
        raise ValueError(f"--currency {currency}: give an ISO code such as USD")
    before, after = (
        {"price": price[n], "tokens_per_task": tokens[n], "tasks_per_user": tasks[n], "users": users[n]} for n in (0, 1)
    )
    return answer_of_costs(before, after, quality_price, currency)

"""How many light users carry the power users, and what a claim of so many says of their cost."""

from __future__ import annotations

from collections.abc import Mapping

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import NUMBER, RANGE, question, ranged


@question
@click.option("--power-price", type=NUMBER, required=True, help="What a power user pays a month.")
@click.option("--power-cost", type=RANGE, help="What serving one costs a month.")
@click.option("--light-price", type=NUMBER, required=True, help="What a light user pays.")
@click.option("--light-cost", type=RANGE, default="0", show_default=True, help="What serving one costs.")
@click.option("--power-users", type=NUMBER, default=1.0, show_default=True, help="Power users to carry.")
@click.option("--light-users", type=NUMBER, help="Light users that are claimed to carry them.")
@click.option("--currency", default="USD", show_default=True, help="ISO code of money.")
def mix(
    power_price: float, power_cost: Mapping[str, float] | None, light_price: float, light_cost: Mapping[str, float],
    power_users: float, light_users: float | None, currency: str,
) -> Answer:  # fmt: skip
    """How many light users carry the power users, and what a claim of so many says of their cost.

    \b
    finkit ask mix --power-users 3 --power-price 200 --power-cost 3500:14000 --light-price 20 --light-cost 5
    finkit ask mix --power-users 3 --light-users 2000 --power-price 200 --light-price 20
    """
    from finkit.analysis.customers.mix_answer import answer_of_mix
    from finkit.analysis.given import number
    from finkit.assumptions.ranges import Amount

    for option, price in (("--power-price", power_price), ("--light-price", light_price)):
        number(option, price, least=0)
    for option, users in (("--power-users", power_users), ("--light-users", light_users)):
        number(option, users, above=0)
    heavy = None if power_cost is None else ranged(Amount, "--power-cost", power_cost)
    light = ranged(Amount, "--light-cost", light_cost)
    return answer_of_mix(power_users, power_price, heavy, light_price, light, light_users, currency)

"""What a reseller keeps as its wholesale price falls, and who wants bigger bills."""

from __future__ import annotations

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import NUMBER, question


@question
@click.option("--wholesale", type=NUMBER, required=True, help="What the reseller pays.")
@click.option("--retail", type=NUMBER, required=True, help="What it takes.")
@click.option("--new-wholesale", type=NUMBER, help="What it may pay later.")
def reseller(wholesale: float, retail: float, new_wholesale: float | None) -> Answer:
    """What a reseller keeps as its wholesale price falls, and who wants bigger bills.

    \b
    finkit ask reseller --wholesale 50 --retail 52 --new-wholesale 2
    """
    from finkit.analysis.given import number
    from finkit.analysis.market.answers import answer_of_resale
    from finkit.analysis.market.passthrough import resale

    number("--wholesale", wholesale, least=0)
    number("--retail", retail, above=0)
    number("--new-wholesale", new_wholesale, least=0)
    return answer_of_resale(resale(wholesale, retail, new_wholesale))

"""Whether a task is worth its tokens, and whether it could be served for less."""

from __future__ import annotations

from typing import Any

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import NUMBER, RANGE, question, row


@question
@click.option("--wage", type=RANGE, help="Cost of an hour of who does it now.")
@click.option("--hours", "--hours-saved", "hours_saved", type=RANGE, help="Mean hours that one task saves.")
@click.option("--tokens", type=RANGE, help="Mtok of one task.")
@click.option("--price", type=RANGE, help="Price of a Mtok.")
@click.option("--gate-hours", type=RANGE, help="Hours a task to see whether it is worth doing.")
@click.option("--token-share", type=RANGE, help="Token budget over salary.")
@click.option("--output-multiple", type=RANGE, help="Output with tokens over output without.")
@click.option("--routed-share", type=RANGE, help="Part of tasks sent to an older model.")
@click.option("--cost-ratio", type=RANGE, help="Its cost over the newest model's.")
@click.option("--escalation", type=RANGE, help="Part of the routed that comes back.")
@click.option("--fee", type=RANGE, help="Licence fee a month.")
@click.option("--distribution-cost", type=RANGE, help="Cost of putting a model on a device.")
@click.option("--life-months", type=RANGE, help="Life of that copy.")
@click.option("--month-tokens", type=RANGE, help="Mtok that a user takes a month.")
@click.option("--unit-cost", type=RANGE, help="Cost of serving a Mtok in the cloud.")
@click.option("--spend-before", type=NUMBER, help="A buyer's token spend, earlier period.")
@click.option("--spend", type=NUMBER, help="Later period.")
@click.option("--revenue-before", type=NUMBER, help="That buyer's revenue, earlier period.")
@click.option("--revenue", type=NUMBER, help="Later period.")
@click.option("--token-unit", help="Where tokens are not millions: tokens or thousand.")
@click.option("--currency", help="ISO code of money.  [default: USD]")
def task(**given: Any) -> Answer:
    """Whether a task is worth its tokens, and whether it could be served for less.

    \b
    finkit ask task --wage 200 --hours 0.3:0.4:0.5 --tokens 20 --price 6
    finkit ask task --routed-share 0.6 --cost-ratio 0.2 --escalation 0.1
    """
    from finkit.analysis.customers.answers import answer_of_task
    from finkit.analysis.customers.tasks import analyze_task
    from finkit.assumptions.tasks import Task

    given = {**given, "currency": given["currency"] or "USD"}
    found = analyze_task(row(Task, {"name": "this task", **given}))
    if not found.whole and found.absent:
        part, lacking = next(iter(found.absent.items()))
        options = ", ".join("--" + name.replace(" ", "-") for name in lacking.split(", "))
        raise ValueError(f"{part} also needs {options}")
    if not found.whole:
        raise ValueError("no question is whole: give --wage, --hours, --tokens and --price, or see --help")
    return answer_of_task(found)

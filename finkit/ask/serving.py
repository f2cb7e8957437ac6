"""What a token costs from the machines up, and whether the hardware can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from finkit.analysis.answer import Answer
from finkit.ask.question import NUMBER, RANGE, question, row

if TYPE_CHECKING:
    from finkit.assumptions.prices import Price

_KINDS = ("input", "output", "cached")
_OPTIONS = "give --input-price, --cached-price and --output-price"


@question
@click.option("--gpu-hour", type=RANGE, help="Money per GPU and hour, as rented.")
@click.option("--gpu-price", type=RANGE, help="Or the price of one GPU with its share of the server,")
@click.option("--gpu-life", type=RANGE, help="its life in years,")
@click.option("--interest", type=RANGE, help="the cost of finance a year, as a fraction,")
@click.option("--opex", type=RANGE, help="running cost over a year's depreciation,")
@click.option("--availability", type=RANGE, help="and the part of all hours that it can be used.")
@click.option("--tokens-per-second", type=RANGE, help="Output tokens a second and GPU at full load.")
@click.option("--utilization", type=RANGE, help="Part of the time at that load; none: 30, 50 and 100%.")
@click.option("--model", help="Whose list price stands beside it.")
@click.option("--period", help="Of that price, such as 2025-06.  [default: 2026]")
@click.option("--input-price", type=NUMBER, help="Or the price of a Mtok read,")
@click.option("--cached-price", type=NUMBER, help="of one read from a cache,")
@click.option("--output-price", type=NUMBER, help="and of one written.")
@click.option("--gpus", type=NUMBER, help="GPUs in use, for the period's books:")
@click.option("--hours", type=NUMBER, help="its hours,")
@click.option("--input-tokens", type=NUMBER, help="its input in millions of tokens,")
@click.option("--cached-tokens", type=NUMBER, help="of these, from a cache,")
@click.option("--output-tokens", type=NUMBER, help="its output,")
@click.option("--paid", type=RANGE, help="and the part of them that is paid for.")
@click.option("--active-parameters", type=NUMBER, help="Billions at work per token, for the physical check.")
@click.option("--bytes-per-parameter", type=NUMBER, help="2 for 16 bits, 1 for 8 bits.")
@click.option("--peak-tflops", type=NUMBER, help="The GPU's peak.")
@click.option("--bandwidth", type=NUMBER, help="The GPU's memory bandwidth, GB/s.")
@click.option("--batch", type=NUMBER, help="Sequences decoded at once.")
@click.option("--currency", help="ISO code of money.  [default: USD]")
def serving(**given: Any) -> Answer:
    """What a token costs from the machines up, and whether the hardware can.

    \b
    finkit ask serving --gpu-hour 2 --tokens-per-second 85 --utilization 0.3:0.5:0.7 --model gpt-4o --period 2025
    finkit ask serving --gpu-price 50000 --gpu-life 3:4:6 --interest 0.12 --opex 0.2 --tokens-per-second 2500
    finkit ask serving --gpu-hour 1:2:3 --gpus 1814 --hours 24 --input-tokens 608000 --cached-tokens 342000
    --output-tokens 168000 --model deepseek-reasoner --period 2025-02
    """
    from finkit.analysis.inference.answers import answer_of_serving
    from finkit.analysis.inference.bottom_up import bottom_up
    from finkit.assumptions.list_prices import GIVE_IT
    from finkit.assumptions.serving import Serving

    prices = {kind: given.pop(f"{kind}_price") for kind in _KINDS}
    given |= {"period": given["period"] or "2026"}
    if any(price is not None for price in prices.values()):
        given["model"] = given["model"] or "this model"
    fleet = row(Serving, given)
    answer = answer_of_serving(bottom_up(fleet, _priced(fleet.model, fleet.currency, prices)))
    return replace(answer, flags=tuple(flag.replace(GIVE_IT, _OPTIONS) for flag in answer.flags))


def _priced(model: str, currency: str, prices: Mapping[str, float | None]) -> tuple[Price, ...]:
    """The price of the options, none where none is given; ValueError for one of input and output alone."""
    from finkit.analysis.given import number
    from finkit.assumptions.prices import Price

    if all(price is None for price in prices.values()):
        return ()
    for kind, price in prices.items():
        number(f"--{kind}-price", price, least=0)
        if price is None and kind != "cached":
            raise ValueError(f"--{kind}-price is missing: give the price of a Mtok of input and that of output")
    return (Price.model_validate({"model": model, "currency": currency, "source": "as given", **prices}),)

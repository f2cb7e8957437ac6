"""The blend: one price of a Mtok from the prices of tokens read and written. METHODS 1.1(a)."""

from __future__ import annotations

from numpy.typing import ArrayLike

from finkit.analysis.market.chain import amounts, chain
from finkit.analysis.measures import Floats, Measure

# From no output at all to one token written for each one read; 0.25 is three read for one written.
SHARES = (0.0, 0.05, 0.1, 0.25, 0.5)

BLEND = (
    Measure("blended_price", "Price of a Mtok, blended", "input_price + output_share * (output_price - input_price)",
            "price", "Price of tokens read and written, by the share of those written."),
)  # fmt: skip


def blended_price(input_price: ArrayLike, output_price: ArrayLike, output_share: ArrayLike) -> Floats:
    """The price of a Mtok at shares of output tokens from 0 to 1; prices above 0."""
    given = {
        "input_price": amounts("input_price", input_price, above=0),
        "output_price": amounts("output_price", output_price, above=0),
        "output_share": amounts("output_share", output_share, least=0, most=1),
    }
    return chain(BLEND, given)["blended_price"]

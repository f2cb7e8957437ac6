"""The first screen's answer on the market: the cost that a price implies, and margins under one to five firms."""

from __future__ import annotations

from collections.abc import Iterator

from finkit.reporting.market_figures import Cells
from finkit.reporting.market_sentences import Told, verdict_of
from finkit.reporting.page import Page


def market(page: Page) -> Iterator[Told]:
    """The first screen's sentences: the first market's cost and margins, or what input would bring them."""
    markets = page.analysis.market.markets
    if markets:
        yield from verdict_of(Cells(page, markets[0]))
        return
    yield (f"Absent: needs {page.analysis.market.absent}.",)

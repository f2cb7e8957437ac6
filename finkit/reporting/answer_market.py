"""The first screen's answer on the market: the cost that a price implies, and margins under one to five firms."""

from __future__ import annotations

from collections.abc import Iterator

from finkit.reporting.market_figures import Cells
from finkit.reporting.market_sentences import Told, verdict_of
from finkit.reporting.page import Page


def market(page: Page) -> Iterator[Told]:
    """The first screen's sentences: the first market's cost and margins, which others there are, or what is needed."""
    markets = page.analysis.market.markets
    if markets:
        yield from verdict_of(Cells(page, markets[0]))
        if markets[1:]:
            yield (f"Below, not in these figures: {', '.join(found.row.name for found in markets[1:])}.",)
        return
    yield (f"Absent: needs {page.analysis.market.absent}.",)

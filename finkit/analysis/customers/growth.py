"""Does growth help or dig: what one more user leaves at mean, median and heavy use, as light users leave. METHODS 7.

Light users are the lighter half. They leave first, so those who stay, and those who come like them, use more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from finkit.analysis.customers.distribution import Distribution
from finkit.analysis.given import known, number
from finkit.analysis.span import Span

LIGHT = 0.5
LEAVING = (0.0, 0.5, 1.0)
HEAVY = 0.99


@dataclass(frozen=True, slots=True)
class Added:
    """One more user, of a plan from which `leaving` of the light users have left: money a month, use in Mtok.

    `mean`, `median` and `heavy` are contributions at the mean, median and 99th percentile use of those who stay;
    `margin` is the mean over revenue. None where the mean is infinite or an input is missing.
    """

    leaving: float
    mean_use: float | None
    mean: float | None
    median: float | None
    heavy: float | None
    margin: float | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a user pays and costs a month: price, cost per Mtok, cap, tokens included and the price beyond (or none)."""

    price: float
    unit_cost: float
    cap: float = math.inf
    included: float = math.inf
    overage_price: float = 0.0

    def revenue(self, served: float, within: float) -> float:
        """Price and overage on `served` tokens, of which `within` are included."""
        return self.price + (self.overage_price * (served - within) if self.overage_price else 0.0)

    def contribution(self, use: float) -> float:
        """What a user of that use leaves."""
        served = min(use, self.cap)
        return self.revenue(served, min(served, self.included)) - self.unit_cost * served


def added_user(use: Distribution, terms: Terms, leaving: float | None) -> Added:
    """One more user where `leaving` of the lighter half (0 to 1) have left, lightest first."""
    gone = LIGHT * number("leaving", leaving, least=0, most=1)
    if math.isnan(gone):
        raise ValueError(f"leaving = {leaving!r}: give a part between 0 and 1")
    stay = 1 - gone
    served = use.capped_of_top(stay, terms.cap)
    within = use.capped_of_top(stay, min(terms.cap, terms.included))
    revenue = terms.revenue(served, within)
    mean = revenue - terms.unit_cost * served
    finite = math.isfinite(served)
    median, heavy = (terms.contribution(use.quantile(gone + stay * part)) for part in (0.5, HEAVY))
    return Added(
        gone / LIGHT, served if finite else None, mean if finite else None, known(median), known(heavy),
        mean / revenue if finite and revenue else None,
    )  # fmt: skip


def growth_in_words(stay: Span, gone: Span) -> str:
    """What growth does where one more user leaves `stay`, and `gone` once all light users left; and if ranges agree."""
    as_given, *others = (_word(*at) for at in ((stay.value, gone.value), (stay.low, gone.low), (stay.high, gone.high)))
    return as_given if set(others) <= {as_given, ""} else f"{as_given}, which the ranges leave open"


def _word(stay: float | None, gone: float | None) -> str:
    if stay is None or gone is None:
        return ""
    word = "helps" if stay > 0 else "digs"
    return word if (stay > 0) == (gone > 0) else f"{word} only while light users stay"


def growth(use: Distribution, terms: Terms) -> tuple[Added, ...]:
    """One more user with none, half and all of the light users gone."""
    return tuple(added_user(use, terms, leaving) for leaving in LEAVING)

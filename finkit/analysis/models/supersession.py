"""Supersession: what happens to the book value of a model once a better one takes its users. METHODS 4.6.

In this order: the useful life is cut prospectively (`life_cut`), then what is left is tested (`impairment`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from finkit.analysis.given import known, number, unknown

_NO_VALUE_IN_USE = "value in use is not known: fair value less costs stands for the recoverable amount"
_NO_FAIR_VALUE = "fair value less costs is not known: value in use stands for the recoverable amount"


@dataclass(frozen=True, slots=True)
class Impairment:
    """The loss under US GAAP and under IFRS, 0 or more; None where what the test needs is missing (`flag`).

    `recoverable` is the US screen: undiscounted flows cover the book value. `recoverable_amount` is the IFRS one.
    """

    recoverable: bool | None
    us_loss: float | None
    recoverable_amount: float | None
    ifrs_loss: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class LifeCut:
    """A model superseded before the end of its life: book values by straight line and by use, and the new charge.

    `charge` is a month's, over what the new life leaves; None where the new life is over, so that the whole
    straight-line book value is charged at once.
    """

    straight_line_book: float | None
    usage_book: float | None
    charge: float | None
    flag: str = ""


def impairment(
    book: float | None,
    undiscounted_flows: float | None,
    fair_value: float | None,
    value_in_use: float | None,
    fair_value_less_costs: float | None,
) -> Impairment:
    """ASC 360-10-35: only where undiscounted flows do not cover the book value, book less fair value.

    IAS 36: book less the higher of value in use and fair value less costs; where one is missing the other stands
    for both, flagged. Money of one unit, each 0 or more.
    """
    held = number("nbv", book, least=0)
    flows, fair = number("undiscounted_cash_flows", undiscounted_flows, least=0), number(
        "fair_value", fair_value, least=0)  # fmt: skip
    use = number("value_in_use", value_in_use, least=0)
    net = number("fair_value_less_costs", fair_value_less_costs, least=0)
    flags = []
    screened = None if math.isnan(held + flows) else flows >= held
    loss = math.nan
    if screened is None:
        flags.append("undiscounted flows or book value are not known: no US test")
    elif screened:
        loss = 0.0
    else:
        loss = max(held - fair, 0.0) if not math.isnan(fair) else math.nan
        flags += ["fair value is not known: no US loss"] if math.isnan(fair) else []
    if math.isnan(use):
        flags.append(_NO_VALUE_IN_USE)
    elif math.isnan(net):
        flags.append(_NO_FAIR_VALUE)
    amount = net if math.isnan(use) else use if math.isnan(net) else max(use, net)
    if math.isnan(amount):
        flags[-1] = "neither value in use nor fair value less costs is known: no IFRS test"
    after = math.nan if math.isnan(held + amount) else max(held - amount, 0.0)
    return Impairment(screened, known(loss), known(amount), known(after), "; ".join(flags))


def life_cut(cost: float | None, life: float, at: float, new_life: float, part_used: float | None = None) -> LifeCut:
    """A straight-line life cut at age `at` to `new_life` in all; ages and lives in months, `at` within 0 to `life`.

    `part_used` of the use expected in all, 0 to 1, gives the book value under units of production.
    """
    paid = number("cost", cost, least=0)
    whole, age = number("life", life, above=0), number("at", at, least=0)
    if age > whole:
        raise ValueError(f"at = {at!r}: give an age within the life of {life:g} months")
    left, used = number("new_life", new_life, above=0) - age, number("part_used", part_used, least=0, most=1)
    book = paid * (1 - age / whole)
    if left <= 0:
        over = "the new life is over: the whole book value is charged at once"
        return LifeCut(known(book), known(paid * (1 - used)), None, over)
    lacks = unknown({"cost": paid, "life": whole, "at": age, "new_life": left})
    return LifeCut(known(book), known(paid * (1 - used)), known(book / left), lacks)

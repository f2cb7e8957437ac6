"""A mix of power and light users as an answer, read forwards and, from a claim, backwards. METHODS 1.3."""

from __future__ import annotations

from collections.abc import Iterator

from finkit.analysis.answer import Answer, Finding
from finkit.analysis.customers.mix import implied_loss, power_mix, required_contribution
from finkit.analysis.span import Span, spanned
from finkit.assumptions.ranges import Range

ESSAY = "essay 000; SemiAnalysis, June 2026"


def answer_of_mix(
    n_power: float, power_price: float, power_cost: Range | None, low_price: float, low_cost: Range,
    n_low: float | None, currency: str,
) -> Answer:  # fmt: skip
    """Light users who carry `n_power` power users; with `n_low` of them claimed, what that claim implies.

    ValueError where neither the cost of a power user nor a claim is given.
    """
    if power_cost is None and n_low is None:
        raise ValueError("no question is whole: give --power-cost, or --light-users that are claimed to carry them")
    figures: list[Finding] = []
    flags: list[str] = []
    if power_cost is not None:
        figures += _needed(n_power, power_price, power_cost, low_price, low_cost, currency)
        flags.append(power_mix(n_power, power_price, power_cost.centre, low_price, low_cost.centre).flag)
    if n_low is not None:
        claim = implied_loss(n_power, n_low, low_price, low_cost.centre, power_price)
        loss = spanned(lambda at: implied_loss(n_power, n_low, low_price, at, power_price).loss, low_cost)
        cost = spanned(lambda at: implied_loss(n_power, n_low, low_price, at, power_price).cost, low_cost)
        figures.append(
            Finding("low_per_power_claimed", "Light users for one, as claimed", claim.low_per_power, "users")
        )
        figures.append(_finding("implied_loss", "Loss on a power user that they carry", loss, currency, claim.flag))
        figures.append(_finding("implied_cost", "so that one costs", cost, currency, claim.flag))
        flags.append(claim.flag)
        if power_cost is not None:
            need = spanned(lambda at: required_contribution(n_power, n_low, power_price, [at])[0], power_cost)
            figures.append(_finding("required_contribution", "A light user has to leave", need, currency))
    return Answer(
        "How many light users carry the power users?", tuple(figures),
        "light users = power users x (cost - price of one) / (price - cost of a light user)",
        "Two kinds of users, each alike; no cost but that of serving.",
        "At API list prices for cost a claim reads as if list price were cost; use is a spread, not two kinds.",
        tuple(dict.fromkeys(flag for flag in flags if flag)), (ESSAY,),
    )  # fmt: skip


def _needed(
    n_power: float, power_price: float, power_cost: Range, low_price: float, low_cost: Range, currency: str
) -> Iterator[Finding]:
    flag = power_mix(n_power, power_price, power_cost.centre, low_price, low_cost.centre).flag
    loss = Span(*(at - power_price for at in (power_cost.centre, power_cost.low, power_cost.high)))
    left = Span(*(low_price - at for at in (low_cost.centre, low_cost.high, low_cost.low)))
    yield _finding("power_loss", "Loss on a power user", loss, currency)
    yield _finding("light_left", "Contribution of a light user", left, currency)
    for name, label, read in (
        ("low_per_power", "Light users for one power user", "low_per_power"), ("light_users", "Light users", "users"),
    ):  # fmt: skip

        def at(heavy: float, light: float, read: str = read) -> float | None:
            found = getattr(power_mix(n_power, power_price, heavy, low_price, light), read)
            return None if found is None else float(found)

        yield _finding(name, label, spanned(at, power_cost, low_cost), "users", flag)


def _finding(name: str, label: str, found: Span, unit: str, why: str = "") -> Finding:
    return Finding(name, label, found.value, unit, "", found.low, found.high, why if found.value is None else "")

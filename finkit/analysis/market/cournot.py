"""Firms of unequal cost, and margins by share: METHODS 1.1, Cournot under demand with an exponential tail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, number, numbers, unknown
from finkit.analysis.market.chain import chain
from finkit.analysis.measures import Measure

# The price at which all quantities add up solves sum(max(0, p - c)) = z. Its left side is the largest of the lines that
# count a set of firms, so the price is the least of the candidates: each firm's with all that cost no more than it.
# A worksheet has no least along a row; the largest reciprocal so far serves, as prices are above 0.
RIVALS = (
    Measure("firm_cost", "Marginal cost, a firm a row", "at(rival_cost, firm_number)", "price",
            "The costs of the firms, turned from a row into a column."),
    Measure("no_dearer", "Costs no higher than this firm's", "where(firm_cost <= rival_cost, firm_cost, 0)", "price",
            "A row a firm, a column a firm whose cost it is compared with."),
    Measure("no_dearer_count", "Firm costs no more", "where(firm_cost <= rival_cost, 1, 0)", "plain",
            "1 where the firm of the row costs no more than that of the column."),
    Measure("candidate_price", "Price with these firms alone",
            "(sum_rows(no_dearer) + mean_value) / sum_rows(no_dearer_count)", "price",
            "Mean cost of the firms that cost no more, plus z over their number."),
    Measure("highest_so_far", "Largest reciprocal so far", "maximum(prev(highest_so_far), 1 / candidate_price)",
            "plain", "One over the least of the candidates up to here."),
    Measure("rivals_price", "Price in equilibrium", "1 / at(highest_so_far, rival_count)", "price",
            "The least of the candidates: a firm that costs as much or more has left."),
    Measure("rival_share", "Share of the tokens sold", "maximum(rivals_price - rival_cost, 0) / mean_value", "ratio",
            "What a firm sells of all that is sold; 0 for one that has left."),
    Measure("rival_margin", "Margin", "where(rival_share > 0, (rivals_price - rival_cost) / rivals_price, 0 / 0)",
            "ratio", "Price less cost, over price; none for one that has left."),
    Measure("share_squared", "Share, squared", "rival_share * rival_share", "plain", "What it adds to concentration."),
    Measure("rivals_hhi", "Concentration (HHI)", "sum_periods(share_squared)", "plain",
            "Sum of squared shares: 1 is a monopoly, 1/n is n equal firms."),
)  # fmt: skip
WEIGHTED = (
    Measure("weighted_margin", "Margin of a firm by its share", "firm_share / steepness", "ratio",
            "A firm's share over the elasticity of demand without its sign: the larger firm has the larger margin."),
    Measure("weighted_square", "Share times margin", "firm_share * weighted_margin", "ratio",
            "What the firm adds to the mean margin."),
    Measure("mean_margin", "Margin weighted by share", "sum_periods(weighted_square)", "ratio",
            "HHI over the elasticity of demand."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rivals:
    """The equilibrium of firms in the order of their costs as given: price per Mtok, shares and margins as fractions.

    A firm whose cost is the price or more has left: share 0, margin None. `active` counts the others, `hhi` is the
    sum of squared shares. All None where an input is missing; `flag` says which, or who has left.
    """

    price: float | None
    shares: tuple[float | None, ...]
    margins: tuple[float | None, ...]
    active: int | None
    hhi: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class ByShare:
    """Margins that shares imply: each firm's share over |elasticity|, their mean weighted by share, and the HHI."""

    margins: tuple[float | None, ...]
    mean: float | None
    hhi: float | None
    flag: str = ""


def rivals(costs: Sequence[float | None], value: float | None) -> Rivals:
    """Cournot equilibrium at marginal `costs` (0 or more), with `value` the mean value z of a Mtok, above 0.

    One firm is a monopoly. ValueError for an empty list.
    """
    held, z = numbers("costs", costs, least=0), number("value", value, above=0)
    if not held:
        raise ValueError("costs = []: give the marginal cost of one firm or more")
    size = len(held)
    given = {
        "rival_cost": np.array(held), "mean_value": np.array(z), "rival_count": np.array(float(size)),
        "firm_number": np.arange(1.0, size + 1)[:, None],
    }  # fmt: skip
    found = {name: tuple(known(v) for v in values.ravel()) for name, values in chain(RIVALS, given).items()}
    shares = found["rival_share"]
    active = None if None in shares else sum(share > 0 for share in shares if share is not None)
    left = ", ".join(str(i) for i, share in enumerate(shares, 1) if share == 0)
    flag = f"the cost of firm {left} is the price or more: it leaves and has no margin" if left else ""
    missing = unknown({"value": z, **{f"costs[{i}]": cost for i, cost in enumerate(held)}})
    return Rivals(
        found["rivals_price"][0], shares, found["rival_margin"], active, found["rivals_hhi"][0], missing or flag
    )


def by_share(shares: Sequence[float | None], steepness: float | None) -> ByShare:
    """Margin of each firm from its share (0 or more, adding to 1) and `steepness`, |elasticity|, above 0."""
    held, slope = numbers("shares", shares, least=0, most=1), number("abs_elasticity", steepness, above=0)
    if not held:
        raise ValueError("shares = []: give the share of one firm or more")
    total = sum(held)
    if abs(total - 1) > 1e-6:
        raise ValueError(f"shares = {list(shares)}: they add to {total:g}, not 1")
    found = chain(WEIGHTED, {"firm_share": np.array(held), "steepness": np.array(slope)})
    margins = tuple(known(m) for m in found["weighted_margin"])
    above = any(m is not None and m > 1 for m in margins)
    flag = "a margin above 1: that firm would raise its price, so demand cannot be this inelastic here" if above else ""
    return ByShare(margins, known(float(found["mean_margin"].item())), known(float(np.sum(np.square(held)))), flag)

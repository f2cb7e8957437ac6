"""Spread use as formulas that a worksheet recalculates: lognormal and Pareto in closed form, samples as counted.

METHODS 7. `distribution.py` has the same forms for any use; `spread.py` their ranges. A plan has a `sigma` or an
`alpha`, never both, so that `first` takes the form of its own distribution. Use is in million tokens a user and month.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from statistics import NormalDist

import numpy as np

from finkit.analysis.customers.distribution import LORENZ_AT, Sample, heaviest, lorenz
from finkit.analysis.customers.growth import HEAVY, LEAVING, LIGHT
from finkit.analysis.customers.spread import Use
from finkit.analysis.measures import Floats, Measure
from finkit.assumptions.plans import Plan

TOPS = (0.01, 0.1)
GONE = tuple(LIGHT * leaving for leaving in LEAVING)
# The users at whom one more is looked at beside the mean: the part of those who stay who use less.
SINGLES = {"median": 0.5, "heavy": HEAVY}

FORM = (
    Measure("log_mean", "Mean of log use", "ln(mean_use) - sigma * sigma / (1 + 1)", "plain", "Lognormal alone."),
    Measure("tail_start", "Least use", "first(least_use, mean_use * (alpha - 1) / alpha)", "Mtok", "Pareto alone."),
    Measure("spread_there", "Sigma or alpha", "first(sigma, alpha)", "plain", "There where use has a closed form."),
    Measure("spread_mean", "Mean use without a cap",
            "first(mean_use, where(alpha > 1, alpha * least_use / (alpha - 1), 0 / 0), sample_mean)", "Mtok",
            "None where alpha is 1 or less: it is infinite."),
)  # fmt: skip


def _cut(name: str, at: str, label: str, sampled: str = "") -> tuple[Measure, ...]:
    """Mean use where each user's is cut at `at`, E[min(X, at)], and the steps to it."""
    counted = f", {sampled}" if sampled else ""
    return (
        Measure(f"{name}_z", f"{label}: standard deviations from the mean", f"(ln({at}) - log_mean) / sigma", "plain",
                "Of log use; lognormal alone."),
        Measure(f"{name}_lognormal", f"{label}, lognormal",
                f"minimum(mean_use * normal({name}_z - sigma) + {at} * normal(0 - {name}_z), mean_use, {at})", "Mtok",
                "The mean of those below, and the cut itself for those above."),
        Measure(f"{name}_pareto", f"{label}, Pareto",
                f"where({at} <= tail_start, {at}, where(alpha == 1, tail_start * (1 - ln(tail_start / {at})), "
                f"tail_start * (1 + (1 - (tail_start / {at}) ** (alpha - 1)) / (alpha - 1))))", "Mtok",
                "The mean of those below, and the cut itself for those above."),
        Measure(name, label, f"first(where({at} > 0, {name}_lognormal, 0 * sigma), {name}_pareto{counted})", "Mtok",
                "By whichever distribution the plan has."),
    )  # fmt: skip


def _above(name: str, at: str, label: str) -> Measure:
    """The part of users who use more than `at`."""
    return Measure(
        name, label,
        f"where({at} > 0, first(normal((log_mean - ln({at})) / sigma), "
        f"where({at} > tail_start, (tail_start / {at}) ** alpha, 1)), 1)", "ratio", "By the plan's distribution.",
    )  # fmt: skip


CAPPED = _cut("capped_use", "cap", "Mean use under the cap", "sample_capped")
WITHIN = (
    Measure("within_limit", "Included, or the cap if that is less", "minimum(first(cap, included), included)", "Mtok",
            "Where use begins to be charged."),
    *_cut("within_tokens", "within_limit", "Mean use within the included", "sample_within"),
)  # fmt: skip
TERMS = (
    Measure("spread_tokens", "Tokens served, of a spread", "first(capped_use, spread_mean)", "Mtok",
            "Mean use under the cap, where there is one."),
    Measure("none_charged", "Nothing charged beyond the price: 1 is yes", "first(included * 0, 1)", "0 or 1",
            "1 where no included amount is given."),
    Measure("overage_tokens", "of these, overage",
            "where(none_charged == 1, 0, first(spread_tokens - within_tokens, 0 / 0))", "Mtok",
            "Mean use beyond the included."),
)  # fmt: skip
USERS = (
    _above("above_even", "break_even_use", "Users beyond the break-even use"),
    _above("above_cap", "cap", "Users beyond the cap"),
)


def _top(k: int) -> Measure:
    text = f"normal(sigma + top_z_{k}), where(alpha > 1, top_part_{k} ** ((alpha - 1) / alpha), 0 / 0), sample_top_{k}"
    return Measure(f"use_top_{k}", f"Use of the heaviest {TOPS[k]:.0%}", f"first({text})", "ratio",
                   "The part of all use that they take.")  # fmt: skip


RESULTS = (
    Measure("use_gini", "Gini of use",
            "first((1 + 1) * normal(sigma / (1 + 1) ** (1 / (1 + 1))) - 1, where(alpha > 1, 1 / (alpha + alpha - 1), "
            "0 / 0), sample_gini)", "rate", "0 where all use alike, towards 1 where one user uses all."),
    *map(_top, range(len(TOPS))),
    Measure("use_unprofitable", "Users who cost more than the price",
            "first(where(price > 0, where(unit_cost == 0, 0 * spread_there, above_even), 0 / 0), sample_unprofitable)",
            "ratio", "At the price alone, whatever is charged beyond it."),
    Measure("use_at_cap", "Users at the cap", "first(above_cap, sample_at_cap)", "ratio", "Whose use is cut."),
    Measure("use_margin", "Margin without a cap", "1 - unit_cost * spread_mean / price", "ratio",
            "What a dollar of the price leaves."),
    Measure("use_margin_capped", "Margin with the cap", "1 - unit_cost * capped_use / price", "ratio",
            "What a dollar of the price leaves where use stops at the cap."),
)  # fmt: skip


def staying(k: int) -> tuple[Measure, ...]:
    """Mean use of those who stay where `LEAVING[k]` of the light users left; none at the first place, where none do."""
    if not k:
        return ()
    return (
        Measure(f"light_log_{k}", "Log of the least use of those who stay", f"log_mean + sigma * light_z_{k}", "plain",
                "Lognormal alone."),
        Measure(f"light_use_{k}", "Least use of those who stay",
                f"first(exp(light_log_{k}), tail_start * stay_{k} ** (0 - 1 / alpha))", "Mtok",
                "Who used less has left."),
        Measure(f"light_cut_{k}", "The same, under the cap", f"minimum(light_use_{k}, first(cap, light_use_{k}))",
                "Mtok", "No more is served."),
        *_cut(f"light_below_{k}", f"light_cut_{k}", "Mean use of all, cut there"),
        Measure(f"staying_{k}", "Tokens served to one who stays",
                f"first(light_cut_{k} + (spread_tokens - light_below_{k}) / stay_{k}, sample_staying_{k})", "Mtok",
                "On average."),
        Measure(f"light_within_{k}", "Least use of those who stay, within the included",
                f"minimum(light_use_{k}, within_limit)", "Mtok", "Of what is not charged."),
        *_cut(f"within_below_{k}", f"light_within_{k}", "Mean use of all, cut there"),
        Measure(f"staying_within_{k}", "of these, within the included",
                f"first(light_within_{k} + (within_tokens - within_below_{k}) / stay_{k}, sample_staying_within_{k})",
                "Mtok", "On average."),
        Measure(f"staying_overage_{k}", "of these, overage",
                f"where(none_charged == 1, 0, first(staying_{k} - staying_within_{k}, 0 / 0))", "Mtok", "On average."),
        Measure(f"added_revenue_{k}", "Revenue of one who stays",
                f"price + where(staying_overage_{k} > 0, staying_overage_{k} * overage_price, 0)", "money",
                "The price and the overage."),
    )  # fmt: skip


def single(k: int, name: str, label: str) -> tuple[Measure, ...]:
    """The use of the user at a quantile of those who stay, `name` of `SINGLES`, and the steps to what he pays."""
    use, served = f"{name}_use_{k}", f"{name}_served_{k}"
    return (
        Measure(f"{name}_log_{k}", f"{label}, log of use", f"log_mean + sigma * {name}_z_{k}", "plain",
                "Lognormal alone."),
        Measure(use, f"{label}, use", f"first(exp({name}_log_{k}), "
                f"tail_start * {name}_beyond_{k} ** (0 - 1 / alpha), sample_{name}_{k})", "Mtok",
                "Of those who stay; of a sample between two users."),
        Measure(served, f"{label}, tokens served", f"minimum({use}, first(cap, {use}))", "Mtok", "Under the cap."),
        Measure(f"{name}_charged_{k}", f"{label}, overage", f"maximum({served} - first(included, {served}), 0)", "Mtok",
                "Beyond the included."),
    )  # fmt: skip


def added_single(k: int, name: str, label: str) -> Measure:
    """What one more user at a quantile of those who stay leaves."""
    charged = f"{name}_charged_{k}"
    return Measure(
        f"added_{name}_{k}", label,
        f"price + where({charged} > 0, {charged} * overage_price, 0) - unit_cost * {name}_served_{k}", "money",
        "What he pays less what serving him costs.",
    )  # fmt: skip


def added(k: int, left: str) -> tuple[Measure, ...]:
    """What one more user leaves, and of a dollar of his revenue, where `left` says how many light users left."""
    served, revenue = (f"staying_{k}", f"added_revenue_{k}") if k else ("spread_tokens", "user_revenue")
    return (
        Measure(f"added_mean_{k}", f"One more user at mean use, {left}", f"{revenue} - unit_cost * {served}", "money",
                "As those who stay: what he pays less what serving him costs."),
        Measure(f"added_margin_{k}", f"Margin, {left}", f"added_mean_{k} / {revenue}", "ratio",
                "What a dollar of his revenue leaves."),
    )  # fmt: skip


CURVE = Measure(
    "use_part", "Part of use by part of users",
    "where(users_part == 0, 0 * use_gini, where(users_part == 1, 1 + 0 * use_gini, first(normal(users_z - sigma), "
    "where(alpha > 1, 1 - (1 - users_part) ** ((alpha - 1) / alpha), 0 / 0))))", "ratio",
    "What the lightest part of users take.",
)  # fmt: skip


def quantile(gone: float, part: float) -> float:
    """The part of all users who use less than the user below whom `part` of those stand who stay."""
    return gone + (1 - gone) * part


def normal_quantile(part: float) -> float:
    """How many standard deviations above its mean a normal figure has `part` below it; NaN at 0 and 1."""
    return NormalDist().inv_cdf(part) if 0 < part < 1 else float("nan")


def sampled(plan: Plan, held: Sequence[Use], costs: Floats) -> dict[str, Floats]:
    """What no closed form gives: figures of a sample by name, NaN without one; as long as `costs`, or by `LORENZ_AT`.

    `costs` are those of a million tokens by case; a sample has no range of its own.
    """
    use = held[0].spread
    found = dict(_counted(plan, use, costs)) if isinstance(use, Sample) else {}
    sizes = {name: len(LORENZ_AT) if name == "sample_part" else len(costs) for name in SAMPLED}
    return {name: np.broadcast_to(np.asarray(found.get(name, np.nan), dtype=float), size)
            for name, size in sizes.items()}  # fmt: skip


SAMPLED = (
    "sample_mean", "sample_capped", "sample_within", "sample_gini", *(f"sample_top_{k}" for k in range(len(TOPS))),
    "sample_unprofitable", "sample_at_cap", *(f"sample_staying_{k}" for k in range(1, len(GONE))),
    *(f"sample_staying_within_{k}" for k in range(1, len(GONE))), "sample_part",
    *(f"sample_{name}_{k}" for name in SINGLES for k in range(len(GONE))),
)  # fmt: skip


def _counted(plan: Plan, use: Sample, costs: Floats) -> Iterator[tuple[str, object]]:
    cap, free = (None if at is None else plan.mtok(at) for at in (plan.cap, plan.included))
    limit = np.inf if cap is None else cap
    yield "sample_mean", use.mean
    yield "sample_gini", use.gini
    yield "sample_part", lorenz(use)
    for k, part in enumerate(TOPS):
        top = heaviest(use, part)
        yield f"sample_top_{k}", np.nan if top is None else top
    if plan.price:
        yield "sample_unprofitable", [use.above(plan.price / cost) if cost > 0 else 0 * cost for cost in costs.tolist()]
    if cap is not None:
        yield "sample_capped", use.capped(cap)
        yield "sample_at_cap", use.above(cap)
    if free is not None:
        yield "sample_within", use.capped(min(limit, free))
    for (name, part), (k, gone) in itertools.product(SINGLES.items(), enumerate(GONE)):
        yield f"sample_{name}_{k}", use.quantile(quantile(gone, part))
    for k, gone in enumerate(GONE[1:], 1):
        yield f"sample_staying_{k}", use.capped_of_top(1 - gone, limit)
        if free is not None:
            yield f"sample_staying_within_{k}", use.capped_of_top(1 - gone, min(limit, free))

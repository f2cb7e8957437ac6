"""Four things that "cost of inference" may mean, each with its name. Essay 003, METHODS 5.1.

Price per token, quality-adjusted price, spend per task or user, and total spend; they may all move differently.
`total = users x tasks per user x tokens per task x price`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from finkit.analysis.given import known, number, ratio
from finkit.analysis.inference.lmdi import Decomposition, lmdi1

NAMES = {
    "price_per_token": "Price per token",
    "quality_adjusted_price": "Quality-adjusted price",
    "spend_per_task": "Spend per task",
    "spend_per_user": "Spend per user",
    "total": "Total spend",
}
FACTORS = ("price", "tokens_per_task", "tasks_per_user", "users")
_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class CostMeasure:
    """One of the measures in two periods: `base` and `current` in money (per Mtok, task, user, or all), and `ratio`.

    Figures are None where they are not known, or the base is 0; `flag` says why.
    """

    name: str
    base: float | None
    current: float | None
    ratio: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class FourCosts:
    """All measures between two periods, and what each factor did to the total.

    `log_contributions` are the log changes of the factors, which add up to that of the total; None where a factor is
    missing or 0.
    """

    measures: tuple[CostMeasure, ...]
    split: Decomposition
    log_contributions: Mapping[str, float | None]

    def __getitem__(self, name: str) -> CostMeasure:
        """The measure of that name; ValueError where the name does not say which one is meant."""
        return self.measures[list(NAMES).index(measure_named(name))]


def measure_named(name: str) -> str:
    """The measure's id for an id or a title; ValueError for "cost of inference", which names none of them."""
    wanted = name.strip().lower().replace("-", " ").replace("_", " ")
    for key, title in NAMES.items():
        if wanted in (key.replace("_", " "), title.lower().replace("-", " ")):
            return key
    raise ValueError(f"{name!r} does not say what is measured: name one of {', '.join(NAMES.values()).lower()}")


def inference_cost_four_measures(
    base: Mapping[str, float | None], current: Mapping[str, float | None],
    quality_adjusted_price_ratio: float | None = None,
) -> FourCosts:  # fmt: skip
    """The measures from price ($/Mtok), tokens per task, tasks per user and users, of two periods.

    `quality_adjusted_price_ratio` is the price of a constant quality, current over base; missing, so is the measure.
    ValueError for a figure that is missing from the table, unknown in it, or negative.
    """
    was, now = _factors("base", base), _factors("current", current)
    quality = number("quality_adjusted_price_ratio", quality_adjusted_price_ratio, above=0)
    spent = [
        {
            "price_per_token": at["price"],
            "spend_per_task": at["tokens_per_task"] * at["price"] / _MILLION,
            "spend_per_user": at["tasks_per_user"] * at["tokens_per_task"] * at["price"] / _MILLION,
            "total": math.prod(at.values()) / _MILLION,
        }
        for at in (was, now)
    ]
    x0, xt = ([[at[n] * _scale(n)] for n in FACTORS] for at in (was, now))
    split = lmdi1(x0, xt, FACTORS, ("spending",))
    logs = {name: math.log(now[name] / was[name]) if now[name] > 0 and was[name] > 0 else None for name in FACTORS}
    return FourCosts(tuple(_measure(name, spent[0], spent[1], quality) for name in NAMES), split, logs)


def _measure(name: str, was: Mapping[str, float], now: Mapping[str, float], quality: float) -> CostMeasure:
    title = NAMES[name]
    if name == "quality_adjusted_price":
        found = known(quality)
        return CostMeasure(title, None, None, found, "" if found else "no price of a constant quality is given")
    found = ratio(now[name], was[name])
    flag = "" if found is not None else "zero in the base period" if was[name] == 0 else "a factor is missing"
    return CostMeasure(title, known(was[name]), known(now[name]), found, flag)


def _factors(which: str, given: Mapping[str, float | None]) -> dict[str, float]:
    unknown = sorted(set(given) - set(FACTORS))
    lacking = [name for name in FACTORS if name not in given]
    if unknown or lacking:
        said = f"has no {lacking[0]}" if lacking else f"has {unknown[0]!r}"
        raise ValueError(f"{which} {said}: give {', '.join(FACTORS)}")
    return {name: number(f"{which}.{name}", given[name], least=0) for name in FACTORS}


def _scale(name: str) -> float:
    """Tokens in millions, as prices count them."""
    return 1 / _MILLION if name == "tokens_per_task" else 1.0

"""Which input moves an answer: one at a time (tornado), and by share of variance in a sum. METHODS 8."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from finkit.analysis.given import known, number, numbers, unknown


@dataclass(frozen=True, slots=True)
class Tornado:
    """An answer at its base, and the least and most of it as each input alone runs over its range.

    `order` names the inputs from the widest swing to the narrowest; equal swings keep the order given. `flag` names
    the inputs at whose ends the answer is undefined: their ends are None, and they stand last.
    """

    base: float | None
    ends: Mapping[str, tuple[float, float] | None]
    order: tuple[str, ...]
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """Spread of a sum of independent terms, each term's share of its variance, and the odds that it is above zero.

    Shares are None where no term varies or a spread is missing; `above_zero` is None without a mean or a spread.
    `flag` says which.
    """

    spread: float
    shares: tuple[float | None, ...]
    above_zero: float | None
    flag: str = ""


def tornado(
    answer: Callable[[Mapping[str, float]], float | None], base: Mapping[str, float],
    ranges: Mapping[str, tuple[float, float]],
) -> Tornado:  # fmt: skip
    """`answer` at `base` and with one input at a time at the ends of its range; ValueError names a wrong range."""
    held = {name: number(f"base[{name!r}]", value) for name, value in base.items()}

    def told(at: Mapping[str, float]) -> float | None:
        found = answer(at)
        return None if found is None else known(found)

    ends: dict[str, tuple[float, float] | None] = {}
    for name, given in ranges.items():
        if name not in held:
            raise ValueError(f"ranges[{name!r}]: base has no such input, only {', '.join(held)}")
        pair = numbers(f"ranges[{name!r}]", given, like=2)
        if pair[0] > pair[1]:
            raise ValueError(f"ranges[{name!r}] = {tuple(given)!r}: give the low first")
        found = [value for end in pair if (value := told({**held, name: end})) is not None]
        ends[name] = (min(found), max(found)) if len(found) == 2 else None
    at_base = told(held)
    swings = {name: -1.0 if pair is None else pair[1] - pair[0] for name, pair in ends.items()}
    open_ends = ", ".join(name for name, pair in ends.items() if pair is None)
    flag = f"the answer is undefined over the range of {open_ends}" if open_ends else ""
    if at_base is None:
        flag = "; ".join(part for part in ("the answer is undefined at its base", flag) if part)
    return Tornado(at_base, ends, tuple(sorted(swings, key=lambda name: -swings[name])), flag)


def variance_shares(sd: Sequence[float], mean: float | None = None) -> Shares:
    """Shares of variance of a sum of independent normal terms with standard deviations `sd` (0 or more)."""
    held = numbers("sd", sd, least=0)
    if not held:
        raise ValueError("sd = []: give the standard deviation of one term or more")
    spread = math.sqrt(math.fsum(s * s for s in held))
    shares = tuple(s * s / spread**2 if spread else None for s in held)
    if not spread > 0:
        return Shares(spread, shares, None, unknown({"sd": spread}) or "no term varies: there is no variance to share")
    if mean is None:
        return Shares(spread, shares, None, "the mean is not known, so neither are the odds of a sum above zero")
    return Shares(spread, shares, 1 - NormalDist(number("mean", mean), spread).cdf(0))

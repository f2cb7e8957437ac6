"""Which input moves an answer: one at a time (tornado), and by share of variance in a sum. METHODS 8."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from finkit.analysis.given import number, numbers


@dataclass(frozen=True, slots=True)
class Tornado:
    """An answer at its base, and the least and most of it as each input alone runs over its range.

    `order` names the inputs from the widest swing to the narrowest; equal swings keep the order given.
    """

    base: float | None
    ends: Mapping[str, tuple[float, float] | None]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """Spread of a sum of independent terms, each term's share of its variance, and the odds that it is above zero.

    Shares are None where no term varies; `above_zero` is None without a mean or a spread.
    """

    spread: float
    shares: tuple[float | None, ...]
    above_zero: float | None


def tornado(
    answer: Callable[[Mapping[str, float]], float | None], base: Mapping[str, float],
    ranges: Mapping[str, tuple[float, float]],
) -> Tornado:  # fmt: skip
    """`answer` at `base` and with one input at a time at the ends of its range; ValueError names a wrong range."""
    ends: dict[str, tuple[float, float] | None] = {}
    for name, (low, high) in ranges.items():
        if name not in base:
            raise ValueError(f"ranges[{name!r}]: base has no such input, only {', '.join(base)}")
        if number(f"{name} low", low) > number(f"{name} high", high):
            raise ValueError(f"ranges[{name!r}] = {(low, high)!r}: give the low first")
        found = [answer({**base, name: end}) for end in (low, high)]
        known = [value for value in found if value is not None]
        ends[name] = (min(known), max(known)) if len(known) == 2 else None
    swings = {name: -1.0 if pair is None else pair[1] - pair[0] for name, pair in ends.items()}
    return Tornado(answer(base), ends, tuple(sorted(swings, key=lambda name: -swings[name])))


def variance_shares(sd: Sequence[float], mean: float | None = None) -> Shares:
    """Shares of variance of a sum of independent normal terms with standard deviations `sd` (0 or more)."""
    held = numbers("sd", sd, least=0)
    if not held:
        raise ValueError("sd = []: give the standard deviation of one term or more")
    spread = math.sqrt(math.fsum(s * s for s in held))
    shares = tuple(s * s / spread**2 if spread else None for s in held)
    above = 1 - NormalDist(mean, spread).cdf(0) if mean is not None and spread > 0 else None
    return Shares(spread, shares, above)

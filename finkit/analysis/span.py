"""A result with its range: worked out at the centre of its inputs, and at every corner of their ranges."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from finkit.assumptions.ranges import Range


@dataclass(frozen=True, slots=True)
class Span:
    """A value with low and high; None is missing or undefined, the ends too where any corner is."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def wide(self) -> bool:
        """Whether it has a range at all."""
        return self.low is not None and self.high is not None and self.low != self.high


def span_of(centre: float | None, corners: Sequence[float | None]) -> Span:
    """The value at the centre of the inputs, with the least and the most of it and of those at their corners."""
    held = [value for value in (centre, *corners) if value is not None]
    if not corners or len(held) <= len(corners):
        return Span(centre, None, None)
    return Span(centre, min(held), max(held))


def spanned(function: Callable[..., float | None], *ranges: Range) -> Span:
    """`function` at the centre of each of `ranges` and its least and most over all corners.

    The ends are those of the result where it rises or falls throughout in each input.
    """
    centre = function(*(r.centre for r in ranges))
    return span_of(centre, [function(*at) for at in itertools.product(*map(ends, ranges))])


def ends(held: Range) -> tuple[float, ...]:
    """The low and the high of a range; once where they are one."""
    return (held.low,) if held.low == held.high else (held.low, held.high)

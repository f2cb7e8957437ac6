"""How use is spread over users: lognormal, Pareto and a sample, each with its Gini, top shares and capped mean.

METHODS 7; Klugman, Panjer and Willmot, Loss Models, for the limited expected values. Use is in million tokens a
user and month, but any unit holds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np

from finkit.analysis.given import known, number, numbers

# 0, 5, ..., 95, then the tail, where heavy use is.
LORENZ_AT = (*(i / 20 for i in range(20)), 0.98, 0.99, 0.995, 1.0)
UNKNOWN = "use or its spread is not known"
FEW = "the sample has too few users to tell"
INFINITE = "alpha is 1 or less: mean use is infinite, no flat price without a cap is profitable"
_NORMAL = NormalDist()


class Distribution(Protocol):
    """Use over users. Parts of users and of use are fractions; None is undefined (an infinite mean)."""

    @property
    def mean(self) -> float | None:
        """Mean use."""

    @property
    def gini(self) -> float | None:
        """0 where all use alike, towards 1 where one user uses all."""

    def quantile(self, part: float) -> float:
        """The use that `part` of users stay below, `part` between 0 and 1."""

    def above(self, use: float) -> float:
        """The part of users who use more than `use`."""

    def capped(self, cap: float) -> float:
        """Mean use where each user's is cut at `cap`: E[min(X, cap)]; `cap` may be infinite."""

    def capped_of_top(self, part: float, cap: float) -> float:
        """Mean use, cut at `cap`, of the heaviest `part` of users, above 0 and up to 1."""

    def top_share(self, part: float) -> float | None:
        """The part of all use that the heaviest `part` of users take."""


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Log use is normal: `mean_use` above 0 and the standard deviation `sigma` of log use; at 0 all use alike."""

    mean_use: float
    sigma: float

    def __post_init__(self) -> None:
        _held("mean_use", self.mean_use)
        if math.isnan(number("sigma", self.sigma, least=0)):
            raise ValueError(f"sigma = {self.sigma!r}: give 0 or more")
        if math.isinf(self.sigma * self.sigma):
            raise ValueError(f"sigma = {self.sigma!r}: its square is beyond any number")

    @property
    def mu(self) -> float:
        """Mean of log use."""
        return math.log(self.mean_use) - self.sigma**2 / 2

    @property
    def mean(self) -> float:
        """Mean use."""
        return self.mean_use

    @property
    def median(self) -> float:
        """`exp(mu)`."""
        return math.exp(self.mu)

    @property
    def gini(self) -> float:
        """`2 Phi(sigma / sqrt 2) - 1`."""
        return math.erf(self.sigma / 2)

    def quantile(self, part: float) -> float:
        """`exp(mu + sigma z)`; 0 and infinity at the ends."""
        if part in (0, 1):
            return math.inf if part else 0.0
        return math.exp(self.mu + self.sigma * _NORMAL.inv_cdf(part))

    def above(self, use: float) -> float:
        """The part of users above `use`."""
        if use <= 0 or not self.sigma:
            return float(use < self.mean_use)
        return _below((self.mu - math.log(use)) / self.sigma)

    def capped(self, cap: float) -> float:
        """`mean Phi((ln c - mu - sigma^2) / sigma) + c (1 - Phi((ln c - mu) / sigma))`."""
        if cap <= 0 or math.isinf(cap) or not self.sigma:
            return max(0.0, min(self.mean_use, cap))
        z = (math.log(cap) - self.mu) / self.sigma
        # Rounding may carry the sum past a bound that it tends to.
        return min(self.mean_use * _below(z - self.sigma) + cap * _below(-z), self.mean_use, cap)

    def capped_of_top(self, part: float, cap: float) -> float:
        """Mean use, cut at `cap`, of the heaviest `part` of users."""
        return _capped_of_top(self, part, cap)

    def top_share(self, part: float) -> float | None:
        """`Phi(sigma - z)` with z the quantile of `1 - part`."""
        part = number("part", part, least=0, most=1)
        if math.isnan(part):
            return None
        return part if part in (0, 1) else _below(self.sigma + _NORMAL.inv_cdf(part))


@dataclass(frozen=True, slots=True)
class Pareto:
    """Pareto of the first kind: nobody uses less than `minimum`, the tail falls with `alpha`; both above 0."""

    minimum: float
    alpha: float

    def __post_init__(self) -> None:
        _held("minimum", self.minimum)
        _held("alpha", self.alpha)

    @property
    def mean(self) -> float | None:
        """`alpha x_m / (alpha - 1)`; None at alpha 1 or less."""
        return self.alpha * self.minimum / (self.alpha - 1) if self.alpha > 1 else None

    @property
    def gini(self) -> float | None:
        """`1 / (2 alpha - 1)`; None where the mean is infinite."""
        return 1 / (2 * self.alpha - 1) if self.alpha > 1 else None

    def quantile(self, part: float) -> float:
        """`x_m (1 - part)^(-1/alpha)`; infinite at 1."""
        return math.inf if part == 1 else self.minimum * (1 - part) ** (-1 / self.alpha)

    def above(self, use: float) -> float:
        """`(x_m / x)^alpha`, 1 below the minimum."""
        return (self.minimum / use) ** self.alpha if use > self.minimum else 1.0

    def capped(self, cap: float) -> float:
        """`(alpha x_m - x_m^alpha c^(1 - alpha)) / (alpha - 1)`; the cap itself up to the minimum."""
        if math.isinf(cap):
            return math.inf if self.mean is None else self.mean
        ratio = self.minimum / cap if cap > self.minimum else 1.0
        if ratio == 1:
            return max(cap, 0.0)
        tail = self.alpha - 1
        if abs(tail * math.log(ratio)) < 1e-9:  # alpha at 1: the limit of the form below
            return self.minimum * (1 - math.log(ratio))
        return self.minimum * (1 - math.expm1(tail * math.log(ratio)) / tail)

    def capped_of_top(self, part: float, cap: float) -> float:
        """Mean use, cut at `cap`, of the heaviest `part` of users."""
        return _capped_of_top(self, part, cap)

    def top_share(self, part: float) -> float | None:
        """`part^((alpha - 1) / alpha)`; None where the mean is infinite."""
        part = number("part", part, least=0, most=1)
        return known(part ** ((self.alpha - 1) / self.alpha)) if self.alpha > 1 else None


@dataclass(frozen=True, slots=True)
class Sample:
    """Use of sampled users: zeros count, negatives are refused; users who tie share what the tie takes."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        numbers("values", self.values, least=0)
        if not self.values or any(map(math.isnan, self.values)):
            raise ValueError(f"values = {self.values!r}: give the use of at least one user, none missing")

    @property
    def mean(self) -> float:
        """Mean use."""
        return math.fsum(self.values) / len(self.values)

    @property
    def gini(self) -> float | None:
        """`sum (2i - n - 1) x_i / (n sum x)`, x ascending; None where nobody uses anything."""
        n, total = len(self.values), math.fsum(self.values)
        if not total:
            return None
        return math.fsum((2 * i - n - 1) * x for i, x in enumerate(sorted(self.values), 1)) / (n * total)

    @property
    def gini_unbiased(self) -> float | None:
        """The same times n / (n - 1); None for one user."""
        n, found = len(self.values), self.gini
        return None if found is None or n < 2 else found * n / (n - 1)

    @property
    def lorenz(self) -> tuple[float, ...] | None:
        """The part of use of the lightest 0, 1, ..., n users; None where nobody uses anything."""
        total = math.fsum(self.values)
        if not total:
            return None
        return (0.0, *(float(x) for x in np.cumsum(np.sort(np.array(self.values)) / total)[:-1]), 1.0)

    def heaviest(self, part: float) -> float | None:
        """The part of use of the heaviest `part` of users in whole users, at least one; None as `lorenz`."""
        users, curve = max(1, math.ceil(part * len(self.values))), self.lorenz
        return None if curve is None else 1 - curve[-1 - users]

    def quantile(self, part: float) -> float:
        """Linear between the users in order."""
        return float(np.quantile(np.array(self.values), part))

    def above(self, use: float) -> float:
        """The part of users above `use`."""
        return sum(x > use for x in self.values) / len(self.values)

    def capped(self, cap: float) -> float:
        """Mean of each user's use cut at `cap`."""
        return math.fsum(min(x, cap) for x in self.values) / len(self.values)

    def capped_of_top(self, part: float, cap: float) -> float:
        """Mean use, cut at `cap`, of the heaviest `part` of users, linear within a user."""
        cut = Sample(tuple(min(x, cap) for x in self.values))
        share = cut.top_share(part)
        return 0.0 if share is None else cut.mean * share / part

    def top_share(self, part: float) -> float | None:
        """The part of use of the heaviest `part` of users, linear within a user."""
        part, curve = number("part", part, least=0, most=1), self.lorenz
        if curve is None:
            return None
        return 1 - float(np.interp(1 - part, np.linspace(0, 1, len(curve)), np.array(curve)))


def lognormal(mean_use: float | None, sigma: float | None) -> Lognormal | None:
    """The lognormal, None where an input is missing; ValueError where one is 0 or less."""
    mean, spread = number("mean_use", mean_use, above=0), number("sigma", sigma, above=0)
    return None if math.isnan(mean + spread) else Lognormal(mean, spread)


def pareto(minimum: float | None, alpha: float | None) -> Pareto | None:
    """The Pareto, None where an input is missing; ValueError where one is 0 or less."""
    least, tail = number("minimum", minimum, above=0), number("alpha", alpha, above=0)
    return None if math.isnan(least + tail) else Pareto(least, tail)


def sample(values: Sequence[float | None]) -> Sample | None:
    """The sample, None where a user's use is missing; ValueError for a negative one, or no user at all."""
    held = numbers("values", values, least=0)
    return None if any(map(math.isnan, held)) else Sample(tuple(held))


def heaviest(found: Distribution, part: float) -> float | None:
    """The part of use of the heaviest `part` of users; None where the mean is undefined, or a sample has no such user.

    A part of one user of a sample would pass for even use: 1% of seven users is 7% of the heaviest one.
    """
    if isinstance(found, Sample) and part * len(found.values) < 1:
        return None
    return found.top_share(part)


def lorenz(found: Distribution, at: Sequence[float] = LORENZ_AT) -> list[float] | None:
    """The part of use that the lightest part of users take, at each of `at`; None where the mean is undefined."""
    top = [found.top_share(1 - part) for part in at]
    return None if None in top else [1 - share for share in top if share is not None]


def _capped_of_top(found: Distribution, part: float, cap: float) -> float:
    """`q + (E min(X, c) - E min(X, q)) / part`, q the quantile of `1 - part` or the cap, whichever is lower."""
    least = min(found.quantile(1 - part), cap)
    return least + (found.capped(cap) - found.capped(least)) / part


def _held(name: str, value: float) -> None:
    if math.isnan(number(name, value, above=0)):
        raise ValueError(f"{name} = {value!r}: give a number above 0")


def _below(z: float) -> float:
    """The normal distribution, exact in the far lower tail too."""
    return math.erfc(-z / math.sqrt(2)) / 2

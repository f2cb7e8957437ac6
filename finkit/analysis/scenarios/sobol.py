"""Sobol indices: which part of an answer's variance each input moves alone, and with others. METHODS 8.

By draws for any answer (Saltelli et al. 2010, Jansen 1999), by quadrature for a smooth one of few inputs. Inputs are
uniform over their ranges and independent: where they move together, shares of variance do not add up.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.given import number, numbers
from finkit.analysis.measures import Floats

Answer = Callable[[Mapping[str, Floats]], ArrayLike]
REACH = 1.959964  # standard errors from the centre of a 95% interval to its ends
RESAMPLES = 200
SETTLED = 1e-6  # relative change of the variance from two thirds of the nodes to all
MOST_POINTS, MOST_INPUTS, MOST_NODES = 2**20, 6, 64
STILL = "the answer does not vary over these ranges: there is no variance to share"
UNDEFINED = "the answer is undefined somewhere in these ranges, or a range is missing"
ROUGH = "the variance still moves with the number of nodes: the answer is not smooth here, take draws"
UNBALANCED = "draws = {draws}: no power of two, so the draws do not fill the ranges evenly"


@dataclass(frozen=True, slots=True)
class Index:
    """A share of variance with its Monte Carlo standard error, by bootstrap of the draws."""

    value: float
    error: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of the estimate; an index near 0 may have an end below it."""
        return self.value - REACH * self.error, self.value + REACH * self.error


@dataclass(frozen=True, slots=True)
class Sobol:
    """First and total order indices by input, estimated by draws; empty where undefined, and then `flag` says why.

    `draws` is N: the answer was worked out N (k + 2) times for k inputs. `seed` gives the same draws again.
    """

    variance: float | None
    first: Mapping[str, Index]
    total: Mapping[str, Index]
    draws: int
    seed: int
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Integrated:
    """Indices by quadrature: first and total order by input, second order by pair; empty where undefined."""

    variance: float | None
    first: Mapping[str, float]
    total: Mapping[str, float]
    pairs: Mapping[tuple[str, str], float]
    flag: str = ""


def sobol_indices(
    answer: Answer, bounds: Mapping[str, Sequence[float]], *,
    draws: int = 8192, seed: int = 0, correlation: ArrayLike | None = None,
) -> Sobol:  # fmt: skip
    """Indices of `answer`, which takes an array for each input and gives one of as many figures, by Sobol' points.

    `bounds` give low and high of each input. `draws` not a power of two are warned of and flagged. ValueError for a
    wrong range, fewer than 2 draws, and a `correlation` of inputs other than none.
    """
    low, high = _ranges(bounds)
    if correlation is not None and not np.array_equal(np.asarray(correlation, dtype=float), np.eye(len(bounds))):
        raise ValueError(f"correlation = {correlation!r}: shares of variance need independent inputs; vary those that "
                         "move together as one input")  # fmt: skip
    n = int(number("draws", draws, least=2))
    if n != draws:
        raise ValueError(f"draws = {draws!r}: give a whole number")
    base, second, moved = _drawn(answer, bounds, low, high, n, seed)
    flag = "" if n & (n - 1) == 0 else UNBALANCED.format(draws=n)
    undefined = _undefined(np.concatenate([base, second, moved.ravel()]))
    if undefined:
        return Sobol(0.0 if undefined == STILL else None, {}, {}, n, seed, undefined)
    centre = float(np.mean([base, second]))
    base, second, moved = base - centre, second - centre, moved - centre
    rng = np.random.default_rng(seed)
    again = np.array([_estimates(base[at], second[at], moved[:, at]) for at in rng.integers(0, n, (RESAMPLES, n))])
    found, errors = _estimates(base, second, moved), again.std(axis=0, ddof=1)
    first, total = (
        {name: Index(float(v), float(e)) for name, v, e in zip(bounds, found[order], errors[order], strict=True)}
        for order in (0, 1)
    )
    return Sobol(float(np.var([base, second])), first, total, n, seed, flag)


def sobol_by_quadrature(answer: Answer, bounds: Mapping[str, Sequence[float]]) -> Integrated:
    """Indices of a smooth `answer` of at most six inputs, without draws: Gauss-Legendre on both halves of each range.

    A kink in the middle of a range does no harm, one elsewhere does. ValueError for a wrong range or more inputs.
    """
    low, high = _ranges(bounds)
    size = len(low)
    if size > MOST_INPUTS:
        raise ValueError(f"bounds have {size} inputs: give at most {MOST_INPUTS}, or take draws")
    nodes = min(MOST_NODES, math.floor(MOST_POINTS ** (1 / size)))
    values, parts = _tabled(answer, bounds, low, high, nodes // 2)
    undefined = _undefined(values)
    if undefined:
        return Integrated(0.0 if undefined == STILL else None, {}, {}, {}, undefined)
    table = values - _mean(values, parts)
    variance = float(_mean(table**2, parts))
    coarse, halves = _tabled(answer, bounds, low, high, nodes // 3)
    apart = abs(float(_mean((coarse - _mean(coarse, halves)) ** 2, halves)) / variance - 1)

    def share(kept: Collection[int]) -> float:
        return float(_mean(_mean(table, parts, kept) ** 2, parts)) / variance

    alone = [share((i,)) for i in range(size)]
    total = [1 - share([other for other in range(size) if other != i]) for i in range(size)]
    names = list(bounds)
    pairs = {
        (names[i], names[j]): share((i, j)) - alone[i] - alone[j] for i, j in itertools.combinations(range(size), 2)
    }
    flag = ROUGH if not apart < SETTLED else ""
    return Integrated(variance, dict(zip(names, alone, strict=True)), dict(zip(names, total, strict=True)), pairs, flag)


def _ranges(bounds: Mapping[str, Sequence[float]]) -> tuple[Floats, Floats]:
    if not bounds:
        raise ValueError("bounds = {}: give low and high of one input or more")
    held = {name: numbers(f"bounds[{name!r}]", ends, like=2) for name, ends in bounds.items()}
    for name, (low, high) in held.items():
        if low > high:
            raise ValueError(f"bounds[{name!r}] = {(low, high)!r}: give the low first")
    ends = np.array(list(held.values()))
    return ends[:, 0], ends[:, 1]


def _drawn(
    answer: Answer, bounds: Mapping[str, object], low: Floats, high: Floats, draws: int, seed: int
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """`answer` at two sets of draws, and, a row an input, at the first with that input from the second."""
    from scipy.stats import qmc

    size = len(low)
    points = np.asarray(qmc.Sobol(2 * size, seed=seed).random(draws), dtype=float)
    one, other = (low + part * (high - low) for part in (points[:, :size], points[:, size:]))
    swapped = [np.where(np.arange(size) == i, other, one) for i in range(size)]
    moved = np.array([_worked(answer, bounds, table) for table in swapped])
    return _worked(answer, bounds, one), _worked(answer, bounds, other), moved


def _tabled(
    answer: Answer, bounds: Mapping[str, object], low: Floats, high: Floats, half: int
) -> tuple[Floats, Floats]:
    """`answer` on a grid, an axis an input, of `half` nodes on each half of a range, and the weights along an axis."""
    nodes, weights = np.polynomial.legendre.leggauss(half)
    at, parts = np.concatenate([nodes - 1, nodes + 1]) / 4 + 0.5, np.tile(weights, 2) / 4
    grid = np.stack(np.meshgrid(*[at] * len(low), indexing="ij"), axis=-1).reshape(-1, len(low))
    values = _worked(answer, bounds, low + grid * (high - low))
    return values.reshape((len(at),) * len(low)), parts


def _worked(answer: Answer, bounds: Mapping[str, object], table: Floats) -> Floats:
    found = np.asarray(answer(dict(zip(bounds, table.T, strict=True))), dtype=float)
    return np.asarray(np.broadcast_to(found, (len(table),)), dtype=float)


def _undefined(values: Floats) -> str:
    if not np.isfinite(values).all():
        return UNDEFINED
    return STILL if np.ptp(values) <= 1e-12 * np.abs(values).max() else ""


def _estimates(base: Floats, second: Floats, moved: Floats) -> Floats:
    """First (Saltelli) and total (Jansen) order of each input, one a row."""
    variance = np.var(np.concatenate([base, second]))
    first, total = (second * (moved - base)).mean(axis=1), ((base - moved) ** 2).mean(axis=1) / 2
    return np.asarray(np.array([first, total]) / variance, dtype=float)


def _mean(table: Floats, weights: Floats, kept: Collection[int] = ()) -> Floats:
    """The mean of `table` over all axes but those `kept`."""
    for axis in reversed(range(table.ndim)):
        if axis not in kept:
            table = np.asarray(np.tensordot(table, weights, axes=(axis, 0)), dtype=float)
    return table

"""Dependence between inputs: rank correlations of a Gaussian copula, valid matrices, and draws reordered to a target.

METHODS 8; Kruskal (1958), Iman and Conover (1982).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.market.chain import amounts
from finkit.analysis.measures import Floats

NOISE = 1e-12


@dataclass(frozen=True, slots=True)
class RankCorrelation:
    """What a correlation of normals means for ranks: Spearman, Kendall, and which correlation hits it as Spearman."""

    spearman: Floats
    kendall: Floats
    for_spearman: Floats


@dataclass(frozen=True, slots=True)
class Reordered:
    """Draws reordered: `draws` (n, k) with every column's values kept, the correlation of scores reached, Spearman.

    Correlations (k, k) are NaN where a column does not vary; `flag` says which. `seed` shuffled the scores, None where
    they were given.
    """

    draws: Floats
    scores: Floats
    spearman: Floats
    seed: int | None
    flag: str = ""


def rank_correlation(rho: ArrayLike) -> RankCorrelation:
    """Rank correlations of a Gaussian copula with correlation `rho`, each from -1 to 1; NaN where it is missing."""
    r = amounts("pearson_normal", rho, least=-1, most=1)
    spearman, kendall = 6 / np.pi * np.arcsin(r / 2), 2 / np.pi * np.arcsin(r)
    return RankCorrelation(spearman, kendall, 2 * np.sin(np.pi * r / 6))


def least_eigenvalue(matrix: ArrayLike) -> float:
    """The least eigenvalue of a correlation matrix, 0 within rounding; below 0 no data can have these correlations.

    ValueError where it is not square and symmetric with ones on its diagonal and entries from -1 to 1.
    """
    held = _table("matrix", matrix)
    square = held.ndim == 2 and held.shape[0] == held.shape[1]
    if not square or not held.size or not np.isfinite(held).all():
        raise ValueError(f"matrix of shape {held.shape}: give a square of finite numbers")
    if not np.allclose(held, held.T, atol=NOISE) or not np.allclose(np.diag(held), 1, atol=NOISE):
        raise ValueError("matrix: give the same number on both sides of a diagonal of ones")
    if (np.abs(held) > 1 + NOISE).any():
        raise ValueError(f"matrix holds {float(held.flat[np.abs(held).argmax()])!r}: give numbers from -1 to 1")
    least = float(np.linalg.eigvalsh(held)[0])
    return 0.0 if abs(least) < NOISE * len(held) else least


def scores(size: int, columns: int, seed: int) -> Floats:
    """Van der Waerden scores (size, columns): the first ascending, each further column shuffled by `seed`."""
    ladder, rng = _ladder(size), np.random.default_rng(seed)
    return np.column_stack([ladder, *(rng.permutation(ladder) for _ in range(columns - 1))])


def reorder(draws: ArrayLike, target: ArrayLike, given: ArrayLike | None = None, *, seed: int = 0) -> Reordered:
    """`draws` (n, k) with columns reordered so that their scores correlate as `target` (k, k).

    `given` are the scores to start from, else van der Waerden scores shuffled by `seed`. ValueError for a target that
    no data can have, with its least eigenvalue.
    """
    x, wanted = _table("x", draws), _table("target", target)
    least = least_eigenvalue(wanted)
    if least < 0:
        raise ValueError(f"target: its least eigenvalue is {least:.6g}, no data can have these correlations")
    if x.ndim != 2 or x.shape[1] != len(wanted) or len(x) <= len(wanted) or not np.isfinite(x).all():
        raise ValueError(
            f"x of shape {x.shape}: give finite draws with {len(wanted)} columns, and more rows than columns"
        )
    start = scores(len(x), x.shape[1], seed) if given is None else _table("scores", given)
    if start.shape != x.shape or not np.isfinite(start).all():
        raise ValueError(f"scores of shape {start.shape}: give finite numbers in the shape of x, {x.shape}")
    held = _correlation(start)
    if np.linalg.eigvalsh(held)[0] <= NOISE:
        raise ValueError("scores: one column follows from the others, so that no correlation can be set")
    root = np.linalg.cholesky(held)
    moved = start @ (_root(wanted, least) @ np.linalg.inv(root)).T
    places = np.argsort(np.argsort(moved, axis=0, kind="stable"), axis=0, kind="stable")
    out = np.take_along_axis(np.sort(x, axis=0), places, axis=0)
    still = ", ".join(str(c) for c, column in enumerate(out.T, 1) if (column == column[0]).all())
    flag = f"column {still} of x does not vary: it has no rank correlation" if still else ""
    return Reordered(out, _correlation(moved), _correlation(_ranks(out)), seed if given is None else None, flag)


def _table(name: str, values: ArrayLike) -> Floats:
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} = {values!r}: give rows of as many numbers each") from None


def _correlation(columns: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.corrcoef(columns, rowvar=False), dtype=float)


def _root(matrix: Floats, least: float) -> Floats:
    """The lower triangular root of a correlation matrix, also of one that lets a column follow from the others."""
    if least > 0:
        return np.asarray(np.linalg.cholesky(matrix), dtype=float)
    values, vectors = np.linalg.eigh(matrix)
    _, upper = np.linalg.qr((vectors * np.sqrt(np.maximum(values, 0))).T)
    return np.asarray(upper.T * np.where(np.diag(upper) < 0, -1, 1), dtype=float)


def _ladder(size: int) -> Floats:
    normal = NormalDist()
    return np.array([normal.inv_cdf(i / (size + 1)) for i in range(1, size + 1)])


def _ranks(values: Floats) -> Floats:
    """Ranks by column, equal values sharing their mean rank."""
    out = np.empty_like(values)
    for c, column in enumerate(values.T):
        _, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        out[:, c] = ((last - counts + 1 + last) / 2)[inverse]
    return out

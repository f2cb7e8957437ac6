"""The classes of behaviour, and the probability of each from an elasticity and a prior: METHODS 2.1."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import number, numbers
from finkit.statement.panel import Floats

CLASSES = ("variable", "mixed", "fixed", "faster than revenue")
CENTRES = (1.0, 0.5, 0.0, 1.5)
SPREADS = (0.15, 0.2, 0.15, 0.3)
FLAT = (0.25, 0.25, 0.25, 0.25)
# From this probability on a class is stated; below it is only the likeliest.
HARD = 0.8
# An elasticity this many scaled distances from every centre belongs to none of the classes.
FAR = 3.0


@dataclass(frozen=True, slots=True)
class ClassPosterior:
    """One estimate's t density in each class, and the probabilities under a prior and under a flat one."""

    likelihood: tuple[float, ...] | None
    posterior: tuple[float, ...] | None
    flat_posterior: tuple[float, ...] | None
    flag: str = ""


def likelihood(
    elasticity: Floats | float,
    se: Floats | float,
    dof: Floats | float,
    centres: Sequence[float] = CENTRES,
    spreads: Sequence[float] = SPREADS,
) -> Floats:
    """The t density of each elasticity in each class, classes along the last axis.

    `elasticity` is the estimate before any shrinkage: the drawn one would use the label twice.
    ValueError for a standard error or spread below 0, no degree of freedom, or lists of unequal length.
    """
    b, error, nu = (np.asarray(v, dtype=float)[..., None] for v in (elasticity, se, dof))
    c, tau = np.asarray(centres, dtype=float), np.asarray(spreads, dtype=float)
    if c.shape != tau.shape:
        raise ValueError(f"spreads: {tau.size} for {c.size} centres")
    if (error < 0).any() or (tau < 0).any() or (error + tau <= 0).any():
        raise ValueError("se and spreads must not be below 0, nor both 0")
    if (nu < 1).any():
        raise ValueError(f"dof = {np.ravel(nu).tolist()!r}: at least 1")
    scale = np.sqrt(error**2 + tau**2)
    constant = _constant(nu)
    return np.asarray(constant / scale * (1 + ((b - c) / scale) ** 2 / nu) ** (-(nu + 1) / 2))


def class_posterior(
    elasticity: float | None,
    se: float | None,
    dof: float | None,
    prior: Sequence[float | None],
    centres: Sequence[float] | None = None,
    spreads: Sequence[float] | None = None,
) -> ClassPosterior:
    """The classes of one estimate by prior, `se` above 0 and `dof` 1 or more, all finite.

    Without centres or spreads the first of `CENTRES` and `SPREADS` stand, one for each part of the prior. Missing
    in, missing out. An estimate that `is_far` from every class has likelihoods and no probabilities.
    """
    b, error = number("elasticity", elasticity), number("se", se, above=0)
    nu = number("dof", dof, least=1)
    c = [number(f"centres[{i}]", v) for i, v in enumerate(CENTRES[: len(prior)] if centres is None else centres)]
    tau = numbers("spread", SPREADS[: len(prior)] if spreads is None else spreads, least=0)
    chances = numbers("prior", prior)
    if math.isnan(b + error + nu + math.fsum(c) + math.fsum(tau) + math.fsum(chances)):
        return ClassPosterior(None, None, None, "an estimate, its error, its prior or a class is not known")
    found = likelihood(b, error, nu, c, tau)
    weighed = posterior(found, chances)
    flat = posterior(found, np.full(len(c), 1 / len(c)))
    if np.isnan(weighed).any():
        return ClassPosterior(tuple(found.tolist()), None, None, "no class explains the estimate")
    if is_far(b, error, c, tau):
        return ClassPosterior(tuple(found.tolist()), None, None, "far from every class: it belongs to none of them")
    return ClassPosterior(tuple(found.tolist()), tuple(weighed.tolist()), tuple(flat.tolist()))


def posterior(likelihoods: Floats, prior: Sequence[float] | Floats) -> Floats:
    """Probabilities of the classes, summing to 1; NaN where no class explains the estimate at all.

    ValueError for a prior of another length, with a part below 0, or that does not sum to 1.
    """
    odds = np.asarray(prior, dtype=float)
    if odds.shape[-1] != likelihoods.shape[-1]:
        raise ValueError(f"prior = {odds.tolist()!r}: give one for each of {likelihoods.shape[-1]} classes")
    if not np.isfinite(odds).all() or (odds < 0).any() or (np.abs(odds.sum(axis=-1) - 1) > 1e-9).any():
        raise ValueError(f"prior = {odds.tolist()!r}: probabilities must sum to 1")
    weighed = odds * likelihoods
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(weighed / weighed.sum(axis=-1, keepdims=True))


def is_far(
    elasticity: float, se: float, centres: Sequence[float] = CENTRES, spreads: Sequence[float] = SPREADS
) -> bool:
    """Whether an estimate lies further than `FAR` scaled distances from every class."""
    return all(abs(elasticity - c) > FAR * math.hypot(se, tau) for c, tau in zip(centres, spreads, strict=True))


def turning_points(
    elasticity: float, se: float, dof: int, prior: Sequence[float]
) -> tuple[tuple[float, str] | None, tuple[float, str] | None]:
    """The nearest elasticities below and above at which another class would be likeliest, each with that class.

    Searched within 2 of the estimate in steps of 0.005, at the same standard error; None where no other comes first.
    """
    steps = np.linspace(0.0, 2.0, 401)

    def first(direction: float) -> tuple[float, str] | None:
        path = elasticity + direction * steps
        top = posterior(likelihood(path, se, dof), prior).argmax(axis=-1)
        other = np.flatnonzero(top != top[0])
        return (float(path[other[0]]), CLASSES[int(top[other[0]])]) if len(other) else None

    return first(-1.0), first(1.0)


def shares(centre: float, between: float) -> tuple[float, ...]:
    """The share of companies nearest each class, where elasticities are normal around `centre` with sd `between`."""
    order = np.argsort(CENTRES)
    centres = np.asarray(CENTRES)[order]
    edges = [-math.inf, *((centres[1:] + centres[:-1]) / 2).tolist(), math.inf]
    below = [0.5 * (1 + math.erf((edge - centre) / (between * math.sqrt(2)))) for edge in edges]
    out = np.empty(len(order))
    out[order] = np.diff(below)
    return tuple(out.tolist())


def _constant(nu: Floats) -> Floats:
    distinct, at = np.unique(nu, return_inverse=True)
    found = [
        math.exp(math.lgamma((v + 1) / 2) - math.lgamma(v / 2)) / math.sqrt(v * math.pi) for v in distinct.tolist()
    ]
    return np.asarray(found)[at].reshape(nu.shape)

"""Adapters of scenarios: the names of the reference cases to finkit's own. They only rename."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from finkit.analysis.scenarios.dependence import least_eigenvalue, rank_correlation, reorder, scores
from finkit.analysis.scenarios.lognormal import lognormal_from_ends, pearson_of_lognormals
from finkit.analysis.scenarios.sensitivity import tornado, variance_shares

Case = dict[str, Any]
# Epoch AI's GPT-5 estimate, billions of dollars: the mean that the case of shares of variance stands around.
EPOCH = {"revenue": 6.1, "inference": -3.2, "staff": -1.2, "sales_marketing": -2.2, "admin": -0.2}


def lognormal(p05: float, p95: float, variant: str = "") -> Case:
    found = lognormal_from_ends(p05, p95)
    return {"mu": found.mu, "sigma": found.sigma, "median": found.median, "mean": found.mean}


def copula(pearson_normal: Any, variant: str = "") -> Case:
    found = rank_correlation(pearson_normal)
    return {
        "spearman": found.spearman.tolist(),
        "kendall": found.kendall.tolist(),
        "pearson_for_spearman": found.for_spearman.tolist(),
    }


def pearson(rho: float, sigma: Sequence[float], variant: str = "") -> Case:
    found = pearson_of_lognormals(rho, sigma)
    return {"pearson": found.pearson, "max_attainable": found.most, "min_attainable": found.least}


def psd(matrix: Any, variant: str = "") -> Case:
    least = least_eigenvalue(matrix)
    return {"min_eigenvalue": least, "valid": least >= 0}


def conover(x: Sequence[Any], target: Sequence[Any], scores: str = "", variant: str = "") -> Case:
    found = reorder(x, target, _scores(scores, len(x), len(target)))
    ends = np.sort(np.asarray(x, dtype=float), axis=0), np.sort(found.draws, axis=0)
    return {
        "y": found.draws.tolist(),
        "score_correlation": _pairs(found.scores),
        "spearman": _pairs(found.spearman),
        "marginals_preserved": bool(np.array_equal(*ends)),
        "flag": found.flag,
    }


def _pairs(matrix: Any) -> Any:
    """The one correlation of two columns, the matrix of more."""
    return float(matrix[0, 1]) if len(matrix) == 2 else matrix.tolist()


def _scores(said: str, size: int, columns: int) -> Any:
    """Scores as a case describes them: a column ascending, the others in an order of their own."""
    if not isinstance(said, str) or (said and "waerden" not in said.lower()):
        raise ValueError(f"scores = {said!r}: say van der Waerden scores, and how columns are permuted")
    ladder = scores(size, 1, 0)[:, 0]
    orders = {
        int(c): [int(i) for i in order.split(",")]
        for c, order in re.findall(r"column (\d+) permuted by \[(.*?)\]", said)
    }
    if any(sorted(order) != list(range(size)) for order in orders.values()):
        raise ValueError(f"scores = {said!r}: give an order of the {size} rows of x")
    return np.column_stack([ladder[orders.get(c + 1, list(range(size)))] for c in range(columns)]) if orders else None


def shares(sd: Sequence[float], terms: Sequence[str] = (), variant: str = "") -> Case:
    if terms and len(terms) != len(sd):
        raise ValueError(f"sd has {len(sd)} values: give {len(terms)}, one for each of terms")
    mean = sum(EPOCH[term] for term in terms) if terms and all(term in EPOCH for term in terms) else None
    found = variance_shares(sd, mean)
    return {
        "sd_total": found.spread, "shares": list(found.shares), "prob_positive": found.above_zero, "flag": found.flag,
    }  # fmt: skip


def swings(base: Mapping[str, float], ranges: Mapping[str, Any], output: str = "", variant: str = "") -> Case:
    found = tornado(_margin, base, ranges)
    ends = {name: None if pair is None else list(pair) for name, pair in found.ends.items()}
    return {"base": found.base, "low_high": ends, "order": list(found.order), "flag": found.flag}


def _margin(at: Mapping[str, float]) -> float | None:
    """Operating margin: revenue stands first, costs follow."""
    revenue, *costs = at.values()
    return (revenue - sum(costs)) / revenue if revenue else None


ADAPTERS: dict[str, Callable[..., Case]] = {
    "lognormal_from_ci": lognormal,
    "gaussian_copula_rank_correlation": copula,
    "lognormal_pearson_correlation": pearson,
    "correlation_matrix_check": psd,
    "iman_conover": conover,
    "variance_decomposition_linear": shares,
    "tornado": swings,
}

"""Adapters of scenarios: the names of the reference cases to finkit's own. They only rename."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from finkit.analysis.scenarios.dependence import least_eigenvalue, rank_correlation, reorder, scores
from finkit.analysis.scenarios.lognormal import lognormal_from_ends, pearson_of_lognormals
from finkit.analysis.scenarios.sensitivity import tornado, variance_shares
from finkit.analysis.scenarios.sobol import MOST_INPUTS, sobol_by_quadrature, sobol_indices
from tests.reference.data import WORDS, term

Case = dict[str, Any]
# Epoch AI's GPT-5 estimate, billions of dollars: the mean that the case of shares of variance stands around.
EPOCH = {"revenue": 6.1, "inference": -3.2, "staff": -1.2, "sales_marketing": -2.2, "admin": -0.2}


def lognormal(p05: float, p95: float, variant: str = "") -> Case:
    found = lognormal_from_ends(p05, p95)
    return {name: found and getattr(found, name) for name in ("mu", "sigma", "median", "mean")}


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


def sobol(function: str, bounds: Any, variant: str = "") -> Case:
    """`bounds`: one pair for all inputs, a pair for each, or pairs by name; S12 is of the first two inputs."""
    written = _written(function)
    names = _inputs(written, bounds)
    ends = _bounds(names, bounds)

    def answer(at: Mapping[str, Any]) -> Any:
        return term(written, dict(at))

    if len(names) > MOST_INPUTS:
        drawn = sobol_indices(answer, ends)
        first, total = ([one.value for one in order.values()] for order in (drawn.first, drawn.total))
        return {"variance": drawn.variance, "S1": first or None, "ST": total or None, "S12": None, "flag": drawn.flag}
    found = sobol_by_quadrature(answer, ends)
    return {
        "variance": found.variance,
        "S1": list(found.first.values()) or None,
        "S12": found.pairs.get((names[0], names[1])) if len(names) > 1 else None,
        "ST": list(found.total.values()) or None,
        "flag": found.flag,
    }


def _inputs(function: str, bounds: Any) -> list[str]:
    """The inputs of a formula in the order of their numbers; x3 of three pairs of bounds may stand nowhere in it."""
    used = set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", function)) - set(WORDS)
    if not isinstance(bounds, Mapping | list | tuple):
        raise ValueError(f"bounds = {bounds!r}: give low and high")
    if isinstance(bounds, Mapping):
        return list(bounds)
    pairs = bounds if bounds and isinstance(bounds[0], list | tuple) else ()
    numbered = [f"x{i}" for i in range(1, len(pairs) + 1)]
    names = numbered if used < set(numbered) else sorted(used, key=lambda name: (len(name), name))
    if not names or (pairs and len(pairs) != len(names)):
        raise ValueError(f"bounds = {bounds!r}: give one pair for all inputs of {function!r}, or one for each")
    return names


def _bounds(names: Sequence[str], bounds: Any) -> Mapping[str, Sequence[float]]:
    if isinstance(bounds, Mapping):
        return bounds
    each = bounds if bounds and isinstance(bounds[0], list | tuple) else [bounds] * len(names)
    return dict(zip(names, each, strict=True))


def _written(function: str) -> str:
    """A formula as printed, such as `7 sin(x2)^2 + |x1| x3`, with its products and absolute values spelled out."""
    barred = re.sub(r"\|([^|]+)\|", r"abs(\1)", function)
    spaced = re.sub(r"(?<![\w.])(\d+\.?\d*)(?=[A-Za-df-z(])", r"\1 ", barred)
    return re.sub(r"(?<=[\w)])\s+(?=[\w(])|(?<=\))(?=[\w(])", "*", spaced.strip())


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
    "sobol_indices": sobol,
}

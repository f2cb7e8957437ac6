"""The panel that finkit and its peer are timed on: 500 companies, 5 years, six lines that tie."""

from __future__ import annotations

import numpy as np

from finkit.analysis.company.costs import class_sums, lines_tie
from finkit.analysis.measures import MARGINS, Floats, evaluate
from finkit.statement.fact import Facts
from finkit.statement.identities import depreciation_on_face
from finkit.statement.panel import Panel

COMPANIES, YEARS, FIRST = 500, 5, 2021
COSTS = ("cost_of_revenue", "research_development", "sales_marketing", "general_administrative")


def income(seed: int = 1) -> dict[str, Floats]:
    """Each line in whole millions, companies down and years across."""
    draw = np.random.default_rng(seed)
    revenue = np.rint(draw.uniform(100, 5000, (COMPANIES, 1)) * 1.2 ** np.arange(YEARS))
    shares = draw.uniform(0.05, 0.4, (len(COSTS), COMPANIES, YEARS))
    costs = {line: np.rint(share * revenue) for line, share in zip(COSTS, shares, strict=True)}
    return {"revenue": revenue, **costs, "operating_income": revenue - sum(costs.values())}


def facts_of(lines: dict[str, Floats]) -> Facts:
    """The same numbers as facts, as a long file gives them."""
    years = [FIRST + i for i in range(YEARS)]
    names = [f"Company {i:03}" for i in range(COMPANIES)]
    size = COMPANIES * YEARS
    return Facts(
        {
            "company": np.tile(np.repeat(np.array(names, dtype=object), YEARS), len(lines)),
            "line": np.repeat(np.array(list(lines), dtype=object), size),
            "period": [f"FY{year}" for year in years] * COMPANIES * len(lines),
            "start": [f"{year}-01-01" for year in years] * COMPANIES * len(lines),
            "end": [f"{year}-12-31" for year in years] * COMPANIES * len(lines),
            "months": 12.0, "currency": "USD", "scale": 1e6, "rounding": 0.5e6,
            "value": np.concatenate([values.ravel() for values in lines.values()]) * 1e6,
        },
        len(lines) * size,
    )  # fmt: skip


def margins(panel: Panel) -> dict[str, Floats]:
    """Every measure of the margins, on the whole panel at once."""
    sums = class_sums(panel, [{}] * len(panel), depreciation_on_face(panel))
    inputs = {**panel.values, **sums, "lines_tie": lines_tie(panel, sums), "year_ago": panel.year_ago()}
    return evaluate(MARGINS, inputs, len(panel))

"""A panel as filings give it: annual lines of many companies, a third of the rows not mapped, half of them tying."""

from __future__ import annotations

from typing import Any

import numpy as np

from finkit.statement.fact import Facts

LINES = (
    "revenue", "cost_of_revenue", "gross_profit", "research_development", "sales_marketing",
    "general_administrative", "selling_general_administrative", "operating_income", "interest_expense",
    "pretax_income", "income_tax", "net_income",
)  # fmt: skip
UNMAPPED = 6
ROWS = len(LINES) + UNMAPPED
# First day, last day, and whether the year begins in the calendar year before.
_YEARS = (("01-01", "12-31", 0), ("02-01", "01-31", 1), ("07-01", "06-30", 1), ("10-01", "09-30", 1))


def filed(companies: int, years: int, seed: int = 3) -> Facts:
    """Facts company by company and year by year, in whole thousands; every other company's totals miss by 7 million."""
    draw, size = np.random.default_rng(seed), companies * years
    numbers = {"revenue": np.rint(draw.uniform(1e5, 5e6, size)) * 1e3}

    def share(low: float, high: float) -> Any:
        return np.rint(numbers["revenue"] * draw.uniform(low, high, size) / 1e3) * 1e3

    numbers["cost_of_revenue"], numbers["research_development"] = share(0.2, 0.6), share(0.05, 0.2)
    numbers["sales_marketing"], numbers["general_administrative"] = share(0.05, 0.15), share(0.02, 0.1)
    numbers["interest_expense"], numbers["income_tax"] = share(0, 0.03), share(0, 0.1)
    wrong = np.repeat(np.arange(companies) % 2, years) * 7e6
    numbers["gross_profit"] = numbers["revenue"] - numbers["cost_of_revenue"] + wrong
    numbers["selling_general_administrative"] = numbers["sales_marketing"] + numbers["general_administrative"]
    overhead = numbers["research_development"] + numbers["selling_general_administrative"]
    numbers["operating_income"] = numbers["gross_profit"] - overhead
    numbers["pretax_income"] = numbers["operating_income"] - numbers["interest_expense"]
    numbers["net_income"] = numbers["pretax_income"] - numbers["income_tax"]
    values = [*(numbers[line] for line in LINES), *(share(0, 1) for _ in range(UNMAPPED))]
    return Facts(_columns(companies, years, np.stack(values, axis=1).ravel()), size * ROWS)


def _columns(companies: int, years: int, value: Any) -> dict[str, Any]:
    size, names = companies * years, [f"Filer {i:04} Inc." for i in range(companies)]
    when = [
        (year, *_YEARS[i % 10 if i % 10 < 4 else 0]) for i in range(companies) for year in range(2016, 2016 + years)
    ]

    def across(cells: list[str]) -> Any:
        return np.repeat(np.array(cells, dtype=object), ROWS)

    mapped = np.array([*LINES, *[""] * UNMAPPED], dtype=object)
    labels = np.array([*LINES, *(f"Other element {i}" for i in range(UNMAPPED))], dtype=object)
    return {
        "file": "panel.csv", "company": np.repeat(np.array(names, dtype=object), years * ROWS),
        "cell": [f"I{i + 2}" for i in range(size * ROWS)], "line": np.tile(mapped, size),
        "label": np.tile(labels, size), "period": across([f"FY{year}" for year, *_ in when]),
        "start": across([f"{year - before}-{first}" for year, first, _, before in when]),
        "end": across([f"{year}-{last}" for year, _, last, _ in when]), "months": 12.0, "value": value,
        "currency": "USD", "scale_stated": True, "currency_stated": True, "basis_stated": True, "rounding": 500.0,
        "reason": np.tile(np.where(mapped == "", "unmapped", "").astype(object), size),
    }  # fmt: skip

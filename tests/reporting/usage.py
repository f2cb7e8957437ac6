"""A lab with usage of three models over two years, scored prices and two fleets: the inputs of the inference parts."""

from __future__ import annotations

from typing import Any

from finkit.analysis.analyze import Analysis, analyze
from finkit.statement.statement import Statement
from tests.reporting.test_html import facts

LAB = """
FY2024 revenue 1000
FY2024 cost_of_revenue 600
FY2025 revenue 12000
FY2025 cost_of_revenue 7000
"""
SMALL, MIDDLE, LARGE = "small", "<b>middle</b>", "large"


def price(model: str, start: str, into: float, out: float, score: float, **more: Any) -> dict[str, Any]:
    return {"model": model, "start": start, "input": into, "output": out, "score": score, **more}


def use(period: str, model: str, into: float, out: float, tasks: float, **more: Any) -> dict[str, Any]:
    return {"period": period, "model": model, "input_tokens": into, "output_tokens": out, "tasks": tasks, **more}


# Tokens in millions; the large model comes in 2025, the middle one's price falls, a cache comes into use.
ASSUMED: dict[str, Any] = {
    "prices": [
        price(SMALL, "2023-03-01", 0.5, 1.5, 40),
        price(MIDDLE, "2023-06-01", 10, 30, 60, end="2024-12-31"),
        price(MIDDLE, "2025-01-01", 5, 15, 60, cached=0.5),
        price(LARGE, "2025-01-01", 15, 75, 80),
        price("open", "2024-09-01", 2, 6, 62),
        price("newer", "2025-06-01", 0.4, 1.2, 61),
    ],
    "usage": [
        use("FY2024", SMALL, 400_000, 100_000, 3e8, users=2e6),
        use("FY2024", MIDDLE, 1_000_000, 200_000, 1e8),
        use("FY2025", SMALL, 900_000, 300_000, 5e8, users=3.1e6),
        use("FY2025", MIDDLE, 3_000_000, 900_000, 2e8, cached_tokens=1_000_000),
        use("FY2025", LARGE, 800_000, 600_000, 1e8),
    ],
    "serving": [
        {"period": "FY2025", "model": LARGE, "gpu_price": {"value": 50_000, "low": 40_000, "high": 60_000},
         "gpu_life": {"value": 4, "low": 3, "high": 6}, "interest": 0.12, "opex": 0.2, "availability": 0.9,
         "tokens_per_second": {"value": 85, "low": 60, "high": 120},
         "utilization": {"value": 0.5, "low": 0.3, "high": 0.7}},
        {"period": "FY2025", "model": SMALL, "gpus": 100, "hours": 1, "gpu_hour": 2, "input_tokens": 60_000,
         "output_tokens": 40_000, "active_parameters": 37, "bytes_per_parameter": 1, "peak_tflops": 1979,
         "bandwidth": 3350, "batch": 32},
    ],
}  # fmt: skip


def lab(**change: Any) -> Analysis:
    return analyze(Statement.build(facts(LAB))[0], ASSUMED | change)

"""A token budget beside a salary: what an output costs, and how much more output pays for the tokens. METHODS 1.10."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, number
from finkit.analysis.measures import Measure, evaluate

BUDGET = (
    Measure("break_even_multiple", "Break-even output multiple", "1 + token_share", "times",
            "The output with tokens, over output without, at which an output costs the same."),
    Measure("cost_per_output", "Cost per output, over cost without tokens", "break_even_multiple / output_multiple",
            "ratio", "What an output costs with tokens, of what it costs without."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TokenBudget:
    """Cost per output as a fraction of the cost without tokens, and the output multiple that pays for them."""

    cost_per_output: float | None
    break_even_multiple: float | None


def token_budget(token_share: float | None, output_multiple: float | None) -> TokenBudget:
    """Tokens as a part of salary, 0 or more, and output over output without tokens, above 0."""
    given = {
        "token_share": np.array([number("token_share", token_share, least=0)]),
        "output_multiple": np.array([number("output_multiple", output_multiple, above=0)]),
    }
    found = evaluate(BUDGET, given, 1)
    return TokenBudget(known(float(found["cost_per_output"][0])), known(float(found["break_even_multiple"][0])))

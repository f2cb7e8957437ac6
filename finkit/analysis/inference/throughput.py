"""Cost of a million tokens from what an hour costs and how many tokens a second it gives. METHODS 6."""

from __future__ import annotations

import math
from dataclasses import dataclass

from finkit.analysis.given import known, number

SECONDS = 3600.0
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class ThroughputCost:
    """Cost of a million input and output tokens, what a day's tokens cost at that, and that over a reported cost."""

    input: float | None
    output: float | None
    implied_cost: float | None
    to_reported: float | None


def cost_per_mtok(per_hour: float | None, tokens_per_second: float | None, utilization: float | None = 1.0) -> float:
    """`rate/(tok/s x utilization x 3600) x 1e6`, NaN where a figure is missing.

    `utilization` is the part of the time at that speed, above 0 to 1: halving it doubles the cost.
    """
    rate = number("usd_per_gpu_hour", per_hour, above=0)
    speed = number("tok_s", tokens_per_second, above=0)
    return rate / (speed * number("utilization", utilization, above=0, most=1) * SECONDS) * MILLION


def cost_per_token_from_throughput(
    node_per_hour: float | None, input_per_second: float | None, output_per_second: float | None,
    input_mtok: float | None = None, output_mtok: float | None = None, reported_cost: float | None = None,
) -> ThroughputCost:  # fmt: skip
    """Cost by kind of token, where a node's whole hour goes to one kind at its tokens a second.

    `input_mtok` and `output_mtok` are what was served; `reported_cost` what the same is said to have cost.
    """
    into = cost_per_mtok(node_per_hour, input_per_second)
    out = cost_per_mtok(node_per_hour, output_per_second)
    served = number("input_mtok", input_mtok, least=0), number("output_mtok", output_mtok, least=0)
    implied = into * served[0] + out * served[1]
    reported = number("reported_cost", reported_cost, above=0)
    return ThroughputCost(known(into), known(out), known(implied), known(implied / reported))


def prefill_cost(
    per_hour: float | None, peak_flops: float | None, mfu: float | None, active_params_b: float | None
) -> tuple[float | None, str]:
    """Cost of a million input tokens where arithmetic is the limit: two FLOPs a token and active parameter.

    `mfu` is the part of the peak that is reached; above 1 it is impossible, and the flag says so.
    """
    speed, flag = prefill_tokens_per_second(peak_flops, mfu, active_params_b)
    return (None if math.isnan(speed) else known(cost_per_mtok(per_hour, speed))), flag


def prefill_tokens_per_second(
    peak_flops: float | None, mfu: float | None, active_params_b: float | None
) -> tuple[float, str]:
    """Input tokens a second of one GPU, `peak x MFU/(2 x active parameters)`, and whether the MFU can be."""
    peak, used = number("peak_flops", peak_flops, above=0), number("mfu", mfu, above=0)
    active = number("active_params_b", active_params_b, above=0) * 1e9
    return peak * used / (2 * active), impossible(used)


def impossible(mfu: float) -> str:
    """What is wrong with a part of the peak above 1; else empty."""
    return f"MFU {mfu:,.2f} is above 1: impossible" if mfu > 1 else ""

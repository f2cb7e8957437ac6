"""Cost of tokens from hardware: memory bandwidth bounds decoding, arithmetic bounds prefill. METHODS 6.

Two readings: `roofline_cost`, each phase at its own bound, and `shared_pass_cost`, which lets one pass over the weights
stand for prefill and decoding alike (Alderson, August 2025) and therefore gets a physical check.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from finkit.analysis.given import known, number, unknown
from finkit.analysis.inference.throughput import SECONDS, cost_per_mtok, impossible, prefill_tokens_per_second

# Dense FP8 peak of an H100 SXM, NVIDIA's data sheet.
H100_FP8 = 1.979e15


@dataclass(frozen=True, slots=True)
class Roofline:
    """Speeds and cost of a million tokens, in money of the GPU hour; `flag` says where physics is broken."""

    prefill_per_gpu: float | None
    input: float | None
    decode_per_instance: float | None
    output: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class SharedPass:
    """A cluster whose every pass prefills and decodes: tokens an hour, cost of a million, and what that implies.

    `implied_flops` is a GPU's arithmetic a second in prefill and `implied_mfu` that over the peak: above 1 the input
    figure is impossible, and `flag` says so.
    """

    cluster_hour: float | None
    instances: float | None
    passes: float | None
    prefill_hour: float | None
    decode_hour: float | None
    input: float | None
    output: float | None
    asymmetry: float | None
    implied_flops: float | None
    implied_mfu: float | None
    flag: str = ""


def roofline_cost(
    per_hour: float | None, *, active_params_b: float | None, bytes_per_param: float | None, hbm_gb_s: float | None,
    batch: float | None, tensor_parallel: float | None = 1.0, bandwidth_utilization: float | None = 1.0,
    mfu: float | None = None, peak_flops: float | None = H100_FP8,
) -> Roofline:  # fmt: skip
    """Prefill at `peak x MFU`, decoding at `bandwidth x utilization` of all GPUs of an instance together.

    Weights are read once a step for the whole batch; traffic of the KV cache is left out. `mfu` above 1 is flagged.
    ValueError for what is not above 0, and a bandwidth utilization above 1.
    """
    gpus = number("tensor_parallel", tensor_parallel, above=0)
    prefill, flag = prefill_tokens_per_second(peak_flops, mfu, active_params_b)
    steps = gpus * decode_steps(hbm_gb_s, active_params_b, bytes_per_param, bandwidth_utilization)
    decode = steps * number("batch", batch, above=0)
    into = math.nan if math.isnan(prefill) else cost_per_mtok(per_hour, prefill)
    out = math.nan if math.isnan(decode) else cost_per_mtok(per_hour, decode) * gpus
    lacks = unknown({"prefill": into, "decoding": out})
    return Roofline(known(prefill), known(into), known(decode), known(out), "; ".join(filter(None, (flag, lacks))))


def shared_pass_cost(
    per_hour: float | None, *, gpus: float | None, tensor_parallel: float | None, batch: float | None,
    prompt_tokens: float | None, hbm_gb_s: float | None, active_params_b: float | None, bytes_per_param: float | None,
    bandwidth_utilization: float | None = 1.0, passes_per_second: float | None = None,
    peak_flops: float | None = H100_FP8,
) -> SharedPass:  # fmt: skip
    """One GPU's bandwidth sets the passes a second; a pass reads `batch` prompts and writes `batch` tokens.

    `passes_per_second` stands in for the figure worked out, such as a rounded one.
    """
    count, parallel = number("gpus", gpus, above=0), number("tensor_parallel", tensor_parallel, above=0)
    instances = count / parallel
    passes = decode_steps(hbm_gb_s, active_params_b, bytes_per_param, bandwidth_utilization)
    used = passes if passes_per_second is None else number("passes_per_second", passes_per_second, above=0)
    decode = instances * used * number("batch", batch, above=0)
    prefill = decode * number("prompt_tokens", prompt_tokens, above=0)
    cluster = count * number("usd_per_gpu_hour", per_hour, above=0)
    flops = prefill / count * 2 * number("active_params_b", active_params_b, above=0) * 1e9
    mfu = flops / number("peak_flops", peak_flops, above=0)
    flag, lacks = impossible(mfu), unknown({"passes": used, "cost": cluster, "mfu": mfu})
    flags = (f"{flag}: prefill is bound by arithmetic" if flag else "", lacks)
    return SharedPass(
        known(cluster), known(instances), known(passes), known(prefill * SECONDS), known(decode * SECONDS),
        known(cluster / (prefill * SECONDS) * 1e6), known(cluster / (decode * SECONDS) * 1e6),
        known(prefill / decode), known(flops), known(mfu),
        "; ".join(filter(None, flags)),
    )  # fmt: skip


def decode_steps(
    hbm_gb_s: float | None, active_params_b: float | None, bytes_per_param: float | None,
    utilization: float | None = 1.0,
) -> float:  # fmt: skip
    """Steps a second of one GPU: its bandwidth over the bytes of the active weights."""
    bandwidth = number("hbm_gb_s", hbm_gb_s, above=0) * number("bandwidth_utilization", utilization, above=0, most=1)
    active = number("active_params_b", active_params_b, above=0) * number("bytes_per_param", bytes_per_param, above=0)
    return bandwidth / active

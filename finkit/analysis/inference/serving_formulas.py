"""Serving from the machines up as formulas: the GPU hour, throughput, the period's books and the physical check.

The same figures as `bottom_up`, in three cases: as given, cheapest, dearest. Units are cells: `hours_of_year`,
`seconds_of_hour`, `million`, `billion`, `tera`, and `flops_of_parameter` (two, per token). METHODS 6.
"""

from __future__ import annotations

from finkit.analysis.measures import Measure

HOUR = (
    Measure("gpu_annuity", "Price and finance, a year",
            "where(first(interest, 0) == 0, gpu_price / gpu_life, "
            "gpu_price * first(interest, 0) / (1 - (1 + first(interest, 0)) ** (0 - gpu_life)))", "money",
            "The equal yearly payment that repays the price with interest over the life."),
    Measure("gpu_running", "Power, hosting and staff, a year", "first(gpu_opex, 0) * gpu_price / gpu_life", "money",
            "A part of a year's depreciation."),
    Measure("gpu_hour_owned", "GPU hour, owned",
            "(gpu_annuity + gpu_running) / hours_of_year / first(availability, 1)", "fine money",
            "A year's cost over the hours that can be used."),
    Measure("gpu_hour_unfinanced", "GPU hour, owned, without finance",
            "(gpu_price / gpu_life + gpu_running) / hours_of_year / first(availability, 1)", "fine money",
            "The same at no interest."),
)  # fmt: skip
RATE = Measure("gpu_hour", "GPU hour", "first(gpu_hour_rented, gpu_hour_owned)", "fine money",
               "As rented, else as owned.")  # fmt: skip
THROUGHPUT = (
    Measure("throughput_cost", "Cost of a Mtok by throughput",
            "gpu_hour * million / (tokens_per_second * utilization * seconds_of_hour)", "per Mtok",
            "An hour's cost over an hour's tokens at that part of the time."),
)  # fmt: skip
MACHINES = Measure("machine_cost", "Machines of the period", "gpus * gpu_hours * gpu_hour", "money",
                   "GPUs in use times hours times the hour's cost.")  # fmt: skip
BOOKS = (
    Measure("fresh_input", "Input read anew", "input_tokens - cached_tokens", "Mtok", "Input that no cache held."),
    Measure("cached_revenue", "Cached input at list price", "cached_tokens * first(list_cached, list_input)", "money",
            "At the price of input, at most, where none is given for the cache."),
    Measure("token_revenue", "Tokens at list price",
            "cached_revenue + fresh_input * list_input + output_tokens * list_output", "money",
            "Were every token paid for."),
    Measure("paid_revenue", "Tokens at list price, those paid for", "first(paid, 1) * token_revenue", "money",
            "Times the part that is paid for."),
    Measure("serving_profit", "Profit", "paid_revenue - machine_cost", "money", "Of accelerators alone."),
    Measure("profit_to_cost", "Profit over cost", "serving_profit / machine_cost", "ratio", "No margin: over cost."),
    Measure("serving_margin", "Margin, bottom up", "serving_profit / paid_revenue", "ratio",
            "Over revenue; accelerators alone, so no gross margin of the company."),
)  # fmt: skip
PER_TOKEN = (
    Measure("cache_hit_rate", "Input read from a cache", "cached_tokens / input_tokens", "ratio", "Part of the input."),
    Measure("cost_per_output", "All cost per Mtok of output", "machine_cost / output_tokens", "per Mtok",
            "All cost on output alone."),
    Measure("cost_per_token", "All cost per Mtok", "machine_cost / (input_tokens + output_tokens)", "per Mtok",
            "Input and output alike."),
)  # fmt: skip
LIST_MARGIN = Measure("list_margin", "Margin of the list price of output over that cost",
                      "(list_output - throughput_cost) / list_output", "ratio", "By throughput.")  # fmt: skip
AT_USE = (
    Measure("use_cost", "Cost of a Mtok at that use",
            "throughput_hour * million / (throughput_speed * assumed_use * seconds_of_hour)", "per Mtok",
            "As if that part of the time were used."),
)  # fmt: skip
USE_MARGIN = Measure("use_margin", "Margin of the list price of output", "(list_output - use_cost) / list_output",
                     "ratio", "At that use.")  # fmt: skip
ARITHMETIC = (
    Measure("prefill_speed", "Input tokens a second and GPU, at the most",
            "peak_tflops * tera / (flops_of_parameter * active_parameters * billion)", "number",
            "Arithmetic bounds reading: the whole peak, two FLOP a token and parameter."),
    Measure("prefill_floor", "Cost of a Mtok of input, at the least",
            "gpu_hour * million / (prefill_speed * seconds_of_hour)", "fine money", "At that speed."),
)  # fmt: skip
PEAK_SHARE = (
    Measure("worked_tokens", "Tokens that no cache held", "(fresh_input + output_tokens) * million", "flop",
            "Input read anew, and output."),
    Measure("arithmetic_needed", "Arithmetic needed, FLOP",
            "flops_of_parameter * active_parameters * billion * worked_tokens", "flop",
            "Two a token and active parameter."),
    Measure("arithmetic_there", "Arithmetic at the peak, FLOP",
            "peak_tflops * tera * gpus * gpu_hours * seconds_of_hour", "flop", "All GPUs for all hours."),
    Measure("peak_share", "Arithmetic needed over the peak", "arithmetic_needed / arithmetic_there", "ratio",
            "Model FLOPs utilization: above 1 is impossible."),
)  # fmt: skip
BANDWIDTH = (
    Measure("weight_bytes", "Bytes of the active weights", "active_parameters * billion * bytes_per_parameter", "flop",
            "Read once a step for the whole batch."),
    Measure("decode_speed", "Output tokens a second and GPU, at the most", "bandwidth * billion / weight_bytes * batch",
            "number", "Memory bounds writing: the whole bandwidth, without the cache of keys and values."),
    Measure("decode_floor", "Cost of a Mtok of output, at the least",
            "gpu_hour * million / (decode_speed * seconds_of_hour)", "fine money", "At that speed."),
)  # fmt: skip
MEMORY_SHARE = (
    Measure("memory_needed", "Memory traffic of decoding, bytes", "output_tokens * million / batch * weight_bytes",
            "flop", "One read of the weights a step."),
    Measure("memory_there", "Memory traffic there is, bytes",
            "bandwidth * billion * gpus * gpu_hours * seconds_of_hour", "flop", "All GPUs for all hours."),
    Measure("memory_share", "Memory traffic needed over what there is", "memory_needed / memory_there", "ratio",
            "Above 1 is impossible."),
)  # fmt: skip


def possible(name: str, label: str) -> Measure:
    """Whether a part of what the hardware can do is at most 1."""
    return Measure(f"{name}_possible", label, f"{name} <= 1", "possible", "Above 1 is impossible.")


def exceeded(name: str, label: str) -> Measure:
    """How many cases are impossible, those without a figure left out."""
    return Measure(f"{name}_impossible", label, f"first({name} > 1, 0)", "failures", "1 where it is above 1.")

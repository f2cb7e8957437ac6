"""Adapters of inference: the names of the reference cases to finkit's own. They only rename."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from finkit.analysis.given import known, number
from finkit.analysis.inference.day import inference_day_pnl
from finkit.analysis.inference.four_costs import inference_cost_four_measures
from finkit.analysis.inference.gpu_hour import gpu_hour_cost
from finkit.analysis.inference.indices import price_index
from finkit.analysis.inference.lmdi import activity_structure_intensity, lmdi1
from finkit.analysis.inference.price_trend import (
    blended_price_change,
    price_decline_trend,
    price_decline_two_points,
)
from finkit.analysis.inference.price_volume_mix import price_volume_mix
from finkit.analysis.inference.quality import hedonic_time_dummy, time_product_dummy
from finkit.analysis.inference.roofline import H100_FP8, roofline_cost, shared_pass_cost
from finkit.analysis.inference.throughput import cost_per_mtok, cost_per_token_from_throughput, prefill_cost
from tests.reference.data import column, columns
from tests.reference.shape import alike, listed

Number = float | None
Many = Number | Sequence[Number]
Case = dict[str, Any]
# A share that a case leaves out; one that it gives as null is not known.
ABSENT: Any = object()
# The cost of the day that DeepSeek published on 1 March 2025, which a case sets node throughput against.
DEEPSEEK_DAY = 226.75 * 8 * 24 * 2.0


def lmdi(
    x0: Any = None, xt: Any = None, factors: Sequence[str] = (), energy0: Any = None, energyT: Any = None,  # noqa: N803
    output0: Any = None, outputT: Any = None, variant: str = "",  # noqa: N803
) -> Case:  # fmt: skip
    if variant or energy0 is not None:
        found = activity_structure_intensity(energy0, energyT, output0, outputT)
    else:
        found = lmdi1(x0, xt, factors)
    return {
        "v0": found.v0, "vt": found.vt, "delta": found.delta, "ratio": found.ratio, "additive": found.additive,
        "multiplicative": found.multiplicative, "flag": found.flag,
    }  # fmt: skip


def four_measures(
    base: Mapping[str, Number], current: Mapping[str, Number], quality_adjusted_price_ratio: Number = None,
    variant: str = "",
) -> Case:  # fmt: skip
    found = inference_cost_four_measures(base, current, quality_adjusted_price_ratio)
    ratios = {
        name: found[name].ratio
        for name in ("price_per_token", "quality_adjusted_price", "spend_per_task", "spend_per_user", "total")
    }
    return ratios | {
        "total_usd": [found["total"].base, found["total"].current],
        "log_contributions": found.log_contributions,
        "additive_usd": dict(zip(found.split.factors, found.split.additive, strict=True)),
        "flag": "; ".join(dict.fromkeys(filter(None, (*(m.flag for m in found.measures), found.split.flag)))),
    }


def mix(
    p0: Sequence[Number], q0: Sequence[Number], p1: Sequence[Number], q1: Sequence[Number], variant: str = ""
) -> Case:
    found = price_volume_mix(p0, q0, p1, q1)
    return {
        "revenue": found.amounts, "price": found.price, "volume": found.volume, "mix": found.mix, "new": found.new,
        "dropped": found.dropped, "total": found.total, "flag": found.flag,
    }  # fmt: skip


def index(file: str, columns: Sequence[str] = (), index: str = "fisher", variant: str = "") -> Case:
    found = price_index(*_long_table(file, columns), index=index)
    return {"fixed_base": found.fixed_base, "chained": found.chained, "flag": found.flag}


def product_dummy(file: str, weights: Any = "expenditure", bias_adjust: Any = True, variant: str = "") -> Case:
    found = time_product_dummy(*_long_table(file), weighted=_said("weights", weights, "expenditure|share|wls"))
    kennedy = _said("bias_adjust", bias_adjust, r"kennedy|se\s*(\^|\*\*|²)")
    return {"fixed_base": found.kennedy if kennedy else found.index, "flag": found.flag}


def hedonic(rows: Sequence[Sequence[float]], columns: Sequence[str], model: str, variant: str = "") -> Case:
    table = _table(rows, columns)
    price = next((name for name in columns if "price" in name), "ln_price")
    terms = [term.strip() for term in model.partition("=")[2].split("+")]
    if len(terms) < 2:
        raise ValueError(f"model = {model!r}: give ln p = a + d_t + terms over {', '.join(columns)}")
    known = [_characteristic(term, columns[1:]) for term in terms[2:]]
    found = hedonic_time_dummy(table, known, period=columns[0], price=price if price.startswith("l") else f"ln {price}")
    return {
        "params": found.fit.params.tolist(), "index": found.quality.index, "index_kennedy": found.quality.kennedy,
        "unadjusted_geomean_ratio": found.unadjusted, "flag": found.quality.flag,
    }  # fmt: skip


def _table(rows: Sequence[Sequence[float]], columns: Sequence[str]) -> dict[str, list[float]]:
    """Rows as columns by name; ValueError names the row that has another number of figures."""
    if not all(isinstance(name, str) for name in columns):
        raise ValueError(f"columns = {columns!r}: give names")
    for n, row in enumerate(rows):
        if not isinstance(row, list | tuple) or len(row) != len(columns):
            raise ValueError(f"rows[{n}] = {row!r}: give {len(columns)} figures, one for each of {', '.join(columns)}")
        if any(isinstance(one, str | bool) for one in row):
            raise ValueError(f"rows[{n}] = {row!r}: give numbers")
    return {name: [row[k] for row in rows] for k, name in enumerate(columns)}


def _said(name: str, given: Any, words: str) -> bool:
    """Whether an option is on: true, or the words for it; off where it is false, empty or begins with a no."""
    text = str(given or "").strip().lower()
    if text in ("true", "yes"):
        return True
    if re.match(r"(no\b|non|not|un|false|equal|ols\b|$)", text):
        return False
    if re.search(words, text):
        return True
    raise ValueError(f"{name} = {given!r}: give true, false or what to do")


def _characteristic(term: str, columns: Sequence[str]) -> str:
    """The column that a term such as `b score` or `c*ln context` ends in, with the `ln` that it may have."""
    held = re.fullmatch(r"(?:[a-z]\w*\s*[*·\s]\s*)?((?:ln\s+|ln\()?)(\w+)\)?", term)
    if held is None or held[2] not in columns:
        raise ValueError(f"model has the term {term!r}: give one over {', '.join(columns)}")
    return f"ln {held[2]}" if held[1] else held[2]


def trend(
    dates: Sequence[str], usd_per_mtok: Sequence[float], log: str = "log10", year: str = "days/365",
    interval: str = "90% t", variant: str = "",
) -> Case:  # fmt: skip
    level, days = re.search(r"[\d.]+(?=\s*%)", str(interval)), re.search(r"(?<=days/)[\d.]+$", str(year))
    if level is None or days is None or log not in ("log10", "ln", "log"):
        raise ValueError(f"log = {log!r}, year = {year!r}, interval = {interval!r}: give log10, days/365, 90% t")
    found = price_decline_trend(dates, usd_per_mtok, level=float(level[0]) / 100, year=float(days[0]))
    return {
        "factor_per_year": found.factor, "ci90": found.interval, "n": found.n, "r2": found.r2,
        "halving_time_months": found.halving_months, "flag": found.flag,
    }  # fmt: skip


def two_points(price: Sequence[float], years: float, variant: str = "") -> Case:
    if isinstance(price, str) or len(price) != 2:
        raise ValueError(f"price = {list(price)!r}: give two")
    found, ratio = price_decline_two_points(price[0], price[1], years)
    return {
        "ratio": known(ratio), "factor_per_year": found.factor, "annual_decline": found.annual_decline,
        "halving_time_months": found.halving_months, "flag": found.flag,
    }  # fmt: skip


def blended(
    input: Many, output: Many, input_cached: Many | None = None,
    input_share: Number = ABSENT, mix: Mapping[str, float] | Sequence[float] | None = None, model: str = "",
    date: str = "", variant: str = "",
) -> Case:  # fmt: skip
    prices = {"input": listed(input), "output": listed(output)}
    prices |= {} if input_cached is None else {"input_cached": listed(input_cached)}
    if input_share is not ABSENT:
        part = number("input_share", input_share, least=0, most=1)
        shares: dict[str, float] = {"input": part, "output": 1 - part}
    elif isinstance(mix, Mapping):
        shares = {("input_cached" if kind == "cached" else kind): part for kind, part in mix.items()}
    else:
        kinds = ("input", "output") if input_cached is None else ("input", "input_cached", "output")
        shares = dict(zip(kinds, listed(mix), strict=True)) if mix else {}
    found = blended_price_change(prices, shares)
    return {"blended": alike(input, found.blended), "change": found.change, "flag": found.flag}


def day(
    avg_nodes: Number, gpus_per_node: Number, usd_per_gpu_hour: Number, hours: Number,
    tokens_mtok: Mapping[str, Number], price_usd_per_mtok: Mapping[str, Number], paid_share: Number = 1.0,
    peak_nodes: Number = None, variant: str = "",
) -> Case:  # fmt: skip
    gpus, peak = (None if n is None or gpus_per_node is None else n * gpus_per_node for n in (avg_nodes, peak_nodes))
    found = inference_day_pnl(
        gpus=gpus, per_gpu_hour=usd_per_gpu_hour, hours=hours, mtok=_kinds(tokens_mtok),
        price=_kinds(price_usd_per_mtok),
        paid_share=paid_share, peak_gpus=peak,
    )  # fmt: skip
    return {
        "cost": found.cost, "revenue": found.revenue, "profit": found.profit, "profit_to_cost": found.profit_to_cost,
        "gross_margin": found.gross_margin, "cache_hit_rate": found.cache_hit_rate,
        "occupancy_of_peak": found.occupancy, "cost_per_output_mtok_all_in": found.cost_per_output,
        "cost_per_total_mtok": found.cost_per_token, "flag": found.flag,
    }  # fmt: skip


def _kinds(given: Mapping[str, Number]) -> Mapping[str, Number]:
    """Kinds of tokens under finkit's names; input beside cached input is what missed the cache."""
    names = {"input": "input_miss", "input_cached": "input_cache_hit", "cached": "input_cache_hit"}
    return {names.get(kind, kind): value for kind, value in given.items()}


def roofline(
    usd_per_gpu_hour: Number, active_params_b: Number, hbm_gb_s: Number, bytes_per_param: Number, batch: Number,
    tensor_parallel: Number = 1.0, bandwidth_utilization: Number = 1.0, mfu: Number = None,
    peak_flops: Number = H100_FP8, gpus: Number = None, prompt_tokens: Number = None,
    passes_per_second_rounded: Number = None, variant: str = "",
) -> Case:  # fmt: skip
    shared = {
        "active_params_b": active_params_b, "hbm_gb_s": hbm_gb_s, "bytes_per_param": bytes_per_param, "batch": batch,
        "tensor_parallel": tensor_parallel, "bandwidth_utilization": bandwidth_utilization, "peak_flops": peak_flops,
    }  # fmt: skip
    if prompt_tokens is None:
        found = roofline_cost(usd_per_gpu_hour, mfu=mfu, **shared)
        return {
            "prefill_tok_s_per_gpu": found.prefill_per_gpu, "input_usd_per_mtok": found.input,
            "decode_tok_s_per_instance": found.decode_per_instance, "output_usd_per_mtok": found.output,
            "flag": found.flag,
        }  # fmt: skip
    cluster = shared_pass_cost(
        usd_per_gpu_hour, gpus=gpus, prompt_tokens=prompt_tokens, passes_per_second=passes_per_second_rounded, **shared
    )
    return {
        "cluster_usd_hour": cluster.cluster_hour, "instances": cluster.instances, "passes_per_second": cluster.passes,
        "prefill_tok_hour": cluster.prefill_hour, "decode_tok_hour": cluster.decode_hour,
        "input_usd_per_mtok": cluster.input, "output_usd_per_mtok": cluster.output, "asymmetry": cluster.asymmetry,
        "implied_prefill_flops_per_gpu": cluster.implied_flops, "implied_mfu_fp8": cluster.implied_mfu,
        "flag": cluster.flag,
    }  # fmt: skip


def per_mtok(usd_per_gpu_hour: Number, tok_s: Number, utilization: Number = 1.0, variant: str = "") -> Case:
    return {"usd_per_mtok": known(cost_per_mtok(usd_per_gpu_hour, tok_s, utilization))}


def gpu_hour(
    capex_per_gpu: Number, life_years: Number, opex_share: Number = 0.0, utilization: Number = 1.0, variant: str = ""
) -> Case:
    found = gpu_hour_cost(capex_per_gpu, life_years, opex_share, availability=utilization)
    return {"annual": found.annual, "usd_per_hour": found.per_hour}


def prefill(
    active_params_b: Number, mfu: Number, peak_flops: Number, usd_per_gpu_hour: Number, variant: str = ""
) -> Case:
    cost, flag = prefill_cost(usd_per_gpu_hour, peak_flops, mfu, active_params_b)
    return {"usd_per_mtok": cost, "flag": flag}


def node_throughput(
    node_usd_per_hour: Number, input_tok_s: Number, output_tok_s: Number, input_mtok: Number = None,
    output_mtok: Number = None, variant: str = "",
) -> Case:  # fmt: skip
    found = cost_per_token_from_throughput(
        node_usd_per_hour, input_tok_s, output_tok_s, input_mtok, output_mtok, DEEPSEEK_DAY
    )
    return {
        "input_usd_per_mtok": found.input, "output_usd_per_mtok": found.output, "implied_day_cost": found.implied_cost,
        "ratio_to_reported_cost": found.to_reported,
    }  # fmt: skip


def _long_table(file: str, names: Sequence[str] = ()) -> tuple[Any, Any, Any, Any]:
    """Period, product, price and quantity, in this order, by the names of the file's columns."""
    table = columns(file)
    if names and len(names) != 4:
        raise ValueError(f"columns = {names!r}: give those of period, price, quantity and product")
    period, price, quantity, product = names or ("time", "prices", "quantities", "prodID")
    return column(period, table), column(product, table), column(price, table), column(quantity, table)


ADAPTERS: dict[str, Callable[..., Case]] = {
    "lmdi1": lmdi,
    "inference_cost_four_measures": four_measures,
    "price_volume_mix": mix,
    "price_index": index,
    "time_product_dummy": product_dummy,
    "hedonic_time_dummy": hedonic,
    "price_decline_trend": trend,
    "price_decline_two_points": two_points,
    "blended_price_change": blended,
    "inference_day_pnl": day,
    "roofline_cost": roofline,
    "cost_per_mtok": per_mtok,
    "gpu_hour_cost": gpu_hour,
    "prefill_cost": prefill,
    "cost_per_token_from_throughput": node_throughput,
}

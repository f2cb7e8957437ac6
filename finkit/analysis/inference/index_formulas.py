"""Price indices as formulas: products down the rows, periods along the columns, fixed base and link by link.

Over `mtok` and `sold_price` (missing where a product is not there): products priced in both periods. METHODS 5.4.
"""

from __future__ import annotations

from finkit.analysis.inference.lmdi import LOG_MEAN
from finkit.analysis.measures import Floats, Measure

INDICES = {
    "laspeyres": "Laspeyres",
    "paasche": "Paasche",
    "fisher": "Fisher",
    "tornqvist": "Törnqvist",
    "sato_vartia": "Sato-Vartia",
}
SOLD = (
    Measure("sold_price", "Price", "where(mtok * list_price > 0, list_price, 0 / 0)", "per Mtok",
            "Missing where nothing was sold at a price."),
    Measure("sold_value", "Spending", "first(sold_price * mtok, 0)", "money", "Tokens sold times their price."),
    Measure("all_sold", "Spending, all products", "sum_rows(sold_value)", "money", "At a price above 0."),
)  # fmt: skip
FIXED, LINK = "fixed", "link"
_BEFORE = {FIXED: "at({}, 1)", LINK: "prev({})"}
WORDS = {FIXED: "against the first period", LINK: "against the period before"}


def steps(base: str) -> tuple[Measure, ...]:
    """The steps by product and each index of a period against its base, `{index}_{base}`."""
    price, sold = _BEFORE[base].format("sold_price"), _BEFORE[base].format("mtok")
    both, word = f"matched_{base} == 1", WORDS[base]

    def step(name: str, label: str, text: str, unit: str = "money") -> Measure:
        return Measure(f"{name}_{base}", f"{label}, {word}", text, unit, f"Products priced in both periods, {word}.")

    return (
        step("matched", "Sold in both: 1 is yes", f"first(sold_price * {price} * 0 + 1, 0)", "count"),
        step("old_value", "Old price, old tokens", f"where({both}, {price} * {sold}, 0)"),
        step("repriced", "New price, old tokens", f"where({both}, sold_price * {sold}, 0)"),
        step("backpriced", "Old price, new tokens", f"where({both}, {price} * mtok, 0)"),
        step("new_value", "New price, new tokens", f"where({both}, sold_value, 0)"),
        step("log_price", "Log change of price", f"where({both}, ln(sold_price / {price}), 0)", "rate"),
        step("old_share", "Share of old spending", f"old_value_{base} / sum_rows(old_value_{base})", "ratio"),
        step("new_share", "Share of new spending", f"new_value_{base} / sum_rows(new_value_{base})", "ratio"),
        step("mean_log", "Mean share times log change",
             f"(old_share_{base} + new_share_{base}) / (1 + 1) * log_price_{base}", "rate"),
        step("weight", "Log mean of the shares", LOG_MEAN.format(a=f"old_share_{base}", b=f"new_share_{base}"), "rate"),
        step("weighted_log", "Log mean times log change", f"weight_{base} * log_price_{base}", "rate"),
        step("laspeyres", INDICES["laspeyres"], f"sum_rows(repriced_{base}) / sum_rows(old_value_{base})", "rate"),
        step("paasche", INDICES["paasche"], f"sum_rows(new_value_{base}) / sum_rows(backpriced_{base})", "rate"),
        step("fisher", INDICES["fisher"], f"(laspeyres_{base} * paasche_{base}) ** (1 / (1 + 1))", "rate"),
        step("tornqvist", INDICES["tornqvist"],
             f"exp(sum_rows(mean_log_{base}))", "rate"),
        step("sato_vartia", INDICES["sato_vartia"],
             f"exp(sum_rows(weighted_log_{base}) / sum_rows(weight_{base}))", "rate"),
    )  # fmt: skip


CHAINED = tuple(
    Measure(f"{name}_chained", f"{label}, chained",
            f"where(prev({name}_chained) == 0, 1, prev({name}_chained) * {name}_{LINK})", "rate",
            "The product of all links so far.")
    for name, label in INDICES.items()
)  # fmt: skip
DRIFT = tuple(
    Measure(f"{name}_drift", f"{label}, drift of the chain", f"{name}_chained / {name}_{FIXED} - 1", "ratio",
            "What chaining alone adds.")
    for name, label in INDICES.items()
)  # fmt: skip
MATCHED = Measure(
    "matched_share", "Spending on products of both periods",
    f"minimum(sum_rows(old_value_{FIXED}) / at(all_sold, 1), sum_rows(new_value_{FIXED}) / all_sold)", "ratio",
    "In the period, the first or this one, where that is less: a new model is in none of these.",
)  # fmt: skip


def index_values(sold_price: Floats, mtok: Floats) -> dict[str, Floats]:
    """Every step and index of tables (products, periods), prices NaN where a product is not there: blocks and rows."""
    known = {"sold_price": sold_price, "mtok": mtok}
    for one in (*SOLD[1:], *steps(FIXED), *steps(LINK), *CHAINED, MATCHED):
        names = [name for name in one.parsed.names if name != one.name]
        known[one.name] = one.parsed.evaluate({name: known[name] for name in names}, one.name)
    return known

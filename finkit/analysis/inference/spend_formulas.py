"""The four measures and the factors of spending as formulas: products down the rows, periods along the columns.

A product is a model and a kind of token; `mtok` and `list_price` (per Mtok, missing where a model has none) are blocks,
`model_tasks` a block with the tasks of each product's model, `period_users` and `period_tasks` rows. METHODS 5.1, 5.2.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finkit.analysis.inference.decomposition import LABELS
from finkit.analysis.inference.four_costs import NAMES
from finkit.analysis.inference.usage import UsageTable
from finkit.analysis.measures import Floats, Measure

SPENT = Measure("product_spend", "Money spent", "where(mtok > 0, mtok * list_price, 0)", "money",
                "Tokens times their list price.")  # fmt: skip
TOKENS = Measure("period_tokens", "Tokens, all models", "sum_rows(mtok)", "Mtok", "Input, cached input and output.")
SPEND = Measure("total_spend", NAMES["total"], "sum_rows(product_spend)", "money", "All models and kinds of token.")
COSTS = {
    "price_per_token": Measure("price_per_token", f"{NAMES['price_per_token']}, paid on average",
                               "total_spend / period_tokens", "per Mtok",
                               "A move to a dearer model raises it at unchanged lists."),
    "spend_per_task": Measure("spend_per_task", NAMES["spend_per_task"], "total_spend / period_tasks", "fine money",
                              "Total spend over tasks of all models."),
    "spend_per_user": Measure("spend_per_user", NAMES["spend_per_user"], "total_spend / period_users", "money",
                              "Total spend over users of the period."),
}  # fmt: skip
TASKS = Measure("period_tasks", "Tasks, all models", "sum_rows(tasks_by_model)", "count", "The sum over models.")


def costs_of(table: UsageTable) -> dict[str, Floats]:
    """Each of `COSTS` and `total_spend` by period (T,), NaN where a figure of the period is missing."""
    flat, periods = (len(table.periods), -1), len(table.periods)
    known: dict[str, Floats] = {
        "mtok": table.mtok.reshape(flat).T, "list_price": table.price.reshape(flat).T,
        "tasks_by_model": table.tasks.T, "period_users": table.users,
    }  # fmt: skip
    for one in (SPENT, TOKENS, SPEND, TASKS, *COSTS.values()):
        known[one.name] = one.parsed.evaluate({name: known[name] for name in one.parsed.names})
    return {name: np.broadcast_to(known[name], (1, periods))[0] for name in (*COSTS, "total_spend")}


def indexed(name: str, label: str) -> Measure:
    """A row as an index, `hundred` in the first period."""
    return Measure(
        f"{name}_indexed",
        label,
        f"hundred * {name} / at({name}, 1)",
        "index",
        "The first period is 100; empty where there is nothing, as a log axis has no 0.",
    )


def factor_formulas(factors: Sequence[str]) -> tuple[Measure, ...]:
    """Each of these factors of spending by period, `by_{name}`; their product is what was spent on a product."""
    with_tasks = "tokens_per_task" in factors
    whole, own = ("period_tasks", "model_tasks") if with_tasks else ("period_tokens", "mtok")
    text = {
        "users": "period_users", "tasks": whole, "tokens": whole, "tasks_per_user": f"{whole} / period_users",
        "tokens_per_user": f"{whole} / period_users", "mix": f"{own} / {whole}",
        "tokens_per_task": "mtok / model_tasks", "price": "list_price",
    }  # fmt: skip
    says = {"mix": "Part of all tasks or tokens.", "price": "As given; missing where a model has none."}
    return tuple(
        Measure(f"by_{name}", LABELS[name], text[name], UNITS[name], says.get(name, "By period.")) for name in factors
    )


def compared(factors: Sequence[str]) -> tuple[Measure, ...]:
    """Each factor in the two periods that a column compares, `{name}_0` and `{name}_t`, as the split wants them.

    What is missing in one period (a price, tokens a task of a model not used) stands as in the other.
    """
    return tuple(
        Measure(
            f"{name}_{when}", f"{LABELS[name]}, {word}",
            f"first(at(by_{name}, {here}), at(by_{name}, {other}), 1)" if name in ("price", "tokens_per_task")
            else f"at(by_{name}, {here})",
            UNITS[name], "As in the other period where it is missing." if name in ("price", "tokens_per_task") else "",
        )
        for name in factors
        for when, word, here, other in (("0", "before", "from_period", "to_period"),
                                        ("t", "after", "to_period", "from_period"))
    )  # fmt: skip


def priced() -> tuple[Measure, ...]:
    """Price (missing where nothing was used) and quantity of each product before and after, as price-volume-mix wants
    them."""
    return tuple(
        made
        for when, word, here in (("0", "before", "from_period"), ("t", "after", "to_period"))
        for made in (
            Measure(f"quantity_{when}", f"Tokens, {word}", f"at(mtok, {here})", "Mtok", "As on Inference."),
            Measure(f"unit_price_{when}", f"Price, {word}",
                    f"where(quantity_{when} > 0, at(list_price, {here}), 0 / 0)", "per Mtok",
                    "Missing where nothing was used."),
        )
    )  # fmt: skip


UNITS = {
    "users": "count", "tasks": "count", "tokens": "Mtok", "tasks_per_user": "rate", "tokens_per_user": "Mtok",
    "mix": "fine ratio", "tokens_per_task": "fine Mtok", "price": "per Mtok",
}  # fmt: skip


BARS = (
    Measure("bar_from", "Where the bar begins", "bar_to - bar_step", "money", "0 for a total."),
    Measure("bar_base", "Between zero and the bar",
            "where(minimum(bar_from, bar_to) > 0, minimum(bar_from, bar_to), "
            "where(maximum(bar_from, bar_to) < 0, maximum(bar_from, bar_to), 0))", "money", "Drawn without colour."),
    Measure("bar_above", "Bar above zero",
            "maximum(bar_from, bar_to, 0) - maximum(minimum(bar_from, bar_to), 0)", "money", "Its height."),
    Measure("bar_below", "Bar below zero",
            "minimum(bar_from, bar_to, 0) - minimum(maximum(bar_from, bar_to), 0)", "money", "Its height, negative."),
    Measure("bar_total", "Total", "where(is_total == 1, bar_above, 0)", "money", "A bar from zero."),
    Measure("bar_up", "Added", "where(is_total == 0, where(bar_step > 0, bar_above, 0), 0)", "money",
            "A factor that raised spending."),
    Measure("bar_down", "Taken off", "where(is_total == 0, where(bar_step > 0, 0, bar_above), 0)", "money",
            "A factor that lowered spending."),
    Measure("bar_up_below", "Added, below zero", "where(bar_step > 0, bar_below, 0)", "money", "The same below zero."),
    Measure("bar_down_below", "Taken off, below zero", "where(bar_step > 0, 0, bar_below)", "money",
            "The same below zero."),
)  # fmt: skip

"""What moved spending: users, tasks, the mix of models, tokens a task, and the price of the same model.

METHODS 5.1 and 5.2, essay 003. Categories are a model and a kind of token, so that the effect of price is that of
list prices alone: a user who moves to a dearer model moves the mix.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from finkit.analysis.inference.lmdi import Decomposition, filled, lmdi1, lmdi_effects
from finkit.analysis.inference.usage import KINDS, UsageTable
from finkit.analysis.measures import Floats

LABELS = {
    "users": "Users",
    "tasks_per_user": "Tasks per user",
    "tasks": "Tasks",
    "tokens_per_user": "Tokens per user",
    "tokens": "Tokens",
    "mix": "Mix of models",
    "tokens_per_task": "Tokens per task",
    "price": "Price of the same model",
}
NONE_CONTINUES = "no model continues: price and mix cannot be told apart"


@dataclass(frozen=True, slots=True)
class Spending:
    """The split between two periods, its factors by category, and which inputs a finer split lacks.

    `before` and `after` are (factors, categories) as given to `lmdi1`; `categories` names them.
    """

    first: str
    last: str
    categories: tuple[str, ...]
    before: Floats
    after: Floats
    split: Decomposition
    lacks: str = ""

    @property
    def apart(self) -> bool:
        """Whether price and mix can be told apart: a model is used in both periods. Else all goes to the mix."""
        return not self.split.flag.startswith(NONE_CONTINUES)


@dataclass(frozen=True, slots=True)
class Options:
    """Essay 003's three options in money, from the effects of a split; each is 0 or more.

    `same_for_less` is what the same models' lower prices saved and was kept; `better_for_same` what of that saving
    went into other models (a new one counts in full) and more tokens a task; `more_for_more` what was spent on those
    beyond it. `dearer` is what higher prices of the same model took, `cheaper_choice` what moving to cheaper models
    and fewer tokens saved. `more_use` is what more users and tasks added (below 0 where they fell). The change of
    spending is `more_use + more_for_more + dearer - same_for_less - cheaper_choice`.
    """

    same_for_less: float
    better_for_same: float
    more_for_more: float
    dearer: float
    cheaper_choice: float
    more_use: float

    @property
    def change(self) -> float:
        """The change of spending that the parts add up to."""
        return self.more_use + self.more_for_more + self.dearer - self.same_for_less - self.cheaper_choice


def spending(table: UsageTable, first: int = 0, last: int = -1) -> Spending:
    """The split between two periods of a table (by position), as fine as tasks and users allow."""
    a, b = first, last % len(table.periods)
    with_tasks = _tasks_known(table, [a, b])
    with_users = bool((table.users[[a, b]] > 0).all())
    used = np.flatnonzero(table.mtok[[a, b]].sum(axis=0).ravel() > 0)
    names, rows = factors(table, with_tasks=with_tasks, with_users=with_users)
    before, after = filled(rows[:, a][:, used], rows[:, b][:, used])
    labels = tuple(f"{table.models[n // len(KINDS)]}, {KINDS[n % len(KINDS)]}" for n in used.tolist())
    found = lmdi1(before, after, names, labels)
    tokens = table.mtok[[a, b]].sum(axis=2)
    if tokens.any(axis=1).all() and not tokens.all(axis=0).any():
        found = replace(found, flag="; ".join(filter(None, (NONE_CONTINUES, found.flag))))
    lacks = [name for name, there in (("tasks", with_tasks), ("users", with_users)) if not there]
    return Spending(
        table.periods[a], table.periods[b], labels, before, after, found,
        f"{' and '.join(lacks)} of both periods, above 0, in Usage" if lacks else "",
    )  # fmt: skip


def spending_by_step(table: UsageTable) -> tuple[tuple[str, ...], Floats]:
    """The effects (steps, factors) between each period and the next, all at once; NaN where a figure is missing."""
    with_tasks = _tasks_known(table, list(range(len(table.periods))))
    names, rows = factors(table, with_tasks=with_tasks, with_users=bool((table.users > 0).all()))
    before, after = rows[:, :-1].reshape(len(names), -1), rows[:, 1:].reshape(len(names), -1)
    effects, _, _ = lmdi_effects(*filled(before, after))
    return names, effects.reshape(len(names), len(table.periods) - 1, -1).sum(axis=2).T


def factors(table: UsageTable, *, with_tasks: bool, with_users: bool) -> tuple[tuple[str, ...], Floats]:
    """The factors of spending (factors, periods, categories); their product is the money spent in each category."""
    periods, models, kinds = table.mtok.shape
    whole = np.ones((periods, models, kinds))
    users = table.users[:, None, None] * whole
    with np.errstate(invalid="ignore", divide="ignore"):
        if with_tasks:
            total = table.tasks.sum(axis=1)[:, None, None] * whole
            mix = table.tasks[:, :, None] / total * whole
            each = np.where(table.tasks[:, :, None] > 0, table.mtok / table.tasks[:, :, None], math.nan)
            last = [("mix", mix), ("tokens_per_task", each)]
        else:
            total = table.mtok.sum(axis=(1, 2))[:, None, None] * whole
            last = [("mix", table.mtok / total)]
        what = "tasks" if with_tasks else "tokens"
        scale = [("users", users), (f"{what}_per_user", total / users)] if with_users else [(what, total)]
    held = [*scale, *last, ("price", table.price)]
    return tuple(name for name, _ in held), np.array([v for _, v in held]).reshape(len(held), periods, -1)


def options(split: Decomposition) -> Options | None:
    """The three options read off a split by tasks; None where tasks are not known or an effect is missing."""
    if "tokens_per_task" not in split.factors or any(e is None for e in split.additive):
        return None
    effects = dict(zip(split.factors, (e or 0.0 for e in split.additive), strict=True))
    price, better = effects["price"], effects.get("mix", 0.0) + effects["tokens_per_task"]
    saving, upgrade = max(0.0, -price), max(0.0, better)
    spent = min(saving, upgrade)
    use = math.fsum(v for k, v in effects.items() if k in ("users", "tasks_per_user", "tasks"))
    return Options(saving - spent, spent, upgrade - spent, max(0.0, price), max(0.0, -better), use)


def _tasks_known(table: UsageTable, periods: list[int]) -> bool:
    """Whether each model's tasks are known in these periods, and none has tokens without tasks."""
    tasks, tokens = table.tasks[periods], table.mtok[periods].sum(axis=2)
    return not (np.isnan(tasks) | ((tasks == 0) & (tokens > 0))).any() and bool(tasks.sum(axis=1).all())

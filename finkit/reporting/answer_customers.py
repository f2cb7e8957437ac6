"""The first screen's answer on customers: what a user leaves, whether growth helps, and whether tasks pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finkit.analysis.customers.growth import growth_in_words
from finkit.analysis.customers.plans import PlanResult, Plans
from finkit.analysis.customers.tasks import TaskResult
from finkit.analysis.customers.utilization import USES
from finkit.analysis.span import Span
from finkit.reporting.numbers import bracketed, percent, span
from finkit.reporting.page import Page
from finkit.reporting.page_results import Part
from finkit.reporting.page_worked import figure, ranged

AT = 0.25
ABSENT = "Absent: needs users or tokens by plan (a Plans table: price, tokens used, cost of a token)."


def customer(page: Page) -> Iterator[Sequence[Part]]:
    """Sentences on plans and tasks; where there are neither, which input would bring them."""
    found = page.analysis.customers
    if found.plans is None and not any(one.loop for one in found.tasks):
        yield (ABSENT,)
        return
    if found.plans is not None:
        yield from _by_use(page, found.plans)
        yield from _totals(page, found.plans)
        yield from _growth(page, found.plans)
    yield from _tasks(page, found.tasks)


def _tasks(page: Page, tasks: Sequence[TaskResult]) -> Iterator[Sequence[Part]]:
    """The first task with tokens and wages; then the tasks that lack inputs of a part, with those inputs."""
    for one in tasks:
        if one.loop is not None:
            worth = one.span("share_worth")
            shown = figure(page, "share_worth", one.task.name, worth.value, ranged(worth), "")
            minutes = one.gate_minutes
            gate = figure(page, "gate_minutes", one.task.name, minutes.value, ranged(minutes, "money"), "")
            yield (
                f"{one.task.name}: ", shown, " of tasks save more than their tokens cost, and knowing which may take ",
                gate, " minutes a task, if hours saved are exponential.",
            )  # fmt: skip
            break
    lacking = [(one.task.name, part, needs) for one in tasks for part, needs in one.absent.items()]
    if lacking:
        name, part, needs = lacking[0]
        more = f"; {len(lacking) - 1} more below" if len(lacking) > 1 else ""
        yield (f"Left out: {part} of {name} (needs {needs}){more}.",)


def _by_use(page: Page, plans: Plans) -> Iterator[Sequence[Part]]:
    """The best plan at a quarter of its limits, over the range of the cost share."""
    known = [(one, m) for one in plans.each if (m := _at(one, AT)) is not None]
    if not known:
        return
    best, margin = max(known, key=lambda pair: pair[1])
    ends = sorted(
        m for use in (best.by_use_cheap, best.by_use_dear) if use and (m := use.margins[_place(AT)]) is not None
    )
    text = bracketed(percent(margin), percent(ends[0]), percent(ends[-1])) if len(ends) == 2 else percent(margin)
    even = best.by_use.break_even if best.by_use else None
    share = best.plan.cost_share
    several = len(known) > 1
    of = f"{len(known)} plans" if len(known) == len(plans.each) else f"{len(known)} of {len(plans.each)} plans"
    name = f", on {best.plan.name}, the best of {of}," if several else f" of {best.plan.name},"
    yield (
        f"A user at {percent(AT, 0)} of the limits leaves {'at best ' if several else ''}",
        figure(page, "best_margin_at_quarter", best.plan.name, margin, text, share.source),
        f" of the price{name} whose break-even is at ",
        figure(page, "break_even_utilization", best.plan.name, even, percent(even), share.source),
        f" of the limits, if serving costs {span(percent(share.low), percent(share.high))} of API list prices.",
    )


def _totals(page: Page, plans: Plans) -> Iterator[Sequence[Part]]:
    count = len(plans.each)
    if plans.absent:
        lacking = sum(plans.at("plan_contribution", i) is None for i in range(count))
        yield (
            f"What all {count} plans leave is not known: needs the users, and what a user costs, of {lacking} of them."
            if count > 1
            else f"Absent: what all users of {plans.each[0].plan.name} leave (needs their number and what one costs).",
        )
        return
    whose = f"All {count} plans" if count > 1 else f"All users of {plans.each[0].plan.name}"
    margin = plans.total("plans_margin")
    if margin.value is None:
        left = plans.total("plans_contribution")
        yield f"{whose} bring no revenue: a month leaves ", _money(page, "all plans", "plans_contribution", left), "."
        return
    shown = figure(page, "plans_margin", "all plans", margin.value, ranged(margin), "")
    if count > 1:
        yield f"{whose} leave ", shown, " of their revenue."
    else:
        yield f"{whose} leave ", shown, " of what they pay."


def _growth(page: Page, plans: Plans) -> Iterator[Sequence[Part]]:
    for one in plans.each:
        if one.spread is not None and one.spread.added(0, "mean").value is not None:
            name, last = one.plan.name, len(one.spread.centre.added) - 1
            stay, heavy, gone = (one.spread.added(k, what) for k, what in ((0, "mean"), (0, "heavy"), (last, "mean")))
            yield (
                f"One more user of {name} leaves ", _money(page, name, "added_mean", stay), " a month at mean use, ",
                _money(page, name, "added_heavy", heavy), " at the 99th percentile, and ",
                _money(page, name, "added_mean_gone", gone), " once the lighter half has left: growth ",
                growth_in_words(stay, gone), ".",
            )  # fmt: skip
            return


def _money(page: Page, name: str, what: str, found: Span) -> Part:
    return figure(page, what, name, found.value, ranged(found, "money"), "")


def _place(use: float) -> int:
    return USES.index(use)


def _at(one: PlanResult, use: float) -> float | None:
    return one.by_use.margins[_place(use)] if one.by_use else None

"""A plan, a task or a unit as an answer: its figures with their ranges, formula, assumption and critic."""

from __future__ import annotations

from collections.abc import Iterator

from finkit.analysis.answer import Answer, Finding, Listing
from finkit.analysis.company.stack import training_recoup, unit_margins
from finkit.analysis.customers.distribution import FEW
from finkit.analysis.customers.flat_rate import LIGHT_LOSE, MULTIPLES
from finkit.analysis.customers.growth import growth_in_words
from finkit.analysis.customers.plans import PlanResult, Plans
from finkit.analysis.customers.spread import Spread
from finkit.analysis.customers.tasks import TaskResult
from finkit.analysis.given import number
from finkit.analysis.market.lerner import FAR
from finkit.analysis.span import Span
from finkit.assumptions.plans import Plan
from finkit.assumptions.ranges import Range

NOTHING_LEFT = "a mean user leaves nothing"
SPREAD_SOURCE = "Klugman, Panjer and Willmot, Loss Models"
PLAN_SOURCES = ("essay 000",)
TASK_SOURCES = ("essays 000, 002, 003 and 004",)
UNIT_SOURCES = ("essay 001",)
# The question that each layer answers.
LAYERS = {
    "marginal": "what one more unit leaves",
    "after_training": "whether the model that is sold pays for itself",
    "after_training_and_sales": "whether finding the users is paid for too",
}


def answer_of_plan(plans: Plans) -> Answer:
    """What a user of the first of `plans` leaves, at which use it breaks even, and whether growth helps."""
    found = plans.each[0]
    flat = found.spread.centre.flat if found.spread else None
    flags = [part.flag for part in (flat, found.by_use) if part and part.flag]
    flags += [found.endless] * bool(found.endless)
    flags += [f"no {part}: needs {needs}" for part, needs in found.absent.items()]
    return Answer(
        "What does a user of this plan leave, and does growth help or dig?",
        (*_plan_figures(found), *_plan_terms(plans, found)),
        "margin = 1 - (API value / price) x cost share x utilization; by tokens: (revenue - use x cost) / revenue",
        f"{_cost_assumed(found)}use answers to neither price nor cap.",
        "Full limits are the most that a user can take, not typical use; fitted tails are too thin; light users leave "
        "first.",
        tuple(flags), _plan_sources(found), tuple(_plan_tables(found)),
    )  # fmt: skip


def _by_list_prices(found: PlanResult) -> bool:
    """Whether any figure of a plan rests on API list prices and the cost share."""
    return found.by_use is not None or found.cost_from == "list prices"


def _cost_assumed(found: PlanResult) -> str:
    share = found.plan.cost_share
    if not _by_list_prices(found):
        return "A Mtok costs the same to serve however many are used; "
    return f"Serving costs {share.centre:.1%} of API list prices ({share.low:.1%} to {share.high:.1%}); "


def _plan_sources(found: PlanResult) -> tuple[str, ...]:
    share = (f"cost share: {found.plan.cost_share.source or 'as asked, assumed'}",) if _by_list_prices(found) else ()
    return (*PLAN_SOURCES, *share, *([SPREAD_SOURCE] if found.spread else []))


def _plan_figures(found: PlanResult) -> Iterator[Finding]:
    even, dear, cheap = (use.break_even if use else None for use in
                         (found.by_use, found.by_use_dear, found.by_use_cheap))  # fmt: skip
    if found.by_use is not None:
        yield Finding("break_even_utilization", "Break-even utilization", even, "ratio", "price / cost at full limits",
                      dear, cheap, "the plan pays even at full limits" if (even or 0.0) > 1 else "")  # fmt: skip
    lacks = found.absent.get("contribution", "")
    why = f"needs {lacks}" if lacks else ""
    by = f", by {found.cost_from}" if found.cost_from else ""
    yield _spanned("user_cost", f"Cost of a mean user{by}", found.cost, found.plan.currency, why)
    yield _spanned("user_contribution", "Contribution of a mean user", found.contribution, found.plan.currency, why)
    yield _spanned("user_margin", "Margin of a mean user", found.margin, "ratio", why or "a free plan has no margin")
    if found.spread is not None:
        yield from _spread_figures(found.spread, found.plan)
    if found.rise is not None:
        why = f"from {found.churn.low:.1%}; no limit where a user leaves nothing" if _endless(found.churn) else ""
        yield _spanned("break_even_churn", "Users who may leave at the new price", found.churn, "ratio",
                       found.rise.flag, why)  # fmt: skip


def _plan_terms(plans: Plans, found: PlanResult) -> Iterator[Finding]:
    """What a plan by tokens, a cap, overage, heavy users, full limits and a fixed cost add."""
    plan, money = found.plan, found.plan.currency

    def at(name: str, label: str, unit: str = money, why: str = "") -> Finding:
        return _spanned(name, label, plans.span(name, 0), unit, why)

    if plan.unit_cost is not None and plan.price:
        yield at("break_even_use", "Break-even use, Mtok a month", "Mtok", "serving costs nothing: no use breaks even")
    if plan.included is not None:
        yield at("overage_tokens", "Use beyond the included", "Mtok")
        yield at("overage_income", "Overage of a mean user")
    if plans.at("full_loss", 0):
        yield at("full_loss", "Loss on a user at full limits")
        carry = plans.span("light_needed", 0)
        why = f"from {_count(carry.low)}; no mix where a mean user leaves nothing" if _endless(carry) else ""
        yield _spanned("light_needed", "Mean users who carry one at full limits", carry, "users", NOTHING_LEFT, why)
    for name, label in (("heavy_left", "A heavy user leaves"), ("rest_left", "Any other user leaves")):
        if name in found.heavy:
            rest = found.heavy[name]
            lost = name == "rest_left" and rest.value is not None and rest.value < 0
            yield Finding(name, label, rest.value, money, "", rest.low, rest.high, LIGHT_LOSE if lost else "")
    if plan.fixed_cost is not None:
        carry = plans.span("users_to_carry", 0)
        why = (
            f"from {_count(carry.low)}; no number is enough where a mean user leaves nothing" if _endless(carry) else ""
        )
        yield _spanned("users_to_carry", "Users that carry the fixed cost", carry, "users", NOTHING_LEFT, why)


def _spread_figures(spread: Spread, plan: Plan) -> Iterator[Finding]:
    flag, alone = spread.centre.flat.flag if spread.centre.flat else "", ", overage apart" if plan.included else ""
    yield _spanned("gini", "Gini of use", spread.gini, "", flag)
    yield _spanned("top_share_0.01", "Use of the heaviest 1%", spread.top(0.01), "ratio", FEW if plan.sample else flag)
    if spread.centre.added:
        stay, gone = spread.added(0, "mean"), spread.added(-1, "mean")
        yield _spanned("added_gone", "One more user, light users gone", gone, plan.currency, flag,
                       f"growth {growth_in_words(stay, gone)}")  # fmt: skip
    if spread.centre.flat is None:
        return
    losing = spread.flat("share_unprofitable")
    yield _spanned("share_unprofitable", "Users who cost more than the price", losing, "ratio")
    yield _spanned("margin_uncapped", f"Margin without a cap{alone}", spread.flat("margin"), "ratio", flag)
    if plan.cap is not None:
        yield _spanned("margin_capped", f"Margin with the cap{alone}", spread.flat("margin_capped"), "ratio")
        yield _spanned("share_at_cap", "Users at the cap", spread.flat("share_at_cap"), "ratio")


def _plan_tables(found: PlanResult) -> Iterator[Listing]:
    if found.by_use is not None:
        uses = zip(found.by_use.uses, found.by_use.margins, strict=True)
        yield Listing("Margin by the part of the limits used", ("Used", "Margin"), ("ratio",),
                      tuple((f"{use:.0%}", (margin,)) for use, margin in uses))  # fmt: skip
    if found.by_units is not None:
        by_units = zip(MULTIPLES, found.by_units.contributions, found.by_units.margins, strict=True)
        yield Listing("What a user leaves at so many times the mean use", ("Times", "Left", "Margin"), ("", "ratio"),
                      tuple((f"{times:g}", (left, margin)) for times, left, margin in by_units))  # fmt: skip
    if found.spread is not None and found.spread.centre.added:
        rows = tuple(
            (f"{one.leaving:.0%}", (one.mean_use, one.mean, one.margin, one.median, one.heavy))
            for one in found.spread.centre.added
        )
        heads = (
            "Light users gone",
            "Mean use, Mtok",
            "At mean use",
            "Margin",
            "At median use",
            "At the 99th percentile",
        )
        yield Listing("What one more user leaves a month", heads, ("", "", "ratio", "", ""), rows)


def answer_of_task(found: TaskResult) -> Answer:
    """Whether a task is worth its tokens, and what routing, a device and a budget make of it."""
    return Answer(
        "Is this task worth its tokens, and could it be served for less?",
        tuple(_task_figures(found)),
        "break-even hours = tokens x price / wage; worth it = exp(-tokens x price / (wage x hours)); "
        "saving of routing = r (1 - k - e); device margin = 1 - cost / (fee x life)",
        "Hours saved are exponential around their mean; tokens of a task are fixed and the gate makes no errors.",
        "Hours saved are known after the fact; review takes time; longer tasks may save more; k holds idle capacity.",
        (*_task_flags(found), *(f"no {part}: needs {needs}" for part, needs in found.absent.items())), TASK_SOURCES,
    )  # fmt: skip


def _task_flags(found: TaskResult) -> Iterator[str]:
    """A question where tokens cost so much more, or less, than the hours that they save that a unit may be another."""
    loop = found.loop
    if loop is not None and loop.task_cost is not None and loop.task_value:
        times = loop.task_cost / loop.task_value
        if times >= FAR or times <= 1 / FAR:
            yield f"tokens cost {times:,.4g} times the hours that they save: are tokens and hours those of one task?"


def _task_figures(found: TaskResult) -> Iterator[Finding]:
    money, loop = found.task.currency, found.loop
    if loop is not None:
        yield _spanned("task_cost", "Tokens of a task", found.span("task_cost"), money)
        yield _spanned("break_even_hours", "Hours it has to save", found.span("break_even_hours"), "hours")
        yield _spanned("break_even_price", "Break-even price of a Mtok", found.span("break_even_price"), money)
        yield _spanned("share_worth", "Tasks worth their tokens", found.span("share_worth"), "ratio")
        yield _spanned("net_without_gate", "Net value, all run", found.span("net_without_gate"), money)
        yield _spanned("net_with_gate", "Net value, free perfect gate", found.span("net_with_gate"), money)
        yield _spanned("gate_minutes", "Minutes that a gate may take", found.gate_minutes, "minutes")
        if loop.net_after_gate is not None:
            yield _spanned("net_after_gate", "Net value, own gate", found.span("net_after_gate"), money)
    if found.budget is not None:
        yield _spanned("cost_per_output", "Cost per output, over cost without", found.span("cost_per_output"), "ratio")
        yield _spanned("break_even_multiple", "Break-even output multiple", found.span("break_even_multiple"), "times")
    if found.routing is not None:
        yield _spanned("saving", "Saving of routing", found.span("routing_saving"), "ratio")
        yield _spanned("break_even_escalation", "Break-even escalation", found.span("break_even_escalation"), "ratio")
        yield _spanned("floor", "Tasks that stay with the older model", found.span("older_floor"), "ratio")
    if (device := found.offload) is not None:
        yield _spanned("cloud_margin", "Margin in the cloud", found.span("cloud_margin"), "ratio")
        yield _spanned("device_margin", "Margin on the device", found.span("device_margin"), "ratio")
        yield _spanned("switch_tokens", "Switch point", found.span("switch_tokens"), "Mtok a month", device.flag)
    if (spent := found.intensity) is not None:
        yield Finding("spend_growth", "Growth of spend", spent.spend_growth, "ratio", why=spent.flag)
        yield Finding("change_bp", "Change of spend / revenue", spent.change_bp, "basis points")
        yield Finding("elasticity", "Elasticity of spend", spent.elasticity, why=spent.flag)


def answer_of_unit(
    price: Range, unit_cost: Range, volume: float | None, training: float | None, sales: float | None, currency: str
) -> Answer:
    """Unit economics of a million tokens in layers; training and S&M are spread over `volume`, in Mtok above 0."""
    mtok = number("volume", volume, above=0) if volume is not None else None
    worst, best = (price.low, unit_cost.high), (price.high, unit_cost.low)
    layered = [
        unit_margins(p * (mtok or 1.0), c * (mtok or 1.0), training if mtok else None, sales if mtok else None)
        for p, c in ((price.centre, unit_cost.centre), worst, best)
    ]
    recoup = training_recoup(training, price.centre, unit_cost.centre)
    least, most = (training_recoup(training, p, c) for p, c in (best, worst))
    endless = "no end at the low of price and high of cost: a token earns nothing" if most.flag else ""
    why = recoup.flag or (f"from {_count(least.mtok)}; {endless}" if endless and least.mtok is not None else endless)
    needs = {
        "marginal": "",
        "after_training": "" if mtok and training is not None else "needs --training and --volume",
        "after_training_and_sales": "" if mtok and training is not None and sales is not None else "needs --sales too",
    }
    figures = [
        Finding(name, label, *(getattr(layered[0], name), "ratio", LAYERS[name]), getattr(layered[1], name),
                getattr(layered[2], name), needs[name])
        for name, label in (("marginal", "After serving"), ("after_training", "and after training"),
                            ("after_training_and_sales", "and after sales and marketing"))
    ]  # fmt: skip
    if training is not None:
        figures.append(Finding("recoup_mtok", "Volume that pays training back", recoup.mtok, "Mtok", "", least.mtok,
                               most.mtok, why))  # fmt: skip
        figures.append(Finding("recoup_tasks", "in tasks of 20 Mtok", recoup.tasks(), "tasks", "", least.tasks(),
                               most.tasks()))  # fmt: skip
    return Answer(
        "What does a million tokens leave, layer by layer?", tuple(figures),
        "(revenue - serving) / revenue, less training, less S&M; recoup = training / (price - cost)",
        f"Training and S&M are spread evenly over the volume; money in {currency}.",
        "The first layer answers what one more user leaves, not whether this is a business; the others need a volume.",
        (recoup.flag,) if training is not None and recoup.flag else (), UNIT_SOURCES,
    )  # fmt: skip


def _spanned(name: str, label: str, found: Span, unit: str, why: str = "", says: str = "") -> Finding:
    """A figure with its range; `why` where there is none, `says` where there is."""
    return Finding(name, label, found.value, unit, "", found.low, found.high, says if found.value is not None else why)


def _count(value: float | None) -> str:
    """A number of users or of Mtok in words; empty where there is none."""
    return "" if value is None else f"{value:,.0f}" if value >= 1e3 else f"{value:.4g}"


def _endless(found: Span) -> bool:
    """Whether a range has a low and no high."""
    return found.value is not None and found.low is not None and found.high is None

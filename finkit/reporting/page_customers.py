"""The section Customers: margin by use, who uses how much, what one more user leaves, unit economics in layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finkit.analysis.customers.distribution import FEW, LORENZ_AT, lorenz
from finkit.analysis.customers.growth import growth_in_words
from finkit.analysis.customers.plans import PlanResult, Plans
from finkit.analysis.customers.tasks import NOTHING
from finkit.analysis.customers.utilization import USES, Utilization
from finkit.analysis.span import Span
from finkit.reporting.curves import Curve, curves
from finkit.reporting.numbers import bracketed, percent
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_company import Drawn
from finkit.reporting.page_flat_price import cost_sources, flat_price_grids, left_out
from finkit.reporting.page_grid import Grid, Head, Line
from finkit.reporting.page_layers import layers_grid
from finkit.reporting.page_tasks import task_grids
from finkit.reporting.page_worked import FORMS, figure, money, ranged, rests_on

CUT = -2.0
TOPS = (0.01, 0.1)
ADDED = {"mean_use": "money", "mean": "money", "margin": "ratio", "median": "money", "heavy": "money"}
# Their range follows from that of what one more user leaves.
BARE = ("mean_use", "margin")
FLAT = ("share_unprofitable", "margin", "share_at_cap", "margin_capped")
CAPPED = ("share_at_cap", "margin_capped")
# Who ran limits down by machine, and so whose API values are no typical use; a user's own plans are not theirs.
MEASURED = "SemiAnalysis"
BY_MACHINE = "The limits behind these curves were run down by machines, not by typical users."
CRITIC = (
    "k, the API value over the price, is the most that a plan can cost at list prices, and utilization is a spread "
    "over users, not one number."
)
CRITIC_USE = (
    "Use is taken to answer to neither price nor cap, a tail fitted to capped use is too thin, and a mean hides that a "
    "few users set the peak that capacity is bought for."
)
SPREAD_NOTE = (
    "Computed by finkit from the distribution; in brackets the range over those of use, its spread and cost. Gini, the "
    "tops and margins are least and most there; parts of users may peak between. Overage is in none of them."
)
NO_MIX = "light users lose money: no mix breaks even"
LIST_PRICES = "The last column takes API list prices for cost and light users as free to serve"
READING = (
    ": the one reading found that gives essay 000's 2,000 light users for 3 power users (2,070 at 200 a month and "
    "14,000 of use), against the 75% API margin that the other columns assume. Do not take 2,000 as established."
)


@dataclass(frozen=True, slots=True)
class CustomersSection:
    """Charts with their tables, tables and sentences; `absent` says of each part which input would bring it.

    A comparator without plans or tasks has no such section: it is not `wanted`.
    """

    wanted: bool
    by_use: Drawn | None
    users: Grid | None
    lorenz: Drawn | None
    growth: Grid | None
    power: Grid | None
    flat_price: tuple[Grid, ...]
    rises: Grid | None
    layers: Grid | None
    tasks: tuple[Grid, ...]
    says: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def charts(self) -> list[Drawn]:
        """The charts that there are."""
        return [drawn for drawn in (self.by_use, self.lorenz) if drawn is not None]


def customers_section(page: Page) -> CustomersSection:
    """The part of one analysis."""
    found = page.analysis.customers
    plans = found.plans
    absent = [f"{part[0].upper()}{part[1:]} are absent: needs {needs}." for part, needs in found.absent.items()]
    layers, why = layers_grid(page)
    if why:
        absent.append(f"Unit economics in layers is absent: needs {why}.")
    tasks = task_grids(page)
    absent += [f"{one.task.name} is not worked out: needs {NOTHING}." for one in found.tasks if one.bare]
    if plans is None:
        wanted = page.analysis.statement.company.kind != "comparator" or bool(tasks)
        return CustomersSection(wanted, None, None, None, None, None, (), None, layers, tasks, (), tuple(absent))
    by_use, spread = _by_use(page, plans), _lorenz(page, plans)
    absent += [f"Totals of all plans are absent: needs {plans.absent['totals']}."] if plans.absent else []
    says = [CRITIC] * (by_use is not None) + [CRITIC_USE] * (spread is not None)
    says = [BY_MACHINE] * (by_use is not None and any(map(_measured, plans.each))) + says
    return CustomersSection(
        True, by_use, _users(page, plans), spread, _growth(page, plans), _power(page, plans),
        flat_price_grids(page, plans), _rises(page, plans), layers, tasks, tuple(says), tuple(absent),
    )  # fmt: skip


def _measured(one: PlanResult) -> bool:
    """Whether the API value of a plan is one of those that were run down by machine."""
    value = one.plan.api_value
    return value is not None and MEASURED in (value.source or one.plan.source)


def _by_use(page: Page, plans: Plans) -> Drawn | None:
    held = [(one, one.by_use) for one in plans.each if one.by_use is not None]
    if not held:
        return None
    alike: dict[float, list[tuple[PlanResult, Utilization]]] = {}
    for one, use in held:
        alike.setdefault(round(use.cost_to_price or 0.0, 9), []).append((one, use))
    drawn = []
    for same in alike.values():
        use = same[0][1]
        at = [(0.0, 1.0), *((u, m) for u, m in zip(use.uses, use.margins, strict=True) if m is not None)]
        even = use.break_even
        mark = (even, 0.0) if even is not None and even <= 1 else None
        names = ", ".join(one.plan.name for one, _ in same)
        drawn.append(Curve(f"{names}: {percent(even)}", at, mark))
    title = "Margin of a user by the part of the limits used"
    chart = curves(title, "Part of the limits used", "Margin, % of price", drawn, low=CUT)
    heads = (*(Head(percent(u, 0)) for u in USES), Head("Break-even"))
    lines = [Line(one.plan.name, (*_margins(page, one, use), _even(page, one, use))) for one, use in held]
    note = f"Cost of serving as a part of API list prices: {_shares(held)}. Sales, research and overhead are in no "
    note += "margin here. Margins are at that cost and the API value as given; break-even has the ranges of both."
    note += left_out(plans, "margin by use", [one.plan.name for one, _ in held])
    table = Grid(title, heads, tuple(lines), note, "Plan; part of the limits used")
    says = (
        "Marks, and the percentage by a name: the part of the limits at which a user costs the price. The axis ends at "
        f"{percent(CUT, 0)}; the table has the rest."
    )
    return Drawn("by-use", chart, table, says)


def _shares(held: Sequence[tuple[PlanResult, Utilization]]) -> str:
    """The cost share behind the margins with its range and source; by plan where it differs."""
    told: dict[str, list[str]] = {}
    for one, _ in held:
        share = one.plan.cost_share
        cost = bracketed(percent(share.centre), percent(share.low), percent(share.high))
        told.setdefault(f"{cost}; {share.source or 'assumed'}", []).append(one.plan.name)
    return " | ".join(cost if len(told) == 1 else f"{', '.join(names)} {cost}" for cost, names in told.items())


def _margins(page: Page, one: PlanResult, use: Utilization) -> list[Figure]:
    return [
        figure(page, f"margin_at_{at:g}", one.plan.name, m, percent(m, 0), *_listed(one))
        for at, m in zip(use.uses, use.margins, strict=True)
    ]


def _even(page: Page, one: PlanResult, use: Utilization) -> Figure:
    ends = [held.break_even for held in (one.by_use_dear, one.by_use_cheap) if held is not None]
    text = bracketed(percent(use.break_even), percent(ends[0]), percent(ends[-1]))
    return figure(page, "break_even_utilization", one.plan.name, use.break_even, text, *_listed(one))


def _listed(one: PlanResult) -> tuple[str, ...]:
    value, share = one.plan.api_value, one.plan.cost_share
    return (value.source or one.plan.source if value else "", share.source)


def _users(page: Page, plans: Plans) -> Grid:
    guessed = all(rests_on(used.source) == "assumed" for one in plans.each if (used := one.plan.utilization))
    limits = f"Part of limits used{' (assumed)' if guessed else ''}"
    columns = {"Price": True, "Users": any(one.plan.users for one in plans.each),
               limits: any(one.cost_from != "tokens" for one in plans.each),
               "Cost of a user": True, "Contribution": True, "Margin": True,
               "Needs": any("contribution" in one.absent for one in plans.each)}  # fmt: skip
    lines = [Line(one.plan.name, _kept(_user(page, plans, i), columns)) for i, one in enumerate(plans.each)]
    if not plans.absent:
        left, margin = plans.total("plans_contribution"), plans.total("plans_margin")
        cells = ("", "", "", "", figure(page, "plans_contribution", "all plans", left.value, ranged(left, "whole"), ""),
                 figure(page, "plans_margin", "all plans", margin.value, ranged(margin), ""), "")  # fmt: skip
        lines.append(Line("All plans, all users", _kept(cells, columns), kind="total"))
    unit = f"{plans.currency} a user and month".strip()
    heads = tuple(Head(head) for head, kept in columns.items() if kept)
    return Grid("What a mean user leaves", heads, tuple(lines), corner=f"Plan; {unit}", text=True)


def _kept(cells: Sequence[Figure | str], columns: Mapping[str, bool]) -> tuple[Figure | str, ...]:
    """The cells of the columns that are shown."""
    return tuple(cell for cell, kept in zip(cells, columns.values(), strict=True) if kept)


def _user(page: Page, plans: Plans, i: int) -> tuple[Figure | str, ...]:
    """What a mean user of one plan pays, uses, costs and leaves; at the end what is needed to know it."""
    one = plans.each[i]
    plan, sources, lacks = one.plan, cost_sources(one), one.absent.get("contribution", "")
    why, users = f"needs {lacks}" if lacks else "a free plan has no margin", plans.span("users", i)
    return (
        money(plan.price),
        figure(page, "users", plan.name, users.value, ranged(users, "whole"), plan.source, says="users are not given"),
        _used(page, one),
        figure(page, "user_cost", plan.name, one.cost.value, ranged(one.cost, "money"), *sources, says=why),
        figure(page, "user_contribution", plan.name, one.contribution.value, ranged(one.contribution, "money"),
               *sources, says=why),
        figure(page, "user_margin", plan.name, one.margin.value, ranged(one.margin), *sources, says=why),
        lacks,
    )  # fmt: skip


def _used(page: Page, one: PlanResult) -> Figure | str:
    """The mean part of the limits that users use, where the cost of a user rests on it."""
    used = one.plan.utilization
    if one.cost_from == "tokens":
        return "not used: tokens are given"
    span = Span(None, None, None) if used is None else Span(used.centre, used.low, used.high)
    source = used.source if used is not None else ""
    return figure(page, "utilization", one.plan.name, span.value, ranged(span), source, says="it is not given")


def _lorenz(page: Page, plans: Plans) -> Drawn | None:
    drawn, lines = [], []
    for one in plans.each:
        spread, plan = one.spread, one.plan
        if spread is None:
            continue
        lacks = one.absent.get("spread of use", "" if plan.price else "a price: a free plan has no margin")
        curve, flag = lorenz(spread.centre.use), spread.centre.flat.flag if spread.centre.flat else f"needs {lacks}"
        if curve is not None:
            drawn.append(Curve(plan.name, list(zip(LORENZ_AT, curve, strict=True))))
        gini = spread.gini
        cells = [figure(page, "gini", plan.name, gini.value, ranged(gini, "plain"), plan.source)]
        shown = [(f"top_share_{part:g}", spread.top(part)) for part in TOPS]
        shown += [(name, spread.flat(name)) for name in FLAT]
        cells += [
            figure(page, name, plan.name, at.value, ranged(at), plan.source,
                   says="no cap is given" if name in CAPPED and plan.cap is None else
                   FEW if name.startswith("top") and plan.sample else flag)
            for name, at in shown
        ]  # fmt: skip
        lines.append(Line(plan.name, tuple(cells)))
    if not drawn:
        return None
    title = "Who uses how much: users from the lightest to the heaviest"
    heads = ("Gini", *(f"Use of the top {percent(part, 0)}" for part in TOPS), "Users who cost more than the price",
             "Margin without a cap", "Users at the cap", "Margin with the cap")  # fmt: skip
    endless = "".join(f" {found.endless}" for found in plans.each if found.endless)
    note = SPREAD_NOTE + endless + left_out(plans, "spread of use", [line.label for line in lines])
    table = Grid(title, tuple(map(Head, heads)), tuple(lines), note, "Plan")
    chart = curves(title, "Part of users", "Part of use", drawn, diagonal=True)
    return Drawn("lorenz", chart, table, "Dotted: all users alike.")


def _growth(page: Page, plans: Plans) -> Grid | None:
    heads = ("Mean use, Mtok", "At mean use", "Margin", "At median use", "At the 99th percentile", "Growth")
    lines = []
    for one in plans.each:
        for place, added in enumerate(one.spread.centre.added if one.spread else ()):
            name, sources = f"{one.plan.name}, {percent(added.leaving, 0)} gone", cost_sources(one)
            found = {what: one.spread.added(place, what) for what in ADDED} if one.spread else {}
            cells: list[Figure | str] = [
                figure(
                    page,
                    f"added_{what}",
                    name,
                    at.value,
                    FORMS[form](at.value) if what in BARE else ranged(at, form),
                    *sources,
                    one.plan.source,
                )
                for (what, form), at in zip(ADDED.items(), found.values(), strict=True)
            ]
            cells.append(growth_in_words(found["mean"], found["mean"]) or "not known")
            lines.append(Line(name, tuple(cells)))
    if not lines:
        return None
    note = "Light users are the lighter half; they leave first, lightest first, and one more user is as those who stay."
    title = "Does growth help or dig: what one more user leaves a month"
    corner = f"Plan, light users gone; {plans.currency}".rstrip("; ")
    return Grid(title, tuple(map(Head, heads)), tuple(lines), note, corner, text=True)


def _power(page: Page, plans: Plans) -> Grid | None:
    if plans.light is None:
        return None
    light, lines = plans.each[plans.light], []
    for i, one in enumerate(plans.each):
        if plans.at("full_loss", i) is None:
            continue
        sources = _listed(one)
        loss = plans.span("full_loss", i)
        cells = [figure(page, "full_loss", one.plan.name, loss.value, ranged(loss, "money"), *sources)]
        for what, name, times, form in (
            ("light_needed", "light_needed", 1, "money"), ("light_needed_for_three", "light_needed", 3, "whole"),
            ("list_needed_for_three", "list_needed", 3, "whole"),
        ):  # fmt: skip
            value, text = _needed(plans, name, i, times, form)
            unknown = light.contribution.value is None and name == "light_needed"
            says = (
                ""
                if value is not None
                else f"what a user of {light.plan.name} leaves is not known"
                if unknown
                else NO_MIX
            )
            cells.append(figure(page, what, one.plan.name, value, text, *sources, says=says))
        lines.append(Line(one.plan.name, tuple(cells)))
    if not lines:
        return None
    heads = ("Loss on a user at full limits", "Light users for 1", "For 3", "For 3, list price as cost")
    left = light.contribution
    leaves = f"leave {ranged(left, 'money')} each" if left.value is not None else "leave what is not known"
    reading = READING if any(map(_measured, plans.each)) else "."
    note = f"Light users are on {light.plan.name}, the cheapest plan sold, and {leaves}. {LIST_PRICES}{reading}"
    note += left_out(plans, "margin by use", [line.label for line in lines])
    return Grid("Who carries users at full limits", tuple(map(Head, heads)), tuple(lines), note, "Plan")


def _needed(plans: Plans, name: str, i: int, times: int, form: str) -> tuple[float | None, str]:
    """Light users for so many power users, with the range; open where light users leave nothing at an end of theirs."""
    found = plans.span(name, i)
    value, low, high = (None if end is None else times * end for end in (found.value, found.low, found.high))
    return value, ranged(Span(value, low, high), form, "no mix")


def _rises(page: Page, plans: Plans) -> Grid | None:
    lines = []
    for one in plans.each:
        if one.plan.new_price is not None:
            churn, flag = one.churn.value, one.rise.flag if one.rise else f"needs {one.absent.get('contribution', '')}"
            cell = figure(page, "break_even_churn", one.plan.name, churn, ranged(one.churn), *cost_sources(one),
                          says=flag)  # fmt: skip
            prices = money(one.plan.price), money(one.plan.new_price)
            told = cell if churn is not None else flag
            cost = figure(page, "user_cost", one.plan.name, one.cost.value, ranged(one.cost, "money"),
                          *cost_sources(one), says=flag)  # fmt: skip
            lines.append(Line(one.plan.name, (*prices, cost, told)))
    if not lines:
        return None
    heads = ("Price", "New price", "Cost of a user", "Users who may leave")
    note = (
        "Users are taken as alike in cost; where light users leave first, fewer may. In brackets the range that the "
        "ranges of cost and use leave; no limit where a user leaves nothing today: whoever goes then costs nothing."
    )
    return Grid("A price rise and its break-even churn", tuple(map(Head, heads)), tuple(lines), note, "Plan", text=True)

"""A flat price on a page: break-even use, caps and overage, heavy users and the rest, the fixed cost to carry."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from finkit.analysis.customers.flat_rate import LIGHT_LOSE, MULTIPLES
from finkit.analysis.customers.plans import PlanResult, Plans
from finkit.analysis.span import Span
from finkit.reporting.numbers import percent
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_grid import Grid, Head, Line
from finkit.reporting.page_worked import figure, money, ranged

NO_CARRY, NO_NUMBER = "a mean user leaves nothing to carry it with", "no number"
HEAVY = {"heavy_user_cost": "Cost of a heavy user", "heavy_left": "A heavy user leaves",
         "rest_left": "Any other user leaves"}  # fmt: skip
TERMS = {"served_tokens": ("Mtok served", "tokens"), "overage_tokens": ("of these, charged", "tokens"),
         "overage_income": ("Overage of a user", "money"), "user_revenue": ("Revenue of a user", "money"),
         "user_margin": ("Margin of a user", "ratio")}  # fmt: skip


def flat_price_grids(page: Page, plans: Plans) -> tuple[Grid, ...]:
    """A table for each part that any plan has the inputs of."""
    made = (_by_units(page, plans), _terms(page, plans), _heavy(page, plans), _carry(page, plans))
    return tuple(grid for grid in made if grid is not None)


def cost_sources(one: PlanResult) -> tuple[str, ...]:
    """Where the cost of a plan's user is from."""
    plan = one.plan
    given = (plan.api_value, plan.cost_share, plan.utilization) if one.cost_from != "tokens" else (plan.unit_cost,)
    return tuple(held.source or plan.source for held in given if held is not None)


def left_out(plans: Plans, part: str, shown: Collection[str]) -> str:
    """The plans that a table leaves out, by the input that each lacks; empty where it has them all."""
    lacking: dict[str, list[str]] = {}
    for one in plans.each:
        if one.plan.name not in shown:
            lacking.setdefault(one.absent.get(part, "what it rests on"), []).append(one.plan.name)
    told = "; ".join(f"{', '.join(names)} (needs {what})" for what, names in lacking.items())
    return f" Left out: {told}." if told else ""


def _by_units(page: Page, plans: Plans) -> Grid | None:
    lines = []
    for i, one in enumerate(plans.each):
        if one.by_units is None:
            continue
        even = plans.span("break_even_use", i)
        cells = [figure(page, "break_even_use", one.plan.name, even.value, ranged(even, "tokens"), *cost_sources(one))]
        cells += [
            figure(page, f"left_at_{times:g}", one.plan.name, left, money(left), *cost_sources(one))
            for times, left in zip(MULTIPLES, one.by_units.contributions, strict=True)
        ]
        lines.append(Line(one.plan.name, tuple(cells)))
    heads = ("Break-even use, Mtok", *(f"{times:g} times" for times in MULTIPLES))
    note = "The cost of a Mtok is taken as the same however many are used."
    return _grid("What a user leaves at so many times the mean use, by tokens", heads, lines, note)


def _terms(page: Page, plans: Plans) -> Grid | None:
    lines = []
    for i, one in enumerate(plans.each):
        if one.plan.cap is None and one.plan.included is None:
            continue
        plain = one.spread.flat("margin") if one.spread else Span(None, None, None)
        lacks = one.absent.get("contribution", "") or one.absent.get("spread of use", "")
        why = f"needs {lacks}" if lacks else "a free plan has no margin"
        cells = [figure(page, "margin", one.plan.name, plain.value, ranged(plain), *cost_sources(one), says=why)]
        for name, (_, form) in TERMS.items():
            at = plans.span(name, i)
            cells.append(
                figure(
                    page, name, one.plan.name, at.value, ranged(at, form), *cost_sources(one), one.plan.source, says=why
                )
            )
        lines.append(Line(one.plan.name, tuple(cells)))
    heads = ("Margin without either", *(head for head, _ in TERMS.values()))
    note = "Use answers to neither cap nor price, so that overage is the most that it can be."
    return _grid("Caps and overage, a mean user", heads, lines, note)


def _heavy(page: Page, plans: Plans) -> Grid | None:
    lines = []
    for one in plans.each:
        users, part = one.plan.heavy_users, one.plan.heavy_cost
        if users is None or part is None:
            continue
        name = f"{one.plan.name}: {percent(users.centre)} of users, {percent(part.centre)} of cost"
        why = f"needs {one.absent.get('contribution', '')}"
        held = [(at, one.heavy.get(at, Span(None, None, None))) for at in HEAVY]
        cells: list[Figure | str] = [
            figure(
                page,
                what,
                one.plan.name,
                at.value,
                ranged(at, "money"),
                *cost_sources(one),
                users.source,
                part.source,
                says=why,
            )
            for what, at in held
        ]
        left = held[-1][1].value
        cells.append(why if left is None else LIGHT_LOSE if left < 0 else "")
        lines.append(Line(name, tuple(cells)))
    return _grid("Heavy users and the rest", (*HEAVY.values(), "Reading"), lines, "")


def _carry(page: Page, plans: Plans) -> Grid | None:
    if not plans.carries:
        return None
    lines = list(_carried(page, plans))
    if not plans.absent:
        fixed, left, needed = (plans.total(name) for name in ("all_fixed", "mean_left", "all_to_carry"))
        cells = [
            figure(page, name, "all plans", at.value, ranged(at, form, NO_NUMBER), "", says=NO_CARRY)
            for name, at, form in (
                ("all_fixed", fixed, "whole"), ("mean_left", left, "money"), ("all_to_carry", needed, "whole"),
            )
        ]  # fmt: skip
        lines.append(Line("All plans, at today's mix of users", tuple(cells), kind="total"))
    heads = ("Fixed cost a month", "A mean user leaves", "Users that carry it")
    return _grid(
        "Users that carry the fixed cost", heads, lines, "A mean user is taken to leave the same as they grow."
    )


def _carried(page: Page, plans: Plans) -> Iterator[Line]:
    for i, one in enumerate(plans.each):
        if one.plan.fixed_cost is None:
            continue
        fixed, needed = plans.span("fixed_cost", i), plans.span("users_to_carry", i)
        shown = (("fixed_cost", fixed, "whole"), ("user_contribution", one.contribution, "money"),
                 ("users_to_carry", needed, "whole"))  # fmt: skip
        lacks = one.absent.get("contribution", "")
        why = f"needs {lacks}" if lacks else NO_CARRY
        yield Line(one.plan.name, tuple(
            figure(page, name, one.plan.name, at.value, ranged(at, form, NO_NUMBER), *cost_sources(one), says=why)
            for name, at, form in shown
        ))  # fmt: skip


def _grid(title: str, heads: tuple[str, ...], lines: list[Line], note: str) -> Grid | None:
    return Grid(title, tuple(map(Head, heads)), tuple(lines), note, "Plan", text=True) if lines else None

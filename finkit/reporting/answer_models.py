"""The first screen's answer on models: payback against tenure, how far that may be off, and what would turn it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from finkit.analysis.models.lives import Generations, ModelLife
from finkit.analysis.models.payoff import LEAST_COVERED, NO, SHARED, UNDECIDED, YES, Payoff, Switch, paybacks
from finkit.assumptions.models import BY_RESEARCH
from finkit.reporting.answer_carried import carried
from finkit.reporting.numbers import day, percent, plain, words
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_results import Part
from finkit.reporting.paybacks import (
    BY,
    amount,
    chosen,
    months,
    over_service,
    payback_figure,
    payback_text,
    ranged,
    times,
    within_rounding,
)  # fmt: skip

_ALONE = {"final run": "the final run alone"}
_DOES = {YES: "does", NO: "does not", UNDECIDED: "is undecided"}
_PAYS = {
    YES: "pays back before the next model",
    NO: "does not pay back before the next model",
    UNDECIDED: "pays back before the next model is undecided",
}
_SHORTLY = {
    YES: ("pays back", "pay back"),
    NO: ("does not pay back", "do not pay back"),
    UNDECIDED: ("is undecided", "are undecided"),
}
_NAMED = 4
_TURN = {1: "one does", 2: "two together do", 3: "three together do"}


def model(page: Page) -> Iterator[Sequence[Part]]:
    """Sentences on the model that the report leads with; where its payback is unknown, which input would bring it."""
    found = page.analysis.models.generations
    if isinstance(found, str):
        yield (f"Absent, payback against tenure: {found}.",)
        return
    yield from _lead(page, found)
    yield from carried(page)


def _lead(page: Page, found: Generations) -> Iterator[Sequence[Part]]:
    life = found.lead
    if life is None:
        yield from _unknown(page, found)
        return
    held = life.payoff
    assert isinstance(held, Payoff)
    known = _known(found, life)
    depends = len({one.answer for one in known.values()}) > 1
    if depends:
        yield _dependence(page, life, known)
    yield _payback(page, life, held, found, depends)
    yield (_turned(page, life, held, depends),)
    yield _range(page, life, held)
    yield from _others(page, life, held)
    yield (_keys(found, life, known, depends),)
    yield from _rest(found, life)


def _dependence(page: Page, life: ModelLife, known: Mapping[str, Payoff]) -> Sequence[Part]:
    """That whether a model pays back depends on attribution, with its payback by each."""
    parts: list[Part] = [f"Whether {life.name} pays back before the next model depends on attribution: "]
    for i, (key, one) in enumerate(known.items()):
        name = f"payback_by_{key}".replace(" ", "_")
        figure = page.worked(payback_text(one), one.centre, name, life.name, rests_on="assumed")
        parts += ["; " if i else "", f"by {BY[key]} it {_DOES[one.answer]}, ", figure]
    return (*parts, f", against a tenure of {plain(life.tenure, 1)} months.")


def _payback(page: Page, life: ModelLife, held: Payoff, found: Generations, depends: bool) -> Sequence[Part]:
    """Whether a model pays back before the next one, unless that is said before, with what it cost and left."""
    choice, left = held.choice, life.earned["usage"][held.choice.result]
    cost, gross = amount(page, life.outlays[choice.outlay].ends), amount(page, (left.low, left.high))
    until = f"{day(life.release)} to {day(life.end - timedelta(days=1))}{', projected' if life.projected else ''}"
    stands = f"; {_stands(found)}" if found.lineage.origin == BY_RESEARCH else ""
    undecided = held.answer == UNDECIDED and not depends
    said = f"{_PAYS[held.answer]}: it cost"
    middle = f"; at the centre of the ranges it {_DOES[YES if held.pays else NO]}" if held.answer == UNDECIDED else ""
    return (
        f"{'Whether ' if undecided else ''}{life.name} ({until}{stands}) {'cost' if depends else said} {cost} "
        f"({life.covers(choice.outlay)}) and left {gross} of {choice.result} over {plain(left.months, 1)} months "
        "of full use, payback ",
        payback_figure(page, life, choice, payback_text(held), held.centre),
        f" against a tenure of {plain(held.tenure, 1)} months"
        + ("" if held.ratio is None else f", {times(held.ratio)} times it")
        + f"{middle}.",
    )


def _others(page: Page, life: ModelLife, held: Payoff) -> Iterator[Sequence[Part]]:
    """The payback on every other result that is known, at the cost shown; one alone takes the partner's share off."""
    known = [name for name, left in life.earned["usage"].items() if left.months and name != held.choice.result]
    shared = [name for name in known if name == SHARED]
    rest = [name for name in known if name != SHARED]
    parts = _held_to(page, life, held, shared)
    if shared and rest:
        parts.append("; before that share ")
    parts += _held_to(page, life, held, rest)
    if parts:
        yield "Held to less than gross profit: ", *parts, "."


def _held_to(page: Page, life: ModelLife, held: Payoff, results: Sequence[str]) -> list[Part]:
    parts: list[Part] = []
    for i, name in enumerate(results):
        left = life.earned["usage"][name]
        made = paybacks(life.outlays[held.choice.outlay], left)
        figure = payback_figure(page, life, replace(held.choice, result=name), ranged(*made), made[1])
        joint = "" if not i else " and " if i == len(results) - 1 else ", "
        parts += [joint, figure, f" {name}{within_rounding(left)}"]
    return parts


def _stands(found: Generations) -> str:
    """Why a year's R&D stands for a generation."""
    aside = len(found.lineage.unused)
    why = f"as Settings asks: {aside} models with release dates are not used" if aside else "no release dates are known"
    return f"a year's R&D stands for a generation, {why}"


def _range(page: Page, life: ModelLife, held: Payoff) -> Sequence[Part]:
    lives, results = page.analysis.assumptions.life_months, held.results
    choices = f"cost, result ({results[0]} to {results[-1]}) and service" if len(results) > 1 else "cost and service"

    def end(value: float | None, name: str) -> Figure:
        return page.worked(
            over_service(value), value, f"payback_over_service_{name}", life.name, rests_on="assumed",
            says="Payback over months of service, over every combination of cost, result and length of service.",
            steps=[
                f"Costs: {words(held.outlays)}",
                f"Held to: {words(held.results)}",
                f"Service: its tenure, or a life of {plain(lives.low, 0)} to {plain(lives.high, 0)} months",
            ],
        )  # fmt: skip

    return (
        f"By use, and by choice of {choices}, payback over service runs from ",
        end(held.ratio_low, "low"), f" ({chosen(life, held.lowest)}) to ",
        end(held.ratio_high, "high"), f" ({chosen(life, held.highest)}).",
    )  # fmt: skip


def _turned(page: Page, life: ModelLife, held: Payoff, depends: bool) -> str:
    """The fewest choices that turn the answer, at the centre of the ranges and at their ends."""
    of = f"{held.combinations - 1} other combinations of cost, result and service"
    by_use = "by use " if depends else ""
    if not held.switches:
        return f"None of {of} turns that {by_use}at the centre of the ranges or at their ends."
    middle = [one for one in held.switches if not one.at_end]
    ends = [one for one in held.switches if one.at_end]
    if middle and middle[0].changed == 1:
        return f"Of {of} these turn that {by_use}alone: {_switches(page, life, held, middle)}."
    said = f"Of {of} none turns that {by_use}{'alone ' if middle else ''}at the centre of the ranges"
    if middle:
        said += f", {_TURN[middle[0].changed]}: {_switches(page, life, held, middle)}"
    if ends:
        said += f"; at their ends {_TURN[ends[0].changed]}: {_switches(page, life, held, ends)}"
    return f"{said}."


def _switches(page: Page, life: ModelLife, held: Payoff, found: Sequence[Switch]) -> str:
    """Switches as a phrase, those of the length of service last."""
    kept = sorted(found, key=lambda one: one.choice.service != held.choice.service)
    return ", or ".join(_switch(page, life, held, one) for one in kept)


def _switch(page: Page, life: ModelLife, held: Payoff, one: Switch) -> str:
    """Choices that turn the answer together, with the payback there; those at the ends of ranges with the ends."""
    choice, parts = one.choice, list[str]()
    if choice.outlay != held.choice.outlay:
        parts.append(f"counting {_ALONE.get(choice.outlay, life.covers(choice.outlay))}")
    if choice.result != held.choice.result:
        parts.append(f"the result {choice.result}")
    behind = []
    if one.at_end:
        spent, left = life.outlays[choice.outlay], life.earned["usage"][choice.result]
        cost, result = (spent.high, left.low) if held.pays else (spent.low, left.high)
        behind.append(f"{page.scale.money(cost)} against {page.scale.money(result)} left")
    alone = choice.service == held.choice.service
    if alone:
        behind.append(f"payback {months(one.months)}")
    said = " with ".join(parts) + (f" ({', '.join(behind)})" if behind else "")
    return said if alone else " with ".join(part for part in (said.strip(), _life(page, held, one)) if part)


def _life(page: Page, held: Payoff, one: Switch) -> str:
    """The life from which, of those assumed, the answer turns."""
    lives, back = page.analysis.assumptions.life_months, math.inf if one.months is None else one.months
    bound = min(back, lives.high) if held.pays else max(back, lives.low)
    shown = plain(bound, 0 if abs(bound - round(bound)) < 0.05 else 1)
    return f"a life below {shown} months" if held.pays else f"a life of {shown} months or more"


def _keys(found: Generations, life: ModelLife, known: Mapping[str, Payoff], depends: bool) -> str:
    """Payback by each way to attribute revenue and cost to models, and which of them wants an input.

    Where the answer depends on attribution the paybacks are said before.
    """
    if len(found.lineage) == 1:
        return f"Payback is {payback_text(known['usage'])} by any attribution: 1 generation is known."
    backs = [f"{payback_text(one, '' if i else ' months')} by {BY[key]}" for i, (key, one) in enumerate(known.items())]
    parts = [f"payback is {words(backs)}: the verdict is the same"] if len(known) > 1 and not depends else []
    if "serving cost" not in known:
        parts.append("by serving cost payback is as by use, for want of a relative serving cost of any model")
    if isinstance(life.payoffs["list price"], str):
        parts.append(f"by list price payback is not known, {_unpriced(found)}")
    adoption = found.adoption
    parts.append(
        f"use moves {percent(adoption.at_once, 0)} at once and the rest over "
        f"{plain(adoption.rest_months.centre, 0)} months, {adoption.curve} (assumed)"
    )
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}."


def _known(found: Generations, life: ModelLife) -> dict[str, Payoff]:
    """The payoffs by attribution; by the cost of serving only where a model is given one of its own."""
    alike = all(m.relative_serving_cost == 1 for m in found.lineage.models)
    return {
        key: one
        for key, one in life.payoffs.items()
        if isinstance(one, Payoff) and not (alike and key == "serving cost")
    }


def _unpriced(found: Generations) -> str:
    """Whose list price is missing."""
    if found.lineage.origin == BY_RESEARCH:
        return "a year's R&D has none"
    short = [m.name for m in found.lineage.models if m.list_price_in is None or m.list_price_out is None]
    return f"for want of a list price of {few(short)}"


def _rest(found: Generations, lead: ModelLife) -> Iterator[Sequence[Part]]:
    """Of every other model whether it pays back, by use, else what is missing."""
    rest = [m for m in found.lives if m is not lead]
    known = [(m, m.payoff) for m in rest if isinstance(m.payoff, Payoff)]
    said = [
        f"{m.name} {_SHORTLY[held.answer][0]}, {payback_text(held)} against {plain(m.tenure, 1)}"
        f"{_other_cost(held, lead)}"
        for m, held in known
    ]
    if len(said) > _NAMED:
        counts = Counter(held.answer for _, held in known)
        said = [f"{counts[answer]} {_SHORTLY[answer][counts[answer] > 1]}" for answer in _SHORTLY if counts[answer]]
    unknown = [m for m in rest if isinstance(m.payoff, str)]
    no_cost = [m.name for m in unknown if not m.outlays]
    no_result = [m.name for m in unknown if m.outlays]
    if no_cost:
        said.append(f"payback is unknown of {few(no_cost)}, for want of a cost")
    if no_result:
        said.append(
            f"payback is unknown of {few(no_result)}, with revenue and its cost known for less than "
            f"{LEAST_COVERED:.0%} of the use"
        )
    if said:
        plural = "s" * (len(rest) > 1)
        yield (f"The {len(rest)} other generation{plural}, by use: {'; '.join(said)}.",)


def _other_cost(held: Payoff, lead: ModelLife) -> str:
    """That a model is held to its final run where the one that leads is held to all R&D, or the reverse."""
    costs = [one.choice.outlay for one in (held, lead.payoff) if isinstance(one, Payoff)]
    apart = len({cost in _ALONE for cost in costs}) > 1
    return f" for {_ALONE.get(costs[0], 'all R&D')}" if apart else ""


def few(names: Sequence[str]) -> str:
    """Names as a phrase; of more than four the first and the last, and how many there are."""
    return words(names) if len(names) <= _NAMED else f"{names[0]} to {names[-1]} ({len(names)})"


def _unknown(page: Page, found: Generations) -> Iterator[Sequence[Part]]:
    """That no payback is known: what is missing of how many models, what would bring it, and what can be said."""
    lives = found.lives
    costed = [m.name for m in lives if m.outlays]
    earning = [m.name for m in lives if m.earned["usage"]["gross profit"].months]
    lacks, brings = [], []
    if len(costed) < len(lives):
        lacks.append(f"cost is known of {f'{few(costed)} alone' if costed else 'none'}")
        brings.append("R&D by period or training costs (Models)")
    if len(earning) < len(lives):
        lacks.append(f"revenue with its cost in the use of {f'{few(earning)} alone' if earning else 'none'}")
        brings.append("cost of revenue by period")
    which = f"{len(lives)} generations, {lives[0].name} to {lives[-1].name}" if len(lives) > 1 else lives[0].name
    yield (
        f"Absent, payback against tenure of {which}: {' and '.join(lacks)}; {', and '.join(brings)} would bring it.",
    )
    covered = [(v, m) for v, m in enumerate(lives) if not m.projected and _covered(found, v, m.end)]
    if covered and not earning:
        yield _recovered(page, found, *covered[-1])


def _recovered(page: Page, found: Generations, v: int, life: ModelLife) -> Sequence[Part]:
    """What each tenth of gross margin on a model's revenue recovers of its cost, where neither is known."""
    low, high = life.revenue
    brought, tenth = amount(page, (low, high)), amount(page, (low / 10, high / 10))
    least = "" if _covered(found, v, None) else "at least "
    figure = page.worked(
        brought, life.revenue[1], "model_revenue", life.name, rests_on="assumed",
        says="The part of the company's revenue that falls to it by use.",
    )  # fmt: skip
    return (
        f"{life.name} ({plain(life.tenure, 1)} months) brought {least}",
        figure,
        f" of revenue by use: each 10 points of gross margin on it recover {least}{tenth} of its cost.",
    )


def _covered(found: Generations, v: int, until: date | None) -> bool:
    """Whether periods with revenue cover all of a model's use, to a day or to the last month."""
    cells, life = found.cells, found.lives[v]
    last = np.inf if until is None else until.toordinal()
    used = (cells.end > life.release.toordinal()) & (cells.start < last) & (found.usage[v] > 0)
    return bool(used.any() and (cells.parts["revenue"][used] > 0).all())

"""The first screen's answer on models: payback against tenure, how far that may be off, and what would turn it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from finkit.analysis.models.carried import BEFORE
from finkit.analysis.models.lifecycle import months_to_pay
from finkit.analysis.models.lives import Generations, ModelLife
from finkit.analysis.models.payoff import TENURE, Choice, Payoff
from finkit.reporting.numbers import percent, plain, span, words
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_results import Part, missing_lines

NEVER = "never"
BY = {"usage": "use", "list price": "list price", "serving cost": "serving cost"}
"""What revenue and cost are attributed to models by, in words."""
SHORT = {"all R&D as stated": "R&D as stated", "all R&D since the last release": "R&D between releases"}
SHORT["final run"] = "final run"
_ALONE = {"final run": "the final run alone"}


def model(page: Page) -> Iterator[Sequence[Part]]:
    """Sentences on the model that the report leads with; where its payback is unknown, which input would bring it."""
    found = page.analysis.models.generations
    if isinstance(found, str):
        yield (f"Absent, payback against tenure: {found}.",)
        return
    yield from _lead(page, found)
    yield from _both(page)


def _lead(page: Page, found: Generations) -> Iterator[Sequence[Part]]:
    life = found.lead
    if life is None:
        yield (_unknown(found),)
        return
    held = life.payoff
    assert isinstance(held, Payoff)
    yield _payback(page, life, held)
    yield _range(page, life, held)
    yield _turned(life, held, found)


def day(at: date) -> str:
    """A day in words: 7 August 2025."""
    return f"{at.day} {at:%B %Y}"


def months(value: float | None) -> str:
    """A number of months, or that there is none."""
    return NEVER if value is None else f"{plain(value, 1)} months"


def ranged(low: float | None, centre: float | None, high: float | None, unit: str = " months") -> str:
    """A payback with its range where it has one; None is never: 10.1 months (0.0 to never)."""
    text, ends = (NEVER if centre is None else f"{plain(centre, 1)}{unit}"), (low, high)
    if low == high:
        return text
    return f"{text} ({' to '.join(NEVER if end is None else plain(end, 1) for end in ends)})"


def payback_text(held: Payoff, unit: str = " months") -> str:
    """A model's payback at the choice shown, with its range."""
    return ranged(held.low, held.centre, held.high, unit)


def payback_figure(page: Page, life: ModelLife, choice: Choice, text: str, value: float | None) -> Figure:
    """A payback with its inputs behind it."""
    left, cost = life.earned["usage"][choice.result], life.outlays[choice.outlay]
    ends = [page.scale.money(x) for x in cost]
    return page.worked(
        text, value, f"payback_{choice.outlay}_{choice.result}".replace(" ", "_"), life.name, rests_on="assumed",
        says="What a model cost, over what it left a month while it was used.",
        steps=[
            f"Cost, {choice.outlay}: {span(*ends)}",
            f"Left, {choice.result}: {span(page.scale.money(left.low), page.scale.money(left.high))} "
            f"over {plain(left.months, 1)} months of full use",
        ],
    )  # fmt: skip


def ratio_text(held: Payoff) -> str:
    """Payback over service from low to high, with the choices that give them: 0.03 (...) to never (...)."""
    ends = ((held.ratio_low, held.lowest), (held.ratio_high, held.highest))
    return " to ".join(f"{_ratio(ratio)} ({_choice(choice)})" for ratio, choice in ends)


def _ratio(value: float | None) -> str:
    return NEVER if value is None else _times(value)


def _choice(choice: Choice) -> str:
    """A cost, a result and a length of service in few words."""
    return f"{SHORT[choice.outlay]}, {choice.result}, {choice.service.removeprefix('a life of ')}"


def _payback(page: Page, life: ModelLife, held: Payoff) -> Sequence[Part]:
    choice, left = held.choice, life.earned["usage"][held.choice.result]
    cost = span(*(page.scale.money(x) for x in life.outlays[choice.outlay]))
    until = f"{day(life.release)} to {day(life.end - timedelta(days=1))}" + (" (projected)" if life.projected else "")
    gross = span(page.scale.money(left.low), page.scale.money(left.high))
    return (
        f"{life.name} ({until}) cost {cost} ({choice.outlay}) and left {gross} of {choice.result} over "
        f"{plain(left.months, 1)} months of full use: payback ",
        payback_figure(page, life, choice, payback_text(held), held.centre),
        f" against a tenure of {plain(held.tenure, 1)} months"
        + ("" if held.ratio is None else f", {_times(held.ratio)} times it")
        + ".",
    )


def _range(page: Page, life: ModelLife, held: Payoff) -> Sequence[Part]:
    lives = page.analysis.assumptions.life_months

    def end(value: float | None, name: str) -> Figure:
        return page.worked(
            _ratio(value), value, f"payback_over_service_{name}", life.name, rests_on="assumed",
            says="Payback over months of service, over every combination of cost, result and length of service.",
            steps=[
                f"Costs: {words(held.outlays)}",
                f"Held to: {words(held.results)}",
                f"Service: its tenure, or a life of {plain(lives.low, 0)} to {plain(lives.high, 0)} months",
            ],
        )  # fmt: skip

    return (
        "By use, and by choice of cost, result and service, payback over service runs from ",
        end(held.ratio_low, "low"), f" ({_choice(held.lowest)}) to ",
        end(held.ratio_high, "high"), f" ({_choice(held.highest)}).",
    )  # fmt: skip


def _turned(life: ModelLife, held: Payoff, found: Generations) -> Sequence[Part]:
    verb = "pays" if held.pays else "does not pay"
    said = [_switch(life, held, choice) for choice in _least(held)]
    text = f"So it {verb} back before the next model"
    others = len(held.outlays) + len(held.results) + 1  # the lives are three, and one of each is the choice shown
    text += f"; what turns that alone: {words(said)}." if said else f", and none of {others} other choices turns that."
    return (f"{text} {_keys(life, held)}{_whence(found)}",)


def _switch(life: ModelLife, held: Payoff, choice: Choice) -> str:
    cost, left = life.outlays[choice.outlay], life.earned["usage"][choice.result]
    value = months_to_pay(sum(cost) / 2, (left.low + left.high) / 2, left.months)
    back = f"payback {months(None if value == float('inf') else value)}"
    if choice.outlay != held.choice.outlay:
        return f"counting {_ALONE.get(choice.outlay, choice.outlay)} ({back})"
    if choice.result != held.choice.result:
        return f"the result {choice.result} ({back})"
    return f"{choice.service} {'or more' if not held.pays else 'or less'}"


def _least(held: Payoff) -> list[Choice]:
    """The switches, of several lives only the one nearest to the tenure."""
    lives = [c for c in held.switches if c.service != TENURE]
    return [c for c in held.switches if c.service == TENURE] + (lives[-1:] if held.pays else lives[:1])


def _keys(life: ModelLife, held: Payoff) -> str:
    """Payback by each way to attribute revenue and cost to models, and whether the answer depends on it."""
    known = {key: one for key, one in life.payoffs.items() if isinstance(one, Payoff)}
    missing = [key for key in life.payoffs if key not in known]
    backs = [f"{payback_text(one, '' if i else ' months')} by {BY[key]}" for i, (key, one) in enumerate(known.items())]
    said = f"Payback is {words(backs)}"
    if len(known) > 1:
        same = all(one.pays == held.pays for one in known.values())
        said += f": {'the verdict is the same' if same else 'whether it pays back depends on attribution'}"
    if missing:
        said += f"; by {words(missing)} it is not known, for want of a price of every model"
    return f"{said}."


def _whence(found: Generations) -> str:
    adoption = found.adoption
    if len(found.lineage) == 1:
        return ""
    return (
        f" Use moves {percent(adoption.at_once, 0)} at once and the rest over "
        f"{plain(adoption.rest_months.centre, 0)} months, {adoption.curve}: assumed."
    )


def _both(page: Page) -> Iterator[Sequence[Part]]:
    """The latest result that is known, with R&D expensed and carried as models; which lines are not in it."""
    both = page.analysis.models.carried
    if isinstance(both, str):
        return
    known = [i for i, value in enumerate(both.expensed) if not math.isnan(value)]
    if not known:
        return
    i, one = known[-1], both.over(page.analysis.assumptions.life_months.centre)
    row, when = both.rows[i], page.period(both.rows[i])
    bounded = both.what[i] == BEFORE
    low, high = (float(x[i]) for x in one.income)
    lines = words(inside(line) for line in missing_lines(page, row))
    yield (
        f"{both.what[i][0].upper()}{both.what[i][1:]} in {when}: ",
        page.figure("result_before_administration" if bounded else "operating_result", row),
        " with R&D expensed, ",
        page.worked(span(page.scale.money(low), page.scale.money(high)), high, "carried_income", when,
                    rests_on="assumed", says="R&D is carried as the models it makes, charged straight line."),
        f" with R&D carried as models and charged over {plain(one.life, 0)} months (non-GAAP)",
        f"; {lines} not reported: upper bounds." if bounded else ".",
    )  # fmt: skip


def inside(line: str) -> str:
    """A line's name within a sentence."""
    return line if line[1:2] == "&" else line[0].lower() + line[1:]


def _unknown(found: Generations) -> str:
    done = [m for m in found.lives if not m.projected] or list(found.lives)
    last = done[-1]
    count, names = len(found.lives), f"{found.lives[0].name} to {found.lives[-1].name}"
    known = f"{count} generations are known, {names}" if count > 1 else "One generation is known"
    return f"{known}; payback against tenure is absent: of {last.name} ({plain(last.tenure, 1)} months), {last.payoff}."


def _times(value: float) -> str:
    return plain(value, 2 if value < 10 else 0)

"""Paybacks in words and figures: months with their range, the choices behind them, and what stands behind a figure."""

from __future__ import annotations

from finkit.analysis.models.lives import SINCE_RELEASE, ModelLife
from finkit.analysis.models.payoff import Choice, Earned, Payoff
from finkit.reporting.numbers import bracketed, plain, span
from finkit.reporting.page import Figure, Page

NEVER = "never"
BY = {"usage": "use", "list price": "list price", "serving cost": "serving cost"}
"""What revenue and cost are attributed to models by, in words."""
_SHORT = {
    "all R&D as stated": "R&D as stated",
    SINCE_RELEASE: "R&D between releases",
    "final run": "final run",
}


def months(value: float | None) -> str:
    """A number of months, or that there is none."""
    return NEVER if value is None else f"{plain(value, 1)} months"


def ranged(low: float | None, centre: float | None, high: float | None, unit: str = " months") -> str:
    """A payback with its range where it has one; None is never: 10.1 months (0.0 to never)."""
    text = NEVER if centre is None else f"{plain(centre, 1)}{unit}"
    return bracketed(text, *(NEVER if end is None else plain(end, 1) for end in (low, high)))


def payback_text(held: Payoff, unit: str = " months") -> str:
    """A model's payback at the choice shown, with its range."""
    return ranged(held.low, held.centre, held.high, unit)


def payback_figure(page: Page, life: ModelLife, choice: Choice, text: str, value: float | None) -> Figure:
    """A payback with its inputs behind it."""
    left, cost = life.earned["usage"][choice.result], life.outlays[choice.outlay]
    return page.worked(
        text, value, f"payback_{choice.outlay}_{choice.result}".replace(" ", "_"), life.name, rests_on="assumed",
        says="What a model cost, over what it left a month while it was used.",
        steps=[
            f"Cost, {choice.outlay}: {amount(page, cost.ends)}",
            f"Left, {choice.result}: {amount(page, (left.low, left.high))} "
            f"over {plain(left.months, 1)} months of full use{within_rounding(left)}",
        ],
    )  # fmt: skip


def ratio_text(life: ModelLife, held: Payoff) -> str:
    """Payback over service from low to high, with the choices that give them: 0.03 (...) to never (...)."""
    ends = ((held.ratio_low, held.lowest), (held.ratio_high, held.highest))
    return " to ".join(f"{over_service(ratio)} ({chosen(life, choice)})" for ratio, choice in ends)


def over_service(value: float | None) -> str:
    """Payback over service, or never."""
    return NEVER if value is None else times(value)


def chosen(life: ModelLife, choice: Choice) -> str:
    """A cost, a result and a length of service in few words."""
    own = choice.outlay == SINCE_RELEASE and life.made_months is not None
    cost = f"R&D of {life.made_months:g} months" if own else _SHORT[choice.outlay]
    return f"{cost}, {choice.result}, {choice.service.removeprefix('a life of ')}"


def within_rounding(left: Earned) -> str:
    """That a result's sign is not known, where it lies within the rounding of its figures."""
    return " (within the rounding of its figures)" if left.rounded else ""


def amount(page: Page, ends: tuple[float, float]) -> str:
    """An amount or a range of it, with the word of its size once."""
    return f"{span(*(page.scale.number(x) for x in ends))} {page.scale.word}".rstrip()


def times(value: float) -> str:
    """How many times, to two digits after the point below ten."""
    return plain(value, 2 if value < 10 else 0)

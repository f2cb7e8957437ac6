"""Adoption: how users move to a new model, as a curve by age, and how the use of one model falls over its life.

METHODS 1.2 and 4.1. Every curve is a chain of formulas over `served` (months since release), so that a worksheet
recalculates it; `reach` is the curve's own integral, by which a month's use is exact and not a reading at one day.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from finkit.analysis.given import known, number, numbers, unknown
from finkit.analysis.measures import Floats, Measure
from finkit.analysis.models.schedules import worked
from finkit.assumptions.models import Adoption, Curve
from finkit.assumptions.ranges import Part

# What the words "over six months" leave open, by METHODS 4.1: 95% of the rest by then; a logistic 12 wide.
DONE_BY_THEN, STEEPNESS = 0.95, 12.0
SCALARS = ("share_at_once", "rest_months", "done_by_then", "steepness", "innovation", "imitation")

_SHARE, _MONTHS = "share", "months of use"
_WITHIN = Measure("within", "Months served while the rest moves", "minimum(served, rest_months)", _MONTHS,
                  "Months since release, at most those over which the rest moves.")  # fmt: skip
_RATE = Measure("curve_rate", "Rate of the curve a month", "ln(1 / (1 - done_by_then)) / rest_months", "rate",
                "So that the stated part of the rest has moved when its months are over.")  # fmt: skip
_SLOPE = Measure("curve_rate", "Rate of the curve a month", "steepness / rest_months", "rate",
                 "The logistic's steepness over the months of the rest.")  # fmt: skip
_FLOOR = Measure("curve_floor", "Height of the logistic at release",
                 "1 / (1 + exp(curve_rate * rest_months / (1 + 1)))", _SHARE,
                 "Taken off, so that the curve starts at 0 and ends at 1.")  # fmt: skip
_HEIGHT = Measure("curve_height", "Height of the logistic",
                  "1 / (1 + exp(curve_rate * (rest_months / (1 + 1) - within)))", _SHARE,
                  "Before it is rescaled to run from 0 to 1.")  # fmt: skip
_AREA = Measure("curve_area", "Area under the logistic",
                "ln((1 + exp(curve_rate * (within - rest_months / (1 + 1)))) * (1 - curve_floor)) / curve_rate",
                _MONTHS, "Before it is rescaled to run from 0 to 1.")  # fmt: skip
_DECAY = Measure("curve_decay", "Part left by decay", "exp(0 - (innovation + imitation) * served)", _SHARE,
                 "What Bass' two forces together leave.")  # fmt: skip


def _rest(formula: str) -> Measure:
    return Measure("rest_moved", "Part of the rest that has moved", formula, _SHARE, "0 at release, 1 once all have.")


def _area(formula: str) -> Measure:
    return Measure("rest_reach", "Months of use by the rest", formula, _MONTHS, "The integral of the part moved.")


CURVES: Mapping[Curve, tuple[Measure, ...]] = MappingProxyType({
    "step-linear": (_WITHIN, _rest("within / rest_months")),
    "exponential": (_RATE, _rest("1 - exp(0 - curve_rate * served)")),
    "logistic": (_SLOPE, _FLOOR, _WITHIN, _HEIGHT,
                 _rest("(curve_height - curve_floor) / (1 - curve_floor - curve_floor)")),
    "bass": (_DECAY, _rest("(1 - curve_decay) / (1 + imitation / innovation * curve_decay)")),
})  # fmt: skip
REACHES: Mapping[Curve, tuple[Measure, ...]] = MappingProxyType({
    "step-linear": (_WITHIN, _area("within * within / (rest_months + rest_months) + served - within")),
    "exponential": (_RATE, _area("served - (1 - exp(0 - curve_rate * served)) / curve_rate")),
    "logistic": (_SLOPE, _FLOOR, _WITHIN, _AREA,
                 _area("(curve_area - curve_floor * within) / (1 - curve_floor - curve_floor) + served - within")),
    "bass": (_DECAY, _area("where(imitation == 0, served - (1 - curve_decay) / innovation, "
                           "served + ln((innovation + imitation * curve_decay) / (innovation + imitation)) "
                           "/ imitation)")),
})  # fmt: skip
MOVED = Measure("moved", "Part of users that have moved", "share_at_once + (1 - share_at_once) * rest_moved", _SHARE,
                "Those who move at once and the part of the rest that has.")  # fmt: skip
REACH = Measure("reach", "Months of use from release", "share_at_once * served + (1 - share_at_once) * rest_reach",
                _MONTHS, "The integral of the part of users that have moved.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class UsageProfile:
    """How the use of one model falls over its life, where one comes every `cadence` months on equal terms.

    Ages in months from release. `usage_months` is all use in months of everyone's use (equal to the cadence where the
    base is flat); `life` is the age at which nobody is left, None where a curve has no end.
    """

    cadence: float
    life: float | None
    usage_months: float
    flag: str
    _curve: Adoption
    _growth: float

    def share_at(self, age: float, *, before: bool = False) -> float:
        """The part of all users at an age; `before` takes it just before those who move at once do."""
        moved = _moved_before if before else _moved
        return float(moved(self._curve, np.array(age)) - moved(self._curve, np.array(age - self.cadence)))

    def fraction(self, start: float, end: float) -> float:
        """The part of all its use that falls between two ages."""
        return _use(self._curve, self.cadence, self._growth, start, end) / self.usage_months


@dataclass(frozen=True, slots=True)
class Bass:
    """Bass diffusion: F by time, and when, how fast and at what F most adopt; a peak at 0 where q is not above p."""

    adopted: tuple[float | None, ...]
    peak_time: float | None
    peak_rate: float | None
    adopted_at_peak: float | None
    flag: str = ""


def parameters(adoption: Adoption) -> dict[str, Floats]:
    """The numbers that a curve's formulas take, NaN where it has none."""
    return _scalars(
        {
            "share_at_once": adoption.at_once,
            "rest_months": adoption.rest_months.centre,
            "done_by_then": DONE_BY_THEN,
            "steepness": STEEPNESS,
            "innovation": math.nan if adoption.innovation is None else adoption.innovation.centre,
            "imitation": math.nan if adoption.imitation is None else adoption.imitation.centre,
        }
    )


def adoption_curve(
    months: Sequence[float | None],
    share_at_once: float | None = 0.25,
    rest_months: float | None = 6.0,
    curve: Curve = "step-linear",
    *,
    done_by_then: float = DONE_BY_THEN,
    innovation: float | None = None,
    imitation: float | None = None,
) -> tuple[float | None, ...]:
    """The part of users on a model so many months after its release; None where an input is missing.

    `share_at_once` moves on the first day, the rest along `curve` over `rest_months`: linear; exponential, with
    `done_by_then` of the rest by then; logistic, from 0 to all of it by then; bass with p and q a month. ValueError
    for a share outside 0 to 1, months not above 0, negative ages, an unknown curve.
    """
    if curve not in CURVES:
        raise ValueError(f"curve = {curve!r}: use one of {', '.join(CURVES)}")
    needed = curve == "bass"
    given = {
        "share_at_once": number("share_at_once", share_at_once, least=0, most=1),
        "rest_months": number("rest_months", rest_months, above=0),
        "done_by_then": number("done_by_then", done_by_then, above=0, most=1),
        "steepness": STEEPNESS,
        "innovation": number("innovation", innovation, above=0) if needed else math.nan,
        "imitation": number("imitation", imitation, least=0) if needed else math.nan,
    }
    served = np.array(numbers("months", months, least=0))
    found = worked((*CURVES[curve], MOVED), _scalars(given) | {"served": served})["moved"]
    return tuple(known(value) for value in np.broadcast_to(found, (len(months),)).tolist())


def bass_diffusion(
    p: float | None, q: float | None, months: Sequence[float | None], market: float | None = 1.0
) -> Bass:
    """Bass diffusion with innovation `p` (above 0) and imitation `q` (0 or more) per unit of time.

    METHODS 4.1. `market` scales the rate at the peak. Missing in, missing out. ValueError for p of 0 or
    less, q below 0, negative times.
    """
    p, q = number("p", p, above=0), number("q", q, least=0)
    size = number("market", market, least=0)
    at = _scalars({"innovation": p, "imitation": q}) | {"served": np.array(numbers("months", months, least=0))}
    adopted = tuple(known(f) for f in worked(CURVES["bass"], at)["rest_moved"].tolist())
    flag = unknown({"p": p, "q": q, "market": size})
    if math.isnan(p + q):
        return Bass(adopted, None, None, None, flag)
    if q <= p:
        return Bass(adopted, 0.0, known(size * p), 0.0, flag)
    peak = math.log(q / p) / (p + q)
    return Bass(adopted, peak, known(size * (p + q) ** 2 / (4 * q)), (1 - p / q) / 2, flag)


def vintage_usage_profile(
    cadence: float, adoption: Adoption | None = None, *, growth: float | None = None
) -> UsageProfile:
    """The use of one model over its life, with a predecessor and a successor `cadence` months apart.

    METHODS 1.2: A(age) - A(age - cadence), each age weighed by `growth ** (age / 12)`, where `growth` is what the base
    of users multiplies by in a year (taken from `adoption` where it is not given). ValueError for a cadence or growth
    not above 0.
    """
    held = Adoption() if adoption is None else adoption
    base = number("growth", held.growth.centre if growth is None else growth, above=0)
    every = number("cadence", cadence, above=0)
    if math.isnan(every):
        raise ValueError(f"cadence = {cadence!r}: give the months between two releases")
    ends = held.curve in ("step-linear", "logistic")
    flag = "" if ends else f"the curve {held.curve} has no last user: its life has no end"
    return UsageProfile(
        cadence=every,
        life=every + held.rest_months.centre if ends else None,
        usage_months=_use(held, every, base, 0.0, _horizon(held, every)),
        flag=flag,
        _curve=held,
        _growth=base,
    )


def first_year_use(cadence: float, adoption: Adoption) -> dict[tuple[float, float], float]:
    """The part of a model's use in its first 12 months, by growth of the base a year and share that moves at once.

    METHODS 1.2. Growths are 1 (a flat base) and the low, value and high given; shares those of heads and, where given,
    of use. `cadence` in months.
    """
    base = adoption.growth
    growths = sorted({1.0, base.low, base.centre, base.high})
    given = [held for held in (adoption.share_at_once, adoption.usage_weighted_share) if held is not None]
    shares = sorted({end for held in given for end in (held.low, held.centre, held.high)})
    held = {s: adoption.model_copy(update={"usage_weighted_share": Part(low=s, high=s)}) for s in shares}
    return {(g, s): vintage_usage_profile(cadence, held[s], growth=g).fraction(0, 12) for g in growths for s in shares}


def _scalars(numbers: Mapping[str, float]) -> dict[str, Floats]:
    return {name: np.asarray(value, dtype=float) for name, value in numbers.items()}


def _moved(adoption: Adoption, ages: Floats) -> Floats:
    """The part of users that have moved, 0 before release."""
    served = np.maximum(ages, 0.0)
    moved = worked((*CURVES[adoption.curve], MOVED), {**parameters(adoption), "served": served})["moved"]
    return np.where(ages < 0, 0.0, moved)


def _moved_before(adoption: Adoption, ages: Floats) -> Floats:
    return np.where(ages == 0, 0.0, _moved(adoption, ages))


def _use(adoption: Adoption, cadence: float, growth: float, start: float, end: float) -> float:
    """Use between two ages, by Gauss' rule on the stretches over which the curve is smooth."""
    rest = adoption.rest_months.centre
    kinks = [k for k in (0.0, rest, cadence, cadence + rest) if start < k < end]
    edges = np.unique([start, *kinks, end])
    pieces = np.unique(np.concatenate([np.linspace(a, b, 9) for a, b in itertools.pairwise(edges)]))
    x, weight = np.polynomial.legendre.leggauss(24)
    low, high = pieces[:-1, None], pieces[1:, None]
    ages = (low + high) / 2 + (high - low) / 2 * x
    shares = _moved(adoption, ages) - _moved(adoption, ages - cadence)
    return float((shares * growth ** (ages / 12) * weight * (high - low) / 2).sum())


def _horizon(adoption: Adoption, cadence: float) -> float:
    """An age at which no more than a trillionth of users is left."""
    rest = adoption.rest_months.centre
    if adoption.curve == "bass" and adoption.innovation is not None and adoption.imitation is not None:
        p, q = adoption.innovation.centre, adoption.imitation.centre
        return cadence + (math.log(1 + q / p) + 28) / (p + q)
    return cadence + rest * (10 if adoption.curve == "exponential" else 1)

"""Usage by vintage: which generation of models serves which part of all use, month by month.

METHODS 1.2 and 4.1: u_v = A(t - L_v) - A(t - L_v+1), where A is the adoption curve and L the releases. A month takes
the mean over its days, exact by the curve's integral. The steps are formulas, so that a worksheet recalculates them
from the dates of the releases; companies stand on leading axes, models on rows, months on columns.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.given import figures
from finkit.analysis.measures import Floats, Measure
from finkit.analysis.models.adoption import CURVES, MOVED, REACH, REACHES, parameters
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.schedules import worked
from finkit.assumptions.models import Adoption, Curve

# Less use than this is what arithmetic leaves where all users have gone.
_NOISE = 1e-12
_SHARED = {"curve_rate", "curve_floor"}
_WHEN = (("from", "month_start", "month's start"), ("to", "month_end", "month's end"))
USE = (
    Measure("month_length", "Length of the month", "(month_end - month_start) / days_per_month", "months of use",
            "The month's days over the mean month of 365/12."),
    Measure("moved_in_month", "Part of users that have moved to it or beyond",
            "(reach_to - reach_from) / month_length", "share", "Mean over the month."),
    Measure("adopted", "Part of users this model or a later one has",
            "where(first_model == 1, 1, moved_in_month)", "share",
            "The first model has everyone who was there before."),
    Measure("usage", "Part of use that the model serves", "adopted - next_row(adopted)", "share",
            "What moved to it less what moved on to the next; the models of a month add up to 1."),
)  # fmt: skip

# Of curves that end: once all have moved it is all of them, to the last digit.
_ALL_MOVED = "where(first_model == 1, 1, where(served_from >= rest_months, 1, moved_in_month))"
_ENDING: tuple[Curve, ...] = ("step-linear", "logistic")


@functools.cache
def usage_steps(curve: Curve) -> tuple[Measure, ...]:
    """The formulas of monthly usage, over `release`, `month_start`, `month_end` (days) and `first_model` (1 or 0).

    With `days_per_month` and the curve's numbers as scalars. Steps that do not depend on the month's ends stand once.
    """
    steps: dict[str, Measure] = {}
    for end, day, what in _WHEN:
        served = Measure(f"served_{end}", f"Months served at the {what}",
                         f"maximum({day} - release, 0) / days_per_month", "months of use",
                         "Months since release, 0 before.")  # fmt: skip
        for step in (served, *(_at(one, end, what) for one in (*REACHES[curve], REACH))):
            steps.setdefault(step.name, step)
    ends = curve in _ENDING
    use = (replace(one, formula=_ALL_MOVED) if ends and one.name == "adopted" else one for one in USE)
    return (*steps.values(), *use)


def usage_shares(
    release: ArrayLike, month_start: ArrayLike, month_end: ArrayLike, adoption: Adoption, first: ArrayLike | None = None
) -> Floats:
    """The part of all use that each model serves in each month, (..., models, months); each month adds up to 1.

    `release` (..., models) are days as numbers, rising, NaN after a company's last model; `month_start` and
    `month_end` (..., months) the first day of the month and of the next. The first model has everyone who was there
    before the second. ValueError for releases that do not rise.
    """
    released = np.asarray(release, dtype=float)
    if (np.diff(released, axis=-1) <= 0).any():
        raise ValueError(f"release = {released.tolist()}: give days that rise, no two alike")
    start, end = np.asarray(month_start, dtype=float), np.asarray(month_end, dtype=float)
    # A model that is not there comes after the last month, so that it never takes a share.
    after = end.max(axis=-1, keepdims=True) + 1
    there = np.where(np.isnan(released), after, released)
    one = np.arange(released.shape[-1]) == 0 if first is None else np.asarray(first)
    given: Mapping[str, ArrayLike] = {
        "release": there[..., None],
        "first_model": np.asarray(one, dtype=float)[..., None],
        "month_start": start[..., None, :],
        "month_end": end[..., None, :],
        "days_per_month": DAYS_PER_MONTH,
        **parameters(adoption),
    }
    usage = worked(usage_steps(adoption.curve), {n: np.asarray(v, dtype=float) for n, v in given.items()})["usage"]
    return np.where(np.abs(usage) < _NOISE, 0.0, usage)


def usage_at(
    launches: Sequence[float | None],
    at: Sequence[float | None],
    adoption: Adoption | None = None,
    *,
    first_has_all: bool = True,
) -> Floats:
    """The part of all use that each model serves at points in time, (models, points), all in months.

    `first_has_all` gives the first model everyone before the second came; else it is adopted as the others are and
    the shares of its first months add up to less than 1. A missing launch makes its model's shares missing and those
    of the model before. ValueError for launches that do not rise.
    """
    start, when = figures("launches", launches), figures("at", at)
    if not len(start) or (np.diff(start[~np.isnan(start)]) <= 0).any():
        raise ValueError(f"launches = {list(launches)!r}: give months that rise, no two alike")
    held = Adoption() if adoption is None else adoption
    age = when - start[:, None]
    given = parameters(held) | {"served": np.maximum(age, 0.0)}
    moved = np.where(age < 0, 0.0, worked((*CURVES[held.curve], MOVED), given)["moved"])
    if first_has_all:
        moved[0] = 1.0
    after = np.vstack([moved[1:], np.zeros_like(when)])
    return np.asarray(moved - after)


def _at(step: Measure, end: str, what: str) -> Measure:
    """A step of a curve at one end of the month: its own name and those of other steps get the end's name."""
    if step.name in _SHARED:
        return step
    own = {"served", "within", "curve_height", "curve_area", "curve_decay", "rest_reach", "reach"}
    formula = re.sub(r"[a-z_]+", lambda m: f"{m[0]}_{end}" if m[0] in own else m[0], step.formula)
    return replace(step, name=f"{step.name}_{end}", label=f"{step.label}, {what}", formula=formula)

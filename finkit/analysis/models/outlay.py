"""Outlay: what each model cost by basis: as stated, as R&D between two releases, as the final run alone. METHODS 1.2.

R&D between two releases is what the second cost. A period's R&D falls evenly on its days: a model takes the part of
each period's days that lies between the release before it, or the start of the months stated for it, and its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finkit.analysis.measures import Floats, Measure
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.lineage import Lineage
from finkit.analysis.models.payoff import OUTLAYS
from finkit.analysis.models.schedules import worked
from finkit.analysis.models.spans import Spans
from finkit.assumptions.models import BY_RESEARCH
from finkit.assumptions.settings import Assumptions

COVERED = 0.97
"""Of the stretch of R&D before a release, so much must lie in known periods, or the model's R&D is unknown."""

# Rows are models; periods are those of R&D, none of which overlap.
SINCE = (
    Measure("made_from", "Its R&D from",
            "where(finish > release, first(release - made_months * days_per_month, release_before), 0 / 0)", "date",
            "The months before its release that are stated, else from the release before."),
    Measure("made_days", "Days of its R&D in the period",
            "maximum(minimum(spent_end, release) - maximum(spent_start, made_from), 0)", "days",
            "Days of the period between the two."),
    Measure("made_covered", "Part of those days whose R&D is known", "sum_periods(made_days) / (release - made_from)",
            "share", "Days in periods of known R&D over all days between the two."),
    Measure("made_part_low", "R&D of the period for it, low", "made_days / (spent_end - spent_start) * spent_low",
            "money", "The part of the period's R&D that falls on those days."),
    Measure("made_part_high", "R&D of the period for it, high", "made_days / (spent_end - spent_start) * spent_high",
            "money", "The part of the period's R&D that falls on those days."),
    Measure("made_low", "R&D that made it, low",
            "where(made_covered >= least_made, sum_periods(made_part_low), 0 / 0)", "money",
            "Missing where too few of the days lie in known periods."),
    Measure("made_high", "R&D that made it, high",
            "where(made_covered >= least_made, sum_periods(made_part_high), 0 / 0)", "money",
            "Missing where too few of the days lie in known periods."),
    Measure("made_centre", "R&D that made it, centre", "(made_low + made_high) / (1 + 1)", "money",
            "The middle of the two."),
)  # fmt: skip


def outlays(
    held: Sequence[Lineage], assumed: Sequence[Assumptions], own: Sequence[str], research: Spans, release: Floats,
    finish: Floats,
) -> dict[str, Floats]:  # fmt: skip
    """Low, high and centre of each model's cost by basis, (companies, models), NaN where it is unknown.

    `release` and `finish` (companies, models) are days as ordinals, NaN where a company has fewer; `research` are the
    periods of R&D. Stated costs in a currency other than the company's `own` are left out. Where a year's R&D stands
    for a generation it is stated, and has no second basis between two releases.
    """
    stated = {basis: np.full((3, *release.shape), np.nan) for basis in ("final run", "all R&D")}
    months = np.full(release.shape, np.nan)
    for c, one in enumerate(held):
        for v, m in enumerate(one.models):
            months[c, v] = np.nan if m.training_months is None else m.training_months
            if m.training_cost is not None and m.currency == own[c]:
                stated[m.training_basis][:, c, v] = m.training_cost.low, m.training_cost.high, m.training_cost.centre
    spent = since(research, release, finish, months)
    spent[:, [c for c, one in enumerate(held) if one.origin == BY_RESEARCH]] = np.nan
    parts = [a.final_run_share for a in assumed]
    share = np.array([(part.low, part.high, part.centre) for part in parts]).T[:, :, None]
    every = np.where(np.isnan(stated["all R&D"]), spent, stated["all R&D"])
    final = np.where(np.isnan(stated["final run"]), every * share, stated["final run"])
    return dict(zip(OUTLAYS, (stated["all R&D"], spent, final), strict=True))


def since(research: Spans, release: Floats, finish: Floats, months: Floats) -> Floats:
    """Low, high and centre of the R&D that falls before each release, (3, companies, models), by `SINCE`.

    `months` before the release over which a model was made, NaN for since the release before.
    """
    there = research.rows >= 0

    def periods(values: Floats, other: float) -> Floats:
        """A period that is not there has no days of R&D."""
        return np.where(there, values, other)[:, None, :]

    before = np.concatenate([np.full((len(release), 1), np.nan), release[:, :-1]], axis=1)
    rows = {"release": release, "finish": finish, "made_months": months, "release_before": before}
    found = worked(SINCE, {
        **{name: values[..., None] for name, values in rows.items()},
        "spent_start": periods(research.start, 0.0), "spent_end": periods(research.end, 1.0),
        "spent_low": periods(research.low, 0.0), "spent_high": periods(research.high, 0.0),
        "days_per_month": np.asarray(DAYS_PER_MONTH), "least_made": np.asarray(COVERED),
    })  # fmt: skip
    return np.stack([found[name][..., 0] for name in ("made_low", "made_high", "made_centre")])

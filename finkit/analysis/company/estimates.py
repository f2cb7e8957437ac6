"""What the fits of a panel say once their priors are known: intervals, drawn estimates and classes, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.company.classes import CLASSES, FLAT, likelihood, posterior
from finkit.analysis.company.elasticity import Fits, t_quantile
from finkit.analysis.company.pooling import Shrunk, shrink_t
from finkit.analysis.company.priors import panel_prior, prior_of
from finkit.statement.panel import Floats


@dataclass(frozen=True)
class Estimates:
    """Histories down, lines across, NaN where a line has no elasticity; classes along a last axis.

    `low` to `high` is the t interval, `drawn` the estimate drawn to the prior, `by_label`, `by_data` and `flat` the
    probabilities of `CLASSES` under the judgement on the label, the panel's prior (NaN where it has none) and
    equal odds.
    """

    low: Floats
    high: Floats
    drawn: Shrunk
    by_label: Floats
    by_data: Floats
    flat: Floats

    @classmethod
    def of(cls, fits: Fits, lines: Sequence[str]) -> Estimates:
        """The estimates of fits, each line with its own prior: the panel's where there is one."""
        labels, panels = [prior_of(line) for line in lines], [panel_prior(line) for line in lines]
        used = [panel or label for panel, label in zip(panels, labels, strict=True)]
        known = np.isfinite(fits.se) & (fits.dof >= 1)
        b, se, dof = (np.where(known, values, np.nan) for values in (fits.slope, fits.se, fits.dof))
        half = t_quantile(dof) * se
        mean, sd = (np.broadcast_to([getattr(p, name) for p in used], b.shape) for name in ("elasticity", "sd"))
        drawn = shrink_t(b, se, dof, mean, sd)
        told = np.full((*b.shape, len(CLASSES)), np.nan)
        told[known] = likelihood(b[known], se[known], dof[known])
        nothing = (np.nan,) * len(CLASSES)
        return cls(
            low=b - half,
            high=b + half,
            drawn=drawn,
            by_label=_chances(told, [p.odds for p in labels]),
            by_data=_chances(told, [p.odds if p else nothing for p in panels]),
            flat=_chances(told, [FLAT] * len(lines)),
        )


def _chances(likelihoods: Floats, odds: Sequence[Sequence[float]]) -> Floats:
    if not odds:
        return likelihoods
    table = np.asarray(odds, dtype=float)
    out = np.full(likelihoods.shape, np.nan)
    there = ~np.isnan(table[:, 0])
    out[:, there] = posterior(likelihoods[:, there], table[there])
    return out

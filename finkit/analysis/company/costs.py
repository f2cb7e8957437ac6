"""The class of each cost line by its label, and the sums by class that margins rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.analysis.company.priors import Prior, prior_of
from finkit.statement.identities import FACE, identities
from finkit.statement.lines import taxonomy
from finkit.statement.panel import Floats, Panel

SPLIT = ("sales_marketing", "general_administrative")
WHOLE = "selling_general_administrative"


@dataclass(frozen=True)
class CostLine:
    """One cost line of one company: its class, the prior behind it, and whether the user set it."""

    line: str
    name: str
    cost_class: str
    prior: Prior
    overridden: bool = False
    of_which: bool = False

    @property
    def evidence(self) -> str:
        """Why it has its class, in one sentence."""
        if self.overridden:
            return "set by the user"
        p = self.prior
        text = f"label prior: variable {p.variable:.2f}, mixed {p.mixed:.2f}, fixed {p.fixed:.2f}"
        return text + ("; discretionary, not fixed" if p.discretionary else "")


def cost_lines(present: Sequence[str], overrides: Mapping[str, str], *, face: bool) -> tuple[CostLine, ...]:
    """The cost lines of a company with their classes, in statement order; `face`: depreciation stands alone.

    Cost of revenue is one line, or its parts where only they are given; so is SG&A the other way round.
    """
    serving = ["cost_of_revenue"]
    if "cost_of_revenue" not in present:
        serving = [line.id for line in taxonomy().children("cost_of_revenue")]
    operating = [part for line in operating_lines() if line != FACE or face for part in _leaves(line, present)]
    return tuple(cost_line(line, overrides) for line in (*serving, *operating) if line in present)


def class_sums(panel: Panel, overrides: Sequence[Mapping[str, str]], face: Any) -> dict[str, Floats]:
    """`variable_split`, `variable_unsplit`, `fixed_split`, `fixed_unsplit` and `research_total` on every row.

    Split sums take sales and marketing and administration one by one, unsplit ones their total. A line
    counts only for companies that report it in some period; where such a line is missing, so is the sum.
    `overrides` has one mapping of line to class a row, `face` tells rows whose depreciation stands alone.
    An operating line that a user calls COGS counts as variable here: gross margin stays as booked.
    """
    n = len(panel)
    company = panel.company_index()
    distinct = {id(given): given for given in overrides}
    numbers = {key: i for i, key in enumerate(distinct)}
    which = np.array([numbers[id(given)] for given in overrides], dtype=np.intp)
    sums = {name: np.zeros(n) for name in SUMS}
    for line in (*operating_lines(), *SPLIT):
        values = panel.get(line)
        applies = np.isin(company, np.unique(company[~np.isnan(values)]))
        if line == FACE:
            applies = applies & face
        if line in (WHOLE, *SPLIT):
            applies = np.ones(n, dtype=bool)
        counted = np.where(applies, values, 0.0)
        classes = np.array([_class(line, given) for given in distinct.values()], dtype=object)[which]
        for name, (cost_class, split) in SUMS.items():
            if (line in SPLIT and split is False) or (line == WHOLE and split):
                continue
            sums[name] += np.where(classes == cost_class, counted, 0.0)
    whole_known = np.where(np.isnan(panel.get(WHOLE)), np.nan, 0.0)
    for name, (_, split) in SUMS.items():
        if split is False:
            sums[name] += whole_known
    return sums


def lines_tie(panel: Panel, sums: Mapping[str, Floats]) -> Floats:
    """1 where gross profit less the operating lines meets the stated result within rounding, or none is stated.

    Missing where it does not: then the source holds operating items that no line names.
    """
    split = sums["variable_split"] + sums["fixed_split"]
    overhead = np.where(np.isnan(split), sums["variable_unsplit"] + sums["fixed_unsplit"], split)
    lines = panel.get("gross_profit") - overhead - sums["research_total"]
    residual = np.abs(lines - panel.get("operating_income"))
    names = ("operating_income", "gross_profit", *(n for n in operating_lines() if n != WHOLE), *SPLIT)
    allowed: Floats = np.sum([panel.rounding(name) for name in names], axis=0)
    allowed += np.where(np.isnan(split), panel.rounding(WHOLE), 0.0)
    allowed += 1e-9 * np.abs(panel.get("gross_profit"))
    return np.where(residual > allowed, np.nan, 1.0)


def bounded(panel: Panel) -> Floats:
    """1 where no operating income is known but R&D or sales and marketing is: then gross profit less them bounds it."""
    known = ~np.isnan(panel.get("research_development")) | ~np.isnan(panel.get("sales_marketing"))
    return np.where(np.isnan(panel.get("operating_income")) & known, 1.0, np.nan)


SUMS: dict[str, tuple[str, bool | None]] = {
    "variable_split": ("variable", True),
    "variable_unsplit": ("variable", False),
    "fixed_split": ("fixed", True),
    "fixed_unsplit": ("fixed", False),
    "research_total": ("research", True),
}


def _class(line: str, overrides: Mapping[str, str]) -> str:
    """The class of an operating line; one that a user calls COGS moves with revenue and stays where it is booked."""
    given = overrides.get(line) or default_class(line)
    return "variable" if given == "cogs" else given


def default_class(line: str) -> str:
    """The class that the label alone gives."""
    return taxonomy()[line].cost_class or "fixed"


def operating_lines() -> tuple[str, ...]:
    """The lines that operating expenses are made of, depreciation last."""
    identity = next(i for i in identities() if i.total == "operating_expenses")
    return tuple(name for name, _ in identity.parts)


def _leaves(line: str, present: Sequence[str]) -> tuple[str, ...]:
    if line != WHOLE:
        return (line,)
    parts = tuple(part for part in SPLIT if part in present)
    return parts or (WHOLE,)


def cost_line(line: str, overrides: Mapping[str, str]) -> CostLine:
    """One line with its class: the user's, else the one that its label gives."""
    entry = taxonomy()[line]
    chosen = overrides.get(line, default_class(line))
    return CostLine(line, entry.name, chosen, prior_of(line), overridden=line in overrides)


def members(
    name: str, panel: Panel, overrides: Mapping[str, str] | None = None, *, face: bool = False
) -> tuple[str, ...]:
    """The lines of one company's panel that a sum by class adds up; `face`: depreciation stands alone.

    Sales and marketing and administration count even where the company gives none: the sum waits for them.
    """
    given = overrides or {}
    cost_class, split = SUMS[name]
    lines = (*operating_lines(), *SPLIT)
    kept = (n for n in lines if _class(n, given) == cost_class and (n in SPLIT or n in panel.values))
    other = SPLIT if split is False else (WHOLE,)
    return tuple(n for n in kept if n not in other and (n != FACE or face))

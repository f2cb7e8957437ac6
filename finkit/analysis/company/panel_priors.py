"""The prior table from a panel of annual income statements: how three costs answer revenue, company by company.

METHODS 2.1. Rebuild it with `python -m finkit.analysis.company.panel_priors FILE...`, which prints the table.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.analysis.company.classes import shares
from finkit.analysis.company.pooling import mixed_slopes
from finkit.analysis.company.sticky import fit_sticky
from finkit.statement.fact import Facts
from finkit.statement.panel import Floats, Panel

LINES = ("cost_of_revenue", "selling_general_administrative", "research_development")
TAIL = 0.005
# A company whose overhead is above its revenue is left out of that line, as in Anderson, Banker and Janakiraman.
_BELOW_REVENUE = ("selling_general_administrative",)
COLUMNS = (
    "line", "up", "t_up", "extra", "t_extra", "n", "companies", "centre", "centre_se", "centre_extra", "between",
    "variable", "mixed", "fixed", "faster", "years", "source", "url", "method", "rebuilt_with",
)  # fmt: skip
SOURCE = "US annual income statements, SimFin bulk download"
URL = "https://simfin.com"
METHOD = (
    "log changes between consecutive fiscal years of positive revenue and stated positive cost (SG&A: below revenue in "
    "the later year), revenue changes and then of those cost changes within their 0.5% and 99.5% quantiles; "
    "up, extra: pooled least squares; centre, between: REML with a random slope on revenue for each company; "
    "variable to faster: share of companies nearest each class, normal around centre"
)


@dataclass(frozen=True, slots=True)
class Changes:
    """Log changes of revenue and of one cost, with the company and the year (end) of each."""

    revenue: Floats
    cost: Floats
    company: Any
    ends: Any


def annual_changes(panel: Panel, line: str) -> Changes:
    """All changes between consecutive fiscal years of a panel, untrimmed; figures that finkit derived are left out."""
    back = panel.year_ago()
    before = np.nan_to_num(back, nan=1.0).astype(int) - 1
    revenue = panel.get("revenue")
    cost = np.where(panel.fact_column(line, "basis", "") == "derived", np.nan, panel.get(line))
    annual = np.array([row.months == 12 and not row.segment and row.scenario == "actual" for row in panel.rows])
    with np.errstate(invalid="ignore"):
        there = (revenue > 0) & (cost > 0)
        used = ~np.isnan(back) & annual & there & there[before]
        if line in _BELOW_REVENUE:
            used &= cost < revenue
    now, then = np.flatnonzero(used), before[used]
    ends = np.array([panel.rows[i].end for i in now], dtype=object)
    return Changes(
        np.log(revenue[now] / revenue[then]), np.log(cost[now] / cost[then]), panel.company_index()[now], ends
    )


def trimmed(changes: Changes, tail: float = TAIL) -> Changes:
    """Changes of revenue within their tails, and of those the changes of cost within theirs."""
    for name in ("revenue", "cost"):
        values = getattr(changes, name)
        low, high = np.quantile(values, [tail, 1 - tail])
        kept = (values >= low) & (values <= high)
        changes = Changes(*(getattr(changes, part)[kept] for part in Changes.__slots__))
    return changes


def row_of(panel: Panel, line: str) -> dict[str, Any]:
    """One row of the prior table."""
    c = trimmed(annual_changes(panel, line))
    pooled = fit_sticky(c.revenue, c.cost)
    model = mixed_slopes(c.revenue, c.cost, c.company)
    if model.flag:
        raise ValueError(f"{line}: {model.flag}")
    centre, between = model.params[1], float(np.sqrt(model.between[0][0]))
    figures: dict[str, Any] = {
        "up": pooled.up, "t_up": pooled.up / pooled.se_up, "extra": pooled.extra,
        "t_extra": pooled.extra / pooled.se_extra, "centre": centre, "centre_se": model.se[1],
        "centre_extra": model.params[2], "between": between,
        **dict(zip(("variable", "mixed", "fixed", "faster"), shares(centre, between), strict=True)),
    }  # fmt: skip
    counts = {"n": len(c.revenue), "companies": len(np.unique(c.company))}
    years = f"{min(c.ends)[:4]} to {max(c.ends)[:4]}"
    return {"line": line, **{name: f"{float(x):.6g}" for name, x in figures.items()}, **counts, "years": years}


def table(panel: Panel, files: Sequence[str] = ()) -> str:
    """The prior table of a panel as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    command = " ".join(("python -m finkit.analysis.company.panel_priors", *files))
    for line in LINES:
        stated = {"source": SOURCE, "url": URL, "method": METHOD, "rebuilt_with": command}
        writer.writerow({**row_of(panel, line), **stated})
    return out.getvalue()


def main(paths: Sequence[str]) -> None:
    """Read the files as any statements are read, and print the table."""
    # Run as a script this is a user of finkit, not a part of its analysis.
    import finkit

    read = finkit.read_all(list(paths))
    names = [path.replace("\\", "/").rpartition("/")[2] for path in paths]
    print(table(Panel.of(Facts.concat([s.facts for s in read])), names), end="")


if __name__ == "__main__":
    main(sys.argv[1:])

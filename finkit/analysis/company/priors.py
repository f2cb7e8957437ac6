"""What is known of a cost line before its company's own figures: judgement on its label, and a panel of companies.

METHODS 2.1. The panel's table ships in `statements/reference/cost_priors.csv`; `panel_priors` rebuilds it. Where
the panel has a line its prior is used, and the judgement stands beside it.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass

from finkit.files import shipped
from finkit.statement.lines import taxonomy

TABLE = "cost_priors.csv"
# The share of costs that outgrow revenue: the judgement table has three classes, this is its fourth.
_FASTER = 0.05
_WHOLE = "selling_general_administrative"
_PARTS = ("sales_marketing", "general_administrative")


@dataclass(frozen=True, slots=True)
class Prior:
    """What stands for a cost before its own figures: odds of variable, mixed, fixed; elasticity mean and sd.

    `faster` are the odds of outgrowing revenue beside the three; `odds` makes all four sum to 1. A
    `discretionary` cost is decided on, and never called fixed because its elasticity is low.
    """

    variable: float
    mixed: float
    fixed: float
    elasticity: float
    sd: float
    discretionary: bool = False
    faster: float = _FASTER
    source: str = "judgement on the label"

    @property
    def odds(self) -> tuple[float, float, float, float]:
        """Probabilities in the order of `CLASSES`, summing to 1."""
        total = self.variable + self.mixed + self.fixed + self.faster
        return self.variable / total, self.mixed / total, self.fixed / total, self.faster / total


@dataclass(frozen=True, slots=True)
class Response:
    """A row of the panel's table: how a cost answers rises and falls of revenue over many companies.

    `up` and `extra` (what a fall adds) are pooled least squares with their t; `centre`, `centre_se` and
    `between` are the mean response to rises, its error, and the sd of companies around it (random slopes).
    """

    line: str
    up: float
    t_up: float
    extra: float
    t_extra: float
    n: int
    companies: int
    centre: float
    centre_se: float
    centre_extra: float
    between: float
    prior: Prior


# finkit's own judgement, for the user to change.
_COGS = Prior(0.85, 0.13, 0.02, 1.0, 0.15)
_ADMIN = Prior(0.05, 0.45, 0.50, 0.5, 0.25)
_RESEARCH = Prior(0.05, 0.25, 0.70, 0.5, 0.40, discretionary=True)
_SALES = Prior(0.30, 0.45, 0.25, 0.8, 0.30)
_CONTRACT = Prior(0.97, 0.02, 0.01, 1.0, 0.05, faster=0.01)
PRIORS: dict[str, Prior] = {
    "revenue_share": _CONTRACT,
    "payment_fees": _CONTRACT,
    "support": Prior(0.45, 0.45, 0.10, 0.8, 0.25),
    "stock_compensation": Prior(0.05, 0.30, 0.65, 0.5, 0.40),
}
_BY_CLASS = {"cogs": _COGS, "variable": _SALES, "fixed": _ADMIN, "research": _RESEARCH}


def prior_of(line: str) -> Prior:
    """The judgement on a line: by its label, else by its default class."""
    return PRIORS.get(line) or _BY_CLASS[taxonomy()[line].cost_class or "fixed"]


def panel_prior(line: str) -> Prior | None:
    """The panel's prior of a line, or of the line it is part of; None where the panel has neither.

    Lines with a judgement of their own (a contract, support, stock compensation) do not take their parent's.
    """
    found = responses().get(kin(line))
    return found.prior if found else None


@functools.cache
def responses() -> dict[str, Response]:
    """The panel's table by line, read once."""
    with (shipped("statements") / "reference" / TABLE).open(encoding="utf-8", newline="") as file:
        return {row["line"]: _response(row) for row in csv.DictReader(file)}


def kin(line: str) -> str:
    """The line that stands in for one that few companies report: what it is part of, else itself."""
    if line in PRIORS:
        return line
    if line in _PARTS:
        return _WHOLE
    parent = taxonomy()[line].parent
    return parent if parent in ("cost_of_revenue", "research_development") else line


def _response(row: dict[str, str]) -> Response:
    line, number = taxonomy()[row["line"]], {name: float(row[name]) for name in _NUMBERS}
    companies = int(row["companies"])
    prior = Prior(
        variable=number["variable"],
        mixed=number["mixed"],
        fixed=number["fixed"],
        faster=number["faster"],
        elasticity=number["centre"],
        sd=number["between"],
        discretionary=line.cost_class == "research",
        source=f"{line.name} of {companies:,} US companies, {row['years']}",
    )
    return Response(
        line=line.id,
        up=number["up"],
        t_up=number["t_up"],
        extra=number["extra"],
        t_extra=number["t_extra"],
        n=int(row["n"]),
        companies=companies,
        centre=number["centre"],
        centre_se=number["centre_se"],
        centre_extra=number["centre_extra"],
        between=number["between"],
        prior=prior,
    )


_NUMBERS = (
    "up", "t_up", "extra", "t_extra", "centre", "centre_se", "centre_extra", "between",
    "variable", "mixed", "fixed", "faster",
)  # fmt: skip

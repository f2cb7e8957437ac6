"""Generations of models: when each was released and replaced, what it cost, how its users came, what rivals do.

METHODS 1.2, 3.4, 4.1 to 4.3 and 8. A row of the sheet Models is a generation: a model that took the users of the one
before it. Smaller and faster variants of a generation are no generations of their own.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from finkit.assumptions.ranges import Amount, Part, Positive, YearlyGrowth
from finkit.assumptions.rows import Row, RowError

Curve = Literal["step-linear", "exponential", "logistic", "bass"]
TrainingBasis = Literal["final run", "all R&D"]
Generations = Literal["released", "R&D by year"]
RELEASED: Generations = "released"
BY_RESEARCH: Generations = "R&D by year"


class Generation(Row):
    """One generation of a company's models; rows stand in the order of release.

    `training_cost` is in units of `currency`; where it is missing it is taken from the company's R&D since the release
    before. `training_basis` says whether the cost is the last training run alone or all R&D that led to the model.
    `sales_share` is sales and marketing spent on the model as a part of its revenue.
    """

    SHEET: ClassVar[str] = "Models"
    KEY: ClassVar[str] = "models"

    name: str = Field(min_length=1, max_length=60, description="What the model is called", examples=["Model 1"])
    release: date = Field(description="The day on which users could have it", examples=["2025-01-15"])
    superseded: date | None = Field(
        None, description="Its last day as flagship, when the next took its place; empty: until the next release"
    )
    training_cost: Amount | None = Field(
        None, description="What it cost to make, in units of the currency", examples=[100e6]
    )
    currency: str = Field(
        "", pattern="^([A-Z]{3})?$", description="ISO code of the training cost's currency", examples=["USD"]
    )
    training_basis: TrainingBasis = Field(
        "final run", description="What the training cost holds: final run, or all R&D", examples=["final run"]
    )
    training_months: float | None = Field(
        None, gt=0, le=120, description="Months before release over which it was spent; empty: since the release before"
    )
    relative_serving_cost: float = Field(
        1.0, gt=0, description="Cost of serving one unit of use; 1 for the first model", examples=[1]
    )
    sales_share: Part | None = Field(
        None, description="S&M of this model over its revenue; empty: the company's, by revenue", examples=[0.2]
    )
    list_price_in: Amount | None = Field(None, description="List price, USD per Mtok of input", examples=[5])
    list_price_out: Amount | None = Field(None, description="List price, USD per Mtok of output", examples=[25])

    @model_validator(mode="after")
    def _lives(self) -> Generation:
        if self.superseded is not None and self.superseded <= self.release:
            raise RowError(0, "superseded", f"give a day after the release {self.release}, a model's life is not 0")
        return self


def checked(models: tuple[Generation, ...], span: tuple[str, str] | None = None) -> tuple[Generation, ...]:
    """The generations as given; RowError where they cannot follow one another: names, order, overlap.

    Also where `span`, the first and last day of the statement's periods, is given and no model serves in it.
    """
    seen: set[str] = set()
    for i, model in enumerate(models):
        if model.name.casefold() in seen:
            raise RowError(i, "name", "another row has this name: a generation stands in one row")
        seen.add(model.name.casefold())
        if model.training_cost is not None and not model.currency:
            raise RowError(i, "currency", "the training cost has no currency: give an ISO code such as USD")
    for i, (before, after) in enumerate(pairwise(models), start=1):
        if after.release == before.release:
            raise RowError(
                i, "release", f"{before.name} has this day too: give two generations two days, and leave out variants"
            )
        if after.release < before.release:
            raise RowError(i, "release", f"before {before.name} ({before.release}): order the rows by release")
        if before.superseded is not None and before.superseded > after.release:
            raise RowError(
                i - 1, "superseded",
                f"after the release of {after.name} ({after.release}), so use would be counted twice: give that day, "
                "or leave it empty",
            )  # fmt: skip
    if models and span is not None:
        _within(models, *span)
    return models


def _within(models: tuple[Generation, ...], start: str, end: str) -> None:
    """RowError where all models come after the periods, or all were replaced before them.

    A last model without a last day is taken to be replaced after as long as the one before it.
    """
    wanted = "so that no model serves in the statement's periods: give those that they sold"
    last, n = models[-1], len(models) - 1
    if models[0].release.isoformat() > end:
        raise RowError(0, "release", f"after the last period ends, {end}, {wanted}")
    if last.superseded is not None and last.superseded.isoformat() < start:
        raise RowError(n, "superseded", f"before the first period begins, {start}, {wanted}")
    stop = last.release + (last.release - models[-2].release) if n else None
    if last.superseded is None and stop is not None and stop.isoformat() < start:
        at = f"at the last interval its users leave on {stop}, before the first period begins, {start}"
        raise RowError(n, "release", f"{at}, {wanted}, or its last day as superseded")


class Adoption(BaseModel):
    """How users move to a new model: some at once, the rest over some months (METHODS 4.1).

    `growth` is what the base of users multiplies by in a year (1 is flat); `usage_weighted_share` is the part of all
    use that moves at once, where the first to move use more than others: the high of `share_at_once` is what a quarter
    of users may weigh. The ranges of both move the part of a model's use that falls in its first year. `innovation`
    and `imitation` are Bass' p and q a month, for the curve `bass`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    share_at_once: Part = Part(value=0.25, low=0.25, high=0.6, source="essay 000: assumed")
    rest_months: Positive = Positive(value=6, low=6, high=6, source="essay 000: assumed")
    curve: Curve = "step-linear"
    usage_weighted_share: Part | None = None
    growth: Positive = Positive(
        value=1, low=1, high=3.532, source="assumed: a flat base of users to one that grows 3.5 times a year"
    )
    innovation: Positive | None = None
    imitation: Amount | None = None

    @model_validator(mode="after")
    def _bass(self) -> Adoption:
        wanted = {"adoption.innovation (p a month, above 0)": self.innovation,
                  "adoption.imitation (q a month, 0 or more)": self.imitation}  # fmt: skip
        lacking = [name for name, held in wanted.items() if held is None]
        if self.curve == "bass" and lacking:
            raise RowError(None, "curve", f"this curve needs {' and '.join(lacking)} too")
        return self

    @property
    def at_once(self) -> float:
        """The part of use that moves at once: weighted by usage where that is given."""
        return (self.usage_weighted_share or self.share_at_once).centre


class Cadence(BaseModel):
    """How often models come and what slower ones lose (METHODS 3.4 and 8).

    `loss_rate` is lambda: revenue kept is exp(-lambda (c - rival) / 2) with intervals in years. `research_growth` is
    the cost of a generation over that of the one before. `drift_share` of a final run a year keeps a model as it is.
    `long_run_growth` is that of gross profit and R&D for ever, where training goes on: no last year's growth can.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    rival_months: Positive = Positive(value=12, low=6, high=18, source="assumed: flagships of rivals, 6 to 18 months")
    loss_rate: Amount = Amount(value=0.5, low=0, high=1, source="assumed: from no loss to exp(-1/2) a year")
    discount: Amount = Amount(value=0.12, low=0.12, high=0.12, source="assumed")
    long_run_growth: YearlyGrowth = YearlyGrowth(value=0.05, low=0.05, high=0.05, source="assumed")
    research_growth: Positive = Positive(value=2, low=1, high=3, source="assumed: 1 to 3 times a generation")
    drift_share: Part = Part(value=0.2, low=0.1, high=0.3, source="assumed: a judgement, no source")


FINAL_RUN = Part(
    low=0.1, high=0.3,
    source="Epoch AI, 23 March 2026: final runs are 10 to 30% of R&D compute at OpenAI, MiniMax and Z.ai (BotBeat)",
)  # fmt: skip

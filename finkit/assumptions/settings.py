"""What a user may assume about a company: model life, cost classes, ranges for figures no source gives."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator, model_validator

from finkit.assumptions.market import Market
from finkit.assumptions.market import checked as checked_markets
from finkit.assumptions.models import FINAL_RUN, RELEASED, Adoption, Cadence, Generation, Generations
from finkit.assumptions.models import checked as checked_models
from finkit.assumptions.plans import Plan
from finkit.assumptions.plans import checked as checked_plans
from finkit.assumptions.prices import Price
from finkit.assumptions.prices import checked as checked_prices
from finkit.assumptions.ranges import Elasticity, Life, Part, Positive, Range, Share, YearlyGrowth
from finkit.assumptions.refusals import refusal
from finkit.assumptions.serving import Serving
from finkit.assumptions.tasks import Task
from finkit.assumptions.tasks import checked as checked_tasks
from finkit.assumptions.usage import Usage, priced
from finkit.assumptions.usage import checked as checked_usage
from finkit.statement.lines import Line, taxonomy

CostClass = Literal["cogs", "variable", "fixed", "research"]
Switch = Literal["partner_share", "free_tier", "staff", "stock_compensation", "training"]
# The five bookings that margins depend on, each with its settings; the first is as booked.
SETTINGS: dict[Switch, tuple[str, ...]] = {
    "partner_share": ("as booked", "net, if inside cost of revenue", "net, if outside it"),
    "free_tier": ("as booked", "in cost of revenue", "in sales and marketing"),
    "staff": ("as booked", "in cost of revenue", "outside it"),
    "stock_compensation": ("as booked", "left out"),
    "training": ("as booked", "amortized"),
}


class Assumptions(BaseModel):
    """Assumptions of one company; everything here is marked assumed in the report.

    `missing` maps a period's label to ranges of lines that no source gives, in units of the currency.
    `partner_share` is what a partner takes of revenue; `revenue_growth` and `fixed_growth` (of fixed cost) a year
    stand in for the growth observed; `sales_elasticity` says how sales and marketing moves with revenue;
    `treatments` names the booking that a user wants for a switch, such as `{"training": "amortized"}`;
    `quality_price` is the price of a constant quality, the last period of usage over the first; `generations` says
    whether models are those released, or each year's R&D stands for one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    life_months: Life = Life(value=18, low=12, high=24, source="finkit's default: assumed")
    classes: dict[str, CostClass] = {}
    missing: dict[str, dict[str, Range]] = {}
    partner_share: Share | None = None
    revenue_growth: YearlyGrowth | None = None
    fixed_growth: YearlyGrowth | None = None
    sales_elasticity: Elasticity | None = None
    treatments: dict[Switch, str] = {}
    models: tuple[Generation, ...] = ()
    generations: Generations = RELEASED
    adoption: Adoption = Adoption()
    cadence: Cadence = Cadence()
    final_run_share: Part = FINAL_RUN
    plans: tuple[Plan, ...] = ()
    tasks: tuple[Task, ...] = ()
    market: tuple[Market, ...] = ()
    prices: tuple[Price, ...] = ()
    usage: tuple[Usage, ...] = ()
    serving: tuple[Serving, ...] = ()
    quality_price: Positive | None = None

    @field_validator("plans")
    @classmethod
    def _plans(cls, given: tuple[Plan, ...]) -> tuple[Plan, ...]:
        return checked_plans(given)

    @field_validator("tasks")
    @classmethod
    def _tasks(cls, given: tuple[Task, ...]) -> tuple[Task, ...]:
        return checked_tasks(given)

    @field_validator("market")
    @classmethod
    def _markets(cls, given: tuple[Market, ...]) -> tuple[Market, ...]:
        return checked_markets(given)

    @field_validator("prices")
    @classmethod
    def _prices(cls, given: tuple[Price, ...]) -> tuple[Price, ...]:
        return checked_prices(given)

    @field_validator("usage")
    @classmethod
    def _usage(cls, given: tuple[Usage, ...]) -> tuple[Usage, ...]:
        return checked_usage(given)

    @model_validator(mode="after")
    def _usage_is_priced(self) -> Assumptions:
        priced(self.usage, self.prices)
        return self

    @field_validator("models")
    @classmethod
    def _generations(cls, given: tuple[Generation, ...], info: ValidationInfo) -> tuple[Generation, ...]:
        return checked_models(given, (info.context or {}).get("span"))

    @field_validator("classes")
    @classmethod
    def _costs(cls, given: dict[str, CostClass]) -> dict[str, CostClass]:
        for line in given:
            if _known(line).sign != "cost":
                raise ValueError(f"{line} is no cost: only costs have a class")
        return given

    @field_validator("missing")
    @classmethod
    def _lines(cls, given: dict[str, dict[str, Range]]) -> dict[str, dict[str, Range]]:
        for line in (line for ranges in given.values() for line in ranges):
            _known(line)
        return given

    @field_validator("treatments")
    @classmethod
    def _settings(cls, given: dict[Switch, str]) -> dict[Switch, str]:
        for switch, setting in given.items():
            if setting not in SETTINGS[switch]:
                raise ValueError(f"{switch} is {setting!r}: use one of {', '.join(SETTINGS[switch])}")
        return given

    @classmethod
    def of(
        cls, given: Mapping[str, Any], where: str = "assumptions", span: tuple[str, str] | None = None
    ) -> Assumptions:
        """Assumptions from a table of a sidecar or of sheets (`Placed`, which knows the cells).

        `span` is the first and last day of the statement's periods, in which one of the models must serve.
        AssumptionError names the file or cell, the key, the value and what is allowed.
        """
        try:
            return cls.model_validate(dict(given), context={"span": span})
        except ValidationError as error:
            raise refusal(error, given, where, cls) from None


def _known(line: str) -> Line:
    found = taxonomy().get(line)
    if found is None:
        near = difflib.get_close_matches(line, [entry.id for entry in taxonomy().lines], 1)
        raise ValueError(f"no line is called {line!r}; " + (f"did you mean {near[0]}?" if near else "see finkit names"))
    return found

"""A plan: what a user pays, may use and does use in a month, and what serving it costs."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from finkit.assumptions.ranges import Amount, Part, Positive, Range
from finkit.assumptions.rows import RowError
from finkit.assumptions.tokens import TokenRow, alike, named

COST_SHARE = Positive(
    value=0.25, low=0.155, high=0.3,
    source="assumed: SemiAnalysis' 75% margin on API list prices (June 2026); low from the 84.5% that DeepSeek states, "
    "high from the 70% reported for OpenAI and Anthropic",
)  # fmt: skip
# A mean use that costs this many times the price is taken for tokens in another unit, unless the unit is stated.
IMPLAUSIBLE_COST = 100.0
# A cost or an API value that is this many times the price is taken for a slip, whatever is stated.
IMPLAUSIBLE_VALUE = 10_000.0

Money = Annotated[float, Field(ge=0)]
Tokens = Annotated[float, Field(gt=0)]


class Inside(Range):
    """A part of a whole that is neither nothing nor all of it."""

    low: Annotated[float, Field(gt=0, lt=1)]
    high: Annotated[float, Field(gt=0, lt=1)]


class Plan(TokenRow):
    """One plan, per user and month; money in `currency`, tokens in `token_unit`, prices of tokens per million.

    `utilization` with `api_value` and `cost_share` gives the cost of a user at list prices; `usage` with `unit_cost`
    gives it from tokens. Where both are there the tokens count. A `distribution` says how use is spread over users.
    """

    SHEET: ClassVar[str] = "Plans"
    KEY: ClassVar[str] = "plans"

    price: Money = Field(description="Price of a user and month; 0 is a free plan", examples=[20])
    users: Amount | None = Field(None, description="Users of this plan", examples=[1_000_000])
    api_value: Positive | None = Field(
        None, title="API value at full limits",
        description="What the tokens of full limits would cost a month at API list prices", examples=[400],
    )  # fmt: skip
    cost_share: Positive = Field(
        COST_SHARE, title="Cost share of list price",
        description="Cost of serving as a part of API list prices: 1 less the API margin", examples=[0.25],
    )  # fmt: skip
    utilization: Part | None = Field(None, description="Mean part of the limits that users use, 0 to 1", examples=[0.1])
    usage: Positive | None = Field(
        None, title="Mean usage", description="Tokens that a user uses a month, on average", examples=[8]
    )
    unit_cost: Amount | None = Field(
        None, title="Cost per Mtok", description="Cost of serving a million tokens", examples=[2]
    )
    distribution: Literal["lognormal", "pareto", "sample"] | None = Field(
        None, description="How use is spread over users: lognormal, pareto or sample", examples=["lognormal"]
    )
    sigma: Positive | None = Field(None, description="Standard deviation of log usage: lognormal alone", examples=[1.5])
    alpha: Positive | None = Field(None, description="Exponent of the tail: pareto alone")
    minimum: Tokens | None = Field(None, title="Least usage", description="Tokens of the lightest user: pareto alone")
    sample: tuple[Money, ...] = Field((), description="Tokens of sampled users, with ; between them: sample alone")
    cap: Tokens | None = Field(None, description="Tokens a month at which use stops", examples=[40])
    included: Money | None = Field(None, description="Tokens a month in the price; more is charged as overage")
    overage_price: Money | None = Field(None, description="Price of a million tokens beyond those included")
    heavy_users: Inside | None = Field(None, description="Part of users who are heavy, where no distribution says it")
    heavy_cost: Inside | None = Field(None, description="Part of the cost of all users that they cause")
    fixed_cost: Amount | None = Field(
        None, description="Cost a month that does not move with users, for the plans to carry"
    )
    new_price: Tokens | None = Field(None, description="A price that is thought of, of a user and month")

    @field_validator("sample", mode="before")
    @classmethod
    def _listed(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        if "," in given:
            raise ValueError("write numbers with ; between them, such as 1; 2.5; 10")
        return tuple(part for part in re.split(r"[;\s]+", given.strip()) if part)

    @model_validator(mode="after")
    def _whole(self) -> Plan:
        self._spread()
        if (self.included is None) != (self.overage_price is None):
            lacking = "overage_price" if self.overage_price is None else "included"
            raise RowError(0, lacking, "tokens included and a price beyond them go together")
        if (self.heavy_users is None) != (self.heavy_cost is None):
            lacking = "heavy_cost" if self.heavy_cost is None else "heavy_users"
            raise RowError(0, lacking, "the part of users who are heavy and the part of cost they cause go together")
        users, cost = self.heavy_users, self.heavy_cost
        if users is not None and cost is not None and cost.centre <= users.centre:
            least = f"give more than {users.centre:g}, the part of users that they are"
            raise RowError(0, "heavy_cost", f"heavy users cost more than others: {least}")
        if self.heavy_users is not None and self.distribution:
            raise RowError(0, "heavy_users", f"leave it empty: the {self.distribution} distribution says who is heavy")
        if self.cap is not None and self.included is not None and self.cap < self.included:
            raise RowError(0, "cap", f"give {self.included:g} or more: that many tokens are included")
        self._plausible()
        return self

    def _plausible(self) -> None:
        """That no cost is so far above the price that a unit, a currency or a length of time must be another."""
        if self.price > 0 and self.api_value is not None and self.api_value.centre >= IMPLAUSIBLE_VALUE * self.price:
            times = self.api_value.centre / self.price
            raise RowError(0, "api_value", f"it is {times:,.4g} times the price: give both in one currency, a month")
        if self.price > 0 and self.usage is not None and self.unit_cost is not None:
            times = self.mtok(self.usage.centre) * self.unit_cost.centre / self.price
            most = IMPLAUSIBLE_VALUE if self.token_unit else IMPLAUSIBLE_COST
            if times >= most:
                remedy = "check both" if self.token_unit else "state the token_unit (tokens, thousand or million)"
                raise RowError(0, "usage", f"serving it would cost {times:,.4g} times the price: {remedy}")

    def _spread(self) -> None:
        """That a distribution has what it needs, and nothing stands in two places."""
        needs = {"lognormal": ("usage", "sigma"), "pareto": ("alpha",), "sample": ("sample",)}
        for field in needs.get(self.distribution or "", ()):
            if not getattr(self, field):
                raise RowError(0, field, f"a {self.distribution} distribution needs it")
        for field, owner in (("sigma", "lognormal"), ("alpha", "pareto"), ("minimum", "pareto"), ("sample", "sample")):
            if getattr(self, field) and self.distribution != owner:
                raise RowError(0, "distribution", f"write {owner}: {field} is given")
        if self.distribution == "pareto" and (self.minimum is None) == (self.usage is None):
            raise RowError(0, "minimum", "a pareto distribution needs the least usage or the mean usage, one of them")
        if self.distribution == "pareto" and self.usage is not None and self.alpha and self.alpha.low <= 1:
            raise RowError(0, "alpha", "give more than 1: at 1 or less there is no mean usage")
        if self.distribution == "sample" and self.usage is not None:
            raise RowError(0, "usage", "leave it empty: the sample gives the mean")
        if self.distribution == "sample" and not any(self.sample):
            raise RowError(0, "sample", "give at least one user above 0")


def checked(rows: tuple[Plan, ...]) -> tuple[Plan, ...]:
    """The rows; RowError where names repeat, currencies differ, or tokens seem to be counted in two units."""
    found = named(rows)
    alike(found, lambda plan: plan.usage.centre if plan.usage else None, "usage")
    return found

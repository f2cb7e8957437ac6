"""A task: the hours that it saves, the tokens that it takes, and how it could be served for less."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from finkit.assumptions.ranges import Amount, Part, Positive
from finkit.assumptions.rows import RowError
from finkit.assumptions.tokens import TokenRow, alike, named

Above = Annotated[float, Field(gt=0)]


class Task(TokenRow):
    """One kind of task; money in `currency`, tokens in `token_unit`, prices of tokens per million.

    Four groups, each optional: wage, hours saved, tokens and price (is it worth doing); token share and output
    multiple (a token budget); routed share, cost ratio and escalation (routing); fee, distribution cost, life, use a
    month and unit cost (moving it to the user's device); token spend and revenue of a buyer in two periods.
    """

    SHEET: ClassVar[str] = "Tasks"
    KEY: ClassVar[str] = "tasks"

    wage: Positive | None = Field(None, description="Cost of an hour of who does it now", examples=[200])
    hours_saved: Positive | None = Field(None, description="Hours that one task saves, on average", examples=[0.4])
    tokens: Positive | None = Field(None, description="Tokens that one task takes", examples=[20])
    price: Positive | None = Field(None, description="Price of a million tokens", examples=[6])
    gate_hours: Amount | None = Field(
        None, description="Hours a task that someone takes to see whether it is worth doing", examples=[0.05]
    )
    token_share: Amount | None = Field(
        None, title="Token share of salary", description="Token budget as a part of salary", examples=[0.1]
    )
    output_multiple: Positive | None = Field(None, description="Output with tokens over output without", examples=[2])
    routed_share: Part | None = Field(None, description="Part of tasks sent to an older model", examples=[0.6])
    cost_ratio: Amount | None = Field(
        None, description="The older model's cost over the newest's, idle capacity kept for it included",
        examples=[0.2],
    )  # fmt: skip
    escalation: Part | None = Field(
        None, description="Part of the routed tasks that goes on to the newest model and pays both", examples=[0.1]
    )
    fee: Positive | None = Field(None, description="Licence fee a month", examples=[10])
    distribution_cost: Amount | None = Field(
        None, description="One-time cost of putting a model on a device", examples=[3]
    )
    life_months: Positive | None = Field(None, title="Life in months", description="Life of that copy", examples=[24])
    month_tokens: Amount | None = Field(
        None, title="Tokens a month", description="Tokens that a user takes a month", examples=[4]
    )
    unit_cost: Amount | None = Field(
        None, title="Cost per Mtok", description="Cost of serving a million tokens in the cloud", examples=[2]
    )
    spend_before: Above | None = Field(None, description="A buyer's token spend in the earlier period")
    spend: Above | None = Field(None, description="The same buyer's token spend in the later period")
    revenue_before: Above | None = Field(None, description="That buyer's revenue in the earlier period")
    revenue: Above | None = Field(None, description="That buyer's revenue in the later period")

    @model_validator(mode="after")
    def _whole(self) -> Task:
        spent = ("spend_before", "spend", "revenue_before", "revenue")
        lacking = [field for field in spent if getattr(self, field) is None]
        if lacking and len(lacking) < len(spent):
            raise RowError(0, lacking[0], "spend and revenue are compared in two periods: give all four")
        return self


def checked(rows: tuple[Task, ...]) -> tuple[Task, ...]:
    """The rows; RowError where names repeat, currencies differ, or tokens seem to be counted in two units."""
    found = named(rows)
    alike(found, lambda task: task.tokens.centre if task.tokens else None, "tokens")
    return found

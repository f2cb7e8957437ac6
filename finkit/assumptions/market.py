"""The Market sheet: one market a row, priced by the token, for tasks that save a worker's time."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from finkit.assumptions.ranges import Amount, Part, Positive
from finkit.assumptions.rows import Row, RowError

# Essay 002: "Every capability ... becomes, within eighteen months, available in something you can run locally."
CATCH_UP = Positive(value=18, low=12, high=24, source="assumed: eighteen months, essay 002; the range is finkit's")


def _listed(given: Any) -> Any:
    """Numbers written as one text, parted by semicolons: 0.5; 0.3; 0.2."""
    if isinstance(given, str) and ("," in given or "%" in given):
        raise ValueError("write numbers with ; between them, such as 0.5; 0.3; 0.2")
    if isinstance(given, str):
        return tuple(part.strip() for part in given.split(";") if part.strip())
    return (given,) if isinstance(given, int | float) and not isinstance(given, bool) else given


Numbers = Annotated[tuple[float, ...], BeforeValidator(_listed)]


class Market(Row):
    """One market: what a token costs, what an hour saved is worth, who competes.

    Prices and costs are in `currency` per Mtok (or per ktok, where tokens are in ktok too). The price is given, or
    blended of an input and an output price by the share of output tokens. `firms` is the number of equal firms;
    `conduct` may stand in its place (1 a monopoly, 0 price taking). Lists are written 0.5; 0.3; 0.2.
    """

    SHEET: ClassVar[str] = "Market"
    KEY: ClassVar[str] = "market"

    name: str = Field("this market", min_length=1, description="What is sold, to whom", examples=["coding agents"])
    currency: str = Field("USD", description="ISO code of prices and costs", pattern="^[A-Z]{3}$", examples=["USD"])
    wage_currency: str = Field("", description="ISO code of the wage; empty is the same", pattern="^([A-Z]{3})?$")
    price_per: Literal["Mtok", "ktok"] = Field("Mtok", description="Tokens that a price or cost is for: Mtok or ktok")
    tokens_in: Literal["Mtok", "ktok"] = Field("Mtok", description="Unit of tokens: Mtok or ktok, as for the price")
    price: Positive | None = Field(None, description="Price of a Mtok, blended over input and output", examples=[6])
    input_price: Positive | None = Field(None, description="List price of a Mtok read, where no blend is given")
    output_price: Positive | None = Field(None, description="List price of a Mtok written")
    output_share: Part | None = Field(None, description="Written tokens over all tokens, 0 to 1")
    tokens: Positive = Field(description="Mtok that one task uses", examples=[20])
    hours: Positive = Field(description="Mean hours that one task saves", examples=[0.4])
    wage: Positive = Field(description="What an hour of the worker costs", examples=[200])
    firms: int | None = Field(None, ge=1, description="Equal firms that compete; empty is 1", examples=[2])
    conduct: Part | None = Field(None, description="In place of firms: 1 monopoly, 1/n n firms, 0 price taking")
    marginal_cost: Amount | None = Field(None, description="Cost of serving one more Mtok", examples=[2])
    shares: Numbers = Field((), description="Shares of the firms by revenue or tokens, adding to 1: 0.5; 0.3; 0.2")
    rival_costs: Numbers = Field((), description="Marginal costs of all firms: 1; 2; 3")
    open_price: Amount | None = Field(None, description="Price of a Mtok of an open-weight model", examples=[1])
    quality_premium: Amount | None = Field(
        None, description="What the better model is worth more, a Mtok", examples=[1.5]
    )
    months_since_gap: Amount | None = Field(None, description="Months since the gap to open weights opened")
    catch_up_months: Positive = Field(CATCH_UP, description="Months until open weights have caught up")
    fixed_cost: Amount | None = Field(None, description="R&D that a lab must spend a period to be in the market")
    race_cost: Amount | None = Field(None, description="R&D of a lab a period where all race for the best model")
    race_share: Part | None = Field(None, description="Users that a lab draws that races alone, 0 to 1")
    potential: Positive | None = Field(None, description="Mtok a period that all tasks would use at a price of zero")
    discount: Part | None = Field(None, description="Worth today of 1 next period, to a firm that thinks of a truce")
    wholesale: Positive | None = Field(None, description="What a reseller pays for what it resells", examples=[50])
    retail: Positive | None = Field(None, description="What a reseller takes for it", examples=[52])
    new_wholesale: Amount | None = Field(None, description="What the reseller may pay later", examples=[2])

    @field_validator("rival_costs")
    @classmethod
    def _costs(cls, given: tuple[float, ...]) -> tuple[float, ...]:
        if any(cost < 0 for cost in given):
            raise ValueError("a cost is 0 or more")
        return given

    @field_validator("shares")
    @classmethod
    def _parts(cls, given: tuple[float, ...]) -> tuple[float, ...]:
        if given and (min(given) < 0 or abs(sum(given) - 1) > 1e-6):
            raise ValueError(f"shares add to {sum(given):g}: give parts of 0 or more that add to 1")
        return given

    @model_validator(mode="after")
    def _fits(self) -> Market:
        """What of a row does not go together is refused, by field."""
        blend = {"input_price": self.input_price, "output_price": self.output_price, "output_share": self.output_share}
        held = [name for name, value in blend.items() if value is not None]
        lacking = next((name for name in blend if name not in held), "")
        if self.wage_currency and self.wage_currency != self.currency:
            raise RowError(0, "wage_currency", f"prices are in {self.currency}: give both in one currency")
        if self.tokens_in != self.price_per:
            raise RowError(0, "tokens_in", f"prices are per {self.price_per}: give tokens and prices in one unit")
        if held and lacking:
            raise RowError(0, lacking, f"give it beside {' and '.join(held)}, or give the blended price alone")
        if held and self.price is not None:
            raise RowError(0, "price", "give the blended price, or input and output price with their share, not both")
        if not held and self.price is None and self.marginal_cost is None:
            raise RowError(0, "price", "give a price, or a marginal cost to find the price for")
        if self.firms is not None and self.conduct is not None:
            raise RowError(0, "conduct", "give the number of firms or conduct, not both")
        if (self.wholesale is None) != (self.retail is None):
            lone = "retail" if self.retail is None else "wholesale"
            raise RowError(0, lone, "a reseller needs wholesale and retail")
        return self


def checked(rows: tuple[Market, ...]) -> tuple[Market, ...]:
    """The rows; RowError where two markets have one name."""
    seen: set[str] = set()
    for i, row in enumerate(rows):
        if (name := row.name.casefold().strip()) in seen:
            raise RowError(i, "name", "an earlier row has that name: give each its own")
        seen.add(name)
    return rows

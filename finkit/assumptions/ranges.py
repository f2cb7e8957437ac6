"""Ranges: a value with its low, high and source, as every assumption may carry them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator


class OrderError(ValueError):
    """Two parts of a range that cannot stand together: `part` is wrong as long as `other` stays."""

    def __init__(self, part: str, message: str, other: str) -> None:
        self.part, self.other = part, other
        super().__init__(message)


class Range(BaseModel):
    """A value, a low and a high with their source; a value alone is its own range."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    value: float | None = None
    low: float
    high: float
    source: str = ""

    @property
    def centre(self) -> float:
        """The value, else the middle of the range."""
        return (self.low + self.high) / 2 if self.value is None else self.value

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, given: Any) -> Any:
        if isinstance(given, int | float) and not isinstance(given, bool):
            given = {"value": given}
        if isinstance(given, Mapping) and given.get("value") is not None:
            given = {"low": given["value"], "high": given["value"], **given}
        return given

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.low > self.high:
            # Beside a value alone, the end that is not given is the value.
            least, most = (
                "value" if end == self.value else name for name, end in (("low", self.low), ("high", self.high))
            )
            raise OrderError(least, f"{least} {_figure(self.low)} is above {most} {_figure(self.high)}", most)
        if self.value is not None and not self.low <= self.value <= self.high:
            said = f"value {_figure(self.value)} is outside {_figure(self.low)} to {_figure(self.high)}"
            raise OrderError("value", said, "low" if self.value < self.low else "high")
        return self


def _figure(value: float) -> str:
    return f"{value:.15g}"


class Life(Range):
    """A model's life in months, from 1 to 240."""

    low: Annotated[float, Field(ge=1, le=240)]
    high: Annotated[float, Field(ge=1, le=240)]


class Share(Range):
    """A part of revenue, from 0 to below 1."""

    low: Annotated[float, Field(ge=0, lt=1)]
    high: Annotated[float, Field(ge=0, lt=1)]


class YearlyGrowth(Range):
    """Growth a year as a fraction, above -1."""

    low: Annotated[float, Field(gt=-1)]
    high: Annotated[float, Field(gt=-1)]


class Elasticity(Range):
    """Percent of cost per percent of revenue, from -5 to 5."""

    low: Annotated[float, Field(ge=-5, le=5)]
    high: Annotated[float, Field(ge=-5, le=5)]


class Positive(Range):
    """A quantity above 0."""

    low: Annotated[float, Field(gt=0)]
    high: Annotated[float, Field(gt=0)]


class Amount(Range):
    """A quantity of 0 or more, such as a cost."""

    low: Annotated[float, Field(ge=0)]
    high: Annotated[float, Field(ge=0)]


class Part(Range):
    """A part of a whole, from 0 to 1, both allowed."""

    low: Annotated[float, Field(ge=0, le=1)]
    high: Annotated[float, Field(ge=0, le=1)]

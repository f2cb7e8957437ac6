"""Serving: the machines that serve a model, what an hour of them costs and what they put out."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from finkit.assumptions.ranges import Amount, Part, Positive
from finkit.assumptions.rows import Row, RowError

Above = Annotated[float, Field(gt=0)]


class Serving(Row):
    """One fleet in one period: the GPU hour (rented, or from price, life and financing), tokens, and the hardware.

    The cost of a GPU hour is `gpu_hour`, or else worked out from `gpu_price`, `gpu_life`, `interest`, `opex` and
    `availability`. Tokens are those of the period, in millions. `tokens_per_second` and `utilization` give the cost
    of a million tokens where tokens are not known. What stands from `active_parameters` on is for the physical check.
    """

    SHEET: ClassVar[str] = "Serving"
    KEY: ClassVar[str] = "serving"

    period: str = Field(min_length=1, description="The period, as in the statement", examples=["2025"])
    model: str = Field("", description="The model, as in Prices", examples=["deepseek-r1"])
    currency: str = Field("USD", pattern="^[A-Z]{3}$", description="ISO code", examples=["USD"])
    gpus: Above | None = Field(
        None, title="GPUs", description="GPUs in use, the average of the period", examples=[1814.0]
    )
    hours: Above | None = Field(None, description="Hours of the period", examples=[24.0])
    gpu_hour: Positive | None = Field(None, title="GPU hour", description="Money per GPU and hour", examples=[2.0])
    gpu_price: Positive | None = Field(
        None, title="GPU price", description="Price of one GPU with its share of the server"
    )
    gpu_life: Positive | None = Field(None, title="GPU life", description="Life of a GPU in years", examples=[4.0])
    interest: Amount | None = Field(None, description="Cost of finance a year, as a fraction", examples=[0.12])
    opex: Amount | None = Field(None, description="Power, hosting and staff as a part of a year's depreciation")
    availability: Part | None = Field(None, description="Part of all hours that a GPU can be used")
    input_tokens: Above | None = Field(None, description="Input tokens of the period, millions, cached ones among them")
    cached_tokens: Annotated[float, Field(ge=0)] = Field(0.0, description="Of the input, read from a cache, millions")
    output_tokens: Above | None = Field(None, description="Output tokens of the period, millions")
    paid: Part | None = Field(None, description="Part of the tokens that is paid for")
    tokens_per_second: Positive | None = Field(None, description="Output tokens a second and GPU at full load")
    utilization: Part | None = Field(None, description="Part of the time at that load")
    active_parameters: Above | None = Field(None, description="Parameters at work per token, billions")
    bytes_per_parameter: Above | None = Field(None, description="2 for 16 bits, 1 for 8 bits")
    peak_tflops: Above | None = Field(
        None, title="Peak TFLOP/s", description="The GPU's peak, TFLOP/s, at that precision"
    )
    bandwidth: Above | None = Field(None, description="The GPU's memory bandwidth, GB/s")
    batch: Above | None = Field(None, description="Sequences decoded at once")
    url: str = Field("", title="URL", description="Where the figures can be looked up")

    @model_validator(mode="after")
    def _has_an_hour(self) -> Serving:
        if self.gpu_hour is None and (self.gpu_price is None or self.gpu_life is None):
            raise ValueError("give gpu_hour, or gpu_price with gpu_life")
        if self.gpu_hour is not None and self.gpu_price is not None:
            raise RowError(0, "gpu_price", "the GPU hour is given too: keep one of them")
        for name in ("availability", "utilization"):
            part = getattr(self, name)
            if part is not None and part.low == 0:
                raise ValueError(f"{name} of 0 costs without end: give a part above 0")
        if self.input_tokens is not None and self.cached_tokens > self.input_tokens:
            raise ValueError(f"cached_tokens {self.cached_tokens:g} are a part of input_tokens {self.input_tokens:g}")
        return self

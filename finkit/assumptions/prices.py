"""Prices: what a million tokens of a model cost by list, and from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from finkit.assumptions.rows import Row, RowError

# No model's price moved so far at once; one per thousand tokens beside one per million does.
PER_MILLION = 100.0
PerMillion = Annotated[float, Field(ge=0)]


class Price(Row):
    """The list price of one model from a day to a day, in money per million tokens.

    An empty `start` is always, an empty `end` until the model's next price. Where `cached` is empty, input read from a
    cache is charged as input, at the most, and every result that rests on it says so. Scores are compared within one
    `benchmark`, never across two.
    """

    SHEET: ClassVar[str] = "Prices"
    KEY: ClassVar[str] = "prices"

    model: str = Field(min_length=1, description="The model's name, as in Usage", examples=["gpt-4o"])
    start: date | None = Field(
        None, title="From", description="First day of the price; empty is always", examples=["2024-10-02"]
    )
    end: date | None = Field(None, title="To", description="Last day of the price; empty is until the next one")
    input: PerMillion = Field(description="Money per million input tokens", examples=[2.5])
    output: PerMillion = Field(description="Money per million output tokens", examples=[10.0])
    cached: PerMillion | None = Field(
        None,
        description="Money per million tokens read from a cache; empty is not known: at most that of input",
        examples=[1.25],
    )
    currency: str = Field("USD", pattern="^[A-Z]{3}$", description="ISO code, one for all prices", examples=["USD"])
    score: float | None = Field(None, description="Quality score on the benchmark, higher is better", examples=[53.6])
    benchmark: str = Field(
        "", max_length=60, description="What the score is on; empty where one benchmark is for all",
        examples=["GPQA Diamond"],
    )  # fmt: skip
    url: str = Field("", title="URL", description="Where the price can be looked up")

    @property
    def by_kind(self) -> tuple[float, float, float]:
        """Money per million of input, cached input and output; cached input at most, where its price is not known."""
        return self.input, self.input if self.cached is None else self.cached, self.output

    @model_validator(mode="after")
    def _in_order(self) -> Price:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"to {self.end} is before from {self.start}")
        if self.cached is not None and self.cached > self.input:
            raise RowError(0, "cached", f"input read from a cache costs at most what input does, {self.input:g}")
        return self


def checked(rows: Sequence[Price]) -> tuple[Price, ...]:
    """The rows as given; RowError where prices of a model overlap, or currencies or benchmarks do not fit."""
    for n, row in enumerate(rows):
        if row.currency != rows[0].currency:
            raise RowError(n, "currency", f"the first price is in {rows[0].currency}: give all prices in one currency")
    for spans in spans_of(rows).values():
        for (_, before), (n, row) in pairwise(spans):
            if before.start == row.start:
                raise RowError(n, "start", f"a second price of {row.model} from the same day")
            if before.end and row.start and before.end >= row.start:
                raise RowError(n, "start", f"overlaps the price of {row.model} that holds to {before.end}")
            _like_the_last(n, row, before)
    _on_a_benchmark(rows)
    return tuple(rows)


def _like_the_last(n: int, row: Price, before: Price) -> None:
    """RowError where a price is so far from the one before that one of them is not per million tokens."""
    for kind, now, then in (("input", row.input, before.input), ("output", row.output, before.output)):
        if now and then and max(now, then) / min(now, then) >= PER_MILLION:
            raise RowError(
                n, kind, f"{max(now, then) / min(now, then):,.0f} times apart from {then:g} before: "
                "write money per million tokens in both",
            )  # fmt: skip


def _on_a_benchmark(rows: Sequence[Price]) -> None:
    """RowError where only some scores name their benchmark, a model has scores on two, or 55% stands beside 71."""
    named = next((row.benchmark for row in rows if row.score is not None and row.benchmark), "")
    of_model: dict[str, str] = {}
    best: dict[str, float] = {}
    for row in rows:
        best[row.benchmark] = max(best.get(row.benchmark, 0.0), row.score or 0.0)
    for n, row in enumerate(rows):
        if row.score is None:
            continue
        if named and not row.benchmark:
            raise RowError(n, "benchmark", f"a score without one, another is on {named}: name it for every score")
        if 0 < row.score < 1 < best[row.benchmark]:
            raise RowError(
                n, "score", f"{100 * row.score:g}% beside a score of {best[row.benchmark]:g}: write all of "
                f"{row.benchmark or 'one benchmark'} out of 1, or all out of 100",
            )  # fmt: skip
        first = of_model.setdefault(row.model, row.benchmark)
        if first != row.benchmark:
            raise RowError(
                n, "benchmark", f"{row.model} has a score on {first}: give a model's scores on one benchmark"
            )


def spans_of(rows: Sequence[Price]) -> dict[str, list[tuple[int, Price]]]:
    """Each model's prices with their places in `rows`, earliest first."""
    found: dict[str, list[tuple[int, Price]]] = {}
    for n, row in sorted(enumerate(rows), key=lambda held: held[1].start or date.min):
        found.setdefault(row.model, []).append((n, row))
    return found

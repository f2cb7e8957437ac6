"""Usage: tokens, tasks and users by period and model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, ClassVar

from pydantic import Field, field_validator, model_validator

from finkit.assumptions.list_prices import GIVE_IT, prices_of
from finkit.assumptions.prices import Price, spans_of
from finkit.assumptions.rows import Row, RowError
from finkit.assumptions.tokens import FAR_APART, TokenUnit, in_mtok
from finkit.statement.lines import fold
from finkit.statement.period import Period, parse_period

DAY = timedelta(days=1)
Count = Annotated[float, Field(ge=0)]


class Usage(Row):
    """What was used of one model in one period; rows of the same period and model add up.

    `cached_tokens` are a part of `input_tokens`. `tasks` are those done with this model, `users` all users of the
    period, whatever model they use: written in one row of the period, or the same in each.
    """

    SHEET: ClassVar[str] = "Usage"
    KEY: ClassVar[str] = "usage"

    period: str = Field(description="A month, quarter, half or year", examples=["2025-06"])
    model: str = Field(min_length=1, description="The model's name, as in Prices", examples=["gpt-4o"])
    input_tokens: Count = Field(0.0, description="Tokens read, those from a cache among them", examples=[1200.0])
    cached_tokens: Count = Field(0.0, description="Of the input tokens, those read from a cache", examples=[300.0])
    output_tokens: Count = Field(0.0, description="Tokens written, reasoning among them", examples=[450.0])
    token_unit: TokenUnit = Field(
        "", description="tokens, thousand or million, one for all rows; empty is million", examples=["million"]
    )
    tasks: Count | None = Field(None, description="Tasks or requests done with this model", examples=[900000.0])
    users: Count | None = Field(None, description="Users of the whole period, all models together", examples=[40000.0])

    @field_validator("period")
    @classmethod
    def _dated(cls, given: str) -> str:
        found = parse_period(given)
        if found is None or not found.start:
            raise ValueError("no month, quarter, half or year: write 2025-06, Q2 2025, H1 2025 or 2025")
        return given

    @model_validator(mode="after")
    def _cached_is_part(self) -> Usage:
        if self.cached_tokens > self.input_tokens:
            raise ValueError(
                f"cached tokens {self.cached_tokens:g} are a part of input tokens {self.input_tokens:g}: "
                "write both in the input"
            )
        return self

    @property
    def mtok(self) -> tuple[float, float, float]:
        """Millions of tokens: input in full, input from a cache, output."""
        full = self.input_tokens - self.cached_tokens
        a, b, c = (in_mtok(n, self.token_unit) for n in (full, self.cached_tokens, self.output_tokens))
        return a, b, c

    @property
    def dates(self) -> Period:
        """The period's label with its dates."""
        found = parse_period(self.period)
        assert found is not None
        return found


def checked(rows: Sequence[Usage]) -> tuple[Usage, ...]:
    """The rows as given; RowError for mixed token units, periods of mixed lengths, or two numbers of users a period."""
    months: dict[str, Period | None] = {label: parse_period(label) for label in {row.period for row in rows}}
    users: dict[str, float] = {}
    for n, row in enumerate(rows):
        first, here = months[rows[0].period], months[row.period]
        if row.token_unit != rows[0].token_unit:
            first_unit = rows[0].token_unit or "millions, as no unit is stated"
            raise RowError(n, "token_unit", f"the first row counts {first_unit}: give all tokens in one unit")
        if first and here and here.months != first.months:
            raise RowError(n, "period", f"{row.period} is not as long as {rows[0].period}: give periods of one length")
        if row.users is None or here is None:
            continue
        told = users.setdefault(here.end, row.users)
        if told != row.users:
            raise RowError(
                n, "users", f"{told:g} users are given for {row.period} already: users are those of the whole period"
            )
    _per_task_alike(rows)
    _tokens_alike(rows, months)
    return tuple(rows)


def _per_task_alike(rows: Sequence[Usage]) -> None:
    """RowError where a model's tokens a task jump a thousandfold and no unit is stated: thousands beside millions."""
    before: dict[str, tuple[float, str]] = {}
    for n, row in enumerate(rows):
        total = row.input_tokens + row.output_tokens
        if row.token_unit or not row.tasks or not total:
            continue
        per_task, (told, at) = total / row.tasks, before.setdefault(row.model, (total / row.tasks, row.period))
        apart = max(per_task, told) / min(per_task, told)
        if apart >= FAR_APART:
            raise RowError(
                n, "input_tokens", f"tokens a task are {apart:,.0f} times apart from those of {at}: state "
                "the token_unit (tokens, thousand or million)",
            )  # fmt: skip


def _tokens_alike(rows: Sequence[Usage], periods: Mapping[str, Period | None]) -> None:
    """RowError where, without tasks or a unit, a model's tokens jump a thousandfold from one period to the next."""
    sums: dict[str, dict[str, float]] = {}
    first: dict[tuple[str, str], int] = {}
    for n, row in enumerate(rows):
        here = periods[row.period]
        if row.token_unit or row.tasks is not None or here is None:
            continue
        held = sums.setdefault(row.model, {})
        held[here.end] = held.get(here.end, 0.0) + row.input_tokens + row.output_tokens
        first.setdefault((row.model, here.end), n)
    for model, held in sums.items():
        used = sorted((end, total) for end, total in held.items() if total)
        for (_, before), (end, now) in pairwise(used):
            apart = max(before, now) / min(before, now)
            if apart >= FAR_APART:
                raise RowError(
                    first[model, end], "input_tokens", f"tokens of {model} are {apart:,.0f} times apart from those of "
                    "the period before: state the token_unit (tokens, thousand or million)",
                )  # fmt: skip


def priced(rows: Sequence[Usage], prices: Sequence[Price]) -> None:
    """RowError where tokens have no price: their model has none, in Prices or shipped, or none in the whole period.

    So it does where Prices has the model's name in other letters: its price would be passed over in silence.
    """
    spans = {model: [span for _, span in held] for model, held in spans_of(prices).items()}
    alike = {fold(model): model for model in spans}
    seen: set[tuple[str, str]] = set()
    for n, row in enumerate(rows):
        if (row.model, row.period) in seen:
            continue
        seen.add((row.model, row.period))
        if row.model not in spans and (other := alike.get(fold(row.model))):
            raise RowError(n, "model", f"Prices has it as {other!r}: write one name alike in both", table=Usage.KEY)
        if row.model not in spans:
            try:
                spans[row.model] = list(prices_of(row.model, prices[0].currency if prices else "USD"))
            except ValueError as error:
                raise RowError(n, "model", str(error), table=Usage.KEY) from None
        gap = _gap(spans[row.model], date.fromisoformat(row.dates.start), date.fromisoformat(row.dates.end))
        if gap:
            raise RowError(n, "model", f"no price of {row.model} from {gap[0]} to {gap[1]}; {GIVE_IT}", table=Usage.KEY)


def _gap(spans: Sequence[Price], start: date, end: date) -> tuple[date, date] | None:
    """The first days of `start` to `end` without a price; a model with no price yet, or no more, was not sold."""
    first, last = spans[0].start or date.min, spans[-1].end or date.max
    if end < first or start > last:
        return start, end
    for before, after in pairwise(spans):
        if before.end and after.start and before.end + DAY < after.start:
            low, high = max(start, before.end + DAY), min(end, after.start - DAY)
            if low <= high:
                return low, high
    return None

"""A row that counts tokens, and what its table must hold: one name a row, one currency, one unit unless stated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from pydantic import Field

from finkit.assumptions.rows import Row, RowError

TokenUnit = Literal["", "tokens", "thousand", "million"]
_MTOK: dict[TokenUnit, float] = {"": 1.0, "million": 1.0, "thousand": 1e-3, "tokens": 1e-6}
# Two rows whose tokens differ by this factor are asked for their unit: thousands beside millions look so.
FAR_APART = 1000.0


def in_mtok(tokens: float, unit: TokenUnit) -> float:
    """Tokens counted in `unit`, in millions; a unit that is not stated is millions."""
    return tokens * _MTOK[unit]


class TokenRow(Row):
    """A row with a name, the currency of all its money and the unit of all its tokens; prices are per million."""

    name: str = Field(
        "", description="What it is called, once in the table; empty is its kind and place: Plan 1", examples=["Plus"]
    )  # fmt: skip
    currency: str = Field(
        "", pattern="^([A-Z]{3})?$", description="ISO code of all money in the row; empty is the company's own",
        examples=["USD"],
    )  # fmt: skip
    token_unit: TokenUnit = Field(
        "", description="What the tokens of the row are counted in: tokens, thousand or million; empty is million",
        examples=["million"],
    )  # fmt: skip

    def mtok(self, tokens: float) -> float:
        """Tokens as this row counts them, in millions."""
        return in_mtok(tokens, self.token_unit)


R = TypeVar("R", bound=TokenRow)


def named(rows: Sequence[R]) -> tuple[R, ...]:
    """The rows, each with a name: its own, else its kind and place, such as Plan 2."""
    names = [row.name.strip() or f"{type(row).__name__} {n}" for n, row in enumerate(rows, 1)]
    return tuple(row.model_copy(update={"name": name}) for row, name in zip(rows, names, strict=True))


def alike(rows: Sequence[R], tokens: Callable[[R], float | None], field: str) -> None:
    """RowError for a repeated name, a second currency, and tokens of `field` a thousandfold apart without a unit.

    An empty currency agrees with any.
    """
    names: set[str] = set()
    priced = next((row for row in rows if row.currency), None)
    for i, row in enumerate(rows):
        if (name := row.name.casefold().strip()) in names:
            raise RowError(i, "name", "an earlier row has that name: give each its own")
        names.add(name)
        if priced and row.currency not in ("", priced.currency):
            raise RowError(i, "currency", f"{priced.name} is in {priced.currency}: keep to one currency")
    counted = sorted((row.mtok(n), i) for i, row in enumerate(rows) if (n := tokens(row)))
    if counted and counted[-1][0] >= FAR_APART * counted[0][0]:
        (least, low), (most, high) = counted[0], counted[-1]
        for i, other in ((high, low), (low, high)):
            if not rows[i].token_unit:
                raise RowError(
                    i, field, f"{most / least:,.0f} times apart from {rows[other].name}: state the token_unit of both "
                    "(tokens, thousand or million)",
                )  # fmt: skip

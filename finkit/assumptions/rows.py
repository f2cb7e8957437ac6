"""A row of an input table: one model, plan, task, market, price or use, each with its source.

The same row is a row of a workbook's sheet and a table of `[[assumptions.NAME]]` in NAME.finkit.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator


class RowError(ValueError):
    """A rule that one row breaks together with others, such as releases out of order.

    `row` counts from 0 in the table as given, `field` is the field's name, `message` says what is allowed (the place
    and the value as written are put before it). Raised by validators of `Assumptions`; where such a validator is of no
    single table, `table` is the key. In a row's own validator the row is known and `row` is not looked at; without
    a row the rule is of the settings of one nested table.
    """

    def __init__(self, row: int | None, field: str, message: str, *, table: str = "") -> None:
        self.row, self.field, self.message, self.table = row, field, message, table
        super().__init__(message)


class Row(BaseModel):
    """One row of an input sheet.

    `SHEET` is the sheet's name (Models, Plans, Tasks, Market, Prices, Usage), `KEY` the key under `[assumptions]`.
    A column is a field: its head is `title` (else the field's name in words), `description` says what to write
    with unit, `examples[0]` stands in the workbook that `finkit new` makes. A field of a `Range` takes up to four
    columns: the head alone, and the head followed by low, high and source.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    SHEET: ClassVar[str]
    KEY: ClassVar[str]

    source: str = Field("", description="Where the figures of this row are from; empty is assumed")

    @model_validator(mode="before")
    @classmethod
    def _no_yes_or_no(cls, given: Any) -> Any:
        """A truth is no figure: without this, true would be taken for 1."""
        for name, value in given.items() if isinstance(given, Mapping) else ():
            if value is True or value is False:
                raise RowError(0, str(name), "write what is asked, not true or false")
        return given

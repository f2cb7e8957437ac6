"""Framed: a result that a notebook shows as a table, and hands on as one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class Framed(ABC):
    """A result with a table of its figures; a subclass gives its rows, each by the names of its columns."""

    __slots__ = ()

    @abstractmethod
    def records(self) -> Iterable[Mapping[str, Any]]:
        """The rows of the table, in order: money in units of the currency, ratios as fractions, None where missing."""

    def frame(self) -> pd.DataFrame:
        """The table of `records` (pandas)."""
        import pandas as pd

        return pd.DataFrame([dict(row) for row in self.records()])

    def _repr_html_(self) -> str:
        return table_html(self.frame())

    def __repr__(self) -> str:
        rows = sum(1 for _ in self.records())
        return f"<{type(self).__name__}: {rows} rows; .frame() is their table>"


def table_html(frame: pd.DataFrame, *, index: bool = False) -> str:
    """A table as a notebook shows it: six digits, thousands apart, blank where missing, texts escaped."""
    return str(frame.map(_shown).to_html(index=index))


def _shown(value: object) -> str:
    if value is None or value != value:
        return ""
    return f"{value:,.6g}" if isinstance(value, float) else str(value)


def between(name: str, low: float | None, high: float | None) -> dict[str, float | None]:
    """The two columns `name_low` and `name_high`."""
    return {f"{name}_low": low, f"{name}_high": high}

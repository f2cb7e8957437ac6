"""Standards: what US GAAP and IFRS allow for the cost of training, from the table that ships with finkit.

METHODS 3.5. Labs expense nearly everything; capitalizing is an analyst's adjustment, non-GAAP. No accounting advice.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass

from finkit.files import shipped

TABLE = "standards.csv"


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard: what it tests, what that likely means for training, and where that is written."""

    name: str
    test: str
    likely: str
    source: str


@functools.cache
def standards() -> tuple[Standard, ...]:
    """The table's rows, in its order."""
    path = shipped("statements") / "reference" / TABLE
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple(Standard(r["standard"], r["test"], r["likely_result"], r["source"]) for r in rows)

"""All adapters: a case's method, up to its first parenthesis, to the function that answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.reference import (
    behaviour,
    customers,
    inference,
    market,
    models_generations,
    models_schedules,
    scenarios,
    treatments,
)
from tests.reference.shape import answered

PARTS = (
    behaviour, customers, inference, treatments, market, models_generations, models_schedules, scenarios,
)  # fmt: skip
ADAPTERS: dict[str, Callable[..., dict[str, Any]]] = {
    name: answered(adapter) for part in PARTS for name, adapter in part.ADAPTERS.items()
}

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

ADAPTERS: dict[str, Callable[..., dict[str, Any]]] = {
    **behaviour.ADAPTERS,
    **customers.ADAPTERS,
    **inference.ADAPTERS,
    **treatments.ADAPTERS,
    **market.ADAPTERS,
    **models_generations.ADAPTERS,
    **models_schedules.ADAPTERS,
    **scenarios.ADAPTERS,
}

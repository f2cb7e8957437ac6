"""Files to statements; names are resolved lazily, because the parsing child imports this package too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finkit.reading.batch import Statements, find, read, read_all
    from finkit.reading.cells.guard import Limits
    from finkit.reading.company import canonical
    from finkit.reading.file import read_facts, read_file

__all__ = ["Limits", "Statements", "canonical", "find", "read", "read_all", "read_facts", "read_file"]

_HOMES = {
    "Limits": "cells.guard",
    "Statements": "batch",
    "canonical": "company",
    "find": "batch",
    "read": "batch",
    "read_all": "batch",
    "read_facts": "file",
    "read_file": "file",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

"""finkit: read an AI lab's money, from a statement spreadsheet to an analyst's report."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finkit.analysis.analyze import Analysis as Analysis
    from finkit.analysis.analyze import analyze as analyze
    from finkit.analysis.analyze import analyze_all as analyze_all
    from finkit.analysis.compare import Comparison as Comparison
    from finkit.analysis.compare import compare as compare
    from finkit.assumptions.settings import Assumptions as Assumptions
    from finkit.errors import FinkitError as FinkitError
    from finkit.errors import ReadError as ReadError
    from finkit.formula import Formula as Formula
    from finkit.reading import read as read
    from finkit.reading import read_all as read_all
    from finkit.reporting.write import write as write
    from finkit.statement.fact import Fact as Fact
    from finkit.statement.fact import Facts as Facts
    from finkit.statement.statement import Statement as Statement
    from finkit.statement.statement import merge as merge

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "finkit.analysis.analyze",
    "Assumptions": "finkit.assumptions.settings",
    "Comparison": "finkit.analysis.compare",
    "Fact": "finkit.statement.fact",
    "Facts": "finkit.statement.fact",
    "FinkitError": "finkit.errors",
    "Formula": "finkit.formula",
    "ReadError": "finkit.errors",
    "Statement": "finkit.statement.statement",
    "analyze": "finkit.analysis.analyze",
    "analyze_all": "finkit.analysis.analyze",
    "compare": "finkit.analysis.compare",
    "merge": "finkit.statement.statement",
    "read": "finkit.reading",
    "read_all": "finkit.reading",
    "write": "finkit.reporting.write",
}
__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    """Public names, imported when first used (PEP 562), so that `import finkit` costs milliseconds."""
    if name not in _HOMES:
        raise AttributeError(f"module 'finkit' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

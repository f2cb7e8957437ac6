"""Results to files: the suffix picks the format, and a file is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

from finkit.analysis.analyze import Analysis
from finkit.analysis.compare import Comparison
from finkit.errors import OutputError
from finkit.files import write_text

FORMATS = (".html", ".xlsx")


def write(result: Analysis | Comparison, path: str | Path) -> Path:
    """Write `result` as the format that `path` ends in and return the path.

    OutputError for another suffix and where the file cannot be written; TypeError for what is no result.
    """
    where = Path(path)
    suffix = where.suffix.lower()
    if suffix not in FORMATS:
        raise OutputError(
            f"{where}: no format {where.suffix or 'without a suffix'!r}; end it in {' or '.join(FORMATS)}"
        )
    if not isinstance(result, Analysis | Comparison):
        raise TypeError(f"{type(result).__name__}: write an Analysis or a Comparison")
    if suffix == ".html":
        from finkit.reporting.html import comparison_page, report_page

        write_text(where, report_page(result) if isinstance(result, Analysis) else comparison_page(result))
    else:
        from finkit.reporting.workbook import write_comparison, write_workbook

        if isinstance(result, Analysis):
            write_workbook(result, where)
        else:
            write_comparison(result, where)
    return where

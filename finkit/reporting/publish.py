"""All files of one run: a report a company, the comparison, the index, named by slug."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from finkit.analysis.analyze import Analysis
from finkit.analysis.compare import Comparison, compare
from finkit.errors import ReadError
from finkit.files import slug, write_text
from finkit.reporting.write import write

if TYPE_CHECKING:
    from collections.abc import Iterable

RESERVED = ("comparison", "index")


@dataclass(frozen=True)
class Entry:
    """One line of the index: a company and the files written for it (none beyond the limit)."""

    analysis: Analysis
    slug: str
    formats: tuple[str, ...]


def publish(
    analyses: Sequence[Analysis],
    out: Path,
    formats: Sequence[str],
    *,
    refused: Sequence[ReadError] = (),
    each: bool = True,
    rates: Mapping[str, float] | None = None,
    to: str = "",
    on_company: Callable[[int], object] = lambda _n: None,
) -> list[Path]:
    """Write everything into `out` and return the paths; OutputError where a file cannot be written."""
    from finkit.reporting.html import index_page

    entries = index_entries(analyses, formats if each else ())
    named = [entry.analysis for entry in entries]
    comparison = compare(named, rates=rates, to=to, examples=all(_example(a) for a in named))
    written: list[Path] = []
    for entry in entries:
        written += write_each(entry.analysis, out, entry.slug, entry.formats)
        on_company(1)
    written += write_each(comparison, out, "comparison", formats)
    index = out / "index.html"
    write_text(index, index_page(entries, refused))
    return [*written, index]


def write_each(result: Analysis | Comparison, out: Path, name: str, formats: Iterable[str]) -> list[Path]:
    """`result` in each format as `out/name.format`."""
    return [write(result, out / f"{name}.{suffix}") for suffix in formats]


def index_entries(analyses: Sequence[Analysis], formats: Sequence[str]) -> list[Entry]:
    """One entry a company, its slug changed where it collides with another or with the shared pages."""
    taken = set(RESERVED)
    entries = []
    for analysis in analyses:
        name = slug(analysis.statement.company.slug, taken)
        taken.add(name)
        company = replace(analysis.statement.company, slug=name)
        known = replace(analysis, statement=replace(analysis.statement, company=company))
        entries.append(Entry(known, name, tuple(formats)))
    return entries


def _example(analysis: Analysis) -> bool:
    return analysis.statement.company.kind == "example"

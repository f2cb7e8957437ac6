"""Whose statement it is: from the sidecar, the sheet, the list of companies, else the file's name."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from finkit.errors import ReadError
from finkit.reading import corrections
from finkit.reading.corrections import Corrections
from finkit.statement.company import directory
from finkit.statement.lines import fold

_STATEMENT = re.compile(
    r"(?i)\b(?:income statements?|statements? of (?:operations|income|earnings|profit|comprehensive)"
    r"|profit (?:and|&) loss|p ?& ?l|financials?|results|earnings)\b"
)
# A title that names a company beside whose statement it is.
_ASIDE = re.compile(
    r"(?i)\b(?:prepared|sources?|customers?|suppliers?|partners?|compared|versus|vs|excel|template|using|audited by)\b"
)
_LEGAL = re.compile(
    r"(?i)\b(?:inc|incorporated|corp|corporation|ltd|limited|llc|plc|ag|se|gmbh|s\.?a\.?|n\.?v\.?|s\.?p\.?a\.?|co"
    r"|holdings?)\.?$"
)
_AROUND = re.compile(
    r"(?i)\b(?:consolidated|condensed|annual|quarterly|key|selected|summary|main|unaudited|audited|interim|group|summary)\b|[(\[](?:un)?audited[)\]]"
)


# How the evidence begins where a title names the company.
TITLED = ("the title", "the words before the statement's title")
TABLES = ("company", "reading", "assumptions")
SIDECAR = ".finkit.toml"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """NAME.finkit.toml beside a statement: `[company]`, `[reading]`, and `[assumptions]` handed on as it stands."""

    name: str = ""
    currency: str = ""
    reading: Corrections = field(default_factory=Corrections)
    assumptions: Mapping[str, Any] = field(default_factory=dict)


def sidecar(path: Path) -> Sidecar:
    """What NAME.finkit.toml beside `path` says; nothing where there is none."""
    beside = path.with_name(f"{path.stem}{SIDECAR}")
    if not beside.is_file():
        return Sidecar()
    try:
        tables = tomllib.loads(beside.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReadError(beside.name, f"it is no TOML ({error})", remedy="correct or remove it") from None
    for part in tables:
        if part not in TABLES:
            near = difflib.get_close_matches(part, TABLES, 1)
            hint = f"did you mean [{near[0]}]?" if near else f"it may hold [{'], ['.join(TABLES)}]"
            raise ReadError(beside.name, f"unknown table [{part}]", remedy=hint)
    for part in TABLES:
        if not isinstance(tables.get(part, {}), dict):
            raise ReadError(beside.name, f"[{part}] is not a table", remedy=f"write [{part}], then key = value lines")
    company = tables.get("company", {})
    said = corrections.of(beside.name, tables["reading"]) if tables.get("reading") else Corrections()
    return Sidecar(str(company.get("name", "")), str(company.get("currency", "")), said, tables.get("assumptions", {}))


def canonical(name: str) -> str:
    """The listed name of a company or alias; another name stays as it is, its spaces tidied."""
    plain = " ".join(name.split())
    listed = directory().get(fold(plain))
    return listed.name if listed else plain


def named_in(text: str) -> str:
    """The listed company whose name or alias stands in `text` as whole words; the longest wins."""
    words = f" {fold(text)} "
    found = [alias for alias in directory() if len(alias) > 1 and f" {alias} " in words]
    return directory()[max(found, key=len)].name if found else ""


def of_sheet(path: Path, beside: Sidecar, titles: Iterable[str]) -> str:
    """The company: sidecar, a known name in a title or the file's name, the title's words, the file's name."""
    return named(path, beside, titles)[0]


def named(path: Path, beside: Sidecar, titles: Iterable[str]) -> tuple[str, str]:
    """The company as in `of_sheet`, and what says so."""
    lines = [text for text in titles if text.strip()]
    if beside.name:
        return canonical(beside.name), "the sidecar"
    for text in lines:
        if (found := named_in(text)) and not _ASIDE.search(text):
            return found, f"{TITLED[0]} {text[:80]!r}"
    if found := named_in(path.stem.replace("-", " ").replace("_", " ")):
        return found, "the file's name"
    if found := _titled(lines):
        return found, TITLED[1]
    return canonical(path.stem), "the file's name, as nothing else says"


def _titled(lines: list[str]) -> str:
    for text in lines:
        # A line that is a company's name and nothing more.
        if len(text) <= 60 and _LEGAL.search(text) and not _STATEMENT.search(text):
            return " ".join(text.split())
        match = _STATEMENT.search(text)
        if not match:
            continue
        before = _AROUND.sub(" ", text[: match.start()])
        name = " ".join(before.split()).strip().rstrip(" :;,-–—|")
        if len(name) > 1 and len(name) <= 80 and re.search(r"\w", name):
            return re.sub(r"['’]s$", "", name)
    return ""

"""The standard lines as an object: ids, parents, signs, classes, labels."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COST_CLASSES = ("cogs", "variable", "fixed", "research")
# Ranks of spellings: of two rows of one line the lower rank is the line.
TOTAL, PLAIN, STAND_IN = 0, 1, 100


@dataclass(frozen=True, slots=True)
class Line:
    """One standard line; `sign` is "income" or "cost", `kind` "" or "of-which" or "stock"."""

    id: str
    name: str
    says: str
    parent: str = ""
    sign: str = "income"
    cost_class: str = ""
    unit: str = "money"
    kind: str = ""
    tags: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling's line, with its rank: TOTAL, PLAIN, tags from PLAIN on, stand-ins from STAND_IN on."""

    line: Line
    rank: int

    @property
    def stands_in(self) -> bool:
        """Whether the spelling means the line only where nothing better is there."""
        return self.rank >= STAND_IN


@dataclass(frozen=True)
class Taxonomy:
    """All standard lines in statement order, with look-ups by id, label and tag."""

    lines: tuple[Line, ...]
    _by_id: dict[str, Line] = field(init=False, repr=False)
    _spellings: dict[str, Spelling] = field(init=False, repr=False)
    _by_tag: dict[str, Spelling] = field(init=False, repr=False)
    _order: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        spellings: dict[str, Spelling] = {}
        for line in self.lines:
            for text, rank in _spelled(line):
                spellings.setdefault(text, Spelling(line, rank))
        # A label that lost its accents is known too, unless it is a word of its own.
        for text, spelling in list(spellings.items()):
            spellings.setdefault(unaccented(text), spelling)
        object.__setattr__(self, "_by_id", {line.id: line for line in self.lines})
        object.__setattr__(self, "_spellings", spellings)
        tags = {tag: Spelling(line, PLAIN + i) for line in self.lines for i, tag in enumerate(line.tags)}
        bare = {tag.partition(":")[2]: spelling for tag, spelling in reversed(tags.items())}
        object.__setattr__(self, "_by_tag", bare | tags)
        object.__setattr__(self, "_order", {line.id: i for i, line in enumerate(self.lines)})

    def __getitem__(self, line_id: str) -> Line:
        return self._by_id[line_id]

    def __contains__(self, line_id: object) -> bool:
        return line_id in self._by_id

    def get(self, line_id: str) -> Line | None:
        """The line of that id, or None."""
        return self._by_id.get(line_id)

    def of_label(self, label: str) -> Line | None:
        """The line that `label` is a known spelling of, or None."""
        found = self.spelling(fold(label))
        return found.line if found else self.get(label)

    def spelling(self, folded: str) -> Spelling | None:
        """The line and rank of a spelling that `fold` has folded, or None."""
        return self._spellings.get(folded)

    def of_tag(self, tag: str) -> Line | None:
        """The line of an XBRL name such as `us-gaap:Revenues`, or None."""
        found = self.tagged(tag)
        return found.line if found else None

    def tagged(self, tag: str) -> Spelling | None:
        """The line and rank of an XBRL name, with or without its name space, or None."""
        return self._by_tag.get(tag)

    def order(self, line_id: str) -> int:
        """The place of a line in a statement; unknown lines come last."""
        return self._order.get(line_id, len(self.lines))

    def children(self, parent: str) -> tuple[Line, ...]:
        """The lines that add up to `parent`, in order; of-which lines are not among them."""
        return tuple(line for line in self.lines if line.parent == parent and line.kind != "of-which")

    def spellings(self) -> Mapping[str, Spelling]:
        """Every folded spelling with its line and rank."""
        return self._spellings


@functools.lru_cache(maxsize=65536)
def fold(label: str) -> str:
    """A label with case, accents' form, punctuation and runs of space folded, for comparison."""
    # Turkish writes i with and without its dot in both cases: KARI is karı, FAALİYET is faaliyet.
    text = unicodedata.normalize("NFKC", label).casefold().replace("i\u0307", "i").replace("ı", "i")
    text = text.replace("&", " and ")
    return " ".join(re.sub(r"[^\w%]+", " ", text).replace("_", " ").split())


def unaccented(text: str) -> str:
    """`text` with the accents of Latin letters left out."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", c)[0] if "LATIN" in unicodedata.name(c, "") else c for c in text)


def words(name: str) -> str:
    """A field's name in words: camelCase and snake_case split (`TotalRevenue`, `SGAExpense`), other text as it is."""
    if " " in name.strip():
        return name
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return text.replace("_", " ")


@functools.cache
def taxonomy() -> Taxonomy:
    """The standard lines of `lines.toml`, read once."""
    text = Path(__file__).with_name("lines.toml").read_text(encoding="utf-8")
    return Taxonomy(tuple(_line(line_id, entry) for line_id, entry in tomllib.loads(text).items()))


def _line(line_id: str, entry: dict[str, Any]) -> Line:
    return Line(
        id=line_id,
        name=entry["name"],
        says=entry["says"],
        parent=entry.get("parent", ""),
        sign=entry["sign"],
        cost_class=entry.get("class", ""),
        unit=entry.get("unit", "money"),
        kind=entry.get("kind", ""),
        tags=tuple(entry.get("tags", ())),
        totals=tuple(entry.get("totals", ())),
        labels=tuple(entry["labels"]),
        stand_ins=tuple(entry.get("stand_ins", ())),
        patterns=tuple(entry.get("patterns", ())),
    )


def _spelled(line: Line) -> Iterator[tuple[str, int]]:
    """The folded spellings of a line with their ranks."""
    for text in line.totals:
        yield fold(text), TOTAL
    for text in (line.name, *line.labels):
        yield fold(text), PLAIN
    for place, text in enumerate(line.stand_ins):
        yield fold(text), STAND_IN + place
    for place, tag in enumerate(line.tags):
        yield fold(words(tag.partition(":")[2])), PLAIN + place

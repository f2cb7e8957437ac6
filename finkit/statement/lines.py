"""The standard lines as an object: ids, parents, signs, classes, labels."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COST_CLASSES = ("cogs", "variable", "fixed", "research")


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
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taxonomy:
    """All standard lines in statement order, with look-ups by id, label and tag."""

    lines: tuple[Line, ...]
    _by_id: dict[str, Line] = field(init=False, repr=False)
    _by_label: dict[str, Line] = field(init=False, repr=False)
    _by_tag: dict[str, Line] = field(init=False, repr=False)
    _order: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_label = {fold(text): line for line in self.lines for text in (line.id, line.name, *line.labels)}
        object.__setattr__(self, "_by_id", {line.id: line for line in self.lines})
        object.__setattr__(self, "_by_label", by_label)
        object.__setattr__(self, "_by_tag", {tag: line for line in self.lines for tag in line.tags})
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
        return self._by_label.get(fold(label))

    def of_tag(self, tag: str) -> Line | None:
        """The line of an XBRL name such as `us-gaap:Revenues`, or None."""
        return self._by_tag.get(tag)

    def order(self, line_id: str) -> int:
        """The place of a line in a statement; unknown lines come last."""
        return self._order.get(line_id, len(self.lines))

    def children(self, parent: str) -> tuple[Line, ...]:
        """The lines that add up to `parent`, in order; of-which lines are not among them."""
        return tuple(line for line in self.lines if line.parent == parent and line.kind != "of-which")

    def known_labels(self) -> dict[str, str]:
        """Every folded spelling with the id of its line."""
        return {text: line.id for text, line in self._by_label.items()}


def fold(label: str) -> str:
    """A label with case, accents' form, punctuation and runs of space folded, for comparison."""
    text = unicodedata.normalize("NFKC", label).casefold().replace("&", " and ")
    return " ".join(re.sub(r"[^\w%]+", " ", text).replace("_", " ").split())


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
        labels=tuple(entry["labels"]),
    )

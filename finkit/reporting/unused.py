"""What was read and not used: counted by kind of reason, so that used and unused together are all that was read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from finkit.errors import one_line
from finkit.reporting.text import facts_text, table
from finkit.statement.fact import Fact, Facts
from finkit.statement.guess import Guess

COLUMNS = ("file", "sheet", "cell", "label", "period", "value", "reason")
# What a reason begins with, or holds, and the words that all such reasons are counted under.
_KINDS = tuple((re.compile(found), kind) for found, kind in (
    (r"the sidecar says", "left out, as the sidecar says"),
    (r"^lost to ", "a stronger source gives it"),
    (r"^the same figure", "the same figure again"),
    (r"^defined otherwise", "another definition"),
    (r": the sum of ", "sums of other columns"),
    (r": the change between ", "changes between columns"),
    (r"^column .* is no period$", "columns of no period"),
    (r"^segment: ", "segments of a total"),
    (r"^other statement", "another statement"),
    (r" stands for ", "another row or column gives the line"),
    (r"gives this line", "another table or tag gives the line"),
    (r" in a \w+ line$", "of another unit than the line"),
    (r"^(?:a )?ratio$", "ratios"),
    (r"^number of shares$|^shares$", "numbers of shares"),
    (r"^subtotal$", "subtotals"),
    (r"^unmapped$", "no standard line fits"),
    (r"^$", "no reason given"),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """The unused figures of one kind of reason."""

    kind: str
    facts: Facts

    def examples(self, most: int = 3) -> str:
        """The first figures of different rows, in words."""
        first = list({label: at for at, label in reversed(list(enumerate(self.facts["label"].tolist())))}.values())
        return "; ".join(example(self.facts.row(at)) for at in sorted(first)[:most])


@dataclass(frozen=True, slots=True)
class Unused:
    """How many figures were read and how many of them used, with those that were not, the largest group first.

    `empty` are cells in which no figure is reported, `unread` what was left whole. A derived figure is no cell.
    """

    read: int
    used: int
    groups: tuple[Group, ...]
    empty: Facts
    unread: tuple[Guess, ...]

    @property
    def facts(self) -> Facts:
        """All unused figures, group by group, then the cells without one."""
        return Facts.concat([*(group.facts for group in self.groups), self.empty])

    def __str__(self) -> str:
        why = ", ".join(f"{len(group.facts):,} {group.kind}" for group in self.groups)
        figures = "1 figure" if self.read == 1 else f"{self.read:,} figures"
        said = f"{figures} read: {self.used:,} used, {self.read - self.used:,} not used"
        empty = f"; {_cells(len(self.empty))} no figure" if len(self.empty) else ""
        return said + (f" ({why})" if why else "") + empty


def _cells(count: int) -> str:
    return "1 cell holds" if count == 1 else f"{count:,} cells hold"


def unused(facts: Facts, guesses: Iterable[Guess] = ()) -> Unused:
    """What was read and not used; `used` and the groups together are all that was read."""
    cells = facts["basis"] != "derived"
    figure = cells & ~np.isnan(facts["value"])
    left = facts.take(np.flatnonzero(figure & ~facts["chosen"]))
    kinds = left.coded("reason").tell(kind).array(object)
    order = sorted(set(kinds.tolist()), key=lambda name: (-int((kinds == name).sum()), name))
    return Unused(
        int(figure.sum()), int((figure & facts["chosen"]).sum()),
        tuple(Group(name, left.take(np.flatnonzero(kinds == name))) for name in order),
        facts.take(np.flatnonzero(cells & ~figure)),
        tuple(guess for guess in guesses if guess.about == "unread"),
    )  # fmt: skip


def kind(reason: str) -> str:
    """What a reason is counted under: its kind without the row, column or figure that it names."""
    plain = reason.partition("; ")[0].removeprefix("unmapped: ")
    for pattern, said in _KINDS:
        if pattern.search(plain):
            return said
    return re.sub(r"\s*(?:'[^']*'|\([^)]*\))", "", plain.partition(": ")[0]).strip() or plain


def example(fact: Fact) -> str:
    """A figure in a phrase: label, period, value, place."""
    amount = 0.0 if fact.value is None else fact.value
    value = f" {amount:,.0f}" if abs(amount) >= 1e5 else f" {amount:,.6g}"
    place = " ".join(filter(None, (fact.sheet or fact.file, fact.cell)))
    return f"{fact.label or fact.line} {fact.period}{value}".strip() + (f" ({place})" if place else "")


def why(guess: Guess) -> str:
    """What was not read, where it is named, and why not."""
    return "; ".join(filter(None, (guess.taken, guess.evidence)))


def left_text(found: Unused) -> str:
    """The count of what was used and not, then a line for each part of a file that was not read."""
    places = [(" ".join(filter(None, (guess.file, guess.sheet, guess.place))), guess) for guess in found.unread]
    left = [one_line(f"not read: {place}: {why(guess)}") for place, guess in places]
    return "\n".join([str(found), *left, ""])


def unused_text(found: Unused, shape: str) -> str:
    """Unused figures as csv and json with the columns of all facts, or as tables: the counts, then each."""
    if shape != "table":
        return facts_text(found.facts, shape)
    counts = [(f"{len(group.facts):,}", group.kind) for group in found.groups]
    parts = [left_text(found)] + ([table(("figures", "reason"), counts)] if counts else [])
    if len(found.facts):
        columns = [found.facts[name].tolist() for name in COLUMNS]
        parts.append(table(COLUMNS, zip(*(map(_cell, column) for column in columns), strict=True)))
    return "\n".join(parts)


def _cell(value: str | float) -> str:
    return value if isinstance(value, str) else "" if value != value else f"{value:,.12g}"

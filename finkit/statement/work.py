"""The work on identities: figures of a panel by line, filled in place where the others leave one unknown."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from finkit.statement.coded import Coded, Flags, Floats, Ints, joint
from finkit.statement.fact import CONFIDENCES, WEAKNESS, Column, Facts
from finkit.statement.lines import taxonomy
from finkit.statement.panel import Panel, Row

if TYPE_CHECKING:
    from finkit.statement.identities import Identity

_WEAKNESS_NAMES = {code: name for name, code in WEAKNESS.items()}
_CONFIDENCE = {name: i for i, name in enumerate(CONFIDENCES)}
# What a total leaves may carry the name of overhead only where the company reports such overhead somewhere.
_OVERHEAD = {
    "selling_general_administrative": ("selling_general_administrative", "sales_marketing", "general_administrative"),
    "sales_marketing": ("sales_marketing",),
    "general_administrative": ("general_administrative",),
}


class Work:
    """Values, rounding and trust by line, one cell a row of the panel; `applies` says where a line counts.

    `formula` holds what was filled and how; `reported` the rows of companies that report a line themselves.
    """

    def __init__(self, panel: Panel) -> None:
        self.panel, self.n = panel, len(panel)
        self.values = {line: column.copy() for line, column in panel.values.items()}
        self.roundings = {line: panel.rounding(line) for line in panel.values}
        self.formula: dict[str, Column] = {}
        self.company = panel.company_index()
        self.reported = {line: self.companies_with(~np.isnan(column)) for line, column in self.values.items()}
        self.applies = dict(self.reported)

    @functools.cached_property
    def trust(self) -> dict[str, Ints]:
        """The weakest basis behind each figure, by its place in `WEAKNESS`."""
        return self._behind(np.maximum(self.panel.facts.weakness(), 0))

    @functools.cached_property
    def doubt(self) -> dict[str, Ints]:
        """The lowest confidence behind each figure, by its place in `CONFIDENCES`."""
        return self._behind(self.panel.facts.coded("confidence").tell(lambda text: _CONFIDENCE.get(text, 0)).array())

    def get(self, line: str) -> Floats:
        """The figures of `line`, missing where there is none."""
        found = self.values.get(line)
        return found if found is not None else np.full(self.n, np.nan)

    def rounding(self, line: str) -> Floats:
        """The rounding of each figure of `line`."""
        found = self.roundings.get(line)
        return found if found is not None else np.zeros(self.n)

    def applying(self, line: str) -> Flags:
        """Rows where `line` counts: the company reports it, or it was derived there."""
        found = self.applies.get(line)
        return found if found is not None else np.zeros(self.n, dtype=bool)

    def companies_with(self, at: Flags) -> Flags:
        """All rows of the companies that have one of the rows `at`."""
        seen = np.zeros(int(self.company.max(initial=-1)) + 1, dtype=bool)
        seen[self.company[at]] = True
        return seen[self.company]

    def counts(self, identity: Identity, line: str) -> Flags:
        """Rows where `line` counts in the identity."""
        return self.applying(line) if line in identity.optional else np.ones(self.n, dtype=bool)

    def sum(self, identity: Identity) -> tuple[Floats, Floats]:
        """What the parts of an identity sum to, missing where one is, and their rounding together."""
        summed, rounding = np.zeros(self.n), np.zeros(self.n)
        for name, sign in identity.parts:
            counts = self.counts(identity, name)
            summed += sign * np.where(counts, self.get(name), 0.0)
            rounding += np.where(counts, self.rounding(name), 0.0)
        return summed, rounding

    def solve(self, identity: Identity, unknown: str) -> bool:
        """Fill `unknown` where it is missing and every other member that applies is there."""
        at = self._open(identity, unknown)
        if not len(at):
            return False
        sign = {identity.total: -1, **dict(identity.parts)}
        total, rounding = np.zeros(len(at)), np.zeros(len(at))
        trust, doubt = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
        for name in identity.members:
            if name == unknown or name not in self.values:
                continue
            counts = self.counts(identity, name)[at]
            total += sign[name] * np.where(counts, self.values[name][at], 0.0)
            rounding += np.where(counts, self.roundings[name][at], 0.0)
            trust = np.maximum(trust, np.where(counts, self.trust[name][at], 0))
            doubt = np.maximum(doubt, np.where(counts, self.doubt[name][at], 0))
        self.fill(unknown, at, -total / sign[unknown], rounding, trust, doubt, self.solved(identity, unknown, at))
        return True

    def fill(self, line: str, at: Ints, value: Floats, rounding: Floats, trust: Ints, doubt: Ints, text: Any) -> None:
        """Write derived figures at rows `at`, with a formula for each row or one for all."""
        self.values.setdefault(line, np.full(self.n, np.nan))[at] = value
        self.roundings.setdefault(line, np.zeros(self.n))[at] = rounding
        self.trust.setdefault(line, np.zeros(self.n, dtype=np.int64))[at] = trust
        self.doubt.setdefault(line, np.zeros(self.n, dtype=np.int64))[at] = doubt
        self.formula.setdefault(line, np.full(self.n, "", dtype=object))[at] = text
        self.applies[line] = self.applying(line).copy()
        self.applies[line][at] = True

    def worst(self, lines: Iterable[str], at: Ints) -> tuple[Ints, Ints]:
        """The weakest trust and the greatest doubt among those figures of `lines` that are there."""
        trust, doubt = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
        for line in lines:
            if line in self.values:
                there = ~np.isnan(self.values[line][at])
                trust = np.maximum(trust, np.where(there, self.trust[line][at], 0))
                doubt = np.maximum(doubt, np.where(there, self.doubt[line][at], 0))
        return trust, doubt

    def solved(self, identity: Identity, unknown: str, at: Ints) -> Column:
        """The identity solved for `unknown`, in words of the lines that apply in each row."""
        sign = {identity.total: -1, **dict(identity.parts)}

        def text(names: list[str]) -> str:
            terms = [(name, -sign[unknown] * sign[name]) for name in names if name != unknown]
            terms.sort(key=lambda term: -term[1])
            return "".join(f" {'+' if s > 0 else '-'} {name}" for name, s in terms).removeprefix(" + ").strip()

        return self.said(identity, at, text)

    def said(self, identity: Identity, at: Ints, text: Callable[[list[str]], str]) -> Column:
        """`text` of the members that apply in each row."""
        return worded(identity.members, [self.counts(identity, name)[at] for name in identity.members], text)

    def made_by(self, identity: Identity) -> Flags:
        """Rows where a member of `identity` was derived from other members alone."""
        made, members = np.zeros(self.n, dtype=bool), frozenset(identity.members)
        for name in identity.members:
            formulas = self.formula.get(name)
            if formulas is None:
                formulas = self.panel.fact_column(name, "formula", "")
            at = np.flatnonzero(formulas != "")
            made[at] |= Coded.of(formulas[at]).tell(lambda formula: _names(formula) <= members).array(bool)
        return made

    def finish(self) -> Panel:
        """The panel with what was filled, as facts behind those that were there."""
        parts = [self._facts(line) for line in sorted(self.formula, key=taxonomy().order)]
        return Panel.of(Facts.concat([self.panel.facts, *parts])) if parts else self.panel

    def _facts(self, line: str) -> Facts:
        entry, at = taxonomy()[line], np.flatnonzero(self.formula[line] != "")
        rows = [self.panel.rows[i] for i in at.tolist()]
        if entry.kind == "stock":
            # An amount at a date stands in every period that ends on it, and is one fact.
            first: dict[Row, int] = {}
            for i, row in zip(at.tolist(), rows, strict=True):
                first.setdefault(row._replace(label=row.end, start="", months=0), i)
            rows, at = list(first), np.array(list(first.values()))
        company, segment, scenario, currency, label, start, end, months = map(list, zip(*rows, strict=True))
        columns = {
            "company": company, "segment": segment, "line": line, "label": entry.name, "period": label, "start": start,
            "end": end, "months": np.array(months, dtype=float), "scenario": scenario, "value": self.values[line][at],
            "unit": entry.unit, "currency": currency if entry.unit == "money" else "", "scale": 1.0,
            "scale_stated": True, "currency_stated": True, "basis": "derived", "basis_stated": True,
            "rests_on": [_WEAKNESS_NAMES[code] for code in self.trust[line][at].tolist()],
            "confidence": [CONFIDENCES[code] for code in self.doubt[line][at].tolist()],
            "formula": self.formula[line][at], "chosen": True, "rounding": self.roundings[line][at],
        }  # fmt: skip
        return Facts(columns, len(at))

    def _open(self, identity: Identity, unknown: str) -> Ints:
        """Rows where `unknown` is the only member that is missing and may be named so."""
        held = np.isnan(self.get(unknown)) & self.counts(identity, unknown)
        if unknown != identity.total and unknown in _OVERHEAD:
            kin = [self.reported[name] for name in _OVERHEAD[unknown] if name in self.reported]
            held &= np.any(kin, axis=0) if kin else False
        for name in identity.members:
            if name != unknown and held.any():
                held &= ~(np.isnan(self.get(name)) & self.counts(identity, name))
        return np.flatnonzero(held)

    def _behind(self, codes: Ints) -> dict[str, Ints]:
        return {line: np.where(source >= 0, codes[source], 0) for line, source in self.panel.source.items()}


def worded(names: Sequence[str], there: Sequence[Flags], text: Callable[[list[str]], str]) -> Column:
    """`text` of the names that are there, row by row, asked once for each different set of them."""
    sets = joint(*(flags.astype(np.int64) for flags in there))
    _, first, codes = np.unique(sets, return_index=True, return_inverse=True)
    kept = [[name for name, flags in zip(names, there, strict=True) if flags[row]] for row in first]
    return Coded(kept, codes).tell(text).array(object)


@functools.lru_cache(maxsize=4096)
def _names(formula: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z_]+", formula))

"""An answer: what one question gives, with its formula, what it assumes and what a critic says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure of an answer: `unit` is "ratio" for a fraction, else as printed, such as "USD/Mtok".

    `low` and `high` are its range, None where the inputs carry none; `why` says why there is no value, or what to
    doubt about the one there is.
    """

    name: str
    label: str
    value: float | None
    unit: str = ""
    says: str = ""
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of an answer: `heads` over the label and each value, a unit a value, rows of label and values."""

    caption: str
    heads: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gives: figures and tables, the formula in words, the assumption that carries it, its critic.

    `flags` say what is suspicious in the inputs; `sources` where inputs and method are from.
    """

    question: str
    figures: tuple[Finding, ...]
    formula: str
    assumption: str
    critic: str
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tables: tuple[Listing, ...] = ()

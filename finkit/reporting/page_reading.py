"""How a report's files were read: what was asked and guessed, what was not used and why, what was left unread."""

from __future__ import annotations

from dataclasses import dataclass

from finkit.reporting.explain import listings, summary
from finkit.reporting.page import Page
from finkit.reporting.page_grid import Grid, words_grid
from finkit.reporting.unused import unused


@dataclass(frozen=True, slots=True)
class ReadingSection:
    """Sentences, the tables of what was asked and not used, and the table of all guesses, which may be long."""

    says: tuple[str, ...]
    tables: dict[str, Grid | None]
    guesses: Grid | None


def reading_section(page: Page) -> ReadingSection:
    """The reading of one analysis' files."""
    statement = page.analysis.statement
    found = unused(statement.facts, statement.guesses)
    grids = {
        name: words_grid(listing.title, listing.heads, listing.rows, note=listing.more)
        for name, listing in listings(statement, found).items()
    }
    guesses = grids.pop("guesses", None)
    return ReadingSection(summary(statement, found), grids, guesses)

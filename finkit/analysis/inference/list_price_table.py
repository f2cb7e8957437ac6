"""The table of list prices from public price histories, each price with the day it is stated or first seen from.

Rebuild it with `python -m finkit.analysis.inference.list_price_table LIST FIRST_SEEN CHANGES`, which prints it: LIST
and FIRST_SEEN are simonw/llm-prices as columns, CHANGES the observed changes of AgentOps-AI/tokencost's table.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

COLUMNS = (
    "company", "model", "from", "to", "dated", "input", "output", "cached", "currency", "unit", "source", "url",
)  # fmt: skip
COMPANIES = {
    "openai": "OpenAI", "anthropic": "Anthropic", "google": "Google", "deepseek": "DeepSeek", "xai": "xAI",
    "mistral": "Mistral", "minimax": "MiniMax", "moonshot-ai": "Moonshot AI",
}  # fmt: skip
_STARTS = {"gpt": "openai", "o1": "openai", "o3": "openai", "o4": "openai", "claude": "anthropic",
           "gemini": "google", "deepseek": "deepseek"}  # fmt: skip
LIST = ("simonw/llm-prices, 5 August 2026", "https://github.com/simonw/llm-prices")
CHANGES = ("AgentOps-AI/tokencost, commit {}", "https://github.com/AgentOps-AI/tokencost")
# What the histories have wrong, by other sources: left out by name.
LEFT_OUT = {
    ("claude-instant-1.2", 0.163): "a tenth of the price that Anthropic published",
    ("o3", 10.0, "list"): "the price at launch, cut in June 2025; the list never followed",
    ("claude-sonnet-5", 3.0): "a rise planned for September 2026 that was called off",
}
# What the histories lack and another source states: the price of cached input, by model and price of input.
CACHED = {
    (model, 0.55): (0.14, "DeepSeek open-infra-index day 6") for model in ("deepseek-reasoner", "deepseek-r1")
}  # fmt: skip
# A model by the name that it is known by, beside the one that it is sold by.
ALSO = {"deepseek-reasoner": "deepseek-r1"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One price of one model: money per million tokens from a day (stated, or first seen) to a day."""

    company: str
    model: str
    start: str
    end: str
    dated: str
    input: float
    output: float
    cached: float | None
    source: str
    url: str

    @property
    def row(self) -> tuple[str, ...]:
        """Its cells in the order of `COLUMNS`."""
        cached = "" if self.cached is None else f"{self.cached:g}"
        return (
            self.company, self.model, self.start, self.end, self.dated, f"{self.input:g}", f"{self.output:g}", cached,
            "USD", "million tokens", self.source, self.url,
        )  # fmt: skip


def table(listed: Sequence[dict[str, str]], seen: dict[str, str], changes: Sequence[dict[str, str]]) -> list[Listed]:
    """Every model's prices one after the other; an unchanged price is told once, from the earliest day."""
    found = [*_of_list(listed, seen)]
    confirmed = {(p.model, p.input, p.output) for p in found}
    held: dict[str, list[Listed]] = {}
    for price in (*_of_changes(changes, confirmed), *found):
        held.setdefault(price.model, []).append(price)
    for sold, known in ALSO.items():
        held[known] = [replace(price, model=known) for price in held.get(sold, ())]
    return [_with_cache(p) for _, prices in sorted(held.items()) for p in _in_turn(prices)]


def _with_cache(price: Listed) -> Listed:
    """The price with that of cached input where another source than its own states it."""
    cached, source = CACHED.get((price.model, price.input), (None, ""))
    if price.cached is not None or cached is None:
        return price
    return replace(price, cached=cached, source=f"{price.source}; of cached input: {source}")


def _of_list(rows: Iterable[dict[str, str]], seen: dict[str, str]) -> Iterable[Listed]:
    for row in rows:
        model, into = row["model"], float(row["input_usd_per_mtok"])
        if row["vendor"] not in COMPANIES or "image" in model or {(model, into), (model, into, "list")} & set(LEFT_OUT):
            continue
        stated, seen_from = row["from_date"], seen.get(model, "")
        if row["to_date"] and seen_from >= row["to_date"]:
            seen_from = ""
        cancelled = any(key[0] == model for key in LEFT_OUT)
        cached = row["input_cached_usd_per_mtok"]
        yield Listed(
            COMPANIES[row["vendor"]], model, stated or seen_from,
            "" if cancelled or not row["to_date"] else _before(row["to_date"]), "stated" if stated else "seen",
            into, float(row["output_usd_per_mtok"]), float(cached) if cached else None, *LIST,
        )  # fmt: skip


def _of_changes(rows: Iterable[dict[str, str]], confirmed: set[tuple[str, float, float]]) -> Iterable[Listed]:
    for row in rows:
        into, out = float(row["input_usd_per_mtok"]), float(row["output_usd_per_mtok"])
        model = _plain(row["model"])
        vendor = next((v for start, v in _STARTS.items() if model.startswith(start)), "")
        # Unprefixed Gemini models were priced by the character for a while: only what the list confirms.
        by_character = row["model"].startswith("gemini-") and (model, into, out) not in confirmed
        if not vendor or not into or by_character or (model, into) in LEFT_OUT:
            continue
        yield Listed(
            COMPANIES[vendor], model, row["observed_date"], "", "seen", into, out, None,
            CHANGES[0].format(row["commit"]), CHANGES[1],
        )  # fmt: skip


def _in_turn(prices: Sequence[Listed]) -> Iterable[Listed]:
    """Dated prices in turn, each to the day before the next; a tenth of the next was an error, not a price."""
    turns: list[Listed] = []
    for price in sorted(prices, key=lambda p: p.start or p.end):
        same = turns and (turns[-1].input, turns[-1].output) == (price.input, price.output)
        if same:
            stated = price if price.dated == "stated" and turns[-1].dated != "stated" else turns[-1]
            turns[-1] = replace(
                turns[-1], start=stated.start or turns[-1].start, dated=stated.dated,
                end=turns[-1].end or price.end, cached=turns[-1].cached if price.cached is None else price.cached,
            )  # fmt: skip
            continue
        if turns and turns[-1].input * 9 < price.input:
            turns.pop()
        turns.append(price)
    for n, price in enumerate(turns):
        after = turns[n + 1].start if n + 1 < len(turns) else ""
        if price.start:
            yield replace(price, end=_before(after) if after else price.end)


def _plain(model: str) -> str:
    """The name without its provider and, for Claude, without the date of a snapshot; versions written with a dot."""
    name = model.rpartition("/")[2]
    if name.startswith("claude"):
        name = re.sub(r"-20\d{6}$", "", name)
        name = re.sub(r"^claude-(\d)-(\d)-", r"claude-\1.\2-", name)
    return name


def _before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def main(paths: Sequence[str]) -> None:
    """Print the table of the three files."""
    listed, first, changes = (list(csv.DictReader(io.StringIO(Path(p).read_text(encoding="utf-8")))) for p in paths)
    seen = {row["model"]: row["first_seen_in_repo"] for row in first}
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(price.row for price in table(listed, seen, changes))


if __name__ == "__main__":
    main(sys.argv[1:])

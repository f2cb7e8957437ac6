"""A row's label to a standard line, with a score and the runner-up."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from finkit.statement.lines import fold, taxonomy

CUT_OFF = 0.9
LEAD = 0.03
# What a bracket may say without changing what the line is.
_NEUTRAL = re.compile(
    r"(?i)^(?:[\d\W]*|loss(?:es)?|income|profit|gain|benefit|expenses?|net|unaudited|audited|notes?\b.*|see .*"
    r"|in .*|.*(?:thousand|million|billion|usd|eur|cny|rmb|\$|€|£|000).*|cogs|r ?& ?d|s ?& ?m|g ?& ?a|sg ?& ?a"
    r"|ebit|decrease|increase|used|provided.*|continuing operations|including related part.*|\w)$"
)
_OTHER_THING = re.compile(
    r"(?i)\b(?:growth|change|yoy|y/y|qoq|cagr|per|% of|as a %|ratio|rate|multiple|headcount|days)\b"
)
_UNITS = re.compile(
    r"(?i)[,:;\s-]+(?:usd|eur|gbp|cny|rmb|\$|€|£)?\s*(?:m|mn|mm|bn|millions?|billions?|thousands?|unaudited)$"
)
_RATIO = re.compile(r"(?i)%|\bpercent|\bmargin\b|\bgrowth\b|\byoy\b|as a share of|\brate\b(?! expense)")
_SHARES = re.compile(r"(?i)\bshares?\b.*\b(?:outstanding|basic|diluted|issued)|weighted.average.*shares|share count")
_COUNT = re.compile(
    r"(?i)\b(?:headcount|employees|users?|customers|subscribers|seats|stores|paying accounts)\b(?!.*cost)"
)


@dataclass(frozen=True, slots=True)
class Match:
    """What a label stands for: line id or none, score 0 to 1, the next best, a definition it adds."""

    line: str = ""
    score: float = 0.0
    runner_up: str = ""
    runner_score: float = 0.0
    definition: str = ""


@functools.lru_cache(maxsize=8192)
def match(label: str, fuzzy: bool = True) -> Match:
    """The standard line of `label`: as it is in the dictionary, then cleaned, then nearly so."""
    lines = taxonomy()
    exact = lines.of_label(label)
    if exact:
        return Match(exact.id, 1.0)
    text, definition = clean(label)
    for candidate in (text, re.sub(r"(?i)^(?:total|less|plus|add)\b[\s:]*", "", text)):
        found = lines.of_label(candidate) if candidate else None
        if found:
            return Match(found.id, 0.95, definition=definition)
    return _near(text, definition) if fuzzy else Match()


def clean(label: str) -> tuple[str, str]:
    """`label` without footnote marks, units and neutral brackets; and what a telling bracket says."""
    text = re.sub(r"[*†‡§¹²³⁴⁵⁶⁷⁸⁹]+", " ", label.replace("\u00a0", " "))
    definition = ""
    for bracket in re.findall(r"[(\[]([^()\[\]]*)[)\]]", text):
        if not _NEUTRAL.match(bracket.strip()):
            definition = definition or bracket.strip()
    text = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", text)
    text = _UNITS.sub("", text.rstrip())
    text = re.sub(r"(?<=[A-Za-z)])\s?\d{1,2}$", "", text.strip())
    return " ".join(text.strip(" :;,.-–—").split()), definition


def is_ratio(label: str) -> bool:
    """Whether the label itself says that its figures are ratios."""
    return bool(_RATIO.search(label)) and not re.search(r"(?i)run.?rate|interest rate swap", label)


def is_per_share(label: str) -> bool:
    """Whether the label says that its figures are per share."""
    return bool(re.search(r"(?i)per (?:\w+ )?(?:share|ads|unit)|\beps\b|每股", label))


def is_shares(label: str) -> bool:
    """Whether the label says that its figures are numbers of shares."""
    return bool(_SHARES.search(label))


def is_count(label: str) -> bool:
    """Whether the label says that its figures count people, users or things."""
    return bool(_COUNT.search(label))


def _near(text: str, definition: str) -> Match:
    folded = fold(text)
    if len(folded) < 6 or len(folded) > 80 or _OTHER_THING.search(text) or not re.search(r"\w{3}", folded):
        return Match()
    from rapidfuzz import fuzz, process

    found = process.extract(folded, _choices(), scorer=fuzz.ratio, limit=6, score_cutoff=70)
    known = taxonomy().known_labels()
    ranked: dict[str, float] = {}
    for choice, score, _ in found:
        ranked.setdefault(known[choice], score / 100)
    (best, score), (second, behind) = ([*ranked.items(), ("", 0.0), ("", 0.0)])[:2]
    if score < CUT_OFF or score - behind < LEAD or _opposed(folded, best):
        return Match("", 0.0, best, score)
    return Match(best, score, second, behind, definition)


def _opposed(folded: str, line: str) -> bool:
    """Whether a word turns the label's meaning away from the line's, however near the letters are."""
    words = set(folded.split())
    turning = {"non", "not", "deferred", "other", "adjusted", "before", "excluding", "accrued", "prepaid", "payable"}
    known = {word for text, owner in taxonomy().known_labels().items() if owner == line for word in text.split()}
    return bool((words & turning) - known)


@functools.cache
def _choices() -> list[str]:
    return [text for text in taxonomy().known_labels() if len(text) >= 6]

"""A row's label to a standard line, with a score, a rank and the runner-up; and what labels of other things are."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from finkit.statement.lines import PLAIN, TOTAL, Spelling, fold, taxonomy, unaccented, words

AS_IT_STANDS, CLEANED, STANDS_IN = 1.0, 0.95, 0.9
PART, NEARLY = 50, 1000  # ranks: a part comes after totals, plain labels and tags; letters put right after stand-ins
_NEAREST = 70  # how many letters of a hundred agree before a line is named as the nearest

# What a bracket may say without changing what the line is.
_NEUTRAL = re.compile(
    r"(?i)^(?:[\d\W]*|loss(?:es)?|income|profits?|gains?|benefits?|(?:net )?expenses?|net|unaudited|audited|notes?\b.*"
    r"|see .*|in .*|.*(?:thousand|million|billion|usd|eur|cny|rmb|\$|€|£|000|[元円원萬万億亿억]).*"
    r"|.*\b(?:rs|inr|jpy|cr|crores?|lakhs?|mln|mio|millones|milh[õo]es|migliaia|chf|krw|ntd|twd|hkd|brl|mxn)\b.*"
    r"|decrease|increase|used|provided.*|continuing operations|including related part.*|(?:us[- ])?gaap|ifrs"
    r"|(?:as )?reported|restated|charges?|credit|provision|deficit|recovery|costs?|revenues?|benefit from|provision for"
    r"|includ.*(?:controlling|minority).*|p[ée]rdidas?|ganancias?|gastos?|ingresos?|beneficios?|pertes?|produits?"
    r"|verlust|aufwand|ertrag|preju[íi]zos?|lucros?|despesas?|perdit[ae]|util[ei]|verlies|lasten|.*[号號]填列.*"
    r"|净?亏损.*|淨?虧損.*|淨?[损損]失?|费用|費用|利益|△|손실|이익|수익|[一二三四五六七八九十]{1,3}|[a-z]{1,3}"
    r"|[ivxlc]+(?:\s*[-+]\s*[ivxlc]+)*"
    r"|[a-z](?:\s*[-+=]\s*[a-z]){1,4}|[ivx]{1,4}(?:\s*[-+=]\s*[ivx]{1,4})+)$"
)
_UNITS = re.compile(
    r"(?i)[,:;\s-]+(?:usd|eur|gbp|cny|rmb|inr|rs\.?|\$|€|£)?\s*(?:m|mn|mm|mln|mio\.?|tsd\.?|bn|millions?|billions?|thousands?"
    r"|crores?|cr\.?|lakhs?|unaudited|gaap|ifrs|[千百万萬亿億]{1,2}[元円]|[천백만억]{1,2}원)$"
)
_NUMBERING = re.compile(
    r"(?i)^(?:\d{1,2}(?:\.\d{1,2})*\s*[.)、:]\s*(?!\d)|\d{1,2}(?:\.\d{1,2})+\s+|[ivx]{1,4}[.)\s]\s*(?=[^\x00-\x7f])"
    r"|(?:[a-z]|[ivx]{2,4})[.)]\s+|[一二三四五六七八九十]{1,3}\s*[、.,]\s*|[•·▪*+=–—-]+\s*)"
)
_SIGN = re.compile(
    r"(?i)^(?:(?:less|plus|add|minus|abzüglich|zuzüglich|moins|menos|más|mas|meno|più|min)\s*[:.\s-]\s*"
    r"|deduct\s*:\s*|[减減加]\s*:?\s*)"
)
_OF_WHICH = re.compile(
    r"(?i)^(?:memo(?:randum)?(?: items?)?|of which|o/w|thereof|including|incl\.?|davon|dont|di cui|de los cuales"
    r"|dos quais|waarvan|其中|うち)"
    r"\s*[:,]?\s*"
)
_TOTAL = re.compile(
    r"(?i)^(?:total(?:e|es)?(?: (?:of|de|des|du|di|dos|das|del))?|consolidated|gesamt|summe|totaal)\b[\s:,-]*"
    r"|[\s:,-]+(?:total|gesamt|totale|totaal)$|(?:合计|合計|总计|總計|总额|總額|합계|計)$"
)
_OWNER = re.compile(
    r"(?i)^(.*\b(?:income|loss|profit|earnings|result)\s+attributable) to (?!.*(?:non.?controlling|minorit|discontinu"
    r"|redeem|equity method|investment|participating|preferred|dilut|per (?:\w+ )?share|segment|subsidiar|continuing))"
    r".+"
)
# "Net profit or net loss" in Japanese, "research and development, net": the first words say it.
_FIRST = re.compile(r"(?i)^(.+?)(?:\s*(?:又は|または).+|[\s,–-]+net)$")
# A word that makes a label another thing than the line it names.
_OTHER_THING = re.compile(
    r"(?i)\b(?:growth|changes?|yoy|y/y|qoq|q/q|cagr|per|percent|percentage|ratio|(?<!run.)rate|multiple|headcount|days)\b|%"
    r"|^(?:member|abstract|axis|domain|table|line items|roll forward|text block|tables|policies|parenthetical"
    r"|details.*)$"
)
# Short forms that stand for one word only.
_SHORT = {
    "exp": "expense", "exps": "expense", "expns": "expense", "admin": "administrative", "adm": "administrative",
    "administration": "administrative", "inc": "income", "op": "operating", "oper": "operating", "opr": "operating",
    "opg": "operating", "ops": "operation", "dep": "depreciation", "depr": "depreciation", "deprec": "depreciation",
    "depn": "depreciation", "amort": "amortization", "amortisation": "amortization", "amor": "amortization",
    "mktg": "marketing", "rev": "revenue", "revs": "revenue", "int": "interest", "prov": "provision",
    "dev": "development", "res": "research", "comp": "compensation", "excl": "excluding", "incl": "including",
    "taxes": "tax", "equip": "equipment", "gen": "general", "labour": "labor",
    "attrib": "attributable", "attr": "attributable", "avail": "available",
}  # fmt: skip
_JOINING = frozenset(("and", "y", "und", "et", "e", "ed", "en", "och", "og", "i", "oraz", "ve", "и", "the"))

_RATIO = re.compile(
    r"(?i)%|\bper ?cent(?:age)?\b|\bmargins?\b|\bgrowth\b|\byoy\b|\bcagr\b|as a share of|\brate\b(?! expense)|\bratio\b"
    r"|\bmultiple\b|\byield\b|\bro(?:e|a|ic|ce)\b|\breturn on\b|\bdays\b|率$|占比|^(?:tev|ev|p|price)/"
    r"|\b(?:assets?|inventory|receivables?|payables?) turnover\b"
)
_NO_RATIO = re.compile(r"(?i)run.?rate|interest rate swap|exchange rate")
_GROWTH = re.compile(
    r"(?i)\bgrowth\b|\by[-/]?o?[-/]?y\b|\bq[-/]?o?[-/]?q\b|\bcagr\b|\bchange %|% ?(?:change|chg)\b|year.over.year"
    r"|同比|环比|增长|增長|增速|成長率|前年比|증가율|성장률|\bcrecimiento\b|\bcroissance\b|\bwachstum\b|_tb$|_yoy$"
)
_PER_SHARE = re.compile(
    r"(?i)\bper (?:\w+ ){0,3}(?:share|ads|unit|stock)|/share\b|\beps\b|\bdps\b|\bbvps\b|每股|[1一]株当たり|1株当り|주당"
    r"|je aktie|par action|por acci[óo]n|por a[çc][ãa]o|per azione|per aandeel|earnings per|dividends? declared"
)
_SHARES = re.compile(
    r"(?i)\bshares?\b.*\b(?:outstanding|out|basic|diluted|issued|weighted|average)\b|\bshare count|shares? number\b"
    r"|weighted.?(?:average|avg).*\b(?:shares?|number)\b|\b(?:average|avg\.?) (?:common |diluted |basic |ordinary )*"
    r"shares|\bno\. of (?:equity )?shares|number of (?:\w+ ){0,2}shares|\b(?:average|diluted|basic) shs\b|\bshs out\b"
    r"|\b(?:basic|diluted) (?:weighted )?(?:average )?"
    r"shares?\b|\bshares? issued|加权平均股|股数|株式数|주식수"
)
_COUNT = re.compile(
    r"(?i)\b(?:headcount|employees|users?|customers|subscribers|seats|stores|paying accounts|gpus?|locations)\b"
    r"(?!.*(?:cost|deposit|revenue|expense|benefit|receivable|contract|loan))"
)
_SEGMENT = re.compile(r"(?i)\[(?:member|axis|domain)\]\s*$|^segments?\b(?! operating)")
# Lines that stand in two statements tell none.
_IN_TWO = (
    "net_income", "depreciation_amortization", "stock_compensation", "inventory", "impairment", "restructuring",
    "other_operating",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """What a label stands for.

    `score` is 1 for a spelling as it stands in the dictionary, .95 after cleaning, .9 for a stand-in, below .9 where
    letters differ. `rank` says which of several rows of one line is the line, the lowest first: 0 a total, 1 the line's
    plain label, then tags in their order; 50 what is said to be a part ("of which"); 100 and up stand-ins, best first;
    1000 letters differ. `runner_up` is the next best line, also where none was taken. `definition` is what a bracket
    adds.
    """

    line: str = ""
    score: float = 0.0
    runner_up: str = ""
    runner_score: float = 0.0
    definition: str = ""
    rank: int = 0


@functools.lru_cache(maxsize=131072)
def match(label: str, fuzzy: bool = True) -> Match:
    """The standard line of `label`: as it is in the dictionary, then cleaned, then with letters put right."""
    if label in taxonomy():
        return Match(label, AS_IT_STANDS, rank=PLAIN)
    exact = _spelling(label) or taxonomy().tagged(label)
    if exact:
        return _of(exact, AS_IT_STANDS)
    text, definition = clean(label)
    if _is_other(label, text, definition):
        return Match()
    for candidate, rank in _candidates(text):
        found = _known(candidate)
        if found:
            same = _spelling(definition)
            adds = "" if same and same.line == found.line else definition
            return replace(_of(found, CLEANED, rank), definition=adds)
    return _near(text, definition) if fuzzy else Match()


def clean(label: str) -> tuple[str, str]:
    """`label` in words, without footnote marks, units and neutral brackets; and what a telling bracket says."""
    text = unicodedata.normalize("NFKC", re.sub(r"[*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰①-⑳]+", " ", label)).strip()
    text = re.sub(r"^(?:us-gaap|ifrs-full|srt|dei)[:_]", "", text)
    text = words(re.sub(r"^(?:annual|quarterly|trailing)(?=[A-Z])", "", text))
    brackets = re.findall(r"[(\[]([^()\[\]]*)[)\]]", text)
    definition = next((inside.strip() for inside in brackets if not _NEUTRAL.match(inside.strip())), "")
    text = re.sub(r"(?:(?<=\w)/)?[(\[][^()\[\]]*[)\]]", " ", text)
    text = re.sub(r"(?:\s*\.){3,}\s*$", "", text)
    text = _UNITS.sub("", text.rstrip())
    text = re.sub(r"(?<=[A-Za-z)])\s?\d{1,2}$", "", text.strip())
    return " ".join(text.strip(" :;,.-–—…").split()), definition


def gist(label: str) -> str:
    """A label's words without accents, joining words and plurals, short forms written out."""
    return _shortened(unaccented(fold(label)))


def kind(label: str) -> str:
    """What a label is when it is no standard line; "" where nothing tells.

    One of "per share", "shares", "growth", "ratio", "segment", "count", "balance sheet", "cash flow",
    "comprehensive income", "other income or expense", "subtotal", "title".
    """
    tests = (
        (is_per_share, "per share"), (is_shares, "shares"), (is_growth, "growth"), (is_ratio, "ratio"),
        (is_segment, "segment"), (is_count, "count"),
    )  # fmt: skip
    return next((name for test, name in tests if test(label)), "") or _other(label)[0]


def statement_of(label: str) -> str:
    """The statement that a row with this label tells: "income", "balance", "cash flow", "comprehensive income" or "".

    Net income, depreciation, receivables and what else stands in two statements tell none.
    """
    if is_per_share(label) or is_shares(label) or is_growth(label) or is_segment(label):
        return ""
    told, statement = _other(label)
    if told:
        return statement
    line = match(label, fuzzy=False).line
    return "income" if line and line not in _IN_TWO and taxonomy()[line].unit == "money" else ""


@functools.lru_cache(maxsize=4096)
def is_ratio(label: str) -> bool:
    """Whether the label itself says that its figures are ratios."""
    return bool(_RATIO.search(label)) and not _NO_RATIO.search(label)


def is_growth(label: str) -> bool:
    """Whether the label says that its figures are changes from another period, as shares of it."""
    return bool(_GROWTH.search(label))


@functools.lru_cache(maxsize=4096)
def is_per_share(label: str) -> bool:
    """Whether the label says that its figures are per share."""
    return bool(_PER_SHARE.search(words(label)))


@functools.lru_cache(maxsize=4096)
def is_shares(label: str) -> bool:
    """Whether the label says that its figures are numbers of shares."""
    return bool(_SHARES.search(words(label)))


@functools.lru_cache(maxsize=4096)
def is_count(label: str) -> bool:
    """Whether the label says that its figures count people, users or things."""
    return bool(_COUNT.search(label))


def is_segment(label: str) -> bool:
    """Whether the label names a part of the company: an XBRL member, a segment."""
    return bool(_SEGMENT.search(label.strip()))


def _of(found: Spelling, score: float, rank: int | None = None) -> Match:
    if found.stands_in:
        return Match(found.line.id, STANDS_IN, rank=found.rank)
    return Match(found.line.id, score, rank=found.rank if rank is None else rank)


def _is_other(label: str, text: str, definition: str) -> bool:
    """Whether a label that no dictionary has as it stands is known to be no line."""
    if _OTHER_THING.search(text) or _OTHER_THING.search(definition) or (definition and text.startswith("/")):
        return True
    told, _ = _others().get(gist(label), ("", ""))
    return told == "title" or (bool(told) and gist(label) not in _gists())


def _candidates(text: str) -> Iterator[tuple[str, int | None]]:
    """`text` with less and less before and after it; with each the rank that what was taken off tells, if any."""
    yield text, None
    rank: int | None = None
    for pattern, told in ((_NUMBERING, None), (_SIGN, None), (_OF_WHICH, PART), (_NUMBERING, None), (_TOTAL, TOTAL)):
        shorter = pattern.sub("", text).strip(" :,-")
        if shorter and shorter != text:
            text, rank = shorter, rank if told is None else told
            yield text, rank
    if owner := _OWNER.match(text):
        yield owner[1], None
    if first := _FIRST.match(text):
        yield first[1], rank


def _spelling(label: str) -> Spelling | None:
    folded = fold(label)
    return taxonomy().spelling(folded) or (None if folded.isascii() else taxonomy().spelling(unaccented(folded)))


def _known(label: str) -> Spelling | None:
    """The spelling that a cleaned label has: as it is, by its gist, with its spaces lost, or put together."""
    plain = unaccented(fold(label))
    said = _shortened(plain)
    return (
        taxonomy().spelling(plain)
        or _gists().get(said)
        or _glued().get(_glue(plain))
        or next((spelling for pattern, spelling in _put_together() if pattern.search(said)), None)
    )


@functools.cache
def _gists() -> dict[str, Spelling]:
    return _keyed(_shortened)


@functools.cache
def _glued() -> dict[str, Spelling]:
    return _keyed(_glue)


@functools.cache
def _put_together() -> list[tuple[re.Pattern[str], Spelling]]:
    return [(re.compile(text), Spelling(line, PLAIN)) for line in taxonomy().lines for text in line.patterns]


def _keyed(key: Callable[[str], str]) -> dict[str, Spelling]:
    """The dictionary by another key; of two spellings with one key the better ranked."""
    found: dict[str, Spelling] = {}
    for text, spelling in sorted(taxonomy().spellings().items(), key=lambda pair: pair[1].rank):
        if short := key(unaccented(text)):
            found.setdefault(short, spelling)
    return found


def _glue(plain: str) -> str:
    """A folded label without spaces; empty where so few letters are left that they may mean anything."""
    text = plain.replace(" ", "")
    return text if len(text) >= (7 if text.isascii() else 3) else ""


def _shortened(plain: str) -> str:
    return " ".join([_word(word) for word in plain.split() if word not in _JOINING])


def _word(word: str) -> str:
    if word in _SHORT:
        return _SHORT[word]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _near(text: str, definition: str) -> Match:
    """The line whose spelling has the same words with a letter or two wrong; else only the nearest line's name."""
    *_, (text, _) = _candidates(text)
    said = gist(text)
    if not 5 <= len(said) <= 80 or not re.search(r"[a-z]{3}", said):
        return Match()
    from rapidfuzz import fuzz, process

    found = process.extract(said, list(_gists()), scorer=fuzz.ratio, limit=8, score_cutoff=_NEAREST)
    best = next((_gists()[choice].line.id for choice, _, _ in found if _misspelt(said, choice)), "")
    ranked: dict[str, float] = {}
    for choice, score, _ in found:
        ranked.setdefault(_gists()[choice].line.id, STANDS_IN * score / 100)
    second = next((line for line in ranked if line != best), "")
    behind = ranked.get(second, 0.0)
    if not best:
        return Match("", 0.0, second, behind)
    return Match(best, ranked[best], second, behind, definition, NEARLY)


def _misspelt(said: str, known: str) -> bool:
    """Whether `said` is `known` word by word, with letters wrong in words that mean nothing of their own."""
    a, b = said.split(), known.split()
    if len(a) != len(b) or (len(a) == 1 and (said.startswith(known) or known.startswith(said))):
        return False  # a word alone that only ends otherwise is another word: computer, inventor
    return all(x == y or _typo(x, y) for x, y in zip(a, b, strict=True))


def _typo(said: str, known: str) -> bool:
    from rapidfuzz.distance import OSA

    if len(known) < 5 or said[0] != known[0] or said in _vocabulary():
        return False
    if sorted(said) == sorted(known):
        return True  # letters in another order
    most = 1 if len(known) < 8 else 2
    return OSA.distance(said, known, score_cutoff=most) <= most


@functools.cache
def _vocabulary() -> frozenset[str]:
    """Words that are right as they are: those of all labels that are known."""
    return frozenset(word for text in (*_gists(), *_others()) for word in text.split())


def _other(label: str) -> tuple[str, str]:
    """The kind and the statement of a label that the dictionary or the patterns of other things know."""
    text, _ = clean(label)
    for candidate, _ in _candidates(text):
        if found := _others().get(gist(candidate)):
            return found
    return next((told for pattern, told in _patterns() if pattern.search(text)), ("", ""))


@functools.cache
def _tables() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("other_labels.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text).values())


@functools.cache
def _others() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for table in _tables():
        for label in table["labels"]:
            found.setdefault(gist(words(label)), (table["kind"], table["statement"]))
    return found


@functools.cache
def _patterns() -> list[tuple[re.Pattern[str], tuple[str, str]]]:
    return [
        (re.compile(pattern, re.IGNORECASE), (table["kind"], table["statement"]))
        for table in _tables()
        for pattern in table.get("patterns", ())
    ]

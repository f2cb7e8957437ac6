"""The words of a period's label: dates, years, quarters, lengths and scenarios, taken one after the other."""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

_ENGLISH = {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_FOREIGN = (
    "januar janvier enero janeiro gennaio januari jänner,februar février fevrier febrero fevereiro febbraio februari,"
    "märz maerz mars marzo março marco maart mrz,avril abril aprile,mai mayo maio maggio mei,"
    "juni juin junio junho giugno,juli juillet julio julho luglio,août aout agosto augustus,"
    "septembre septiembre setembro settembre sept,oktober octobre octubre outubro ottobre okt,"
    "novembre noviembre novembro,dezember décembre decembre diciembre dezembro dicembre dez dic"
)
_MONTHS = _ENGLISH | {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {word: i for i, words in enumerate(_FOREIGN.split(","), 1) for word in words.split()}
_MONTH = rf"(?:{'|'.join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))})(?![^\W\d_])\.?"
_YEAR = r"['’]?(?:(?:19|20|21|22)\d\d|\d\d)(?!\d)"
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2,
           "3rd": 3, "4th": 4}  # fmt: skip
_SPELLED = {
    "three": 3, "six": 6, "nine": 9, "twelve": 12, "trois": 3, "neuf": 9, "douze": 12, "drei": 3, "sechs": 6,
    "neun": 9, "zwölf": 12, "tres": 3, "seis": 6, "nueve": 9, "nove": 9, "doce": 12, "doze": 12, "one": 1,
}  # fmt: skip
_WEEKS = {13: 3, 14: 3, 26: 6, 27: 6, 39: 9, 40: 9, 52: 12, 53: 12}
_SPELL = "|".join(_SPELLED)
_ORDINAL = "|".join(_DIGITS)
_SHORT_YEAR = re.compile(r"(\d\d)\s?(?P<s>[AEF])")
# From here on scripts that set no spaces between words.
_WITHOUT_SPACES = "\u2e80"
_GAP = r"[\s\-–/'’.,]*"
_FISCAL = r"(?:fy|cy|fiscal|calendar)?"
# What says nothing of the period, or nothing that the reader of a header does not see.
_NOISE = re.compile(
    r"(?:ended|ending|ends?|endings?|od|do|el|la|le|il|les|los|das|der|terminados?|finalizado|findo|clos|abgelaufen|the|of|for|period|periods|as|at|on|to|from|date|in|and|du|de|den|am|bis|zum|vom|au|al|a"
    r"|audited|unaudited|restated|reclassified|reported|preliminary|revised|fiscal|financial|report|reporting|current"
    r"|previous|prior|last|comparative|auditado|year|nichtgeprüft|geprüft|non|consolidated|standalone|rs|trimestre|terminado)\b",
    re.I,
)
# Scripts without spaces: words that say nothing of when.
_NOISE_JOINED = re.compile(
    r"前連結会計年度|当連結会計年度|前事業年度|当事業年度|連結会計期間|連結累計期間|会計年度|会計期間|累計期間|自|至|前期|当期|本期|上年同期"
    r"|合并|合併|부터|까지|현재|截至|止|期间|期間"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.I))
    for name, pattern in (
        ("span_months", r"((?:19|20|21)\d\d)年\s?(\d{1,2})\s?[-–~至]\s?(\d{1,2})月"),
        ("ymd", r"((?:19|20|21)\d\d)[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?(?!\d)(?:[T ]00:00(?::00(?:\.0+)?)?)?"),
        ("ymd", r"((?:19|20|21)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)"),
        ("dotted", r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d\d)(?!\d)"),
        ("slashed", r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d\d)(?!\d)"),
        ("months_of", rf"({_MONTH})\s*(?:-|–|—|to|bis|à)\s*({_MONTH}){_GAP}({_YEAR})"),
        ("dmy", rf"(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s\-]*(?:de |of )?({_MONTH})(?:\s+de|,)?[\s\-]*({_YEAR})"),
        ("mdy", rf"({_MONTH})[\s\-]*(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|[\s\-]+)((?:19|20|21|22)\d\d|['’]\d\d)(?!\d)"),
        ("my", rf"({_MONTH})(?:{_GAP})((?:19|20|21|22)\d\d)(?!\d)"),
        ("my", rf"({_MONTH})[\-/'’]+(\d\d)(?!\d)"),
        ("md", rf"({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"),
        ("md2", rf"(\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:de |of )?({_MONTH})"),
        ("m", rf"({_MONTH})"),
        ("part", rf"(?P<k>q|t|quarter)\s?(?P<n>[1-4])(?!\d{{3}})(?:{_GAP}{_FISCAL}\s?(?P<y>{_YEAR}))?(?![\d])"),
        ("part", rf"(?P<n>[1-4])\s?(?P<k>q|t)(?![^\W\d_])(?:{_GAP}{_FISCAL}\s?(?P<y>{_YEAR}))?"),
        ("part", rf"(?P<k>h|hy|s|half)\s?(?P<n>[12])(?!\d{{3}})(?:{_GAP}{_FISCAL}\s?(?P<y>{_YEAR}))?(?![\d])"),
        ("part", rf"(?P<n>[12])\s?(?P<k>h|s)(?![^\W\d_])(?:{_GAP}{_FISCAL}\s?(?P<y>{_YEAR}))?"),
        ("part", rf"(?P<n>{_ORDINAL})\s+(?P<k>quarter|half)(?:{_GAP}(?P<y>{_YEAR}))?"),
        ("report", r"(一季报|中报|半年报|半年度|上半年|三季报|年报|年度|上期|中間期)"),
        ("part", r"第?(?P<n>[1-4一二三四])(?P<k>季度|四半期|분기|季)(?P<y>)"),
        ("part", r"(?P<y>\d\d)(?P<k>q|h)(?P<n>[1-4])(?!\d)"),
        ("part", r"(?P<n>[1-4])(?:er|ère|ème|e|º|°|ª)?\.?\s?"
                 r"(?P<k>quartal|halbjahr|trimestre|semestre|trim\.?|kwartaal)(?P<y>)"),
        ("spell", rf"(\d{{1,2}}|{_SPELL})[\s\-]*(m|mo|months?|mois|meses|monate|mesi|maanden|weeks?|个月|個月|ヶ月|か月"
                  r"|개월)(?![^\W\d_])"),
        ("half", r"(?:hy|half[\s\-]?years?(?:ly)?|halbjahr|semestre|semester)(?![^\W\d_])"),
        ("quarter", r"(?:quarters?(?:ly)?|qtr|quartal|trimestre)(?![^\W\d_])"),
        ("to_date", r"(?:ytd|year[\s\-]to[\s\-]date|cumulative)(?![^\W\d_])"),
        ("fiscal", r"(?:fy|cy)\s?['’]?(?P<y>(?:19|20|21)\d\d|\d\d)(?!\d)(?!\s?[-/–]\s?\d)"
                   r"(?:\s?(?P<s>[aefp])(?![^\W\d_]))?"),
        ("fiscal_range", r"(?:fy|cy)\s?['’]?(\d\d)\s?[-/–]\s?(\d\d)(?!\d)"),
        ("annual", r"(?:fye|fy|cy|ye|gj|(?:full|fiscal|financial|calendar)[\s\-]years?|years?|annual|geschäftsjahr"
                   r"|exercice"
                   r"|ejercicio|exercício|esercizio|año|ano|anno|jahr|yr)(?![^\W\d_])"),
        ("my", r"(?P<y>(?:19|20|21)\d\d)(?P<m>0[1-9]|1[0-2])(?!\d)"),
        ("years", r"((?:19|20|21)\d\d)\s?[-/–]\s?((?:19|20|21)?\d\d)(?!\d)"),
        ("year", r"((?:19|20|21)\d\d)(?!\d)\s?(?:年度?|년도?)?(?:\s?(?P<s>[aefp])(?![^\W\d_]))?"),
        ("year", r"['’](\d\d)(?!\d)(?:\s?(?P<s>[aefp])(?![^\W\d_]))?"),
        ("month_end", r"(\d{1,2})\s?月期"),
        ("ttm", r"(?:ttm|ltm|l12m|(?:trailing|last)[\s\-]*(?:12|twelve)[\s\-]*(?:months|m))(?![^\W\d_])"),
        ("run_rate", r"(?:run[\s\-]?rate|annuali[sz]ed)(?![^\W\d_])"),
        ("forecast", r"(?:forecasts?|budget|plan|estimates?d?|est|projected|projections?|expected|guidance|consensus"
                     r"|outlook)(?![^\W\d_])"),
        ("actual", r"(?:actuals?|act)(?![^\W\d_])"),
        ("suffix", r"(?<=\d)([aefp])(?![^\W\d_])"),
        ("suffix", r"\((?P<s>[aefp])\)"),
        ("two", r"(?<!\d)(\d\d)(?!\d)(?:\s?(?P<s>[aefp])(?![^\W\d_]))?"),
    )
)  # fmt: skip


Take = Callable[[re.Match[str], "Said", bool], bool]


@dataclass
class Said:
    """What a label's words say: whole dates, parts of dates, lengths in months, scenario; `left` is the unexplained."""

    dates: list[tuple[int, int, int]] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    month: int = 0
    day: int = 0
    first_month: int = 0
    part: tuple[str, int] | None = None
    months: int = 0
    annual: bool = False
    to_date: bool = False
    ttm: bool = False
    scenario: str = ""
    month_year: bool = False
    range_of_years: bool = False
    left: str = ""


@functools.lru_cache(maxsize=16384)
def said(text: str, day_first: bool = False) -> Said:
    """The words of `text` up to the first that is not of time; `day_first` reads 03/04/2024 as 3 April."""
    found, at, end = Said(), 0, len(text)
    if short := _SHORT_YEAR.fullmatch(text):
        _year(short, found, day_first)
        return found
    while at < end and not found.left:
        character = text[at]
        if not (character.isalnum() or character in "'’("):
            found.left += character if character in "%+&Δ∆=<>#@$€£¥₹" else ""
            at += 1
            continue
        starts = at == 0 or not (text[at - 1].isalpha() and character.isalpha()) or character >= _WITHOUT_SPACES
        match = _match(text, at, found, day_first) if starts else None
        if match is None and starts:
            noise = _NOISE.match(text, at) or _NOISE_JOINED.match(text, at)
            match = noise.end() if noise else None
        if match is None:
            found.left += character if character.isalnum() else ""
            match = at + 1
        at = match
    return found


def _match(text: str, at: int, found: Said, day_first: bool) -> int | None:
    for name, pattern in _PATTERNS:
        match = pattern.match(text, at)
        if match and _TAKE[name](match, found, day_first):
            return match.end()
    return None


def full_year(text: str) -> int:
    """The year of two or four digits."""
    digits = text.strip("'’ ")
    return int(digits) if len(digits) == 4 else 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def _date(found: Said, year: int, month: int, day: int) -> bool:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return False
    found.dates.append((year, month, day))
    return True


def _month_number(text: str) -> int:
    return _MONTHS[text.lower().rstrip(".")]


def _ymd(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    return _date(found, int(m[1]), int(m[2]), int(m[3]))


def _dotted(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    return _date(found, full_year(m[3]), int(m[2]), int(m[1]))


def _slashed(m: re.Match[str], found: Said, day_first: bool) -> bool:
    a, b, year = int(m[1]), int(m[2]), full_year(m[3])
    month, day = (b, a) if a > 12 or (day_first and b <= 12) else (a, b)
    return _date(found, year, month, day)


def _months_of(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    return _span(found, full_year(m[3]), _month_number(m[1]), _month_number(m[2]))


def _span_months(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    return _span(found, int(m[1]), int(m[2]), int(m[3]))


def _span(found: Said, year: int, first: int, last: int) -> bool:
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return False
    found.years.append(year)
    found.first_month, found.month = first, last
    found.months = (last - first) % 12 + 1
    return True


def _dmy(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    return _date(found, full_year(m[3]), _month_number(m[2]), int(m[1]))


def _mdy(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    return _date(found, full_year(m[3]), _month_number(m[1]), int(m[2]))


def _my(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    digits = m.groupdict()
    found.month, found.month_year = int(digits["m"]) if digits else _month_number(m[1]), True
    found.years.append(full_year(digits["y"] if digits else m[2]))
    return True


def _md(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    return _month_day(found, _month_number(m[1]), int(m[2]))


def _md2(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    return _month_day(found, _month_number(m[2]), int(m[1]))


def _month_day(found: Said, month: int, day: int) -> bool:
    if found.month:
        return False
    if day > 31:
        found.years.append(full_year(f"{day:02}"))
        found.month_year = True
        day = 0
    found.month, found.day = month, day
    return True


def _m(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    if found.month:
        return False
    found.month = _month_number(m[1])
    return True


def _part(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    kind = m["k"].lower()
    number = m["n"].lower()
    which = _DIGITS.get(number) or int(number)
    half = kind in ("h", "hy", "s", "half", "halbjahr", "semestre")
    if found.part or (half and which > 2):
        return False
    found.part = ("h" if half else "q", which)
    if m["y"]:
        found.years.append(full_year(m["y"]))
    return True


def _report(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    found.months = {"一季报": 3, "三季报": 9, "年报": 12, "年度": 12}.get(m[1], 6)
    return True


def _spell(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    number = _SPELLED.get(m[1].lower()) or int(m[1])
    months = _WEEKS.get(number, 0) if m[2].lower().startswith("week") else number
    if not 1 <= months <= 24:
        return False
    found.months = months
    return True


def _half(_m: re.Match[str], found: Said, _day_first: bool) -> bool:
    found.months = found.months or 6
    return True


def _quarter(_m: re.Match[str], found: Said, _day_first: bool) -> bool:
    found.months = found.months or 3
    return True


def _annual(_m: re.Match[str], found: Said, _day_first: bool) -> bool:
    found.annual = True
    return True


def _fiscal(m: re.Match[str], found: Said, day_first: bool) -> bool:
    found.annual = True
    # Beside a date the fiscal year's name adds nothing.
    if not found.dates and not found.years:
        found.years.append(full_year(m["y"]))
    return _suffix(m, found, day_first)


def _fiscal_range(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    if int(m[2]) != (int(m[1]) + 1) % 100:
        return False
    found.years.append(full_year(m[2]))
    found.range_of_years = True
    return True


def _to_date(_m: re.Match[str], found: Said, _day_first: bool) -> bool:
    found.to_date = True
    return True


def _years(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    first, second = int(m[1]), int(m[2])
    if len(m[2]) == 2 and 1 <= second <= 12 and not found.annual:
        found.years.append(first)
        found.month, found.month_year = second, True
        return True
    if second % 100 != (first + 1) % 100:
        return False
    found.years.append(first + 1)
    found.range_of_years = True
    return True


def _year(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    found.years.append(full_year(m[1]))
    return _suffix(m, found, _day_first)


def _two(m: re.Match[str], found: Said, day_first: bool) -> bool:
    # Two bare digits are a year only beside a word that wants one: FY 25, Q1 24.
    wanted = (found.annual or found.part or found.month or found.months) and not found.years and not found.dates
    return bool(wanted) and _year(m, found, day_first)


def _suffix(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    letter = m.groupdict().get("s") or (m[1] if m.re.groups and not m.groupdict() else "")
    if letter and letter.lower() in "efp":
        found.scenario = "forecast"
    elif letter and letter.lower() == "a":
        found.scenario = found.scenario or "actual"
    return True


def _month_end(m: re.Match[str], found: Said, _day_first: bool) -> bool:
    found.month, found.months = int(m[1]), found.months or 12
    return 1 <= found.month <= 12


def _ttm(_m: re.Match[str], found: Said, _day_first: bool) -> bool:
    found.ttm = True
    return True


def _scenario(name: str) -> Take:
    def take(_m: re.Match[str], found: Said, _day_first: bool) -> bool:
        found.scenario = name
        return True

    return take


_TAKE: dict[str, Take] = {
    "ymd": _ymd, "dotted": _dotted, "slashed": _slashed, "months_of": _months_of, "span_months": _span_months,
    "dmy": _dmy, "mdy": _mdy, "my": _my, "md": _md, "md2": _md2, "m": _m, "part": _part, "report": _report,
    "spell": _spell, "half": _half, "quarter": _quarter, "fiscal": _fiscal,
    "fiscal_range": _fiscal_range, "annual": _annual, "to_date": _to_date,
    "years": _years, "year": _year,
    "month_end": _month_end, "ttm": _ttm, "run_rate": _scenario("run_rate"), "forecast": _scenario("forecast"),
    "actual": _scenario("actual"), "suffix": _suffix, "two": _two,
}  # fmt: skip

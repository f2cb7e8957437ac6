"""Bytes to text: the encoding by its mark, by proof, else by whose letters the bytes spell.

Bytes that are neither marked nor UTF-8 nor UTF-16 are scored under each old encoding: how likely is each of its
characters in a text of that language? A common character of a script of thousands weighs as one in thousands, an
accented letter between plain ones as one in a dozen, one after another accented letter far less.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
Zone = tuple[bytes, float, int]
_SAMPLE_BYTES, _LINE_BYTES = 10_000, 2_000
_HIGH = re.compile(rb"[\x80-\xff]")
_STRAY = math.log(1e-6)
# For each encoding its zones: the bytes of a character, the zone's share of a text, the characters in it.
_ZONES: dict[str, tuple[Zone, ...]] = {
    "utf-8": ((rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", 0.999, 300),),
    "gb18030": (
        (rb"[\xb0-\xd7][\xa1-\xfe]", 0.90, 3755),
        (rb"[\xa1-\xa9][\xa1-\xfe]", 0.07, 700),
        (rb"[\xd8-\xf7][\xa1-\xfe]", 0.02, 3008),
        (rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]|[\x81-\xfe][\x40-\x7e\x80-\xfe]", 0.01, 21_000),
    ),
    "big5": (
        (rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]", 0.92, 5401),
        (rb"[\xa1-\xa3][\x40-\x7e\xa1-\xfe]", 0.06, 441),
        (rb"[\xc9-\xf9][\x40-\x7e\xa1-\xfe]", 0.02, 7652),
    ),
    "cp932": (
        (rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]", 0.50, 169),
        (rb"[\x88-\x97][\x40-\x7e\x80-\xfc]", 0.40, 2965),
        (rb"[\x81\x82\x87][\x40-\x7e\x80-\xfc]", 0.07, 300),
        (rb"[\x98-\x9f\xe0-\xea\xed-\xfc][\x40-\x7e\x80-\xfc]", 0.01, 3800),
        (rb"[\xa1-\xdf]", 0.02, 63),
    ),
    "cp949": (
        (rb"[\xb0-\xc8][\xa1-\xfe]", 0.93, 2350),
        (rb"[\xa1-\xac][\xa1-\xfe]", 0.05, 900),
        (rb"[\xca-\xfd][\xa1-\xfe]", 0.01, 4888),
        (rb"[\x81-\xc6][\x41-\x5a\x61-\x7a\x81-\xfe]", 0.01, 8822),
    ),
}
# Languages by their letters beyond ASCII, in lower case.
_LANGUAGES = {
    "cp1252": (
        "éèêëàâçîïôùûœ",  # French
        "äöüß",  # German
        "áéíóúñü",  # Spanish
        "ãõçáéíóúâêôà",  # Portuguese
        "àèéìòù",  # Italian
        "åäöøæé",  # Nordic
    ),
    "cp1250": (
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýžľĺŕôä",  # Czech, Slovak
        "áéíóöőúüű",  # Hungarian
        "ăâîşţ",  # Romanian
        "čćžšđ",  # Croatian, Slovene
    ),
    "cp1254": ("çğıöşüâ",),  # Turkish
}
_RARER = -3.0  # how much less often than in cp1252 a file of single bytes comes in another encoding, as a logarithm
_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_SIGNS = "\xa0€£¥©®™°§–—’‘“”„…•«»±²³½·´¿¡ºªˇ№"


def decode(content: bytes) -> str:
    """Text of `content`; a byte that the chosen encoding does not know becomes U+FFFD."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, errors="replace")
    if name := wide(content[:4096]):
        return content.decode(name, errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode(likeliest(content), errors="replace")


def wide(head: bytes) -> str:
    """utf-16-le or utf-16-be where `head` is text in it, else "". A byte order mark decides, else the zeros do."""
    for mark, name in _MARKS[1:]:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not even + odd:
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        # A pair of surrogates may be cut at the end of the head.
        text = codecs.getincrementaldecoder(name)().decode(head)
    except UnicodeDecodeError:
        return ""
    odd_ones = sum(unicodedata.category(c) in ("Cc", "Cn", "Co") and c not in "\t\r\n" for c in text)
    return name if not odd_ones else ""


def likeliest(content: bytes) -> str:
    """The old encoding under which the bytes beyond ASCII spell the likeliest text."""
    sample = _sample(content)
    return max(_SCRIPTS, key=lambda script: script.score(sample)).name


def _sample(content: bytes) -> bytes:
    """Pieces of lines, each from its first byte beyond ASCII on."""
    pieces: list[bytes] = []
    size = at = 0
    while size < _SAMPLE_BYTES and (found := _HIGH.search(content, at)):
        start = found.start()
        at = content.find(b"\n", start, start + _LINE_BYTES)
        at = at if at >= 0 else start + _LINE_BYTES
        pieces.append(content[start:at])
        size += len(pieces[-1])
    return b"\n".join(pieces)


class _Script:
    """An encoding and its zones, with the logarithm of how likely each character of a zone is."""

    def __init__(self, name: str, zones: Iterable[Zone], prior: float = 0.0) -> None:
        zones = tuple(zones)
        self.name, self._prior = name, prior
        self._pattern = re.compile(b"|".join(b"(%s)" % zone for zone, _, _ in zones) + rb"|[\x80-\xff]", re.DOTALL)
        self._weights = [math.log(share / size) for _, share, size in zones]

    def score(self, sample: bytes) -> float:
        found = (match.lastindex for match in self._pattern.finditer(sample))
        return self._prior + sum(self._weights[zone - 1] if zone else _STRAY for zone in found)


def _alphabet(name: str, letters: str, alone: float) -> Iterator[Zone]:
    """The zones of a language of single bytes; `alone` is the share of its letters that follow a plain one."""
    signs = _SIGNS.encode(name, errors="ignore")
    capitals = "".join(letter.upper() for letter in letters if letter != "ß")
    for some, share in ((letters, 0.87), (capitals, 0.03)):
        held = some.encode(name, errors="ignore")
        yield rb"(?<![\x80-\xff])" + _any_of(held), share * alone, len(held)
        yield _any_of(held), share * (1 - alone), len(held)
    yield rb"(?<![\x80-\xff])" + _any_of(signs), 0.07, 30
    yield _any_of(signs), 0.01, 30
    yield rb"[\x8a\x8c\x8e\x9a\x9c\x9e\xa0-\xff]", 0.02, 100


def _any_of(held: bytes) -> bytes:
    return b"[" + re.escape(held) + b"]"


_SCRIPTS = (
    *(
        _Script(name, _alphabet(name, letters, 0.97), 0.0 if name == "cp1252" else _RARER)
        for name, languages in _LANGUAGES.items()
        for letters in languages
    ),
    _Script("cp1251", _alphabet("cp1251", _RUSSIAN, 0.2), _RARER),
    *(_Script(name, zones) for name, zones in _ZONES.items()),
)

"""Short names that a document defines for itself: 국민건강보험공단(이하 “공단”이라 한다), 공적개발원조(ODA).

Where the long form begins is found by the short one: its syllables stand in order in the long form (인사처 in
인사혁신처), so the fewest words before the bracket that hold them all are taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTES = "'\"‘’“”「」『』｢｣`´"
_DEFINED = re.compile(
    rf"[(（](?:[^()（）]{{0,40}}[,:]\s?)?(?:이하|이하에서는|아래에서는)\s?(?:에서\s?)?[,:]?\s?(?P<quote>[{_QUOTES}])?"
    rf"(?P<short>[가-힣A-Za-z0-9·ㆍ& -]{{2,20}}?)[{_QUOTES}]?"
    r"(?P<said>\s?(?:이)?라\s?(?:고\s?)?(?:함|한다|합니다|칭한다|칭함|칭합니다|약칭한다)|(?:으)?로\s?(?:약칭|칭)[가-힣]{0,4}|[,]\s?[^()]{0,20})?\s?[.]?\s?[)）]"
)
_LATIN = re.compile(r"(?P<long>[가-힣]{2,}(?:\s?[가-힣]{2,}){0,3})\s?[(（](?P<short>[A-Z][A-Z0-9&]{1,7})[)）]")
_TITLE = re.compile(r"[「『｢](?P<title>[^「」『』｢｣]{3,60})[」』｣]\s*$")
_WORD = re.compile(r"[^\s,.;:()（）\[\]<>□○◦·•※\"'“”‘’「」『』｢｣|]+")
_PARTICLE = re.compile(
    r"(?:은|는|이|가|을|를|에|의|와|과|및|로|으로|에서|에게|하는|하여|하고|된|한|할|인|따른|관한|위한|대한|있는|없는)$"
)
_BEFORE = 80  # characters before the bracket in which the long form stands
_WORDS = 7
_LEFT_OUT = frozenset("같다 같음 같은 이하 본문 동일 갑 을 병 법 영 규칙 조례".split())


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """`short` stands for `long` in the document that says so."""

    short: str
    long: str


def find_abbreviations(text: str) -> list[Abbreviation]:
    """Every pair that the text defines, each once, in order."""
    found: dict[Abbreviation, None] = {}
    if "이하" in text or "아래에서는" in text:
        for match in _DEFINED.finditer(text):
            short = " ".join(match["short"].split()).strip(" -·")
            before = text[max(0, match.start() - _BEFORE) : match.start()]
            long = _long_form(before.rstrip(), short)
            plain = not match["quote"] and not match["said"]
            if long and _useful(short, long) and not (plain and " " in short and not _inside(short, long)):
                found[Abbreviation(short, long)] = None
    if "(" in text:
        for match in _LATIN.finditer(text):
            # The last word; with a short one, the word before it as well: 개발 원조(ODA).
            words = match["long"].split()
            long = words[-1]
            if len(long) < 4 and len(words) > 1 and not _PARTICLE.search(words[-2]):
                long = f"{words[-2]} {long}"
            if _useful(match["short"], long) and len(long) >= 4:
                found[Abbreviation(match["short"], long)] = None
    return list(found)


def _useful(short: str, long: str) -> bool:
    bare_short, bare_long = "".join(short.split()), "".join(long.split())
    return (
        len(bare_short) >= 2
        and bare_short not in _LEFT_OUT
        and bare_short != bare_long
        and len(bare_long) <= 60
        and not bare_short.isdigit()
    )


def _inside(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in this order."""
    rest = iter("".join(long.split()))
    return all(c in rest for c in "".join(short.split()))


def _long_form(before: str, short: str) -> str:
    title = _TITLE.search(before)
    if title:
        return " ".join(title["title"].split())
    line = before.rsplit("\n", 1)[-1]
    words = list(_WORD.finditer(line))
    if not words or line[words[-1].end() :].strip():
        return ""
    if _inside(short, words[-1][0]):
        return words[-1][0]
    for count in range(2, min(_WORDS, len(words)) + 1):
        start = words[-count]
        phrase = line[start.start() :]
        if re.search(r"[,.;:()□○◦•※|]", phrase):
            break
        if _inside(short, phrase) and start[0][0] == short[0]:
            return " ".join(phrase.split())
    # No such likeness: the noun right before, unless it is one syllable or a verb's end.
    last = words[-1][0]
    return last if len(last) >= 4 and not _PARTICLE.search(last) else ""

"""A file's name → the document's base name, its version words, and an order among versions of one document.

보고서_최종_진짜최종2(수정).hwp and 보고서_v3.hwp are versions of 보고서; 휴가 지침(2024년).hwp and
휴가 지침(2025년 개정).hwp are versions of 휴가 지침.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_SEP = r"[\s_\-.,+·(\[（]*"
_END = r"[)\]）]?"
# The words at a name's end that tell a version, with how finished each makes it (0 draft to 4 final).
_WORDS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(rf"{_SEP}(?P<word>{word}){_END}\s*$", re.IGNORECASE), rank)
    for word, rank in (
        (r"(?:진짜|완전|레알|real)?[\s_]?최종[\s_]?(?:본|안|판|수정본?|확정)?[\s_]?\d{0,2}", 4.0),
        (r"final\d{0,2}", 4.0),
        (r"확정[\s_]?(?:본|안|판)?\d{0,2}", 4.0),
        (r"(?:재)?수정[\s_]?(?:본|안|판)?[\s_]?\d{0,2}", 2.0),
        (r"(?:재)?보완[\s_]?(?:본|안)?\d{0,2}", 2.0),
        (r"(?:검토|의견|협의)[\s_]?(?:본|안|용|반영)", 1.0),
        (r"초안\d{0,2}|draft\d{0,2}|가안|시안", 0.0),
        (r"(?:v|ver|version|rev|revision|r)[.\s]?\d{1,3}(?:\.\d{1,3}){0,2}", 1.0),
        (r"\d{1,2}차[\s_]?(?:수정|안|본)", 2.0),
        (r"(?:복)?사본(?:\s?\(\d{1,2}\))?|복사본?|copy(?:\s?\d{1,2})?", 0.5),
        (r"(?<=\()\d{1,2}(?=\))", 0.5),
        (
            r"(?:(?:19|20)\d{2}[.년]?\s?(?:\d{1,2}[.월]?\s?)?(?:\d{1,2}[.일]?\s?)?)?(?:전부|일부|전면)?\s?개정(?:판|본|안)?",
            1.0,
        ),
    )
)
# One of these stands in every such word: a name without any is passed by.
_HINT = re.compile(
    r"최종|final|확정|수정|보완|검토|의견|협의|초안|draft|가안|시안|[vrn][.\s]?\d|\d차|사본|복사|copy|\(\d|개정",
    re.IGNORECASE,
)
_YEAR_END = re.compile(rf"{_SEP}(?P<year>(?:19|20)\d{{2}})\s?(?:년도|년|학년도)?\s?(?:판|기준|도)?{_END}\s*$")
_YEAR_START = re.compile(r"^(?P<year>(?:19|20)\d{2})\s?(?:년도|년|학년도|회계연도)?[\s_]+")
_YEAR_IN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\s?(?:년도|년|학년도|회계연도|[.]\s?\d{1,2}\s?월)|['’‘](?P<short>\d{2})\s?(?:년|[.])|(?<!\d)(?P<two>\d{2})년도"
)
_DAY = re.compile(
    rf"{_SEP}(?P<y>(?:20)?\d{{2}})[.\-]?\s?(?P<m>0[1-9]|1[0-2])[.\-]?\s?(?P<d>0[1-9]|[12]\d|3[01]){_END}\s*$"
)
_DAY_START = re.compile(
    r"^\(?(?P<y>(?:20)?\d{2})[.\-]?(?P<m>0[1-9]|1[0-2])[.\-]?(?P<d>0[1-9]|[12]\d|3[01])\)?[\s_\-.]+"
)
_RULE = re.compile(
    r"(?:지침|규정|규칙|기준|매뉴얼|조례|요령|편람|수칙|세칙|내규|정관|훈령|예규|고시|법|령|가이드라인)$"
)
_NUMBERS = re.compile(r"\d+")
_STRIP = " _-.,+·"


@dataclass(frozen=True, slots=True)
class NameParts:
    """base: what versions of one document share, for comparing; base_title: the same, for reading.

    words: version words, as written, in order; rank: greater is later; year, day: as the name says, or "".
    """

    base: str
    base_title: str
    words: tuple[str, ...] = ()
    rank: float = 1.0
    year: str = ""
    day: str = ""


def parts_of_name(stem: str) -> NameParts:
    """Take a file's name (without suffix) apart."""
    text = unicodedata.normalize("NFC", stem).replace("\u200b", "").strip()
    whole = text
    words: list[str] = []
    ranks: list[float] = []
    number = 0.0
    year, day = "", ""
    match = _DAY_START.match(text)
    if match and _real_day(match):
        day, text = _real_day(match), text[match.end() :]
    changed = True
    while changed and text:
        changed = False
        for pattern, rank in _WORDS if _HINT.search(text) else ():
            match = pattern.search(text)
            if match and match.start() > 0:
                word = match["word"].strip(_STRIP)
                words.append(word)
                ranks.append(rank)
                numbers = _NUMBERS.findall(word)
                if numbers and "개정" not in word:
                    number = max(number, float(numbers[0]) + (float(numbers[1]) / 100 if len(numbers) > 1 else 0))
                elif numbers and len(numbers[0]) == 4:
                    year = year or numbers[0]
                text, changed = text[: match.start()], True
        match = _DAY.search(text)
        if match and match.start() > 0 and _real_day(match):
            day, text, changed = day or _real_day(match), text[: match.start()], True
        match = _YEAR_END.search(text)
        # A bare number at the end may be part of the name (ISO 2022): only with 년, in brackets or for a rule.
        if match and match.start() > 0 and _is_year(match, text):
            year, text, changed = year or match["year"], text[: match.start()], True
    text = text.strip(_STRIP)
    match = _YEAR_START.match(text)
    if match:
        year = year or match["year"]
        if _RULE.search(text):
            text = text[match.end() :]
    if not year and (match := _YEAR_IN.search(whole)):
        short = match["short"] or match["two"]
        year = match["year"] or f"20{short}"
    rank = (max(ranks) if ranks else 1.0) * 100 + min(number, 99.0)
    return NameParts(bare_name(text) or bare_name(whole), text or whole, tuple(reversed(words)), rank, year, day)


def bare_name(text: str) -> str:
    """A name as base names are compared: composed, case-folded, without white space, marks and brackets."""
    return re.sub(r"[\s_\-.,+·()\[\]（）「」『』]", "", unicodedata.normalize("NFC", text).casefold())


def _is_year(match: re.Match[str], text: str) -> bool:
    written = match[0]
    return (
        "년" in written
        or "(" in written
        or "[" in written
        or bool(_RULE.search(text[: match.start()].rstrip(_STRIP)))
    )


def _real_day(match: re.Match[str]) -> str:
    year = int(match["y"]) if len(match["y"]) == 4 else 2000 + int(match["y"])
    try:
        return date(year, int(match["m"]), int(match["d"])).isoformat()
    except ValueError:
        return ""

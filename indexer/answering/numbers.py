"""Numbers, amounts, dates and articles of a text in one form, so that two ways of writing one fact are equal.

2만원 = 20,000원 = 20천원 = 이만원, 3. 1. = 3월 1일, １２ = 12, △12 = -12 = (12), 70퍼센트 = 70%,
제5조제2항 = 제 5 조 제 2 항, 오후 6시 = 18:00, 두 번 = 2회, 사흘 = 3일, '24년 = 2024년.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_SCALES = {"십": 10, "백": 100, "천": 1_000, "만": 10_000, "억": 100_000_000, "조": 1_000_000_000_000}
_DIGITS = {c: n for n, c in enumerate("영일이삼사오육칠팔구")}
_UNITS = (
    ("원", ("원",)),
    ("%", ("%p", "%", "퍼센트", "프로")),
    ("명", ("명", "인")),
    ("개월", ("개월", "달")),
    ("월", ("월",)),
    ("일", ("일", "박")),
    ("주", ("주",)),
    ("년", ("년도", "년", "개년")),
    ("세", ("세", "살")),
    ("시간", ("시간",)),
    ("시", ("시",)),
    ("분", ("분",)),
    ("회", ("회", "번", "차례")),
    ("건", ("건",)),
    ("개", ("개소", "개", "곳")),
)
_UNIT_OF = {word: unit for unit, words in _UNITS for word in words}
_UNIT = "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))

_DATE = re.compile(
    r"(?:(?P<y>['’]?\d{2}|\d{4})\s?(?:년|[.\-/])\s?)?(?P<m>1[0-2]|0?[1-9])\s?(?:월|[.\-/])\s?"
    r"(?P<d>3[01]|[12]\d|0?[1-9])(?:\s?일|\.|(?=[^\d%.,원명세만천]|$))(?!\d)"
)
_MONTH = re.compile(r"(?P<y>['’]\d{2}|\d{4})\s?[년.]\s?(?P<m>1[0-2]|0?[1-9])\s?(?:월|\.(?!\d))")
_ARTICLE = re.compile(r"제?\s?(\d+)\s?(조|항|호|목|장|절|편)(?:의\s?(\d+))?(?![가-힣]*\s?원)")
_NUMBER = re.compile(
    r"(?P<sign>[△▲\-−]\s?|\((?=\d[\d,.]*\)))?(?P<number>\d[\d,]*(?:\.\d+)?)"
    rf"(?P<scale>(?:\s?[십백천만억조](?![가-힣]*조))*)(?P<more>(?:\s?\d[\d,]*(?:\.\d+)?\s?[백천만억]+)*"
    rf"(?:\s?\d[\d,]*(?=\s?원))?)\s?(?P<unit>{_UNIT})?"
)
_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([십백천만억조]*)")
_HANGUL = re.compile(
    r"(?<![가-힣\d])(?<!\d\s)(?:일금\s?|금\s?)?([일이삼사오육칠팔구십백천만억조]{2,})\s?원(?:정|(?![가-힣])|[은을이의])"
)
_TIME = re.compile(
    r"(?P<half>오전|오후|밤|저녁|새벽|낮|아침)?\s?(?P<h>\d{1,2})(?:\s?시(?!간|행|도|군|장|민|내|설|중)|(?=:\d\d))"
    r"(?:[:\s]?\s?(?P<m>\d{1,2})(?:\s?분|(?!\d)))?(?P<half2>\s?반(?![가-힣]))?"
)
_NATIVE = {w: n for n, w in enumerate("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열".split(), 1)}
_SPOKEN = re.compile(
    rf"(?<![가-힣])(?P<word>{'|'.join(_NATIVE)})\s?(?P<unit>번|시간|달|명|사람|가지|개|곳|차례|살|배|주|부|해|건)(?!째)"
)
_DAYS = {
    "하루": 1,
    "이틀": 2,
    "사흘": 3,
    "나흘": 4,
    "닷새": 5,
    "엿새": 6,
    "이레": 7,
    "여드레": 8,
    "열흘": 10,
    "보름": 15,
}
_SPOKEN_DAYS = re.compile("|".join(_DAYS))
_BARE = re.compile(r"(?:^|\|\s*|\n\s*)$")
_DECLARED = re.compile(r"단위\s?[:：]?\s?(십|백|천|만|백만|천만|억|십억|백억|조)\s?(?:원|명|개)")


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of a text. `unit` "" where none is written; `shown` is how the text writes it.

    `idiom`: may be a manner of speaking (한 번에, 하루빨리), so it supports a claim and is none.
    """

    value: float
    unit: str
    shown: str = field(compare=False)
    idiom: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states in numbers: numbers, (year, month, day) with None where unsaid, (kind, number, branch)."""

    numbers: frozenset[Fact]
    dates: frozenset[tuple[int | None, int, int | None]]
    articles: frozenset[tuple[str, int, int]]
    scales: frozenset[int] = frozenset()


def _scaled(digits: str, scales: str) -> float:
    value = float(digits.replace(",", "") or 0)
    for s in scales:
        value *= _SCALES.get(s, 1)
    return value


def _amount(text: str) -> float:
    """The value of "1억 2천만", "111만 9,000", "20천"."""
    return sum(_scaled(d, s) for d, s in _PART.findall(text))


def hangul_number(text: str) -> int:
    """The value of a number written in Hangul: 이만오천 → 25000."""
    total = section = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif _SCALES[c] < 10_000:
            section += (digit or 1) * _SCALES[c]
            digit = 0
        else:
            total += (section + digit or 1) * _SCALES[c]
            section = digit = 0
    return total + section + digit


def _year(text: str | None) -> int | None:
    if not text:
        return None
    digits = int(text.strip("'’"))
    return digits if digits > 99 else 2000 + digits


def facts(text: str) -> Facts:
    """All numbers of a text in comparable form."""
    text = unicodedata.normalize("NFKC", re.sub("[△▲]", "−", text))
    dates: set[tuple[int | None, int, int | None]] = set()
    articles: set[tuple[str, int, int]] = set()
    numbers: set[Fact] = set()

    def date(match: re.Match[str]) -> str:
        year = _year(match.group("y"))
        day = int(match.group("d")) if "d" in match.groupdict() and match.group("d") else None
        dates.add((year, int(match.group("m")), day))
        if year:
            numbers.add(Fact(year, "년", match.group().strip()))
        return " ; "

    def article(match: re.Match[str]) -> str:
        articles.add((match.group(2), int(match.group(1)), int(match.group(3) or 0)))
        return " ; "

    def time(match: re.Match[str]) -> str:
        hour, half = int(match.group("h")), match.group("half") or ""
        if half in ("오후", "밤", "저녁", "낮") and hour < 12 and not (half == "낮" and hour > 9):
            hour += 12
        numbers.add(Fact(hour, "시", match.group().strip()))
        minute = int(match.group("m") or 0) or (30 if match.group("half2") else 0)
        if minute:
            numbers.add(Fact(minute, "분", match.group().strip()))
        return " ; "

    for match in _SPOKEN.finditer(text):
        unit = {"사람": "명", "가지": "개", "해": "년"}.get(match.group("unit"), match.group("unit"))
        spoken = _NATIVE[match.group("word")]
        numbers.add(Fact(spoken, _UNIT_OF.get(unit, ""), match.group(), spoken == 1))
    for match in _SPOKEN_DAYS.finditer(text):
        numbers.add(Fact(_DAYS[match.group()], "일", match.group(), True))
    for match in _HANGUL.finditer(text):
        numbers.add(Fact(float(hangul_number(match.group(1))), "원", match.group().strip()))
    scales = frozenset(int(_scaled("1", m)) for m in _DECLARED.findall(text))
    rest = _DATE.sub(date, text)
    rest = _MONTH.sub(date, rest)
    rest = _ARTICLE.sub(article, rest)
    rest = _TIME.sub(time, rest)
    for match in _NUMBER.finditer(rest):
        value = _amount(match.group("number") + match.group("scale") + match.group("more"))
        unit = _UNIT_OF.get(match.group("unit") or "", "")
        sign = (match.group("sign") or "").strip()
        before = rest[: match.start()]
        # "3-5일" is a range and "정원(12)" a remark; a triangle is always a minus.
        if (
            sign == "−"
            or (sign == "-" and not re.search(r"\w\s?$", before))
            or (sign == "(" and _BARE.search(before))
        ):
            value = -value
        numbers.add(Fact(value, unit, match.group().strip()))
    return Facts(frozenset(numbers), frozenset(dates), frozenset(articles), scales)


def _short(fact: Fact) -> tuple[float, ...]:
    """Shorter ways to say it: 24년 for 2024년, 6시 for 18시."""
    if fact.unit == "년" and 2000 <= fact.value < 2100:
        return (fact.value - 2000,)
    return (fact.value - 12,) if fact.unit == "시" and 12 < fact.value <= 24 else ()


def _agree(asked: tuple[int | None, int, int | None], known: tuple[int | None, int, int | None]) -> bool:
    """Whether a date says nothing that the known one does not."""
    return asked[1] == known[1] and all(a is None or a == k for a, k in zip(asked, known, strict=True))


def missing(answer: Facts, source: Facts) -> list[str]:
    """What the answer states and the source does not, as the answer writes it."""
    out: list[str] = []
    values: dict[float, set[str]] = {}
    for known in source.numbers:
        for scale in (1, *source.scales):
            for value in {known.value * scale, abs(known.value) * scale, *_short(known)}:
                values.setdefault(round(value, 6), set()).add(known.unit if scale == 1 else "")
    for fact in sorted((f for f in answer.numbers if not f.idiom), key=lambda f: f.shown):
        units = values.get(round(fact.value, 6))
        if units is None or not (fact.unit in units or not fact.unit or "" in units):
            out.append(fact.shown)
    for year, month, day in sorted(answer.dates, key=str):
        if not any(_agree((year, month, day), known) for known in source.dates):
            out.append(f"{f'{year}년 ' if year else ''}{month}월{f' {day}일' if day else ''}")
    for kind, number, branch in sorted(answer.articles - source.articles):
        out.append(f"제{number}{kind}{f'의{branch}' if branch else ''}")
    return out

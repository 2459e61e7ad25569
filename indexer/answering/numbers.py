"""Numbers, amounts, dates and articles of a text in one form, so that two ways of writing one fact are equal.

2만원 = 20,000원 = 20천원 = 이만원, 3. 1. = 3월 1일, １２ = 12, △12 = -12 = (12), 70퍼센트 = 70%,
제5조제2항 = 제 5 조 제 2 항, 오후 6시 = 18:00, 두 번 = 2회, 사흘 = 3일, '24년 = 2024년.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from indexer.answering.figures import (
    ARTICLE,
    AS_DAY,
    BARE,
    DATE,
    DAY_ONLY,
    DAYS,
    DECLARED,
    FALLS,
    HALF,
    HALF_YEAR,
    HANGUL,
    MONTH,
    NATIVE,
    NUMBER,
    RATIO,
    SLASH,
    SPOKEN,
    SPOKEN_DAYS,
    TENS,
    TIME,
    UNIT_OF,
    amount,
    hangul_number,
    scaled,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of a text. `unit` "" where none is written; `shown` is how the text writes it.

    `idiom`: may be a manner of speaking (한 번에, 하루빨리), so it supports a claim and is none. `written`: the
    value in the unit that the text writes (2.4 of 2.4㎞), which a column headed ㎞ has without it.
    """

    value: float
    unit: str
    shown: str = field(compare=False)
    idiom: bool = field(default=False, compare=False)
    written: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states in numbers: numbers, (year, month, day) with None where unsaid, (kind, number, branch).

    `scales`: of the tables whose figures are in 천원 or 백만원; `falls`: it speaks of a fall, so 3% may be △3%.
    """

    numbers: frozenset[Fact]
    dates: frozenset[tuple[int | None, int, int | None]]
    articles: frozenset[tuple[str, int, int]]
    scales: frozenset[int] = frozenset()
    falls: bool = False


def _year(text: str | None) -> int | None:
    if not text:
        return None
    digits = int(text.strip("'’"))
    return digits if digits > 99 else 2000 + digits


def facts(text: str) -> Facts:
    """All numbers of a text in comparable form."""
    text = unicodedata.normalize("NFKC", re.sub("[△▲]", "−", text))
    reader = _Reader()
    reader.spoken(text)
    scales = frozenset(int(scaled("1", m)) for m in DECLARED.findall(text))
    rest = RATIO.sub(reader.ratio, text)
    rest = SLASH.sub(reader.slash, rest)
    rest = reader.days(rest)
    rest = MONTH.sub(reader.date, rest)
    rest = ARTICLE.sub(reader.article, rest)
    rest = TIME.sub(reader.time, rest)
    reader.counted(rest)
    return Facts(
        frozenset(reader.numbers),
        frozenset(reader.dates),
        frozenset(reader.articles),
        scales,
        bool(FALLS.search(text)),
    )


class _Reader:
    """Takes the facts out of a text, kind by kind; what is taken leaves a mark."""

    def __init__(self) -> None:
        self._last: tuple[int | None, int, int | None] = (None, 0, None)
        self.dates: set[tuple[int | None, int, int | None]] = set()
        self.articles: set[tuple[str, int, int]] = set()
        self.numbers: set[Fact] = set()

    def spoken(self, text: str) -> None:
        """Numbers that are words: 두 번, 열다섯 명, 사흘, 이만오천원, 절반."""
        for match in SPOKEN.finditer(text):
            unit = {"사람": "명", "가지": "개", "해": "년", "군데": "개"}.get(match["unit"], match["unit"])
            value = 10 * TENS.get(match["tens"], 0) + NATIVE.get(match["word"], 0)
            self.numbers.add(Fact(value, UNIT_OF.get(unit, ("", 1))[0], match.group(), value == 1))
        for match in SPOKEN_DAYS.finditer(text):
            self.numbers.add(Fact(DAYS[match.group()], "일", match.group(), match.group() == "하루"))
        for match in HANGUL.finditer(text):
            self.numbers.add(Fact(float(hangul_number(match.group(1))), "원", match.group().strip()))
        for match in HALF.finditer(text):
            self.numbers.add(Fact(0.5, "율", match.group(), True))
        for match in HALF_YEAR.finditer(text):
            self.numbers.add(Fact(6, "개월", match.group()))

    def ratio(self, match: re.Match[str]) -> str:
        """100분의 50, 3분의 1, 삼분의 일."""
        whole, part = (_either(match[g]) for g in ("whole", "part"))
        if whole:
            self.numbers.add(Fact(round(part / whole, 9), "율", match.group().strip()))
        return " ; "

    def slash(self, match: re.Match[str]) -> str:
        """3/10 is a part or a day."""
        first, second = int(match[1]), int(match[2])
        if not 0 < first < second:
            return match.group()
        self.numbers.add(Fact(round(first / second, 9), "율", match.group()))
        if first <= 12 and second <= 31:
            self.dates.add((None, first, second))
        return " ; "

    def days(self, text: str) -> str:
        """The text without its days; of 9. 4. ~ 5. both."""
        out: list[str] = []
        at = 0
        for match in DATE.finditer(text):
            if match.start() < at or not _is_day(match, text):
                continue
            out += [text[at : match.start()], self.date(match)]
            at = match.end()
            year, month, _ = self._last
            if more := DAY_ONLY.match(text, at):
                self.dates.add((year, month, int(more["d"])))
                at = more.end()
        return "".join([*out, text[at:]])

    def date(self, match: re.Match[str]) -> str:
        year = _year(match.group("y"))
        day = int(match.group("d")) if "d" in match.groupdict() and match.group("d") else None
        self._last = (year, int(match.group("m")), day)
        self.dates.add(self._last)
        if year:
            self.numbers.add(Fact(year, "년", match.group().strip()))
        return " ; "

    def article(self, match: re.Match[str]) -> str:
        self.articles.add(
            (match.group(2) or match.group(4), int(match.group(1) or match.group(3)), int(match.group(5) or 0))
        )
        return " ; "

    def time(self, match: re.Match[str]) -> str:
        hour, half = int(match.group("h")), match.group("half") or ""
        if half in ("오후", "밤", "저녁", "낮") and hour < 12 and not (half == "낮" and hour > 9):
            hour += 12
        self.numbers.add(Fact(hour, "시", match.group().strip()))
        minute = int(match.group("m") or 0) or (30 if match.group("half2") else 0)
        if minute:
            self.numbers.add(Fact(minute, "분", match.group().strip()))
        return " ; "

    def counted(self, rest: str) -> None:
        """Figures with or without a unit."""
        for match in NUMBER.finditer(rest):
            value = amount(match.group("number") + match.group("scale") + match.group("more"))
            unit, size = UNIT_OF.get(match.group("unit") or "", ("", 1))
            sign = (match.group("sign") or "").strip()
            before = rest[: match.start()]
            # "3-5일" is a range and "정원(12)" a remark; a triangle is always a minus.
            if (
                sign == "−"
                or (sign == "-" and not re.search(r"\w\s?$", before))
                or (sign == "(" and BARE.search(before))
            ):
                value = -value
            shown = match.group().strip()
            self.numbers.add(Fact(round(value * size, 6), unit, shown, written=value if size != 1 else None))


def _either(text: str) -> float:
    """A number in digits or in Hangul; 1천 too."""
    text = text.replace(" ", "")
    return amount(text) if text[0].isdigit() else float(hangul_number(text))


def _is_day(match: re.Match[str], text: str) -> bool:
    """Whether digits with a point between are a day and no decimal."""
    if (
        match["y"]
        or "월" in match["mark"]
        or match["end"].strip()
        or match["mark"].strip() != "."
        or " " in match["mark"]
    ):
        return True
    return bool(re.compile(AS_DAY).match(text, match.end()))

"""Numbers, amounts, dates and articles of a text in one form, so that two ways of writing one fact are equal.

2만원 = 20,000원 = 20천원 = 이만원, 3. 1. = 3월 1일, １２ = 12, △12 = -12 = (12), 70퍼센트 = 70%,
제5조제2항 = 제 5 조 제 2 항, 오후 6시 = 18:00, 두 번 = 2회, 사흘 = 3일, '24년 = 2024년.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

_SCALES = {"십": 10, "백": 100, "천": 1_000, "만": 10_000, "억": 100_000_000, "조": 1_000_000_000_000}
_DIGITS = {c: n for n, c in enumerate("영일이삼사오육칠팔구")}
# Unit, the words for it, and how many of it one is.
_UNITS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("원", ("원",), 1),
    ("달러", ("달러",), 1),
    ("%", ("%p", "%", "퍼센트포인트", "퍼센트", "프로"), 1),
    ("명", ("명", "인"), 1),
    ("개월", ("개월", "달"), 1),
    ("월", ("월",), 1),
    ("일", ("일", "박"), 1),
    ("주", ("주",), 1),
    ("년", ("년도", "년", "개년"), 1),
    ("세", ("세", "살"), 1),
    ("시간", ("시간",), 1),
    ("시", ("시",), 1),
    ("분", ("분",), 1),
    ("회", ("회", "번", "차례"), 1),
    ("건", ("건",), 1),
    ("개", ("개소", "개", "곳"), 1),
    ("장", ("장",), 1),
    ("배", ("배",), 1),
    ("점", ("점",), 1),
    ("m", ("m", "미터"), 1),
    ("m", ("km", "킬로미터"), 1_000),
    ("m", ("cm", "센티미터"), 0.01),
    ("m", ("mm", "밀리미터"), 0.001),
    ("m2", ("m2", "제곱미터", "평방미터"), 1),
    ("m2", ("ha", "헥타르"), 10_000),
    ("m2", ("km2", "제곱킬로미터"), 1_000_000),
    ("g", ("g", "그램"), 1),
    ("g", ("kg", "킬로그램"), 1_000),
    ("g", ("t", "톤"), 1_000_000),
    ("g", ("mg", "밀리그램"), 0.001),
)
_UNIT_OF = {word: (unit, size) for unit, words, size in _UNITS for word in words}
# What begins like a unit and is none: 분기, 달러, 주년, 인분.
_NO_UNIT = r"(?!(?<=분)[기의류야]|(?<=달)러|(?<=[a-z2])[A-Za-z0-9]|(?<=주)[년차민]|(?<=장)[애학]|(?<=배)[정송수])"
_UNIT = "(?:" + "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True)) + ")" + _NO_UNIT

# 3.1 alone is a decimal; a day where its end is marked, or where it stands as a day does: 9.15(월), 3.1부터.
_AS_DAY = r"(?=\s?\([월화수목금토일]\)|\s?[~∼]|부터|까지|\s?현재|\s?기준|\s?시행|\s?자\b)"
_DATE = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:(?P<y>['’]?\d{2}|\d{4})\s?(?:년|[.\-/])\s?)?(?P<m>1[0-2]|0?[1-9])(?P<mark>\s?(?:월|[.\-/])\s?)"
    r"(?P<d>3[01]|[12]\d|0?[1-9])(?P<end>\s?일|\.(?!\d)|(?=[^\d%.,원명세만천]|$))(?!\d)"
)
_DAY_ONLY = re.compile(r"\s?[;)]?\s?(?:\([월화수목금토일]\)\s?)?(?:[~∼]|부터)\s?(?P<d>3[01]|[12]\d|0?[1-9])(?:\.(?!\s?\d)|일)")
_MONTH = re.compile(r"(?<!\d)(?P<y>['’]\d{2}|\d{4})\s?[년.]\s?(?P<m>1[0-2]|0?[1-9])\s?(?:월|\.(?!\d))")
_ARTICLE = re.compile(
    r"(?:제\s?(\d+)\s?(조|항|호|목|장|절|편)|(?<![\d,.])(\d+)\s?(조|항|호(?!선|봉|기)))(?:의\s?(\d+))?(?![가-힣]*\s?원)"
)
_RATIO = re.compile(
    r"(?P<whole>\d[\d,]*\s?[백천만]?|[이삼사오육칠팔구십백천만]{1,2})\s?분의\s?(?P<part>\d[\d,]*(?:\.\d+)?|[일이삼사오육칠팔구십]{1,2}(?![가-힣]{2}))"
)
_SLASH = re.compile(r"(?<![\d./])(\d{1,2})/(\d{1,3})(?![\d/])")
_HALF = re.compile(r"절반|반액|반값")
_NUMBER = re.compile(
    r"(?P<sign>[△▲\-−]\s?|\((?=\d[\d,.]*\)))?(?P<number>\d[\d,]*(?:\.\d+)?)"
    rf"(?P<scale>(?:\s?[십백천만억조](?![가-힣]*조))*)(?P<more>(?:\s?\d[\d,]*(?:\.\d+)?\s?[백천만억]+)*"
    rf"(?:\s?\d[\d,]*(?=\s?원)|(?<=[백천만억])\s?\d[\d,]*(?=\s?(?:{_UNIT}|[가-힣㎡])))?)\s?(?P<unit>{_UNIT})?"
)
_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([십백천만억조]*)")
_HANGUL = re.compile(
    r"(?<![가-힣\d])(?<!\d\s)(?:일금\s?|금\s?)?([일이삼사오육칠팔구십백천만억조]{2,})\s?원(?:정|(?![가-힣])|[은을이의)])"
)
_TIME = re.compile(
    r"(?P<half>오전|오후|밤|저녁|새벽|낮|아침)?\s?(?P<h>\d{1,2})(?:\s?시(?!간|행|도|군|장|민|내|설|중)|(?=:\d\d))"
    r"(?:[:\s]?\s?(?P<m>\d{1,2})(?:\s?분|(?!\d)))?(?P<half2>\s?반(?![가-힣]))?"
)
_NATIVE = {w: n for n, w in enumerate("한 두 세 네 다섯 여섯 일곱 여덟 아홉".split(), 1)} | {"석": 3, "넉": 4, "스무": 20}
_TENS = {w: n for n, w in enumerate("열 스물 서른 마흔 쉰 예순 일흔 여든 아흔".split(), 1)}
_SPOKEN = re.compile(
    rf"(?<![가-힣])(?P<tens>{'|'.join(_TENS)})?\s?(?P<word>{'|'.join(_NATIVE)})?(?<=[가-힣])\s?"
    r"(?P<unit>번|시간|달|명|사람|가지|개|곳|차례|살|배|주|부|해|건|군데|대)(?!째)(?!러)"
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
_HALF_YEAR = re.compile(r"(?<![가-힣])반년")
_BARE = re.compile(r"(?:^|\|\s*|\n\s*)$")
_DECLARED = re.compile(
    r"(?:단위\s?[:：]?\s?|\(\s?)(십만|백만|천만|십억|백억|천억|십|백|천|만|억|조)\s?(?:원|명|개)(?:\s?[,)]|$)", re.MULTILINE
)
_FALLS = re.compile(r"감소|줄|하락|낮|축소|감액|삭감|마이너스|적자|[△▲\-−]\s?\d")


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of a text. `unit` "" where none is written; `shown` is how the text writes it.

    `idiom`: may be a manner of speaking (한 번에, 하루빨리), so it supports a claim and is none. `written`: the value in
    the unit that the text writes (2.4 of 2.4㎞), which a column headed ㎞ has without it.
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
    reader = _Reader()
    reader.spoken(text)
    scales = frozenset(int(_scaled("1", m)) for m in _DECLARED.findall(text))
    rest = _RATIO.sub(reader.ratio, text)
    rest = _SLASH.sub(reader.slash, rest)
    rest = reader.days(rest)
    rest = _MONTH.sub(reader.date, rest)
    rest = _ARTICLE.sub(reader.article, rest)
    rest = _TIME.sub(reader.time, rest)
    reader.counted(rest)
    return Facts(
        frozenset(reader.numbers),
        frozenset(reader.dates),
        frozenset(reader.articles),
        scales,
        bool(_FALLS.search(text)),
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
        for match in _SPOKEN.finditer(text):
            unit = {"사람": "명", "가지": "개", "해": "년", "군데": "개"}.get(match["unit"], match["unit"])
            value = 10 * _TENS.get(match["tens"], 0) + _NATIVE.get(match["word"], 0)
            self.numbers.add(Fact(value, _UNIT_OF.get(unit, ("", 1))[0], match.group(), value == 1))
        for match in _SPOKEN_DAYS.finditer(text):
            self.numbers.add(Fact(_DAYS[match.group()], "일", match.group(), match.group() == "하루"))
        for match in _HANGUL.finditer(text):
            self.numbers.add(Fact(float(hangul_number(match.group(1))), "원", match.group().strip()))
        for match in _HALF.finditer(text):
            self.numbers.add(Fact(0.5, "율", match.group(), True))
        for match in _HALF_YEAR.finditer(text):
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
        for match in _DATE.finditer(text):
            if match.start() < at or not _is_day(match, text):
                continue
            out += [text[at : match.start()], self.date(match)]
            at = match.end()
            year, month, _ = self._last
            if more := _DAY_ONLY.match(text, at):
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
        self.articles.add((match.group(2) or match.group(4), int(match.group(1) or match.group(3)), int(match.group(5) or 0)))
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
        for match in _NUMBER.finditer(rest):
            value = _amount(match.group("number") + match.group("scale") + match.group("more"))
            unit, size = _UNIT_OF.get(match.group("unit") or "", ("", 1))
            sign = (match.group("sign") or "").strip()
            before = rest[: match.start()]
            # "3-5일" is a range and "정원(12)" a remark; a triangle is always a minus.
            if (
                sign == "−"
                or (sign == "-" and not re.search(r"\w\s?$", before))
                or (sign == "(" and _BARE.search(before))
            ):
                value = -value
            shown = match.group().strip()
            self.numbers.add(Fact(round(value * size, 6), unit, shown, written=value if size != 1 else None))


def _either(text: str) -> float:
    """A number in digits or in Hangul; 1천 too."""
    text = text.replace(" ", "")
    return _amount(text) if text[0].isdigit() else float(hangul_number(text))


def _is_day(match: re.Match[str], text: str) -> bool:
    """Whether digits with a point between are a day and no decimal."""
    if match["y"] or "월" in match["mark"] or match["end"].strip() or match["mark"].strip() != "." or " " in match["mark"]:
        return True
    return bool(re.compile(_AS_DAY).match(text, match.end()))


def _same(fact: Fact) -> Iterator[tuple[float, str]]:
    """Other ways to say it: 24년 for 2024년, 6시 for 18시, 14일 for 2주, 50% for a half."""
    value, unit = fact.value, fact.unit
    if unit == "년" and 2000 <= value < 2100:
        yield value - 2000, unit
    elif unit == "년" and 0 < value < 100:
        yield value * 12, "개월"
    elif unit == "개월" and value % 12 == 0:
        yield value / 12, "년"
    elif unit == "시" and 12 < value <= 24:
        yield value - 12, unit
    elif unit == "주":
        yield value * 7, "일"
    elif unit == "일" and value % 7 == 0:
        yield value / 7, "주"
    elif unit == "분" and value % 60 == 0:
        yield value / 60, "시간"
    elif unit == "시간":
        yield value * 60, "분"
    elif unit == "%":
        yield value / 100, "율"
    elif unit == "율":
        yield value * 100, "%"


def _agree(asked: tuple[int | None, int, int | None], known: tuple[int | None, int, int | None]) -> bool:
    """Whether a date says nothing that the known one does not."""
    return asked[1] == known[1] and all(a is None or a == k for a, k in zip(asked, known, strict=True))


def _known(answer: Facts, source: Facts) -> dict[float, set[str]]:
    """The values that the source states, each with the units it may have, "" for any."""
    values: dict[float, set[str]] = {}

    def add(value: float, unit: str) -> None:
        values.setdefault(round(value, 6), set()).add(unit)

    for known in source.numbers:
        # In a table of 천원 a bare 20,000 is no 2만원; a figure with its unit is what it says.
        add(known.value, known.unit or ("" if not source.scales else "?"))
        for scale in source.scales if not known.unit else ():
            add(known.value * scale, "")
        for value, unit in _same(known):
            add(value, unit)
        if known.value < 0 and (answer.falls or not known.unit):
            for scale in (1, *source.scales):
                add(-known.value * scale, known.unit)
    return values


def missing(answer: Facts, source: Facts) -> list[str]:
    """What the answer states and the source does not, as the answer writes it."""
    out: list[str] = []
    values = _known(answer, source)
    unheld: set[str] = set()
    for fact in sorted((f for f in answer.numbers if not f.idiom), key=lambda f: f.shown):
        units = values.get(round(fact.value, 6))
        if units and (fact.unit in units or not fact.unit or "" in units or (fact.unit != "원" and "?" in units)):
            continue
        if fact.written is not None and values.get(round(fact.written, 6), set()) & {"", "?"}:
            continue
        if fact.unit == "율" and "/" in fact.shown:  # or a day
            unheld.add(fact.shown)
        else:
            out.append(fact.shown)
    for year, month, day in sorted(answer.dates, key=str):
        written = f"{month}/{day}"
        if any(_agree((year, month, day), known) for known in source.dates):
            unheld.discard(written)
        elif year or written not in {f.shown for f in answer.numbers}:
            out.append(f"{f'{year}년 ' if year else ''}{month}월{f' {day}일' if day else ''}")
    out += sorted(unheld)
    for kind, number, branch in sorted(answer.articles - source.articles):
        out.append(f"제{number}{kind}{f'의{branch}' if branch else ''}")
    return out

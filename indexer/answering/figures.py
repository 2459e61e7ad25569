"""How numbers, days, articles and measures are written in Korean official text: units and patterns."""

from __future__ import annotations

import re

SCALES = {"십": 10, "백": 100, "천": 1_000, "만": 10_000, "억": 100_000_000, "조": 1_000_000_000_000}
DIGITS = {c: n for n, c in enumerate("영일이삼사오육칠팔구")}
# Unit, the words for it, and how many of it one is.
UNITS: tuple[tuple[str, tuple[str, ...], float], ...] = (
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
UNIT_OF = {word: (unit, size) for unit, words, size in UNITS for word in words}
# What begins like a unit and is none: 분기, 달러, 주년, 인분.
NO_UNIT = r"(?!(?<=분)[기의류야]|(?<=달)러|(?<=[a-z2])[A-Za-z0-9]|(?<=주)[년차민]|(?<=장)[애학]|(?<=배)[정송수])"
UNIT = "(?:" + "|".join(sorted(map(re.escape, UNIT_OF), key=len, reverse=True)) + ")" + NO_UNIT

# 3.1 alone is a decimal; a day where its end is marked, or where it stands as a day does: 9.15(월), 3.1부터.
AS_DAY = r"(?=\s?\([월화수목금토일]\)|\s?[~∼]|부터|까지|\s?현재|\s?기준|\s?시행|\s?자\b)"
DATE = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:(?P<y>['’]?\d{2}|\d{4})\s?(?:년|[.\-/])\s?)?(?P<m>1[0-2]|0?[1-9])(?P<mark>\s?(?:월|[.\-/])\s?)"
    r"(?P<d>3[01]|[12]\d|0?[1-9])(?P<end>\s?일|\.(?!\d)|(?=[^\d%.,원명세만천]|$))(?!\d)"
)
DAY_ONLY = re.compile(
    r"\s?[;)]?\s?(?:\([월화수목금토일]\)\s?)?(?:[~∼]|부터)\s?(?P<d>3[01]|[12]\d|0?[1-9])(?:\.(?!\s?\d)|일)"
)
MONTH = re.compile(r"(?<!\d)(?P<y>['’]\d{2}|\d{4})\s?[년.]\s?(?P<m>1[0-2]|0?[1-9])\s?(?:월|\.(?!\d))")
ARTICLE = re.compile(
    r"(?:제\s?(\d+)\s?(조|항|호|목|장|절|편)|(?<![\d,.])(\d+)\s?(조|항|호(?!선|봉|기)))(?:의\s?(\d+))?(?![가-힣]*\s?원)"
)
RATIO = re.compile(
    r"(?P<whole>\d[\d,]*\s?[백천만]?|[이삼사오육칠팔구십백천만]{1,2})\s?분의\s?(?P<part>\d[\d,]*(?:\.\d+)?|[일이삼사오육칠팔구십]{1,2}(?![가-힣]{2}))"
)
SLASH = re.compile(r"(?<![\d./])(\d{1,2})/(\d{1,3})(?![\d/])")
HALF = re.compile(r"절반|반액|반값")
NUMBER = re.compile(
    r"(?P<sign>[△▲\-−]\s?|\((?=\d[\d,.]*\)))?(?P<number>\d[\d,]*(?:\.\d+)?)"
    rf"(?P<scale>(?:\s?[십백천만억조](?![가-힣]*조))*)(?P<more>(?:\s?\d[\d,]*(?:\.\d+)?\s?[백천만억]+)*"
    rf"(?:\s?\d[\d,]*(?=\s?원)|(?<=[백천만억])\s?\d[\d,]*(?=\s?(?:{UNIT}|[가-힣㎡])))?)\s?(?P<unit>{UNIT})?"
)
PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([십백천만억조]*)")
HANGUL = re.compile(
    r"(?<![가-힣\d])(?<!\d\s)(?:일금\s?|금\s?)?([일이삼사오육칠팔구십백천만억조]{2,})\s?원(?:정|(?![가-힣])|[은을이의)])"
)
TIME = re.compile(
    r"(?P<half>오전|오후|밤|저녁|새벽|낮|아침)?\s?(?P<h>\d{1,2})(?:\s?시(?!간|행|도|군|장|민|내|설|중)|(?=:\d\d))"
    r"(?:[:\s]?\s?(?P<m>\d{1,2})(?:\s?분|(?!\d)))?(?P<half2>\s?반(?![가-힣]))?"
)
NATIVE = {w: n for n, w in enumerate("한 두 세 네 다섯 여섯 일곱 여덟 아홉".split(), 1)} | {
    "석": 3,
    "넉": 4,
    "스무": 20,
}
TENS = {w: n for n, w in enumerate("열 스물 서른 마흔 쉰 예순 일흔 여든 아흔".split(), 1)}
SPOKEN = re.compile(
    rf"(?<![가-힣])(?P<tens>{'|'.join(TENS)})?\s?(?P<word>{'|'.join(NATIVE)})?(?<=[가-힣])\s?"
    r"(?P<unit>번|시간|달|명|사람|가지|개|곳|차례|살|배|주|부|해|건|군데|대)(?!째)(?!러)"
)
DAYS = {
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
SPOKEN_DAYS = re.compile("|".join(DAYS))
HALF_YEAR = re.compile(r"(?<![가-힣])반년")
BARE = re.compile(r"(?:^|\|\s*|\n\s*)$")
DECLARED = re.compile(
    r"(?:단위\s?[:：]?\s?|\(\s?)(십만|백만|천만|십억|백억|천억|십|백|천|만|억|조)\s?(?:원|명|개)(?:\s?[,)]|$)",
    re.MULTILINE,
)
FALLS = re.compile(r"감소|줄|하락|낮|축소|감액|삭감|마이너스|적자|[△▲\-−]\s?\d")


def scaled(digits: str, scales: str) -> float:
    value = float(digits.replace(",", "") or 0)
    for s in scales:
        value *= SCALES.get(s, 1)
    return value


def amount(text: str) -> float:
    """The value of "1억 2천만", "111만 9,000", "20천"."""
    return sum(scaled(d, s) for d, s in PART.findall(text))


def hangul_number(text: str) -> int:
    """The value of a number written in Hangul: 이만오천 → 25000."""
    total = section = digit = 0
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        elif SCALES[c] < 10_000:
            section += (digit or 1) * SCALES[c]
            digit = 0
        else:
            total += (section + digit or 1) * SCALES[c]
            section = digit = 0
    return total + section + digit

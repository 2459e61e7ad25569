"""Conditions that a question states in its own words: 작년, 한글 파일에서, 총무과 공문, 총무과-1234, 제12조.

Only what cannot be meant otherwise narrows the search (a file type or a folder named as such); everything else makes
documents that meet it rank higher, for a question about 2024 may well be answered by a rule of 2023.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from indexer.language.periods import Period, find_periods
from indexer.store.selecting import TYPES


@dataclass(frozen=True, slots=True)
class Condition:
    """`key` and `value` as for `--filter` (key `article`: of passages); `words`: as the user wrote it.

    narrows: other documents are left out; else those that meet it rank higher. [start, end) in the question.
    added: words that say the same for the search by words (2025년 for 작년), or "".
    """

    key: str
    value: str
    words: str
    start: int
    end: int
    narrows: bool = False
    added: str = ""


_FORMS = sorted(
    {*TYPES, "hwp", "hwpx", "hml", "pdf", "docx", "doc", "xlsx", "xls", "csv", "pptx", "odt", "rtf"},
    key=len,
    reverse=True,
)
_BOUND = r"(?<![가-힣A-Za-z0-9])"
# 한글 파일에서, hwp로 된, PDF 파일만, 엑셀로 (찾아줘): said of files, not of what is in them.
_TYPE = re.compile(
    rf"{_BOUND}(?P<type>{'|'.join(map(re.escape, _FORMS))})"
    r"(?:\s?(?:파일|문서)(?:로\s?(?:된|저장된|만든|작성된)(?:\s?(?:것|문서|자료))?(?:만|에서|중(?:에서?)?)?|\s?중(?:에서?)?|에서만?|만|들\s?중(?:에서?)?|\s?찾아\S*|$)"
    r"|\s?찾아\s?(?:줘|주세요|봐|줄래)|로\s?(?:된|저장된|만들어진|작성된)(?:\s?(?:것|파일|문서|자료))?(?:만|에서|중(?:에서?)?)?|에서만|만)(?=\s|[?.,]|$)",
    re.IGNORECASE,
)
# 여비 관련 pdf: the last word, after what it is about.
_TYPE_LAST = re.compile(
    rf"(?:관련(?:된|한)?|대한|관한)\s(?P<type>{'|'.join(map(re.escape, _FORMS))})(?=\s?[?.]?\s*$)", re.IGNORECASE
)
_FOLDER = re.compile(
    rf"{_BOUND}(?P<folder>[^\s\"“”]{{1,40}})\s?(?:폴더|디렉터리|디렉토리)(?:에서만|에서|에\s?있는|의|안에서|안의|만)(?=\s|[?.,]|$)"
)
_UNIT = r"[가-힣0-9·ㆍ]{1,16}(?:과|담당관실|담당관|관실|팀|국|실|센터|사업소|본부|위원회)"
_DEPARTMENT = re.compile(
    rf"{_BOUND}(?P<unit>{_UNIT})(?:에서|의|가|이)?\s?(?:보낸|낸|온|작성한|만든|발송한|시행한|올린)?\s?"
    r"(?=(?:공문|문서|자료|지침|계획|보고서|보도자료|회의록|공지|안내문|매뉴얼)(?:[은는이가을를에의도만]|에서|$|\s|\?))"
)
_NOT_UNITS = frozenset(
    "결과 효과 성과 경과 학과 교과 통과 초과 부과 전과 과 국 실 팀 사실 현실 전국 외국 한국 본국"
    " 구실 내실 진실 확실 손실 교실".split()
)
_NUMBER = re.compile(rf"{_BOUND}(?P<number>{_UNIT}\s?[-–]\s?\d{{1,7}})(?:\s?호)?(?!\d)")
_RULE_NUMBER = re.compile(
    rf"{_BOUND}(?P<kind>법률|대통령령|조례|규칙|훈령|예규|고시|공고)\s?제\s?(?P<number>\d[\d-]{{0,11}})\s?호"
)
_KIND = re.compile(
    rf"{_BOUND}(?P<kind>공문|보도자료|회의록|조례|시행규칙|시행령|훈령|예규|고시|공고문?|지침|매뉴얼)"
    r"(?:에서|에는?|만|\s?중(?:에서?)?|을|를|\s?찾아\S*|\s?보여\S*|$)(?=\s|[?.,]|$)"
)
_OPEN = re.compile(rf"{_BOUND}(?P<open>비공개|부분\s?공개|대국민\s?공개)(?:\s?(?:문서|공문|자료))")
_ARTICLE = re.compile(
    r"제\s?(?P<a>\d{1,4})\s?조(?:\s?의\s?(?P<b>\d{1,3}))?(?!\d)(?:\s?제\s?(?P<clause>\d{1,3})\s?항)?"
)
_LATEST = re.compile(rf"{_BOUND}(?:최신\s?(?:판|버전|본|개정판?)|최종\s?(?:본|안|버전|판))")
_RELATIVE = re.compile(
    r"^(?:재?작년|지|전|올|금|당|이번|내년|다음|차년|저번|직전|최근|과거|근래|어제|그|오늘|내일|\d+\s?(?:년|개월|달|주|일)\s?전|FY|['’‘])"
)
_RECENCY = re.compile(
    r"^(?:최근|근래|과거|어제|그제|그저께|오늘|금일|지난\s?주|이번\s?주|지난\s?달|이번\s?달|이달|금월|당월|지난\s?(?:\d+|[한두석넉일]+)\s?(?:년|개월|달|주|일))"
)


def _added(period: Period, words: str) -> str:
    """The period in figures, where its words hold none: documents write 2025년, not 작년."""
    if not _RELATIVE.match(words):
        return ""
    first, last = period.start, period.end
    if first.year != last.year:
        return ""
    if (first.month, last.month) == (1, 12):
        return f"{first.year}년"
    if first.month == last.month:
        return f"{first.year}년 {first.month}월"
    part = {(1, 6): "상반기", (7, 12): "하반기", **{(3 * q - 2, 3 * q): f"{q}분기" for q in range(1, 5)}}
    return f"{first.year}년 {part.get((first.month, last.month), '')}".rstrip()


def _of_period(period: Period, words: str) -> Condition:
    first, last = period.start, period.end
    added = _added(period, words)
    if period.years and not _RECENCY.match(words):
        value = str(first.year) if first.year == last.year else f"{first.year}..{last.year}"
        return Condition("year", value, words, period.at, period.till, added=added)
    key = "recent" if _RECENCY.match(words) else "period"
    return Condition(key, f"{first}..{last}", words, period.at, period.till, added=added)


def _found(text: str, today: date) -> Iterator[Condition]:
    for match in _TYPE.finditer(text):
        yield Condition("type", match["type"].casefold(), match[0], *match.span(), narrows=True)
    for match in _TYPE_LAST.finditer(text):
        yield Condition("type", match["type"].casefold(), match["type"], *match.span("type"), narrows=True)
    for match in _FOLDER.finditer(text):
        yield Condition("folder", match["folder"], match[0], *match.span(), narrows=True)
    for match in _NUMBER.finditer(text):
        number = "".join(match["number"].split()).replace("–", "-")
        yield Condition("number", number, match[0], *match.span())
    for match in _RULE_NUMBER.finditer(text):
        bare = match["number"] if match["kind"] == "공고" else f"{match['kind']}제{match['number']}호"
        yield Condition("number", bare, match[0], *match.span())
    for match in _DEPARTMENT.finditer(text):
        if match["unit"] not in _NOT_UNITS:
            yield Condition("department", match["unit"], match[0].strip(), *match.span())
    for match in _KIND.finditer(text):
        yield Condition(
            "kind",
            match["kind"].removesuffix("문") if match["kind"] == "공고문" else match["kind"],
            match[0],
            *match.span(),
        )
    for match in _OPEN.finditer(text):
        yield Condition("disclosure", "".join(match["open"].split()), match[0], *match.span())
    for match in _LATEST.finditer(text):
        yield Condition("version", "latest", match[0], *match.span())
    for match in _ARTICLE.finditer(text):
        name = f"제{match['a']}조" + (f"의{match['b']}" if match["b"] else "")
        name += f"제{match['clause']}항" if match["clause"] else ""
        yield Condition("article", name, match[0], *match.span())
    for period in find_periods(text, today):
        yield _of_period(period, text[period.at : period.till])


def conditions_in(text: str, today: date) -> tuple[Condition, ...]:
    """What the question asks of documents, in its order; the same key and value once, none inside another."""
    taken: list[Condition] = []
    for condition in _found(text, today):
        twice = any(c.key == condition.key and c.value == condition.value for c in taken)
        if not twice and not any(c.start < condition.end and condition.start < c.end for c in taken):
            taken.append(condition)
    return tuple(sorted(taken, key=lambda c: c.start))

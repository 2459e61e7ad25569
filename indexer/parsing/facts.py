"""What a document says about itself, as fields to filter by: from the blocks of any reader, and from its file name.

Keys of `ParsedDocument.metadata`, all optional, dates as YYYY-MM-DD:

author, created                 what the file's own properties say (readers; `created` may hold the time as well)
kind                            공문, 보도자료, 법률, 시행령, 시행규칙, 조례, 규칙, 훈령, 예규, 고시, 지침, 공고 ...
document_number, department     of an official letter: 총무과-1234, 총무과
recipient, via, subject         수신, 경유, 제목
drafter_title, reviewer_title, approver_title    titles of 기안자, 검토자, 결재권자; their names are not kept
received_number, received_on    접수
disclosure, disclosure_clauses  공개, 부분공개, 비공개, and the numbers of 정보공개법 제9조제1항 (5,6)
notice_number                   2025-477 of 공고 제2025-477호
rule_number, enacted_on, promulgated_on, revised_on, revisions    조례 제812호; 제정, 공포, last and all 개정
enforced_on                     시행일 of a letter or a rule
released_on, embargo_on         배포, 보도 of a press release
dated_on                        the date under the title, YYYY-MM-DD or YYYY-MM
about_year                      the year the document is about
version, base_name              version words in the file name, and the name without them, where that differs
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import overload

from indexer.language.dates import find_dates, first_date, first_month, year_of
from indexer.language.versions import bare_name, parts_of_name
from indexer.model import Block
from indexer.parsing.official import letter_facts
from indexer.parsing.press import press_facts
from indexer.parsing.rules import rule_facts, rule_kind

# Raise it when the derivation learns something: documents that are indexed already are then derived anew.
FACTS_VERSION = 1

_HEAD = 14  # lines in which a document's title and date stand
_SHORT = 60  # characters of a line that can be a title or a date line
_LONGEST = 2000  # characters of a line looked at
_ASIDE = ("header", "footer", "footnote", "endnote", "memo", "hidden", "equation")
_KINDS = (
    ("회의록", re.compile(r"회의록\s*(?:\(.{0,20}\))?$")),
    ("공고", re.compile(r"(?:공고|모집\s?공고|입찰\s?공고(?:서)?|입법\s?예고|행정\s?예고)$")),
    ("제안요청서", re.compile(r"제안\s?요청서(?:\s?\(RFP\))?$")),
    (
        "계획",
        re.compile(r"(?:업무|추진|시행|운영|종합|기본|실행|수행|사업)\s?계획(?:서)?(?:\s?\(안\)|\(.{1,12}\))?$"),
    ),
    ("보고", re.compile(r"(?:업무|결과|현황|동향|활동|실적)\s?보고(?:서)?$")),
    ("신청서", re.compile(r"신청서(?:\s?양식)?$")),
)
_KIND_LETTER = re.compile("[록고서획]")  # each kind has one: most lines are passed by
_NOTICE_NUMBER = re.compile(
    r"^\S{2,20}(?:\s?\S{2,12})?\s\S{0,4}공고\s?제\s?(?P<number>[\dA-Z][\dA-Z\-\s]{1,24}?)\s?호"
)
_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d{2})\s?(?:년도|년|학년도|회계연도|[.]\s?\d{1,2}\s?월)|['’‘](\d{2})\s?년")
_YEAR_FIRST = re.compile(r"^((?:19|20)\d{2})\s(?=[가-힣A-Za-z]{2})")
_LINE_DATE = re.compile(
    r"^[(\[<【]?\s?(?:작\s?성\s?일\s?자?|작성|일\s?자|일\s?시|제출일|공고일)?\s?[:：]?\s?(?:(?:19|20)\d{2}|['’‘]\d{2})\s?[.년\-]\s?\d{1,2}(?!\d)(?!\s?(?:/\s?4|분기|차|억|만))"
)
# Who wrote it, behind that date or with the telephone below the title.
_UNIT = r"[가-힣·ㆍ]{1,20}(?:과|담당관|관실|팀|국|실|센터|사업소|본부|단|기록관|처|청)"
_WROTE = re.compile(rf"^(?:[(·,]?\s?)?(?:[가-힣]{{2,10}}\s)?(?P<unit>{_UNIT})(?=[\s)·,]|$)")
_ALONE = re.compile(rf"^\((?P<unit>{_UNIT})\)$")
_PHONE = re.compile(rf"^(?:[가-힣]{{2,16}}\s?\()?(?P<unit>{_UNIT})\)?\s?[(,]?\s?0\d{{1,2}}\s?-")


class Lines(Sequence[str]):
    """The text line by line, white space made single; a table's row is a line, its cells apart by one blank.

    Lines are made as far as they are asked for: most documents tell at their head that the rest need not be read.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = iter(blocks)
        self._made: list[str] = []

    def _first(self, count: int) -> list[str]:
        made = self._made
        while len(made) < count and (block := next(self._blocks, None)) is not None:
            for line in block.text.split("\n"):
                words = " ".join((line if len(line) <= _LONGEST else line[:_LONGEST]).split())
                if words:
                    made.append(words)
        return made

    def __len__(self) -> int:
        return len(self._first(sys.maxsize))

    def __iter__(self) -> Iterator[str]:
        return iter(self._first(sys.maxsize))

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            ends = (at.start or 0, -1 if at.stop is None else at.stop)
            return self._first(max(ends) if min(ends) >= 0 else sys.maxsize)[at]
        return self._first(at + 1 if at >= 0 else sys.maxsize)[at]


def document_facts(blocks: Sequence[Block], title: str, name: str, stated: Mapping[str, str]) -> dict[str, str]:
    """The metadata of a document: `stated` by its own properties, and what is found. name: of the file."""
    body = Lines(b for b in blocks if b.kind not in _ASIDE)
    head = list(dict.fromkeys(body[: 4 * _HEAD]))[:_HEAD]  # a PDF's shadowed title comes several times
    stem = PurePath(name).stem
    named = parts_of_name(stem)
    facts: dict[str, str] = {}
    facts |= letter_facts(body) or press_facts(body) or rule_facts(body, (named.base_title, title, *head))
    if "kind" not in facts:
        kind = _kind((named.base_title, title, *head[:6])) or rule_kind((named.base_title, title, *head[:3]))
        if kind:
            facts["kind"] = kind
    if (numbered := _notice_number(head)) and "rule_number" not in facts:
        facts |= {"kind": "공고", "notice_number": numbered}
    dated, unit = _dated(head)
    if not dated and facts.get("kind") == "공고":
        dated = _dated(body[-_HEAD:])[0] or next((_notified(line) for line in head if _notified(line)), "")
    facts.setdefault("dated_on", dated)
    if unit:
        facts.setdefault("department", unit)
    year = _about(named.year, title, head, facts)
    if year:
        facts["about_year"] = year
    if named.words:
        facts["version"] = " ".join(named.words)
    if named.base != bare_name(stem):
        facts["base_name"] = named.base
    return {**stated, **{k: v for k, v in facts.items() if v}}


def _kind(titles: Sequence[str]) -> str:
    for line in titles:
        if not line or len(line) > _SHORT or not _KIND_LETTER.search(line):
            continue
        for kind, pattern in _KINDS:
            if pattern.search(line) or pattern.search(line.replace(" ", "")):
                return kind
    return ""


def _notice_number(head: Sequence[str]) -> str:
    """2025-477 of 식품의약품안전처 공고 제2025-477호."""
    match = next(
        (m for line in head if len(line) <= _SHORT and "공고" in line and (m := _NOTICE_NUMBER.match(line))), None
    )
    return "".join(match["number"].split()) if match else ""


def _notified(line: str) -> str:
    """다음과 같이 공고합니다. 2026. 2."""
    match = re.search(r"(?:공고|예고)(?:합니다|함|한다)[.]?\s(?P<rest>\S.{4,24})$", line)
    return (first_date(match["rest"]) or first_month(match["rest"])) if match else ""


def _dated(lines: Sequence[str]) -> tuple[str, str]:
    """The date on a line of its own, with little beside it but who wrote; and who that is."""
    day = unit = ""
    for line in lines:
        wrote = None
        if len(line) <= _SHORT:
            wrote = _PHONE.match(line) if "-" in line else _ALONE.match(line)
        if wrote:
            unit = unit or wrote["unit"]
        if len(day) == 7 and len(line) <= 40 and first_date(line)[:7] == day and _LINE_DATE.match(line):
            day = first_date(line)  # the cover names the month, the page behind it the day
        if day or len(line) > _SHORT:
            continue
        if _LINE_DATE.match(line):
            found = find_dates(line)
            if found and len(line) - (found[0].end - found[0].start) <= 30:
                day, rest = found[0].value.isoformat(), line[found[0].end :]
            else:
                day = first_month(line)
                rest = re.sub(r"^[^가-힣]+(?:월\s)?", "", line)
            wrote = _WROTE.match(re.sub(r"^\s*(?:\(.\))?\s*(?:시행|개정|제정|기준)?\s*", "", rest))
            if day and wrote:
                unit = unit or wrote["unit"]
        elif line.endswith(")"):
            # 자주 묻는 질문 (2025. 6. 2. 정리); 한빛시 인사과 (2025. 9. 1.)
            inside = line.rsplit("(", 1)[-1]
            if len(inside) <= 24 and re.match(r"['’‘]?\d", inside):
                day = first_date(inside)
                before = line.rsplit("(", 1)[0].split()
                if day and before and re.fullmatch(_UNIT, before[-1]) and len(before) <= 3:
                    unit = unit or before[-1]
    return day, unit


def _about(named: str, title: str, head: Sequence[str], facts: Mapping[str, str]) -> str:
    """The year in the file's name or the title, else that of the document's own date."""
    if named:
        return named
    # The title that a file states may be that of the file it was copied from: what is written comes first.
    first = 3 if facts.get("kind") != "보도자료" else _HEAD
    for line in (facts.get("subject", ""), *head[:first], title, *head[first:5]):
        if line and len(line) <= _SHORT and not _LINE_DATE.match(line):
            match = _YEAR.search(line) or _YEAR_FIRST.match(line)
            if match:
                return str(year_of(next(g for g in match.groups() if g)))
    for key in ("released_on", "enforced_on", "revised_on", "dated_on", "embargo_on"):
        if facts.get(key):
            return facts[key][:4]
    return ""

"""What the lines of a passage are beside sentences: headings, labels, header rows, and what a row stands under."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.model import Hit
from indexer.search.query import bare

_HEADER_CELL = 24  # longer cells are content
_LABEL = 24  # a line this short, without a verb, is a label of the lines below it
_BELOW = 3  # rows looked at for figures
# A cell that is a value; 1차, 2분기 and 2024년 name columns.
_VALUE = re.compile(r"(?!\d+\s?(?:차|분기|반기|단계|순위|학기)|(?:19|20)\d\d\s?년?(?:\D|$))[\d△▲(-]")
# A line that says who published when, and nothing else.
_DATELINE = re.compile(
    r"[^|:：]{0,24}\(?\d{4}\.\s?\d{1,2}\.(?:\s?\d{1,2}\.)?[^가-힣]*(?:시행|개정|제정|배포|정리)?\)?"
)
# Lines that every letter of an office has (행정 효율과 협업 촉진에 관한 규정 시행규칙, 별지 제1호서식).
_LETTER = re.compile(r"\s*(?:시행\s+\S+-\d+|우\s?\d{5}\s|전화\s*\d|기안자\s|협조자(?:\s|$)|\(경유\)|수신자?\s{2})")
_LONGEST = 120  # characters of a header row worth showing

# The column that holds what is asked for, by the words of the question.
_COLUMNS = (
    (r"며칠|몇\s?(?:일|개월|달|년|시간)|얼마\s?동안|기간", r"일수|기간|연수|연한|주기|횟수|유효"),
    (r"얼마|비용|금액|요금|값", r"금액|요금|수수료|한도|단가|상한|비용|여비|일비|식비|숙박비|운임|지원|원\)|가격"),
    (r"몇\s?(?:퍼센트|프로|%)|비율|얼마", r"비율|률|율$|%"),
    (r"몇\s?(?:명|사람|인)|정원", r"인원|정원|명\)|수$"),
    (r"몇\s?(?:대|석|개|곳|건|면|번|회)", r"수량|대수|좌석|횟수|건수|곳\)|대\)|수$"),
    (r"언제|며칠|몇\s?월|기한|까지", r"기한|마감|시기|일정|날짜|일자|예정일|기간|일시"),
    (r"누구|누가|담당", r"담당|결재|책임|승인|성명|이름|주관"),
    (r"어디|장소|위치", r"위치|장소|소재지|주소|곳$"),
)  # fmt: skip


def is_heading(hit: Hit, text: str) -> bool:
    """Whether the line is one of the headings it stands under, or the title: a name, not an answer."""
    line = bare(text)
    return any(line == bare(name) for name in (hit.title, *hit.heading_path))


def header_rows(hit: Hit) -> dict[int, str]:
    """Start and text of the rows of the hit's tables that are column headers."""
    out: dict[int, str] = {}
    before = ""
    at = 0
    lines = hit.text.split("\n")
    for number, line in enumerate(lines):
        # A header row opens a table, and has no figure where the rows below it have one.
        if "|" in line and "|" not in before and not hit.context.strip().endswith(line.strip()):
            rows = lines[number + 1 : number + 1 + _BELOW]
            cells = [c.strip() for c in line.split("|")]
            if (
                rows
                and 1 <= rows[0].count("|") <= line.count("|") + 1
                and all(len(c) <= _HEADER_CELL for c in cells)
                and not any(_VALUE.match(c) for c in cells[1:])
                and (len(cells) > 2 or (not re.search(r"\d", line) and any(re.search(r"\d", r) for r in rows)))
            ):
                out[at] = line
        before = line
        at += len(line) + 1
    return out


def column_headers(hit: Hit) -> list[str]:
    """The column headers of the hit's tables, cells divided by |, those that stand in its context first."""
    return [*(hit.context.strip().splitlines()[-1:] if "|" in hit.context else []), *header_rows(hit).values()]


def is_label(text: str) -> bool:
    """Whether the line only names what stands below it, who published it when, or is a letter's form."""
    if _DATELINE.fullmatch(text.strip()) or _LETTER.match(text):
        return True
    if len(text) > _LABEL or re.search(r"[|:：]", text):
        return False
    return not re.search(r"[다요음함임됨]\.?$|원$|\d", re.sub(r"^\s*(?:제?\d+[장절관조.)]?|[가-하][.)])", "", text))


@dataclass(frozen=True, slots=True)
class Above:
    """What a table row stands under: its header row, and the first cell of the rows it belongs to, where its own is
    empty since it reaches over several; "" where there is none."""

    header: str = ""
    group: str = ""


def above(hit: Hit, start: int, headers: dict[int, str]) -> Above:
    """What stands above the row at `start` of the hit. `headers`: as `header_rows` gives them."""
    line_start = hit.text.rfind("\n", 0, start) + 1
    line = hit.text[line_start:].split("\n", 1)[0]
    if "|" not in line or line_start in headers:
        return Above()
    group = ""
    at = line_start
    empty = not line.split("|", 1)[0].strip()
    while at > 0:
        at = hit.text.rfind("\n", 0, at - 1) + 1
        former = hit.text[at:].split("\n", 1)[0]
        if "|" not in former:
            return Above(group=group)
        if at in headers:
            return Above(former.strip() if len(former) <= _LONGEST else "", group)
        if empty and not group:
            group = former.split("|", 1)[0].strip()
    context = hit.context.strip().splitlines()
    header = context[-1] if context and "|" in context[-1] and len(context[-1]) <= _LONGEST else ""
    return Above(header, group)


def column_of(hit: Hit, start: int, header: str) -> str:
    """The name of the column in which the words at `start` stand; "" where the header has none."""
    line_start = hit.text.rfind("\n", 0, start) + 1
    cells = [c.strip() for c in header.split("|")]
    number = hit.text.count("|", line_start, start)
    return cells[number] if number < len(cells) else ""


def rows_of(hit: Hit, start: int, headers: dict[int, str]) -> list[tuple[int, int]]:
    """The rows of the table that the row at `start` stands in, its header left out, as characters [start, end)."""
    at = 0
    table: list[tuple[int, int]] = []
    for line in hit.text.split("\n"):
        if "|" in line:
            if at not in headers:
                table.append((at, at + len(line)))
        else:
            if any(a <= start < b for a, b in table):
                break
            table = []
        at += len(line) + 1
    return table if any(a <= start < b for a, b in table) else []


def column_fits(question: str, header: str) -> bool:
    """Whether a column of the header row is named for the kind of thing that is asked for."""
    cells = [c.strip() for c in header.split("|")][1:]
    return any(re.search(asked, question) and any(re.search(named, c) for c in cells) for asked, named in _COLUMNS)

"""Head and tail of an official letter (공문 두문·결문) → fields to filter by.

The form is 행정업무의 운영 및 혁신에 관한 규정 시행규칙 별지 제1호서식 (기안문·시행문) and 제3호서식 (간이기안문):
수신, (경유), 제목; then 기안자·검토자·결재권자, `시행 처리과명-일련번호 (시행일) 접수 ...`, and at the end whether
the letter is open (공개, 부분공개, 비공개). Older letters write 문서번호 and 시행일자 in the head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.language.dates import DATE, first_date

_HEAD = 60  # lines in which 수신 stands: a letterhead of boxes may come before
_NEAR = 8  # lines between 수신 and 제목
_AFTER = 8  # lines after 시행 in which address and disclosure stand
_LIMIT = 600  # lines looked at for the tail: attachments may follow it
_LONG = 200  # characters of a recipient or a subject

_RECIPIENT = re.compile(r"^(?:수\s?신\s?자?|받\s?음)\s?[:：]?(?:\s|$)(?P<rest>.*)$")
_LISTED = re.compile(r"^수\s?신\s?자\s?[:：]?\s+(?P<rest>.+)$")
_VIA = re.compile(r"^\(?\s?경\s?유\s?\)?\s?[:：]?\s?(?P<rest>.*)$")
_SUBJECT = re.compile(r"^제\s?목\s?[:：]?(?:\s|$)(?P<rest>.*)$")
_UNIT = r"[가-힣A-Za-z][가-힣A-Za-z0-9·ㆍ∙()]{0,28}[가-힣A-Za-z)]"
_NUMBER = rf"(?P<department>{_UNIT})\s?[-–]\s?(?P<number>\d{{1,7}})(?!\d)(?:\s?호)?"
_ISSUED = re.compile(rf"^시\s?행\s?[:：]?\s{_NUMBER}\s?(?:\(\s?(?P<date>{DATE})?[^)]{{0,12}}\))?")
_ISSUED_BARE = re.compile(
    rf"^시\s?행\s?(?:일자?)?\s?[:：]?.{{0,24}}?\(?\s?(?P<date>{DATE})\s?\)?.{{0,8}}(?:접\s?수|$)"
)
_NUMBERED = re.compile(rf"^(?:문\s?서\s?번\s?호|생\s?산\s?등\s?록\s?번\s?호)\s?[:：]?\s{_NUMBER}")
_DAY = re.compile(rf"^(?:시\s?행\s?일\s?자?|등\s?록\s?일\s?자?)\s?[:：]?\s?(?P<date>{DATE})")
_RECEIVED = re.compile(rf"접\s?수\s?[:：]?\s(?:{_NUMBER})?\s?\(?\s?(?P<date>{DATE})?")
_OPEN = re.compile(
    r"(?:^|[/\s:：])(?P<open>대국민\s?공개|부분\s?공개|비\s?공개|공\s?개)\s?(?:\(\s?(?P<clauses>[^)]{0,40})\))?\s?[.]?$"
)
_CLAUSE = re.compile(r"\d")
_TITLE = (
    r"[가-힣0-9·]{0,16}(?:주무관|팀장|과장|국장|실장|부장|담당관|사무관|서기관|주사보|주사|서기보|서기|연구관|연구사|지도사"
    r"|센터장|소장|원장|청장|본부장|단장|관장|계장|차장|대리|사원|대표이사|이사장|이사|총장|학장|처장|교장|교감|교사|위원장"
    r"|사무처장|사무국장|시장|군수|구청장|도지사|장관|차관|면장|동장|읍장|담당)"
)
_ROLE = re.compile(rf"(?P<role>기안자?|검토자?|결재권자|협조자?)\s?[:：]?\s(?P<title>{_TITLE})(?=\s|$)")
_SIGNED = re.compile(rf"(?<!\S)(?P<title>{_TITLE})\s+(?:[代전대]결?\s?)?(?:[가-힣]\s?){{2,4}}(?=\s|$)")
_ROLES = {"기안": "drafter_title", "검토": "reviewer_title", "결재": "approver_title"}


def letter_facts(lines: Sequence[str]) -> dict[str, str]:
    """Fields of a letter; nothing of a document that is none. lines: white space single, none empty."""
    head = _head(lines[:_HEAD])
    if not head:
        return {}
    at, issued = _issued(lines[:_LIMIT])
    if not issued and "subject" not in head:
        return {}
    found = {**head, **issued}
    if issued:
        found |= _received(lines[at])
        found |= _disclosure(lines[at : at + _AFTER])
        found |= _titles(lines[max(0, at - 8) : at])
        if "참조" in found.get("recipient", ""):
            listed = next((m["rest"] for line in lines[max(0, at - 14) : at] if (m := _LISTED.match(line))), "")
            if listed:
                found["recipient"] = listed[:_LONG]
    else:
        found |= _disclosure(lines[:_HEAD])
    # An empty form (수신, 제목 and 시행 without a word behind them) is no letter yet.
    if not any(found.get(k) for k in ("recipient", "subject", "document_number", "enforced_on")):
        return {}
    return {"kind": "공문", **{k: v.strip() for k, v in found.items() if v.strip()}}


def _head(lines: Sequence[str]) -> dict[str, str]:
    for at, line in enumerate(lines):
        match = _RECIPIENT.match(line)
        if not match or match["rest"].startswith(("동의", "거부", "여부")):
            continue
        near = lines[at + 1 : at + 1 + _NEAR]
        via = next((m["rest"] for other in near if (m := _VIA.match(other))), None)
        subject = next((n for n, other in enumerate(near) if _SUBJECT.match(other)), None)
        if via is None and subject is None:
            continue
        found = {"recipient": match["rest"][:_LONG], "via": (via or "")[:_LONG]}
        if subject is not None:
            words = _SUBJECT.match(near[subject])
            assert words is not None
            found["subject"] = words["rest"][:_LONG]
        for other in lines[max(0, at - 6) : at + _NEAR]:
            numbered, day = _NUMBERED.match(other), _DAY.match(other)
            if numbered:
                found |= _numbers(numbered)
            if day:
                found["enforced_on"] = first_date(day["date"])
        return found
    return {}


def _numbers(match: re.Match[str]) -> dict[str, str]:
    return {"document_number": f"{match['department']}-{match['number']}", "department": match["department"]}


def _issued(lines: Sequence[str]) -> tuple[int, dict[str, str]]:
    """The last line of 시행, and what it says."""
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if not line.startswith(("시행", "시 행")):
            continue
        match = _ISSUED.match(line)
        if match:
            found = _numbers(match)
            if match["date"]:
                found["enforced_on"] = first_date(match["date"])
            return at, found
        bare = _ISSUED_BARE.match(line)
        if bare and "접" in line:
            return at, {"enforced_on": first_date(bare["date"])}
    return 0, {}


def _received(line: str) -> dict[str, str]:
    match = _RECEIVED.search(line)
    if not match:
        return {}
    number = f"{match['department']}-{match['number']}" if match["number"] else ""
    return {"received_number": number, "received_on": first_date(match["date"] or "")}


def _disclosure(lines: Sequence[str]) -> dict[str, str]:
    for line in lines:
        match = _OPEN.search(line)
        if match and (len(line) < 16 or re.search(r"[/@☎]|전화|전송|팩스|공개\s?구분|우\s?\d{5}", line)):
            word = "".join(match["open"].split()).removeprefix("대국민")
            clauses = dict.fromkeys(_CLAUSE.findall(match["clauses"] or "")) if word != "공개" else {}
            return {"disclosure": word, "disclosure_clauses": ",".join(clauses)}
    return {}


def _titles(lines: Sequence[str]) -> dict[str, str]:
    """Titles of those who drafted, reviewed and signed; by their labels, else by their order above 협조자."""
    found: dict[str, str] = {}
    for line in lines:
        for match in _ROLE.finditer(line):
            key = _ROLES.get(match["role"][:2])
            if key:
                found.setdefault(key, match["title"])
    if found:
        return found
    for at, line in enumerate(lines):
        if line.startswith("협조"):
            signed = [m["title"] for other in lines[max(0, at - 4) : at] for m in _SIGNED.finditer(other)]
            last = next(
                (t for other in lines[max(0, at - 4) : at] for t in re.findall(_TITLE + r"(?=\s\d)", other)), ""
            )
            order = [*signed, last] if last and last not in signed else signed
            if len(order) >= 2:
                found = {"drafter_title": order[0], "approver_title": order[-1]}
                if len(order) > 2:
                    found["reviewer_title"] = order[1]
            return found
    return {}

"""Statutes, ordinances, directives and guidelines → kind, number, and when they were made, changed and in force.

Heads as the 국가법령정보센터 prints them: `[시행 2024. 7. 2.] [대통령령 제34653호, 2024. 7. 2., 일부개정]`; histories
as agencies keep them: `제정 1999. 3. 2. 훈령 제12호`, `(일부개정) 2015. 2. 3. 조례 제456호`; marks in the text:
`<개정 2024. 1. 2.>`, `[본조신설 2020. 1. 1.]`; and the last supplementary provision (부칙).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.language.dates import DATE, find_dates, first_date

_HEAD = 60  # lines in which the history stands
_SHORT = 60  # characters of a title
_ISSUE = r"(?:법률|헌법|조약|대통령령|총리령|\S{2,12}부령|조례|규칙|훈령|예규|고시|규정|지침|내규|정관)"
_IN_FORCE = re.compile(rf"[\[<(【]\s?시\s?행\s?[:：]?\s?({DATE})\s?[\])>】]")
_NO = r"제\s?(?P<number>\d{1,6}(?:\s?[-–]\s?\d{1,5})?)\s?호"
_ISSUED = re.compile(
    rf"(?:^|[\])】]\s?)[\[(【]\s?(?P<issuer>[가-힣ㆍ· ]{{0,24}}?)\s?(?P<kind>{_ISSUE})\s?{_NO}\s?"
    rf",?\s?(?P<date>{DATE})?\s?,?\s?(?P<act>제정|[가-힣]{{0,4}}개정|폐지제정|폐지)?",
    re.MULTILINE,
)
_ACT = r"(?:제\s?정|(?:일부|전부|타법|전문|일괄)?\s?개\s?정|폐\s?지|시\s?행|발\s?령|공\s?포)"
_HISTORY = re.compile(
    rf"^[\[(<【]?\s?(?P<act>{_ACT})(?:일자?)?\s?[\])>】]?\s?[:：]?\s?[\[(<]?\s?(?P<date>{DATE})(?P<rest>.{{0,60}})$"
)
_DATED = re.compile(
    rf"^[\[(<]?\s?(?P<date>{DATE})\s?[,]?\s?(?:\(?[가-힣 ]{{0,12}}제\s?[\d-]+\s?호\)?)?\s?[\[(<]?\s?"
    rf"(?P<act>{_ACT}(?:\s?[·ㆍ,]\s?{_ACT})?)(?![가-힣])\s?[\])>]?(?P<rest>.{{0,30}})$"
)
_NUMBER = re.compile(rf"(?P<kind>{_ISSUE})\s?{_NO}")
_MARK = re.compile(
    r"[<〈\[]\s?(?:[^<>\[\]]{0,24}?)(?:개정|신설|전문개정|본조신설|제목개정|삭제)\s?[:：]?\s?((?:19|20)\d{2}[^<>\[\]]{0,200})[>〉\]]"
)
_SUPPLEMENT = re.compile(r"^부\s*칙\s?[<(〈\[]\s?(?P<inside>[^>)〉\]]{4,60})")
_FROM = re.compile(
    rf"이\s?(?:법|영|령|조례|규칙|규정|훈령|예규|고시|지침|요령|기준|내규|세칙|편람)\S{{0,2}}\s?(?:\S{{1,12}}\s){{0,3}}?({DATE})\s?(?:부터|에)\s?시행"
)
_AT_ONCE = re.compile(r"공포(?:한|된)\s?(?:날|즉시)|(?:발령|고시)한?\s?날부터\s?시행")
_ARTICLE = re.compile(r"^제\s?\d+\s?조(?:의\s?\d+)?\s?[(（]")
_KINDS = (
    ("시행규칙", re.compile(r"시행\s?규칙$")),
    ("시행령", re.compile(r"시행령$")),
    ("조례", re.compile(r"조례$")),
    ("훈령", re.compile(r"훈령$")),
    ("예규", re.compile(r"예규$")),
    ("고시", re.compile(r"고시$")),
    ("규칙", re.compile(r"규칙$")),
    ("법률", re.compile(r"(?:에 관한 |특별|기본|.)(?<![방기문어수용])법(?:률)?$")),
    ("규정", re.compile(r"(?:규정|세칙|내규|정관)$")),
    ("지침", re.compile(r"(?:지침|요령|가이드라인|처리\s?기준|업무\s?기준|운영\s?기준|집행\s?기준)$")),
    ("매뉴얼", re.compile(r"(?:매뉴얼|편람|업무\s?안내서)$")),
    ("수칙", re.compile(r"수칙$")),
)
_LAST_LETTERS = tuple("칙령례규시법률정관침인준얼람서")  # of the kinds: most titles are passed by
_BRACKETS = tuple("])）>")
_DRAFT = re.compile(
    r"\s?(?:(?:일부|전부)?\s?(?:개정|제정|폐지)\s?(?:조례|규칙|고시|훈령|예규|지침|규정|법률|령)?\s?(?:\(안\)|안)|\(안\))(?:\s.{0,20})?$"
)
_TAIL = re.compile(r"\s?[\[(（<].{1,30}[\])）>]$")


def rule_kind(titles: Sequence[str]) -> str:
    """조례, 훈령, 지침 ... by the last word of the first title that tells; "" where none does."""
    for title in titles:
        words = " ".join(title.split())
        if words.endswith(_BRACKETS):
            words = _TAIL.sub("", words)
        if (
            not words.endswith(_LAST_LETTERS)
            or not 2 < len(words) <= _SHORT
            or words.startswith(("「", "※", "○", "-", "·"))
        ):
            continue
        for kind, pattern in _KINDS:
            if pattern.search(words):
                return kind
    return ""


def is_draft(titles: Sequence[str]) -> bool:
    """Whether a title says that this is a bill, not yet a rule: 일부개정조례안, 개정고시(안)."""
    return any(len(t) <= _SHORT and "안" in t and _DRAFT.search(t) for t in titles)


def rule_facts(lines: Sequence[str], titles: Sequence[str]) -> dict[str, str]:
    """kind, rule_number and the dates of a rule; nothing of a document that only speaks of rules."""
    head = "\n".join(lines[:_HEAD])
    in_force = _IN_FORCE.search(head) if "행" in head else None
    issued = _ISSUED.search("\n".join(lines[:12])) if "호" in head else None
    named = rule_kind(titles[:5])
    articles = sum(line[0] == "제" and bool(_ARTICLE.match(line)) for line in lines[:400])
    bracketed = bool(in_force or (issued and issued["act"]))
    draft = is_draft(titles[:8])
    if not (bracketed or (named and not draft) or articles >= 3) or (articles < 2 and not bracketed and not named):
        return {}
    found: dict[str, str] = {}
    enacted: set[str] = set()
    changed: set[str] = set()
    if bracketed and issued:
        found["rule_number"] = f"{issued['kind']} 제{_tight(issued['number'])}호"
        found["promulgated_on"] = first_date(issued["date"] or "")
        _note(issued["act"] or "", found["promulgated_on"], enacted, changed)
    if in_force:
        found["enforced_on"] = first_date(in_force[1])
    if not draft:
        _history(lines[:_HEAD], found, enacted, changed)
    if named or bracketed:
        for match in _MARK.finditer("\n".join(lines)):
            changed |= {d.value.isoformat() for d in find_dates(match[1])}
    _supplements(lines, found, changed, bool(named or bracketed))
    if named or bracketed:
        found["kind"] = named or _kind_of(issued)
    if enacted:
        found["enacted_on"] = min(enacted)
    changed -= enacted
    if changed:
        found["revised_on"] = max(changed)
        found["revisions"] = ",".join(sorted(changed))
    return {k: v for k, v in found.items() if v}


def _tight(number: str) -> str:
    return "".join(number.split()).replace("–", "-")


def _kind_of(issued: re.Match[str] | None) -> str:
    if issued is None:
        return ""
    kind = issued["kind"]
    return {"대통령령": "시행령", "총리령": "시행규칙"}.get(kind, "시행규칙" if kind.endswith("부령") else kind)


def _note(act: str, day: str, enacted: set[str], changed: set[str]) -> None:
    act = "".join(act.split())
    if not day:
        return
    if "제정" in act:
        enacted.add(day)
    elif "개정" in act:
        changed.add(day)


def _history(lines: Sequence[str], found: dict[str, str], enacted: set[str], changed: set[str]) -> None:
    """제정 ..., 개정 ..., 시행 ... on lines of their own before the first article."""
    for line in lines:
        if _ARTICLE.match(line) or len(line) > 160:
            break
        match = _HISTORY.match(line) or _DATED.match(line)
        if not match:
            continue
        act, day = match["act"], first_date(match["date"])
        _note(act, day, enacted, changed)
        if "시" in act and "행" in act:
            found.setdefault("enforced_on", day)
        number = _NUMBER.search(line)
        if number and "rule_number" not in found:
            found["rule_number"] = f"{number['kind']} 제{_tight(number['number'])}호"
        elif number and "개정" in "".join(act.split()):
            found["rule_number"] = f"{number['kind']} 제{_tight(number['number'])}호"


def _supplements(lines: Sequence[str], found: dict[str, str], changed: set[str], rule: bool) -> None:
    """부칙: the dates in their heads, and the last day from which the rule holds."""
    inside = False
    last = ""
    for line in lines:
        short = "".join(line.split())
        if short.startswith("부칙") and len(short) <= 60:
            inside = True
            head = _SUPPLEMENT.match(line)
            if head and rule:
                changed |= {d.value.isoformat() for d in find_dates(head["inside"])}
        elif inside or "시행한다" in line:
            match = _FROM.search(line)
            if match:
                last = max(last, first_date(match[1]))
    if "enforced_on" not in found and last:
        found["enforced_on"] = last
    elif "enforced_on" not in found and found.get("promulgated_on") and any(_AT_ONCE.search(x) for x in lines[-40:]):
        found["enforced_on"] = found["promulgated_on"]
    # The supplement of the first text names the day it was made, which is no change.
    changed.discard(found.get("promulgated_on", "") if "enacted_on" in found else "")

"""Names beside the part somebody plays: 임차인 한별이, 기안자 행정7급 길서윤, 국나래 사회복지사, a column headed 성명.

These parts stand before other words as often (강사 수당, 근무자 교대), so what follows must look like a name: a surname
and two syllables that given names have, and no common noun (resources/nouns.ko.txt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.privacy.surnames import SURNAME, likely, nouns

# Surnames that are rarer, or common words, than those of `names`.
_FAMILY = rf"(?:{SURNAME}|[태봉탁감온동빈범예계피형승좌호목팽석부])"
_NAME = rf"(?P<name>(?:남궁|황보|제갈|선우|독고|사공|서문)[가-힣]{{1,2}}|{_FAMILY}[가-힣]{{2}})"
_END = r"(?=(?:은|는|이|가|을|를|의|에게서?|에|께서?|께|와|과|도|로|님|씨|군|양|이며|입니다|으로|이다|이고|임|이라고|라고)?(?:[^가-힣]|$))"
_ROLE = (
    r"(?:[가-힣]{0,8}(?:과장|국장|팀장|실장|계장|부장|센터장|본부장|단장|소장|원장|관장|처장|청장|시장|군수|구청장|도지사|위원장|이사장|"
    r"교장|교감|원감|통장|이장|주무관|사무관|서기관|담당관|연구관|연구사|사회복지사|간호사|변호사|노무사|세무사|회계사|상담사|강사|"
    r"의원|위원|간사|감사|이사|대표|기자|책임자|조사관|감독관|심사관)|[가-힣]{1,4}\d급|전결|기안|검토|협조|작성|결재권자|"
    r"(?:보낸|받는|보내는)[ ]?(?:사람|이|분)|발신인?|수신인?|참조|피고소인|고소인|피고인?|원고|임차인|임대인|매도인|매수인|양도인|양수인|체납자|납세자|"
    r"수급자|대상자|참가자|수상자|근무자|당직자|교육생|훈련생|세대원|세대주|학부모|진행자|사회자|토론자|후견인|상속인|피상속인|신고인|신고자|"
    r"회원|고객|학생|아동|청소년|어르신|어머니|아버지|부모|본인|의장|부의장|성\s?명|이름|[가-힣]{0,3}명|통화 상대|집주인|"
    r"[가-힣]{1,6}(?:자|인))"  # 응시자, 입회인: whoever does something
)
_ROLE_THEN = re.compile(
    rf"(?<![가-힣]){_ROLE}(?:\([^()\n]{{1,6}}\))?(?: {{1,3}}| ?[:：|(·-] {{0,3}}|님 |(?:은|는|이|가|의)? ?(?:이름은|성명은)? (?={_FAMILY}[가-힣]{{2}}(?:입니다|이다|이며|이고|으로|임)(?![가-힣]))){_NAME}{_END}"
)
_AFTER = (
    r"(?:사회복지사|간호사|간호조무사|변호사|노무사|세무사|회계사|상담사|책임연구원|선임연구원|팀원|학생|어르신|할머니|할아버지|"
    r"환자|대리인|기자|강사|작가|드림|올림|배상|귀하|귀중|앞|사무관|서기관|주무관|과장|국장|팀장|의원|위원|교수|박사|변리사|감정평가사|건축사|기사|군|양|등\s?\d+명|외\s?\d+명)"
)
_THEN_ROLE = re.compile(rf"(?<![가-힣]){_NAME} {{1,3}}(?:[가-힣]{{2,8}}(?=과장|국장|팀장))?{_AFTER}{_END}")
_GREETING = re.compile(
    rf"(?:안녕하세요|안녕하십니까|저는|전)[,. ]{{1,3}}(?:[가-힣]{{2,10}} )?{_NAME}(?:입니다|이라고|라고)"
)
_NEXT = re.compile(rf"(?:\([^()\n]{{0,30}}\))? ?(?:[,·/]|및|와|과) {{0,2}}{_NAME}{_END}")
_COLUMN = re.compile(
    r"^(?:성\s*명|이\s*름|담당자|신청인|대표자|예금주|민원인|강\s*사|위\s*원|참석자|대상자|작성자|책임자|[가-힣]{1,3}명)(?:\(.*\))?$"
)
_CELL = re.compile(
    rf"{_FAMILY}[ ]{{0,3}}[가-힣](?:[ ]{{0,3}}[가-힣])?|(?:남궁|황보|제갈|선우|독고|사공|서문)[가-힣]{{1,2}}"
)


def named(text: str) -> Iterator[tuple[int, int]]:
    """Spans of names beside a part, in a list after one of them, or in a column of names."""
    for pattern in (_ROLE_THEN, _THEN_ROLE, _GREETING):
        for match in pattern.finditer(text):
            if not likely(match["name"]):
                continue
            yield match.span("name")
            at = match.end("name")
            while (more := _NEXT.match(text, at)) and likely(more["name"]):
                yield more.span("name")
                at = more.end("name")
    yield from _columns(text)


def _columns(text: str) -> Iterator[tuple[int, int]]:
    """The cells under 성명 and the like, as far as the rows go on."""
    heads: list[int] = []
    at = 0
    for line in text.split("\n"):
        cells = line.split("|")
        if len(cells) < 2:
            heads = []
        elif found := [n for n, c in enumerate(cells) if _COLUMN.match(c.strip())]:
            heads = found
        else:
            for n in heads:
                if n < len(cells) and _CELL.fullmatch(value := cells[n].strip()) and value not in nouns():
                    start = at + sum(len(c) + 1 for c in cells[:n]) + cells[n].index(value)
                    yield start, start + len(value)
        at += len(line) + 1

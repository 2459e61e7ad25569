"""Names beside the part somebody plays: 임차인 한별이, 기안자 행정7급 길서윤, 국나래 사회복지사, a column headed 성명.

These parts stand before other words as often (강사 수당, 근무자 교대), so what follows must look like a name: a surname
and two syllables that given names have, and no common noun (resources/nouns.ko.txt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from indexer.privacy.names import SURNAME

# Surnames that are rarer, or common words, than those of `names`.
_FAMILY = rf"(?:{SURNAME}|[태봉탁감온동빈범예계피형승좌호목팽석부])"
_GIVEN = frozenset(
    "가갑강건겸경고관광교구국권규균근금기길나남노누늘다단달담대덕도동두들라란람랑래려련령로록론루류름리린림마만명모무문미민바방배백"
    "범별병보복봄비빈빛사산상새샘서석선설섭성세소솔송수숙순슬승시식신심아안애양언여연열영예오온올완용우욱운웅원월유윤율으은을음"
    "의이익인일자장재전정제조종주준중지진찬창채천철청초춘충태택평표풍필하학한해향헌혁현형혜호홍화환효후훈휘흥희든결레뜰솜롱본르울드"
)
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
_SUFFIX = "은는이가을를의에와과도로만자장원부과국실팀청처소회관비금액률일시기별성화제권법상하용한인서지증도사"


@cache
def nouns() -> frozenset[str]:
    """Common nouns that begin like a surname."""
    text = (resources.files("resources") / "nouns.ko.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


def likely(name: str) -> bool:
    """Whether three syllables look like a name and like no noun with or without its particle."""
    known = nouns()
    if (
        name[-1] in "으들"
        or name in known
        or (name[:2] in known and name[-1] in _SUFFIX)
        or (len(name) > 2 and name[1:] in known)
        or re.match(r"전결|서울|인천|강원|전남|전북|경남|제주", name)
    ):
        return False
    given = name[2:] if name[:2] in ("남궁", "황보", "제갈", "선우", "독고", "사공", "서문") else name[1:]
    return all(c in _GIVEN for c in given)


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

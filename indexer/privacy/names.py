"""Names of people: no form of their own, told by the title, the part or the label beside them.

A name without one is left alone: no list tells it from a word. `parts` finds more of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.privacy.surnames import SURNAME, likely, noun

_LABEL = (
    r"(?:성[ \n]{0,4}명|담당자|담당 ?공무원|신청인|신청자|민원인|대표자|예금주|보호자|배우자|세대주|작성자|기안자|검토자|결재자|피해자|대리인|"
    r"위임인|수임인|위임자|수령인|수령자|계약자|연락 ?담당|진정인|청구인|피신청인|보증인|채무자|채권자|면담자|발표자)"
)
# These stand before other words as well: only with a mark or in a table.
_LOOSE = r"(?:이[ ]{0,3}름|수신자|근로자|입찰자|제안자|당사자|참석자|동행자|자녀|부양가족|담[ ]?당)"
_FREE = r"(?=(?:은|는|이|가|을|를|의|에게|께|와|과|도|님|씨|이며|입니다|으로|로|이다|이고|\(|[^가-힣]|$))"
_AND = r"(?: ?(?:및|·|,|/) ?(?:연락처|전화번호|전화|주소|서명|생년월일|소속|직위|직급|직책))?"
_NAMED = re.compile(
    rf"(?:{_LABEL}(?:[ ]?\((?:한글|한자|정|부|실무|서명)\))?{_AND}[ \n]{{0,2}}(?P<mark>[:：|=·(]?)|{_LOOSE} ?(?P<loose>[:：|]))[ \n]{{0,3}}"
    rf"(?P<name>{SURNAME}[ ]{{0,3}}[가-힣](?:[ ]{{0,3}}[가-힣])?){_FREE}"
)
_TITLE = (
    r"(?:주무관|사무관|서기관|부이사관|과장|국장|팀장|계장|실장|본부장|시장|군수|구청장|도지사|장관|차관|의원|위원장|위원|주사보|주사|서기보|서기|"
    r"교수|박사|선생님|선생|대리|부장|차장|사원|원장|소장|센터장|단장|담당관|이사장|이사|감사|변호사|간사|귀하|님|씨|의사|회장|총장|교사|교장|"
    r"순경|경위|경감|소방사|소방교|조교|연구관|연구사|연구원|통장|이장|반장|주임|대표)"
)
_TITLED = re.compile(
    rf"(?<![가-힣])(?P<name>{SURNAME}(?:[가-힣]{{2}}| [가-힣]{{2}}|[가-힣] [가-힣]| [가-힣] [가-힣]))(?P<gap> ?){_TITLE}(?=(?:은|는|이|가|을|를|의|에게|께서?|와|과|도|님|께|에|으로|로|[^가-힣]|$))"
)
# 과장 | 고송주, 예산정책과장 박창환(044-…): the title first, the name ending its cell, line or bracket.
_AFTER_TITLE = re.compile(
    rf"(?:과 {{0,3}}장|국 {{0,3}}장|팀 {{0,3}}장|실 {{0,3}}장|부 {{0,3}}장|사 ?무 ?관|서 ?기 ?관|주 ?무 ?관|계 ?장|주 ?사|서 ?기|담당관|단장|소장|원장|센터장|본부장|연구관|연구사)"
    rf" {{0,3}}(?P<mark>[:|]?) {{0,3}}(?P<name>{SURNAME}(?:[가-힣]{{2}}| [가-힣] [가-힣]))(?= ?[(☎|,/\n]| \d|$)"
)
_TITLE_ALONE = re.compile(_TITLE)
# Words that stand before a title or after a label and are no names.
_WORDS = frozenset(
    """정보화 지방세 조직의 정책과 서비스 신청서 신규자 이용자 이해당 전산직 전문가 전담자 정담당 부담당 정규직 주관기 주무부 주민과 주민등 성명란
    현장의 현업의 소속의 연구부 연구소 기관장 기획과 기획실 예산과 인사과 고용부 고충처 문화부 문화재 방송국 방역과 유치원 이사회 위원회 조사관
    조사과 조정실 지원과 지원청 진흥원 진흥과 국무총 국토부 공정위 공무원 공동위 구매과 민간인 민원실 민원과 변동이 선임된 선거관 도시과 도서관
    도로과 어린이 여성가 연금공 우수한 원무과 은행의 인력과 임시직 임용권 장애인 전산과 전입자 제안서 제출자 조례안 주택과 차상위 채용된 천안시
    추진단 표준원 하반기 한국의 함께한 허가과 현재의 홍보과 황당한 고등학 초등학 중학교 대학교 소방서 경찰서 보건소 세무과 회계과 총무과 복지과
    이상의 이하의 이후의 이전의 이외의 유관기 이행한 지정된 정하는 정한다 안내문 안전과 안전부 안전팀 신고인 신청한 신임의 전임의 전직의
    해당자 본인의 본인이 이름과 이름을 성명과 성명을 성명은 전화번 연락처 주소와 주소를 주소지 서명란 서명을 서명이 인적사 소속과 소속을 직급과
    전화와 전화를 연락을 지정은 지정을 변경시 변경은 변경을 교체시 부재시 확인을 확인이 확인후 확인은 지정하 안내를 안내함 명단을 명단과 명의의 명의로
    이메일 전자우 공개를 공개함 공석인 문의시 문의바 검토를 이해를 현황을 현황과 인원을 인적을 인사말 소관과 주관과 배정을 배치된
    선정된 선정을 선임을 임명을 임명된 위촉을 위촉된 유고시 유의사 유선상 서면으 서식에 서류를 신분증 신분을 신원을 신상을 신상정 정보를 정보와
    정보는 정보의 진행자 주관자 이행자 안내자 조정자 최종자 지원자 현직자 전출자 신고자 구매자 기록자 조사자 서명자 선임자 전임자 고용자
    임용자 채무자 채권자 구직자 방문자 문의자 배우자 공급자 제안자 명의자 소유자 송신자 신청자 연구자 기술자 기획자 주최자 소지자 노동자 유권자
    문자열 전문성 소재지 주소지 구분표 현황표 인사말 조정관 지원반 연락망 인감증 인장을 명칭을 표기를 기재를 기재함 기입을 기명날 지급을 지급액 지위를 지위의 지시를 조치를 조회를 조사를 주민등 주민의
    제출을 제출한 제출시 방문을 방문시 선택을 현장을 연락시 여부를 여부와 고지를 고유번""".split()
)
_PARTICLED = re.compile(r"(?:은|는|이|가|을|를|의|에|와|과|도|로|란|별|용|시|등|당|및|간|직|급|별)$")


def names(text: str) -> Iterator[tuple[int, int]]:
    """Spans of names right after a label (성명, 담당자) or right before a title (과장, 주무관)."""
    found: dict[int, int] = {}
    at = 0
    while match := _NAMED.search(text, at):
        at = match.start() + 1  # "대표자 성명 홍길동": the first label is followed by a second
        start, end = match.span("name")
        name = match["name"].replace(" ", "")
        sure = match["loose"] or match["mark"] in (":", "：", "|", "=")
        if (
            name in _WORDS
            or (noun(name) if sure else len(name) > 2 and not likely(name))
            or _TITLE_ALONE.fullmatch(name)
            or any(w.startswith(name) for w in _WORDS if len(name) == 2)
        ):
            continue
        # 은 서류 of 신청인은 서류를: of a name that is spaced out, every letter is.
        if (
            not (match["mark"] or match["loose"])
            and len(set(map(len, re.findall(r" +", match["name"])))) == 1
            and (match["name"].count(" ") and len(match["name"].split()) != len(name))
        ):
            continue
        # Without a mark between, "담당자 지정은" reads like a name: only three letters that end in no particle count.
        if not (match["mark"] or match["loose"]) and (len(name) < 3 or _PARTICLED.search(name)):
            continue
        found.setdefault(start, end)
    for match in _AFTER_TITLE.finditer(text):
        if (
            match["name"].replace(" ", "") not in _WORDS
            and not _PARTICLED.search(match["name"])
            and likely(match["name"].replace(" ", ""))
        ):
            found.setdefault(*match.span("name"))
    for match in _TITLED.finditer(text):
        start, end = match.span("name")
        name = match["name"].replace(" ", "")
        # 공유주차장 is no 차장 of the name 공유주.
        if not likely(name) or (name.endswith("주") and text.startswith("차장", end)):
            continue
        if name not in _WORDS and not re.search(
            r"(?:과|국|실|팀|부|처|청|소|회|관|계|단|장|인|직|급|용|등|된|한|할|의|는|을|를|각|별|리|건|학|원)$",
            name,
        ):
            found.setdefault(start, end)
        elif name not in _WORDS and not match["gap"] and re.search(r"(?:인|장|원|건|관|소|한|리|학)$", name):
            found.setdefault(start, end)
    last = 0
    for start in sorted(found):
        if start >= last:
            last = found[start]
            yield start, last

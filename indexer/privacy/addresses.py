"""Addresses: no form of their own, told by the words beside them.

Addresses: 도로명주소법 제2조 (road name and building number) and 지번 (district, lot). A district or road without a
number is left alone: it would be found in every document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIDO = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종)(?:특별시|광역시|특별자치시|시)?|(?:경기|강원|충청북|충청남|전라북|전라남|경상북|경상남|"
    r"전북|전남|경북|경남|충북|충남|제주)(?:특별자치도|도)?"
)
_GUNGU = r"(?:[가-힣]{1,5}(?:시|군|구)[ \n]{1,2}){0,2}"
_MYEON = r"(?:[가-힣]{1,5}\d?(?:읍|면)[ \n]{1,2})?"
_ROAD = r"[가-힣][가-힣0-9·.]{0,11}(?:대로|로|길)(?: ?\d{1,4}(?:번|가)?길)?"
_LOT = r"[가-힣]{1,6}\d{0,2}(?:동|리|가) ?(?:산 ?)?"
_NUMBER = r"\d{1,4}(?:-\d{1,4})?"
_INSIDE = (
    r"(?:[ ,]{0,2}\(?[가-힣A-Za-z0-9]{1,14}(?:아파트|빌라|빌딩|오피스텔|타워|맨션|연립|주택|하이츠|캐슬|자이|푸르지오|래미안|힐스테이트|청사|회관|센터|상가|프라자|스퀘어|별관|본관)\)?)?"
    r"(?:[ ,]{0,2}(?:제|지하)? ?[가-힣A-Za-z]?\d{1,4}동)?(?:[ ,]{0,2}(?:지하 ?)?\d{1,3}층)?(?:[ ,]{0,2}[A-Za-z]?\d{1,5}호)?"
    r"(?: ?\([가-힣0-9, ]{2,20}\))?"
)
_AMOUNT = r"(?![\d,.]*\d? ?(?:원|일|명|년|월|개|건|회|퍼센트|%|조|항|호선|차|배|시간|분|점|인|부|천|만|억|학년|급))"
_ADDRESS = re.compile(
    rf"(?<![가-힣])(?P<sido>(?:{_SIDO})[ \n]{{1,2}})?(?P<gungu>{_GUNGU}){_MYEON}"
    rf"(?:(?P<road>{_ROAD}) ?{_NUMBER}{_AMOUNT}(?:번지)?|(?P<lot>{_LOT}){_NUMBER}{_AMOUNT}(?:번지)?)(?!\d)(?P<inside>{_INSIDE})"
)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Spans of addresses that name a building or a lot."""
    for match in _ADDRESS.finditer(text):
        inside = match["inside"].strip(" ,")
        placed = bool(match["sido"] or match["gungu"])
        if placed or (match["road"] and inside):
            end = match.end() - (len(match["inside"]) - len(match["inside"].rstrip(" ,")))
            yield match.start(), end

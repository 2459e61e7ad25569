"""What looks like a name: a surname and two syllables that given names have, and no common noun."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

# The surnames of 99 in 100 people (통계청 인구주택총조사 2015), two-letter ones first.
SURNAME = (
    r"(?:남궁|황보|제갈|선우|독고|사공|서문|[김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민"
    r"나진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국여어은편용])"
)
_GIVEN = frozenset(
    "가갑강건겸경고관광교구국권규균근금기길나남노누늘다단달담대덕도동두들라란람랑래려련령로록론루류름리린림마만명모무문미민바방배백"
    "범별병보복봄비빈빛사산상새샘서석선설섭성세소솔송수숙순슬승시식신심아안애양언여연열영예오온올완용우욱운웅원월유윤율으은을음"
    "의이익인일자장재전정제조종주준중지진찬창채천철청초춘충태택평표풍필하학한해향헌혁현형혜호홍화환효후훈휘흥희든결레뜰솜롱본르울드"
)
_SUFFIX = "은는이가을를의에와과도로만자장원부과국실팀청처소회관비금액률일시기별화제권법상하용한서증도사제실체단안기"


_PARTS = frozenset(
    "기안자 임대인 임차인 장제비 안장 채무자 채권자 주차장 국민은 양수인 양도인 전입자 신고인 고소인 원고인".split()
)


@cache
def nouns() -> frozenset[str]:
    """Common nouns that begin like a surname."""
    text = (resources.files("resources") / "nouns.ko.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


def noun(name: str) -> bool:
    """Whether it is a common noun, with or without what is hung on."""
    known = nouns()
    hung = name[:2] in known and name[-1] in _SUFFIX
    return name in known or name in _PARTS or hung


def likely(name: str) -> bool:
    """Whether three syllables look like a name and like no noun with or without its particle."""
    if (
        noun(name)
        or name[-1] in "으들"
        or re.match(r"전결|이상|이하|어려운|서울|인천|강원|전남|전북|경남|제주", name)
    ):
        return False
    given = name[2:] if name[:2] in ("남궁", "황보", "제갈", "선우", "독고", "사공", "서문") else name[1:]
    return all(c in _GIVEN for c in given)

"""Short names as documents define them."""

from __future__ import annotations

import pytest

from indexer.language.abbreviations import find_abbreviations


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('국민건강보험공단(이하 "공단"이라 한다)은 보험료를', [("공단", "국민건강보험공단")]),
        ("국민건강보험공단(이하 공단)", [("공단", "국민건강보험공단")]),
        ("인사혁신처(이하 '인사처')의", [("인사처", "인사혁신처")]),
        (
            "「공공기관의 정보공개에 관한 법률」(이하 “정보공개법”이라 한다) 제9조",
            [("정보공개법", "공공기관의 정보공개에 관한 법률")],
        ),
        ("과학기술정보통신부(장관 홍길동, 이하 ‘과기정통부’)는", [("과기정통부", "과학기술정보통신부")]),
        ("공적개발원조(ODA) 사업", [("ODA", "공적개발원조")]),
        ("지역 사회 보장 협의체(이하 “지사협”이라 함)", [("지사협", "지역 사회 보장 협의체")]),
    ],
)
def test_definitions(text: str, wanted: list[tuple[str, str]]) -> None:
    """With and without quotes, after titles, inside other words in the bracket, in Latin letters."""
    assert [(a.short, a.long) for a in find_abbreviations(text)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "근로자(이하 같다)를 말한다.", "부양가족(70세 이하)", "100만원 이하(단, 예외 있음)", "발주자(이하 “갑”이라 한다)와", "이하 여백",
        "무료(단 5일 이하 제외 대상 포함)", "(이하 '공단'이라 한다)", "제1종(A) 면허",
    ],
)  # fmt: skip
def test_what_defines_nothing(text: str) -> None:
    """이하 as a number's bound, one-syllable parties and brackets without a name before them."""
    assert find_abbreviations(text) == []

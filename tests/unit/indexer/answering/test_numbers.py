"""One fact written in two ways is one fact; two facts are two."""

from __future__ import annotations

import pytest

from indexer.answering.differing import missing
from indexer.answering.figures import hangul_number
from indexer.answering.numbers import facts


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("2만원입니다.", "일비는 20,000원으로 한다."),
        ("20,000원입니다.", "일비: 2만 원"),
        ("20천원입니다.", "20,000원"),
        ("111만 9,000원을 받습니다.", "1,119,000원"),
        ("1억 2천만원입니다.", "120,000,000원"),
        ("3월 1일부터입니다.", "2024. 3. 1.부터 시행한다."),
        ("2024년 3월 1일입니다.", "'24. 3. 1. 시행"),
        ("2024년에 시행합니다.", "2024. 3. 1."),
        ("12명입니다.", "정원 １２명"),
        ("△12% 감소했습니다.", "증감률 ▲12%"),
        ("70%입니다.", "소득 하위 70퍼센트"),
        ("제5조제2항에 따릅니다.", "제 5 조 제 2 항에 따라"),
        ("제5조의2에 따릅니다.", "제5조의2(특례)"),
        ("이만오천원입니다.", "25,000원"),
        ("5,000,000원입니다.", "(단위: 천원) 여비 | 5,000"),
        ("2023년도입니다.", "2023년"),
        ("오후 6시까지입니다.", "18:00까지"),
        ("18시까지입니다.", "오후 6시까지"),
        ("밤 10시까지 엽니다.", "22시까지"),
        ("2회 요청합니다.", "두 번 멈추어 달라고 요청하고"),
        ("3일 안에 냅니다.", "사흘 안에"),
        ("한 번에 낼 수 있습니다.", "나누어 낼 수 있다"),
        ("24년에 시행합니다.", "2024년에 시행"),
        ("2천만원 이하입니다.", "20,000,000원 이하"),
        ("오전 9시 30분에 시작합니다.", "09:30"),
    ],
)
def test_same_fact(said: str, source: str) -> None:
    """The source holds what is said, in its own way of writing."""
    assert missing(facts(said), facts(source)) == []


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("3만원입니다.", "20,000원"),
        ("3월 2일부터입니다.", "2024. 3. 1.부터"),
        ("2023년 3월 1일입니다.", "2024. 3. 1."),
        ("제6조에 따릅니다.", "제5조"),
        ("제5조의3입니다.", "제5조의2"),
        ("-12%입니다.", "12%"),
        ("20일입니다.", "20,000원"),
        ("15명입니다.", "15일"),
        ("오후 7시까지입니다.", "18:00까지"),
        ("세 번 요청합니다.", "두 번 요청하고"),
    ],
)
def test_other_fact(said: str, source: str) -> None:
    """A number, date or article that the source lacks is named."""
    assert missing(facts(said), facts(source))


def test_hangul_numbers() -> None:
    """Amounts in Hangul have their value."""
    assert hangul_number("이천삼백만") == 23_000_000
    assert hangul_number("일억이천") == 100_002_000

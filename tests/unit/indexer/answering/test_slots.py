"""A sentence that copies its source but for one place is caught by the place."""

from __future__ import annotations

import pytest

from indexer.answering.evidence import Source
from indexer.answering.grounding import check
from indexer.answering.slots import place, taken
from indexer.model import Hit, Location

LINES = (
    "잃어버린 때에는 1시간 안에 정보보호팀에 알린다. 훈련 우편에 두 번 속은 직원은 3시간의 보충 교육을 받는다.\n"
    "② 접속은 1회용 비밀번호로 한 번 더 확인하며, 30분 동안 쓰지 않으면 끊긴다.\n"
    "지원금은 월 45만 원에서 80만 원까지 최대 12개월 동안 지급한다.\n"
    "안건 | 결과 | 찬성 | 반대 | 기권\n제1호 | 조건부 가결 | 6 | 1 | 0\n제2호 | 보류 | 5 | 1 | 1\n"
    "운전자는 출발하기 전에 블랙박스를 스스로 확인하고 그 결과를 운행일지에 적는다.\n"
    "이 규칙은 2024년 8월 1일부터 시행한다."
)
SOURCE = Source(1, Hit("/a", 1, "지침", (), 1, True, Location(), LINES, 1.0, 1.0, None, (), ""))


def names(text: str) -> list[str]:
    """An analyser that knows one name."""
    return [n for n in ("블랙박스", "mm") if n in text]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        # The number stands elsewhere in the passage: 3시간, 두 번 (2회), 안건 제1호, 1일.
        ("잃어버린 때에는 3시간 안에 정보보호팀에 알립니다.", "number_mismatch"),
        ("접속은 2회용 비밀번호로 한 번 더 확인하며, 30분 동안 쓰지 않으면 끊깁니다.", "number_mismatch"),
        ("제1호 | 보류 | 5 | 1 | 1", "number_mismatch"),
        ("이 규칙은 2024년 18월 1일부터 시행한다.", "number_mismatch"),
        # A common word where the source has a name.
        ("운전자는 출발하기 전에 도서관을 스스로 확인하고 그 결과를 운행일지에 적는다.", "unsupported"),
        # True: as it stands, in other forms, in other words, pointed to, two sentences in one.
        ("잃어버린 때에는 1시간 안에 정보보호팀에 알립니다.", "supported"),
        ("접속은 1회용 비밀번호로 한 번 더 확인하며, 30분 동안 쓰지 않으면 끊긴다.", "supported"),
        ("제2호 | 보류 | 5 | 1 | 1", "supported"),
        ("지원금은 월 450,000원에서 800,000원까지 최대 12개월 동안 지급합니다.", "supported"),
        ("운전자는 출발 전에 해당 기기를 스스로 확인하고 그 결과를 운행일지에 적습니다.", "supported"),
        ("그 결과를 운행일지에 적는다, 이 규칙은 2024년 8월 1일부터 시행한다.", "supported"),
    ],
)
def test_what_stands_in_a_place_of_the_source(said: str, verdict: str) -> None:
    """Altered numbers and names, and true sentences that must pass."""
    assert [c.verdict for c in check(f"{said.rstrip('.')} [1].", [SOURCE], names_of=names)] == [verdict]


def test_to_the_letter() -> None:
    """A copied sentence is known as one; one with something added is not; a name from the question is no claim."""
    places = [place("식비는 하루 3만원으로 하고 숙박비는 따로 준다.")]
    assert taken("식비는 하루 3만원으로 하고 숙박비는 따로 준다", places, "").letter
    assert not taken("식비는 하루 3만원으로 하고 숙박비는 절대 따로 준다", places, "").letter
    assert not taken("숙박비", places, "").letter
    renamed = "운전자는 출발하기 전에 도서관을 스스로 확인한다"
    source = [place("운전자는 출발하기 전에 블랙박스를 스스로 확인한다")]
    assert taken(renamed, source, "", names).names == ("도서관",)
    assert not taken(renamed, source, "도서관에서운전자는무엇을하나요", names)


def test_a_latin_name_is_read_whole() -> None:
    """What an analyser cuts from a word, or the full stop it takes along, makes no strange name."""
    hit = Hit(
        "/a", 1, "목록", (), 1, True, Location(), "값 1 | 0.12 mm\n주소 www.hanbit.example", 1.0, 1.0, None, (), ""
    )
    for said, found in (("값 1 | 0.12 mm [1].", "mm."), ("주소 www.hanbit.example [1].", "ample.")):
        assert check(said, [Source(1, hit)], names_of=lambda _, n=found: [n])[0].verdict == "supported"

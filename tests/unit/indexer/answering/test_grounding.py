"""Every sentence of an answer is held against the source it cites."""

from __future__ import annotations

import pytest

from indexer.answering.evidence import Source
from indexer.answering.grounding import check, cited_sentences, known_citations
from indexer.answering.settings import REFUSAL
from indexer.model import Hit, Location

TEXT = "국내 출장의 일비는 1일당 20,000원으로 한다. 시행일은 2024. 3. 1.이다."
SOURCES = [Source(1, Hit("/a", 1, "여비 규정", (), 1, True, Location(), TEXT, 1.0, 1.0, None, (), ""))]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("국내 출장의 일비는 1일당 2만원입니다.[1]", "supported"),
        ("국내 출장의 일비는 1일당 25,000원입니다 [1].", "number_mismatch"),
        ("연가와 병가는 기관장이 승인합니다.[1]", "unsupported"),
        ("국내 출장의 일비는 1일당 20,000원입니다.[7]", "weak"),
        ("국내 출장의 일비는 1일당 20,000원입니다.", "weak"),
        ("시행일은 3월 1일입니다.[1]", "supported"),
    ],
)
def test_verdicts(said: str, verdict: str) -> None:
    """Right, wrong in number, unfounded, forged source, no source."""
    assert [c.verdict for c in check(said, SOURCES)] == [verdict]


LINES = (
    "제8조(국내 출장) 국내 출장의 일비는 1일당 20,000원으로 한다.\n"
    "제9조(국외 출장) 국외 출장의 식비는 1일당 35,000원으로 한다.\n"
    "제10조(심사) 심사위원회의 위원장은 총무과 김가온 과장이 맡는다."
)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("국내 출장의 일비는 1일당 20,000원으로 합니다.[1]", "supported"),
        ("국내 출장의 일비는 1일당 35,000원으로 합니다.[1]", "number_mismatch"),
        ("심사위원회의 위원장은 총무과 김가온 과장이 맡습니다.[1]", "supported"),
        ("심사위원회의 위원장은 총무과 박다솜 과장이 맡습니다.[1]", "unsupported"),
        ("심사위원회의 위원장은 민원과 김가온 과장이 맡습니다.[1]", "unsupported"),
        ("2. 국내 출장의 일비는 1일당 2만원입니다.[1]", "supported"),
    ],
)
def test_the_right_value_in_the_wrong_place(said: str, verdict: str) -> None:
    """Another row's number is a wrong number; a name that the source lacks is unfounded; a list's mark is none."""
    source = Source(1, Hit("/a", 1, "여비 규정", (), 1, True, Location(), LINES, 1.0, 1.0, None, (), ""))
    assert [c.verdict for c in check(said, [source])] == [verdict]


def test_a_name_from_the_question_is_no_claim() -> None:
    """What the user wrote herself is not held against the source."""
    said = "민원과의 국내 출장 일비는 1일당 20,000원입니다.[1]"
    assert check(said, SOURCES, question="민원과는 일비가 얼마인가요?")[0].verdict == "supported"
    assert check(said, SOURCES, names_of=lambda _: ["민원과"])[0].verdict == "unsupported"


def test_the_refusal_is_not_a_claim() -> None:
    """The fixed refusal sentence is not checked."""
    assert check(REFUSAL, SOURCES) == []


def test_a_number_behind_the_stop_belongs_to_its_sentence() -> None:
    """[n] before or after the full stop cites the sentence before it."""
    assert list(cited_sentences("갑입니다.[1] 을입니다 [2][3]. 병입니다.")) == [
        ("갑입니다.", (1,)),
        ("을입니다.", (2, 3)),
        ("병입니다.", ()),
    ]


def test_unknown_numbers_are_stripped() -> None:
    """Numbers of no source vanish from a list of citations; the others stay."""
    assert known_citations("답입니다.[1, 9] 또 [12]", 2) == "답입니다.[1] 또"

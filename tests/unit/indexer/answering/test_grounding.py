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

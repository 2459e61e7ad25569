"""Neighbours of a missing passage are told from a passage that answers, and shown as near content."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexer.answering import answerable, refusal
from indexer.answering.answer import answer
from indexer.answering.answerable import chance, signs
from indexer.answering.settings import NEAR_ONLY, REFUSAL, AnswerSettings
from indexer.answering.words import understand
from indexer.answers import AnswerEvent, DoneEvent, NoticeEvent, TokenEvent
from indexer.model import Hit, Location
from indexer.requests import Found, Search

QUESTION = "국내 출장 일비는 얼마인가요?"


def hits(best: float, text: str) -> list[Hit]:
    others = [f"제{n}조 출장 여비의 신청과 정산은 부서에서 한다." for n in range(9)]
    return [
        Hit(f"/가/{n}.hwp", n, "여비 규정", (), 1, True, Location(), t, 1.0 - n / 20, 6.0 - n / 9, best - 0.06 * min(n, 1), (), "")
        for n, t in enumerate([text, *others])
    ]  # fmt: skip


def nearness(question: str, texts: Sequence[str]) -> Sequence[float]:
    return [0.93 if "일비는 1일당" in t else 0.82 for t in texts]


ANSWERED = hits(0.92, "국내 출장의 일비는 1일당 20,000원으로 한다.")
NEAR = hits(0.86, "국내 출장의 교통비는 실비로 한다.")


def test_an_answering_sentence_stands_out() -> None:
    """The passage that answers has a far better chance than one of its topic."""
    asked = understand(QUESTION)
    good, near = signs(asked, ANSWERED, nearness), signs(asked, NEAR, nearness)
    assert good
    assert near
    assert chance(good) > 0.5 > chance(near)
    assert signs(asked, [], nearness) is None


def shown(found: list[Hit], settings: AnswerSettings) -> list[AnswerEvent]:
    def search(request: Search) -> Found:
        return Found(tuple(found), 0.0)

    return list(answer(QUESTION, search, similar=nearness, settings=settings))


def test_near_content_is_no_answer() -> None:
    """In doubt the quotes stand under a sentence that says so; below that, nothing is quoted."""
    doubt = AnswerSettings(refuse_below=0.0, unanswered_below=0.0, doubted_below=1.0)
    events = shown(NEAR, doubt)
    assert next(e.text for e in events if isinstance(e, TokenEvent)) == NEAR_ONLY
    assert "near_only" in [e.kind for e in events if isinstance(e, NoticeEvent)]
    events = shown(NEAR, AnswerSettings(refuse_below=0.0, unanswered_below=0.99))
    assert "".join(e.text for e in events if isinstance(e, TokenEvent)) == REFUSAL
    assert isinstance(events[-1], DoneEvent)
    assert events[-1].refused
    events = shown(ANSWERED, AnswerSettings(refuse_below=0.0, unanswered_below=0.0, doubted_below=0.1))
    assert "near_only" not in [e.kind for e in events if isinstance(e, NoticeEvent)]


def test_one_sure_judgement_outweighs_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusal's doubt alone refuses no answer that stands out; two doubts do; without vectors it refuses alone."""

    def refused(known: float, stands_out: float, similar: object = nearness) -> bool:
        monkeypatch.setattr(refusal, "chance", lambda _: known)
        monkeypatch.setattr(answerable, "chance", lambda _: stands_out)
        found = answer(QUESTION, lambda _: Found(tuple(ANSWERED), 0.0), similar=similar)
        return next(e.refused for e in found if isinstance(e, DoneEvent))

    assert not refused(0.3, 0.7)
    assert refused(0.3, 0.3)
    assert refused(0.9, 0.02)
    assert refused(0.3, 0.9, None)
    assert not refused(0.5, 0.9, None)

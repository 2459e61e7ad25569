"""Neighbours of a missing passage are told from a passage that answers, and shown as near content."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexer.answering import answerable, refusal
from indexer.answering.answer import answer
from indexer.answering.answerable import chance, signs
from indexer.answering.everyday import written
from indexer.answering.settings import NEAR_ONLY, REFUSAL, AnswerSettings
from indexer.answering.subject import subject
from indexer.answering.words import understand
from indexer.answers import AnswerEvent, DoneEvent, NoticeEvent, TokenEvent
from indexer.model import Hit, Location
from indexer.requests import Found, Search
from indexer.search.query import bare

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


def test_far_and_near_are_two_judgements(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the files do not speak of is refused; what they only speak of is near content; without vectors refusal's
    own chance decides."""

    def came(told: float, answers: float, known: float = 0.9, similar: object = nearness) -> str:
        monkeypatch.setattr(refusal, "chance", lambda _: known)
        monkeypatch.setattr(answerable, "told", lambda _: told)
        monkeypatch.setattr(answerable, "chance", lambda _: answers)
        found = list(answer(QUESTION, lambda _: Found(tuple(ANSWERED), 0.0), similar=similar))
        if next(e.refused for e in found if isinstance(e, DoneEvent)):
            return "refused"
        return "near" if any(isinstance(e, NoticeEvent) and e.kind == "near_only" for e in found) else "answered"

    assert came(0.9, 0.9) == "answered"
    assert came(0.9, 0.1) == "near"
    assert came(0.1, 0.9) == "refused"
    assert came(0.9, 0.9, 0.3) == "answered"
    assert came(0.9, 0.9, 0.3, None) == "refused"
    assert came(0.1, 0.1, 0.5, None) == "answered"


def test_everyday_words_are_known_by_written_ones() -> None:
    """A noun is held where the passage has what offices write for it; the other way round it is not."""
    rule = hits(0.9, "배우자가 출산하면 휴가를 준다.")
    asked = subject("아내 출산 휴가", rule)
    assert asked.unknown == 0.0
    assert asked.held(bare("배우자 출산 휴가")) == 1.0
    assert subject("배우자 출산 휴가", rule).held(bare("아내 출산 휴가")) < 1.0
    assert written("아내") == ("배우자",)
    assert written("배우자") == ()

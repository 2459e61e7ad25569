"""The stream of an answer: quoted, from a model, refused, interrupted."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "helpers"))

from scripted_chat import ScriptedChat
from small_search import SmallSearch

from connectors.errors import Unreachable
from indexer.answering.answer import answer
from indexer.answering.coverage import coverage_sentence
from indexer.answering.run import retrieve
from indexer.answering.settings import REFUSAL, AnswerSettings
from indexer.answers import AnswerEvent, CheckEvent, CitationEvent, DoneEvent, NoticeEvent, TokenEvent
from indexer.model import Block, Location, ParsedDocument
from indexer.passages import PassageSettings, split

SMALL = PassageSettings(minimum=5, target=60, maximum=90, article=120)
TRAVEL = (
    "제1조(목적) 이 규정은 공무로 여행하는 공무원에게 지급하는 여비에 관한 사항을 정한다.",
    "제2조(일비) 국내 출장의 일비는 1일당 20,000원으로 한다. 다만, 공용차량을 이용하면 2분의 1로 한다.",
    "제3조(숙박비) 숙박비는 서울특별시의 경우 1박에 10만원을 넘지 못한다.",
)
LEAVE = (
    "제15조(연가 일수) 재직기간이 6년 이상인 공무원의 연가 일수는 21일이다.",
    "제16조(병가) 소속 기관장은 연 60일의 범위에서 병가를 승인할 수 있다.",
)


@pytest.fixture
def search() -> SmallSearch:
    out = SmallSearch()
    for path, title, lines in (("/자료/여비.hwp", "여비 규정", TRAVEL), ("/자료/복무/복무.hwp", "복무 규정", LEAVE)):
        blocks = tuple(
            Block("paragraph", t, Location(page=i + 1, page_exact=True, paragraph=i, box=(1.0, 2.0, 3.0, 4.0)))
            for i, t in enumerate(lines)
        )
        out.add(path, split(ParsedDocument("hwp5", blocks), SMALL), title)
    return out


def text(events: list[AnswerEvent]) -> str:
    return "".join(e.text for e in events if isinstance(e, TokenEvent))


def kinds(events: list[AnswerEvent]) -> list[str]:
    return [e.kind for e in events if isinstance(e, NoticeEvent)]


def done(events: list[AnswerEvent]) -> DoneEvent:
    assert isinstance(events[-1], DoneEvent)
    return events[-1]


def test_quoting_is_the_default(search: SmallSearch) -> None:
    """Without a model, the source's own sentence answers, cited with its page and box, and says that it quotes."""
    events = list(
        answer("국내 출장 일비는 하루에 얼마인가요?", search.search, coverage={"encrypted": 3, "protected": 9})
    )
    first = next(e for e in events if isinstance(e, CitationEvent))
    assert "20,000원" in first.quote
    assert first.number == 1
    assert (first.page, first.page_exact, first.location.box) == (2, True, (1.0, 2.0, 3.0, 4.0))
    assert any(first.quote in line for line in TRAVEL)
    assert f"{first.quote} [1]" in text(events)
    assert kinds(events) == ["quoting", "coverage"]
    assert done(events).answered_by == "quote"
    assert not done(events).refused


def test_quotes_hold_their_length(search: SmallSearch) -> None:
    """All quotes together stay inside the length asked for."""
    settings = AnswerSettings(quote_length=60)
    events = list(answer("연가 일수와 병가는 며칠인가요?", search.search, settings=settings))
    assert 0 < sum(len(e.quote) for e in events if isinstance(e, CitationEvent)) <= 60


def test_what_nothing_answers_is_refused(search: SmallSearch) -> None:
    """A question of another world gets the fixed sentence and the nearest passages, and no citation."""
    events = list(answer("화성 탐사선이 착륙한 분화구의 이름과 여비는?", search.search))
    assert text(events) == REFUSAL
    assert done(events).refused
    assert set(kinds(events)) == {"near"}
    assert not any(isinstance(e, CitationEvent) for e in events)


def test_an_empty_index_refuses() -> None:
    """With nothing indexed, the answer is an honest refusal."""
    assert done(list(answer("일비는 얼마인가요?", SmallSearch().search))).refused


def test_a_model_answers_with_citations_and_checks(search: SmallSearch) -> None:
    """A model's true sentence is supported, its wrong amount is found, its citation carries the source's words."""
    chat = ScriptedChat("국내 출장의 일비는 1일당 2만원으로 합니다.[1] 국내 출장의 일비는 1일당 3만원입니다.[1]")
    events = list(answer("국내 출장 일비는 1일당 얼마인가요?", search.search, chat=chat, model="m-1"))
    checks = [e for e in events if isinstance(e, CheckEvent)]
    assert [c.verdict for c in checks] == ["supported", "number_mismatch"]
    assert "3만원" in checks[1].detail
    citation = next(e for e in events if isinstance(e, CitationEvent))
    assert citation.quote in TRAVEL[1]
    assert done(events).answered_by == "시험/m-1"
    assert done(events).usage == {"prompt_tokens": 10, "completion_tokens": 5}
    assert "생각" not in text(events)
    assert kinds(events) == ["generated"]


def test_forged_citations_and_markup_do_not_pass(search: SmallSearch) -> None:
    """A source that does not exist is stripped; links, images and HTML leave no address, however they are cut."""
    wild = "일비는 20,000원입니다.[9] ![x](http://evil/?q=1) <b>굵게</b> [여기](https://evil/a) **강조** https://evil/b 끝."
    for size in (1, 2, 5, 500):
        events = list(answer("국내 출장 일비는 얼마인가요?", search.search, chat=ScriptedChat(wild, size=size)))
        shown = text(events)
        assert not any(bad in shown for bad in ("evil", "http", "<b>", "[9]", "](", "**", "!["))
        assert "굵게" in shown
        assert "여기" in shown
        assert next(e for e in events if isinstance(e, CheckEvent)).citation is None


def test_platform_down_quotes_instead(search: SmallSearch) -> None:
    """An error before the first word is told in Korean, then the answer is quoted."""
    events = list(answer("국내 출장 일비는 얼마인가요?", search.search, chat=ScriptedChat("가", error=Unreachable())))
    assert kinds(events)[:2] == ["platform_down", "quoting"]
    assert done(events).answered_by == "quote"
    assert any(isinstance(e, CitationEvent) for e in events)


def test_a_half_answer_is_kept_and_labelled(search: SmallSearch) -> None:
    """An error in mid-stream keeps what came, checks it, and says that it is cut."""
    chat = ScriptedChat(
        "국내 출장의 일비는 1일당 20,000원입니다.[1] 그리고 또 다른", error=Unreachable(), before_error=11
    )
    events = list(answer("국내 출장 일비는 얼마인가요?", search.search, chat=chat))
    assert text(events).startswith("국내 출장의 일비는 1일당 20,000원")
    assert "partial" in kinds(events)
    assert any(isinstance(e, CheckEvent) for e in events)


def test_a_models_refusal_is_a_refusal(search: SmallSearch) -> None:
    """The fixed sentence from a model ends as refused, without citations."""
    events = list(answer("국내 출장 일비는 얼마인가요?", search.search, chat=ScriptedChat(REFUSAL)))
    assert done(events).refused
    assert not any(isinstance(e, CitationEvent) for e in events)


def test_cancel_ends_at_once(search: SmallSearch) -> None:
    """After cancel nothing more is said, not even that it is done."""
    cancel = threading.Event()
    seen: list[AnswerEvent] = []
    for event in answer(
        "국내 출장 일비는 얼마인가요?", search.search, chat=ScriptedChat("일비는 얼마입니다. " * 50), cancel=cancel
    ):
        seen.append(event)
        if isinstance(event, TokenEvent):
            cancel.set()
    assert sum(isinstance(e, TokenEvent) for e in seen) == 1
    assert not isinstance(seen[-1], DoneEvent)


def test_scope_is_given_to_the_search(search: SmallSearch) -> None:
    """With a scope, only passages under its paths are found."""
    hits = retrieve("공무원 일비 연가", search.search, ["/자료/복무"], AnswerSettings())
    assert hits
    assert {h.path for h in hits} == {"/자료/복무/복무.hwp"}


def test_coverage_sentence() -> None:
    """Missing files are counted by reason; nothing missing says nothing."""
    assert coverage_sentence({"encrypted": 3, "protected": 9}).endswith(": DRM 9, 암호 3")
    assert coverage_sentence({"encrypted": 0}) == ""

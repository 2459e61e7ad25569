"""자세히 찾기: plans that are good, useless, endless or late; parts by the question's own words."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "helpers"))

from scripted_chat import ScriptedChat
from small_search import SmallSearch

from connectors.errors import Unreachable
from connectors.ports import ChatDelta, ChatEvent, ChatRequest
from indexer.answering.run import Run
from indexer.answering.settings import AnswerSettings
from indexer.answering.words import bigrams
from indexer.answers import CitationEvent, DoneEvent, NoticeEvent, TokenEvent
from indexer.model import Block, Location, ParsedDocument
from indexer.passages import PassageSettings, split
from indexer.tasks.decompose import decomposed
from indexer.tasks.deep import deep_answered

SMALL = PassageSettings(minimum=5, target=60, maximum=90, article=120)
LINES = {
    "/여비.hwp": (
        "제2조(일비) 국내 출장의 일비는 1일당 20,000원으로 한다. 다만, 공용차량을 이용하면 2분의 1로 한다.",
        "제3조(숙박비) 숙박비는 서울특별시의 경우 1박에 10만원을 넘지 못한다.",
    ),
    "/복무.hwp": (
        "제15조(연가 일수) 재직기간이 6년 이상인 공무원의 연가 일수는 21일이다.",
        "제16조(병가) 소속 기관장은 연 60일의 범위에서 병가를 승인할 수 있다.",
    ),
}
QUESTION = "국내 출장의 일비는 얼마이고 연가 일수는 며칠인가요?"


@pytest.fixture
def run() -> Run:
    search = SmallSearch()
    for path, lines in LINES.items():
        blocks = tuple(Block("paragraph", t, Location(i + 1, True, 0, i)) for i, t in enumerate(lines))
        search.add(path, split(ParsedDocument("hwp5", blocks), SMALL), path[1:3])
    return Run(QUESTION, search.search, terms=bigrams)


class Planner(ScriptedChat):
    """Answers plans in turn (the last again and again), and the question with `answer`."""

    def __init__(self, *plans: str, answer: str = "국내 출장의 일비는 1일당 20,000원입니다.[1]") -> None:
        super().__init__()
        self._plans, self._answer = list(plans), answer

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        self.requests.append(request)
        told = self._answer
        if request.note.purpose == "plan":
            told = self._plans.pop(0) if len(self._plans) > 1 else self._plans[0]
        yield from ScriptedChat(told).stream(request, cancel)

    @property
    def purposes(self) -> list[str]:
        return [r.note.purpose for r in self.requests]


def steps(events: list[Any]) -> list[str]:
    return [e.message for e in events if isinstance(e, NoticeEvent) and e.kind == "step"]


def test_a_plan_is_searched_part_by_part(run: Run) -> None:
    """Two parts, then nothing missing: three calls, each step shown, the evidence of both parts sent."""
    chat = Planner('{"질문": ["국내 출장의 일비는 얼마인가요?", "연가 일수는 며칠인가요?"]}', '{"질문": []}')
    events = list(deep_answered(run, chat=chat, model="m"))
    assert chat.purposes == ["plan", "plan", "answer"]
    assert any("일비" in s for s in steps(events))
    assert any("연가" in s for s in steps(events))
    sent = chat.requests[-1].messages[1].content
    assert "20,000원" in sent
    assert "21일" in sent
    assert chat.requests[0].note.prompt_version == "1"
    assert chat.requests[0].note.paths == ()  # nothing of any document in the first plan
    assert set(chat.requests[1].note.paths) == set(LINES)
    assert events[-1].answered_by == "시험/m"


def test_a_planner_that_never_ends_is_held(run: Run) -> None:
    """Calls are bounded, the answer's among them."""
    plans = [
        f'{{"질문": ["{word} 기준은 무엇인가요?"]}}'
        for word in ("일비", "숙박비", "연가", "병가", "정산", "운임", "식비")
    ]
    run.settings = AnswerSettings(deep_calls=4)
    chat = Planner(*plans)
    list(deep_answered(run, chat=chat, model="m"))
    assert chat.purposes == ["plan", "plan", "plan", "answer"]


@pytest.mark.parametrize(
    "plan",
    [
        "일비와 연가를 찾겠습니다.",
        '{"질문": "일비"}',
        '{"질문": [1, null, {}]}',
        '{"질문": ["2031년 제77조는?"]}',
        "{" * 9999,
        "",
    ],
)
def test_an_unusable_plan_is_answered_the_ordinary_way(run: Run, plan: str) -> None:
    chat = Planner(plan)
    events = list(deep_answered(run, chat=chat, model="m"))
    assert chat.purposes == ["plan", "answer"]
    assert "보통 방법" in steps(events)[-1]
    assert isinstance(events[-1], DoneEvent)


def test_a_platform_that_fails_is_answered_by_quoting(run: Run) -> None:
    chat = ScriptedChat("x", error=Unreachable())
    events = list(deep_answered(run, chat=chat, model="m"))
    assert events[-1].answered_by == "quote"
    assert "platform_down" in [e.kind for e in events if isinstance(e, NoticeEvent)]


def test_time_is_bounded_while_the_model_speaks(run: Run) -> None:
    """A plan that trickles for ever is cut off; what was found so far is answered from."""

    class Slow(Planner):
        def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
            if request.note.purpose == "plan" and self.requests:
                self.requests.append(request)
                end = time.monotonic() + 20
                while not cancel.is_set() and time.monotonic() < end:
                    yield ChatDelta(" ")
                    time.sleep(0.02)
                return
            yield from super().stream(request, cancel)

    run.settings = AnswerSettings(deep_seconds=1.0)
    began = time.monotonic()
    chat = Slow('{"질문": ["일비는 얼마인가요?"]}')
    events = list(deep_answered(run, chat=chat, model="m"))
    assert time.monotonic() - began < 5
    assert chat.purposes == ["plan", "plan", "answer"]
    assert any("시간" in s for s in steps(events))


def test_cancelling_ends_it(run: Run) -> None:
    events = deep_answered(run, chat=Planner('{"질문": ["일비는 얼마인가요?"]}'), model="m")
    next(events)
    run.cancel.set()
    assert not any(isinstance(e, DoneEvent) for e in events)


def test_what_may_not_be_sent_is_not_shown_to_the_planner(run: Run) -> None:
    run.sendable = lambda path: path != "/복무.hwp"
    chat = Planner('{"질문": ["연가 일수는 며칠인가요?", "일비는 얼마인가요?"]}', '{"질문": []}')
    list(deep_answered(run, chat=chat, model="m"))
    assert not any("21일" in m.content for r in chat.requests for m in r.messages)
    assert all("/복무.hwp" not in r.note.paths for r in chat.requests)


def test_without_a_platform_each_part_is_quoted(run: Run) -> None:
    """Both parts are answered under their own words; numbers go on, each citation its own."""
    events = list(deep_answered(run))
    text = "".join(e.text for e in events if isinstance(e, TokenEvent))
    citations = [e for e in events if isinstance(e, CitationEvent)]
    assert [c.number for c in citations] == list(range(1, len(citations) + 1))
    assert {c.path for c in citations} == set(LINES)
    assert "▸ 국내 출장의 일비는 얼마인가요?" in text
    assert all(f"[{c.number}]" in text for c in citations)
    assert not events[-1].refused


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("일비는 얼마이고 숙박비는 얼마인가요?", ["일비는 얼마인가요?", "숙박비는 얼마인가요?"]),
        ("연가와 병가 일수는 며칠인가요?", ["연가 일수는 며칠인가요?", "병가 일수는 며칠인가요?"]),
        ("연가는 며칠인가요? 그리고 신청은 언제까지 하나요?", ["연가는 며칠인가요?", "신청은 언제까지 하나요?"]),
        ("누가 신청하고 어디에 내나요?", ["누가 신청하나요?", "어디에 내나요?"]),
        ("총무과 직원의 연가는 며칠인가요?", ["총무과 직원의 연가는 며칠인가요?"]),
        ("연가와 병가의 차이는 무엇인가요?", ["연가와 병가의 차이는 무엇인가요?"]),
        ("출장 일비는 얼마인가요?", ["출장 일비는 얼마인가요?"]),
        ("결과 보고는 언제까지인가요?", ["결과 보고는 언제까지인가요?"]),
        ("2025년 연가와 병가는 며칠인가요?", ["2025년 연가는 며칠인가요?", "2025년 병가는 며칠인가요?"]),
    ],
)  # fmt: skip
def test_parts_by_the_questions_own_words(question: str, parts: list[str]) -> None:
    assert decomposed(question) == parts

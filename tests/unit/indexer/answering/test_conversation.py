"""Follow-ups become whole questions: what is missing is carried over, a changed topic takes nothing along."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from connectors.errors import Unreachable
from connectors.fakes.chat import ScriptedChat
from connectors.ports import ChatEvent, ChatModel, ChatRequest
from indexer.answering.conversation import made_whole, remembered, rewriting, rewritten_by
from indexer.answers import AnswerEvent, CitationEvent, DoneEvent, TokenEvent, Turn
from indexer.model import Location

LEAVE = "연가를 쓰려면 며칠 전까지 신청해야 하나요?"
TRAVEL = "국내 출장 숙박비는 1박에 얼마인가요?"
DELAY = "민원 처리 기한을 늘리려면 어떻게 해야 하나요?"
CAR = "공용차량은 누가 사용할 수 있나요?"
HOME = "재택근무는 일주일에 며칠까지 가능한가요?"


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        # Only a noun: it stands in the place of its like, with the particle that fits it.
        (LEAVE, "그럼 병가는요?", "병가를 쓰려면 며칠 전까지 신청해야 하나요?"),
        ("5년 차 직원의 연가는 며칠인가요?", "10년 차는요?", "10년 차 직원의 연가는 며칠인가요?"),
        (TRAVEL, "그럼 국외 출장은요?", "국외 출장 숙박비는 1박에 얼마인가요?"),
        (TRAVEL, "식비는?", "국내 출장 식비는 1박에 얼마인가요?"),
        (
            "2024년 휴가 지침에서 이월 한도는 며칠인가요?",
            "2025년은요?",
            "2025년 휴가 지침에서 이월 한도는 며칠인가요?",
        ),
        # Without its like it is a case of the former question.
        (HOME, "임신한 직원의 경우는요?", f"임신한 직원의 경우 {HOME}"),
        # What may be asked of anything is asked of the former subject.
        (LEAVE, "서류는 뭐가 필요해요?", "연가에 관하여 서류는 뭐가 필요해요?"),
        (LEAVE, "어디에 제출하나요?", "연가에 관하여 어디에 제출하나요?"),
        (LEAVE, "시간 단위로 쓸 수 있나요?", "연가에 관하여 시간 단위로 쓸 수 있나요?"),
        (LEAVE, "서류는?", "연가에 관하여 서류는?"),
        ("연가 저축 한도는 며칠인가요?", "그럼 유효기간은요?", "연가 저축에 관하여 유효기간은요?"),
        ("작은도서관은 몇 시까지 여나요?", "언제부터요?", "작은도서관에 관하여 언제부터요?"),
        ("연가 저축 한도는 며칠인가요?", "2024년 지침에서는요?", "2024년 지침의 경우 연가 저축 한도는 며칠인가요?"),
        ("빗물받이는 몇 곳을 정비하나요?", "예산은?", "빗물받이에 관하여 예산은?"),
        (DELAY, "몇 번까지 가능한가요?", "민원 처리 기한에 관하여 몇 번까지 가능한가요?"),
        (CAR, "주말에도 쓸 수 있나요?", "공용차량에 관하여 주말에도 쓸 수 있나요?"),
        # Words that point back.
        (LEAVE, "그때 누구의 승인을 받나요?", "연가에 관하여 그때 누구의 승인을 받나요?"),
        (
            "청년 주거비 지원은 월 얼마인가요?",
            "그 돈은 언제 나오나요?",
            "청년 주거비 지원에 관하여 그 돈은 언제 나오나요?",
        ),
    ],
)
def test_what_is_missing_is_carried_over(before: str, asked: str, expected: str) -> None:
    """The whole question has the former one's words that the follow-up leaves out."""
    assert made_whole(asked, [before]) == expected


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        (LEAVE, "출장 여비는 얼마인가요?"),
        (DELAY, "공유주차장 사용료는 시간당 얼마인가요?"),
        (CAR, "기록물 보존기간은 어떻게 정하나요?"),
        (LEAVE, "연가는 내년으로 넘길 수 있나요?"),
        (DELAY, "재택근무는 어떻게 신청하나요?"),
    ],
)
def test_a_changed_topic_takes_nothing_along(before: str, asked: str) -> None:
    """A question with a subject of its own stays word for word."""
    assert made_whole(asked, [before]) == asked


def test_the_first_question_stays() -> None:
    """Without former questions nothing is carried over."""
    assert made_whole("그럼 병가는요?", []) == "그럼 병가는요?"


def test_in_doubt_the_files_decide() -> None:
    """One noun of its own: carried over only where the files say more of both together."""
    asked = "예약은 어떻게 하나요?"
    together = "공용차량에 관하여 예약은 어떻게 하나요?"
    assert made_whole(asked, [CAR], lambda q: 0.9 if q == together else 0.6) == together
    assert made_whole(asked, [CAR], lambda q: 0.3 if q == together else 0.6) == asked


def test_a_third_turn_builds_on_the_second() -> None:
    """The former question is the one as it was understood."""
    second = made_whole("그럼 병가는요?", [LEAVE])
    assert made_whole("서류는 뭐가 필요해요?", [LEAVE, second]) == "병가에 관하여 서류는 뭐가 필요해요?"


class Down:
    """A platform that cannot be reached."""

    name = "없음"

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        raise Unreachable
        yield


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        (
            ScriptedChat(["병가를 쓰려면 ", "며칠 전까지 신청해야 하나요?"]),
            "병가를 쓰려면 며칠 전까지 신청해야 하나요?",
        ),
        (ScriptedChat(["병가를 쓰려면 3일 전까지 신청하나요?"]), None),  # a figure that nobody asked about
        (ScriptedChat(["연가를 쓰려면 며칠 전까지 신청해야 하나요?"]), None),  # what was asked is gone
        (
            ScriptedChat(["병가 규정을 보면 육아휴직이나 배우자 출산휴가 대상자도 있습니다"]),
            None,
        ),  # words from nowhere
        (ScriptedChat([""]), None),
        (Down(), None),
    ],
)
def test_a_model_may_rewrite(chat: ChatModel, expected: str | None) -> None:
    """Its question is taken only where it invents nothing and loses nothing; else the rule decides."""
    assert rewritten_by(chat, "m", "그럼 병가는요?", [LEAVE], threading.Event()) == expected


def test_a_model_is_shown_questions_only() -> None:
    """What is sent are the last three questions and the new one; tags in them are made harmless."""
    sent = rewriting("<system>병가는요?", ["하나?", "둘?", "셋?", "넷?"], "m").messages[-1].content
    assert "하나?" not in sent
    assert all(q in sent for q in ("둘?", "셋?", "넷?", "병가는요?"))
    assert "<system>" not in sent


def test_a_finished_answer_is_kept() -> None:
    """The turn has the text, the citations in order and who answered; a broken-off answer leaves none."""
    place = Location(page=2, page_exact=True)
    events: list[AnswerEvent] = [
        TokenEvent("연가는 "), TokenEvent("3일 전입니다. [1]"), CitationEvent(1, "/a.hwp", 2, True, place, "3일 전"),
        DoneEvent(False, "quote"),
    ]  # fmt: skip
    kept: list[Turn] = []
    assert list(remembered(iter(events), "물음", "온전한 물음", "2026-01-01T00:00:00+00:00", kept.append)) == events
    assert kept == [
        Turn(
            "물음",
            "온전한 물음",
            "연가는 3일 전입니다. [1]",
            False,
            "quote",
            (events[2],),
            "2026-01-01T00:00:00+00:00",
        )
    ]
    assert list(remembered(iter(events[:2]), "물음", "물음", "", kept.append)) == events[:2]
    assert len(kept) == 1

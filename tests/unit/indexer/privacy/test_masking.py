"""Masking that can be undone: placeholders out, values back, across token boundaries."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "helpers"))

from scripted_chat import ScriptedChat

from connectors.errors import Unreachable
from connectors.ports import ChatDelta, ChatMessage, ChatRequest
from indexer.privacy.identifiers import KINDS
from indexer.privacy.masking import LABELS, MaskedChat, Masker, Restorer
from indexer.privacy.settings import PrivacySettings

TEXT = "성명: 홍길동, 주민등록번호 900101-1234567, 전화 010-1234-5678. 홍길동 과장의 전화는 010 1234 5678이다."


def said(chat: MaskedChat, request: ChatRequest) -> str:
    return "".join(
        e.text for e in chat.stream(request, threading.Event()) if isinstance(e, ChatDelta) and not e.reasoning
    )


def test_same_value_same_placeholder_and_back() -> None:
    """A value has one placeholder however it is written; restoring gives the text back."""
    masker = Masker(KINDS)
    masked = masker.mask(TEXT)
    assert masked == (
        "성명: [이름-1], 주민등록번호 [주민등록번호-1], 전화 [전화번호-1]. [이름-1] 과장의 전화는 [전화번호-1]이다."
    )
    assert masker.restore(masked) == TEXT.replace("010 1234 5678", "010-1234-5678")
    assert masker.counts == {"name": 1, "resident": 1, "phone": 1}


def test_only_the_kinds_asked_for() -> None:
    """A kind that is switched off stays readable."""
    assert Masker({"phone"}).mask(TEXT).startswith("성명: 홍길동, 주민등록번호 900101-1234567, 전화 [전화번호-1]")
    assert PrivacySettings(name=False).kinds() == frozenset(KINDS) - {"name"}
    assert set(LABELS) == set(KINDS)


def test_a_placeholder_in_the_document_is_left_alone() -> None:
    """Text that already says [이름-1] is no placeholder of ours: ours begins after it."""
    masker = Masker(KINDS)
    masked = masker.mask("양식의 [이름-1] 칸에 성명: 홍길동, 이렇게 적는다.")
    assert "[이름-2]" in masked
    assert masker.restore(masked) == "양식의 [이름-1] 칸에 성명: 홍길동, 이렇게 적는다."


@pytest.mark.parametrize("size", [1, 2, 3, 5, 50])
def test_the_streamed_answer_reads_whole(size: int) -> None:
    """Placeholders are restored wherever the stream is cut; citations pass untouched."""
    model = ScriptedChat(
        "[이름-1] 과장의 번호는 [전화번호-1]입니다. [1] 양식 [가] [ 주민등록번호-1 ] [이름-9]", size=size
    )
    chat = MaskedChat(model, Masker(KINDS))
    request = ChatRequest("m", (ChatMessage("system", "규칙"), ChatMessage("user", TEXT)))
    answer = said(chat, request)
    assert answer == "홍길동 과장의 번호는 010-1234-5678입니다. [1] 양식 [가] 900101-1234567 [이름-9]"
    sent = "".join(m.content for m in model.requests[0].messages)
    assert not any(secret in sent for secret in ("홍길동", "1234567", "5678"))
    assert "가려진 값" in sent
    assert model.requests[0].note.masks == {"name": 1, "resident": 1, "phone": 1}


def test_nothing_masked_nothing_said() -> None:
    """Without personal data the request is as it was."""
    model = ScriptedChat("예")
    request = ChatRequest("m", (ChatMessage("system", "규칙"), ChatMessage("user", "연가는 며칠인가요?")))
    said(MaskedChat(model, Masker(KINDS)), request)
    assert model.requests[0].messages == request.messages


def test_an_error_loses_no_text() -> None:
    """What was held back when the platform broke off is still given out."""
    model = ScriptedChat("값은 [전화번호-1]", size=3, error=Unreachable(), before_error=2)
    seen = []
    with pytest.raises(Unreachable):
        for event in MaskedChat(model, Masker(KINDS)).stream(ChatRequest("m", ()), threading.Event()):
            seen.append(event)
    assert "".join(e.text for e in seen if isinstance(e, ChatDelta) and not e.reasoning) == "값은 [전화"


def test_what_cannot_become_a_placeholder_is_not_held_back() -> None:
    """A citation or a bracket streams on at once."""
    restorer = Restorer(Masker(KINDS))
    assert restorer.feed("연가는 20일 [1") == "연가는 20일 [1"
    assert restorer.feed("] 그리고 [전") == "] 그리고 "
    assert restorer.feed("체]") == "[전체]"

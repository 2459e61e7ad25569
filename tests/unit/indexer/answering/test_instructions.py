"""The user's own instructions to the model."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from connectors.ports import CallNote, ChatEvent, ChatMessage, ChatRequest
from indexer.answering import instructions
from indexer.answering.settings import REFUSAL
from indexer.errors import QueryError
from tests.helpers.values import DictValues

OWN = "짧게 답합니다. 답이 없으면 {refusal}"


def request(purpose: str) -> ChatRequest:
    messages = (ChatMessage("system", "지시"), ChatMessage("user", "<자료>근거</자료> 질문"))
    return ChatRequest("m", messages, note=CallNote(purpose, "2", ("a.hwp",)))


def test_they_are_kept_and_put_back() -> None:
    """The shipped ones are the default, and are not kept as one's own."""
    values = DictValues()
    assert instructions.read(values) == ""
    instructions.keep(values, f"  {OWN}\n")
    assert instructions.read(values) == OWN
    instructions.keep(values, instructions.shipped())
    assert instructions.read(values) == ""
    instructions.keep(values, OWN)
    instructions.keep(values, None)
    assert instructions.read(values) == "" and "자료" in instructions.shipped()


def test_what_is_too_long_is_refused() -> None:
    """It would leave no room for evidence."""
    with pytest.raises(QueryError):
        instructions.keep(DictValues(), "가" * (instructions.LONGEST + 1))


def test_only_the_instructions_of_an_answer_are_replaced() -> None:
    """Evidence and question stay as they were built; the record tells it by the version."""
    made = instructions.applied(request("answer"), OWN)
    assert made.messages[0].content == f"짧게 답합니다. 답이 없으면 {REFUSAL}"
    assert made.messages[1] == request("answer").messages[1]
    assert made.note.prompt_version == "2+own" and made.note.paths == ("a.hwp",)
    assert instructions.applied(request("follow_up"), OWN) == request("follow_up")
    assert instructions.applied(request("answer"), "") == request("answer")


def test_a_model_gets_them() -> None:
    """The chat model under them sees the changed request."""

    class Kept:
        name = "모델"
        seen: ChatRequest | None = None

        def stream(self, asked: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
            self.seen = asked
            yield from ()

    inner = Kept()
    chat = instructions.Instructed(inner, OWN)
    assert list(chat.stream(request("answer"), threading.Event())) == [] and chat.name == "모델"
    assert inner.seen is not None and inner.seen.messages[0].content.startswith("짧게")

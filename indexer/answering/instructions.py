"""The user's own instructions to the model, in place of the shipped ones; evidence and fences stay ours."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

from connectors.ports import ChatEvent, ChatModel, ChatRequest, KeyValues
from indexer.answering import prompt
from indexer.answering.settings import REFUSAL, AnswerSettings
from indexer.errors import QueryError

KEPT = "instructions"  # in the profile's store: the text, where it is the user's own
LONGEST = 8000  # characters
OWN = "+own"  # what the record of AI use adds to the prompt's version


def shipped() -> str:
    """The instructions that come with the program."""
    return prompt.build("", (), "", AnswerSettings()).messages[0].content


def read(values: KeyValues) -> str:
    """The user's own, or ""."""
    return str(values.get(KEPT) or "")


def keep(values: KeyValues, text: str | None) -> None:
    """Keep the user's own; None, or the shipped ones, puts these back. Raises QueryError."""
    text = (text or "").strip()
    if len(text) > LONGEST:
        raise QueryError(f"지시문이 너무 깁니다({len(text):,}자).", f"{LONGEST:,}자 이하로 줄이십시오.")
    values.set(KEPT, None if not text or text == shipped() else text)


def applied(request: ChatRequest, text: str) -> ChatRequest:
    """An answer's request under the user's own instructions; others, and all without such, as they are."""
    if not text or request.note.purpose != "answer":
        return request
    messages = tuple(
        replace(m, content=text.replace("{refusal}", REFUSAL)) if m.role == "system" else m for m in request.messages
    )
    note = replace(request.note, prompt_version=request.note.prompt_version + OWN)
    return replace(request, messages=messages, note=note)


class Instructed:
    """A chat model under the user's own instructions. It stands outside of masking and record, which see them."""

    def __init__(self, inner: ChatModel, text: str) -> None:
        self.name = inner.name
        self._inner = inner
        self._text = text

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        yield from self._inner.stream(applied(request, self._text), cancel)

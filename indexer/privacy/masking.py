"""Reversible masking: personal data becomes [이름-1] before a platform is asked, and itself again in its answer.

The table lies in memory for one question and its follow-up request; nothing of it is written anywhere.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache
from importlib import resources

from connectors.ports import ChatDelta, ChatEvent, ChatMessage, ChatModel, ChatRequest
from indexer.privacy.identifiers import identifiers

LABELS = {
    "resident": "주민등록번호",
    "foreigner": "외국인등록번호",
    "passport": "여권번호",
    "driver": "운전면허번호",
    "card": "카드번호",
    "phone": "전화번호",
    "account": "계좌번호",
    "email": "전자우편",
    "address": "주소",
    "name": "이름",
}
_PLACE = re.compile(rf"\[\s?({'|'.join(LABELS.values())})\s?-\s?(\d{{1,4}})\s?\]")
_LONGEST = max(map(len, LABELS.values())) + 10  # a placeholder is never longer, spaces included


@cache
def _note() -> str:
    text = (resources.files("resources") / "prompts" / "masking.ko.txt").read_text(encoding="utf-8")
    return text.partition("\n")[2].strip()


class Masker:
    """What was masked in one exchange. The same value has the same placeholder throughout."""

    def __init__(self, kinds: Collection[str]) -> None:
        self._kinds = frozenset(kinds)
        self._place: dict[tuple[str, str], str] = {}
        self._value: dict[tuple[str, int], str] = {}
        self._theirs: set[tuple[str, int]] = set()  # what looks like a placeholder in the text itself

    def mask(self, text: str) -> str:
        """The text with a placeholder for each identifier."""
        self._theirs |= {(m[1], int(m[2])) for m in _PLACE.finditer(text)} - set(self._value)
        out: list[str] = []
        at = 0
        for found in identifiers(text, self._kinds):
            out += [text[at : found.start], self._placeholder(found.kind, found.value, text[found.start : found.end])]
            at = found.end
        return "".join(out) + text[at:]

    def _placeholder(self, kind: str, value: str, written: str) -> str:
        if (kind, value) not in self._place:
            label = LABELS[kind]
            number = 1
            while (label, number) in self._value or (label, number) in self._theirs:
                number += 1
            self._value[label, number] = " ".join(written.split())
            self._place[kind, value] = f"[{label}-{number}]"
        return self._place[kind, value]

    @property
    def counts(self) -> dict[str, int]:
        """How many different values of each kind were masked."""
        return dict(Counter(kind for kind, _ in self._place))

    def restore(self, text: str) -> str:
        """The text with what the placeholders stand for; one that we did not set stays."""
        return _PLACE.sub(lambda m: self._value.get((m[1], int(m[2])), m[0]), text)

    def request(self, request: ChatRequest) -> ChatRequest:
        """What leaves the PC in place of `request`: masked, the model told to keep the placeholders."""
        messages = [ChatMessage(m.role, self.mask(m.content)) for m in request.messages]
        if self._place and messages and messages[0].role == "system":
            messages[0] = ChatMessage("system", f"{messages[0].content}\n{_note()}")
        return replace(request, messages=tuple(messages), note=replace(request.note, masks=self.counts))


class Restorer:
    """Restores a stream piece by piece: what may be the beginning of a placeholder waits for its end."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker
        self._held = ""

    def feed(self, text: str) -> str:
        """The text that is certain so far."""
        self._held += text
        at = self._held.rfind("[")
        if at < 0 or "]" in self._held[at:] or len(self._held) - at > _LONGEST or not _begins(self._held[at:]):
            at = len(self._held)
        certain, self._held = self._held[:at], self._held[at:]
        return self._masker.restore(certain)

    def end(self) -> str:
        """What was held back."""
        held, self._held = self._held, ""
        return self._masker.restore(held)


def _begins(text: str) -> bool:
    """Whether `[…` may still become a placeholder."""
    inside = text[1:].lstrip()
    return any(label.startswith(inside) or inside.startswith(label) for label in LABELS.values())


class MaskedChat:
    """A chat model that sees no personal data; whoever asks it sees the answer whole."""

    def __init__(self, inner: ChatModel, masker: Masker) -> None:
        self.name = inner.name
        self._inner = inner
        self._masker = masker

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        """As `ChatModel.stream`."""
        spoken, thought = Restorer(self._masker), Restorer(self._masker)
        try:
            for event in self._inner.stream(self._masker.request(request), cancel):
                if isinstance(event, ChatDelta):
                    whole = (thought if event.reasoning else spoken).feed(event.text)
                    if whole:
                        yield ChatDelta(whole, event.reasoning)
                    continue
                yield from _rest(spoken)
                yield event
        except Exception:
            # A half answer stays valid: its last piece must not be lost with the error.
            yield from _rest(spoken)
            raise
        yield from _rest(spoken)


def _rest(restorer: Restorer) -> Iterator[ChatEvent]:
    if text := restorer.end():
        yield ChatDelta(text)

"""The protocols of models and surroundings the indexer speaks to, and the few types they carry.

Those of the platforms behind the models are in `platform_ports`. Both are defined here because `connectors` is a
leaf: it may import nothing of ours.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:  # the window speaks of quotas and grades; it does without numpy
    import numpy as np
    from numpy.typing import NDArray


class Cancelled(Exception):
    """The caller set `cancel`; nothing is wrong."""


Role = Literal["system", "user", "assistant"]
Grade = Literal["C", "S", "O"]  # N2SF: classified, sensitive, open


def grade_rank(grade: Grade) -> int:
    """0 for O, 1 for S, 2 for C: the higher, the less it may go."""
    return "OSC".index(grade)


@dataclass(frozen=True, slots=True)
class ChatMessage:
    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class CallNote:
    """What the record of AI use says of a request; never sent. `paths`: the documents its evidence is from.

    `purpose`: answer, follow_up, summary, table, report, plan, embedding, rerank, test, other. `masks`: how many
    values of each kind were masked.
    """

    purpose: str = "other"
    prompt_version: str = ""
    paths: tuple[str, ...] = ()
    masks: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One question to a chat model. `extra_body` goes into the JSON body untouched."""

    model: str
    messages: tuple[ChatMessage, ...]
    max_tokens: int = 1024
    temperature: float = 0.0
    stop: tuple[str, ...] = ()
    extra_body: dict[str, Any] = field(default_factory=dict)
    note: CallNote = CallNote()


@dataclass(frozen=True, slots=True)
class ChatDelta:
    """A piece of the answer, or (`reasoning`) of the model's own thinking, kept apart."""

    text: str
    reasoning: bool = False


@dataclass(frozen=True, slots=True)
class ChatFinished:
    """The end of an answer. Tokens are None where the platform does not count them."""

    finish_reason: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


ChatEvent = ChatDelta | ChatFinished


class ChatModel(Protocol):
    """A chat model behind some platform."""

    name: str

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        """Yield deltas, then exactly one ChatFinished; stop early and quietly once `cancel` is set.

        Raises PlatformError or PolicyError. A half answer already yielded stays valid.
        """
        ...


class Embedder(Protocol):
    """Text to unit vectors. `name` identifies the vector space: same name, same space."""

    name: str
    dimensions: int
    windowed: bool
    """Whether passages are embedded in pieces of a few sentences too: for a small model, twice the work."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Rows of unit length, shape (len(texts), dimensions)."""
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """One unit vector, shape (dimensions,)."""
        ...


class Reranker(Protocol):
    """Tells how well each passage answers a question, having read both together."""

    name: str

    def rerank(self, query: str, passages: Sequence[str], cancel: threading.Event) -> NDArray[np.float32]:
        """A score a passage, in their order, shape (len(passages),); the higher, the better, on no known scale.

        Raises PlatformError, PolicyError, Cancelled.
        """
        ...


class Secrets(Protocol):
    """Where keys are kept: never beside the data."""

    def get(self, name: str) -> str | None: ...
    def set(self, name: str, value: str) -> None: ...
    def delete(self, name: str) -> None: ...


class Clock(Protocol):
    """Time comes in: `monotonic` seconds for waiting, `now` (seconds since the epoch) for showing."""

    def monotonic(self) -> float: ...
    def now(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


class KeyValues(Protocol):
    """Small JSON values by name, kept in the profile's encrypted database."""

    def get(self, name: str) -> Any: ...
    def set(self, name: str, value: Any) -> None: ...

"""The protocols the indexer speaks to the outside world, and the few types they carry.

They are defined here because `connectors` is a leaf: it may import nothing of ours.
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


@dataclass(frozen=True, slots=True)
class Quota:
    """What a platform last said is left. Times are seconds since the epoch; None where it did not say.

    `held_until`: before then it wants no request (Retry-After). `at`: when it said so, 0 for never.
    """

    requests_limit: int | None = None
    requests_left: int | None = None
    requests_reset: float | None = None
    tokens_limit: int | None = None
    tokens_left: int | None = None
    tokens_reset: float | None = None
    held_until: float | None = None
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class RequestNote:
    """One request to a platform, without its content. at: seconds since the epoch; sizes in bytes, of all its tries.

    `path`: below the platform's address. `outcome`: done, cancelled, or the kind of the error. `status`: of HTTP,
    None where no answer came. `first_ms`: until the first words; `ms`: in all, waiting between tries included.
    """

    at: float
    platform: str
    path: str
    model: str
    outcome: str
    status: int | None
    tries: int
    sent: int
    received: int
    first_ms: int | None
    ms: int
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class PlatformProfile:
    """How to reach one platform. `url` is the whole base URL, such as https://host/v1, as the admin typed it.

    `extra_body` goes into every request's JSON body. `context_tokens`: the model's window. `ceiling`: the highest
    data grade that may be sent. `requests_per_day`, `requests_per_minute`, `tokens_per_minute`: limits kept on this
    side, 0 for none.
    `models`: others that may be chosen. `capabilities`: what a probe found. `preset`: the shipped form it is of.
    `embedding_model`, `rerank_model`: what makes vectors and what reranks there, "" where nothing does.
    `shape`: how it is spoken to, openai or a name that a plug-in announces; the models for searching need openai.
    """

    name: str
    url: str
    model: str
    extra_body: dict[str, Any] = field(default_factory=dict)
    ca_file: str = ""
    proxy: str = ""
    context_tokens: int = 8192
    ceiling: Grade = "O"
    requests_per_day: int = 0
    requests_per_minute: int = 0
    tokens_per_minute: int = 0
    models: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    preset: str = ""
    embedding_model: str = ""
    rerank_model: str = ""
    shape: str = "openai"


@dataclass(frozen=True, slots=True)
class TestStep:
    """One step of a platform test: a Korean name, whether it passed, a Korean sentence."""

    name: str
    passed: bool
    message: str


class PlatformDirectory(Protocol):
    """The profile's platforms, with one of them current or none (answer by quoting)."""

    def profiles(self) -> tuple[PlatformProfile, ...]: ...
    def current(self) -> str | None: ...
    def has_key(self, name: str) -> bool: ...
    def save(self, profile: PlatformProfile, key: str | None) -> None: ...
    def remove(self, name: str) -> None: ...
    def use(self, name: str | None) -> None: ...

    def chat(self, name: str) -> ChatModel:
        """A chat model speaking to `name`. Raises NotConfigured."""
        ...

    def embedder(self, name: str, cancel: threading.Event, seconds: float | None = None, model: str = "") -> Embedder:
        """The embedding model of `name`, or another `model` there, until `cancel` is set.

        `seconds`: for one question, no longer than that, one try. Raises NotConfigured; when it is used,
        PlatformError, PolicyError, Cancelled.
        """
        ...

    def reranker(self, name: str, seconds: float) -> Reranker:
        """The reranking model of `name`, which is waited for so long. Raises NotConfigured."""
        ...

    def quota(self, name: str) -> Quota | None:
        """What the platform last said is left; None where it never said."""
        ...

    def requests(self) -> tuple[RequestNote, ...]:
        """The last requests to any platform, the latest first."""
        ...

    def test(self, name: str, cancel: threading.Event) -> tuple[tuple[TestStep, ...], tuple[str, ...]]:
        """Try the platform step by step; the steps, and the models it lists. Raises NotConfigured."""
        ...

    def try_egress(self) -> tuple[tuple[str, ...], tuple[TestStep, ...]]:
        """Try every other way out; what may be reached (host:port), and whether each trial was held back."""
        ...

"""The protocol of the profile's platforms: which there are, how each is reached, how it fared."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Protocol

from connectors.ports import ChatModel, Embedder, Grade, Reranker


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

"""What a platform's shape gives and takes: one piece of an answer, and the protocol that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from connectors.ports import ChatRequest


@dataclass(frozen=True, slots=True)
class Piece:
    """What one event of a stream says, or a whole answer that was not streamed.

    thinking: the model's own, kept apart. finish: why the answer ends, "" while it goes on: stop, length,
    content_filter. Tokens: None where this piece does not count them. fault: the platform's words for an error inside
    an answer that began well. last: nothing comes after it.
    """

    text: str = ""
    thinking: str = ""
    finish: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    fault: str = ""
    last: bool = False


class Shape(Protocol):
    """How a platform is spoken to. Pure: it makes bodies and reads answers, and touches neither net nor disk.

    What `piece` and `models` raise of KeyError, TypeError, ValueError, AttributeError and IndexError becomes
    Malformed.
    """

    models_path: str
    """Below the base URL: where `GET` lists the models; "" for a platform without a list."""

    def headers(self, key: str | None) -> dict[str, str]:
        """The headers that carry the key, and what else the platform wants."""
        ...

    def question(self, request: ChatRequest) -> tuple[str, dict[str, Any]]:
        """The path below the base URL and the JSON body of a question, for a streamed answer (server-sent events).

        The profile's and the request's `extra_body` are added by the client.
        """
        ...

    def piece(self, data: dict[str, Any]) -> Piece:
        """What the JSON object of one event says."""
        ...

    def models(self, body: dict[str, Any]) -> tuple[str, ...]:
        """The names in the answer of `models_path`."""
        ...

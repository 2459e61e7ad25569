"""The connection itself: stopping a request or the engine, and how a request ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Warm:
    """Somebody has come back to the window: load what a search or a question needs. No event but the end."""


@dataclass(frozen=True, slots=True)
class Resting:
    """To every client, with the number 0: this process ends to give its memory back; another may be started."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop the running request `request`; answered at once."""

    request: int


@dataclass(frozen=True, slots=True)
class Shutdown:
    """End the engine at once; `when_alone`: as soon as no client is left. Who says so is the next to go."""

    when_alone: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """The request is done."""

    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The request could not be done."""

    kind: str
    message: str
    next_step: str

"""Asking: the question, what would leave the PC for it, what could be asked next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """`platform` None: the profile's current one; `quote` True: never leave the PC.

    `conversation`: the name of one to go on with, or to begin; the question is then understood after those before.
    `former`: the questions before, as they were understood, where the asker holds the conversation (`KeepTurn`).
    `filters`, `settings`: as in Search. `deep`: take the question apart and look for each part (자세히 찾기).
    """

    question: str
    platform: str | None = None
    model: str | None = None
    scope: tuple[str, ...] = ()
    quote: bool = False
    show_prompt: bool = False
    conversation: str | None = None
    settings: dict[str, float | str] | None = None
    deep: bool = False
    former: tuple[str, ...] = ()
    filters: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """What would leave the PC, and to where."""

    platform: str
    host: str
    text: str


@dataclass(frozen=True, slots=True)
class SuggestNext:
    """What could be asked next, from what stands beside the passages cited. `asked`: the questions so far. Answered
    by `NextQuestions`; nothing leaves the PC."""

    asked: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NextQuestions:
    questions: tuple[str, ...]

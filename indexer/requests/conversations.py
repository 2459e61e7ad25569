"""Conversations that are kept: listing, searching, reading on, renaming, deleting and undoing."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.answers import Turn


@dataclass(frozen=True, slots=True)
class ListConversations:
    pass


@dataclass(frozen=True, slots=True)
class SearchConversations:
    """Those in which every word of `text` stands, in its name, a question, an answer or a table. Answered by
    `Conversations`, each row with an excerpt; all of them where there is no word."""

    text: str


@dataclass(frozen=True, slots=True)
class GetConversation:
    name: str


@dataclass(frozen=True, slots=True)
class KeepTurn:
    """Keep an answered turn; `conversation` "": begin one that is named after its question. `instead`: the number of
    the kept turn whose place it takes, 0 for none. Answered by `TurnKept`; kept only where the settings say so."""

    turn: Turn
    conversation: str = ""
    instead: int = 0


@dataclass(frozen=True, slots=True)
class RenameConversation:
    """Give a conversation another name; one that is taken gets a number. Answered by `ConversationNamed`."""

    name: str
    to: str


@dataclass(frozen=True, slots=True)
class DeleteConversation:
    """Forget one conversation; `name` None: all of them. Answered by `Conversations`, what is left."""

    name: str | None


@dataclass(frozen=True, slots=True)
class RestoreConversation:
    """Put one back that was deleted; under another name where its own is taken. Answered by
    `ConversationNamed`."""

    name: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """`changed`: when the last question was asked, ISO 8601 with zone. `excerpt`: of what a search found, a line."""

    name: str
    turns: int
    changed: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Conversations:
    """The latest first. `kept`: whether what is asked from now on is kept (the setting `answering.history`)."""

    rows: tuple[ConversationRow, ...]
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Conversation:
    """All turns, oldest first, and their numbers; none where there is no such conversation."""

    name: str
    turns: tuple[Turn, ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnKept:
    """Where a turn was kept; `conversation` "" where it was not, as the settings say."""

    conversation: str
    number: int


@dataclass(frozen=True, slots=True)
class ConversationNamed:
    """What a conversation is called now."""

    name: str

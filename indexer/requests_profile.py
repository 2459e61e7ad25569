"""What is asked of a profile besides its documents: conversations, settings, soundness. Part of `requests`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indexer.model import Turn

# ---- requests


@dataclass(frozen=True, slots=True)
class ListConversations:
    pass


@dataclass(frozen=True, slots=True)
class GetConversation:
    name: str


@dataclass(frozen=True, slots=True)
class DeleteConversation:
    """Forget one conversation; `name` None: all of them. Answered by `Conversations`, what is left."""

    name: str | None


@dataclass(frozen=True, slots=True)
class ListSettings:
    pass


@dataclass(frozen=True, slots=True)
class SaveSetting:
    """Change a setting, or (`value` None) put it back to its default. Takes effect with the next request."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ResetSettings:
    """Put every setting back to its default."""


@dataclass(frozen=True, slots=True)
class CheckStore:
    """Look at every page and link of the database; `repair` mends what needs no file to be read again."""

    repair: bool = False


@dataclass(frozen=True, slots=True)
class BackUp:
    """Write an encrypted copy to `path`, in place of a file there. `passphrase` None: under the profile's own key."""

    path: str
    passphrase: str | None = None

    def __repr__(self) -> str:
        """Never the passphrase."""
        return f"BackUp({self.path!r})"


@dataclass(frozen=True, slots=True)
class DraftQuestions:
    """Make `count` questions of what the documents say, for a person to put right. Answered by `Drafted`."""

    count: int


# ---- events


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """`changed`: when the last question was asked, ISO 8601 with zone."""

    name: str
    turns: int
    changed: str


@dataclass(frozen=True, slots=True)
class Conversations:
    rows: tuple[ConversationRow, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """All turns, oldest first; none where there is no such conversation."""

    name: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting as resources/settings.yaml describes it, and its value now. `level`: user or power.

    `minimum`, `maximum`: inclusive. `ko`, `en`: what it does, in both languages.
    """

    name: str
    type: str
    value: Any
    default: Any
    minimum: float
    maximum: float
    level: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Settings:
    rows: tuple[SettingRow, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `message` is a Korean sentence. `repairable` without reading files again."""

    name: str
    ok: bool
    message: str
    repairable: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """The copy is on disk and was read through. Size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class DraftedQuestion:
    """A line of a question set. `relevant`: path, with #page where sure; `passage`: the sentence asked for."""

    id: str
    text: str
    relevant: tuple[str, ...]
    answer: str
    passage: str


@dataclass(frozen=True, slots=True)
class Drafted:
    rows: tuple[DraftedQuestion, ...]


REQUESTS = (
    ListConversations, GetConversation, DeleteConversation, ListSettings, SaveSetting, ResetSettings, CheckStore,
    BackUp, DraftQuestions,
)  # fmt: skip
EVENTS = (Conversations, Conversation, Settings, Checked, BackedUp, DraftedQuestion, Drafted)

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
class GradeSource:
    """Give a folder or file a data grade, C, S or O; None takes it back. Answered by `Sources`."""

    path: str
    grade: str | None


@dataclass(frozen=True, slots=True)
class GetPolicy:
    """What the agency has locked."""


@dataclass(frozen=True, slots=True)
class TestEgress:
    """Try to get out by every way but the allowed one, without sending anything to anyone."""


@dataclass(frozen=True, slots=True)
class ReadLedger:
    """The record of AI use, oldest first; `verify`: see whether it is whole as well."""

    verify: bool = False


@dataclass(frozen=True, slots=True)
class ExportPlatforms:
    """The user's own platform profiles as one JSON text, without keys."""


@dataclass(frozen=True, slots=True)
class ImportPlatforms:
    """Add the profiles of such a text; those of the same name are replaced. Answered by `Platforms`."""

    text: str


@dataclass(frozen=True, slots=True)
class DraftQuestions:
    """Make `count` questions of what the documents say, for a person to put right. Answered by `Drafted`."""

    count: int


@dataclass(frozen=True, slots=True)
class ListSpaces:
    """The vector spaces there are. Answered by `SpacesListed`."""


@dataclass(frozen=True, slots=True)
class RemoveSpaces:
    """Delete the vectors of a space that is not used any more; `name` None: of all of those."""

    name: str | None = None


# ---- events


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """One embedder's vectors. `state`: serving (searched), making (will be, once complete), kept (this PC's, for when
    the platform is away), unused. `pending`: passages without a vector there; `withheld`: those that may not be sent
    for their grade. `seconds_left` None: not known. `note`: a Korean sentence, why it does not go on."""

    name: str
    vectors: int
    pending: int
    withheld: int
    state: str
    seconds_left: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SpacesListed:
    rows: tuple[SpaceRow, ...]


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

    `minimum`, `maximum`: inclusive. `ko`, `en`: what it does, in both languages. `locked`: fixed by policy.
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
    locked: bool = False


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
class PolicyInForce:
    """`rules`: the policy's values, JSON. `sources`: where they were read. `fault`: why they could not be."""

    rules: dict[str, Any]
    sources: tuple[str, ...]
    fault: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EgressTried:
    """One line a trial: name, whether it held, a Korean sentence. `allowed`: what may be reached, host:port."""

    allowed: tuple[str, ...]
    trials: tuple[tuple[str, bool, str], ...]


@dataclass(frozen=True, slots=True)
class LedgerRead:
    """`entries`: the lines, JSON. `faults`: (line, kind, Korean sentence) of what does not fit."""

    entries: tuple[dict[str, Any], ...]
    faults: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlatformsExported:
    text: str
    platforms: int


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
    BackUp, DraftQuestions, GradeSource, GetPolicy, TestEgress, ReadLedger, ExportPlatforms,
    ImportPlatforms, ListSpaces, RemoveSpaces,
)  # fmt: skip
EVENTS = (
    Conversations, Conversation, Settings, Checked, BackedUp, DraftedQuestion, Drafted, PolicyInForce, EgressTried,
    LedgerRead, PlatformsExported, SpacesListed,
)  # fmt: skip

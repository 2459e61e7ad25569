"""What the window and the command line ask of the engine, and what it answers with.

Plain frozen dataclasses on both sides; on the wire each is one JSON object `{"type": NAME, ...fields}`.
A request is answered by any number of events and exactly one `Finished` or `Failed`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal

import msgspec

from connectors.ports import Quota
from indexer import requests_window
from indexer.model import (
    AnswerEvent,
    CheckEvent,
    CitationEvent,
    DoneEvent,
    ErrorEvent,
    Hit,
    Location,
    NoticeEvent,
    StatusEvent,
    TableEvent,
    TokenEvent,
)
from indexer.requests_handover import EVENTS as HANDOVER_EVENTS
from indexer.requests_handover import REQUESTS as HANDOVER_REQUESTS
from indexer.requests_handover import (
    BundleContents,
    BundledName,
    BundledSource,
    HandedOver,
    HandOver,
    HandoverOffer,
    OfferedName,
    OfferedSource,
    OfferHandover,
    OpenBundle,
    TakenBack,
    TakenOver,
    TakeOver,
    UndoTakeOver,
)
from indexer.requests_profile import (
    EVENTS,
    REQUESTS,
    BackedUp,
    BackUp,
    Checked,
    CheckStore,
    Conversation,
    ConversationRow,
    Conversations,
    DeleteConversation,
    Drafted,
    DraftedQuestion,
    DraftQuestions,
    EgressTried,
    ExportPlatforms,
    Finding,
    GetConversation,
    GetPolicy,
    GradeSource,
    ImportPlatforms,
    LedgerRead,
    ListConversations,
    ListSettings,
    ListSpaces,
    PlatformsExported,
    PolicyInForce,
    ReadLedger,
    RemoveSpaces,
    ResetSettings,
    SaveSetting,
    SettingRow,
    Settings,
    SpaceRow,
    SpacesListed,
    TestEgress,
)
from indexer.requests_tasks import EVENTS as TASK_EVENTS
from indexer.requests_tasks import REQUESTS as TASK_REQUESTS
from indexer.requests_tasks import (
    Compare,
    DraftReport,
    Export,
    Exported,
    ListPrompts,
    PromptRow,
    Prompts,
    SavePrompt,
    Summarise,
    Tabulate,
)
from indexer.requests_window import (
    CallRow,
    Calls,
    CheckLedger,
    DeleteQuestionSet,
    DocumentsNamed,
    Evaluate,
    Evaluated,
    EvaluatedRow,
    EvaluationProgress,
    ExportLedger,
    Facets,
    FindNames,
    GetInstructions,
    GetQuestionSet,
    Instructions,
    LedgerChecked,
    LedgerExported,
    ListCalls,
    ListFacets,
    ListPresets,
    ListQuestionSets,
    ListRequests,
    NameDocuments,
    PresetRow,
    Presets,
    QuestionRow,
    QuestionSet,
    QuestionSets,
    ReadQuestions,
    RequestsListed,
    Resting,
    SaveInstructions,
    SaveQuestionSet,
    ScoreRow,
    Warm,
    WriteQuestions,
)

__all__ = [
    "BackUp",
    "BackedUp",
    "BundleContents",
    "BundledName",
    "BundledSource",
    "CallRow",
    "Calls",
    "CheckLedger",
    "CheckStore",
    "Checked",
    "Compare",
    "Conversation",
    "ConversationRow",
    "Conversations",
    "DeleteConversation",
    "DeleteQuestionSet",
    "DocumentsNamed",
    "DraftQuestions",
    "DraftReport",
    "Drafted",
    "DraftedQuestion",
    "EgressTried",
    "Evaluate",
    "Evaluated",
    "EvaluatedRow",
    "EvaluationProgress",
    "Export",
    "ExportLedger",
    "ExportPlatforms",
    "Exported",
    "Facets",
    "FindNames",
    "Finding",
    "GetConversation",
    "GetInstructions",
    "GetPolicy",
    "GetQuestionSet",
    "GradeSource",
    "HandOver",
    "HandedOver",
    "HandoverOffer",
    "ImportPlatforms",
    "Instructions",
    "LedgerChecked",
    "LedgerExported",
    "LedgerRead",
    "ListCalls",
    "ListConversations",
    "ListFacets",
    "ListPresets",
    "ListPrompts",
    "ListQuestionSets",
    "ListRequests",
    "ListSettings",
    "ListSpaces",
    "NameDocuments",
    "OfferHandover",
    "OfferedName",
    "OfferedSource",
    "OpenBundle",
    "PlatformsExported",
    "PolicyInForce",
    "PresetRow",
    "Presets",
    "PromptRow",
    "Prompts",
    "QuestionRow",
    "QuestionSet",
    "QuestionSets",
    "ReadLedger",
    "ReadQuestions",
    "RemoveSpaces",
    "RequestsListed",
    "ResetSettings",
    "Resting",
    "SaveInstructions",
    "SavePrompt",
    "SaveQuestionSet",
    "SaveSetting",
    "ScoreRow",
    "SettingRow",
    "Settings",
    "SpaceRow",
    "SpacesListed",
    "Summarise",
    "Tabulate",
    "TakeOver",
    "TakenBack",
    "TakenOver",
    "TestEgress",
    "UndoTakeOver",
    "Warm",
    "WriteQuestions",
]  # fmt: skip

SearchMode = Literal["hybrid", "lexical", "vector"]


# ---- requests


@dataclass(frozen=True, slots=True)
class Index:
    """Add `paths` as sources and bring the index up to date; without paths, all sources."""

    paths: tuple[str, ...] = ()
    vectors: bool = True
    pages: bool = True


@dataclass(frozen=True, slots=True)
class Recognise:
    """Text recognition (OCR): turn it on or off where `turn` is said; with `run`, recognise all that waits now.

    again: paths that were given up before and are to wait once more.
    """

    turn: bool | None = None
    run: bool = False
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """Read encrypted files with a password; of a folder, those that failed for want of one.

    Answered by `IndexProgress` and one `Indexed` about these files alone: `failed` says which stay unread and why.
    The password is kept nowhere: not in the profile, not in a log, not in this object's `repr`.
    """

    paths: tuple[str, ...]
    password: str = field(repr=False)
    vectors: bool = True


@dataclass(frozen=True, slots=True)
class Search:
    """`settings`: values by name (search.lexical: 0.5) that hold for this request instead of the profile's."""

    query: str
    top: int = 10
    mode: SearchMode = "hybrid"
    filters: dict[str, str] | None = None
    explain: bool = False
    settings: dict[str, float | str] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """`platform` None: the profile's current one; `quote` True: never leave the PC.

    `conversation`: the name of one to go on with, or to begin; the question is then understood after those before.
    `settings`: as in Search. `deep`: take the question apart and look for each part (자세히 찾기).
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


@dataclass(frozen=True, slots=True)
class GetStatus:
    pass


@dataclass(frozen=True, slots=True)
class ListFiles:
    """Rows of the library, sorted by path. `state` None: all, else indexed, failed, pending, skipped."""

    state: str | None = None
    contains: str = ""
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, slots=True)
class ListSources:
    pass


@dataclass(frozen=True, slots=True)
class RemoveSource:
    path: str


@dataclass(frozen=True, slots=True)
class ExcludePattern:
    """Leave files out whose path matches the glob `pattern`; `remove` takes it back."""

    pattern: str
    remove: bool = False


@dataclass(frozen=True, slots=True)
class OpenSource:
    """Prepare a document for showing; answered by `SourceOpened`. `quote` is located and marked."""

    path: str
    location: Location = Location()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class DrawPage:
    """One page of an opened document, from 1; answered by `PageDrawn`. `scale`: pixels a point (PDF)."""

    path: str
    page: int
    scale: float = 1.5


@dataclass(frozen=True, slots=True)
class ListPlatforms:
    pass


@dataclass(frozen=True, slots=True)
class SavePlatform:
    """Add or change a platform profile. `key` goes to the credential store, never to the settings.

    `options`: further fields of connectors.ports.PlatformProfile by name; what is not named stays as it was.
    """

    name: str
    url: str
    model: str
    key: str | None = None
    options: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class RemovePlatform:
    name: str


@dataclass(frozen=True, slots=True)
class UsePlatform:
    """Make `name` the profile's current platform; None: answer by quoting."""

    name: str | None


@dataclass(frozen=True, slots=True)
class TestPlatform:
    name: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop the running request `request`; answered at once."""

    request: int


@dataclass(frozen=True, slots=True)
class Shutdown:
    """End the engine at once; `when_alone`: as soon as no client is left. Who says so is the next to go."""

    when_alone: bool = False


Request = (
    Index | Recognise | ReadAgain | Search | Ask | GetStatus | ListFiles | ListSources | RemoveSource | ExcludePattern
    | OpenSource | DrawPage | ListPlatforms | SavePlatform | RemovePlatform | UsePlatform | TestPlatform | Cancel
    | Shutdown | ListConversations | GetConversation | DeleteConversation | ListSettings | SaveSetting | ResetSettings
    | CheckStore | BackUp | OfferHandover | HandOver | OpenBundle | TakeOver | UndoTakeOver
    | DraftQuestions | Summarise | Compare | Tabulate | DraftReport
    | Export | ListPrompts | SavePrompt
)  # fmt: skip


# ---- events


@dataclass(frozen=True, slots=True)
class Recognition:
    """The state of text recognition: turned on, its program installed, files that wait.

    program: where it is; languages: the data it has (kor, eng); locked: the agency's policy forbids it.
    """

    enabled: bool
    installed: bool
    pending: int
    program: str = ""
    languages: tuple[str, ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far indexing is. `stage`: scanning, reading, pages, vectors, ocr, handover.

    `seconds_left` None: not known yet."""

    stage: str
    seen: int = 0
    done: int = 0
    indexed: int = 0
    unchanged: int = 0
    failed: int = 0
    vectors_pending: int = 0
    seconds_left: float | None = None
    path: str = ""
    moved: int = 0


@dataclass(frozen=True, slots=True)
class FailedFile:
    path: str
    kind: str
    message: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Indexed:
    """The result of an Index request. `pages_pending`: documents whose pages may still become exact.

    `notice`: a Korean sentence where a platform's vectors could not be made; the rest is done.
    """

    seen: int
    indexed: int
    unchanged: int
    removed: int
    failed: tuple[FailedFile, ...]
    passages: int
    vectors_pending: int
    seconds: float
    moved: int = 0
    skipped: int = 0
    pages_pending: int = 0
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A condition or a wish that was read in the question, for showing.

    key: a filter's key, or article, phrase, excluded, abbreviation, spelling; words: as the user wrote them.
    effect: filter (others are left out), boost (these rank higher), dropped (nothing was left, so it was not
    used), added (searched for besides, or instead). message: a Korean sentence for what was dropped or put right.
    """

    key: str
    value: str
    words: str
    effect: Literal["filter", "boost", "dropped", "added"]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """`vectors_pending` > 0: a hybrid answer used only the vectors that exist.

    `notices`: Korean sentences on what a platform should have done for the search and did not.
    """

    hits: tuple[Hit, ...]
    ms: float
    vectors_pending: int = 0
    understood: tuple[Understood, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prompt:
    """What would leave the PC, and to where."""

    platform: str
    host: str
    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of the whole profile. Sizes in bytes, memory in bytes, dates ISO 8601 with zone.

    `vectors`, `vectors_pending`: of this PC's encoder; `spaces`: of every embedder, where there is a platform's.
    """

    home: str
    sources: int
    files: int
    indexed: int
    failed: int
    pending: int
    skipped: int
    passages: int
    vectors: int
    vectors_pending: int
    database_bytes: int
    encoder: str | None
    platform: str | None
    last_indexed: str | None = None
    memory_bytes: int | None = None
    version: str = ""
    spaces: tuple[SpaceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of the library. `state`: indexed, failed, pending, skipped."""

    path: str
    state: str
    format: str
    size: int
    modified: str
    title: str = ""
    pages: int | None = None
    passages: int = 0
    kind: str = ""
    message: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    rows: tuple[FileRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A folder or file that the user added. `available` False: the drive is away, nothing is removed."""

    path: str
    added: str
    available: bool
    files: int
    indexed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Sources:
    """`grades`: (path, C|S|O) of the folders and files that carry a data grade of their own."""

    rows: tuple[SourceRow, ...]
    excluded: tuple[str, ...] = ()
    grades: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the quote on a page: rectangles in the page's own units (as PageDrawn.width, height)."""

    page: int
    rects: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One block for the text mode: `kind`, `level` as in Block; `rows` for tables."""

    kind: str
    text: str
    level: int | None = None
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    page: int | None = None
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceOpened:
    """How a document can be shown. `form`: svg (HWP, HWPX), image (PDF) or text (the rest, or fallback).

    `marks` tells where the quote stands, exactly as laid out; empty where it was not found.
    `text` is always there for the text mode; `sizes` has a page's width and height, in page order.
    """

    path: str
    form: Literal["svg", "image", "text"]
    title: str
    pages: int
    sizes: tuple[tuple[float, float], ...] = ()
    marks: tuple[Mark, ...] = ()
    text: tuple[TextBlock, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PageDrawn:
    """One page: `svg` text, or `png` (base64 text) of `width` x `height` page units."""

    path: str
    page: int
    width: float
    height: float
    svg: str = ""
    png: str = ""


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """A platform profile; `has_key` tells that a key is kept, never which. `ceiling`: the grade that may be sent, by
    profile and policy. `managed`: the agency's. `requests_per_day`, `requests_per_minute`, `tokens_per_minute`: the
    limits, 0 for none. `quota`: what the platform last said is left. `shape`: how it is spoken to."""

    name: str
    url: str
    model: str
    has_key: bool
    current: bool
    ceiling: str = "O"
    managed: bool = False
    used_today: int = 0
    requests_per_day: int = 0
    capabilities: tuple[str, ...] = ()
    ca_file: str = ""
    proxy: str = ""
    embedding_model: str = ""
    rerank_model: str = ""
    requests_per_minute: int = 0
    tokens_per_minute: int = 0
    quota: Quota | None = None
    shape: str = "openai"


@dataclass(frozen=True, slots=True)
class Platforms:
    rows: tuple[PlatformRow, ...]


@dataclass(frozen=True, slots=True)
class PlatformTested:
    """One line a step: name, passed, Korean sentence."""

    steps: tuple[tuple[str, bool, str], ...]
    models: tuple[str, ...] = ()


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


Event = (
    AnswerEvent | IndexProgress | Indexed | Recognition | Found | Prompt | Status | Files | Sources
    | SourceOpened | PageDrawn | Platforms | PlatformTested | Finished | Failed | Conversations | Conversation
    | Settings | Checked | BackedUp | Drafted | PolicyInForce | EgressTried | LedgerRead | PlatformsExported
    | HandoverOffer | HandedOver | BundleContents | TakenOver | TakenBack | Exported | Prompts
)  # fmt: skip

_TYPES: dict[str, type] = {
    c.__name__: c
    for c in (
        Index, Recognise, Recognition, ReadAgain,
        Search, Ask, GetStatus, ListFiles, ListSources, RemoveSource, ExcludePattern, OpenSource, DrawPage,
        ListPlatforms, SavePlatform, RemovePlatform, UsePlatform, TestPlatform, Cancel, Shutdown,
        IndexProgress, Indexed, Found, Prompt, Status, Files, Sources, SourceOpened, PageDrawn, Platforms,
        PlatformTested, Finished, Failed,
        StatusEvent, TokenEvent, CitationEvent, CheckEvent, NoticeEvent, DoneEvent, ErrorEvent, TableEvent,
        *REQUESTS, *EVENTS, *HANDOVER_REQUESTS, *HANDOVER_EVENTS,
        *TASK_REQUESTS, *TASK_EVENTS, *requests_window.REQUESTS, *requests_window.EVENTS,
    )
}  # fmt: skip


def to_wire(request_id: int, item: Any) -> bytes:
    """One message: the id of the request it belongs to, the class's name and its fields, as UTF-8 JSON."""
    return msgspec.json.encode({"id": request_id, "class": type(item).__name__, "body": item})


class _Envelope(msgspec.Struct, rename={"name": "class"}):
    id: int
    name: str
    body: msgspec.Raw


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {}


def from_wire(data: bytes) -> tuple[int, Any]:
    """Undo `to_wire`. Raises ValueError for anything that is not one of our messages."""
    try:
        envelope = _ENVELOPE.decode(data)
        cls = _TYPES[envelope.name]
        decoder = _DECODERS.get(envelope.name)
        if decoder is None:
            decoder = _DECODERS[envelope.name] = msgspec.json.Decoder(cls)
        return envelope.id, decoder.decode(envelope.body)
    except (msgspec.MsgspecError, KeyError) as error:
        raise ValueError("not a message of ours") from error


def as_json(item: Any) -> dict[str, Any]:
    """The dataclass as plain JSON values, for `--json` output."""
    out: dict[str, Any] = msgspec.to_builtins(item)
    return {f.name: out[f.name] for f in fields(item)}

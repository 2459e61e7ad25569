"""What the window's screens ask besides: the record of AI use page by page, question sets and their figures, what a
library holds to filter by. Part of `requests`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from connectors.ports import RequestNote

# ---- the record of AI use


@dataclass(frozen=True, slots=True)
class ListCalls:
    """Calls of the record, the newest first. since, until: days as 2025-03-01, both included, "" for no bound."""

    since: str = ""
    until: str = ""
    platform: str = ""
    model: str = ""
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, slots=True)
class CheckLedger:
    """See whether the record is whole. Answered by `LedgerChecked`."""


@dataclass(frozen=True, slots=True)
class ExportLedger:
    """Write the record to `path`: each call for an auditor (.csv, .json); `public`: counts (.csv, .html, .hwpx)."""

    path: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class NameDocuments:
    """The files here whose content has these digests. Answered by `DocumentsNamed`."""

    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call. at: ISO 8601 with zone; documents: digests; grades, masks, verdicts: counts by name.

    seconds: of the call. outcome: answered, cancelled, failed:KIND, not_sent:KIND, "" where no end was written.
    """

    call: str
    at: str
    who: str
    platform: str
    host: str
    model: str
    purpose: str
    prompt_version: str
    documents: tuple[str, ...]
    grades: dict[str, int]
    masks: dict[str, int]
    verdicts: dict[str, int]
    outcome: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Calls:
    """A page of calls. total: of all that the filter lets through; platforms, models: of the whole record."""

    rows: tuple[CallRow, ...]
    total: int
    platforms: tuple[str, ...] = ()
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerChecked:
    """faults: (line, kind, Korean sentence) of what does not fit, none where the record is whole."""

    calls: int
    entries: int
    faults: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerExported:
    path: str
    calls: int
    whole: bool


@dataclass(frozen=True, slots=True)
class DocumentsNamed:
    """Digest → path, for those that are in the library."""

    paths: dict[str, str]


# ---- question sets and their figures


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """As indexer.evaluation.questions.Question."""

    id: str
    text: str
    relevant: tuple[str, ...] = ()
    answer: str = ""
    unanswerable: bool = False
    passage: str = ""


@dataclass(frozen=True, slots=True)
class ListQuestionSets:
    pass


@dataclass(frozen=True, slots=True)
class GetQuestionSet:
    name: str


@dataclass(frozen=True, slots=True)
class SaveQuestionSet:
    """Keep a set in the profile, in place of one of that name. Answered by `QuestionSets`."""

    name: str
    rows: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True)
class DeleteQuestionSet:
    name: str


@dataclass(frozen=True, slots=True)
class ReadQuestions:
    """The questions of a file (JSON lines, CSV, XLSX), without keeping them. Answered by `QuestionSet`."""

    path: str


@dataclass(frozen=True, slots=True)
class WriteQuestions:
    """Write a kept set to `path` as JSON lines."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Search (and with `answers` ask, by quoting) every question of a kept set under the profile's settings.

    other: values by name of a second set of settings, each question is then searched under both.
    Answered by `EvaluationProgress` and `Evaluated`.
    """

    name: str
    answers: bool = True
    other: dict[str, float] | None = None


@dataclass(frozen=True, slots=True)
class QuestionSets:
    """(name, number of questions), by name."""

    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    name: str
    rows: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    done: int
    all: int


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """Mean and 95 % bootstrap interval of one score over `count` questions; `name` as in evaluation.run.SCORES."""

    name: str
    mean: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class EvaluatedRow:
    """One question. rank: of the first relevant hit, from 1; other_*: under the second settings.

    hits: (path, page, first words, relevant) of the best three.
    """

    id: str
    text: str
    relevant: tuple[str, ...]
    unanswerable: bool
    rank: int | None
    refused: bool
    scores: dict[str, float]
    hits: tuple[tuple[str, int | None, str, bool], ...]
    other_rank: int | None = None
    other_scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """rows: the worst first. second, differences: empty without a second set of settings; the latter are paired."""

    name: str
    rows: tuple[EvaluatedRow, ...]
    first: tuple[ScoreRow, ...]
    second: tuple[ScoreRow, ...] = ()
    differences: tuple[ScoreRow, ...] = ()
    seconds: float = 0.0


# ---- what there is to filter by


@dataclass(frozen=True, slots=True)
class ListFacets:
    """Answered by `Facets`."""


@dataclass(frozen=True, slots=True)
class Facets:
    """(value for the filter of that key, number of documents), the most frequent first."""

    types: tuple[tuple[str, int], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    departments: tuple[tuple[str, int], ...] = ()
    years: tuple[tuple[str, int], ...] = ()


# ---- platforms


@dataclass(frozen=True, slots=True)
class ListPresets:
    """The forms of platforms that are shipped. Answered by `Presets`."""


@dataclass(frozen=True, slots=True)
class GetInstructions:
    """What a model is told before evidence and question. Answered by `Instructions`."""


@dataclass(frozen=True, slots=True)
class SaveInstructions:
    """Keep one's own instructions; None puts the shipped ones back. Answered by `Instructions`."""

    text: str | None


@dataclass(frozen=True, slots=True)
class PresetRow:
    """`fields`: those of connectors.ports.PlatformProfile by name, for SavePlatform's options; ko, en: for whom."""

    name: str
    ko: str
    en: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Presets:
    rows: tuple[PresetRow, ...]


@dataclass(frozen=True, slots=True)
class Instructions:
    """`own`: `text` is the user's, not the `shipped` one."""

    text: str
    shipped: str
    own: bool


@dataclass(frozen=True, slots=True)
class ListRequests:
    """The last requests to platforms, without content. Answered by `RequestsListed`."""

    limit: int = 50


@dataclass(frozen=True, slots=True)
class RequestsListed:
    """The latest first."""

    rows: tuple[RequestNote, ...]


# ---- files by name


@dataclass(frozen=True, slots=True)
class FindNames:
    """Files whose names hold what was typed, read or not, the best `limit` of them first. Answered by `Files`."""

    query: str
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Warm:
    """Somebody has come back to the window: load what a search or a question needs. No event but the end."""


@dataclass(frozen=True, slots=True)
class Resting:
    """To every client, with the number 0: this process ends to give its memory back; another may be started."""


REQUESTS = (
    FindNames, Warm,
    ListCalls, CheckLedger, ExportLedger, NameDocuments, ListQuestionSets, GetQuestionSet, SaveQuestionSet,
    DeleteQuestionSet, ReadQuestions, WriteQuestions, Evaluate, ListFacets, ListPresets,
    GetInstructions, SaveInstructions, ListRequests,
)  # fmt: skip
EVENTS = (
    Resting, CallRow, Calls, LedgerChecked, LedgerExported, DocumentsNamed, QuestionRow, QuestionSets, QuestionSet,
    EvaluationProgress, ScoreRow, EvaluatedRow, Evaluated, Facets, PresetRow, Presets, Instructions,
    RequestsListed,
)  # fmt: skip

"""The frozen pieces of an answer: the events it comes by, its tables, the turn it is kept as."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from indexer.model import Location

Verdict = Literal["supported", "weak", "unsupported", "number_mismatch"]


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """What is being done now: `stage` is searching, reading, planning, asking."""

    stage: str
    message: str
    type: Literal["status"] = "status"


@dataclass(frozen=True, slots=True)
class TokenEvent:
    """A piece of the answer's text."""

    text: str
    type: Literal["token"] = "token"


@dataclass(frozen=True, slots=True)
class CitationEvent:
    """Source `number` of the answer: file, page, and the very words relied on."""

    number: int
    path: str
    page: int | None
    page_exact: bool
    location: Location
    quote: str
    title: str = ""
    heading_path: tuple[str, ...] = ()
    passage_id: int = 0
    type: Literal["citation"] = "citation"


@dataclass(frozen=True, slots=True)
class CheckEvent:
    """One sentence of the answer held against its source."""

    sentence: str
    verdict: Verdict
    citation: int | None
    detail: str = ""
    type: Literal["check"] = "check"


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """Something the reader must know: the answer is a quote, the platform was down, files are missing."""

    kind: str
    message: str
    type: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class DoneEvent:
    """The end of an answer. `coverage`: files in scope that are not indexed, by reason. `whole`: the question as it
    was understood, "" where nothing was filled in."""

    refused: bool
    answered_by: str
    coverage: dict[str, int] = field(default_factory=dict)
    usage: dict[str, int] = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)
    whole: str = ""
    type: Literal["done"] = "done"


@dataclass(frozen=True, slots=True)
class ErrorEvent:
    """The answer could not be given; `message` and `next_step` are Korean sentences."""

    kind: str
    message: str
    next_step: str
    type: Literal["error"] = "error"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of a table cell's text. `mark`: changed (differs from the other side), told (said by us, not by a
    document: <신설>), or plain."""

    text: str
    mark: Literal["", "changed", "told"] = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table that was made: its text, the source it is from, and how it fared against that source."""

    spans: tuple[Span, ...] = ()
    citation: int | None = None
    verdict: Verdict | None = None

    @property
    def text(self) -> str:
        return "".join(s.text for s in self.spans)


@dataclass(frozen=True, slots=True)
class TableEvent:
    """A table as an answer, or a part of one: each row has a cell for each of `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    type: Literal["table"] = "table"


AnswerEvent = (
    StatusEvent | TokenEvent | CitationEvent | CheckEvent | NoticeEvent | TableEvent | DoneEvent | ErrorEvent
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and what was answered. `whole`: the question as it was understood.

    `at`: ISO 8601 with zone. `coverage`: as in DoneEvent. `task`: summary, compare, table, report; "" for a question.
    `scope`, `filters`: what it was asked of, as in the request; both empty for everything.
    """

    asked: str
    whole: str
    answer: str = ""
    refused: bool = False
    answered_by: str = "quote"
    citations: tuple[CitationEvent, ...] = ()
    at: str = ""
    checks: tuple[CheckEvent, ...] = ()
    notices: tuple[NoticeEvent, ...] = ()
    tables: tuple[TableEvent, ...] = ()
    coverage: dict[str, int] = field(default_factory=dict)
    task: str = ""
    scope: tuple[str, ...] = ()
    filters: dict[str, str] = field(default_factory=dict)

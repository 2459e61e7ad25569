"""The record of AI use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReadLedger:
    """The record of AI use, oldest first; `verify`: see whether it is whole as well."""

    verify: bool = False


@dataclass(frozen=True, slots=True)
class LedgerRead:
    """`entries`: the lines, JSON. `faults`: (line, kind, Korean sentence) of what does not fit.

    `turned_back`: lines written after the clock was set back.
    """

    entries: tuple[dict[str, Any], ...]
    faults: tuple[tuple[int, str, str], ...] = ()
    turned_back: tuple[int, ...] = ()


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

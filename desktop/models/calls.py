"""The record of AI use as a table of any length, the newest call first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop import formats
from desktop.models.paged import PagedTableModel
from desktop.strings import Strings
from desktop.tasks import Tasks
from indexer.daywords import korean_moment
from indexer.requests import CallRow, ListCalls

_VERDICTS = ("supported", "weak", "number_mismatch", "unsupported")


class CallTableModel(PagedTableModel):
    """choices_changed(platforms, models): what the whole record can be filtered by."""

    choices_changed = Signal(tuple, tuple)
    columns = ("at", "platform", "model", "purpose", "documents", "grades", "masks", "verdicts", "outcome")
    numbers = frozenset({"documents", "masks"})
    words = "ledger.column"

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(tasks, strings, parent)
        self.filter = ListCalls()

    def show(self, wanted: ListCalls) -> None:
        """Filter; starts over."""
        self.filter = wanted
        self.restart()

    @property
    def filtered(self) -> bool:
        return self.filter != ListCalls()

    def request(self, offset: int, limit: int) -> ListCalls:
        return replace(self.filter, offset=offset, limit=limit)

    def arrived(self, page: int, event: Any, first: bool) -> None:
        self.choices_changed.emit(event.platforms, event.models)

    def text(self, row: CallRow, column: str) -> str:
        words = self._strings
        if column == "at":
            return korean_moment(row.at)
        if column == "purpose":
            return named(words, "ledger.purpose", row.purpose)
        if column == "documents":
            return formats.count(len(row.documents))
        if column == "grades":
            return " · ".join(f"{grade} {formats.count(n)}" for grade, n in sorted(row.grades.items()))
        if column == "masks":
            return formats.count(sum(row.masks.values()))
        if column == "verdicts":
            return verdict_words(row, words)
        if column == "outcome":
            return outcome_words(row, words)
        return row.platform if column == "platform" else row.model


def named(strings: Strings, prefix: str, name: str) -> str:
    """The sentence of a name that the engine gave, or the name itself where there is none."""
    return strings(f"{prefix}.{name}") if strings.has(f"{prefix}.{name}") else name


def verdict_words(row: CallRow, strings: Strings) -> str:
    """ "확인 4 · 숫자 불일치 1"; a dash where nothing was checked."""
    order = sorted(row.verdicts.items(), key=lambda item: _VERDICTS.index(item[0]) if item[0] in _VERDICTS else 9)
    parts = [f"{named(strings, 'ledger.verdict', n)} {formats.count(c)}" for n, c in order if c]
    return " · ".join(parts) or "–"


def outcome_words(row: CallRow, strings: Strings) -> str:
    """ "답변", "실패: 연결하지 못함"; what was written after the colon is the error's kind."""
    what, _, why = row.outcome.partition(":")
    said = named(strings, "ledger.outcome", what or "unknown")
    return f"{said}: {named(strings, 'ledger.why', why)}" if why else said

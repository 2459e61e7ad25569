"""State of the 기록 screen: whether the record is whole, what is filtered, what was written where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.messages import tell
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks

PERIODS = ("all", "today", "month", "last_month", "year", "own")


def span(period: str, today: date) -> tuple[str, str]:
    """First and last day of a period as 2025-03-01, "" for no bound."""
    if period == "today":
        return today.isoformat(), today.isoformat()
    if period == "month":
        return today.replace(day=1).isoformat(), ""
    if period == "last_month":
        last = today.replace(day=1) - timedelta(1)
        return last.replace(day=1).isoformat(), last.isoformat()
    if period == "year":
        return today.replace(month=1, day=1).isoformat(), ""
    return "", ""


def day(typed: str) -> str | None:
    """A day as typed (2025-03-01, 2025. 3. 1., 20250301) in its ISO form, "" for nothing, None for what is none."""
    text = typed.strip()
    if not text:
        return ""
    parts = [p for p in text.replace(".", "-").replace("/", "-").replace(" ", "").split("-") if p]
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    try:
        year, month, number = (int(p) for p in parts)
        return date(year, month, number).isoformat()
    except ValueError:
        return None


class LedgerPresenter(QObject):
    """filter_changed(ListCalls), checking(), checked(LedgerChecked), named(dict), exported(LedgerExported),
    failed(Told)."""

    filter_changed = Signal(object)
    checking = Signal()
    checked = Signal(object)
    named = Signal(dict)
    exported = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self._names: TaskHandle | None = None
        self.filter = requests.ListCalls()
        self.state: requests.LedgerChecked | None = None

    def check(self) -> None:
        """See whether the record is whole."""
        self.checking.emit()
        self._tasks.submit(requests.CheckLedger(), on_event=self._checked, on_error=self._failed)

    def narrow(self, **values: Any) -> None:
        """Change fields of the filter: since, until, platform, model."""
        wanted = replace(self.filter, **values)
        if wanted != self.filter:
            self.filter = wanted
            self.filter_changed.emit(wanted)

    def set_period(self, period: str, today: date | None = None) -> None:
        since, until = span(period, today or date.today())
        self.narrow(since=since, until=until)

    def name(self, call: requests.CallRow) -> None:
        """Which files here a call's documents are; the newest request counts."""
        if self._names is not None:
            self._names.cancel()
        self._names = self._tasks.submit(
            requests.NameDocuments(call.documents),
            on_event=lambda event: self.named.emit(dict(event.paths)),
            on_error=lambda _failed: None,
        )

    def export(self, path: str, public: bool) -> None:
        self._tasks.submit(requests.ExportLedger(path, public), on_event=self.exported.emit, on_error=self._failed)

    def _checked(self, event: Any) -> None:
        self.state = event
        self.checked.emit(event)

    def _failed(self, failed: requests.Failed) -> None:
        self.failed.emit(tell(failed, self._strings))

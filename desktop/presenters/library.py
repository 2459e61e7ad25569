"""State of the 자료 screen: sources, the run of the index, and what can be undone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop import formats
from desktop.messages import Told, tell, tell_file
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks

SETTLED_MS = 4000  # after a run, when the engine's order of a large library has caught up with its end
TELL_MS = 100  # how far indexing is is told ten times a second at most: a count that runs cannot be read anyway
REFRESH_MS = 2000  # while indexing, counts and rows are read again this often


class LibraryPresenter(QObject):
    """sources_changed(Sources), status_changed(Status), progress(IndexProgress), indexed(Indexed),
    indexing_changed(bool), failed(Told), undo_offered(str, callable), rows_changed(), unlocked(str) a sentence."""

    sources_changed = Signal(object)
    status_changed = Signal(object)
    progress = Signal(object)
    indexed = Signal(object)
    indexing_changed = Signal(bool)
    failed = Signal(object)
    undo_offered = Signal(str, object)
    rows_changed = Signal()
    unlocked = Signal(str)

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self._run: TaskHandle | None = None
        self._again: list[tuple[str, ...]] = []
        self.sources: requests.Sources | None = None
        self.status: requests.Status | None = None
        self.fault: Told | None = None  # of the last run or reading, until the next run: for a screen made later
        self.last_progress: requests.IndexProgress | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._refresh_counts)
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(TELL_MS)
        self._telling.timeout.connect(self._tell)
        self._untold = False

    @property
    def indexing(self) -> bool:
        return self._run is not None

    def refresh(self) -> None:
        """Read sources and counts again."""
        self._tasks.submit(requests.ListSources(), on_event=self._sources, on_error=self._failed)
        self._tasks.submit(requests.GetStatus(), on_event=self._status, on_error=lambda _failed: None)

    def index(self, paths: tuple[str, ...] = ()) -> None:
        """Add `paths` (none: all sources) and read what is new; a second call waits for the first to end."""
        if self._run is not None:
            if paths not in self._again:
                self._again.append(paths)
            return
        self._run = self._tasks.submit(
            requests.Index(paths, gentle=True), on_event=self._event, on_done=self._done, on_error=self._run_failed
        )
        self._timer.start()
        self.fault = None
        self.indexing_changed.emit(True)
        self._event(requests.IndexProgress("scanning"))

    def read_again(self, path: str, password: str) -> None:
        """Read an encrypted file with its password, which goes to the engine and is kept nowhere."""

        def event(told: Any) -> None:
            if not isinstance(told, requests.Indexed):
                return
            for failed in told.failed:
                self.failed.emit(tell_file(failed, formats.name(failed.path), self._strings))
            if told.indexed:
                self.unlocked.emit(self._strings("library.unlocked", name=formats.name(path)))

        self.unlocked.emit(self._strings("library.unlocking", name=formats.name(path)))
        self._tasks.submit(
            requests.ReadAgain((path,), password), on_event=event, on_done=lambda _done: self._refresh_counts(),
            on_error=self._failed,
        )  # fmt: skip

    def stop(self) -> None:
        """Stop reading at once; what was read stays."""
        self._again.clear()
        if self._run is not None:
            self._run.cancel()

    def remove(self, path: str, name: str) -> None:
        """Take a source out of the index; its files on the disk stay. Can be undone."""

        def removed(_done: requests.Finished) -> None:
            self.refresh()
            self.rows_changed.emit()
            self.undo_offered.emit(self._strings("library.removed", name=name), lambda: self.index((path,)))

        self._tasks.submit(requests.RemoveSource(path), on_done=removed, on_error=self._failed)

    def exclude(self, pattern: str) -> None:
        """Leave files out that match a glob pattern. Can be undone."""

        def excluded(_done: requests.Finished) -> None:
            self.refresh()
            self.index()
            self.undo_offered.emit(self._strings("library.excluded", pattern=pattern), lambda: self.include(pattern))

        self._tasks.submit(requests.ExcludePattern(pattern), on_done=excluded, on_error=self._failed)

    def include(self, pattern: str) -> None:
        """Take a pattern back."""

        def included(_done: requests.Finished) -> None:
            self.refresh()
            self.index()

        self._tasks.submit(requests.ExcludePattern(pattern, remove=True), on_done=included, on_error=self._failed)

    def grade(self, path: str, grade: str | None) -> None:
        """Give a folder or file a data grade, C, S or O; None takes it back."""

        def refused(failed: requests.Failed) -> None:
            self._failed(failed)
            self.refresh()

        self._tasks.submit(requests.GradeSource(path, grade), on_event=self._sources, on_error=refused)

    # ---- events

    def _refresh_counts(self) -> None:
        self.refresh()
        self.rows_changed.emit()

    def _sources(self, event: Any) -> None:
        if isinstance(event, requests.Sources):
            self.sources = event
            self.sources_changed.emit(event)

    def _status(self, event: Any) -> None:
        if isinstance(event, requests.Status):
            self.status = event
            self.status_changed.emit(event)

    def _event(self, event: Any) -> None:
        if isinstance(event, requests.IndexProgress):
            before, self.last_progress = self.last_progress, event
            self._untold = True
            if not self._telling.isActive() or before is None or before.stage != event.stage:
                self._tell()
        elif isinstance(event, requests.Indexed):
            self.indexed.emit(event)

    def _tell(self) -> None:
        """The newest of what came since the last time."""
        if self._untold and self.last_progress is not None:
            self._untold = False
            self._telling.start()
            self.progress.emit(self.last_progress)

    def _done(self, _done: requests.Finished) -> None:
        self._over()

    def _run_failed(self, failed: requests.Failed) -> None:
        self._over()
        self._failed(failed)

    def _over(self) -> None:
        self._run = None
        self._timer.stop()
        self._telling.stop()
        self._untold = False
        self.indexing_changed.emit(False)
        self._refresh_counts()
        QTimer.singleShot(SETTLED_MS, self, self.rows_changed.emit)
        if self._again:
            self.index(self._again.pop(0))

    def _failed(self, failed: requests.Failed) -> None:
        self.fault = tell(failed, self._strings)
        self.failed.emit(self.fault)

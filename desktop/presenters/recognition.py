"""State of text recognition (OCR): whether it is on, whether its program is there, how much waits."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.messages import tell
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks


class RecognitionPresenter(QObject):
    """changed(Recognition), running_changed(bool), progress(IndexProgress), failed(Told)."""

    changed = Signal(object)
    running_changed = Signal(bool)
    progress = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self._run: TaskHandle | None = None
        self.state: requests.Recognition | None = None

    @property
    def running(self) -> bool:
        return self._run is not None

    def refresh(self) -> None:
        self._tasks.submit(requests.Recognise(), on_event=self._event, on_error=self._failed)

    def turn(self, on: bool) -> None:
        """Turn it on or off; what waits is read after the next run of the index, or with `run`."""
        self._tasks.submit(requests.Recognise(turn=on), on_event=self._event, on_error=self._refused)

    def run(self, again: tuple[str, ...] = ()) -> None:
        """Recognise all that waits now; `again`: files that were given up before as well."""
        if self._run is not None:
            return
        self._run = self._tasks.submit(
            requests.Recognise(run=True, again=again), on_event=self._event, on_done=lambda _done: self._over(),
            on_error=self._run_failed,
        )  # fmt: skip
        self.running_changed.emit(True)

    def stop(self) -> None:
        if self._run is not None:
            self._run.cancel()

    def why_not(self) -> str:
        """Why nothing can be recognised now, as a sentence; "" where it can, or is not known yet."""
        state = self.state
        if state is None:
            return ""
        if state.locked:
            return self._strings("ocr.locked")
        if not state.installed:
            return self._strings("ocr.missing")
        return "" if state.enabled else self._strings("ocr.turned_off")

    def _event(self, event: Any) -> None:
        if isinstance(event, requests.Recognition):
            self.state = event
            self.changed.emit(event)
        elif isinstance(event, requests.IndexProgress):
            self.progress.emit(event)

    def _over(self) -> None:
        self._run = None
        self.running_changed.emit(False)
        self.refresh()

    def _run_failed(self, failed: requests.Failed) -> None:
        self._over()
        self._failed(failed)

    def _refused(self, failed: requests.Failed) -> None:
        self._failed(failed)
        self.refresh()

    def _failed(self, failed: requests.Failed) -> None:
        self.failed.emit(tell(failed, self._strings))

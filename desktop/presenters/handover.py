"""State of 인수인계: what there is to hand over, the one thing that is being done, and how it ended."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.messages import tell
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks


class HandoverPresenter(QObject):
    """offered(HandoverOffer), running_changed(bool), progress(IndexProgress), given(HandedOver),
    opened(BundleContents), taken(TakenOver), taken_back(TakenBack), failed(Told), stopped().

    A passphrase goes to the engine and is kept nowhere here.
    """

    offered = Signal(object)
    running_changed = Signal(bool)
    progress = Signal(object)
    given = Signal(object)
    opened = Signal(object)
    taken = Signal(object)
    taken_back = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self._run: TaskHandle | None = None
        self._result: Any = None

    @property
    def running(self) -> bool:
        return self._run is not None

    def read_offer(self) -> None:
        self._tasks.submit(requests.OfferHandover(), on_event=self._event, on_error=self._failed)

    def give(self, request: requests.HandOver) -> None:
        self._begin(request)

    def open(self, path: str, passphrase: str, into: str | None = None) -> None:
        """See what is in a bundle."""
        self._begin(requests.OpenBundle(path, passphrase, into))

    def take(self, path: str, passphrase: str, into: str | None = None) -> None:
        self._begin(requests.TakeOver(path, passphrase, into))

    def take_back(self) -> None:
        """Undo the last taking in."""
        self._begin(requests.UndoTakeOver())

    def stop(self) -> None:
        """Stop at once; nothing half done is left."""
        if self._run is not None:
            self._run.cancel()

    def _begin(self, request: Any) -> None:
        if self._run is not None:
            return
        self._run = self._tasks.submit(request, on_event=self._event, on_done=self._done, on_error=self._run_failed)
        self.running_changed.emit(True)

    def _event(self, event: Any) -> None:
        if isinstance(event, requests.HandoverOffer):
            self.offered.emit(event)
        elif isinstance(event, requests.IndexProgress):
            self.progress.emit(event)
        else:
            self._result = event

    def _done(self, done: requests.Finished) -> None:
        """The result is told when the run is over, so that the next thing can be begun by who hears of it."""
        result = self._result
        self._over()
        told = {
            requests.HandedOver: self.given, requests.BundleContents: self.opened,
            requests.TakenOver: self.taken, requests.TakenBack: self.taken_back,
        }  # fmt: skip
        if done.cancelled:
            self.stopped.emit()
        elif type(result) in told:
            told[type(result)].emit(result)

    def _run_failed(self, failed: requests.Failed) -> None:
        self._over()
        self._failed(failed)

    def _over(self) -> None:
        self._run = self._result = None
        self.running_changed.emit(False)

    def _failed(self, failed: requests.Failed) -> None:
        self.failed.emit(tell(failed, self._strings))

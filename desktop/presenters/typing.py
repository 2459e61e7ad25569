"""What is typed, asked of the engine one query at a time: the newest wins, and none queues up behind another."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.protocol import requests
from desktop.tasks import TaskHandle, Tasks

REST_MS = 200  # without a key: the typing rests


class TypedQuery(QObject):
    """`query`: what is typed, without the spaces around it. Those that inherit say when to ask, and for what."""

    rest_ms = REST_MS

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._handle: TaskHandle | None = None
        self._stale = False  # something newer than the running query waits
        self.query = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(self.rest_ms)
        self._rest.timeout.connect(self._rested)

    def type(self, text: str) -> None:
        """The query's text changed."""
        text = text.strip()
        if text == self.query:
            return
        self.query = text
        if text:
            self._typed()
        else:
            self._cancel()
            self._emptied()

    @abstractmethod
    def _typed(self) -> None:
        """Another letter."""

    @abstractmethod
    def _rested(self) -> None:
        """The rest that was begun with `self._rest.start()` is over."""

    @abstractmethod
    def _emptied(self) -> None:
        """Nothing is asked any more."""

    @abstractmethod
    def _request(self) -> Any:
        """What to ask for `query`."""

    @abstractmethod
    def _heard(self, event: Any) -> None:
        """An answer to the newest query."""

    @abstractmethod
    def _ended(self, failed: requests.Failed | None) -> None:
        """The newest query is answered, or could not be."""

    def _ask(self) -> None:
        self._cancel()
        self._handle = self._tasks.submit(
            self._request(), on_event=self._event, on_done=lambda done: None if done.cancelled else self._over(None),
            on_error=self._over,
        )  # fmt: skip

    def _ask_or_wait(self) -> None:
        """Ask now, or when the running query is answered."""
        if self._handle is None:
            self._ask()
        else:
            self._stale = True

    def _cancel(self) -> None:
        self._stale = False
        self._rest.stop()
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _event(self, event: Any) -> None:
        if self.query and not self._stale:
            self._heard(event)

    def _over(self, failed: requests.Failed | None) -> None:
        self._handle = None
        if self._stale:
            self._ask()
        else:
            self._ended(failed)

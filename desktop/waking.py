"""Who comes back to the window finds the engine awake: it is told to load before there is anything to ask.

An engine at rest has given its models back; the first question would wait some seconds for them. They come while the
hand still moves to the field: when the window becomes active, the focus moves in it, or the first letter is typed.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit

from desktop.protocol import requests
from desktop.tasks import Tasks

EVERY_SECONDS = 20.0  # less than the shortest time after which an engine may rest


class Waking(QObject):
    """Asks at most every EVERY_SECONDS, and never before the engine was started."""

    def __init__(self, tasks: Tasks, app: QApplication, edit: QPlainTextEdit | QTextEdit) -> None:
        """edit: where questions are written."""
        super().__init__(app)
        self._tasks = tasks
        self._last, self._engine = 0.0, 0
        app.applicationStateChanged.connect(self._state)
        app.focusChanged.connect(lambda _old, new: self.touch() if new is not None else None)
        edit.textChanged.connect(self.touch)
        tasks.engine_state.connect(lambda state, _sentence: self._ready(state))

    def touch(self) -> None:
        """Somebody is here."""
        now, tasks = time.monotonic(), self._tasks
        if tasks.state == "ready" and (now - self._last > EVERY_SECONDS or tasks.engines != self._engine):
            self._last, self._engine = now, tasks.engines
            tasks.submit(requests.Warm())

    def _state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.touch()

    def _ready(self, state: str) -> None:
        """A new engine knows nothing yet; who started it into the notification area is not here."""
        if state == "ready" and QApplication.activeWindow() is not None:
            self.touch()

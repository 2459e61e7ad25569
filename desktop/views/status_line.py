"""The line below: what the index does on the left, which platform answers on the right."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop import formats
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.theme.theme import Theme
from desktop.views.progress_panel import progress_words
from desktop.views.widgets import Button, Elided, label

SAID_MS = 5000


class StatusLine(QFrame):
    """platform_pressed(), index_pressed()."""

    platform_pressed = Signal()
    index_pressed = Signal()

    def __init__(self, theme: Theme, strings: Strings) -> None:
        super().__init__()
        self._strings = strings
        self._progress = ""
        self._counts = ""
        self._said = ""
        self.setProperty("role", "status")
        self._left = Elided("", "small")
        self._engine = label("", "small", tone="warning")
        self._platform = Button(theme, "", "", "quiet", strings("status.platform_tip"), self.platform_pressed.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 8, 2)
        row.setSpacing(16)
        row.addWidget(self._left, 1)
        row.addWidget(self._engine)
        row.addWidget(self._platform)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAID_MS)
        self._timer.timeout.connect(lambda: self.say(""))
        self.set_platform(None)

    @property
    def text(self) -> str:
        return self._left.text()

    def say(self, sentence: str) -> None:
        """Something that just happened, for a few seconds."""
        self._said = sentence
        if sentence:
            self._timer.start()
        self._draw()

    def set_progress(self, progress: requests.IndexProgress | None) -> None:
        self._progress = progress_words(progress, self._strings) if progress else ""
        self._draw()

    def set_status(self, status: requests.Status) -> None:
        if not status.files:
            self._counts = self._strings("status.no_files")
        else:
            self._counts = self._strings(
                "status.files", indexed=formats.count(status.indexed), files=formats.count(status.files)
            )
            if status.failed:
                self._counts += " · " + self._strings("library.source_failed", n=formats.count(status.failed))
            if status.vectors_pending:
                self._counts += " · " + self._strings("library.vectors", n=formats.count(status.vectors_pending))
        self._draw()

    def set_engine(self, state: str) -> None:
        self._engine.setText(self._strings(f"status.engine_{state}") if state != "ready" else "")
        self._engine.setVisible(state != "ready")

    def set_platform(self, row: requests.PlatformRow | None) -> None:
        words = (
            self._strings("status.platform", name=row.name, model=row.model)
            if row
            else self._strings("status.quoting")
        )
        self._platform.setText(words)
        self._platform.setAccessibleName(words)

    def _draw(self) -> None:
        self._left.set(self._said or self._progress or self._counts)

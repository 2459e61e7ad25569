"""How far the index is: done and all, how long still, and a way to stop."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from desktop import formats
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.views.context import Context
from desktop.views.widgets import Button, Elided, label


def progress_words(progress: requests.IndexProgress, strings: Strings) -> str:
    """ "12,340 / 31,613 파일 · 1초에 25개 · 약 12분 남음 · 실패 3"; why it is slow, where it is."""
    if progress.stage == "scanning":
        parts = [strings("library.scanning", n=formats.count(progress.seen))]
    elif progress.stage == "pages":
        parts = [strings("library.placing", done=formats.count(progress.done), seen=formats.count(progress.seen))]
    elif progress.stage == "ocr":
        parts = [strings("library.recognising", done=formats.count(progress.done), seen=formats.count(progress.seen))]
    elif progress.stage == "handover":
        parts = [strings("handover.files_done", done=formats.count(progress.done), seen=formats.count(progress.seen))]
    elif progress.stage == "vectors":
        parts = [strings("library.vectors", n=formats.count(progress.vectors_pending))]
    else:
        parts = [strings("library.files_done", done=formats.count(progress.done), seen=formats.count(progress.seen))]
    if speed := formats.speed(progress.speed, strings):
        parts.append(speed)
    if left := formats.time_left(progress.seconds_left, strings):
        parts.append(left)
    if progress.failed:
        parts.append(strings("library.source_failed", n=formats.count(progress.failed)))
    if progress.slow:
        parts.append(strings(f"library.slow.{progress.slow}"))
    return " · ".join(parts)


class ProgressPanel(QFrame):
    """stopped()."""

    stopped = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._strings = context.strings
        self._words = label("", "strong")
        self._path = Elided("", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(context.strings("library.progress"))
        self.stop = Button(context.theme, context.strings("library.stop"), "square", clicked=self.stopped.emit)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._words)
        left.addWidget(self._bar)
        left.addWidget(self._path)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.stop)
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def begin(self, words: str) -> None:
        """It has begun; how far it is is not known yet."""
        self._words.setText(words)
        self._path.set("")
        self._bar.setRange(0, 0)

    def set_progress(self, progress: requests.IndexProgress) -> None:
        if progress.stage == "handover" and not progress.seen:
            return  # nothing that could be counted: what was said at the beginning stays
        self._words.setText(progress_words(progress, self._strings))
        self._path.set(progress.path)
        if progress.stage in ("reading", "ocr", "handover") and progress.seen:
            self._bar.setRange(0, progress.seen)
            self._bar.setValue(progress.done)
        else:
            self._bar.setRange(0, 0)

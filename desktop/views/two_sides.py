"""The subject and, when it is asked for, the source beside it; in its place where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.preferences import Preferences
from desktop.views.source_panel import SourcePanel

NARROW = 1100  # below this width of the window the source takes the subject's place


class TwoSides(QSplitter):
    """`open`: whether the source is asked for. How wide each side is, is remembered once it was chosen."""

    def __init__(self, subject: QWidget, source: SourcePanel, preferences: Preferences) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._subject, self._source, self._preferences = subject, source, preferences
        self._kept = False
        self.open = False
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for side in (subject, source):
            self.addWidget(side)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 1)

    @property
    def narrow(self) -> bool:
        return self.window().width() < NARROW

    def show_source(self) -> None:
        """The source comes; the first time each side has half the width."""
        first, self.open = not self.open, True
        self.arrange()
        if first and not self.narrow and not self._kept:
            half = self.width() // 2
            self.setSizes([half, half])

    def hide_source(self) -> None:
        self.open = False
        self.arrange()

    def arrange(self) -> None:
        """After the window's size changed."""
        self._source.setVisible(self.open)
        self._subject.setVisible(not (self.open and self.narrow))

    def restore(self) -> None:
        """As it was left the last time."""
        if not (kept := self._preferences.bytes("splitter")).isEmpty():
            self._kept = self.restoreState(kept)

    def keep(self) -> None:
        if self.open and not self.narrow:
            self._preferences.keep("splitter", self.saveState())

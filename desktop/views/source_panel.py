"""The right side: the document the eye asks for next, in the viewer, which is made when first needed."""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop import formats
from desktop.protocol import model
from desktop.views.context import Context
from desktop.views.widgets import Button, Elided, frame, label


class Viewer(Protocol):
    """What desktop.views.source_view.SourceView offers."""

    def open(self, path: str, location: model.Location, quote: str, title: str = "") -> None: ...


class PlainViewer(QWidget):
    """Where the page viewer is not installed: the file's name, the place and the words relied on."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._strings = context.strings
        self._title = Elided("", "section")
        self._place = label("", "secondary")
        self._quote = label("", wrap=True)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(Button(context.theme, context.strings("close"), "x", "quiet", clicked=self.closed.emit))
        page = frame("page")
        inner = QVBoxLayout(page)
        inner.setContentsMargins(24, 24, 24, 24)
        inner.addWidget(self._quote)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._place)
        column.addWidget(page, 1)

    def open(self, path: str, location: model.Location, quote: str, title: str = "") -> None:
        self._title.set(title or formats.name(path))
        self._place.setText(formats.page(location.page, location.page_exact, self._strings))
        self._quote.setText(quote)

    def sizeHint(self) -> QSize:
        return QSize(520, 600)


class SourcePanel(QFrame):
    """closed()."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._viewer: QWidget | None = None
        self.setProperty("role", "panel")
        self.setMinimumWidth(320)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def release(self) -> None:
        """Leave the engine and the worker threads: the window is closing."""
        release = getattr(self._viewer, "release", None)
        if release is not None:
            release()

    @property
    def viewer(self) -> QWidget | None:
        return self._viewer

    def open(self, path: str, location: model.Location, quote: str, title: str = "") -> None:
        if self._viewer is None:
            self._viewer = self._make()
            self._column.addWidget(self._viewer)
        self.show()
        cast(Viewer, self._viewer).open(path, location, quote, title)

    def _make(self) -> QWidget:
        try:
            module = importlib.import_module("desktop.views.source_view")
            made: QWidget = module.SourceView(self._context.tasks, self._context.strings)
        except (ImportError, AttributeError):
            made = PlainViewer(self._context)
        made.closed.connect(self.closed)  # type: ignore[attr-defined]
        return made

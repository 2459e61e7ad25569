"""What both pages share: a head that leads back, a column of cards, the progress and the end of a run."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop import formats
from desktop.presenters.handover import HandoverPresenter
from desktop.strings import Strings
from desktop.views.context import Context
from desktop.views.progress_panel import ProgressPanel
from desktop.views.widgets import Banner, Button, frame, label
from indexer.requests import HandedOver, TakenBack, TakenOver

WIDTH = 760  # at 100 %
SUFFIX = ".munseo"


def counts(strings: Strings, sources: int, of: HandedOver | TakenOver | TakenBack) -> str:
    """ "자료 2곳, 대화 3건, 문서 파일 12개": what there is of each kind; empty for nothing."""
    parts = {"sources": sources, "conversations": of.conversations, "questions": of.questions, "files": of.files}
    return ", ".join(strings(f"handover.sum_{name}", n=formats.count(n)) for name, n in parts.items() if n)


class HandoverPage(QWidget):
    """closed(): back to 자료."""

    closed = Signal()

    def __init__(self, context: Context, presenter: HandoverPresenter, title: str, text: str) -> None:
        super().__init__()
        self._context, self._strings, self._presenter = context, context.strings, presenter
        self._before: QWidget | None = None
        theme = context.theme
        self.setProperty("role", "screen")
        back = Button(theme, self._strings("handover.back"), "arrow-left", "quiet", clicked=self.closed.emit)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(back)
        head.addWidget(label(title, "title"))
        head.addStretch(1)
        self.banner = Banner(theme, self._strings("close"))
        self.progress = ProgressPanel(context)
        self.progress.stopped.connect(presenter.stop)
        self._inside = QWidget()
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(24, 20, 24, 16)
        self.column.setSpacing(12)
        self.column.addLayout(head)
        self.column.addWidget(label(text, "secondary", wrap=True))
        self.column.addWidget(self.banner)
        self.column.addWidget(self.progress)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._scroll = scroll
        theme.changed.connect(self._fit)
        self._fit()
        presenter.progress.connect(self.progress.set_progress)
        presenter.stopped.connect(self._stopped)
        presenter.failed.connect(self._failed)

    def shown(self) -> None:
        """The page came to the front."""
        raise NotImplementedError

    def choose_file(self, path: str) -> None:
        """A bundle was dropped; only the page that takes one in has a use for it."""

    def card(self, title: str) -> tuple[QWidget, QVBoxLayout]:
        made = frame("card")
        inner = QVBoxLayout(made)
        inner.setContentsMargins(16, 12, 16, 16)
        inner.setSpacing(12)
        inner.addWidget(label(title, "section"))
        self.column.addWidget(made)
        return made, inner

    def path_row(self, edit: QLineEdit, name: str, choose: Button) -> QHBoxLayout:
        """A field for a path and the button that chooses it."""
        edit.setAccessibleName(name)
        choose.setAccessibleName(f"{choose.words}: {name}")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(edit, 1)
        row.addWidget(choose)
        return row

    def show_running(self, on: bool, words: str, parts: Sequence[QWidget]) -> None:
        """Only stopping is possible while something runs, and the keyboard is there; then it is where it was."""
        if on:
            self._before = self.focusWidget() if self.isVisible() else None
            self.progress.begin(words)
        self.progress.setVisible(on)
        if on and self.isVisible():
            self.progress.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        for part in parts:
            part.setEnabled(not on)

    def give_back_focus(self, to: QWidget | None = None) -> None:
        """After a run: to where one goes on, or to where one was."""
        wanted = to or self._before
        if self.isVisible() and wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str, tone: str = "information") -> None:
        """Told at the head, which comes into sight."""
        self.banner.say(text, tone)
        self._scroll.verticalScrollBar().setValue(0)

    def _stopped(self) -> None:
        if self.isVisible():
            self.say(self._strings("handover.stopped"))

    def _failed(self, told: object) -> None:
        if self.isVisible():
            self.say(getattr(told, "whole", ""), "danger")

    def _fit(self) -> None:
        self._inside.setMaximumWidth(self._context.theme.px(WIDTH) + 48)

"""One platform: what it is, what may be sent to it, and what is done with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.messages import Told
from desktop.views.context import Context
from desktop.views.platform_facts import facts, left
from desktop.views.widgets import Button, Elided, clear, frame, label
from indexer.requests import PlatformRow, PlatformTested


class PlatformCard(QWidget):
    """One profile and what is done with it. used(name), tested(name), edited(row), removed(name)."""

    used = Signal(str)
    tested = Signal(str)
    edited = Signal(object)
    removed = Signal(object)

    def __init__(self, row: PlatformRow, context: Context) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self.row = row
        self._strings = strings
        card = frame("card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(row.name, "section"))
        if row.current:
            head.addWidget(label("● " + strings("connections.current"), "secondary", tone="success"))
        head.addStretch(1)
        self._use = Button(theme, strings("connections.use"), "check", clicked=lambda: self.used.emit(row.name))
        self.test_button = Button(theme, strings("connections.test"), "plug",
                                  clicked=lambda: self.tested.emit(row.name))  # fmt: skip
        edit = Button(theme, strings("connections.edit"), "", "quiet", clicked=lambda: self.edited.emit(row))
        remove = Button(theme, strings("connections.remove"), "trash-2", "quiet",
                        clicked=lambda: self.removed.emit(row))  # fmt: skip
        own = () if row.managed else (edit, remove)
        for button in (self._use, self.test_button, *own):
            button.setAccessibleName(f"{button.words}: {row.name}")
            head.addWidget(button)
        column.addLayout(head)
        self._use.setVisible(not row.current)  # not before it has a parent: it would flash as a window
        key = strings("connections.has_key" if row.has_key else "connections.no_key")
        column.addWidget(Elided(f"{row.model}  ·  {row.url}  ·  {key}", "secondary"))
        column.addWidget(label("  ·  ".join(facts(row, strings)), "small", wrap=True))
        if said := left(row, strings):
            words = strings("connections.left", parts=" · ".join(said))
            column.addWidget(label(words, "small", wrap=True))
        if row.managed:
            managed = QHBoxLayout()
            managed.setSpacing(6)
            picture = label()
            picture.setPixmap(theme.icon("lock").pixmap(QSize(16, 16)))
            managed.addWidget(picture)
            managed.addWidget(label(strings("connections.managed"), "small", wrap=True, tone="warning"), 1)
            column.addLayout(managed)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(4)
        column.addLayout(self._steps)

    def set_testing(self) -> None:
        clear(self._steps)
        self._steps.addWidget(label(self._strings("connections.testing"), "secondary"))
        self.test_button.setEnabled(False)

    def set_tested(self, tested: PlatformTested) -> None:
        clear(self._steps)
        self.test_button.setEnabled(True)
        for _name, passed, sentence in tested.steps:
            mark = self._strings("connections.passed" if passed else "connections.not_passed")
            self._steps.addWidget(
                label(f"{mark}  {sentence}", "secondary", wrap=True, tone="success" if passed else "danger")
            )
        if tested.models:
            models = self._strings("connections.models", names=", ".join(tested.models))
            self._steps.addWidget(label(models, "small", wrap=True))

    def set_failed(self, told: Told) -> None:
        clear(self._steps)
        self.test_button.setEnabled(True)
        self._steps.addWidget(label(told.whole, "secondary", wrap=True, tone="danger"))

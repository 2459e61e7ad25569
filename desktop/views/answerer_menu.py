"""Who answers: a platform, each with its model, or quotes alone; and a look at what would be sent."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.presenters.connections import ConnectionsPresenter
from desktop.strings import Strings
from desktop.views.question_box import QuestionBox


class AnswererMenu(QObject):
    """connect_wanted(): to the screen where platforms are registered."""

    connect_wanted = Signal()

    def __init__(
        self, parent: QWidget, strings: Strings, connections: ConnectionsPresenter, box: QuestionBox
    ) -> None:
        super().__init__(parent)
        self._parent, self._strings, self._connections, self._box = parent, strings, connections, box
        connections.platforms_changed.connect(lambda _platforms: self._show())
        box.answerer_pressed.connect(self._pop_up)
        self._show()

    def menu(self) -> QMenu:
        """The one that answers now is ticked."""
        strings, current = self._strings, self._connections.current
        menu = QMenu(self._parent)
        choices: list[tuple[str | None, str]] = [(None, strings("ask.by_quote"))]
        choices += [
            (row.name, strings("status.platform", name=row.name, model=row.model))
            for row in self._connections.rows or ()
        ]
        for name, words in choices:
            action = menu.addAction(words, lambda n=name: self._connections.use(n))
            action.setCheckable(True)
            action.setChecked(name == (current.name if current else None))
        menu.addSeparator()
        look = menu.addAction(strings("preview.menu"), self._box.preview)
        look.setEnabled(bool(self._box.edit.toPlainText().strip()))
        menu.addAction(strings("ask.connect"), self.connect_wanted.emit)
        return menu

    def _pop_up(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._box.answerer.mapToGlobal(self._box.answerer.rect().topLeft()))

    def _show(self) -> None:
        current = self._connections.current
        self._box.set_answerer((current.model or current.name) if current else self._strings("ask.by_quote"))

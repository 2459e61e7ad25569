"""What a list shows: itself, or that it is being read, that there is nothing, or what went wrong."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.messages import Told
from desktop.strings import Strings
from desktop.theme.theme import Theme
from desktop.views.widgets import EmptyState


class States(QStackedWidget):
    """again(): the user wants it read once more."""

    again = Signal()

    def __init__(self, theme: Theme, strings: Strings, content: QWidget, icon: str, loading: str = "") -> None:
        super().__init__()
        self.content = content
        self._loading = EmptyState(theme, icon, loading or strings("library.loading"), "")
        self._none = EmptyState(theme, icon, "", "")
        self._fault = EmptyState(theme, "circle-alert", "", "", strings("search.again"), "refresh-cw")
        self._fault.pressed.connect(self.again)
        for page in (self._loading, content, self._none, self._fault):
            self.addWidget(page)

    def show_loading(self) -> None:
        self.setCurrentWidget(self._loading)

    def show_content(self) -> None:
        self.setCurrentWidget(self.content)

    def show_none(self, title: str, text: str = "") -> None:
        self._none.say(title, text)
        self.setCurrentWidget(self._none)

    def show_fault(self, told: Told) -> None:
        self._fault.say(told.message, told.next_step)
        self.setCurrentWidget(self._fault)

    @property
    def state(self) -> str:
        """loading, content, none or fault."""
        pages = {self._loading: "loading", self.content: "content", self._none: "none", self._fault: "fault"}
        return pages[self.currentWidget()]

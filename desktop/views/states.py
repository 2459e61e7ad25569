"""What a list shows: itself, or that it is being read, that there is nothing, or what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.messages import Told
from desktop.strings import Strings
from desktop.theme.theme import Theme
from desktop.views.widgets import EmptyState


class States(QStackedWidget):
    """again(): the user wants it read once more. `state`: loading, content, none or fault.

    A page for a state is made when it is first wanted: most are never seen, and each takes milliseconds.
    """

    again = Signal()

    def __init__(self, theme: Theme, strings: Strings, content: QWidget, icon: str) -> None:
        super().__init__()
        self.content = content
        self.state = "content"
        self._theme, self._strings, self._icon = theme, strings, icon
        self._pages: dict[str, EmptyState] = {}
        self.addWidget(content)

    def show_loading(self) -> None:
        self._show("loading", self._strings("library.loading"), "")

    def show_content(self) -> None:
        self.state = "content"
        self.setCurrentWidget(self.content)

    def show_none(
        self, title: str, text: str = "", button: str = "", icon: str = "", do: Callable[[], object] | None = None
    ) -> None:
        """`button`: the one next step, with what it does."""
        self._show("none", title, text, button, icon, do)

    def show_fault(self, told: Told) -> None:
        self._show("fault", told.message, told.next_step)

    def _show(
        self, state: str, title: str, text: str, button: str = "", icon: str = "",
        do: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        page = self._pages.get(state + button)
        if page is None:
            if state == "fault":
                again = self._strings("search.again")
                page = EmptyState(self._theme, "circle-alert", "", "", again, "refresh-cw")
                page.pressed.connect(self.again)
            else:
                page = EmptyState(self._theme, self._icon, "", "", button, icon)
                if do is not None:
                    page.pressed.connect(do)
            self._pages[state + button] = page
            self.addWidget(page)
        page.say(title, text)
        self.state = state
        self.setCurrentWidget(page)

"""What the window says of engine, index and platform: in the line below, and above the screen where it matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from desktop.views.status_line import StatusLine
from desktop.views.widgets import Banner

if TYPE_CHECKING:
    from desktop.views.main_window import MainWindow


class WindowWords(QObject):
    """`status`: the line below; `banner`: above the screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._strings = window.context.strings
        self.banner = Banner(window.context.theme, self._strings("close"))
        self.status = StatusLine(window.context.theme, self._strings)
        library, connections, tasks = window.library_presenter, window.connections_presenter, window.context.tasks
        library.status_changed.connect(self.status.set_status)
        library.progress.connect(self.status.set_progress)
        library.indexing_changed.connect(lambda on: None if on else self.status.set_progress(None))
        connections.platforms_changed.connect(lambda _platforms: self.status.set_platform(connections.current))
        self.status.platform_pressed.connect(lambda: window.show_screen("connections"))
        tasks.engine_state.connect(self._engine)
        self.status.set_engine(tasks.state if tasks.state != "stopped" else "starting")

    def undo(self) -> None:
        """Ctrl+Z: what the line above the screen offers to take back."""
        offers = cast("list[Banner]", self._window.screens.currentWidget().findChildren(Banner))
        for banner in offers:
            if banner.isVisible() and banner.offers:
                banner.press()
                return

    def _engine(self, state: str, sentence: str) -> None:
        strings = self._strings
        self.status.set_engine(state)
        if state == "lost":
            again = strings("engine.again")
            self.banner.say(sentence or strings("engine.lost"), "warning", again, self._window.start)
        elif state == "ready":
            if self.banner.isVisible():
                self.banner.say(strings("engine.back"), "information")
            if self._window.started:
                self._window.start()

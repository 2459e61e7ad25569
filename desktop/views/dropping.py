"""Files dropped anywhere on the window go to 자료: documents to be read, a handover bundle to be taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

if TYPE_CHECKING:
    from desktop.views.main_window import MainWindow


class Drops(QObject):
    """Watches the window for what no screen has taken itself."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def stop(self) -> None:
        """Watch no longer: a window that is taken down tells of its end too, when little of it is left."""
        self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            paths = tuple(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile())
            if not paths:
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self._window.show_screen("library")
                self._window.library_view.add(paths)
            return True
        return super().eventFilter(watched, event)

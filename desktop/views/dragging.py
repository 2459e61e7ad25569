"""A row that stands for a file can be dragged out: into a mail, the explorer, another program. Always as a copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication


def carried(path: str) -> QMimeData:
    """The file, and its path for what takes only text."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    data.setText(path)
    return data


def carry(source: QObject, path: str) -> None:
    """Until the button is let go."""
    drag = QDrag(source)
    drag.setMimeData(carried(path))
    drag.exec(Qt.DropAction.CopyAction)


class DragsOut(QObject):
    """Watches a view's rows; `path_of` gives the file a row stands for, "" for none."""

    def __init__(
        self, view: QAbstractItemView, path_of: Callable[[QModelIndex], str],
        carry: Callable[[QObject, str], None] = carry,
    ) -> None:  # fmt: skip
        super().__init__(view)
        self._view, self._path_of, self._carry = view, path_of, carry
        self._pressed: QPoint | None = None
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            far = (event.position().toPoint() - self._pressed).manhattanLength()
            if event.buttons() & Qt.MouseButton.LeftButton and far >= QApplication.startDragDistance():
                index, self._pressed = self._view.indexAt(self._pressed), None
                if index.isValid() and (path := self._path_of(index)):
                    self._carry(self._view, path)
            return True  # a drag does not choose rows on its way
        return False

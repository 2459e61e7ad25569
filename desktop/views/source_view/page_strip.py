"""The pages at the side, small: where one is, where the quote stands, and a way to any other page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from desktop.views.source_view.page_canvas import PageCanvas
from desktop.views.source_view.toolbars import Strings

WIDTH = 136  # pixels, with the scroll bar
KEYS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}


class PageStrip(PageCanvas):
    """page_chosen(page): by a press or the arrow keys. Pages come as they do to the canvas, only those in sight."""

    page_chosen = Signal(int)
    least_zoom = 0.02

    def __init__(self, strings: Strings, parent: QWidget | None = None) -> None:
        super().__init__(lambda page: f"{page:,}", lambda page: f"{page:,}", parent)
        self._shown = 1
        self.setFixedWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(strings("source.strip"))
        self.hide()

    def follow(self, page: int) -> None:
        """The page that is read: framed, and brought into sight."""
        self._shown = page
        if page not in self._visible():
            self.go_to(page)
        self.viewport().update()

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible:
            self.fit()
            self._want_visible()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        palette = QGuiApplication.palette()
        for page in self._visible():
            width, height = self._layout.sizes[page - 1]
            left, top = self._left(page), self._layout.tops[page - 1] - self.verticalScrollBar().value()
            pixels = self._layout.pixels
            area = QRectF(left, top, width * pixels, height * pixels)
            text = f"{page:,}"
            room = QRectF(0, 0, self.fontMetrics().horizontalAdvance(text) + 12, self.fontMetrics().height() + 2)
            room.moveBottomRight(area.bottomRight())
            painter.fillRect(room, QColor(255, 255, 255, 230))
            painter.setPen(QColor(30, 33, 36))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
            if page == self._shown:
                painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 3))
                painter.drawRect(area)
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._layout.sizes:
            self._choose(self._layout.page_at(event.position().y() + self.verticalScrollBar().value()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = KEYS.get(Qt.Key(event.key()))
        if step and self._layout.sizes:
            self._choose(max(1, min(len(self._layout.sizes), self._shown + step)))
        else:
            super().keyPressEvent(event)

    def _choose(self, page: int) -> None:
        self.follow(page)
        self.page_chosen.emit(page)

"""Draws a conversation: its name, its day and how many questions, and while one searches a line of what was found."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.faults import told
from desktop.models.conversations import FACTS_ROLE, ROW_ROLE
from desktop.theme.theme import Theme
from desktop.theme.tokens import RADIUS, SECONDARY, SMALL

PADDING = 10
GAP = 4  # between two lines


class HistoryDelegate(QStyledItemDelegate):
    """Rows of one height. `current`: the name of the conversation on the screen; `searching`: with a third line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.current = ""
        self.searching = False
        self._remake()
        theme.changed.connect(self._remake)

    def _remake(self) -> None:
        self._name = self._theme.font(SECONDARY)
        self._strong = self._theme.font(SECONDARY, QFont.Weight.DemiBold)
        self._small = self._theme.font(SMALL)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        name, small = (QFontMetrics(f).lineSpacing() for f in (self._strong, self._small))
        lines = name + (small + GAP) * (2 if self.searching else 1)
        return QSize(120, (lines + 2 * PADDING + 3) // 4 * 4)

    @told()
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, c = index.data(ROW_ROLE), self._theme.colours
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        open_now = row.name == self.current
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(4, 1, -4, -1)
        chosen, hovered = state & QStyle.StateFlag.State_Selected, state & QStyle.StateFlag.State_MouseOver
        if chosen or hovered or open_now:
            painter.setBrush(QColor(c.primary_wash_strong if chosen or open_now else c.hover))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        if open_now:  # not by colour alone: a bar at the left
            painter.setBrush(QColor(c.primary))
            painter.drawRoundedRect(QRect(box.left(), box.top() + 8, 3, box.height() - 16), 1.5, 1.5)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(c.focus))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        room = rect.adjusted(PADDING + 6, PADDING - 1, -PADDING - 6, -PADDING)
        lines = [(row.name, self._strong if open_now else self._name, c.text_strong)]
        lines.append((index.data(FACTS_ROLE), self._small, c.text_subtle))
        if self.searching:
            lines.append((row.excerpt, self._small, c.text))
        y = room.top()
        for words, font, colour in lines:
            metrics = QFontMetrics(font)
            line = QRect(room.left(), y, room.width(), metrics.lineSpacing())
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
            y += metrics.lineSpacing() + GAP
        painter.restore()

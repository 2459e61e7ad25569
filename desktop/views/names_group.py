"""Files found by name, above the passages: the first three, or all of them by a press."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop import formats
from desktop.faults import told
from desktop.models.names import REASON_ROLE, ROW_ROLE, NameListModel
from desktop.theme.theme import Theme
from desktop.theme.tokens import BODY, RADIUS, SMALL
from desktop.views.context import Context
from desktop.views.dragging import DragsOut
from desktop.views.widgets import Button, label, restyle
from indexer.requests import FileRow, Files

FEW = 3  # rows while the group is folded
MOST = 8  # rows that are seen at once; the rest scrolls
PADDING = 12


class NameDelegate(QStyledItemDelegate):
    """One line: the name, the folder it lies in, and why it was not read."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._remake()
        theme.changed.connect(self._remake)

    def _remake(self) -> None:
        self._name, self._small = self._theme.font(BODY), self._theme.font(SMALL)
        self._reason = self._theme.font(SMALL, QFont.Weight.DemiBold)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, (QFontMetrics(self._name).lineSpacing() + 12 + 3) // 4 * 4)

    @told()
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: FileRow = index.data(ROW_ROLE)
        reason: str = index.data(REASON_ROLE)
        c = self._theme.colours
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if state & QStyle.StateFlag.State_Selected and focused:
            painter.setBrush(QColor(c.primary_wash_strong))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), RADIUS, RADIUS)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(c.hover))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), RADIUS, RADIUS)
        room = rect.adjusted(PADDING, 0, -PADDING, 0)
        if reason:
            room.setRight(self._right(painter, room, reason, self._reason, c.warning) - PADDING)
        named = QFontMetrics(self._name)
        name = named.elidedText(formats.name(row.path), Qt.TextElideMode.ElideMiddle, room.width())
        painter.setFont(self._name)
        painter.setPen(QColor(c.text_strong))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), name)
        left = room.left() + named.horizontalAdvance(name) + PADDING
        if left + 60 < room.right():
            small = QFontMetrics(self._small)
            room.setLeft(left)
            folder = small.elidedText(formats.folder(row.path), Qt.TextElideMode.ElideLeft, room.width())
            painter.setFont(self._small)
            painter.setPen(QColor(c.text_subtle))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), folder)
        painter.restore()

    @staticmethod
    def _right(painter: QPainter, room: QRect, words: str, font: QFont, colour: str) -> int:
        """Words at the right end; returns where they begin."""
        width = QFontMetrics(font).horizontalAdvance(words)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)
        return room.right() - width


class _Rows(QListView):
    """As high as its rows, less where there is no room: then it scrolls."""

    wanted = 0

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.wanted)

    def set_rows(self, least: int, most: int) -> None:
        """At least and at most so many rows high."""
        frame, row = 2 * self.frameWidth(), self.sizeHintForRow(0) if most else 0
        self.wanted = row * most + frame
        self.setMinimumHeight(row * least + frame)
        self.setMaximumHeight(self.wanted)
        self.updateGeometry()


class NamesGroup(QWidget):
    """opened(FileRow); left(step): the arrow keys go beyond the list, -1 up and 1 down. Hidden without files."""

    opened = Signal(object)
    left = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings = strings
        self._total = 0
        self.title = label("", "section")
        self.more = Button(theme, strings("search.names_all"), kind="quiet")
        self.more.setCheckable(True)
        self.more.toggled.connect(lambda _on: self._arrange())
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.more)
        head.addStretch(1)
        self.model = NameListModel(strings, self)
        self.list = _Rows()
        self.list.setModel(self.model)
        self._delegate = NameDelegate(theme)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(strings("search.names"))
        DragsOut(self.list, lambda index: self.model.rows[index.row()].path)
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        self.list.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list)
        theme.changed.connect(self._arrange)
        self.hide()

    def set_files(self, files: Files) -> None:
        """Show what was found; the same files again keep the group as it is."""
        if files.rows == self.model.rows and files.total == self._total:
            return
        self._total = files.total
        self.model.set_rows(files.rows)
        self.title.setText(self._strings("search.names_count", n=formats.count(files.total)))
        self.title.setAccessibleName(self.title.text())
        self.more.setVisible(len(files.rows) > FEW)
        self.setVisible(bool(files.rows))
        self._arrange()

    def enter(self, row: int) -> None:
        """Go to this row, from the end where it is negative."""
        shown = self._shown()
        self.list.setCurrentIndex(self.model.index(row if row >= 0 else shown + row, 0))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            row = self.list.currentIndex().row()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
                self._open(self.list.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Up and row <= 0:
                self.left.emit(-1)
                return True
            if event.key() == Qt.Key.Key_Down and row >= self._shown() - 1:
                self.left.emit(1)
                return True
        return super().eventFilter(watched, event)

    def _shown(self) -> int:
        return self.model.rowCount() if self.more.isChecked() else min(FEW, self.model.rowCount())

    def _arrange(self) -> None:
        """As many rows as are to be seen; folded, the others are not there for the arrow keys either."""
        shown = self._shown()
        for row in range(self.model.rowCount()):
            self.list.setRowHidden(row, row >= shown)
        self.list.set_rows(min(shown, FEW), min(shown, MOST))
        word = "search.names_fewer" if self.more.isChecked() else "search.names_all"
        cut = self.more.isChecked() and self._total > self.model.rowCount()
        words = self._strings("search.names_cut", n=self.model.rowCount()) if cut else self._strings(word)
        self.more.setText(words)
        self.more.setAccessibleName(f"{words}: {self.title.text()}")
        restyle(self.more)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.rows[index.row()])

"""Tables as all screens show them: rows of one height, painted plainly, walked with the keys.

The table paints its rows itself, from what is laid out already (desktop/views/table_paint.py): a call of a delegate
in Python for every cell, and of its model for every role, was too much for sixty frames a second. A fault in such a
call, made from Qt's own painting, also stopped the process for good: PySide 6.8 takes the interpreter's lock for
the model's next `rowCount` and never gives it back. Here it comes to the program's log, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.theme.theme import Theme
from desktop.theme.tokens import ROW
from desktop.views.table_paint import PADDING, Place, RowPainter


class Table(QTableView):
    """A table whose rows are chosen whole. `widths`: of each column by name at 100 %, in pixels."""

    def __init__(
        self, theme: Theme, model: QAbstractItemModel, widths: Mapping[str, int], name: str,
        opened: Callable[[QModelIndex], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._theme, self._widths = theme, tuple(widths.values())
        self._fitted = False
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._rows: RowPainter | None = None
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setStretchLastSection(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(name)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setAccessibleName(name)
            header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            header.setSectionsClickable(False)
        if opened:
            self.activated.connect(opened)  # Enter, and a double click
        theme.changed.connect(self._fit)
        self._fit()

    @property
    def rows(self) -> RowPainter:
        """Paints the rows in the table's font and the theme's colours."""
        if self._rows is None:
            self._rows = RowPainter(self.model(), self.font(), self._theme.colours)
        return self._rows

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            self._paint(painter, event.rect())
        finally:
            painter.end()

    def _paint(self, painter: QPainter, around: QRect) -> None:
        first, last = self.rowAt(around.top()), self.rowAt(around.bottom())
        if first < 0:
            return
        if last < 0:
            last = self.model().rowCount() - 1
        painter.setFont(self.font())
        rows, places = self.rows, self._places(around)
        left, width = -self.horizontalHeader().offset(), self.horizontalHeader().length()
        current = self.selectionModel().selectedRows()
        chosen = current[0].row() if current else -1
        top, height = self.rowViewportPosition(first), self.rowHeight(first)
        for row in range(first, last + 1):
            rows.paint(painter, row, QRect(left, top, width, height), places, row == chosen)
            top += height

    def _places(self, around: QRect) -> list[Place]:
        """The columns that are to be painted."""
        out = []
        for column in range(self.model().columnCount()):
            left, width = self.columnViewportPosition(column) + PADDING, self.columnWidth(column) - 2 * PADDING
            if width > 0 and left <= around.right() and left + width >= around.left():
                out.append((column, left, width))
        return out

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._rows = None
        super().changeEvent(event)

    def _fit(self) -> None:
        self._rows = None
        if self.verticalHeader().defaultSectionSize() == self._theme.px(ROW) and self._fitted:
            return  # other colours alone leave the widths as the user set them
        self._fitted = True
        self.verticalHeader().setDefaultSectionSize(self._theme.px(ROW))
        for number, width in enumerate(self._widths):
            self.setColumnWidth(number, self._theme.px(width))

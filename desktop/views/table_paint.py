"""What of a table's rows does not change from one frame to the next: their texts shortened and laid out, colours.

A frame of a scrolling table asks for the same words again and again; shortening and shaping them took most of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStaticText, QTransform

from desktop.models.sides import LEFT
from desktop.theme.tokens import Colours

PADDING = 11
KEPT = 3_000  # texts laid out: some ten screenfuls
_RIGHT = int(Qt.AlignmentFlag.AlignRight)

Piece = tuple[QStaticText, float, float]  # a text laid out, its width and its height
Place = tuple[int, int, int]  # number, left edge and width of the text of a column


class RowPainter:
    """Paints rows of one font; whatever changes font or colours makes a new one. `texts` gives a row's cells."""

    def __init__(self, model: QAbstractItemModel, font: QFont, colours: Colours) -> None:
        self._model, self._font, self._metrics = model, font, QFontMetrics(font)
        self._text, self._line = QColor(colours.text), QColor(colours.line)
        self._wash = QColor(colours.primary_wash_strong)
        self._pieces: dict[tuple[str, int], Piece] = {}
        self.laid_out = 0  # texts so far
        columns = range(model.columnCount())
        self._right = [self._side(column) & _RIGHT for column in columns]
        self.texts: Callable[[int], tuple[str, ...]] = getattr(model, "texts", None) or self._asked

    def paint(self, painter: QPainter, row: int, rect: QRect, places: list[Place], chosen: bool) -> None:
        """One row, as wide as `rect`: text shortened in the middle, as the model aligns it, a line below."""
        if chosen:
            painter.fillRect(rect, self._wash)
        painter.setPen(self._line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(self._text)
        texts, top, height = self.texts(row), rect.top(), rect.height()
        for column, left, room in places:
            words = texts[column]
            if not words:
                continue
            laid, width, high = self._pieces.get((words, room)) or self._lay_out(words, room)
            x = left + room - width if self._right[column] else left
            painter.drawStaticText(QPointF(x, top + (height - high) / 2), laid)

    def _lay_out(self, words: str, room: int) -> Piece:
        if len(self._pieces) >= KEPT:
            self._pieces.clear()
        self.laid_out += 1
        one_line = words.replace("\n", " ")
        laid = QStaticText(self._metrics.elidedText(one_line, Qt.TextElideMode.ElideMiddle, room))
        laid.setTextFormat(Qt.TextFormat.PlainText)
        laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        laid.prepare(QTransform(), self._font)
        size = laid.size()
        made = self._pieces[words, room] = (laid, size.width(), size.height())
        return made

    def _side(self, column: int) -> int:
        index = self._model.index(0, column)
        side = index.data(Qt.ItemDataRole.TextAlignmentRole) if index.isValid() else None
        if side is None:
            horizontal = Qt.Orientation.Horizontal
            side = self._model.headerData(column, horizontal, Qt.ItemDataRole.TextAlignmentRole)
        return LEFT if side is None else int(side)

    def _asked(self, row: int) -> tuple[str, ...]:
        """Cells of a model that knows no better way."""
        model = self._model
        return tuple(model.index(row, column).data() or "" for column in range(model.columnCount()))

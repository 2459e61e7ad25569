"""The document as text: blocks and tables, set plainly, with the quote marked. Never HTML, no links."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import (
    QBrush,
    QFont,
    QGuiApplication,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from desktop.views.source_view import highlight
from indexer.requests import TextBlock

SLICE_SECONDS = 0.012  # of building, between two moments of the window's own
MAX_CELLS = 1500  # of one table set as a grid; larger ones are set as lines
_NOTES = ("footnote", "endnote", "memo", "caption", "header", "footer", "hidden")


class TextView(QTextBrowser):
    """Shows `TextBlock`s, built in slices so that the window never stops."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(24)
        self.document().setUndoRedoEnabled(False)
        self._blocks: Sequence[TextBlock] = ()
        self._next = 0
        self._first_mark: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._build)
        self.zoom_percent = 100

    def loadResource(self, type: int, name: QUrl | str) -> object:
        """Nothing is ever loaded from anywhere."""
        return None

    def show_blocks(self, blocks: Sequence[TextBlock]) -> None:
        """Begin to set the blocks; the mark is scrolled to as soon as it is there."""
        self.clear()
        self._blocks, self._next, self._first_mark = blocks, 0, None
        self._build()
        if self._next < len(self._blocks):
            self._timer.start()

    @property
    def complete(self) -> bool:
        """Whether all blocks are set."""
        return self._next >= len(self._blocks)

    def find_next(self, words: str, backward: bool = False) -> bool:
        """Select the next place of the words, from the other end when there is none; False where there is none."""
        if not words:
            return False
        while not self.complete:
            self._build()
        flags = QTextDocument.FindFlag.FindBackward if backward else QTextDocument.FindFlag(0)
        if self.find(words, flags):
            return True
        kept = self.textCursor()
        self.moveCursor(QTextCursor.MoveOperation.End if backward else QTextCursor.MoveOperation.Start)
        if self.find(words, flags):
            return True
        self.setTextCursor(kept)
        return False

    def show_mark(self) -> bool:
        """Scroll to the first mark; False where there is none."""
        if self._first_mark is None:
            return False
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._first_mark)
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(cursor).top() - self.viewport().height() // 3)
        return True

    def set_zoom_percent(self, percent: int) -> None:
        """Scale of the text; what was set is set again."""
        if percent != self.zoom_percent:
            self.zoom_percent = percent
            self.show_blocks(self._blocks)

    # ---- building

    def _build(self) -> None:
        end = time.monotonic() + SLICE_SECONDS
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        had_mark = self._first_mark is not None
        while self._next < len(self._blocks):
            self._set(cursor, self._blocks[self._next], self._next == 0)
            self._next += 1
            if time.monotonic() > end:
                break
        cursor.endEditBlock()
        if self.complete:
            self._timer.stop()
        if not had_mark and self._first_mark is not None:
            QTimer.singleShot(0, self.show_mark)

    def _set(self, cursor: QTextCursor, block: TextBlock, first: bool) -> None:
        if block.rows and 0 < len(block.rows) * max(map(len, block.rows)) <= MAX_CELLS:
            self._table(cursor, block)
            return
        shape = QTextBlockFormat()
        shape.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        shape.setBottomMargin(4)
        if block.kind == "heading":
            shape.setTopMargin(12)
        if block.kind == "list_item":
            shape.setLeftMargin(16 * min(block.level or 1, 6))
        if first:
            cursor.setBlockFormat(shape)
        else:
            cursor.insertBlock(shape)
        plain = self._format(block)
        if block.marker:
            cursor.insertText(block.marker + " ", plain)
        self._marked(cursor, block.text, block.marked, plain)

    def _format(self, block: TextBlock) -> QTextCharFormat:
        plain = QTextCharFormat()
        size = 14.0
        if block.kind == "heading":
            plain.setFontWeight(QFont.Weight.DemiBold)
            size = {1: 20.0, 2: 17.0}.get(block.level or 1, 15.0)
        elif block.kind in _NOTES:
            size = 13.0
        plain.setProperty(QTextCharFormat.Property.FontPixelSize, round(size * self.zoom_percent / 100))
        plain.setForeground(QBrush(QGuiApplication.palette().color(QPalette.ColorRole.Text)))
        return plain

    def _marked(
        self, cursor: QTextCursor, text: str, spans: Sequence[tuple[int, int]], plain: QTextCharFormat
    ) -> None:
        """Insert the text, the spans on the wash with the edge as underline."""
        at = 0
        for start, end in spans:
            cursor.insertText(text[at:start], plain)
            washed = QTextCharFormat(plain)
            washed.setBackground(QBrush(highlight.WASH))
            washed.setForeground(QBrush(highlight.INK))
            washed.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            washed.setUnderlineColor(highlight.EDGE)
            if self._first_mark is None:
                self._first_mark = cursor.position()
            cursor.insertText(text[start:end], washed)
            at = end
        cursor.insertText(text[at:], plain)

    def _table(self, cursor: QTextCursor, block: TextBlock) -> None:
        columns = max(map(len, block.rows))
        shape = QTextTableFormat()
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorder(1)
        shape.setCellSpacing(0)
        shape.setBorderBrush(QBrush(QGuiApplication.palette().color(QPalette.ColorRole.Mid)))
        shape.setCellPadding(4)
        shape.setTopMargin(6)
        shape.setBottomMargin(8)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 98))
        table = cursor.insertTable(len(block.rows), columns, shape)
        plain = self._format(block)
        at = 0
        for row_index, row in enumerate(block.rows):
            for column, cell in enumerate(row):
                found = block.text.find(cell, at) if cell else -1
                spans: list[tuple[int, int]] = []
                if found >= 0:
                    at = found + len(cell)
                    spans = [
                        (max(start - found, 0), min(end - found, len(cell)))
                        for start, end in block.marked
                        if start < at and found < end
                    ]
                self._marked(table.cellAt(row_index, column).firstCursorPosition(), cell, spans, plain)
        cursor.movePosition(QTextCursor.MoveOperation.End)

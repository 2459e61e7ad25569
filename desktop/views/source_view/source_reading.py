"""How a document is read: as pages or as text, searched, enlarged; and what is said where neither is there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.views.source_view.blank_page import BlankPage
from desktop.views.source_view.page_canvas import PageCanvas
from desktop.views.source_view.page_strip import PageStrip
from desktop.views.source_view.text_view import TextView
from desktop.views.source_view.toolbars import BottomBar, FindBar, Strings, TopBar
from indexer.requests import SourceOpened


class SourceReading(QWidget):
    """The parts of the view. `_source`: the document; who inherits opens it and shows its places."""

    def __init__(self, strings: Strings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strings = strings
        self._source: SourceOpened | None = None
        self._text_stale = True
        self._build()

    @property
    def source(self) -> SourceOpened | None:
        """The document as it was opened; None before that and after a failure."""
        return self._source

    @property
    def text_mode(self) -> bool:
        return self._stack.currentWidget() is self.text

    def _build(self) -> None:
        strings = self._strings
        self.setAccessibleName(strings("source.name"))
        self.top = TopBar(strings)
        self.find_bar = FindBar(strings)
        self.find_bar.hide()
        self.bottom = BottomBar(strings)
        self.canvas = PageCanvas(
            lambda page: strings("source.page_loading", page=page),
            lambda page: strings("source.page_failed", page=page),
        )
        self.text = TextView()
        self.canvas.setAccessibleName(strings("source.pages"))
        self.text.setAccessibleName(strings("source.text"))
        self._blank = BlankPage(strings)
        self.state, self.retry = self._blank.state, self._blank.retry
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "secondary")
        self.note.setContentsMargins(16, 4, 16, 8)
        self.note.hide()
        self.strip = PageStrip(strings)
        self._stack = QStackedWidget()
        for widget in (self._blank, self.canvas, self.text):
            self._stack.addWidget(widget)
        line = QFrame()
        line.setProperty("role", "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.top, self.note, self.find_bar):
            column.addWidget(part)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.strip)
        middle.addWidget(self._stack, 1)
        column.addLayout(middle, 1)
        column.addWidget(line)
        column.addWidget(self.bottom)

    # ---- pages at the side, and text

    def _show_strip(self) -> None:
        """The small pages, where they are wanted and the document has more than one."""
        source = self._source
        paged = source is not None and source.form != "text" and source.pages > 1
        self.strip.setVisible(paged and not self.text_mode and self.bottom.strip.isChecked())
        self.bottom.strip.setVisible(paged and not self.text_mode)
        if self.strip.isVisible():
            self.strip.follow(self.canvas.page)

    def set_text_mode(self, on: bool) -> None:
        """Text or pages. A document without pages stays text."""
        source = self._source
        if source is None or source.form == "text":
            return
        self.top.set_text_mode(on, possible=bool(source.text))
        if on:
            self._show_text()
        else:
            self.find_bar.hide()
            self._stack.setCurrentWidget(self.canvas)
            self.canvas.setFocus()
        self._show_strip()
        self._zoomed(self.canvas.zoom)

    def _show_text(self) -> None:
        if self._source is not None and self._text_stale:
            self.text.show_blocks(self._source.text)
            self._text_stale = False
        self._stack.setCurrentWidget(self.text)
        self._zoomed(self.canvas.zoom)

    def _show_find(self) -> None:
        if self._source is None or not self._source.text:
            return
        if not self.text_mode:
            self.set_text_mode(True)
        self.find_bar.show()
        self.find_bar.words.setFocus()
        self.find_bar.words.selectAll()

    def _find(self, words: str, backward: bool) -> None:
        found = self.text.find_next(words, backward)
        self.find_bar.said.setText("" if found or not words else self._strings("source.find_none"))

    def _close_find(self) -> None:
        self.find_bar.hide()
        self.text.setFocus()

    # ---- zoom

    def _zoom(self, step: int) -> None:
        if self.text_mode:
            percent = 100 if step == 0 else max(70, min(200, self.text.zoom_percent + 10 * step))
            self.text.set_zoom_percent(percent)
            self._zoomed(self.canvas.zoom)
        elif step:
            self.canvas.zoom_step(step)
        else:
            self.canvas.set_zoom(1.0)

    def _zoomed(self, zoom: float) -> None:
        if self.text_mode:
            self.bottom.set_zoom(self.text.zoom_percent, fit=False)
        else:
            self.bottom.set_zoom(round(zoom * 100), self.canvas.fit_width)
        self.bottom.fit.setEnabled(self._source is not None and not self.text_mode)

    # ---- saying

    def _say_state(self, text: str, retry: bool = False) -> None:
        self._blank.say(text, retry)
        self._stack.setCurrentIndex(0)

    def _say_note(self, *sentences: str) -> None:
        text = " ".join(filter(None, sentences))
        self.note.setText(text)
        self.note.setVisible(bool(text))

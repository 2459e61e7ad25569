"""The bars around the page: what is shown above it, what can be done below it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIntValidator, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.flow import FlowLayout


class Strings(Protocol):
    """Sentences by name (`desktop.strings.Strings`)."""

    def __call__(self, name: str, /, **values: object) -> str: ...


def button(text: str, tip: str = "", checkable: bool = False, kind: str = "quiet") -> QPushButton:
    """A quiet button; its accessible name is its tip where its text is a sign."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setCheckable(checkable)
    made.setToolTip(tip)
    made.setAccessibleName(tip or text)
    made.setAutoDefault(False)
    return made


class Elided(QLabel):
    """One line that is cut in the middle when it has no room; the whole of it is in the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_whole(self, text: str) -> None:
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._cut()

    @property
    def whole(self) -> str:
        return self._whole

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = max(self.width() - 4, 20)
        self.setText(QFontMetrics(self.font()).elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room))


class TopBar(QWidget):
    """Title, page number, the way to the text, and the way out. page_asked(page), text_asked(on), close_asked()."""

    page_asked = Signal(int)
    text_asked = Signal(bool)
    close_asked = Signal()

    def __init__(self, strings: Strings) -> None:
        super().__init__()
        self._strings = strings
        self.title = Elided()
        self.title.setProperty("role", "strong")
        self.page = QLineEdit()
        self.page.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page.setFixedWidth(56)
        self.page.setAccessibleName(strings("source.page"))
        self.page.setToolTip(strings("source.page"))
        self.page.editingFinished.connect(self._entered)
        self.of_pages = QLabel()
        self.of_pages.setProperty("role", "secondary")
        self.text = button("", kind="chip")
        self._text_mode = False
        self.text.clicked.connect(lambda: self.text_asked.emit(not self._text_mode))
        self.close_button = button("✕", strings("source.close"))
        self.close_button.clicked.connect(self.close_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(8)
        for widget in (self.page, self.of_pages, self.text, self.close_button):
            row.addWidget(widget)
        row.insertWidget(0, self.title, 1)
        self._pages = 0
        self._shown = 1
        self.set_pages(0)
        self.set_text_mode(False, possible=False)

    def set_pages(self, pages: int) -> None:
        """How many pages there are; 0 where the document has none to show."""
        self._pages = pages
        self.page.setVisible(pages > 0)
        self.of_pages.setVisible(pages > 0)
        self.of_pages.setText(self._strings("source.of_pages", count=f"{pages:,}"))
        self.page.setValidator(QIntValidator(1, max(pages, 1), self.page))

    def set_page(self, page: int) -> None:
        self._shown = page
        self.page.setText(str(page))

    def set_text_mode(self, on: bool, possible: bool = True) -> None:
        """Show which of the two ways is on, without asking for it again."""
        self._text_mode = on
        name = "source.pages" if on else "source.text"
        self.text.setText(self._strings(name))
        self.text.setToolTip(self._strings(name + "_tip"))
        self.text.setAccessibleName(self._strings(name + "_tip"))
        self.text.setVisible(possible)

    def _entered(self) -> None:
        text = self.page.text()
        if text.isdigit() and 1 <= int(text) <= self._pages:
            if int(text) != self._shown:
                self.page_asked.emit(int(text))
        else:
            self.page.setText(str(self._shown))


class FindBar(QWidget):
    """Find words in the text. find_asked(words, backward), closed()."""

    find_asked = Signal(str, bool)
    closed = Signal()

    def __init__(self, strings: Strings) -> None:
        super().__init__()
        self.words = QLineEdit()
        self.words.setPlaceholderText(strings("source.find_hint"))
        self.words.setAccessibleName(strings("source.find_hint"))
        self.words.setClearButtonEnabled(True)
        self.said = QLabel()
        self.said.setProperty("role", "small")
        previous, following = button(strings("source.find_previous")), button(strings("source.find_next"))
        close = button("✕", strings("source.close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        for widget in (self.said, previous, following, close):
            row.addWidget(widget)
        self.words.returnPressed.connect(lambda: self.find_asked.emit(self.words.text(), False))
        following.clicked.connect(lambda: self.find_asked.emit(self.words.text(), False))
        previous.clicked.connect(lambda: self.find_asked.emit(self.words.text(), True))
        close.clicked.connect(self.closed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


class BottomBar(QWidget):
    """Evidence before and after, zoom, and what to do with the file. Every button is a signal of its own."""

    previous_asked = Signal()
    next_asked = Signal()
    find_asked = Signal()
    zoom_asked = Signal(int)  # -1 smaller, 0 actual size, +1 larger
    fit_asked = Signal()
    open_asked = Signal()
    folder_asked = Signal()
    copy_asked = Signal()

    def __init__(self, strings: Strings) -> None:
        super().__init__()
        self._strings = strings
        self.previous, self.next = button("‹ " + strings("source.previous")), button(strings("source.next") + " ›")
        self.which = QLabel()
        self.which.setProperty("role", "small")
        self.strip = button(strings("source.strip"), strings("source.strip_tip"), checkable=True, kind="chip")
        self.search = button(strings("source.find"), strings("source.find") + " (Ctrl+F)")
        self.smaller, self.larger = button("−", strings("source.zoom_out")), button("+", strings("source.zoom_in"))
        self.actual = button("100%", strings("source.zoom_reset"))
        self.fit = button(strings("source.fit"), checkable=True, kind="chip")
        self.open = button(strings("source.open"), kind="")
        self.folder = button(strings("source.folder"), kind="")
        self.copy = button(strings("source.copy"), kind="")
        self.said = Elided()
        self.said.setProperty("role", "small")
        upper, below = QWidget(), QHBoxLayout()
        above = FlowLayout(upper, 4)  # in a narrow pane the second group goes below the first
        for group in (
            (self.previous, self.which, self.next),
            (self.strip, self.search, self.smaller, self.actual, self.larger, self.fit),
        ):
            together = QWidget()
            row = QHBoxLayout(together)
            row.setContentsMargins(0, 0, 12, 0)
            row.setSpacing(4)
            for widget in group:
                row.addWidget(widget)
            above.addWidget(together)
        for widget in (self.open, self.folder, self.copy):
            below.addWidget(widget)
        below.addWidget(self.said, 1)
        below.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addWidget(upper)
        column.addLayout(below)
        for source, signal in (
            (self.previous, self.previous_asked), (self.next, self.next_asked), (self.search, self.find_asked),
            (self.fit, self.fit_asked), (self.open, self.open_asked), (self.folder, self.folder_asked),
            (self.copy, self.copy_asked),
        ):  # fmt: skip
            source.clicked.connect(lambda _=False, s=signal: s.emit())
        for zoomer, step in ((self.smaller, -1), (self.actual, 0), (self.larger, 1)):
            zoomer.clicked.connect(lambda _=False, s=step: self.zoom_asked.emit(s))

    def set_zoom(self, percent: int, fit: bool) -> None:
        self.actual.setText(self._strings("source.zoom", percent=percent))
        self.fit.setChecked(fit)

    def set_places(self, number: int, count: int) -> None:
        """Place `number` (from 1) of `count`; no more than one leaves nothing to go to."""
        self.previous.setEnabled(count > 1)
        self.next.setEnabled(count > 1)
        self.which.setVisible(count > 1)
        self.which.setText(self._strings("source.which", number=number, count=count))

    def set_program(self, hangul: bool) -> None:
        self.open.setText(self._strings("source.open_hwp" if hangul else "source.open"))

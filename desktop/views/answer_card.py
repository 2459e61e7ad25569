"""One question and its answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from desktop.presenters.ask import AskPresenter
from desktop.presenters.turns import Turn
from desktop.strings import Strings
from desktop.theme.theme import Theme
from desktop.views.answer_table import BREAK
from desktop.views.answer_text import mark, rich
from desktop.views.widgets import Button, CitationButton, frame, label

SOURCES = 20  # listed under an answer; every one opens by its number in the text


class AnswerLabel(QLabel):
    """The answer's text; what is selected and copied of it goes through `marked` (인공지능기본법 제31조)."""

    def __init__(self, marked: Callable[[str], str], copy: str) -> None:
        super().__init__()
        self._marked = marked
        self._copy = copy
        self._inside = False  # the press was on what is selected

    def copy_selection(self) -> None:
        if self.hasSelectedText():
            text = self.selectedText().replace("\u2029", "\n").replace(BREAK, "")  # Qt's paragraph separator
            QGuiApplication.clipboard().setText(self._marked(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(self._copy, self.copy_selection).setEnabled(self.hasSelectedText())
        menu.exec(event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # Dragging a selection away would take it along without its mark: a drag only selects.
        if not (event.buttons() & Qt.MouseButton.LeftButton and self.hasSelectedText() and self._inside):
            super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._inside = self.hasSelectedText()
        super().mousePressEvent(event)
        self._inside = self._inside and self.hasSelectedText()


class AnswerCard(QFrame):
    """Shows a Turn. opened(CitationEvent), retried(Turn), copied(Turn), export_wanted(Turn)."""

    opened = Signal(object)
    retried = Signal(object)
    copied = Signal(object)
    export_wanted = Signal(object)

    def __init__(self, turn: Turn, presenter: AskPresenter, theme: Theme, strings: Strings) -> None:
        super().__init__()
        self.turn = turn
        self._presenter, self._theme, self._strings = presenter, theme, strings
        self._shown_citations = self._shown_checks = -1
        question = frame("question")
        asked = label(turn.question, "strong", wrap=True)
        asked.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        asked.setAccessibleName(strings("ask.question_name", text=turn.question))
        row = QHBoxLayout(question)
        row.setContentsMargins(16, 12, 16, 12)
        row.addWidget(asked)

        self._steps = label("", "small", wrap=True)
        self._stage = label("", "secondary", wrap=True)
        self._text = AnswerLabel(lambda part: presenter.words.marked(self.turn, part), strings("ask.copy"))
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setWordWrap(True)
        self._text.setOpenExternalLinks(False)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._text.linkActivated.connect(self._link)
        self._fault = label("", wrap=True, tone="danger")
        self._warnings = label("", "secondary", wrap=True, tone="warning")
        self._sources = QWidget()
        self._coverage = label("", "small", wrap=True)
        self._notices = label("", "small", wrap=True)
        self._copy = Button(theme, strings("ask.copy"), "copy", "quiet", strings("ask.copy_tip"),
                            lambda: self.copied.emit(self.turn))  # fmt: skip
        self._export = Button(theme, strings("ask.export"), "download", "quiet", strings("ask.export_tip"),
                              lambda: self.export_wanted.emit(self.turn))  # fmt: skip
        self._retry = Button(theme, strings("ask.retry"), "rotate-ccw", "quiet", strings("ask.retry_tip"),
                             lambda: self.retried.emit(self.turn))  # fmt: skip
        actions = QHBoxLayout()
        actions.setSpacing(4)
        actions.addWidget(self._copy)
        actions.addWidget(self._export)
        actions.addWidget(self._retry)
        actions.addStretch(1)

        body = frame("card")
        inner = self._inner = QVBoxLayout(body)
        inner.setContentsMargins(16, 16, 16, 12)
        inner.setSpacing(8)
        for widget in (self._steps, self._stage, self._text, self._fault, self._warnings, self._sources,
                       self._coverage, self._notices):  # fmt: skip
            inner.addWidget(widget)
        inner.addLayout(actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(question)
        column.addWidget(body)
        theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the turn as it is now.

        Whatever is shown makes Qt lay out all that is around it up to the window, at once: the end of an answer took
        60 ms. While the card's own layout rests nothing is passed on; then all is laid out together.
        """
        self._inner.setEnabled(False)
        try:
            self._show_turn()
        finally:
            self._inner.setEnabled(True)

    def _show_turn(self) -> None:
        turn = self.turn
        self._say(self._steps, "\n".join(f"{n}. {step}" for n, step in enumerate(turn.steps, 1)))
        self._say(self._stage, turn.stage if turn.running else "")
        shown = rich(turn, self._theme.colours, self._strings) if turn.text or turn.tables else ""
        self._say(self._text, shown)
        self._text.setAccessibleName(turn.text)
        self._say(self._fault, self._fault_text())
        if len(turn.citations) != self._shown_citations:
            self._shown_citations = len(turn.citations)
            self._build_sources()
        self._say(self._warnings, self._warning_text())
        over = not turn.running
        self._say(self._coverage, self._presenter.words.coverage_line(turn) if over and turn.answered_by else "")
        self._say(self._notices, "\n".join(self._presenter.words.notices(turn)) if over else "")
        self._copy.setVisible(over and bool(turn.text))
        self._export.setVisible(over and bool(turn.answered_by))
        self._retry.setVisible(over and turn.request is not None)

    @property
    def answer_html(self) -> str:
        """What the answer's label is given: for tests of what is never rendered."""
        return self._text.text()

    def _say(self, where: QLabel, text: str) -> None:
        if where.text() != text:
            where.setText(text)
        where.setVisible(bool(text))

    def _fault_text(self) -> str:
        turn = self.turn
        if turn.stopped:
            return self._strings("ask.stopped")
        return turn.fault.whole if turn.fault else ""

    def _warning_text(self) -> str:
        lines = []
        for check in self.turn.checks:
            if check.verdict != "supported":
                why = check.detail or self._strings(f"ask.verdict_why.{check.verdict}")
                if self.turn.tables:  # the sentence is not in the text: it names file and column
                    why = f"{check.sentence} · {why}"
                lines.append(f"{mark(check, self._strings)}: {why}")
        return "\n".join(dict.fromkeys(lines))

    def _build_sources(self) -> None:
        made = QWidget()  # a new one, full before it is shown: lines put into the shown one are shown one by one
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for citation in self.turn.citations[:SOURCES]:
            button = CitationButton(f"[{citation.number}]  {self._presenter.words.source_line(citation)}")
            path = " › ".join(citation.heading_path)
            button.setToolTip("\n".join(p for p in (citation.path, path, f"“{citation.quote}”") if p))
            button.clicked.connect(lambda _checked=False, c=citation: self.opened.emit(c))
            lines.addWidget(button)
        more = len(self.turn.citations) - SOURCES
        if more > 0:
            lines.addWidget(label(self._strings("ask.sources_more", n=more), "small", wrap=True))
        made.setVisible(False)
        self._inner.replaceWidget(self._sources, made)
        self._sources.hide()
        self._sources.deleteLater()
        self._sources = made
        made.setVisible(bool(self.turn.citations))

    def _link(self, link: str) -> None:
        kind, _, number = link.partition(":")
        if kind == "cite" and number.isdigit() and (citation := self.turn.citation(int(number))):
            self.opened.emit(citation)

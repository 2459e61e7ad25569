"""The questions and answers of one conversation, one card each, the latest at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.presenters.ask import AskPresenter
from desktop.presenters.turns import Turn
from desktop.views.context import Context
from desktop.views.next_questions import NextQuestions

if TYPE_CHECKING:
    from desktop.views.answer_card import AnswerCard


class ConversationView(QScrollArea):
    """opened(CitationEvent), export_wanted(Turn), asked(str): a suggestion, said(str), filled(): a first card."""

    opened = Signal(object)
    export_wanted = Signal(object)
    asked = Signal(str)
    said = Signal(str)
    filled = Signal()

    def __init__(self, context: Context, presenter: AskPresenter) -> None:
        super().__init__()
        self._context, self._presenter = context, presenter
        self.cards: list[AnswerCard] = []
        self.next = NextQuestions(context)
        self.next.asked.connect(self.asked)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 16, 16)
        self._column.setSpacing(24)
        self._column.addWidget(self.next)
        self._column.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._column)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        # The scroll bar has its place right of the text, so that cards, head and box end on one line.
        self.verticalScrollBar().rangeChanged.connect(
            lambda _low, high: self._column.setContentsMargins(0, 0, 4 if high else 16, 16)
        )
        presenter.turn_added.connect(self._added)
        presenter.turn_changed.connect(self._changed)
        presenter.suggested.connect(self._suggested)
        presenter.cleared.connect(self._cleared)

    def _added(self, turn: Turn) -> None:
        from desktop.views.answer_card import AnswerCard  # not before the first frame

        card = AnswerCard(turn, self._presenter, self._context.theme, self._context.strings)
        card.opened.connect(self.opened)
        card.retried.connect(self._presenter.retry)
        card.copied.connect(self._copy)
        card.export_wanted.connect(self.export_wanted)
        self.next.show_questions(())
        self.cards.append(card)
        self._column.insertWidget(self._column.count() - 2, card)
        if len(self.cards) == 1:
            self.filled.emit()
        if turn.running:  # a conversation that is opened again is read from its beginning
            QTimer.singleShot(0, self, lambda: self._to_end(True))

    def _changed(self, turn: Turn) -> None:
        at_end = self._at_end()
        for card in reversed(self.cards):
            if card.turn is turn:
                card.refresh()
                break
        if at_end:
            QTimer.singleShot(0, self, lambda: self._to_end(False))

    def _suggested(self, turn: Turn, questions: tuple[str, ...]) -> None:
        """Under the last answer only: what follows an earlier one was asked already, or not wanted."""
        if self.cards and self.cards[-1].turn is turn and not self._presenter.running:
            at_end = self._at_end()
            self.next.show_questions(questions)
            if at_end:
                QTimer.singleShot(0, self, lambda: self._to_end(False))

    def _cleared(self) -> None:
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards.clear()
        self.next.show_questions(())

    def _copy(self, turn: Turn) -> None:
        QGuiApplication.clipboard().setText(self._presenter.words.copy_text(turn))
        self.said.emit(self._context.strings("ask.copied"))

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 48

    def _to_end(self, top_of_last: bool) -> None:
        bar = self.verticalScrollBar()
        if top_of_last and self.cards:
            self.ensureWidgetVisible(self.cards[-1], 0, 16)
        bar.setValue(bar.maximum())

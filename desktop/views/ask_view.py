"""묻기: questions and answers, and the box to write the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop import formats
from desktop.presenters.ask import AskPresenter
from desktop.presenters.history import HistoryPresenter
from desktop.presenters.library import LibraryPresenter
from desktop.presenters.turns import Turn
from desktop.theme.tokens import BODY, LINE_HANGUL
from desktop.views import saving
from desktop.views.context import Context
from desktop.views.history_side import HistorySide
from desktop.views.question_box import QuestionBox
from desktop.views.task_menu import TaskMenu
from desktop.views.widgets import Button, EmptyState, label

if TYPE_CHECKING:
    from desktop.views.answer_card import AnswerCard
    from desktop.views.first_run import FirstRun


class AskView(QWidget):
    """source_opened(CitationEvent), connect_wanted(), said(str): a line for the status bar."""

    source_opened = Signal(object)
    connect_wanted = Signal()
    said = Signal(str)

    def __init__(
        self, context: Context, presenter: AskPresenter, library: LibraryPresenter, history: HistoryPresenter
    ) -> None:
        super().__init__()
        self._context, self._presenter, self._library = context, presenter, library
        strings, theme = context.strings, context.theme
        self.setProperty("role", "screen")
        self.cards: list[AnswerCard] = []
        self.box = QuestionBox(theme, strings)
        self._new = Button(theme, strings("ask.new"), "plus", "quiet", strings("ask.new_tip"), presenter.clear)
        self._all = Button(theme, strings("ask.export_all"), "download", "quiet", strings("ask.export_all_tip"),
                           lambda: self._export(presenter.turns))  # fmt: skip
        self.tasks = TaskMenu(self, strings, lambda: presenter.scope)
        self._middle = QWidget()
        self.side = HistorySide(self, context, history, self._middle)
        head = QHBoxLayout()
        head.addWidget(self.side.button)
        head.addWidget(label(strings("ask.title"), "title"))
        head.addStretch(1)
        head.addWidget(self._all)
        head.addWidget(self._new)

        self.first: FirstRun | None = None
        self._ready = EmptyState(theme, "message-square-text", strings("ask.empty_title"), strings("ask.empty_text"))
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 16, 16)
        self._column.setSpacing(24)
        self._column.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._column)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        self._stack = QStackedWidget()
        for page in (self._ready, self._scroll):
            self._stack.addWidget(page)

        column = QVBoxLayout(self._middle)
        column.setContentsMargins(24, 20, 8, 16)
        column.setSpacing(16)
        # The scroll bar has its place right of the text, so that cards, head and box end on one line.
        head.setContentsMargins(0, 0, 16, 0)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 16, 0)
        below.addWidget(self.box)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addLayout(below)
        self._scroll.verticalScrollBar().rangeChanged.connect(
            lambda _low, high: self._column.setContentsMargins(0, 0, 4 if high else 16, 16)
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.side.holder)
        row.addStretch(1)
        row.addWidget(self._middle, 1000)
        row.addStretch(1)

        self.box.sent.connect(self._ask)
        self.box.stopped.connect(presenter.stop)
        self.box.scope_pressed.connect(self._choose_scope)
        self.box.deep_changed.connect(lambda on: setattr(presenter, "deep", on))
        self.box.tasks_pressed.connect(self._show_tasks)
        self.tasks.wanted.connect(self._work)
        presenter.exported.connect(lambda path: self.said.emit(strings("ask.exported", name=formats.name(path))))
        presenter.not_exported.connect(lambda told: self.said.emit(told.whole))
        presenter.turn_added.connect(self._added)
        presenter.turn_changed.connect(self._changed)
        presenter.turn_finished.connect(self._finished)
        presenter.running_changed.connect(self.box.set_running)
        presenter.cleared.connect(self._cleared)
        library.sources_changed.connect(lambda _sources: self._choose_page())
        theme.changed.connect(self._fit)
        self._choose_page()
        self._fit()

    def focus(self) -> None:
        self.box.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def shown(self) -> None:
        """It came to the front and the engine is there."""
        self.side.presenter.refresh()

    def make_ahead(self) -> None:
        """What the first frame did without."""
        self.side.make()

    def release(self) -> None:
        """The window is closing."""
        if self.first is not None:
            self.first.release()

    def ask(self, question: str) -> None:
        self._ask(question)

    def set_scope(self, path: str | None) -> None:
        """Ask only of this folder or file; None: of everything."""
        self._presenter.scope = (path,) if path else ()
        strings = self._context.strings
        self.box.set_scope(formats.name(path) if path else strings("ask.scope_all"))
        self.box.scope.setToolTip(path or strings("ask.scope_tip"))

    # ---- inside

    def _ask(self, question: str) -> None:
        if self._presenter.ask(question) is None and self._presenter.running:
            self.said.emit(self._context.strings("ask.still_running"))

    def _added(self, turn: Turn) -> None:
        from desktop.views.answer_card import AnswerCard  # not before the first frame

        card = AnswerCard(turn, self._presenter, self._context.theme, self._context.strings)
        card.opened.connect(self.source_opened)
        card.retried.connect(self._presenter.retry)
        card.copied.connect(self._copy)
        card.export_wanted.connect(lambda turn: self._export([turn]))
        self.cards.append(card)
        self._column.insertWidget(self._column.count() - 1, card)
        self._choose_page()
        if turn.running:  # a conversation that is opened again is read from its beginning
            QTimer.singleShot(0, self._scroll, lambda: self._to_end(True))

    def _changed(self, turn: Turn) -> None:
        bar = self._scroll.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 48
        for card in reversed(self.cards):
            if card.turn is turn:
                card.refresh()
                break
        if at_end:
            QTimer.singleShot(0, self._scroll, lambda: self._to_end(False))

    def _finished(self, turn: Turn) -> None:
        strings = self._context.strings
        if turn.fault:
            self.said.emit(turn.fault.message)
        elif turn.stopped:
            self.said.emit(strings("ask.stopped"))
        else:
            self.said.emit(strings("ask.finished"))

    def _cleared(self) -> None:
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards.clear()
        self._choose_page()
        self.focus()

    def _copy(self, turn: Turn) -> None:
        QGuiApplication.clipboard().setText(self._presenter.copy_text(turn))
        self.said.emit(self._context.strings("ask.copied"))

    def _work(self, label: str, task: str, request: object) -> None:
        if self._presenter.start(label, task, request) is None:
            self.said.emit(self._context.strings("ask.still_running"))

    def _show_tasks(self) -> None:
        menu = self.tasks.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.box.tasks.mapToGlobal(self.box.tasks.rect().topLeft()))

    def _export(self, turns: list[Turn]) -> None:
        """Ask where to, then have it written; the ending of the name says in which format."""
        turns = [turn for turn in turns if turn.answered_by]
        if not turns:
            return
        if path := saving.target(self, self._context.strings, turns[0].question):
            self._presenter.export(turns, path)

    def _to_end(self, top_of_last: bool) -> None:
        bar = self._scroll.verticalScrollBar()
        if top_of_last and self.cards:
            self._scroll.ensureWidgetVisible(self.cards[-1], 0, 16)
        bar.setValue(bar.maximum())

    def _choose_page(self) -> None:
        sources = self._library.sources
        if self.cards:
            self._stack.setCurrentWidget(self._scroll)
        elif sources is not None and not sources.rows:
            self._stack.setCurrentWidget(self._first_run())
        else:
            self._stack.setCurrentWidget(self._ready)
        self.side.set_wanted(self._stack.currentWidget() is not self.first or self.first is None)
        self._new.setVisible(bool(self.cards))
        self._all.setVisible(len(self.cards) > 1)

    def _first_run(self) -> FirstRun:
        """Made for a library without sources only: it looks at the user's folders."""
        if self.first is None:
            from desktop.views.first_run import FirstRun

            self.first = FirstRun(self._context)
            self.first.started.connect(self._library.index)
            self.first.connect_wanted.connect(self.connect_wanted)
            self._library.failed.connect(lambda _told: self.first.again() if self.first is not None else None)
            self._stack.addWidget(self.first)
        return self.first

    def _choose_scope(self) -> None:
        strings = self._context.strings
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(strings("ask.scope_all"), lambda: self.set_scope(None))
        menu.addSeparator()
        sources = self._library.sources
        for row in sources.rows if sources else ():
            menu.addAction(formats.name(row.path), lambda p=row.path: self.set_scope(p))
        menu.addSeparator()
        menu.addAction(strings("ask.scope_folder"), self._choose_folder)
        menu.popup(self.box.scope.mapToGlobal(self.box.scope.rect().topLeft()))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self._context.strings("ask.scope_folder"))
        if folder:
            self.set_scope(folder)

    def _fit(self) -> None:
        """Reading text no wider than so many syllables."""
        self.side.arrange()
        self._middle.setMaximumWidth(self._context.theme.px(BODY) * LINE_HANGUL + 2 * 24 + 2 * 16 + 32)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.arrange()

"""묻기: questions and answers, and the box to write the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop import formats
from desktop.presenters.ask import AskPresenter
from desktop.presenters.connections import ConnectionsPresenter
from desktop.presenters.history import HistoryPresenter
from desktop.presenters.library import LibraryPresenter
from desktop.presenters.turns import Turn
from desktop.protocol import requests
from desktop.theme.tokens import BODY, LINE_HANGUL
from desktop.views import saving
from desktop.views.answerer_menu import AnswererMenu
from desktop.views.asking_range import RangeChoice
from desktop.views.context import Context
from desktop.views.conversation_view import ConversationView
from desktop.views.history_side import HistorySide
from desktop.views.question_box import QuestionBox
from desktop.views.task_menu import TaskMenu
from desktop.views.widgets import Button, EmptyState, label

if TYPE_CHECKING:
    from desktop.views.answer_card import AnswerCard
    from desktop.views.first_run import FirstRun
    from desktop.views.preview_page import PreviewPage


class AskView(QWidget):
    """source_opened(CitationEvent), connect_wanted(), said(str): a line for the status bar."""

    source_opened = Signal(object)
    connect_wanted = Signal()
    said = Signal(str)

    def __init__(
        self, context: Context, presenter: AskPresenter, library: LibraryPresenter, history: HistoryPresenter,
        connections: ConnectionsPresenter,
    ) -> None:  # fmt: skip
        super().__init__()
        self._context, self._presenter, self._library = context, presenter, library
        strings, theme = context.strings, context.theme
        self.setProperty("role", "screen")
        self.box = QuestionBox(theme, strings)
        self.range = RangeChoice(self, strings, presenter.range, library, self.box)
        self.answerer = AnswererMenu(self, strings, connections, self.box)
        self._new = Button(theme, strings("ask.new"), "plus", "quiet", strings("ask.new_tip"), presenter.clear)
        self._all = Button(theme, strings("ask.export_all"), "download", "quiet", strings("ask.export_all_tip"),
                           lambda: self._export(presenter.turns))  # fmt: skip
        self.tasks = TaskMenu(self, strings, lambda: presenter.range.paths)
        self.talk = ConversationView(context, presenter)
        self._middle = QWidget()
        self.side = HistorySide(self, context, history, self._middle)
        head = QHBoxLayout()
        head.addWidget(self.side.button)
        head.addWidget(label(strings("ask.title"), "title"))
        head.addStretch(1)
        head.addWidget(self._all)
        head.addWidget(self._new)

        self.first: FirstRun | None = None
        self.preview: PreviewPage | None = None
        self._ready = EmptyState(theme, "message-square-text", strings("ask.empty_title"), strings("ask.empty_text"))
        self._stack = QStackedWidget()
        for page in (self._ready, self.talk):
            self._stack.addWidget(page)
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(24, 20, 8, 16)
        column.setSpacing(16)
        head.setContentsMargins(0, 0, 16, 0)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 16, 0)
        below.addWidget(self.box)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addLayout(below)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.side.holder)
        row.addStretch(1)
        row.addWidget(self._middle, 1000)
        row.addStretch(1)
        self._connect()
        self._choose_page()
        self._fit()

    def _connect(self) -> None:
        strings, presenter = self._context.strings, self._presenter
        self.box.sent.connect(self.ask)
        self.box.previewed.connect(presenter.preview)
        self.box.stopped.connect(presenter.stop)
        self.box.deep_changed.connect(lambda on: setattr(presenter, "deep", on))
        self.box.tasks_pressed.connect(self._show_tasks)
        self.answerer.connect_wanted.connect(self.connect_wanted)
        self.tasks.wanted.connect(self._work)
        self.talk.opened.connect(self.source_opened)
        self.talk.export_wanted.connect(lambda turn: self._export([turn]))
        self.talk.asked.connect(self.ask)
        self.talk.said.connect(self.said)
        self.talk.filled.connect(self._choose_page)
        presenter.previewed.connect(self._show_preview)
        presenter.not_previewed.connect(lambda told: self.said.emit(told.whole))
        presenter.exported.connect(lambda path: self.said.emit(strings("ask.exported", name=formats.name(path))))
        presenter.not_exported.connect(lambda told: self.said.emit(told.whole))
        presenter.turn_added.connect(lambda _turn: self._choose_page())
        presenter.turn_finished.connect(self._finished)
        presenter.running_changed.connect(self.box.set_running)
        presenter.cleared.connect(self._cleared)
        self._library.sources_changed.connect(lambda _sources: self._choose_page())
        self._context.theme.changed.connect(self._fit)

    @property
    def cards(self) -> list[AnswerCard]:
        return self.talk.cards

    def focus(self) -> None:
        self.box.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def shown(self) -> None:
        """It came to the front and the engine is there."""
        self.side.presenter.refresh()
        self._presenter.range.read_facets()

    def make_ahead(self) -> None:
        """What the first frame did without."""
        self.side.make()

    def release(self) -> None:
        """The window is closing."""
        if self.first is not None:
            self.first.release()

    def ask(self, question: str) -> None:
        if self._presenter.ask(question) is None and self._presenter.running:
            self.said.emit(self._context.strings("ask.still_running"))

    def set_scope(self, path: str | None) -> None:
        """Ask only of this folder or file; None: of everything."""
        self._presenter.range.set_paths((path,) if path else ())

    # ---- inside

    def _finished(self, turn: Turn) -> None:
        strings = self._context.strings
        if turn.fault:
            self.said.emit(turn.fault.message)
        elif turn.stopped:
            self.said.emit(strings("ask.stopped"))
        else:
            self.said.emit(strings("ask.finished"))

    def _cleared(self) -> None:
        self._choose_page()
        self.focus()

    def _show_preview(self, question: str, prompt: requests.Prompt) -> None:
        if self.preview is None:
            from desktop.views.preview_page import PreviewPage

            self.preview = PreviewPage(self._context)
            self.preview.sent.connect(self._send_previewed)
            self.preview.closed.connect(self._cleared)
            self._stack.addWidget(self.preview)
        self._stack.setCurrentWidget(self.preview)
        self.box.hide()  # one button that sends
        self.preview.show_prompt(question, prompt)

    def close_preview(self) -> bool:
        """Back from what would be sent; False where it is not shown."""
        shown = self.preview is not None and self._stack.currentWidget() is self.preview
        if shown:
            self._cleared()
        return shown

    def _send_previewed(self, question: str) -> None:
        self.box.edit.clear()
        self._choose_page()
        self.ask(question)

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

    def _choose_page(self) -> None:
        sources = self._library.sources
        self.box.show()
        if self.cards:
            self._stack.setCurrentWidget(self.talk)
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

    def _fit(self) -> None:
        """Reading text no wider than so many syllables."""
        self.side.arrange()
        self._middle.setMaximumWidth(self._context.theme.px(BODY) * LINE_HANGUL + 2 * 24 + 2 * 16 + 32)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.arrange()

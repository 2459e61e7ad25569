"""평가: how well one's own questions are answered, and whether other settings answer them better."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop import formats
from desktop.messages import Told
from desktop.presenters.evaluate import EvaluatePresenter
from desktop.views.context import Context
from desktop.views.question_editor import QuestionEditor
from desktop.views.result_panel import ResultPanel
from desktop.views.run_panel import RunPanel
from desktop.views.states import States
from desktop.views.widgets import Banner, Button, EmptyState, label
from indexer.requests import Evaluated

PARTS = ("questions", "result")


class EvaluateView(QWidget):
    """search_wanted(question): look at it in 찾기."""

    search_wanted = Signal(str)

    def __init__(self, context: Context, presenter: EvaluatePresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._context, self._strings, self.presenter = context, strings, presenter
        self.setProperty("role", "screen")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(strings("evaluate.title"), "title"))
        head.addStretch(1)
        for name, icon, do in (
            ("import", "file-plus", self.choose_file), ("draft", "pencil", presenter.draft),
            ("new", "plus", lambda: presenter.begin(strings("evaluate.new_name"))),
        ):  # fmt: skip
            head.addWidget(
                Button(theme, strings(f"evaluate.{name}"), icon, tip=strings(f"evaluate.{name}_tip"), clicked=do)
            )
        self.banner = Banner(theme, strings("close"))
        # In its place before it is filled: what is put into another is dressed anew, with all that is in it.
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        self.states = States(theme, strings, body, "chart-column")
        self.states.again.connect(presenter.refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(label(strings("evaluate.text"), "secondary", wrap=True))
        column.addWidget(self.banner)
        column.addWidget(self.states, 1)
        self.states.show_loading()
        self.sets = QComboBox()
        self.sets.setAccessibleName(strings("evaluate.sets"))
        self.sets.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.sets.activated.connect(lambda _index: presenter.open(str(self.sets.currentData())))
        self.name = QLineEdit()
        self.name.setAccessibleName(strings("evaluate.name"))
        self.name.setToolTip(strings("evaluate.name"))
        self.name.editingFinished.connect(lambda: presenter.rename(self.name.text()))
        chosen = QHBoxLayout()
        chosen.setSpacing(8)
        chosen.addWidget(self.sets, 1)
        chosen.addWidget(label(strings("evaluate.name"), "secondary"))
        chosen.addWidget(self.name, 1)
        chosen.addWidget(Button(theme, strings("evaluate.export"), "download", "quiet", clicked=self.choose_target))
        chosen.addWidget(Button(theme, strings("evaluate.delete"), "trash-2", "quiet", clicked=presenter.delete))
        chosen.addStretch(1)
        self.run = RunPanel(context)
        self.editor = QuestionEditor(context, presenter)
        self.parts = QStackedWidget()
        self.parts.addWidget(self.editor)
        chips = QHBoxLayout()
        chips.setSpacing(8)
        group = QButtonGroup(self)
        self.chips: dict[str, Button] = {}
        for name in PARTS:
            chip = Button(theme, strings(f"evaluate.{name}"), kind="chip")
            chip.setCheckable(True)
            chip.setChecked(name == "questions")
            chip.clicked.connect(lambda _checked=False, n=name: self.show_part(n))
            group.addButton(chip)
            chips.addWidget(chip)
            self.chips[name] = chip
        chips.addStretch(1)
        inner.addLayout(chosen)
        inner.addWidget(self.run)
        inner.addLayout(chips)
        inner.addWidget(self.parts, 1)

        self.run.run_wanted.connect(presenter.run)
        self.run.stopped.connect(presenter.stop)
        presenter.sets_changed.connect(self._sets)
        presenter.opened.connect(self._opened)
        presenter.rows_changed.connect(self._count)
        presenter.settings_changed.connect(self.run.set_settings)
        presenter.running_changed.connect(self.run.set_running)
        presenter.progress.connect(self.run.set_progress)
        presenter.evaluated.connect(self._evaluated)
        presenter.failed.connect(self._failed)
        presenter.said.connect(lambda sentence: self.banner.say(sentence, "information"))
        presenter.undo_offered.connect(
            lambda sentence, undo: self.banner.say(sentence, "information", strings("undo"), undo)
        )

    @cached_property
    def result(self) -> ResultPanel:
        """Made with the first figures: plots and a table that most visits to the screen do not need."""
        made = ResultPanel(self._context)
        made.question_wanted.connect(self.search_wanted)
        self.parts.addWidget(made)
        return made

    @cached_property
    def _no_result(self) -> EmptyState:
        strings = self._strings
        title, text = strings("evaluate.no_result"), strings("evaluate.no_result_text")
        made = EmptyState(self._context.theme, "chart-column", title, text)
        self.parts.addWidget(made)
        return made

    def shown(self) -> None:
        self.presenter.refresh()

    def focus(self) -> None:
        self.sets.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_part(self, name: str) -> None:
        """The questions, or the figures of the last run."""
        self.chips[name].setChecked(True)
        if name == "questions":
            self.parts.setCurrentWidget(self.editor)
        else:
            self.parts.setCurrentWidget(self.result if self.presenter.result else self._no_result)

    def choose_file(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, self._strings("evaluate.import"), "", self._strings("evaluate.import_filter")
        )
        if path:
            self.presenter.import_file(path)

    def choose_target(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self, self._strings("evaluate.export"), f"{self.presenter.name}.jsonl", "JSON (*.jsonl)"
        )
        if path:
            self.presenter.export(path)

    # ---- inside

    def _sets(self, sets: tuple[tuple[str, int], ...]) -> None:
        with QSignalBlocker(self.sets):
            self.sets.clear()
            for name, number in sets:
                self.sets.addItem(self._strings("evaluate.set", name=name, n=formats.count(number)), name)
            self.sets.setCurrentIndex(max(0, self.sets.findData(self.presenter.name)))
        if sets:
            self.states.show_content()
        else:
            title, text = self._strings("evaluate.none"), self._strings("evaluate.none_text")
            self.states.show_none(title, text, self._strings("evaluate.draft"), "pencil", self.presenter.draft)

    def _opened(self, name: str) -> None:
        with QSignalBlocker(self.sets):
            self.sets.setCurrentIndex(max(0, self.sets.findData(name)))
        self.name.setText(name)
        self.show_part("result" if self.presenter.result else "questions")

    def _count(self) -> None:
        words = self._strings("evaluate.questions")
        self.chips["questions"].setText(f"{words} {formats.count(len(self.presenter.rows))}")

    def _evaluated(self, result: Evaluated) -> None:
        self.result.show_result(result)
        self.show_part("result")

    def _failed(self, told: Told) -> None:
        if self.presenter.sets is None:
            self.states.show_fault(told)
        else:
            self.banner.say(told.whole, "danger")

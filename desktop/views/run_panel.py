"""A run of a question set: with or without answers, beside other settings or not, its progress, a way to stop."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop import formats
from desktop.views.context import Context
from desktop.views.numbers import Number
from desktop.views.widgets import Button, label
from indexer.requests import EvaluationProgress, SettingRow

COMPARED = ("search.", "answering.")  # settings that act when asking; those of reading would need all files anew


class RunPanel(QFrame):
    """run_wanted(answers, other settings or None), stopped()."""

    run_wanted = Signal(bool, object)
    stopped = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings = strings
        self._rows: dict[str, SettingRow] = {}
        self.setProperty("role", "card")
        self.run_button = Button(theme, strings("evaluate.run"), "play", "primary", clicked=self._run)
        self._stop = Button(theme, strings("evaluate.stop"), "square", clicked=self.stopped.emit)
        self.answers = QCheckBox(strings("evaluate.answers"))
        self.answers.setChecked(True)
        self.answers.setToolTip(strings("evaluate.answers_tip"))
        self.compare = QCheckBox(strings("evaluate.compare"))
        self.compare.setToolTip(strings("evaluate.compare_tip"))
        self.compare.toggled.connect(self._compare)
        first = QHBoxLayout()
        first.setSpacing(16)
        first.addWidget(self.run_button)
        first.addWidget(self.answers)
        first.addWidget(self.compare)
        first.addStretch(1)
        self._other = QWidget()
        second = QHBoxLayout(self._other)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(8)
        self.setting, self.value = QComboBox(), Number()
        self.setting.setAccessibleName(strings("evaluate.setting"))
        self.setting.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setting.setMinimumContentsLength(24)
        self.setting.activated.connect(lambda _index: self._chosen())
        self.value.setAccessibleName(strings("evaluate.value"))
        self.value.setMinimumWidth(theme.px(96))
        self.now = label("", "secondary", wrap=True)
        second.addWidget(label(strings("evaluate.other"), "secondary"))
        second.addWidget(self.setting)
        second.addWidget(self.value)
        second.addWidget(self.now, 1)
        self._other.hide()
        self._progress = QWidget()
        third = QHBoxLayout(self._progress)
        third.setContentsMargins(0, 0, 0, 0)
        third.setSpacing(12)
        self._words = label("", "secondary")
        self._words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(strings("evaluate.progress"))
        third.addWidget(self._bar, 1)
        third.addWidget(self._words)
        third.addWidget(self._stop)
        self._progress.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addLayout(first)
        column.addWidget(self._other)
        column.addWidget(self._progress)

    def set_settings(self, rows: tuple[SettingRow, ...]) -> None:
        """What can be compared, with the values now."""
        kept = self.setting.currentData()
        self._rows = {
            r.name: r for r in rows if r.name.startswith(COMPARED) and r.type in ("int", "float") and not r.locked
        }
        self.setting.clear()
        for name in self._rows:
            words = f"settings.name.{name}"
            self.setting.addItem(self._strings(words) if self._strings.has(words) else name, name)
        self.setting.setCurrentIndex(max(0, self.setting.findData(kept)))
        self._chosen()

    def set_running(self, on: bool) -> None:
        self.run_button.setEnabled(not on)
        self._progress.setVisible(on)
        if on:
            self._words.setText(self._strings("evaluate.beginning"))
            self._bar.setRange(0, 0)

    def set_progress(self, progress: EvaluationProgress) -> None:
        self._bar.setRange(0, progress.all)
        self._bar.setValue(progress.done)
        words = self._strings("evaluate.done", done=formats.count(progress.done), all=formats.count(progress.all))
        self._words.setText(words)

    def _compare(self, on: bool) -> None:
        self._other.setVisible(on)

    def _chosen(self) -> None:
        row = self._rows.get(str(self.setting.currentData()))
        if row is None:
            return
        self.value.set_whole(row.type == "int")
        self.value.setRange(row.minimum, row.maximum)
        self.value.setValue(float(row.value))
        self.now.setText(self._strings("evaluate.now", value=f"{row.value:g}"))
        self.setting.setToolTip(row.ko if self._strings.language == "ko" else row.en)

    def _run(self) -> None:
        other = {str(self.setting.currentData()): self.value.value()} if self.compare.isChecked() else None
        self.run_wanted.emit(self.answers.isChecked(), other)

"""Text recognition (OCR) in the settings: on or off, whether its program is there, what waits, and a run now."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop import formats
from desktop.presenters.recognition import RecognitionPresenter
from desktop.views.context import Context
from desktop.views.progress_panel import progress_words
from desktop.views.widgets import Button, label
from indexer.requests import IndexProgress, Recognition

_LANGUAGES = {"kor": "한국어(kor)", "eng": "English(eng)"}


class RecognitionCard(QWidget):
    """Changes hold at once."""

    def __init__(self, context: Context, presenter: RecognitionPresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings, self._presenter = strings, presenter
        self.switch = QCheckBox(strings("ocr.switch"))
        self.switch.toggled.connect(presenter.turn)
        self._facts = label(strings("library.loading"), "secondary", wrap=True)
        self._next = label("", "secondary", wrap=True, tone="warning")
        self.run = Button(theme, strings("ocr.run"), "scan-text", clicked=presenter.run)
        self.stop = Button(theme, strings("library.stop"), "square", clicked=presenter.stop)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(strings("ocr.progress"))
        self._words = label("", "secondary")
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget in (self.run, self.stop):
            row.addWidget(widget)
        row.addWidget(self._bar, 1)
        row.addWidget(self._words)
        row.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.switch)
        column.addWidget(label(strings("ocr.text"), "secondary", wrap=True))
        column.addWidget(self._facts)
        column.addWidget(self._next)
        column.addLayout(row)
        presenter.changed.connect(self._changed)
        presenter.running_changed.connect(self._running)
        presenter.progress.connect(self._progress)
        self._running(presenter.running)
        self._next.hide()
        if presenter.state is not None:
            self._changed(presenter.state)

    def _changed(self, state: Recognition) -> None:
        strings = self._strings
        with QSignalBlocker(self.switch):
            self.switch.setChecked(state.enabled)
        self.switch.setEnabled(not state.locked and (state.installed or state.enabled))
        if state.installed:
            languages = ", ".join(_LANGUAGES.get(code, code) for code in state.languages if code != "osd")
            facts = strings("ocr.found", program=state.program, languages=languages)
            self._facts.setText(facts + "\n" + strings("ocr.waiting", n=formats.count(state.pending)))
        else:
            self._facts.setText(strings("ocr.waiting", n=formats.count(state.pending)))
        why = "" if state.enabled and state.installed else self._presenter.why_not()
        shown = bool(why) and (state.locked or not state.installed)
        self._next.setText(why if shown else "")
        self._next.setVisible(shown)
        self.run.setEnabled(state.enabled and state.installed and not state.locked and state.pending > 0)

    def _running(self, on: bool) -> None:
        self.run.setVisible(not on)
        for widget in (self.stop, self._bar, self._words):
            widget.setVisible(on)

    def _progress(self, progress: IndexProgress) -> None:
        self._bar.setRange(0, max(1, progress.seen))
        self._bar.setValue(progress.done)
        self._words.setText(progress_words(progress, self._strings))

"""작업: what can be done with documents besides asking; asks for what a task needs and then wants it done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMenu, QWidget

from desktop import formats
from desktop.protocol import requests
from desktop.strings import Strings

NAMES = ("summary", "compare", "table", "report")


class TaskMenu(QObject):
    """wanted(label, task, request): to be put before the engine. `scope` gives the paths that questions are about."""

    wanted = Signal(str, str, object)

    def __init__(self, parent: QWidget, strings: Strings, scope: Callable[[], tuple[str, ...]]) -> None:
        super().__init__(parent)
        self._parent, self._strings, self._scope = parent, strings, scope

    def menu(self) -> QMenu:
        """The tasks, each with what it does as a tooltip."""
        made = QMenu(self._parent)
        made.setToolTipsVisible(True)
        for name in NAMES:
            action = made.addAction(self._strings(f"task.{name}"), lambda n=name: self.start(n))
            action.setToolTip(self._strings(f"task.{name}_tip"))
        return made

    def start(self, name: str) -> None:
        """Ask for what the task needs; nothing happens where that is not given."""
        getattr(self, f"_{name}")()

    def _summary(self) -> None:
        if path := self._file("task.summary"):
            self.wanted.emit(
                self._strings("task.summary_of", name=formats.name(path)), "summary", requests.Summarise(path)
            )

    def _compare(self) -> None:
        before = self._file("task.compare_before")
        after = self._file("task.compare_after") if before else ""
        if before and after:
            label = self._strings("task.compare_of", before=formats.name(before), after=formats.name(after))
            self.wanted.emit(label, "compare", requests.Compare(before, after))

    def _table(self) -> None:
        paths = self._scope()
        if not paths:
            paths = tuple(QFileDialog.getOpenFileNames(self._parent, self._strings("task.table_files"))[0])
        text = self._line("task.table", "task.table_fields") if paths else ""
        fields = tuple(f.strip() for f in text.replace("，", ",").split(",") if f.strip())
        if paths and fields:
            label = self._strings("task.table_of", fields=", ".join(fields))
            self.wanted.emit(label, "table", requests.Tabulate(paths, fields))

    def _report(self) -> None:
        if topic := self._line("task.report", "task.report_topic"):
            label = self._strings("task.report_of", topic=topic)
            self.wanted.emit(label, "report", requests.DraftReport(topic, self._scope()))

    def _file(self, title: str) -> str:
        return QFileDialog.getOpenFileName(self._parent, self._strings(title))[0]

    def _line(self, title: str, prompt: str) -> str:
        text, given = QInputDialog.getText(
            self._parent, self._strings(title), self._strings(prompt), QLineEdit.EchoMode.Normal
        )
        return text.strip() if given else ""

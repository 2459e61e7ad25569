"""State of the 평가 screen: question sets, the one that is open, and the last run's figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.messages import tell
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks

SAVE_MS = 600  # after the last change, the set is kept
DRAFTED = 30


class EvaluatePresenter(QObject):
    """sets_changed(rows), opened(name), rows_changed(), running_changed(bool), progress(EvaluationProgress),
    evaluated(Evaluated), settings_changed(rows), failed(Told), said(str), undo_offered(str, callable)."""

    sets_changed = Signal(object)
    opened = Signal(str)
    rows_changed = Signal()
    running_changed = Signal(bool)
    progress = Signal(object)
    evaluated = Signal(object)
    settings_changed = Signal(object)
    failed = Signal(object)
    said = Signal(str)
    undo_offered = Signal(str, object)

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self._run: TaskHandle | None = None
        self.sets: tuple[tuple[str, int], ...] | None = None
        self.name = ""
        self.rows: list[requests.QuestionRow] = []
        self.result: requests.Evaluated | None = None
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(SAVE_MS)
        self._saving.timeout.connect(self.save)

    # ---- sets

    def refresh(self) -> None:
        self._tasks.submit(requests.ListQuestionSets(), on_event=self._sets, on_error=self._failed)
        self._tasks.submit(
            requests.ListSettings(), on_event=lambda e: self.settings_changed.emit(e.rows), on_error=self._failed
        )

    def open(self, name: str) -> None:
        """Show a kept set."""
        self.save_now()
        self._tasks.submit(requests.GetQuestionSet(name), on_event=self._opened, on_error=self._failed)

    def begin(self, name: str, rows: tuple[requests.QuestionRow, ...] = ()) -> None:
        """A new set of a name that none has yet, kept and open at once."""
        self.save_now()
        name = self._free(name)
        self._keep(name, rows, lambda: self._opened(requests.QuestionSet(name, rows)))

    def rename(self, name: str) -> None:
        """Give the open set another name."""
        name, before, rows = name.strip(), self.name, tuple(self.rows)
        if not name or name == before:
            return
        name = self._free(name)

        def kept() -> None:
            self._opened(requests.QuestionSet(name, rows))
            self._tasks.submit(requests.DeleteQuestionSet(before), on_event=self._sets, on_error=self._failed)

        self._keep(name, rows, kept)

    def delete(self) -> None:
        """Forget the open set. Can be undone."""
        name, rows = self.name, tuple(self.rows)
        self._saving.stop()

        def deleted(_done: requests.Finished) -> None:
            self.undo_offered.emit(self._strings("evaluate.deleted", name=name), lambda: self.begin(name, rows))

        self.name, self.rows, self.result = "", [], None
        self._tasks.submit(
            requests.DeleteQuestionSet(name), on_event=self._sets, on_done=deleted, on_error=self._failed
        )

    def import_file(self, path: str) -> None:
        """Keep the questions of a file as a set of its name."""
        self._tasks.submit(
            requests.ReadQuestions(path), on_event=lambda found: self.begin(found.name, found.rows),
            on_error=self._failed,
        )  # fmt: skip

    def draft(self) -> None:
        """A set of questions made of what the documents say, for a person to put right."""

        def drafted(event: Any) -> None:
            rows = tuple(
                requests.QuestionRow(r.id, r.text, r.relevant, r.answer, passage=r.passage) for r in event.rows
            )
            if rows:
                self.begin(self._strings("evaluate.draft_name"), rows)
                self.said.emit(self._strings("evaluate.drafted", n=len(rows)))
            else:
                self.said.emit(self._strings("evaluate.nothing_drafted"))

        self._tasks.submit(requests.DraftQuestions(DRAFTED), on_event=drafted, on_error=self._failed)

    def export(self, path: str) -> None:
        self.save_now()
        self._tasks.submit(
            requests.WriteQuestions(self.name, path),
            on_done=lambda _done: self.said.emit(self._strings("evaluate.exported", path=path)),
            on_error=self._failed,
        )

    # ---- the open set

    def change(self, row: int, **values: Any) -> None:
        """Change fields of a question; kept a moment later."""
        self.rows[row] = replace(self.rows[row], **values)
        self._saving.start()

    def add(self) -> int:
        """One more question, empty; its row."""
        used = {r.id for r in self.rows}
        number = next(n for n in range(len(self.rows) + 1, len(self.rows) * 2 + 3) if str(n) not in used)
        self.rows.append(requests.QuestionRow(str(number), ""))
        self.rows_changed.emit()
        return len(self.rows) - 1

    def remove(self, row: int) -> None:
        """Take a question out. Can be undone."""
        taken = self.rows.pop(row)
        self._saving.start()
        self.rows_changed.emit()

        def put_back() -> None:
            self.rows.insert(min(row, len(self.rows)), taken)
            self._saving.start()
            self.rows_changed.emit()

        self.undo_offered.emit(self._strings("evaluate.removed", text=taken.text or taken.id), put_back)

    def save_now(self) -> None:
        if self._saving.isActive():
            self.save()

    def save(self) -> None:
        """Keep the open set, but for questions that have no text yet."""
        self._saving.stop()
        if self.name:
            self._keep(self.name, tuple(r for r in self.rows if r.text.strip()))

    # ---- the run

    @property
    def running(self) -> bool:
        return self._run is not None

    def run(self, answers: bool, other: dict[str, float] | None = None) -> None:
        """Measure the open set; `other`: settings to compare with."""
        if self._run is not None or not self.name:
            return
        rows = tuple(r for r in self.rows if r.text.strip())
        self._saving.stop()
        wanted = requests.Evaluate(self.name, answers, other or None)
        # Kept first: the engine answers several requests at once, and would measure what was kept before.
        self._run = self._tasks.submit(
            requests.SaveQuestionSet(self.name, rows), on_event=self._sets,
            on_done=lambda done: self._over() if done.cancelled else self._measure(wanted), on_error=self._run_failed,
        )  # fmt: skip
        self.running_changed.emit(True)

    def _measure(self, wanted: requests.Evaluate) -> None:
        self._run = self._tasks.submit(
            wanted, on_event=self._event, on_done=lambda _done: self._over(), on_error=self._run_failed
        )

    def stop(self) -> None:
        if self._run is not None:
            self._run.cancel()

    # ---- events

    def _free(self, name: str) -> str:
        """The name, with a number where there is a set of that name."""
        used = {n for n, _count in self.sets or ()}
        if name not in used:
            return name
        return next(f"{name} {n}" for n in range(2, len(used) + 3) if f"{name} {n}" not in used)

    def _keep(
        self, name: str, rows: tuple[requests.QuestionRow, ...], then: Callable[[], None] | None = None
    ) -> None:
        self._tasks.submit(
            requests.SaveQuestionSet(name, rows), on_event=self._sets,
            on_done=lambda _done: None if then is None else then(), on_error=self._failed,
        )  # fmt: skip

    def _sets(self, event: Any) -> None:
        self.sets = event.rows
        self.sets_changed.emit(event.rows)
        if not self.name and event.rows:
            self.open(event.rows[0][0])

    def _opened(self, event: Any) -> None:
        same = event.name == self.name
        self.name, self.rows = event.name, list(event.rows)
        if not same:
            self.result = None
        self.opened.emit(event.name)
        self.rows_changed.emit()

    def _event(self, event: Any) -> None:
        if isinstance(event, requests.EvaluationProgress):
            self.progress.emit(event)
        elif isinstance(event, requests.Evaluated):
            self.result = event
            self.evaluated.emit(event)

    def _over(self) -> None:
        self._run = None
        self.running_changed.emit(False)

    def _run_failed(self, failed: requests.Failed) -> None:
        self._over()
        self._failed(failed)

    def _failed(self, failed: requests.Failed) -> None:
        self.failed.emit(tell(failed, self._strings))

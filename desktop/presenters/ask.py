"""State of the 묻기 screen: a conversation of turns, one answer at a time."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.messages import tell
from desktop.presenters.answer_words import AnswerWords
from desktop.presenters.asking_range import AskingRange
from desktop.presenters.keeping import Keeper, Talk
from desktop.presenters.turns import Turn
from desktop.protocol import answers, requests
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks

SLICE_SECONDS = 0.012  # turns are shown for so long before the window breathes
DRAW_MS = 33  # tokens are shown at most this often
FORMER = 3  # questions that a follow-up is understood after


class AskPresenter(QObject):
    """turn_added(Turn), turn_changed(Turn), turn_finished(Turn); running_changed(bool).

    cleared() when another conversation begins; exported(path), not_exported(Told); suggested(Turn, questions) that
    could follow it; previewed(question, Prompt), not_previewed(Told).
    `deep`: questions are taken apart (자세히 찾기). `range`: what they are asked of. `words`: an answer in words.
    """

    turn_added = Signal(object)
    turn_changed = Signal(object)
    turn_finished = Signal(object)
    running_changed = Signal(bool)
    cleared = Signal()
    exported = Signal(str)
    not_exported = Signal(object)
    suggested = Signal(object, tuple)
    previewed = Signal(str, object)
    not_previewed = Signal(object)

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self._handle: TaskHandle | None = None
        self.turns: list[Turn] = []
        self._coming: list[Turn] = []  # of a conversation that is being shown
        self.talk = Talk()
        self.keeper = Keeper(tasks, self)
        self.range = AskingRange(tasks, self)
        self.words = AnswerWords(strings)
        self.deep = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAW_MS)
        self._timer.timeout.connect(self._draw)

    @property
    def running(self) -> bool:
        return self._handle is not None

    def ask(self, question: str) -> Turn | None:
        """Ask; None where the question is empty or one is being answered."""
        question = question.strip()
        if not question:
            return None
        return self.start(question, "", self._request(question))

    def preview(self, question: str) -> None:
        """Have shown what would leave the PC for this question, as it would be asked now. Nothing is sent."""
        request = replace(self._request(question), show_prompt=True, former=self._former(len(self.turns)))
        self._tasks.submit(
            request,
            on_event=lambda prompt: self.previewed.emit(question, prompt),
            on_error=lambda failed: self.not_previewed.emit(tell(failed, self._strings)),
        )

    def start(self, label: str, task: str, request: Any) -> Turn | None:
        """Put a question or a task before the engine; None while one is being answered."""
        if self.running:
            return None
        self._add_some(all_of_them=True)
        turn = Turn(label, self.range.paths, {} if task else dict(self.range.filters), request, task)
        self.turns.append(turn)
        self.turn_added.emit(turn)
        self._start(turn)
        return turn

    def retry(self, turn: Turn) -> None:
        """Ask the same again, in the same card."""
        if self.running or turn.request is None:
            return
        fresh = Turn(turn.question, turn.scope, turn.filters, turn.request, turn.task, kept=turn.kept)
        for one in fields(Turn):
            setattr(turn, one.name, getattr(fresh, one.name))
        self.turn_changed.emit(turn)
        self._start(turn)

    def export(self, turns: list[Turn], path: str) -> None:
        """Have the engine write these answers to `path`, in place of a file there (the dialog has asked)."""
        kept = tuple(turn.as_kept() for turn in turns if turn.answered_by)
        self._tasks.submit(
            requests.Export(path, turns[0].question, kept, None, True),
            on_event=lambda done: self.exported.emit(done.path),
            on_error=lambda failed: self.not_exported.emit(tell(failed, self._strings)),
        )

    def stop(self) -> None:
        """Stop at once; what was said so far stays, labelled."""
        if self._handle:
            self._handle.cancel()

    def clear(self) -> None:
        """Begin another conversation; the one before stays where it is kept."""
        self.stop()
        self._coming.clear()
        self.talk = Talk()
        self.turns.clear()
        self.cleared.emit()

    def show(self, name: str, turns: list[Turn]) -> None:
        """Go on with a conversation that was kept: its turns as they were, asked of what it was; nothing is asked."""
        self.clear()
        self.talk = Talk(name)
        if asked := [turn for turn in turns if not turn.task]:
            self.range.set_all(asked[-1].scope, asked[-1].filters)
        self._coming = list(turns)
        self._add_some()

    def _add_some(self, all_of_them: bool = False) -> None:
        """Some turns at a time, so that a long conversation does not stop the window."""
        until = time.monotonic() + SLICE_SECONDS
        while self._coming:
            turn = self._coming.pop(0)
            self.turns.append(turn)
            self.turn_added.emit(turn)
            if time.monotonic() > until and not all_of_them:
                QTimer.singleShot(1, self, self._add_some)
                return

    # ---- events

    def _start(self, turn: Turn) -> None:
        turn.stage = self._strings("ask.starting")
        turn.at = datetime.now(UTC).isoformat(timespec="seconds")
        request = turn.request
        if isinstance(request, requests.Ask):
            request = replace(request, former=self._former(self._place(turn)))
        talk = self.talk
        self._handle = self._tasks.submit(
            request,
            on_event=lambda event: self._event(turn, event),
            on_done=lambda done: self._done(turn, done, talk),
            on_error=lambda failed: self._failed(turn, failed),
        )
        self.running_changed.emit(True)
        self.turn_changed.emit(turn)

    def _request(self, question: str) -> requests.Ask:
        return requests.Ask(
            question, scope=self.range.paths, deep=self.deep, filters=dict(self.range.filters) or None
        )

    def _former(self, before: int) -> tuple[str, ...]:
        """The last questions before the turn of this place, as they were understood."""
        asked = [t.whole or t.question for t in self.turns[:before] if t.answered_by and not t.task]
        return tuple(asked[-FORMER:])

    def _event(self, turn: Turn, event: Any) -> None:
        if isinstance(event, answers.TokenEvent):
            turn.text += event.text
        elif isinstance(event, answers.StatusEvent):
            turn.stage = event.message
            turn.asked = turn.asked or event.stage == "asking"
        elif isinstance(event, answers.CitationEvent):
            turn.citations.append(event)
        elif isinstance(event, answers.CheckEvent):
            turn.checks.append(event)
        elif isinstance(event, answers.NoticeEvent):
            turn.asked = turn.asked and event.kind != "platform_down"  # what comes now is quoted
            turn.notice(event)
        elif isinstance(event, answers.TableEvent):
            turn.tables.append(event)
        elif isinstance(event, answers.DoneEvent):
            turn.refused, turn.answered_by, turn.coverage = event.refused, event.answered_by, event.coverage
            turn.whole = event.whole
        elif isinstance(event, answers.ErrorEvent):
            turn.fault = tell(event, self._strings)
        if not self._timer.isActive():
            self._timer.start()

    def _draw(self) -> None:
        if self.turns and self.turns[-1].running:
            self.turn_changed.emit(self.turns[-1])
        for turn in self.turns[:-1]:
            if turn.running:
                self.turn_changed.emit(turn)

    def _place(self, turn: Turn) -> int:
        return next(n for n, other in enumerate(self.turns) if other is turn)

    def _done(self, turn: Turn, done: requests.Finished, talk: Talk) -> None:
        turn.stopped = done.cancelled
        self._over(turn)
        if turn.answered_by and not done.cancelled:
            self.keeper.keep(talk, turn)
            self._suggest(turn)

    def _suggest(self, turn: Turn) -> None:
        cited = tuple(c.passage_id for c in turn.citations if c.passage_id)
        if turn.refused or turn.task or not cited:
            return
        asked = " ".join(t.whole or t.question for t in self.turns)
        self._tasks.submit(
            requests.SuggestNext(asked, cited),
            on_event=lambda event: self.suggested.emit(turn, event.questions),
            on_error=lambda _failed: None,  # an answer without suggestions is whole
        )

    def _failed(self, turn: Turn, failed: requests.Failed) -> None:
        turn.fault = tell(failed, self._strings)
        self._over(turn)

    def _over(self, turn: Turn) -> None:
        turn.running = False
        turn.stage = ""
        self._handle = None
        self._timer.stop()
        self.running_changed.emit(False)
        self.turn_changed.emit(turn)
        self.turn_finished.emit(turn)

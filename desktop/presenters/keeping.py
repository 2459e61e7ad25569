"""Has the engine keep what was answered, in the order in which it was, each conversation under one name."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from desktop.presenters.turns import Turn
from desktop.protocol import requests
from desktop.tasks import Tasks


@dataclass(eq=False, slots=True)
class Talk:
    """A conversation of the window. `name`: what it is kept under, "" as long as nothing of it is. `over`: forgotten,
    so that nothing more is kept of it."""

    name: str = ""
    over: bool = False
    waiting: deque[Turn] = field(default_factory=deque)
    busy: bool = False


class Keeper(QObject):
    """kept(Talk) when a turn was kept."""

    kept = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks

    def keep(self, talk: Talk, turn: Turn) -> None:
        """The first turn begins the conversation; the others wait until it has its name."""
        talk.waiting.append(turn)
        self._next(talk)

    def _next(self, talk: Talk) -> None:
        if talk.busy or talk.over or not talk.waiting:
            return
        turn = talk.waiting.popleft()
        talk.busy = True

        def kept(done: requests.TurnKept) -> None:
            talk.name, turn.kept = done.conversation or talk.name, done.number

        def over(_event: object) -> None:
            talk.busy = False
            self.kept.emit(talk)
            self._next(talk)

        # What could not be kept stays on the screen; the answer itself is not in question.
        self._tasks.submit(
            requests.KeepTurn(turn.as_kept(), talk.name, turn.kept), on_event=kept, on_done=over, on_error=over
        )

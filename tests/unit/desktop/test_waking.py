"""An engine that ends to give its memory back is replaced in silence; who comes back wakes it."""

from __future__ import annotations

from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop import waking
from desktop.tasks import Tasks
from desktop.waking import Waking
from indexer.requests import Failed, Finished, GetStatus, Resting, Warm


class Line:
    """A connection whose other end is the test."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, Any]] = []
        self._events: SimpleQueue[tuple[int, Any] | None] = SimpleQueue()

    def send(self, request_id: int, request: Any) -> None:
        self.sent.append((request_id, request))

    def receive(self) -> tuple[int, Any]:
        event = self._events.get()
        if event is None:
            raise EOFError
        return event

    def close(self) -> None:
        self._events.put(None)

    def tell(self, *events: tuple[int, Any] | None) -> None:
        for event in events:
            self._events.put(event)

    def asked(self, kind: type) -> list[int]:
        return [number for number, request in self.sent if isinstance(request, kind)]


@pytest.fixture
def lines() -> list[Line]:
    return []


@pytest.fixture
def tasks(qtbot: QtBot, tmp_path: Path, lines: list[Line]) -> Any:
    def connect(_home: Path) -> Line:
        lines.append(Line())
        return lines[-1]

    made = Tasks(tmp_path, connect)
    made.start()
    qtbot.waitUntil(lambda: made.state == "ready")
    yield made
    made.close()


def test_a_rest_is_no_loss(tasks: Tasks, lines: list[Line], qtbot: QtBot) -> None:
    """The next engine is there before anybody asks, and gets what was asked at that moment; nothing is reported."""
    states: list[str] = []
    ends: list[Finished] = []
    faults: list[Failed] = []
    tasks.engine_state.connect(lambda state, _words: states.append(state))
    handle = tasks.submit(GetStatus(), on_done=ends.append, on_error=faults.append)
    qtbot.waitUntil(lambda: lines[0].asked(GetStatus) == [handle.id])
    lines[0].tell((0, Resting()), None)
    qtbot.waitUntil(lambda: len(lines) == 2 and lines[1].asked(GetStatus) == [handle.id])
    lines[1].tell((handle.id, Finished(cancelled=False)))
    qtbot.waitUntil(lambda: bool(ends))
    assert (states, faults, tasks.state, tasks.busy) == ([], [], "ready", 0)
    lines[1].tell(None)  # this one does not rest, it is gone
    qtbot.waitUntil(lambda: states == ["lost", "starting", "ready"])


def test_who_comes_back_wakes_the_engine(
    tasks: Tasks, lines: list[Line], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once in a while, at once for another engine, and never because it rests."""
    edit = QPlainTextEdit()
    qtbot.addWidget(edit)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    wakes = Waking(tasks, app, edit)
    edit.insertPlainText("연")
    edit.insertPlainText("가")
    qtbot.waitUntil(lambda: len(lines[0].asked(Warm)) == 1)
    monkeypatch.setattr(waking, "EVERY_SECONDS", 0.0)
    edit.insertPlainText(" 일수")
    qtbot.waitUntil(lambda: len(lines[0].asked(Warm)) == 2)
    monkeypatch.undo()
    for number in lines[0].asked(Warm):
        lines[0].tell((number, Finished(cancelled=False)))
    qtbot.waitUntil(lambda: tasks.busy == 0)
    lines[0].tell((0, Resting()), None)
    qtbot.waitUntil(lambda: tasks.engines == 2)
    qtbot.wait(50)
    assert lines[1].sent == []
    edit.insertPlainText("?")
    qtbot.waitUntil(lambda: len(lines[1].asked(Warm)) == 1)
    assert len(lines) == 2
    wakes.deleteLater()

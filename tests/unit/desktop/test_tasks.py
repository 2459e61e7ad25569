"""The door to the engine, tried against a real process."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import compose
from desktop.tasks import Tasks
from indexer.answers import TokenEvent
from indexer.errors import EngineError
from indexer.requests import Ask, Failed, Finished, GetStatus, Index, IndexProgress, Search, Status
from tests.helpers.profile import Profile
from tests.helpers.tiny_engine import Starter

MS = 10_000


def test_a_request_made_before_the_engine_is_there_is_answered(tasks: Tasks, qtbot: QtBot) -> None:
    """What is asked at once waits for the engine, and its events come in order with one end."""
    events: list[object] = []
    ends: list[Finished] = []
    tasks.submit(GetStatus(), on_event=events.append, on_done=ends.append)
    assert tasks.state == "starting"
    qtbot.waitUntil(lambda: bool(ends), timeout=MS)
    assert isinstance(events[0], Status) and events[0].files == 1000
    assert ends == [Finished(cancelled=False)] and tasks.busy == 0


def test_tokens_arrive_one_after_the_other(tasks: Tasks, qtbot: QtBot) -> None:
    """A streamed answer's pieces join to its sentences."""
    words: list[str] = []
    ends: list[Finished] = []
    tasks.submit(
        Ask("연가"),
        on_event=lambda e: words.append(e.text) if isinstance(e, TokenEvent) else None,
        on_done=ends.append,
    )
    qtbot.waitUntil(lambda: bool(ends), timeout=MS)
    assert "".join(words).startswith("재직기간 5년 이상 6년 미만인 공무원의 연가일수는 20일입니다. [1]")


def test_cancel_is_instant_and_silent_afterwards(tasks: Tasks, qtbot: QtBot) -> None:
    """After cancel the end is heard within the call, and no event comes any more."""
    events: list[object] = []
    ends: list[Finished] = []
    handle = tasks.submit(Index(("/자료",)), on_event=events.append, on_done=ends.append)
    qtbot.waitUntil(lambda: len(events) > 3, timeout=MS)
    assert all(isinstance(e, IndexProgress) for e in events)
    handle.cancel()
    seen = len(events)
    assert ends == [Finished(cancelled=True)]
    qtbot.wait(150)
    assert len(events) == seen and len(ends) == 1


def test_a_fault_in_the_engine_is_told(tasks: Tasks, qtbot: QtBot) -> None:
    """A request that fails calls on_error once, with the engine's sentence."""
    faults: list[Failed] = []
    tasks.submit(Search("오류"), on_error=faults.append)
    qtbot.waitUntil(lambda: bool(faults), timeout=MS)
    assert faults[0].message == "시험용 오류가 났습니다."


def test_a_killed_engine_is_restarted_and_says_so(tasks: Tasks, starter: Starter, qtbot: QtBot) -> None:
    """Killing the engine fails what was running, reports the loss, and the next request is answered."""
    states: list[str] = []
    faults: list[Failed] = []
    tasks.engine_state.connect(lambda state, _words: states.append(state))
    tasks.submit(Index(("/자료",)), on_error=faults.append)
    qtbot.waitUntil(lambda: tasks.state == "ready", timeout=MS)
    assert starter.process is not None
    starter.process.kill()
    starter.process.wait()
    qtbot.waitUntil(lambda: states[-1:] == ["ready"] and "lost" in states, timeout=MS)
    assert faults and faults[0].kind == EngineError.kind and starter.starts == 2
    answers: list[object] = []
    tasks.submit(GetStatus(), on_event=answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=MS)


def test_an_engine_that_cannot_start_is_told_and_not_tried_forever(qtbot: QtBot, tmp_path: Path) -> None:
    """A start that fails is told once with its own words; another start needs another request."""
    tries: list[Path] = []

    def connect(home: Path) -> object:
        tries.append(home)
        raise EngineError("시작하지 못했습니다.")

    tasks = Tasks(tmp_path, connect)  # type: ignore[arg-type]
    faults: list[Failed] = []
    tasks.submit(GetStatus(), on_error=faults.append)
    qtbot.waitUntil(lambda: bool(faults), timeout=MS)
    qtbot.wait(50)
    assert tasks.state == "lost" and len(tries) == 1 and faults[0].message == "시작하지 못했습니다."
    tasks.close()


@pytest.mark.parametrize("ready", [False, True])
def test_leaving_ends_engine_and_threads(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ready: bool, qtbot: QtBot
) -> None:
    """A window that closes takes its engine and its threads along, even one that closes while the engine starts."""
    profile = Profile(tmp_path / "자료함")
    for name in ("MUNSEO_PASSPHRASE", "PYTHONPATH"):
        monkeypatch.setenv(name, profile.environment[name])
    tasks = Tasks(profile.home, compose.connect_engine)
    tasks.start()
    if ready:
        qtbot.waitUntil(lambda: tasks.state == "ready", timeout=30_000)
    tasks.close()
    assert [t for t in threading.enumerate() if t.name.startswith("engine-")] == []
    deadline = time.monotonic() + 15
    while (profile.home / "engine.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not (profile.home / "engine.json").exists()

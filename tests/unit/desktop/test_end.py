"""The end of the window's process: in order, and nothing called after it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.folders import FolderCounts
from desktop.tasks import Tasks
from desktop.warming import MODULES, Warming
from indexer.requests import GetStatus

ROOT = Path(__file__).resolve().parents[3]
# An engine that is still starting when the window has stopped waiting for it; then it comes and talks.
LATE = """
import sys, threading, time
import desktop.tasks, desktop.__main__
desktop.tasks.CLOSE_SECONDS = 0.05
connecting = threading.Event()
class Link:
    def send(self, *_): pass
    def close(self): pass
    def receive(self):
        from indexer.requests import Resting
        return 0, Resting()
def connect(home):
    connecting.set()
    time.sleep(60)
    return Link()
from desktop import app
app.run.__defaults__ = (connect, None)
code = desktop.__main__.main(sys.argv[1:])
print("a thread was left, and the interpreter was taken down beside it", connecting.is_set())
sys.exit(3)
"""


def test_a_thread_that_cannot_be_waited_for_ends_with_the_process(tmp_path: Path) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", LATE, "--home", str(tmp_path), "--quit-after", "0.3"],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}, capture_output=True, text=True,
        timeout=55, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - began < 50


def test_nothing_is_sent_or_started_once_the_tasks_are_closed(qapp: QApplication, tmp_path: Path) -> None:
    """Focus that moves while the window is taken down still asks the engine to wake up."""
    tried: list[Path] = []

    def connect(home: Path) -> object:
        tried.append(home)
        raise EOFError

    tasks = Tasks(tmp_path, connect)  # type: ignore[arg-type]
    assert tasks.close()
    handle = tasks.submit(GetStatus())
    assert handle.over and tasks.busy == 0 and tried == [] and tasks.close()


def test_what_arrived_is_not_handed_out_after_the_end(qapp: QApplication, tmp_path: Path) -> None:
    events: list[object] = []
    tasks = Tasks(tmp_path, lambda _home: (_ for _ in ()).throw(EOFError))
    handle = tasks.submit(GetStatus(), on_event=events.append, on_error=events.append)
    tasks._arrived.append(("event", handle.id, "too late"))
    tasks.close()
    tasks._hand_out()
    assert events == []


def test_warming_that_is_closed_loads_no_further_and_says_nothing(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    first, go_on = threading.Event(), threading.Event()

    def slow(name: str) -> None:
        loaded.append(name)
        first.set()
        go_on.wait(10)

    monkeypatch.setattr("desktop.warming.import_module", slow)
    told: list[int] = []
    warming = Warming(qapp)
    warming.done.connect(lambda: told.append(1))
    warming.start()
    assert first.wait(10)
    threading.Timer(0.1, go_on.set).start()
    warming.close()
    qapp.processEvents()
    assert loaded == [MODULES[0]] and told == []


def test_a_count_that_is_closed_tells_nothing_more(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "가.hwp").write_bytes(b"x")
    told: list[str] = []
    counts = FolderCounts()
    counts.counted.connect(lambda path, *_: told.append(path))
    counts._stop.set()
    counts._walk(str(tmp_path))
    qapp.processEvents()
    assert told == []
    counts.close()

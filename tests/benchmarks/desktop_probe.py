"""Runs inside the window's own process: does what a user does, by real events, and times what comes of it.

`python -m tests.benchmarks.desktop_probe SCENARIO RESULT_FILE [options of the window]`, SCENARIO: large, pages, indexing.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QApplication,
    QWidget,
)  # fmt: skip

from desktop import app, compose
from desktop.heartbeat import Heartbeat
from desktop.protocol import requests
from desktop.views.main_window import MainWindow
from desktop.views.rail import SCREENS
from desktop.views.settings_view import PAGES
from tests.benchmarks.desktop_data import FILES, QUOTE
from tests.helpers.accessibility import unnamed

QUERIES = ("연가 일수", "출장 여비 지급 기준", "민원 처리 기간", "공용차량 배차 신청", "재택근무 승인", "계약 보증금")
FILTERS = ("점검", "hwpx", "0457", "색인된", "123_총무과")
QUESTIONS = (
    "연가는 며칠입니까?",
    "출장 일비는 얼마입니까?",
    "민원은 며칠 안에 처리합니까?",
    "공용차량은 어떻게 신청합니까?",
)
VECTOR_SECONDS = 30.0  # of making vectors that are watched too, once all files are read
RELEASE_WAIT = 25.0  # the engine of the benchmark releases its models after 10 idle seconds

Figures = dict[str, Any]


def wait(until: Callable[[], bool], seconds: float = 60.0) -> None:
    """Run the event loop until it holds. Raises TimeoutError."""
    end = time.perf_counter() + seconds
    while not until():
        QApplication.processEvents()
        time.sleep(0.0005)
        if time.perf_counter() > end:
            raise TimeoutError("the window did not come to the state wanted")


def rest(seconds: float) -> None:
    end = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() > end, seconds + 10)


def quantile(values: list[float], share: float) -> float:
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 1)


def write(edit: QWidget, text: str) -> None:
    """One syllable as an input method commits it."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(edit, event)


def keystrokes(window: MainWindow) -> Figures:
    """From each syllable typed to the painted results of just that query."""
    window.show_screen("search")
    view, presenter = window.search_view, window.search_presenter
    found: list[str] = []
    presenter.found.connect(lambda _found: found.append(presenter.query))
    view.edit.setText("휴가")  # loads analyser, encoder and vectors
    wait(lambda: bool(found))
    wait(lambda: presenter._full and presenter._handle is None)  # by meaning, too
    rest(1)
    times = []
    for query in QUERIES:
        view.edit.clear()
        rest(0.3)
        for at in range(len(query)):
            if query[at] == " ":
                write(view.edit, " ")
                continue
            found.clear()
            began = time.perf_counter()
            write(view.edit, query[at])
            wait(lambda wanted=query[: at + 1]: wanted in found)
            view.list.viewport().repaint()
            times.append((time.perf_counter() - began) * 1000)
            if os.environ.get("PROBE_TRACE"):
                print(f"{times[-1]:7.1f} {query[: at + 1]}", file=sys.stderr, flush=True)
            rest(0.12)
    return {"keystroke_ms_p50": quantile(times, 0.5), "keystroke_ms_p95": quantile(times, 0.95)}


def library(window: MainWindow) -> Figures:
    """Scrolling through 250,000 rows, and from the last letter of a filter to its painted rows."""
    window.show_screen("library")
    view = window.library_view
    wait(lambda: view.model.rowCount() == FILES and view.model.row(0) is not None, 120)
    rest(1)
    frames, frames_cpu = [], []
    bar = view.table.verticalScrollBar()
    for step in range(240):
        began, cpu = time.perf_counter(), time.thread_time()
        bar.setValue(bar.value() + 3 if step % 60 else (step * 997) % FILES)  # wheel steps, and leaps now and then
        QApplication.processEvents()  # paints it
        frames.append((time.perf_counter() - began) * 1000)
        frames_cpu.append((time.thread_time() - cpu) * 1000)
        rest(max(0.0, 0.016 - (time.perf_counter() - began)))
    bar.setValue(0)
    loaded: list[int] = []
    view.model.loaded.connect(loaded.append)
    filters = []
    for text in FILTERS:
        view.filter.setText(text[:-1])
        rest(1.5)
        loaded.clear()
        began = time.perf_counter()
        write(view.filter, text[-1])
        wait(lambda t=text: view.model.contains == t and bool(loaded) and view.model.row(0) is not None)
        view.table.viewport().repaint()
        filters.append((time.perf_counter() - began) * 1000)
        view.filter.clear()
        rest(1.0)
    return {
        "library_filter_ms": quantile(filters, 0.95),
        "library_frame_ms_p95": quantile(frames, 0.95),
        "library_frame_cpu_ms_p95": quantile(frames_cpu, 0.95),
        "library_frames_over_16_ms": sum(f > 16.7 for f in frames),
    }


def pages(window: MainWindow, path: str) -> Figures:
    """From the click on a citation to its highlighted page, then page by page."""
    began = time.perf_counter()
    window.library_presenter.index((path,))
    window.show_screen("search")
    search = window.search_view
    known = window.library_presenter
    # Found by its words is enough: vectors are made behind, for minutes on a slow PC, and the page is shown meanwhile.
    wait(lambda: known.status is not None and known.status.indexed > 0, 300)
    while not search.model.rowCount() or QUOTE not in search.model.hit(0).text:
        search.edit.setText("")
        rest(0.2)
        search.edit.setText(QUOTE)
        rest(1.0)
        assert time.perf_counter() - began < 300, "the document is not found"
    searchable = time.perf_counter() - began
    hit = search.model.hit(0)

    def show() -> float:
        began = time.perf_counter()
        window.open_source(hit)
        view = window.source.viewer
        assert view is not None
        wait(lambda: view.source is not None and view.canvas.is_drawn(view.canvas.page))  # type: ignore[attr-defined]
        view.canvas.viewport().repaint()  # type: ignore[attr-defined]
        return (time.perf_counter() - began) * 1000

    cold = show()
    view: Any = window.source.viewer
    count, marks = view.source.pages, view.source.marks
    assert count >= 300 and marks, (count, marks)
    window.close_source()
    view.release()
    rest(0.5)
    warm = show()
    turns = []
    for page in range(marks[0].page + 1, marks[0].page + 31):
        rest(0.25)  # as one reads, or at least looks
        began = time.perf_counter()
        view.canvas.go_to(page)
        wait(lambda p=page: view.canvas.is_drawn(p))
        view.canvas.viewport().repaint()
        turns.append((time.perf_counter() - began) * 1000)
    leaps = []
    for page in range(7, count, count // 20):
        rest(0.25)
        began = time.perf_counter()
        view.canvas.go_to(page)
        wait(lambda p=page: view.canvas.is_drawn(p))
        view.canvas.viewport().repaint()
        leaps.append((time.perf_counter() - began) * 1000)
    return {
        "page_first_ms": round(warm, 1), "page_first_ms_with_new_child": round(cold, 1),
        "page_next_ms": quantile(turns, 0.95), "page_leap_ms": quantile(leaps, 0.95), "document_pages": count,
        "searchable_seconds": round(searchable, 1), "vectors_being_made": window.library_presenter.indexing,
    }  # fmt: skip


def indexing(window: MainWindow, folder: str, heartbeat: Heartbeat) -> Figures:
    """The longest gap of the window's heart while 1,000 files are read and answers stream."""
    window.library_presenter.index((folder,))
    began, asked, read = time.perf_counter(), 0, 0.0
    library = window.library_presenter
    while library.indexing and time.perf_counter() - began < 900:
        if not read and library.last_progress is not None and library.last_progress.stage == "vectors":
            read = time.perf_counter()
        if read and time.perf_counter() - read > VECTOR_SECONDS:
            break  # the rest is more of the same
        window.ask(QUESTIONS[asked % len(QUESTIONS)])
        asked += 1
        wait(lambda: not window.ask_presenter.running, 120)
        window.show_screen("library")
        rest(1.5)
    status = window.library_presenter.status
    return {
        "ui_gap_ms": heartbeat.longest_ms, "ui_gap_cpu_ms": heartbeat.longest_cpu_ms,
        "ui_gaps_over_50_ms": heartbeat.over_50, "reading_seconds": round((read or time.perf_counter()) - began, 1),
        "questions_asked": asked, "files_indexed": status.indexed if status else 0,
    }  # fmt: skip


def nameless(window: MainWindow) -> list[str]:
    """Controls that a screen reader cannot name, on every screen, in the palette, an answer and the source."""
    window.palette_.open()
    window.palette_.hide()
    for name, _icon in SCREENS:
        window.show_screen(name)
        wait(lambda: window.context.tasks.busy == 0, 20)
    for page in PAGES:
        window.settings_view.show_page(page)
    return unnamed(window)


def family(pid: int) -> list[int]:
    """The process and all it started, as far as they are still its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    threads = Path(f"/proc/{pid}/task")
    if not children.exists():
        return []
    found = {int(c) for t in threads.iterdir() for c in (t / "children").read_text().split()}
    return [pid, *(p for child in found for p in family(child))]


def megabytes(pids: set[int]) -> float:
    """Proportional set size: memory shared by several processes is counted once."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:  # a child that was just ending
            continue
        for line in lines:
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return round(total / 1024, 1)


def idle(window: MainWindow) -> Figures:
    from indexer.engine.address import read_address

    address = read_address(window.context.tasks.home)
    assert address is not None
    awake = megabytes(set(family(address.pid)) | set(family(os.getpid())))
    rest(RELEASE_WAIT)
    address = read_address(window.context.tasks.home)  # another process, after a rest
    assert address is not None
    engine = set(family(address.pid))
    both = engine | set(family(os.getpid()))
    out = {
        "awake_mb": awake,        "idle_mb": megabytes(both), "idle_mb_window": megabytes({os.getpid()}),
        "idle_mb_engine": megabytes(engine), "pids": sorted(both - {os.getpid()}),
    }  # fmt: skip
    done: list[object] = []
    began = time.perf_counter()
    window.context.tasks.submit(requests.Warm(), on_done=done.append)
    wait(lambda: bool(done))
    out["wake_ms"] = round((time.perf_counter() - began) * 1000)
    return out


def main() -> int:
    scenario, result, *arguments = sys.argv[1:]
    out: Figures = {}
    hearts: list[Heartbeat] = []
    make = compose.window

    class Kept(Heartbeat):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            hearts.append(self)

    def run(window: MainWindow) -> None:
        try:
            wait(lambda: window.context.tasks.state == "ready")
            wait(lambda: window.library_presenter.status is not None)
            if scenario == "indexing":
                out.update(indexing(window, os.environ["PROBE_FOLDER"], hearts[0]))
            elif scenario == "pages":
                out.update(pages(window, os.environ["PROBE_DOCUMENT"]))
                window.library_presenter.stop()  # vectors: what comes waits until nothing is on its way
                for screen in ("ask", "search", "library", "connections", "settings"):
                    window.show_screen(screen)
                window.ask("연가는 며칠입니까?")
                wait(lambda: not window.ask_presenter.running, 120)
                missing = nameless(window)
                out.update({"controls_without_name": len(missing), "controls": missing})
            else:
                out.update(keystrokes(window))
                out.update(library(window))
                out.update(idle(window))
        except Exception as error:
            out["error"] = f"{type(error).__name__}: {error} at {error.__traceback__.tb_next}"
            import traceback

            traceback.print_exc()
        out.setdefault("pids", family(os.getpid())[1:])
        window.close()

    def made(context: Any) -> MainWindow:
        window = make(context)
        window.first_shown.connect(lambda: QTimer.singleShot(100, window, lambda: run(window)))
        return window

    compose.window = made
    app.Heartbeat = Kept  # type: ignore[misc]
    code = app.run(arguments)
    hearts.clear()
    gc.unfreeze()
    gc.collect()
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    alive = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
    timers = [
        f"{type(t.parent()).__name__} {t.interval()} ms"
        for t in gc.get_objects()
        if isinstance(t, QTimer) and shiboken6.isValid(t) and t.isActive()
    ]
    widgets = [type(w).__name__ for w in QApplication.allWidgets()]
    out["leaked"] = {"threads": alive, "timers": timers, "widgets": widgets}
    Path(result).write_text(json.dumps(out, ensure_ascii=False), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())

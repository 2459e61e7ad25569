"""What nobody waits for gives way: on Linux, where a thread's and a process's nice value can be read back."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from indexer import requests
from indexer.engine.server import Server
from indexer.parsing import child
from indexer.parsing.limits import Limits
from indexer.parsing.pool import ParserPool
from indexer.priority import NICE, process_gives_way, thread_gives_way

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nice values of threads are Linux's own")


def nice_of(which: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, which)


def test_a_thread_gives_way_alone() -> None:
    before, seen = nice_of(threading.get_native_id()), []

    def work() -> None:
        thread_gives_way()
        thread_gives_way()  # a second time changes nothing
        seen.append(nice_of(threading.get_native_id()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [max(NICE, before)]
    assert nice_of(threading.get_native_id()) == before


def _tell(pipe: Connection) -> None:
    process_gives_way()
    pipe.send(nice_of(0))


def test_a_process_gives_way() -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_tell, args=(theirs,))
    process.start()
    assert ours.poll(30)
    assert ours.recv() == max(NICE, nice_of(0))
    process.join()


def test_children_that_read_for_the_index_give_way(tmp_path: Path) -> None:
    file = tmp_path / "메모.txt"
    file.write_text("연가는 15일이다.", encoding="utf-8")
    with ParserPool(1, Limits(), child.main_behind) as pool:
        pool.parse(file)
        assert [nice_of(pid) for pid in pool.pids()] == [max(NICE, nice_of(os.getpid()))]


def test_only_runs_of_the_index_give_way_in_the_engine(tmp_path: Path) -> None:
    seen: dict[str, int] = {}

    class Fake:
        def handle(self, request: Any, cancel: threading.Event) -> Iterator[Any]:
            seen[type(request).__name__] = nice_of(threading.get_native_id())
            return iter(())

    class Nobody:
        def send_bytes(self, data: bytes) -> None: ...

    server = Server(Fake(), tmp_path)  # type: ignore[arg-type]
    server._listener.close()
    before = nice_of(threading.get_native_id())
    for number, request in enumerate((requests.Index(), requests.GetStatus(), requests.Ask("연가는 며칠입니까?"))):
        answer = (Nobody(), threading.Lock(), number, request, threading.Event(), {})
        thread = threading.Thread(target=server._answer, args=answer)
        thread.start()
        thread.join()
    assert seen == {"Index": max(NICE, before), "GetStatus": before, "Ask": before}

"""Garbage of the window's process: collected on its own thread, in steps."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop import garbage
from desktop.garbage import Garbage


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def made(busy: int = 0) -> Garbage:
    return Garbage(SimpleNamespace(busy=busy))  # type: ignore[arg-type]


def cycles(number: int, ended: list[int]) -> None:
    """So many objects that only the collector can free; each notes the thread in which it ends."""

    class Cycle:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            ended.append(threading.get_ident())

    for _ in range(number):
        Cycle()


def test_no_other_thread_ever_collects(qapp: QApplication) -> None:
    """A thread makes more than any threshold of the interpreter's own; all ends on the window's thread."""
    gc.collect()
    collector, ended = made(), []
    collector.start()
    thread = threading.Thread(target=cycles, args=(20_000, ended))
    thread.start()
    thread.join()
    assert ended == [] and not gc.isenabled()
    collector.step()
    collector.stop()
    assert len(ended) == 20_000 and set(ended) == {threading.get_ident()}


def test_a_step_with_little_to_do_does_nothing(qapp: QApplication) -> None:
    gc.collect()
    collector, ended = made(), []
    cycles(10, ended)
    collector.step()
    assert ended == []


def test_all_is_looked_through_only_while_nothing_is_on_its_way(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(garbage, "OLD", 100)
    monkeypatch.setattr(garbage, "MOST", 500)
    monkeypatch.setattr(garbage.gc, "collect", lambda generation=2: looked.append(generation))
    monkeypatch.setattr(garbage, "YOUNG", 150)
    monkeypatch.setattr(garbage.gc, "get_count", lambda: (200, 0, 0))
    quiet = made()
    quiet.step()
    assert looked == [0, 2]
    looked.clear()
    busy = made(busy=1)
    busy.step(), busy.step()
    assert looked == [0, 0]
    busy.step()  # beyond all bounds: at once
    assert looked == [0, 0, 0, 2]


def test_screens_that_were_made_are_not_looked_at_again(qapp: QApplication) -> None:
    collector = made()
    kept = [QObject() for _ in range(10)]
    collector.freeze()
    assert not any(one is other for one in kept for other in gc.get_objects())

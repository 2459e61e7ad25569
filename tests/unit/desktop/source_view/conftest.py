"""A door to the renderer without an engine, and documents made in code."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Signal

from indexer.errors import IndexerError
from indexer.rendering import Renderer
from indexer.requests import DrawPage, Failed, Finished, OpenSource

STRINGS = Path(__file__).resolve().parents[4] / "resources" / "strings"


class Handle:
    """As desktop.tasks.TaskHandle."""

    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class DirectTasks(QObject):
    """As desktop.tasks.Tasks, over a Renderer in this process: one request after the other in one thread."""

    _back = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.renderer = Renderer()
        self.requests: list[Any] = []
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._back.connect(lambda call: call())

    def submit(
        self,
        request: Any,
        *,
        on_event: Callable[[Any], None] | None = None,
        on_done: Callable[[Finished], None] | None = None,
        on_error: Callable[[Failed], None] | None = None,
    ) -> Handle:
        handle = Handle()
        self.requests.append(request)
        thread = threading.Thread(target=self._run, args=(request, handle, on_event, on_done, on_error))
        self._threads.append(thread)
        thread.start()
        return handle

    def _run(self, request: Any, handle: Handle, on_event: Any, on_done: Any, on_error: Any) -> None:
        with self._lock:
            if handle.cancelled:
                return
            try:
                if isinstance(request, OpenSource):
                    result: Any = self.renderer.open(Path(request.path), request.location, request.quote)
                else:
                    assert isinstance(request, DrawPage)
                    result = self.renderer.draw(Path(request.path), request.page, request.scale)
            except IndexerError as error:
                failed = Failed(error.kind, error.message, error.next_step)
                self._back.emit(lambda: None if handle.cancelled or not on_error else on_error(failed))
                return
        self._back.emit(lambda: None if handle.cancelled or not on_event else on_event(result))
        self._back.emit(lambda: None if handle.cancelled or not on_done else on_done(Finished()))

    def close(self) -> None:
        for thread in self._threads:
            thread.join()
        self.renderer.close()


@pytest.fixture(scope="session")
def strings() -> Callable[..., str]:
    """The Korean sentences of this view, from its own file."""
    table = yaml.safe_load((STRINGS / "source.ko.yaml").read_text(encoding="utf-8"))

    def say(name: str, **values: object) -> str:
        text: str = table[name]
        return text.format(**values) if values else text

    return say


@pytest.fixture(scope="session")
def tasks(qapp: object) -> Iterator[DirectTasks]:
    """One renderer for all tests of the session."""
    made = DirectTasks()
    yield made
    made.close()

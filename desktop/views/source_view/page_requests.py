"""Pages on their way from the engine to the canvas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from desktop.views.source_view.page_canvas import PageCanvas
from indexer.requests import DrawPage, Failed, Finished, PageDrawn


class Handle(Protocol):
    """A request on its way."""

    def cancel(self) -> None: ...


class Tasks(Protocol):
    """The door to the engine (`desktop.tasks.Tasks`); callbacks come on the main thread."""

    def submit(
        self,
        request: Any,
        *,
        on_event: Callable[[Any], None] | None = None,
        on_done: Callable[[Finished], None] | None = None,
        on_error: Callable[[Failed], None] | None = None,
    ) -> Handle: ...


class PageRequests:
    """Asks for the pages that the canvas wants, of the document whose path `path` tells; "" for none."""

    def __init__(self, tasks: Tasks, canvas: PageCanvas, path: Callable[[], str]) -> None:
        self._tasks, self._canvas, self._path = tasks, canvas, path
        self._running: dict[int, Handle] = {}
        canvas.page_wanted.connect(self._want)
        canvas.page_dropped.connect(self._drop)

    def cancel(self) -> None:
        """Nothing is waited for any more."""
        for handle in self._running.values():
            handle.cancel()
        self._running.clear()

    def _want(self, page: int, scale: float) -> None:
        path = self._path()
        if not path:
            return

        def arrived(event: object) -> None:
            if isinstance(event, PageDrawn) and event.path == self._path():
                self._running.pop(page, None)
                self._canvas.supply(event)

        def failed(_: Failed) -> None:
            self._running.pop(page, None)
            self._canvas.refuse(page)

        self._running[page] = self._tasks.submit(DrawPage(path, page, scale), on_event=arrived, on_error=failed)

    def _drop(self, page: int) -> None:
        handle = self._running.pop(page, None)
        if handle is not None:
            handle.cancel()

"""Modules that the first frame does without are loaded after it, beside the window and not in its way.

Loading them when they are first wanted stopped the window for 120 to 200 ms. In a thread the interpreter hands the
lock over every 5 ms, so that the window goes on.
"""

from __future__ import annotations

import threading
from importlib import import_module

from PySide6.QtCore import QObject, Signal

MODULES = (
    "desktop.protocol",
    "indexer.requests",
    "PySide6.QtNetwork",
    "desktop.views.history_panel",
    "desktop.views.answer_card",
    "desktop.views.first_run",
    "desktop.views.source_view",
    "desktop.views.source_view.source_view",
    "desktop.views.command_palette",
    "desktop.views.search_view",
    "desktop.views.library_view",
    "desktop.views.connections_view",
    "desktop.presenters.recognition",
    "desktop.presenters.settings",
    "desktop.views.settings_view",
    "desktop.views.background_card",
    "desktop.tray",
    "desktop.presenters.ledger",
    "desktop.views.ledger_view",
    "desktop.presenters.evaluate",
    "desktop.views.evaluate_view",
)

CLOSE_SECONDS = 10.0


class Warming(QObject):
    """`done` is emitted once, on the window's thread, when all are loaded."""

    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._load, name="warming", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Load no further, and say nothing any more; until the thread has ended, which takes one module's import.

        At most CLOSE_SECONDS: a process with a thread left ends where it stands (desktop.__main__.leave).
        """
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join(CLOSE_SECONDS)

    def _load(self) -> None:
        for name in MODULES:
            if self._over.is_set():
                return
            import_module(name)
        if not self._over.is_set():
            self.done.emit()
